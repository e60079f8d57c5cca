"""The Box menu: drawing and deciding, and what is set on the chosen boxes."""

from collections.abc import Callable

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.domain.decisions import Decision
from app.services.document import Document
from app.services.editor.base import SINGLE_CLASS
from app.services.editor.review import ACCEPT, GO_THROUGH, LEAVE, REVIEW_ANSWER
from app.views.actions.edit import has_annotations, has_chosen
from app.views.actions.spec import ActionSpec, Window, has_picture, has_pixels, has_rows, row

_T = QT_TRANSLATE_NOOP
_FAR = 10.0
_WAYS = (
    ("left", "Left", -1.0, 0.0),
    ("right", "Right", 1.0, 0.0),
    ("up", "Up", 0.0, -1.0),
    ("down", "Down", 0.0, 1.0),
)


def draw(window: Window) -> None:
    """Go into draw mode; Esc leaves it."""
    window.document.set_drawing(True)
    window.canvas.setFocus()


def toggle_drawing(window: Window) -> None:
    """Go into draw mode, or leave it."""
    window.document.set_drawing(not window.document.drawing)
    window.canvas.setFocus()


def add_box(window: Window) -> None:
    """Make a box in the middle of what is seen, to be moved and resized by keys."""
    window.canvas.add_box_in_the_middle()


def type_class(window: Window) -> None:
    """Type the class of the chosen boxes, or of the selected detection."""
    window.canvas.class_wanted.emit()


def type_place(window: Window) -> None:
    """Type where the chosen box is."""
    window.canvas.place_wanted.emit()


def accept(window: Window) -> None:
    """The selected detection becomes an annotation."""
    window.editor.accept_selected()


def accept_all(window: Window) -> None:
    """All undecided detections in sight become annotations."""
    window.editor.accept_all()


def reject(window: Window) -> None:
    """The selected detection is not wanted."""
    window.editor.reject_selected()


def unreject(window: Window) -> None:
    """The selected detection, rejected before, is undecided again."""
    if window.document.selected is not None:
        window.editor.unreject([window.document.selected])


def show_rejected(window: Window) -> None:
    """Show rejected detections too, or hide them."""
    window.document.set_view(window.document.view.toggle_decision(Decision.REJECTED))


def review(window: Window) -> None:
    """Mark the picture reviewed and go on; in a video the frame or the selected range, or not."""
    if window.document.in_video:
        window.video_doors.review()
    else:
        window.editor.review()


def unreview(window: Window) -> None:
    """Mark the picture not reviewed."""
    path = window.document.pictures.current
    if path is not None:
        window.editor.mark([path], reviewed=False)


def toggle_single_class(window: Window) -> None:
    """One class for every box, never asked for; or classes again."""
    window.editor.set_single_class(not window.editor.single_class)


def toggle_hidden(window: Window) -> None:
    """Hide the chosen boxes, or show hidden ones."""
    window.editor.toggle_hidden()


def toggle_all_hidden(window: Window) -> None:
    """Hide all boxes, or show them."""
    window.editor.toggle_all_hidden()


def toggle_locked(window: Window) -> None:
    """Lock the chosen boxes, or unlock them."""
    window.editor.toggle_locked()


def toggle_ignore(window: Window) -> None:
    """Leave the chosen boxes out of training and evaluation, or take them in again."""
    chosen = window.document.chosen_annotations()
    window.editor.set_flag(window.document.chosen, "ignore", not all(c.ignore for c in chosen))


def _selected_is(decision: Decision) -> Callable[[Document], bool]:
    def condition(document: Document) -> bool:
        row = document.selected
        return row is not None and bool(document.decisions[row] == decision)

    return condition


def _class_row(number: int) -> ActionSpec:
    return row(
        f"class_{number}",
        "box",
        _T("Actions", "Class with key {number}"),
        str(number),
        "ph.tag",
        lambda window: window.editor.class_key(number),
        lambda d: bool(d.classes) and not d.project.value(SINGLE_CLASS, False),
        number=number,
        submenu=_T("Actions", "Set the class"),
    )


def _nudge_row(name: str, text: object, key: str, dx: float, dy: float, resize: bool) -> ActionSpec:
    # In a video the arrows go from frame to frame.
    in_video = None if resize else f"Alt+{key}"
    return row(
        name,
        "box",
        text,
        key,
        "ph.arrows-out-cardinal",
        lambda window: window.editor.nudge(dx, dy, resize),
        has_chosen,
        on_canvas=True,
        submenu=_T("Actions", "Move or resize by keys"),
        video=in_video,
    )


_NUDGES = {
    "left": _T("Actions", "Move 1 pixel to the left"),
    "right": _T("Actions", "Move 1 pixel to the right"),
    "up": _T("Actions", "Move 1 pixel up"),
    "down": _T("Actions", "Move 1 pixel down"),
}
_FAR_NUDGES = {
    "left": _T("Actions", "Move 10 pixels to the left"),
    "right": _T("Actions", "Move 10 pixels to the right"),
    "up": _T("Actions", "Move 10 pixels up"),
    "down": _T("Actions", "Move 10 pixels down"),
}
_RESIZES = {
    "left": _T("Actions", "1 pixel narrower"),
    "right": _T("Actions", "1 pixel wider"),
    "up": _T("Actions", "1 pixel less high"),
    "down": _T("Actions", "1 pixel higher"),
}
_FAR_RESIZES = {
    "left": _T("Actions", "10 pixels narrower"),
    "right": _T("Actions", "10 pixels wider"),
    "up": _T("Actions", "10 pixels less high"),
    "down": _T("Actions", "10 pixels higher"),
}
_NUDGE_KINDS = (
    ("nudge", _NUDGES, "", 1.0, False),
    ("nudge_far", _FAR_NUDGES, "Shift+", _FAR, False),
    ("grow", _RESIZES, "Ctrl+", 1.0, True),
    ("grow_far", _FAR_RESIZES, "Ctrl+Shift+", _FAR, True),
)
NUDGE_ROWS = tuple(
    _nudge_row(f"{kind}_{way}", texts[way], f"{keys}{key}", dx * step, dy * step, resize)
    for kind, texts, keys, step, resize in _NUDGE_KINDS
    for way, key, dx, dy in _WAYS
)
CLASS_ROWS = tuple(_class_row(number) for number in range(1, 10))


