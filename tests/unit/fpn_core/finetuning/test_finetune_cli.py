"""`fpn-core finetune` from the command line: data in, a run folder with a model out."""

import json
import sys
from pathlib import Path

import pytest

from fpn_core.cli import main as cli
from fpn_core.finetuning.job import read_job
from fpn_core.model_file import read_model
from fpn_core.runs import RunFolder, Wish
from tests.unit.fpn_core.finetuning.small_job import make_job, parent
from tests.unit.fpn_core.training.small_run import make_data

__all__ = ["parent"]  # a fixture


def command(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Exit code, output and errors of `fpn-core finetune ARGUMENTS`."""
    before = sys.argv
    sys.argv = ["fpn-core", "finetune", *arguments]
    try:
        with pytest.raises(SystemExit) as ended:
            cli.main()
    finally:
        sys.argv = before
    output = capsys.readouterr()
    return int(ended.value.code or 0), output.out, output.err


def options(folder: Path, parent: Path) -> list[str]:
    data = folder / "pictures" / "data.json"
    if not data.exists():
        make_data(data.parent)
    return [
        *("--data", str(data), "--images", str(data.parent), "--model", str(parent)),
        *("--out", str(folder / "run"), "--epochs", "1", "--threads", "1", "--seed", "2"),
        *("--set", "batch=2", "--set", "views=2"),
    ]


def test_a_run_from_the_command_line_ends_with_a_model(
    tmp_path: Path, parent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = [*options(tmp_path, parent), "--title", "cells", "--limit", "4"]
    code, text, errors = command(capsys, *given)
    assert code == 0, errors
    file = tmp_path / "run" / "model.safetensors"
    assert text.strip() == str(file)
    model = read_model(file)
    assert model.name == "cells"
    assert model.config.class_names == ("red", "blue", "green")
    assert model.provenance["pictures"] == 4
    assert "4 pictures, 2 classes (1 new), 2 held out" in " ".join(errors.split())
    settings = read_job(tmp_path / "run").settings
    assert (settings.classes, settings.seed, settings.views) == ("keep", 2, 2)
    code, text, _ = command(capsys, *given)
    assert (code, text.strip()) == (0, str(file))


def test_other_settings_on_the_same_folder_are_refused(
    tmp_path: Path, parent: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = options(tmp_path, parent)
    assert command(capsys, *given)[0] == 0
    code, _, errors = command(capsys, *given, "--classes", "only")
    assert code == 2
    assert "holds a run with other settings" in errors


def test_a_job_that_is_cancelled_has_exit_code_1(
    tmp_path: Path,
    parent: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("os.nice", lambda step: step)
    run = make_job(tmp_path, parent)
    run.ask(Wish.CANCEL)
    code, text, _ = command(capsys, "--job", str(run.path))
    assert (code, text) == (1, "")
    assert command(capsys, "--job", str(run.path))[0] == 0
    assert RunFolder(run.path).model.exists()


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--set", "batch=0"], "batch 0 is not within 1 to 1024"),
        (["--set", "speed=9"], "expected NAME=VALUE"),
        (["--classes", "all"], "'all' is none of 'keep', 'only'"),
        (["--model", "nothing"], "nothing: no such model file"),
        (["--data", "nowhere.json"], "nowhere.json: cannot be read"),
    ],
)
def test_what_makes_no_sense_is_one_line_and_exit_code_2(
    tmp_path: Path,
    parent: Path,
    capsys: pytest.CaptureFixture[str],
    more: list[str],
    message: str,
) -> None:
    code, _, errors = command(capsys, *options(tmp_path, parent), *more)
    assert code == 2
    assert message in " ".join(errors.split())


def test_data_images_and_out_are_needed(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, errors = command(capsys, "--data", "x.json")
    assert code == 2
    assert "--data, --images and --out are needed" in errors


def test_a_folder_without_a_job_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.nice", lambda step: step)
    code, _, errors = command(capsys, "--job", str(tmp_path))
    assert code == 2
    assert "give the folder of a run" in errors
    (tmp_path / "job.json").write_text(json.dumps({"format": 1}))
    assert "title missing" in command(capsys, "--job", str(tmp_path))[2]
