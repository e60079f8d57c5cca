"""Model files: whole detectors in, whole detectors out, and nothing else gets in."""

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor

from fpn_core import model_file
from fpn_core.config import DetectorConfig, to_dict
from fpn_core.detector import Detector
from fpn_core.errors import ModelError
from fpn_core.model_file import read_header, read_model, save_model
from fpn_core.model_header import METADATA_KEY
from fpn_core.models import load_model, model_path
from fpn_core.network import prepare_for_training
from tests.unit.fpn_core.tiny import picture, tiny_config, tiny_detector


@pytest.fixture(scope="module")
def model() -> Detector:
    built = tiny_detector(dataclasses.replace(tiny_config(), class_ids=(3, 5, 9)))
    built.provenance = {"name": "tiny", "seed": 4}
    return built


@pytest.fixture
def file(model: Detector, tmp_path: Path) -> Path:
    model.save(tmp_path / "tiny.safetensors")
    return tmp_path / "tiny.safetensors"


def rewritten(
    file: Path,
    tensors: Callable[[dict[str, Tensor]], Any] = lambda values: None,
    header: Callable[[dict[str, Any]], Any] = lambda values: None,
) -> Path:
    """The file with its tensors and its description changed in place."""
    content = load_file(file)
    with safe_open(file, framework="pt") as opened:
        about = json.loads(opened.metadata()[METADATA_KEY])
    tensors(content)
    header(about)
    save_file(content, file, metadata={METADATA_KEY: json.dumps(about)})
    return file


def test_a_model_comes_back_as_it_was(model: Detector, file: Path) -> None:
    read = read_model(file)
    assert read.config == model.config
    assert read.provenance == {"name": "tiny", "seed": 4}
    assert read.name == "tiny"
    assert not read.training
    for name, value in model.network.state_dict().items():
        assert torch.equal(read.network.state_dict()[name], value), name
    pixels = picture(128, 90)
    before, after = model.detect(pixels), read.place("cpu").detect(pixels)
    assert torch.equal(before.boxes, after.boxes)
    assert before.anchor_index.tolist() == after.anchor_index.tolist()


def test_a_network_laid_out_for_training_saves_the_same_file(file: Path, tmp_path: Path) -> None:
    trained = read_model(file)
    prepare_for_training(trained.network)
    trained.save(tmp_path / "trained.safetensors")
    first, second = load_file(file), load_file(tmp_path / "trained.safetensors")
    assert set(first) == set(second)
    assert all(torch.equal(second[name], value) for name, value in first.items())


