"""What a person does to boxes, in words: every method is one edit or none."""

from app.services.editor.base import ClassQuestion, ReviewQuestion
from app.services.editor.clipboard import ClipboardEdits
from app.services.editor.review import ReviewEdits
from app.services.editor.tracks import DeleteQuestion, TrackEdits

__all__ = ["ClassQuestion", "DeleteQuestion", "Editor", "ReviewQuestion"]


class Editor(ClipboardEdits, TrackEdits, ReviewEdits):
    """The hands of a person on the document: draws, moves, relabels, copies, accepts, reviews."""
