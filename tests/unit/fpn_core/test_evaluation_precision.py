"""COCO's figures: by hand where the answer is plain, by pycocotools' own road where it is not."""

import contextlib
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from fpn_core.evaluation.average_precision import AREA_RANGES, CocoRun, level_run
from fpn_core.evaluation.rows import Judged
from tests.unit.fpn_core.evaluation_cases import Box, judged, random_pictures

CAT, DOG = 0, 1
A: Box = (10, 10, 60, 60)
B: Box = (100, 100, 220, 220)
FAR: Box = (300, 300, 340, 340)
ONE: Any = pytest.approx(1)  # pycocotools adds the smallest float to what it divides by
ONES: Any = (ONE, ONE, ONE, ONE)
HALF: Any = pytest.approx(0.5)


def summary(pictures: Sequence[Judged], classes: int, folder: Path) -> np.ndarray:
    """COCOeval's twelve figures over files as its users write them."""
    truth: list[dict] = []
    found: list[dict] = []
    for picture in pictures:
        rows = picture.truth
        for box, label, crowd in zip(rows.boxes, rows.labels, rows.crowd, strict=True):
            row = as_row(picture, box, label) | {"id": len(truth) + 1, "iscrowd": int(crowd)}
            truth.append(row | {"area": row["bbox"][2] * row["bbox"][3]})
        seen = picture.found
        for box, label, score in zip(seen.boxes, seen.labels, seen.scores, strict=True):
            found.append(as_row(picture, box, label) | {"score": float(score)})
    content = {
        "images": [{"id": p.picture_id} for p in pictures],
        "categories": [{"id": k, "name": str(k)} for k in range(classes)],
        "annotations": truth,
    }
    (folder / "truth.json").write_text(json.dumps(content))
    (folder / "found.json").write_text(json.dumps(found))
    with contextlib.redirect_stdout(io.StringIO()):
        index = COCO(str(folder / "truth.json"))
        evaluation = COCOeval(index, index.loadRes(str(folder / "found.json")), "bbox")
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    return np.asarray(evaluation.stats)


def as_row(picture: Judged, box: np.ndarray, label: int) -> dict:
    x1, y1, x2, y2 = box.tolist()
    return {
        "image_id": picture.picture_id,
        "category_id": int(label),
        "bbox": [x1, y1, x2 - x1, y2 - y1],
    }


@pytest.mark.parametrize("seed", range(4))
def test_all_figures_equal_those_of_pycocotools_on_files(tmp_path: Path, seed: int) -> None:
    pictures = random_pictures(25, 3, seed)
    figures = CocoRun(pictures, range(3)).coco_figures()
    expected = summary(pictures, 3, tmp_path)
    ours: list[Any] = [
        *(figures.AP, figures.AP50, figures.AP75),
        *(figures.AP_small, figures.AP_medium, figures.AP_large),
        *(figures.AR_1, figures.AR_10, figures.AR_100),
    ]
    np.testing.assert_allclose(ours, expected[:9], atol=1e-12)
    assert 0.01 < expected[0] < 0.95


def test_perfect_detections_have_ap_1() -> None:
    truths = [(A, CAT), (B, DOG)]
    run = CocoRun([judged(truths, [(A, CAT, 0.9), (B, DOG, 0.8)])], [CAT, DOG])
    figures = run.coco_figures()
    assert (figures.AP, figures.AP50, figures.AP75, figures.AR_1) == ONES
    assert figures.AP_small is None  # A is 50 x 50, B 120 x 120
    assert (figures.AP_medium, figures.AP_large) == ONES[:2]


def test_the_wrong_class_finds_nothing() -> None:
    run = CocoRun([judged([(A, CAT)], [(A, DOG, 0.9)])], [CAT, DOG])
    assert run.coco_figures().AP == 0
    rows = run.class_figures()
    assert (rows[CAT].AP, rows[CAT].boxes) == (0, 1)
    assert (rows[DOG].AP, rows[DOG].AP50, rows[DOG].boxes) == (None, None, 0)


def test_a_false_alarm_above_the_hit_halves_ap50() -> None:
    run = CocoRun([judged([(A, CAT)], [(FAR, CAT, 0.9), (A, CAT, 0.5)])], [CAT])
    assert run.coco_figures().AP50 == HALF


def test_overlap_decides_by_threshold() -> None:
    shifted = (10, 10, 60, 46)  # 36 of 50 rows: IoU 0.72, enough for .50 .. .70
    figures = CocoRun([judged([(A, CAT)], [(shifted, CAT, 0.9)])], [CAT]).coco_figures()
    assert (figures.AP50, figures.AP75) == (ONE, 0)
    assert figures.AP == HALF


def test_no_detections_and_no_pictures_with_boxes() -> None:
    nothing_found = CocoRun([judged([(A, CAT)])], [CAT]).coco_figures()
    assert (nothing_found.AP, nothing_found.AR_100) == (0, 0)
    nothing_there = CocoRun([judged([], [(A, CAT, 0.9)])], [CAT])
    assert nothing_there.coco_figures().AP is None
    assert nothing_there.range_figures(0).recall is None


