"""The COCO file of a project that is written again and again: what stays is kept as text."""

from collections.abc import Iterator

from app.domain.formats.coco_text import PictureText, file_pieces, picture_text
from app.domain.formats.labels import LabelSet, Step
from app.domain.formats.project_labels import KEPT_KEY, ExportChoice, labels_of_project
from app.domain.project.store import Project

MOST_BYTES = 256_000_000
_STRETCH = 4000
_PICTURES = "SELECT id, path, reviewed, split FROM pictures ORDER BY id"
_OF_FORMATS = "SELECT value FROM answers WHERE key = ?"


class KeptTexts:
    """The rows of a project's pictures as the text of a COCO file; one thread at a time.

    Read again are the pictures that were edited, whose own row is another one, or whose file could
    not be read. A project whose texts take more than ``most_bytes`` is read whole at every write.
    ``nbytes`` is the memory that they take.
    """

    def __init__(self, project: Project, most_bytes: int = MOST_BYTES) -> None:
        self._project, self._most_bytes = project, most_bytes
        self._too_large = False
        self._rows: dict[int, list[object]] = {}
        self._texts: dict[int, PictureText] = {}
        self._unread: set[int] = set()  # their files had no size when they were last looked at
        self._of_formats: list[object] = []
        self.nbytes = 0

    def update(self, changed: frozenset[int], step: Step) -> LabelSet:
        """Take edits of some pictures. Returns classes and problems, for `pieces`.

        Raises:
            ProjectError: the project could not be read.
        """
        project = self._project
        if self._too_large:
            return labels_of_project(project, ExportChoice(reviewed_only=False), step)
        of_formats = project.query(_OF_FORMATS, (KEPT_KEY,))
        if of_formats != self._of_formats:
            self._forget()
        rows = {id: row for id, *row in project.query(_PICTURES)}
        again = changed | self._unread
        stale = [id for id, row in rows.items() if id in again or self._rows.get(id) != row]
        problems: list[str] = []
        for at in range(0, max(len(stale), 1), _STRETCH):
            some = frozenset(stale[at : at + _STRETCH])
            labels = labels_of_project(project, ExportChoice(False, pictures=some), step)
            problems += labels.problems
            self._keep(some, labels)
            if self.nbytes > self._most_bytes:
                self._forget()
                self._too_large = True
                return self.update(changed, step)
        self._keep(self._rows.keys() - rows.keys(), LabelSet())
        self._rows, self._of_formats = rows, of_formats
        labels.pictures, labels.problems = [], problems
        return labels

    def pieces(self, labels: LabelSet, step: Step) -> Iterator[str]:
        """The text of the whole file, as it was at the last update, in pieces."""
        texts = [picture_text(labels, each, each.name) for each in labels.pictures]
        texts += [self._texts[id] for id in self._rows if id in self._texts]
        return file_pieces(labels, texts, step)

    def _keep(self, ids: frozenset[int] | set[int], labels: LabelSet) -> None:
        """Take the texts of pictures in place of those before; none for those not in the set."""
        for id in ids:
            before = self._texts.pop(id, None)
            self.nbytes -= 0 if before is None else before.nbytes
        self._unread -= ids
        for picture in labels.pictures:
            made = picture_text(labels, picture, picture.name)
            self._texts[picture.project_id] = made
            self.nbytes += made.nbytes
            if not picture.width:
                self._unread.add(picture.project_id)

    def _forget(self) -> None:
        self._rows, self._texts, self._unread = {}, {}, set()
        self.nbytes = 0
