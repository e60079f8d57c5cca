"""The best model so far beside the one before it: AP50 of all, of old and new classes, of each."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from app.domain.training.progress import Judgement, Plan
from app.views.training.texts import change, rounded

_NAME, _BEFORE, _AFTER, _CHANGE = range(4)
_ROW_HEIGHT = 24


class FiguresTable(QTableWidget):
    """As high as its rows: the tab around it scrolls."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self.setAccessibleName(self.tr("Best so far"))
        self.setHorizontalHeaderLabels(
            [self.tr("AP50"), self.tr("before"), self.tr("after"), self.tr("change")]
        )
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setHighlightSections(False)
        for column in range(4):
            item = self.horizontalHeaderItem(column)
            if item is not None:
                item.setTextAlignment(_side(column))
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def show_figures(
        self, before: Judgement | None, after: Judgement | None, plan: Plan | None
    ) -> None:
        """Compare two judgements; figures that there are not are dashes."""
        rows = self._rows(before, after, plan)
        self.setRowCount(len(rows))
        for place, (name, old, new) in enumerate(rows):
            for column, text in enumerate((name, rounded(old), rounded(new), change(old, new))):
                self._put(place, column, text)
        height = self.horizontalHeader().sizeHint().height() + len(rows) * _ROW_HEIGHT + 2
        self.setFixedHeight(height)
        self.setAccessibleDescription(
            "; ".join(f"{name}: {rounded(old)}, {rounded(new)}" for name, old, new in rows)
        )

    def _rows(
        self, before: Judgement | None, after: Judgement | None, plan: Plan | None
    ) -> list[tuple[str, float | None, float | None]]:
        def pair(name: str) -> tuple[float | None, float | None]:
            return getattr(before, name, None), getattr(after, name, None)

        rows = [(self.tr("all"), *pair("ap50"))]
        groups = ((self.tr("old classes"), "ap50_old"), (self.tr("new classes"), "ap50_new"))
        # Where all classes are old, or all are new, their row would say the same as the first.
        known = [(name, *pair(field)) for name, field in groups]
        if all(old is not None or new is not None for _name, old, new in known):
            rows += known
        names = [] if plan is None else list(plan.classes)
        for judged in (before, after):
            names += [n for n in getattr(judged, "ap50_of_classes", {}) if n not in names]
        fresh = () if plan is None else plan.new_classes
        for name in names:
            old, new = (
                None if judged is None else judged.ap50_of_classes.get(name)
                for judged in (before, after)
            )
            shown = self.tr("{name} (new)").format(name=name) if name in fresh else name
            rows.append((shown, old, new))
        return rows

    def _put(self, row: int, column: int, text: str) -> None:
        item = self.item(row, column)
        if item is None:
            item = QTableWidgetItem()
            item.setTextAlignment(_side(column))
            self.setItem(row, column, item)
        if item.text() != text:
            item.setText(text)
            item.setToolTip(text if column == _NAME else "")


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignLeft if column == _NAME else Qt.AlignmentFlag.AlignRight
    return side | Qt.AlignmentFlag.AlignVCenter
