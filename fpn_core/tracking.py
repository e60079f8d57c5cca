"""Linking detections over frames into tracks, after ByteTrack (Zhang et al., ECCV 2022).

A Kalman filter foretells where each track is on the next frame. Confident detections are given to
tracks first, by IoU; what is left of the tracks is then sought among the doubtful detections, which
an object gives while something hides it. A track that is not found is remembered for a while. Each
class is linked by itself. Times are counted in frames, so that every n-th frame will do.
"""

from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Marks = npt.NDArray[np.bool_]
Found = tuple[int, npt.ArrayLike, npt.ArrayLike, npt.ArrayLike]
"""Frame number, boxes (N, 4) xyxy, scores (N,), labels (N,)."""

NONE = -1
_PLACE, _SPEED, _FAR = 1 / 20, 1 / 160, 1e6  # deviations as shares of a box's sides; a high cost


@dataclass(frozen=True)
class LinkSettings:
    """``high``: detections from this score up are confident; ``low``: none below it count; ``new``:
    from this score up a detection may start a track. The IoUs are the least with which a track
    takes a confident and a doubtful detection, and a track of one detection its second. ``lost``:
    frames after which a track that was not found is over. ``least``: detections of a track.
    """

    high: float = 0.5
    low: float = 0.1
    new: float = 0.6
    first_iou: float = 0.2
    second_iou: float = 0.5
    start_iou: float = 0.3
    lost: int = 30
    least: int = 2


def link(frames: Iterable[Found], settings: LinkSettings | None = None) -> list[Ints]:
    """The track of every detection, frame by frame: 0, 1, ... in the order of their starts, NONE
    for what belongs to none. On one frame no two detections share a track.

    The frames are in ascending order. The order of the rows of a frame does not matter.

    Raises:
        ValueError: frames out of order, or columns of different lengths.
    """
    return list(link_each(frames, settings))


def link_each(frames: Iterable[Found], settings: LinkSettings | None = None) -> Iterator[Ints]:
    """What `link` gives, frame by frame, each as soon as it is known: with two detections to a
    track a frame later, with more of them no more than ``lost`` frames later. So memory does not
    grow with the video.

    Raises:
        ValueError: as `link`, at the frame that is wrong.
    """
    settings = settings or LinkSettings()
    names = _Names(settings.least)
    for ids, alive in _linked(frames, settings):
        names.take(ids, alive)
        yield from names.known()
    names.end()
    yield from names.known()


def _linked(frames: Iterable[Found], settings: LinkSettings) -> Iterator[tuple[Ints, set[int]]]:
    """Ids of each frame, rising with the starts of tracks, and those that may yet go on."""
    linkers: dict[int, _Linker] = {}
    before, given = None, 0
    for number, *columns in frames:
        if before is not None and number <= before:
            raise ValueError(f"frame {number} comes after frame {before}")
        before = number
        boxes, scores, labels = _checked(number, columns)
        order = np.lexsort((*boxes.T[::-1], -scores))
        order = order[np.isfinite(boxes[order]).all(axis=1) & np.isfinite(scores[order])]
        ids = np.full(len(boxes), NONE, np.int64)
        for label in sorted({*linkers, *labels[order].tolist()}):
            linker = linkers.setdefault(label, _Linker(settings))
            rows = order[labels[order] == label]
            ids[rows], given = linker.step(number, boxes[rows], scores[rows], given)
        yield ids, {id for linker in linkers.values() for id in linker.alive}


def _checked(number: int, columns: Sequence[npt.ArrayLike]) -> tuple[Floats, Floats, Ints]:
    boxes = np.asarray(columns[0], np.float64).reshape(-1, 4)
    scores, labels = np.asarray(columns[1], np.float64), np.asarray(columns[2], np.int64)
    if not len(boxes) == len(scores) == len(labels):
        counts = f"{len(boxes)} boxes, {len(scores)} scores and {len(labels)} labels"
        raise ValueError(f"frame {number}: {counts}")
    return boxes, scores, labels


