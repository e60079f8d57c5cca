"""`fpn-core eval` from its command line to its files and exit codes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch
from pycocotools.coco import COCO

from fpn_core.cli.main import main
from fpn_core.detector import Detector
from tests.unit.fpn_core.evaluation_cases import SIDE, Box, tiny_config, write_data

A: Box = (10, 10, 60, 60)
B: Box = (70, 70, 120, 120)
KEYS = {
    *("AP", "AP50", "AP75", "AP_small", "AP_medium", "AP_large", "AR_1", "AR_10", "AR_100"),
    *("per_class", "per_level", "proposals", "ms_per_picture"),
}


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model file with random weights."""
    torch.manual_seed(0)
    file = tmp_path / "tiny.safetensors"
    Detector(tiny_config(), {"name": "tiny"}).save(file)
    return file


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit code of `fpn-core eval ARGUMENTS`."""
    monkeypatch.setattr(sys, "argv", ["fpn-core", "eval", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def options(files: tuple[Path, Path], model: Path) -> list[object]:
    return ["--data", files[0], "--images", files[1], "--model", model, "--device", "cpu"]


def test_tables_and_json(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    files = write_data(tmp_path, [[(A, 1)], [(A, 2), (B, 1)], []])
    target = tmp_path / "figures.json"
    assert run(monkeypatch, *options(files, model), "--json", target) == 0
    figures: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    assert set(figures) >= KEYS
    assert set(figures["per_class"]) == {"cat", "dog"}
    assert set(figures["per_class"]["cat"]) == {"AP", "AP50", "boxes"}
    assert {kind: list(rows) for kind, rows in figures["per_level"].items()} == {
        "anchor": ["P2", "P3", "P4", "P5", "P6"],
        "roi": ["P2", "P3", "P4", "P5"],
    }
    level = {"AP", "AP50", "recall", "ground_truths", "detections", "share"}
    assert set(figures["per_level"]["anchor"]["P2"]) == level
    assert {"AR_100", "AR_1000", "AR_1000_small"} <= set(figures["proposals"])
    assert figures["AP_small"] is None
    assert (figures["pictures"], figures["model"], figures["score"]) == (3, "tiny", 0.01)
    shown = capsys.readouterr().out
    for words in ("tiny on 3 pictures", "AP_medium", "cat", "P6", "1000", "score above 0.01"):
        assert words in shown


def test_coco_results_have_the_datas_ids(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = write_data(tmp_path, [[(A, 40)], [(B, 7)]], categories=[(40, "dog"), (7, "cat")])
    target = tmp_path / "results.json"
    assert run(monkeypatch, *options(files, model), "--coco-results", target) == 0
    rows = json.loads(target.read_text(encoding="utf-8"))
    assert {row["image_id"] for row in rows} == {100, 101}
    assert {row["category_id"] for row in rows} <= {40, 7}
    x, y, width, height = rows[0]["bbox"]
    assert 0 <= x <= x + width <= SIDE
    assert 0 <= y <= y + height <= SIDE
    assert len(COCO(str(files[0])).loadRes(str(target)).anns) == len(rows) > 0


def test_score_limit_and_mode(tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = write_data(tmp_path, [[(A, 1)], [(B, 1)]])
    target, results = tmp_path / "figures.json", tmp_path / "results.json"
    more = ["--json", target, "--coco-results", results]
    extra = ["--limit", 1, "--score", 0.99, "--mode", "exact", "--threads", torch.get_num_threads()]
    assert run(monkeypatch, *options(files, model), *more, *extra) == 0
    figures = json.loads(target.read_text(encoding="utf-8"))
    assert (figures["pictures"], figures["score"], figures["mode"]) == (1, 0.99, "exact")
    assert json.loads(results.read_text(encoding="utf-8")) == []


def test_a_broken_picture_is_exit_code_1_and_the_rest_is_judged(
    tmp_path: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    files = write_data(tmp_path, [[(A, 1)], [(B, 1)]])
    (files[1] / "0.png").write_bytes(b"no picture")
    target = tmp_path / "figures.json"
    assert run(monkeypatch, *options(files, model), "--json", target) == 1
    assert "0.png" in capsys.readouterr().err
    figures = json.loads(target.read_text(encoding="utf-8"))
    assert (figures["pictures"], len(figures["failed"])) == (2, 1)


def test_what_the_model_does_not_know_is_said(
    tmp_path: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
) -> None:
    files = write_data(tmp_path, [[(A, 1), (B, 9)]], categories=[(1, "cat"), (9, "zebra")])
    assert run(monkeypatch, *options(files, model)) == 0
    said = capsys.readouterr().err
    assert "classes that tiny does not know, left out: zebra" in said
    assert "detections are of classes that the data does not have" in said


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"--data": "absent.json"}, "absent.json"),
        ({"--images": "absent"}, "absent"),
        ({"--model": "absent.safetensors"}, "no such model file"),
        ({"--mode": "swift"}, "take exact or fast"),
        ({"--json": "/dev/null/figures.json"}, "/dev/null/figures.json: cannot be written"),
    ],
)
def test_what_cannot_serve_is_one_line_and_exit_code_2(
    tmp_path: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    change: dict[str, str],
    words: str,
) -> None:
    files = write_data(tmp_path, [[(A, 1)]])
    given = options(files, model)
    arguments = dict(zip(given[::2], given[1::2], strict=True)) | change
    assert run(monkeypatch, *(part for pair in arguments.items() for part in pair)) == 2
    said = capsys.readouterr().err
    assert "Traceback" not in said
    last = said.strip().splitlines()[-1]
    assert last.startswith("fpn-core: ")
    assert words in last


def test_the_command_is_listed_without_torch() -> None:
    code = "import fpn_core.cli.evaluate, sys; raise SystemExit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_mean_over_chosen_classes(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    files = write_data(tmp_path, [[(A, 1)], [(B, 2)]])
    assert run(monkeypatch, *options(files, model), "--mean-of", "cat, dog") == 0
    assert "mean AP50 of 2 classes: 0.000" in capsys.readouterr().out
    assert run(monkeypatch, *options(files, model), "--mean-of", "cat,unicorn") == 2
    assert "not evaluated: unicorn" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--json", "--coco-results"])
def test_the_ground_truth_and_pictures_are_never_written_over(
    tmp_path: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture,
    option: str,
) -> None:
    data, images = write_data(tmp_path, [[(A, 1)]])
    picture = next(iter(sorted(images.iterdir())))
    before = data.read_bytes(), picture.read_bytes()
    for target in (data, picture):
        assert run(monkeypatch, *options((data, images), model), option, target) == 2
        assert str(target) in capsys.readouterr().err
    assert (data.read_bytes(), picture.read_bytes()) == before
