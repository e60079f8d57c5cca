"""Add model: a model file is used where it lies; other checkpoints are imported first."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from app.services.model_import import (
    CHECKPOINT_SUFFIXES,
    LAYOUTS,
    OWN_SUFFIX,
    ImportRequest,
    ModelImport,
    guess_layout,
    import_command,
    target_for,
)
from app.services.session import Session
from app.services.settings import models_dir
from app.views.parts import error_text

# Empty = read from the shapes of the tensors.
ARCHITECTURES = ("", "r18", "r34", "r50", "r50-v2", "r101", "r152", "mobilenet", "mobilenet-320")


def add_model(session: Session, parent: QWidget) -> None:
    """Ask for a file; load it, or import it and load what comes out."""
    own = f"*{OWN_SUFFIX}"
    others = " ".join(f"*{suffix}" for suffix in CHECKPOINT_SUFFIXES)
    kinds = QCoreApplication.translate("AddModel", "Models and checkpoints ({kinds})")
    chosen, _kind = QFileDialog.getOpenFileName(
        parent,
        QCoreApplication.translate("AddModel", "Add model"),
        str(Path.home()),
        kinds.format(kinds=f"{own} {others}"),
    )
    if chosen:
        add_model_file(session, Path(chosen), parent)


def add_model_file(session: Session, file: Path, parent: QWidget) -> None:
    """Load a model file, or open the import dialog for a checkpoint."""
    if file.suffix.lower() == OWN_SUFFIX:
        session.use_model(str(file))
        return
    dialog = ImportDialog(file, parent)
    dialog.imported.connect(session.use_model)
    dialog.open()


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
                target_for(self.file, models_dir()),
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
