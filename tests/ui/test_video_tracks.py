"""Tracks on the canvas: keyframes, computed boxes, parts of tracks, and undo of all of it."""

import pytest
from PySide6.QtCore import QPoint, Qt

from app.domain.project.bulk import annotations_by_id
from app.domain.project.videos import track_rows
from app.domain.video.tracks import Tracks, is_computed
from app.services.bulk_edits import BulkEdits, Item
from tests.ui.conftest import MakeHarness
from tests.ui.harness import click_at
from tests.ui.track_hands import (
    ALT,
    CONTROL,
    FRAMES,
    SHIFT,
    START,
    Hands,
    frames_of,
    hands,
    left,
    moved,
)

__all__ = ["hands", "moved"]  # fixtures


def test_a_box_between_two_keyframes_is_in_the_middle(hands: Hands) -> None:
    hands.draw()
    assert hands.keys("track_keyframe") == ["K"]
    hands.press(Qt.Key.Key_K)
    assert hands.box.track is not None
    assert hands.document.chosen == (hands.box.id,)
    hands.press(Qt.Key.Key_Right, SHIFT)
    hands.rest()
    assert hands.frame == 10
    assert not hands.boxes
    strip = hands.timeline.track_strip
    assert strip.isVisible()
    assert strip.line() == "The track ends at frame 0; K brings it here."
    hands.press(Qt.Key.Key_K)
    assert hands.document.chosen == (hands.box.id,)
    hands.drag((14, 16), (24, 16))
    assert left(hands) == pytest.approx(18, abs=0.2)
    end = left(hands)
    hands.go(5)
    assert is_computed(hands.box)
    assert left(hands) == pytest.approx((START[0] + end) / 2)
    assert hands.document.chosen == (hands.box.id,)
    assert strip.line() == ""
    assert [frame for frame, _row in frames_of(hands.stored)] == [0, 10]


@pytest.mark.parametrize(
    "change",
    [
        lambda hands: hands.drag((19, 16), (19, 26)),
        lambda hands: hands.press(Qt.Key.Key_Down, ALT),
        lambda hands: hands.harness.editor.set_flag(hands.document.chosen, "occluded", True),
        lambda hands: hands.harness.editor.set_attribute(hands.document.chosen, "side", "left"),
        lambda hands: hands.press(Qt.Key.Key_L),
        lambda hands: hands.press(Qt.Key.Key_K),
    ],
    ids=["move", "nudge", "flag", "attribute", "lock", "key"],
)
def test_a_computed_box_becomes_a_keyframe_by_every_edit(moved: Hands, change: object) -> None:
    moved.go(5)
    before = moved.box
    assert callable(change)
    change(moved)
    moved.document.flush()
    made = moved.box
    assert not is_computed(made)
    assert made.track == before.track
    assert moved.document.chosen == (made.id,)
    assert moved.keyed() == (0, 5, 10)
    assert moved.stored.boxes_at(5) == [made]
    moved.undo()
    assert moved.box == before
    assert moved.document.chosen == (before.id,)
    assert moved.keyed() == moved.stored[before.track or 0].frames == (0, 10)
    moved.redo()
    assert moved.box == made


def test_a_run_of_arrow_keys_is_one_keyframe_and_one_step(moved: Hands) -> None:
    moved.go(5)
    start = moved.box.box
    for _press in range(3):
        moved.press(Qt.Key.Key_Right, ALT)
    assert left(moved) == pytest.approx(start[0] + 3)
    assert moved.stored[moved.box.track or 0].frames == (0, 10)
    moved.go(4)
    assert moved.keyed() == (0, 5, 10)
    moved.undo()
    assert (moved.frame, moved.box.box) == (5, start)
    assert moved.keyed() == (0, 10)


def test_undo_works_after_a_restart(make_window: MakeHarness, moved: Hands) -> None:
    moved.go(5)
    moved.drag((19, 16), (19, 26))
    box = moved.box.box
    moved.harness.close()
    again = Hands(make_window(settle=False))
    again.ready()
    again.go(5)
    assert again.box.box == box
    again.go(7)
    assert is_computed(again.box)
    again.undo()
    assert again.frame == 5
    assert again.keyed() == (0, 10)
    assert is_computed(again.box)
    again.redo()
    assert again.box.box == box


