"""The Edit menu: undo, and copies of boxes."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.services.document import Document
from app.views.actions.spec import ActionSpec, Window, always, has_picture, row

_T = QT_TRANSLATE_NOOP


def undo(window: Window) -> None:
    """Take the last edit back, or go to the picture that it changes."""
    window.document.undo()


def redo(window: Window) -> None:
    """Do again what was undone last."""
    window.document.redo()


def copy(window: Window) -> None:
    """Put the chosen boxes on the clipboard."""
    window.editor.copy()


def paste(window: Window) -> None:
    """Paste the boxes on the clipboard."""
    window.editor.paste()


def paste_previous(window: Window) -> None:
    """Paste the boxes of the picture before."""
    window.editor.paste_previous()


def duplicate(window: Window) -> None:
    """Copy the chosen boxes beside themselves."""
    window.editor.duplicate()


def propagate(window: Window) -> None:
    """Copy the chosen boxes, or all, to the next picture."""
    window.editor.propagate()


def choose_all(window: Window) -> None:
    """Choose every annotation."""
    window.editor.choose_all()


def box_beneath(window: Window) -> None:
    """Select the next box over the same place, a larger one."""
    window.canvas.step_through(1)


def box_above(window: Window) -> None:
    """Select the box before it over the same place."""
    window.canvas.step_through(-1)


def delete(window: Window) -> None:
    """Delete the chosen boxes, or the chosen region of the whole video."""
    if window.document.region is not None:
        window.video_doors.regions.delete_chosen()
    else:
        window.editor.delete_chosen()


def give_up(window: Window) -> None:
    """Forget the edit that cannot be saved; go on with the file that is there now, if it is
    another program's."""
    overwritten = window.document.overwritten
    window.document.give_up()
    if overwritten:
        window.session.open_again()


def has_chosen(document: Document) -> bool:
    """At least one annotation is chosen."""
    return bool(document.chosen)


def has_annotations(document: Document) -> bool:
    """The picture has at least one annotation."""
    return bool(document.annotations)


def has_boxes(document: Document) -> bool:
    """There is an annotation, or a detection in sight."""
    return bool(document.annotations) or bool(len(document.rows))


ACTIONS: tuple[ActionSpec, ...] = (
    row(
        "undo", "edit", _T("Actions", "Undo"), "Ctrl+Z", "ph.arrow-counter-clockwise", undo, always
    ),
    row(
        "redo",
        "edit",
        _T("Actions", "Redo"),
        "Ctrl+Shift+Z Ctrl+Y",
        "ph.arrow-clockwise",
        redo,
    ),
    row(
        "give_up",
        "edit",
        _T("Actions", "Give up the edit that cannot be saved"),
        "",
        "ph.x-circle",
        give_up,
        lambda d: bool(d.unsaved),
    ),
    row(
        "copy",
        "edit",
        _T("Actions", "Copy boxes"),
        "Ctrl+C",
        "ph.copy",
        copy,
        has_chosen,
        group=True,
    ),
    row(
        "paste",
        "edit",
        _T("Actions", "Paste boxes"),
        "Ctrl+V",
        "ph.clipboard",
        paste,
        has_picture,
    ),
    row(
        "paste_previous",
        "edit",
        _T("Actions", "Paste the boxes of the picture before"),
        "Ctrl+Shift+V",
        "ph.clipboard-text",
        paste_previous,
        has_picture,
    ),
    row(
        "duplicate",
        "edit",
        _T("Actions", "Duplicate boxes"),
        "Ctrl+D",
        "ph.copy-simple",
        duplicate,
        has_chosen,
    ),
    row(
        "propagate",
        "edit",
        _T("Actions", "Copy boxes to the next picture"),
        "Ctrl+B",
        "ph.arrow-bend-up-right",
        propagate,
        has_annotations,
    ),
    row(
        "choose_all",
        "edit",
        _T("Actions", "Select all boxes"),
        "Ctrl+A",
        "ph.selection-all",
        choose_all,
        has_annotations,
        group=True,
        on_canvas=True,
    ),
    row(
        "box_beneath",
        "edit",
        _T("Actions", "Select the box beneath"),
        "]",
        "ph.arrow-line-down",
        box_beneath,
        has_boxes,
    ),
    row(
        "box_above",
        "edit",
        _T("Actions", "Select the box above"),
        "[",
        "ph.arrow-line-up",
        box_above,
        has_boxes,
    ),
    row(
        "delete",
        "edit",
        _T("Actions", "Delete boxes"),
        "Del Backspace",
        "ph.trash",
        delete,
        lambda d: has_chosen(d) or d.region is not None,
        on_canvas=True,
    ),
    row(
        "settings",
        "edit",
        _T("Actions", "Settings..."),
        "F2",
        "ph.gear",
        lambda window: window.show_settings(),
        group=True,
    ),
)
