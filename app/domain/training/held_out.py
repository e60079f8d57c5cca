"""Which pictures judge a model, and which it learns from: decided once for each, by content.

What was decided is never decided again: a picture that judged one model must not teach the next.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.domain.training.likeness import Look, near_groups

SHARE = 0.2
MOST = 400
ENOUGH_OF_A_CLASS = 5
_SLACK = 0.5  # a group may take the held-out pictures this share beyond what is wanted
HELD, TRAINED, LEFT_OUT = "val", "train", "test"  # values of Picture.split

Sides = dict[bytes, bool]
"""By content hash, whether a picture is held out."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A reviewed picture: hash of its content, ids of the classes of its boxes, and its split, by
    which a person, or labels that were imported, say on which side it is."""

    hash: bytes
    classes: frozenset[int] = frozenset()
    split: str = ""


def wanted_number(pictures: int) -> int:
    """How many of so many pictures are to be held out."""
    return min(MOST, max(1, round(SHARE * pictures))) if pictures >= 2 else 0


def decide_sides(
    candidates: Iterable[Candidate],
    decided: Mapping[bytes, bool],
    looks: Mapping[bytes, Look],
    as_it_is: bool = False,
) -> Sides:
    """Sides of those candidates that have none: not decided, and in no split.

    ``looks`` tells near-duplicates, of the candidates and of all that was decided. About SHARE of
    the candidates are held out, at least one of two, at most MOST; every class on
    ENOUGH_OF_A_CLASS pictures has a held-out one where its pictures are no near-duplicates; none
    has all of them held out. ``as_it_is``: the split was imported, and nothing is added to it.
    """
    merged = _merged(each for each in candidates if each.split != LEFT_OUT)
    fixed = {**decided, **{h: c.split == HELD for h, c in merged.items() if c.split}}
    new = sorted(h for h in merged if h not in fixed)
    wanted = wanted_number(len(merged))
    pinned = sum(each.split == HELD for each in merged.values())
    if as_it_is or pinned >= wanted > 0:
        return dict.fromkeys(new, False)
    choice = _Choice(merged, fixed, wanted)
    free = choice.follow_near_ones(new, looks)
    choice.serve_classes(free)
    choice.fill(free)
    return {h: choice.sides[h] for h in new}


def _merged(candidates: Iterable[Candidate]) -> dict[bytes, Candidate]:
    """One candidate a content: copies of one file are one picture."""
    merged: dict[bytes, Candidate] = {}
    for each in candidates:
        known = merged.get(each.hash)
        if known is not None:
            classes, split = known.classes | each.classes, known.split or each.split
            each = Candidate(each.hash, classes, split)
        merged[each.hash] = each
    return merged


@dataclass
class _Choice:
    """Sides as they come to be decided, group by group; ``sides`` says True for held out."""

    candidates: Mapping[bytes, Candidate]
    fixed: Mapping[bytes, bool]
    wanted: int
    sides: Sides = field(default_factory=dict)
    held: int = 0

    def __post_init__(self) -> None:
        self._pictures: Counter[int] = Counter()
        self._held_pictures: Counter[int] = Counter()
        for h, each in self.candidates.items():
            self._pictures.update(each.classes)
            if self.fixed.get(h, False):
                self.held += 1
                self._held_pictures.update(each.classes)

    def follow_near_ones(
        self, new: Sequence[bytes], looks: Mapping[bytes, Look]
    ) -> list[list[bytes]]:
        """Put new pictures beside near ones whose side is fixed; returns the groups of the others.

        A group that is on both sides already keeps nothing apart: its new pictures stand alone.
        """
        none = Look()
        groups = near_groups({h: looks.get(h, none) for h in {**self.fixed, **self.candidates}})
        sides: dict[int, set[bool]] = {}
        for h, held in self.fixed.items():
            sides.setdefault(groups[h], set()).add(held)
        free: dict[int | bytes, list[bytes]] = {}
        for h in new:
            there = sides.get(groups[h], set())
            if len(there) == 1:
                self._put([h], True in there)
            else:
                free.setdefault(h if there else groups[h], []).append(h)
        return list(free.values())

    def serve_classes(self, free: list[list[bytes]]) -> None:
        """Hold out a group for every class that has enough pictures, and none that is held out."""
        for label, count in sorted(self._pictures.items(), key=lambda item: (item[1], item[0])):
            if count < ENOUGH_OF_A_CLASS or self._held_pictures[label]:
                continue
            having = (g for g in free if any(label in self.candidates[h].classes for h in g))
            fitting = [group for group in having if self._fits(group, MOST)]
            if fitting:
                self._take(free, min(fitting, key=len))

    def fill(self, free: list[list[bytes]]) -> None:
        """Hold out groups until there are as many as wanted; what is left trains."""
        limit = min(MOST, self.wanted + int(_SLACK * self.wanted))
        for group in list(free):
            if self.held >= self.wanted:
                break
            if self._fits(group, limit):
                self._take(free, group)
        if free and self.wanted and not self.held:
            self._force(free)
        for group in free:
            self._put(group, False)

    def _force(self, free: list[list[bytes]]) -> None:
        """Nothing fits: hold out the smallest group whole, or a part of it where that is all."""
        group = min(free, key=len)
        if len(group) < len(self.candidates) and len(group) <= MOST:
            self._take(free, group)
            return
        self._put(group[: self.wanted], True)
        del group[: self.wanted]

    def _fits(self, group: Sequence[bytes], limit: int) -> bool:
        return self.held + len(group) <= limit and not self._would_starve(group)

    def _would_starve(self, group: Sequence[bytes]) -> bool:
        """Whether a class would have no picture left to learn from."""
        taken = Counter(label for h in group for label in self.candidates[h].classes)
        return any(
            self._held_pictures[label] + count >= self._pictures[label]
            for label, count in taken.items()
        )

    def _take(self, free: list[list[bytes]], group: list[bytes]) -> None:
        free.remove(group)
        self._put(group, True)

    def _put(self, group: Sequence[bytes], held: bool) -> None:
        for h in group:
            self.sides[h] = held
            if held:
                self.held += 1
                self._held_pictures.update(self.candidates[h].classes)
