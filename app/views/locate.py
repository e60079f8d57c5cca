"""Asks where the file of a missing picture is."""

import os

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QFileDialog, QMessageBox, QWidget

from app.services.folder_watch import FolderWatch
from fpn_core.media import PICTURE_SUFFIXES

_BUTTON_WIDTH = 160


class LocateBox(QMessageBox):
    """Lets a person choose the file or a folder to look in; Cancel changes nothing."""

    def __init__(self, watch: FolderWatch, path: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._watch, self._name = watch, os.path.basename(path)
        self.setObjectName("locate")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setIcon(QMessageBox.Icon.NoIcon)
        self.setWindowTitle(self.tr("Locate a picture"))
        self.setText(self.tr("Where is {name}?").format(name=self._name))
        told = self.tr("It was {path}.\n\nOther missing pictures of the same move are found, too.")
        self.setInformativeText(told.format(path=path))
        roles = QMessageBox.ButtonRole
        self.folder = self.addButton(self.tr("Choose a folder..."), roles.ActionRole)
        self.file = self.addButton(self.tr("Choose the file..."), roles.AcceptRole)
        self.addButton(QMessageBox.StandardButton.Cancel)
        self.setDefaultButton(self.file)
        self.file.setMinimumWidth(_BUTTON_WIDTH)  # the default one is bold, and Qt forgets that
        self.buttonClicked.connect(self._choose)

    def _choose(self, button: QAbstractButton) -> None:
        parent, start = self.parentWidget(), self._watch.start_folder()
        if button is self.file:
            kinds = " ".join(f"*{suffix}" for suffix in PICTURE_SUFFIXES)
            kind = self.tr("Pictures ({kinds})").format(kinds=kinds)
            file, _kind = QFileDialog.getOpenFileName(parent, self.text(), start, kind)
            if file:
                self._watch.locate(os.path.abspath(file))
        elif button is self.folder:
            folder = QFileDialog.getExistingDirectory(parent, self.text(), start)
            if folder:
                self._watch.locate_in(os.path.abspath(folder))


def ask_where(parent: QWidget, watch: FolderWatch) -> None:
    """Ask where the file of the current picture is, if it is missing."""
    path = watch.missing_path()
    if path is not None:
        LocateBox(watch, path, parent).open()
