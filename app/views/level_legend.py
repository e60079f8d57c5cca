"""The legend: one row a level with its count; a click switches it, Alt+click shows it alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QVBoxLayout, QWidget

from app.domain.detections import Level
from app.domain.view_filter import ColourBy, level_counts, visible_rows
from app.services.document import Document
from app.services.timers import quiet_timer
from app.views.parts import heading, muted
from app.views.theme import Theme
from fpn_core.levels import colour_of_rank

_ROW_HEIGHT = 32
_SWATCH = 12
_GOING_BY_MS = 200


@dataclass(frozen=True)
class RowState:
    """What a legend row shows; its bar begins at ``bar_left`` and is ``share`` (0 to 1) full."""

    level: Level
    count: int | None
    share: float
    shown: bool
    bar_left: int = 0


class LevelRow(QAbstractButton):
    """Swatch, name, stride and anchor sizes, bar, count, and an eye that says whether it is on."""

    soloed = Signal()

    def __init__(self, rank: int, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rank = rank
        self._theme = theme
        self._state: RowState | None = None
        self._alt = False
        self.setMinimumHeight(_ROW_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_state(self, state: RowState) -> None:
        """Show other numbers."""
        if state == self._state:
            return
        self._state = state
        word = self.tr("shown") if state.shown else self.tr("hidden")
        boxes = self.tr("no detections") if state.count is None else f"{state.count}"
        self.setAccessibleName(f"{state.level.name}: {boxes}, {word}")
        self.setToolTip(
            self.tr(
                "{name}: stride {stride}, anchors of {sizes} px of the network's input.\n"
                "Click shows or hides it (Alt+{key}), Alt+click shows it alone."
            ).format(
                name=state.level.name,
                stride=_number(state.level.stride),
                sizes=", ".join(map(_number, state.level.anchor_sizes)),
                key=self.rank + 2,
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, _ROW_HEIGHT)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        alone = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if alone and self.rect().contains(event.position().toPoint()):
            self.setDown(False)
            self.soloed.emit()
        else:
            super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        state = self._state
        if state is None:
            return
        colours, painter = self._theme.colours, QPainter(self)
        if self.underMouse() or self.hasFocus():
            painter.fillRect(self.rect(), QColor(colours.hover))
        colour = QColor(colour_of_rank(self.rank))
        middle = self.height() // 2
        self._paint_swatch(painter, QRect(12, middle - _SWATCH // 2, _SWATCH, _SWATCH), colour)
        font = self.font()
        metrics = painter.fontMetrics()
        strong = QColor(colours.text if state.shown else colours.muted)
        font.setBold(True)
        font.setStrikeOut(not state.shown)
        painter.setFont(font)
        painter.setPen(strong)
        left = 32
        name_width = max(28, metrics.horizontalAdvance(state.level.name) + 8)
        centre = int(Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRect(left, 0, name_width, self.height()), centre, state.level.name)
        painter.setFont(self.font())
        painter.setPen(QColor(colours.muted))
        facts = facts_text(state.level)
        facts_width = metrics.horizontalAdvance(facts)
        painter.drawText(QRect(left + name_width, 0, facts_width + 4, self.height()), centre, facts)
        self._paint_eye(painter, colours.muted, state.shown)
        painter.setPen(strong)
        count = "–" if state.count is None else f"{state.count:,}"
        right = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight)
        painter.drawText(QRect(self.width() - 84, 0, 48, self.height()), right, count)
        bar_left = max(state.bar_left, left + name_width + facts_width + 12)
        bar = QRectF(bar_left, middle - 3, self.width() - 88 - bar_left, 6)
        self._paint_bar(painter, bar, colour, state)
        painter.end()

    def _paint_swatch(self, painter: QPainter, rect: QRect, colour: QColor) -> None:
        shown = self._state is not None and self._state.shown
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # The light theme needs a dark edge, or yellow would melt into the panel.
        edge = colour if self._theme.is_dark else colour.darker(170)
        painter.setPen(edge)
        painter.setBrush(colour if shown else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_bar(self, painter: QPainter, bar: QRectF, colour: QColor, state: RowState) -> None:
        if bar.width() < 16:
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self._theme.colours.track))
        painter.drawRoundedRect(bar, 3, 3)
        if state.share and state.shown:
            if not self._theme.is_dark:
                painter.setPen(colour.darker(150))
            painter.setBrush(colour)
            filled = QRectF(bar)
            filled.setWidth(max(6.0, bar.width() * state.share))
            painter.drawRoundedRect(filled, 3, 3)

    def _paint_eye(self, painter: QPainter, colour: str, shown: bool) -> None:
        middle, x = self.height() / 2, self.width() - 20.0
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colour))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(QRectF(x - 6, middle - 4, 12, 8))
        if shown:
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QRectF(x - 2, middle - 2, 4, 4))
        else:
            painter.drawLine(int(x - 7), int(middle + 5), int(x + 7), int(middle - 5))


class LevelLegend(QWidget):
    """All levels of the loaded model, with counts of what score and class filter let through."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document, self._theme = document, theme
        self.rows: list[LevelRow] = []
        self._levels: Sequence[Level] = ()
        self._title = heading()
        self._total = muted()
        top = QHBoxLayout()
        top.setContentsMargins(12, 0, 12, 0)
        top.addWidget(self._title)
        top.addStretch()
        top.addWidget(self._total)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 12, 0, 8)
        self._layout.setSpacing(0)
        self._layout.addLayout(top)
        self._layout.addSpacing(8)
        self._hint = muted(self.tr("The levels appear with the model."))
        self._hint.setContentsMargins(12, 0, 12, 0)
        self._other = muted()
        self._other.setWordWrap(True)
        self._other.setContentsMargins(12, 0, 12, 4)
        self._layout.addWidget(self._other)
        self._layout.addWidget(self._hint)
        for signal in (
            document.server_changed,
            document.detections_changed,
            document.view_changed,
            document.compare_changed,
        ):
            signal.connect(self.refresh)
        self._going_by = quiet_timer(self, _GOING_BY_MS, self.refresh)
        document.frame_shown.connect(self._follow)
        theme.changed.connect(self.update)
        self.refresh()

    def _follow(self) -> None:
        """Frames go by: take their numbers now and then."""
        if not self._going_by.isActive():
            self._going_by.start()

    def refresh(self) -> None:
        """Take levels, counts and toggles from the document."""
        document, view = self.document, self.document.view
        by_roi = view.colour_by is ColourBy.ROI
        self._title.setText(self.tr("RoI level") if by_roi else self.tr("Level that fired"))
        found = document.detections
        model = found.model if found is not None else document.model
        # While a model loads, the levels of before stay: rows that come and go would flicker.
        levels = self._levels = model.levels if model is not None else self._levels
        self._make_rows(len(levels))
        counts = None if found is None else level_counts(found, view)
        seen = 0 if found is None else len(visible_rows(found, view))
        total = self.tr("1 detection") if seen == 1 else self.tr("{count} detections")
        self._total.setText("" if counts is None else total.format(count=f"{seen:,}"))
        most = max(counts or [1], default=1) or 1
        bar_left = max((self._bar_left(level) for level in levels), default=0)
        self._other.setText(self._other_text())
        self._other.setVisible(bool(self._other.text()))
        for rank, (row, level) in enumerate(zip(self.rows, levels, strict=True)):
            count = None if counts is None else counts[rank]
            shown = rank not in view.hidden_ranks
            row.show_state(RowState(level, count, (count or 0) / most, shown, bar_left))

    def _other_text(self) -> str:
        # A legend whose colours are not those of the boxes must say so.
        if self.document.detections_old and self.document.detections is not None:
            grey = self.tr("Grey boxes are old: those of the model {name}.")
            return grey.format(name=self.document.detections.model.name)
        if self.document.comparison is not None:
            return self.tr("Colours show who has a box: the key is above the picture.")
        return {
            ColourBy.CLASS: self.tr("Colours show the class, not the level (key C)."),
            ColourBy.STATE: self.tr("Colours show the state, not the level (key C)."),
            ColourBy.TRACK: self.tr("Colours show the track, not the level (key C)."),
        }.get(self.document.view.colour_by, "")

    def _bar_left(self, level: Level) -> int:
        # All bars begin at one place, or their lengths could not be compared.
        metrics = self.fontMetrics()
        name = max(28, metrics.horizontalAdvance(level.name) + 8)
        return 32 + name + metrics.horizontalAdvance(facts_text(level)) + 16

    def _make_rows(self, count: int) -> None:
        self._hint.setVisible(not count)
        if len(self.rows) == count:
            return
        for row in self.rows:
            row.deleteLater()
        self.rows = [LevelRow(rank, self._theme, self) for rank in range(count)]
        for row in self.rows:
            row.clicked.connect(lambda _on=False, rank=row.rank: self._toggle(rank))
            row.soloed.connect(lambda rank=row.rank: self._solo(rank))
            self._layout.addWidget(row)
            row.show()  # at once, so that it can take the focus

    def _toggle(self, rank: int) -> None:
        self.document.set_view(self.document.view.toggle_rank(rank))

    def _solo(self, rank: int) -> None:
        self.document.set_view(self.document.view.solo_rank(rank, len(self.rows)))


def facts_text(level: Level) -> str:
    """Stride and anchor size of a level in a few words."""
    sizes = "/".join(map(_number, level.anchor_sizes[:1]))
    more = "+" if len(level.anchor_sizes) > 1 else ""
    return QCoreApplication.translate("LevelRow", "stride {stride} · {size} px").format(
        stride=_number(level.stride), size=sizes + more
    )


def _number(value: float) -> str:
    return f"{value:g}" if value < 1000 else f"{value:.0f}"
