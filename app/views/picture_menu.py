"""The context menu of the list of pictures: what can be said of the selected ones."""

from PySide6.QtCore import QCoreApplication, QObject, QPoint
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from app.views.actions import Window
from app.views.actions.picture import SPLIT_ROWS

_GROUPS = (
    ("mark_reviewed", "mark_unreviewed"),
    ("flag", "note"),
)


class PictureMenu(QObject):
    """Puts actions of the window together; they work on what is selected."""

    def __init__(self, window: Window, actions: dict[str, QAction]) -> None:
        super().__init__(window)
        self._window, self._actions = window, actions
        self.menu: QMenu | None = None
        window.picture_panel.list.menu_wanted.connect(self.show)
        window.picture_panel.opened.connect(window.canvas.setFocus)

    def show(self, place: QPoint) -> None:
        """Show the menu at a place of the screen."""
        if self.menu is not None:
            self.menu.deleteLater()
        self.menu = self.build()
        self.menu.popup(place)

    def build(self) -> QMenu:
        """The menu for the pictures that are selected at the moment."""
        menu = QMenu(self._window)
        count = len(self._window.picture_panel.selected())
        if count > 1:
            text = self.tr("{count} pictures selected").format(count=f"{count:,}")
            menu.addAction(text).setEnabled(False)
        for group in _GROUPS:
            menu.addSeparator()
            menu.addActions([self._actions[name] for name in group])
        title = QCoreApplication.translate("Actions", SPLIT_ROWS[0].submenu)
        menu.addMenu(title).addActions([self._actions[spec.id] for spec in SPLIT_ROWS])
        return menu
