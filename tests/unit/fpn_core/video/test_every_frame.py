"""Every frame of a video, by its number: forward, backward, at random and by its time."""

import math
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fpn_core.video.index import VideoIndex, build_index
from fpn_core.video.keyframes import Keyframes
from fpn_core.video.reader import KEPT_BYTES, VideoReader
from tests.unit.fpn_core.video.made_videos import make_video, number_in, trim_start

NTSC = Fraction(24000, 1001)
VARYING = [40 * n + 13 * (n % 4) + (500 if n > 30 else 0) for n in range(50)]
EVEN = [Fraction(n, 25) for n in range(50)]


def trimmed(path: Path) -> Path:
    """An mp4 whose first seven frames are there for the others to refer to, and not to be shown."""
    make_video(path, between=2)
    trim_start(path, 7 * 512)
    return path


def nothing_to_begin_with(path: Path) -> Path:
    """A transport stream that begins in the middle of a group of pictures, as recordings do."""
    whole = make_video(path.with_name("whole.ts"), between=2).read_bytes()
    path.write_bytes(whole[4 * 188 :])
    return path


VIDEOS: dict[str, tuple[Callable[[Path], Path], list[int], list[Fraction] | None]] = {
    "h264.mp4": (make_video, list(range(50)), EVEN),
    "h264_b.mp4": (lambda p: make_video(p, between=3), list(range(50)), EVEN),
    "h264_open.mp4": (
        lambda p: make_video(p, between=3, options={"x264-params": "open-gop=1"}),
        list(range(50)),
        EVEN,
    ),
    "h264_long.mov": (lambda p: make_video(p, count=90, between=2, gop=90), list(range(90)), None),
    "h264_ntsc.mkv": (
        lambda p: make_video(p, between=2, rate=NTSC),
        list(range(50)),
        [Fraction(math.floor(1000 * n / NTSC + Fraction(1, 2)), 1000) for n in range(50)],
    ),
    "h264_ntsc.mp4": (
        lambda p: make_video(p, between=2, rate=NTSC),
        list(range(50)),
        [n / NTSC for n in range(50)],
    ),
    "h264_varying.mp4": (
        lambda p: make_video(p, between=2, times=VARYING),
        list(range(50)),
        [Fraction(t, 1000) for t in VARYING],
    ),
    "vp9.webm": (lambda p: make_video(p, "libvpx-vp9", count=40), list(range(40)), EVEN[:40]),
    "vp9_varying.webm": (
        lambda p: make_video(p, "libvpx-vp9", times=VARYING),
        list(range(50)),
        [Fraction(t, 1000) for t in VARYING],
    ),
    "mpeg4.mp4": (lambda p: make_video(p, "mpeg4"), list(range(50)), EVEN),
    "mpeg4_b.mp4": (lambda p: make_video(p, "mpeg4", between=2), list(range(50)), EVEN),
    "mpeg4_b.avi": (lambda p: make_video(p, "mpeg4", between=2), list(range(50)), EVEN),
    "h264_b.avi": (lambda p: make_video(p, between=2), list(range(50)), EVEN),
    "mpeg2_b.mpg": (lambda p: make_video(p, "mpeg2video", between=2), list(range(50)), EVEN),
    "hevc_b.mkv": (
        lambda p: make_video(
            p, "libx265", options={"x265-params": "log-level=none:keyint=12:bframes=2:pools=1"}
        ),
        list(range(50)),
        EVEN,
    ),
    "hevc_open.ts": (
        lambda p: make_video(
            p,
            "libx265",
            options={"x265-params": "log-level=none:keyint=10:open-gop=1:bframes=3:pools=1"},
        ),
        list(range(50)),
        EVEN,
    ),
    "interlaced.ts": (
        lambda p: make_video(p, between=2, options={"x264-params": "interlaced=1"}),
        list(range(50)),
        EVEN,
    ),
    "fragments.mp4": (
        lambda p: make_video(p, between=2, muxer={"movflags": "frag_keyframe+empty_moov"}),
        list(range(50)),
        EVEN,
    ),
    "keyframes_only.mp4": (lambda p: make_video(p, gop=1), list(range(50)), EVEN),
    "flash.flv": (lambda p: make_video(p, "flv"), list(range(50)), EVEN),
    "h264_b.ts": (lambda p: make_video(p, between=2), list(range(50)), EVEN),
    "cut_start.ts": (nothing_to_begin_with, list(range(12, 50)), EVEN[:38]),
    "raw.h264": (lambda p: make_video(p), list(range(50)), EVEN),
    "edited.mp4": (trimmed, list(range(7, 50)), EVEN[:43]),
    "late.mkv": (
        lambda p: make_video(p, times=[1000 + 40 * n for n in range(50)]),
        list(range(50)),
        EVEN,
    ),
    "hidden_half.mp4": (  # an edit list leaves out what is before zero
        lambda p: make_video(p, between=2, times=[40 * n - 1000 for n in range(50)]),
        list(range(25, 50)),
        EVEN[:25],
    ),
    "turned_90.mp4": (lambda p: make_video(p, rotation=90), list(range(50)), EVEN),
    "motion.mov": (lambda p: make_video(p, "mjpeg", count=20), list(range(20)), EVEN[:20]),
    "animated.gif": (lambda p: make_video(p, "gif", count=20), list(range(20)), EVEN[:20]),
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, VideoIndex]]:
    folder = tmp_path_factory.mktemp("videos")
    return {
        name: (file := make(folder / name), build_index(file))
        for name, (make, _, _) in VIDEOS.items()
    }


