"""Writes a picture with its boxes and a legend: PNG, JPEG or SVG, whole or not at all."""

import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCoreApplication,
    QIODevice,
    QObject,
    QPointF,
    QRectF,
    QSize,
)
from PySide6.QtGui import QFont, QImage, QPainter
from PySide6.QtSvg import QSvgGenerator

from app.domain.colours import row_colours
from app.domain.detections import DetectionSet, IntArray
from app.services.background import BackgroundWorker
from app.services.box_drawing import tag_text
from app.services.document import Document
from app.services.pixels import as_image
from app.services.settings import write_atomically
from app.services.sheet import (
    BoxGroup,
    LegendEntry,
    Sheet,
    draw_groups,
    legend_entries,
    legend_height,
    paint_legend,
    paint_paper,
)
from fpn_core import media
from fpn_core.errors import FpnError
from fpn_core.video.sequences import files_of, is_sequence

EXPORT_KINDS = {
    "PNG picture (*.png)": ".png",
    "JPEG picture (*.jpg)": ".jpg",
    "SVG drawing (*.svg)": ".svg",
}
_QT_FORMATS = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG"}
_JPEG_QUALITY = 92
_SVG_DOTS_PER_INCH = 96  # as browsers count, so that a picture pixel is an SVG pixel


class ExportRefusedError(Exception):
    """The file asked for must not be written; the message says why."""


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
        self.font = font
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
            self.font,
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
    check_not_opened(target, opened)


def check_not_opened(target: Path, opened: Sequence[str]) -> None:
    """Refuse a file that is one of the pictures or videos that are open.

    Raises:
        ExportRefusedError: see above.
    """
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


def write_export(job: ExportJob) -> None:
    """Draw and write one exported picture.

    Raises:
        PictureError: the picture cannot be read.
        OSError: the file cannot be written.
    """
    image = as_image(media.read_picture(job.picture))
    sheet = Sheet.of(image.width(), image.height(), job.font)
    suffix = job.target.suffix.lower()
    data = (
        _as_svg(job, image, sheet)
        if suffix == ".svg"
        else _as_pixels(job, image, sheet, _QT_FORMATS[suffix])
    )
    write_atomically(job.target, data)


def _size(job: ExportJob, sheet: Sheet) -> QSize:
    return QSize(sheet.width, sheet.height + legend_height(job.legend, sheet))


def _as_pixels(job: ExportJob, image: QImage, sheet: Sheet, kind: str) -> bytes:
    drawn = QImage(_size(job, sheet), QImage.Format.Format_RGB32)
    _paint(job, QPainter(drawn), image, sheet)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not drawn.save(buffer, kind, _JPEG_QUALITY if kind == "JPEG" else -1):  # type: ignore[call-overload]
        raise OSError(f"a {kind} of {drawn.width()}x{drawn.height()} pixels cannot be written")
    return bytes(data.data())


def _as_svg(job: ExportJob, image: QImage, sheet: Sheet) -> bytes:
    size = _size(job, sheet)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(_SVG_DOTS_PER_INCH)
    generator.setSize(size)
    generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
    generator.setTitle(Path(job.picture).name)
    _paint(job, QPainter(generator), image, sheet)
    return bytes(data.data())


def _paint(job: ExportJob, painter: QPainter, image: QImage, sheet: Sheet) -> None:
    paint_paper(painter, sheet, legend_height(job.legend, sheet))
    painter.drawImage(QPointF(), image)
    texts = [tag_text(job.found, row, job.tracks) for row in job.rows.tolist()]
    draw_groups(painter, sheet, [BoxGroup(job.found.boxes[job.rows], job.colours, texts)])
    paint_legend(painter, job.legend, sheet)
    painter.end()
