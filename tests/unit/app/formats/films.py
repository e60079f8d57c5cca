"""A project with a video and a track, which tests of labels of videos start from."""

from pathlib import Path
from typing import Any

from app.domain.edits import Change, Edit
from app.domain.formats.labels import LabelSet
from app.domain.formats.project_labels import (
    ExportChoice,
    finish_import,
    labels_of_project,
    plan_import,
)
from app.domain.project.store import Project
from app.domain.records import Annotation, Box, FrameRange
from fpn_core.video.frames import frame_path
from tests.unit.app.project.samples import add_class, open_in
from tests.unit.fpn_core.video.made_videos import make_video


class Film:
    """A video of 100 frames at 10 a second, with a track on frames 0 to 20 and 30 to 50, hidden
    between, and a single box on frame 12; frames 0 to 60 are reviewed."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.video = str(make_video(folder / "sub" / "clip.mp4", count=100, rate=10))
        self.project = open_in(folder)
        self.label = add_class(self.project).id
        self.own = self.project.picture(self.video)
        self.track = self.project.new_id()
        for number in (0, 20, 30, 50):
            box = (number, 0, number + 20, 20)
            self.draw(number, box, track=self.track, ends=number == 20)
        self.draw(12, (50, 30, 60, 40))
        row = FrameRange(self.project.new_id(), self.own.id, 0, 60)
        self.project.do(Edit("Mark a range reviewed", (Change(None, row),), self.own.id))

    def draw(self, number: int, box: Box, **values: Any) -> Annotation:
        """A box on a frame, added by an edit."""
        picture = self.project.picture(frame_path(self.video, number))
        made = Annotation(self.project.new_id(), picture.id, self.label, box, **values)
        self.project.do(Edit("Draw a box", (Change(None, made),), picture.id))
        return made

    def labels(self, reviewed_only: bool = True) -> LabelSet:
        """What an export of labels takes."""
        return labels_of_project(self.project, ExportChoice(reviewed_only))


def imported(project: Project, labels: LabelSet) -> None:
    """Import labels as complete ones."""
    plan = plan_import(project, labels, mark_reviewed=True)
    project.do(plan.edit)
    finish_import(project, labels, plan)
