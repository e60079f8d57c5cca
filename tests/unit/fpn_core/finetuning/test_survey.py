"""What a look at the pictures tells: recall, sides, anchors, and the steps there is time for."""

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fpn_core.coco import CocoPicture, read_coco
from fpn_core.config import lite
from fpn_core.finetuning.job import FinetuneConfig
from fpn_core.finetuning.pace import LEAST_STEPS, Speed, pace_for
from fpn_core.finetuning.survey import fitted, survey, with_more_proposals
from tests.unit.fpn_core.tiny import tiny_detector
from tests.unit.fpn_core.training.small_run import make_data, small_preset

LITE = lite(("cell",))


def picture_of(width: int, height: int, sides: list[tuple[float, float]]) -> CocoPicture:
    boxes = np.array([(10, 10, 10 + w, 10 + h) for w, h in sides], np.float32).reshape(-1, 4)
    count = len(boxes)
    return CocoPicture(
        1,
        "a.png",
        Path("a.png"),
        width,
        height,
        boxes,
        np.zeros(count, np.int64),
        np.zeros(count, np.bool_),
        np.arange(count),
        np.ones(count),
    )


def test_the_side_grows_for_small_objects_up_to_the_pictures_own() -> None:
    tiny = [picture_of(1280, 720, [(25, 25)] * 10)]  # 7.5 network pixels at 384
    assert fitted(LITE, tiny, 0, free=True).input.max_side == 640
    assert fitted(LITE, tiny, 0, free=False) == LITE
    large = [picture_of(1280, 720, [(200, 200)] * 10)]
    assert fitted(LITE, large, 0, free=True) == LITE
    small_picture = [picture_of(400, 300, [(8, 8)] * 10)]
    assert fitted(LITE, small_picture, 0, free=True).input.max_side == 384
    assert fitted(LITE, tiny, 512, free=False).input.max_side == 512


def test_anchors_change_only_where_others_fit_clearly_better() -> None:
    minute = [picture_of(384, 384, [(11, 11)] * 10)]  # half of the smallest anchor
    sizes = [level.anchor_sizes[0] for level in fitted(LITE, minute, 0, free=True).levels]
    assert sizes == [level.anchor_sizes[0] / 2 for level in LITE.levels]
    assert fitted(LITE, [picture_of(384, 384, [(30, 50)] * 10)], 0, free=True) == LITE
    assert fitted(LITE, [picture_of(384, 384, [])], 0, free=True) == LITE


def test_more_proposals_where_few_objects_are_proposed() -> None:
    assert with_more_proposals(LITE, 0.95, 0.9) == LITE
    assert with_more_proposals(LITE, None, 0.9) == LITE
    more = with_more_proposals(LITE, 0.3, 0.9)
    assert (more.rpn.pre_nms[1], more.rpn.post_nms[1]) == (300, 300)
    many = dataclasses.replace(LITE, rpn=dataclasses.replace(LITE.rpn, post_nms=(500, 1000)))
    assert with_more_proposals(many, 0.3, 0.9) == many


def test_a_survey_measures_recall_and_finds_kept_classes(tmp_path: Path) -> None:
    dataset = read_coco(make_data(tmp_path), tmp_path)
    model = tiny_detector(small_preset(("red", "blue")))
    (tmp_path / "3.png").write_bytes(b"\x89PNG no more")
    seen = survey(model, dataset.pictures, (1,))
    assert seen.recall is not None
    assert 0 < seen.recall <= 1
    assert seen.seconds > 0
    assert 4 not in seen.kept
    for picture in dataset.pictures:
        if picture.id in seen.kept:
            assert (seen.kept[picture.id][:, 2:] <= max(picture.width, picture.height)).all()
    assert survey(model, [picture_of(9, 9, [])], ()).recall is None


@given(
    st.floats(1, 10_000),
    st.floats(0.01, 5),
    st.floats(0.01, 5),
    st.floats(0, 20),
    st.integers(1, 2000),
    st.booleans(),
)
def test_a_run_takes_no_longer_than_it_is_given(
    seconds: float, step: float, view: float, judgement: float, pictures: int, keeps: bool
) -> None:
    settings = FinetuneConfig(batch=4)
    pace = pace_for(seconds, Speed(step, view, judgement), settings, pictures, keeps_views=keeps)
    seen = 4 * pace.steps
    fresh = min(seen, pace.views * pictures) if keeps else seen
    cost = pace.steps * step + fresh * view + pace.judgements * judgement
    assert cost <= seconds * 1.001 + 1 or pace.steps == LEAST_STEPS
    assert pace.steps >= LEAST_STEPS
    assert bool(pace.judgements) == (judgement > 0)


@pytest.mark.parametrize("views", [1, 5])
def test_views_that_are_asked_for_are_taken(views: int) -> None:
    pace = pace_for(100, Speed(0.1, 0.1, 0), FinetuneConfig(views=views), 10, keeps_views=True)
    assert pace.views == views
