"""The tracks of a video as a list shows them: a person's, then those that are only linked."""

from collections.abc import Iterable

import numpy as np

from app.domain.detections import FloatArray, IntArray
from app.domain.video.linked import LinkedTrack, LinkedTracks
from app.domain.video.tracks import Track, Tracks

SAME_BOX = 0.05  # pixels by which an origin may differ from its detection, as decisions know it

Listed = LinkedTrack | Track


def listed_tracks(tracks: Tracks, links: LinkedTracks | None) -> list[Listed]:
    """A person's tracks and the linked ones from which none was accepted, each longest first."""
    own = sorted(tracks, key=lambda each: (each.frames[0] - each.frames[-1], each.id))
    if links is None:
        return list(own)
    accepted = accepted_numbers(tracks, links)
    return [*own, *(each for each in links.longest_first if each.number not in accepted)]


def accepted_numbers(tracks: Tracks, links: LinkedTracks) -> frozenset[int]:
    """Numbers of the linked tracks of which a keyframe of a person's track holds a detection."""
    frames, boxes = _accepted_boxes(tracks)
    return frozenset(each.number for each in links.tracks if _holds(each, frames, boxes))


def own_track_of(linked: LinkedTrack, tracks: Tracks) -> Track | None:
    """The first of a person's tracks of which a keyframe holds a detection of a linked one."""
    first, last = linked.frames[0], linked.frames[-1]
    near = (each for each in tracks if each.frames[0] <= last and first <= each.frames[-1])
    return next((each for each in near if _holds(linked, *_accepted_boxes([each]))), None)


def _accepted_boxes(tracks: Iterable[Track]) -> tuple[IntArray, FloatArray]:
    """Frames (N,), rising, and boxes (N, 4) of the detections that keyframes came from."""
    kept = sorted(
        (each.frame, each.row.origin.box)
        for track in tracks
        for each in track.keyframes
        if each.row.origin is not None
    )
    frames = np.array([frame for frame, _box in kept], np.int64)
    return frames, np.array([box for _frame, box in kept], np.float64).reshape(-1, 4)


def _holds(track: LinkedTrack, frames: IntArray, boxes: FloatArray) -> bool:
    """Whether any of these boxes, by rising frame, is a detection of a track."""
    low = np.searchsorted(frames, track.frames[0])
    high = np.searchsorted(frames, track.frames[-1], side="right")
    places = np.searchsorted(track.frames, frames[low:high])
    there = track.frames[places] == frames[low:high]
    off = np.abs(track.boxes[places[there]] - boxes[low:high][there])
    return bool((off.max(axis=1, initial=0.0) <= SAME_BOX).any())
