"""Starts the window: log, error hook, application, session; and ends them in order."""

import signal
import sys
from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication

from app import __version__
from app.services import errors
from app.services.detection_client import server_command
from app.services.language import install_language
from app.services.session import Session
from app.services.settings import Settings
from app.views.error_dialog import ErrorDialogs
from app.views.fonts import drawing_font
from app.views.main_window import MainWindow
from app.views.theme import Theme


def run_window(paths: Sequence[str], model: str | None, device: str | None) -> int:
    """Open the window on these paths (or on what was open last) and run until it is closed."""
    log_problem = errors.start_log()
    errors.route_qt_messages()
    # Ctrl+C in the terminal ends the window at once; Qt's loop would not let Python see it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    app = make_application()
    hook = errors.ErrorHook()
    hook.install()
    settings = Settings()
    install_language(app, settings["language"])
    if device:
        settings["device"] = device
    session = Session(settings, server_command(), model=model or "")
    session.start()  # at once: the model loads while the window is built
    window = MainWindow(session, Theme(settings["theme"]), drawing_font())
    hook.facts = lambda: facts_of(session)
    dialogs = ErrorDialogs(hook, window, session.document.tell)
    window.show()
    # After the first paint: the window is there before anything is looked for.
    QTimer.singleShot(0, window, lambda: window.start(paths))
    if log_problem:
        session.document.tell(log_problem)
    code = app.exec()
    dialogs.close()
    hook.uninstall()
    errors.stop_log()
    return code


def facts_of(session: Session) -> str:
    """Model and device in one line, for error reports."""
    model, device = session.document.model, session.document.device
    parts = (device.name, device.short_dtype, device.reason) if device is not None else ("unknown",)
    return f"model: {model.name if model else 'none'}, device: {', '.join(filter(None, parts))}"


def make_application() -> QApplication:
    """The application, with the style that the palette is made for."""
    existing = QApplication.instance()
    app = existing if isinstance(existing, QApplication) else QApplication(sys.argv[:1])
    app.setApplicationName("PyramidLabel")
    app.setApplicationVersion(__version__)
    app.setDesktopFileName("pyramidlabel")
    app.setStyle("Fusion")
    app.setAttribute(Qt.ApplicationAttribute.AA_DontShowIconsInMenus, False)
    return app
