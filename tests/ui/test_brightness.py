"""Brightness, contrast and the window of 16-bit values: what is seen changes, and nothing else."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider, QStyle, QStyleOptionSlider

from app.domain.tone import Tone
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness, Plan


def shown(harness: Harness, x: float = 300, y: float = 20) -> int:
    """How bright a point of the picture is on the canvas."""
    image = harness.picture()
    return image.pixelColor(harness.place(x, y)).red()


def handle(slider: QSlider) -> QPoint:
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    style = slider.style()
    part = style.SubControl.SC_SliderHandle
    kind = QStyle.ComplexControl.CC_Slider
    return style.subControlRect(kind, option, part, slider).center()


def drag(slider: QSlider, by: int) -> None:
    start = handle(slider)
    QTest.mousePress(slider, Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(slider, start + QPoint(by // 2, 0))
    QTest.mouseMove(slider, start + QPoint(by, 0))
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=start + QPoint(by, 0))


@pytest.fixture
def wide_pictures(tmp_path: Path) -> Path:
    """grey.png: values 1000 (left half) and 3000; colour.png, 16 bits each; plain.png, 8 bits."""
    folder = tmp_path / "wide"
    folder.mkdir()
    values = np.full((240, 320), 1000, np.uint16)
    values[:, 160:] = 3000
    Image.fromarray(values).save(folder / "grey.png")
    Image.fromarray(np.full((240, 320, 3), 100, np.uint8)).save(folder / "plain.png")
    return folder


def test_b_opens_the_card_and_b_and_esc_close_it(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    card = harness.window.tone_popover
    for closing in (Qt.Key.Key_B, Qt.Key.Key_Escape):
        harness.key(Qt.Key.Key_B)
        assert card.isVisible()
        assert card.brightness.hasFocus()
        harness.key(closing)
        assert not card.isVisible()
        assert harness.canvas.hasFocus()


def test_sliders_change_what_is_seen_and_not_the_picture(
    make_window: MakeHarness, pictures: Path
) -> None:
    before = {path: path.read_bytes() for path in pictures.iterdir()}
    harness = make_window(pictures)
    asked = len(harness.plan.requests())
    assert shown(harness) == 60
    harness.key(Qt.Key.Key_B)
    card = harness.window.tone_popover
    drag(card.brightness, 40)
    tone = harness.document.tone
    assert tone.brightness > 0
    assert shown(harness) == pytest.approx(60 + 255 * tone.brightness / 100, abs=1)
    assert card.brightness_text.text() == f"+{tone.brightness}"
    assert f"brightness +{tone.brightness}" in harness.window.status_bar.tone.text()
    pixels = harness.document.pixels
    assert pixels is not None
    assert pixels.sizes[0].pixelColor(300, 20).red() == 60
    assert len(harness.plan.requests()) == asked
    assert {path: path.read_bytes() for path in before} == before


def test_arrow_keys_move_the_slider_and_a_double_click_puts_it_back(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    harness.key(Qt.Key.Key_B)
    card = harness.window.tone_popover
    harness.key(Qt.Key.Key_Right)
    harness.key(Qt.Key.Key_Right)
    assert harness.document.tone.brightness == 2
    harness.key(Qt.Key.Key_Tab)
    card.contrast.setFocus()
    harness.key(Qt.Key.Key_PageUp)
    assert harness.document.tone.contrast == 10
    QTest.mouseDClick(card.brightness, Qt.MouseButton.LeftButton, pos=handle(card.brightness))
    assert harness.document.tone.brightness == 0
    assert harness.document.tone.contrast == 10
    harness.click_widget(card.reset)
    assert harness.document.tone.contrast == 0
    assert not card.reset.isEnabled()
    assert shown(harness) == 60
    assert harness.window.status_bar.tone.isHidden()


def test_the_tone_stays_while_zooming_and_for_the_next_picture(
    make_window: MakeHarness, pictures: Path, plan: Plan
) -> None:
    plan.write(boxes={"*": []})
    harness = make_window(pictures)
    harness.key(Qt.Key.Key_B)
    harness.window.tone_popover.brightness.setValue(20)
    harness.key(Qt.Key.Key_Escape)
    for zoom in (0.37, 1.0, 3.3, 20.0):
        harness.canvas.zoom_at(zoom, QPointF(harness.place(300, 20)))
        assert shown(harness) == 111
    harness.canvas.fit()
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert shown(harness) == 90 + 51
    assert shown(harness, 318, 1) == 90 + 51


def test_a_window_of_16_bit_values(make_window: MakeHarness, wide_pictures: Path) -> None:
    before = (wide_pictures / "grey.png").read_bytes()
    harness = make_window(wide_pictures)
    assert (shown(harness, 140), shown(harness)) == (0, 255)
    card = harness.window.tone_popover
    harness.key(Qt.Key.Key_B)
    harness.wait(card.low.isVisible)
    assert (card.low.value(), card.high.value(), card.high.maximum()) == (1000, 3000, 4095)
    card.high_field.setFocus()
    card.high_field.selectAll()
    QTest.keyClicks(card.high_field, "5000")
    QTest.keyClick(card.high_field, Qt.Key.Key_Return)
    assert harness.document.tone.window == (1000, 5000)
    display = harness.window.tone_display
    harness.wait(lambda: display.pixels is not None and not display.pixels.is_preview)
    assert (shown(harness, 140), shown(harness)) == (0, 128)
    drag(card.low, -60)
    assert harness.document.tone.window is not None
    low, high = harness.document.tone.window
    assert low < 1000
    assert high == 5000
    assert shown(harness, 140) == round((1000 - low) * 255 / (5000 - low))
    drag(card.low, 400)  # the other end gives way
    low, high = harness.document.tone.window
    assert low < high
    QTest.mouseDClick(card.high, Qt.MouseButton.LeftButton, pos=handle(card.high))
    assert harness.document.tone == Tone()
    assert (shown(harness, 140), shown(harness)) == (0, 255)
    assert (wide_pictures / "grey.png").read_bytes() == before


def test_a_window_is_kept_for_the_next_wide_picture_and_nothing_to_plain_ones(
    make_window: MakeHarness, wide_pictures: Path
) -> None:
    values = np.full((240, 320), 2000, np.uint16)
    values[0, 0] = 60000
    Image.fromarray(values).save(wide_pictures / "later.png")
    harness = make_window(wide_pictures)
    harness.key(Qt.Key.Key_B)
    card = harness.window.tone_popover
    harness.wait(card.low.isVisible)
    card.high.setValue(3000)
    card.low.setValue(1500)
    harness.key(Qt.Key.Key_Escape)
    harness.key(Qt.Key.Key_D)
    harness.settle()
    harness.wait(lambda: shown(harness) == round(500 * 255 / 1500))
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert harness.name == "plain.png"
    assert shown(harness) == 100
    harness.key(Qt.Key.Key_B)
    assert not card.low.isVisible()
