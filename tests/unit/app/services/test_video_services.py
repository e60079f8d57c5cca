"""What the window works out about videos: scales, courses, sums over frames, stacked levels."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.detections import DetectionSet, Level, ModelInfo
from app.domain.project.summaries import PictureState, PictureSummary
from app.domain.records import FrameRange, Picture
from app.services.folder_wish import folded, unfolded
from app.services.video.course import Course
from app.services.video.level_counts import LevelCounts
from app.services.video.tally import VideoTallies, VideoTally
from app.views.video.scale import TimeScale
from fpn_core.video.frames import frame_path
from fpn_core.video.index import VideoIndex

VIDEO = "/videos/clip.mp4"
MODEL = ModelInfo(
    "lite",
    tuple(Level(f"P{k}", 2.0**k, (2.0 ** (k + 3),)) for k in range(2, 7)),
    ("car",),
    224.0,
    4,
)
FRAMES = st.integers(0, 60)


def index_at(ticks: list[int]) -> VideoIndex:
    """Frames at these hundredths of a second; the last is shown for one of them."""
    pts = np.array(sorted(set(ticks)) or [0], np.int64)
    keyframes = np.ones(len(pts), np.bool_)
    return VideoIndex(pts, Fraction(1, 100), keyframes, 64, 48)


def found(ranks: list[int], scores: list[float]) -> DetectionSet:
    """Detections of these levels and scores."""
    none = np.zeros((len(ranks), 4))
    column = np.array(ranks, np.int64)
    return DetectionSet(
        VIDEO, 64, 48, 1.0, 1.0, MODEL, none, np.array(scores), np.zeros(len(ranks), np.int64),
        column, column, none, np.array(scores), none,
    )  # fmt: skip


def summary(number: int, **values: object) -> PictureSummary:
    """A frame's figures."""
    reviewed = bool(values.pop("reviewed", False))
    picture = Picture(number + 1, frame_path(VIDEO, number), reviewed=reviewed)
    return PictureSummary(picture, **values)  # type: ignore[arg-type]


@given(
    st.integers(1, 5000), st.floats(20, 4000), st.lists(st.tuples(st.floats(0, 1), st.booleans()))
)
def test_a_scale_keeps_its_frames_within_the_video(
    count: int, width: float, zooms: list[tuple[float, bool]]
) -> None:
    scale = TimeScale().resized(width).of_all(count)
    assert scale.whole
    for share, nearer in zooms:
        before = scale.frame_at(share * width)
        scale = scale.zoomed(share * width, 1.5 if nearer else 1 / 1.5)
        assert scale.first >= 0
        assert scale.last <= count + 1e-6
        if nearer:
            assert abs(scale.frame_at(share * width) - before) <= 1
    for frame in {0, count // 2, count - 1}:
        shown = scale.showing(frame)
        assert shown.first - 1e-6 <= frame < shown.last + 1e-6
        middle = shown.x_of(frame + 0.5)
        assert shown.frame_at(middle) == frame


@given(st.lists(st.integers(0, 400), min_size=2, max_size=12), st.data())
def test_each_frame_of_a_course_is_on_screen_at_its_time(
    ticks: list[int], data: st.DataObject
) -> None:
    index = index_at(ticks)
    last = data.draw(st.integers(0, len(index) - 1))
    first = data.draw(st.integers(0, last))
    start = data.draw(st.integers(first, last))
    loop = data.draw(st.booleans())
    course = Course(index, first, last, start, loop)
    places = range(2 * course.count if loop else last - start + 1)
    seconds = [course.seconds(place) for place in places]
    assert seconds == sorted(seconds)
    assert [course.place_at(each + 1e-5) for each in seconds] == list(places)
    assert course.frame(0) == start
    assert course.ends_at(1e6) is not loop


@given(
    st.lists(
        st.one_of(
            st.builds(lambda n: f"pic_{n}.png", FRAMES),
            st.builds(lambda n: frame_path("a.mp4", n), FRAMES),
            st.builds(lambda n: frame_path("b.mp4", n), FRAMES),
        )
    )
)
def test_a_wish_is_kept_shorter_and_read_whole(names: list[str]) -> None:
    assert unfolded(folded(names)) == names


def test_every_nth_frame_is_one_entry() -> None:
    names = [frame_path("a.mp4", n) for n in range(5, 20_000, 7)]
    assert len(folded(names)) == 1
    assert unfolded(["pic.png", 3, ["a.mp4", 5, 1, 1], ["a.mp4", "1", 2, 3]]) == ["pic.png"]


FIGURES = st.fixed_dictionaries(
    {
        "annotations": st.integers(0, 3),
        "classes": st.frozensets(st.integers(1, 3), max_size=2),
        "rejections": st.integers(0, 2),
        "detections": st.one_of(st.none(), st.integers(0, 9)),
        "reviewed": st.booleans(),
    }
)


@given(st.lists(st.tuples(st.integers(0, 5), FIGURES), max_size=20))
def test_a_tally_is_the_sum_of_the_latest_figures(
    updates: list[tuple[int, dict[str, object]]],
) -> None:
    tally, latest = VideoTally(VIDEO), {}
    for number, figures in updates:
        latest[number] = each = summary(number, **figures)
        tally.put(frame_path(VIDEO, number), each)
    total = tally.summary()
    rows = list(latest.values())
    seen = [row.detections for row in rows if row.detections is not None]
    assert total.annotations == sum(row.annotations for row in rows)
    assert total.rejections == sum(row.rejections for row in rows)
    assert total.classes == frozenset().union(*(row.classes for row in rows))
    assert total.detections == (sum(seen) if seen else None)
    worked = total.annotations or total.rejections or any(r.picture.reviewed for r in rows)
    assert (total.state is PictureState.IN_WORK) == bool(worked)


def test_a_video_with_reviewed_ranges_is_in_work() -> None:
    tallies = VideoTallies(lambda id: (FrameRange(9, id, 0, 3),))
    own = PictureSummary(Picture(1, VIDEO))
    assert not tallies.take(VIDEO, own)
    tallies.begin(VIDEO, own)
    ((video, total),) = tallies.settle()
    assert (video, total.state) == (VIDEO, PictureState.IN_WORK)
    assert tallies.settle() == []


def test_levels_are_stacked_by_frame_and_score() -> None:
    counts = LevelCounts()
    counts.put(4, found([0, 0, 2, -1], [0.9, 0.3, 0.6, 0.9]))
    counts.put(0, found([1], [0.5]))
    assert counts.frames == [0, 4]
    assert counts.stacked(0, 8, 8, 5, 0.5).tolist()[4] == [1, 0, 1, 0, 0]
    assert counts.stacked(0, 8, 8, 5, 0.2).tolist()[4] == [2, 0, 1, 0, 0]
    both = counts.stacked(0, 8, 1, 5, 0.5).tolist()[0]
    assert both == [0.5, 0.5, 0.5, 0, 0]
    assert [counts.before(frame) for frame in (0, 3, 4, 9)] == [0, 0, 4, 4]
    counts.put(4, found([], []))
    assert counts.stacked(0, 8, 8, 5, 0.2).sum() == pytest.approx(1)
    assert counts.before(-1) is None
