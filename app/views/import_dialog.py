"""Import labels: what a file or folder holds, what is wrong with it, and whether it is complete."""

import os

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLabel,
    QListWidget,
    QProgressBar,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.formats.project_labels import ImportPlan
from app.services.label_import import LabelImport, Preview
from app.views.parts import error_text

_MOST_PROBLEMS = 500


class ImportDialog(QDialog):
    """Reads at once; nothing is changed before Import is pressed, and that can be undone."""

    def __init__(self, service: LabelImport, source: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.service, self.source = service, source
        self._images = ""
        self.shown: Preview | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Import labels"))
        self.setMinimumSize(520, 420)
        self._make_parts()
        self._lay_out()
        service.progressed.connect(self._show_progress)
        service.previewed.connect(self._show_preview)
        service.imported.connect(self._end)
        service.failed.connect(self._fail)
        self._read("")

    def _make_parts(self) -> None:
        self.summary = QLabel(
            self.tr("Reading {name}...").format(name=os.path.basename(self.source))
        )
        self.summary.setWordWrap(True)
        self.classes = QTableWidget(0, 3)
        self.classes.setAccessibleName(self.tr("Classes"))
        self.classes.setHorizontalHeaderLabels(
            [self.tr("Class"), self.tr("Boxes"), self.tr("In the project")]
        )
        self.classes.verticalHeader().hide()
        self.classes.horizontalHeader().setStretchLastSection(True)
        self.classes.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.classes.setTabKeyNavigation(False)
        self.problems = QListWidget()
        self.problems.setAccessibleName(self.tr("Problems"))
        self.problems.hide()
        self.complete = QCheckBox(self.tr("These labels are complete: mark the pictures reviewed"))
        self.complete.setChecked(True)
        self.images = QPushButton(self.tr("Pictures are in another folder..."))
        self.images.clicked.connect(self._choose_images)
        self.images.hide()
        self.one_based = QCheckBox(self.tr("Count pixels from 1, as in the VOC devkit"))
        self.one_based.hide()
        self.one_based.clicked.connect(lambda: self._read(self._images))
        self.message = error_text()
        self.message.hide()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Progress"))
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.import_button = self.buttons.addButton(
            self.tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.import_button.setEnabled(False)
        self.buttons.accepted.connect(self._import)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        found: tuple[QWidget, ...] = (self.summary, self.classes, self.problems, self.images)
        asked = (self.one_based, self.complete)
        for part in (*found, *asked, self.message, self.progress, self.buttons):
            layout.addWidget(part)

    def done(self, result: int) -> None:
        """Close; what runs ends with the dialog and changes nothing."""
        if self.service.working:
            self.service.stop()
        super().done(result)

    def _read(self, images: str) -> None:
        self._images = images
        self.message.hide()
        self.progress.setRange(0, 0)
        self.progress.show()
        self.import_button.setEnabled(False)
        self.one_based.setEnabled(False)
        self.service.preview(self.source, images, self.one_based.isChecked())

    def _choose_images(self) -> None:
        title = self.tr("The folder of the pictures")
        chosen = QFileDialog.getExistingDirectory(self, title, os.path.dirname(self.source))
        if chosen:
            self._read(chosen)

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _show_preview(self, preview: Preview) -> None:
        self.shown = preview
        self.progress.hide()
        self.summary.setText("\n".join(self._lines(preview)))
        self.classes.setRowCount(len(preview.classes))
        for row, (name, boxes, known) in enumerate(preview.classes):
            for column, text in enumerate(
                (name, str(boxes), self.tr("yes") if known else self.tr("will be added"))
            ):
                self.classes.setItem(row, column, QTableWidgetItem(text))
        problems = preview.labels.problems
        self.problems.clear()
        self.problems.addItems(problems[:_MOST_PROBLEMS])
        self.problems.setVisible(bool(problems))
        missing = preview.found < len(preview.labels.pictures)
        self.images.setVisible(missing)
        self.one_based.setVisible(preview.labels.format == "voc")
        self.one_based.setEnabled(True)
        self.import_button.setEnabled(preview.found > 0)
        self.import_button.setDefault(True)
        (self.import_button if preview.found else self.images).setFocus()

    def _lines(self, preview: Preview) -> list[str]:
        labels = preview.labels
        lines = [
            self.tr("{format}: {pictures} pictures, {boxes} boxes").format(
                format=preview.format, pictures=len(labels.pictures), boxes=labels.box_count
            )
        ]
        missing = len(labels.pictures) - preview.found
        if missing:
            text = self.tr("{count} of the pictures were not found and are left out")
            lines.append(text.format(count=missing))
        if labels.computed_count:
            text = self.tr("boxes between keyframes, which are computed: {count}")
            lines.append(text.format(count=labels.computed_count))
        if labels.outlines:
            lines.append(self.tr("{count} polygons shown as boxes").format(count=labels.outlines))
        if labels.others:
            text = self.tr("{count} shapes that are no boxes")
            lines.append(text.format(count=labels.others))
        if labels.splits():
            text = self.tr("splits: {names}; val is held out and never trained on")
            lines.append(text.format(names=", ".join(labels.splits())))
        if labels.problems:
            lines.append(self.tr("{count} problems").format(count=len(labels.problems)))
        return lines

    def _import(self) -> None:
        if self.shown is not None:
            self.import_button.setEnabled(False)
            self.progress.setRange(0, 0)
            self.progress.show()
            self.service.carry_out(self.shown.labels, self.complete.isChecked())

    def _end(self, plan: ImportPlan) -> None:
        text = self.tr("Imported {boxes} boxes on {pictures} pictures.")
        text = text.format(boxes=plan.added, pictures=plan.pictures)
        if plan.doubled:
            more = self.tr("{count} were there already and are not doubled.")
            text += " " + more.format(count=plan.doubled)
        self.service.document.tell(text)
        self.accept()

    def _fail(self, message: str) -> None:
        self.progress.hide()
        self.one_based.setEnabled(True)
        self.message.setText(message)
        self.message.show()
        self.import_button.setEnabled(self.shown is not None and self.shown.found > 0)
