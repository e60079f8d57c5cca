"""The table of a comparison: each figure with its boxes, both values, how sure the change is."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFont
from PySide6.QtWidgets import QTreeWidgetItem, QWidget

from app.domain.models.report import Report, ReportRow, Verdict
from app.views.models.figures import (
    change_of,
    figure,
    figure_name,
    interval_of,
    verdict_of,
)
from app.views.models.roomy_tree import RIGHT, ROW_SIZE, RoomyTree
from app.views.parts import swatch
from app.views.theme import Theme
from fpn_core.levels import colour_of_rank

_ROW = int(Qt.ItemDataRole.UserRole)
_NUMBERS = (1, 2, 3, 4, 5)
_LEAST_NAME = 136


@dataclass(frozen=True)
class _Group:
    title: str
    kinds: tuple[str, ...]


class CompareTable(RoomyTree):
    """Rows by what they are about; Enter on a class asks for its pictures."""

    class_chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(_LEAST_NAME, parent)
        self._theme = theme
        self._report: Report | None = None
        self.setAccessibleName(self.tr("Figures of both models"))
        titles = [
            self.tr("What"),
            self.tr("Boxes"),
            self.tr("Before"),
            self.tr("After"),
            self.tr("Change"),
            self.tr("95 % interval"),
            self.tr("Verdict"),
        ]
        self.set_columns(titles, _NUMBERS)
        self.setRootIsDecorated(False)
        self.setIndentation(16)
        self.itemActivated.connect(self._activate)
        theme.changed.connect(self._fill)

    def show_report(self, report: Report | None) -> None:
        """Show the figures of a report, or nothing."""
        self._report = report
        self._fill()

    def _groups(self) -> Sequence[_Group]:
        return (
            _Group(self.tr("Over all"), ("all", "old", "new")),
            _Group(self.tr("AP50 by class"), ("class",)),
            _Group(self.tr("AP50 by size of the box"), ("size",)),
            _Group(self.tr("AP50 by level"), ("level",)),
        )

    def _fill(self) -> None:
        self.clear()
        report = self._report
        if report is None:
            return
        for group in self._groups():
            rows = [row for row in report.rows if row.kind in group.kinds]
            if not rows:
                continue
            top = self.heading(group.title)
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold)
            top.setFont(0, font)
            self.addTopLevelItem(top)
            for row in rows:
                top.addChild(self._item(row, report))
            top.setFirstColumnSpanned(True)
        self.expandAll()
        self.fit()

    def _item(self, row: ReportRow, report: Report) -> QTreeWidgetItem:
        item = QTreeWidgetItem(
            [
                figure_name(row),
                f"{row.boxes:,}",
                figure(row.before),
                figure(row.after),
                change_of(row),
                interval_of(row),
                verdict_of(row),
            ]
        )
        item.setSizeHint(0, ROW_SIZE)
        item.setData(0, _ROW, row)
        for column in _NUMBERS:
            item.setTextAlignment(column, RIGHT)
        if row.kind == "level":
            names = [level.name for level in report.levels]
            rank = names.index(row.name) if row.name in names else -1
            item.setIcon(0, swatch(colour_of_rank(rank)))
        if row.kind == "class":
            item.setToolTip(0, self.tr("Enter shows its pictures"))
        self._weigh(item, row)
        return item

    def _weigh(self, item: QTreeWidgetItem, row: ReportRow) -> None:
        """What says something stands out, what is chance steps back."""
        if row.verdict in (Verdict.TOO_FEW, Verdict.UNCLEAR):
            grey = QBrush(QColor(self._theme.colours.muted))
            for column in (4, 5, 6):
                item.setForeground(column, grey)
        if row.verdict is Verdict.WORSE:
            font = QFont(self.font())
            font.setWeight(QFont.Weight.DemiBold)
            for column in (0, 4, 6):
                item.setFont(column, font)

    def _activate(self, item: QTreeWidgetItem) -> None:
        row = item.data(0, _ROW)
        if isinstance(row, ReportRow) and row.kind == "class":
            self.class_chosen.emit(row.name)
