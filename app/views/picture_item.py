"""The picture on the canvas: drawn from the smallest of its sizes that is sharp enough."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from app.services.pixels import Pixels

# From this zoom on single pixels are meant to be seen, so they are not blurred.
_CRISP_FROM = 2.0


class PictureItem(QGraphicsItem):
    """One scene unit is one upright picture pixel, whatever the size of the images at hand."""

    def __init__(self) -> None:
        super().__init__()
        self._pixels: Pixels | None = None
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    def set_pixels(self, pixels: Pixels | None) -> None:
        """Show other pixels."""
        self.prepareGeometryChange()
        self._pixels = pixels
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
        zoom = painter.worldTransform().m11() * painter.device().devicePixelRatioF()
        image = self._pixels.sizes[0]
        for smaller in self._pixels.sizes[1:]:
            if smaller.width() < zoom * self._pixels.width:
                break
            image = smaller
        exposed = option.exposedRect.intersected(self.boundingRect())
        share = image.width() / self._pixels.width
        down = image.height() / self._pixels.height
        source = QRectF(
            exposed.x() * share,
            exposed.y() * down,
            exposed.width() * share,
            exposed.height() * down,
        )
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, zoom < _CRISP_FROM)
        painter.drawImage(exposed, image, source, Qt.ImageConversionFlag.AutoColor)
