"""One model of the list: what it is called, where its file is, and what that says of itself."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from app.domain.models.facts import Provenance, read_provenance
from fpn_core.model_entries import RUN, ModelEntry
from fpn_core.model_header import ModelHeader


class Origin(StrEnum):
    """How a model came to be here.

    EMBEDDED comes with the program and is never written to. FETCHED was downloaded by name,
    IMPORTED lies in the models folder without an entry, ADDED was copied from elsewhere, LINKED is
    used where it lies, RUN was trained here.
    """

    EMBEDDED = "embedded"
    FETCHED = "fetched"
    IMPORTED = "imported"
    ADDED = "added"
    LINKED = "linked"
    RUN = "run"


@dataclass(frozen=True)
class Model:
    """A model that can be chosen, or one whose damage is shown.

    ``id`` is the key of its content (for a damaged entry the name of its folder); ``ref`` is what
    loads it, a name or a path; ``folder`` holds its entry, None where it has none. ``problem`` says
    in one line why it cannot be used, "" where it can. ``bytes`` is the size of its file, and
    ``changed`` when that was last written, in seconds since 1970.
    """

    id: str
    ref: str
    title: str
    origin: Origin
    file: Path
    folder: Path | None = None
    entry: ModelEntry | None = None
    header: ModelHeader | None = field(default=None, repr=False)
    problem: str = ""
    bytes: int = 0
    changed: float = 0.0

    @property
    def usable(self) -> bool:
        """Whether it can be chosen."""
        return not self.problem

    @cached_property
    def provenance(self) -> Provenance:
        """Where it comes from, as far as its file says."""
        return Provenance() if self.header is None else read_provenance(self.header.provenance)

    @property
    def class_names(self) -> tuple[str, ...]:
        """The classes that it shows; none for a damaged one."""
        return () if self.header is None else self.header.class_names

    @property
    def note(self) -> str:
        """What a person wrote of it."""
        return self.entry.note if self.entry is not None else ""

    @property
    def date(self) -> str:
        """The day on which it was made, else that of its file: "2026-11-30"; "" without either."""
        if self.provenance.date or not self.changed:
            return self.provenance.date
        return datetime.fromtimestamp(self.changed).strftime("%Y-%m-%d")

    @property
    def run_folder(self) -> Path | None:
        """The files of the run that made it, None where there are none."""
        place = None if self.folder is None else self.folder / RUN
        return place if place is not None and place.is_dir() else None

    @property
    def can_be_deleted(self) -> bool:
        """Whether it may go: the embedded one never does."""
        return self.origin is not Origin.EMBEDDED
