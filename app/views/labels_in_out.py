"""Labels come in and go out of the window: the dialogs, drops, and the offer to import."""

import os
from collections.abc import Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from app.services.document import Document
from app.services.label_export import LabelExport
from app.services.label_import import LabelImport
from app.services.settings import Settings
from app.views.export_dialog import ExportDialog
from app.views.import_dialog import ImportDialog

_LABEL_SUFFIXES = (".json", ".xml", ".txt", ".yaml", ".yml")


class LabelsInOut(QObject):
    """One importer, one exporter with its mirror, and the window that their dialogs belong to."""

    def __init__(self, document: Document, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self.document, self.window = document, window
        self.importing = LabelImport(document, settings, self)
        self.exporting = LabelExport(document, self)
        self._looked: object = None
        self.importing.offered.connect(self._offer)
        document.pictures_changed.connect(self._look)

    def close(self) -> None:
        """End the threads; the mirror is brought up to date."""
        self.importing.close()
        self.exporting.close()

    def ask_file(self, folder: str) -> None:
        """Ask for a label file and show what it holds."""
        kinds = self.tr("Labels ({kinds});;All files (*)")
        kinds = kinds.format(kinds=" ".join(f"*{each}" for each in _LABEL_SUFFIXES))
        title = self.tr("Import labels from a file")
        chosen, _kind = QFileDialog.getOpenFileName(self.window, title, folder, kinds)
        if chosen:
            self.show_import(chosen)

    def ask_folder(self, folder: str) -> None:
        """Ask for a folder of label files and show what it holds."""
        title = self.tr("Import labels from a folder")
        chosen = QFileDialog.getExistingDirectory(self.window, title, folder)
        if chosen:
            self.show_import(chosen)

    def show_import(self, source: str) -> None:
        """Open the preview of a label file or folder."""
        ImportDialog(self.importing, source, self.window).open()

    def show_export(self) -> None:
        """Open the export dialog."""
        ExportDialog(self.exporting, self.window).open()

    def takes(self, paths: Sequence[str]) -> bool:
        """Whether what is dropped is one label file; its preview opens then."""
        if len(paths) != 1 or not paths[0].lower().endswith(_LABEL_SUFFIXES):
            return False
        self.show_import(paths[0])
        return True

    def _look(self) -> None:
        """Once for each project that is opened: are there labels in its folder?"""
        document = self.document
        if document.scanning or not document.pictures.paths:
            return
        if self._looked is not document.project:
            self._looked = document.project
            root = str(document.project.root)
            if all(path.startswith(os.path.join(root, "")) for path in document.pictures.paths[:9]):
                self.importing.look(root)

    def _offer(self, folder: str, format: str) -> None:
        buttons = QMessageBox.StandardButton
        box = QMessageBox(self.window)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Labels found"))
        text = self.tr("{folder} holds labels ({format}). Look at them and import them?")
        box.setText(text.format(folder=os.path.basename(folder) or folder, format=format))
        box.setStandardButtons(buttons.Yes | buttons.No)
        box.setDefaultButton(buttons.Yes)
        box.finished.connect(box.deleteLater)
        box.accepted.connect(lambda: self.show_import(folder))
        box.open()
