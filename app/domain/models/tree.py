"""Models under the models that they were trained from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from app.domain.models.model import Model, Origin

_FIRST, _LAST = {Origin.EMBEDDED: 0, Origin.FETCHED: 1}, 3


@dataclass(frozen=True)
class InUse:
    """Titles of the model in use, of the one it was trained from, and of the one that rolling back
    leads to; "" for none. ``is_default``: new projects use it, too."""

    title: str = ""
    parent: str = ""
    back: str = ""
    is_default: bool = True


@dataclass(frozen=True)
class Gone:
    """A parent that is not in the list: its title, and whether it lies among the deleted ones."""

    title: str
    deleted: bool


@dataclass
class Node:
    """A model, or a parent that is gone, and what was trained from it."""

    what: Model | Gone
    children: list["Node"] = field(default_factory=list)


def tree_of(models: Iterable[Model], deleted: Mapping[str, str]) -> list[Node]:
    """All models, each once, under their parents; ``deleted`` are titles by key.

    The parent is the model with the key that the child's file names, be it deleted, else the one
    with the name that it gives. Embedded and fetched models have no parent here. Models that name
    each other stand at the top.
    """
    there = list(models)
    nodes = {model.id: Node(model) for model in there}
    names = _by_name(there)
    parents = {
        model.id: None if model.provenance.parent_key in deleted else _parent_of(model, names)
        for model in there
    }
    top: list[Node] = []
    gone: dict[str, Node] = {}
    for model in sorted(there, key=_order):
        parent = parents[model.id]
        if parent is not None and not _circles(model.id, parents):
            nodes[parent].children.append(nodes[model.id])
            continue
        missing = None if parent is not None else _gone_of(model, deleted)
        if missing is None:
            top.append(nodes[model.id])
            continue
        key = model.provenance.parent_key
        if key not in gone:
            gone[key] = Node(missing)
            top.append(gone[key])
        gone[key].children.append(nodes[model.id])
    return top


def parent_of(model: Model, models: Iterable[Model]) -> Model | None:
    """The model that this one was trained from, if it is in the list."""
    there = list(models)
    found = _parent_of(model, _by_name(there))
    return next((each for each in there if each.id == found), None)


def ancestors_of(model: Model, models: Iterable[Model]) -> tuple[Model, ...]:
    """The models above one in the tree, its parent first."""
    there, found = list(models), [model]
    while (parent := parent_of(found[-1], there)) is not None and parent not in found:
        found.append(parent)
    return tuple(found[1:])


def _by_name(models: Iterable[Model]) -> dict[str, str]:
    """Ids by what models are called: in their files, by their titles, and by their own ids."""
    there = list(models)
    of_files = {each.provenance.name: each.id for each in there if each.provenance.name}
    titles = {each.title: each.id for each in there}
    return of_files | titles | {each.id: each.id for each in there}


def _parent_of(model: Model, names: Mapping[str, str]) -> str | None:
    """The id of the parent; a name finds it where its key finds none."""
    if model.origin in _FIRST:
        return None
    wanted = model.provenance
    found = names.get(wanted.parent_key) or names.get(wanted.parent)
    return None if found == model.id else found


def _gone_of(model: Model, deleted: Mapping[str, str]) -> Gone | None:
    key = model.provenance.parent_key
    if not key or model.origin in _FIRST:
        return None
    title = deleted.get(key) or model.provenance.parent or key[:8]
    return Gone(title, key in deleted)


def _circles(start: str, parents: Mapping[str, str | None]) -> bool:
    seen, at = {start}, parents[start]
    while at is not None:
        if at in seen:
            return True
        seen.add(at)
        at = parents[at]
    return False


def _order(model: Model) -> tuple[int, str, float, str]:
    rank = _FIRST.get(model.origin, 2) if model.header is not None else _LAST
    return rank, model.date, model.changed, model.title.casefold()
