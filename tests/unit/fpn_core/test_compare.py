"""Two models held against each other on the same pictures."""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fpn_core.cli import main as cli
from fpn_core.coco import CocoDataset, read_coco
from fpn_core.detector import Detector
from fpn_core.errors import AnnotationError
from fpn_core.evaluation import compare as comparing
from fpn_core.evaluation.compare import Row, compare_models
from fpn_core.runs import DETECTIONS, REPORT
from tests.unit.fpn_core.tiny import tiny_detector
from tests.unit.fpn_core.training.small_run import make_data, small_preset


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def dataset(folder: Path) -> CocoDataset:
    return read_coco(make_data(folder, count=24), folder)


def model_of(*classes: str, seed: int = 0) -> Detector:
    model = tiny_detector(small_preset(classes), seed=seed)
    model.name = "-".join(classes)
    return model


def rows_of(report: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["kind"], row["name"]): row for row in report["rows"]}


def test_a_model_is_neither_better_nor_worse_than_itself(dataset: CocoDataset) -> None:
    model = model_of("red", "green")
    report = compare_models(model, model, dataset).report
    assert (report["pictures"], report["boxes"]) == (24, 36)
    assert report["verdict"] == "unclear"
    assert report["warnings"] == []
    for row in report["rows"]:
        assert row["before"] == row["after"]
        assert row["verdict"] in ("unclear", "too few")
        assert row["low"] in (0.0, None)
    rows = rows_of(report)
    assert rows["class", "red"]["boxes"] == 24
    assert rows["class", "green"]["verdict"] == "too few"  # 12 boxes
    levels = [row for (kind, _), row in rows.items() if kind == "level"]
    assert sum(row["boxes"] for row in levels) == 36
    assert sum(row["boxes"] for (kind, _), row in rows.items() if kind == "size") == 36
    assert sum(each["before"] for each in report["levels"]) > 0
    json.dumps(report)


def test_a_class_that_a_model_does_not_know_counts_as_never_found(dataset: CocoDataset) -> None:
    before, after = model_of("blue"), model_of("Green", "red")
    compared = compare_models(before, after, dataset, new_names=["green"])
    rows = rows_of(compared.report)
    assert rows["all", "AP50"]["before"] == 0.0
    assert {"old", "new"} <= {kind for kind, _ in rows}
    assert rows["new", "AP50"]["boxes"] == 12
    seen = compared.detections["pictures"]
    assert len(seen) == 24
    assert all(row["category"] in ("red", "green") for each in seen for row in each["after"])
    assert {row["category"] for each in seen for row in each["before"]} <= {"blue"}
    assert compared.detections["before"]["name"] == "blue"


@pytest.mark.parametrize(
    ("boxes", "low", "high", "verdict"),
    [
        (100, 0.1, 0.2, "better"),
        (100, -0.2, -0.1, "worse"),
        (100, -0.1, 0.1, "unclear"),
        (19, -0.2, -0.1, "too few"),
        (100, None, None, "too few"),
    ],
)
def test_a_verdict_needs_boxes_and_a_clear_difference(
    boxes: int, low: float | None, high: float | None, verdict: str
) -> None:
    assert Row("class", "cat", boxes, 0.5, 0.5, low, high).verdict == verdict


def test_what_became_worse_is_said_with_its_boxes() -> None:
    worse = Row("class", "RBC", 980, 0.91, 0.80, -0.15, -0.05)
    small = Row("class", "WBC", 12, 0.91, 0.10, -0.9, -0.5)
    whole = Row("all", "AP50", 992, 0.8, 0.9, 0.05, 0.15)
    assert comparing._verdict([whole, worse, small], 992) == "worse"
    assert comparing._verdict([whole, small], 992) == "better"
    assert comparing._verdict([whole, small], 12) == "too few"
    lines = comparing._warnings([whole, worse, small], 4)
    assert lines[0] == "RBC: AP50 fell from 0.91 to 0.80 (980 boxes)"
    assert "only 4 held-out pictures" in lines[1]


def test_a_picture_that_cannot_be_read_is_told_once(dataset: CocoDataset, folder: Path) -> None:
    file = folder / "5.png"
    content = file.read_bytes()
    file.write_bytes(b"\x89PNG no more")
    try:
        report = compare_models(model_of("red"), model_of("green"), dataset).report
    finally:
        file.write_bytes(content)
    assert len(report["problems"]) == 1
    assert "5.png" in report["problems"][0]


def test_no_pictures_are_an_error(dataset: CocoDataset) -> None:
    nothing = CocoDataset(dataset.class_names, dataset.class_ids, (), ())
    with pytest.raises(AnnotationError, match="no pictures to compare on"):
        compare_models(model_of("red"), model_of("red"), nothing)


def test_levels_are_left_out_where_the_pyramids_differ(dataset: CocoDataset) -> None:
    import dataclasses

    plain = small_preset(("red", "green"))
    levels = tuple(dataclasses.replace(v, name=f"Q{n}") for n, v in enumerate(plain.levels))
    other = tiny_detector(dataclasses.replace(plain, levels=levels))
    report = compare_models(model_of("red", "green"), other, dataset).report
    assert not [row for row in report["rows"] if row["kind"] == "level"]
    assert [each["name"] for each in report["levels"]][:2] == ["P2", "P3"]


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of `fpn-core compare ARGUMENTS`."""
    before = sys.argv
    sys.argv = ["fpn-core", "compare", *arguments]
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
    finally:
        sys.argv = before
    output = capsys.readouterr()
    return int(ended.value.code or 0), output.out, output.err


def test_the_command_writes_both_files_for_one_split(
    folder: Path, dataset: CocoDataset, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    content = json.loads((folder / "data.json").read_text())
    for number, row in enumerate(content["images"]):
        row["split"] = "val" if number < 6 else "train"
    content["categories"].append({"id": 9, "name": "blue", "kept": True})
    data = tmp_path / "data.json"
    data.write_text(json.dumps(content))
    models = []
    for seed in (0, 1):
        models.append(str(tmp_path / f"{seed}.safetensors"))
        model_of("red", "green", seed=seed).save(models[-1])
    given = [*models, "--data", str(data), "--images", str(folder), "--split", "val"]
    code, text, _ = command(
        capsys,
        *given,
        *("--json", str(tmp_path / REPORT), "--detections", str(tmp_path / DETECTIONS)),
    )
    assert code == 0
    report = json.loads((tmp_path / REPORT).read_text())
    assert report["pictures"] == 6
    assert len(json.loads((tmp_path / DETECTIONS).read_text())["pictures"]) == 6
    assert f"6 pictures: {report['verdict']}" in text
    assert "blue" not in text
    code, _, errors = command(capsys, *given[:-1], "dev")
    assert code == 2
    assert "no picture is marked as split 'dev'" in errors
    code, _, errors = command(capsys, *given, "--detections", str(tmp_path / "d.json"))
    assert "--detections goes with --json" in errors
    assert np.isfinite(report["rows"][0]["after"])
