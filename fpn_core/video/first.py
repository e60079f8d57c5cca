"""The first picture of a video, at once: no index is needed for it, and none is built."""

from pathlib import Path

import numpy as np
import numpy.typing as npt

from fpn_core.errors import PictureError
from fpn_core.media import read_picture
from fpn_core.video.opening import opened
from fpn_core.video.pixels import reformatter, shape_of, upright
from fpn_core.video.sequences import files_of, is_sequence


def first_picture(path: str | Path) -> npt.NDArray[np.uint8]:
    """What a video begins with, as RGB uint8 (H, W, 3), upright.

    Nearly always its frame 0; a file whose start is not meant to be shown may begin elsewhere.
    Raises PictureError, naming the file and what to do.
    """
    if is_sequence(str(path)):
        return read_picture(files_of(str(path))[0])
    path = Path(path)
    with opened(path) as source:
        frame = next(source.frames(), None)
        if frame is None:
            raise PictureError(
                f"{path.name}: no frame in it can be decoded; copy it again from its source"
            )
        return upright(frame, shape_of(frame), reformatter())
