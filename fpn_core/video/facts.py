"""What a frame is besides its pixels: its size, and when it was taken."""

from fpn_core.media import capture_time, picture_size
from fpn_core.video.frames import check_number
from fpn_core.video.kept import index_of
from fpn_core.video.sequences import files_of, is_sequence


def frame_size(video: str, frame: int) -> tuple[int, int]:
    """Upright (width, height) of a frame in pixels. Raises PictureError, as for a frame that the
    video does not have."""
    if is_sequence(video):
        files = files_of(video)
        check_number(video, frame, len(files))
        return picture_size(files[frame])
    index = index_of(video)
    check_number(video, frame, len(index))
    return index.width, index.height


def frame_time(video: str, frame: int) -> float | None:
    """When a frame was taken, in seconds on the camera's clock; None where the file does not say.
    Raises PictureError."""
    if is_sequence(video):
        files = files_of(video)
        check_number(video, frame, len(files))
        return capture_time(files[frame])
    index = index_of(video)
    check_number(video, frame, len(index))
    return None if index.taken is None else index.taken + index.time_of(frame)
