"""What the window remembers: one table of settings, one JSON file, written atomically."""

import json
import logging
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import platformdirs

log = logging.getLogger(__name__)
APP_NAME = "pyramidlabel"
_MOST_RECENT = 10


@dataclass(frozen=True)
class Setting:
    """One remembered value; a stored one of another type, or not among the choices, is ignored."""

    key: str
    default: Any
    choices: tuple[Any, ...] = ()

    def accepts(self, value: Any) -> bool:
        """Whether a value read from the file can be used."""
        if self.choices:
            return value in self.choices
        if isinstance(self.default, list):
            kind = str if not self.default else type(self.default[0])
            return isinstance(value, list) and all(isinstance(each, kind) for each in value)
        if isinstance(self.default, float):
            return isinstance(value, int | float) and not isinstance(value, bool)
        return type(value) is type(self.default)


SETTINGS: tuple[Setting, ...] = (
    Setting("theme", "system", ("system", "dark", "light")),
    Setting("model", "lite"),
    Setting("device", "auto"),
    Setting("score", 0.5),
    Setting("colour_by", "anchor", ("anchor", "roi", "class", "state")),
    Setting("show_origin", True),
    Setting("last_paths", []),
    Setting("last_picture", ""),
    Setting("zoom", 0.0),  # 0 = fit
    Setting("centre", [0.0, 0.0]),
    Setting("recent_paths", []),
    Setting("recent_models", []),
    Setting("geometry", ""),
    Setting("splitter", ""),
    Setting("picture_cache_mb", 768),
    Setting("thumbnail_cache_mb", 32),
)
_TABLE = {setting.key: setting for setting in SETTINGS}


def config_dir() -> Path:
    """Folder of the settings file."""
    return Path(platformdirs.user_config_dir(APP_NAME, appauthor=False))


def models_dir() -> Path:
    """Folder that imported models go to."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "models"


def projects_dir() -> Path:
    """Folder of the project of loose pictures, and of copies of projects in read-only places."""
    return Path(platformdirs.user_data_dir(APP_NAME, appauthor=False)) / "projects"


class Settings:
    """Typed access to the remembered values; only those that differ from the default are kept."""

    def __init__(self, file: Path | None = None) -> None:
        self.file = file or config_dir() / "settings.json"
        self._values: dict[str, Any] = {}
        try:
            stored = json.loads(self.file.read_text("utf-8"))
            self._values = {k: v for k, v in stored.items() if k in _TABLE and _TABLE[k].accepts(v)}
        except FileNotFoundError:
            log.debug("no settings file %s yet", self.file)
        except (OSError, ValueError, AttributeError) as error:
            log.info("settings file %s is not used: %s", self.file, error)

    def __getitem__(self, key: str) -> Any:
        return self._values.get(key, _TABLE[key].default)

    def __setitem__(self, key: str, value: Any) -> None:
        if not _TABLE[key].accepts(value):
            raise ValueError(f"setting {key} cannot be {value!r}")
        self._values[key] = value

    def add_recent(self, key: str, value: str) -> None:
        """Put a path on top of one of the lists of recent ones."""
        rest = [each for each in self[key] if each != value]
        self[key] = [value, *rest][:_MOST_RECENT]

    def save(self) -> str | None:
        """Write the file; returns what went wrong, if anything did."""
        kept = {k: v for k, v in self._values.items() if v != _TABLE[k].default}
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
