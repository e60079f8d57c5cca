"""The question at deleting a box of a track: on this frame, from here on, or everywhere."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QPushButton, QWidget

from app.services.editor import DeleteQuestion, Editor
from app.services.editor.tracks import ONWARD, THIS, WHOLE

_BUTTON_WIDTH = 128


class DeleteQuestions(QObject):
    """Puts the editor's question to the person; the last answer is the default, Esc deletes
    nothing, and a letter of an answer gives it."""

    def __init__(self, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self._editor, self._parent = editor, parent
        self.box: QMessageBox | None = None
        self._answers: dict[QAbstractButton, str] = {}
        editor.asks.connect(self._ask)

    def _ask(self, question: object) -> None:
        if isinstance(question, DeleteQuestion):
            self._show(question)

    def _show(self, question: DeleteQuestion) -> None:
        box = QMessageBox(self._parent)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("Delete"))
        box.setText(
            self.tr("Where is the track to be deleted?")
            if question.tracks == 1
            else self.tr("Where are {count} tracks to be deleted?").format(count=question.tracks)
        )
        text = self.tr("The box is that of a track on frame {frame} and on others.")
        box.setInformativeText(text.format(frame=f"{question.frame:,}"))
        role = QMessageBox.ButtonRole.ActionRole
        answers: dict[QPushButton, str] = {
            box.addButton(self.tr("&This frame"), role): THIS,
            box.addButton(self.tr("&From here on"), role): ONWARD,
            box.addButton(self.tr("&Whole track"), role): WHOLE,
        }
        for button, scope in answers.items():
            button.setMinimumWidth(_BUTTON_WIDTH)  # the default one is bold, and Qt forgets that
            if scope == question.scope:
                box.setDefaultButton(button)
        self._answers = dict(answers.items())
        box.setEscapeButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.buttonClicked.connect(self._answer)
        self.box = box
        box.open()

    def _answer(self, button: QAbstractButton) -> None:
        scope = self._answers.get(button)
        self.box = None
        if scope is not None:
            self._editor.answer_delete(scope)
