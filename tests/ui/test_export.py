"""Export of the annotated picture; opened pictures are never written to."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QFileDialog

from fpn_core.levels import colour_of_rank, rgb
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

KEYS = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


def export(harness: Harness, target: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    kind = "PNG picture (*.png)"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(target), kind))
    harness.key(Qt.Key.Key_E, KEYS)
    message = harness.window.status_bar.message
    harness.wait(lambda: message.line and not message.line.startswith("Exporting"))
    return message.line


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_pixels_with_boxes_and_legend(
    make_window: MakeHarness, pictures: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    harness, target = make_window(pictures), pictures.parent / f"out{suffix}"
    assert str(target) in export(harness, target, monkeypatch)
    with Image.open(target) as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    assert pixels.shape[1] == 320
    assert pixels.shape[0] > 240  # the legend stands below the picture
    reach = 4 if suffix == ".png" else 60

    def near(region: np.ndarray, rank: int) -> int:
        return int((np.abs(region - rgb(colour_of_rank(rank))).max(axis=2) <= reach).sum())

    assert near(pixels[:240], 2) > 20  # the dog's box, P4
    assert near(pixels[160:185, 215:245], 0) == 0  # the boat lies under the slider
    assert all(near(pixels[240:], rank) > 9 for rank in range(5))
    assert not list(target.parent.glob(".out*"))


def test_svg_can_be_read_again(
    make_window: MakeHarness, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness, target = make_window(pictures), pictures.parent / "out.svg"
    export(harness, target, monkeypatch)
    renderer = QSvgRenderer(str(target))
    assert renderer.isValid()
    assert renderer.viewBox().width() == 320
    text = target.read_text("utf-8")
    assert "dog .60" in text
    assert colour_of_rank(2).lower() in text.lower()


def test_an_opened_picture_is_never_written(
    make_window: MakeHarness, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness, target = make_window(pictures), pictures / "pic_10.png"
    before = target.read_bytes()
    assert "never written to" in export(harness, target, monkeypatch)
    link = pictures.parent / "link.png"
    link.symlink_to(target)
    assert "never written to" in export(harness, link, monkeypatch)
    assert target.read_bytes() == before


def test_a_missing_suffix_comes_from_the_kind_and_others_are_refused(
    make_window: MakeHarness, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    export(harness, pictures.parent / "plain", monkeypatch)
    assert (pictures.parent / "plain.png").exists()
    assert ".png, .jpg or .svg" in export(harness, pictures.parent / "out.xyz", monkeypatch)


def test_a_place_that_cannot_be_written_is_told(
    make_window: MakeHarness, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    told = export(harness, pictures / "nowhere" / "out.png", monkeypatch)
    assert "could not be written" in told
