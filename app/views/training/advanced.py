"""Every setting of a run with its name, its default and the reason, behind a fold."""

import dataclasses
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QFrame,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.services.training.job_settings import JOB_SETTINGS, JobSetting
from app.views.parts import muted, panel
from fpn_core.finetuning.job import FinetuneConfig

_LEAST_HEIGHT, _HEIGHT = 120, 280
_WIDEST = 220
_FIELD_HEIGHT = 28


class AdvancedSettings(QWidget):
    """Made from the table of settings; ``changed`` comes with every edit."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._config = FinetuneConfig()
        self.fields: dict[str, QWidget] = {}
        self._put: dict[str, Callable[[Any], None]] = {}
        self.fold = QPushButton()
        self.fold.setCheckable(True)
        self.fold.setFlat(True)
        self.fold.setObjectName("fold")
        self.fold.setAutoDefault(False)
        self.fold.toggled.connect(self._unfold)
        self.reset = QPushButton(self.tr("Defaults"))
        self.reset.setAutoDefault(False)
        self.reset.clicked.connect(self._reset)
        self.area = _Area()
        self.area.setWidget(self._page())
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setMinimumHeight(_LEAST_HEIGHT)
        self.area.setAccessibleName(self.tr("Advanced"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.fold, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.area, 1)
        self._unfold(False)

    @property
    def config(self) -> FinetuneConfig:
        """The settings as they are."""
        return self._config

    def show_config(self, config: FinetuneConfig) -> None:
        """Show other settings."""
        self._config = config
        for setting in JOB_SETTINGS:
            field = self.fields[setting.name]
            field.blockSignals(True)
            self._put[setting.name](getattr(config, setting.name))
            field.blockSignals(False)
        self._show_fold()

    def set_value(self, name: str, value: Any) -> None:
        """Change one setting."""
        self.show_config(dataclasses.replace(self._config, **{name: value}))
        self.changed.emit()

    def _take(self, name: str, value: Any) -> None:
        self._config = dataclasses.replace(self._config, **{name: value})
        self._show_fold()
        self.changed.emit()

    def _unfold(self, open: bool) -> None:
        self.area.setVisible(open)
        self._show_fold()

    def _show_fold(self) -> None:
        """Say in the fold how many settings are not as they come."""
        changed = sum(getattr(self._config, s.name) != s.default for s in JOB_SETTINGS)
        text = self.tr("Advanced")
        if changed:
            text = self.tr("Advanced ({count} changed)").format(count=changed)
        self.fold.setText(f"{'▾' if self.fold.isChecked() else '▸'}  {text}")
        self.fold.setAccessibleName(text)
        self.reset.setEnabled(changed > 0)

    def _reset(self) -> None:
        self.show_config(FinetuneConfig())
        self.changed.emit()

    def _page(self) -> QWidget:
        page = panel()
        form = QFormLayout(page)
        form.setContentsMargins(0, 8, 8, 8)
        form.setVerticalSpacing(4)
        form.setHorizontalSpacing(16)
        for setting in JOB_SETTINGS:
            label, why = _translated(setting.label), _translated(setting.why)
            field = self._field(setting)
            field.setAccessibleName(label)
            field.setAccessibleDescription(why)
            field.setEnabled(not setting.fixed)
            self.fields[setting.name] = field
            if isinstance(field, QCheckBox):
                field.setText(label)
                form.addRow("", field)
            else:
                field.setMaximumWidth(_WIDEST)
                field.setMinimumHeight(_FIELD_HEIGHT)
                form.addRow(label, field)
            note = muted(why)
            note.setWordWrap(True)
            form.addRow("", note)
        form.addRow("", self.reset)
        return page

    def _field(self, setting: JobSetting) -> QWidget:
        if setting.names:
            return self._choice(setting)
        if isinstance(setting.default, bool):
            return self._check(setting)
        return self._number(setting)

    def _choice(self, setting: JobSetting) -> QWidget:
        field = QComboBox()
        for value, text in setting.names:
            field.addItem(_translated(text), value)
        self._put[setting.name] = lambda value: field.setCurrentIndex(field.findData(value))
        field.activated.connect(lambda row: self._take(setting.name, field.itemData(row)))
        return field

    def _check(self, setting: JobSetting) -> QWidget:
        field = QCheckBox()
        self._put[setting.name] = field.setChecked
        field.clicked.connect(lambda on: self._take(setting.name, on))
        return field

    def _number(self, setting: JobSetting) -> QWidget:
        low, high = setting.range
        whole = isinstance(setting.default, int)
        field: QSpinBox | QDoubleSpinBox = _Whole() if whole else _Part()
        if isinstance(field, QSpinBox):
            field.setRange(int(low), int(high))
            field.setSingleStep(int(setting.step))
        else:
            field.setDecimals(setting.digits)
            field.setRange(low, high)
            field.setSingleStep(setting.step)
        field.setSuffix(f" {_translated(setting.unit)}" if setting.unit else "")
        field.setSpecialValueText(_translated(setting.least_name))
        field.setKeyboardTracking(False)
        self._put[setting.name] = field.setValue
        field.valueChanged.connect(lambda number: self._take(setting.name, number))
        return field


class _Area(QScrollArea):
    """As high as is pleasant, and lower where the screen is."""

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), _HEIGHT)


class _Whole(QSpinBox):
    """A field that leaves the wheel to the page around it."""

    def wheelEvent(self, event: Any) -> None:
        event.ignore()


class _Part(QDoubleSpinBox):
    """A field that leaves the wheel to the page around it."""

    def wheelEvent(self, event: Any) -> None:
        event.ignore()


def _translated(text: object) -> str:
    return QCoreApplication.translate("JobSettings", str(text)) if text else ""
