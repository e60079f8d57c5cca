"""Export labels: format, place, which pictures; and the mirror that follows every edit."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.domain.exports_folder import EXPORTS_FOLDER
from app.domain.formats.frame_files import FrameFiles
from app.domain.formats.table import FORMATS
from app.services.label_export import Exported, ExportRequest, LabelExport
from app.views.parts import error_text, muted


class ExportDialog(QDialog):
    """Stays open to show what a format could not hold and what went wrong."""

    def __init__(self, service: LabelExport, parent: QWidget) -> None:
        super().__init__(parent)
        self.service = service
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Export labels"))
        self.setMinimumWidth(520)
        self._make_parts()
        self._lay_out()
        self._propose()
        self._files = FrameFiles()
        self.which.currentIndexChanged.connect(self._count_frames)
        self.copies.toggled.connect(self._move_proposal)
        service.counted.connect(self._show_frames)
        self._count_frames()
        service.progressed.connect(self._show_progress)
        service.exported.connect(self._end)
        service.failed.connect(self._fail)

    def _make_parts(self) -> None:
        self.format = QComboBox()
        for each in FORMATS.values():
            self.format.addItem(each.name, each.id)
        self.format.currentIndexChanged.connect(self._propose)
        self.target = QLineEdit()
        self.browse = QPushButton(self.tr("Browse..."))
        self.browse.setAutoDefault(False)
        self.browse.clicked.connect(self._browse)
        self.which = QComboBox()
        self.which.addItem(self.tr("reviewed pictures only"), True)
        self.which.addItem(self.tr("all pictures with annotations"), False)
        self.detections = QCheckBox(
            self.tr("On pictures not reviewed, add undecided detections from this score up:")
        )
        self.score = QDoubleSpinBox()
        self.score.setRange(0.01, 1.0)
        self.score.setSingleStep(0.05)
        self.score.setValue(self.service.document.view.score)
        self.score.setAccessibleName(self.tr("Lowest score"))
        self.splits = QCheckBox(self.tr("Split pictures without a split; share of train in %:"))
        self.share = QSpinBox()
        self.share.setRange(1, 99)
        self.share.setValue(80)
        self.share.setAccessibleName(self.tr("Share of train"))
        self.copies = QCheckBox(self.tr("Copy the pictures too"))
        self.frames = muted()
        self.frames.setWordWrap(True)
        self.frames.hide()
        self.one_based = QCheckBox(self.tr("Count pixels from 1, as in the VOC devkit"))
        self.message = error_text()
        self.message.hide()
        self.outcome = QLabel()
        self.outcome.setWordWrap(True)
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.outcome.hide()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Progress"))
        self.progress.hide()
        self.mirror = QCheckBox(self.tr("Mirror: write labels there after every edit, too"))
        self.mirror.clicked.connect(self._set_mirror)

    def _lay_out(self) -> None:
        place = QHBoxLayout()
        place.addWidget(self.target)
        place.addWidget(self.browse)
        form = QFormLayout()
        for label, field in (
            (self.tr("Format"), self.format),
            (self.tr("Pictures"), self.which),
        ):
            field.setAccessibleName(label)
            form.addRow(label, field)
        self.target.setAccessibleName(self.tr("Place"))
        form.addRow(self.tr("Place"), place)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.export_button = buttons.addButton(
            self.tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        self.export_button.setDefault(True)
        buttons.accepted.connect(self._export)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        for first, second in ((self.detections, self.score), (self.splits, self.share)):
            line = QHBoxLayout()
            line.addWidget(first, 1)
            line.addWidget(second)
            layout.addLayout(line)
        parts = (self.copies, self.frames, self.one_based, self.mirror, self.outcome)
        for part in (*parts, self.message):
            layout.addWidget(part)
        layout.addWidget(self.progress)
        layout.addWidget(buttons)

    def done(self, result: int) -> None:
        """Close; a running export ends."""
        self.service.stop()
        super().done(result)

    def _format(self) -> str:
        return str(self.format.currentData())

    def _propose(self) -> None:
        root = self.service.document.project.root
        name = "labels.json" if self._format() == "coco" else f"labels-{self._format()}"
        format, folder = self.service.mirror()
        place = root / EXPORTS_FOLDER if self.copies.isChecked() else root
        self._proposal = folder if format == self._format() else str(place / name)
        self.target.setText(self._proposal)
        self.mirror.setChecked(format == self._format())
        self.one_based.setVisible(self._format() == "voc")

    def _move_proposal(self) -> None:
        """Copies of pictures lie where the list does not look for pictures."""
        if self.target.text() == self._proposal:
            self._propose()

    def _count_frames(self) -> None:
        self.service.count_frames(bool(self.which.currentData()))

    def _show_frames(self, files: FrameFiles) -> None:
        """Frames of videos are no files: without being written, nobody could look them up."""
        if files.count and not self._files.count:
            self.copies.setChecked(True)
        self._files = files
        text = self.tr("Frames of videos among them: {count}; as PNG about {size} MB.")
        size = f"{max(files.size / 1e6, 0.1):,.1f}"
        self.frames.setText(text.format(count=f"{files.count:,}", size=size))
        self.frames.setVisible(bool(files.count))

    def _browse(self) -> None:
        title = self.tr("Export labels to")
        if self._format() == "coco":
            kinds = self.tr("COCO (*.json)")
            chosen, _kind = QFileDialog.getSaveFileName(self, title, self.target.text(), kinds)
        else:
            chosen = QFileDialog.getExistingDirectory(self, title, self.target.text())
        if chosen:
            self.target.setText(chosen)

    def _export(self) -> None:
        target = self.target.text().strip()
        if not target:
            self._fail(self.tr("Choose a place first."))
            return
        self.message.hide()
        self.outcome.hide()
        self.progress.setRange(0, 0)
        self.progress.show()
        self.export_button.setEnabled(False)
        self.service.start(
            ExportRequest(
                self._format(),
                Path(target).expanduser(),
                bool(self.which.currentData()),
                self.score.value() if self.detections.isChecked() else None,
                self.share.value() / 100 if self.splits.isChecked() else None,
                self.copies.isChecked(),
                self.one_based.isChecked(),
            )
        )

    def _set_mirror(self, wanted: bool) -> None:
        target = self.target.text().strip()
        if wanted and not target:
            self.mirror.setChecked(False)
            self._fail(self.tr("Choose a place first."))
            return
        self.service.set_mirror(self._format() if wanted else "", target)

    def _show_progress(self, done: int, total: int) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)

    def _end(self, done: Exported) -> None:
        self._rest()
        text = self.tr("Exported {boxes} boxes on {pictures} pictures to {path}")
        lines = [text.format(boxes=done.boxes, pictures=done.pictures, path=done.request.target)]
        name = FORMATS[done.request.format].name
        for what, count in done.lost.items():
            text = self.tr("not held by {format}: {count} {what}")
            lines.append(text.format(format=name, count=count, what=what))
        lines += done.problems[:10]
        if len(done.problems) > 10:
            lines.append(self.tr("and {count} more").format(count=len(done.problems) - 10))
        self.outcome.setText("\n".join(lines))
        self.outcome.show()
        self.service.document.tell(lines[0])

    def _fail(self, message: str) -> None:
        self._rest()
        self.message.setText(message)
        self.message.show()

    def _rest(self) -> None:
        self.progress.hide()
        self.export_button.setEnabled(True)
