"""The filters in use as small buttons; a click on one takes it away."""

from collections.abc import Mapping
from dataclasses import replace

import qtawesome
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from app.domain.picture_filter import PictureFilter
from app.domain.project.summaries import PictureState
from app.views.flow import FlowLayout
from app.views.theme import Theme

_GAP = 4
_ICON = QSize(10, 10)


class FilterChips(QWidget):
    """Asks by ``wanted`` for the filter that is left without the one that was clicked."""

    wanted = Signal(object)  # PictureFilter

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._flow = FlowLayout(_GAP, self)
        self.buttons: list[QPushButton] = []
        self._shown: dict[str, PictureFilter] = {}
        self.hide()
        theme.changed.connect(self._dress)

    def show_filter(self, current: PictureFilter, class_names: Mapping[int, str]) -> None:
        """Show the parts of a filter, but for its text, which stands in the line above."""
        parts = self._parts(current, class_names)
        if parts == self._shown:
            return
        self._shown = parts
        focused = any(button.hasFocus() for button in self.buttons)
        for button in self.buttons:
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = [self._button(text, rest) for text, rest in parts.items()]
        self._dress()
        self.setVisible(bool(parts))
        self.updateGeometry()
        if focused and self.buttons:
            self.buttons[0].setFocus()

    def _button(self, text: str, rest: PictureFilter) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName("chip")
        button.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands at the end
        button.setIconSize(_ICON)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(self.tr("Take away the filter: {name}").format(name=text))
        button.setToolTip(button.accessibleName())
        button.clicked.connect(lambda: self.wanted.emit(rest))
        self._flow.addWidget(button)
        button.show()
        return button

    def _dress(self) -> None:
        icon = qtawesome.icon("ph.x", color=self._theme.colours.muted)
        for button in self.buttons:
            button.setIcon(icon)

    def _parts(
        self, current: PictureFilter, class_names: Mapping[int, str]
    ) -> dict[str, PictureFilter]:
        """What each part is called, and the filter without it."""
        parts = {
            self.state_name(state): replace(current, states=current.states - {state})
            for state in PictureState
            if state in current.states
        }
        if current.label is not None or current.class_name is not None:
            name = class_names.get(current.label or 0) or current.class_name or "?"
            parts[name] = replace(current, label=None, class_name=None)
        if current.level is not None:
            text = self.tr("Level {name}").format(name=current.level)
            parts[text] = replace(current, level=None)
        if current.score is not None:
            low, high = current.score
            text = self.tr("Score {low:.2f} to {high:.2f}").format(low=low, high=high)
            parts[text] = replace(current, score=None)
        for split in sorted(current.splits):
            rest = replace(current, splits=current.splits - {split})
            parts[self.split_name(split)] = rest
        if current.flagged:
            parts[self.tr("Flagged")] = replace(current, flagged=False)
        if current.undetected:
            parts[self.tr("Not detected")] = replace(current, undetected=False)
        if current.most:
            text = self.tr("The first {count}").format(count=current.most)
            parts[text] = replace(current, most=0)
        if current.missing:
            parts[self.tr("Missing")] = replace(current, missing=False)
        if current.held_out:
            parts[self.tr("Held out")] = replace(current, held_out=False)
        return parts

    def state_name(self, state: PictureState) -> str:
        """A state as a filter."""
        return {
            PictureState.NEW: self.tr("New"),
            PictureState.DETECTED: self.tr("Detected"),
            PictureState.IN_WORK: self.tr("In work"),
            PictureState.REVIEWED: self.tr("Reviewed"),
        }[state]

    def split_name(self, split: str) -> str:
        """A split as a filter."""
        return self.tr("Split {name}").format(name=split) if split else self.tr("No split")
