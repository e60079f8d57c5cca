"""Writes a picture with its boxes and a legend: PNG, JPEG or SVG, whole or not at all."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QIODevice,
    QObject,
    QPointF,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from app.domain.colours import DETECTION_COLOUR, model_class_colours, row_colours, track_colour
from app.domain.detections import DetectionSet, IntArray
from app.domain.records import ProjectClass
from app.domain.tags import HIDDEN, place_tags, tag_corner
from app.domain.view_filter import ColourBy, ViewFilter, ranks_of
from app.services.background import BackgroundWorker
from app.services.box_drawing import LineStyle, draw_boxes, draw_tag, tag_font, tag_size, tag_text
from app.services.document import Document
from app.services.pixels import as_image
from app.services.settings import write_atomically
from fpn_core import media
from fpn_core.errors import FpnError
from fpn_core.levels import colour_of_rank
from fpn_core.video.sequences import files_of, is_sequence

EXPORT_KINDS = {
    "PNG picture (*.png)": ".png",
    "JPEG picture (*.jpg)": ".jpg",
    "SVG drawing (*.svg)": ".svg",
}
_QT_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
_JPEG_QUALITY = 92
_SVG_DOTS_PER_INCH = 96  # as browsers count, so that a picture pixel is an SVG pixel
_PAPER, _INK = "#202228", "#E7E9ED"


class ExportRefusedError(Exception):
    """The file asked for must not be written; the message says why."""


@dataclass(frozen=True)
class LegendEntry:
    """One swatch of the legend with its text."""

    colour: str
    text: str


@dataclass(frozen=True, eq=False)
class ExportJob:
    """All that the drawing needs, taken on the UI thread."""

    picture: str
    found: DetectionSet
    rows: IntArray
    colours: list[str]
    legend: tuple[LegendEntry, ...]
    font: QFont
    target: Path
    tracks: IntArray | None = None


class Exporter(QObject):
    """Draws and writes in a thread; tells the document how it went."""

    def __init__(self, font: QFont, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._font = font
        self._worker = BackgroundWorker("export", parent=self)

    def start(self, document: Document, target: Path) -> None:
        """Export the current picture as it is looked at.

        Raises:
            ExportRefusedError: the kind of file is unknown, or it is one of the opened pictures.
        """
        found, picture = document.detections, document.pictures.current
        if found is None or picture is None:
            raise ExportRefusedError(self.tr("There are no detections to export yet."))
        check_target(target, [*document.pictures.paths, picture])
        classes, tracks = tuple(document.classes.values()), document.shown_tracks(found)
        job = ExportJob(
            picture,
            found,
            document.rows,
            row_colours(found, document.rows, document.view.colour_by, classes, tracks),
            legend_entries(found, document.rows, document.view, classes, tracks),
            self._font,
            target,
            tracks,
        )
        document.tell(self.tr("Exporting {name}...").format(name=target.name))

        def done(_value: object, error: Exception | None) -> None:
            if error is None:
                document.tell(self.tr("Exported to {path}").format(path=target))
            else:
                reason = getattr(error, "strerror", None) or str(error)
                text = self.tr("{path} could not be written: {reason}")
                document.tell(text.format(path=target, reason=reason))

        self._worker.submit(str(target), lambda: write_export(job), done)

    def close(self) -> None:
        """Wait for a running export."""
        self._worker.close()


def check_target(target: Path, opened: Sequence[str]) -> None:
    """Refuse kinds that cannot be written, and any picture that is open.

    Raises:
        ExportRefusedError: see above.
    """
    if target.suffix.lower() not in {*_QT_FORMATS, ".svg"}:
        text = QCoreApplication.translate(
            "Exporter",
            "{name}: pictures can be exported as .png, .jpg or .svg; choose one of these",
        )
        raise ExportRefusedError(text.format(name=target.name))
    if not target.exists():
        return
    status = target.stat()
    name = os.path.normcase(os.path.realpath(target))
    for path in _files_of(opened):
        # Links have other names: those beside the target are compared by what they point to.
        same_name = os.path.normcase(path) == name
        if same_name or (
            os.path.splitext(path)[1].lower() == target.suffix.lower() and _is_file(path, status)
        ):
            text = QCoreApplication.translate(
                "Exporter",
                "{name} is an opened picture and is never written to; choose another name",
            )
            raise ExportRefusedError(text.format(name=target.name))


def _files_of(opened: Sequence[str]) -> Iterator[str]:
    """The files of pictures, with each of the numbered pictures that are opened as a video."""
    for path in opened:
        yield path
        if is_sequence(path):
            with suppress(FpnError):  # none of them is there
                yield from map(str, files_of(path))


def _is_file(path: str, status: os.stat_result) -> bool:
    try:
        return os.path.samestat(os.stat(path), status)
    except OSError:
        return False


def legend_entries(
    found: DetectionSet,
    rows: IntArray,
    view: ViewFilter,
    classes: tuple[ProjectClass, ...],
    tracks: IntArray | None = None,
) -> tuple[LegendEntry, ...]:
    """What the colours of the exported boxes mean, with how many there are of each.

    The first entry is the title and has no colour.
    """
    titles = {
        ColourBy.ANCHOR: QCoreApplication.translate("Exporter", "Level that fired"),
        ColourBy.ROI: QCoreApplication.translate("Exporter", "RoI level"),
        ColourBy.CLASS: QCoreApplication.translate("Exporter", "Class"),
        ColourBy.STATE: QCoreApplication.translate("Exporter", "State"),
        ColourBy.TRACK: QCoreApplication.translate("Exporter", "Track"),
    }
    title = LegendEntry("", titles[view.colour_by])
    if view.colour_by is ColourBy.STATE:
        detection = QCoreApplication.translate("Exporter", "detection")
        return title, LegendEntry(DETECTION_COLOUR, f"{detection} · {len(rows)}")
    if view.colour_by is ColourBy.CLASS:
        colours = model_class_colours(found.model.class_names, classes)
        labels, counts = np.unique(found.labels[rows], return_counts=True)
        return title, *(
            LegendEntry(colours[label], f"{found.model.class_names[label]} · {count}")
            for label, count in zip(labels, counts, strict=True)
        )
    if view.colour_by is ColourBy.TRACK:
        return title, *_track_entries(found, rows, tracks)
    ranks = ranks_of(found, view.colour_by)[rows]
    stride = QCoreApplication.translate("Exporter", "stride")
    return title, *(
        LegendEntry(
            colour_of_rank(rank),
            f"{level.name}  {stride} {level.stride:g} · {int((ranks == rank).sum())}",
        )
        for rank, level in enumerate(found.model.levels)
    )


def _track_entries(
    found: DetectionSet, rows: IntArray, tracks: IntArray | None
) -> list[LegendEntry]:
    """An entry for each track on the picture, by number, and one for what belongs to none."""
    if tracks is None:
        return []
    there = sorted((int(tracks[row]), found.class_name(row)) for row in rows.tolist())
    entries = [
        LegendEntry(track_colour(number), f"#{number + 1} {name}")
        for number, name in there
        if number >= 0
    ]
    alone = len(there) - len(entries)
    text = QCoreApplication.translate("Exporter", "no track")
    return [*entries, LegendEntry(track_colour(-1), f"{text} · {alone}")] if alone else entries


def write_export(job: ExportJob) -> None:
    """Draw and write one exported picture.

    Raises:
        PictureError: the picture cannot be read.
        OSError: the file cannot be written.
    """
    image = as_image(media.read_picture(job.picture))
    suffix = job.target.suffix.lower()
    unit = max(1.0, max(image.width(), image.height()) / 900)
    font = tag_font(job.font, max(11, round(12 * unit)))
    height = image.height() + _legend_height(job, font, image.width())
    size = QSize(image.width(), height)
    data = (
        _as_svg(job, image, size, font, unit)
        if suffix == ".svg"
        else _as_pixels(job, image, size, font, unit, _QT_FORMATS[suffix])
    )
    write_atomically(job.target, data)


def _as_pixels(
    job: ExportJob, image: QImage, size: QSize, font: QFont, unit: float, kind: str
) -> bytes:
    sheet = QImage(size, QImage.Format.Format_RGB32)
    _paint(job, QPainter(sheet), image, size, font, unit)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not sheet.save(buffer, kind, _JPEG_QUALITY if kind == "JPEG" else -1):  # type: ignore[call-overload]
        raise OSError(f"a {kind} of {size.width()}x{size.height()} pixels cannot be written")
    return bytes(data.data())


def _as_svg(job: ExportJob, image: QImage, size: QSize, font: QFont, unit: float) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(_SVG_DOTS_PER_INCH)
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(Path(job.picture).name)
    _paint(job, QPainter(generator), image, size, font, unit)
    return bytes(data.data())


def _paint(
    job: ExportJob, painter: QPainter, image: QImage, size: QSize, font: QFont, unit: float
) -> None:
    painter.fillRect(QRectF(0, 0, size.width(), size.height()), QColor(_PAPER))
    painter.drawImage(QPointF(), image)
    painter.setClipRect(QRectF(0, 0, image.width(), image.height()))
    boxes = job.found.boxes[job.rows]
    by_colour: dict[str, list[QRectF]] = {}
    colours = job.colours
    for (x1, y1, x2, y2), colour in reversed(list(zip(boxes.tolist(), colours, strict=True))):
        by_colour.setdefault(colour, []).append(QRectF(x1, y1, x2 - x1, y2 - y1))
    draw_boxes(painter, by_colour, LineStyle(2 * unit, 4 * unit, cosmetic=False))
    texts = [tag_text(job.found, row, job.tracks) for row in job.rows.tolist()]
    sizes = [tag_size(text, font) for text in texts]
    spots = place_tags(boxes, sizes, (0.0, 0.0, float(image.width()), float(image.height())))
    for box, text, extent, spot, colour in zip(
        boxes.tolist(), texts, sizes, spots, colours, strict=True
    ):
        if spot != HIDDEN:
            draw_tag(painter, tag_corner(box, extent, spot), text, colour, font)
    painter.setClipping(False)
    _paint_legend(job, painter, image, font)
    painter.end()


def _legend_places(job: ExportJob, font: QFont, width: int) -> list[tuple[float, float]]:
    """Top-left corners of the entries, in as many lines as they need."""
    metrics = QFontMetricsF(font)
    line = metrics.height() * 1.5
    places: list[tuple[float, float]] = []
    x, y = line / 2, line / 4
    for entry in job.legend:
        needed = (line if entry.colour else line * 0.25) + metrics.horizontalAdvance(entry.text)
        if x + needed > width and x > line:
            x, y = line / 2, y + line
        places.append((x, y))
        x += needed + line / 2
    return places


def _legend_height(job: ExportJob, font: QFont, width: int) -> int:
    line = QFontMetricsF(font).height() * 1.5
    places = _legend_places(job, font, width)
    return round((places[-1][1] if places else 0) + line * 1.25)


def _paint_legend(job: ExportJob, painter: QPainter, image: QImage, font: QFont) -> None:
    line = QFontMetricsF(font).height() * 1.5
    painter.setFont(font)
    for entry, (x, y) in zip(job.legend, _legend_places(job, font, image.width()), strict=True):
        top = image.height() + y
        if entry.colour:
            swatch = QRectF(x, top + line * 0.25, line * 0.5, line * 0.5)
            painter.fillRect(swatch, QColor(entry.colour))
        painter.setPen(QColor(_INK))
        left = x + line * 0.75 if entry.colour else x
        text = QRectF(left, top, QFontMetricsF(font).horizontalAdvance(entry.text) + line, line)
        align = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(text, align, entry.text)
