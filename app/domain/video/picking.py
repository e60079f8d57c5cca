"""Which frames of a video are worth labelling: never two within a second, none that is reviewed."""

import enum
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from app.domain.detections import BoolArray, FloatArray
from app.domain.records import FrameRange
from app.domain.video.ranges import spread

_BINS = 32


class Shortage(enum.Enum):
    """Why fewer frames were picked than wanted."""

    NONE = "none"
    TOO_SHORT = "too_short"
    REVIEWED = "reviewed"
    FEW_VALUES = "few_values"


@dataclass(frozen=True)
class Picked:
    """Frames in their order, and why there are not more."""

    frames: tuple[int, ...]
    shortage: Shortage = Shortage.NONE


@dataclass(frozen=True, eq=False)
class Choice:
    """What to pick from: how many frames, ``times`` (N,) in seconds of all frames of the video,
    its reviewed ranges, and frames that are labelled already, near which none is picked."""

    count: int
    times: FloatArray
    ranges: Sequence[FrameRange] = ()
    labelled: Sequence[int] = ()

    def free(self) -> BoolArray:
        """Whether each frame may be picked."""
        free = np.ones(len(self.times), bool)
        for each in self.ranges:
            free[each.first : each.last + 1] = False
        return free


def pick_evenly(choice: Choice) -> Picked:
    """Frames at even steps over what is not reviewed."""
    slots = _apart(choice, np.flatnonzero(choice.free()).tolist())
    count = max(choice.count, 0)
    if len(slots) <= count:
        return _picked(choice, slots, len(choice.times))
    places = (np.arange(count) + 0.5) * len(slots) / max(count, 1)
    return Picked(tuple(slots[int(place)] for place in places))


def pick_by_value(choice: Choice, values: Mapping[int, float]) -> Picked:
    """Frames of the highest values, such as the uncertainty of a model, of those that have one."""
    free = choice.free()
    known = [frame for frame in values if 0 <= frame < len(free) and free[frame]]
    known = [frame for frame in known if np.isfinite(values[frame])]
    order = sorted(known, key=lambda frame: (-values[frame], frame))
    return _picked(choice, _apart(choice, order)[: max(choice.count, 0)], len(values))


def pick_by_change(
    choice: Choice, frames: Sequence[int], thumbnails: Sequence[npt.NDArray[np.uint8]]
) -> Picked:
    """Frames before which the scene changes most, by small grey pictures (H, W), all of one size,
    of some frames in ascending order."""
    values = scene_changes(thumbnails)
    return pick_by_value(choice, dict(zip(frames, values.tolist(), strict=True)))


def scene_changes(thumbnails: Sequence[npt.NDArray[np.uint8]]) -> FloatArray:
    """How much each picture differs from the one before it, 0..1, in place and in its histogram;
    the first one begins a scene: 1."""
    if not len(thumbnails):
        return np.zeros(0)
    table = np.stack([np.asarray(each) for each in thumbnails])
    moved = np.abs(np.diff(table.astype(np.float64), axis=0)).mean(axis=(1, 2)) / 255
    counts = [np.histogram(each, _BINS, (0, 256))[0] / max(each.size, 1) for each in table]
    other = np.abs(np.diff(np.array(counts), axis=0)).sum(axis=1) / 2
    return np.concatenate([[1.0], (moved + other) / 2])


def _apart(choice: Choice, order: Iterable[int]) -> list[int]:
    """Those of some frames, the first ones first, that are a second from all before them."""
    taken = sorted(
        float(choice.times[frame]) for frame in choice.labelled if 0 <= frame < len(choice.times)
    )
    return spread(order, choice.times, taken)


def _picked(choice: Choice, frames: Sequence[int], candidates: int) -> Picked:
    found = tuple(sorted(frames))
    if len(found) >= choice.count:
        return Picked(found)
    everywhere = spread(range(len(choice.times)), choice.times, [])
    if len(everywhere) < choice.count:
        return Picked(found, Shortage.TOO_SHORT)
    few = candidates < choice.count
    return Picked(found, Shortage.FEW_VALUES if few else Shortage.REVIEWED)
