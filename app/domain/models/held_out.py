"""The pictures of a project that judge models, as a COCO file that a comparison reads."""

from typing import Any

from app.domain.formats.coco import content_of
from app.domain.formats.labels import LabelPicture, Step, no_step
from app.domain.formats.project_labels import ExportChoice, labels_of_project
from app.domain.project.store import Project
from fpn_core.errors import ModelError

SPLIT = "val"


def held_out_ids(project: Project) -> frozenset[int]:
    """Ids of the pictures that judge models and are never trained on."""
    rows = project.query("SELECT id FROM pictures WHERE reviewed AND split = ?", (SPLIT,))
    return frozenset(row[0] for row in rows)


def held_out_data(project: Project, step: Step = no_step) -> dict[str, Any]:
    """The held-out pictures with absolute names and everything annotated on them, as COCO.

    Raises ModelError where there are none, or where none of their files is there.
    """
    ids = held_out_ids(project)
    if not ids:
        raise ModelError(
            "No picture is held out yet. Review some pictures, select them, and choose Picture > "
            "Split of the selected pictures > Validation"
        )
    labels = labels_of_project(project, ExportChoice(pictures=ids, always=ids), step)
    there = [each for each in labels.pictures if each.path and each.width and each.height]
    if not there:
        raise ModelError(f"None of the {len(ids)} held-out pictures is where it was")
    return content_of(labels, there, _path_of, step)


def _path_of(picture: LabelPicture) -> str:
    return picture.path
