"""Small grey pictures along a video, and how much they change."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from app.domain.video.scenes import STEP_SECONDS, Stretch, change_by_frame, small_grey
from fpn_core.errors import VideoStoppedError
from fpn_core.video.index import VideoIndex, build_index
from tests.unit.fpn_core.video.made_videos import make_video


@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 255))
def test_a_picture_of_any_size_becomes_a_small_one(width: int, height: int, grey: int) -> None:
    small = small_grey(np.full((height, width, 3), grey, np.uint8))
    assert small.shape == (36, 64)
    assert (small == grey).all()


@given(arrays(np.uint8, (72, 128, 3)))
def test_small_pictures_keep_the_mean(pixels: np.ndarray) -> None:
    assert small_grey(pixels).mean() == pytest.approx(pixels.mean(), abs=1.0)


def film(folder: Path) -> tuple[Path, VideoIndex]:
    video = make_video(folder / "clip.mp4", count=60, rate=10, numbers=[0] * 30 + [255] * 30)
    return video, build_index(video)


def test_two_frames_a_second_are_looked_at(tmp_path: Path) -> None:
    video, index = film(tmp_path)
    frames = Stretch(str(video), index, 5, 41).samples()
    assert frames[0] == 5
    assert frames[-1] <= 41
    assert np.diff(index.times[frames]) == pytest.approx(STEP_SECONDS, abs=0.11)


def test_where_the_scene_changes(tmp_path: Path) -> None:
    video, index = film(tmp_path)
    told: list[float] = []
    values = change_by_frame(Stretch(str(video), index, 0, 59), told.append, lambda: False)
    assert values[0] == 1
    later = {frame: value for frame, value in values.items() if frame}
    assert max(later, key=lambda frame: later[frame]) == 30
    assert told == sorted(told)
    assert told[-1] == 1


def test_it_ends_when_it_is_told_to(tmp_path: Path) -> None:
    video, index = film(tmp_path)
    told: list[float] = []
    with pytest.raises(VideoStoppedError):
        change_by_frame(Stretch(str(video), index, 0, 59), told.append, lambda: len(told) > 2)
    assert len(told) == 3
