"""What a batch teaches: whatever it is split into, and also by boxes that a person rejected."""

import dataclasses
import math

import pytest
import torch

from fpn_core.detections import Proposals
from fpn_core.detector import Detector
from fpn_core.losses import choose_lesson
from fpn_core.preprocess import to_batch
from fpn_core.targets import UNKNOWN, Target
from tests.unit.fpn_core.tiny import picture, tiny_config, tiny_detector

NOTHING = torch.zeros(0, 4)
CAT, DOG, BACKGROUND = 0, 1, 3


@pytest.fixture(scope="module")
def model() -> Detector:
    return tiny_detector()


def target(*boxes: tuple[float, ...], rejected: tuple[tuple[float, ...], int] | None) -> Target:
    rows = torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4)
    known = Target(rows, torch.zeros(len(rows), dtype=torch.long), NOTHING)
    if rejected is not None:
        known.rejected = torch.tensor([rejected[0]], dtype=torch.float32)
        known.rejected_labels = torch.tensor([rejected[1]])
    return known


def lesson_of(known: Target) -> tuple[list, list]:
    """(box, label) of what is taught and of what is wrong, where nothing was proposed."""
    lesson = choose_lesson(
        Proposals.given(NOTHING), known, tiny_config(), torch.Generator().manual_seed(0)
    )
    taught = list(zip(lesson.rois.tolist(), lesson.labels.tolist(), strict=True))
    return taught, list(zip(lesson.wrong.tolist(), lesson.wrong_labels.tolist(), strict=True))


def test_a_rejected_box_far_from_all_annotations_is_background() -> None:
    for label in (DOG, UNKNOWN):
        known = target((0, 0, 10, 10), rejected=((50, 50, 70, 70), label))
        taught, wrong = lesson_of(known)
        assert taught == [([0, 0, 10, 10], CAT), ([50, 50, 70, 70], BACKGROUND)]
        assert wrong == []


def test_a_rejected_box_on_an_annotation_teaches_only_its_wrong_class() -> None:
    known = target((0, 0, 20, 20), rejected=((2, 0, 22, 20), DOG))
    taught, wrong = lesson_of(known)
    assert taught == [([0, 0, 20, 20], CAT)]
    assert wrong == [([2, 0, 22, 20], DOG)]
    nothing = target((0, 0, 20, 20), rejected=((2, 0, 22, 20), UNKNOWN))
    assert lesson_of(nothing)[1] == []


def test_the_loss_of_a_wrong_class_is_that_of_its_probability(model: Detector) -> None:
    pixels = picture(128, 128)
    box = (10.0, 10.0, 70.0, 80.0)
    plain = model.losses([pixels], [target(box, rejected=None)])
    told = model.losses([pixels], [target(box, rejected=(box, DOG))])
    assert "box_rejected" not in plain
    assert told["box_class"].item() == pytest.approx(plain["box_class"].item())
    dense = model.dense_on(to_batch([pixels], model.config.input))
    with torch.no_grad():
        scores, _, _ = model._classify(dense.network, dense.maps, [torch.tensor([box])], True)
    share = float(scores.softmax(dim=1)[0, DOG])
    samples = model.config.box.samples + 1
    assert told["box_rejected"].item() == pytest.approx(-math.log(1 - share) / samples, rel=1e-3)


def test_a_batch_teaches_the_same_whole_or_in_parts() -> None:
    """Gradients add up, so that a step may be split over time or processes."""
    config = tiny_config()
    few = dataclasses.replace(
        config,
        rpn=dataclasses.replace(config.rpn, samples=40),
        # All RoIs: rounding differs with the batch, and with it the order that is drawn from.
        box=dataclasses.replace(config.box, samples=1000, positive_fraction=0.5),
    )
    model = tiny_detector(few)
    pictures = [picture(128, 96, seed) for seed in range(3)]
    rejections = (((60, 60, 90, 90), DOG), ((12, 8, 62, 72), DOG), None)
    targets = [target((10, 10, 60, 70), rejected=each) for each in rejections]
    whole = model.losses(pictures, targets, seed=5)
    parts = [
        model.losses(pictures[place : place + 1], targets[place : place + 1], seed=5 + place)
        for place in range(3)
    ]
    for name, value in whole.items():
        total = sum(part[name].item() for part in parts if name in part) / 3
        assert value.item() == pytest.approx(total, rel=1e-5), name
