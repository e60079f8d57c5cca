"""Builds actions and menus from the table, and the menus whose entries come and go."""

from collections.abc import Callable
from functools import partial

import qtawesome
from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.view_filter import ColourBy
from app.views.actions import ACTIONS, MENUS, SPECS, ActionSpec, Window
from app.views.actions.levels import LEVEL_ROWS, colour_by
from app.views.actions.spec import translated
from app.views.actions.view import choose_theme
from app.views.keys import current_keymap
from app.views.models.model_menu import ModelEntries

# Keys of a video that mean nothing in the list of pictures, and so work there, too.
_ON_LIST = ("frame_next", "frame_back", "frames_on", "frames_back")
_STILL = ("file", "edit", "box", "picture")  # menus whose actions need a frame that stands still


class Menus(QObject):
    """All actions of the window; the document's signals switch and check them."""

    def __init__(self, window: Window) -> None:
        super().__init__(window)
        self._window, self._session, self._theme = window, window.session, window.theme
        self._document = window.document
        self.actions: dict[str, QAction] = {}
        self.menus: dict[str, QMenu] = {}
        for name, title in MENUS:
            self.menus[name] = window.menuBar().addMenu(
                QCoreApplication.translate("Actions", str(title))
            )
        self._recent_paths = QMenu(self.tr("Open recent"), window)
        self._add_table()
        self.model_entries = ModelEntries(window.session.adoption, window.models.adopt, window)
        end = self.menus["model"].insertSeparator(self.actions["add_model"])
        self.model_entries.put_into(self.menus["model"], end)
        self._levels = [self.actions[spec.id] for spec in LEVEL_ROWS]
        self._add_colours()
        self._add_themes()
        self._connect()
        self.give_keys()
        self._dress()
        self.refresh()

    def everything(self) -> list[QAction]:
        """Every action, the passing ones of the Model menu included."""
        self._name_steps()
        return [*self.actions.values(), *self.model_entries.actions]

    def refresh(self) -> None:
        """Switch actions on and off, and check them, as the document is."""
        for name, spec in SPECS.items():
            action = self.actions[name]
            action.setEnabled(spec.enabled(self._document))
            if spec.checked is not None:
                action.setChecked(spec.checked(self._document))
        view = self._document.view
        self.actions[f"colour_{view.colour_by.value}"].setChecked(True)
        by_track, frames = self.actions[f"colour_{ColourBy.TRACK.value}"], self._document.in_video
        by_track.setVisible(frames and not self._document.video.live)
        levels = self._document.model.levels if self._document.model else ()
        for rank, action in enumerate(self._levels):
            action.setVisible(rank < len(levels))
            if rank < len(levels):
                action.setText(self.tr("Show {name}").format(name=levels[rank].name))

    def _name_way_back(self) -> None:
        """Let rolling back say where it leads."""
        back = self._document.in_use.back
        text = self.tr("Roll back to {model}").format(model=back) if back else (
            translated(SPECS["roll_back"]))  # fmt: skip
        self.actions["roll_back"].setText(text.replace("&", "&&"))

    def _name_steps(self) -> None:
        """Let undo and redo say what they would do."""
        for name, step in (
            ("undo", self._document.undo_text),
            ("redo", self._document.redo_text),
        ):
            text = translated(SPECS[name])
            if step:
                text = self.tr("{action}: {step}").format(action=text, step=step)
            self.actions[name].setText(text.replace("&", "&&"))

    def give_keys(self) -> None:
        """Give every action the keys that the settings say."""
        self._in_video = self._document.in_video
        for name, keys in current_keymap(self._session.settings, self._in_video).items():
            self.actions[name].setShortcuts([QKeySequence(key) for key in keys])

    def _connect(self) -> None:
        document = self._document
        for signal in (
            document.pictures_changed,
            document.current_changed,
            document.pixels_changed,
            document.detections_changed,
            document.view_changed,
            document.compare_changed,
            document.server_changed,
            document.origin_shown_changed,
            document.project_changed,
            document.record_changed,
            document.annotations_changed,
            document.classes_changed,
            document.selection_changed,
            document.chosen_changed,
            document.mode_changed,
            document.proposals_changed,
            document.folder_changed,
            document.run_changed,
            document.hidden_changed,
            document.edited,
            document.in_use_changed,
            document.video_changed,
            document.tracks_changed,
            document.regions_changed,
            document.links_changed,
        ):
            signal.connect(self.refresh)
        document.in_use_changed.connect(self._name_way_back)
        document.video_changed.connect(self._take_video)
        self._window.picture_panel.list.shown_reviewed.connect(self.actions["review"].trigger)
        self._recent_paths.aboutToShow.connect(self._fill_recent_paths)
        self.menus["edit"].aboutToShow.connect(self._name_steps)
        self._theme.changed.connect(self._dress)
        self._session.settings.changed.connect(self._take_setting)

    def _add(self, name: str, text: str, run: Callable[[], object]) -> QAction:
        action = QAction(text, self._window)
        action.setObjectName(name)
        action.triggered.connect(lambda _checked=False: run())
        self._window.addAction(action)
        self.actions[name] = action
        return action

    def _add_table(self) -> None:
        for spec in ACTIONS:
            action = self._add(spec.id, translated(spec), partial(self._run, spec))
            action.setCheckable(spec.checked is not None)
            if spec.on_canvas:
                self._keep_to_canvas(action, spec.menu == "video" or spec.id == "review")
            menu = self._menu_of(spec)
            if spec.group and not spec.submenu:
                menu.addSeparator()
            menu.addAction(action)
            if spec.id == "open_samples":
                menu.addMenu(self._recent_paths)

    def _run(self, spec: ActionSpec) -> None:
        """Run an action; what is done to a frame lets it stand still before."""
        if spec.menu in _STILL:
            self._document.ask_still()
        spec.run(self._window)

    def _menu_of(self, spec: ActionSpec) -> QMenu:
        """The menu that an action stands in, made with the first one of its submenu."""
        menu = self.menus[spec.menu]
        if not spec.submenu:
            return menu
        name = f"{spec.menu}/{spec.submenu}"
        if name not in self.menus:
            if spec.group:
                menu.addSeparator()
            self.menus[name] = menu.addMenu(QCoreApplication.translate("Actions", spec.submenu))
        return self.menus[name]

    def _keep_to_canvas(self, action: QAction, on_timeline: bool) -> None:
        """Its keys work while the canvas, or the timeline, has the focus; menus still show it."""
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self._window.removeAction(action)
        self._window.canvas.addAction(action)
        if on_timeline:
            self._window.timeline.strip.addAction(action)
        if action.objectName() in _ON_LIST:
            self._window.picture_panel.list.addAction(action)

    def _add_colours(self) -> None:
        menu = QMenu(self.tr("Colour by"), self._window)
        group = QActionGroup(self)
        names = {
            ColourBy.ANCHOR: self.tr("Anchor level"),
            ColourBy.ROI: self.tr("RoI level"),
            ColourBy.CLASS: self.tr("Class"),
            ColourBy.STATE: self.tr("State"),
            ColourBy.TRACK: self.tr("Track"),
        }
        for mode, text in names.items():
            run = partial(colour_by, self._window, mode)
            self._add_choice(menu, group, f"colour_{mode.value}", text, run)
        self.menus["levels"].insertMenu(self.actions["cycle_colours"], menu)

    def _add_themes(self) -> None:
        menu = self.menus["view"].addMenu(self.tr("Theme"))
        group = QActionGroup(self)
        names = {
            "system": self.tr("As the system"),
            "dark": self.tr("Dark"),
            "light": self.tr("Light"),
        }
        for choice, text in names.items():
            run = partial(choose_theme, self._window, choice)
            action = self._add_choice(menu, group, f"theme_{choice}", text, run)
            action.setChecked(choice == self._theme.choice)

    def _add_choice(
        self, menu: QMenu, group: QActionGroup, name: str, text: str, run: Callable[[], object]
    ) -> QAction:
        action = self._add(name, text, run)
        action.setCheckable(True)
        action.setProperty("section", menu.title())
        group.addAction(action)
        menu.addAction(action)
        return action

    def model_menu(self, parent: QWidget) -> QMenu:
        """A menu to choose a model from, with what else can be done about it."""
        menu = QMenu(self.tr("Model"), parent)
        first = menu.addSeparator()
        menu.addActions([self.actions[name] for name in ("models", "compare_models", "roll_back")])
        self.model_entries.put_into(menu, first)
        return menu

    def _take_video(self) -> None:
        """Some actions have other keys while a video is open."""
        if self._document.in_video != self._in_video:
            self.give_keys()

    def _take_setting(self, key: str) -> None:
        if key in ("keymap", "keys"):
            self.give_keys()
        elif key == "theme":
            choice = self._session.settings["theme"]
            self._theme.choose(choice)
            self.actions[f"theme_{choice}"].setChecked(True)

    def _fill_recent_paths(self) -> None:
        self._recent_paths.clear()
        for path in self._session.settings["recent_paths"]:
            action = self._recent_paths.addAction(path.replace("&", "&&"))
            action.triggered.connect(lambda _on=False, path=path: self._session.open([path]))
        if self._recent_paths.isEmpty():
            self._recent_paths.addAction(self.tr("Nothing opened yet")).setEnabled(False)

    def _dress(self) -> None:
        colours = self._theme.colours
        for name, spec in SPECS.items():
            icon = qtawesome.icon(spec.icon, color=colours.text, color_disabled=colours.muted)
            self.actions[name].setIcon(icon)
