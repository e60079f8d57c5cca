"""The picture on the canvas: drawn from the smallest of its sizes that is sharp enough."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QTransform
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.domain.tone import Table
from app.services.pixels import Pixels

# From this zoom on single pixels are meant to be seen, so they are not blurred.
_CRISP_FROM = 2.0


class PictureItem(QGraphicsItem):
    """One scene unit is one upright picture pixel, whatever the size of the images at hand.

    Brightness and contrast are laid over what is drawn, pixel by pixel of the screen, so that they
    cost the same for a picture of any size and follow a slider at once.
    """

    def __init__(self) -> None:
        super().__init__()
        self._pixels: Pixels | None = None
        self._table: Table | None = None
        self._toned: tuple[tuple[Any, ...], QImage] | None = None
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def set_pixels(self, pixels: Pixels | None) -> None:
        """Show other pixels."""
        self.prepareGeometryChange()
        self._pixels, self._toned = pixels, None
        self.update()

    def set_table(self, table: Table | None) -> None:
        """Show each 8-bit value as another, (256,) uint8; None shows them as they are."""
        self._table, self._toned = table, None
        self.update()

    def boundingRect(self) -> QRectF:
        if self._pixels is None:
            return QRectF()
        return QRectF(0, 0, self._pixels.width, self._pixels.height)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self._pixels is None:
            return
        exposed = option.exposedRect.intersected(self.boundingRect())
        if self._table is None:
            self._draw(painter, exposed, painter.device().devicePixelRatioF())
        else:
            self._draw_toned(painter, exposed, self._table)

    def _draw(self, painter: QPainter, exposed: QRectF, device_ratio: float) -> None:
        pixels = self._pixels
        if pixels is None:
            return
        zoom = painter.worldTransform().m11() * device_ratio
        image = pixels.sizes[0]
        for smaller in pixels.sizes[1:]:
            if smaller.width() < zoom * pixels.width:
                break
            image = smaller
        share = image.width() / pixels.width
        down = image.height() / pixels.height
        source = QRectF(
            exposed.x() * share,
            exposed.y() * down,
            exposed.width() * share,
            exposed.height() * down,
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, zoom < _CRISP_FROM)
        painter.drawImage(exposed, image, source, Qt.ImageConversionFlag.AutoColor)

    def _draw_toned(self, painter: QPainter, exposed: QRectF, table: Table) -> None:
        transform, ratio = painter.worldTransform(), painter.device().devicePixelRatioF()
        place = transform.mapRect(exposed).toRect()
        if place.isEmpty():
            return
        key = (place, QTransform(transform), ratio)
        if self._toned is None or self._toned[0] != key:
            self._toned = key, self._toned_part(transform, exposed, place, ratio, table)
        painter.save()
        painter.resetTransform()
        painter.drawImage(place.topLeft(), self._toned[1])
        painter.restore()

    def _toned_part(
        self, transform: QTransform, exposed: QRectF, place: QRect, ratio: float, table: Table
    ) -> QImage:
        image = QImage(place.size() * ratio, QImage.Format.Format_RGB32)
        image.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        painter.setTransform(transform * QTransform.fromTranslate(-place.x(), -place.y()))
        self._draw(painter, exposed, ratio)
        painter.end()
        apply_table(image, table)
        return image


def apply_table(image: QImage, table: Table) -> None:
    """Show each value of an RGB32 image as the table (256,) says, in place."""
    rows = np.frombuffer(image.bits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    # Two values at a time: half as many steps, and the larger table still fits the cache.
    wide: npt.NDArray[np.uint16] = table.astype(np.uint16)
    pairs = (wide[:, None] << 8 | wide[None, :]).reshape(-1)
    values = rows.view(np.uint16)
    values[:] = pairs[values]
    rows[:, 3::4] = 255
