"""Detections become annotations or rejections: keys, buttons, and what a second run finds."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt

from app.domain.decisions import Decision
from app.domain.proposals import Proposals
from app.domain.records import Annotation
from tests.ui.conftest import MakeHarness
from tests.ui.harness import BOXES, Harness, row

KEY = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path) -> Harness:
    made = make_window(pictures)
    made.canvas.setFocus()
    return made


def there(harness: Harness) -> list[tuple[str, Annotation]]:
    names = harness.document.class_names()
    return [(names[each.label], each) for each in harness.document.annotations.values()]


def class_list(harness: Harness) -> list[str]:
    return [each.name for each in harness.document.classes.values()]


def seen(harness: Harness) -> list[str]:
    found = harness.document.detections
    assert found is not None
    return [found.class_name(row) for row in harness.document.rows]


def told(harness: Harness) -> list[str]:
    messages: list[str] = []
    harness.document.told.connect(messages.append)
    return messages


def test_enter_accepts_the_selected_one_and_goes_on(harness: Harness) -> None:
    messages = told(harness)
    harness.click(60, 80)  # the cat
    harness.key(KEY.Key_Return)
    ((name, made),) = there(harness)
    assert (name, made.box) == ("cat", (40, 60, 80, 100))
    assert made.origin is not None
    assert (made.origin.class_name, made.origin.anchor_level) == ("cat", "P3")
    # The project had no classes: this one is added in the same step, and said.
    assert class_list(harness) == ["cat"]
    assert messages[-1] == "Accepted, class cat added"
    assert seen(harness) == ["person", "dog"]
    assert harness.document.selected == 2
    harness.key(KEY.Key_Z, CONTROL)
    assert (there(harness), class_list(harness)) == ([], [])
    assert seen(harness) == ["person", "cat", "dog"]


def test_enter_without_a_selection_does_nothing(harness: Harness) -> None:
    harness.key(KEY.Key_Return)
    assert there(harness) == []


def test_shift_enter_accepts_all_shown_in_one_step(harness: Harness) -> None:
    harness.key(KEY.Key_Return, SHIFT)
    assert [name for name, _row in there(harness)] == ["person", "cat", "dog"]
    assert seen(harness) == []
    harness.key(KEY.Key_Z, CONTROL)
    assert there(harness) == []
    harness.key(KEY.Key_Y, CONTROL)
    assert len(there(harness)) == 3


def test_what_the_filters_hide_is_not_accepted(harness: Harness) -> None:
    harness.key(KEY.Key_3, Qt.KeyboardModifier.AltModifier)  # level P3: the cat
    harness.key(KEY.Key_Return, SHIFT)
    assert [name for name, _row in there(harness)] == ["person", "dog"]


def test_x_rejects_and_a_second_run_remembers(harness: Harness) -> None:
    harness.click(60, 80)
    harness.key(KEY.Key_X)
    assert seen(harness) == ["person", "dog"]
    (rejection,) = harness.document.rejections
    assert (rejection.class_name, rejection.reason, rejection.score) == ("cat", "x", 0.8)
    # A little elsewhere, with another score: IoU 0.9.
    moved = row("cat", 0.95, (42, 60, 40, 40), "P3", "P2")
    harness.plan.write(boxes={"*": [moved, BOXES[0]]})
    harness.key(KEY.Key_I)
    harness.wait(lambda: len(harness.plan.requests()) == 2)
    harness.settle()
    assert seen(harness) == ["person"]
    harness.window.menus.actions["show_rejected"].trigger()
    assert seen(harness) == ["person", "cat"]
    harness.document.select(1)
    harness.key(KEY.Key_X, SHIFT)
    assert harness.document.rejections == ()
    assert harness.document.decisions.tolist() == [Decision.UNDECIDED] * 2


def test_running_the_model_again_never_touches_annotations(harness: Harness) -> None:
    harness.key(KEY.Key_Return, SHIFT)
    before = harness.document.annotations
    harness.plan.write(boxes={"*": []})
    harness.key(KEY.Key_I)
    harness.wait(lambda: len(harness.plan.requests()) == 2)
    harness.settle()
    assert harness.document.annotations == before


def test_relabelling_a_detection_accepts_it_in_one_step(harness: Harness) -> None:
    harness.window.editor.relabel_to_name("boat")
    harness.click(60, 80)
    harness.key(KEY.Key_1)
    ((name, made),) = there(harness)
    assert name == "boat"
    assert made.origin is not None
    assert made.origin.class_name == "cat"
    assert harness.document.chosen == (made.id,)
    assert seen(harness) == ["person", "dog"]
    harness.key(KEY.Key_Z, CONTROL)
    assert there(harness) == []
    assert seen(harness) == ["person", "cat", "dog"]


def test_a_hand_drawn_box_folds_the_detection_away(harness: Harness) -> None:
    harness.window.editor.relabel_to_name("Cat")
    harness.window.editor.draw((41, 61, 81, 101))
    assert seen(harness) == ["person", "dog"]


def test_a_single_class_project_takes_every_detection_as_its_class(harness: Harness) -> None:
    harness.window.menus.actions["single_class"].trigger()
    harness.key(KEY.Key_Return, SHIFT)
    assert [name for name, _row in there(harness)] == ["object"] * 3
    assert class_list(harness) == ["object"]
    assert seen(harness) == []
    assert not harness.window.menus.actions["class_1"].isEnabled()


def test_a_picked_proposal_keeps_where_it_came_from_whatever_asks_first(harness: Harness) -> None:
    found = harness.document.detections
    assert found is not None
    objectness = np.array([0.9, 0.8, 0.7, 0.6, 0.5])
    levels = tuple(level.name for level in found.model.levels)
    shown = Proposals("0123", found.boxes, objectness, found.anchor_ranks, levels)
    harness.document.set_proposals(shown)
    editor = harness.window.editor
    # No class yet: the name is asked for, and Esc takes the box back.
    line = harness.window.class_entry.line
    assert editor.pick_proposal(240, 70) is None
    harness.wait(line.hasFocus)
    harness.key(KEY.Key_Escape)
    assert there(harness) == []
    assert editor.pick_proposal(240, 70) is None
    harness.wait(line.hasFocus)
    harness.qtbot.keyClicks(line, "cup")
    harness.key(KEY.Key_Return)
    assert editor.pick_proposal(60, 80) is not None
    origins = [each.origin for _name, each in there(harness)]
    assert [each and (each.anchor_level, each.class_name) for each in origins] == [
        ("P4", ""),
        ("P3", ""),
    ]
    harness.key(KEY.Key_Z, CONTROL)
    harness.key(KEY.Key_Z, CONTROL)
    assert (there(harness), class_list(harness)) == ([], [])


def test_a_known_picture_needs_no_second_run(make_window: MakeHarness, pictures: Path) -> None:
    first = make_window(pictures)
    first.canvas.setFocus()
    first.click(60, 80)
    first.key(KEY.Key_X)
    first.close()
    runs = len(first.plan.requests())
    again = make_window(pictures)
    assert seen(again) == ["person", "dog"]
    assert again.document.milliseconds is None
    again.wait(lambda: again.document.model is not None)
    assert len(again.plan.requests()) == runs
    again.key(KEY.Key_D)
    again.settle()
    assert len(again.plan.requests()) == runs + 1


def test_opening_and_looking_leaves_no_file(make_window: MakeHarness, pictures: Path) -> None:
    before = sorted(pictures.iterdir())
    harness = make_window(pictures)
    harness.key(KEY.Key_D)
    harness.settle()
    harness.close()
    assert sorted(pictures.iterdir()) == before
