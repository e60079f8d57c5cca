"""Ties the document to files and to the detector: what happens when something is opened."""

import logging
import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject

from app.domain.byte_cache import ByteCache
from app.domain.detections import DetectionSet
from app.domain.project.detection_rows import model_key
from app.domain.project.media_files import is_there
from app.domain.project.store import Project, ProjectError
from app.domain.view_filter import ColourBy, ViewFilter
from app.services.any_object import AnyObject
from app.services.detection_client import DetectionClient, ServerState
from app.services.document import Document
from app.services.editor import Editor
from app.services.folder_detection import FolderDetection
from app.services.folder_scan import FolderScan, ScanResult
from app.services.models.adoption import Adoption
from app.services.models.catalogue import Models
from app.services.models.review_next import ReviewNext
from app.services.picture_edits import PictureEdits
from app.services.picture_loader import PictureLoader
from app.services.picture_states import PictureStates
from app.services.pixels import Pixels
from app.services.project_opening import open_project_of, places_of_pictures
from app.services.row_counts import RowCounts
from app.services.settings import Settings
from app.services.take_over import TakeOver
from app.services.thumbnails import Thumbnails
from app.services.timers import quiet_timer
from app.services.training.making import RunMaker
from app.services.training.runs import TrainingRuns
from app.services.video.files import can_be_opened
from app.services.video.videos import Videos
from fpn_core.video.frames import file_of, split_frame

log = logging.getLogger(__name__)
_REACH = 2
_SAVE_PAUSE_MS = 1500
_THUMBNAIL_SIDE = 112
_DETECTION_CACHE_BYTES = 64_000_000
_BYTES_A_DETECTION = 200
EMBEDDED_MODEL = "lite"


