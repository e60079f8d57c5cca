"""Average recall of proposals: by hand, and as pycocotools has it without classes."""

import contextlib
import io
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from fpn_core.evaluation.average_precision import AREA_RANGES
from fpn_core.evaluation.proposals import FoundTruths, ProposalFigures, ProposalRecall
from fpn_core.evaluation.rows import Judged
from tests.unit.fpn_core.evaluation_cases import Box, judged, random_pictures

A: Box = (10, 10, 60, 60)
PART_OF_A: Box = (10, 10, 60, 46)  # IoU 0.72 with A: found at .50 .. .70, half of the thresholds
TINY: Box = (200, 200, 220, 220)
FAR: Box = (400, 400, 500, 500)
HALF: Any = pytest.approx(0.5)


def figures(*pictures: Judged) -> ProposalFigures:
    """The average recall where each picture's detections stand for its proposals."""
    recall = ProposalRecall()
    for picture in pictures:
        recall.add(FoundTruths.of(picture.found.boxes, picture.truth))
    return recall.figures(used=20)


def picture(truths: Sequence[Box], proposals: Sequence[Box], **options: Any) -> Judged:
    return judged([(b, 0) for b in truths], [(b, 0, 0.5) for b in proposals], **options)


def test_the_share_of_thresholds_that_a_proposal_reaches() -> None:
    found = figures(picture([A], [PART_OF_A]))
    assert found.AR_100 == found.AR_1000 == found.AR_100_medium == HALF
    assert found.AR_100_small is None
    assert found.AR_1000_large is None
    assert found.used == 20


def test_only_the_first_hundred_count_at_100() -> None:
    found = figures(picture([A], [FAR] * 100 + [A]))
    assert (found.AR_100, found.AR_1000) == (0, 1)
    assert figures(picture([A], [FAR] * 99 + [A])).AR_100 == 1
    assert figures(picture([A], [FAR] * 1000 + [A])).AR_1000 == 0


def test_a_proposal_finds_one_box_only() -> None:
    nearby = (12, 10, 62, 60)
    assert figures(picture([A, nearby], [A])).AR_100 == HALF
    assert figures(picture([A, nearby], [A, nearby])).AR_100 == 1


def test_the_mean_is_over_boxes_not_over_pictures() -> None:
    found = figures(picture([A], [A]), picture([A, TINY, FAR], [FAR]))
    assert found.AR_100 == HALF
    assert (found.AR_100_small, found.AR_100_medium, found.AR_100_large) == (0, 0.5, 1)


def test_crowds_and_pictures_without_boxes_do_not_count() -> None:
    found = figures(picture([A, TINY], [A], crowd=[False, True]), picture([], [FAR]))
    assert found.AR_100 == 1
    assert found.AR_100_small is None


def test_no_proposals_find_nothing() -> None:
    assert figures(picture([A], [])).AR_1000 == 0
    assert figures(picture([], [])).AR_1000 is None


@pytest.mark.parametrize("seed", range(4))
def test_equal_to_pycocotools_without_classes(seed: int) -> None:
    random = np.random.default_rng(seed)
    recall = ProposalRecall()
    pictures = random_pictures(16, 3, seed + 10)
    proposals = []
    for item in pictures:
        boxes = np.concatenate([item.found.boxes + random.normal(0, 6, (4,)) for _ in range(8)])
        boxes[:, 2:] = np.maximum(boxes[:, 2:], boxes[:, :2] + 1)
        proposals.append(random.permutation(boxes))
        recall.add(FoundTruths.of(proposals[-1], item.truth))
    ours = recall.figures(used=1000)
    expected = peer(pictures, proposals)
    for row, area in enumerate(AREA_RANGES):
        for column, limit in enumerate((100, 1000)):
            key = f"AR_{limit}" if area == "all" else f"AR_{limit}_{area}"
            assert getattr(ours, key) == pytest.approx(expected[row, column]), key
    assert expected[0, 0] < expected[0, 1] < 1  # the limit of 100 bites


def peer(pictures: Sequence[Judged], proposals: Sequence[np.ndarray]) -> np.ndarray:
    """Average recall (areas, limits) by COCOeval with useCats = 0."""
    rows: tuple[list, list] = ([], [])
    for item, boxes in zip(pictures, proposals, strict=True):
        crowds = item.truth.crowd.tolist()
        for target, part, flags in (
            (rows[0], item.truth.boxes, crowds),
            (rows[1], boxes, [0] * len(boxes)),
        ):
            for number, ((x1, y1, x2, y2), crowd) in enumerate(
                zip(part.tolist(), flags, strict=True)
            ):
                target.append(
                    {
                        "id": len(target) + 1,
                        "image_id": item.picture_id,
                        "category_id": 1,
                        "bbox": [x1, y1, x2 - x1, y2 - y1],
                        "area": (x2 - x1) * (y2 - y1),
                        "iscrowd": int(crowd),
                        "score": 1 - number / 10_000,
                    }
                )
    with contextlib.redirect_stdout(io.StringIO()):
        sides = []
        for annotations in rows:
            index = COCO()
            index.dataset = {
                "images": [{"id": p.picture_id} for p in pictures],
                "categories": [{"id": 1}],
                "annotations": annotations,
            }
            index.createIndex()
            sides.append(index)
        evaluation = COCOeval(*sides, "bbox")
        evaluation.params.useCats = 0
        evaluation.params.maxDets = [1, 100, 1000]
        evaluation.evaluate()
        evaluation.accumulate()
    return np.asarray(evaluation.eval["recall"])[:, 0, :, 1:].mean(axis=0)
