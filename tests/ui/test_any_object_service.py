"""Any object: proposals come with the mode, follow the picture, and go with it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness


def proposals_are_there(harness: Harness) -> None:
    harness.wait(lambda: harness.document.proposals is not None)


def test_p_asks_for_proposals_and_p_ends_it(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    assert harness.document.proposals is None
    harness.key(Qt.Key.Key_P)
    proposals_are_there(harness)
    found = harness.document.proposals
    assert found is not None
    assert found.boxes[0].tolist() == [20, 20, 120, 180]
    assert found.level_of(1) == "P3"
    assert found.model == "key of lite"
    assert harness.window.menus.actions["any_object"].isChecked()
    harness.key(Qt.Key.Key_P)
    assert harness.document.proposals is None
    assert not harness.window.menus.actions["any_object"].isChecked()
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert harness.document.proposals is None
    assert len(harness.plan.requests("proposals")) == 1


def test_another_picture_and_another_model_are_asked_anew(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    harness.key(Qt.Key.Key_P)
    proposals_are_there(harness)
    harness.key(Qt.Key.Key_D)
    assert harness.document.proposals is None
    proposals_are_there(harness)
    files = [Path(request["file"]).name for request in harness.plan.requests("proposals")]
    assert files == ["pic_1.png", "pic_2.png"]
    harness.session.use_model(str(tmp_path / "other.safetensors"))
    harness.wait(lambda: getattr(harness.document.proposals, "model", "") == "key of other")


def test_esc_and_drawing_end_it(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    harness.key(Qt.Key.Key_P)
    proposals_are_there(harness)
    harness.key(Qt.Key.Key_Escape)
    assert harness.document.proposals is None
    assert not harness.session.any_object.on
    harness.key(Qt.Key.Key_P)
    proposals_are_there(harness)
    harness.document.set_drawing(True)
    assert harness.document.proposals is None


def test_a_picture_without_proposals_says_why(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    harness.plan.write(errors={"pic_1.png": "pic_1.png: cut short"})
    harness.key(Qt.Key.Key_P)
    harness.wait(lambda: "cut short" in harness.window.status_bar.message.line)
    assert harness.document.proposals is None
    assert not harness.session.any_object.on


@pytest.mark.parametrize(
    "nonsense",
    [
        {"bbox": [1, 2], "objectness": 1, "level": "P2"},
        {"bbox": [0, 0, 9, 9], "objectness": 1, "level": "P9"},
    ],
)
def test_nonsense_is_not_used(
    make_window: MakeHarness, pictures: Path, nonsense: dict[str, object]
) -> None:
    harness = make_window(pictures)
    harness.plan.write(proposals={"*": [nonsense]})
    harness.key(Qt.Key.Key_P)
    harness.wait(lambda: "cannot be read" in harness.window.status_bar.message.line)
    assert harness.document.proposals is None
