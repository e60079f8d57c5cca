"""The filters of the list of pictures, in a box that opens at the funnel and acts at once."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.picture_filter import PictureFilter
from app.domain.project.summaries import PictureState
from app.services.picture_edits import SPLITS
from app.services.picture_states import PictureStates
from app.views.filter_chips import FilterChips
from app.views.parts import heading, muted
from app.views.picture_rows import state_icon
from app.views.theme import Theme

_MARGIN, _GAP = 16, 8
_WIDTH = 304
_ANY = (None, None)
ClassChoice = tuple[int | None, str | None]
_Key = TypeVar("_Key")


class FilterPopup(QFrame):
    """Every control stands for a part of the filter. Esc, or a click beside it, closes the box."""

    wanted = Signal(object)  # PictureFilter

    def __init__(
        self, states: PictureStates, chips: FilterChips, theme: Theme, parent: QWidget
    ) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popover")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(self.tr("Filters"))
        self._states, self._chips, self._theme = states, chips, theme
        self._filling = False
        self._values: dict[QComboBox, list[object]] = {}
        self.states = {state: self._check(chips.state_name(state)) for state in PictureState}
        self.classes, self.levels = QComboBox(), QComboBox()
        self.lowest, self.highest = self._score(), self._score()
        self.splits = {name: self._check(name or self.tr("none")) for name in ("", *SPLITS)}
        self.flagged = self._check(self.tr("Flagged"))
        self.undetected = self._check(self.tr("Not detected yet"))
        self.missing = self._check(self.tr("File is missing"))
        self.held_out = self._check(self.tr("Held out"))
        self.clear = QPushButton(self.tr("Clear all"))
        self._lay_out()
        self._name_parts()
        self._connect()

    def _check(self, text: str) -> QCheckBox:
        box = QCheckBox(text)
        box.clicked.connect(self._ask)
        return box

    def _score(self) -> QDoubleSpinBox:
        field = QDoubleSpinBox()
        field.setRange(0.0, 1.0)
        field.setSingleStep(0.05)
        field.setDecimals(2)
        field.setKeyboardTracking(False)  # a number that is still being typed filters nothing
        return field

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 12, _MARGIN, _MARGIN)
        layout.setSpacing(_GAP)
        top = QHBoxLayout()
        top.addWidget(heading(self.tr("Filters")))
        top.addStretch()
        top.addWidget(self.clear)
        layout.addLayout(top)
        layout.addLayout(self._pairs(list(self.states.values())))
        layout.addLayout(self._fields())
        layout.addWidget(muted(self.tr("Split")))
        layout.addLayout(self._pairs(list(self.splits.values())))
        layout.addWidget(muted(self.tr("Only")))
        layout.addLayout(self._pairs(self._only()))
        self.setFixedWidth(_WIDTH)

    def _only(self) -> list[QCheckBox]:
        return [self.flagged, self.undetected, self.missing, self.held_out]

    def _pairs(self, boxes: Sequence[QAbstractButton]) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(_GAP)
        grid.setVerticalSpacing(4)
        for place, box in enumerate(boxes):
            grid.addWidget(box, place // 2, place % 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def _fields(self) -> QGridLayout:
        scores = QHBoxLayout()
        scores.setSpacing(_GAP)
        scores.addWidget(self.lowest, 1)
        scores.addWidget(QLabel(self.tr("to")))
        scores.addWidget(self.highest, 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(_GAP)
        grid.setVerticalSpacing(_GAP)
        grid.setColumnStretch(1, 1)
        names = (self.tr("Class"), self.tr("Level"), self.tr("Score"))
        fields: tuple[QWidget | QHBoxLayout, ...] = (self.classes, self.levels, scores)
        for line, (name, field) in enumerate(zip(names, fields, strict=True)):
            grid.addWidget(muted(name), line, 0)
            if isinstance(field, QWidget):
                grid.addWidget(field, line, 1)
            else:
                grid.addLayout(field, line, 1)
        return grid

    def _name_parts(self) -> None:
        for widget, name in (
            (self.classes, self.tr("Class of a box")),
            (self.levels, self.tr("Level that fired for a detection")),
            (self.lowest, self.tr("Lowest score of a detection")),
            (self.highest, self.tr("Highest score of a detection")),
        ):
            widget.setAccessibleName(name)
            widget.setToolTip(name)
        for split, box in self.splits.items():
            box.setAccessibleName(self._chips.split_name(split))

    def _connect(self) -> None:
        for combo in (self.classes, self.levels):
            combo.activated.connect(self._ask)
            combo.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            combo.setMinimumContentsLength(8)
        for field in (self.lowest, self.highest):
            field.valueChanged.connect(self._ask)
        self.clear.clicked.connect(self._clear)

    # Opening

    def open_at(self, button: QWidget) -> None:
        """Show the box under a button, inside the screen."""
        self.fill()
        self.adjustSize()
        place = button.mapToGlobal(QPoint(0, button.height() + 4))
        room = button.screen().availableGeometry()
        left = min(place.x(), room.right() - self.width())
        top = min(place.y(), room.bottom() - self.height())
        self.move(max(room.left(), left), max(room.top(), top))
        self.show()
        next(iter(self.states.values())).setFocus()

    def fill(self) -> None:
        """Show the filter in use, and the classes and levels that there are."""
        current = self._states.arrangement.filter
        self._filling = True
        colour = self._theme.colours.muted
        for state, box in self.states.items():
            box.setIcon(state_icon(state, colour))
            box.setIconSize(QSize(14, 14))
            box.setChecked(state in current.states)
        self._fill_classes((current.label, current.class_name))
        self._fill_levels(current.level)
        low, high = current.score or (0.0, 1.0)
        self.lowest.setValue(low)
        self.highest.setValue(high)
        for split, box in self.splits.items():
            box.setChecked(split in current.splits)
        self.flagged.setChecked(current.flagged)
        self.undetected.setChecked(current.undetected)
        self.missing.setChecked(current.missing)
        self.held_out.setChecked(current.held_out)
        self.clear.setEnabled(current != PictureFilter(text=current.text))
        self._filling = False

    def _fill_classes(self, chosen: ClassChoice) -> None:
        """Classes of the project, then those that only the model has."""
        document = self._states.document
        names = document.model.class_names if document.model else ()
        of_model = {name.casefold(): name for name in names if name}
        choices: list[tuple[str, ClassChoice]] = [(self.tr("Any"), _ANY)]
        choices += [
            (each.name, (each.id, of_model.pop(each.name.casefold(), None)))
            for each in document.classes.values()
        ]
        choices += [(name, (None, name)) for name in of_model.values()]
        self._fill_combo(self.classes, choices, chosen)

    def _fill_levels(self, chosen: str | None) -> None:
        model = self._states.document.model
        names = [level.name for level in model.levels] if model else []
        if chosen is not None and chosen not in names:
            names.append(chosen)
        choices = [(self.tr("Any"), None), *((name, name) for name in names)]
        self._fill_combo(self.levels, choices, chosen)

    def _fill_combo(
        self, combo: QComboBox, choices: Sequence[tuple[str, object]], chosen: object
    ) -> None:
        combo.clear()
        combo.addItems([text for text, _value in choices])
        values = self._values[combo] = [value for _text, value in choices]
        combo.setCurrentIndex(values.index(chosen) if chosen in values else 0)

    def _chosen(self, combo: QComboBox) -> Any:
        return self._values[combo][combo.currentIndex()]

    # Asking

    def _clear(self) -> None:
        self.wanted.emit(PictureFilter(text=self._states.arrangement.filter.text))
        self.fill()

    def _ask(self) -> None:
        if self._filling:
            return
        label, class_name = self._chosen(self.classes)
        low, high = self.lowest.value(), self.highest.value()
        wanted = replace(
            self._states.arrangement.filter,
            states=_checked(self.states),
            label=label,
            class_name=class_name,
            level=self._chosen(self.levels),
            score=None if (low, high) == (0.0, 1.0) else (min(low, high), max(low, high)),
            splits=_checked(self.splits),
            flagged=self.flagged.isChecked(),
            undetected=self.undetected.isChecked(),
            missing=self.missing.isChecked(),
            held_out=self.held_out.isChecked(),
        )
        self.clear.setEnabled(wanted != PictureFilter(text=wanted.text))
        self.wanted.emit(wanted)


def _checked(boxes: Mapping[_Key, QCheckBox]) -> frozenset[_Key]:
    return frozenset(key for key, box in boxes.items() if box.isChecked())
