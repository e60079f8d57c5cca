"""The command as users start it, and the window with the real detector."""

import faulthandler
import logging
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer, qInstallMessageHandler
from PySide6.QtWidgets import QApplication

import app.start
import resources
from app.__main__ import main
from app.services import errors
from app.services.detection_client import server_command
from app.views.main_window import MainWindow
from tests.ui.conftest import MakeHarness
from tests.ui.harness import FAKE_SERVER, Harness, Plan


def test_the_command_opens_what_it_is_given(
    qapp: object, plan: Plan, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        app.start, "server_command", lambda: [sys.executable, str(FAKE_SERVER), str(plan.file)]
    )
    for name in ("enable", "disable"):  # the test run has its own use for it
        monkeypatch.setattr(faulthandler, name, lambda *_args: None)
    seen: list[tuple[str, int]] = []

    def look() -> None:
        for window in QApplication.topLevelWidgets():
            if isinstance(window, MainWindow) and window.document.detections is not None:
                seen.append((window.windowTitle(), len(window.document.rows)))
                timer.stop()
                window.close()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    level = logging.getLogger().level
    try:
        assert main([str(pictures / "pic_2.png"), "--model", "mine"]) == 0
    finally:
        qInstallMessageHandler(None)
        logging.getLogger().setLevel(level)
    assert seen == [("pic_2.png – PyramidLabel", 3)]
    assert "PyramidLabel" in errors.log_file().read_text("utf-8")


@pytest.mark.skipif(
    not resources.path("models", "lite.safetensors").exists(), reason="no embedded model here"
)
def test_the_embedded_model_finds_the_cat(
    make_window: MakeHarness, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Harness, "server_command", lambda self: server_command())
    harness = make_window(resources.path("samples", "cat.jpg"))
    found = harness.document.detections
    assert found is not None
    assert found.class_name(0) == "cat"
    assert found.anchor_ranks[0] >= 0
    harness.document.select(0)
    card = harness.window.levels_panel.card
    level = found.level_name(int(found.roi_ranks[0]))
    # Eq. 1, recomputed in the window, ends at the level that the detector pooled.
    assert card.formula.text().endswith((f"→ {level}", f"→ {level}, the nearest level that pools"))
