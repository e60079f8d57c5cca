"""What the window lets a person do with models: the windows, the questions, files in and out."""

import os
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.domain.models.adding import Added
from app.domain.models.model import Model
from app.domain.models.report import Report, read_report
from app.domain.models.run_files import is_run
from app.domain.models.tree import ancestors_of
from app.services.model_import import CHECKPOINT_SUFFIXES, OWN_SUFFIX
from app.services.models.comparing import compare_command
from app.services.session import Session
from app.views.add_model_dialog import ImportDialog
from app.views.models.compare_window import CompareWindow
from app.views.models.guard_dialog import GuardDialog
from app.views.models.models_window import ModelsWindow
from app.views.theme import Theme
from fpn_core.errors import ModelError
from fpn_core.runs import REPORT


class ModelDoors(QObject):
    """One window of models, one of comparisons, and the main window that they belong to."""

    def __init__(self, session: Session, theme: Theme, window: QWidget) -> None:
        super().__init__(window)
        self.session, self.models, self.adoption = session, session.models, session.adoption
        self._theme, self._window = theme, window
        self.models_window: ModelsWindow | None = None
        self.compare_window: CompareWindow | None = None

    def close(self) -> None:
        """Close the windows, and end what they have begun."""
        if self.compare_window is not None:
            self.compare_window.stop()
        if self.models_window is not None:
            self.models_window.stop()

    # Windows

    def show_models(self, id: str = "") -> None:
        """Open the window of models, or bring it to the front; ``id`` is selected."""
        if self.models_window is None:
            self.models_window = ModelsWindow(self.session, self._theme, self._window)
            self.models_window.adopt_wanted.connect(self.adopt)
            self.models_window.compare_wanted.connect(self.show_compare)
            self.models_window.file_wanted.connect(self.ask_file)
            self.models_window.run_wanted.connect(self.ask_run)
            self.models_window.export_wanted.connect(self.ask_export)
        self.models_window.show()
        self.models_window.activateWindow()
        if id:
            self.models_window.select(id)

    def show_compare(self, before: Model | None = None, after: Model | None = None) -> None:
        """Open the window of comparisons for two models; by itself for the one in use and the
        one that it was trained from."""
        if self.compare_window is None:
            self.compare_window = CompareWindow(
                self.session, compare_command(), self._theme, self._window
            )
            self.compare_window.adopt_wanted.connect(self.adopt)
        self.compare_window.show()
        self.compare_window.activateWindow()
        self.compare_window.choose(before, after)

    # Adopting

    def adopt(self, model: Model) -> None:
        """Use a model in this project, after a question where something speaks against it."""
        if not model.usable:
            self.session.document.tell(model.problem)
            return
        problem, report = "", None
        try:
            report = self.report_of(model)
        except ModelError as error:
            problem = str(error)
        if not problem and (report is None or not report.warns):
            self.adoption.adopt(model)
            return
        dialog = GuardDialog(model.title, report, problem, self._asking_window())
        dialog.adopt_anyway.connect(lambda: self.adoption.adopt(model))
        dialog.look_wanted.connect(lambda: self._look(model))
        dialog.open()

    def report_of(self, model: Model) -> Report | None:
        """What is known of a model against the one in use, else against its parent; None where
        nothing is, or it is the one in use. Raises ModelError where that cannot be read."""
        here = self.adoption.model
        if model.ref == self.adoption.ref:
            return None
        if self.compare_window is not None and here is not None:
            known = self.compare_window.known(here.id, model.id)
            if known is not None:
                return known
        folder = model.run_folder
        if folder is None or not (folder / REPORT).is_file():
            return None
        above = () if here is None else ancestors_of(here, self.models.listing.models)
        # A step back in the tree was judged when it was made, and not against this.
        return None if model in above else read_report(folder / REPORT)

    def _look(self, model: Model) -> None:
        here, window = self.adoption.model, self.compare_window
        known = here is not None and window is not None and window.known(here.id, model.id)
        self.show_compare(here if known else None, model)

    def _asking_window(self) -> QWidget:
        """The window that a question belongs to: the one that a person works in."""
        for window in (self.compare_window, self.models_window):
            if window is not None and window.isActiveWindow():
                return window
        return self._window

    # Files in and out

    def ask_file(self, use: bool = False) -> None:
        """Ask for a model file or checkpoint to add; ``use`` adopts it then."""
        kinds = " ".join(f"*{each}" for each in (OWN_SUFFIX, *CHECKPOINT_SUFFIXES))
        chosen, _kind = QFileDialog.getOpenFileName(
            self._asking_window(),
            self.tr("Add model"),
            str(Path.home()),
            self.tr("Models and checkpoints ({kinds})").format(kinds=kinds),
        )
        if chosen:
            self.bring_file(Path(chosen), use)

    def bring_file(self, file: Path, use: bool = False) -> None:
        """Add a model file, or import a checkpoint of another program first."""
        if file.suffix.lower() == OWN_SUFFIX:
            self.models.add_file(file, self._adopt_added if use else self._show_added)
            return
        dialog = ImportDialog(file, self._asking_window())
        dialog.imported.connect(lambda made: self._take_imported(Path(made), use))
        dialog.open()

    def ask_run(self) -> None:
        """Ask for the folder of a finished run to add."""
        title = self.tr("Add a finished run")
        chosen = QFileDialog.getExistingDirectory(self._asking_window(), title, str(Path.home()))
        if chosen:
            self.run_brought(Path(chosen))

    def run_brought(self, folder: Path) -> None:
        """Add the model of a finished run."""
        self.models.add_run(folder, self._show_added)

    def takes(self, paths: Sequence[str]) -> bool:
        """Whether what is dropped is a model or a finished run; it is added then."""
        if len(paths) != 1:
            return False
        path = Path(paths[0])
        if os.path.isdir(path) and is_run(path):
            self.run_brought(path)
            return True
        if path.suffix.lower() in (OWN_SUFFIX, *CHECKPOINT_SUFFIXES):
            self.bring_file(path)
            return True
        return False

    def ask_export(self, model: Model) -> None:
        """Ask where to copy a model's file to."""
        name = f"{model.file.stem}{OWN_SUFFIX}"
        chosen, _kind = QFileDialog.getSaveFileName(
            self._asking_window(),
            self.tr("Export model"),
            str(Path.home() / name),
            self.tr("Models ({kinds})").format(kinds=f"*{OWN_SUFFIX}"),
        )
        if chosen:
            target = Path(chosen)
            named = target if target.suffix else target.with_name(f"{target.name}{OWN_SUFFIX}")
            self.models.export(model, named)

    def _show_added(self, added: Added) -> None:
        self.show_models(added.id)

    def _adopt_added(self, added: Added) -> None:
        model = self.models.find(added.id)
        if model is not None:
            self.adopt(model)

    def _take_imported(self, file: Path, use: bool) -> None:
        def take(model: Model | None) -> None:
            if model is not None and use:
                self.adopt(model)
            elif model is not None:
                self.show_models(model.id)

        self.models.look_for(file, take)
