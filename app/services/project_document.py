"""The project's side of the document: edits, undo, and edits that could not be saved yet."""

import logging
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from app.domain.edits import Edit
from app.domain.project.media_files import is_there
from app.domain.project.steps import StepFacts
from app.domain.project.store import NotSavableError, Project, ProjectError, SaveError
from app.domain.records import Annotation, Picture, ProjectClass, Rejection
from app.services.apart import Apart
from app.services.edit_texts import translated_edit
from app.services.project_rows import CURRENT_CLASS, ProjectRows
from app.services.timers import quiet_timer
from fpn_core.video.frames import file_of

log = logging.getLogger(__name__)
RETRY_MS = 2000
HOLD_MS = 600
LARGE_EDIT = 3000  # changes; saving them takes longer than a person should not be answered
_LARGE_STEP = 100_000  # bytes of such an edit in the history


class ProjectDocument(ProjectRows):
    """The one way to change data: ``do(edit)``, saved in the moment it is made.

    An edit that cannot be saved (disk full) stays in memory and on the canvas and is tried again
    every two seconds and before the next edit; until it is saved, or given up, nothing else is
    taken, so that what is seen never runs ahead by more than one edit.

    An edit may be *held* for a moment, so that a run of arrow keys becomes one step: it shows at
    once and is saved when the keys rest, or when anything else happens.
    """

    edited = Signal(object)  # Edit that happened: done, undone, redone
    unsaved_changed = Signal()
    wanted = Signal(object)  # a picture that has to be shown before undo goes on

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.unsaved = ""
        self.problem = ""
        self._held: Edit | None = None
        self.apart = Apart(self)
        self.apart.began.connect(self.tell)
        self._retry = quiet_timer(self, RETRY_MS, self.save_waiting)
        self._hold = quiet_timer(self, HOLD_MS, self.flush)

    # The project and the current picture

    def set_project(self, project: Project, problem: str = "") -> None:
        """Work on another project; the caller closes the one before.

        ``problem`` says why the right one could not be opened: then no edit is taken, since it
        would not be kept.
        """
        self.flush()
        self._waiting, self.unsaved, self.problem = None, "", problem
        self._retry.stop()
        self.project = project
        self._classes = None
        self._load_record(None)
        wanted = project.value(CURRENT_CLASS)
        self.current_class = wanted if wanted in project.classes else None
        self.project_changed.emit()
        self.classes_changed.emit()
        self._record_loaded()
        self.unsaved_changed.emit()

    def open_record(self, path: str | None) -> None:
        """Take the rows of a picture; the caller then emits what changed."""
        self.flush()
        self._load_record(None if path is None else self._record_at(path))

    def reopen_record(self, path: str) -> None:
        """Take the rows of the current picture again: its file has turned out to be another's."""
        self.open_record(path)
        self._record_loaded()

    # Edits

    def do(self, edit: Edit) -> bool:
        """Make an edit happen and save it. False where it is refused: another one waits."""
        if self.apart.busy:
            self.tell(self.apart.busy)
            return False
        self.flush()
        if self._waiting is not None and not self.save_waiting():
            self.tell(self.unsaved)
            return False
        if self.problem:
            self.tell(self.problem)
            return False
        notice = self.project.notice
        try:
            self._save(edit)
        except NotSavableError as error:
            # Waiting would not help: another window has the project, or nothing can be written.
            self.tell(str(error))
            return False
        except SaveError as error:
            log.warning("edit “%s” waits to be saved: %s", edit.text, error)
            self._waiting, self.unsaved = edit, str(error)
            self._retry.start()
            self.tell(self.unsaved)
            self._happened(edit, saved=False)
            self.unsaved_changed.emit()
            return True
        except ProjectError:
            # It does not fit what is stored: show what is there, and let the error be seen.
            self._reload()
            raise
        self._happened(edit)
        if self.project.notice not in ("", notice):
            self.tell(self.project.notice)
        return True

    def _save(self, edit: Edit) -> None:
        project = self.project
        if len(edit.changes) < LARGE_EDIT:
            project.do(edit)
            return
        text = self.tr("Saving: {text}...").format(text=translated_edit(edit.text))
        self.apart.run(lambda: project.do(edit), text)

    def took(self, edit: Edit) -> None:
        """Show an edit that was saved in the project by another thread, as an import is."""
        self._happened(edit)

    def _reload(self) -> None:
        self._classes = None
        self._load_record(self.record and self.project.picture_of(self.record.id))
        self._record_loaded()

    def hold(self, edit: Edit) -> bool:
        """Show an edit at once and save it when things rest. It takes the place of a held one,
        so it must say how rows were before that."""
        if self._waiting is not None:
            self.tell(self.unsaved)
            return False
        if self._held is not None:
            self._apply(self._held.inverse(), deciding=False)
        self._held = edit
        self._apply(edit)
        self.annotations_changed.emit()
        self._hold.start()
        return True

    @property
    def held(self) -> Edit | None:
        """The edit that is seen but not saved yet, because more of the same may follow."""
        return self._held

    def flush(self) -> None:
        """Save the held edit, if there is one."""
        held, self._held = self._held, None
        self._hold.stop()
        if held is not None:
            self._apply(held.inverse(), deciding=False)
            self.do(held)

    def save_waiting(self) -> bool:
        """Try again to save the edit that waits; whether nothing waits any more."""
        edit = self._waiting
        if edit is None:
            return True
        if self.apart.busy:
            return False
        try:
            self._save(edit)
        except SaveError as error:
            self._retry.start()
            if str(error) != self.unsaved:
                self.unsaved = str(error)
                self.unsaved_changed.emit()
            return False
        self._end_waiting()
        self.tell(self.tr("Saved."))
        self.edited.emit(edit)
        return True

    @property
    def overwritten(self) -> bool:
        """Whether an edit waits because another program has written over the project's file."""
        return bool(self.unsaved) and bool(self.project.overwritten)

    def save_copy(self, place: Path) -> bool:
        """Write the project to another file and go on in it, with the edit that waits; whether
        that could be done."""
        if self.apart.busy:
            self.tell(self.apart.busy)
            return False
        self.flush()
        project = self.project
        try:
            self.apart.run(lambda: project.save_copy(place), self.tr("Saving a copy..."))
        except SaveError as error:
            self.tell(str(error))
            return False
        if self.save_waiting():
            text = self.tr("The project is saved as {file}; you go on in it.")
            self.tell(text.format(file=place))
        return True

    def give_up(self) -> None:
        """Forget the edit that waits to be saved; everything is as it was before it."""
        edit = self._waiting
        if edit is None:
            return
        self._end_waiting()
        try:
            self._reload()
        except ProjectError as error:  # as where another program has written over the file
            self.tell(str(error))
        if edit.touches(ProjectClass):
            self._check_current_class()
            self.classes_changed.emit()

    def _end_waiting(self) -> None:
        self._waiting, self.unsaved, self._classes = None, "", None
        self._retry.stop()
        self.unsaved_changed.emit()

    def undo(self) -> bool:
        """Take the last edit back; where it changes another picture, go there first."""
        if self.apart.busy:
            return False
        self.flush()
        if self._waiting is not None:
            self.give_up()
            self.tell(self.tr("The edit that could not be saved is taken back."))
            return True
        return self._step(undo=True)

    def redo(self) -> bool:
        """Do again what was undone last; where it changes another picture, go there first."""
        if self.apart.busy:
            return False
        self.flush()
        return self._waiting is None and self._step(undo=False)

    @property
    def undo_text(self) -> str:
        """What undo would take back, in the user's language; "" for nothing."""
        seen = self._held or self._waiting
        return translated_edit(self.project.undo_text if seen is None else seen.text)

    @property
    def redo_text(self) -> str:
        """What redo would do again, in the user's language; "" for nothing."""
        seen = self._held or self._waiting
        return translated_edit(self.project.redo_text) if seen is None else ""

    def _step(self, undo: bool) -> bool:
        project = self.project
        step = project.undo_step if undo else project.redo_step
        text = "" if step is None else translated_edit(step.text)
        if step is not None and self._goes_elsewhere(step, text, undo):
            return False
        try:
            happened = self._go(project.undo if undo else project.redo, step, text, undo)
        except ProjectError as error:
            self.tell(str(error))
            return False
        if happened is None:
            self.tell(self.tr("Nothing to undo.") if undo else self.tr("Nothing to redo."))
            return False
        self._happened(happened)
        done = self.tr("Undone: {text}") if undo else self.tr("Done again: {text}")
        self.tell(done.format(text=text))
        return True

    def _go(
        self, go: Callable[[], Edit | None], step: StepFacts | None, text: str, undo: bool
    ) -> Edit | None:
        if step is None or step.size < _LARGE_STEP:
            return go()
        doing = self.tr("Undoing: {text}...") if undo else self.tr("Doing again: {text}...")
        return self.apart.run(go, doing.format(text=text))

    def _goes_elsewhere(self, step: StepFacts, text: str, undo: bool) -> bool:
        here = None if self.record is None else self.record.id
        if step.picture is None or step.picture == here:
            return False
        path = self.project.path_of(step.picture)
        if not is_there(path) or (here is not None and path == file_of(self.project.path_of(here))):
            return False
        self.wanted.emit(path)
        if self.record is None or self.record.id != step.picture:
            return False
        again = (
            self.tr("Here is what undo takes back: {text}. Press again to undo it.")
            if undo
            else self.tr("Here is what redo does again: {text}. Press again to redo it.")
        )
        self.tell(again.format(text=text))
        return True

    def _happened(self, edit: Edit, saved: bool = True) -> None:
        """Show what an edit changed."""
        here = None if self.record is None else self.record.id
        if edit.touches(ProjectClass):
            self._classes = None
        self._apply(edit)
        if edit.touches(ProjectClass):
            self._check_current_class()
            self._decide()
            self.classes_changed.emit()
        if here in edit.pictures():
            if edit.touches(Picture):
                self.record_changed.emit()
            if edit.touches(Annotation) or edit.touches(Rejection):
                self.annotations_changed.emit()
        if saved:
            self.edited.emit(edit)
