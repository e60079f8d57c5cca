"""Space: reviewed, and on to the next; the question about undecided detections, once a project."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from app.services.editor.review import ACCEPT, GO_THROUGH, LEAVE
from tests.ui.conftest import MakeHarness
from tests.ui.harness import BOXES, Harness, row

KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path) -> Harness:
    made = make_window(pictures)
    made.canvas.setFocus()
    return made


def told(harness: Harness) -> list[str]:
    messages: list[str] = []
    harness.document.told.connect(messages.append)
    return messages


def question(harness: Harness) -> QMessageBox | None:
    return harness.window.review_questions.box


def answer(harness: Harness, text: str) -> None:
    box = question(harness)
    assert box is not None
    (button,) = (each for each in box.buttons() if each.text().replace("&", "") == text)
    harness.click_widget(button)
    harness.window.activateWindow()
    harness.wait(harness.window.isActiveWindow)


def record(harness: Harness, name: str) -> bool:
    project = harness.document.project
    path = str(Path(harness.document.pictures.paths[0]).with_name(name))
    found = project.find_picture(path)
    return found is not None and found.reviewed


def test_without_detections_space_asks_nothing(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(settle=False)
    harness.plan.write(boxes={"*": []})
    harness.session.open([str(pictures)])
    harness.settle()
    harness.canvas.setFocus()
    messages = told(harness)
    harness.key(KEY.Key_Space)
    assert question(harness) is None
    assert record(harness, "pic_1.png")
    assert messages == ["reviewed"]
    assert harness.name == "pic_2.png"


def test_accepting_at_review_is_one_step_and_is_remembered(harness: Harness) -> None:
    messages = told(harness)
    harness.key(KEY.Key_Space)
    assert question(harness) is not None
    assert harness.name == "pic_1.png"
    answer(harness, "Accept them")
    assert messages[-1] == "reviewed, 3 accepted, classes person, cat, dog added"
    assert record(harness, "pic_1.png")
    assert harness.name == "pic_2.png"
    harness.settle()
    harness.key(KEY.Key_Space)
    assert question(harness) is None
    assert messages[-1] == "reviewed, 3 accepted"
    assert harness.name == "pic_10.png"
    harness.settle()
    # One step each; the first press goes to the picture that it changes.
    harness.key(KEY.Key_Z, CONTROL)
    assert harness.name == "pic_2.png"
    assert record(harness, "pic_2.png")
    assert "Press again" in messages[-1]
    harness.key(KEY.Key_Z, CONTROL)
    assert not record(harness, "pic_2.png")
    assert harness.document.annotations == {}
    assert record(harness, "pic_1.png")


def test_leaving_out_makes_hard_negatives_of_those_in_sight_alone(harness: Harness) -> None:
    messages = told(harness)
    harness.click(60, 80)
    harness.key(KEY.Key_Return)  # the cat is accepted; the project has a class
    harness.document.select(None)
    harness.window.editor.relabel_to_name("person")
    harness.key(KEY.Key_Space)
    answer(harness, "Leave them out")
    assert messages[-1] == "reviewed, 1 left out"
    project = harness.document.project
    first = project.find_picture(str(Path(harness.document.pictures.paths[0])))
    assert first is not None
    # The dog is no class of the project (kept class), boat and car lie under the slider.
    assert [(each.class_name, each.reason) for each in project.rejections(first.id)] == [
        ("person", "left_out")
    ]
    names = harness.document.class_names()
    assert [names[each.label] for each in project.annotations(first.id)] == ["cat"]


def test_going_through_stops_until_all_are_decided(harness: Harness) -> None:
    messages = told(harness)
    harness.key(KEY.Key_Space)
    answer(harness, "Go through them")
    assert not record(harness, "pic_1.png")
    assert harness.document.selected == 0
    assert messages[-1] == "3 detections to decide: Enter accepts, X rejects."
    harness.canvas.setFocus()
    harness.key(KEY.Key_Return)
    harness.key(KEY.Key_X)
    harness.key(KEY.Key_Space)
    # Only "person" is a class of the project: the dog needs no decision.
    assert record(harness, "pic_1.png")
    assert harness.name == "pic_2.png"


def test_escape_answers_nothing(harness: Harness) -> None:
    harness.key(KEY.Key_Space)
    box = question(harness)
    assert box is not None
    harness.qtbot.keyClick(box, KEY.Key_Escape)
    assert question(harness) is None
    assert not record(harness, "pic_1.png")
    assert harness.window.editor.review_answer == ""
    assert harness.name == "pic_1.png"


def test_the_answer_survives_a_restart_and_the_menu_changes_it(
    make_window: MakeHarness, pictures: Path
) -> None:
    first = make_window(pictures)
    first.canvas.setFocus()
    first.key(KEY.Key_Space)
    answer(first, "Accept them")
    first.close()
    again = make_window(pictures)
    again.canvas.setFocus()
    assert again.window.editor.review_answer == ACCEPT
    actions = again.window.menus.actions
    again.wait(lambda: actions["review_accept"].isChecked())
    actions["review_leave"].trigger()
    assert again.window.editor.review_answer == LEAVE
    actions["review_go_through"].trigger()
    assert again.window.editor.review_answer == GO_THROUGH
    actions["review_ask"].trigger()
    assert again.window.editor.review_answer == ""


def test_kept_classes_stay_undecided_and_are_asked_about_never(harness: Harness) -> None:
    harness.window.editor.relabel_to_name("train")
    harness.key(KEY.Key_Space)
    assert question(harness) is None
    assert record(harness, "pic_1.png")
    harness.key(KEY.Key_A)
    harness.settle()
    assert len(harness.document.rows) == 3
    assert harness.document.rejections == ()


def test_space_goes_to_the_next_unreviewed(harness: Harness) -> None:
    paths = harness.document.pictures.paths
    assert harness.window.editor.mark(paths[1:2], reviewed=True)
    harness.window.editor.set_review_answer(ACCEPT)
    harness.key(KEY.Key_Space)
    assert harness.name == "pic_10.png"


def test_a_picture_that_the_model_still_looks_at_is_not_reviewed_by_accident(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(settle=False)
    gate = tmp_path / "gate"
    harness.plan.write(wait_for={"pic_1.png": str(gate)})
    harness.session.open([str(pictures)])
    harness.wait(lambda: harness.document.detecting)
    harness.canvas.setFocus()
    messages = told(harness)
    harness.key(KEY.Key_Space)
    assert not record(harness, "pic_1.png")
    assert messages[-1].startswith("The model is still looking at this picture.")
    harness.key(KEY.Key_Space)
    assert record(harness, "pic_1.png")
    gate.touch()
    harness.settle()


def test_marking_a_selection_is_one_step(harness: Harness) -> None:
    paths = harness.document.pictures.paths
    assert harness.window.editor.mark(paths, reviewed=True)
    names = ("pic_1.png", "pic_2.png", "pic_10.png")
    assert all(record(harness, name) for name in names)
    assert harness.document.project.undo_edit is not None
    assert harness.document.project.undo_edit.text == "Mark 3 pictures reviewed"
    harness.key(KEY.Key_Z, CONTROL)
    assert not any(record(harness, name) for name in names)


def test_reviewed_can_be_taken_back_by_key(harness: Harness) -> None:
    harness.window.editor.mark(harness.document.pictures.paths[:1], reviewed=True)
    harness.wait(lambda: harness.window.menus.actions["unreview"].isEnabled())
    harness.key(KEY.Key_Space, SHIFT)
    assert not record(harness, "pic_1.png")


def test_a_reviewed_picture_keeps_what_a_second_run_finds_undecided(harness: Harness) -> None:
    harness.window.editor.set_review_answer(ACCEPT)
    harness.key(KEY.Key_Space)
    harness.key(KEY.Key_A)
    harness.settle()
    fresh = row("cat", 0.9, (250, 20, 40, 40), "P3", "P2")
    harness.plan.write(boxes={"*": [*BOXES, fresh]})
    harness.key(KEY.Key_I)
    harness.wait(lambda: len(harness.document.rows) == 1)
    assert record(harness, "pic_1.png")
    assert len(harness.document.annotations) == 3
