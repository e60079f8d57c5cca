"""The settings dialog, made from the table of settings; what is changed in it holds at once."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPushButton,
    QSpinBox,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from app.services.session import Session
from app.services.settings_table import GROUPS, SETTINGS, Setting
from app.views.keys_page import KeysPage
from app.views.parts import muted


def show_settings(session: Session, parent: QWidget) -> None:
    """Open the dialog beside the window; a second time, bring it to the front."""
    dialog = parent.findChild(SettingsDialog)
    if dialog is None:
        dialog = SettingsDialog(session, parent)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


class SettingsDialog(QDialog):
    """One page a group of settings, and one for keys."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self.fields: dict[str, QWidget] = {}
        self._readers: dict[str, Callable[[], None]] = {}
        self.setWindowTitle(self.tr("Settings"))
        self.resize(680, 560)
        self.pages = QTabWidget()
        self.pages.setDocumentMode(True)
        self.pages.tabBar().setDrawBase(False)
        for group, title in GROUPS:
            self.pages.addTab(self._page(group), _translated(title))
        self.keys = KeysPage(session.settings)
        self.pages.addTab(self.keys, self.tr("Keys"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.addWidget(self.pages)
        layout.addWidget(buttons)
        session.settings.changed.connect(self._take_setting)
        session.document.project_changed.connect(self._read_all)
        session.models.changed.connect(lambda: self._take_setting("model"))

    def value(self, setting: Setting) -> Any:
        """What a setting is: from the project, or from the settings file."""
        if setting.project:
            stored = self._session.document.project.value(setting.key, setting.default)
            return stored if setting.accepts(stored) else setting.default
        return self._session.settings[setting.key]

    def set_value(self, setting: Setting, value: Any) -> None:
        """Change a setting."""
        if setting.project:
            self._session.document.project.set_value(setting.key, value)
        else:
            self._session.settings[setting.key] = value
            self._session.save()

    def _page(self, group: str) -> QWidget:
        page = QWidget()
        form = QFormLayout(page)
        form.setContentsMargins(16, 16, 16, 16)
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(16)
        settings = [each for each in SETTINGS if each.group == group]
        for setting in settings:
            self._add_row(form, setting)
        reset = QPushButton(self.tr("Reset this page"))
        reset.setAutoDefault(False)
        reset.clicked.connect(lambda: self._reset(settings))
        form.addRow("", reset)
        return page

    def _add_row(self, form: QFormLayout, setting: Setting) -> None:
        label = _translated(setting.label)
        make = self._make_check if isinstance(setting.default, bool) else self._make_number
        field = (self._make_choice if setting.choices else make)(setting)
        field.setAccessibleName(label)
        field.setAccessibleDescription(_translated(setting.help))
        self.fields[setting.key] = field
        self._readers[setting.key]()
        if isinstance(field, QCheckBox):
            field.setText(label)
            form.addRow("", field)
        else:
            form.addRow(label, field)
        if setting.help:
            note = muted(_translated(setting.help))
            note.setWordWrap(True)
            form.addRow("", note)

    def _make_check(self, setting: Setting) -> QWidget:
        field = QCheckBox()
        self._readers[setting.key] = lambda: field.setChecked(self.value(setting))
        field.clicked.connect(lambda on: self.set_value(setting, on))
        return field

    def _make_choice(self, setting: Setting) -> QWidget:
        field = QComboBox()

        def read() -> None:
            value = self.value(setting)
            field.clear()
            for name, choice in self._choices(setting):
                field.addItem(name, choice)
            if field.findData(value) < 0:
                field.addItem(str(value), value)
            field.setCurrentIndex(field.findData(value))

        self._readers[setting.key] = read
        field.activated.connect(lambda row: self.set_value(setting, field.itemData(row)))
        return field

    def _choices(self, setting: Setting) -> list[tuple[str, Any]]:
        """(name, value) of what can be chosen; models are those that there are."""
        if setting.key == "model":
            models = self._session.models.listing.models
            return [(each.title, each.ref) for each in models if each.usable]
        names = map(_translated, setting.names)
        return list(zip(names, setting.choices, strict=True))

    def _make_number(self, setting: Setting) -> QWidget:
        field = QSpinBox()
        field.setRange(setting.least, setting.most)
        field.setSuffix(f" {_translated(setting.unit)}" if setting.unit else "")

        def read() -> None:
            field.blockSignals(True)
            field.setValue(self.value(setting))
            field.blockSignals(False)

        self._readers[setting.key] = read
        field.valueChanged.connect(lambda number: self.set_value(setting, number))
        return field

    def _reset(self, settings: list[Setting]) -> None:
        for setting in settings:
            self.set_value(setting, setting.default)
        self._read_all()

    def _take_setting(self, key: str) -> None:
        if key in self._readers:
            self._readers[key]()

    def _read_all(self) -> None:
        for read in self._readers.values():
            read()


def _translated(text: object) -> str:
    return QCoreApplication.translate("Settings", str(text)) if text else ""
