"""How files are called that hold a frame of a video: clip.mp4_000012.png, wherever they lie."""

import re

from fpn_core.video.frames import is_video_name, split_frame

_NAME = re.compile(r"(.+)_(\d{6,18})\.[A-Za-z]{3,4}", re.DOTALL)


def frame_file(path: str) -> str:
    """The name of a file for a frame: that of its video, with its number. Other paths stay."""
    frame = split_frame(path)
    return path if frame is None else f"{frame[0]}_{frame[1]:06d}.png"


def frame_of_file(name: str) -> tuple[str, int] | None:
    """The video and the number that a file's name speaks of; None for another name."""
    found = _NAME.fullmatch(name)
    if found is None or not is_video_name(found.group(1)):
        return None
    return found.group(1), int(found.group(2))
