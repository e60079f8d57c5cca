"""Configurations: the paper's numbers, presets, and the way to JSON and back."""

import dataclasses
import json
from typing import Any

import pytest

from fpn_core.config import (
    PRESETS,
    BackboneConfig,
    BoxConfig,
    DetectorConfig,
    LevelConfig,
    from_dict,
    preset,
    to_dict,
    value_from_text,
)
from fpn_core.errors import ConfigError
from fpn_core.training.config import TrainConfig
from tests.unit.fpn_core.tiny import tiny_config


def test_the_papers_numbers() -> None:
    config = preset("r50", ("cat",))
    assert [(level.name, level.stride) for level in config.levels] == [
        ("P2", 4),
        ("P3", 8),
        ("P4", 16),
        ("P5", 32),
        ("P6", 64),
    ]
    assert [level.anchor_sizes for level in config.levels] == [(32,), (64,), (128,), (256,), (512,)]
    assert config.rpn.anchor_ratios == (0.5, 1.0, 2.0)
    assert (config.rpn.positive_iou, config.rpn.negative_iou) == (0.7, 0.3)
    assert (config.box.k0, config.box.canonical_size, config.box.pooled_size) == (4, 224, 7)
    assert config.box.roi_levels == (0, 1, 2, 3)
    assert (config.pyramid.channels, config.box.width) == (256, 1024)
    assert config.anchors_per_cell == 3


def test_lite_scales_with_its_side() -> None:
    config = preset("lite", ("cat",))
    assert config.input.max_side == 384
    assert [level.anchor_sizes[0] for level in config.levels] == [24, 48, 96, 192, 384]
    assert config.box.canonical_size == 168
    assert config.input.divisor % 32 == 0


@pytest.mark.parametrize("name", PRESETS)
def test_configurations_go_to_json_and_back(name: str) -> None:
    config = preset(name, ("cat", "dog"))
    assert from_dict(DetectorConfig, json.loads(json.dumps(to_dict(config)))) == config


def test_missing_settings_have_their_defaults() -> None:
    assert from_dict(DetectorConfig, {}) == DetectorConfig()
    assert from_dict(BackboneConfig, {"norm_eps": None}).norm_eps is None
    assert from_dict(BackboneConfig, {"norm_eps": 0}).norm_eps == 0.0


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], r"DetectorConfig: expected an object, found \[\]"),
        ({"colour": 1, "age": 2}, "DetectorConfig: unknown settings age, colour"),
        ({"mode": "quick"}, r"DetectorConfig.mode: 'quick' is none of 'exact', 'fast'"),
        ({"box": {"width": "wide"}}, r"DetectorConfig.box.width: expected int, found 'wide'"),
        ({"box": {"width": True}}, r"box.width: expected int, found True"),
        ({"box": {"width": 1.5}}, r"box.width: expected int, found 1.5"),
        ({"box": {"aligned": 1}}, r"box.aligned: expected bool, found 1"),
        ({"box": {"coder_weights": [1, 2]}}, r"box.coder_weights: expected 4 values"),
        ({"class_names": "cat"}, r"class_names: expected a list, found 'cat'"),
        ({"class_names": [1]}, r"class_names: expected str, found 1"),
        ({"levels": [{"name": "P2"}]}, "DetectorConfig.levels: stride, anchor_sizes missing"),
        ({"levels": []}, "each level needs as many anchor sizes"),
    ],
)
def test_values_that_make_no_sense_are_named(values: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        from_dict(DetectorConfig, values)


def test_levels_share_one_head() -> None:
    levels = (LevelConfig("P2", 4, (32.0,)), LevelConfig("P3", 8, (64.0, 80.0)))
    with pytest.raises(ConfigError, match=r"each level needs as many anchor sizes; got .*P3"):
        dataclasses.replace(tiny_config(), levels=levels)


def test_class_ids_belong_to_class_names() -> None:
    with pytest.raises(ConfigError, match="2 class ids for 3 class names"):
        dataclasses.replace(tiny_config(), class_ids=(1, 2))


@pytest.mark.parametrize("hidden", [(3,), (-1,)])
def test_hidden_classes_are_classes(hidden: tuple[int, ...]) -> None:
    with pytest.raises(ConfigError, match=r"hidden_classes .* go beyond the 3 classes"):
        dataclasses.replace(tiny_config(), hidden_classes=hidden)


def test_pooled_levels_are_levels() -> None:
    with pytest.raises(ConfigError, match=r"roi_levels \(0, 9\) go beyond the 5 levels"):
        dataclasses.replace(tiny_config(), box=BoxConfig(roi_levels=(0, 9)))


def test_an_unknown_preset_is_named() -> None:
    with pytest.raises(ConfigError, match=r"no preset 'r49'; there are: lite, r50, r101"):
        preset("r49")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("zoom=0.3", {"zoom": 0.3}),
        ("seed=4", {"seed": 4}),
        ("flip=false", {"flip": False}),
        ("sides=320,384", {"sides": [320, 384]}),
        ("optimizer=adamw", {"optimizer": "adamw"}),
        ("data=a=b.json", {"data": "a=b.json"}),
    ],
)
def test_settings_from_the_command_line(text: str, expected: dict[str, Any]) -> None:
    assert value_from_text(TrainConfig, text) == expected
    from_dict(TrainConfig, expected)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("zoom", "expected NAME=VALUE with one of"),
        ("size=3", "expected NAME=VALUE with one of"),
        ("flip=maybe", "take true or false"),
        ("zoom=much", "'much' is no number"),
        ("sides=320,big", "'big' is no number"),
    ],
)
def test_settings_that_make_no_sense_are_named(text: str, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        value_from_text(TrainConfig, text)


@pytest.mark.parametrize(
    "values",
    [{"batch": 0}, {"epochs": 0.0}, {"rate": -1.0}, {"checkpoint_every": 0}, {"sides": (0,)}],
)
def test_training_settings_that_cannot_be_are_named(values: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match=f"{next(iter(values))}.* must be"):
        from_dict(TrainConfig, values)


@pytest.mark.parametrize(
    ("part", "name", "value"),
    [
        ("input", "divisor", 0),
        ("input", "max_side", 10**9),
        ("input", "std", [0.2, 0.0, 0.2]),
        ("input", "mean", [0.2, float("nan"), 0.2]),
        ("pyramid", "channels", 10**9),
        ("rpn", "post_nms", [1000, 0]),
        ("rpn", "nms_iou", 1.5),
        ("box", "canonical_size", 0.0),
        ("box", "width", -1),
        ("box", "pooled_size", 10**6),
    ],
)
def test_numbers_that_no_detector_has_are_refused(part: str, name: str, value: object) -> None:
    values = to_dict(DetectorConfig())
    values[part][name] = value
    with pytest.raises(ConfigError, match=f"{part}.{name}"):
        from_dict(DetectorConfig, values)


def test_levels_have_their_ranges_too() -> None:
    values = to_dict(DetectorConfig())
    with pytest.raises(ConfigError, match="at most"):
        from_dict(DetectorConfig, {**values, "levels": list(values["levels"]) * 20})
    values["levels"][0]["stride"] = 0
    with pytest.raises(ConfigError, match=r"P2\.stride"):
        from_dict(DetectorConfig, values)
