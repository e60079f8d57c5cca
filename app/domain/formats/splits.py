"""Train and val by the picture's name alone: the same names always fall on the same sides.

Frames of a video go by segment: neighbours never fall on both sides of one.
"""

import hashlib

from app.domain.formats.labels import LabelPicture, LabelSet
from app.domain.video.frame_names import frame_of_file
from app.domain.video.segments import segment_of
from fpn_core.video.frames import split_frame
from fpn_core.video.kept import known_index


def falls_on_train(name: str, share: float, seed: int = 0) -> bool:
    """Whether a picture belongs to train, where ``share`` (0..1) of all pictures do."""
    digest = hashlib.sha256(f"{seed}:{name}".encode("utf-8", "surrogateescape")).digest()
    return int.from_bytes(digest[:8], "big") < share * 2**64


def split_labels(labels: LabelSet, share: float, seed: int = 0) -> None:
    """Give every picture without a split one; those that have one keep it."""
    for picture in labels.pictures:
        if not picture.split:
            picture.split = "train" if falls_on_train(_group(picture), share, seed) else "val"


def _group(picture: LabelPicture) -> str:
    """What goes on one side together: a picture alone, the frames of a segment."""
    frame, named = split_frame(picture.path), frame_of_file(picture.name)
    index = None if frame is None else known_index(frame[0])
    if frame is None or named is None or index is None or frame[1] >= len(index):
        return picture.name
    return f"{named[0]} segment {segment_of(index.time_of(frame[1]), index.duration)}"
