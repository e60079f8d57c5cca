"""The detector through its public doors: detect, detect_batch, losses, place."""

import dataclasses
import logging
import math

import numpy as np
import pytest
import torch

from fpn_core.config import BoxConfig, DetectorConfig
from fpn_core.detections import Detections
from fpn_core.detector import Detector
from fpn_core.errors import AnnotationError, ConfigError, PictureError
from fpn_core.network import prepare_for_training
from fpn_core.preprocess import to_batch
from fpn_core.targets import Target
from tests.unit.fpn_core.tiny import picture, tiny_config, tiny_detector

COLUMNS = [field.name for field in dataclasses.fields(Detections)]
LOSSES = {"rpn_objectness", "rpn_box", "box_class", "box_regression"}


@pytest.fixture(scope="module")
def model() -> Detector:
    return tiny_detector()


def target(*boxes: tuple[float, ...], label: int = 0) -> Target:
    rows = torch.tensor(boxes, dtype=torch.float32).reshape(-1, 4)
    return Target(rows, torch.full((len(rows),), label), torch.zeros(0, 4))


def assert_same(first: Detections, second: Detections) -> None:
    assert len(first) == len(second)
    for name in COLUMNS:
        torch.testing.assert_close(
            getattr(first, name), getattr(second, name), atol=1e-3, rtol=1e-4, msg=name
        )


# Detection


@pytest.mark.parametrize("mode", ["exact", "fast"])
def test_a_batch_of_one_size_gives_what_single_pictures_give(mode: str) -> None:
    model = tiny_detector(mode="fast" if mode == "fast" else "exact")
    pictures = [picture(128, 96, seed) for seed in range(3)]
    for alone, together in zip(pictures, model.detect_batch(pictures), strict=True):
        rows = model.detect(alone)
        assert len(rows) > 5
        if mode == "exact":
            assert_same(rows, together)
        else:  # bf16 rounds otherwise in a larger product
            assert abs(len(rows) - len(together)) <= 0.3 * len(rows)
            assert abs(float(rows.scores[0] - together.scores[0])) < 0.05


def test_no_pictures_give_no_results(model: Detector) -> None:
    assert model.detect_batch([]) == []


@pytest.mark.parametrize("size", [(1, 1), (1, 200), (300, 2), (33, 31)])
def test_pictures_of_odd_sizes(model: Detector, size: tuple[int, int]) -> None:
    rows = model.detect(picture(*size))
    edge = torch.tensor((*size, *size))
    assert bool(((rows.boxes >= 0) & (rows.boxes <= edge)).all())
    assert bool(torch.isfinite(rows.boxes).all())


@pytest.mark.parametrize(
    "pixels",
    [
        np.zeros((20, 30), np.uint8),
        np.zeros((20, 30, 4), np.uint8),
        np.zeros((20, 30, 3), np.float32),
        np.zeros((0, 30, 3), np.uint8),
    ],
    ids=["grey", "alpha", "floats", "empty"],
)
def test_other_arrays_are_refused_by_number(model: Detector, pixels: np.ndarray) -> None:
    with pytest.raises(PictureError, match=r"picture 1: expected an RGB uint8 array.*got "):
        model.detect_batch([picture(20, 20), pixels])


def test_nothing_proposed_gives_nothing(model: Detector) -> None:
    broken = tiny_detector()
    with torch.no_grad():
        broken.network.rpn_head.deltas.weight.fill_(torch.nan)
    assert len(broken.detect(picture(64, 64))) == 0


def test_a_higher_score_is_a_part_of_the_same_detections(model: Detector) -> None:
    pixels = picture(128, 128)
    low, high = model.detect(pixels, score=0.0), model.detect(pixels, score=0.5)
    assert 0 < len(high) < len(low)
    assert float(high.scores.min()) > 0.5
    best = low.scores > 0.5
    assert high.anchor_index.tolist() == low.anchor_index[best].tolist()
    by_default = model.detect(pixels)
    assert float(by_default.scores.min()) > model.config.box.score_threshold


def test_hidden_classes_are_never_shown(model: Detector) -> None:
    hiding = Detector(dataclasses.replace(tiny_config(), hidden_classes=(1,)))
    hiding.network.load_state_dict(model.network.state_dict())
    pixels = picture(128, 128)
    assert set(model.detect(pixels, 0.0).labels.tolist()) == {0, 1, 2}
    assert set(hiding.place("cpu", "exact").detect(pixels, 0.0).labels.tolist()) == {0, 2}


def test_class_agnostic_boxes() -> None:
    box = dataclasses.replace(tiny_config().box, class_agnostic=True)
    model = tiny_detector(dataclasses.replace(tiny_config(), box=box))
    rows = model.detect(picture(128, 100), score=0.0)
    assert set(rows.labels.tolist()) == {0, 1, 2}
    assert model.network.predictor.deltas.out_features == 4


def test_the_dense_part_gives_other_proposals_without_a_second_pass(model: Detector) -> None:
    pixels = picture(128, 96)
    rows, dense = model.detect_with_dense(pixels)
    assert_same(rows, model.detect(pixels))
    few = dataclasses.replace(model.config.rpn, post_nms=(5, 5))
    assert len(model.propose_from(dense, few)[0]) == 5
    assert len(model.propose_from(dense)[0]) > 5


