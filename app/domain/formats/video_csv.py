"""The boxes of a video as a table (CSV): one row for every box on every frame it is seen on."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO

from app.domain.detections import FloatArray
from app.domain.formats.checking import tidy
from app.domain.records import Annotation
from app.domain.video.tracks import Keyframe, Tracks, is_computed

COLUMNS = (
    "video", "frame", "time", "track", "class", "x1", "y1", "x2", "y2", "source", "model", "score",
    "ignore",
)  # fmt: skip
KEYFRAME, INTERPOLATED, BOX = "keyframe", "interpolated", "box"
"""What ``source`` says: a keyframe of a track, what lies between two, a box of no track."""
_AT_ONCE = 2000


@dataclass(frozen=True, eq=False)
class VideoTable:
    """A video to be written: its name, ``times`` (N,) of its frames in seconds, all annotations of
    its frames, and the names of classes by id."""

    name: str
    times: FloatArray
    rows: Iterable[Keyframe]
    class_names: Mapping[int, str]


def csv_pieces(table: VideoTable, only: Iterable[int] | None = None) -> Iterator[str]:
    """The text of the file in pieces, by frame, then by track; boxes of no track come last.

    ``only``: these frames, such as those that are reviewed. Rows of frames that the video does not
    have are left out. Times are in seconds with six digits; ``model`` and ``score`` are those of
    the detection that a box was accepted from.
    """
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, (frame, row) in enumerate(_seen(table, only), 1):
        writer.writerow(_line(table, frame, row))
        if number % _AT_ONCE == 0:
            yield stream.getvalue()
            stream.seek(0)
            stream.truncate()
    yield stream.getvalue()


def _seen(table: VideoTable, only: Iterable[int] | None) -> Iterator[tuple[int, Annotation]]:
    rows = list(table.rows)
    tracks = Tracks(rows)
    alone: dict[int, list[Annotation]] = {}
    for each in rows:
        if each.row.track is None:
            alone.setdefault(each.frame, []).append(each.row)
    count = len(table.times)
    frames: Iterable[int] = range(count) if only is None else sorted(set(only))
    for frame in frames:
        if 0 <= frame < count:
            yield from ((frame, row) for row in tracks.boxes_at(frame))
            yield from ((frame, row) for row in alone.get(frame, ()))


def _line(table: VideoTable, frame: int, row: Annotation) -> list[object]:
    source = BOX if row.track is None else INTERPOLATED if is_computed(row) else KEYFRAME
    origin = row.origin
    return [
        table.name,
        frame,
        f"{table.times[frame]:.6f}",
        "" if row.track is None else row.track,
        table.class_names.get(row.label, ""),
        *(tidy(value) for value in row.box),
        source,
        "" if origin is None else origin.model,
        "" if origin is None else f"{origin.score:.6g}",
        int(row.ignore),
    ]
