"""Places in a video as people write them: a frame's number, or a time."""

import re

from fpn_core.video.index import VideoIndex

_TIME = re.compile(r"(?:(?:(\d+):)?(\d+):)?(\d+(?:[.,]\d*)?)\s*s?", re.IGNORECASE)
_MINUTE, _HOUR = 60, 3600


def time_text(seconds: float, digits: int = 3) -> str:
    """A time as 1:02.480, or 1:01:02.480 from an hour on."""
    scale = 10**digits
    ticks = round(max(seconds, 0.0) * scale)
    whole, part = divmod(ticks, scale)
    hours, rest = divmod(whole, _HOUR)
    minutes, second = divmod(rest, _MINUTE)
    ending = f".{part:0{digits}d}" if digits else ""
    if hours:
        return f"{hours}:{minutes:02d}:{second:02d}{ending}"
    return f"{minutes}:{second:02d}{ending}"


def frame_meant(text: str, index: VideoIndex) -> int | None:
    """The frame that a text means: "312" is its number, "12.5", "12 s" and "1:02.48" are times.

    None for what is neither; beyond the ends the first or the last frame is meant.
    """
    text = text.strip()
    if text.isdecimal():
        return min(int(text), len(index) - 1)
    found = _TIME.fullmatch(text)
    if found is None:
        return None
    hours, minutes, seconds = (float((part or "0").replace(",", ".")) for part in found.groups())
    return index.frame_at(hours * _HOUR + minutes * _MINUTE + seconds)
