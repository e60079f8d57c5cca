"""Builds the index of a video file: from its packets where they can be trusted, or by decoding."""

import calendar
import contextlib
import time
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import islice
from pathlib import Path

import numpy as np

from fpn_core.errors import PictureError, VideoStoppedError
from fpn_core.video.cursor import UNKNOWN, Cursor
from fpn_core.video.index import Clock, Progress, Stopped, VideoIndex
from fpn_core.video.library import pyav
from fpn_core.video.opening import Source, opened, reason_of
from fpn_core.video.pixels import shape_of

_PACKETS_PASS = 0.5  # share of the progress
_FIRST_FRAMES, _SEEKS = 8, 4  # how many are decoded to check an index
_PLACES = 100  # keyframes that are looked up to check the table of an AVI
_MOST_LEADING = (
    64  # frames that a decoder may leave out at the start, for want of what they refer to
)
_NO_FRAME = "{}: no frame in it can be decoded; copy it again from its source"
_MISSING = 0.5  # seconds by which a stream may be shorter than its header says


@dataclass
class _Found:
    """What a pass over a file came to, in order of decoding."""

    pts: list[int] = field(default_factory=list)
    keyframes: list[bool] = field(default_factory=list)
    shown: list[bool] = field(default_factory=list)
    broken: list[bool] = field(default_factory=list)
    durations: list[int] = field(default_factory=list)
    timed: bool = True
    counted: bool = False  # an AVI has no times but counts, and a seek counts entries of its table
    places: dict[int, tuple[int | None, int]] = field(default_factory=dict)  # keyframes, by pts
    trouble: str = ""


def index_file(path: Path, progress: Progress, stopped: Stopped) -> VideoIndex:
    """The index of a video file. Raises PictureError and VideoStoppedError, as build_index."""
    try:
        bare = _first_look(path, stopped)
        found = _read_packets(path, progress, stopped)
    except OSError as error:  # it went, or its disk did
        raise PictureError(f"{path.name}: cannot be read: {reason_of(error)}") from error
    if found.counted and (found.trouble or not _seeks_land_there(path, found, stopped)):
        bare = replace(bare, seeks=False)
    index = _from_packets(bare, found, path) if found.timed else None
    if index is not None and found.trouble:
        index = _without_lost_tail(path, index, stopped)
    if index is not None:
        index = _checked(path, index, stopped)
    if index is None:
        index = _from_decoding(path, bare, progress, stopped)
        if index.seeks and not _seeks_agree(path, index, stopped):
            index = replace(index, seeks=False)
    progress(1.0)
    return index


def _first_look(path: Path, stopped: Stopped) -> VideoIndex:
    """An index without frames, with what the header and the first picture say."""
    with opened(path) as source:
        frame = next(source.frames(lambda: _pause(path, stopped)), None)
        if frame is None or source.stream.time_base is None:
            raise PictureError(_NO_FRAME.format(path.name))
        shape = shape_of(frame)
        return VideoIndex(
            pts=np.empty(0, np.int64),
            time_base=source.stream.time_base,
            keyframes=np.empty(0, np.bool_),
            width=shape.width,
            height=shape.height,
            rotation=shape.rotation,
            mirrored=shape.mirrored,
            # Each picture of a GIF is marked as a keyframe, and drawn upon the ones before it.
            seeks=source.container.format.name != "gif",
            taken=_taken(source.container.metadata.get("creation_time", "")),
        )


def _read_packets(path: Path, progress: Progress, stopped: Stopped) -> _Found:
    found = _Found()
    with opened(path) as source:
        expected = len(source.stream.index_entries)
        found.counted = source.container.format.name == "avi"
        size = max(path.stat().st_size, 1)
        for number, packet in enumerate(source.packets()):
            if number % 256 == 0:
                _pause(path, stopped)
                progress(_PACKETS_PASS * min((packet.pos or 0) / size, 1.0))
            if packet.pts is None:
                found.timed = False
                return found
            found.pts.append(packet.pts)
            found.keyframes.append(packet.is_keyframe)
            found.shown.append(not packet.is_discard)
            found.broken.append(packet.is_corrupt)
            found.durations.append(packet.duration or 0)
            if found.counted and packet.is_keyframe:
                found.places[packet.pts] = packet.pos, packet.size
        found.trouble = _trouble(source, found, expected)
    return found


