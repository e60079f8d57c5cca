"""What the path of a picture says of videos: strings alone, no file is looked at.

Frame n (0-based, in order of presentation) of `/dir/clip.mp4` is the picture whose path is
`/dir/clip.mp4#frame=n`. A sequence of numbered pictures is the video `/dir/shot_%04d.png`.
"""

import os
import re

from fpn_core.errors import PictureError

VIDEO_SUFFIXES: tuple[str, ...] = (
    ".mp4",
    ".m4v",
    ".mov",
    ".avi",
    ".mkv",
    ".webm",
    ".mpg",
    ".mpeg",
    ".m2v",
    ".ts",
    ".mts",
    ".m2ts",
    ".wmv",
    ".asf",
    ".flv",
    ".f4v",
    ".3gp",
    ".ogv",
    ".mxf",
    ".h264",
    ".264",
    ".hevc",
    ".h265",
    ".y4m",
)
_SEQUENCE_SUFFIXES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".bmp")
_FRAME = re.compile(r"#frame=(\d{1,18})\Z")
_NUMBER = re.compile(r"%(?:0\d{1,2})?d")


def is_video_name(path: str) -> bool:
    """Whether a path is named as a video: by its suffix, or as a pattern of numbered pictures.

    A .gif is none, since most hold one picture: see `fpn_core.video.sequences.is_video`.
    """
    return path.lower().endswith(VIDEO_SUFFIXES) or is_pattern(path)


def is_pattern(path: str) -> bool:
    """Whether a path is a pattern such as shot_%04d.png: one number in the name of a picture."""
    name = os.path.basename(path)
    return name.lower().endswith(_SEQUENCE_SUFFIXES) and len(_NUMBER.findall(name)) == 1


def frame_path(video: str, frame: int) -> str:
    """The path of a frame. Raises ValueError for a negative number."""
    if frame < 0:
        raise ValueError(f"{video}: frame {frame} is negative")
    return f"{video}#frame={frame}"


def split_frame(path: str) -> tuple[str, int] | None:
    """The video and the number of a frame's path; None for what is no frame of a video."""
    found = _FRAME.search(path)
    return (path[: found.start()], int(found[1])) if found and found.start() else None


def file_of(path: str) -> str:
    """The media file behind a picture's path: the video of a frame, or the path itself."""
    split = split_frame(path)
    return split[0] if split else path


def frame_meant(path: str) -> tuple[str, int] | None:
    """The video and frame that reading a path comes to; a video's own path means its first frame.

    None for a picture, which a file named like a pattern is as well.
    """
    split = split_frame(path)
    if split is None and is_video_name(path) and not (is_pattern(path) and os.path.isfile(path)):
        return path, 0
    return split


def check_number(video: str, frame: int, count: int) -> None:
    """Raise PictureError for a frame that a video of `count` frames does not have."""
    if not 0 <= frame < count:
        raise PictureError(
            f"{os.path.basename(video)}: no frame {frame}; it has {count} frames, 0 to {count - 1}"
        )
