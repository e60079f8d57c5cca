"""Which pictures a list shows, and in what order: pure functions over summaries."""

import enum
import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from app.domain.project.summaries import PictureState, PictureSummary

Summaries = Mapping[str, PictureSummary]
"""Figures by absolute path; a picture that the project does not know has none."""


class PictureSort(enum.Enum):
    """What a list of pictures goes by. NAME is the natural order that a scan gives."""

    NAME = "name"
    TIME = "time"
    BOXES = "boxes"
    UNCERTAINTY = "uncertainty"


@dataclass(frozen=True, slots=True)
class PictureFilter:
    """What a picture must be like to be shown; what is not given lets every picture pass.

    ``text`` is looked for in file name and note, whatever its case. ``label`` is a class id and
    ``class_name`` the same class in the model's words: annotations or detections of it count.
    ``level`` (anchor level) and ``score`` (lowest, highest) speak of detections alone. ``held_out``
    pictures judge models and never train. ``most`` leaves the first so many of the list's order; 0
    leaves all.
    """

    text: str = ""
    states: frozenset[PictureState] = frozenset()
    label: int | None = None
    class_name: str | None = None
    level: str | None = None
    score: tuple[float, float] | None = None
    flagged: bool = False
    splits: frozenset[str] = frozenset()
    undetected: bool = False
    missing: bool = False
    held_out: bool = False
    most: int = 0

    @property
    def asks_detections(self) -> bool:
        """Whether boxes of the model decide, so that `Project.find` has to be asked."""
        return any(each is not None for each in (self.class_name, self.level, self.score))

    @property
    def needs_detections(self) -> bool:
        """Whether pictures that the model has not seen may be left out for that reason alone."""
        return self.asks_detections or PictureState.DETECTED in self.states

    @property
    def needs_summaries(self) -> bool:
        """Whether more than the file name may decide."""
        return bool(self.text.strip()) or self != PictureFilter(text=self.text)

    def without_detections(self) -> "PictureFilter":
        """The filter that also lets pass what the model may find once it has seen the picture."""
        states = self.states
        if PictureState.DETECTED in states:
            states |= {PictureState.NEW}
        plain = replace(self, states=states, class_name=None, level=None, score=None)
        return replace(plain, label=None) if self.asks_detections else plain


@dataclass(frozen=True, slots=True)
class Arrangement:
    """What a list shows, and in what order."""

    filter: PictureFilter = PictureFilter()
    order: PictureSort = PictureSort.NAME
    descending: bool = False

    @property
    def is_plain(self) -> bool:
        """Whether every picture is shown, by name."""
        named = Arrangement(PictureFilter(text=self.filter.text))
        return self == named and not self.filter.text.strip()

    @property
    def needs_times(self) -> bool:
        """Whether the times of files decide."""
        return self.order is PictureSort.TIME

    @property
    def sorts_by_detections(self) -> bool:
        """Whether pictures that the model has not seen have no place in the order."""
        return self.order in (PictureSort.BOXES, PictureSort.UNCERTAINTY)

    @property
    def needs_detections(self) -> bool:
        """Whether pictures that the model has not seen may be left out, or stand at the end."""
        return self.filter.needs_detections or self.sorts_by_detections

    @property
    def needs_summaries(self) -> bool:
        """Whether more than names and times decide."""
        return self.filter.needs_summaries or self.sorts_by_detections

    def apply(
        self,
        paths: Sequence[str],
        summaries: Summaries,
        times: Mapping[str, float],
        found: Collection[int] = (),
        held: Collection[int] = (),
    ) -> list[str]:
        """The paths that pass, in order; see `shown_paths` and `sorted_paths`."""
        shown = shown_paths(paths, self.filter, summaries, found, held)
        in_order = sorted_paths(shown, self.order, self.descending, summaries, times)
        return in_order[: self.filter.most or None]


