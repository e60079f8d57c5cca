"""MOTChallenge: a folder with gt/gt.txt, gt/labels.txt and seqinfo.ini, as CVAT has it.

A row is frame (from 1), id, left, top, width, height, whether to count it, class (from 1, by the
lines of labels.txt), visibility. Boxes that evaluation leaves out (ignore, crowd, difficult) do not
count; those that are occluded have visibility 0, others 1. A frame without a row of an id is one on
which it is not to be seen, so every frame has its rows.
"""

from collections.abc import Iterator
from pathlib import Path

from app.domain.formats.checking import tidy
from app.domain.formats.labels import Step
from app.domain.formats.video_boxes import VideoBoxes
from app.domain.formats.writing import Output
from app.domain.records import Annotation

ID = "mot"
ROWS, NAMES, INFO = Path("gt", "gt.txt"), Path("gt", "labels.txt"), Path("seqinfo.ini")
PICTURES = "img1"
VISIBILITY = "visibility"
_DIGITS = 3
_AT_ONCE = 2000


def write(boxes: VideoBoxes, target: Path, out: Output, step: Step) -> Path:
    """Write the files into a folder, which is returned; ``step`` hears how many boxes are written.
    Raises FormatError, and what ``step`` raises."""
    out.pieces(target / ROWS, _pieces(boxes, step))
    out.text(target / NAMES, "".join(f"{_line(each.name)}\n" for each in boxes.classes))
    out.text(target / INFO, _info(boxes))
    return target


def _pieces(boxes: VideoBoxes, step: Step) -> Iterator[str]:
    done, total = 0, boxes.total
    lines: list[str] = []
    for track in boxes.tracks:
        place = boxes.places[track.label] + 1
        for frame, row, _keyframe, _last in boxes.shown(track):
            lines.append(_row(frame, track.id, place, row))
            done += 1
            if done % _AT_ONCE == 0:
                step(done, total)
                yield "".join(lines)
                lines.clear()
    yield "".join(lines)


def _row(frame: int, id: int, place: int, row: Annotation) -> str:
    x1, y1, x2, y2 = row.box
    sides = ",".join(str(tidy(value, _DIGITS)) for value in (x1, y1, x2 - x1, y2 - y1))
    counts = int(not (row.ignore or row.crowd or row.difficult))
    return f"{frame + 1},{id},{sides},{counts},{place},{_visible(row)}\n"


def _visible(row: Annotation) -> str:
    """The share that is to be seen, 0 to 1: a file's own, where the box is not occluded."""
    try:
        given = float(row.attributes.get(VISIBILITY, ""))
    except ValueError:
        given = 1.0
    return str(tidy(given, _DIGITS)) if 0 <= given <= 1 and not row.occluded else "0"


def _info(boxes: VideoBoxes) -> str:
    """The description of the sequence. Readers want exactly these keys, and whole numbers."""
    rows = (
        ("name", _line(boxes.name)),
        ("imDir", PICTURES),
        ("frameRate", max(round(boxes.rate), 1)),
        ("seqLength", boxes.count),
        ("imWidth", boxes.width),
        ("imHeight", boxes.height),
        ("imExt", ".jpg"),
    )
    return "[Sequence]\n" + "".join(f"{key}={value}\n" for key, value in rows)


def _line(text: str) -> str:
    return " ".join(text.split())
