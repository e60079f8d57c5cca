"""The canvas's context menu: what can be done to the chosen box, or to the picture."""

from functools import partial

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, QPoint
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu

from app.views.actions import Window
from app.views.actions.spec import in_video
from app.views.parts import swatch

_T = QT_TRANSLATE_NOOP
Groups = tuple[tuple[str, ...], ...]
"""Ids of actions, group by group."""

_FOR_ANNOTATIONS: Groups = (
    ("type_place", "duplicate", "copy"),
    ("lock", "hide", "ignore", "region_out"),
    ("delete",),
)
_FOR_A_REGION: Groups = (("region_out",), ("delete",))
_FOR_TRACKS: Groups = (
    ("track_keyframe", "track_ends", "track_split", "track_merge", "track_follow"),
)
_FOR_A_DETECTION: Groups = (("accept", "reject", "unreject"), ("show_origin",))
_FOR_NOTHING: Groups = (
    ("draw", "add_box", "paste", "paste_previous", "choose_all"),
    ("accept_all", "hide_all", "hide"),
    ("detect", "review", "fit", "actual_size"),
)
_FLAGS: tuple[tuple[str, object], ...] = (
    ("difficult", _T("CanvasMenu", "Difficult")),
    ("truncated", _T("CanvasMenu", "Truncated")),
    ("occluded", _T("CanvasMenu", "Occluded")),
    ("crowd", _T("CanvasMenu", "Crowd")),
)


class CanvasMenu(QObject):
    """Puts actions of the window together, as the choice asks for it."""

    def __init__(self, window: Window, actions: dict[str, QAction]) -> None:
        super().__init__(window)
        self._window, self._actions = window, actions
        self.menu: QMenu | None = None
        window.canvas.menu_wanted.connect(self.show)
        window.canvas.space_tapped.connect(self.run_space)

    def show(self, place: QPoint) -> None:
        """Show the menu at a place of the screen."""
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = self.build()
        self.menu.popup(place)

    def build(self) -> QMenu:
        """The menu for what is chosen at the moment."""
        document, menu = self._window.document, QMenu(self._window)
        groups = _FOR_NOTHING
        if document.chosen:
            self._add_classes(menu)
            self._add_flags(menu)
            groups = (*_FOR_TRACKS, *_FOR_ANNOTATIONS) if in_video(document) else _FOR_ANNOTATIONS
        elif document.selected is not None:
            self._add_classes(menu)
            groups = _FOR_A_DETECTION
        elif document.region is not None:
            groups = _FOR_A_REGION
        for group in groups:
            menu.addSeparator()
            for name in group:
                if name in self._actions and (name != "region_out" or document.in_video):
                    menu.addAction(self._actions[name])
        return menu

    def _add_classes(self, menu: QMenu) -> None:
        """A submenu with the project's classes, and the field to type another one."""
        document = self._window.document
        submenu = menu.addMenu(self.tr("Class"))
        labels = {each.label for each in document.chosen_annotations()}
        for each in document.classes.values():
            key = f"\t{each.hotkey}" if each.hotkey else ""
            action = submenu.addAction(each.name.replace("&", "&&") + key)
            action.setIcon(swatch(each.colour))
            action.setCheckable(True)
            action.setChecked(labels == {each.id})
            action.triggered.connect(partial(self._set_class, each.id))
        submenu.addSeparator()
        submenu.addAction(self._actions["type_class"])

    def _add_flags(self, menu: QMenu) -> None:
        rows = self._window.document.chosen_annotations()
        submenu = menu.addMenu(self.tr("Attributes"))
        for name, text in _FLAGS:
            action = submenu.addAction(QCoreApplication.translate("CanvasMenu", str(text)))
            action.setCheckable(True)
            action.setChecked(all(getattr(row, name) for row in rows))
            action.triggered.connect(lambda on, name=name: self._set_flag(name, on))

    def _set_class(self, label: int) -> None:
        self._window.editor.set_class(label)

    def _set_flag(self, name: str, on: bool) -> None:
        self._window.editor.set_flag(self._window.document.chosen, name, on)

    def run_space(self) -> None:
        """Run the action that Space stands for; the canvas has waited for its release."""
        space = QKeySequence("Space")
        for action in self._actions.values():
            if space in action.shortcuts() and action.isEnabled():
                action.trigger()
                return
