"""Fine-tune: what will be done, what is in its way, one question, a title; the rest is folded."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.training.facts import BLOCKING, JobFacts, Obstacle, free_title
from app.domain.training.making import Made
from app.domain.training.packing import Packed
from app.services.training.making import LOOKING
from app.services.training.ordering import Ordering
from app.views.parts import error_text, heading, muted
from app.views.training.advanced import AdvancedSettings
from app.views.training.texts import (
    LONG_MINUTES,
    duration,
    job_sentence,
    joined,
    obstacle_text,
    sides_sentence,
)
from fpn_core.finetuning.job import FinetuneConfig, minutes_to_train

_WIDTH = 560


class FinetuneDialog(QDialog):
    """Counts while it opens; nothing is made before a button is pressed, and Cancel leaves nothing
    behind."""

    started = Signal(object)  # Made
    packed = Signal(object)  # Packed

    def __init__(self, ordering: Ordering, parent: QWidget) -> None:
        super().__init__(parent)
        self.ordering = ordering
        self.facts: JobFacts | None = None
        self.advanced = AdvancedSettings()
        self.setObjectName("finetune")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Fine-tune"))
        self.setMinimumWidth(_WIDTH)
        self._make_parts()
        self._lay_out()
        config, self._answered = ordering.recalled()
        self.advanced.show_config(config)
        self.advanced.changed.connect(self.refresh)
        maker = ordering.maker
        maker.looked.connect(self._take_facts)
        maker.progressed.connect(self._show_progress)
        maker.made.connect(self._end)
        maker.packed.connect(self._end_packing)
        maker.failed.connect(self._fail)
        ordering.document.server_changed.connect(maker.look)
        self.refresh()
        maker.look()

    def _make_parts(self) -> None:
        self.sentence = heading(self.tr("Counting..."))
        self.sides, self.parent_model, self.waits = muted(), muted(), muted()
        self.hints, self.message = QLabel(), error_text()
        for label in (self.sentence, self.sides, self.parent_model, self.hints, self.waits):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.question = QLabel()
        self.question.setWordWrap(True)
        self.keep = QRadioButton(self.tr("Keep the model's other classes"))
        self.only = QRadioButton(self.tr("Only my classes"))
        self._pack_at_once = False
        self._choices = QButtonGroup(self)
        for button, value in ((self.keep, "keep"), (self.only, "only")):
            self._choices.addButton(button)
            button.clicked.connect(
                lambda _on=False, value=value: self.advanced.set_value("classes", value)
            )
        self.title = QLineEdit()
        self.title.setAccessibleName(self.tr("Title of the new model"))
        self.title.textChanged.connect(self.refresh)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Progress"))
        self.progress.hide()
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        role = QDialogButtonBox.ButtonRole
        self.start = self.buttons.addButton(self.tr("Fine-tune"), role.AcceptRole)
        self.start.setDefault(True)
        self.pack = self.buttons.addButton(self.tr("Pack for another machine..."), role.ActionRole)
        self.pack.setAutoDefault(False)
        self.pack.clicked.connect(self.ask_where_to_pack)
        self.buttons.accepted.connect(self._start)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        form = QHBoxLayout()
        form.addWidget(QLabel(self.tr("Title of the new model")))
        form.addWidget(self.title, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        said: tuple[QWidget, ...] = (self.sentence, self.sides, self.parent_model, self.hints)
        for part in (*said, self.question, self.keep, self.only):
            layout.addWidget(part)
        layout.addLayout(form)
        layout.addWidget(self.advanced, 1)
        beneath: tuple[QWidget, ...] = (self.waits, self.message, self.progress, self.buttons)
        for part in beneath:
            layout.addWidget(part)

    def done(self, result: int) -> None:
        """Close; what runs ends with the dialog and leaves nothing."""
        if self.ordering.maker.working:
            self.ordering.maker.stop()
        super().done(result)

    # What is shown

    def _take_facts(self, facts: JobFacts) -> None:
        self.facts = facts
        self.waits.setText(self.ordering.would_wait())
        if not self.title.text():
            self.title.setText(free_title(self.ordering.base_title(), self.ordering.titles()))
            self.title.selectAll()
        self.refresh()
        if self._pack_at_once:
            self.pack_at_once()

    def refresh(self) -> None:
        """Show what will be done with the settings as they are."""
        facts, config = self.facts, self.advanced.config
        found = [] if facts is None else self.ordering.obstacles(facts)
        blocked = facts is None or any(each in BLOCKING for each in found)
        can_start = not blocked and not self.ordering.maker.working
        self.start.setEnabled(can_start and bool(self.title.text().strip()))
        self.pack.setEnabled(self.start.isEnabled())
        self._ask_about_classes(blocked)
        if facts is None:
            return
        self.sentence.setText(self._sentence(facts, found))
        self.sides.setText(sides_sentence(facts))
        self.sides.setVisible(not blocked)
        self.parent_model.setText(self._from(facts, config))
        self.parent_model.setVisible(not blocked)
        hints = [] if blocked else [obstacle_text(each, facts) for each in found]
        self.hints.setText("\n".join(hints + self._long(facts, config) * (not blocked)))
        self.hints.setVisible(bool(self.hints.text()))
        self.waits.setVisible(bool(self.waits.text()) and not blocked)
        for part in (self.title, self.advanced):
            part.setEnabled(not blocked)
        self._grow()

    def _grow(self) -> None:
        """Make room for all that is said: a dialog that is open grows by itself for no text."""
        layout = self.layout()
        assert layout is not None, "made before"
        layout.activate()
        needed = layout.totalHeightForWidth(self.width())
        if self.isVisible() and needed > self.height():
            self.resize(self.width(), needed)

    def _sentence(self, facts: JobFacts, found: list[Obstacle]) -> str:
        blocking = [each for each in found if each in BLOCKING]
        if blocking:
            return obstacle_text(blocking[0], facts)
        return job_sentence(facts, self.advanced.config, self.ordering.device())

    def _from(self, facts: JobFacts, config: FinetuneConfig) -> str:
        text = self.tr("Starts from the model {name}.").format(name=self.ordering.model_name())
        if facts.kept and (self._answered or not self.question.isVisibleTo(self)):
            kept = (
                self.tr(" Its other classes stay: {names}.")
                if config.classes == "keep"
                else self.tr(" Its other classes go: {names}.")
            )
            text += kept.format(names=joined(facts.kept))
        return text

    def _long(self, facts: JobFacts, config: FinetuneConfig) -> list[str]:
        minutes = 0.0 if config.epochs else minutes_to_train(config, facts.trained)
        if minutes <= LONG_MINUTES:
            return []
        text = self.tr(
            "That is {time}. It can be paused, and goes on after a restart; a machine with a"
            " graphics card takes a part of it: pack the run for that one."
        )
        return [text.format(time=duration(minutes))]

    def _ask_about_classes(self, blocked: bool) -> None:
        """The question that is put once a project; the answer is in Advanced from then on."""
        facts = self.facts
        asks = facts is not None and bool(facts.kept) and not self._answered and not blocked
        for part in (self.question, self.keep, self.only):
            part.setVisible(asks)
        config = self.advanced.config
        (self.keep if config.classes == "keep" else self.only).setChecked(True)
        if facts is not None and asks:
            text = self.tr(
                "The model knows {count} other classes ({names}). What becomes of them in the new"
                " model? The answer is kept for this project; Advanced changes it."
            )
            self.question.setText(text.format(count=len(facts.kept), names=joined(facts.kept)))

    # What is done

    def _start(self) -> None:
        self._work()
        self.ordering.make(self.title.text().strip(), self.advanced.config)
        self.refresh()

    def pack_at_once(self) -> None:
        """Ask where to pack, as soon as it is known what."""
        self._pack_at_once = self.facts is None
        if self.pack.isEnabled():
            self.ask_where_to_pack()

    def ask_where_to_pack(self) -> None:
        """Ask for a folder, and pack the run into a new one in it."""
        caption = self.tr("Pack into a new folder in")
        place = QFileDialog.getExistingDirectory(self, caption, str(Path.home()))
        if place:
            self._work()
            self.ordering.pack(self.title.text().strip(), self.advanced.config, Path(place))
            self.refresh()

    def _work(self) -> None:
        self.message.setText("")
        self.progress.setRange(0, 0)
        self.progress.show()

    def _show_progress(self, what: str, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)
        looking = self.tr("Looking at pictures: %v of %m")
        writing = self.tr("Writing pictures and boxes: %v of %m")
        self.progress.setFormat(looking if what == LOOKING else writing)

    def _end(self, made: Made) -> None:
        self.started.emit(made)
        self.accept()

    def _end_packing(self, packed: Packed) -> None:
        self.packed.emit(packed)
        self.accept()

    def _fail(self, message: str) -> None:
        self.progress.hide()
        self.message.setText(message)
        self.refresh()