def _seeks_land_there(path: Path, found: _Found, stopped: Stopped) -> bool:
    """Whether seeks find the packets of keyframes that reading found, also where the table of the
    file is damaged and everything behind a place is shifted."""
    av = pyav()

    keyframes = list(found.places)
    chosen = np.linspace(0, len(keyframes) - 1, min(len(keyframes), _PLACES)).astype(int)
    with opened(path) as source:
        for place in chosen.tolist():
            _pause(path, stopped)
            try:
                source.container.seek(keyframes[place], stream=source.stream)
            except av.FFmpegError:
                return False
            packet = next(source.packets(), None)
            if packet is None or packet.pts is None:
                return False
            if found.places.get(packet.pts) != (packet.pos, packet.size):
                return False
    return True


def _trouble(source: Source, found: _Found, expected: int) -> str:
    """What is missing at the end of a file, "" where nothing is."""
    name, count = source.path.name, len(found.pts)
    while found.broken and found.broken[-1]:  # the packet that the file ends in
        for values in (found.pts, found.keyframes, found.shown, found.broken, found.durations):
            values.pop()
    if expected > len(found.pts):
        return (
            f"{name}: ends early, {len(found.pts)} of its {expected} frames are there; copy it "
            "again from its source to have the rest"
        )
    missing = _missing_seconds(source, found)
    if missing > _MISSING or source.cut or count > len(found.pts):
        much = f", about {missing:.1f} s are missing" if missing > _MISSING else ""
        return f"{name}: ends early{much}; copy it again from its source to have the rest"
    return ""


def _missing_seconds(source: Source, found: _Found) -> float:
    """By how much the frames end before the time that the header says; 0 where it says none."""
    stream = source.stream
    unit = float(stream.time_base or 0)
    header = (stream.duration or 0) * unit
    with contextlib.suppress(ValueError):  # Matroska: "00:00:02.040000000"
        hours, minutes, seconds = stream.metadata.get("DURATION", "").split(":")
        header = 3600 * int(hours) + 60 * int(minutes) + float(seconds)
    if not header or not found.pts:
        return 0.0
    end = max(p + d for p, d in zip(found.pts, found.durations, strict=True))
    # Some count from the first frame, and Matroska from zero.
    return header - max(end, end - min(found.pts)) * unit


def _from_packets(bare: VideoIndex, found: _Found, path: Path) -> VideoIndex | None:
    """The index that the packets give; None where they give no frame."""
    keyframes = np.array(found.keyframes, np.bool_)
    shown = np.array(found.shown, np.bool_)
    if keyframes.any():  # what comes before cannot be decoded
        shown[: int(np.argmax(keyframes))] = False
    pts = np.array(found.pts, np.int64)[shown]
    if not len(pts):
        return None
    order = np.argsort(pts, kind="stable")
    pts = pts[order]
    keyframes = keyframes[shown][order]
    last = np.array(found.durations, np.int64)[shown][order][-1]
    return _completed(bare, pts, keyframes, int(last), found.trouble, path)


def _completed(
    bare: VideoIndex,
    pts: "np.ndarray",
    keyframes: "np.ndarray",
    last: int,
    trouble: str,
    path: Path,
) -> VideoIndex:
    if len(pts) == 1 and not bare.seeks:
        raise PictureError(f"{path.name}: one still picture, no video; open it as a picture")
    if last <= 0:
        last = int(np.median(np.diff(pts))) if len(pts) > 1 else 1
    if not bare.seeks:
        keyframes = np.arange(len(pts)) == 0
    return replace(
        bare,
        pts=pts,
        keyframes=keyframes,
        last=max(last, 1),
        complete=not trouble,
        trouble=trouble,
    )


def _without_lost_tail(path: Path, index: VideoIndex, stopped: Stopped) -> VideoIndex | None:
    """The index of a file that was cut, without frames at its end that do not come any more.

    None where decoding from its last keyframes does not tell.
    """
    marks = np.flatnonzero(index.keyframes)
    start = int(marks[-2]) if len(marks) > 1 and index.seeks else 0
    cursor = Cursor(path, index)
    best = -1
    try:
        for frame in (start, len(index) - 1):
            for number, _ in cursor.frames_to(frame, stopped):
                best = max(best, number)
    except PictureError:
        pass  # the last frame is lost: `best` is what came
    finally:
        cursor.close()
    if best < 0:
        return None
    kept = slice(0, best + 1)
    return replace(index, pts=index.pts[kept], keyframes=index.keyframes[kept])