def numbers(reader: VideoReader, frames: list[int]) -> list[int | None]:
    """What the pictures of frames say, turned back where the video is shown turned."""
    turn = -reader.index.rotation // 90
    return [number_in(np.rot90(reader.read(frame), turn)) for frame in frames]


@pytest.mark.parametrize("name", VIDEOS)
def test_every_frame_in_every_order(made: dict[str, tuple[Path, VideoIndex]], name: str) -> None:
    file, index = made[name]
    expected = VIDEOS[name][1]
    frames = list(range(len(index)))
    assert len(index) == len(expected)
    assert index.complete
    assert not index.trouble
    shuffled = random.Random(name).sample(frames, len(frames))
    for order in (frames, frames[::-1], shuffled):
        reader = VideoReader(file, index)
        assert numbers(reader, order) == [expected[frame] for frame in order]
        reader.close()


@pytest.mark.parametrize("name", VIDEOS)
def test_every_frame_has_its_time(made: dict[str, tuple[Path, VideoIndex]], name: str) -> None:
    _, index = made[name]
    for frame in range(len(index)):
        assert index.frame_at(index.time_of(frame)) == frame
        assert index.frame_at(round(index.time_of(frame), 6)) == frame
    between = (index.times[1:] + index.times[:-1]) / 2
    assert [index.frame_at(seconds) for seconds in between] == list(range(len(index) - 1))
    assert index.frame_at(-5) == 0
    assert index.frame_at(1e9) == len(index) - 1
    assert index.duration > index.times[-1]
    times = VIDEOS[name][2]
    if times is not None:
        assert index.times == pytest.approx([float(t) for t in times], abs=1e-9)


# Decoding begins at the start alone, or frames have no time of their own, or come in halves.
NEVER_ALONE = {"h264_b.avi", "mpeg2_b.mpg", "interlaced.ts", "raw.h264", "animated.gif"}
# A seek in a transport stream lands behind the frame; before the first one is nowhere to go.
FIRST_NOT_ALONE = {"hevc_open.ts", "h264_b.ts", "cut_start.ts"}


@pytest.mark.parametrize("name", VIDEOS)
def test_a_keyframe_by_itself_is_the_one_that_comes_in_its_turn(
    made: dict[str, tuple[Path, VideoIndex]], name: str
) -> None:
    file, index = made[name]
    frames = list(range(len(index)))
    reader = VideoReader(file, index)
    in_turn = [reader.read(frame) for frame in frames]
    reader.close()
    reader = VideoReader(file, index, kept_bytes=0)
    for frame in (*frames[::-1], *frames):
        assert np.array_equal(reader.read_alone(frame), in_turn[frame])
    reader.close()
    keyframes = Keyframes(file, index)
    alone = [frame for frame in frames if keyframes.decode(frame) is not None]
    keyframes.close()
    expected = [] if name in NEVER_ALONE else np.flatnonzero(index.keyframes).tolist()
    assert alone == expected[name in FIRST_NOT_ALONE :]


def test_frames_of_one_time_are_told_apart(tmp_path: Path) -> None:
    """Matroska counts milliseconds: at 2000 frames a second, each time belongs to two frames."""
    for between, gop in ((0, 12), (2, 12), (0, 1), (0, 5)):
        file = tmp_path / f"{between}-{gop}.mkv"
        make_video(file, between=between, gop=gop, rate=2000)
        index = build_index(file)
        assert len(index) == 50
        assert (np.diff(index.pts) == 0).sum() > 20
        frames = random.Random(3).sample(range(50), 50)
        for kept in (0, KEPT_BYTES):
            reader = VideoReader(file, index, kept_bytes=kept)
            assert numbers(reader, frames) == frames
            assert [number_in(reader.read_alone(frame)) for frame in frames] == frames
            reader.close()


@given(frames=st.lists(st.integers(0, 89), min_size=1, max_size=12))
@settings(max_examples=25)
def test_any_walk_gives_the_frames_that_were_asked_for(
    made: dict[str, tuple[Path, VideoIndex]], frames: list[int]
) -> None:
    file, index = made["h264_long.mov"]
    reader = VideoReader(file, index)
    try:
        assert numbers(reader, frames) == frames
    finally:
        reader.close()
