"""Videos that are cut, empty, odd or no videos at all: one clear line, and the frames that work."""

import os
import shutil
import sys
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from fpn_core.errors import PictureError, VideoStoppedError
from fpn_core.video import indexing, opening
from fpn_core.video.index import build_index
from fpn_core.video.opening import Source
from fpn_core.video.reader import VideoReader
from fpn_core.video.sequences import is_animation, is_video
from tests.unit.fpn_core.video.made_videos import make_video, number_in, picture_of

FAST_START = {"movflags": "faststart"}


def cut(path: Path, share: float) -> Path:
    """The file without its end."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def test_the_frames_before_a_broken_tail_work(tmp_path: Path) -> None:
    for name, codec, muxer in (
        ("a.mp4", "libx264", FAST_START),
        ("b.mkv", "libx264", {}),
        ("c.webm", "libvpx-vp9", {}),
        ("d.avi", "mpeg4", {}),
    ):
        file = cut(make_video(tmp_path / name, codec, between=0, muxer=muxer), 0.7)
        index = build_index(file)
        assert 10 < len(index) < 49
        assert not index.complete
        assert index.trouble.startswith(f"{name}: ends early")
        reader = VideoReader(file, index)
        frames = [*range(len(index)), *range(len(index) - 1, -1, -1)]
        assert [number_in(reader.read(frame)) for frame in frames] == frames
        with pytest.raises(PictureError, match=f"{name}: no frame {len(index)}; it has"):
            reader.read(len(index))
        reader.close()


def test_a_tail_with_b_frames_is_cut_where_pictures_are_lost(tmp_path: Path) -> None:
    file = make_video(tmp_path / "a.mp4", between=3, muxer=FAST_START)
    whole = file.read_bytes()
    with av.open(str(file)) as container:
        packets = [(p.pos or 0, p.size) for p in container.demux(video=0) if p.size]
    for place, size in packets[13:38:3]:
        file.write_bytes(whole[: place + size // 2])
        index = build_index(file)
        assert index.trouble
        reader = VideoReader(file, index)
        frames = list(range(len(index)))
        assert [number_in(reader.read(frame)) for frame in frames] == frames
        reader.close()


def test_a_recording_without_its_table_of_frames_says_what_to_do(tmp_path: Path) -> None:
    file = cut(make_video(tmp_path / "phone.mp4"), 0.6)
    with pytest.raises(PictureError, match=r"phone\.mp4: its recording was cut off .* untrunc"):
        build_index(file)


def test_what_is_no_video_is_one_clear_line(tmp_path: Path) -> None:
    text = tmp_path / "text.mp4"
    text.write_text("#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n")
    empty = tmp_path / "empty.mp4"
    empty.touch()
    pipe = tmp_path / "pipe.mp4"
    os.mkfifo(pipe)
    folder = tmp_path / "folder.mp4"
    folder.mkdir()
    still = tmp_path / "still.gif"
    Image.fromarray(picture_of(5)).save(still)
    for path, words in (
        (text, "not a video, or a broken one"),
        (empty, "empty (0 bytes)"),
        (pipe, "not a regular file"),
        (folder, "a folder, not a video"),
        (still, "one still picture"),
        (tmp_path / "nowhere.mp4", "no such file"),
        (tmp_path / "none_%03d.png", "no picture has such a name"),
    ):
        with pytest.raises(PictureError) as told:
            build_index(path)
        assert path.name in str(told.value)
        assert words in str(told.value)
        assert "\n" not in str(told.value)


def test_sound_alone_and_sound_with_a_cover_are_no_video(tmp_path: Path) -> None:
    plain = tmp_path / "speech.mka"
    with wave.open(str(tmp_path / "a.wav"), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(bytes(8000))
    for path, cover in ((plain, False), (tmp_path / "song.m4a", True)):
        with (
            av.open(str(tmp_path / "a.wav")) as source,
            av.open(str(path), "w", format="mp4") as out,
        ):
            target = out.add_stream("aac", rate=8000)
            picture = out.add_stream("mjpeg", rate=1) if cover else None
            if picture is not None:
                picture.width, picture.height, picture.pix_fmt = 96, 64, "yuvj420p"
                picture.disposition = av.stream.Disposition.attached_pic
                out.mux(picture.encode(av.VideoFrame.from_ndarray(picture_of(1))))
            for frame in source.decode(audio=0):
                out.mux(target.encode(frame))
            out.mux(target.encode())
        expected = "sound and a cover picture" if cover else "no video in it, sound"
        with pytest.raises(PictureError, match=expected):
            build_index(path)


def test_broken_bytes_inside_cost_single_frames(tmp_path: Path) -> None:
    file = make_video(tmp_path / "scratched.mp4", "mpeg4", count=40, gop=8, muxer=FAST_START)
    with av.open(str(file)) as container:
        packets = [p for p in container.demux(video=0) if p.size]
        hit = packets[18]
        assert hit.pos is not None
        place, size = hit.pos, hit.size
    data = bytearray(file.read_bytes())
    data[place : place + size] = bytes(size)
    file.write_bytes(data)
    index = build_index(file)
    reader = VideoReader(file, index)
    for frame in (*range(18), *range(24, 40), *range(30, 23, -1)):
        assert number_in(reader.read(frame)) == frame, "other groups of pictures are whole"
    for _ in range(2):
        with pytest.raises(PictureError, match=r"scratched\.mp4: frame 18 cannot be decoded"):
            reader.read(18)
    reader.close()


def test_sound_that_begins_in_the_middle_of_a_recording(tmp_path: Path) -> None:
    """A transport stream may announce a stream long after its start."""
    file = make_video(tmp_path / "a.ts", count=30)
    later = tmp_path / "later.ts"
    with av.open(str(later), "w") as out:
        moving = out.add_stream("libx264", rate=25)
        sound = out.add_stream("aac", rate=8000)
        moving.width, moving.height, moving.pix_fmt = 96, 64, "yuv420p"
        for number in range(30, 60):
            frame = av.VideoFrame.from_ndarray(picture_of(number))
            frame.pts = number
            out.mux(moving.encode(frame))
            heard = av.AudioFrame(layout="mono", samples=320)
            heard.rate, heard.pts = 8000, 320 * number
            out.mux(sound.encode(heard))
        out.mux(moving.encode())
        out.mux(sound.encode())
    file.write_bytes(file.read_bytes() + later.read_bytes())
    index = build_index(file)
    reader = VideoReader(file, index)
    numbers = [number_in(reader.read(frame)) for frame in (*range(len(index)), 5, 0)]
    reader.close()
    assert numbers[:30] == list(range(30))
    assert numbers[-2:] == [5, 0]


def test_names_that_look_like_something_else(tmp_path: Path) -> None:
    made = make_video(tmp_path / "made.mp4", count=6)
    for name in ("http:a.mp4", "concat:b|c.mp4", "100%d.mp4", "vidéo 비디오.mp4", "a#b.mp4"):
        file = tmp_path / name
        shutil.copy(made, file)
        assert len(build_index(file)) == 6


def test_a_building_that_is_stopped_ends(tmp_path: Path) -> None:
    for name in ("a.mp4", "a.h264"):
        file = make_video(tmp_path / name)
        with pytest.raises(VideoStoppedError):
            build_index(file, stopped=lambda: True)
        told: list[float] = []
        build_index(file, progress=told.append)
        assert told == sorted(told)
        assert told[-1] == 1.0
        assert all(0 <= share <= 1 for share in told)


def test_looking_for_a_first_frame_can_be_stopped(tmp_path: Path) -> None:
    file = tmp_path / "nothing.mjpeg"
    file.write_bytes(b"\xff\xd8\xff\xd9" * 50_000)
    asked = iter([False, False, False, True])
    with pytest.raises(VideoStoppedError):
        build_index(file, stopped=lambda: next(asked))


@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open cannot be removed there")
def test_a_video_that_goes_while_it_is_read_is_said_to_be_gone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = make_video(tmp_path / "a.mp4")
    looks = []

    @contextmanager
    def opened(path: Path) -> Iterator[Source]:
        with opening.opened(path) as source:
            looks.append(path)
            if len(looks) == 2:
                path.unlink()
            yield source

    monkeypatch.setattr(indexing, "opened", opened)
    with pytest.raises(PictureError, match=r"a\.mp4: cannot be read: No such file"):
        build_index(file)


def test_an_avi_with_a_lost_chunk_has_the_same_frames_after_a_seek(tmp_path: Path) -> None:
    """Such a file has no times but counts, and a seek counts chunks that cannot be read."""
    file = make_video(tmp_path / "a.avi", "mpeg4", count=40)
    data = bytearray(file.read_bytes())
    at = data.index(b"movi")
    for _ in range(4):
        at = data.index(b"00dc", at + 4)
    data[at] = 0xFF
    file.write_bytes(data)
    index = build_index(file)
    expected = [number for number in range(40) if number != 3]
    assert len(index) == 39
    assert "39 of its 40" in index.trouble
    for frame in (38, 20, 30, 2, 3, 25):
        reader = VideoReader(file, index, kept_bytes=0)
        assert number_in(reader.read(frame)) == expected[frame]
        assert number_in(reader.read_alone(frame)) == expected[frame]
        reader.close()


def test_an_avi_with_a_damaged_table_has_the_same_frames_after_a_seek(tmp_path: Path) -> None:
    """All frames are there, but a seek counts one entry less."""
    file = make_video(tmp_path / "a.avi", "mpeg4", count=40)
    data = bytearray(file.read_bytes())
    data[data.rindex(b"idx1") + 8 + 16 * 20] = 0xFF
    file.write_bytes(data)
    index = build_index(file)
    assert (len(index), index.complete) == (40, True)
    for frame in (38, 20, 30, 25):
        reader = VideoReader(file, index, kept_bytes=0)
        assert number_in(reader.read(frame)) == frame
        assert number_in(reader.read_alone(frame)) == frame
        reader.close()


def test_an_animation_is_a_video_and_a_still_gif_a_picture(tmp_path: Path) -> None:
    moving = make_video(tmp_path / "moving.gif", "gif", count=4)
    still = tmp_path / "still.gif"
    Image.fromarray(picture_of(1)).save(still)
    (tmp_path / "broken.gif").write_bytes(b"GIF89a no more")
    names = ("moving.gif", "still.gif", "broken.gif", "nowhere.gif", "a.mp4")
    assert [is_animation(tmp_path / name) for name in names] == [True, *[False] * 4]
    assert is_video(moving)
    assert not is_video(still)
    assert is_video("clip.MOV")


def test_clear_parts_of_an_animation_are_white(tmp_path: Path) -> None:
    clear = Image.new("P", (32, 32), 0)
    clear.putpalette([0, 0, 0, 255, 0, 0])
    red = clear.copy()
    red.paste(1, (0, 0, 16, 32))
    file = tmp_path / "clear.gif"
    red.save(file, save_all=True, append_images=[clear], transparency=0, disposal=2)
    reader = VideoReader(file, build_index(file))
    first = reader.read(0)
    reader.close()
    assert first[16, 8].tolist() == [255, 0, 0]
    assert first[16, 24].tolist() == [255, 255, 255]


def test_every_way_of_turning_is_undone(tmp_path: Path) -> None:
    for rotation in (0, 90, 180, 270):
        file = make_video(tmp_path / f"{rotation}.mp4", count=3, rotation=rotation)
        index = build_index(file)
        assert index.rotation == rotation
        assert (index.width, index.height) == ((64, 96) if rotation in (90, 270) else (96, 64))
        reader = VideoReader(file, index)
        assert number_in(np.rot90(reader.read(2), -rotation // 90)) == 2
        reader.close()
    file = tmp_path / "mirrored.mp4"
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=25)
        stream.width, stream.height, stream.pix_fmt = 96, 64, "yuv420p"
        stream.set_display_rotation(0, hflip=True)
        frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture_of(9)[:, ::-1]))
        container.mux(stream.encode(frame))
        container.mux(stream.encode())
    index = build_index(file)
    assert (index.rotation, index.mirrored) == (0, True)
    reader = VideoReader(file, index)
    assert number_in(reader.read(0)) == 9
    reader.close()


DAMAGED = {
    "a.mp4": ("libx264", 2),
    "b.mkv": ("libx264", 2),
    "c.webm": ("libvpx-vp9", 0),
    "d.avi": ("mpeg4", 2),
    "e.gif": ("gif", 0),
    "f.ts": ("libx264", 2),
    "g.mpg": ("mpeg2video", 2),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("whole")
    return {
        name: make_video(folder / name, codec, count=24, between=between).read_bytes()
        for name, (codec, between) in DAMAGED.items()
    }


@given(
    name=st.sampled_from(sorted(DAMAGED)),
    length=st.floats(0.1, 1),
    hits=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=40),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_damage_does_more_than_cost_frames(
    whole: dict[str, bytes],
    tmp_path: Path,
    name: str,
    length: float,
    hits: list[tuple[float, int]],
) -> None:
    data = bytearray(whole[name][: int(length * len(whole[name]))])
    for place, value in hits:
        data[int(place * len(data))] = value
    file = tmp_path / name
    file.write_bytes(data)
    told: list[str] = []
    try:
        index = build_index(file)
    except PictureError as error:
        told.append(str(error))
    else:
        reader = VideoReader(file, index)
        assert (np.diff(index.pts) >= 0).all()
        for frame in (*range(0, len(index), 5), 0):
            try:
                pixels = reader.read(frame)
            except PictureError as error:
                told.append(str(error))
            else:
                assert pixels.shape == (index.height, index.width, 3)
        reader.close()
    assert all(text.startswith(name) for text in told)
