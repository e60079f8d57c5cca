"""Frames as pictures: through their paths, through many threads, and of numbered pictures."""

import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from fpn_core.errors import PictureError, VideoStoppedError
from fpn_core.media import (
    capture_time,
    has_wide_values,
    picture_size,
    read_picture,
    read_wide_values,
)
from fpn_core.video import cursor, kept
from fpn_core.video.frames import (
    VIDEO_SUFFIXES,
    file_of,
    frame_meant,
    frame_path,
    is_video_name,
    split_frame,
)
from fpn_core.video.index import build_index
from fpn_core.video.kept import index_of
from fpn_core.video.reader import VideoReader, read_frame
from tests.unit.fpn_core.video.made_videos import make_video, number_in, picture_of


@given(name=st.text(min_size=1), frame=st.integers(0, 10**17))
def test_a_frame_path_says_its_video_and_number(name: str, frame: int) -> None:
    path = frame_path(name, frame)
    assert split_frame(path) == (name, frame)
    assert frame_meant(path) == (name, frame)
    assert file_of(path) == name


def test_paths_that_are_no_frames() -> None:
    for path in (
        "a.mp4",
        "a.mp4#frame=",
        "a.mp4#frame=-1",
        "a.mp4#frame=1.5",
        "#frame=1",
        "a#frame",
    ):
        assert split_frame(path) is None
        assert file_of(path) == path
    with pytest.raises(ValueError, match="negative"):
        frame_path("a.mp4", -1)
    assert all(is_video_name(f"/x/clip{suffix.upper()}") for suffix in VIDEO_SUFFIXES)
    patterns = {"s_%04d.png": True, "s_%d.jpg": True, "s_%d_%d.jpg": False, "s_%04d.txt": False}
    assert {name: is_video_name(f"/x/{name}") for name in patterns} == patterns
    assert not is_video_name("a.gif")


def test_a_frame_is_read_as_a_picture(tmp_path: Path) -> None:
    file = make_video(tmp_path / "a.mp4", between=2, rotation=180)
    for path in (frame_path(str(file), 17), Path(frame_path(str(file), 17))):
        pixels = read_picture(path)
        assert number_in(np.rot90(pixels, 2)) == 17
        assert pixels.dtype == np.uint8
        assert pixels.flags.c_contiguous
        assert pixels.flags.writeable
        assert picture_size(path) == (96, 64)
        assert not has_wide_values(path)
        assert read_wide_values(path) is None
        assert capture_time(path) is None
    assert number_in(np.rot90(read_picture(file), 2)) == 0, "a video's own path is its first frame"
    assert picture_size(file) == (96, 64)
    for path in (frame_path(str(file), 50), frame_path(str(tmp_path / "no.mp4"), 0)):
        with pytest.raises(PictureError, match=r"a\.mp4: no frame 50; it has 50|no such file"):
            read_picture(path)
        with pytest.raises(PictureError):
            picture_size(path)


def test_numbered_pictures_are_a_video(tmp_path: Path) -> None:
    for number in (1, 2, 5, 10, 12345):
        Image.fromarray(picture_of(number % 1000)).save(tmp_path / f"s_{number:04}.png")
    (tmp_path / "s_007.png").write_bytes(b"three digits are another pattern")
    (tmp_path / "other_0001.png").touch()
    pattern = str(tmp_path / "s_%04d.png")
    index = index_of(pattern)
    assert len(index) == 5
    assert index.rate == pytest.approx(25)
    assert [number_in(read_frame(pattern, frame)) for frame in range(5)] == [1, 2, 5, 10, 345]
    assert number_in(read_picture(frame_path(pattern, 3))) == 10
    assert picture_size(frame_path(pattern, 3)) == (96, 64)
    Image.fromarray(picture_of(11)).save(tmp_path / "s_0011.png")
    assert len(index_of(pattern)) == 6, "pictures that are added are frames"
    odd = tmp_path / "odd_%d.png"
    Image.fromarray(picture_of(7)).save(odd)
    assert number_in(read_picture(odd)) == 7, "a file with such a name is a picture"


