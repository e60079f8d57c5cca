"""Boxes carried over many frames with few keyframes: propagated, or accepted from detections."""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from app.domain.box_geometry import BoxError, Size, clamp_to_picture, iou
from app.domain.detections import FloatArray
from app.domain.edit_words import edit_text
from app.domain.editing import with_box
from app.domain.edits import Change, Edit
from app.domain.records import Annotation, Box, Origin, ProjectClass
from app.domain.video.track_edits import Maker, step
from app.domain.video.tracks import Keyframe, Track, Tracks, is_computed

TOLERANCE = 1.0
"""How far, in picture pixels, a computed edge may lie from where the box was."""
MOST_GAP = 30
"""Over more frames than this without a detection, an accepted track is not to be seen."""
_SAME_IOU, _SAME_SHARE = 0.5, 0.5


def thinned(frames: Sequence[int], boxes: FloatArray, tolerance: float = TOLERANCE) -> list[int]:
    """Places of the boxes (N, 4) that are needed so that lines between them pass all others within
    a tolerance (Douglas and Peucker); the first and the last always are."""
    if len(frames) <= 2:
        return list(range(len(frames)))
    times = np.asarray(frames, np.float64)
    kept, waiting = {0, len(frames) - 1}, [(0, len(frames) - 1)]
    while waiting:
        low, high = waiting.pop()
        if high - low < 2:
            continue
        share = (times[low + 1 : high] - times[low]) / (times[high] - times[low])
        line = boxes[low] + (boxes[high] - boxes[low]) * share[:, None]
        off = np.abs(boxes[low + 1 : high] - line).max(axis=1)
        worst = int(off.argmax())
        if off[worst] > tolerance:
            middle = low + 1 + worst
            kept.add(middle)
            waiting += [(low, middle), (middle, high)]
    return sorted(kept)


def copies(box: Box, frame: int, count: int, frames: int) -> dict[int, Box]:
    """The same box on the next ``count`` frames of a video of so many."""
    return dict.fromkeys(range(frame + 1, min(frame + count, frames - 1) + 1), box)


def propagate(
    maker: Maker,
    tracks: Tracks,
    row: Annotation,
    frame: int,
    boxes: Mapping[int, Box],
    size: Size | None,
    tolerance: float = TOLERANCE,
) -> Edit | None:
    """A box, as it is shown on a frame, goes on over other frames, which follow it.

    It becomes a track where it is none. Keyframes that the track has on these frames give way;
    before and after them it stays as it was. Boxes are cut at the picture's borders.

    Raises:
        BoxError: a box is not four finite numbers.
    """
    path = {number: clamp_to_picture(boxes[number], size) for number in sorted(boxes)}
    path = {number: box for number, box in path.items() if number > frame}
    if not path:
        return None
    track = tracks[row.track] if row.track is not None and row.track in tracks else None
    start = row if track is not None else replace(row, track=maker.new_id())
    if is_computed(row):
        start = replace(row, id=maker.new_id(), picture=maker.picture_of(frame))
    start = replace(start, ends=False)
    numbers = [frame, *path]
    table = np.array([start.box, *path.values()], np.float64)
    places = thinned(numbers, table, tolerance)[1:]
    there = [numbers[place] for place in places]
    made = [Keyframe(each, _copy(maker, start, each, path[each])) for each in there]
    after = [Keyframe(frame, start), *made]
    last = numbers[-1]
    before = [Keyframe(frame, row)] if track is None else list(track.keyframes)
    return step("track_propagate", before, _joined(maker, track, after, last), start.picture)


def _copy(maker: Maker, row: Annotation, frame: int, box: Box) -> Annotation:
    moved = with_box(row, box)
    key = maker.new_id()
    return replace(moved, id=key, picture=maker.picture_of(frame), origin=None, extra={})


def _joined(maker: Maker, track: Track | None, made: list[Keyframe], last: int) -> list[Keyframe]:
    """Made keyframes in place of those that a track has between the first of them and a frame."""
    if track is None:
        return made
    first = made[0].frame
    out = {each.frame: each for each in track.keyframes if not first <= each.frame <= last}
    if track.is_seen(last + 1):
        out[last + 1] = maker.keyframe(track, last + 1)
    goes_on = any(frame > last for frame in out)
    if goes_on and last + 1 not in out:
        made = [*made[:-1], Keyframe(made[-1].frame, replace(made[-1].row, ends=True))]
    out.update((each.frame, each) for each in made)
    return [out[frame] for frame in sorted(out)]


@dataclass(frozen=True, eq=False)
class Linked:
    """Detections that are one object: frames ascending (N,), boxes (N, 4), where each came from;
    ``label`` is the id of the project's class that they are to be."""

    label: int
    frames: Sequence[int]
    boxes: FloatArray
    origins: Sequence[Origin]


@dataclass(frozen=True)
class Accepted:
    """Tracks accepted: their edit, None where there are none, how many they are, and how many were
    left out because tracks of that class lie there already."""

    edit: Edit | None
    tracks: int
    left_out: int


def accept_linked(
    maker: Maker,
    tracks: Tracks,
    links: Sequence[Linked],
    size: Size | None,
    tolerance: float = TOLERANCE,
    most_gap: int = MOST_GAP,
    added: Sequence[ProjectClass] = (),
) -> Accepted:
    """Linked detections become tracks with few keyframes, each of which keeps its detection.

    ``added`` are classes that the same edit adds. Detections without a box are left out.
    """
    changes: list[Change] = [Change(None, each) for each in added]
    done = 0
    for link in links:
        if is_covered(link, tracks):
            continue
        made = _keyframes(maker, link, size, tolerance, most_gap)
        changes += (Change(None, each.row) for each in made)
        done += bool(made)
    first = next((c.row.picture for c in changes if isinstance(c.row, Annotation)), None)
    edit = Edit(edit_text("track_accept", done), tuple(changes), first) if done else None
    return Accepted(edit, done, len(links) - done)


def is_covered(link: Linked, tracks: Tracks) -> bool:
    """Whether one track of the class lies on most of the linked detections already."""
    for track in tracks:
        if track.label != link.label or track.frames[-1] < link.frames[0]:
            continue
        rows = (track.at(frame) for frame in link.frames)
        same = sum(
            row is not None and iou(row.box, _box(box)) >= _SAME_IOU
            for row, box in zip(rows, link.boxes, strict=True)
        )
        if same >= _SAME_SHARE * len(link.frames):
            return True
    return False


def _keyframes(
    maker: Maker, link: Linked, size: Size | None, tolerance: float, most_gap: int
) -> list[Keyframe]:
    there, boxes = [], []
    for place, box in enumerate(link.boxes):
        try:
            boxes.append(clamp_to_picture(box, size))
        except BoxError:  # no finite numbers: the model's, not the person's
            continue
        there.append(place)
    frames = [int(link.frames[place]) for place in there]
    table = np.array(boxes, np.float64).reshape(-1, 4)
    borders = [0, *(np.flatnonzero(np.diff(frames) > most_gap) + 1).tolist(), len(frames)]
    track, made = maker.new_id(), []
    for low, high in itertools.pairwise(borders):
        for place in thinned(frames[low:high], table[low:high], tolerance):
            at = low + place
            row = Annotation(
                maker.new_id(), maker.picture_of(frames[at]), link.label, boxes[at],
                origin=link.origins[there[at]], track=track,
                ends=at == high - 1 and high < len(frames),
            )  # fmt: skip
            made.append(Keyframe(frames[at], row))
    return made


def _box(numbers: FloatArray) -> Box:
    x1, y1, x2, y2 = (float(part) for part in numbers)
    return x1, y1, x2, y2
