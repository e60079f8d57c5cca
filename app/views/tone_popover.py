"""Brightness, contrast and the window of 16-bit values: a small card over the canvas."""

from dataclasses import replace

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.domain.tone import MOST, Tone
from app.services.tone_display import ToneDisplay
from app.views.canvas import Canvas
from app.views.parts import heading, muted

_GAP = 12
_WIDTH = 352
_LARGEST = 65535


class ToneSlider(QSlider):
    """A slider that a double click puts back."""

    put_back = Signal()

    def __init__(self, name: str) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setAccessibleName(name)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        event.accept()
        self.put_back.emit()


class TonePopover(QFrame):
    """Stands in the corner of the canvas while it is open. Esc closes it; what was set stays."""

    def __init__(self, display: ToneDisplay, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._display, self._canvas, self._document = display, canvas, display.document
        self.setObjectName("notice")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(_WIDTH)
        self.brightness = self._slider(self.tr("Brightness"), -MOST, MOST)
        self.contrast = self._slider(self.tr("Contrast"), -MOST, MOST)
        self.low = self._slider(self.tr("Shown as black"), 0, _LARGEST)
        self.high = self._slider(self.tr("Shown as white"), 0, _LARGEST)
        self.brightness_text, self.contrast_text = muted(), muted()
        self.low_field, self.high_field = self._field(self.low), self._field(self.high)
        self.reset = QPushButton(self.tr("Reset"))
        self.reset.setToolTip(self.tr("Show pictures as they are"))
        self._lay_out()
        self._connect()
        self.hide()
        self._refresh()

    def _slider(self, name: str, least: int, most: int) -> ToneSlider:
        slider = ToneSlider(name)
        slider.setRange(least, most)
        slider.setToolTip(self.tr("A double click puts it back"))
        return slider

    def _field(self, slider: QSlider) -> QSpinBox:
        field = QSpinBox()
        field.setRange(0, _LARGEST)
        field.setKeyboardTracking(False)
        field.setAccessibleName(slider.accessibleName())
        return field

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(_GAP)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(2, self.fontMetrics().horizontalAdvance("+100") + 4)
        self._add_row(grid, 0, self.brightness, self.brightness_text)
        self._add_row(grid, 1, self.contrast, self.contrast_text)
        self._window_part = [
            *self._add_row(grid, 2, self.low, self.low_field),
            *self._add_row(grid, 3, self.high, self.high_field),
        ]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        top = QHBoxLayout()
        top.addWidget(heading(self.tr("Brightness and contrast")))
        top.addStretch()
        top.addWidget(self.reset)
        layout.addLayout(top)
        layout.addLayout(grid)
        layout.addWidget(muted(self.tr("On screen only: files stay as they are.")))

    def _add_row(
        self, grid: QGridLayout, row: int, slider: QSlider, value: QWidget
    ) -> list[QWidget]:
        label = QLabel(slider.accessibleName())
        label.setBuddy(slider)
        if isinstance(value, QLabel):
            value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        grid.addWidget(label, row, 0)
        grid.addWidget(slider, row, 1)
        grid.addWidget(value, row, 2)
        return [label, slider, value]

    def _connect(self) -> None:
        for slider in (self.brightness, self.contrast):
            slider.valueChanged.connect(self._set_tone)
            slider.put_back.connect(lambda slider=slider: slider.setValue(0))
        for slider, field in ((self.low, self.low_field), (self.high, self.high_field)):
            slider.valueChanged.connect(
                lambda value, slider=slider: self._set_window(slider, value)
            )
            field.valueChanged.connect(lambda value, slider=slider: self._set_window(slider, value))
            slider.put_back.connect(self._put_window_back)
        self.reset.clicked.connect(self._display.reset)
        self._document.tone_changed.connect(self._refresh)
        self._display.wide_changed.connect(self._refresh)
        self._display.changed.connect(self._show)
        self._document.pixels_changed.connect(self._refresh)
        self._canvas.installEventFilter(self)
        for each in self.findChildren(QWidget):
            each.installEventFilter(self)

    # Opening and closing

    def toggle(self) -> None:
        """Open the card, or close it."""
        if self.isVisible():
            self.leave()
            return
        self._display.watch(True)
        self.show()
        self._place()
        self.raise_()
        self.brightness.setFocus()

    def leave(self) -> None:
        """Close the card; pictures stay as they are shown."""
        focus = self.window().focusWidget()
        self._display.watch(False)
        self.hide()
        if focus is None or self.isAncestorOf(focus):
            self._canvas.setFocus()

    def _place(self) -> None:
        self.adjustSize()
        self.move(self._canvas.viewport().width() - self.width() - _GAP, _GAP)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._canvas:
            if event.type() == QEvent.Type.Resize and self.isVisible():
                self._place()
            return False
        escapes = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if escapes and event.type() == QEvent.Type.KeyPress:
            self.leave()
            return True
        return False

    # What is set, and what is shown

    def _set_tone(self) -> None:
        tone = replace(
            self._document.tone,
            brightness=self.brightness.value(),
            contrast=self.contrast.value(),
        )
        self._document.set_tone(tone)

    def _set_window(self, moved: QSlider, value: int) -> None:
        """Take one end of the window; the other one gives way."""
        low, high = self._window()
        if moved is self.low:
            low, high = min(value, _LARGEST - 1), max(high, min(value, _LARGEST - 1) + 1)
        else:
            low, high = min(low, max(value, 1) - 1), max(value, 1)
        self._document.set_tone(replace(self._document.tone, window=(low, high)))

    def _put_window_back(self) -> None:
        self._document.set_tone(replace(self._document.tone, window=None))

    def _window(self) -> tuple[int, int]:
        """The window that the picture is shown through; its own range where none is set."""
        wide = self._display.wide
        own = (0, _LARGEST) if wide is None else (wide.darkest, wide.brightest)
        return self._document.tone.window or own

    def _refresh(self) -> None:
        tone, wide = self._document.tone, self._display.wide
        low, high = self._window()
        most = _LARGEST if wide is None else _range_of(max(high, wide.brightest))
        for each, value in (
            (self.brightness, tone.brightness),
            (self.contrast, tone.contrast),
            (self.low, low),
            (self.high, high),
            (self.low_field, low),
            (self.high_field, high),
        ):
            blocker = QSignalBlocker(each)
            if each in (self.low, self.high):
                each.setMaximum(max(most, value))
            each.setValue(value)
            blocker.unblock()
        self.brightness_text.setText(f"{tone.brightness:+d}" if tone.brightness else "0")
        self.contrast_text.setText(f"{tone.contrast:+d}" if tone.contrast else "0")
        self.reset.setEnabled(tone != Tone())
        if self.low.isHidden() == (wide is not None):
            for part in self._window_part:
                part.setVisible(wide is not None)
            if self.isVisible():
                self._place()

    def _show(self) -> None:
        display = self._display
        self._canvas.picture.set_table(display.table)
        shown = display.pixels or self._document.pixels
        self._canvas.picture.set_pixels(shown)


def _range_of(value: int) -> int:
    """The largest value of the fewest bits, at least 8, that hold a value."""
    return max(255, (1 << value.bit_length()) - 1)
