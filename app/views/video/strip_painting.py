"""Paints what stands still on the timeline; what moves is painted over it."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.domain.video.tracks import Span
from app.services.document import Document
from app.services.video.frame_facts import FrameFacts
from app.services.video.places import time_text
from app.services.video.strip_pictures import StripPictures
from app.views.theme import Colours
from app.views.video.scale import TimeScale
from fpn_core.levels import colour_of_rank

_STEPS = (0.04, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200)
_LABEL_GAP = 88  # pixels between two times
_COLUMN = 3  # pixels of a stack of detections
_LEAST_TOP = 4.0  # detections a frame that fill the graph, at least
_MARK = 3
_DIAMOND = 10
_HELD_OUT = 2


@dataclass(frozen=True)
class Layers:
    """Where each part is."""

    labels: QRectF
    pictures: QRectF
    graph: QRectF
    marks: QRectF


class StripPainter:
    """Times, small pictures, detections a frame stacked by level, boxes of a person, reviewed."""

    def __init__(
        self, document: Document, facts: FrameFacts, colours: Colours, scale: TimeScale
    ) -> None:
        self._document, self._facts = document, facts
        self._colours, self._scale = colours, scale

    def paint(self, painter: QPainter, layers: Layers, pictures: StripPictures) -> None:
        """Paint all layers."""
        self._paint_times(painter, layers.labels)
        self._paint_pictures(painter, layers.pictures, pictures)
        painter.fillRect(layers.graph, QColor(self._colours.field))
        self._paint_levels(painter, layers.graph)
        self._paint_marks(painter, layers.marks)
        self._paint_held_out(painter, layers.marks)
        self._paint_picked(painter, layers.graph)

    def _paint_times(self, painter: QPainter, place: QRectF) -> None:
        index, scale = self._document.video.index, self._scale
        if index is None:
            return
        rate = max(index.rate, 1e-6)
        least = _LABEL_GAP / scale.pixels / rate
        step = next((each for each in _STEPS if each >= least), _STEPS[-1])
        painter.setPen(QColor(self._colours.muted))
        time = step * int(scale.first / rate / step)
        while time <= min(scale.last / rate, index.duration):
            x = scale.x_of(index.frame_at(time))
            text = time_text(time, 2 if step < 1 else 0)
            if x >= 0:
                box = QRectF(x + 4, place.top(), _LABEL_GAP, place.height())
                painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter), text)
                painter.drawLine(QPointF(x, place.bottom() - 5), QPointF(x, place.bottom()))
            time += step

    def _paint_pictures(self, painter: QPainter, place: QRectF, pictures: StripPictures) -> None:
        state, scale = self._document.video, self._scale
        index = state.index
        if index is None:
            return
        painter.fillRect(place, QColor(self._colours.field))
        width = max(place.height() * index.width / max(index.height, 1), 8.0)
        painter.save()
        painter.setClipRect(place)
        left = place.left()
        wanted = []
        while left < place.right():
            wanted.append((left, scale.frame_at(left + width / 2)))
            left += width
        for left, frame in reversed(wanted):  # the newest asked for is made first
            pixmap = pictures.get(state.path, index, frame)
            if pixmap is not None:
                target = QRectF(left, place.top(), width, place.height())
                painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
        painter.restore()

    def _paint_levels(self, painter: QPainter, place: QRectF) -> None:
        document, scale = self._document, self._scale
        model, counts = document.model, self._facts.counts
        if model is None or not len(counts):
            return
        frames = scale.last - scale.first
        columns = max(1, min(int(place.width() // _COLUMN), int(frames)))
        levels = len(model.levels)
        stacks = counts.stacked(scale.first, scale.last, columns, levels, document.view.score)
        for rank in document.view.hidden_ranks:
            if 0 <= rank < levels:
                stacks[:, rank] = 0
        top = max(float(stacks.sum(axis=1).max(initial=0.0)), _LEAST_TOP)
        width = place.width() / columns
        for column, stack in enumerate(stacks.tolist()):
            y = place.bottom()
            for rank, count in enumerate(stack):
                if count:
                    height = place.height() * count / top
                    left = place.left() + column * width
                    bar = QRectF(left, y - height, max(width - (width > 4), 1.0), height)
                    painter.fillRect(bar, QColor(colour_of_rank(rank)))
                    y -= height
        self._paint_detected(painter, place)

    def _paint_detected(self, painter: QPainter, place: QRectF) -> None:
        """A fine line under the frames on which the model has run."""
        colour, scale = QColor(self._colours.muted), self._scale
        width = max(scale.pixels, 1.0)
        for x in self._columns(self._facts.counts.frames):
            painter.fillRect(QRectF(x, place.bottom() - 1, width, 1), colour)

    def _columns(self, frames: Iterable[int]) -> list[float]:
        """Where frames begin, as far as they are in sight; of those in one pixel the first."""
        scale = self._scale
        places = (np.fromiter(frames, np.float64) - scale.first) * scale.pixels
        seen = places[(places >= -scale.pixels) & (places <= scale.width)]
        _pixels, first = np.unique(np.floor(seen), return_index=True)
        return [float(x) for x in seen[first]]

    def _paint_marks(self, painter: QPainter, place: QRectF) -> None:
        scale, marks, colours = self._scale, self._facts.marks, self._colours
        painter.fillRect(place, QColor(colours.track))
        reviewed = QColor(colours.muted)
        spans = [(each.first, each.last) for each in marks.ranges]
        for left, width in self._bars(spans):
            bar = QRectF(left, place.top() + 2, width, place.height() - 4)
            painter.fillRect(bar, reviewed)
        for x in self._columns(marks.reviewed):
            width = max(scale.pixels, 2.0)
            painter.fillRect(QRectF(x, place.top() + 2, width, place.height() - 4), reviewed)
        for x in self._columns(marks.annotated):
            middle = x + scale.pixels / 2
            bar = QRectF(middle - _MARK / 2, place.top(), _MARK, place.height())
            painter.fillRect(bar, QColor(colours.accent))

    def _bars(self, spans: Iterable[Span]) -> list[tuple[float, float]]:
        """Left and width of stretches of frames, as far as they are in sight."""
        scale, found = self._scale, []
        for first, last in spans:
            left, right = scale.x_of(first), scale.x_of(last + 1)
            if right >= 0 and left <= scale.width:
                found.append((left, max(right - left, 2.0)))
        return found

    def _paint_held_out(self, painter: QPainter, place: QRectF) -> None:
        """A line over the stretches that judge models, dotted: what is there trains none."""
        pen = QPen(QColor(self._colours.text), _HELD_OUT, Qt.PenStyle.DotLine)
        painter.setPen(pen)
        for left, width in self._bars(self._facts.marks.held_out):
            y = place.top() - _HELD_OUT / 2
            painter.drawLine(QPointF(left, y), QPointF(left + width, y))

    def _paint_picked(self, painter: QPainter, place: QRectF) -> None:
        """A diamond over each frame that is picked to be labelled; hollow once it is reviewed."""
        picked, marks = self._document.video.picked, self._facts.marks
        accent, panel = QColor(self._colours.accent), QColor(self._colours.panel)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for done in (True, False):
            painter.setPen(QPen(accent if done else panel, 1.5))
            painter.setBrush(panel if done else accent)
            frames = [each for each in picked if marks.is_reviewed(each) == done]
            y, half = place.top(), _DIAMOND / 2
            for left in self._columns(frames):
                x = left + self._scale.pixels / 2
                corners = ((x, y - half), (x + half, y), (x, y + half), (x - half, y))
                painter.drawPolygon([QPointF(*corner) for corner in corners])
        painter.restore()
