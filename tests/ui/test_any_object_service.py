"""Any object: proposals come with the mode, follow the picture, and go with it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from app.domain.edits import Change, Edit
from app.domain.proposals import Proposals
from app.domain.records import ProjectClass
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness


def shown(harness: Harness) -> Proposals | None:
    return harness.document.proposals


def proposals_are_there(harness: Harness) -> None:
    harness.wait(lambda: shown(harness) is not None)


def test_p_asks_for_proposals_and_p_ends_it(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    assert shown(harness) is None
    harness.key(Qt.Key.Key_P)
    proposals_are_there(harness)
    found = shown(harness)
    assert found is not None
    assert found.boxes[0].tolist() == [20, 20, 120, 180]
    assert found.level_of(1) == "P3"
    assert found.model == "key of lite"
    assert harness.window.menus.actions["any_object"].isChecked()
    harness.key(Qt.Key.Key_P)
    assert shown(harness) is None
    assert not harness.window.menus.actions["any_object"].isChecked()
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert shown(harness) is None
    assert len(harness.plan.requests("proposals")) == 1


def test_another_picture_and_another_model_are_asked_anew(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    harness.key(Qt.Key.Key_P)
    proposals_are_there(harness)
    harness.key(Qt.Key.Key_D)
    assert shown(harness) is None
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
    assert shown(harness) is None
    assert not harness.session.any_object.on
    harness.key(Qt.Key.Key_P)
    proposals_are_there(harness)
    harness.document.set_drawing(True)
    assert shown(harness) is None


def test_a_picture_without_proposals_says_why(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    harness.plan.write(errors={"pic_1.png": "pic_1.png: cut short"})
    harness.key(Qt.Key.Key_P)
    harness.wait(lambda: "cut short" in harness.window.status_bar.message.line)
    assert shown(harness) is None
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
    assert shown(harness) is None


def test_what_is_annotated_is_not_proposed(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    thing = ProjectClass(harness.document.project.new_id(), "thing", "#808080", 0)
    harness.document.do(Edit("Add a class", (Change(None, thing),)))
    harness.session.editor.draw((200.0, 100.0, 260.0, 160.0), thing.id)
    harness.key(Qt.Key.Key_P)
    proposals_are_there(harness)
    found = shown(harness)
    assert found is not None
    assert len(found) == 2
    harness.session.editor.delete_chosen()
    found = shown(harness)
    assert found is not None
    assert len(found) == 3
