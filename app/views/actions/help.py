"""The Help menu."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices

from app.services import errors
from app.views.actions.spec import ActionSpec, Window, row
from app.views.help_dialog import show_about
from app.views.help_dialog import show_help as open_help

_T = QT_TRANSLATE_NOOP


def find_command(window: Window) -> None:
    """Type a part of a command's name."""
    window.find_command()


def show_help(window: Window) -> None:
    """Open the help page."""
    open_help(window)


def show_messages(window: Window) -> None:
    """Open the list of the last messages."""
    window.show_messages()


def show_log(window: Window) -> None:
    """Open the log with the desktop's program for text files."""
    path = errors.log_file()
    if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
        text = QCoreApplication.translate("Actions", "The log is {path}")
        window.document.tell(text.format(path=path))


def about(window: Window) -> None:
    """Say what this program is."""
    show_about(window, window.document)


ACTIONS: tuple[ActionSpec, ...] = (
    row(
        "commands",
        "help",
        _T("Actions", "Find a command"),
        "Ctrl+K",
        "ph.command",
        find_command,
    ),
    row(
        "help",
        "help",
        _T("Actions", "How it works, and all keys"),
        "F1",
        "ph.question",
        show_help,
    ),
    row(
        "messages",
        "help",
        _T("Actions", "Messages"),
        "",
        "ph.chat-text",
        show_messages,
        group=True,
    ),
    row("open_log", "help", _T("Actions", "Show the log"), "", "ph.article", show_log),
    row("about", "help", _T("Actions", "About PyramidLabel"), "", "ph.info", about),
)
