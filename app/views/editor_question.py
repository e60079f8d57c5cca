"""What the questions that the editor puts to a person have in common."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from app.services.editor import Editor

_BUTTON_WIDTH = 128


class EditorQuestions(QObject):
    """Hears what the editor asks, shows a box with an answer on each button, and passes on the one
    that was given; Esc answers nothing."""

    def __init__(self, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self.editor, self._parent = editor, parent
        self.box: QMessageBox | None = None
        self._answers: dict[QAbstractButton, str] = {}
        editor.asks.connect(self.ask)

    def ask(self, question: object) -> None:
        """Put a question of one's own kind; those of another kind are another's."""
        raise NotImplementedError

    def take(self, answer: str) -> None:
        """Take the answer of the person."""
        raise NotImplementedError

    def put(
        self, title: str, text: str, more: str, answers: Mapping[str, str], default: str
    ) -> None:
        """Show a question: ``answers`` are the texts of the buttons by answer."""
        box = QMessageBox(self._parent)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(title)
        box.setText(text)
        box.setInformativeText(more)
        self._answers = {}
        for answer, words in answers.items():
            button = box.addButton(words, QMessageBox.ButtonRole.ActionRole)
            button.setMinimumWidth(_BUTTON_WIDTH)  # the default one is bold, and Qt forgets that
            self._answers[button] = answer
            if answer == default:
                box.setDefaultButton(button)
        box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.buttonClicked.connect(self._answer)
        self.box = box
        box.open()

    def _answer(self, button: QAbstractButton) -> None:
        answer = self._answers.get(button)
        self.box = None
        if answer is not None:
            self.take(answer)
