"""The three-way view of a picture: where person and model agree, and what only one of them has."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from app.domain.decisions import Agreements, agreements
from app.domain.detections import DetectionSet, IntArray
from app.domain.records import Annotation, Rejection
from app.domain.view_filter import ViewFilter, visible_rows
from fpn_core.levels import NO_LEVEL_COLOUR


class Compare(StrEnum):
    """What the three-way view shows; OFF is the usual view."""

    OFF = "off"
    ALL = "all"
    AGREED = "agreed"
    ONLY_MODEL = "only_model"
    ONLY_PERSON = "only_person"


# Apart from each other and from the level colours for all eyes, as class colours are.
COMPARE_COLOURS: dict[Compare, str] = {
    Compare.AGREED: "#FFFFFF",
    Compare.ONLY_MODEL: "#FF5A5A",
    Compare.ONLY_PERSON: "#6969FF",
}


@dataclass(frozen=True, eq=False)
class Comparison:
    """A picture split three ways, and which of the three is shown.

    Boxes that both have are shown once, as the annotation.
    """

    mode: Compare
    split: Agreements

    @property
    def counts(self) -> dict[Compare, int]:
        """Boxes in each of the three, and in all."""
        out = {
            Compare.AGREED: len(self.split.agreed),
            Compare.ONLY_MODEL: len(self.split.only_model),
            Compare.ONLY_PERSON: len(self.split.only_person),
        }
        return {Compare.ALL: sum(out.values()), **out}

    @property
    def rows(self) -> IntArray:
        """The detections that are shown, best first."""
        shown = self.mode in (Compare.ALL, Compare.ONLY_MODEL)
        return np.array(self.split.only_model if shown else (), np.int64)

    def colours(self, annotations: Collection[Annotation]) -> dict[int, str]:
        """Colours of the annotations that are shown, by id."""
        agreed = {id for _row, id in self.split.agreed}
        person = set(self.split.only_person)
        groups = {
            each.id: Compare.AGREED if each.id in agreed else Compare.ONLY_PERSON
            for each in annotations
            if each.id in agreed or each.id in person
        }
        out = {
            id: COMPARE_COLOURS[group]
            for id, group in groups.items()
            if self.mode in (Compare.ALL, group)
        }
        if self.mode is Compare.ALL:
            ignored = (each.id for each in annotations if each.id not in groups)
            out.update((id, NO_LEVEL_COLOUR) for id in ignored)
        return out


def compare(
    mode: Compare,
    found: DetectionSet | None,
    view: ViewFilter,
    annotations: Mapping[int, Annotation],
    rejections: Iterable[Rejection],
    class_names: Mapping[int, str],
) -> Comparison | None:
    """Split a picture as it is filtered; None where the model has not seen it, or for OFF."""
    if mode is Compare.OFF or found is None:
        return None
    rows = visible_rows(found, view)
    split = agreements(found, rows, annotations.values(), rejections, class_names)
    return Comparison(mode, split)
