"""Help page (rendered from resources/help), the keys of all actions, and About."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QMainWindow,
    QMessageBox,
    QTextBrowser,
    QVBoxLayout,
)

import resources
from app import __version__
from app.services.document import Document
from app.services.language import current_language


def show_help(parent: QMainWindow) -> None:
    """Open the help page beside the window; a second time, bring it to the front."""
    dialog = parent.findChild(QDialog, "help")
    if dialog is None:
        dialog = _make_help(parent)
    dialog.show()
    dialog.raise_()
    dialog.activateWindow()


def help_text(language: str = "en") -> str:
    """The help pages of a language, in the order of their file names; English where it has none."""
    folder = resources.path("help", language)
    folder = folder if language != "en" and folder.is_dir() else resources.path("help")
    return "\n\n".join(page.read_text("utf-8") for page in sorted(folder.glob("*.md")))


def keys_text(parent: QMainWindow) -> str:
    """A table of all actions that have keys."""
    rows = [
        f"| {', '.join(_key_names(action))} | {action.text().replace('&', '')} |"
        for action in parent.findChildren(QAction)
        if action.objectName() and action.shortcuts() and action.isVisible()
    ]
    title = QCoreApplication.translate("Help", "All keys")
    key, action = (QCoreApplication.translate("Help", word) for word in ("key", "what it does"))
    return "\n".join([f"## {title}", "", f"| {key} | {action} |", "|---|---|", *rows])


def show_about(parent: QMainWindow, document: Document) -> None:
    """Say what this program is, and what it runs on."""
    text = QCoreApplication.translate(
        "Help",
        "<b>PyramidLabel {version}</b><p>Detections coloured by the pyramid level that fired, "
        "and why that level.</p><p>Model: {model}<br>Device: {device}</p>"
        "<p>Apache License 2.0</p>",
    )
    model = document.model.name if document.model else "–"
    device = document.device
    place = "–"
    if device is not None:
        parts = (device.name.upper(), device.short_dtype, device.reason)
        place = " · ".join(part for part in parts if part)
    box = QMessageBox(parent)
    box.setWindowTitle(QCoreApplication.translate("Help", "About PyramidLabel"))
    box.setText(text.format(version=__version__, model=model, device=place))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def _make_help(parent: QMainWindow) -> QDialog:
    dialog = QDialog(parent)
    dialog.setObjectName("help")
    dialog.setWindowTitle(QCoreApplication.translate("Help", "How PyramidLabel works"))
    dialog.resize(720, 640)
    page = QTextBrowser()
    page.setOpenExternalLinks(True)
    page.setAccessibleName(QCoreApplication.translate("Help", "Help"))
    page.setMarkdown(f"{help_text(current_language())}\n\n{keys_text(parent)}\n")
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.close)
    layout = QVBoxLayout(dialog)
    layout.addWidget(page)
    layout.addWidget(buttons)
    return dialog


def _key_names(action: QAction) -> list[str]:
    style = QKeySequence.SequenceFormat.NativeText
    return [f"`{key.toString(style)}`" for key in action.shortcuts()]
