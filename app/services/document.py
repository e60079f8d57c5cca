"""The window's one state: views read it, ask it to change, and hear what changed."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import filterfalse

import numpy as np
from PySide6.QtCore import QObject, Signal

from app.domain.comparison import Compare, Comparison, compare
from app.domain.decisions import decide
from app.domain.detections import DetectionSet, FloatArray, IntArray, ModelInfo
from app.domain.picture_filter import Arrangement
from app.domain.picture_list import PictureList
from app.domain.proposals import Proposals
from app.domain.records import Annotation
from app.domain.tone import Tone
from app.domain.view_filter import (
    LOWEST_SCORE,
    ColourBy,
    ViewFilter,
    passes_score,
    visible_rows,
)
from app.services.detection_client import Device, ServerState
from app.services.pixels import Pixels
from app.services.track_document import TrackDocument

_NO_ROWS: IntArray = np.empty(0, np.int64)


class Document(TrackDocument):
    """Pictures, the current picture with its boxes, and how they are looked at.

    Detections are one layer of their own; they only ever come from the detector. Annotations are
    the other; they only change by edits. Selecting in one layer clears the choice in the other.
    """

    pictures_changed = Signal()  # the list, its filter
    current_changed = Signal()  # another picture is current
    pixels_changed = Signal()  # its pixels arrived, or cannot be read
    detections_changed = Signal()  # its detections arrived, or are awaited
    rows_changed = Signal()  # other detections are seen, by a view or by a decision
    view_changed = Signal()  # score, classes, levels, colours
    compare_changed = Signal()  # the three-way view, its counts
    selection_changed = Signal()  # the selected detection
    hidden_changed = Signal()  # annotations hidden by a person
    mode_changed = Signal()  # draw mode
    proposals_changed = Signal()
    hover_changed = Signal()
    origin_shown_changed = Signal()
    server_changed = Signal()  # model, device, state of the detection server
    counted = Signal(object)  # a picture in the list has detections
    tone_changed = Signal()  # brightness, contrast, window of 16-bit values
    pointed = Signal()  # the cursor is elsewhere in the picture
    zoomed = Signal()

    def __init__(self, view: ViewFilter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pictures = PictureList()
        self.scanning = False
        self.pixels: Pixels | None = None
        self.picture_error = ""
        self.detections: DetectionSet | None = None
        self.detections_old = False
        self.detecting = False
        self.detection_error = ""
        self.milliseconds: float | None = None
        self._scores: dict[str, FloatArray] = {}
        self.view = view
        self.compare = Compare.OFF
        self.comparison: Comparison | None = None
        self.decisions = _NO_ROWS
        self.rows = _NO_ROWS
        self.selected: int | None = None
        self.hovered: int | None = None
        self.chosen: tuple[int, ...] = ()
        self.hovered_annotation: int | None = None
        self.hidden: frozenset[int] = frozenset()
        self.drawing = False
        self.proposals: Proposals | None = None
        self.origin_shown = True
        self.tone = Tone()
        self.model: ModelInfo | None = None
        self.device: Device | None = None
        self.server_state = ServerState.OFF
        self.server_error = ""
        self.cursor: tuple[float, float] | None = None
        self.zoom = 1.0

    def set_pictures(self, paths: list[str], scanning: bool) -> None:
        """Take the list that a scan has found so far."""
        self.scanning = scanning
        self.pictures.replace(paths)
        self.pictures_changed.emit()

    def arrange_pictures(
        self, arrangement: Arrangement, found: frozenset[int], held: frozenset[int]
    ) -> None:
        """Show other pictures, or in another order; the ids as `shown_paths` has them."""
        self.pictures.arrange(arrangement, found, held)
        self.pictures_changed.emit()

    def unreviewed(self, paths: Iterable[str]) -> Iterator[str]:
        """Those of some pictures that are still to be reviewed."""
        pictures = self.pictures
        reviewed = pictures.reviewed if pictures.complete else self.project.reviewed()
        return filterfalse(reviewed.__contains__, paths)  # of 100,000 in no time

    def set_current(self, path: str | None) -> None:
        """Make a picture the current one; its pixels and detections follow."""
        self.flush()
        if not self._goes_on_in_video(path):
            self.pixels = None
        self.moving, self.picture_error = False, ""
        self.pictures.current = path
        self.selected = self.hovered = self.hovered_annotation = None
        self.chosen, self.hidden, self.proposals = (), frozenset(), None
        self.cursor = None
        self.detections = None
        self.open_record(path)
        self.chosen = self.chosen_again()
        self._load_regions(path)
        self._put_detections(None, None, detecting=False, error="")
        self.current_changed.emit()
        self.record_changed.emit()
        self.pixels_changed.emit()
        self.detections_changed.emit()
        self.annotations_changed.emit()
        self.selection_changed.emit()
        self.chosen_changed.emit()
        self.proposals_changed.emit()
        self.pointed.emit()

    def set_pixels(self, pixels: Pixels) -> None:
        """Take pixels of the current picture, a preview or the full ones."""
        self.pixels, self.picture_error = pixels, ""
        self.pixels_changed.emit()

    def set_picture_error(self, message: str) -> None:
        """Say that the current picture cannot be read."""
        self.pixels, self.picture_error = None, message
        self.pixels_changed.emit()

    def await_detections(self) -> None:
        """Say that the detector is at work on the current picture."""
        self._put_detections(self.detections, self.milliseconds, detecting=True, error="")
        self.detections_changed.emit()

    def set_detections(self, found: DetectionSet, milliseconds: float | None) -> None:
        """Take the detections of the current picture."""
        self.selected = self.hovered = None
        self._put_detections(found, milliseconds, detecting=False, error="")
        self.detections_changed.emit()
        self.selection_changed.emit()

    def set_detection_error(self, message: str) -> None:
        """Say why the current picture has no detections."""
        self._put_detections(self.detections, None, detecting=False, error=message)
        self.detections_changed.emit()

    def age_detections(self) -> None:
        """Mark what is shown as another model's: it stays to be looked at until the model asked
        for has looked; scores on other pictures are forgotten."""
        self._scores.clear()
        self.select(None)
        self._put_detections(self.detections, None, detecting=False, error="")
        self.detections_old = self.detections is not None
        self.detections_changed.emit()
        self.pictures_changed.emit()

    def count(self, path: str, found: DetectionSet) -> None:
        """Remember the scores on a picture in the list, so that its boxes can be counted."""
        self._scores[path] = found.scores.copy()
        self.counted.emit(path)

    def boxes_on(self, path: str) -> int | None:
        """How many boxes a picture has from the slider's score up; None before detection."""
        scores = self._scores.get(path)
        return None if scores is None else int(passes_score(scores, self.view.score).sum())

    def set_view(self, view: ViewFilter) -> None:
        """Look at the detections in another way; the model does not run again."""
        if view == self.view:
            return
        self.view = view
        self._find_rows()
        self.view_changed.emit()

    def set_score(self, score: float) -> None:
        """Show boxes from this score up."""
        self.set_view(replace(self.view, score=min(1.0, max(LOWEST_SCORE, round(score, 2)))))

    def set_colour_by(self, mode: ColourBy) -> None:
        """Let the colour of a box say something else; level toggles start anew where they must."""
        levels_change = ColourBy.ROI in (mode, self.view.colour_by) and mode != self.view.colour_by
        hidden = frozenset() if levels_change else self.view.hidden_ranks
        self.set_view(replace(self.view, colour_by=mode, hidden_ranks=hidden))

    def shown_tracks(self, found: DetectionSet | None) -> IntArray | None:
        """Numbers of the tracks of a frame's detections where colours tell tracks, else None."""
        by_track = self.view.colour_by is ColourBy.TRACK
        return self.track_numbers(found) if by_track and found is not None else None

    def show_all(self) -> None:
        """Switch every class and level on."""
        self.set_view(replace(self.view, hidden_classes=frozenset(), hidden_ranks=frozenset()))

    def set_compare(self, mode: Compare) -> None:
        """Show where person and model agree, or what only one of them has; OFF shows as usual."""
        if mode is not self.compare:
            self.compare = mode
            self._find_rows()

    def select(self, row: int | None) -> None:
        """Select a detection by its row, or nothing; no annotation stays chosen."""
        if self.chosen:
            self.chosen = ()
            self.chosen_changed.emit()
        if row is not None:
            self.follow_choice()
        if row != self.selected:
            self.selected = row
            self.selection_changed.emit()

    def choose(self, ids: Iterable[int]) -> None:
        """Choose annotations by id, in this order, or none; no detection stays selected."""
        chosen = tuple(dict.fromkeys(id for id in ids if id in self.annotations))
        if chosen and self.selected is not None:
            self.selected = None
            self.selection_changed.emit()
        changed, self.chosen = chosen != self.chosen, chosen
        if changed or not chosen:
            self.follow_choice()
        if changed:
            self.chosen_changed.emit()

    def choose_also(self, id: int) -> None:
        """Add an annotation to the chosen ones, or take it out again."""
        if id in self.chosen:
            self.choose(each for each in self.chosen if each != id)
        else:
            self.choose((*self.chosen, id))

    def chosen_annotations(self) -> list[Annotation]:
        """The chosen annotations, in the order of choosing."""
        return [self.annotations[id] for id in self.chosen if id in self.annotations]

    def select_step(self, by: int) -> None:
        """Go to the next or previous object: annotations in their order, then seen detections."""
        shown = [id for id in self.annotations if id not in self.hidden]
        count = len(shown) + len(self.rows)
        if not count:
            return
        place = self._place_among(shown)
        place = (place + by) % count if place is not None else (0 if by > 0 else -1) % count
        if place < len(shown):
            self.choose((shown[place],))
        else:
            self.select(int(self.rows[place - len(shown)]))

    def _place_among(self, shown: list[int]) -> int | None:
        if self.chosen and self.chosen[-1] in shown:
            return shown.index(self.chosen[-1])
        places = np.flatnonzero(self.rows == self.selected)
        return len(shown) + int(places[0]) if len(places) else None

    def hover(self, row: int | None) -> None:
        """The cursor is over a detection, or over none."""
        if row != self.hovered:
            self.hovered = row
            self.hover_changed.emit()

    def hover_annotation(self, id: int | None) -> None:
        """The cursor is over an annotation, or over none."""
        if id != self.hovered_annotation:
            self.hovered_annotation = id
            self.hover_changed.emit()

    def hide_annotations(self, ids: Iterable[int]) -> None:
        """Hide these annotations and no others, until another picture is shown."""
        hidden = frozenset(ids) & self.annotations.keys()
        if hidden != self.hidden:
            self.hidden = hidden
            self.choose(id for id in self.chosen if id not in hidden)
            self.hidden_changed.emit()

    def set_drawing(self, drawing: bool) -> None:
        """Go into draw mode, or leave it."""
        if drawing != self.drawing:
            self.drawing = drawing
            self.mode_changed.emit()

    def set_proposals(self, proposals: Proposals | None) -> None:
        """Show proposals of the current picture as thin outlines, or stop showing them."""
        self.proposals = proposals
        self.proposals_changed.emit()

    @property
    def picture_size(self) -> tuple[int, int] | None:
        """Width and height of the current picture; None until it is known."""
        if self.pixels is not None:
            return self.pixels.width, self.pixels.height
        found = self.detections
        return None if found is None else (found.width, found.height)

    def show_origin(self, shown: bool) -> None:
        """Draw anchor and proposal of the selected detection, or do not."""
        self.origin_shown = shown
        self.origin_shown_changed.emit()

    def set_tone(self, tone: Tone) -> None:
        """Show pictures brighter, darker or otherwise; what the detector sees stays."""
        if tone != self.tone:
            self.tone = tone
            self.tone_changed.emit()

    def set_server(
        self, state: ServerState, error: str, model: ModelInfo | None, device: Device | None
    ) -> None:
        """Take what the detection client says of its server."""
        if model is not None and self.model is not None and model != self.model:
            self.set_view(replace(self.view, hidden_classes=frozenset(), hidden_ranks=frozenset()))
        self.server_state, self.server_error = state, error
        self.model, self.device = model, device
        self.server_changed.emit()

    def point(self, position: tuple[float, float] | None) -> None:
        """The cursor is at a place in the picture (its pixels), or outside."""
        self.cursor = position
        self.pointed.emit()

    def set_zoom(self, zoom: float) -> None:
        """The canvas shows this many screen pixels per picture pixel."""
        if zoom != self.zoom:
            self.zoom = zoom
            self.zoomed.emit()

    def _leave_choice(self) -> None:
        self.choose(())
        self.select(None)

    def _leave_rows(self) -> None:
        self._leave_choice()
        self.hide_annotations(())
        self.set_proposals(None)

    def _put_moving(self, found: DetectionSet | None) -> None:
        self.blockSignals(True)  # frames go by too quickly for all that hears of detections
        self._put_detections(found, None, detecting=False, error="")
        self.blockSignals(False)

    def _put_detections(
        self, found: DetectionSet | None, milliseconds: float | None, detecting: bool, error: str
    ) -> None:
        self.detections_old &= found is not None and found is self.detections
        self.detections, self.milliseconds = found, milliseconds
        self.detecting, self.detection_error = detecting, error
        self._decide()

    def _decide(self) -> None:
        found = self.detections
        self.decisions = (
            _NO_ROWS
            if found is None
            else self._leave_regions_out(
                found,
                decide(found, self.annotations.values(), self.rejections, self.class_names()),
            )
        )
        self._find_rows()
        if self.chosen:
            self.choose(self.chosen)

    def _find_rows(self) -> None:
        found, before = self.detections, self.rows
        compared = self.comparison
        self.comparison = compare(
            self.compare, found, self.view, self.annotations, self.rejections, self.class_names()
        )
        if self.comparison is not None:
            self.rows = self.comparison.rows
        else:
            self.rows = (
                _NO_ROWS if found is None else visible_rows(found, self.view, self.decisions)
            )
        if self.selected is not None and self.selected not in self.rows:
            self.selected = None
            self.selection_changed.emit()
        if self.hovered is not None and self.hovered not in self.rows:
            self.hover(None)
        if not np.array_equal(before, self.rows):
            self.rows_changed.emit()
        if compared is not self.comparison:
            self.compare_changed.emit()
