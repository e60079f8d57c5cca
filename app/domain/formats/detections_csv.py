"""What a model found on a video as a table (CSV): one row for every detection."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO

from app.domain.detections import DetectionSet, FloatArray
from app.domain.formats.checking import tidy
from app.domain.view_filter import passes_score

COLUMNS = (
    "video", "frame", "time", "class", "score", "x1", "y1", "x2", "y2", "anchor_level",
    "roi_level", "model",
)  # fmt: skip


def detection_pieces(
    name: str, times: FloatArray, found: Iterable[tuple[int, DetectionSet]], score: float
) -> Iterator[str]:
    """The text of the file, a piece a frame; rows are those of a score and above, best first.

    ``times`` (N,) are the seconds at which the frames of the video begin, written with six digits;
    frames that it does not have are left out. A level that a detection has not is "".
    """
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for frame, each in found:
        if not 0 <= frame < len(times):
            continue
        for row in passes_score(each.scores, score).nonzero()[0].tolist():
            writer.writerow((
                name,
                frame,
                f"{times[frame]:.6f}",
                each.class_name(row),
                f"{each.scores[row]:.6g}",
                *(tidy(value) for value in each.boxes[row].tolist()),
                each.level_name(int(each.anchor_ranks[row])) or "",
                each.level_name(int(each.roi_ranks[row])) or "",
                each.model.name,
            ))  # fmt: skip
        yield stream.getvalue()
        stream.seek(0)
        stream.truncate()
    yield stream.getvalue()