def test_the_class_is_that_of_the_whole_track(moved: Hands) -> None:
    document = moved.document
    document.project.set_value("single_class", False)
    moved.go(5)
    assert moved.harness.editor.relabel_to_name("other")
    label = moved.box.label
    assert document.class_names()[label] == "other"
    assert is_computed(moved.box)
    assert {row.label for _frame, row in frames_of(moved.stored)} == {label}
    moved.undo()
    assert {row.label for _frame, row in frames_of(moved.stored)} == {moved.box.label} != {label}


def test_the_class_of_one_crop_is_that_of_its_track(moved: Hands) -> None:
    document, video = moved.document, moved.document.video.path
    document.project.set_value("single_class", False)
    moved.go(20)
    moved.draw((40.0, 30.0, 50.0, 40.0))
    assert moved.harness.editor.relabel_to_name("other")
    label = document.current_class
    assert label is not None
    bulk, project = BulkEdits(document), document.project
    document.set_current(None)
    _frame, row = frames_of(Tracks(track_rows(project, video)))[0]
    assert row.label != label
    assert bulk.relabel([Item(row.picture, row.id, from_model=False)], label) == 2
    (track,) = Tracks(track_rows(project, video))
    assert {each.row.label for each in track.keyframes} == {label}


def test_keyframes_are_gone_through_and_set_and_removed(moved: Hands) -> None:
    moved.go(5)
    moved.press(Qt.Key.Key_K)
    assert moved.keyed() == (0, 5, 10)
    assert moved.harness.window.menus.actions["track_keyframe"].isChecked()
    moved.press(Qt.Key.Key_K)
    assert moved.keyed() == (0, 10)
    assert is_computed(moved.box)
    moved.press(Qt.Key.Key_Period, CONTROL)
    moved.rest()
    assert moved.frame == 10
    moved.run("keyframe_next")
    assert moved.harness.window.status_bar.message.line == "No keyframe comes after."
    moved.press(Qt.Key.Key_Comma, CONTROL)
    moved.rest()
    assert moved.frame == 0
    strip = moved.timeline.track_strip
    click_at(strip, QPoint(round(strip.x_of(10)) + 1, strip.height() // 2))
    moved.rest()
    assert moved.frame == 10
    moved.press(Qt.Key.Key_K)
    assert not moved.boxes
    assert moved.keyed() == (0,)
    moved.undo()
    assert moved.document.followed == (moved.track.id,)
    assert moved.keyed() == (0, 10)


def test_the_last_keyframe_of_a_track_stays_as_a_box(hands: Hands) -> None:
    hands.draw()
    hands.press(Qt.Key.Key_K)
    hands.press(Qt.Key.Key_K)
    assert hands.box.track is None
    assert not len(hands.document.tracks)
    hands.undo()
    assert hands.box.track is not None


def test_a_track_ends_and_goes_on(moved: Hands) -> None:
    moved.go(4)
    moved.press(Qt.Key.Key_O)
    assert moved.spans() == ((0, 4), (10, 10))
    assert moved.harness.window.menus.actions["track_ends"].isChecked()
    moved.go(6)
    assert not moved.boxes
    assert (
        moved.timeline.track_strip.line() == "The track is not to be seen here; K brings it back."
    )
    moved.press(Qt.Key.Key_K)
    assert moved.spans() == ((0, 4), (6, 10))
    assert left(moved) == pytest.approx(8 + 6, abs=0.2)
    moved.undo()
    moved.go(4)
    moved.press(Qt.Key.Key_O)
    assert moved.spans() == ((0, 10),)
    moved.undo()
    moved.undo()
    assert moved.spans() == ((0, 10),)


def test_a_track_is_split_and_merged_again(moved: Hands) -> None:
    document, first = moved.document, moved.box.track
    before = [moved.track.at(frame) for frame in range(FRAMES)]
    moved.go(6)
    moved.press(Qt.Key.Key_S, SHIFT)
    assert moved.box.track not in (first, None)
    assert document.chosen == (moved.box.id,)
    assert [track.spans for track in document.tracks] == [((0, 5),), ((6, 10),)]
    moved.go(3)
    moved.harness.click(14, 16)
    moved.press(Qt.Key.Key_M, SHIFT)
    assert document.merging == first
    assert moved.timeline.track_strip.line().startswith("Select the box to merge with")
    moved.go(8)
    moved.harness.click(19, 16)
    moved.wait(lambda: len(document.tracks) == 1)
    assert document.merging is None
    assert moved.box.track == first
    assert moved.spans() == ((0, 10),)
    now = [moved.track.at(frame) for frame in range(FRAMES)]
    assert [row and row.box for row in now] == [
        row and pytest.approx(row.box, abs=0.01) for row in before
    ]
    moved.undo()
    assert len(document.tracks) == 2
    moved.undo()
    assert moved.keyed() == (0, 10)


def test_esc_leaves_a_merge(moved: Hands) -> None:
    action = moved.harness.window.menus.actions["track_merge"]
    moved.press(Qt.Key.Key_M, SHIFT)
    assert action.isChecked()
    moved.press(Qt.Key.Key_Escape)
    assert not action.isChecked()
    moved.draw((40.0, 30.0, 50.0, 40.0))
    assert len(moved.document.tracks) == 1


def test_two_chosen_boxes_become_one_track(moved: Hands) -> None:
    document = moved.document
    moved.go(5)
    track = moved.box.track
    plain = moved.draw((40.0, 30.0, 50.0, 40.0))
    computed = next(row.id for row in moved.boxes if row.track == track)
    document.choose((computed, plain))
    moved.press(Qt.Key.Key_M, SHIFT)
    assert [row.track for row in moved.boxes] == [track]
    message = moved.harness.window.status_bar.message.line
    assert message == "Merged. On 1 frame both were there: the first one stays."
    moved.undo()
    assert len(moved.boxes) == 2


def test_choosing_copying_and_hovering_work_on_computed_boxes(moved: Hands) -> None:
    document, harness = moved.document, moved.harness
    moved.go(5)
    document.choose(())
    moved.press(Qt.Key.Key_Tab)
    assert document.chosen == (moved.box.id,)
    harness.hover(19, 16)
    assert document.hovered_annotation == moved.box.id
    moved.press(Qt.Key.Key_K)
    harness.hover(19, 17)
    assert document.hovered_annotation == moved.box.id
    moved.press(Qt.Key.Key_K)
    moved.run("copy")
    moved.run("paste")
    copy = next(row for row in moved.boxes if row.track is None)
    assert document.chosen == (copy.id,)
    moved.run("duplicate")
    assert sum(row.track is None for row in moved.boxes) == 2
    moved.press(Qt.Key.Key_H, CONTROL)
    assert len(document.hidden) == 3


def test_a_box_at_the_end_of_its_track_goes_on_with_the_next_frame(moved: Hands) -> None:
    moved.go(10)
    moved.run("propagate")
    moved.rest()
    assert moved.frame == 11
    assert moved.keyed() == (0, 10, 11)
    assert moved.document.chosen == (moved.box.id,)
    moved.go(4)
    moved.run("propagate")
    moved.rest()
    assert len(moved.boxes) == 1
    moved.run("paste_previous")
    assert len(moved.boxes) == 1


def test_actions_apply_where_there_is_a_track(hands: Hands) -> None:
    actions = hands.harness.window.menus.actions
    names = [name for name in actions if name.startswith(("track_", "keyframe_"))]
    assert len(names) == 11
    assert not any(actions[name].isEnabled() for name in names)
    hands.draw()
    on = {name for name in names if actions[name].isEnabled()}
    assert on == {"track_start", "track_keyframe", "track_follow"}
    menu = hands.harness.window.canvas_menu.build()
    assert actions["track_keyframe"] in menu.actions()
    hands.run("track_start")
    on = {name for name in names if actions[name].isEnabled()}
    assert "track_start" not in on
    assert {"track_ends", "track_merge", "track_delete", "keyframe_next"} <= on
    assert "track_split" not in on
    hands.press(Qt.Key.Key_Escape)
    assert not hands.document.followed
    assert not any(actions[name].isEnabled() for name in names)
    assert hands.box.track is not None
    assert annotations_by_id(hands.document.project, [hands.box.id]) == [hands.box]
