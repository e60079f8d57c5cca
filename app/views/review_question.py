"""The question at review: what becomes of detections that nobody has decided about."""

from app.services.editor import ReviewQuestion
from app.services.editor.review import ACCEPT, GO_THROUGH, LEAVE
from app.views.editor_question import EditorQuestions


class ReviewQuestions(EditorQuestions):
    """Asked once a project."""

    def ask(self, question: object) -> None:
        if not isinstance(question, ReviewQuestion):
            return
        text = (
            self.tr("1 detection is undecided.")
            if question.count == 1
            else self.tr("{count} detections are undecided.").format(count=question.count)
        )
        more = self.tr(
            "What becomes of them when a picture is reviewed? Detections that are left out"
            " teach the model that nothing is there. The answer is kept for this project; the"
            " Box menu changes it."
        )
        answers = {
            ACCEPT: self.tr("Accept them"),
            LEAVE: self.tr("Leave them out"),
            GO_THROUGH: self.tr("Go through them"),
        }
        self.put(self.tr("Reviewed"), text, more, answers, ACCEPT)

    def take(self, answer: str) -> None:
        self.editor.answer_review(answer)
