"""Moving and resizing boxes: by the mouse, by handles, by keys, and what interrupts it."""

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt

from app.domain.box_geometry import Edge
from app.domain.records import Box
from app.views.handles import handle_points
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CORNER = Edge.RIGHT | Edge.BOTTOM


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path) -> Harness:
    """Two annotations, one of them thin; the detections stay out of the way."""
    harness = make_window(pictures)
    harness.document.set_score(1.0)
    harness.editor.relabel_to_name("cell")
    harness.editor.draw((60, 50, 120, 110))
    harness.editor.draw((200, 40, 202, 140))
    harness.document.choose(())
    return harness


def ids(harness: Harness) -> list[int]:
    return list(harness.document.annotations)


def box(harness: Harness, at: int = 0) -> Box:
    return harness.document.annotations[ids(harness)[at]].box


def near(harness: Harness, found: Box, wanted: tuple[float, ...]) -> None:
    assert found == pytest.approx(wanted, abs=1.01 / harness.canvas.zoom)


def handle(harness: Harness, edges: Edge, at: int = 0) -> QPoint:
    return handle_points(harness.canvas.screen_rect(box(harness, at)))[edges].toPoint()


def by(harness: Harness, dx: float, dy: float) -> QPoint:
    return (QPointF(dx, dy) * harness.canvas.zoom).toPoint()


def is_held(harness: Harness) -> bool:
    return harness.canvas.chosen.shown.held


def edits(harness: Harness) -> list[object]:
    found: list[object] = []
    harness.document.edited.connect(found.append)
    return found


def test_dragging_an_unchosen_box_chooses_and_moves_it_in_one_edit(harness: Harness) -> None:
    done = edits(harness)
    harness.drag_picture((90, 80), (110, 70))
    near(harness, box(harness), (80, 40, 140, 100))
    assert harness.document.chosen == (ids(harness)[0],)
    assert len(done) == 1
    harness.key(Qt.Key.Key_Z, CONTROL)
    assert box(harness) == (60, 50, 120, 110)
    harness.key(Qt.Key.Key_Y, CONTROL)
    near(harness, box(harness), (80, 40, 140, 100))


def test_a_drag_of_less_than_four_pixels_is_a_click(harness: Harness) -> None:
    start = harness.place(90, 80)
    harness.drag(start, start + QPoint(3, 3))
    assert box(harness) == (60, 50, 120, 110)
    assert harness.document.chosen == (ids(harness)[0],)


def test_a_box_is_not_moved_out_of_the_picture(harness: Harness) -> None:
    harness.drag_picture((90, 80), (5, 5))
    harness.drag(harness.place(30, 30), harness.place(30, 30) + by(harness, -200, -200))
    assert box(harness) == (0, 0, 60, 60)


def test_all_chosen_boxes_move_together(harness: Harness) -> None:
    harness.key(Qt.Key.Key_A, CONTROL)
    done = edits(harness)
    harness.drag_picture((90, 80), (100, 60))
    near(harness, box(harness), (70, 30, 130, 90))
    near(harness, box(harness, 1), (210, 20, 212, 120))
    assert len(done) == 1
    assert harness.document.chosen == tuple(ids(harness))


@pytest.mark.parametrize(
    ("edges", "after"),
    [
        (Edge.LEFT | Edge.TOP, (70, 60, 120, 110)),
        (Edge.TOP, (60, 60, 120, 110)),
        (Edge.RIGHT | Edge.TOP, (60, 60, 130, 110)),
        (Edge.RIGHT, (60, 50, 130, 110)),
        (CORNER, (60, 50, 130, 120)),
        (Edge.BOTTOM, (60, 50, 120, 120)),
        (Edge.LEFT | Edge.BOTTOM, (70, 50, 120, 120)),
        (Edge.LEFT, (70, 50, 120, 110)),
    ],
)
def test_eight_handles_resize(harness: Harness, edges: Edge, after: tuple[float, ...]) -> None:
    harness.click(90, 80)
    start = handle(harness, edges)
    harness.drag(start, start + by(harness, 10, 10))
    near(harness, box(harness), after)


