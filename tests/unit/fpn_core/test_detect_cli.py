"""`fpn-core detect`: its JSON, its drawings, its messages and its exit codes."""

import json
import math
import os
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fpn_core.anchors import all_anchors
from fpn_core.cli.main import main
from fpn_core.media import read_picture
from tests.unit.fpn_core.tiny import picture, tiny_config, tiny_detector

ROW_KEYS = {
    *("bbox", "score", "category", "category_id", "anchor_level", "roi_level"),
    *("anchor_index", "anchor", "objectness", "proposal"),
}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model file with random weights under which detections do appear."""
    file = tmp_path / "models" / "tiny.safetensors"
    tiny_detector().save(file)
    return file


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit code of `fpn-core detect ARGUMENTS`."""
    monkeypatch.setattr(sys, "argv", ["fpn-core", "detect", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def save_picture(file: Path, width: int = 150, height: int = 100, seed: int = 0) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(picture(width, height, seed)).save(file)
    return file


def corners(box: list[float]) -> np.ndarray:
    x, y, width, height = box
    return np.array([x, y, x + width, y + height])


def test_level_anchor_and_eq_1_follow_from_the_file_alone(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = save_picture(tmp_path / "in" / "street.png", 200, 90)
    target = tmp_path / "out.json"
    assert run(monkeypatch, file, "--model", model, "--score", 0.1, "--json", target) == 0
    content: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    (image,) = content["images"]
    levels, network = content["model"]["levels"], image["network"]
    assert (image["width"], image["height"]) == (200, 90)
    assert (network["width"], network["height"]) == (128, 64)
    assert len(image["detections"]) > 10

    size = (network["height"], network["width"])
    grids = [(math.ceil(size[0] / v["stride"]), math.ceil(size[1] / v["stride"])) for v in levels]
    anchors = all_anchors(tiny_config(), grids, size)
    level_of = np.repeat(np.arange(len(levels)), [len(a) for a in anchors])
    flat = np.concatenate([a.numpy() for a in anchors])
    scale = np.array([network["scale_x"], network["scale_y"]] * 2)
    for row in image["detections"]:
        assert set(row) == ROW_KEYS
        index = row["anchor_index"]
        assert row["anchor_level"] == levels[level_of[index]]["name"]
        assert corners(row["anchor"]) * scale == pytest.approx(flat[index], abs=0.01)
        left, top, right, bottom = corners(row["proposal"]) * scale
        side = math.sqrt((right - left) * (bottom - top))
        k = content["model"]["k0"] + math.log2(side / content["model"]["canonical_size"])
        if abs(k - round(k)) > 1e-3:  # the file's rounding decides nothing at a border
            assert row["roi_level"] == f"P{min(max(math.floor(k), 2), 5)}"


def test_three_broken_files_of_twenty(
    tmp_path: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "in"
    for number in range(17):
        save_picture(folder / f"good_{number:02}.jpg", seed=number)
    whole = (folder / "good_00.jpg").read_bytes()
    (folder / "cut.jpg").write_bytes(whole[: len(whole) // 2])
    (folder / "empty.png").write_bytes(b"")
    (folder / "text.jpg").write_text("no picture")
    (folder / "notes.txt").write_text("other files do not count")
    target = tmp_path / "out.json"
    assert run(monkeypatch, folder, "--model", model, "--json", target) == 1
    images = json.loads(target.read_text(encoding="utf-8"))["images"]
    assert sum("detections" in image for image in images) == 17
    broken = {Path(image["file"]).name: image["error"] for image in images if "error" in image}
    assert set(broken) == {"cut.jpg", "empty.png", "text.jpg"}
    messages = capsys.readouterr().err.splitlines()
    for name, error in broken.items():
        assert name in error
        assert messages.count(f"fpn-core: {error}") == 1


def test_drawings_have_the_picture_and_never_replace_it(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = save_picture(tmp_path / "a" / "same.png")
    second = save_picture(tmp_path / "b" / "same.png", seed=5)
    before = first.read_bytes()
    out = tmp_path / "drawn"
    arguments = ("--model", model, "--score", 0.3)
    assert run(monkeypatch, first, second, *arguments, "--draw", out) == 0
    assert sorted(file.name for file in out.iterdir()) == ["same-2.png", "same.png"]
    drawn = read_picture(out / "same.png")
    assert drawn.shape[1] >= 150
    assert drawn.shape[0] > 100, "the legend stands below"
    assert run(monkeypatch, first, *arguments, "--draw", first.parent) == 2
    assert first.read_bytes() == before
    assert [file.name for file in first.parent.iterdir()] == ["same.png"]


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["nowhere.jpg"], 1, "nowhere.jpg"),
        (["."], 2, "no pictures in"),
        (["a.png", "--model", "nothing.safetensors"], 2, "nothing.safetensors: no such model file"),
        (["a.png", "--mode", "quick"], 2, "take exact or fast"),
        (["a.png", "--device", "abacus"], 2, "no device 'abacus'"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    tmp_path: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    monkeypatch.chdir(empty)
    if arguments[0] == "a.png":
        save_picture(empty / "a.png")
    if "--model" not in arguments:
        arguments = [*arguments, "--model", str(model)]
    assert run(monkeypatch, *arguments) == code
    lines = capsys.readouterr().err.splitlines()
    assert sum(message in line for line in lines) == 1


def test_large_jpegs_are_read_small_and_boxes_are_of_the_full_picture(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = np.repeat(np.repeat(picture(150, 100), 16, axis=0), 16, axis=1)
    file = tmp_path / "large.jpg"
    Image.fromarray(large).save(file, quality=95)
    found = {}
    for mode in ("fast", "exact"):
        target = tmp_path / f"{mode}.json"
        run(monkeypatch, file, "--model", model, "--mode", mode, "--score", 0.3, "--json", target)
        (found[mode],) = json.loads(target.read_text(encoding="utf-8"))["images"]
    assert (found["fast"]["width"], found["fast"]["height"]) == (2400, 1600)
    assert found["fast"]["network"] == found["exact"]["network"]
    best = found["exact"]["detections"][0]
    close = [
        row
        for row in found["fast"]["detections"]
        if np.abs(corners(row["bbox"]) - corners(best["bbox"])).max() < 60
    ]
    assert best["category"] in {row["category"] for row in close}


def test_no_output_takes_the_place_of_a_picture(
    tmp_path: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    folder = tmp_path / "in"
    first, second = save_picture(folder / "same.jpg"), save_picture(folder / "same.png", seed=3)
    other = save_picture(tmp_path / "other.jpg", seed=4)
    before = [file.read_bytes() for file in (first, second, other)]
    for output in (("--draw", folder), ("--json", other), ("--json", second)):
        assert run(monkeypatch, first, second, "--model", model, *output) == 2
        assert str(output[1]) in capsys.readouterr().err
    assert [file.read_bytes() for file in (first, second, other)] == before
    assert sorted(file.name for file in folder.iterdir()) == ["same.jpg", "same.png"]


def test_no_output_takes_the_place_of_the_model_a_folder_a_device_or_another_output(
    tmp_path: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    picture = save_picture(tmp_path / "a.jpg")
    before = model.read_bytes()
    both = tmp_path / "both"
    for outputs in (
        ("--json", model),
        ("--csv", tmp_path),
        ("--json", Path(os.devnull)),
        ("--json", both, "--csv", tmp_path / "." / "both"),
    ):
        assert run(monkeypatch, picture, "--model", model, *outputs) == 2
        assert f"{outputs[-2]} {outputs[-1]}" in capsys.readouterr().err
    assert model.read_bytes() == before
    assert not both.exists()
