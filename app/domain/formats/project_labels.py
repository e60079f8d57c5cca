"""Between a project and the neutral form: what an import changes, and what an export takes.

The class list of an export is permanent: a class keeps its place and its id for ever, also when the
list is put in another order; a deleted class leaves its place, with its last name.

A frame of a video is a picture that is named after its video and its number; on a reviewed frame
the boxes that tracks have there count as annotations.
"""

import os
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from app.domain.class_editing import class_to_add
from app.domain.decisions import Decision, decide, match_class
from app.domain.edit_words import edit_text
from app.domain.edits import Change, Edit
from app.domain.formats.labels import (
    FLAGS,
    LabelBox,
    LabelClass,
    LabelPicture,
    LabelSet,
    Step,
    no_step,
)
from app.domain.formats.sizes import quick_size
from app.domain.formats.tracks import ImportedTracks, with_frame, with_track
from app.domain.project.frame_rows import FrameRows
from app.domain.project.media_files import is_there
from app.domain.project.store import Project
from app.domain.records import Annotation, Box, Picture, ProjectClass
from app.domain.training.reviewed import reviewed_frame_ids
from app.domain.training.sides import note_imported_split
from app.domain.video.frame_names import frame_file
from fpn_core.errors import FpnError
from fpn_core.video.frames import is_video_name