def test_past_the_opposite_side_a_box_turns_over(harness: Harness) -> None:
    harness.click(90, 80)
    start = handle(harness, CORNER)
    harness.drag(start, start + by(harness, -100, 0))
    near(harness, box(harness), (20, 50, 60, 110))


def test_shift_keeps_the_shape(harness: Harness) -> None:
    harness.click(90, 80)
    start = handle(harness, CORNER)
    harness.drag(start, start + by(harness, 30, 5), keys=SHIFT)
    near(harness, box(harness), (60, 50, 150, 140))


def test_a_thin_box_can_still_be_moved_and_resized(harness: Harness) -> None:
    harness.click(201, 90)
    assert harness.document.chosen == (ids(harness)[1],)
    harness.drag_picture((201, 90), (221, 90))
    near(harness, box(harness, 1), (220, 40, 222, 140))
    start = handle(harness, Edge.RIGHT, 1)
    harness.drag(start, start + by(harness, 20, 0))
    near(harness, box(harness, 1), (220, 40, 242, 140))


@pytest.mark.parametrize("resize", [False, True])
def test_escape_puts_everything_back(harness: Harness, resize: bool) -> None:
    harness.click(90, 80)
    done = edits(harness)
    start = handle(harness, CORNER) if resize else harness.place(90, 80)
    end = start + by(harness, 40, 20)
    harness.press(start)
    harness.pull(start, end)
    assert is_held(harness)
    shown = harness.canvas.chosen.shown
    assert (shown.boxes[0].box, shown.shift) != ((60, 50, 120, 110), (0, 0))
    harness.key(Qt.Key.Key_Escape)
    assert not is_held(harness)
    harness.release(end)
    assert box(harness) == (60, 50, 120, 110)
    assert harness.document.chosen == (ids(harness)[0],)
    assert done == []


def test_an_undo_while_dragging_cancels_the_drag(harness: Harness) -> None:
    harness.drag_picture((90, 80), (110, 80))
    start = harness.place(110, 80)
    harness.press(start)
    harness.pull(start, start + QPoint(60, 0))
    harness.key(Qt.Key.Key_Z, CONTROL)
    assert harness.canvas.gesture is None
    harness.release(start + QPoint(60, 0))
    assert box(harness) == (60, 50, 120, 110)


def test_another_picture_while_dragging_moves_nothing(harness: Harness) -> None:
    start = harness.place(90, 80)
    harness.press(start)
    harness.pull(start, start + QPoint(60, 0))
    harness.session.step(1)
    harness.release(start + QPoint(60, 0))
    harness.settle()
    assert not harness.document.annotations
    harness.session.step(-1)
    harness.settle()
    assert box(harness) == (60, 50, 120, 110)


def test_detections_that_arrive_while_dragging_disturb_nothing(harness: Harness) -> None:
    start = harness.place(90, 80)
    harness.press(start)
    harness.pull(start, start + by(harness, 20, 0))
    found = harness.document.detections
    assert found is not None
    harness.document.set_detections(found, 3.0)
    harness.release(start + by(harness, 20, 0))
    near(harness, box(harness), (80, 50, 140, 110))


def test_the_wheel_zooms_while_dragging(harness: Harness) -> None:
    start, end = harness.place(90, 80), harness.place(110, 90)
    harness.press(start)
    harness.pull(start, end)
    harness.wheel(end, 120)
    harness.release(end)
    near(harness, box(harness), (80, 60, 140, 120))


def test_dragging_a_detection_accepts_it_where_it_was_put(harness: Harness) -> None:
    harness.document.set_score(0.5)
    done = edits(harness)
    harness.drag_picture((270, 100), (260, 120))  # the dog at 200, 30, 80 x 80
    made = harness.document.annotations[ids(harness)[-1]]
    near(harness, made.box, (190, 50, 270, 130))
    assert made.origin is not None
    assert made.origin.anchor_level == "P4"
    assert harness.document.classes[made.label].name == "dog"
    assert len(done) == 1
    assert harness.document.chosen == (made.id,)


