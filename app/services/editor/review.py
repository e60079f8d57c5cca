"""Deciding about detections, and marking pictures reviewed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from app.domain import accepting, editing
from app.domain.decisions import Decision, match_class
from app.domain.edits import Change, Edit
from app.domain.project.errors import ProjectError
from app.domain.records import ProjectClass
from app.services.editor.base import ReviewQuestion
from app.services.editor.boxes import BoxEdits

REVIEW_ANSWER = "review_answer"
ACCEPT, LEAVE, GO_THROUGH = "accept", "leave", "go_through"
REVIEW_ANSWERS = (ACCEPT, LEAVE, GO_THROUGH)


class ReviewEdits(BoxEdits):
    """Accept, reject, review. Detections are never changed: annotations and rejections decide."""

    _hurried: str | None = None  # the picture that Space has warned about

    # One detection, or all in sight

    def accept_selected(self) -> int | None:
        """The selected detection becomes an annotation; the next undecided one is selected."""
        row = self.document.selected
        if row is None:
            return None
        made = self._accept([row])
        return made[0] if made else None

    def accept_all(self) -> int:
        """All undecided detections in sight become annotations, in one step; how many did."""
        return len(self._accept(self._undecided()))

    def move_detection(self, row: int, box: Sequence[float]) -> int | None:
        """Moving a detection accepts it where it was moved to; the annotation is chosen."""
        made = self._accept([row], boxes={row: box}, go_on=False)
        return made[0] if made else None

    def _accept_as(self, row: int, label: int, added: list[Change]) -> bool:
        made = self._accept([row], label=label, given=added, go_on=False)
        if made:
            self.document.set_current_class(label)
        return bool(made)

    def _accept(
        self,
        rows: Sequence[int],
        label: int | None = None,
        boxes: Mapping[int, Sequence[float]] | None = None,
        given: Sequence[Change] = (),
        go_on: bool = True,
    ) -> list[int]:
        """Accept rows that no annotation covers; ids of the annotations."""
        document, picture = self.document, self._picture
        found = document.detections
        if found is None or picture is None:
            return []
        if self._are_old():
            return []
        rows = [row for row in rows if document.decisions[row] != Decision.COVERED]
        labels, added = self._labels_of(rows, label)
        edit = accepting.accept(
            self._new_id, picture, found, labels, self._size, document.rejections, added, boxes
        )
        if edit is None:
            return []
        following = self._following(rows) if go_on else None
        if not document.do(replace(edit, changes=(*given, *edit.changes))):
            return []
        made = self._made(edit)
        self._go_on(following, made)
        self._tell_accepted(len(made), self._after_adding([*given, *edit.changes]))
        return made

    def _labels_of(
        self, rows: Sequence[int], label: int | None
    ) -> tuple[dict[int, int], list[ProjectClass]]:
        """Class ids of rows, and the classes to add. A project of one class takes all as that."""
        found = self.document.detections
        assert found is not None, "asked before"
        if label is not None:
            return dict.fromkeys(rows, label), []
        by_name, added = self.labels_named(found.class_name(row) for row in rows)
        return {row: by_name[found.class_name(row)] for row in rows}, added

    def labels_named(self, names: Iterable[str]) -> tuple[dict[str, int], list[ProjectClass]]:
        """Class ids that detections of the model's classes are accepted as, and classes to add."""
        if self.single_class:
            label, changes = self._label_to_use()
            if label is not None:
                added = [c.after for c in changes if isinstance(c.after, ProjectClass)]
                return dict.fromkeys(names, label), added
        return accepting.classes_named(names, self.document.classes, self._new_id)

    def do_accepted(self, edit: Edit, text: str) -> bool:
        """Make an edit of boxes that are accepted happen, and tell of it and of added classes."""
        if not self._do(edit):
            return False
        more = self._after_adding(list(edit.changes))
        self.document.tell(f"{text}, {more}" if more else text)
        return True

    def _following(self, rows: Sequence[int]) -> int | None:
        """The undecided row to go on with after these."""
        left = [row for row in self._undecided() if row not in rows]
        after = [row for row in left if row > rows[0]] if rows else left
        return next(iter(after or left), None)

    def _go_on(self, following: int | None, made: Sequence[int]) -> None:
        if following is not None and following in self.document.rows:
            self.document.select(following)
        else:
            self.document.choose(made)

    def _tell_accepted(self, count: int, more: str) -> None:
        text = (
            self.tr("Accepted")
            if count == 1
            else self.tr("{count} detections accepted").format(count=count)
        )
        self.document.tell(f"{text}, {more}" if more else text)

    def reject_selected(self) -> bool:
        """The selected detection is not wanted, now and from later runs of the model; the next
        undecided one is selected."""
        row = self.document.selected
        return row is not None and self.reject([row])

    def reject(self, rows: Sequence[int]) -> bool:
        """Detections are not wanted; those that are decided already stay as they are."""
        document, picture = self.document, self._picture
        found = document.detections
        if found is None or picture is None:
            return False
        if self._are_old():
            return False
        rows = [row for row in rows if document.decisions[row] == Decision.UNDECIDED]
        following = self._following(rows)
        if not self._do(accepting.reject(self._new_id, picture, found, rows)):
            return False
        self._go_on(following, ())
        return True

    def _are_old(self) -> bool:
        """Whether detections are another model's; then say so, since these are not decided."""
        if self.document.detections_old:
            self.document.tell(
                self.tr("Grey boxes are another model's; those of this one are on their way.")
            )
        return self.document.detections_old

    def unreject(self, rows: Iterable[int]) -> bool:
        """Rejected detections are undecided again."""
        document, picture = self.document, self._picture
        if document.detections is None or picture is None:
            return False
        return self._do(accepting.unreject(picture, document.detections, rows, document.rejections))

    def pick_proposal(self, x: float, y: float) -> int | None:
        """The best proposal at a point becomes an annotation of the current class."""
        document, picture = self.document, self._picture
        proposals = document.proposals
        row = None if proposals is None else proposals.best_at(x, y)
        if proposals is None or row is None or picture is None:
            return None
        label, added = self._label_to_use()
        if label is None:
            self.pending_origin = accepting.proposal_origin(proposals, row)
            return self.draw(proposals.boxes[row].tolist())
        edit = accepting.pick(self._new_id, picture, proposals, row, label, self._size)
        if not self._do(replace(edit, changes=(*added, *edit.changes))):
            return None
        self._after_adding(added)
        made = self._made(edit)
        document.choose(made)
        return made[0]

    # Review

    @property
    def review_answer(self) -> str:
        """What to do with undecided detections at review: one of REVIEW_ANSWERS, "" to ask."""
        answer = self.document.project.value(REVIEW_ANSWER, "")
        return answer if answer in REVIEW_ANSWERS else ""

    def set_review_answer(self, answer: str) -> None:
        """Remember the answer for this project; "" asks again."""
        self.document.remember(REVIEW_ANSWER, answer)
        self.document.classes_changed.emit()

    def review(self) -> None:
        """Mark the picture reviewed and go on; where detections are undecided, do as the person
        has answered for this project, or ask."""
        if self.document.record is None or self._waits_for_the_model():
            return
        undecided = self._to_answer_for()
        if undecided and not self.review_answer:
            self.asks.emit(ReviewQuestion(len(undecided)))
            return
        self._review(self.review_answer)

    def _waits_for_the_model(self) -> bool:
        """Say once that the model is still at work here: what it finds would not be reviewed."""
        document = self.document
        path = document.pictures.current
        there = document.detections is not None and not document.detections_old
        if not document.detecting or there or path == self._hurried:
            self._hurried = None
            return False
        self._hurried = path
        document.tell(
            self.tr("The model is still looking at this picture. Press again to go on without it.")
        )
        return True

    def answer_review(self, answer: str) -> None:
        """The answer to the question, remembered for the project; then review goes on."""
        if answer not in REVIEW_ANSWERS:
            raise ValueError(f"no answer to the review question: {answer!r}")
        self.set_review_answer(answer)
        self._review(answer)

    def _undecided(self) -> list[int]:
        """Undecided detections in sight; those of another model are not decided."""
        rows, decisions = self.document.rows, self.document.decisions
        if self.document.detections_old:
            return []
        return [int(row) for row in rows if decisions[row] == Decision.UNDECIDED]

    def _to_answer_for(self) -> list[int]:
        """Undecided detections in sight that the review question is about.

        In a project with classes these are detections of its classes: those of other classes of
        the model (kept classes) need no decision, since training ignores what lies there.
        """
        found, rows = self.document.detections, self._undecided()
        if found is None:
            return rows
        asked = self.names_to_answer_for(found.model.class_names)
        return [row for row in rows if found.class_name(row) in asked]

    def names_to_answer_for(self, names: Iterable[str]) -> set[str]:
        """The classes of a model whose detections need a decision in this project."""
        classes = self.document.classes
        if not classes or self.single_class:
            return set(names)
        return {name for name in names if match_class(name, classes.values())}

    def _review(self, answer: str) -> None:
        document, record = self.document, self.document.record
        found = document.detections
        if record is None:
            return
        rows = self._to_answer_for()
        if rows and answer == GO_THROUGH:
            self._go_through(rows)
            return
        edit: Edit | None = None
        if rows and found is not None and answer == ACCEPT:
            labels, added = self._labels_of(rows, None)
            edit = accepting.accept(
                self._new_id, record.id, found, labels, self._size, document.rejections, added
            )
        elif rows and found is not None and answer == LEAVE:
            edit = accepting.reject(self._new_id, record.id, found, rows, accepting.LEFT_OUT)
        if edit is None and record.reviewed:
            document.tell(self.tr("Reviewed already."))
        elif not document.do(accepting.with_review(edit, record)):
            return
        else:
            self._tell_reviewed(edit, answer)
        self._go_to_next()

    def _go_through(self, rows: Sequence[int]) -> None:
        document = self.document
        if document.selected not in rows:
            document.select(rows[0])
        text = (
            self.tr("1 detection to decide: Enter accepts, X rejects.")
            if len(rows) == 1
            else self.tr("{count} detections to decide: Enter accepts, X rejects.")
        )
        document.tell(text.format(count=len(rows)))

    def _tell_reviewed(self, edit: Edit | None, answer: str) -> None:
        if edit is None:
            self.document.tell(self.tr("reviewed"))
            return
        if answer == ACCEPT:
            text = self.tr("reviewed, {count} accepted").format(count=len(self._made(edit)))
            more = self._after_adding(list(edit.changes))
            self.document.tell(f"{text}, {more}" if more else text)
            return
        count = len(edit.changes)
        self.document.tell(self.tr("reviewed, {count} left out").format(count=count))

    def _go_to_next(self) -> None:
        """Show the next picture that is not reviewed, or the next one; in a video stay there."""
        document = self.document
        if document.in_video:
            return
        path = self.next_unreviewed(1) or document.pictures.step(1)
        if path is not None and path != document.pictures.current:
            document.wanted.emit(path)

    def next_unreviewed(self, by: int) -> str | None:
        """The next (1) or previous (-1) picture in the list that is not reviewed."""
        return next(self.document.unreviewed(self.document.pictures.beyond(by)), None)

    def first_unreviewed(self) -> str | None:
        """The first picture in the list that is not reviewed."""
        return next(self.document.unreviewed(self.document.pictures.shown), None)

    def mark(self, paths: Iterable[str], reviewed: bool) -> bool:
        """Mark pictures reviewed, or not, in one step; their detections stay undecided."""
        try:
            records = self.document.project.register(paths).values()
        except ProjectError as error:
            self.document.tell(str(error))
            return False
        return self._do(editing.set_reviewed(records, reviewed))