def _answer_row(answer: str, text: object) -> ActionSpec:
    return row(
        f"review_{answer or 'ask'}",
        "box",
        text,
        "",
        "ph.check-square",
        lambda window: window.editor.set_review_answer(answer),
        checked=lambda d: d.project.value(REVIEW_ANSWER, "") == answer,
        submenu=_T("Actions", "At review, undecided detections"),
    )


ANSWER_ROWS = (
    _answer_row("", _T("Actions", "Ask")),
    _answer_row(ACCEPT, _T("Actions", "Accept them")),
    _answer_row(LEAVE, _T("Actions", "Leave them out")),
    _answer_row(GO_THROUGH, _T("Actions", "Go through them")),
)

ACTIONS: tuple[ActionSpec, ...] = (
    row(
        "draw",
        "box",
        _T("Actions", "Draw boxes"),
        "W R",
        "ph.bounding-box",
        draw,
        has_pixels,
    ),
    row(
        "draw_or_edit",
        "box",
        _T("Actions", "Draw mode"),
        "Ctrl+J",
        "ph.pencil-simple",
        toggle_drawing,
        has_pixels,
        lambda d: d.drawing,
    ),
    row(
        "add_box",
        "box",
        _T("Actions", "Add a box in the middle"),
        "Shift+W",
        "ph.selection-plus",
        add_box,
        has_pixels,
    ),
    row(
        "type_class",
        "box",
        _T("Actions", "Type the class..."),
        "Ctrl+E",
        "ph.text-t",
        type_class,
        lambda d: bool(d.chosen) or d.selected is not None,
        group=True,
    ),
    row(
        "type_place",
        "box",
        _T("Actions", "Type position and size..."),
        "Ctrl+Shift+G",
        "ph.ruler",
        type_place,
        lambda d: len(d.chosen) == 1,
    ),
    row(
        "accept",
        "box",
        _T("Actions", "Accept the detection"),
        "Enter Return",
        "ph.check",
        accept,
        lambda d: d.selected is not None,
        group=True,
        on_canvas=True,
    ),
    row(
        "accept_all",
        "box",
        _T("Actions", "Accept all detections in sight"),
        "Shift+Enter Shift+Return",
        "ph.checks",
        accept_all,
        has_rows,
        on_canvas=True,
    ),
    row(
        "reject",
        "box",
        _T("Actions", "Reject the detection"),
        "X",
        "ph.x",
        reject,
        _selected_is(Decision.UNDECIDED),
    ),
    row(
        "unreject",
        "box",
        _T("Actions", "Take the rejection back"),
        "Shift+X",
        "ph.arrow-u-up-left",
        unreject,
        _selected_is(Decision.REJECTED),
    ),
    row(
        "show_rejected",
        "box",
        _T("Actions", "Show rejected detections"),
        "",
        "ph.eye",
        show_rejected,
        checked=lambda d: d.view.show_rejected,
    ),
    row(
        "review",
        "box",
        _T("Actions", "Reviewed, go on"),
        "Space",
        "ph.check-circle",
        review,
        has_picture,
        group=True,
        on_canvas=True,
        video="Ctrl+Space",
    ),
    row(
        "unreview",
        "box",
        _T("Actions", "Not reviewed after all"),
        "Shift+Space",
        "ph.circle",
        unreview,
        lambda d: d.record is not None and d.record.reviewed,
        on_canvas=True,
    ),
    *ANSWER_ROWS,
    *CLASS_ROWS,
    row(
        "single_class",
        "box",
        _T("Actions", "Single-class project"),
        "",
        "ph.number-circle-one",
        toggle_single_class,
        checked=lambda d: bool(d.project.value(SINGLE_CLASS, False)),
    ),
    *NUDGE_ROWS,
    row(
        "lock",
        "box",
        _T("Actions", "Lock boxes"),
        "L",
        "ph.lock",
        toggle_locked,
        has_chosen,
        lambda d: bool(d.chosen) and all(row.locked for row in d.chosen_annotations()),
        group=True,
    ),
    row(
        "ignore",
        "box",
        _T("Actions", "Ignore boxes in training"),
        "",
        "ph.prohibit",
        toggle_ignore,
        has_chosen,
        lambda d: bool(d.chosen) and all(row.ignore for row in d.chosen_annotations()),
    ),
    row(
        "hide",
        "box",
        _T("Actions", "Hide boxes, or show hidden ones"),
        "H",
        "ph.eye-slash",
        toggle_hidden,
        lambda d: bool(d.chosen or d.hidden),
    ),
    row(
        "hide_all",
        "box",
        _T("Actions", "Hide all boxes, or show all"),
        "Ctrl+H",
        "ph.eye-closed",
        toggle_all_hidden,
        has_annotations,
    ),
)
