"""Every state says what it is: nothing open, loading, nothing found, broken pictures."""

import re
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.domain.view_filter import ColourBy
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness


def notice(harness: Harness) -> str:
    card = harness.window.notice
    return re.sub("<[^>]+>", " ", card.label.text()) if card.isVisible() else ""


def _names(harness: Harness, name: str) -> bool:
    return name in notice(harness)


def test_without_pictures_it_says_how_to_open_some(make_window: MakeHarness) -> None:
    harness = make_window()
    assert "No pictures yet" in notice(harness)
    assert "Ctrl+O" in notice(harness)


def test_the_samples_open_by_a_link(make_window: MakeHarness) -> None:
    harness = make_window()
    harness.window.notice.label.linkActivated.emit("open_samples")
    harness.settle()
    assert "samples" in (harness.document.pictures.current or "")
    assert notice(harness) == ""


def test_loading_and_detecting_are_told_apart(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    loaded, detected = tmp_path / "loaded", tmp_path / "detected"
    harness = make_window()
    harness.close()
    harness.plan.write(ready_when=str(loaded), wait_for={"pic_1.png": str(detected)})
    harness = make_window(pictures, settle=False)
    harness.wait(lambda: harness.document.pixels is not None)
    assert notice(harness) == "Loading model..."
    assert harness.window.status_bar.device.text() == "Loading model..."
    loaded.touch()
    harness.wait(lambda: notice(harness) == "Detecting...")
    detected.touch()
    harness.settle()
    assert notice(harness) == ""


def test_nothing_found_offers_the_score_that_finds_some(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    harness.document.set_score(0.99)
    text = notice(harness)
    assert "Nothing found above 0.99" in text
    assert "This model knows 5 classes (person, car, cat, dog, boat)." in text
    assert "Lower the score : 1 box at 0.90." in text
    harness.plan.write(boxes={"*": harness.plan.values["boxes"]["*"][3:]})
    harness.document.set_score(0.5)
    harness.key(Qt.Key.Key_I)
    harness.wait(lambda: "Lower the score : 1 box at 0.30." in notice(harness))
    harness.window.notice.label.linkActivated.emit("score:0.3")
    assert harness.window.tool_bar.slider.value() == 30
    assert len(harness.document.rows) == 1
    assert notice(harness) == ""


def test_nothing_at_all_says_so(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window()
    harness.plan.write(boxes={})
    harness.session.open([str(pictures)])
    harness.settle()
    assert "Even the lowest score shows no box" in notice(harness)


def test_boxes_hidden_by_filters_can_be_shown_again(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    for key in (Qt.Key.Key_3, Qt.Key.Key_4, Qt.Key.Key_6):
        harness.key(key, Qt.KeyboardModifier.AltModifier)
    assert "3 boxes are hidden by the class and level filters" in notice(harness)
    harness.window.notice.label.linkActivated.emit("show_all")
    assert len(harness.document.rows) == 3


def test_one_hidden_box_is_spoken_of_as_one(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    harness.document.set_score(0.9)
    harness.key(Qt.Key.Key_6, Qt.KeyboardModifier.AltModifier)
    assert "1 box is hidden by the class and level filters" in notice(harness)


def test_a_filter_that_leaves_nothing_says_so(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    field = harness.window.picture_panel.filter
    harness.key(Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    harness.qtbot.keyClicks(field, "<zebra>")
    harness.wait(lambda: not harness.document.pictures.shown)
    harness.session.open([str(pictures)])
    harness.wait(lambda: "No picture's name holds" in notice(harness))
    assert "&lt;zebra&gt;" in harness.window.notice.label.text()
    harness.canvas.setFocus()
    harness.window.notice.label.linkActivated.emit("find_picture")
    assert harness.window.focusWidget() is field


def test_the_legend_says_when_colours_are_not_levels(
    make_window: MakeHarness, pictures: Path
) -> None:
    harness = make_window(pictures)
    said = {}
    for mode in ColourBy:
        harness.document.set_colour_by(mode)
        labels = harness.window.levels_panel.legend.findChildren(QLabel)
        said[mode] = " ".join(each.text() for each in labels if each.isVisible())
    assert "Colours show the class" in said[ColourBy.CLASS]
    assert "Colours show the state" in said[ColourBy.STATE]
    assert not any("Colours show" in said[mode] for mode in (ColourBy.ANCHOR, ColourBy.ROI))


def test_a_broken_picture_is_named_and_the_next_one_works(
    make_window: MakeHarness, pictures: Path
) -> None:
    (pictures / "pic_2.png").write_bytes((pictures / "pic_2.png").read_bytes()[:60])
    (pictures / "pic_3.jpg").write_bytes(b"")
    harness = make_window(pictures)
    for name in ("pic_2.png", "pic_3.jpg"):
        harness.key(Qt.Key.Key_D)
        harness.wait(partial(_names, harness, name))
        assert "cannot be shown" in notice(harness)
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert harness.name == "pic_10.png"
    assert notice(harness) == ""


def test_a_picture_that_the_detector_refuses(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window()
    harness.plan.write(errors={"pic_1.png": "pic_1.png: out of memory; close other programs"})
    harness.session.open([str(pictures)])
    harness.wait(lambda: "pic_1.png: out of memory" in notice(harness))
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert notice(harness) == ""


def test_the_status_bar_says_device_and_why(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    bar = harness.window.status_bar
    assert bar.device.text() == "CPU · bf16"
    assert bar.device.toolTip() == "no CUDA device found by torch"
    assert "lite" in bar.model.text()