SAME_IOU = 0.99
CLASSES_KEY, KEPT_KEY = "exported_classes", "kept_of_formats"
_STEP = 100


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What an export takes. ``score``: undecided detections of ``model_key`` from it up are added
    on pictures that are not reviewed, and with ``reviewed_only`` such pictures are taken that have
    some; None = none. ``pictures``: these ids alone, None = all.
    ``always``: ids of pictures that are taken although there is nothing on them."""

    reviewed_only: bool = True
    score: float | None = None
    model_key: str = ""
    pictures: frozenset[int] | None = None
    always: frozenset[int] = frozenset()


@dataclass(slots=True)
class ImportPlan:
    """An import as one edit, and what it comes to."""

    edit: Edit
    added: int = 0
    doubled: int = 0
    pictures: int = 0
    missing: int = 0
    new_classes: list[str] = field(default_factory=list)
    kept: dict[str, Any] = field(default_factory=dict)
    class_ids: list[tuple[int, int, str]] = field(default_factory=list)


# Import


def plan_import(
    project: Project, labels: LabelSet, mark_reviewed: bool, step: Step = no_step
) -> ImportPlan:
    """What importing labels into a project changes, as one edit; nothing is changed yet.

    Classes are matched by name, and added where there is none. A box that is there already (same
    picture, same class, IoU above 0.99) is not added again. Pictures that were not found are
    counted. Boxes that are detections (with a score) stay out: nobody has accepted them; and those
    between keyframes, which are computed.
    """
    plan = ImportPlan(Edit("", ()))
    changes: list[Change] = []
    ids = _class_ids(project, labels, plan, changes)
    known = {each.path: each for each in project.pictures()}
    rows = project.register(each.path for each in labels.pictures if each.path)
    beside, tracks = FrameRows(project), ImportedTracks(project.new_id)
    for at, source in enumerate(labels.pictures):
        if at % _STEP == 0:
            step(at, len(labels.pictures))
        if not source.path:
            plan.missing += 1
            continue
        picture = rows.get(source.path) or project.picture(source.path)
        there = project.annotations(picture.id) if picture.path in known else ()
        there = (*there, *beside.beside(source.path, picture.id))
        before = len(changes)
        _add_boxes(project, source, picture, there, ids, plan, changes)
        changes[before:] = tracks.joined(source, changes[before:])
        after = replace(
            picture, reviewed=picture.reviewed or mark_reviewed, split=source.split or picture.split
        )
        if after != picture:
            changes.append(Change(picture, after))
        plan.pictures += len(changes) > before
        if source.extra:
            plan.kept[str(picture.id)] = source.extra
    changes = tracks.ended(changes)
    plan.edit = Edit(edit_text("import", max(plan.pictures, 1)), tuple(changes))
    return plan


def finish_import(project: Project, labels: LabelSet, plan: ImportPlan) -> None:
    """After the edit was made: remember the order and ids of the classes, and what stands beside
    boxes in the files, for later exports."""
    kept = project.value(KEPT_KEY, {})
    kept.setdefault("pictures", {}).update(plan.kept)
    kept.setdefault("set", {}).update(labels.extra)
    own = {
        str(id): each.extra
        for (id, _, _), each in zip(plan.class_ids, labels.classes, strict=True)
        if each.extra
    }
    kept.setdefault("classes", {}).update(own)
    project.set_value(KEPT_KEY, kept)
    rows = project.value(CLASSES_KEY, [])
    note_imported_split(project, {each.split for each in labels.pictures if each.path})
    known, taken = {row["id"] for row in rows}, {row["number"] for row in rows}
    for id, number, name in plan.class_ids:
        if id not in known:
            number = number if number not in taken else max(taken) + 1
            rows.append({"id": id, "number": number, "name": name})
            known.add(id)
            taken.add(number)
    project.set_value(CLASSES_KEY, rows)


def _class_ids(
    project: Project, labels: LabelSet, plan: ImportPlan, changes: list[Change]
) -> list[int]:
    there = list(project.classes.values())
    ids = []
    for each in labels.classes:
        found = match_class(each.name, there)
        if found is None:
            found = class_to_add(project.new_id(), each.name, there)
            there.append(found)
            changes.append(Change(None, found))
            plan.new_classes.append(found.name)
        ids.append(found.id)
        plan.class_ids.append((found.id, each.id, found.name))
    return ids


def _add_boxes(
    project: Project,
    source: LabelPicture,
    picture: Picture,
    there: Iterable[Annotation],
    ids: list[int],
    plan: ImportPlan,
    changes: list[Change],
) -> None:
    known: dict[int, list[Box]] = {}
    for row in there:
        known.setdefault(row.label, []).append(row.box)
    for box in source.boxes:
        label = ids[box.label]
        if box.score is not None or box.computed:
            continue
        if any(_iou(box.box, other) > SAME_IOU for other in known.get(label, ())):
            plan.doubled += 1
            continue
        made = Annotation(
            project.new_id(), picture.id, label, box.box, box.ignore, box.crowd, box.difficult,
            box.truncated, box.occluded, False, box.group, box.attributes, box.points, box.extra,
        )  # fmt: skip
        changes.append(Change(None, made))
        plan.added += 1


def _iou(a: Box, b: Box) -> float:
    across = min(a[2], b[2]) - max(a[0], b[0])
    down = min(a[3], b[3]) - max(a[1], b[1])
    if across <= 0 or down <= 0:
        return 0.0
    shared = across * down
    both = (a[2] - a[0]) * (a[3] - a[1]) + (b[2] - b[0]) * (b[3] - b[1])
    return shared / (both - shared)


# Export


def labels_of_project(project: Project, choice: ExportChoice, step: Step = no_step) -> LabelSet:
    """The annotations of a project in the neutral form, and detections where they are asked for."""
    labels = LabelSet("project")
    kept = project.value(KEPT_KEY, {})
    labels.extra = dict(kept.get("set", {}))
    places = export_classes(project, labels, kept.get("classes", {}))
    frames, beside = reviewed_frame_ids(project), FrameRows(project)
    pictures = [
        replace(each, reviewed=each.reviewed or each.id in frames)
        for each in project.pictures(choice.pictures)
        if not is_video_name(each.path)
    ]
    pictures = [each for each in pictures if _wanted(each, choice)]
    for at, picture in enumerate(pictures):
        if at % _STEP == 0:
            step(at, len(pictures))
        rows = project.annotations(picture.id)
        if rows or picture.reviewed:
            # Where nobody has looked, tracks pass over a frame that is merely known.
            rows = (*rows, *beside.beside(project.absolute_path(picture.path), picture.id))
        found = _detected(project, picture, rows, choice, places)
        if choice.reviewed_only and not picture.reviewed and not found:
            continue
        boxes = [*(_box_of(row, places) for row in rows if row.label in places), *found]
        if boxes or picture.reviewed or picture.id in choice.always:
            extra = kept.get("pictures", {}).get(str(picture.id), {})
            labels.pictures.append(_picture_of(project, picture, boxes, extra, labels))
    return labels


def _wanted(picture: Picture, choice: ExportChoice) -> bool:
    return picture.reviewed or not choice.reviewed_only or choice.score is not None


def export_classes(project: Project, labels: LabelSet, kept: Mapping[str, Any]) -> dict[int, int]:
    """Class id -> place in the classes of ``labels``, which are set; the list is the one of earlier
    exports, and grows. ``kept`` is what stands beside classes in files, by their id."""
    rows = project.value(CLASSES_KEY, [])
    living = project.classes
    known = {row["id"] for row in rows}
    before = [dict(row) for row in rows]
    for row in rows:
        if row["id"] in living:
            row["name"] = living[row["id"]].name
    number = max((row["number"] for row in rows), default=0)
    for each in living.values():
        if each.id not in known:
            number += 1
            rows.append({"id": each.id, "number": number, "name": each.name})
    if rows != before and not project.read_only:
        project.set_value(CLASSES_KEY, rows)
    labels.classes = [
        LabelClass(row["number"], row["name"], dict(kept.get(str(row["id"]), {}))) for row in rows
    ]
    return {row["id"]: place for place, row in enumerate(rows)}


def _box_of(row: Annotation, places: Mapping[int, int]) -> LabelBox:
    marks = {flag: getattr(row, flag) for flag in FLAGS}
    return LabelBox(
        places[row.label], row.box, **marks, group=row.group, attributes=row.attributes,
        points=row.points, extra=with_track(row),
    )  # fmt: skip


def _detected(
    project: Project,
    picture: Picture,
    rows: tuple[Annotation, ...],
    choice: ExportChoice,
    places: Mapping[int, int],
) -> list[LabelBox]:
    """Undecided detections of a picture that nobody has reviewed, each with its score."""
    if choice.score is None or picture.reviewed:
        return []
    found = project.detections(picture.id, choice.model_key)
    if found is None:
        return []
    names = {each.id: each.name for each in project.classes.values()}
    decisions = decide(found, rows, project.rejections(picture.id), names)
    classes = list(project.classes.values())
    out = []
    for row in range(len(found)):
        wanted = found.scores[row] >= choice.score and decisions[row] == Decision.UNDECIDED
        known = match_class(found.class_name(row), classes) if wanted else None
        if known is not None and known.id in places:
            x1, y1, x2, y2 = found.boxes[row].tolist()
            score = round(float(found.scores[row]), 6)
            out.append(LabelBox(places[known.id], (x1, y1, x2, y2), score=score))
    return out


def _picture_of(
    project: Project, picture: Picture, boxes: list[LabelBox], extra: Any, labels: LabelSet
) -> LabelPicture:
    path = os.path.normpath(os.path.join(project.root, picture.path))
    made = LabelPicture(
        picture_name(picture.path), path, split=picture.split, boxes=boxes,
        extra=with_frame(dict(extra), picture.path), project_id=picture.id,
    )  # fmt: skip
    try:
        made.width, made.height = quick_size(path)
    except FpnError as error:
        labels.problems.append(f"{picture.path}: {error}")
        made.path = path if is_there(path) else ""
    return made


def picture_name(path: str) -> str:
    """The name in label files of a picture at a path, as the project keeps it."""
    return frame_file(os.path.basename(path) if os.path.isabs(path) else path)


def class_summary(labels: LabelSet, classes: Iterable[ProjectClass]) -> list[tuple[str, int, bool]]:
    """(name, boxes, whether the project has it) for each class of labels."""
    there = list(classes)
    counts = Counter(dict(enumerate(labels.class_counts())))
    return [
        (each.name, counts[place], match_class(each.name, there) is not None)
        for place, each in enumerate(labels.classes)
    ]
