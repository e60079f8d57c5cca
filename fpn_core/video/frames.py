"""Paths of frames: a frame of a video is a picture, and its path says which. Strings only."""

import os
import re

VIDEO_SUFFIXES: tuple[str, ...] = (
    ".mp4", ".m4v", ".mov", ".avi", ".mkv", ".webm", ".mpg", ".mpeg", ".ts", ".m2ts", ".mts",
    ".wmv", ".flv", ".ogv", ".3gp",
)  # fmt: skip
_MARK = "#frame="
_FRAME = re.compile(r"(.+)#frame=(\d+)", re.DOTALL)


def is_video_name(path: str) -> bool:
    """Whether a file's name says that it is a video."""
    return os.path.splitext(path)[1].lower() in VIDEO_SUFFIXES


def frame_path(video: str, frame: int) -> str:
    """The path of a frame, counted from 0 in order of presentation."""
    return f"{video}{_MARK}{frame}"


def split_frame(path: str) -> tuple[str, int] | None:
    """The video and the number of a frame's path; None for a path that is no frame's."""
    found = _FRAME.fullmatch(path) if _MARK in path else None
    return None if found is None else (found.group(1), int(found.group(2)))


def file_of(path: str) -> str:
    """The media file behind a picture's path: the video of a frame, else the path itself."""
    found = split_frame(path)
    return path if found is None else found[0]
