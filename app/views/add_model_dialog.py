"""Brings a checkpoint of another program in: what it is, and the import with its one line."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from app.services.model_import import (
    LAYOUTS,
    ImportRequest,
    ModelImport,
    guess_layout,
    import_command,
    target_for,
)
from app.views.parts import error_text
from fpn_core.models import fetched_folder

# Empty = read from the shapes of the tensors.
ARCHITECTURES = ("", "r18", "r34", "r50", "r50-v2", "r101", "r152", "mobilenet", "mobilenet-320")


class ImportDialog(QDialog):
    """Asks what the checkpoint is, runs the import, and shows its one line if it fails."""

    imported = Signal(str)

    def __init__(self, file: Path, parent: QWidget, command: list[str] | None = None) -> None:
        super().__init__(parent)
        self.file = file
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Import a checkpoint"))
        self.setMinimumWidth(480)
        self.running = ModelImport(command or import_command(), self)
        self.running.succeeded.connect(self._succeed)
        self.running.failed.connect(self._fail)
        self.layout_choice = QComboBox()
        self.layout_choice.addItems(list(LAYOUTS))
        self.layout_choice.setCurrentText(guess_layout(file))
        self.architecture = QComboBox()
        for name in ARCHITECTURES:
            self.architecture.addItem(name or self.tr("read it from the file"), name)
        self.classes = QLineEdit()
        self.classes.setPlaceholderText(self.tr("optional: names with commas, or a file"))
        self.message = error_text()
        self.message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.message.hide()
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        form = QFormLayout()
        for label, field in (
            (self.tr("File"), QLabel(self.file.name)),
            (self.tr("Layout"), self.layout_choice),
            (self.tr("Architecture"), self.architecture),
            (self.tr("Classes"), self.classes),
        ):
            field.setAccessibleName(label)
            form.addRow(label, field)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.import_button = buttons.addButton(
            self.tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole
        )
        buttons.accepted.connect(self._start)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.message)
        layout.addWidget(self.progress)
        layout.addWidget(buttons)

    def done(self, result: int) -> None:
        """Close; a running import ends with the dialog."""
        self.running.cancel()
        super().done(result)

    def _start(self) -> None:
        self.message.hide()
        self.progress.show()
        self.import_button.setEnabled(False)
        self.running.start(
            ImportRequest(
                self.file,
                self.layout_choice.currentText(),
                str(self.architecture.currentData()),
                self.classes.text().strip(),
                target_for(self.file, fetched_folder()),
            )
        )

    def _succeed(self, model: str) -> None:
        self.imported.emit(model)
        self.accept()

    def _fail(self, message: str) -> None:
        self.progress.hide()
        self.import_button.setEnabled(True)
        self.message.setText(message)
        self.message.show()
