"""The question at review: what becomes of detections that nobody has decided about."""

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from app.services.editor import Editor, ReviewQuestion
from app.services.editor.review import ACCEPT, GO_THROUGH, LEAVE

_BUTTON_WIDTH = 128


class ReviewQuestions(QObject):
    """Puts the editor's question to the person, once a project; Esc answers nothing."""

    def __init__(self, editor: Editor, parent: QWidget) -> None:
        super().__init__(parent)
        self._editor, self._parent = editor, parent
        self.box: QMessageBox | None = None
        self._answers: dict[QAbstractButton, str] = {}
        editor.asks.connect(self._ask)

    def _ask(self, question: object) -> None:
        if isinstance(question, ReviewQuestion):
            self._show(question)

    def _show(self, question: ReviewQuestion) -> None:
        box = QMessageBox(self._parent)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.setWindowTitle(self.tr("Reviewed"))
        box.setText(
            self.tr("1 detection is undecided.")
            if question.count == 1
            else self.tr("{count} detections are undecided.").format(count=question.count)
        )
        box.setInformativeText(
            self.tr(
                "What becomes of them when a picture is reviewed? Detections that are left out"
                " teach the model that nothing is there. The answer is kept for this project; the"
                " Box menu changes it."
            )
        )
        role = QMessageBox.ButtonRole.ActionRole
        accept = box.addButton(self.tr("Accept them"), role)
        self._answers = {
            accept: ACCEPT,
            box.addButton(self.tr("Leave them out"), role): LEAVE,
            box.addButton(self.tr("Go through them"), role): GO_THROUGH,
        }
        for button in self._answers:
            button.setMinimumWidth(_BUTTON_WIDTH)  # the default one is bold, and Qt forgets that
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setEscapeButton(cancel)
        box.setDefaultButton(accept)
        box.buttonClicked.connect(self._answer)
        self.box = box
        box.open()

    def _answer(self, button: QAbstractButton) -> None:
        answer = self._answers.get(button)
        self.box = None
        if answer is not None:
            self._editor.answer_review(answer)
