"""The document's side of long work: folder detection, fine-tuning, and the model in use."""

from PySide6.QtCore import QObject, Signal

from app.domain.folder_queue import FolderProgress
from app.domain.models.tree import InUse
from app.domain.training.run_folders import RunView
from app.services.project_document import ProjectDocument


class WorkDocument(ProjectDocument):
    """How far things are that go on beside what a person does."""

    in_use_changed = Signal()  # what the model in use is called, and the one before
    folder_changed = Signal()  # how far folder detection is
    run_changed = Signal()  # the fine-tuning run to be watched, its state

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.folder = FolderProgress()
        self.run: RunView | None = None
        self.in_use = InUse()

    def set_folder(self, progress: FolderProgress) -> None:
        """Folder detection is this far."""
        if progress != self.folder:
            self.folder = progress
            self.folder_changed.emit()

    def set_run(self, run: RunView | None) -> None:
        """This is the fine-tuning run to be watched."""
        if run != self.run:
            self.run = run
            self.run_changed.emit()

    def set_in_use(self, in_use: InUse) -> None:
        """The model in use and its neighbours in the tree of models are these."""
        if in_use != self.in_use:
            self.in_use = in_use
            self.in_use_changed.emit()
