"""What the user's models folder holds: one sub-folder a model, with an `entry.json` that says what
it is called; beside them the files of models that were fetched or imported.

Only reads; the window adds, renames and deletes. Needs neither torch nor Qt.
"""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fpn_core.config import from_dict, to_dict
from fpn_core.errors import ConfigError, ModelError
from fpn_core.model_header import SUFFIX

ENTRY = "entry.json"
ABOVE = "../"  # what lies in the models folder itself
RUN = "run"  # sub-folder with the files of the run that made the model
FORMAT = 1
MOST_BYTES = 1_000_000
MOST_TITLE = 120


@dataclass(frozen=True)
class ModelEntry:
    """What `entry.json` says of a model.

    key: of the model file's content (see model_header.content_key). title: what a person calls it.
    file: its file, a name beside `entry.json`, "../" and the name of one in the models folder, or
    the absolute path of one that is used where it lies; "" for a model that has a `name` among
    fpn_core's own. added: when, ISO 8601. source: where it came from.
    """

    key: str
    title: str
    file: str = ""
    name: str = ""
    note: str = ""
    added: str = ""
    source: str = ""

    def place(self, folder: Path) -> Path | None:
        """Its file, for an entry in that folder; None for a model with a name."""
        return Path(os.path.normpath(folder / self.file)) if self.file else None

    def content(self) -> dict[str, Any]:
        """What goes into `entry.json`."""
        return {"format": FORMAT, **to_dict(self)}


def read_entry(folder: Path) -> ModelEntry:
    """The entry in a folder. Raises ModelError that says what is wrong with it."""
    file = folder / ENTRY
    try:
        size = file.stat().st_size
        if size > MOST_BYTES:
            raise ModelError(f"{file}: {size} bytes; at most {MOST_BYTES}")
        content = json.loads(file.read_text(encoding="utf-8"))
        version = content.pop("format")
        if version > FORMAT:
            raise ModelError(
                f"{file}: format {version} is of a later PyramidLabel; this one reads up to "
                f"{FORMAT}"
            )
        entry = from_dict(ModelEntry, content)
    except OSError as error:
        raise ModelError(f"{file}: cannot be read: {error.strerror}") from error
    except (
        ValueError, KeyError, TypeError, AttributeError, RecursionError, ConfigError,
    ) as error:  # fmt: skip
        why = " ".join(str(error).split())[:300]
        raise ModelError(f"{file}: no readable entry: {why}") from error
    _check(entry, file)
    return entry


def _check(entry: ModelEntry, file: Path) -> None:
    if not is_key(entry.key):
        raise ModelError(f"{file}: key {entry.key[:80]!r} is none")
    if not is_title(entry.title):
        raise ModelError(f"{file}: title {entry.title[:80]!r} is none")
    name = entry.file.removeprefix(ABOVE)
    near = name == os.path.basename(name) and name not in (".", "..") and "\\" not in name
    if not (near or os.path.isabs(entry.file)) or "\0" in entry.file:
        raise ModelError(f"{file}: file {entry.file[:200]!r} is neither near it nor absolute")
    if not (entry.file or entry.name):
        raise ModelError(f"{file}: names no model file")


def is_key(text: str) -> bool:
    """Whether a text is the key of a content."""
    return len(text) == 32 and all(each in "0123456789abcdef" for each in text)


def is_title(text: str) -> bool:
    """Whether a text can be a title: one line that is neither empty nor endless."""
    return text.isprintable() and text == text.strip() and 0 < len(text) <= MOST_TITLE


def entry_folders(models: Path) -> list[Path]:
    """The sub-folders of models, by name; hidden ones are not theirs."""
    try:
        with os.scandir(models) as found:
            names = [each.name for each in found if each.is_dir() and each.name[0] != "."]
    except OSError:  # there is no folder yet
        return []
    return [models / name for name in sorted(names)]


def readable_entries(models: Path) -> Iterator[tuple[Path, ModelEntry]]:
    """Each folder with its entry; damaged ones are left out."""
    for folder in entry_folders(models):
        try:
            yield folder, read_entry(folder)
        except ModelError:
            continue


def loose_files(models: Path) -> list[Path]:
    """Model files that lie in the models folder itself, by name."""
    try:
        found = [each for each in models.iterdir() if each.suffix == SUFFIX and each.name[0] != "."]
    except OSError:  # there is no folder yet
        return []
    return sorted(each for each in found if each.is_file())


def file_of_title(models: Path, title: str) -> Path | None:
    """The file of the model that a person calls so; None where there is none.

    Raises ModelError where several are called so.
    """
    titles = {file: file.stem for file in loose_files(models)}
    for folder, entry in readable_entries(models):
        if (place := entry.place(folder)) is not None:
            titles[place] = entry.title
    places = [place for place, each in titles.items() if each == title]
    if len(places) > 1:
        listed = ", ".join(map(str, places[:3]))
        raise ModelError(f"{title}: {len(places)} models have this title; name a file: {listed}")
    return places[0] if places else None
