"""Indexes of videos that were built before: in memory, and as small files in the cache folder.

A cache folder that cannot be written, and a kept index that is broken, cost no more than building
the index anew.
"""

import contextlib
import hashlib
import json
import os
import threading
import zipfile
from collections import OrderedDict
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import platformdirs

from fpn_core.errors import FpnError, PictureError, VideoStoppedError
from fpn_core.files import replacing
from fpn_core.video.index import Progress, Stopped, VideoIndex, build_index
from fpn_core.video.sequences import files_of, is_sequence

_FORMAT = 2  # to be raised when what is written, or how an index is built, changes
_MOST_FILES, _MOST_BYTES = 500, 64_000_000
_MOST_IN_MEMORY = 32
_WAIT = 0.1  # seconds between looks at `stopped` while another thread builds
_PLAIN = ("width", "height", "rotation", "complete", "trouble", "mirrored", "clock", "seeks")

Stamp = tuple[str, int, int]  # the real path, bytes, and time of change in nanoseconds

_memory: OrderedDict[Stamp, VideoIndex] = OrderedDict()
_guard = threading.Lock()
_building: dict[Stamp, threading.Lock] = {}


def index_of(
    path: str | Path, progress: Progress | None = None, stopped: Stopped | None = None
) -> VideoIndex:
    """The index of a video: from memory, from the cache folder, or built and kept.

    Raises PictureError and VideoStoppedError as `build_index`. Of several threads that ask for the
    same video, one builds.
    """
    stamp = stamp_of_file(path)
    known = _known(stamp)
    if known is not None:
        return known
    with _guard:
        lock = _building.setdefault(stamp, threading.Lock())
    while not lock.acquire(timeout=_WAIT):
        if stopped is not None and stopped():
            raise VideoStoppedError(f"{Path(path).name}: waiting for its index was stopped")
    try:
        known = _known(stamp)
        if known is None:
            known = build_index(path, progress, stopped)
            _remember(stamp, known)
            if not is_sequence(str(path)):
                _keep(stamp, known)
        return known
    finally:
        lock.release()
        with _guard:
            _building.pop(stamp, None)


def known_index(path: str | Path) -> VideoIndex | None:
    """The index of a video where it is in memory or in the cache folder; None otherwise, also for
    a file that is not there. Never builds one."""
    try:
        return _known(stamp_of_file(path))
    except PictureError:
        return None


def stamp_of_file(path: str | Path) -> Stamp:
    """What changes when a video is written anew. Raises PictureError where there is no file."""
    if is_sequence(str(path)):
        files = files_of(str(path))
        return os.path.realpath(path), len(files), files[0].parent.stat().st_mtime_ns
    try:
        found = os.stat(path)
    except (OSError, ValueError) as error:  # no name of a file has a zero in it
        raise PictureError(f"{path}: no such file; check the path") from error
    return os.path.realpath(path), found.st_size, found.st_mtime_ns


def forget_memory() -> None:
    """Forget the indexes in memory; those in the cache folder stay."""
    with _guard:
        _memory.clear()


def cache_folder() -> Path:
    """The folder of the user's cache that holds the indexes."""
    return Path(platformdirs.user_cache_dir("pyramidlabel", appauthor=False)) / "videos"


def _known(stamp: Stamp) -> VideoIndex | None:
    with _guard:
        if stamp in _memory:
            _memory.move_to_end(stamp)
            return _memory[stamp]
    index = _load(stamp)
    if index is not None:
        _remember(stamp, index)
    return index


def _remember(stamp: Stamp, index: VideoIndex) -> None:
    with _guard:
        _memory[stamp] = index
        while len(_memory) > _MOST_IN_MEMORY:
            _memory.popitem(last=False)


def _file_of(stamp: Stamp) -> Path:
    name = hashlib.sha256(os.fsencode(stamp[0])).hexdigest()[:32]
    return cache_folder() / f"{name}.npz"


def _load(stamp: Stamp) -> VideoIndex | None:
    file = _file_of(stamp)
    try:
        with file.open("rb") as stream, np.load(stream, allow_pickle=False) as content:
            head = json.loads(str(content["head"]))
            if head["format"] != _FORMAT or tuple(head["stamp"]) != stamp:
                return None
            index = _from_parts(head, content["pts"], content["keyframes"])
        with contextlib.suppress(OSError):
            os.utime(file)  # the least used go first
        return index
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile):
        return None


def _from_parts(head: dict[str, Any], pts: Any, keyframes: Any) -> VideoIndex:
    """Raises ValueError for parts that are no index."""
    if (
        not (pts.dtype == np.int64 and keyframes.dtype == np.bool_ and pts.ndim == 1)
        or pts.shape != keyframes.shape
        or not len(pts)
        or (np.diff(pts) < 0).any()
    ):
        raise ValueError("no frames, or frames out of order")
    return VideoIndex(
        pts=pts,
        time_base=Fraction(*head["time_base"]),
        keyframes=keyframes,
        last=int(head["last"]),
        taken=head["taken"],
        **{name: head[name] for name in _PLAIN},
    )


def _keep(stamp: Stamp, index: VideoIndex) -> None:
    head = {
        "format": _FORMAT,
        "stamp": list(stamp),
        "time_base": list(index.time_base.as_integer_ratio()),
        "last": index.last,
        "taken": index.taken,
        **{name: getattr(index, name) for name in _PLAIN},
    }
    try:
        with replacing(_file_of(stamp)) as temporary, temporary.open("wb") as stream:
            np.savez_compressed(
                stream,
                head=np.array(json.dumps(head, ensure_ascii=True)),
                pts=index.pts,
                keyframes=index.keyframes,
            )
        _drop_oldest(cache_folder())
    except (OSError, FpnError):
        return  # built anew next time


def _drop_oldest(folder: Path) -> None:
    """Keep to the most files and bytes, the last used ones staying."""
    files = []
    for file in folder.glob("*.npz"):
        with contextlib.suppress(OSError):
            found = file.stat()
            files.append((found.st_mtime_ns, found.st_size, file))
    total = 0
    for place, (_, size, file) in enumerate(sorted(files, reverse=True)):
        total += size
        if place >= _MOST_FILES or total > _MOST_BYTES:
            file.unlink(missing_ok=True)
