"""One door for what goes wrong: a log file, uncaught errors, and Qt's own messages."""

import faulthandler
import logging
import platform
import sys
import threading
import traceback
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

import platformdirs
from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from app import __version__

log = logging.getLogger("app")
_open: list[tuple[logging.Handler, TextIO]] = []
_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


def log_file() -> Path:
    """The log of this program."""
    folder = platformdirs.user_log_dir("pyramidlabel", appauthor=False)
    return Path(folder) / "pyramidlabel.log"


def start_log() -> str | None:
    """Send all log messages to the file; returns what went wrong, if anything did."""
    path = log_file()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(path, maxBytes=1_000_000, backupCount=2, encoding="utf-8")
    except OSError as error:
        return f"No log can be written to {path}: {error.strerror}"
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.INFO)
    log.info("PyramidLabel %s, %s", __version__, versions())
    # A file of its own, open to the end: a crash of native code is written without Python's help.
    crashes = (path.parent / "crash.txt").open("w", encoding="utf-8")
    faulthandler.enable(crashes)
    _open.append((handler, crashes))
    return None


def stop_log() -> None:
    """Close what start_log opened."""
    while _open:
        handler, crashes = _open.pop()
        logging.getLogger().removeHandler(handler)
        handler.close()
        faulthandler.disable()
        crashes.close()


def versions() -> str:
    """Python, Qt and system in one line."""
    return f"Python {platform.python_version()}, PySide6 {pyside_version}, {platform.platform()}"


def route_qt_messages() -> None:
    """Send Qt's own messages to the log."""

    def handle(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
        logging.getLogger("qt").log(_LEVELS.get(kind, logging.WARNING), "%s", message)

    qInstallMessageHandler(handle)


class ErrorHook(QObject):
    """Catches what nobody caught: it is logged, and ``caught`` brings it to a dialog."""

    caught = Signal(str)

    def install(self) -> None:
        """Take Python's hooks for uncaught errors, in all threads."""
        sys.excepthook = self._take
        threading.excepthook = self._take_from_thread

    def uninstall(self) -> None:
        """Give the hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__

    def _take_from_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._take(args.exc_type, args.exc_value, args.exc_traceback)

    def _take(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        text = "".join(traceback.format_exception(kind, error, trace))
        log.error("uncaught error\n%s", text)
        self.caught.emit(f"PyramidLabel {__version__}, {versions()}\n\n{text}")
