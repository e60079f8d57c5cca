"""The Picture menu."""

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication

from app.domain.picture_filter import PictureFilter
from app.views.actions.spec import (
    ActionSpec,
    Window,
    has_missing,
    has_opened,
    has_picture,
    has_pictures,
    has_rows,
    row,
)
from app.views.locate import ask_where

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


def show_filters(window: Window) -> None:
    """Open the filters of the list."""
    window.picture_panel.show_filters()


def clear_filters(window: Window) -> None:
    """Show all pictures again."""
    window.picture_panel.clear_filters()


def next_unreviewed(window: Window) -> None:
    """Go to the next picture that is not reviewed."""
    _go_unreviewed(window, 1)


def previous_unreviewed(window: Window) -> None:
    """Go to the previous picture that is not reviewed."""
    _go_unreviewed(window, -1)


def _go_unreviewed(window: Window, by: int) -> None:
    path = window.editor.next_unreviewed(by)
    if path is not None:
        window.session.show(path)
        return
    after = QCoreApplication.translate("Actions", "Every picture after this one is reviewed.")
    before = QCoreApplication.translate("Actions", "Every picture before this one is reviewed.")
    window.document.tell(after if by > 0 else before)


def first_unreviewed(window: Window) -> None:
    """Go to the first picture that is not reviewed."""
    path = window.editor.first_unreviewed()
    if path is None:
        done = QCoreApplication.translate("Actions", "Every picture in the list is reviewed.")
        window.document.tell(done)
    window.session.show(path)


def mark_reviewed(window: Window) -> None:
    """Mark the selected pictures reviewed; their detections stay undecided."""
    window.session.picture_edits.mark(window.picture_panel.selected(), True)


def mark_unreviewed(window: Window) -> None:
    """Mark the selected pictures not reviewed."""
    window.session.picture_edits.mark(window.picture_panel.selected(), False)


def flag(window: Window) -> None:
    """Flag the selected pictures, or take the flag off where all have it."""
    paths = window.picture_panel.selected()
    records = [window.session.states.record_of(path) for path in paths]
    flagged = all(each is not None and each.flagged for each in records)
    window.session.picture_edits.flag(paths, not flagged)


def write_note(window: Window) -> None:
    """Write a note on the selected pictures."""
    window.picture_panel.write_note()


def _split_row(split: str, text: object) -> ActionSpec:
    return row(
        f"split_{split or 'none'}",
        "picture",
        text,
        "",
        "ph.squares-four",
        lambda window: window.session.picture_edits.set_split(
            window.picture_panel.selected(), split
        ),
        has_picture,
        submenu=_T("Actions", "Split of the selected pictures"),
    )


SPLIT_ROWS = (
    _split_row("train", _T("Actions", "Training")),
    _split_row("val", _T("Actions", "Validation")),
    _split_row("test", _T("Actions", "Test")),
    _split_row("", _T("Actions", "None")),
)


def locate(window: Window) -> None:
    """Say where the file of a missing picture is."""
    ask_where(window, window.folder_watch)


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
        "next_unreviewed",
        "picture",
        _T("Actions", "Next picture that is not reviewed"),
        "Ctrl+Shift+D",
        "ph.fast-forward",
        next_unreviewed,
        has_pictures,
        group=True,
    ),
    row(
        "previous_unreviewed",
        "picture",
        _T("Actions", "Previous picture that is not reviewed"),
        "Ctrl+Shift+A",
        "ph.rewind",
        previous_unreviewed,
        has_pictures,
    ),
    row(
        "first_unreviewed",
        "picture",
        _T("Actions", "First picture that is not reviewed"),
        "Ctrl+Shift+Home",
        "ph.skip-back",
        first_unreviewed,
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
        "show_filters",
        "picture",
        _T("Actions", "Filter the pictures..."),
        "Ctrl+Shift+L",
        "ph.funnel",
        show_filters,
        has_opened,
    ),
    row(
        "clear_filters",
        "picture",
        _T("Actions", "Clear all filters"),
        "",
        "ph.funnel-simple",
        clear_filters,
        lambda d: d.pictures.arrangement.filter != PictureFilter(),
    ),
    row(
        "mark_reviewed",
        "picture",
        _T("Actions", "Mark the selected pictures reviewed"),
        "",
        "ph.check-circle",
        mark_reviewed,
        has_picture,
        group=True,
    ),
    row(
        "mark_unreviewed",
        "picture",
        _T("Actions", "Mark the selected pictures not reviewed"),
        "",
        "ph.circle",
        mark_unreviewed,
        has_picture,
    ),
    row(
        "flag",
        "picture",
        _T("Actions", "Flag the selected pictures"),
        "Ctrl+Shift+F",
        "ph.flag",
        flag,
        has_picture,
    ),
    row(
        "note",
        "picture",
        _T("Actions", "Write a note"),
        "Ctrl+Shift+N",
        "ph.note",
        write_note,
        has_picture,
    ),
    *SPLIT_ROWS,
    row(
        "locate",
        "picture",
        _T("Actions", "Locate..."),
        "",
        "ph.map-pin",
        locate,
        has_missing,
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
