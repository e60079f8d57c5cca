"""All that is known of one model: where it comes from, how well it does, its run, its note."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import (
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.domain.models.model import Model, Origin
from app.domain.models.run_files import Curves, Repeat, read_curves, repeat_of
from app.services.background import BackgroundWorker
from app.services.timers import quiet_timer
from app.views.models.curve_plot import CurvePlot
from app.views.models.figures import data_of, figure, size_text
from app.views.parts import error_text, heading, muted, rule
from app.views.theme import Theme

_NOTE_PAUSE_MS = 800
_NOTE_HEIGHT = 72
_MOST_CLASSES = 60
_MOST_SETTINGS = 40
Row = tuple[str, str]


@dataclass(frozen=True)
class RunFacts:
    """What the kept files of a run say."""

    curves: Curves = field(default_factory=Curves)
    repeat: Repeat | None = None


class NoteField(QPlainTextEdit):
    """A note that is kept when the cursor leaves it, or rests."""

    left = Signal()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.left.emit()


class ModelDetails(QScrollArea):
    """Shows a model; ``noted`` brings what a person has written of it."""

    noted = Signal(object, str)  # Model, note
    run_read = Signal()  # what the run's files say is known

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setAccessibleName(self.tr("About the model"))
        self.model: Model | None = None
        self.run = RunFacts()
        self._run_of: Path | None = None
        self._theme = theme
        self._rows: tuple[list[Row], list[Row]] = ([], [])
        self._worker = BackgroundWorker("model-details", parent=self)
        self.title, self.state = heading(), muted()
        self.problem = error_text()
        self.facts, self.figures = QLabel(), QLabel()
        self.file, self.source = QLineEdit(), QLineEdit()
        self._path_names: dict[QLineEdit, QLabel] = {}
        self._parts: list[QWidget] = []
        self.loss = CurvePlot(theme, self.tr("Loss by step"))
        self.ap50 = CurvePlot(theme, self.tr("AP50 on held-out pictures, by step"), 1.0)
        self.note = NoteField()
        self._sections: dict[str, list[QWidget]] = {}
        self._pause = quiet_timer(self, _NOTE_PAUSE_MS, self.keep_note)
        self._dress()
        self._lay_out()
        self.note.textChanged.connect(self._pause.start)
        self.note.left.connect(self.keep_note)

    def _dress(self) -> None:
        self.note.setPlaceholderText(self.tr("What you want to remember of it"))
        self.note.setAccessibleName(self.tr("Note"))
        self.note.setTabChangesFocus(True)
        self.note.setFixedHeight(_NOTE_HEIGHT)
        self.state.setWordWrap(True)
        self.title.setWordWrap(True)
        for label, name in (
            (self.facts, self.tr("Where it comes from")),
            (self.figures, self.tr("How well it does")),
        ):
            label.setAccessibleName(name)
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._theme.changed.connect(self._fill)

    def _lay_out(self) -> None:
        self._inside = QWidget()
        self._inside.setObjectName("panel")
        layout = QVBoxLayout(self._inside)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        self._parts += [muted(self.tr("Note")), self.note, self.facts, self._paths()]
        for widget in (self.title, self.state, self.problem, *self._parts):
            layout.addWidget(widget)
        self._section(layout, "figures", self.tr("How well it does"))
        layout.addWidget(self.figures)
        self._section(layout, "loss", self.tr("Loss of its run"))
        layout.addWidget(self.loss)
        self._section(layout, "ap50", self.tr("AP50 of its run, held-out pictures"))
        layout.addWidget(self.ap50)
        layout.addStretch()
        self.setWidget(self._inside)

    def _section(self, layout: QVBoxLayout, name: str, title: str) -> None:
        parts: list[QWidget] = [rule(), heading(title)]
        self._sections[name] = parts
        for part in parts:
            layout.addWidget(part)

    def _paths(self) -> QWidget:
        """Where its file is and came from, to be copied; their ends are seen first."""
        widget = QWidget()
        grid = QGridLayout(widget)
        grid.setContentsMargins(2, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(1, 1)
        names = (self.tr("File"), self.tr("Came from"))
        for row, (line, name) in enumerate(zip((self.file, self.source), names, strict=True)):
            line.setObjectName("path")
            line.setReadOnly(True)
            line.setAccessibleName(name)
            self._path_names[line] = muted(name)
            grid.addWidget(self._path_names[line], row, 0)
            grid.addWidget(line, row, 1)
        return widget

    def close_threads(self) -> None:
        """Read no more files."""
        self._pause.stop()
        self._worker.close()

    # What is shown

    def show_words(self, title: str, text: str) -> None:
        """What is chosen is no model that is here: say what it is."""
        self.keep_note()
        self.model = None
        self.title.setText(title)
        self.state.setText(text)
        self.problem.hide()
        self._rows = ([], [])
        self._show_parts(False)
        self._fill()
        self._read_run(None)

    def show_model(self, model: Model, in_use: bool, parent: str) -> None:
        """Show a model, whose parent is called so ("" for none)."""
        other = self.model is None or model.id != self.model.id
        if other:
            self.keep_note()
        self.model = model
        self._show_parts(True)
        self.title.setText(model.title)
        self.state.setText(self._state(model, in_use))
        self.problem.setText(model.problem)
        self.problem.setVisible(bool(model.problem))
        if other or not self.note.hasFocus():
            self._set_note(model.note)
        self.note.setEnabled(model.usable)
        source = model.entry.source if model.entry is not None else ""
        for line, text in ((self.file, str(model.file)), (self.source, source)):
            line.setText(text)
            line.setToolTip(text)
            line.setVisible(bool(text))
            self._path_names[line].setVisible(bool(text))
        self._rows = self._facts(model, parent), self._figures(model)
        self._fill()
        self._read_run(model)

    def _show_parts(self, shown: bool) -> None:
        for part in self._parts:
            part.setVisible(shown)

    def _fill(self) -> None:
        facts, figures = self._rows
        grey = self._theme.colours.muted
        self.facts.setText(_table(facts, grey))
        self.figures.setText(_table(figures, grey))
        self.figures.setVisible(bool(figures))
        self._show_section("figures", bool(figures))

    def keep_note(self) -> None:
        """Hand over what was written, if it is another note."""
        self._pause.stop()
        model, text = self.model, self.note.toPlainText()
        if model is not None and model.usable and text != model.note:
            self.noted.emit(model, text)

    def _set_note(self, text: str) -> None:
        if text != self.note.toPlainText():
            self.note.blockSignals(True)
            self.note.setPlainText(text)
            self.note.blockSignals(False)

    def _state(self, model: Model, in_use: bool) -> str:
        origins = {
            Origin.EMBEDDED: self.tr("Comes with the program; it is always there"),
            Origin.FETCHED: self.tr("Fetched from where it is published"),
            Origin.IMPORTED: self.tr("Imported into the models folder"),
            Origin.ADDED: self.tr("A copy of a file that was added"),
            Origin.LINKED: self.tr("Used where its file lies"),
            Origin.RUN: self.tr("Trained here"),
        }
        used = self.tr("In use in this project") + " · "
        return (used if in_use else "") + origins[model.origin]

    def _facts(self, model: Model, parent: str) -> list[Row]:
        about = model.provenance
        classes = model.class_names[:_MOST_CLASSES]
        more = len(model.class_names) - len(classes)
        names = ", ".join(classes) + (f" (+{more:,})" if more else "")
        trained = ", ".join(
            text.format(value=f"{value:,g}")
            for text, value in (
                (self.tr("{value} steps"), about.steps),
                (self.tr("{value} min"), about.minutes),
            )
            if value is not None
        )
        ways = {
            "keep": self.tr("stay in the model"),
            "only": self.tr("are left out"),
        }
        rows = [
            (self.tr("Trained from"), parent or about.parent),
            (self.tr("Date"), model.date),
            (self.tr("Trained on"), data_of(model)),
            (self.tr("Data"), about.data),
            (self.tr("Held out"), "" if about.held_out is None else f"{about.held_out:,}"),
            (self.tr("Training"), trained),
            (self.tr("Classes"), names),
            (self.tr("Its parent's classes"), ways.get(about.classes, "")),
            (self.tr("Settings"), _joined(about.settings)),
            (self.tr("Size"), size_text(model.bytes) if model.bytes else ""),
        ]
        return [(name, value) for name, value in rows if value]

    def _figures(self, model: Model) -> list[Row]:
        found = model.provenance.figures
        rows = [("AP50", found.ap50), ("AP", found.ap), *found.ap50_of_classes.items()]
        out = [(name, figure(value)) for name, value in rows if value is not None]
        if out and found.pictures:
            text = self.tr("{count} pictures").format(count=f"{found.pictures:,}")
            out.insert(0, (self.tr("Judged on"), text))
        return out

    def _show_section(self, name: str, shown: bool) -> None:
        for part in self._sections[name]:
            part.setVisible(shown)

    # The run that made it

    def _read_run(self, model: Model | None) -> None:
        folder = None if model is None else model.run_folder
        if self._run_of == folder is not None:
            return
        self._run_of = folder
        self._take_run(RunFacts())
        if folder is None:
            return
        wanted = self._run_of

        def done(found: RunFacts | None, _error: Exception | None) -> None:
            if found is not None and self._run_of == wanted:
                self._take_run(found)

        work = lambda: RunFacts(read_curves(folder), repeat_of(folder))  # noqa: E731
        self._worker.submit("run", work, done)

    def _take_run(self, found: RunFacts) -> None:
        self.run = found
        for name, plot, points in (
            ("loss", self.loss, found.curves.loss),
            ("ap50", self.ap50, found.curves.ap50),
        ):
            plot.show_points(points)
            plot.setVisible(bool(points))
            self._show_section(name, bool(points))
        self.run_read.emit()


def _joined(settings: Sequence[Row]) -> str:
    shown = [f"{name} {value}" for name, value in settings[:_MOST_SETTINGS] if value]
    return ", ".join(shown)


def _table(rows: Sequence[Row], grey: str) -> str:
    """Names and values in two columns, as rich text; long values go on in the next line."""
    lines = (
        f'<tr><td style="color:{grey}; padding-right:16px; padding-bottom:4px; white-space:nowrap">'
        f'{escape(name)}</td><td style="padding-bottom:4px">{escape(value)}</td></tr>'
        for name, value in rows
    )
    return f"<table>{''.join(lines)}</table>"
