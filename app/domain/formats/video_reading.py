"""Tracks that files give of videos, as pictures: those frames that have a keyframe, each with all
boxes that are to be seen on it. What lies between keyframes is marked as computed."""

import os
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from app.domain.formats.labels import LabelBox, LabelPicture, LabelSet, Options, Step
from app.domain.formats.pictures import PictureFinder, clean_name
from app.domain.formats.tracks import track_mark
from app.domain.video.frame_names import frame_file
from app.domain.video.tracks import between
from fpn_core.errors import PictureError
from fpn_core.video.frames import frame_path, is_pattern, is_video_name
from fpn_core.video.kept import index_of
from fpn_core.video.sequences import files_of

Size = tuple[int, int]


@dataclass(slots=True)
class Key:
    """A keyframe of a track. ``ends``: the track is not to be seen after it until its next one."""

    frame: int
    box: LabelBox
    ends: bool = False


@dataclass(slots=True)
class ReadVideo:
    """A video that files speak of. ``path`` is "" where it was not found; ``count`` of frames,
    ``width`` and ``height`` in pixels are 0 where nobody knows them. ``tracks`` are keyframes by
    the id of their track, in the order of frames; ``alone`` are boxes of no track."""

    name: str
    path: str = ""
    count: int = 0
    width: int = 0
    height: int = 0
    tracks: dict[int, Sequence[Key]] = field(default_factory=dict)
    alone: list[Key] = field(default_factory=list)

    def why_no_frame(self, frame: int | None) -> str:
        """What is wrong with the number of a frame, from 0; "" for nothing."""
        if frame is None or frame < 0:
            return "has no frame, which is a whole number"
        if self.count and frame >= self.count:
            return f"is on frame {frame} of {self.count} (from 0)"
        return ""


class ReadTracks:
    """Gathers the tracks of all files of an import; files of one video come together."""

    def __init__(self, labels: LabelSet, options: Options, *folders: str | Path) -> None:
        self._labels, self._given = labels, bool(options.images)
        self._finder = PictureFinder.of(options, *folders)
        self._videos: dict[str, ReadVideo] = {}
        self._ids: set[int] = set()

    def video(self, names: Iterable[str], near: Path, size: Size, where: str) -> ReadVideo:
        """The video of the first of these names that is found: beside the file, in the folder
        ``near``, or where pictures are looked for. A name without an ending is that of any video.

        ``size`` is the width and height that the file speaks of, 0 for none.
        """
        named = [each for name in names if (each := clean_name(name)) and "\0" not in each]
        path = next((found for name in named if (found := self._find(name, near))), "")
        key = path or named[0]
        if key not in self._videos:
            self._videos[key] = self._known(named[0], path, where)
        video = self._videos[key]
        told = (video.width, video.height)
        if path and 0 not in (*size, *told) and size != told:
            self._labels.problems.append(
                f"{where}: the labels say {size[0]}x{size[1]}, the video is {told[0]}x{told[1]}; "
                "check that they belong together"
            )
        elif not path:
            video.width, video.height = size
        return video

    def add(self, video: ReadVideo, keys: Sequence[Key], id: int | None) -> None:
        """Take a track, whose keyframes are in the order of their frames; one of a single frame is
        a box of no track. An id that is taken, or none, becomes another."""
        if len(keys) < 2:
            video.alone += keys
            return
        if id is None or id in self._ids:
            id = max(self._ids, default=0) + 1
        self._ids.add(id)
        video.tracks[id] = keys

    def finish(self, step: Step) -> None:
        """Make the pictures of all videos."""
        for video in self._videos.values():
            numbers = sorted({each.frame for keys in _all_keys(video) for each in keys})
            pictures = {number: self._picture(video, number) for number in numbers}
            for at, (id, keys) in enumerate(video.tracks.items()):
                step(at, len(video.tracks))
                for number, box in _seen(id, keys, numbers):
                    pictures[number].boxes.append(box)
            for each in video.alone:
                pictures[each.frame].boxes.append(each.box)
            self._labels.pictures += pictures.values()

    def _find(self, name: str, near: Path) -> str:
        folders = self._finder.folders if self._given else [str(near), *self._finder.folders]
        paths = [os.path.normpath(os.path.join(folder, name)) for folder in folders]
        if is_pattern(name):
            return next((path for path in paths if _has_pictures(path)), "")
        if not is_video_name(name):
            return self._finder.find_video_stem(name)
        beside = next((path for path in paths if os.path.isfile(path)), "")
        return beside or self._finder.find_video(name)

    def _known(self, name: str, path: str, where: str) -> ReadVideo:
        if not path:
            self._labels.problems.append(
                f"{where}: its video {name} is not found; put it beside the file, or give the "
                "folder that it lies in"
            )
            return ReadVideo(name)
        try:
            index = index_of(path)
        except PictureError as error:
            self._labels.problems.append(f"{where}: {error}")
            return ReadVideo(name)
        return ReadVideo(name, path, len(index), index.width, index.height)

    def _picture(self, video: ReadVideo, frame: int) -> LabelPicture:
        sides = video.width, video.height
        if not video.path:
            return LabelPicture(frame_file(frame_path(video.name, frame)), "", *sides)
        path = frame_path(video.path, frame)
        return LabelPicture(self._finder.name_of(path), path, *sides)


def _all_keys(video: ReadVideo) -> Iterator[Sequence[Key]]:
    yield from video.tracks.values()
    yield video.alone


def _seen(id: int, keys: Sequence[Key], numbers: Sequence[int]) -> Iterator[tuple[int, LabelBox]]:
    """The boxes of a track on those frames that are pictures."""
    for at, key in enumerate(keys):
        marks = {**key.box.extra, **track_mark(id, key.ends)}
        yield key.frame, replace(key.box, extra=marks)
        if key.ends or at + 1 == len(keys):
            continue
        after = keys[at + 1]
        low, high = bisect_right(numbers, key.frame), bisect_left(numbers, after.frame)
        for number in numbers[low:high]:
            share = (number - key.frame) / (after.frame - key.frame)
            box = between(key.box.box, after.box.box, share)
            yield number, replace(key.box, box=box, points=(), extra=marks, computed=True)


def _has_pictures(pattern: str) -> bool:
    try:
        return bool(files_of(pattern))
    except PictureError:
        return False
