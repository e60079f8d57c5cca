"""The pictures of a project that judge models, as a COCO file that a comparison reads."""

from pathlib import Path

from app.domain.formats.labels import Step, no_step
from app.domain.project.store import Project
from app.domain.training.data_file import write_data
from app.domain.training.gather import Gathering
from app.domain.training.held_out import SHARE
from app.domain.training.reviewed import reviewed_pictures
from app.domain.training.sides import settle_sides
from app.domain.training.video_facts import frame_facts
from fpn_core.errors import ModelError

SPLIT = "val"
_COUNT = """
SELECT COALESCE(SUM(p.split = 'val'), 0), SUM(CASE WHEN p.split = '' THEN h.held END),
       COALESCE(SUM(p.split = ''), 0)
FROM pictures p LEFT JOIN files f ON f.picture = p.id LEFT JOIN held_out h ON h.hash = f.hash
WHERE p.reviewed AND NOT instr(p.path, '#frame=')
"""
_VIDEOS = """
SELECT EXISTS (SELECT 1 FROM pictures WHERE reviewed AND instr(path, '#frame='))
    OR EXISTS (SELECT 1 FROM frame_ranges)
"""

_HELD = """
SELECT p.id FROM pictures p LEFT JOIN files f ON f.picture = p.id
LEFT JOIN held_out h ON h.hash = f.hash
WHERE p.reviewed AND (p.split = 'val' OR p.split = '' AND h.held)
"""


def count_held_out(project: Project) -> int:
    """About how many pictures judge models and are never trained on.

    Those that are decided; before the first decision, which the first run or comparison makes, as
    many as there will be.
    """
    ((pinned, decided, free),) = project.query(_COUNT)
    if project.query(_VIDEOS)[0][0]:
        sides = frame_facts(project).sides
        pinned += sum(count for (split, _held), count in sides.items() if split == SPLIT)
        held = [(held, count) for (split, held), count in sides.items() if not split]
        free += sum(count for _held, count in held)
        if any(held is not None for held, _count in held):
            decided = (decided or 0) + sum(count for side, count in held if side)
    if decided is None and free > 1:
        return int(pinned) + max(1, round(SHARE * free))
    return int(pinned) + int(decided or 0)


def held_out_ids(project: Project) -> frozenset[int]:
    """The reviewed pictures that judge models, of those that are decided."""
    return frozenset(id for (id,) in project.query(_HELD))


def write_held_out(project: Project, target: Path, step: Step = no_step) -> None:
    """Write the held-out pictures with absolute names and everything annotated on them, as COCO.

    Raises ModelError where there are none, or where none of their files is there; OSError where
    the file cannot be written.
    """
    held = settle_sides(project, reviewed_pictures(project), step)
    ids = [id for id, is_held in held.items() if is_held]
    if not ids:
        raise ModelError(
            "No picture is held out yet. Review some pictures: about a fifth of them judge models "
            "and are never trained on"
        )
    gathering = Gathering(project)
    categories = gathering.categories()
    pictures = gathering.pictures(ids, categories, step)
    written = write_data(target, pictures, held, categories, lambda picture: picture.path)
    if not written.held_out:
        raise ModelError(f"None of the {len(ids)} held-out pictures can be read")
