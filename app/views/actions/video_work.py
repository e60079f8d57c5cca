"""The Video menu, after playing and detecting: frames that wait to be labelled."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.services.document import Document
from app.views.actions.spec import ActionSpec, Window, has_frames, row

_T = QT_TRANSLATE_NOOP


def pick_frames(window: Window) -> None:
    """Ask which frames are to be labelled."""
    window.video_doors.pick_frames()


def picked_next(window: Window) -> None:
    """Go to the next picked frame."""
    window.session.videos.picking.step(1)


def picked_previous(window: Window) -> None:
    """Go to the picked frame before."""
    window.session.videos.picking.step(-1)


def picked_clear(window: Window) -> None:
    """No frame is picked any more."""
    window.session.videos.picking.clear()


def has_picked(document: Document) -> bool:
    """Frames of the open video are picked to be labelled."""
    return document.video.ready and bool(document.video.picked)


ACTIONS: tuple[ActionSpec, ...] = (
    row(
        "pick_frames",
        "video",
        _T("Actions", "Pick frames to label..."),
        "",
        "ph.push-pin",
        pick_frames,
        has_frames,
        group=True,
        video="Ctrl+Alt+P",
    ),
    row(
        "picked_next",
        "video",
        _T("Actions", "Next picked frame"),
        "",
        "ph.caret-circle-right",
        picked_next,
        has_picked,
        on_canvas=True,
        video="PgDown",
    ),
    row(
        "picked_previous",
        "video",
        _T("Actions", "Previous picked frame"),
        "",
        "ph.caret-circle-left",
        picked_previous,
        has_picked,
        on_canvas=True,
        video="PgUp",
    ),
    row(
        "picked_clear",
        "video",
        _T("Actions", "Forget the picked frames"),
        "",
        "ph.x-circle",
        picked_clear,
        has_picked,
    ),
)