def test_fast_detections_follow_the_weights() -> None:
    model = tiny_detector(mode="fast")
    pixels = picture(128, 128)
    before = model.detect(pixels, score=0.0)
    optimizer = torch.optim.SGD(model.network.parameters(), lr=0.0)
    sum(model.losses([pixels], [Target.empty()]).values(), torch.tensor(0.0)).backward()
    optimizer.step()
    with torch.no_grad():  # as a step would move them
        model.network.predictor.scores.bias[0] += 20.0
    after = model.detect(pixels, score=0.0)
    assert set(before.labels.tolist()) != {0}
    assert after.labels[0].item() == 0
    assert float(after.scores[0]) > 0.99


def test_modes_agree(model: Detector) -> None:
    """Folded norms and bf16 change detections by little: the best ones stay."""
    fast = tiny_detector(mode="fast")
    pixels = picture(128, 128)
    exact_rows, fast_rows = model.detect(pixels), fast.detect(pixels)
    assert abs(float(exact_rows.scores[0] - fast_rows.scores[0])) < 0.1
    assert model.dtype_name == "float32"


# Devices and memory


def test_a_gpu_that_is_not_there_is_refused(
    model: Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(ConfigError, match=r"device 'cuda' asked for, but (this )?torch"):
        model.place("cuda")


def test_out_of_memory_halves_the_batch_and_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    model = tiny_detector()
    plain = model._detect
    sizes = []

    def small_memory(pictures: list[np.ndarray], score: float | None) -> list[Detections]:
        sizes.append(len(pictures))
        if len(pictures) > 2:
            raise torch.cuda.OutOfMemoryError("simulated")
        return plain(pictures, score)

    monkeypatch.setattr(model, "_detect", small_memory)
    pictures = [picture(64, 64, seed) for seed in range(5)]
    with caplog.at_level(logging.WARNING):
        found = model.detect_batch(pictures)
    assert sizes == [5, 2, 3, 1, 2]
    assert "out of memory at 5 pictures a batch" in caplog.text
    for rows, pixels in zip(found, pictures, strict=True):
        assert_same(rows, plain([pixels], None)[0])


def test_out_of_memory_with_one_picture_is_an_error(monkeypatch: pytest.MonkeyPatch) -> None:
    model = tiny_detector()

    def none_left(*_: object) -> list[Detections]:
        raise torch.cuda.OutOfMemoryError("simulated")

    monkeypatch.setattr(model, "_detect", none_left)
    with pytest.raises(torch.cuda.OutOfMemoryError):
        model.detect_batch([picture(8, 8)])


# Losses


def test_losses_are_the_same_in_both_modes_and_for_one_seed(model: Detector) -> None:
    pictures = [picture(128, 100), picture(90, 128)]
    targets = [target((10, 10, 60, 70), (50, 20, 120, 90), label=2), target((5, 5, 80, 100))]
    in_evaluation = model.eval().losses(pictures, targets, seed=3)
    in_training = model.train().losses(pictures, targets, seed=3)
    other_seed = model.losses(pictures, targets, seed=4)
    model.eval()
    assert set(in_evaluation) == LOSSES
    for name, value in in_evaluation.items():
        assert torch.isfinite(value), name
        assert float(value.detach()) > 0, name
        assert value.item() == in_training[name].item()
    assert any(other_seed[n].item() != in_evaluation[n].item() for n in LOSSES)


def test_each_loss_reaches_its_part_of_the_network(model: Detector) -> None:
    losses = model.losses([picture(128, 128)], [target((10, 10, 70, 80), label=1)])
    reached = {}
    for name, value in losses.items():
        model.zero_grad()
        value.backward(retain_graph=True)
        reached[name] = {
            part
            for part, parameter in model.network.named_parameters()
            if parameter.grad is not None and bool((parameter.grad != 0).any())
        }
    model.zero_grad()
    for name in LOSSES:
        assert "backbone.body.layer1.0.conv1.weight" in reached[name]
    assert "rpn_head.objectness.weight" in reached["rpn_objectness"]
    assert "rpn_head.deltas.weight" in reached["rpn_box"]
    assert "predictor.scores.weight" in reached["box_class"]
    assert "predictor.deltas.weight" in reached["box_regression"]
    assert not any(part.startswith("rpn_head") for part in reached["box_class"])
    assert not any(part.startswith("predictor") for part in reached["rpn_box"])


def test_a_network_laid_out_for_training_has_the_same_losses() -> None:
    plain, trained = tiny_detector(), tiny_detector()
    prepare_for_training(trained.network)
    arguments = ([picture(128, 100)], [target((10, 10, 60, 70), label=2)])
    first, second = plain.losses(*arguments), trained.losses(*arguments)
    for name, value in first.items():
        assert second[name].item() == pytest.approx(value.item(), rel=1e-3, abs=1e-5)


@pytest.mark.parametrize("with_ignore", [False, True])
def test_pictures_without_objects_teach_background_alone(
    model: Detector, with_ignore: bool
) -> None:
    nothing = Target.empty()
    if with_ignore:
        nothing.ignore = torch.tensor([[0.0, 0.0, 128.0, 128.0]])  # nothing is left to learn from
    losses = model.losses([picture(128, 128)], [nothing])
    assert losses["rpn_box"].item() == 0
    assert losses["box_regression"].item() == 0
    assert (losses["box_class"].item() > 0) is not with_ignore
    torch.stack(list(losses.values())).sum().backward()
    model.zero_grad()


def test_ignore_regions_change_what_is_learnt(model: Detector) -> None:
    pixels = picture(128, 128)
    half = Target.empty()
    half.ignore = torch.tensor([[0.0, 0.0, 128.0, 64.0]])
    plain, ignoring = model.losses([pixels], [Target.empty()]), model.losses([pixels], [half])
    assert plain["rpn_objectness"].item() != ignoring["rpn_objectness"].item()


def test_tiny_pictures_and_invisibly_small_boxes_train(model: Detector) -> None:
    small = model.losses([picture(1, 1)], [target((0, 0, 1, 1))])
    thin = model.losses([picture(2000, 3)], [target((10.0, 0.0, 10.001, 3.0), (0, 0, 900, 3))])
    for losses in (small, thin):
        assert all(bool(torch.isfinite(value)) for value in losses.values())


@pytest.mark.parametrize(
    ("boxes", "label", "message"),
    [
        ([(1, 1, 5, 5), (8, 8, 4, 12)], 0, r"picture 1, box 1: \[8.0, 8.0, 4.0, 12.0\] is no box"),
        ([(1, 1, float("nan"), 5)], 0, "picture 1, box 0: .*nan.* is no box"),
        ([(1, 1, float("inf"), 5)], 0, "picture 1, box 0: .*inf.* is no box"),
        ([(1, 1, 1, 5)], 0, "picture 1, box 0: .* is no box .*correct it or leave it out"),
        ([(1, 1, 5, 5)], 3, r"picture 1, box 0: class 3 is none of this model's 0\.\.2"),
        ([(1, 1, 5, 5)], -1, "picture 1, box 0: class -1 is none"),
    ],
)
def test_rows_that_are_no_box_are_named(
    model: Detector, boxes: list, label: int, message: str
) -> None:
    with pytest.raises(AnnotationError, match=message):
        model.losses([picture(30, 30)] * 2, [Target.empty(), target(*boxes, label=label)])


def test_targets_must_fit_their_pictures(model: Detector) -> None:
    with pytest.raises(AnnotationError, match="2 pictures, but 1 targets"):
        model.losses([picture(30, 30)] * 2, [Target.empty()])
    wrong = Target(torch.ones(1, 4), torch.zeros(0, dtype=torch.long), torch.zeros(0, 4))
    with pytest.raises(AnnotationError, match="picture 0: 1 boxes, but 0 labels"):
        model.losses([picture(30, 30)], [wrong])
    with pytest.raises(PictureError, match="at least one picture"):
        model.losses([], [])


def test_losses_work_after_detection() -> None:
    """Anchors made while detecting are kept; a step that learns must still be able to use them."""
    model = tiny_detector()
    pixels = picture(128, 128)
    model.detect(pixels)
    losses = model.losses([pixels], [target((10, 10, 70, 80))])
    torch.stack(list(losses.values())).sum().backward()
    assert model.network.rpn_head.deltas.weight.grad is not None


@pytest.mark.parametrize("ratio", [0, 2])
def test_losses_with_either_way_to_pool(ratio: int) -> None:
    box: BoxConfig = dataclasses.replace(tiny_config().box, sampling_ratio=ratio)
    model = tiny_detector(dataclasses.replace(tiny_config(), box=box))
    losses = model.losses([picture(128, 128)], [target((10, 10, 70, 80))])
    torch.stack(list(losses.values())).sum().backward()
    gradient = model.network.backbone.body.get_parameter("layer4.0.conv1.weight").grad
    assert gradient is not None
    assert bool(torch.isfinite(gradient).all())


def test_a_detector_needs_classes() -> None:
    with pytest.raises(ConfigError, match="at least one class"):
        Detector(DetectorConfig())


def test_a_detector_has_no_parts_but_its_network() -> None:
    model = tiny_detector(mode="fast")
    before = list(model.state_dict())
    model.detect(picture(64, 64))
    assert list(model.state_dict()) == before
    assert [level.name for level in model.levels] == ["P2", "P3", "P4", "P5", "P6"]


def test_a_narrow_picture_gives_the_same_every_time() -> None:
    """Also where memory that nobody has written holds no numbers."""
    model = tiny_detector(mode="fast")
    batch = to_batch([picture(7, 300)], model.config.input)
    first = model.dense_on(batch)
    for _ in range(10):
        rubbish = [torch.full((1 << 18,), math.nan) for _ in range(4)]
        del rubbish
        again = model.dense_on(batch)
        for one, other in zip(first.maps, again.maps, strict=True):
            assert bool(torch.isfinite(other).all())
            assert torch.equal(one, other)
