"""The question at deleting a box of a track: on this frame, from here on, or everywhere."""

from app.services.editor import DeleteQuestion
from app.services.editor.tracks import ONWARD, THIS, WHOLE
from app.views.editor_question import EditorQuestions


class DeleteQuestions(EditorQuestions):
    """The last answer is the default, and a letter of an answer gives it."""

    def ask(self, question: object) -> None:
        if not isinstance(question, DeleteQuestion):
            return
        text = (
            self.tr("Where is the track to be deleted?")
            if question.tracks == 1
            else self.tr("Where are {count} tracks to be deleted?").format(count=question.tracks)
        )
        more = self.tr("The box is that of a track on frame {frame} and on others.")
        answers = {
            THIS: self.tr("&This frame"),
            ONWARD: self.tr("&From here on"),
            WHOLE: self.tr("&Whole track"),
        }
        more = more.format(frame=f"{question.frame:,}")
        self.put(self.tr("Delete"), text, more, answers, question.scope)

    def take(self, answer: str) -> None:
        self.editor.answer_delete(answer)
