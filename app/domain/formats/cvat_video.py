"""CVAT for video 1.1, written: one annotations.xml of tracks.

Every frame of a track has its box, as in CVAT's own files: CVAT itself takes the keyframes and
interpolates, others (datumaro) take what is there. A track that is not to be seen any more has a
box with outside="1" on the next frame, if there is one. Coordinates have two decimals.
"""

from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

from app.domain.formats.labels import Step
from app.domain.formats.video_boxes import Shown, VideoBoxes
from app.domain.formats.writing import Output
from app.domain.formats.xml_parts import Element, add, clean, mark_attributes
from app.domain.records import Annotation
from app.domain.video.tracks import Track

ID = "cvat-video"
OWN = ("occluded",)
CORNERS = ("xtl", "ytl", "xbr", "ybr")
_CVAT = "cvat"
_AT_ONCE = 500


def write(boxes: VideoBoxes, target: Path, out: Output, step: Step) -> Path:
    """Write an .xml file, or annotations.xml into a folder; returns the file. ``step`` hears how
    many boxes are written. Raises FormatError, and what ``step`` raises."""
    file = target if target.suffix.lower() == ".xml" else target / "annotations.xml"
    out.pieces(file, _pieces(boxes, step))
    return file


def _pieces(boxes: VideoBoxes, step: Step) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="utf-8"?>\n<annotations>\n  <version>1.1</version>\n'
    yield _text(_meta(boxes), 1)
    done, total = 0, boxes.total
    for track in boxes.tracks:
        opened = False
        lines: list[str] = []
        for each in boxes.shown(track):
            if not opened:
                lines.append(_head(boxes, track))
                opened = True
            lines += _rows(boxes, each)
            done += 1
            if done % _AT_ONCE == 0:
                step(done, total)
                yield "".join(lines)
                lines.clear()
        if opened:
            lines.append("  </track>\n")
        yield "".join(lines)
    yield "</annotations>\n"


def _meta(boxes: VideoBoxes) -> Element:
    meta = ElementTree.Element("meta")
    task = ElementTree.SubElement(meta, "task")
    first, last = boxes.part.first, boxes.part.last
    for tag, text in (
        ("name", Path(boxes.name).stem),
        ("size", last + 1 - first),
        ("mode", "interpolation"),
        ("overlap", 0),
        ("start_frame", first),
        ("stop_frame", last),
        ("frame_filter", ""),
    ):
        add(task, tag, text)
    labels = ElementTree.SubElement(task, "labels")
    for each in boxes.classes:
        label = ElementTree.SubElement(labels, "label")
        add(label, "name", each.name)
        ElementTree.SubElement(label, "attributes")
    size = ElementTree.SubElement(task, "original_size")
    add(size, "width", boxes.width)
    add(size, "height", boxes.height)
    add(meta, "source", boxes.name)
    return meta


def _head(boxes: VideoBoxes, track: Track) -> str:
    row = track.keyframes[0].row
    attributes = {
        "id": str(track.id),
        "label": clean(boxes.classes[boxes.places[track.label]].name),
        "source": _kept(row).get("source", "manual"),
    }
    if row.group is not None:
        attributes["group_id"] = str(row.group)
    # An element that is closed at once has " />" at its end; this one goes on.
    return _text(ElementTree.Element("track", attributes), 1).rstrip()[:-3] + ">\n"


def _rows(boxes: VideoBoxes, shown: Shown) -> Iterator[str]:
    """The box of a frame, and after the last one that of the frame on which it is gone."""
    yield _text(_box(shown.row, shown.frame, shown.keyframe, False), 2)
    if shown.last and shown.frame < boxes.part.last:
        yield _text(_box(shown.row, shown.frame + 1, True, True), 2)


def _box(row: Annotation, frame: int, keyframe: bool, outside: bool) -> Element:
    attributes = {
        "frame": str(frame),
        "keyframe": str(int(keyframe)),
        "outside": str(int(outside)),
        "occluded": str(int(row.occluded)),
    }
    attributes |= {key: f"{value:.2f}" for key, value in zip(CORNERS, row.box, strict=True)}
    attributes["z_order"] = _kept(row).get("z_order", "0")
    made = ElementTree.Element("box", attributes)
    for name, value in mark_attributes(row, OWN).items():
        child = ElementTree.SubElement(made, "attribute", {"name": clean(name)})
        child.text = clean(value)
    return made


def _kept(row: Annotation) -> dict[str, str]:
    """What stood beside a box in a file of CVAT's."""
    shape = row.extra.get(_CVAT, {}).get("shape", {})
    return {key: clean(str(value)) for key, value in shape.items()}


def _text(element: Element, depth: int) -> str:
    ElementTree.indent(element, "  ", level=depth)
    return "  " * depth + ElementTree.tostring(element, encoding="unicode") + "\n"
