"""What the window remembers: one table of settings, one JSON file, written atomically."""

import json
import logging
import os
import tempfile
from pathlib import Path
from typing import Any

import platformdirs
from PySide6.QtCore import QObject, Signal

from app.services.settings_table import SETTINGS, Setting

__all__ = [
    "SETTINGS",
    "Setting",
    "Settings",
    "config_dir",
    "projects_dir",
    "runs_dir",
    "write_atomically",
]
log = logging.getLogger(__name__)
APP_NAME = "pyramidlabel"
_MOST_RECENT = 10
_MOST_KEPT = {"labels_offered": 200}  # of lists that nobody looks at
_TABLE = {setting.key: setting for setting in SETTINGS}


def config_dir() -> Path:
    """Folder of the settings file."""
    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False))


def projects_dir() -> Path:
    """Folder of the project of loose pictures, and of copies of projects in read-only places."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "projects"


def runs_dir() -> Path:
    """Folder of the runs of all projects, each in a folder called by its project's id."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "runs"


class Settings(QObject):
    """Typed access to the remembered values; only those that differ from the default are kept.

    What a later version has written, and this one does not know, is kept and written back.
    """

    changed = Signal(str)  # the key of a value that is another one now

    def __init__(self, file: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.file = file or config_dir() / "settings.json"
        self._values: dict[str, Any] = {}
        self._unknown: dict[str, Any] = {}
        try:
            stored = json.loads(self.file.read_text("utf-8"))
            for key, value in stored.items():
                known = key in _TABLE and _TABLE[key].accepts(value)
                (self._values if known else self._unknown)[key] = value
        except FileNotFoundError:
            log.debug("no settings file %s yet", self.file)
        except (OSError, ValueError, AttributeError) as error:
            log.info("settings file %s is not used: %s", self.file, error)

    def __getitem__(self, key: str) -> Any:
        return self._values.get(key, _TABLE[key].default)

    def __setitem__(self, key: str, value: Any) -> None:
        if not _TABLE[key].accepts(value):
            raise ValueError(f"setting {key} cannot be {value!r}")
        before = self[key]
        self._values[key] = value
        self._unknown.pop(key, None)
        if value != before:
            self.changed.emit(key)

    def reset(self, key: str) -> None:
        """Go back to the default."""
        self[key] = _TABLE[key].default

    def add_recent(self, key: str, value: str) -> None:
        """Put a path on top of one of the lists of recent ones."""
        rest = [each for each in self[key] if each != value]
        self[key] = [value, *rest][: _MOST_KEPT.get(key, _MOST_RECENT)]

    def save(self) -> str | None:
        """Write the file; returns what went wrong, if anything did."""
        kept = {k: v for k, v in self._values.items() if v != _TABLE[k].default}
        kept = self._unknown | kept
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self.file, json.dumps(kept, indent=1).encode())
        except OSError as error:
            return f"Settings could not be saved in {self.file}: {error.strerror}"
        return None


def write_atomically(target: Path, data: bytes) -> None:
    """Write a whole file or nothing: a temporary file beside it, synced, takes its place.

    Raises:
        OSError: the folder is not there, not writable, or full.
    """
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, 0o644)
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise
