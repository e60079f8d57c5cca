"""The held-out pictures side by side: the model before, what is there, the model after."""

import os
from functools import partial

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.comparison import COMPARE_COLOURS, Compare
from app.domain.models.compared import (
    EVERY,
    NO_BOXES,
    Boxes,
    Compared,
    ComparedPicture,
    Marks,
    by_difference,
    difference,
    marks_of,
)
from app.services.background import BackgroundWorker
from app.services.box_drawing import ANNOTATION, IGNORED, REJECTED, RESTING
from app.services.picture_loader import PictureLoader
from app.services.pixels import Pixels
from app.views.compare_strip import edged_swatch
from app.views.models.compare_pane import ComparePane, Shown
from app.views.parts import muted
from app.views.status_bar import ElidedLabel
from app.views.theme import Theme
from fpn_core.levels import NO_LEVEL_COLOUR, colour_of_rank

_CACHE_BYTES = 128_000_000
_REACH, _SWATCH = 2, 12
_HIT, _WRONG, _MISSED = (
    COMPARE_COLOURS[Compare.AGREED],
    COMPARE_COLOURS[Compare.ONLY_MODEL],
    COMPARE_COLOURS[Compare.ONLY_PERSON],
)


class ComparePictures(QWidget):
    """Those pictures first on which the models differ most; all three views move together."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._theme = theme
        self.found: Compared | None = None
        self.order: list[int] = []
        self.place = 0
        self.loader = PictureLoader(_CACHE_BYTES, self)
        self._worker = BackgroundWorker("compare-order", parent=self)
        self.before = ComparePane(self.tr("Before"))
        self.truth = ComparePane(self.tr("What is there"))
        self.after = ComparePane(self.tr("After"))
        self.panes = (self.before, self.truth, self.after)
        self.classes, self.colours, self.score = QComboBox(), QComboBox(), QDoubleSpinBox()
        self.previous = QPushButton(self.tr("Previous"))
        self.next = QPushButton(self.tr("Next"))
        self.number = muted()
        self.name = ElidedLabel()
        self.name.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.key = QWidget()
        self._fill_fixed()
        self._lay_out()
        self._connect()

    def _fill_fixed(self) -> None:
        self.score.setRange(0.05, 1.0)
        self.score.setSingleStep(0.05)
        self.score.setValue(0.5)
        self.score.setKeyboardTracking(False)
        self.colours.addItem(self.tr("Right and wrong"), True)
        self.colours.addItem(self.tr("Level that fired"), False)
        for field, name in (
            (self.classes, self.tr("Class to show")),
            (self.colours, self.tr("Colour boxes by")),
            (self.score, self.tr("Lowest score")),
            (self.name, self.tr("Picture")),
        ):
            field.setAccessibleName(name)
            field.setToolTip(name)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (self.previous, self.next, self.number):
            top.addWidget(widget)
        top.addWidget(self.name, 1)
        top.addWidget(self.classes)
        top.addWidget(muted(self.tr("Score")))
        top.addWidget(self.score)
        top.addWidget(self.colours)
        middle = QHBoxLayout()
        middle.setSpacing(8)
        for pane in self.panes:
            middle.addWidget(pane, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 8)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addLayout(middle, 1)
        layout.addWidget(self.key)
        self._fill_key()

    def _fill_key(self) -> None:
        """What the colours mean; the lines mean the same by either colour."""
        line = QHBoxLayout(self.key)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        self.swatches: list[QWidget] = []
        for colour, text in (
            (_HIT, self.tr("right")),
            (_WRONG, self.tr("wrong")),
            (_MISSED, self.tr("missed")),
        ):
            square = QLabel()
            square.setPixmap(edged_swatch(colour, self._theme.colours.muted).pixmap(_SWATCH))
            self.swatches += [square, muted(text)]
        for widget in self.swatches:
            line.addWidget(widget)
        line.addSpacing(8)
        line.addWidget(muted(self.tr("dashed: found · dotted: missed · solid: what is there")))
        line.addStretch()

    def _connect(self) -> None:
        self.previous.clicked.connect(lambda: self.step(-1))
        self.next.clicked.connect(lambda: self.step(1))
        self.classes.activated.connect(lambda _row: self._arrange())
        self.score.valueChanged.connect(lambda _score: self._arrange(keep=True))
        self.colours.activated.connect(self._show_boxes)
        self.loader.loaded.connect(self._take_pixels)
        self.loader.failed.connect(self._take_error)
        for pane in self.panes:
            pane.view.moved.connect(lambda pane=pane: self._follow(pane))
            pane.view.stepped.connect(self.step)

    def close_threads(self) -> None:
        """Read no more pictures."""
        self.loader.close()
        self._worker.close()

    # What is shown

    def show_found(self, found: Compared | None, score: float) -> None:
        """Show what two models found."""
        self.found, self.order = found, []
        self.score.blockSignals(True)
        self.score.setValue(score)
        self.score.blockSignals(False)
        chosen = self.classes.currentData()
        self.classes.clear()
        self.classes.addItem(self.tr("All classes"), "")
        for name in found.class_names() if found is not None else ():
            self.classes.addItem(name, name)
        self.classes.setCurrentIndex(max(self.classes.findData(chosen), 0))
        if found is not None:
            self.before.set_name(self.tr("Before: {name}").format(name=found.before.name))
            self.after.set_name(self.tr("After: {name}").format(name=found.after.name))
        self._arrange()

    def choose_class(self, name: str) -> None:
        """Show one class alone."""
        self.classes.setCurrentIndex(max(self.classes.findData(name), 0))
        self._arrange()

    @property
    def picture(self) -> ComparedPicture | None:
        """The picture that is shown."""
        if self.found is None or not self.order:
            return None
        return self.found.pictures[self.order[self.place]]

    def step(self, by: int) -> None:
        """Go on to another picture."""
        if self.order:
            self.place = max(0, min(len(self.order) - 1, self.place + by))
            self._show_picture()

    @property
    def _label(self) -> int:
        """The class that is looked at, as a number."""
        name = str(self.classes.currentData() or "")
        return EVERY if self.found is None else self.found.numbers.find(name)

    def _arrange(self, keep: bool = False) -> None:
        """Put the pictures in order, in a thread; ``keep`` stays with the one that is shown."""
        found, score, label = self.found, self.score.value(), self._label
        shown = self.order[self.place] if keep and self.order else -1
        if found is None:
            self._take_order([], -1)
            return

        def done(order: list[int] | None, _error: Exception | None) -> None:
            if order is not None and self.found is found:
                self._take_order(order, shown)

        work = partial(by_difference, found.pictures, score, label)
        self._worker.submit("order", work, done)

    def _take_order(self, order: list[int], shown: int) -> None:
        self.order = order
        self.place = order.index(shown) if shown in order else 0
        self._show_picture()

    def _show_picture(self) -> None:
        picture, count = self.picture, len(self.order)
        self.number.setText(f"{self.place + 1:,} / {count:,}" if count else "0 / 0")
        self.previous.setEnabled(self.place > 0)
        self.next.setEnabled(self.place + 1 < count)
        for pane in self.panes:
            pane.set_pixels(None)
        if picture is None or self.found is None:
            self.name.set_line(self.tr("No picture to compare on") if self.found else "")
        else:
            many = difference(picture, self.score.value(), self._label)
            one = self.tr("{name}: they differ in 1 box")
            text = self.tr("{name}: they differ in {count} boxes")
            line = one if many == 1 else text
            self.name.set_line(line.format(name=os.path.basename(picture.file), count=many))
            self.name.setToolTip(picture.file)
            near = self.order[max(0, self.place - _REACH) : self.place + _REACH + 1]
            files = [self.found.pictures[each].file for each in near]
            self.loader.request(picture.file, [each for each in files if each != picture.file])
            for pane in self.panes:
                pane.view.picture_size = (picture.width, picture.height)
                pane.view.fit()
        self._show_boxes()

    def _take_pixels(self, pixels: Pixels) -> None:
        if self.picture is not None and pixels.path == self.picture.file:
            for pane in self.panes:
                pane.set_pixels(pixels)

    def _take_error(self, path: str, why: str) -> None:
        if self.picture is not None and path == self.picture.file:
            for pane in self.panes:
                pane.set_error(why)

    # Boxes

    def _show_boxes(self) -> None:
        picture = self.picture
        by_mark = bool(self.colours.currentData())
        for widget in self.swatches:
            widget.setVisible(by_mark)
        if picture is None:
            for pane in self.panes:
                pane.show_boxes((), NO_BOXES, (0, 0))
                pane.line.set_line("")
            return
        for pane, boxes in ((self.before, picture.before), (self.after, picture.after)):
            marks = marks_of(picture.truth, boxes, self.score.value(), self._label)
            self._show_side(pane, picture, boxes, marks, by_mark)
            self._show_truth(picture, marks)

    def _show_side(
        self,
        pane: ComparePane,
        picture: ComparedPicture,
        boxes: Boxes,
        marks: Marks,
        by_mark: bool,
    ) -> None:
        """A model's boxes, and as thin outlines those that it missed."""
        text = self.tr("{found} found · {missed} missed · {wrong} wrong")
        pane.line.set_line(
            text.format(
                found=int(marks.hit.sum()),
                missed=int(marks.missed.sum()),
                wrong=int(marks.wrong.sum()),
            )
        )
        colours = {True: _HIT, False: _WRONG}
        shown = [
            Shown(
                place,
                colours[bool(marks.hit[place])] if by_mark else colour_of_rank(boxes.ranks[place]),
                RESTING,
                tagged=not (by_mark and marks.hit[place]),
            )
            for place in np.flatnonzero(marks.hit | marks.wrong).tolist()
        ]
        missed = _MISSED if by_mark else NO_LEVEL_COLOUR
        shown += [
            Shown(len(boxes) + place, missed, REJECTED)
            for place in np.flatnonzero(marks.missed).tolist()
        ]
        pane.show_boxes(shown, _joined(boxes, picture.truth), (picture.width, picture.height))

    def _show_truth(self, picture: ComparedPicture, marks: Marks) -> None:
        """All that can be found, and in grey what counts for nothing."""
        truth, counted = picture.truth, marks.found | marks.missed
        shown = [
            Shown(place, _HIT, ANNOTATION)
            if counted[place]
            else Shown(place, NO_LEVEL_COLOUR, IGNORED)
            for place in np.flatnonzero(counted | truth.ignore).tolist()
        ]
        self.truth.show_boxes(shown, truth, (picture.width, picture.height))
        count = int(counted.sum())
        one, many = self.tr("1 box"), self.tr("{count} boxes")
        self.truth.line.set_line((one if count == 1 else many).format(count=f"{count:,}"))

    def _follow(self, moved: ComparePane) -> None:
        """All three show the same part."""
        view = moved.view
        for pane in self.panes:
            if pane is not moved:
                pane.view.restore(0.0 if view.fitted else view.zoom, view.centre())


def _joined(first: Boxes, second: Boxes) -> Boxes:
    """Boxes of both, one after the other."""
    return Boxes(
        np.concatenate([first.boxes, second.boxes]),
        first.names + second.names,
        np.concatenate([first.labels, second.labels]),
        np.concatenate([first.scores, second.scores]),
        first.ranks + second.ranks,
        np.concatenate([first.ignore, second.ignore]),
    )