def shown_paths(
    paths: Sequence[str],
    wanted: PictureFilter,
    summaries: Summaries,
    found: Collection[int] = (),
    held: Collection[int] = (),
) -> list[str]:
    """The paths that pass, in their order, however many.

    ``found`` are ids of the pictures whose detections are as wanted (see `Project.find`); it
    counts only where the filter asks for detections. ``held`` are those of held-out pictures.
    """
    shown = list(paths)
    for passes in _checks(wanted, found, held):
        shown = [path for path in shown if passes(path, summaries.get(path))]
    return shown


_Check = Callable[[str, PictureSummary | None], bool]


def _checks(
    wanted: PictureFilter, found: Collection[int], held: Collection[int]
) -> Iterator[_Check]:
    """What a picture has to pass, those that are quickly asked first."""
    text = wanted.text.casefold().strip()
    if text:
        yield (
            lambda path, s: (
                text in os.path.basename(path).casefold()
                or (s is not None and s.picture.note != "" and text in s.picture.note.casefold())
            )
        )
    if wanted.flagged:
        yield lambda _path, s: s is not None and s.picture.flagged
    if wanted.missing:
        yield lambda _path, s: s is not None and s.missing
    if wanted.held_out:
        yield lambda _path, s: s is not None and s.picture.id in held
    if wanted.undetected:
        yield lambda _path, s: is_undetected(s)
    if wanted.splits:
        yield lambda _path, s: (s.picture.split if s else "") in wanted.splits
    if wanted.states:
        yield lambda _path, s: (s.state if s else PictureState.NEW) in wanted.states
    if wanted.label is not None and (wanted.level is None and wanted.score is None):
        yield (
            lambda _path, s: (
                s is not None
                and (
                    wanted.label in s.classes or (wanted.asks_detections and s.picture.id in found)
                )
            )
        )
    elif wanted.label is not None or wanted.asks_detections:
        yield lambda _path, s: s is not None and s.picture.id in found


def is_undetected(summary: PictureSummary | None) -> bool:
    """Whether the model has not seen a picture."""
    return summary is None or summary.detections is None


def undetected_paths(
    paths: Sequence[str], arrangement: Arrangement, summaries: Summaries
) -> list[str]:
    """Pictures that the model has not seen and that might be shown if it had."""
    may_pass = shown_paths(paths, arrangement.filter.without_detections(), summaries)
    return [
        path
        for path in may_pass
        if (summary := summaries.get(path)) is None or summary.detections is None
    ]


def box_count(summary: PictureSummary | None) -> int | None:
    """Boxes of a picture: a person's where one has worked on it, else the model's; None if new."""
    if summary is None:
        return None
    if summary.annotations or summary.rejections or summary.picture.reviewed:
        return summary.annotations
    return summary.detections


def sorted_paths(
    paths: Sequence[str],
    order: PictureSort,
    descending: bool,
    summaries: Summaries,
    times: Mapping[str, float],
) -> list[str]:
    """The paths in another order; ``paths`` come by name, which also decides between equals.

    ``times`` are seconds since 1970 by path. Pictures without the figure come last either way.
    """
    if order is PictureSort.NAME:
        return list(reversed(paths)) if descending else list(paths)
    figures = _figures(paths, order, summaries, times)
    known = [place for place, figure in enumerate(figures) if figure is not None]
    known.sort(key=figures.__getitem__, reverse=descending)  # type: ignore[arg-type]
    unknown = [path for path, figure in zip(paths, figures, strict=True) if figure is None]
    return [paths[place] for place in known] + unknown


def _figures(
    paths: Sequence[str], order: PictureSort, summaries: Summaries, times: Mapping[str, float]
) -> Sequence[float | None]:
    if order is PictureSort.TIME:
        return [times.get(path) for path in paths]
    found = [summaries.get(path) for path in paths]
    if order is PictureSort.BOXES:
        return [box_count(summary) for summary in found]
    return [None if summary is None else summary.uncertainty for summary in found]
