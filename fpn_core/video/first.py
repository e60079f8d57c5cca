"""The first picture of a video, at once: no index is needed for it, and none is built."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from fpn_core.errors import PictureError
from fpn_core.media import read_picture
from fpn_core.video.index import VideoIndex
from fpn_core.video.indexing import turn_of
from fpn_core.video.opening import opened
from fpn_core.video.pixels import upright
from fpn_core.video.sequences import files_of, is_sequence


def first_picture(path: str | Path) -> npt.NDArray[np.uint8]:
    """What a video begins with, as RGB uint8 (H, W, 3), upright.

    Nearly always its frame 0; a file whose start is not meant to be shown may begin elsewhere.
    Raises PictureError, naming the file and what to do.
    """
    if is_sequence(str(path)):
        return read_picture(files_of(str(path))[0])
    from av.video.reformatter import VideoReformatter

    path = Path(path)
    with opened(path) as source:
        frame = next(source.frames(), None)
        if frame is None:
            raise PictureError(
                f"{path.name}: no frame in it can be decoded; copy it again from its source"
            )
        rotation, mirrored = turn_of(frame)
        turned = rotation in (90, 270)
        index = VideoIndex(
            pts=np.zeros(1, np.int64),
            time_base=Fraction(1),
            keyframes=np.ones(1, np.bool_),
            width=frame.height if turned else frame.width,
            height=frame.width if turned else frame.height,
            rotation=rotation,
            mirrored=mirrored,
        )
        return upright(frame, index, VideoReformatter())
