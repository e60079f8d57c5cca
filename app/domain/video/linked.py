"""Detections of a video's frames linked into tracks: one object each, with its way through the
levels of the pyramid."""

import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.domain.detections import BoolArray, DetectionSet, FloatArray, IntArray, ModelInfo
from app.domain.view_filter import LOWEST_SCORE, passes_score

NONE = -1
_LOST_STEPS, _LEAST_LOST = 3, 30
_HAIR = 1e-9  # see passes_score


class LinkingStoppedError(Exception):
    """Somebody has stopped the linking."""


@dataclass(frozen=True, eq=False)
class FoundRows:
    """What linking needs of the N detections on a frame, in the order of their rows."""

    boxes: FloatArray
    scores: FloatArray
    labels: npt.NDArray[np.int16]
    ranks: npt.NDArray[np.int8]

    @classmethod
    def of(cls, found: DetectionSet) -> "FoundRows":
        """Those of a whole set of detections."""
        return cls(
            found.boxes,
            found.scores,
            found.labels.astype(np.int16),
            found.anchor_ranks.astype(np.int8),
        )

    def __len__(self) -> int:
        return len(self.scores)


@dataclass(frozen=True, eq=False)
class Measure:
    """How the model saw the video: itself, and a set of no detections that has size and scales."""

    empty: DetectionSet

    @classmethod
    def of(cls, found: DetectionSet) -> "Measure":
        """Taken from any frame: all of them have one size."""
        none, no_box = np.zeros(0), np.zeros((0, 4))
        rank = np.zeros(0, np.int64)
        return cls(
            DetectionSet(
                found.file, found.width, found.height, found.scale_x, found.scale_y, found.model,
                no_box, none, rank, rank, rank, no_box, none, no_box,
            )
        )  # fmt: skip

    @property
    def model(self) -> ModelInfo:
        """The model."""
        return self.empty.model

    def sizes(self, boxes: FloatArray) -> FloatArray:
        """Root of the area of boxes (N, 4) of picture pixels, in network pixels."""
        sides = np.maximum(boxes[:, 2:] - boxes[:, :2], 0.0)
        scale = self.empty.scale_x * self.empty.scale_y
        return np.asarray(np.sqrt(sides.prod(axis=1) * scale), np.float64)


@dataclass(frozen=True, eq=False)
class LinkedTrack:
    """Detections that are one object, by rising frame: rows of their frames, boxes (N, 4), scores,
    ranks of the levels that fired, sizes in network pixels. ``number`` (from 0) is its name and
    stays when more frames are linked; ``label`` is a class of the model."""

    number: int
    label: int
    frames: IntArray
    rows: IntArray
    boxes: FloatArray
    scores: FloatArray
    ranks: IntArray
    sizes: FloatArray

    def __len__(self) -> int:
        return len(self.frames)

    @property
    def length(self) -> int:
        """Frames from its first to its last one."""
        return int(self.frames[-1] - self.frames[0]) + 1

    def place_of(self, frame: int) -> int | None:
        """Place of the detection on a frame; None where there is none."""
        place = int(np.searchsorted(self.frames, frame))
        return place if place < len(self.frames) and self.frames[place] == frame else None

    def nearest(self, frame: int) -> int:
        """The frame with a detection that is nearest to a frame."""
        return int(self.frames[np.abs(self.frames - frame).argmin()])


@dataclass(frozen=True, eq=False)
class LinkedTracks:
    """All tracks of a video, by number. ``gap``: over more frames than this without a detection a
    track is not known to be there."""

    measure: Measure
    tracks: tuple[LinkedTrack, ...] = ()
    gap: int = _LEAST_LOST
    by_number: Mapping[int, LinkedTrack] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "by_number", {each.number: each for each in self.tracks})

    def __len__(self) -> int:
        return len(self.tracks)

    @cached_property
    def _columns(self) -> tuple[IntArray, IntArray, IntArray]:
        """Frames, rows and track numbers of all detections, by frame."""
        none = np.zeros(0, np.int64)
        frames = np.concatenate([none, *(each.frames for each in self.tracks)])
        rows = np.concatenate([none, *(each.rows for each in self.tracks)])
        numbers = np.concatenate([none, *(np.full(len(t), t.number) for t in self.tracks)])
        order = np.lexsort((rows, frames))
        return frames[order], rows[order], numbers[order]

    def numbers_on(self, frame: int, count: int) -> IntArray:
        """The track of each of the ``count`` detections on a frame; NONE for those of none."""
        frames, rows, numbers = self._columns
        low, high = np.searchsorted(frames, [frame, frame + 1])
        out = np.full(count, NONE, np.int64)
        here = rows[low:high] < count
        out[rows[low:high][here]] = numbers[low:high][here]
        return out

    @cached_property
    def longest_first(self) -> tuple[LinkedTrack, ...]:
        """The tracks, those on most frames first."""
        return tuple(sorted(self.tracks, key=lambda each: (-each.length, -len(each), each.number)))

    def chosen(self, frames: int, score: float) -> list[LinkedTrack]:
        """Tracks over more than so many frames whose best detection has at least a score."""
        return [
            each
            for each in self.tracks
            if each.length > frames and bool(passes_score(each.scores, score).any())
        ]