def test_crowds_are_neither_found_nor_missed() -> None:
    inside = [(B, CAT, 0.9), ((100, 100, 160, 160), CAT, 0.8), (A, CAT, 0.7)]
    picture = judged([(A, CAT), (B, CAT)], inside, crowd=[False, True])
    run = CocoRun([picture], [CAT])
    assert run.coco_figures().AP == ONE
    assert run.class_figures()[CAT].boxes == 1
    assert CocoRun([judged([(B, CAT)], crowd=[True])], [CAT]).coco_figures().AP is None


def test_classes_that_do_not_count_are_left_out() -> None:
    picture = judged([(A, CAT), (B, -1)], [(A, CAT, 0.5), (FAR, 7, 0.9)])
    run = CocoRun([picture], [CAT])
    assert run.coco_figures().AP == ONE
    assert run.range_figures(0).truths == 1


def test_it_prints_nothing(capsys: pytest.CaptureFixture) -> None:
    CocoRun(random_pictures(3, 2, 0), [CAT, DOG]).coco_figures()
    assert capsys.readouterr().out == ""


def test_a_false_alarm_counts_against_the_level_that_fired_alone() -> None:
    picture = judged(
        [(A, CAT), (B, CAT)],
        [(FAR, CAT, 0.9), (A, CAT, 0.6), (B, CAT, 0.5)],
        truth_levels=[0, 1],
        found_levels=[1, 1, 0],  # A is found by level 1, B by level 0: found all the same
    )
    run = level_run([picture], [CAT], [0, 1, 2], "anchor_level")
    first, second, third = (run.range_figures(n) for n in range(3))
    assert (first.AP50, first.recall, first.truths) == (ONE, 1, 1)
    assert (second.AP50, second.recall, second.truths) == (HALF, 1, 1)
    assert (third.AP, third.AP50, third.recall, third.truths) == (None, None, None, 0)


def test_boxes_without_a_level_belong_to_none() -> None:
    picture = judged(
        [(A, CAT), (B, CAT)],
        [(FAR, CAT, 0.9), (A, CAT, 0.6)],
        truth_levels=[0, -1],
        found_levels=[-1, -1],
    )
    figures = level_run([picture], [CAT], [0], "roi_level").range_figures(0)
    assert (figures.AP50, figures.recall, figures.truths) == (ONE, 1, 1)


def test_levels_share_the_ground_truths_and_what_is_found_of_them() -> None:
    pictures = []
    for number, picture in enumerate(random_pictures(20, 2, 5)):
        truth_levels = [i % 3 for i in range(len(picture.truth.boxes))]
        found_levels = [i % 3 for i in range(len(picture.found.boxes))]
        pictures.append(
            judged(
                list(zip(map(tuple, picture.truth.boxes), picture.truth.labels, strict=True)),
                [
                    (tuple(box), label, score)
                    for box, label, score in zip(
                        picture.found.boxes, picture.found.labels, picture.found.scores, strict=True
                    )
                ],
                picture_id=number,
                crowd=picture.truth.crowd.tolist(),
                truth_levels=truth_levels,
                found_levels=found_levels,
            )
        )
    whole = CocoRun(pictures, [CAT, DOG]).range_figures(list(AREA_RANGES).index("all"))
    run = level_run(pictures, [CAT, DOG], [0, 1, 2], "anchor_level")
    parts = [run.range_figures(n) for n in range(3)]
    assert sum(part.truths for part in parts) == whole.truths
    # A level's truths come first in its matching, so that together no fewer are found.
    found = sum((part.recall or 0) * part.truths for part in parts)
    assert whole.recall is not None
    assert whole.recall * whole.truths <= found <= whole.truths


def test_a_class_has_its_best_hundred_on_each_picture() -> None:
    crowded = [(FAR, CAT, 0.9 - n / 1000) for n in range(100)]
    picture = judged([(A, CAT), (B, DOG)], [*crowded, (A, CAT, 0.5), (B, DOG, 0.4)])
    for run in (CocoRun([picture], [CAT, DOG]), level_run([picture], [CAT, DOG], [0], "roi_level")):
        assert run.class_figures()[CAT].AP50 == 0
        assert run.class_figures()[DOG].AP50 == ONE


def test_levels_are_judged_as_pycocotools_judges_areas() -> None:
    """Levels that say small, medium and large give COCO's figures of those sizes."""
    edges = [0, 32**2, 96**2, 1e10]
    pictures = []
    for picture in random_pictures(30, 3, 7):
        levels = [
            (np.digitize((b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1]), edges) - 1).tolist()
            for b in (picture.truth.boxes, picture.found.boxes)
        ]
        truth, found = picture.truth, picture.found
        pictures.append(
            judged(
                list(zip(map(tuple, truth.boxes), truth.labels, strict=True)),
                list(zip(map(tuple, found.boxes), found.labels, found.scores, strict=True)),
                picture_id=picture.picture_id,
                crowd=truth.crowd.tolist(),
                truth_levels=levels[0],
                found_levels=levels[1],
            )
        )
    areas = CocoRun(pictures, range(3)).coco_figures()
    levels_run = level_run(pictures, range(3), [0, 1, 2], "anchor_level")
    by_level = [levels_run.range_figures(n).AP for n in range(3)]
    assert by_level == pytest.approx([areas.AP_small, areas.AP_medium, areas.AP_large])
