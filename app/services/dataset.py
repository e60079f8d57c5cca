"""Keeps the figures of the data set up to date, off the UI thread."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Signal

from app.domain.dataset_report import Boxes, Extent, Report, make_report
from app.domain.dataset_videos import video_figures
from app.domain.project.bulk import all_boxes, seen_by_model
from app.domain.project.detection_rows import model_key
from app.domain.project.store import Project, ProjectError
from app.services.background import BackgroundWorker
from app.services.document import Document
from app.services.timers import quiet_timer
from app.services.video.files import is_video
from fpn_core import media
from fpn_core.errors import FpnError
from fpn_core.video.frames import split_frame

log = logging.getLogger(__name__)
REST_MS = 700
_HEADERS_A_JOB = 3000


@dataclass
class _Sizes:
    """Sizes of pictures by id as their files say; None where a file cannot be read. Used by one
    job at a time."""

    known: dict[int, tuple[int, int] | None] = field(default_factory=dict)


class Dataset(QObject):
    """The report of the open project; made while somebody watches, and a little after edits."""

    changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.report: Report | None = None
        self.error = ""
        self._watched = False
        self._stale = True
        self._working = False
        self._sizes = _Sizes()
        self._worker = BackgroundWorker("dataset", parent=self)
        self._rest = quiet_timer(self, REST_MS, self._work)
        document.project_changed.connect(self._leave_project)
        document.edited.connect(lambda _edit: self._spoil())
        document.detections_changed.connect(self._spoil)
        document.pictures_changed.connect(self._spoil)
        document.server_changed.connect(self._spoil)

    def watch(self, watched: bool) -> None:
        """Somebody looks at the figures, or nobody does any more."""
        self._watched = watched
        if watched and self._stale:
            self._rest.start(0 if self.report is None else REST_MS)

    def close(self) -> None:
        """Stop the thread; the project can be closed then."""
        self._rest.stop()
        self._worker.close()

    def _leave_project(self) -> None:
        self.report, self._sizes = None, _Sizes()
        self.changed.emit()
        self._spoil()

    def _spoil(self) -> None:
        self._stale = True
        if self._watched and not self._working:
            self._rest.start(REST_MS)

    def _work(self) -> None:
        if self._working:
            return
        self._stale, self._working = False, True
        document, project, sizes = self.document, self.document.project, self._sizes
        paths, model = list(document.pictures.paths), document.model
        key = "" if model is None else model_key(model)
        self._worker.submit(
            "report",
            lambda: report_of(project, paths, key, sizes),
            lambda value, error: self._take(project, value, error),
        )

    def _take(
        self, project: Project, value: tuple[Report, bool] | None, error: Exception | None
    ) -> None:
        self._working = False
        if project is not self.document.project:
            self._spoil()
            return
        if value is None:
            self.error = str(error)
            log.warning("the figures of the data set cannot be made: %s", error)
        else:
            self.report, complete = value
            self.error = ""
            self._stale |= not complete
        self.changed.emit()
        if self._stale:
            self._spoil()


def report_of(
    project: Project, paths: Sequence[str], key: str, sizes: _Sizes
) -> tuple[Report, bool]:
    """The report of a project, and whether the sizes of all annotated pictures are known.

    Sizes come from the model's runs, else from the files, some thousands at a time.
    """
    columns = all_boxes(project)
    boxes = Boxes(
        columns.ids, columns.pictures, columns.labels, columns.boxes, columns.ignored,
        columns.anchor_levels,
    )  # fmt: skip
    seen = seen_by_model(project, key)
    extents = {
        id: Extent(float(each.width), float(each.height), each.scale) for id, each in seen.items()
    }
    wanted = {int(id) for id in set(columns.pictures.tolist())} - extents.keys()
    complete = _read_sizes(project, wanted - sizes.known.keys(), sizes)
    for id in wanted:
        size = sizes.known.get(id)
        if size is not None:
            extents[id] = Extent(float(size[0]), float(size[1]))
    videos = {path for path in paths if is_video(path)}
    listed = set(paths) - videos
    known = [project.absolute_path(each.path) for each in project.pictures() if each.reviewed]
    reviewed = {path for path in known if split_frame(path) is None and not is_video(path)}
    detections = sum(each.detections for each in seen.values())
    # Pictures of the list, and those elsewhere in the project that a person has worked on.
    count = len(listed | reviewed)
    report = make_report(
        boxes, count, len(reviewed), detections, extents, video_figures(project, videos)
    )
    return report, complete


def _read_sizes(project: Project, ids: set[int], sizes: _Sizes) -> bool:
    for id in sorted(ids)[:_HEADERS_A_JOB]:
        try:
            sizes.known[id] = media.picture_size(project.path_of(id))
        except (FpnError, OSError, ProjectError) as error:
            log.debug("size of picture %s is not known: %s", id, error)
            sizes.known[id] = None
    return len(ids) <= _HEADERS_A_JOB