class _Names:
    """Gives ids names without gaps in the order of their starts, and NONE to tracks of too few
    detections. Frames wait until all of their tracks have enough, or are over."""

    def __init__(self, least: int) -> None:
        self._least = least
        self._waiting: deque[Ints] = deque()
        self._counts: Counter[int] = Counter()
        self._alive: set[int] = set()
        self._names: dict[int, int] = {}
        self._following = 0

    def take(self, ids: Ints, alive: set[int]) -> None:
        """Take the ids of the next frame, and those that may go on after it."""
        self._waiting.append(ids)
        self._counts.update(ids[ids >= 0].tolist())
        self._alive = alive

    def end(self) -> None:
        """No frame follows."""
        self._alive = set()

    def known(self) -> Iterator[Ints]:
        """The names on frames of which all are known, which are forgotten then."""
        while self._waiting and all(map(self._is_decided, self._waiting[0].tolist())):
            ids = self._waiting.popleft().tolist()
            for id in sorted({*ids} - self._names.keys() - {NONE}):  # those that start here
                kept = self._counts[id] >= self._least
                self._names[id] = self._following if kept else NONE
                self._following += kept
            yield np.array([self._names.get(id, NONE) for id in ids], np.int64)
        needed = self._alive.union(*(ids.tolist() for ids in self._waiting))
        for known in (self._counts, self._names):
            for id in known.keys() - needed:
                del known[id]

    def _is_decided(self, id: int) -> bool:
        return self._counts[id] >= self._least or id not in self._alive


class _Linker:
    """The tracks of one class: state (T, 8) of centre, sides and their speeds a frame."""

    def __init__(self, settings: LinkSettings) -> None:
        self._settings = settings
        self._ids = np.zeros(0, np.int64)
        self._seen = np.zeros(0, np.int64)  # frame of the last detection
        self._hits = np.zeros(0, np.int64)
        self._means = np.zeros((0, 8))
        self._spreads = np.zeros((0, 8, 8))
        self._frame: int | None = None

    @property
    def alive(self) -> list[int]:
        """Ids of the tracks that the next frame may carry on."""
        return list(self._ids.tolist())

    def step(self, frame: int, boxes: Floats, scores: Floats, given: int) -> tuple[Ints, int]:
        """Ids of the detections of the next frame, and how many ids were given so far."""
        settings = self._settings
        last, self._frame = frame if self._frame is None else self._frame, frame
        passed = frame - last
        self._foretell(passed)
        ious = _ious(_grown(_corners(self._means), passed), _grown(boxes, passed))
        high, low = scores >= settings.high, scores >= settings.low
        sure, fresh = self._hits > 1, (self._hits > 1) & (self._seen == last)
        owner = np.full(len(boxes), NONE, np.int64)
        for tracks, rows, least in (
            (sure, high, settings.first_iou),
            (fresh, low & ~high, settings.second_iou),
            (~sure, high, settings.start_iou),
        ):
            free = tracks & ~np.isin(np.arange(len(tracks)), owner)
            _assign(ious, free, rows & (owner == NONE), least, owner)
        taken = np.flatnonzero(owner != NONE)
        self._correct(owner[taken], boxes[taken], frame)
        ids = np.where(owner == NONE, NONE, np.append(self._ids, NONE)[owner])
        keep = (self._seen == frame) | (sure & (frame - self._seen <= settings.lost))
        self._keep(keep)
        starting = np.flatnonzero((owner == NONE) & (scores >= max(settings.new, settings.high)))
        ids[starting] = given + np.arange(len(starting))
        self._start(ids[starting], boxes[starting], frame)
        return ids, given + len(starting)

    def _foretell(self, passed: int) -> None:
        move = np.eye(8) + passed * np.eye(8, k=4)
        self._means = self._means @ move.T
        self._means[:, 2:4] = np.maximum(self._means[:, 2:4], 1e-3)
        noise = _noise(self._means, 1.0, 1.0) * passed
        self._spreads = move @ self._spreads @ move.T + noise

    def _correct(self, tracks: Ints, boxes: Floats, frame: int) -> None:
        """Take detections for tracks."""
        means, spreads = self._means[tracks], self._spreads[tracks]
        doubt = spreads[:, :4, :4] + _noise(means, 1.0, 1.0)[:, :4, :4]
        gain = np.linalg.solve(doubt, spreads[:, :4, :]).transpose(0, 2, 1)
        off = _centred(boxes) - means[:, :4]
        self._means[tracks] = means + (gain @ off[:, :, None])[:, :, 0]
        self._spreads[tracks] = spreads - gain @ spreads[:, :4, :]
        self._seen[tracks] = frame
        self._hits[tracks] += 1

    def _keep(self, rows: Marks) -> None:
        for name in ("_ids", "_seen", "_hits", "_means", "_spreads"):
            setattr(self, name, getattr(self, name)[rows])

    def _start(self, ids: Ints, boxes: Floats, frame: int) -> None:
        means = np.concatenate([_centred(boxes), np.zeros((len(boxes), 4))], axis=1)
        self._ids = np.concatenate([self._ids, ids])
        self._seen = np.concatenate([self._seen, np.full(len(ids), frame)])
        self._hits = np.concatenate([self._hits, np.ones(len(ids), np.int64)])
        self._means = np.concatenate([self._means, means])
        # Where it goes is not known yet.
        self._spreads = np.concatenate([self._spreads, _noise(means, 2.0, 10.0)])


