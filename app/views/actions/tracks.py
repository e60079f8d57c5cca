"""The part of the Video menu that is about linked tracks."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.services.document import Document
from app.views.actions.spec import ActionSpec, Window, in_video, row

_T = QT_TRANSLATE_NOOP


def accept_track(window: Window) -> None:
    """Accept the whole track of the detection."""
    window.track_doors.accept_track()


def accept_tracks(window: Window) -> None:
    """Ask which tracks are to be accepted."""
    window.track_doors.accept_tracks()


def link_tracks(window: Window) -> None:
    """Link the detections of the video again."""
    window.track_doors.linking.link_again()


def level_timeline(window: Window) -> None:
    """Show levels over time under the timeline, or do not."""
    window.track_doors.toggle_timeline()


def has_links(document: Document) -> bool:
    """Detections of the open video are linked to tracks."""
    return document.links is not None and bool(len(document.links))


ACTIONS: tuple[ActionSpec, ...] = (
    row(
        "accept_track",
        "video",
        _T("Actions", "Accept the track"),
        "",
        "ph.check-circle",
        accept_track,
        has_links,
        group=True,
        video="Ctrl+Shift+Return",
    ),
    row(
        "accept_tracks",
        "video",
        _T("Actions", "Accept tracks by length and score..."),
        "",
        "ph.checks",
        accept_tracks,
        has_links,
    ),
    row(
        "link_tracks",
        "video",
        _T("Actions", "Link detections to tracks again"),
        "",
        "ph.link",
        link_tracks,
        in_video,
    ),
    row(
        "level_timeline",
        "video",
        _T("Actions", "Show or hide levels over time"),
        "",
        "ph.chart-line",
        level_timeline,
        in_video,
    ),
)
