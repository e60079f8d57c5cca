"""The Picture menu."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.views.actions.spec import ActionSpec, Window, has_opened, has_pictures, has_rows, row

_T = QT_TRANSLATE_NOOP
_JUMP = 10


def next_picture(window: Window) -> None:
    """Go to the next picture."""
    window.session.step(1)


def previous_picture(window: Window) -> None:
    """Go to the previous picture."""
    window.session.step(-1)


def next_10(window: Window) -> None:
    """Go ten pictures on."""
    window.session.step(_JUMP)


def previous_10(window: Window) -> None:
    """Go ten pictures back."""
    window.session.step(-_JUMP)


def find_picture(window: Window) -> None:
    """Type a part of a name."""
    window.focus_filter()


def select_next(window: Window) -> None:
    """Select the next box, by falling score."""
    window.document.select_step(1)


def select_previous(window: Window) -> None:
    """Select the box before."""
    window.document.select_step(-1)


ACTIONS: tuple[ActionSpec, ...] = (
    row(
        "next",
        "picture",
        _T("Actions", "Next picture"),
        "D",
        "ph.caret-right",
        next_picture,
        has_pictures,
    ),
    row(
        "previous",
        "picture",
        _T("Actions", "Previous picture"),
        "A",
        "ph.caret-left",
        previous_picture,
        has_pictures,
    ),
    row(
        "next_10",
        "picture",
        _T("Actions", "10 pictures on"),
        "Shift+D",
        "ph.caret-double-right",
        next_10,
        has_pictures,
    ),
    row(
        "previous_10",
        "picture",
        _T("Actions", "10 pictures back"),
        "Shift+A",
        "ph.caret-double-left",
        previous_10,
        has_pictures,
    ),
    row(
        "find_picture",
        "picture",
        _T("Actions", "Find a picture by name"),
        "Ctrl+L",
        "ph.magnifying-glass",
        find_picture,
        has_opened,
        group=True,
    ),
    row(
        "select_next",
        "picture",
        _T("Actions", "Select the next box"),
        "N",
        "ph.arrow-right",
        select_next,
        has_rows,
        group=True,
    ),
    row(
        "select_previous",
        "picture",
        _T("Actions", "Select the previous box"),
        "Shift+N",
        "ph.arrow-left",
        select_previous,
        has_rows,
    ),
)
