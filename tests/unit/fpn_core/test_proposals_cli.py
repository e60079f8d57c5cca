"""`fpn-core proposals`: its JSON and its exit codes."""

import json
import sys
from pathlib import Path

import pytest
from PIL import Image

from fpn_core.cli.main import main
from tests.unit.fpn_core.tiny import picture, tiny_detector


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit code of `fpn-core proposals ARGUMENTS`."""
    monkeypatch.setattr(sys, "argv", ["fpn-core", "proposals", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def test_proposals_of_every_picture_go_to_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    model, target = tmp_path / "tiny.safetensors", tmp_path / "out.json"
    tiny_detector().save(model)
    folder = tmp_path / "in"
    folder.mkdir()
    Image.fromarray(picture(200, 90)).save(folder / "a.png")
    options = ("--model", model, "--json", target, "--limit", 7)
    assert run(monkeypatch, folder, *options) == 0
    (image,) = json.loads(target.read_text())["images"]
    assert (image["width"], image["height"]) == (200, 90)
    assert len(image["proposals"]) == 7
    assert {"bbox", "objectness", "level"} == set(image["proposals"][0])
    (folder / "broken.png").write_bytes(b"no picture")
    assert run(monkeypatch, folder, *options) == 1
    assert "broken.png" in capsys.readouterr().err
    assert run(monkeypatch, folder / "a.png", tmp_path / "gone.png", folder, *options) == 1
    assert "gone.png: no such file" in capsys.readouterr().err
    images = json.loads(target.read_text())["images"]
    assert sorted(Path(each["file"]).name for each in images) == ["a.png", "broken.png", "gone.png"]
    empty = tmp_path / "empty"
    empty.mkdir()
    assert run(monkeypatch, empty, *options) == 2
