"""Curves of a run: losses and figures over steps. Imports pyqtgraph: to be imported when needed."""

from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen, QWheelEvent
from PySide6.QtWidgets import QSizePolicy

from app.views.plots import round_top
from app.views.theme import Theme

_HEIGHT = 132
_AXIS_WIDTH = 36
_DASHES = (4.0, 3.0)
_ROOM = 0.12


@dataclass(frozen=True)
class Curve:
    """Points of one curve: steps and values; ``main`` ones have the accent, others step back, and
    ``dashed`` tells two of those apart."""

    points: Sequence[tuple[float, float]]
    main: bool = True
    dashed: bool = False
    dots: bool = False


class CurvePlot(pyqtgraph.PlotWidget):
    """A small plot with axes; it is looked at, and takes neither wheel nor drags."""

    def __init__(self, theme: Theme, name: str, up: str, top: float | None = None) -> None:
        super().__init__(background=None)
        self._theme, self._up, self._top = theme, up, top
        self.curves: tuple[Curve, ...] = ()
        self._items: list[pyqtgraph.PlotDataItem] = []
        self._along, self._ranges = "", (0.0, 0.0)
        self.setAccessibleName(name)
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot = self.getPlotItem()
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(False, False)
        plot.showGrid(y=True, alpha=0.15)
        plot.getAxis("left").setWidth(_AXIS_WIDTH)
        plot.getAxis("left").enableAutoSIPrefix(False)
        plot.getAxis("bottom").enableAutoSIPrefix(False)
        if top is not None:
            steps = [(top * share, f"{top * share:g}") for share in (0.0, 0.5, 1.0)]
            plot.getAxis("left").setTicks([steps])
        self._dress()
        theme.changed.connect(self._dress)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the tab around it scrolls

    def show_curves(self, curves: Sequence[Curve], along: str, until: float) -> None:
        """Draw these curves; ``along`` names the axis of steps, which goes to ``until``.

        Painting takes milliseconds, most of it the axes: nothing is drawn anew that is the same.
        """
        if along != self._along:
            self._along = along
            self.getPlotItem().setLabel("bottom", along)
        self._set_range(curves, until)
        if tuple(curves) != self.curves:
            self.curves = tuple(curves)
            self._draw()

    def _set_range(self, curves: Sequence[Curve], until: float) -> None:
        values = [y for curve in curves for _x, y in curve.points]
        ranges = (until, self._top or round_top(1000 * max(values, default=1.0)) / 1000)
        if ranges != self._ranges:
            self._ranges = ranges
            plot = self.getPlotItem()
            plot.setXRange(0, max(until, 1), padding=0.02)
            plot.setYRange(0, ranges[1], padding=_ROOM)  # or the outermost labels would be missing

    def _draw(self) -> None:
        while len(self._items) < len(self.curves):
            item = pyqtgraph.PlotDataItem()
            self._items.append(item)
            self.getPlotItem().addItem(item)
        for item, curve in zip(self._items, self.curves, strict=False):
            self._put(item, curve)

    def _put(self, item: pyqtgraph.PlotDataItem, curve: Curve) -> None:
        colours = self._theme.colours
        colour = QColor(colours.accent_hover if curve.main else colours.muted)
        pen = QPen(colour)
        pen.setCosmetic(True)
        pen.setWidthF(2.0 if curve.main else 1.0)
        if curve.dashed:
            pen.setDashPattern(list(_DASHES))
        dots = {"symbol": "o", "symbolSize": 5, "symbolBrush": colour, "symbolPen": None}
        steps, values = [x for x, _y in curve.points], [y for _x, y in curve.points]
        smooth = {"pen": pen, "antialias": curve.main}
        item.setData(steps, values, **smooth, **(dots if curve.dots else {}))

    def _dress(self) -> None:
        colours, plot = self._theme.colours, self.getPlotItem()
        self.setBackground(QColor(colours.field))
        for side in ("left", "bottom"):
            axis = plot.getAxis(side)
            axis.setPen(QColor(colours.border))
            axis.setTextPen(QColor(colours.muted))
            axis.setTickFont(self.font())
        self._draw()


def smoothed(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Values as an exponential average whose memory grows with the run, so that the curve is as
    smooth at any length."""
    out: list[tuple[float, float]] = []
    weight = min(0.98, 1 - 1 / (1 + len(points) / 60))
    average = 0.0
    for at, (step, value) in enumerate(points):
        average = value if at == 0 else weight * average + (1 - weight) * value
        out.append((step, average))
    return out


def thinned(points: Sequence[tuple[float, float]], most: int = 400) -> list[tuple[float, float]]:
    """At most so many of the points, the last one among them: a plot has no more pixels."""
    every = -(-len(points) // most) or 1
    return [point for at, point in enumerate(points) if (len(points) - 1 - at) % every == 0]