def test_a_locked_box_stays(harness: Harness) -> None:
    harness.click(90, 80)
    harness.key(Qt.Key.Key_L)
    assert not harness.canvas.chosen.shown.handles
    before = harness.canvas.centre()
    harness.drag_picture((90, 80), (110, 80))  # moves the view instead
    assert box(harness) == (60, 50, 120, 110)
    assert harness.canvas.centre() != before


@pytest.mark.parametrize("many", [False, True])
def test_a_group_is_drawn_where_the_mouse_has_it_and_its_locked_box_where_it_is(
    harness: Harness, many: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness.editor.draw((150, 180, 190, 220))
    harness.editor.toggle_locked()
    if many:  # so many that they are drawn in the plain manner
        monkeypatch.setattr("app.views.chosen_item.MANY", 1)
    harness.editor.choose_all()
    colour, thin, locked = harness.canvas.annotations.rows.colours
    start = harness.place(90, 80)
    assert harness.shows_box(colour, 60, 110, 60)
    harness.press(start)
    for across, down in ((4, 4), (20, 30), (40, 60)):
        harness.pull(start, start + by(harness, across, down))
        assert harness.shows_box(colour, 60 + across, 110 + down, 60)
        assert thin.lower() in harness.colours_near(200 + across, 100 + down, 3)
        assert harness.shows_box(locked, 150, 220, 40)
    assert not harness.shows_box(colour, 60, 110, 30)
    harness.canvas.zoom_at(1.5, QPointF(harness.place(100, 140)))
    assert harness.shows_box(locked, 150, 220, 40)
    harness.release(start + by(harness, 40, 60))
    assert box(harness, 2) == (150, 180, 190, 220)
    assert box(harness, 0) != (60, 50, 120, 110)


def test_a_box_without_an_edge_in_sight_is_not_dragged(harness: Harness) -> None:
    harness.editor.draw((0, 0, 320, 240))
    harness.document.choose(())
    harness.canvas.zoom_at(12.0, QPointF(harness.place(160, 200)))
    harness.drag_picture((160, 200), (150, 195))
    assert box(harness, 2) == (0, 0, 320, 240)


def test_arrows_nudge_and_resize(harness: Harness) -> None:
    harness.click(90, 80)
    harness.key(Qt.Key.Key_Right)
    harness.key(Qt.Key.Key_Down, SHIFT)
    harness.key(Qt.Key.Key_Right, CONTROL)
    harness.document.flush()
    assert box(harness) == (61, 60, 122, 120)
    harness.key(Qt.Key.Key_Escape)
    before = harness.canvas.centre()
    harness.key(Qt.Key.Key_Right)
    assert harness.canvas.centre() != before
    assert box(harness) == (61, 60, 122, 120)


def test_place_and_size_typed_by_hand(harness: Harness) -> None:
    harness.click(90, 80)
    done = edits(harness)
    harness.key(Qt.Key.Key_G, CONTROL | SHIFT)
    entry = harness.window.place_entry
    assert [field.value() for field in entry.fields.values()] == [60, 50, 60, 60]
    harness.qtbot.keyClicks(entry.fields["x"], "10.5")
    entry.fields["height"].setFocus()
    entry.fields["height"].selectAll()
    harness.qtbot.keyClicks(entry.fields["height"], "500")
    harness.key(Qt.Key.Key_Return)
    assert box(harness) == (10.5, 50, 70.5, 240)
    assert len(done) == 1
    assert not entry.isVisible()
    assert harness.canvas.hasFocus()
    harness.key(Qt.Key.Key_G, CONTROL | SHIFT)
    harness.qtbot.keyClicks(entry.fields["x"], "99")
    harness.key(Qt.Key.Key_Escape)
    assert box(harness) == (10.5, 50, 70.5, 240)
