"""Projects, edits and detections that the tests of the store start from."""

import dataclasses
from pathlib import Path

import numpy as np

from app.domain.detections import DetectionSet, Level, ModelInfo
from app.domain.edits import Change, Edit
from app.domain.project.store import Project
from app.domain.records import Annotation, Box, Picture, ProjectClass

MODEL = ModelInfo(
    name="lite",
    levels=(Level("P2", 4.0, (32.0,)), Level("P3", 8.0, (64.0,))),
    class_names=("cat", "dog"),
    canonical_size=224.0,
    k0=4,
    key="5f3a",
)


def open_in(folder: Path) -> Project:
    """The project of a folder, with copies going to a place of the test's own."""
    return Project(folder, data_dir=folder.parent / "data")


def add_class(project: Project, name: str = "cat") -> ProjectClass:
    """A class, added by an edit."""
    made = ProjectClass(project.new_id(), name, "#ff0000", len(project.classes))
    project.do(Edit(f"Add class {name}", (Change(None, made),)))
    return made


def draw(project: Project, picture: Picture, label: int, box: Box = (1, 2, 30, 40.5)) -> Annotation:
    """An annotation, added by an edit."""
    made = Annotation(project.new_id(), picture.id, label, box)
    project.do(Edit("Draw a box", (Change(None, made),), picture.id))
    return made


def review(project: Project, picture: Picture) -> Picture:
    """Mark a picture reviewed."""
    after = dataclasses.replace(picture, reviewed=True)
    project.do(Edit("Mark reviewed", (Change(picture, after),), picture.id))
    return after


def started(folder: Path) -> tuple[Project, Picture, ProjectClass]:
    """A project in a folder with one picture and one class."""
    folder.mkdir(exist_ok=True)
    project = open_in(folder)
    picture = project.picture(str(folder / "a.jpg"))
    return project, picture, add_class(project)


def found_on(path: str, scores: list[float], labels: list[int], ranks: list[int]) -> DetectionSet:
    """Detections with given scores, labels and anchor levels, all of one box."""
    count = len(scores)
    boxes = np.tile(np.array([[1.0, 2.0, 30.0, 40.0]]), (count, 1))
    return DetectionSet(
        file=path,
        width=640,
        height=480,
        scale_x=1.0,
        scale_y=1.0,
        model=MODEL,
        boxes=boxes,
        scores=np.array(scores, np.float64),
        labels=np.array(labels, np.int64),
        anchor_ranks=np.array(ranks, np.int64),
        roi_ranks=np.array(ranks, np.int64),
        anchors=boxes,
        objectness=np.array(scores, np.float64),
        proposals=boxes,
    )
