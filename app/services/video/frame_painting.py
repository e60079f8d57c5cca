"""Draws the boxes of a video's frames, as the canvas shows them, for a video that is written."""

import logging
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QFont, QImage, QPainter

from app.domain.colours import ANNOTATION_COLOUR, DETECTION_COLOUR, annotation_colours, row_colours
from app.domain.decisions import decide
from app.domain.detections import DetectionSet, ModelInfo
from app.domain.project.frame_rows import video_rows
from app.domain.project.store import Project, ProjectError
from app.domain.project.videos import annotation_rows, detected_frames, frame_ids
from app.domain.records import Annotation, ProjectClass, Rejection
from app.domain.video.linked import LinkedTracks
from app.domain.video.regions import leave_out
from app.domain.view_filter import ColourBy, ViewFilter, ranks_of, visible_rows
from app.services.box_drawing import tag_text
from app.services.pixels import RgbArray, as_array, as_image
from app.services.sheet import (
    BoxGroup,
    LegendEntry,
    Sheet,
    draw_groups,
    legend_height,
    legend_title,
    level_entries,
    paint_legend,
    paint_paper,
)
from fpn_core.levels import NO_LEVEL_COLOUR

log = logging.getLogger(__name__)


@dataclass(frozen=True, eq=False)
class Look:
    """What is drawn and how. ``key`` is the model whose detections are drawn; ``levels`` and
    ``tracks`` say whether tags name the level of a detection, and the track of an annotation;
    ``links`` number the tracks of detections."""

    view: ViewFilter
    classes: Mapping[int, ProjectClass]
    model: ModelInfo | None
    key: str
    font: QFont
    detections: bool = True
    annotations: bool = True
    levels: bool = False
    tracks: bool = False
    links: LinkedTracks | None = None


class FoundFrames:
    """Detections of a model on the frames of a video, read as they are asked for."""

    def __init__(self, project: Project, video: str, key: str) -> None:
        """Raises ProjectError."""
        self._project, self._key = project, key
        self.ids = frame_ids(project, video)
        self.frames = detected_frames(project, video, key).frames.tolist()
        self._kept: tuple[int, DetectionSet | None] = (-1, None)

    def newest(self, frame: int) -> tuple[int, DetectionSet | None]:
        """The last frame up to this one on which the model has run, and what it found there; -1
        and None where there is none."""
        place = bisect_right(self.frames, frame)
        at = self.frames[place - 1] if place else -1
        if at != self._kept[0]:
            self._kept = (at, self._read(at))
        return self._kept

    def rejections(self, frame: int) -> tuple[Rejection, ...]:
        """What a person has rejected on a frame."""
        return tuple(self._project.rejections(self.ids[frame])) if frame in self.ids else ()

    def _read(self, frame: int) -> DetectionSet | None:
        if frame < 0:
            return None
        try:
            return self._project.detections(self.ids[frame], self._key)
        except ProjectError as error:  # one row that cannot be read costs its boxes alone
            log.warning("%s", error)
            return None


