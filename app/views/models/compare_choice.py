"""What is to be compared: two models of the list, and the pictures that judge them."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QPushButton, QWidget

from app.domain.models.held_out import count_held_out
from app.domain.models.model import Model
from app.domain.models.tree import parent_of
from app.domain.project.errors import ProjectError
from app.services.models.comparing import Question
from app.services.session import Session
from app.views.parts import muted

_USUAL_PLACES = ("images", "../images", ".")
_HELD_OUT, _ASK, _FILE = range(3)


class CompareChoice(QWidget):
    """Follows the list of models and the project; ``changed`` says that another choice is made."""

    changed = Signal()

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._models = session, session.models
        self._file: Path | None = None
        self._images: Path | None = None
        self.before, self.after, self.data = QComboBox(), QComboBox(), QComboBox()
        self.images = QPushButton()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for text, name, field, stretch in (
            (self.tr("Before"), self.tr("Model before"), self.before, 2),
            (self.tr("After"), self.tr("Model after"), self.after, 2),
            (self.tr("On"), self.tr("Pictures to judge by"), self.data, 3),
        ):
            field.setAccessibleName(name)
            field.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            field.setMinimumContentsLength(14)
            layout.addWidget(muted(text))
            layout.addWidget(field, stretch)
        layout.addWidget(self.images)
        self.images.clicked.connect(self._ask_images)
        self.data.activated.connect(self._choose_data)
        for field in (self.before, self.after):
            field.activated.connect(lambda _row: self.changed.emit())
        self.fill()

    def fill(self) -> None:
        """Follow the list of models and the project."""
        rows = [(each.title, each.id) for each in self._models.listing.models if each.usable]
        for field in (self.before, self.after):
            there = [(field.itemText(n), field.itemData(n)) for n in range(field.count())]
            if there != rows:
                chosen = field.currentData()
                field.clear()
                for title, id in rows:
                    field.addItem(title, id)
                field.setCurrentIndex(max(field.findData(chosen), 0))
        self._fill_data()

    # The two models

    def pair(self) -> tuple[Model | None, Model | None]:
        """The chosen models; None where there is none to choose."""
        find = self._models.find
        return find(self.before.currentData() or ""), find(self.after.currentData() or "")

    def choose(self, before: Model | None, after: Model | None) -> None:
        """Take these two; where one is not given, what is most likely meant.

        That is the model in use after its parent; for one without a parent, the newest other one
        after it.
        """
        models = [each for each in self._models.listing.models if each.usable]
        here = self._session.adoption.model
        if after is None:
            others = [each for each in models if each is not before and each is not here]
            parent = None if here is None else parent_of(here, models)
            newest = max(others, key=lambda each: (each.date, each.changed), default=here)
            after = here if parent is not None and before is None else newest
        if before is None and after is not None:
            before = parent_of(after, models) or (here if here is not after else None)
        self.fill()
        for field, model in ((self.before, before), (self.after, after)):
            if model is not None:
                field.setCurrentIndex(max(field.findData(model.id), 0))
        self.changed.emit()

    @property
    def apart(self) -> bool:
        """Whether two models are chosen that are not the same."""
        before, after = self.pair()
        return before is not None and after is not None and before.id != after.id

    # The pictures

    @property
    def from_file(self) -> bool:
        """Whether a COCO file judges, in place of the project."""
        return self.data.currentIndex() == _FILE and self._file is not None

    @property
    def can_judge(self) -> bool:
        """Whether there are pictures to judge by."""
        return self.from_file or self._held_out() > 0

    @property
    def judges(self) -> str:
        """What tells the pictures to judge by from others."""
        if self.from_file:
            return f"{self._file} {self._images}"
        project = self._session.document.project
        return str(project.file or project.root)

    def question(self) -> Question | None:
        """What the comparison is to find out; None where something is still to be chosen."""
        before, after = self.pair()
        if before is None or after is None or not self.apart or not self.can_judge:
            return None
        file, images = (self._file, self._images) if self.from_file else (None, None)
        return Question(before.ref, after.ref, file, images)

    def _held_out(self) -> int:
        try:
            return count_held_out(self._session.document.project)
        except ProjectError:
            return 0

    def _fill_data(self) -> None:
        text = self.tr("Held-out pictures of the project ({count})")
        rows = [text.format(count=f"{self._held_out():,}"), self.tr("COCO file...")]
        rows += [self._file.name] if self._file is not None else []
        if [self.data.itemText(n) for n in range(self.data.count())] != rows:
            chosen = max(self.data.currentIndex(), _HELD_OUT)
            self.data.clear()
            self.data.addItems(rows)
            self.data.setCurrentIndex(chosen if chosen < len(rows) and chosen != _ASK else 0)
        self._show_images()

    def _choose_data(self, row: int) -> None:
        if row == _ASK:
            self._ask_file()
        self._show_images()
        self.changed.emit()

    def _ask_file(self) -> None:
        title, kinds = self.tr("Pictures to judge by"), self.tr("COCO files (*.json)")
        start = str(self._session.document.project.root)
        chosen, _kind = QFileDialog.getOpenFileName(self, title, start, kinds)
        if chosen:
            self._file = Path(chosen)
            near = [self._file.parent / place for place in _USUAL_PLACES]
            self._images = next((each.resolve() for each in near if each.is_dir()), None)
        self._fill_data()
        self.data.setCurrentIndex(_HELD_OUT if self._file is None else _FILE)

    def _ask_images(self) -> None:
        title = self.tr("Folder of the pictures")
        chosen = QFileDialog.getExistingDirectory(self, title, str(self._images or Path.home()))
        if chosen:
            self._images = Path(chosen)
            self._show_images()
            self.changed.emit()

    def _show_images(self) -> None:
        self.images.setVisible(self.from_file)
        name = self._images.name if self._images is not None else "?"
        self.images.setText(self.tr("Pictures in {name}...").format(name=name))
        self.images.setToolTip(str(self._images or ""))
        self.data.setToolTip(str(self._file) if self.from_file else self.data.currentText())