def _checked(path: Path, index: VideoIndex, stopped: Stopped) -> VideoIndex | None:
    """The index where decoding agrees with it, perhaps without frames at the start that no decoder
    can give; None where it does not agree."""
    numbers = _first_numbers(path, index, stopped)
    if not numbers or not _ascending(numbers) or numbers[0] > _MOST_LEADING:
        return None
    if numbers[-1] - numbers[0] + 1 > len(numbers) + 1:  # as where a packet is half a frame
        return None
    if numbers[0] > 0:
        index = replace(index, pts=index.pts[numbers[0] :], keyframes=index.keyframes[numbers[0] :])
    return index if not index.seeks or _seeks_agree(path, index, stopped) else None


def _seeks_agree(path: Path, index: VideoIndex, stopped: Stopped) -> bool:
    """Whether frames that are decoded after seeks are those that the index says. Where one cannot
    be decoded at all, the others tell."""
    marks = np.flatnonzero(index.keyframes)[1:]
    if not len(marks):
        return True
    chosen = {int(marks[place]) for place in np.linspace(0, len(marks) - 1, _SEEKS).astype(int)}
    told = False
    for mark in sorted(chosen, reverse=True):
        numbers = _numbers_to(path, index, min(mark + 2, len(index) - 1), stopped)
        if not _ascending(numbers):
            return False
        told = told or bool(numbers)
    return told


def _first_numbers(path: Path, index: VideoIndex, stopped: Stopped) -> list[int]:
    """The numbers of the frames that are decoded first."""
    cursor = Cursor(path, index)
    try:
        numbers = []
        for number, _ in islice(cursor.onward(), _FIRST_FRAMES):
            _pause(path, stopped)
            numbers.append(number)
        return numbers
    finally:
        cursor.close()


def _numbers_to(path: Path, index: VideoIndex, frame: int, stopped: Stopped) -> list[int]:
    """The numbers of the frames that are decoded on the way to one after the seek that reaches it;
    none where it does not come."""
    numbers: list[int] = []
    cursor = Cursor(path, index)
    try:
        for number, _ in cursor.frames_to(frame, stopped):
            if numbers and number < numbers[-1]:  # an earlier seek landed too late
                numbers.clear()
            numbers.append(number)
    except PictureError:
        return []
    finally:
        cursor.close()
    return numbers


def _ascending(numbers: list[int]) -> bool:
    return UNKNOWN not in numbers and bool((np.diff(numbers) > 0).all())


def _from_decoding(
    path: Path, bare: VideoIndex, progress: Progress, stopped: Stopped
) -> VideoIndex:
    """The index of the frames that come when all of a file is decoded."""
    pts: list[int | None] = []
    dts: list[int | None] = []
    keyframes: list[bool] = []
    last = 0
    with opened(path) as source:
        source.stream.thread_type = "AUTO"
        length = source.stream.frames or 0
        for frame in source.frames(lambda: _pause(path, stopped)):
            if len(pts) % 16 == 0:
                share = len(pts) / length if length else 0.0
                progress(_PACKETS_PASS + (1 - _PACKETS_PASS) * min(share, 1.0))
            pts.append(frame.pts)
            dts.append(frame.dts)
            keyframes.append(frame.key_frame)
            last = frame.duration or 0
        rate = source.stream.average_rate or source.stream.guessed_rate or Fraction(25)
        cut = source.cut
    if not pts:
        raise PictureError(_NO_FRAME.format(path.name))
    trouble = f"{path.name}: ends early ({cut}); copy it again from its source" if cut else ""
    marks = np.array(keyframes, np.bool_)
    for clock, stamps, apart in (("pts", pts, 0), ("dts", dts, 1)):
        known = [stamp for stamp in stamps if stamp is not None]
        if len(known) == len(stamps) and (np.diff(known) >= apart).all():
            timed = replace(bare, clock=_as_clock(clock))
            return _completed(timed, np.array(known, np.int64), marks, last, trouble, path)
    counted = replace(bare, clock="count", time_base=1 / rate, seeks=False)
    return _completed(counted, np.arange(len(pts)), marks, 1, trouble, path)


def _as_clock(name: str) -> Clock:
    return "pts" if name == "pts" else "dts"


def _pause(path: Path, stopped: Stopped) -> None:
    if stopped():
        raise VideoStoppedError(f"{path.name}: building its index was stopped")


def _taken(text: str) -> float | None:
    """Seconds since 1970 of a creation time such as 2024-05-01T10:00:00.000000Z."""
    try:
        seconds = calendar.timegm(time.strptime(text[:19].replace("T", " "), "%Y-%m-%d %H:%M:%S"))
    except ValueError:
        return None
    return float(seconds) if seconds > 0 else None