class Session(QObject):
    """Opens pictures, keeps their neighbours ready, and asks for detections."""

    def __init__(
        self,
        settings: Settings,
        command: Sequence[str],
        parent: QObject | None = None,
        model: str = "",
    ) -> None:
        """``model``: what to use in place of the settings' and the project's own."""
        super().__init__(parent)
        self.settings = settings
        view = ViewFilter(settings["score"], colour_by=ColourBy(settings["colour_by"]))
        self.document = Document(view, self)
        self.document.origin_shown = settings["show_origin"]
        self.editor = Editor(self.document, self)
        first = model or settings["model"]
        self.client = DetectionClient(command, first, settings["device"], self)
        self.folder = FolderDetection(self.document, self.client, self)
        self.models = Models(settings, self)
        self.any_object = AnyObject(self.document, self.client, self)
        self.loader = PictureLoader(settings["picture_cache_mb"] * 1_000_000, self)
        self.thumbnails = Thumbnails(
            _THUMBNAIL_SIDE, settings["thumbnail_cache_mb"] * 1_000_000, self
        )
        self.scan = FolderScan(self)
        self.states = PictureStates(self.document, self._model_key, self)
        self.review_next = ReviewNext(self.document, self.states, self)
        self.counts = RowCounts(self.states, self)
        self.training = TrainingRuns(self.document, self)
        self.run_maker = RunMaker(self.document, self)
        self.picture_edits = PictureEdits(self.document, self)
        self.take_over = TakeOver(self.document, self.exchange_project, self)
        self._found: ByteCache[tuple[DetectionSet, float | None]] = ByteCache(
            _DETECTION_CACHE_BYTES, lambda pair: 1000 + _BYTES_A_DETECTION * len(pair[0])
        )
        self.adoption = Adoption(
            self.document, self.client, self.folder, settings, self.models, self.use_model, model,
            self,
        )  # fmt: skip
        self.videos = Videos(self.document, self.client, self._recent, self._model_key, self)
        self._given: list[str] = []
        self._wanted_first = ""
        self._good_model = ""
        self._save_timer = quiet_timer(self, _SAVE_PAUSE_MS, self.save)
        self._connect()

    def _connect(self) -> None:
        self.scan.progressed.connect(self._take_scan)
        self.loader.loaded.connect(self._take_pixels)
        self.loader.failed.connect(self._take_broken)
        self.client.state_changed.connect(self._take_server)
        self.client.finished.connect(self._take_detections)
        self.client.refused.connect(self._take_refusal)
        self.client.loaded.connect(self._take_model)
        self.client.load_failed.connect(self._take_bad_model)
        self.client.notice.connect(self.document.tell)
        self.models.told.connect(self.document.tell)
        self.review_next.wanted.connect(self.show)
        self.folder.stored.connect(self._take_stored)
        self.folder.shown.connect(self.show)
        self.training.changed.connect(lambda: self.document.set_run(self.training.current))
        self.document.view_changed.connect(self._remember_view)
        self.document.wanted.connect(self.show)
        self.videos.wanted.connect(self.show)
        self.videos.ready.connect(self._take_times)

    def start(self) -> None:
        """Start the detection server, so that the model loads while pictures are looked for."""
        self.client.start()
        self.models.start()

    def open(self, paths: Sequence[str], first: str = "") -> None:
        """Open files and folders in place of what is open; ``first`` is shown if it is there."""
        if not paths:
            return
        if self.document.apart.busy:
            self.document.tell(self.document.apart.busy)
            return
        if self.document.unsaved and not self.document.save_waiting():
            self.document.tell(self.document.unsaved)
            return
        given = [os.path.abspath(path) for path in paths]
        alone = len(given) == 1 and is_there(given[0]) and not os.path.isdir(given[0])
        self._wanted_first = first or (given[0] if alone else "")
        self.document.set_current(None)
        open_project_of(self.document, list(map(file_of, given)))
        self.document.set_pictures([], scanning=True)
        self._given = given
        self.settings["last_paths"] = given
        if all(map(can_be_opened, given)):
            for path in reversed(given[:5]):
                self.settings.add_recent("recent_paths", path)
        self.scan.start(places_of_pictures(self.document.project, given))

    def open_again(self) -> None:
        """Open what is open once more, with the project that is there now."""
        self.open(self._given, self.document.pictures.current or "")

    def save_copy(self, place: Path) -> None:
        """Write the project to another file; it is that which is opened at the next start."""
        if self.document.save_copy(place):
            self._given = [str(place)]
            self.settings["last_paths"] = self._given
            self.settings.add_recent("recent_paths", str(place))
            self._save_timer.start()

    def exchange_project(self, project: Project) -> None:
        """Go on with a project that was opened anew, in place of the one before: the same pictures
        are shown, and everything is read again."""
        document, before = self.document, self.document.project
        document.set_project(project)
        before.close()
        if document.pictures.current is not None:
            document.reopen_record(document.pictures.current)
        if not document.scanning:
            self.scan.progressed.emit(ScanResult(list(document.pictures.paths), done=True))

    def reopen(self) -> None:
        """Open what was open when the window was last closed."""
        there = [path for path in self.settings["last_paths"] if can_be_opened(path)]
        self.open(there, self.settings["last_picture"])

    def show(self, path: str | None) -> None:
        """Make a picture current: its pixels and its detections are asked for. A video shows the
        frame of it that was looked at last."""
        if path is None:
            return
        path = self.videos.frame_to_show(path)
        if path == self.document.pictures.current and not self.document.moving:
            return
        if self.document.moving and self.document.pixels is not None:
            self.loader.keep(self.document.pixels)
        self.document.set_current(path)
        self.settings["last_picture"] = path
        self._save_timer.start()
        if not self.videos.waits(path):
            self._ask_for(path)
        elif (split_frame(path) or ("", 0))[1] == 0:
            self.loader.request(path, [])

    def _take_times(self, video: str) -> None:
        """The times of a video are read: its frame can be shown, or the last one it has."""
        current = self.document.pictures.current or ""
        there = self.videos.frame_to_show(current) if file_of(current) == video else ""
        if there == current:
            self._ask_for(current)
        elif there:
            self.show(there)

    def _ask_for(self, path: str) -> None:
        near = self.videos.neighbours(path)
        self.loader.request(path, self._pictures_near() if near is None else near)
        cached = self._found.get(path)
        if cached is not None and cached[0].model == self.client.model:
            self.document.set_detections(*cached)
        elif not self._recall(path) and not self.document.missing:
            self.detect()

    def _pictures_near(self) -> list[str]:
        near = self.document.pictures.neighbours(_REACH)
        return [path for path in near if not self.thumbnails.is_film(path)]

    def _recent(self, path: str) -> DetectionSet | None:
        return None if (found := self._found.get(path)) is None else found[0]

    def _recall(self, path: str) -> bool:
        """Show the detections that the project keeps of this model; whether it has them."""
        document, key = self.document, self._model_key()
        if document.record is None or not key:
            return False
        try:
            found = document.project.detections(document.record.id, key)
        except ProjectError as error:
            log.warning("kept detections are not used: %s", error)
            return False
        if found is None:
            return False
        self._found.put(path, (found, None))
        document.count(path, found)
        document.set_detections(found, None)
        return True

    def _model_key(self) -> str:
        """Key of the model asked for: of the loaded one, or what it was when last seen here."""
        if self.client.model is not None and self._good_model == self.client.model_name:
            return model_key(self.client.model)
        return str(self.document.project.value(self._model_value(), ""))

    def _model_value(self) -> str:
        return f"model {self.client.model_name}"

    def _know_model(self) -> None:
        """Remember the loaded model's key; run it where another's detections are shown."""
        model, found = self.client.model, self.document.detections
        if model is None or self._good_model != self.client.model_name:
            return  # another one is asked for already
        self.document.remember(self._model_value(), model_key(model))
        other = found is not None and model_key(found.model) != model_key(model)
        if other and not self.document.detecting:
            self.document.age_detections()
            self.detect()

    def step(self, by: int) -> None:
        """Go some pictures further in the list; at its ends, say so."""
        target = self.document.pictures.step(by)
        if target is not None and target == self.document.pictures.current:
            last, first = (
                self.tr("This is the last picture."),
                self.tr("This is the first picture."),
            )
            self.document.tell(last if by > 0 else first)
        self.show(target)

    def reload(self, path: str) -> None:
        """Read a picture again whose file has changed; what is shown stays until that is done."""
        self.loader.forget(path)
        self.thumbnails.forget(path)
        self._found.discard(path)
        self.videos.take_changed_file(path)
        if path == self.document.pictures.current and not self.videos.waits(path):
            self.loader.request(path, self.videos.neighbours(path) or self._pictures_near())

    def detect(self) -> None:
        """Run the detector on the current picture, whether or not it ran before."""
        self.document.ask_still()
        path = self.document.pictures.current
        if path is not None and not self.videos.waits(path):
            self.document.await_detections()
            self.client.detect(path)

    def use_model(self, model: str) -> None:
        """Load another model and run it on the current picture."""
        self._found.clear()
        self.document.age_detections()
        self.client.load(model)
        current = self.document.pictures.current
        if current is not None and not self._recall(current):
            self.detect()

    def save(self) -> None:
        """Write the settings; a failure is told, never fatal."""
        problem = self.settings.save()
        if problem:
            self.document.tell(problem)

    def close(self) -> None:
        """End the server, the threads, and keep the settings."""
        self._save_timer.stop()
        self.settings.save()
        self.take_over.close()
        self.scan.close()
        self.videos.close()
        self.folder.close()
        self.adoption.close()
        self.models.close()
        self.states.close()
        self.training.close()
        self.run_maker.close()
        self.document.flush()
        self.document.project.close()
        self.loader.close()
        self.thumbnails.close()
        self.client.close()

    def _take_scan(self, result: ScanResult) -> None:
        self.document.set_pictures(result.paths, scanning=not result.done)
        if result.problems and result.done:
            more = self.tr(" (and {count} more)").format(count=len(result.problems) - 1)
            self.document.tell(result.problems[0] + (more if len(result.problems) > 1 else ""))
        if self.document.pictures.current is not None:
            return
        pictures = self.document.pictures
        if self._wanted_first and file_of(self._wanted_first) in result.paths:
            self.show(self._wanted_first)
        elif pictures.shown and (result.done or not self._wanted_first):
            self.show(pictures.shown[0])

    def _take_pixels(self, pixels: Pixels) -> None:
        if pixels.path == self.document.pictures.current:
            self.document.set_pixels(pixels)

    def _take_broken(self, path: str, message: str) -> None:
        if path == self.document.pictures.current:
            self.document.set_picture_error(message)

    def _take_server(self) -> None:
        client = self.client
        self.document.set_server(client.state, client.error, client.model, client.device)
        if client.state is ServerState.READY and client.loaded_name != self._good_model:
            self._take_model(client.loaded_name)
        failed_at_start = client.state is ServerState.FAILED and not self._good_model
        if failed_at_start and client.loading_name != EMBEDDED_MODEL:
            self._take_bad_model(client.loading_name, client.error)

    def _take_model(self, model: str) -> None:
        self._good_model = model
        self._know_model()
        self.adoption.take_loaded(model)
        self._save_timer.start()
        self.document.server_changed.emit()

    def _take_bad_model(self, model: str, message: str) -> None:
        """Say why, and go back to the model that worked."""
        self.document.tell(message)
        self.adoption.take_refused(model)
        if not self._good_model:
            default = self.settings["model"]
            if model == self.client.model_name != EMBEDDED_MODEL:  # or another is asked for
                self.use_model(EMBEDDED_MODEL if model == default else default)
            return
        self.document.server_changed.emit()
        self.detect()

    def _take_detections(self, path: str, found: DetectionSet, milliseconds: float) -> None:
        self._found.put(path, (found, milliseconds))
        self._keep(path, found)
        self.folder.skip(path, found)
        self.document.count(path, found)
        self.videos.take_detections(path, found)
        if path == self.document.pictures.current and not self.document.moving:
            self.document.set_detections(found, milliseconds)

    def _keep(self, path: str, found: DetectionSet) -> None:
        """Put detections into the project, if it knows the picture; any frame that goes by."""
        project = self.document.project
        try:
            record = project.picture(path) if split_frame(path) else project.find_picture(path)
            if record is not None:
                project.put_detections(record.id, found)
        except ProjectError as error:
            log.warning("detections of %s are not kept: %s", path, error)

    def _take_stored(self, kept: list[tuple[str, DetectionSet]]) -> None:
        for path, found in kept:
            self.document.count(path, found)
            self.videos.take_detections(path, found)

    def _take_refusal(self, path: str, message: str) -> None:
        if path and path == self.document.pictures.current:
            self.document.set_detection_error(message)
        else:
            self.document.tell(message)

    def _remember_view(self) -> None:
        view = self.document.view
        self.settings["score"] = view.score
        self.settings["colour_by"] = view.colour_by.value
        self._save_timer.start()
