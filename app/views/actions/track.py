"""The part of the Video menu about tracks: keyframes, parts of tracks, following."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.services.document import Document
from app.services.editor.tracks import ONWARD, THIS, WHOLE, ends_at, seen_here
from app.views.actions.spec import ActionSpec, Condition, Run, Window, in_video, row

_T = QT_TRANSLATE_NOOP
_MENU = _T("Actions", "Track")


def start(window: Window) -> None:
    """The chosen boxes start tracks."""
    window.editor.start_track()


def keyframe(window: Window) -> None:
    """A keyframe here, or none; plain boxes start tracks."""
    window.editor.toggle_keyframe()


def next_keyframe(window: Window) -> None:
    """Go to the next keyframe of the track."""
    window.video_doors.go_to_keyframe(1)


def previous_keyframe(window: Window) -> None:
    """Go to the keyframe before."""
    window.video_doors.go_to_keyframe(-1)


def ends(window: Window) -> None:
    """The track is not to be seen after this frame, or goes on."""
    window.editor.toggle_end()


def split(window: Window) -> None:
    """From here on it is another track."""
    window.editor.split_track()


def merge(window: Window) -> None:
    """Two chosen boxes become one track, or the track waits for the box chosen next."""
    window.editor.merge_track()


def follow(window: Window) -> None:
    """Ask over how many frames the chosen boxes go on."""
    window.video_doors.follow_boxes()


def can_start(document: Document) -> bool:
    """A box that belongs to no track is chosen in a video."""
    return _ready(document) and any(row.track is None for row in document.chosen_annotations())


def can_key(document: Document) -> bool:
    """A box is chosen in a video, or a track is followed."""
    return _ready(document) and bool(document.chosen or document.followed)


def has_track(document: Document) -> bool:
    """A track is followed."""
    return _ready(document) and bool(document.followed)


def sees_track(document: Document) -> bool:
    """A track is followed that is to be seen on this frame."""
    return _ready(document) and bool(seen_here(document))


def can_split(document: Document) -> bool:
    """A followed track is there before this frame and from it on."""
    frame = document.frame_here
    return _ready(document) and any(
        track.frames[0] < (frame or 0) <= track.frames[-1] for track in document.followed_tracks()
    )


def can_follow(document: Document) -> bool:
    """A box is chosen, and frames come after this one."""
    state = document.video
    return _ready(document) and bool(document.chosen) and state.frame < state.count - 1


def is_keyframe(document: Document) -> bool:
    """All followed tracks have a keyframe on this frame."""
    frame, tracks = document.frame_here, document.followed_tracks()
    keyed = (track.keyframe_at(frame or 0) is not None for track in tracks)
    return frame is not None and bool(tracks) and all(keyed)


def is_ended(document: Document) -> bool:
    """All followed tracks are ended on this frame."""
    tracks = seen_here(document)
    return bool(tracks) and all(ends_at(track, document.frame_here or 0) for track in tracks)


def _ready(document: Document) -> bool:
    return in_video(document) and document.video.ready and document.tracks_read


def _row(
    id: str,
    text: object,
    keys: str,
    icon: str,
    run: Run,
    enabled: Condition,
    checked: Condition | None = None,
) -> ActionSpec:
    def still(window: Window) -> None:
        window.document.ask_still()
        run(window)

    keys_in_video = keys or None
    return row(
        id, "video", text, "", icon, still, enabled, checked,
        group=True, submenu=_MENU, video=keys_in_video,
    )  # fmt: skip


def _delete_row(scope: str, id: str, text: object) -> ActionSpec:
    return _row(
        id, text, "", "ph.trash", lambda window: window.editor.delete_tracks(scope), sees_track
    )


ACTIONS: tuple[ActionSpec, ...] = (
    _row("track_start", _T("Actions", "Start a track"), "", "ph.path", start, can_start),
    _row(
        "track_keyframe",
        _T("Actions", "Keyframe here"),
        "K",
        "ph.diamond",
        keyframe,
        can_key,
        is_keyframe,
    ),
    _row(
        "keyframe_next",
        _T("Actions", "Next keyframe"),
        "Ctrl+.",
        "ph.skip-forward-circle",
        next_keyframe,
        has_track,
    ),
    _row(
        "keyframe_previous",
        _T("Actions", "Previous keyframe"),
        "Ctrl+,",
        "ph.skip-back-circle",
        previous_keyframe,
        has_track,
    ),
    _row("track_ends", _T("Actions", "Ends here"), "O", "ph.flag", ends, sees_track, is_ended),
    _row("track_split", _T("Actions", "Split here"), "Shift+S", "ph.scissors", split, can_split),
    _row(
        "track_merge",
        _T("Actions", "Merge with..."),
        "Shift+M",
        "ph.git-merge",
        merge,
        has_track,
        lambda d: d.merging is not None,
    ),
    _row(
        "track_follow",
        _T("Actions", "Follow to next frames..."),
        "Shift+F",
        "ph.person-simple-run",
        follow,
        can_follow,
    ),
    _delete_row(THIS, "track_hide", _T("Actions", "Delete on this frame")),
    _delete_row(ONWARD, "track_cut", _T("Actions", "Delete from here on")),
    _delete_row(WHOLE, "track_delete", _T("Actions", "Delete the whole track")),
)
