"""What a person does to the project's classes, as edits. Ids are permanent: nothing renumbers them.

Functions return an Edit, or None where nothing would change, and raise ClassError where a person
has to be told why not.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.class_palette import CLASS_COLOURS, class_colour
from app.domain.decisions import match_class
from app.domain.edit_words import edit_text
from app.domain.edits import Change, Edit
from app.domain.records import Annotation, ProjectClass

LONGEST_NAME = 100
HOTKEYS = range(1, 10)
_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")
# Zero-width joiners do not count as printable, yet Hindi, Persian and emoji are written with them.
_JOINERS = "\u200c\u200d"


class ClassError(ValueError):
    """A change of classes that cannot be; the message is for a person."""


@dataclass(frozen=True)
class ClassChange:
    """What deleting or merging a class would change: shown before it is done."""

    gone: tuple[ProjectClass, ...]
    target: ProjectClass | None
    annotations: int
    pictures: int


def clean_name(name: str) -> str:
    """A class name as it is kept: one line, no outer space, Unicode composed (NFC).

    Raises:
        ClassError: nothing is left, or it is too long.
    """
    composed = unicodedata.normalize("NFC", name)
    shown = "".join(c if c.isprintable() or c in _JOINERS else " " for c in composed)
    cleaned = " ".join(shown.split())
    if not cleaned.strip(_JOINERS):
        raise ClassError("A class needs a name.")
    if len(cleaned) > LONGEST_NAME:
        raise ClassError(f"A class name can have {LONGEST_NAME} characters, not {len(cleaned)}.")
    return cleaned


def class_to_add(id: int, name: str, classes: Iterable[ProjectClass]) -> ProjectClass:
    """The row of a further class: last place, the first free colour and the first free key.

    Raises:
        ClassError: the name is empty, too long or taken.
    """
    there = list(classes)
    cleaned = _free_name(name, there)
    places = [each.place for each in there]
    used = {each.hotkey for each in there}
    hotkey = next((key for key in HOTKEYS if key not in used), 0)
    colour = _free_colour({each.colour.upper() for each in there}, len(there))
    return ProjectClass(id, cleaned, colour, max(places, default=-1) + 1, hotkey)


def _free_colour(used: set[str], count: int) -> str:
    """The first colour of the palette that no class has; further ones only when all are taken."""
    numbers = range(len(CLASS_COLOURS) + count + 1)
    return next((c for c in map(class_colour, numbers) if c not in used), class_colour(count))


def _free_name(name: str, classes: Iterable[ProjectClass], but: int | None = None) -> str:
    cleaned = clean_name(name)
    taken = match_class(cleaned, [each for each in classes if each.id != but])
    if taken is not None:
        raise ClassError(f"There is a class “{taken.name}” already.")
    return cleaned


def add(id: int, name: str, classes: Iterable[ProjectClass]) -> Edit:
    """A further class.

    Raises:
        ClassError: the name is empty, too long or taken.
    """
    row = class_to_add(id, name, classes)
    return Edit(edit_text("add_class", 1, row.name), (Change(None, row),))


def rename(row: ProjectClass, name: str, classes: Iterable[ProjectClass]) -> Edit | None:
    """Another name for a class; its id and its annotations stay.

    Raises:
        ClassError: the name is empty, too long or another class's.
    """
    after = replace(row, name=_free_name(name, classes, row.id))
    return _edit("rename_class", [(row, after)], row.name)


def recolour(row: ProjectClass, colour: str) -> Edit | None:
    """Another colour ("#RRGGBB") for a class.

    Raises:
        ClassError: not a colour.
    """
    if not _COLOUR.fullmatch(colour):
        raise ClassError(f"A colour is written #RRGGBB, not {colour!r}.")
    return _edit("recolour_class", [(row, replace(row, colour=colour.upper()))], row.name)


def set_hotkey(row: ProjectClass, hotkey: int, classes: Iterable[ProjectClass]) -> Edit | None:
    """A key 1..9 for a class, 0 for none; a class that had the key loses it.

    Raises:
        ClassError: not 0..9.
    """
    if hotkey != 0 and hotkey not in HOTKEYS:
        raise ClassError(f"A class's key is 1 to 9, not {hotkey}.")
    changed = [(row, replace(row, hotkey=hotkey))]
    losing = [c for c in classes if hotkey and c.id != row.id and c.hotkey == hotkey]
    changed += [(each, replace(each, hotkey=0)) for each in losing]
    return _edit("hotkey", changed, row.name, count=1)


def reorder(order: Sequence[int], classes: Mapping[int, ProjectClass]) -> Edit | None:
    """Classes in another order; ids that are not named keep theirs, after the named ones."""
    named = [id for id in dict.fromkeys(order) if id in classes]
    rest = sorted((c for c in classes.values() if c.id not in named), key=lambda c: c.place)
    rows = [*(classes[id] for id in named), *rest]
    changed = [(row, replace(row, place=place)) for place, row in enumerate(rows)]
    return _edit("order_classes", changed)


def preview(
    gone: Sequence[ProjectClass],
    target: ProjectClass | None,
    annotations: Iterable[Annotation],
) -> ClassChange:
    """What deleting classes (``target`` None) or merging them into another would change."""
    ids = {each.id for each in gone}
    touched = [each for each in annotations if each.label in ids]
    pictures = {each.picture for each in touched}
    return ClassChange(tuple(gone), target, len(touched), len(pictures))


def merge(
    gone: Sequence[ProjectClass], target: ProjectClass, annotations: Iterable[Annotation]
) -> Edit | None:
    """Classes joined into another: their annotations change class, and they go. One step."""
    leaving = [each for each in gone if each.id != target.id]
    ids = {each.id for each in leaving}
    changes = [
        Change(each, replace(each, label=target.id)) for each in annotations if each.label in ids
    ]
    changes += [Change(each, None) for each in leaving]
    if not leaving:
        return None
    return Edit(edit_text("merge_classes", len(leaving), target.name), tuple(changes))


def delete(gone: Sequence[ProjectClass], annotations: Iterable[Annotation]) -> Edit | None:
    """Classes deleted across the project with all of their annotations. One step."""
    ids = {each.id for each in gone}
    changes = [Change(each, None) for each in annotations if each.label in ids]
    changes += [Change(each, None) for each in gone]
    if not gone:
        return None
    name = gone[0].name
    return Edit(edit_text("delete_class", len(gone), name), tuple(changes))


def import_names(
    new_id: Callable[[], int], names: Iterable[str], classes: Iterable[ProjectClass]
) -> Edit | None:
    """The names of a list that the project does not have yet, in their order.

    Raises:
        ClassError: a name is too long.
    """
    there = list(classes)
    added: list[ProjectClass] = []
    for name in names:
        try:
            cleaned = clean_name(name)
        except ClassError:
            if name.strip():
                raise
            continue  # an empty line is no class
        if match_class(cleaned, [*there, *added]) is None:
            added.append(class_to_add(new_id(), cleaned, [*there, *added]))
    return _added(added)


def _added(rows: Sequence[ProjectClass]) -> Edit | None:
    if not rows:
        return None
    text = edit_text("import_classes", len(rows))
    return Edit(text, tuple(Change(None, row) for row in rows))


def _edit(
    kind: str,
    pairs: Iterable[tuple[ProjectClass, ProjectClass]],
    name: str = "",
    count: int | None = None,
) -> Edit | None:
    changes = tuple(Change(before, after) for before, after in pairs if before != after)
    if not changes:
        return None
    return Edit(edit_text(kind, count or len(changes), name), changes)
