"""Completing the name of a class while it is typed: a pure function over lists of names."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from app.domain.decisions import folded


class Kind(Enum):
    """Where a proposed name comes from."""

    PROJECT = 0
    MODEL = 1
    ADDED = 2


@dataclass(frozen=True)
class Completion:
    """A name to choose from. ``added`` ones do not exist yet."""

    name: str
    kind: Kind


def completions(text: str, project: Iterable[str], model: Iterable[str] = ()) -> list[Completion]:
    """What can be meant by a text, the most likely first.

    Names that begin with it (the project's before the model's), then the text itself as a further
    class unless a name is just that, then names that hold it elsewhere. An empty text means all.
    """
    wanted = folded(text)
    mine = list(project)
    known = {folded(name) for name in mine}
    others = [name for name in dict.fromkeys(model) if folded(name) not in known]
    there = [Completion(name, Kind.PROJECT) for name in mine]
    there += [Completion(name, Kind.MODEL) for name in others]
    if not wanted:
        return there
    same = [each for each in there if folded(each.name) == wanted]
    first = [each for each in there if folded(each.name).startswith(wanted) and each not in same]
    inside = [each for each in there if wanted in folded(each.name)[1:]]
    inside = [each for each in inside if each not in same and each not in first]
    added = [] if same else [Completion(" ".join(text.split()), Kind.ADDED)]
    return [*same, *first, *added, *inside]
