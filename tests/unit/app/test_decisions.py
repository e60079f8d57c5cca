"""What became of a detection follows from annotations and rejections."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.accepting import origin_of
from app.domain.box_geometry import iou
from app.domain.decisions import Decision, agreements, decide, match_class
from app.domain.detections import DetectionSet
from app.domain.records import Annotation, Box, ProjectClass, Rejection
from tests.unit.app.boxes import CLASSES, annotation, boxes, detections

NAMES = {1: "cat", 2: "dog", 3: "person"}
BOX = (10.0, 10.0, 50.0, 50.0)
NEAR = (12.0, 10.0, 52.0, 50.0)  # IoU 0.905 with BOX
UNDECIDED, COVERED, REJECTED = Decision.UNDECIDED, Decision.COVERED, Decision.REJECTED


def shifted(share: float, box: Box = BOX) -> Box:
    """A box as large as BOX whose IoU with it is ``share``."""
    side = box[2] - box[0]
    way = side * (1 - share) / (1 + share)
    return box[0] + way, box[1], box[2] + way, box[3]


def decisions(
    found: DetectionSet,
    annotations: list[Annotation] | None = None,
    rejections: list[Rejection] | None = None,
) -> list[int]:
    return decide(found, annotations or [], rejections or [], NAMES).tolist()


def test_nothing_decided() -> None:
    assert decisions(detections([BOX, NEAR], [0, 1])) == [UNDECIDED, UNDECIDED]
    assert decisions(detections([], []), [annotation(1, BOX)]) == []


@pytest.mark.parametrize(("share", "expected"), [(0.51, COVERED), (0.49, UNDECIDED)])
def test_an_annotation_of_its_class_covers_at_half_an_overlap(
    share: float, expected: Decision
) -> None:
    assert decisions(detections([shifted(share)], [0]), [annotation(1, BOX)]) == [expected]


def test_class_names_match_whatever_their_case() -> None:
    names = {7: " CAT "}
    found = detections([BOX], [0])
    assert decide(found, [annotation(1, BOX, 7)], [], names).tolist() == [COVERED]
    assert decide(found, [annotation(1, BOX, 7)], [], {7: "dog"}).tolist() == [UNDECIDED]


def test_an_annotation_covers_one_detection_the_best_overlap_first() -> None:
    found = detections([shifted(0.7), NEAR, shifted(0.6)], [0, 0, 0])
    assert decisions(found, [annotation(1, BOX)]) == [UNDECIDED, COVERED, UNDECIDED]


def test_the_detection_an_annotation_came_from_is_covered_wherever_the_box_went() -> None:
    found = detections([BOX, NEAR], [0, 0])
    far = annotation(1, (200.0, 100.0, 300.0, 200.0), 2, origin=origin_of(found, 0))
    assert decisions(found, [far]) == [COVERED, UNDECIDED]


@pytest.mark.parametrize(("share", "expected"), [(0.61, REJECTED), (0.59, UNDECIDED)])
def test_a_new_detection_over_a_rejected_one_arrives_rejected(
    share: float, expected: Decision
) -> None:
    rejection = Rejection(9, 1, "cat", BOX)
    assert decisions(detections([shifted(share)], [0]), [], [rejection]) == [expected]
    assert decisions(detections([shifted(share)], [1]), [], [rejection]) == [UNDECIDED]


def test_a_rejected_row_leaves_the_annotation_to_others() -> None:
    found = detections([BOX, shifted(0.55)], [0, 0])
    rejection = Rejection(9, 1, "cat", BOX)
    assert decisions(found, [annotation(1, BOX)], [rejection]) == [REJECTED, COVERED]
    alone = detections([BOX], [0])
    assert decisions(alone, [annotation(1, BOX)], [rejection]) == [COVERED]


def test_ignored_regions_cover_every_class_crowds_their_own() -> None:
    found = detections([(20.0, 20.0, 40.0, 40.0), (20.0, 20.0, 40.0, 40.0)], [0, 1])
    region = annotation(1, (0.0, 0.0, 100.0, 100.0), 1)
    assert decisions(found, [region]) == [UNDECIDED, UNDECIDED]
    assert decisions(found, [replace(region, ignore=True)]) == [COVERED, COVERED]
    assert decisions(found, [replace(region, crowd=True)]) == [COVERED, UNDECIDED]


def slow_decide(
    found: DetectionSet, there: list[Annotation], rejected: list[Rejection]
) -> list[int]:
    """The rule as its words say it, pair by pair."""
    rows = [(tuple(found.boxes[row].tolist()), found.class_name(row)) for row in range(len(found))]
    marked = [
        any(r.class_name == name and iou(box, r.box) >= 0.6 for r in rejected) for box, name in rows
    ]
    pairs = sorted(
        (marked[i], -iou(box, each.box), i, j)
        for i, (box, name) in enumerate(rows)
        for j, each in enumerate(there)
        if NAMES[each.label] == name and iou(box, each.box) >= 0.5
    )
    covered: dict[int, int] = {}
    for _last, _overlap, i, j in pairs:
        if i not in covered and j not in covered.values():
            covered[i] = j
    return [
        COVERED if i in covered else REJECTED if marked[i] else UNDECIDED for i in range(len(rows))
    ]


some_boxes = st.lists(
    st.builds(
        lambda x, y, w, h: (x * 4.0, y * 4.0, x * 4.0 + w, y * 4.0 + h),
        st.integers(0, 8),
        st.integers(0, 8),
        st.sampled_from([31.0, 40.0, 53.0]),
        st.sampled_from([29.0, 37.0, 61.0]),
    ),
    max_size=8,
)


@given(some_boxes, some_boxes, some_boxes, st.randoms(use_true_random=False))
def test_fast_matching_is_the_rule(
    found_boxes: list[Box], there_boxes: list[Box], rejected_boxes: list[Box], random: object
) -> None:
    def label() -> int:
        return random.randrange(2)  # type: ignore[attr-defined]

    found = detections(found_boxes, [label() for _ in found_boxes])
    there = [annotation(100 + i, box, 1 + label()) for i, box in enumerate(there_boxes)]
    rejected = [
        Rejection(500 + i, 1, CLASSES[label()], box) for i, box in enumerate(rejected_boxes)
    ]
    assert decisions(found, there, rejected) == slow_decide(found, there, rejected)


@given(st.lists(boxes(), max_size=6), st.lists(boxes(), max_size=6))
def test_the_three_way_split_counts_every_box_once(
    found_boxes: list[Box], there_boxes: list[Box]
) -> None:
    found = detections(found_boxes, [0] * len(found_boxes))
    there = [annotation(100 + i, box) for i, box in enumerate(there_boxes)]
    split = agreements(found, np.arange(len(found)), there, [], NAMES)
    assert sorted([row for row, _id in split.agreed] + list(split.only_model)) == list(
        range(len(found))
    )
    assert sorted([id for _row, id in split.agreed] + list(split.only_person)) == [
        each.id for each in there
    ]
    covered = np.flatnonzero(decide(found, there, [], NAMES) == COVERED).tolist()
    assert [row for row, _id in split.agreed] == covered


def test_the_split_leaves_out_rejected_rows_and_ignored_regions() -> None:
    found = detections([BOX, (100.0, 100.0, 150.0, 150.0), (200.0, 50.0, 260.0, 90.0)], [0, 0, 1])
    there = [
        annotation(1, BOX),
        annotation(2, (90.0, 90.0, 160.0, 160.0), 2, ignore=True),
        annotation(3, (5.0, 150.0, 60.0, 200.0)),
    ]
    rejected = [Rejection(9, 1, "dog", (200.0, 50.0, 260.0, 90.0))]
    split = agreements(found, [0, 1, 2], there, rejected, NAMES)
    assert split.agreed == ((0, 1),)
    assert split.only_model == ()
    assert split.only_person == (3,)
    # Under the slider a detection agrees with nothing.
    assert agreements(found, [], there, rejected, NAMES).only_person == (1, 3)


def test_a_relabelled_box_agrees_no_more_with_the_detection_it_came_from() -> None:
    found = detections([BOX], [0])
    dog = annotation(1, BOX, 2, origin=origin_of(found, 0))
    split = agreements(found, [0], [dog], [], NAMES)
    assert (split.agreed, split.only_model, split.only_person) == ((), (0,), (1,))
    assert decisions(found, [dog]) == [COVERED]  # it was decided all the same
    both = detections([BOX, NEAR], [0, 1])  # a second detection, of the class that it has now
    split = agreements(both, [0, 1], [dog], [], NAMES)
    assert (split.agreed, split.only_model, split.only_person) == (((1, 1),), (0,), ())


@pytest.mark.parametrize(("share", "agreed"), [(0.51, ((0, 1),)), (0.49, ())])
def test_a_box_that_was_moved_away_agrees_no_more(share: float, agreed: tuple[object]) -> None:
    found = detections([BOX], [0])
    there = annotation(1, shifted(share), origin=origin_of(found, 0))
    assert agreements(found, [0], [there], [], NAMES).agreed == agreed


def test_a_box_agrees_with_the_detection_it_came_from_before_a_nearer_one() -> None:
    found = detections([shifted(0.7), NEAR], [0, 0])
    there = annotation(1, BOX, origin=origin_of(found, 0))
    assert agreements(found, [0, 1], [there], [], NAMES).agreed == ((0, 1),)


def test_thousands_of_boxes_are_matched_as_few_are() -> None:
    side = np.arange(70)
    corners = np.stack(np.meshgrid(side, side), -1).reshape(-1, 2) * 40.0
    table = np.concatenate([corners, corners + 30.0], axis=1)
    found = detections([tuple(box) for box in table.tolist()], [0] * len(table))
    there = [annotation(i + 1, tuple(box)) for i, box in enumerate((table + 2.0).tolist())]
    assert set(decisions(found, there)) == {int(COVERED)}


def test_a_class_is_found_by_its_exact_name_first() -> None:
    upper, lower = ProjectClass(1, "Cat", "#000000", 0), ProjectClass(2, "cat", "#000001", 1)
    assert match_class("cat", [upper, lower]) is lower
    assert match_class("CAT", [upper, lower]) is upper
    assert match_class("dog", [upper, lower]) is None
