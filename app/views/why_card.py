"""The card "Why this level": where the chosen box came from, and Eq. 1 with its numbers."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.domain.detections import DetectionSet
from app.domain.level_rule import explain_anchor, explain_roi_level, level_step
from app.domain.records import Annotation
from app.services.document import Document
from app.views.parts import heading, muted
from app.views.why_annotation import explain_annotation
from app.views.why_parts import chip, formula_text

__all__ = ["WhyCard", "formula_text"]


class WhyCard(QWidget):
    """Both levels with their swatches, objectness, anchor, proposal and Eq. 1."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = document
        self.setAccessibleName(self.tr("Why this level"))
        self._subject = muted()
        self._hint = muted()
        self._hint.setWordWrap(True)
        self._values: dict[str, QLabel] = {}
        self._grid = QWidget()
        self._fill_grid()
        self.formula = QLabel()
        self.formula.setObjectName("formula")
        self.formula.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.formula.setWordWrap(True)
        self.formula.setAccessibleName(self.tr("Equation 1 with its numbers"))
        self.formula.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._lay_out()
        document.selection_changed.connect(self.refresh)
        document.detections_changed.connect(self.refresh)
        document.chosen_changed.connect(self.refresh)
        document.annotations_changed.connect(self.refresh)
        document.classes_changed.connect(self.refresh)
        self.refresh()

    def _fill_grid(self) -> None:
        grid = QGridLayout(self._grid)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        names = {
            "anchor": self.tr("Anchor level"),
            "objectness": self.tr("Objectness"),
            "roi": self.tr("RoI level"),
            "proposal": self.tr("Proposal"),
        }
        for row, (key, name) in enumerate(names.items()):
            value = self._values[key] = QLabel()
            value.setWordWrap(True)
            value.setTextFormat(Qt.TextFormat.RichText)
            value.setAccessibleName(name)
            top = Qt.AlignmentFlag.AlignTop
            grid.addWidget(muted(name), row, 0, top)
            grid.addWidget(value, row, 1, top)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.addWidget(heading(self.tr("Why this level")))
        top.addStretch()
        top.addWidget(self._subject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(top)
        layout.addWidget(self._hint)
        layout.addWidget(self._grid)
        layout.addWidget(self.formula)

    def refresh(self) -> None:
        """Explain the chosen annotation or the selected detection, or say how to select one."""
        found, row = self.document.detections, self.document.selected
        rows = self.document.chosen_annotations()
        mine = rows[0] if len(rows) == 1 else None
        chosen = mine is not None or (found is not None and row is not None)
        self._grid.setVisible(chosen)
        self.formula.setVisible(chosen)
        self._hint.setVisible(not chosen)
        self._hint.setText(self.tr("Click a box to see which level fired for it, and why."))
        if mine is not None:
            self._explain_annotation(mine)
            return
        if found is None or row is None:
            self._subject.setText("")
            return
        self._subject.setText(f"{found.class_name(row)} {found.scores[row]:.2f}")
        self._explain_anchor(found, row)
        self._explain_roi(found, row)

    def value(self, key: str) -> str:
        """Text of one line (anchor, objectness, roi, proposal), as shown."""
        return self._values[key].text()

    def _explain_annotation(self, annotation: Annotation) -> None:
        document = self.document
        known = document.classes.get(annotation.label)
        self._subject.setText("" if known is None else known.name)
        why = explain_annotation(annotation, document.detections, document.model)
        for key in ("anchor", "objectness", "roi", "proposal"):
            self._values[key].setText(getattr(why, key))
        self.formula.setText(why.formula)
        self.formula.setVisible(bool(why.formula))

    def _explain_anchor(self, found: DetectionSet, row: int) -> None:
        reason = explain_anchor(found, row)
        if reason is None:
            self._values["anchor"].setText(self.tr("none: no anchor proposed this box"))
            self._values["objectness"].setText("–")
            return
        level = chip(reason.level, int(found.anchor_ranks[row]))
        text = self.tr("anchor {size} px, {ratio}").format(
            size=f"{reason.size:g}", ratio=reason.ratio
        )
        self._values["anchor"].setText(f"{level} {escape(text)}")
        self._values["objectness"].setText(f"{reason.objectness:.2f}")

    def _explain_roi(self, found: DetectionSet, row: int) -> None:
        reason = explain_roi_level(found, row)
        if reason is None:
            self._values["roi"].setText(self.tr("none: no level was pooled"))
            self._values["proposal"].setText("–")
            self.formula.hide()
            return
        level = chip(reason.level, int(found.roi_ranks[row]))
        self._values["roi"].setText(f"{level} {escape(self._step_text(found, row))}")
        x1, y1, x2, y2 = found.proposals[row]
        size = self.tr("{w:.0f} × {h:.0f} network px<br>{pw:.0f} × {ph:.0f} picture px")
        self._values["proposal"].setText(
            size.format(w=reason.width, h=reason.height, pw=x2 - x1, ph=y2 - y1)
        )
        self.formula.setText(formula_text(reason))

    def _step_text(self, found: DetectionSet, row: int) -> str:
        step = level_step(found, row)
        if step is None:
            return ""
        if step == 0:
            return self.tr("the same level")
        way = self.tr("{count} finer") if step < 0 else self.tr("{count} coarser")
        words = {1: self.tr("one"), 2: self.tr("two"), 3: self.tr("three"), 4: self.tr("four")}
        text = way.format(count=words.get(abs(step), str(abs(step))))
        size = self.tr("a small proposal") if step < -1 else self.tr("a large proposal")
        return text if step == -1 else f"{text}: {size}"
