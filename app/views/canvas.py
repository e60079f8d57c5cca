"""The canvas: one picture, its detections, and the boxes of a person, layer above layer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QApplication, QWidget

from app.domain.colours import annotation_colours, row_colours
from app.domain.comparison import COMPARE_COLOURS, Compare
from app.domain.geometry import hits_at
from app.domain.records import Annotation, Box, ProjectClass
from app.domain.video.tracks import is_computed
from app.domain.view_filter import ColourBy
from app.services.box_drawing import tag_font, tag_text
from app.services.document import Document
from app.services.editor import Editor
from app.services.settings import Settings
from app.services.timers import quiet_timer
from app.views.annotations_item import AnnotationsItem, class_text
from app.views.boxes_item import BoxesItem
from app.views.chosen_item import Chosen, ChosenItem, Framed
from app.views.focus_item import Focus, FocusItem
from app.views.gesture_view import GestureView
from app.views.gestures.base import Place, Sketch, Target
from app.views.gestures.choice import with_handles
from app.views.gestures.draw import Draw
from app.views.gestures.stack import Stack
from app.views.picture_item import PictureItem
from app.views.proposals_item import ProposalsItem
from app.views.video.regions_item import RegionsItem
from fpn_core.levels import NO_LEVEL_COLOUR
from fpn_core.video.frames import file_of

_REST_MS = 160
_SLACK = 3.0  # screen pixels around a box that still hit it
_TAG_PIXELS = 12
_SHARE_OF_VIEW = 0.25


class Canvas(GestureView):
    """Shows what the document holds; gestures ask the editor to change it."""

    def __init__(
        self,
        document: Document,
        editor: Editor,
        settings: Settings,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(document, editor, settings, parent)
        self._path: str | None = None
        self._shown_moving: tuple[object, object] = (None, None)
        self._sketch: Sketch | None = None
        self._waiting: Box | None = None
        self._stack = Stack(self)
        self._colours: dict[int, str] = {}
        self._framed_of: tuple[object, object, object] = (None, None, None)
        self._framed_boxes: list[Framed] = []
        self._add_layers()
        self._rest = quiet_timer(self, _REST_MS, self._come_to_rest)
        self.setObjectName("canvas")
        self.setAccessibleName(self.tr("Picture with boxes"))
        self._connect()

    def _add_layers(self) -> None:
        font = tag_font(QApplication.font(), _TAG_PIXELS)
        self.picture = PictureItem()
        self.regions = RegionsItem()
        self.annotations = AnnotationsItem(font)
        self.passing = AnnotationsItem(font)  # of frames that go by: nothing takes hold of them
        self.boxes = BoxesItem(font, above=self.annotations)
        self.proposals = ProposalsItem(font)
        self.focus = FocusItem(font, self.boxes)
        self.chosen = ChosenItem(font, self.annotations, self.boxes)
        self._moving = (self.boxes, self.annotations, self.proposals, self.chosen)
        for item in (
            *(self.picture, self.regions, self.boxes, self.annotations, self.passing),
            *(self.proposals, self.focus, self.chosen),
        ):
            self.scene().addItem(item)

    def _connect(self) -> None:
        document = self.document
        document.pixels_changed.connect(self._show_pixels)
        document.frame_shown.connect(self._show_frame)
        document.regions_changed.connect(self._show_regions)
        document.links_changed.connect(self._show_links)
        document.detections_changed.connect(self._show_boxes)
        document.rows_changed.connect(self._show_boxes)
        document.compare_changed.connect(self._show_boxes)
        document.view_changed.connect(self._show_boxes)
        document.annotations_changed.connect(self._show_annotations)
        document.classes_changed.connect(self._show_boxes)
        document.hidden_changed.connect(self._show_annotations)
        document.server_changed.connect(self._show_annotations)
        document.proposals_changed.connect(self._show_proposals)
        document.current_changed.connect(self._leave_picture)
        document.mode_changed.connect(self._change_mode)
        document.chosen_changed.connect(self._show_chosen)
        document.selection_changed.connect(self._show_chosen)
        document.hover_changed.connect(self._show_chosen)
        document.origin_shown_changed.connect(self._show_focus)
        self.settings.changed.connect(self._show_chosen)

    # What the document says

    def _leave_picture(self) -> None:
        self.cancel_gesture()
        self.wait_for_class(None)

    def _change_mode(self) -> None:
        if isinstance(self.gesture, Draw) and not self.document.drawing:
            self.cancel_gesture()
        self.show_cursor()
        self._show_chosen()

    def _show_pixels(self) -> None:
        pixels = self.document.pixels
        self.picture.set_pixels(pixels)
        if pixels is None:
            return
        size = (pixels.width, pixels.height)
        same = file_of(pixels.path) == file_of(self._path or "") and size == self.picture_size
        self._path, self.picture_size = pixels.path, size
        if not same:
            self.fit()
        self._show_annotations()

    def _show_frame(self) -> None:
        """A frame goes by: its pixels, and the newest detections that there are for it."""
        document, pixels = self.document, self.document.pixels
        if pixels is None:
            return
        self.picture.set_pixels(pixels)
        size = (pixels.width, pixels.height)
        if size != self.picture_size or file_of(pixels.path) != file_of(self._path or ""):
            self._path, self.picture_size = pixels.path, size
            self.fit()
        self._show_passing()
        shown = (document.detections, document.rows)
        if any(a is not b for a, b in zip(shown, self._shown_moving, strict=True)):
            self._shown_moving = shown
            self._show_rows()

    def _show_passing(self) -> None:
        """Boxes of tracks, as long as frames go by."""
        document = self.document
        rows = document.passing_rows()
        if rows or self.passing.rows.colours:
            colours = annotation_colours(
                rows, document.view.colour_by, document.classes, document.model, document.detections
            )
            size = self.picture_size or (0, 0)
            self.passing.show_annotations(rows, colours, document.classes, size)

    def _show_regions(self) -> None:
        self.regions.show_regions(self.document.regions, self.document.region)

    def _show_rows(self) -> None:
        document, rows = self.document, self.document.rows
        colours = self._row_colours(rows.tolist())
        tracks = document.shown_tracks(document.detections)
        self.boxes.show_rows(document.detections, rows, colours, document.decisions, tracks)

    def _show_boxes(self) -> None:
        self._show_rows()
        self._show_annotations()

    def _show_links(self) -> None:
        if self.document.view.colour_by is ColourBy.TRACK:
            self._show_boxes()

    def _row_colours(self, rows: Sequence[int]) -> list[str]:
        document, found = self.document, self.document.detections
        if found is None:
            return []
        if document.comparison is not None:
            return [COMPARE_COLOURS[Compare.ONLY_MODEL]] * len(rows)
        if document.detections_old:
            return [NO_LEVEL_COLOUR] * len(rows)
        mode = document.view.colour_by
        classes = document.classes.values() if mode is ColourBy.CLASS else ()
        tracks = document.shown_tracks(found)
        return row_colours(found, np.array(rows, np.int64), mode, classes, tracks)

    def _show_annotations(self) -> None:
        document = self.document
        shown = self._shown()
        colours = annotation_colours(
            shown,
            document.view.colour_by,
            document.classes,
            document.model,
            document.detections,
        )
        if document.comparison is not None:
            compared = document.comparison.colours(shown)
            shown = [each for each in shown if each.id in compared]
            colours = [compared[each.id] for each in shown]
        self._colours = {each.id: colour for each, colour in zip(shown, colours, strict=True)}
        size = document.picture_size or (0, 0)
        self.annotations.show_annotations(shown, colours, document.classes, size)
        self._show_passing()
        self.boxes.dodge_again()
        self.check_gesture()
        self._show_chosen()

    def _shown(self) -> list[Annotation]:
        document = self.document
        return [each for each in document.annotations.values() if each.id not in document.hidden]

    def _show_proposals(self) -> None:
        self.proposals.show_proposals(self.document.proposals, self.document.picture_size or (0, 0))
        self.cancel_gesture()
        self._show_chosen()

    def _show_focus(self) -> None:
        document, sketch = self.document, self._sketch
        under_way = sketch is not None and sketch.row is not None
        rows = [row for row in (document.selected, document.hovered) if row is not None]
        by_level = document.view.colour_by is ColourBy.ANCHOR and document.comparison is None
        self.focus.show_focus(
            Focus(
                document.detections,
                None if under_way else document.selected,
                document.hovered,
                dict(zip(rows, self._row_colours(rows), strict=False)),
                by_level,
                document.origin_shown,
                document.shown_tracks(document.detections),
            )
        )

    def _show_chosen(self) -> None:
        """Chosen and hovered boxes, where the gesture under way has them."""
        document, sketch = self.document, self._sketch or Sketch()
        self._show_focus()
        held = bool(sketch.boxes) or sketch.row is not None
        classes = document.classes
        row = self._framed_row(sketch)
        chosen = self._framed_chosen(sketch, classes) if row is None else [row]
        still = [each for each in chosen if sketch.boxes and each.key not in sketch.boxes]
        hovered = document.hovered_annotation
        size = document.picture_size or (0, 0)
        drawn = sketch.drawn or self._waiting
        self.chosen.show_chosen(
            Chosen(
                boxes=[each for each in chosen if each.key in sketch.boxes] if still else chosen,
                still=still,
                hovered=None if hovered in document.chosen or held or hovered is None
                else self._framed(hovered, classes),
                handles=with_handles(self) is not None,
                held=held,
                shift=sketch.shift,
                drawn=None if drawn is None else Framed(drawn, self._drawing_colour()),
                band=sketch.band,
                cross=self._cross(),
                bounds=QRectF(0, 0, *size),
            )
        )  # fmt: skip

    def _framed_chosen(self, sketch: Sketch, classes: Mapping[int, ProjectClass]) -> list[Framed]:
        """The chosen boxes; the same list as before where nothing has changed."""
        document = self.document
        made_of = (document.chosen, document.annotations, self._colours)
        if any(a is not b for a, b in zip(made_of, self._framed_of, strict=True)):
            framed = (self._framed(number, classes) for number in document.chosen)
            self._framed_of = made_of
            self._framed_boxes = [each for each in framed if each is not None]
        boxes, under_way = self._framed_boxes, sketch.boxes
        if all(under_way.get(each.key, each.box) == each.box for each in boxes):
            return boxes
        return [replace(each, box=under_way.get(each.key, each.box)) for each in boxes]

    def _framed(self, number: int, classes: Mapping[int, ProjectClass]) -> Framed | None:
        each = self.document.annotations.get(number)
        if each is None or number in self.document.hidden:
            return None
        text = class_text(each, classes)
        colour = self._colours.get(number, NO_LEVEL_COLOUR)
        return Framed(each.box, colour, text, key=number, computed=is_computed(each))

    def _framed_row(self, sketch: Sketch) -> Framed | None:
        document = self.document
        found, row = document.detections, document.selected
        if found is None or row is None:
            return None
        x1, y1, x2, y2 = sketch.row_box or found.boxes[row].tolist()
        (colour,) = self._row_colours([row])
        return Framed(
            (x1, y1, x2, y2),
            colour,
            tag_text(found, row, document.shown_tracks(found)),
            detection=True,
        )

    def _drawing_colour(self) -> str:
        document = self.document
        known = document.classes.get(document.current_class or 0)
        return NO_LEVEL_COLOUR if known is None else known.colour

    def _cross(self) -> QPointF | None:
        drawing = self.document.drawing and self.settings["crosshair"]
        return self._mouse_at if drawing else None

    # What gestures show

    def show_sketch(self, sketch: Sketch | None) -> None:
        """Draw what a gesture is about to do, or nothing."""
        before, self._sketch = self._sketch, sketch
        there = sketch or Sketch()
        if before is not None and there.boxes and there.boxes is before.boxes:
            self.chosen.shift_to(there.shift)
            return
        self.annotations.leave_out(frozenset(there.boxes))
        self.boxes.leave_out(frozenset() if there.row is None else frozenset({there.row}))
        if there.boxes or there.row is not None:
            self.annotations.held = self.boxes.held = True
            self._rest.stop()
        elif self.annotations.held:
            self._rest.start()
        self._show_chosen()

    def wait_for_class(self, box: Box | None) -> None:
        """Keep showing a drawn box whose class is being asked for, or no more."""
        if box != self._waiting:
            self._waiting = box
            self._show_chosen()

    def show_pointer(self, at: QPointF | None) -> None:
        """The mouse is at a place of the viewport, or outside."""
        place = None
        if at is not None and self.picture_size is not None:
            scene = self.scene_at(at)
            width, height = self.picture_size
            inside = 0 <= scene.x() < width and 0 <= scene.y() < height
            place = (scene.x(), scene.y()) if inside else None
        self.document.point(place)
        self.proposals.point(place)
        if self.document.drawing and self.settings["crosshair"]:
            self._show_chosen()

    def add_box_in_the_middle(self) -> None:
        """Make a box in the middle of what is seen of the picture, to be resized by keys."""
        if self.picture_size is None:
            return
        sight = self.viewportTransform().inverted()[0].mapRect(QRectF(self.viewport().rect()))
        seen = sight.intersected(QRectF(0, 0, *self.picture_size))
        if seen.isEmpty():
            seen = QRectF(0, 0, *self.picture_size)
        across, down = seen.width() * _SHARE_OF_VIEW, seen.height() * _SHARE_OF_VIEW
        middle = seen.center()
        x1, y1 = round(middle.x() - across / 2), round(middle.y() - down / 2)
        self.editor.draw((x1, y1, x1 + max(round(across), 1), y1 + max(round(down), 1)))
        self.setFocus()

    def targets_at(self, place: Place) -> list[Target]:
        """Boxes under the mouse: annotations before detections, small ones before large ones."""
        slack = _SLACK / self.zoom
        mine, found = self.annotations.rows, self.boxes.rows
        kept = mine.keys[hits_at(mine.boxes, place.x, place.y, slack)].tolist()
        rows = found.keys[hits_at(found.boxes, place.x, place.y, slack)].tolist()
        return [
            *(Target(annotation=number) for number in kept),
            *(Target(row=row) for row in rows),
            *(Target(region=number) for number in self.regions.hits(place.x, place.y, slack)),
        ]

    def step_through(self, by: int) -> None:
        """Choose the box beneath the chosen one (``by`` > 0), or the one above it."""
        target = self._stack.step(by)
        if target is not None:
            self.choose_target(target)

    # Moving and coming to rest

    def view_moved(self) -> None:
        """Draw in the fast way until the view rests; the gesture goes on under the mouse."""
        for item in self._moving:
            item.moving = True
        self._rest.start()
        self.viewport().update()
        super().view_moved()
        self.scrolled.emit()

    def zoom_changed(self, zoom: float) -> None:
        """Tell the document, and what floats over the picture."""
        self.document.set_zoom(zoom)
        self.scrolled.emit()

    def _come_to_rest(self) -> None:
        for item in self._moving:
            item.moving = False
        if self._sketch is None or not (self._sketch.boxes or self._sketch.row is not None):
            self.annotations.held = self.boxes.held = False
        self.viewport().update()
