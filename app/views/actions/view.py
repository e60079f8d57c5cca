"""The View menu."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.domain.comparison import Compare
from app.views.actions.spec import ActionSpec, Window, has_opened, has_picture, has_pixels, row

_T = QT_TRANSLATE_NOOP
_COMPARE = _T("Actions", "Compare")


def fit(window: Window) -> None:
    """Show the whole picture."""
    window.canvas.fit()


def actual_size(window: Window) -> None:
    """One picture pixel on one screen pixel."""
    window.canvas.actual_size()


def zoom_in(window: Window) -> None:
    """Zoom in around the middle."""
    window.canvas.zoom_by_step(1)


def zoom_out(window: Window) -> None:
    """Zoom out around the middle."""
    window.canvas.zoom_by_step(-1)


def toggle_origin(window: Window) -> None:
    """Draw anchor and proposal of the selected box, or do not."""
    shown = not window.document.origin_shown
    window.session.settings["show_origin"] = shown
    window.document.show_origin(shown)


def compare_as(window: Window, mode: Compare) -> None:
    """Show where person and model agree, or what only one of them has."""
    window.document.set_compare(mode)


def toggle_compare(window: Window) -> None:
    """Switch the three-way view on, or off."""
    off = window.document.compare is Compare.OFF
    window.document.set_compare(Compare.ALL if off else Compare.OFF)


def _compare_row(mode: Compare, text: object) -> ActionSpec:
    return row(
        f"compare_{mode.value}",
        "view",
        text,
        "",
        "ph.intersect",
        lambda window: compare_as(window, mode),
        has_picture,
        lambda document: document.compare is mode,
        submenu=_COMPARE,
    )


def show_gallery(window: Window) -> None:
    """Show crops of all boxes of the project."""
    window.show_gallery()


def tone(window: Window) -> None:
    """Open brightness and contrast, or close them."""
    window.toggle_tone()


def next_panel(window: Window) -> None:
    """Move the focus from panel to panel."""
    panels = window.panels()
    focus = window.focusWidget() or window
    holding = [i for i, p in enumerate(panels) if p is focus or p.isAncestorOf(focus)]
    panels[(holding[0] + 1) % len(panels) if holding else 0].setFocus()


def full_screen(window: Window) -> None:
    """Fill the screen, or go back."""
    if window.isFullScreen():
        window.showNormal()
    else:
        window.showFullScreen()


def choose_theme(window: Window, choice: str) -> None:
    """Use the dark, the light or the system's theme."""
    window.session.settings["theme"] = choice


ACTIONS: tuple[ActionSpec, ...] = (
    row(
        "fit",
        "view",
        _T("Actions", "Fit the picture"),
        "F Ctrl+F",
        "ph.frame-corners",
        fit,
        has_pixels,
    ),
    row(
        "actual_size",
        "view",
        _T("Actions", "Actual size (100 %)"),
        "Ctrl+0",
        "ph.number-square-one",
        actual_size,
        has_pixels,
    ),
    row(
        "zoom_in",
        "view",
        _T("Actions", "Zoom in"),
        "Ctrl++ Ctrl+=",
        "ph.magnifying-glass-plus",
        zoom_in,
        has_pixels,
    ),
    row(
        "zoom_out",
        "view",
        _T("Actions", "Zoom out"),
        "Ctrl+-",
        "ph.magnifying-glass-minus",
        zoom_out,
        has_pixels,
    ),
    row(
        "show_origin",
        "view",
        _T("Actions", "Anchor and proposal of the selected box"),
        "Shift+P",
        "ph.crosshair",
        toggle_origin,
        checked=lambda d: d.origin_shown,
        group=True,
    ),
    row(
        "compare",
        "view",
        _T("Actions", "Compare person and model"),
        "M",
        "ph.intersect",
        toggle_compare,
        has_picture,
        lambda document: document.compare is not Compare.OFF,
        group=True,
        submenu=_COMPARE,
    ),
    _compare_row(Compare.AGREED, _T("Actions", "What both have")),
    _compare_row(Compare.ONLY_MODEL, _T("Actions", "What only the model has")),
    _compare_row(Compare.ONLY_PERSON, _T("Actions", "What only the person has")),
    row(
        "gallery",
        "view",
        _T("Actions", "Gallery of boxes"),
        "Ctrl+G",
        "ph.squares-four",
        show_gallery,
        has_opened,
        group=True,
    ),
    row(
        "tone",
        "view",
        _T("Actions", "Brightness and contrast"),
        "B",
        "ph.sun",
        tone,
        has_pixels,
    ),
    row(
        "next_panel",
        "view",
        _T("Actions", "Go to the next panel"),
        "F6",
        "ph.columns",
        next_panel,
        group=True,
    ),
    row(
        "full_screen",
        "view",
        _T("Actions", "Full screen"),
        "F11",
        "ph.corners-out",
        full_screen,
    ),
)
