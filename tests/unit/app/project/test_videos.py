"""A project and the frames of videos: each is a picture with a path of its own."""

import dataclasses
import sqlite3
from pathlib import Path

import pytest

from app.domain.edits import Change, Edit
from app.domain.project import schema
from app.domain.project.errors import LaterVersionError
from app.domain.project.store import Project
from app.domain.project.videos import (
    annotated_frames,
    detected_frames,
    doubts,
    frame_ids,
    reviewed_frames,
    track_rows,
    video_of,
)
from app.domain.records import Annotation, FrameRange
from fpn_core.video.frames import frame_path
from tests.unit.app.project.samples import MODEL, draw, found_on, open_in, review, started


def annotated(folder: Path, name: str = "clip.mp4") -> tuple[Project, str, dict[int, Annotation]]:
    """A project with a track of a video on frames 0, 9 and 100, and a single box on frame 3."""
    project, _picture, label = started(folder)
    video = str(folder / name)
    track = project.new_id()
    rows = {}
    for frame in (100, 9, 0):
        picture = project.picture(frame_path(video, frame))
        made = Annotation(project.new_id(), picture.id, label.id, (1, 2, 3, 4), track=track,
                          ends=frame == 9)  # fmt: skip
        project.do(Edit("Draw", (Change(None, made),), picture.id))
        rows[frame] = made
    draw(project, project.picture(frame_path(video, 3)), label.id)
    return project, video, rows


def test_with_a_frame_its_video_is_known(tmp_path: Path) -> None:
    with Project(root=tmp_path) as project:
        video = str(tmp_path / "a.mp4")
        frame = project.picture(frame_path(video, 12))
        assert frame.path == "a.mp4#frame=12"
        assert project.find_picture(video) is not None
        paths = [frame_path(str(tmp_path / "b.mov"), n) for n in (3, 4)]
        found = project.register([*paths, str(tmp_path / "c.jpg")])
        assert list(found) == [*paths, str(tmp_path / "c.jpg")]
        listed = [each.path for each in project.pictures(frames=False)]
        assert listed == ["a.mp4", "b.mov", "c.jpg"]
        assert video_of(project, found[paths[1]].id) == (
            project.picture(str(tmp_path / "b.mov")).id,
            4,
        )
        assert video_of(project, found[str(tmp_path / "c.jpg")].id) is None


@pytest.mark.parametrize("name", ["clip.mp4", "ein schöner Film.mov", "broken\udcff.mp4"])
def test_tracks_of_a_video_are_read_with_their_frames(tmp_path: Path, name: str) -> None:
    project, video, rows = annotated(tmp_path / "photos", name)
    project.picture(frame_path(str(tmp_path / "photos" / f"{name}2.mp4"), 5))
    project.picture(f"{video}#frame=x.jpg")
    project.close()
    with open_in(tmp_path / "photos") as again:
        found = track_rows(again, video)
        assert [(each.frame, each.row) for each in found] == [(n, rows[n]) for n in (0, 9, 100)]
        assert found[1].row.ends
        assert annotated_frames(again, video) == [0, 3, 9, 100]
        assert list(frame_ids(again, video)) == [0, 3, 9, 100]
        assert reviewed_frames(again, video) == []
        review(again, again.picture(frame_path(video, 9)))
        assert reviewed_frames(again, video) == [9]


def test_a_video_outside_of_the_folder_is_read_as_well(tmp_path: Path) -> None:
    project, _picture, label = started(tmp_path / "photos")
    with project:
        video = str(tmp_path / "elsewhere" / "clip.mp4")
        draw(project, project.picture(frame_path(video, 8)), label.id)
        assert annotated_frames(project, video) == [8]


def test_reviewed_ranges_are_edits_like_any_other(tmp_path: Path) -> None:
    project, picture, _label = started(tmp_path / "photos")
    video = project.picture(str(tmp_path / "photos" / "clip.mp4"))
    late = FrameRange(project.new_id(), video.id, 200, 300)
    early = FrameRange(project.new_id(), video.id, 0, 30)
    for each in (late, early):
        edit = Edit("Mark a range reviewed", (Change(None, each),), video.id)
        assert edit.pictures() == {video.id}
        project.do(edit)
    grown = dataclasses.replace(early, last=40)
    project.do(Edit("Mark a range reviewed", (Change(early, grown),), video.id))
    project.close()
    with open_in(tmp_path / "photos") as again:
        assert again.frame_ranges(video.id) == (grown, late)
        assert again.frame_ranges(picture.id) == ()
        undone = again.undo()
        assert undone is not None
        assert undone.changes == (Change(grown, early),)
        assert again.frame_ranges(video.id) == (early, late)
        again.undo()
        assert again.frame_ranges(video.id) == (late,)
        again.redo()
        assert again.frame_ranges(video.id) == (early, late)


def test_detections_of_a_video_are_counted_by_frame_and_level(tmp_path: Path) -> None:
    project, _picture, _label = started(tmp_path / "photos")
    with project:
        video = str(tmp_path / "photos" / "clip.mp4")
        found = {
            20: ([0.9, 0.8, 0.7], [0, 1, 0], [1, 1, 0]),
            5: ([], [], []),
            7: ([0.5], [0], [-1]),
        }
        for frame, columns in found.items():
            path = frame_path(video, frame)
            project.put_detections(project.picture(path).id, found_on(path, *columns))
        counted = detected_frames(project, video, MODEL.key)
        assert counted.frames.tolist() == [5, 7, 20]
        assert counted.counts.tolist() == [[0, 0], [0, 0], [1, 2]]
        assert counted.totals.tolist() == [0, 1, 3]
        assert len(detected_frames(project, video, "another")) == 0
        assert len(detected_frames(project, str(tmp_path / "x.mp4"), MODEL.key)) == 0


def test_a_file_without_ranges_opens_and_a_later_one_does_not(tmp_path: Path) -> None:
    project, picture, _label = started(tmp_path / "photos")
    file = project.file
    assert file is not None
    project.close()
    with sqlite3.connect(file) as db:
        db.execute("DROP TABLE frame_ranges")
        db.execute("PRAGMA user_version=3")
    db.close()
    with open_in(tmp_path / "photos") as again:
        made = FrameRange(again.new_id(), picture.id, 0, 5)
        again.do(Edit("Mark a range reviewed", (Change(None, made),), picture.id))
        assert again.frame_ranges(picture.id) == (made,)
    with sqlite3.connect(file) as db:
        db.execute(f"PRAGMA user_version={schema.VERSION + 1}")
    db.close()
    with pytest.raises(LaterVersionError, match="later version"):
        open_in(tmp_path / "photos")


def test_how_sure_a_model_is_of_each_frame(tmp_path: Path) -> None:
    with open_in(tmp_path) as project:
        video = str(tmp_path / "clip.mp4")
        for number, score in ((7, 0.5), (2, 0.99)):
            path = frame_path(video, number)
            picture = project.picture(path)
            project.put_detections(picture.id, found_on(path, [score], [0], [0]))
        found = doubts(project, video, MODEL.key)
        assert list(found) == [2, 7]
        assert found[7] > found[2]
        assert doubts(project, video, "another model") == {}
        assert doubts(project, str(tmp_path / "other.mp4"), MODEL.key) == {}