def _noise(means: Floats, place: float, speed: float) -> Floats:
    """Diagonal spreads (T, 8, 8) that go with the sides of boxes."""
    sides = np.abs(means[:, [2, 3, 2, 3]])
    deviations = np.concatenate([place * _PLACE * sides, speed * _SPEED * sides], axis=1)
    return np.asarray((deviations**2)[:, :, None] * np.eye(8))


def _assign(ious: Floats, tracks: Marks, rows: Marks, least: float, owner: Ints) -> None:
    """Give detections (rows) to tracks so that their IoUs sum up to most; writes ``owner``."""
    there, found = np.flatnonzero(tracks), np.flatnonzero(rows)
    fit = ious[np.ix_(there, found)]
    a, b = linear_sum_assignment(np.where(fit >= least, 1 - fit, _FAR))
    good = fit[a, b] >= least
    owner[found[b[good]]] = there[a[good]]


def _centred(boxes: Floats) -> Floats:
    sides = np.maximum(boxes[:, 2:] - boxes[:, :2], 1e-3)
    return np.concatenate([boxes.reshape(-1, 2, 2).mean(axis=1), sides], axis=1)


def _corners(means: Floats) -> Floats:
    return np.concatenate([means[:, :2] - means[:, 2:4] / 2, means[:, :2] + means[:, 2:4] / 2], 1)


def _grown(boxes: Floats, passed: int) -> Floats:
    """Boxes larger by a share of their sides: over several frames things go further."""
    by = min(0.05 * max(passed - 1, 0), 0.4) * (boxes[:, 2:] - boxes[:, :2])
    return np.concatenate([boxes[:, :2] - by, boxes[:, 2:] + by], axis=1)


def _ious(a: Floats, b: Floats) -> Floats:
    """IoU (A, B) of boxes; 0 where one has no area."""
    sides = np.minimum(a[:, None, 2:], b[None, :, 2:]) - np.maximum(a[:, None, :2], b[None, :, :2])
    shared = np.maximum(sides, 0).prod(axis=2)
    areas = [np.maximum(each[:, 2:] - each[:, :2], 0).prod(axis=1) for each in (a, b)]
    both = areas[0][:, None] + areas[1][None, :] - shared
    return np.asarray(np.divide(shared, both, out=np.zeros_like(shared), where=both > 0))