def test_many_threads_read_many_videos(tmp_path: Path) -> None:
    files = [str(make_video(tmp_path / f"{n}.mp4", count=40, between=2)) for n in range(6)]
    wanted = [(file, frame) for frame in range(0, 40, 3) for file in files]
    wanted += [(files[0], frame) for frame in (39, 0, 20, 1, 38, 2)] * 4
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda each: number_in(read_frame(*each)), wanted))
    assert found == [frame for _, frame in wanted]


def test_a_video_that_is_replaced_is_read_anew(tmp_path: Path) -> None:
    file = make_video(tmp_path / "a.mp4", count=30)
    assert number_in(read_frame(str(file), 29)) == 29
    make_video(file, count=10, numbers=range(500, 510))
    assert number_in(read_frame(str(file), 9)) == 509


def test_a_video_that_is_replaced_while_its_times_are_read_is_read_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = make_video(tmp_path / "a.mp4", count=30)
    other = make_video(tmp_path / "b.mp4", count=40, numbers=range(500, 540))

    def slow(*given: object) -> object:
        index = build_index(*given)  # type: ignore[arg-type]
        other.replace(file)
        monkeypatch.setattr(kept, "build_index", build_index)
        return index

    monkeypatch.setattr(kept, "build_index", slow)
    read_frame(str(file), 5)
    assert [number_in(read_frame(str(file), frame)) for frame in (5, 6, 39)] == [505, 506, 539]