def test_the_header_is_read_without_the_tensors(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_building(*_: Any) -> None:
        raise AssertionError("built the network")

    monkeypatch.setattr(model_file, "Detector", no_building)
    config, provenance = read_header(file)
    assert config.class_ids == (3, 5, 9)
    assert provenance["seed"] == 4


def test_the_name_of_a_nameless_model_is_its_files(file: Path) -> None:
    rewritten(file, header=lambda about: about.update(provenance={}))
    assert read_model(file).name == "tiny"


def test_bf16_halves_the_file_and_reads_as_fp32(
    model: Detector, file: Path, tmp_path: Path
) -> None:
    narrow = tmp_path / "narrow.safetensors"
    save_model(model, narrow, torch.bfloat16)
    assert narrow.stat().st_size < 0.52 * file.stat().st_size
    read = read_model(narrow).network.state_dict()
    for name, value in model.network.state_dict().items():
        assert read[name].dtype == torch.float32
        torch.testing.assert_close(read[name], value, rtol=2**-8, atol=1e-30)


def drop(name: str) -> Callable[[dict[str, Tensor]], Any]:
    return lambda tensors: tensors.pop(name)


HOSTILE: dict[str, tuple[Callable[[Path], Any], str]] = {
    "truncated": (
        lambda file: file.write_bytes(file.read_bytes()[:-1000]),
        "no safetensors file",
    ),
    "empty": (lambda file: file.write_bytes(b""), "no safetensors file"),
    "a pickle": (lambda file: torch.save({"a": 1}, file), r"fpn-core import"),
    "missing tensor": (
        lambda file: rewritten(file, drop("rpn_head.objectness.bias")),
        "the weights do not fit: rpn_head.objectness.bias is missing",
    ),
    "many missing": (
        lambda file: rewritten(file, lambda tensors: [tensors.pop(n) for n in list(tensors)[:9]]),
        "and 6 more",
    ),
    "another tensor": (
        lambda file: rewritten(file, lambda tensors: tensors.update(extra=torch.zeros(2))),
        "extra is not part of this detector",
    ),
    "wrong shape": (
        lambda file: rewritten(
            file, lambda tensors: tensors.update({"predictor.scores.bias": torch.zeros(9)})
        ),
        r"predictor.scores.bias has shape \(9,\), not \(4,\)",
    ),
    "later format": (
        lambda file: rewritten(file, header=lambda about: about.update(format=99)),
        "format 99 is of a later PyramidLabel",
    ),
    "no format": (
        lambda file: rewritten(file, header=lambda about: about.pop("format")),
        "description cannot be read",
    ),
    "unknown setting": (
        lambda file: rewritten(file, header=lambda about: about["config"].update(colour=1)),
        "unknown settings colour",
    ),
    "wrong type": (
        lambda file: rewritten(file, header=lambda about: about["config"].update(box=[])),
        r"DetectorConfig.box: expected an object",
    ),
    "backbone from the internet": (
        lambda file: rewritten(
            file, header=lambda about: about["config"]["backbone"].update(name="hf-hub:a/b")
        ),
        "its detector cannot be built: no backbone 'hf-hub:a/b'",
    ),
    "no classes": (
        lambda file: rewritten(
            file, header=lambda about: about["config"].update(class_names=[], class_ids=[])
        ),
        "at least one class",
    ),
    "no description": (
        lambda file: save_file({"a": torch.zeros(1)}, file),
        "holds tensors but no description of a detector",
    ),
    "not JSON": (
        lambda file: save_file({"a": torch.zeros(1)}, file, metadata={METADATA_KEY: "{"}),
        "description cannot be read",
    ),
    "JSON of another kind": (
        lambda file: save_file({"a": torch.zeros(1)}, file, metadata={METADATA_KEY: "[3]"}),
        "description cannot be read",
    ),
    "nested without end": (
        lambda file: save_file({"a": torch.zeros(1)}, file, metadata={METADATA_KEY: "[" * 90_000}),
        "description cannot be read",
    ),
    "endless description": (
        lambda file: save_file(
            {"a": torch.zeros(1)}, file, metadata={METADATA_KEY: '"' + "a" * 1_000_001 + '"'}
        ),
        "characters of metadata; at most 1000000",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_files_that_are_no_model_are_named(file: Path, name: str) -> None:
    spoil, message = HOSTILE[name]
    spoil(file)
    with pytest.raises(ModelError, match=message) as caught:
        read_model(file)
    assert str(caught.value).startswith(str(file))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"none\.safetensors: no such model file"):
        read_model(tmp_path / "none.safetensors")
    with pytest.raises(ModelError, match=r"litte: no such model file, and no model of that name"):
        load_model("litte")


def test_a_file_is_found_by_its_path(file: Path) -> None:
    assert model_path(file) == file
    loaded = load_model(file, device="cpu", mode="exact")
    assert len(loaded.detect(picture(96, 96))) > 0


def test_writing_that_fails_leaves_the_old_file(
    model: Detector, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = file.read_bytes()

    def full(tensors: Any, target: Path, metadata: Any) -> None:
        Path(target).write_bytes(b"the part that still fitted")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(model_file, "save_file", full)
    with pytest.raises(ModelError, match=r"tiny\.safetensors: cannot be written: .*No space left"):
        model.save(file)
    assert file.read_bytes() == before
    assert list(file.parent.iterdir()) == [file]


def test_too_long_a_description_is_not_written(model: Detector, tmp_path: Path) -> None:
    talkative = Detector(model.config, {"data": "x" * 1_000_001})
    with pytest.raises(ModelError, match="characters of metadata"):
        talkative.save(tmp_path / "talkative.safetensors")
    assert list(tmp_path.iterdir()) == []


def test_the_whole_configuration_is_in_the_file(file: Path) -> None:
    with safe_open(file, framework="pt") as opened:
        about = json.loads(opened.metadata()[METADATA_KEY])
    assert about["format"] == 1
    fields = {field.name for field in dataclasses.fields(DetectorConfig)}
    assert set(about["config"]) == fields
    assert about["config"] == json.loads(json.dumps(to_dict(read_header(file)[0])))
