"""What fine-tuning would start from, in figures that a few queries give, and what is in its way."""

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from app.domain.decisions import match_class
from app.domain.project.store import Project
from app.domain.training.held_out import HELD, LEFT_OUT, TRAINED, wanted_number
from app.domain.training.sides import IMPORTED_SPLIT, has_train_alone
from app.domain.training.video_facts import FrameFacts, frame_facts
from fpn_core.finetuning.job import ENOUGH_HELD_OUT

_SIDES = """
SELECT p.split, h.held, COUNT(*) FROM pictures p
LEFT JOIN files f ON f.picture = p.id LEFT JOIN held_out h ON h.hash = f.hash
WHERE p.reviewed AND NOT instr(p.path, '#frame=') GROUP BY 1, 2
"""
_BOXES = """
SELECT a.label, COUNT(*), COUNT(DISTINCT a.picture) FROM annotations a
JOIN pictures p ON p.id = a.picture
WHERE p.reviewed AND p.split != 'test' AND NOT a.flags & 7 AND NOT instr(p.path, '#frame=')
GROUP BY a.label
"""
_REJECTED = """
SELECT COUNT(*) FROM rejections r JOIN pictures p ON p.id = r.picture
WHERE p.reviewed AND p.split != 'test'
"""


@dataclass(frozen=True)
class ClassFacts:
    """A class of the project: its boxes on reviewed pictures, ignored ones not counted, the
    pictures that they are on, and whether the model lacks it."""

    id: int
    name: str
    boxes: int
    pictures: int
    is_new: bool


@dataclass(frozen=True)
class JobFacts:
    """Reviewed pictures and what is on them. ``held_out`` is what it will be, as far as that is
    known before the pictures are looked at; ``tested`` are in the split "test" and stay out;
    ``kept`` are the model's classes that the project does not have."""

    trained: int = 0
    held_out: int = 0
    tested: int = 0
    classes: tuple[ClassFacts, ...] = ()
    kept: tuple[str, ...] = ()
    rejections: int = 0

    @property
    def pictures(self) -> int:
        """Reviewed pictures that train or judge."""
        return self.trained + self.held_out

    @property
    def boxes(self) -> int:
        """Boxes of all classes."""
        return sum(each.boxes for each in self.classes)

    @property
    def new(self) -> tuple[ClassFacts, ...]:
        """Classes that the model lacks."""
        return tuple(each for each in self.classes if each.is_new)


def job_facts(project: Project, model_classes: Sequence[str]) -> JobFacts:
    """The figures of a project for a model with these classes, frames of videos among its
    pictures. Builds the indexes of videos that have none yet. Raises ProjectError."""
    frames = frame_facts(project)
    own = list(project.classes.values())
    counts = {label: (boxes, pictures) for label, boxes, pictures in project.query(_BOXES)}
    known = {each.id for name in model_classes if (each := match_class(name, own)) is not None}
    classes = tuple(
        ClassFacts(
            each.id, each.name, counts.get(each.id, (0, 0))[0] + frames.boxes[each.id],
            counts.get(each.id, (0, 0))[1] + frames.frames[each.id], each.id not in known,
        )
        for each in own
    )  # fmt: skip
    kept = tuple(name for name in model_classes if match_class(name, own) is None)
    trained, held, tested = _sides(project, frames)
    return JobFacts(trained, held, tested, classes, kept, int(project.query(_REJECTED)[0][0]))


def _sides(project: Project, frames: FrameFacts) -> tuple[int, int, int]:
    """How many pictures train, judge, and stay out."""
    loose = has_train_alone(project)
    counts: Counter[tuple[str, int | None]] = Counter()
    of_frames = [(split, held, count) for (split, held), count in frames.sides.items()]
    for split, held, count in [*project.query(_SIDES), *of_frames]:
        counts["" if loose and split == TRAINED else split, held] += count
    tested = sum(n for (split, _held), n in counts.items() if split == LEFT_OUT)
    pinned = sum(n for (split, _held), n in counts.items() if split == HELD)
    fixed = sum(n for (split, _held), n in counts.items() if split == TRAINED)
    decided = sum(n for (split, held), n in counts.items() if not split and held)
    free = sum(n for (split, held), n in counts.items() if not split and held is None)
    total = sum(counts.values()) - tested
    held_out = pinned + decided
    imported = pinned and bool(project.value(IMPORTED_SPLIT, False))
    if not imported and pinned < wanted_number(total):
        held_out = max(held_out, min(wanted_number(total), held_out + free, total - fixed))
    return total - held_out, held_out, tested


class Obstacle(StrEnum):
    """What is in the way of a run, or what it will be worse for."""

    READ_ONLY = "read_only"
    NO_MODEL = "no_model"
    NO_CLASSES = "no_classes"
    NO_REVIEWED = "no_reviewed"
    ONLY_TESTED = "only_tested"
    NO_BOXES = "no_boxes"
    NOTHING_TRAINS = "nothing_trains"
    EMPTY_CLASSES = "empty_classes"
    ONE_PICTURE = "one_picture"
    FEW_HELD_OUT = "few_held_out"


BLOCKING = frozenset(
    {
        Obstacle.READ_ONLY,
        Obstacle.NO_MODEL,
        Obstacle.NO_CLASSES,
        Obstacle.NO_REVIEWED,
        Obstacle.ONLY_TESTED,
        Obstacle.NO_BOXES,
        Obstacle.NOTHING_TRAINS,
    }
)
"""Obstacles that no run can start with."""


def obstacles(facts: JobFacts, has_model: bool = True, read_only: bool = False) -> list[Obstacle]:
    """What is in the way, the gravest first; where a run cannot start, that one alone."""
    checks = (
        (Obstacle.READ_ONLY, read_only),
        (Obstacle.NO_MODEL, not has_model),
        (Obstacle.NO_CLASSES, not facts.classes),
        (Obstacle.NO_REVIEWED, not facts.pictures and not facts.tested),
        (Obstacle.ONLY_TESTED, not facts.pictures),
        (Obstacle.NO_BOXES, not facts.boxes),
        (Obstacle.NOTHING_TRAINS, not facts.trained),
        (Obstacle.EMPTY_CLASSES, bool(empty_classes(facts))),
        (Obstacle.ONE_PICTURE, facts.pictures == 1),
        (Obstacle.FEW_HELD_OUT, facts.pictures > 1 and facts.held_out < ENOUGH_HELD_OUT),
    )
    found = [obstacle for obstacle, there in checks if there]
    blocking = [each for each in found if each in BLOCKING]
    return blocking[:1] or found


def empty_classes(facts: JobFacts) -> list[str]:
    """Names of classes without a box to learn from."""
    return [each.name for each in facts.classes if not each.boxes]


def free_title(base: str, taken: Collection[str]) -> str:
    """A title for a new model: ``base`` and the first number from 1 that is not taken."""
    number = 1
    while f"{base}-{number}" in taken:
        number += 1
    return f"{base}-{number}"