@pytest.fixture
def decoded(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The numbers of all frames that are decoded."""
    numbers: list[int] = []
    walk = cursor.Cursor.onward

    def counted(self: cursor.Cursor) -> Iterator[tuple[int, VideoFrame]]:
        for number, frame in walk(self):
            numbers.append(number)
            yield number, frame

    monkeypatch.setattr(cursor.Cursor, "onward", counted)
    return numbers


def test_forward_decodes_each_frame_once_and_backward_each_group_once(
    tmp_path: Path, decoded: list[int]
) -> None:
    file = make_video(tmp_path / "a.mp4", count=90, gop=30, between=2)
    frames = VideoReader(file, build_index(file))
    decoded.clear()
    for frame in range(90):
        frames.read(frame)
    assert decoded == list(range(90))
    frames.close()
    frames = VideoReader(file, frames.index)
    decoded.clear()
    for frame in range(89, -1, -1):
        assert number_in(frames.read(frame)) == frame
    assert sorted(decoded) == list(range(90))
    frames.close()


def test_few_decoded_frames_are_kept_where_they_are_large(
    tmp_path: Path, decoded: list[int]
) -> None:
    file = make_video(tmp_path / "a.mp4", count=48, gop=48)
    frames = VideoReader(file, build_index(file), kept_bytes=12 * 96 * 64 * 2)
    decoded.clear()
    for frame in range(47, -1, -1):
        assert number_in(frames.read(frame)) == frame
    assert len(decoded) < 48 * 4
    frames.close()


def test_two_places_of_a_video_do_not_disturb_each_other(
    tmp_path: Path, decoded: list[int]
) -> None:
    file = str(make_video(tmp_path / "a.mp4", count=200, gop=100))
    index_of(file)
    decoded.clear()
    for frame in range(40):
        assert number_in(read_frame(file, frame)) == frame
        assert number_in(read_frame(file, 150 + frame)) == 150 + frame
    assert len(decoded) <= 40 + 90


def test_reading_that_is_no_longer_wanted_stops(tmp_path: Path) -> None:
    file = make_video(tmp_path / "a.mp4", count=90, gop=60)
    frames = VideoReader(file, build_index(file))
    asked = iter([False, False, True])
    with pytest.raises(VideoStoppedError):
        frames.read(50, stopped=lambda: next(asked))
    frames.close()


def test_what_is_near_a_frame_is_shown_in_its_place_where_decoding_takes_long(
    tmp_path: Path,
) -> None:
    for size, near_68 in (((1280, 720), 60), ((640, 360), 68)):
        file = make_video(tmp_path / f"{size[0]}.mp4", count=90, gop=60, size=size)
        frames = VideoReader(file, build_index(file))
        frames.read(2)
        assert frames.near(55) == 0
        assert frames.near(68) == near_68
        assert frames.near(9) == 9
        assert number_in(frames.read(50)) == 50
        assert frames.near(55) == 55
        frames.close()


def test_a_keyframe_is_looked_at_without_decoding_others(
    tmp_path: Path, decoded: list[int]
) -> None:
    file = make_video(tmp_path / "a.mp4", count=90, gop=30, between=2)
    frames = VideoReader(file, build_index(file))
    decoded.clear()
    for frame in (60, 30, 60):
        assert number_in(frames.read_alone(frame)) == frame
    assert decoded == []
    assert number_in(frames.read_alone(31)) == 31
    assert decoded == [30, 31], "what is behind it was no nearer"
    assert number_in(frames.read_alone(32)) == 32, "no keyframe, but next in turn"
    for frame in (-1, 90):
        with pytest.raises(PictureError, match=rf"a\.mp4: no frame {frame}; it has 90"):
            frames.read_alone(frame)
    frames.close()


def test_colours_are_those_of_the_video(tmp_path: Path) -> None:
    import av

    colours = ((200, 40, 60), (20, 180, 90))
    # matrix and range as FFmpeg numbers them: BT.709, BT.601, and those that name none
    for (width, height), matrix, span in (
        ((96, 64), 1, 1),
        ((96, 64), 6, 2),
        ((96, 64), 2, 0),
        ((1280, 720), 2, 0),
    ):
        pixels = np.empty((height, width, 3), np.uint8)
        pixels[:, : width // 2], pixels[:, width // 2 :] = colours
        file = tmp_path / f"{width}-{matrix}.mp4"
        with av.open(str(file), "w") as container:
            stream = container.add_stream("libx264", rate=25, options={"crf": "5"})
            stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
            context = stream.codec_context
            context.colorspace, context.color_range = matrix, span
            drawn = av.VideoFrame.from_ndarray(pixels)
            meant = {1: 1, 6: 5}.get(matrix, 1 if height >= 720 else 5)
            frame = drawn.reformat(
                format="yuv420p", dst_colorspace=meant, src_color_range=2, dst_color_range=span or 1
            )
            frame.pts = 0
            container.mux(stream.encode(frame))
            container.mux(stream.encode())
        seen = read_frame(str(file), 0)
        for column, colour in ((8, colours[0]), (-8, colours[1])):
            assert np.abs(seen[20, column].astype(int) - colour).max() <= 5


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be moved there")
def test_a_video_that_was_away_for_a_while_is_read_again(tmp_path: Path) -> None:
    file = make_video(tmp_path / "a.mp4", count=60, gop=20)
    frames = VideoReader(file, build_index(file), kept_bytes=1)
    assert number_in(frames.read(50)) == 50
    file.rename(tmp_path / "away.mp4")
    with pytest.raises(PictureError, match="no such file"):
        frames.read(3)
    (tmp_path / "away.mp4").rename(file)
    for frame in (45, 3, 59):
        assert number_in(frames.read(frame)) == frame
    frames.close()


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be removed there")
def test_a_video_that_is_gone_is_said_to_be_gone(tmp_path: Path) -> None:
    file = make_video(tmp_path / "a.mp4")
    assert number_in(read_frame(str(file), 3)) == 3
    file.unlink()
    with pytest.raises(PictureError, match="no such file"):
        read_frame(str(file), 3)
