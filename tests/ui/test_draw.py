"""Drawing boxes: by dragging, by two clicks, at borders, and what Esc and other events do to it."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor

from app.domain.records import Annotation, Box
from app.domain.view_filter import ColourBy
from tests.ui.conftest import MakeHarness
from tests.ui.harness import MIDDLE, Harness

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path) -> Harness:
    """A project with the classes cell and nut; the detections stay out of the way."""
    harness = make_window(pictures)
    harness.document.set_score(1.0)
    for name in ("cell", "nut"):
        harness.editor.relabel_to_name(name)
    harness.document.set_current_class(next(iter(harness.document.classes)))
    return harness


def boxes(harness: Harness) -> list[Box]:
    return [each.box for each in harness.document.annotations.values()]


def only(harness: Harness) -> Annotation:
    (made,) = harness.document.annotations.values()
    return made


def is_drawing(harness: Harness) -> bool:
    return harness.document.drawing


def near(harness: Harness, box: Box, wanted: tuple[float, ...]) -> None:
    assert box == pytest.approx(wanted, abs=1.01 / harness.canvas.zoom)


def test_press_drag_release_makes_a_box_of_the_current_class(harness: Harness) -> None:
    harness.key(Qt.Key.Key_W)
    harness.drag_picture((60, 50), (160, 120))
    made = only(harness)
    near(harness, made.box, (60, 50, 160, 120))
    assert harness.document.classes[made.label].name == "cell"
    assert harness.document.chosen == (made.id,)
    assert made.origin is None


def test_click_move_click_makes_a_box(harness: Harness) -> None:
    harness.key(Qt.Key.Key_R)
    harness.click(160, 120)
    assert boxes(harness) == []
    harness.hover(100, 90)
    harness.click(60, 50)
    near(harness, only(harness).box, (60, 50, 160, 120))


def test_draw_mode_stays_until_escape(harness: Harness) -> None:
    harness.key(Qt.Key.Key_W)
    harness.drag_picture((60, 50), (160, 120))
    harness.drag_picture((80, 70), (200, 200))  # begins on a box: still draws
    assert len(boxes(harness)) == 2
    assert is_drawing(harness)
    harness.key(Qt.Key.Key_Escape)
    assert not is_drawing(harness)
    harness.drag_picture((250, 20), (260, 40))
    assert len(boxes(harness)) == 2


def test_draw_mode_for_one_box_by_a_setting(harness: Harness) -> None:
    harness.session.settings["draw_sticky"] = False
    harness.key(Qt.Key.Key_W)
    harness.drag_picture((60, 50), (160, 120))
    assert not harness.document.drawing
    harness.key(Qt.Key.Key_J, CONTROL)
    assert harness.document.drawing


def test_a_box_cannot_leave_the_picture(harness: Harness) -> None:
    harness.canvas.zoom_by_step(-1)
    harness.key(Qt.Key.Key_W)
    harness.drag_picture((-30, -20), (400, 300))
    assert only(harness).box == (0, 0, 320, 240)


def test_the_border_is_magnetic(harness: Harness) -> None:
    harness.key(Qt.Key.Key_W)
    near_border = 3 / harness.canvas.zoom
    harness.drag_picture((near_border, 50), (160, 240 - near_border))
    x1, _y1, _x2, y2 = only(harness).box
    assert (x1, y2) == (0, 240)


def test_less_than_a_pixel_makes_no_box_and_says_so(harness: Harness) -> None:
    said: list[str] = []
    harness.document.told.connect(said.append)
    harness.key(Qt.Key.Key_W)
    harness.drag_picture((60, 50), (160, 50))
    assert boxes(harness) == []
    assert "wide and high" in said[-1]
    harness.click(60, 50)
    harness.click(60, 50)
    assert boxes(harness) == []
    assert harness.canvas.gesture is None


def test_the_smallest_box_is_a_setting(harness: Harness) -> None:
    said: list[str] = []
    harness.document.told.connect(said.append)
    harness.session.settings["least_side"] = 40
    harness.key(Qt.Key.Key_W)
    harness.drag_picture((60, 50), (160, 80))
    assert boxes(harness) == []
    assert "40 px" in said[-1]
    assert harness.document.drawing
    harness.session.settings["least_side"] = 1  # at once, in the same draw mode
    harness.drag_picture((60, 50), (160, 80))
    near(harness, only(harness).box, (60, 50, 160, 80))


def test_two_clicks_are_a_setting(harness: Harness) -> None:
    harness.session.settings["click_click"] = False
    harness.key(Qt.Key.Key_W)
    harness.click(60, 50)
    harness.hover(160, 120)
    assert harness.canvas.chosen.shown.drawn is None
    harness.click(160, 120)
    assert boxes(harness) == []
    harness.drag_picture((60, 50), (160, 120))
    near(harness, only(harness).box, (60, 50, 160, 120))
    harness.session.settings["click_click"] = True
    harness.click(200, 50)
    harness.hover(250, 120)
    harness.click(250, 120)
    assert len(boxes(harness)) == 2


def test_shift_draws_a_square_within_the_picture(harness: Harness) -> None:
    harness.key(Qt.Key.Key_W)
    harness.drag_picture((200, 180), (310, 200), SHIFT)
    x1, y1, x2, y2 = only(harness).box
    assert x2 - x1 == pytest.approx(y2 - y1)
    assert y2 <= 240


@pytest.mark.parametrize("clicks", [False, True])
def test_escape_leaves_nothing_of_a_box(harness: Harness, clicks: bool) -> None:
    harness.key(Qt.Key.Key_W)
    start, end = harness.place(60, 50), harness.place(160, 120)
    if clicks:
        harness.click(60, 50)
        harness.hover(160, 120)
    else:
        harness.press(start)
        harness.pull(start, end)
    shown = harness.canvas.chosen.shown.drawn
    assert shown is not None
    near(harness, shown.box, (60, 50, 160, 120))
    harness.key(Qt.Key.Key_Escape)
    assert harness.canvas.chosen.shown.drawn is None
    assert harness.document.drawing  # Esc took one step back only
    harness.release(end)
    assert boxes(harness) == []
    assert harness.document.project.undo_edit is None or "raw" not in (
        harness.document.project.undo_edit.text
    )


def test_nothing_is_changed_before_the_release(harness: Harness) -> None:
    edits: list[object] = []
    harness.document.edited.connect(edits.append)
    harness.key(Qt.Key.Key_W)
    start, end = harness.place(60, 50), harness.place(160, 120)
    harness.press(start)
    harness.pull(start, end)
    assert edits == []
    harness.release(end)
    assert len(edits) == 1
    harness.key(Qt.Key.Key_Z, CONTROL)
    assert boxes(harness) == []


def test_another_picture_while_drawing_gets_no_box(harness: Harness) -> None:
    harness.key(Qt.Key.Key_W)
    start, end = harness.place(60, 50), harness.place(160, 120)
    harness.press(start)
    harness.pull(start, end)
    harness.session.step(1)
    harness.release(end)
    harness.settle()
    assert boxes(harness) == []
    harness.session.step(-1)
    harness.settle()
    assert boxes(harness) == []


def test_wheel_and_middle_drag_while_drawing(harness: Harness) -> None:
    harness.key(Qt.Key.Key_W)
    harness.click(60, 50)
    harness.hover(120, 90)
    harness.wheel(harness.place(120, 90), 120)
    harness.drag(harness.place(120, 90), harness.place(110, 80), MIDDLE)
    harness.hover(160, 120)
    harness.click(160, 120)
    near(harness, only(harness).box, (60, 50, 160, 120))


def test_a_release_that_nobody_told_cancels(harness: Harness) -> None:
    harness.key(Qt.Key.Key_W)
    harness.press(harness.place(60, 50))
    harness.pull(harness.place(60, 50), harness.place(160, 120))
    harness.hover(170, 130)  # no button is held any more
    assert harness.canvas.gesture is None
    assert boxes(harness) == []


def test_the_right_button_cancels(harness: Harness) -> None:
    harness.key(Qt.Key.Key_W)
    harness.click(60, 50)
    harness.hover(160, 120)
    harness.press(harness.place(160, 120), Qt.MouseButton.RightButton)
    assert harness.canvas.gesture is None
    assert boxes(harness) == []


def test_the_crosshair_is_a_setting(harness: Harness) -> None:
    harness.key(Qt.Key.Key_W)
    harness.hover(250, 30)
    far = harness.place(250, 220)
    assert QColor(harness.picture().pixel(far)).name() == "#ffffff"
    harness.session.settings["crosshair"] = False
    harness.hover(250, 31)
    assert QColor(harness.picture().pixel(far)).name() != "#ffffff"
    harness.key(Qt.Key.Key_Escape)


@pytest.mark.parametrize("theme", ["dark", "light"])
def test_a_box_of_a_person_is_solid_in_its_colour(
    make_window: MakeHarness, pictures: Path, theme: str
) -> None:
    harness = make_window(pictures, theme=theme)
    harness.document.set_score(1.0)
    harness.editor.relabel_to_name("cell")
    harness.editor.draw((60, 60, 160, 140))
    harness.document.choose(())
    harness.document.set_colour_by(ColourBy.CLASS)
    colour = next(iter(harness.document.classes.values())).colour.lower()
    shown, left, right = harness.picture(), harness.place(60, 140), harness.place(160, 140)
    line = [QColor(shown.pixel(x, left.y())).name() for x in range(left.x() + 4, right.x() - 4)]
    assert set(line) == {colour}
    # 100 px on 640 x 480 network pixels (200 x 160) is best matched by P4's wide anchor.
    harness.document.set_colour_by(ColourBy.ANCHOR)
    assert harness.canvas.annotations.rows.colours == ["#2DBE8D"]


def test_drawing_by_keys_alone(harness: Harness) -> None:
    harness.key(Qt.Key.Key_W, SHIFT)
    x1, y1, x2, y2 = only(harness).box
    assert (x1 + x2, y1 + y2) == (320, 240)
    harness.key(Qt.Key.Key_Right, SHIFT)
    harness.key(Qt.Key.Key_Down, CONTROL)
    harness.document.flush()
    assert only(harness).box == (x1 + 10, y1, x2 + 10, y2 + 1)
