"""What each action does: one short method a command, none of which holds state of its own."""

import os
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QMainWindow, QWidget

import resources
from app.domain.view_filter import ColourBy
from app.services import errors
from app.services.exporter import EXPORT_KINDS, Exporter, ExportRefusedError
from app.services.session import Session
from app.views.add_model_dialog import add_model
from app.views.canvas import Canvas
from app.views.help_dialog import show_about, show_help
from app.views.theme import Theme
from fpn_core.media import PICTURE_SUFFIXES

_SCORE_STEP = 0.05
_JUMP = 10


class Window(Protocol):
    """What commands need of the main window."""

    session: Session
    theme: Theme
    canvas: Canvas
    exporter: Exporter

    def panels(self) -> list[QWidget]:
        """The places that F6 goes through."""

    def find_command(self) -> None:
        """Open the searchable list of commands."""

    def focus_filter(self) -> None:
        """Put the cursor into the picture filter."""


class Commands:
    """The right-hand side of the table of actions."""

    def __init__(self, window: Window, parent: QMainWindow) -> None:
        self._window, self._parent = window, parent
        self._session, self._document = window.session, window.session.document

    def _tr(self, text: str) -> str:
        return QCoreApplication.translate("Commands", text)

    def _last_folder(self) -> str:
        current = self._document.pictures.current
        return os.path.dirname(current) if current else str(Path.home())

    # File

    def open_pictures(self) -> None:
        """Ask for picture files and open them."""
        kinds = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in PICTURE_SUFFIXES)
        chosen, _kind = QFileDialog.getOpenFileNames(
            self._parent,
            self._tr("Open pictures"),
            self._last_folder(),
            self._tr("Pictures ({kinds});;All files (*)").format(kinds=kinds),
        )
        self._session.open(chosen)

    def open_folder(self) -> None:
        """Ask for a folder and open the pictures in it and below."""
        chosen = QFileDialog.getExistingDirectory(
            self._parent, self._tr("Open folder"), self._last_folder()
        )
        if chosen:
            self._session.open([chosen])

    def open_samples(self) -> None:
        """Open the pictures that come with the program."""
        self._session.open([str(resources.path("samples"))])

    def export_picture(self) -> None:
        """Ask for a file and write the picture with its boxes and the legend."""
        current = self._document.pictures.current
        if current is None:
            return
        proposal = str(Path(current).with_name(f"{Path(current).stem}-levels.png"))
        chosen, kind = QFileDialog.getSaveFileName(
            self._parent, self._tr("Export annotated picture"), proposal, ";;".join(EXPORT_KINDS)
        )
        if not chosen:
            return
        target = Path(chosen)
        if not target.suffix:
            target = target.with_suffix(EXPORT_KINDS[kind])
        try:
            self._window.exporter.start(self._document, target)
        except ExportRefusedError as error:
            self._document.tell(str(error))

    def quit(self) -> None:
        """Close the window."""
        self._parent.close()

    # Picture

    def next(self) -> None:
        """Go to the next picture."""
        self._session.step(1)

    def previous(self) -> None:
        """Go to the previous picture."""
        self._session.step(-1)

    def next_10(self) -> None:
        """Go ten pictures on."""
        self._session.step(_JUMP)

    def previous_10(self) -> None:
        """Go ten pictures back."""
        self._session.step(-_JUMP)

    def find_picture(self) -> None:
        """Type a part of a name."""
        self._window.focus_filter()

    def select_next(self) -> None:
        """Select the next box, by falling score."""
        self._document.select_step(1)

    def select_previous(self) -> None:
        """Select the box before."""
        self._document.select_step(-1)

    # View

    def fit(self) -> None:
        """Show the whole picture."""
        self._window.canvas.fit()

    def actual_size(self) -> None:
        """One picture pixel on one screen pixel."""
        self._window.canvas.actual_size()

    def zoom_in(self) -> None:
        """Zoom in around the middle."""
        self._window.canvas.zoom_by_step(1)

    def zoom_out(self) -> None:
        """Zoom out around the middle."""
        self._window.canvas.zoom_by_step(-1)

    def toggle_origin(self) -> None:
        """Draw anchor and proposal of the selected box, or do not."""
        shown = not self._document.origin_shown
        self._session.settings["show_origin"] = shown
        self._document.show_origin(shown)

    def next_panel(self) -> None:
        """Move the focus from panel to panel."""
        panels = self._window.panels()
        focus = self._parent.focusWidget() or self._parent
        holding = [i for i, p in enumerate(panels) if p is focus or p.isAncestorOf(focus)]
        panels[(holding[0] + 1) % len(panels) if holding else 0].setFocus()

    def full_screen(self) -> None:
        """Fill the screen, or go back."""
        if self._parent.isFullScreen():
            self._parent.showNormal()
        else:
            self._parent.showFullScreen()

    def choose_theme(self, choice: str) -> None:
        """Use the dark, the light or the system's theme."""
        self._session.settings["theme"] = choice
        self._window.theme.choose(choice)

    # Levels

    def toggle_level(self, rank: int) -> None:
        """Show or hide one level."""
        self._document.set_view(self._document.view.toggle_rank(rank))

    def all_levels(self) -> None:
        """Show every level."""
        view = self._document.view
        for rank in view.hidden_ranks:
            view = view.toggle_rank(rank)
        self._document.set_view(view)

    def show_all(self) -> None:
        """Show every class and level."""
        self._document.show_all()

    def colour_by(self, mode: ColourBy) -> None:
        """Let colours say something else."""
        self._document.set_colour_by(mode)

    def cycle_colours(self) -> None:
        """Go to the next way to colour boxes."""
        self._document.set_colour_by(self._document.view.colour_by.following())

    def lower_score(self) -> None:
        """Show more boxes."""
        self._document.set_score(self._document.view.score - _SCORE_STEP)

    def raise_score(self) -> None:
        """Show fewer boxes."""
        self._document.set_score(self._document.view.score + _SCORE_STEP)

    # Model

    def detect(self) -> None:
        """Run the detector on the current picture."""
        self._session.detect()

    def add_model(self) -> None:
        """Ask for a model file; checkpoints of other programs are imported first."""
        add_model(self._session, self._parent)

    def use_model(self, model: str) -> None:
        """Load a model by name or file."""
        self._session.use_model(model)

    # Help

    def find_command(self) -> None:
        """Type a part of a command's name."""
        self._window.find_command()

    def show_help(self) -> None:
        """Open the help page."""
        show_help(self._parent)

    def show_log(self) -> None:
        """Open the log with the desktop's program for text files."""
        path = errors.log_file()
        if not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            self._document.tell(self._tr("The log is {path}").format(path=path))

    def about(self) -> None:
        """Say what this program is."""
        show_about(self._parent, self._document)
