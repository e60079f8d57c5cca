"""The sound of a video goes along when it is written, in step with the pictures."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

from fpn_core.video import sound
from fpn_core.video.index import build_index
from fpn_core.video.opening import packets_of
from fpn_core.video.reader import VideoReader
from fpn_core.video.sound import sound_of
from fpn_core.video.writing import writing
from tests.unit.fpn_core.video.made_sound import add_sound, heard, tones_at
from tests.unit.fpn_core.video.made_videos import make_video, number_in, picture_of, trim_start

PACKET = 0.03  # seconds
TONES = (0.5, 1.5, 2.5, 3.5)


def copy(source: Path, first: int = 0, last: int | None = None) -> tuple[Path, list[str]]:
    """Write frames of a video with their sound; the new video, and what is said of the sound."""
    index = build_index(source)
    end = len(index) - 1 if last is None else last
    target = source.with_name(f"{source.stem}-out.mp4")
    along = sound_of(str(source), index, end)
    reader = VideoReader(source, index)
    with writing(target, index.time_base, along) as writer:
        for frame in range(first, end + 1):
            writer.add(reader.read(frame), int(index.pts[frame]))
    reader.close()
    return target, along.problems if along else []


def film(target: Path, codec: str = "aac", rate: int = 48_000, **options: Any) -> Path:
    """Four seconds of numbered frames, with tones."""
    shown = "mpeg4" if target.suffix == ".avi" else "libx264"
    video = make_video(target.with_name("silent.mkv"), shown, count=100)
    return add_sound(video, target, codec, tones_at(TONES, 4.0, rate), rate=rate, **options)


@pytest.mark.parametrize(
    ("name", "codec", "written", "options"),
    [
        ("a.mp4", "aac", "aac", {"layout": "stereo"}),
        ("a.ts", "aac", "aac", {}),
        ("a.mkv", "libmp3lame", "mp3", {"rate": 44100}),
        ("a.mkv", "ac3", "ac3", {"layout": "5.1"}),
        ("a.webm", "libopus", "opus", {}),
        ("a.mkv", "flac", "flac", {"rate": 44100}),
        ("a.avi", "pcm_s16le", "aac", {"rate": 11025}),
        ("a.mkv", "pcm_s24le", "aac", {"rate": 37800, "layout": "5.1"}),
        ("a.webm", "vorbis", "aac", {"layout": "stereo"}),
    ],
)
def test_tones_stay_with_their_pictures(
    tmp_path: Path, name: str, codec: str, written: str, options: dict[str, Any]
) -> None:
    source = film(tmp_path / name, codec, **options)
    target, problems = copy(source)
    kept, tones, end = heard(target)
    assert not problems
    assert kept == written
    assert tones == pytest.approx(TONES, abs=PACKET)
    assert end == pytest.approx(4.0, abs=0.1)
    stretch, problems = copy(source, 30, 79)
    _kept, tones, end = heard(stretch)
    assert not problems
    assert tones == pytest.approx([0.3, 1.3], abs=PACKET)
    assert end == pytest.approx(2.0, abs=0.1)
    assert len(build_index(stretch)) == 50


def test_pictures_that_begin_late_have_the_sound_of_that_time(tmp_path: Path) -> None:
    times = [2000 + 40 * n for n in range(50)]
    video = make_video(tmp_path / "late.mkv", times=times)
    for name, codec in (("copied.mkv", "aac"), ("encoded.mkv", "pcm_s16le")):
        source = add_sound(video, tmp_path / name, codec, tones_at(TONES, 4.0))
        target, problems = copy(source)
        assert not problems
        assert heard(target)[1] == pytest.approx([0.5, 1.5], abs=PACKET)


def test_sound_that_begins_late_and_ends_soon_stays_where_it_is(tmp_path: Path) -> None:
    video = make_video(tmp_path / "silent.mkv", count=100)
    for codec in ("aac", "pcm_s16le"):
        first = add_sound(video, tmp_path / "early.mkv", codec, tones_at([0.2], 1.0))
        source = tmp_path / "late.mkv"
        with av.open(str(first)) as given, av.open(str(source), "w") as made:
            streams = {
                s.index: made.add_stream_from_template(s, opaque=True) for s in given.streams
            }
            for packet in given.demux():
                if packet.size and packet.pts is not None and packet.dts is not None:
                    if packet.stream.type == "audio":
                        packet.pts, packet.dts = packet.pts + 1500, packet.dts + 1500
                    packet.stream = streams[packet.stream_index]
                    made.mux(packet)
        target, problems = copy(source)
        assert not problems
        assert heard(target)[1] == pytest.approx([1.7], abs=PACKET)
        target, problems = copy(source, 0, 20)
        assert not problems
        with av.open(str(target)) as written:
            assert not written.streams.audio


def test_edit_lists_move_pictures_and_sound(tmp_path: Path) -> None:
    source = film(tmp_path / "a.mp4")
    with av.open(str(source)) as container:
        unit = container.streams.video[0].time_base
    trim_start(source, round(0.4 / float(unit or 1)))  # of the first track, the pictures
    target, problems = copy(source)
    assert not problems
    index = build_index(target)
    reader = VideoReader(target, index)
    assert number_in(reader.read(0)) == 10
    reader.close()
    assert heard(target)[1] == pytest.approx(TONES, abs=PACKET)
    again, problems = copy(copy(target, 30)[0])  # a stretch has sound before its start
    assert not problems
    assert heard(again)[1] == pytest.approx([0.3, 1.3, 2.3], abs=PACKET)


@pytest.mark.parametrize("codec", ["aac", "pcm_s16le"])
@pytest.mark.parametrize("lands", ["early", "late", "never"])
def test_far_into_a_video_reading_begins_near_the_stretch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str, lands: str
) -> None:
    video = make_video(tmp_path / "silent.mkv", count=200, rate=4, gop=8)
    tones = [n + 0.25 for n in range(50)]
    source = add_sound(video, tmp_path / "a.mkv", codec, tones_at(tones, 50.0, 8000), rate=8000)
    real, asked = sound._sought, list[Any]()

    def sought(container: Any, seconds: Any) -> bool:
        asked.append(seconds)
        if lands == "late":
            container.seek(45_000_000)
        return lands != "never" and (lands == "late" or real(container, seconds))

    monkeypatch.setattr(sound, "_sought", sought)
    target, problems = copy(source, 160, 167)
    assert not problems
    assert asked == [30]
    assert heard(target)[1] == pytest.approx([0.25, 1.25], abs=PACKET)


def test_what_has_no_sound_stays_silent(tmp_path: Path) -> None:
    for number in range(3):
        Image.fromarray(picture_of(number)).save(tmp_path / f"s_{number}.png")
    pattern = tmp_path / "s_%d.png"
    assert sound_of(str(pattern), build_index(pattern), 2) is None
    animation = make_video(tmp_path / "moving.gif", "gif", count=3)
    clip = make_video(tmp_path / "clip.mp4", count=3)
    for source in (animation, clip):
        target, problems = copy(source)
        assert not problems
        with av.open(str(target)) as written:
            assert [stream.type for stream in written.streams] == ["video"]


def test_of_several_streams_the_one_that_players_take_is_kept(tmp_path: Path) -> None:
    video = make_video(tmp_path / "silent.mkv", count=50)
    sounds = tones_at([0.5], 2.0), tones_at([1.5], 2.0)
    target, problems = copy(add_sound(video, tmp_path / "a.mkv", "aac", *sounds))
    assert not problems
    assert heard(target)[1] == pytest.approx([0.5], abs=PACKET)


def test_a_video_that_was_cut_keeps_its_pictures_and_says_so(tmp_path: Path) -> None:
    whole = film(tmp_path / "a.mp4", muxer={"movflags": "faststart"})
    data = whole.read_bytes()
    whole.write_bytes(data[: int(len(data) * 0.7)])
    target, problems = copy(whole)
    (problem,) = problems
    assert problem.startswith("a.mp4: its sound ends early, at ")
    kept = len(build_index(target))
    assert 40 < kept < 90
    assert heard(target)[1] == pytest.approx(TONES[: kept // 25], abs=PACKET)


@pytest.mark.parametrize("codec", ["aac", "pcm_s16le"])
def test_sound_that_breaks_in_the_middle_costs_no_picture(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str
) -> None:
    source = film(tmp_path / "a.mkv", codec)

    def until_two(*given: Any) -> Iterator[Any]:
        for packet in packets_of(*given):
            if (packet.pts or 0) * packet.time_base > 2:
                raise av.error.InvalidDataError(1, "no sense in it")
            yield packet

    monkeypatch.setattr(sound, "packets_of", until_two)
    target, (problem,) = copy(source)
    assert problem.startswith("a.mkv: its sound is broken from 2.0 s on, and left out from there (")
    assert "no sense in it" in problem
    assert len(build_index(target)) == 100
    assert heard(target)[1] == pytest.approx(TONES[:2], abs=PACKET)


@pytest.mark.parametrize("codec", ["aac", "libopus", "vorbis", "pcm_s16le"])
def test_noise_in_place_of_sound_costs_no_picture(tmp_path: Path, codec: str) -> None:
    random = np.random.default_rng(0)
    made = film(tmp_path / "whole.mkv", codec, layout="stereo")
    source = tmp_path / "a.mkv"
    with av.open(str(made)) as given, av.open(str(source), "w") as out:
        streams = {s.index: out.add_stream_from_template(s, opaque=True) for s in given.streams}
        for packet in given.demux():
            if not packet.size or packet.pts is None:
                continue
            new = packet
            if packet.stream.type == "audio" and packet.pts > 1000:
                new = av.Packet(random.bytes(packet.size))
                new.pts, new.dts, new.time_base = packet.pts, packet.dts, packet.time_base
            new.stream = streams[packet.stream_index]
            out.mux(new)
    target, _problems = copy(source)
    assert len(build_index(target)) == 100


def test_what_mp4_refuses_is_encoded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sound, "_fits", lambda *given: False)
    target, problems = copy(film(tmp_path / "a.mkv", "ac3"))
    assert not problems
    kept, tones, _end = heard(target)
    assert kept == "aac"
    assert tones == pytest.approx(TONES, abs=PACKET)


@pytest.mark.parametrize("codec", ["aac", "pcm_s16le"])
def test_sound_is_read_beside_the_pictures(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, codec: str
) -> None:
    source = film(tmp_path / "a.mkv", codec)
    read = list[float]()

    def noted(*given: Any) -> Iterator[Any]:
        for packet in packets_of(*given):
            read.append(float((packet.pts or 0) * packet.time_base))
            yield packet

    monkeypatch.setattr(sound, "packets_of", noted)
    index = build_index(source)
    with writing(tmp_path / "out.mp4", index.time_base, sound_of(str(source), index, 99)) as writer:
        for frame in range(100):
            writer.add(picture_of(frame), int(index.pts[frame]))
            assert frame / 25 - 0.2 < read[-1] < frame / 25 + 0.2
