"""What `detect` is to look at: pictures, and the chosen frames of videos."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import Progress

from fpn_core.cli.options import given_pictures
from fpn_core.errors import FpnError, PictureError
from fpn_core.video.frames import check_number, frame_path, split_frame
from fpn_core.video.index import VideoIndex
from fpn_core.video.kept import index_of
from fpn_core.video.sequences import is_video

Entry = dict[str, Any]


@dataclass(frozen=True)
class Choice:
    """Which frames of a video: from `first` to `last` (inclusive; None: the end), every
    `step`-th, or one every `seconds`."""

    step: int = 1
    seconds: float | None = None
    first: int = 0
    last: int | None = None

    def frames_of(self, video: str, index: VideoIndex) -> Sequence[int]:
        """The chosen frames, ascending. Raises PictureError where the video has none of them."""
        check_number(video, self.first, len(index))
        end = len(index) - 1 if self.last is None else min(self.last, len(index) - 1)
        if self.seconds is None:
            return range(self.first, end + 1, self.step)
        frames: dict[int, None] = {}
        start, number = index.time_of(self.first), 0
        while (time := start + number * self.seconds) < index.duration:
            frame = index.frame_at(time)
            if frame > end:
                break
            frames[frame] = None
            # Of many times within one frame the others are passed over.
            after = index.time_of(min(frame + 1, len(index) - 1))
            number = max(number + 1, int((after - start) / self.seconds))
        return list(frames)


@dataclass(frozen=True)
class Video:
    """A video, its index, and the frames of it to look at, ascending."""

    path: str
    index: VideoIndex
    frames: Sequence[int]

    def __str__(self) -> str:
        index, frames = self.index, self.frames
        first, last = frames[0], frames[-1]
        return (
            f"{Path(self.path).name}: {len(frames)} of {len(index)} frames, "
            f"{first} ({clock(index.time_of(first))}) to {last} ({clock(index.time_of(last))})"
        )


@dataclass(frozen=True)
class Target:
    """A picture to look at; of a video with its frame."""

    file: str
    video: Video | None = None
    frame: int = 0

    def named(self, entry: Entry) -> Entry:
        """The entry with what says which frame of which video it is."""
        if self.video is None:
            return entry
        time = round(self.video.index.time_of(self.frame), 6)
        return {"file": self.file, "video": self.video.path, "frame": self.frame, "time": time} | (
            entry
        )


@dataclass(frozen=True)
class Inputs:
    """What was given: pictures, videos, each of them once, and an entry for each problem."""

    pictures: list[Path]
    videos: list[Video]
    problems: list[Entry]

    def __len__(self) -> int:
        return len(self.pictures) + sum(len(video.frames) for video in self.videos)

    def targets(self) -> Iterator[Target]:
        """What to look at, in order."""
        for picture in self.pictures:
            yield Target(str(picture))
        for video in self.videos:
            for frame in video.frames:
                yield Target(frame_path(video.path, frame), video, frame)

    @property
    def folders(self) -> set[Path]:
        """The folders that hold what is looked at."""
        files = [*self.pictures, *(Path(video.path) for video in self.videos)]
        return {file.resolve().parent for file in files}


def parsed_choice(every: str, first: int, last: int | None) -> Choice:
    """The choice that the options ask for. Raises FpnError naming the option."""
    if last is not None and last < first:
        raise FpnError(f"--to {last}: comes before --from {first}")
    found = re.fullmatch(r"(\d+)|(\d+\.?\d*|\.\d+)\s*s", every.strip())
    step = int(found[1]) if found and found[1] else 1
    seconds = float(found[2]) if found and found[2] else None
    if found is None or step < 1 or seconds == 0:
        raise FpnError(
            f"--every {every}: give a number of frames, such as 10, or of seconds, such as 0.5s"
        )
    return Choice(step, seconds, first, last)


def given_inputs(paths: list[Path], choice: Choice) -> Inputs:
    """The pictures and frames of the paths; folders give their pictures, videos are named. Frames
    of one video that are given apart are looked at together.

    Raises FpnError where there is nothing, and where frames are chosen without a video.
    """
    videos: dict[str, Video] = {}
    problems: list[Entry] = []
    plain: list[Path] = []
    for path in dict.fromkeys(paths):
        text = str(path)
        single = split_frame(text)
        if single is None and not (is_video(text) and not path.is_dir()):
            plain.append(path)
            continue
        name = single[0] if single else text
        try:
            with _indexing(name) as told:
                index = index_of(name, told)
            if single:
                check_number(name, single[1], len(index))
            frames = (single[1],) if single else choice.frames_of(name, index)
        except PictureError as error:
            problems.append({"file": text, "error": str(error)})
            continue
        if name in videos:
            frames = sorted({*videos[name].frames, *frames})
        elif index.trouble:
            problems.append({"file": name, "error": index.trouble})
        videos[name] = Video(name, index, frames)
    if choice != Choice() and not videos and not problems:
        raise FpnError("--every, --from, --to: choose frames of a video, and no video is given")
    pictures: list[Path] = []
    if plain:
        pictures, more = given_pictures(plain)
        problems += more
    return Inputs(pictures, list(videos.values()), problems)


def clock(seconds: float) -> str:
    """A time as H:MM:SS.mmm."""
    millis = round(1000 * seconds)
    whole, millis = divmod(millis, 1000)
    return f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}.{millis:03}"


def say_plan(videos: list[Video]) -> None:
    """Say which frames of which videos will be looked at."""
    for video in videos:
        print(f"fpn-core: {video}", file=sys.stderr)


@contextmanager
def _indexing(video: str) -> Iterator[Any]:
    """Shows how far the index of a video is; gives the function that is told."""
    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(f"Reading the times of {Path(video).name}", total=1.0)
        yield lambda fraction: progress.update(task, completed=fraction)