Found = Mapping[int, FoundRows]
"""Detections by frame number."""


def link_found(
    found: Found,
    measure: Measure,
    score: float,
    left_out: Mapping[int, BoolArray] | None = None,
    before: LinkedTracks | None = None,
    told: Callable[[float], object] = lambda share: None,
    stopped: Callable[[], bool] = lambda: False,
) -> LinkedTracks:
    """Link the detections of a video. From ``score`` up they are sought first and start tracks;
    lower ones only carry a track on. Rows that ``left_out`` (N,) marks belong to no track.

    Tracks that hold mostly the detections of one ``before`` keep its number.

    Raises:
        LinkingStoppedError: ``stopped`` has said so.
    """
    from fpn_core.tracking import LinkSettings, link  # scipy, which no window should wait for

    frames = sorted(found)
    kept = {frame: _kept(found[frame], (left_out or {}).get(frame)) for frame in frames}
    can_start = {
        int(label)
        for frame in frames
        for label in found[frame].labels[passes_score(found[frame].scores, score)]
    }
    for frame in frames:  # a class that starts no track costs time on every frame
        rows = kept[frame]
        kept[frame] = rows[np.isin(found[frame].labels[rows], list(can_start))]

    def each_frame() -> Iterator[tuple[int, FloatArray, FloatArray, IntArray]]:
        for done, frame in enumerate(frames):
            if stopped():
                raise LinkingStoppedError
            told(done / len(frames))
            time.sleep(0)  # the window has the first word
            here, rows = found[frame], kept[frame]
            yield frame, here.boxes[rows], here.scores[rows], here.labels[rows].astype(np.int64)

    step = int(np.median(np.diff(frames))) if len(frames) > 1 else 1
    lost = max(_LEAST_LOST, _LOST_STEPS * step)
    settings = LinkSettings(
        high=score - _HAIR, low=LOWEST_SCORE - _HAIR, new=score - _HAIR, lost=lost
    )
    ids = link(each_frame(), settings)
    return _tracks_of(found, measure, frames, [kept[frame] for frame in frames], ids, lost, before)


def _kept(found: FoundRows, left_out: BoolArray | None) -> IntArray:
    if left_out is None or len(left_out) != len(found):
        return np.arange(len(found))
    return np.flatnonzero(~left_out)


def _tracks_of(
    found: Found,
    measure: Measure,
    frames: list[int],
    rows: list[IntArray],
    ids: list[IntArray],
    gap: int,
    before: LinkedTracks | None,
) -> LinkedTracks:
    none = np.zeros(0, np.int64)
    every = np.concatenate([none, *ids])
    of_frame = np.repeat(np.array(frames, np.int64), [len(each) for each in ids])
    of_row = np.concatenate([none, *rows])
    order = np.lexsort((of_frame, every))
    order = order[every[order] >= 0]
    count = int(every.max(initial=-1)) + 1
    borders = np.searchsorted(every[order], np.arange(count + 1))
    numbers = _numbers(every, of_frame, of_row, count, before)
    made = []
    for id in range(count):
        places = order[borders[id] : borders[id + 1]]
        made.append(_track(found, measure, numbers[id], of_frame[places], of_row[places]))
    return LinkedTracks(measure, tuple(sorted(made, key=lambda each: each.number)), gap)


def _track(
    found: Found, measure: Measure, number: int, frames: IntArray, rows: IntArray
) -> LinkedTrack:
    pairs = list(zip(frames.tolist(), rows.tolist(), strict=True))
    boxes = np.array([found[frame].boxes[row] for frame, row in pairs], np.float64)
    first, row = pairs[0]
    return LinkedTrack(
        number,
        int(found[first].labels[row]),
        frames,
        rows,
        boxes,
        np.array([found[f].scores[r] for f, r in pairs], np.float64),
        np.array([found[f].ranks[r] for f, r in pairs], np.int64),
        measure.sizes(boxes),
    )


def _numbers(
    ids: IntArray, frames: IntArray, rows: IntArray, count: int, before: LinkedTracks | None
) -> list[int]:
    """The number of each track: that of the track before with which it shares most detections."""
    if before is None or not len(before):
        return list(range(count))
    there = {
        key: number
        for each in before.tracks
        for key, number in zip(
            zip(each.frames.tolist(), each.rows.tolist(), strict=True),
            [each.number] * len(each),
            strict=True,
        )
    }
    votes: dict[tuple[int, int], int] = {}
    for id, frame, row in zip(ids.tolist(), frames.tolist(), rows.tolist(), strict=True):
        number = there.get((frame, row))
        if id >= 0 and number is not None:
            votes[id, number] = votes.get((id, number), 0) + 1
    out: dict[int, int] = {}
    taken: set[int] = set()
    for (id, number), _count in sorted(votes.items(), key=lambda item: (-item[1], item[0])):
        if id not in out and number not in taken:
            out[id] = number
            taken.add(number)
    following = max(before.by_number) + 1
    for id in range(count):
        if id not in out:
            out[id] = following
            following += 1
    return [out[id] for id in range(count)]
