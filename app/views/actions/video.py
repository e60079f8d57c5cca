"""The Video menu."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.services.document import Document
from app.services.video.state import SPEEDS
from app.views.actions.spec import ActionSpec, Run, Window, has_frames, in_video, row

_T = QT_TRANSLATE_NOOP
_JUMP = 10


def play(window: Window) -> None:
    """Play the video, or pause it."""
    window.session.videos.player.toggle()


def frame_next(window: Window) -> None:
    """Go one frame on."""
    window.session.videos.step(1)


def frame_back(window: Window) -> None:
    """Go one frame back."""
    window.session.videos.step(-1)


def frames_on(window: Window) -> None:
    """Go ten frames on."""
    window.session.videos.step(_JUMP)


def frames_back(window: Window) -> None:
    """Go ten frames back."""
    window.session.videos.step(-_JUMP)


def frame_first(window: Window) -> None:
    """Go to the first frame."""
    window.session.videos.go_to(0)


def frame_last(window: Window) -> None:
    """Go to the last frame."""
    window.session.videos.go_to(window.document.video.count - 1)


def go_to(window: Window) -> None:
    """Type the frame or the time to go to."""
    window.timeline.go_to()


def slower(window: Window) -> None:
    """Play slower."""
    window.video_doors.change_speed(-1)


def faster(window: Window) -> None:
    """Play faster."""
    window.video_doors.change_speed(1)


def loop(window: Window) -> None:
    """Play the range, or the video, again and again; or once."""
    window.video_doors.toggle_loop()


def range_first(window: Window) -> None:
    """The selected range begins here."""
    window.video_doors.range_begins()


def range_last(window: Window) -> None:
    """The selected range ends here."""
    window.video_doors.range_ends()


def range_none(window: Window) -> None:
    """Select no range."""
    window.video_doors.clear_range()


def whole_timeline(window: Window) -> None:
    """Show the whole video on the timeline."""
    window.timeline.strip.show_all()


def detect_range(window: Window) -> None:
    """Ask which frames are to be detected."""
    window.video_doors.detect_range()


def region_out(window: Window) -> None:
    """Ignore the chosen boxes in the whole video, or the chosen region in this frame alone."""
    window.video_doors.regions.toggle()


def region_back(window: Window) -> None:
    """Bring the regions that are left out in the whole video to this frame."""
    window.video_doors.regions.give_back()


def keep_frame(window: Window) -> None:
    """Write what the camera sees as a picture, and open it."""
    window.video_doors.live.keep_frame()


def can_play(document: Document) -> bool:
    """There is more than one frame to show."""
    return document.video.count > 1


def has_range(document: Document) -> bool:
    """A range of frames is selected."""
    return document.video.range is not None


def _speed_row(speed: float) -> ActionSpec:
    return row(
        f"speed_{round(100 * speed)}",
        "video",
        _T("Actions", "At {number} % of the speed"),
        "",
        "ph.gauge",
        lambda window: window.session.videos.player.set_speed(speed),
        in_video,
        lambda document: document.video.speed == speed,
        number=round(100 * speed),
        submenu=_T("Actions", "Speed"),
    )


def _step_row(
    id: str, text: object, keys: str, icon: str, run: Run, group: bool = False
) -> ActionSpec:
    return row(
        id, "video", text, "", icon, run, has_frames, group=group, on_canvas=True, video=keys
    )  # fmt: skip


ACTIONS: tuple[ActionSpec, ...] = (
    row(
        "play",
        "video",
        _T("Actions", "Play"),
        "",
        "ph.play",
        play,
        can_play,
        lambda document: document.video.playing,
        on_canvas=True,
        video="Space",
    ),
    _step_row(
        "frame_next", _T("Actions", "Next frame"), "Right .", "ph.caret-right", frame_next, True
    ),
    _step_row("frame_back", _T("Actions", "Previous frame"), "Left ,", "ph.caret-left", frame_back),
    _step_row(
        "frames_on",
        _T("Actions", "10 frames on"),
        "Shift+Right",
        "ph.caret-double-right",
        frames_on,
    ),
    _step_row(
        "frames_back",
        _T("Actions", "10 frames back"),
        "Shift+Left",
        "ph.caret-double-left",
        frames_back,
    ),
    _step_row("frame_first", _T("Actions", "First frame"), "Home", "ph.skip-back", frame_first),
    _step_row("frame_last", _T("Actions", "Last frame"), "End", "ph.skip-forward", frame_last),
    row(
        "go_to_frame",
        "video",
        _T("Actions", "Go to a frame or a time..."),
        "",
        "ph.hash",
        go_to,
        has_frames,
        video="G",
    ),
    *(_speed_row(speed) for speed in SPEEDS),
    row(
        "slower",
        "video",
        _T("Actions", "Slower"),
        "",
        "ph.rewind",
        slower,
        lambda d: in_video(d) and d.video.speed > SPEEDS[0],
        video="<",
    ),
    row(
        "faster",
        "video",
        _T("Actions", "Faster"),
        "",
        "ph.fast-forward",
        faster,
        lambda d: in_video(d) and d.video.speed < SPEEDS[-1],
        video=">",
    ),
    row(
        "loop",
        "video",
        _T("Actions", "Play again and again"),
        "",
        "ph.repeat",
        loop,
        has_frames,
        lambda document: document.video.loop,
        video="Shift+L",
    ),
    row(
        "range_first",
        "video",
        _T("Actions", "The range begins here"),
        "",
        "ph.arrow-line-left",
        range_first,
        has_frames,
        group=True,
        on_canvas=True,
        video="Shift+Home",
    ),
    row(
        "range_last",
        "video",
        _T("Actions", "The range ends here"),
        "",
        "ph.arrow-line-right",
        range_last,
        has_frames,
        on_canvas=True,
        video="Shift+End",
    ),
    row(
        "range_none",
        "video",
        _T("Actions", "Select no range"),
        "",
        "ph.x",
        range_none,
        has_range,
    ),
    row(
        "whole_timeline",
        "video",
        _T("Actions", "Show the whole video on the timeline"),
        "",
        "ph.arrows-out-line-horizontal",
        whole_timeline,
        has_frames,
    ),
    row(
        "detect_range",
        "video",
        _T("Actions", "Detect the range or the whole video..."),
        "",
        "ph.target",
        detect_range,
        has_frames,
        group=True,
        video="Ctrl+Alt+I",
    ),
    row(
        "region_out",
        "video",
        _T("Actions", "Ignore in the whole video"),
        "",
        "ph.prohibit",
        region_out,
        lambda d: in_video(d) and (bool(d.chosen) or d.region is not None),
        lambda d: d.region is not None,
        group=True,
    ),
    row(
        "region_back",
        "video",
        _T("Actions", "Bring the left out regions to this frame"),
        "",
        "ph.prohibit-inset",
        region_back,
        lambda d: bool(d.regions),
    ),
    row(
        "keep_frame",
        "video",
        _T("Actions", "Keep this frame"),
        "",
        "ph.camera",
        keep_frame,
        lambda d: d.video.live and not d.video.trouble,
        group=True,
        video="Ctrl+Alt+S",
    ),
)
