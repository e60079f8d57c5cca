"""A video that was moved is found again with all of its frames; it is one file, asked for once."""

import os
from pathlib import Path
from typing import Any

import pytest

from app.domain.edits import Change, Edit
from app.domain.project import relink
from app.domain.project.store import Project, ProjectError
from app.domain.project.videos import annotated_frames, frame_ids
from app.domain.project.worked import file_ids, worked_ids, worked_pictures
from app.domain.records import FrameRange
from fpn_core.video.frames import frame_path
from tests.unit.app.project.samples import draw, found_on, started


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "photos"
    place.mkdir()
    return place


def made(folder: Path, frames: int = 300) -> tuple[Project, str]:
    """A project with a video, a box on its frames 0 and 7, and detections on many."""
    video = str(folder / "clip.mp4")
    Path(video).write_bytes(b"frames" * 1000)
    project, _picture, label = started(folder)
    found = project.register(frame_path(video, n) for n in range(frames))
    for number in (0, 7):
        draw(project, found[frame_path(video, number)], label.id)
    path = frame_path(video, 5)
    project.put_detections(found[path].id, found_on(path, [0.9], [0], [1]))
    facts = {key: relink.read_facts(path) for key, path in relink.unread_pictures(project).items()}
    relink.put_facts(project, {key: each for key, each in facts.items() if each is not None})
    return project, video


def count_stats(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    asked: list[str] = []
    stat = os.stat

    def counted(path: Any, *args: Any, **values: Any) -> os.stat_result:
        if "clip.mp4" in str(path):
            asked.append(str(path))
        return stat(path, *args, **values)

    monkeypatch.setattr(os, "stat", counted)
    return asked


def test_the_file_of_a_thousand_frames_is_asked_for_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, video = made(folder, 1000)
    with project:
        asked = count_stats(monkeypatch)
        for look in (relink.unread_pictures, relink.missing_pictures):
            asked.clear()
            look(project)
            assert asked == [video]
        asked.clear()
        worked = worked_pictures(project, [])
        assert asked == [video]
        assert not worked.outside
        own = project.picture(video).id
        assert worked_ids(project) == [own]
        known = frame_ids(project, video)
        assert file_ids(project, [known[3], known[9], own, 98765]) == {
            known[3]: own, known[9]: own, own: own,
        }  # fmt: skip


@pytest.mark.parametrize("by_hand", [False, True])
def test_a_moved_video_takes_its_frames_along(folder: Path, tmp_path: Path, by_hand: bool) -> None:
    project, video = made(folder)
    with project:
        before = frame_ids(project, video)
        (folder / "sub").mkdir()
        moved = str(folder / "sub" / "other name.mov")
        os.rename(video, moved)
        project.picture(frame_path(moved, 7))  # seen before it was known to be the same
        task = relink.relink_task(project, [moved])
        assert [each.path for each in task.missing] == [video]
        assert project.missing == {project.picture(video).id, *before.values()}
        if by_hand:
            relink.locate(project, project.picture(video).id, moved)
        else:
            assert relink.apply_matches(project, relink.match_files(task)) == 1
        assert project.missing == frozenset()
        assert frame_ids(project, moved) == before
        assert annotated_frames(project, moved) == [0, 7]
        assert project.detections(before[5], "5f3a") is not None
        edit = project.undo()
        assert edit is not None
        assert edit.picture == before[7]
        assert project.path_of(before[7]) == frame_path(moved, 7)


def test_a_video_with_work_in_it_is_not_replaced(folder: Path) -> None:
    project, video = made(folder)
    with project:
        other = str(folder / "b.mp4")
        Path(other).write_bytes(b"frames" * 1000)
        own = project.picture(other)
        row = FrameRange(project.new_id(), own.id, 0, 9)
        project.do(Edit("Mark a range reviewed", (Change(None, row),), own.id))
        with pytest.raises(ProjectError, match="with work in it"):
            relink.locate(project, project.picture(video).id, other)
        assert annotated_frames(project, video) == [0, 7]
        assert project.worked_on()[own.id] == other
        os.unlink(other)
        assert {each.path for each in relink.relink_task(project, []).missing} == {other}
        assert {each.path for each in worked_pictures(project, []).task.missing} == {other}


def test_a_video_outside_of_the_folder_is_named_once(folder: Path, tmp_path: Path) -> None:
    project, _video = made(folder)
    with project:
        label = next(iter(project.classes))
        far = str(tmp_path / "far.mp4")
        for number in range(5):
            draw(project, project.picture(frame_path(far, number)), label)
        worked = worked_pictures(project, [])
        assert worked.outside == (far,)
        assert [each.path for each in worked.task.missing] == [far]
        assert set(frame_ids(project, far).values()) < project.missing


def test_a_long_video_is_known_by_parts_of_its_content(tmp_path: Path) -> None:
    facts = []
    for name, last in (("a.mp4", b"x"), ("b.mp4", b"x"), ("c.mp4", b"y"), ("d.bin", b"x")):
        with (tmp_path / name).open("wb") as file:
            file.truncate(70 << 20)
            file.seek((70 << 20) - 1)
            file.write(last)
        found = relink.read_facts(str(tmp_path / name))
        assert found is not None
        facts.append(found.hash)
    assert facts[0] == facts[1]
    assert len(set(facts)) == 3  # of another file all is read
    frame = relink.read_facts(frame_path(str(tmp_path / "a.mp4"), 3))
    assert frame is not None
    assert frame.hash == facts[0]
