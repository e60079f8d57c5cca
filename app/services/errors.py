"""One door for what goes wrong: a log file, uncaught errors, and Qt's own messages."""

import faulthandler
import logging
import platform
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

import platformdirs
from PySide6 import __version__ as pyside_version
from PySide6.QtCore import QMessageLogContext, QObject, QtMsgType, Signal, qInstallMessageHandler

from app import __version__

log = logging.getLogger("app")
_TAIL_LINES = 40
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


def log_tail(lines: int = _TAIL_LINES) -> str:
    """The last lines of the log, for a report."""
    try:
        text = log_file().read_text("utf-8", errors="replace")
    except OSError as error:
        return f"(no log: {error.strerror})"
    return "\n".join(text.splitlines()[-lines:])


def without_home(text: str) -> str:
    """A text with the user's folder, and thereby mostly the user's name, written as ~."""
    home = str(Path.home())
    return text.replace(home, "~") if len(home) > 1 else text


class ErrorHook(QObject):
    """Catches what nobody caught: it is logged, and ``caught`` brings it to a dialog.

    The same error (kind and place in the code) is brought there once; when it comes again,
    ``repeated`` says so now and then, and the log counts. ``facts`` adds lines to the report, such
    as the device that the model runs on.
    """

    caught = Signal(str)  # a report
    repeated = Signal(str, int)  # the error in one line, how often it came

    def __init__(self, facts: Callable[[], str] | None = None) -> None:
        super().__init__()
        self.facts = facts
        self._times: Counter[str] = Counter()

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
        place = _place_of(kind, trace)
        self._times[place] += 1
        times = self._times[place]
        if times == 1:
            text = "".join(traceback.format_exception(kind, error, trace))
            log.error("uncaught error\n%s", text)
            self.caught.emit(self._report(text))
        elif times & (times - 1) == 0:  # 2, 4, 8...: repaints must not fill the log
            log.error("uncaught error, %d times by now: %s", times, place)
            self.repeated.emit(f"{kind.__name__}: {error}", times)

    def _report(self, text: str) -> str:
        """What a maintainer needs: versions, device, the end of the log, and the error last."""
        facts = f"{self.facts()}\n" if self.facts is not None else ""
        report = (
            f"PyramidLabel {__version__}, {versions()}\n{facts}\n"
            f"The end of the log:\n{log_tail()}\n\n{text}"
        )
        return without_home(report)


def _place_of(kind: type[BaseException], trace: TracebackType | None) -> str:
    frames = traceback.extract_tb(trace)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else "?"
    return f"{kind.__name__} at {place}"
