"""The Dataset tab: what there is, how large, of which class and level, and what looks wrong."""

import itertools
import math
import os
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.dataset_report import Mistake, Report, SizeHistogram, Suspect
from app.domain.detections import ModelInfo
from app.domain.project.bulk import annotations_by_id
from app.domain.project.store import ProjectError
from app.services.dataset import Dataset
from app.services.go_to import GoTo, Place
from app.views.parts import error_text, heading, muted, panel, rule
from app.views.plots import Band, Bar, BarPlot, SizePlot
from app.views.theme import Theme
from fpn_core.levels import NO_LEVEL_COLOUR, colour_of_rank

_MOST_CLASSES = 40
_LIST_HEIGHT = 240
_SUSPECT_ROLE = int(Qt.ItemDataRole.UserRole)


class DatasetPanel(QScrollArea):
    """Scrolls; asks for figures only while it is seen."""

    def __init__(
        self, dataset: Dataset, go_to: GoTo, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Data set"))
        self.dataset, self.document, self._go_to = dataset, dataset.document, go_to
        self.figures = QLabel()
        self.figures.setTextFormat(Qt.TextFormat.PlainText)
        self.figures.setWordWrap(True)
        self.reviewed = QProgressBar()
        self.reviewed.setTextVisible(False)
        self.reviewed.setFixedHeight(6)
        self.reviewed.setAccessibleName(self.tr("Share of reviewed pictures"))
        boxes = self.tr("boxes")
        self.classes = BarPlot(theme, self.tr("Boxes of each class"), boxes)
        self.sizes = SizePlot(
            theme,
            self.tr("Sizes of boxes"),
            (self.tr("square root of the area, pixels"), boxes),
        )
        self.levels = BarPlot(theme, self.tr("Boxes of each level"), boxes)
        self.in_picture = QPushButton(self.tr("Picture"))
        self.in_network = QPushButton(self.tr("Network"))
        self.size_note = muted()
        self.level_note = muted()
        self.mistakes = QListWidget()
        self.mistakes.setObjectName("classes")
        self.mistakes.setAccessibleName(self.tr("Likely mistakes"))
        self.mistake_title = heading(self.tr("Likely mistakes"))
        self.mistake_note = muted()
        self.error = error_text()
        self._lay_out()
        self._connect(theme)
        self._refresh()

    def _connect(self, theme: Theme) -> None:
        self._kinds = QButtonGroup(self)
        for button in (self.in_picture, self.in_network):
            button.setCheckable(True)
            self._kinds.addButton(button)
        self.in_picture.setChecked(True)
        self._kinds.buttonToggled.connect(lambda _button, _on: self._show_sizes())
        self.mistakes.itemClicked.connect(self._go)
        self.mistakes.itemActivated.connect(self._go)
        self.dataset.changed.connect(self._refresh)
        self.document.classes_changed.connect(self._refresh)
        self.document.server_changed.connect(self._refresh)

    def _lay_out(self) -> None:
        inner = panel()
        self._body = QVBoxLayout(inner)
        self._body.setContentsMargins(0, 12, 0, 12)
        self._body.setSpacing(8)
        self._add(heading(self.tr("Data set")), self.figures, self.reviewed, self.error)
        self._body.addWidget(rule())
        self._add(heading(self.tr("Classes")))
        self._body.addWidget(self.classes)
        self._body.addWidget(rule())
        switch = QHBoxLayout()
        switch.setContentsMargins(12, 0, 12, 0)
        switch.addWidget(heading(self.tr("Sizes")))
        switch.addStretch()
        self.in_picture.setToolTip(self.tr("In pixels of the picture"))
        self.in_network.setToolTip(self.tr("In pixels of the network's input"))
        switch.addWidget(self.in_picture)
        switch.addWidget(self.in_network)
        self._body.addLayout(switch)
        self._body.addWidget(self.sizes)
        self._add(self.size_note)
        self._body.addWidget(rule())
        self._add(heading(self.tr("Level that fired")))
        self._body.addWidget(self.levels)
        self._add(self.level_note)
        self._body.addWidget(rule())
        self._add(self.mistake_title, self.mistake_note)
        self.mistakes.setMinimumHeight(_LIST_HEIGHT)
        self._body.addWidget(self.mistakes)
        self._body.addStretch(1)
        self.setWidget(inner)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _add(self, *widgets: QWidget) -> None:
        for widget in widgets:
            if isinstance(widget, QLabel):
                widget.setWordWrap(True)
            row = QHBoxLayout()
            row.setContentsMargins(12, 0, 12, 0)
            row.addWidget(widget)
            self._body.addLayout(row)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.dataset.watch(True)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.dataset.watch(False)

    # What is shown

    def _refresh(self) -> None:
        report = self.dataset.report
        self.error.setText(self.dataset.error)
        self.error.setVisible(bool(self.dataset.error))
        if report is None:
            self.figures.setText(self.tr("Counting..."))
            report = Report(0, 0, 0, 0)
        else:
            self.figures.setText(self._figures(report))
        self.reviewed.setVisible(bool(report.pictures))
        self.reviewed.setMaximum(max(report.pictures, 1))
        self.reviewed.setValue(report.reviewed)
        self._show_classes(report)
        self._show_sizes()
        self._show_levels(report)
        self._show_mistakes(report)

    def _figures(self, report: Report) -> str:
        videos = report.videos
        lines = [
            self.tr("{pictures} pictures, {reviewed} reviewed ({share} %)")
            if report.pictures or not videos.videos
            else "",
            self.tr("Videos: {videos}, reviewed frames: {frames}") if videos.videos else "",
            self.tr("{boxes} boxes, {detections} detections"),
            self.tr("Computed between keyframes: {computed}") if videos.computed else "",
        ]
        return "\n".join(filter(None, lines)).format(
            pictures=f"{report.pictures:,}",
            reviewed=f"{report.reviewed:,}",
            share=f"{100 * report.reviewed_share:.0f}",
            videos=f"{videos.videos:,}",
            frames=f"{videos.reviewed:,}",
            boxes=f"{report.annotations:,}",
            detections=f"{report.detections:,}",
            computed=f"{videos.computed:,}",
        )

    def _show_classes(self, report: Report) -> None:
        rows = list(self.document.classes.values())
        bars = [Bar(row.name, report.per_class.get(row.id, 0), row.colour) for row in rows]
        if len(bars) > _MOST_CLASSES:
            bars = sorted(bars, key=lambda bar: -bar.value)
            rest = bars[_MOST_CLASSES:]
            name = self.tr("{count} others").format(count=len(rest))
            others = Bar(name, sum(bar.value for bar in rest), NO_LEVEL_COLOUR)
            bars = [*bars[:_MOST_CLASSES], others]
        self.classes.show_bars(bars)

    def _show_sizes(self) -> None:
        report = self.dataset.report
        network = self.in_network.isChecked()
        none = SizeHistogram()
        sizes = none if report is None else report.network_sizes if network else report.sizes
        model = self.document.model
        bands = level_bands(model) if network and model is not None else []
        self.sizes.show_sizes(sizes.edges, sizes.counts, bands)
        self.sizes.setVisible(bool(sizes.counts))
        self.size_note.setText(self._size_note(sizes, network))
        self.size_note.setVisible(bool(self.size_note.text()))

    def _size_note(self, sizes: SizeHistogram, network: bool) -> str:
        if network and sizes.left_out:
            text = self.tr("{count} boxes are on pictures that this model has not seen yet.")
            return text.format(count=f"{sizes.left_out:,}")
        if not sizes.counts:
            return self.tr("No boxes yet: draw one with W, or accept a detection with Enter.")
        if network:
            return self.tr("Colours: the level whose anchors are nearest in size.")
        return ""

    def _show_levels(self, report: Report) -> None:
        model = self.document.model
        names = [] if model is None else [level.name for level in model.levels]
        names += [name for name in report.per_level if name not in names]
        bars = [
            Bar(name, report.per_level.get(name, 0), colour_of_rank(rank))
            for rank, name in enumerate(names)
        ]
        if report.drawn:
            bars.append(Bar(self.tr("drawn"), report.drawn, NO_LEVEL_COLOUR))
        self.levels.show_bars(bars if report.annotations else [])
        self.level_note.setText(
            "" if report.annotations else self.tr("Accepted detections are counted here.")
        )
        self.level_note.setVisible(not report.annotations)

    def _show_mistakes(self, report: Report) -> None:
        current = self.mistakes.currentRow()
        self.mistakes.clear()
        classes = self.document.class_names()
        for suspect in report.suspects:
            item = QListWidgetItem(suspect_text(suspect, classes.get(suspect.label, "?")))
            item.setData(_SUSPECT_ROLE, suspect)
            item.setToolTip(self._why(suspect))
            self.mistakes.addItem(item)
        self.mistakes.setCurrentRow(min(current, self.mistakes.count() - 1))
        self.mistakes.setVisible(bool(report.suspects))
        self.mistake_note.setText(
            self.tr("A click goes there. They may be right: look at each.")
            if report.suspects
            else self.tr("None found.")
        )

    def _why(self, suspect: Suspect) -> str:
        try:
            return os.path.basename(self.document.project.path_of(suspect.picture))
        except ProjectError:
            return ""

    def _go(self, item: QListWidgetItem) -> None:
        suspect: Suspect = item.data(_SUSPECT_ROLE)
        project = self.document.project
        rows = annotations_by_id(project, [suspect.annotation])
        if not rows:
            self.document.tell(self.tr("This box is not there any more."))
            return
        row = rows[0]
        self._go_to.go(Place(project.path_of(row.picture), row.box, row.id))


def suspect_text(suspect: Suspect, class_name: str) -> str:
    """A likely mistake in a few words."""
    words: dict[Mistake, Callable[[], str]] = {
        Mistake.DUPLICATE: lambda: QCoreApplication.translate(
            "DatasetPanel", "{name}: lies on another box (IoU {value:.2f})"
        ),
        Mistake.TINY: lambda: QCoreApplication.translate(
            "DatasetPanel", "{name}: only {value:.1f} px thin"
        ),
        Mistake.OUTSIDE: lambda: QCoreApplication.translate(
            "DatasetPanel", "{name}: {value:.0f} px outside of the picture"
        ),
        Mistake.RARE_SIZE: lambda: QCoreApplication.translate(
            "DatasetPanel", "{name}: {value:.1f} times the usual size"
        ),
    }
    return words[suspect.kind]().format(name=class_name, value=suspect.value)


def level_bands(model: ModelInfo) -> list[Band]:
    """Which sizes are nearest to the anchors of each level, from the finest to the coarsest."""
    sizes = sorted((size, rank) for rank, level in enumerate(model.levels)
                   for size in level.anchor_sizes)  # fmt: skip
    if not sizes:
        return []
    borders = [math.sqrt(a[0] * b[0]) for a, b in itertools.pairwise(sizes)]
    lows, highs = [1e-3, *borders], [*borders, 1e6]
    return [
        Band(model.levels[rank].name, low, high, colour_of_rank(rank))
        for (_size, rank), low, high in zip(sizes, lows, highs, strict=True)
    ]
