"""Builds actions and menus from the table, and the menus whose entries come and go."""

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import qtawesome
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from app.domain.view_filter import ColourBy
from app.services.session import EMBEDDED_MODEL, Session
from app.views.actions import ACTIONS, MENUS, SPECS
from app.views.commands import Commands
from app.views.theme import Theme
from fpn_core.levels import LEVEL_COLOURS, RESERVE_COLOURS

_MOST_LEVELS = len(LEVEL_COLOURS) + len(RESERVE_COLOURS)
_FIRST_LEVEL_KEY = 2
# A line above these entries groups a menu.
_STARTS_GROUP = {"export_picture", "quit", "find_picture", "select_next", "show_origin",
                 "next_panel", "cycle_colours", "lower_score", "add_model", "open_log"}  # fmt: skip


def _tr(text: str) -> str:
    return QCoreApplication.translate("Actions", text)


class Menus(QObject):
    """All actions of the window; the document's signals switch and check them."""

    def __init__(
        self, window: QMainWindow, session: Session, theme: Theme, commands: Commands
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._theme = window, session, theme
        self._document, self._commands = session.document, commands
        self.actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        self._levels: list[QAction] = []
        for name, title in MENUS:
            self.menus[name] = window.menuBar().addMenu(_tr(str(title)))
        self._recent_paths = QMenu(_tr("Open recent"), window)
        self._model_entries: list[QAction] = []
        self._model_group = QActionGroup(self)
        self._add_table()
        self._add_levels()
        self._add_colours()
        self._add_themes()
        self._connect()
        self._dress()
        self.refresh()

    def everything(self) -> list[QAction]:
        """Every action, the passing ones of the Model menu included."""
        return [*self.actions.values(), *self._model_entries]

    def refresh(self) -> None:
        """Switch actions on and off, and check them, as the document is."""
        for name, spec in SPECS.items():
            action = self.actions[name]
            action.setEnabled(spec.enabled(self._document))
            if spec.checked is not None:
                action.setChecked(spec.checked(self._document))
        view = self._document.view
        self.actions[f"colour_{view.colour_by.value}"].setChecked(True)
        levels = self._document.model.levels if self._document.model else ()
        for rank, action in enumerate(self._levels):
            action.setVisible(rank < len(levels))
            action.setEnabled(rank < len(levels))
            if rank < len(levels):
                action.setText(_tr("Show {name}").format(name=levels[rank].name))
                action.setChecked(rank not in view.hidden_ranks)

    def _connect(self) -> None:
        document = self._document
        for signal in (
            document.pictures_changed,
            document.current_changed,
            document.pixels_changed,
            document.detections_changed,
            document.view_changed,
            document.server_changed,
            document.origin_shown_changed,
        ):
            signal.connect(self.refresh)
        self._recent_paths.aboutToShow.connect(self._fill_recent_paths)
        document.server_changed.connect(self._fill_models)
        self._theme.changed.connect(self._dress)

    def _add(
        self, name: str, text: str, keys: tuple[str, ...], run: Callable[[], object]
    ) -> QAction:
        action = QAction(text, self._window)
        action.setObjectName(name)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.triggered.connect(lambda _checked=False: run())
        self._window.addAction(action)
        self.actions[name] = action
        return action

    def _add_table(self) -> None:
        for spec in ACTIONS:
            run = spec.run
            action = self._add(spec.id, _tr(spec.text), spec.keys, partial(run, self._commands))
            action.setCheckable(spec.checked is not None)
            menu = self.menus[spec.menu]
            if spec.id in _STARTS_GROUP:
                menu.addSeparator()
            menu.addAction(action)
            if spec.id == "open_samples":
                menu.addMenu(self._recent_paths)

    def _add_levels(self) -> None:
        first = self.actions["all_levels"]
        for rank in range(_MOST_LEVELS):
            action = self._add(
                f"level_{rank}",
                "",
                (f"Alt+{rank + _FIRST_LEVEL_KEY}",),
                partial(self._commands.toggle_level, rank),
            )
            action.setCheckable(True)
            self.menus["levels"].insertAction(first, action)
            self._levels.append(action)

    def _add_colours(self) -> None:
        menu = QMenu(_tr("Colour by"), self._window)
        group = QActionGroup(self)
        names = {
            ColourBy.ANCHOR: _tr("Anchor level"),
            ColourBy.ROI: _tr("RoI level"),
            ColourBy.CLASS: _tr("Class"),
            ColourBy.STATE: _tr("State"),
        }
        for mode, text in names.items():
            run = partial(self._commands.colour_by, mode)
            self._add_choice(menu, group, f"colour_{mode.value}", text, run)
        self.menus["levels"].insertMenu(self.actions["cycle_colours"], menu)

    def _add_themes(self) -> None:
        menu = self.menus["view"].addMenu(_tr("Theme"))
        group = QActionGroup(self)
        names = {"system": _tr("As the system"), "dark": _tr("Dark"), "light": _tr("Light")}
        for choice, text in names.items():
            run = partial(self._commands.choose_theme, choice)
            action = self._add_choice(menu, group, f"theme_{choice}", text, run)
            action.setChecked(choice == self._theme.choice)

    def _add_choice(
        self, menu: QMenu, group: QActionGroup, name: str, text: str, run: Callable[[], object]
    ) -> QAction:
        action = self._add(name, text, (), run)
        action.setCheckable(True)
        action.setProperty("section", menu.title())
        group.addAction(action)
        menu.addAction(action)
        return action

    def _fill_recent_paths(self) -> None:
        self._recent_paths.clear()
        for path in self._session.settings["recent_paths"]:
            action = self._recent_paths.addAction(path.replace("&", "&&"))
            action.triggered.connect(lambda _on=False, path=path: self._session.open([path]))
        if self._recent_paths.isEmpty():
            self._recent_paths.addAction(_tr("Nothing opened yet")).setEnabled(False)

    def _fill_models(self) -> None:
        """The embedded model and recent ones, above "Add model..."."""
        models = [EMBEDDED_MODEL, *self._session.settings["recent_models"]]
        current = self._session.client.model_name
        if current not in models:
            models.insert(1, current)
        if [action.data() for action in self._model_entries] != models:
            for action in self._model_entries:
                self.menus["model"].removeAction(action)
                action.deleteLater()
            self._model_entries = [self._model_entry(model) for model in models]
        for action in self._model_entries:
            action.setChecked(action.data() == current)

    def _model_entry(self, model: str) -> QAction:
        text = _tr("Embedded model ({name})").format(name=model)
        if model != EMBEDDED_MODEL:
            text = Path(model).name.replace("&", "&&")
        action = QAction(text, self._window)
        action.setCheckable(True)
        action.setData(model)
        action.setToolTip(model)
        action.setProperty("section", _tr("Model"))
        action.setEnabled(model == EMBEDDED_MODEL or os.path.exists(model))
        action.triggered.connect(lambda _on=False: self._commands.use_model(model))
        self._model_group.addAction(action)
        self.menus["model"].insertAction(self.actions["add_model"], action)
        return action

    def _dress(self) -> None:
        colours = self._theme.colours
        for name, spec in SPECS.items():
            icon = qtawesome.icon(spec.icon, color=colours.text, color_disabled=colours.muted)
            self.actions[name].setIcon(icon)
