"""The canvas, drawn at a fixed size and with the font that comes along, compares to a picture.

After a change that is meant: PYRAMIDLABEL_UPDATE_SNAPSHOTS=1 pytest tests/ui/test_snapshot.py
"""

import os
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication

from app.services.box_drawing import tag_font
from app.views.boxes_item import BoxesItem
from app.views.fonts import drawing_font
from tests.ui.conftest import MakeHarness

SNAPSHOT = Path(__file__).parents[1] / "snapshots" / "canvas.png"
LEAST_EQUAL = 0.995
FINEST = 2  # steps of 256 that no eye tells apart
SIZE = (640, 480)


def as_pixels(image: object) -> npt.NDArray[np.int64]:
    from PySide6.QtGui import QImage

    assert isinstance(image, QImage)
    shown = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(shown.constBits(), np.uint8).reshape(shown.height(), -1)
    return rows[:, : shown.width() * 3].reshape(shown.height(), shown.width(), 3).astype(np.int64)


def test_the_canvas_looks_as_it_did(make_window: MakeHarness, pictures: Path) -> None:
    if QApplication.primaryScreen().devicePixelRatio() != 1:
        pytest.skip("the snapshot is of a screen with one pixel a point")
    harness = make_window(pictures)
    canvas = harness.canvas
    font = tag_font(drawing_font(), 12)
    assert isinstance(canvas.boxes, BoxesItem)
    canvas.boxes._font = canvas.focus._font = font
    canvas.setParent(None)
    canvas.setFixedSize(*SIZE)
    canvas.show()
    harness.wait(lambda: (canvas.viewport().width(), canvas.viewport().height()) == SIZE)
    canvas.fit()
    harness.document.set_score(0.1)
    harness.document.select(1)
    harness.wait(lambda: not canvas.boxes.moving)
    shown = as_pixels(harness.picture())
    canvas.setParent(harness.window)
    if os.environ.get("PYRAMIDLABEL_UPDATE_SNAPSHOTS"):
        Image.fromarray(shown.astype(np.uint8)).save(SNAPSHOT)
    with Image.open(SNAPSHOT) as image:
        expected = np.asarray(image.convert("RGB")).astype(np.int64)
    assert shown.shape == expected.shape
    equal = (np.abs(shown - expected).max(axis=2) <= FINEST).mean()
    assert equal >= LEAST_EQUAL
