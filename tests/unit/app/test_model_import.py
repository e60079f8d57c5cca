"""Importing in a child process: what a cancelled one leaves behind."""

import sys
from pathlib import Path

from pytestqt.qtbot import QtBot

from app.services.model_import import ImportRequest, ModelImport


def test_a_cancelled_import_leaves_no_temporary_file(qtbot: QtBot, tmp_path: Path) -> None:
    target = tmp_path / "models" / "model.safetensors"
    part = target.with_name(".model.safetensors.abc123.part")
    other = target.with_name(".other.safetensors.abc123.part")
    script = "import pathlib, sys, time; pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
    running = ModelImport([sys.executable, "-c", script, str(part)])
    running.start(ImportRequest(tmp_path / "a.pth", "torchvision", "", "", target))
    qtbot.waitUntil(part.exists, timeout=30_000)
    other.touch()
    running.cancel()
    assert not part.exists()
    assert other.exists()
