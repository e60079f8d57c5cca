"""Videos that are written: the times of their source, any size, and nothing half done."""

from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from fpn_core.errors import FpnError
from fpn_core.video.index import build_index
from fpn_core.video.reader import VideoReader
from fpn_core.video.writing import writing
from tests.unit.fpn_core.video.made_videos import make_video, number_in, picture_of


def read_all(file: Path) -> list[int | None]:
    index = build_index(file)
    reader = VideoReader(file, index)
    numbers = [number_in(reader.read(frame)) for frame in range(len(index))]
    reader.close()
    return numbers


@pytest.mark.parametrize("codec", ["libx264", "mpeg4"])
def test_frames_keep_the_times_of_their_source(
    tmp_path: Path, codec: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(av, "codecs_available", {codec})
    varying = make_video(tmp_path / "a.mp4", between=2, times=[40 * n + n % 5 for n in range(50)])
    ntsc = make_video(tmp_path / "b.mp4", rate=Fraction(24000, 1001))
    late = make_video(tmp_path / "c.mkv", times=[5000 + 33 * n for n in range(50)])
    for source in (varying, ntsc, late):
        index = build_index(source)
        target = source.with_suffix(".out.mp4")
        with writing(target, index.time_base) as writer:
            for number, pts in enumerate(index.pts.tolist()):
                writer.add(picture_of(number), pts)
        written = build_index(target)
        assert written.times == pytest.approx(index.times, abs=1e-9)
        assert read_all(target) == list(range(50))
        assert sorted(tmp_path.glob(".*")) == []


def test_frames_of_one_time_stay_apart(tmp_path: Path) -> None:
    """As a video of 2000 frames a second has them where its container counts milliseconds."""
    target = tmp_path / "a.mp4"
    with writing(target, Fraction(1, 1000)) as writer:
        for number, pts in enumerate((0, 0, 1, 1, 1, 9)):
            writer.add(picture_of(number), pts)
    assert read_all(target) == list(range(6))
    assert build_index(target).times == pytest.approx([0, 0.001, 0.002, 0.003, 0.004, 0.009])


def test_a_part_of_a_video_begins_with_its_first_picture(tmp_path: Path) -> None:
    target = tmp_path / "part.mp4"
    with writing(target, Fraction(1001, 30000)) as writer:
        for number in (20, 21, 40):
            writer.add(picture_of(number), number)
    index = build_index(target)
    assert index.times == pytest.approx([0, 1001 / 30000, 20 * 1001 / 30000], abs=1e-9)
    assert read_all(target) == [20, 21, 40]


@pytest.mark.parametrize("size", [(97, 63), (96, 63), (97, 64), (1281, 721)])
def test_odd_sizes_have_one_more_row_or_column(tmp_path: Path, size: tuple[int, int]) -> None:
    target = tmp_path / "odd.mp4"
    picture = picture_of(77, *size)
    picture[:, -1] = (200, 40, 60)
    with writing(target, Fraction(1, 10)) as writer:
        for n in range(3):
            writer.add(picture, n)
    index = build_index(target)
    width, height = size
    assert (index.width, index.height) == (width + width % 2, height + height % 2)
    reader = VideoReader(target, index)
    seen = reader.read(1)
    reader.close()
    assert number_in(seen[:height, :width]) == 77
    if width % 2:
        assert np.abs(seen[height // 2, -1].astype(int) - (200, 40, 60)).max() < 40


def test_pictures_of_other_sizes_take_the_first_ones(tmp_path: Path) -> None:
    target = tmp_path / "sizes.mp4"
    with writing(target, Fraction(1, 10)) as writer:
        for n, size in enumerate([(96, 64), (120, 90), (48, 32)]):
            writer.add(np.full((size[1], size[0], 3), 220, np.uint8), n)
    reader = VideoReader(target, build_index(target))
    assert [reader.read(n).shape for n in range(3)] == [(64, 96, 3)] * 3
    small = reader.read(2)
    reader.close()
    assert small[10, 10].min() > 200
    assert small[50, 80].max() < 30


def test_what_goes_wrong_leaves_no_file_and_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "a.mp4"
    target.write_bytes(b"the old one")

    def write(*times: int) -> None:
        with writing(target, Fraction(1, 25)) as writer:
            for pts in times:
                writer.add(picture_of(1), pts)
            if len(times) == 1:
                raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write(0)
    with pytest.raises(ValueError, match="at 3 comes before the one"):
        write(3, 4, 3)
    with pytest.raises(FpnError, match="no picture"):
        write()
    assert target.read_bytes() == b"the old one"
    assert [file.name for file in tmp_path.iterdir()] == ["a.mp4"]
    in_the_way = target / "b.mp4"
    with pytest.raises(FpnError, match="cannot be written"), writing(in_the_way, Fraction(1, 25)):
        pass