class FramePainter:
    """Paints one frame after the other; for one thread. Raises ProjectError where the project
    cannot be read."""

    def __init__(self, project: Project, video: str, size: tuple[int, int], look: Look) -> None:
        """``size``: width and height of the frames, without the legend."""
        self._look = look
        self.found = FoundFrames(project, video, look.key)
        rows = video_rows(project, video)
        self._tracks, self._regions = rows.tracks, rows.regions
        self._alone: dict[int, list[Annotation]] = {}
        for each in annotation_rows(project, video):
            if each.row.track is None:
                self._alone.setdefault(each.frame, []).append(each.row)
        self._names = {each.id: each.name for each in look.classes.values()}
        self._model = look.model or project.model_info(look.key)
        self._sheet = Sheet.of(*size, look.font)
        self._legend = self._entries()
        self._below = legend_height(self._legend, self._sheet)

    def painted(self, frame: int, pixels: RgbArray) -> RgbArray:
        """Pixels (H, W, 3) of a frame with its boxes, and the legend beneath it."""
        sheet = self._sheet
        drawn = QImage(sheet.width, sheet.height + self._below, QImage.Format.Format_RGB32)
        painter = QPainter(drawn)
        try:
            paint_paper(painter, sheet, self._below)
            painter.drawImage(QPointF(), as_image(pixels))
            draw_groups(painter, sheet, self.groups(frame))
            paint_legend(painter, self._legend, sheet)
        finally:
            painter.end()
        return as_array(drawn)

    def groups(self, frame: int) -> list[BoxGroup]:
        """Regions, detections and annotations of a frame, as they lie over each other."""
        look, shown = self._look, self._annotations(frame)
        at, found = self.found.newest(frame)
        groups = []
        if look.annotations and self._regions:
            groups.append(_hatched(self._regions))
        if look.detections and found is not None:
            groups.append(self._detections(at, found, shown))
        if look.annotations and shown:
            groups.append(self._boxes(shown, found))
        return groups

    def _annotations(self, frame: int) -> list[Annotation]:
        return [*self._tracks.boxes_at(frame), *self._alone.get(frame, ())]

    def _detections(self, frame: int, found: DetectionSet, shown: list[Annotation]) -> BoxGroup:
        look, rejected = self._look, self.found.rejections(frame)
        by_track = look.view.colour_by is ColourBy.TRACK
        tracks = look.links.numbers_on(frame, len(found)) if look.links and by_track else None
        ignored = [each for each in shown if each.ignore]
        # Where annotations are not drawn, the detections that they came from are.
        decided = decide(found, shown if look.annotations else ignored, rejected, self._names)
        decided = leave_out(found, decided, [*self._regions, *ignored])
        rows = visible_rows(found, look.view, decided)
        mode = look.view.colour_by
        ranks = ranks_of(found, mode)
        texts = [tag_text(found, row, tracks) for row in rows.tolist()]
        if look.levels:
            names = [found.level_name(int(ranks[row])) for row in rows.tolist()]
            texts = [f"{t} {n}" if n else t for t, n in zip(texts, names, strict=True)]
        colours = row_colours(found, rows, mode, look.classes.values(), tracks)
        return BoxGroup(found.boxes[rows], colours, texts)

    def _boxes(self, shown: list[Annotation], found: DetectionSet | None) -> BoxGroup:
        look = self._look
        colours = annotation_colours(shown, look.view.colour_by, look.classes, self._model, found)
        texts = [self._names.get(each.label, "?") for each in shown]
        if look.tracks:
            pairs = zip(texts, shown, strict=True)
            texts = [t if each.track is None else f"{t} #{each.track}" for t, each in pairs]
        hatched = frozenset(place for place, each in enumerate(shown) if each.ignore)
        return BoxGroup(_corners(shown), colours, texts, dashed=False, hatched=hatched)

    def _entries(self) -> tuple[LegendEntry, ...]:
        look, mode = self._look, self._look.view.colour_by
        entries = [LegendEntry("", legend_title(mode))]
        detection = QCoreApplication.translate("Exporter", "detection")
        annotation = QCoreApplication.translate("Exporter", "annotation")
        if mode is ColourBy.STATE:
            entries += [LegendEntry(DETECTION_COLOUR, detection)] * look.detections
            entries += [LegendEntry(ANNOTATION_COLOUR, annotation)] * look.annotations
        elif mode is ColourBy.CLASS:
            entries += [LegendEntry(each.colour, each.name) for each in look.classes.values()]
        elif self._model is not None and mode is not ColourBy.TRACK:
            entries += level_entries(self._model)
        if look.detections and look.annotations:
            text = QCoreApplication.translate("Exporter", "dashed: model · solid: person")
            entries.append(LegendEntry("", text))
        return tuple(entries)


def _corners(rows: Iterable[Annotation]) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    return np.array([each.box for each in rows], np.float64).reshape(-1, 4)


def _hatched(regions: tuple[Annotation, ...]) -> BoxGroup:
    count = len(regions)
    return BoxGroup(
        _corners(regions), [NO_LEVEL_COLOUR] * count, [""] * count, dashed=False,
        hatched=frozenset(range(count)),
    )  # fmt: skip
