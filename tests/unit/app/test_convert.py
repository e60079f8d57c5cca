"""`pyramidlabel convert`: exit codes, what it says, and what it refuses."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.__main__ import main
from app.domain.detections import DetectionSet
from app.domain.edits import Change, Edit
from app.domain.formats.labels import no_step
from app.domain.project.store import Project
from app.domain.records import Annotation, FrameRange, Picture, ProjectClass, Rejection
from app.services.label_export import ExportRequest, export
from fpn_core.media import read_picture
from fpn_core.video import kept
from fpn_core.video.frames import frame_path
from fpn_core.video.reader import close_readers
from tests.unit.app.formats.label_files import annotation, coco, make_pictures, write_json
from tests.unit.app.project.samples import MODEL, add_class, draw, found_on, open_in, review
from tests.unit.fpn_core.video.made_videos import make_video, number_in


@pytest.fixture
def source(tmp_path: Path) -> Path:
    make_pictures(tmp_path / "images", "a.png", "b.png")
    return write_json(tmp_path / "in.json", coco())


def convert(source: Path, target: Path, to: str, *more: str) -> int:
    return main(["convert", str(source), str(target), "--to", to, *more])


@pytest.mark.parametrize("to", ["voc", "yolo", "labelme", "cvat"])
def test_there_and_back(
    source: Path, tmp_path: Path, to: str, capsys: pytest.CaptureFixture[str]
) -> None:
    images = ("--images", str(tmp_path / "images"))
    assert convert(source, tmp_path / to, to, *images) == 0
    assert "2 polygons shown as boxes" in capsys.readouterr().out
    assert convert(tmp_path / to, tmp_path / "again.json", "coco", *images) == 0
    again = json.loads((tmp_path / "again.json").read_text())
    assert [each["name"] for each in again["categories"]] == ["dog", "person"]
    assert len(again["annotations"]) == 3


def test_problems_have_an_exit_code_of_their_own(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [annotation(1, 42, 18, [1, 1, -5, 5]), annotation(2, 42, 18, [1, 1, 5, 5])]
    write_json(source, coco(annotations=rows))
    assert convert(source, tmp_path / "out.json", "coco") == 3
    assert "in.json, annotation 1 of a.png" in capsys.readouterr().err


def test_it_refuses_inputs_pictures_and_nonsense(source: Path, tmp_path: Path) -> None:
    before = source.read_bytes()
    picture = tmp_path / "images" / "a.png"
    pixels = picture.read_bytes()
    assert convert(source, source, "coco") == 1
    assert convert(source, picture, "coco") == 1
    assert convert(tmp_path / "gone", tmp_path / "out", "voc") == 1
    assert convert(source, tmp_path / "out", "voc", "--images", str(tmp_path / "gone")) == 1
    assert source.read_bytes() == before
    assert picture.read_bytes() == pixels
    with pytest.raises(SystemExit) as error:
        convert(source, tmp_path / "out", "bmp")
    assert error.value.code == 2


def test_a_split_is_the_same_each_time(source: Path, tmp_path: Path) -> None:
    names = [f"{number}.png" for number in range(200)]
    make_pictures(tmp_path / "images", *names, size=(8, 8))
    images = [{"id": n + 1, "file_name": name, "width": 8, "height": 8}
              for n, name in enumerate(names)]  # fmt: skip
    write_json(source, coco(images=images, annotations=[]))
    for target in ("one.json", "two.json"):
        assert convert(source, tmp_path / target, "coco", "--split", "0.8") == 0
    first = (tmp_path / "one.json").read_text()
    assert first == (tmp_path / "two.json").read_text()
    splits = [each["split"] for each in json.loads(first)["images"]]
    assert 140 < splits.count("train") < 180


def test_a_project_is_read_too(tmp_path: Path) -> None:
    folder = make_pictures(tmp_path / "photos", "a.png", "b.png")
    with Project(folder) as project:
        first, second = (project.picture(str(folder / name)) for name in ("a.png", "b.png"))
        kind = ProjectClass(project.new_id(), "dog", "#FF0000", 0)
        rows = [Annotation(project.new_id(), each.id, kind.id, (1, 2, 30, 40), ignore=True)
                for each in (first, second)]  # fmt: skip
        project.do(Edit("made", (Change(None, kind), *(Change(None, each) for each in rows))))
        file = project.file
    assert file is not None
    assert convert(file, tmp_path / "out.json", "coco", "--all") == 0
    content = json.loads((tmp_path / "out.json").read_text())
    assert len(content["annotations"]) == 2
    assert all(row["iscrowd"] == 1 and row["ignore"] == 1 for row in content["annotations"])
    assert convert(folder, tmp_path / "again.json", "coco", "--all") == 0
    assert (tmp_path / "again.json").read_text() == (tmp_path / "out.json").read_text()
    assert convert(file, tmp_path / "none.json", "coco") == 0
    assert json.loads((tmp_path / "none.json").read_text())["images"] == []


@pytest.fixture
def detected(tmp_path: Path) -> Iterator[Project]:
    """Three pictures with the same four detections: undecided, covered, rejected, and a low one.
    a.png has decisions, b.png is reviewed, c.png is untouched."""
    folder = make_pictures(tmp_path / "photos", "a.png", "b.png", "c.png")
    with open_in(folder) as project:
        cat = add_class(project)
        first, second, third = (
            project.picture(str(folder / name)) for name in ("a.png", "b.png", "c.png")
        )
        draw(project, first, cat.id, (100, 10, 140, 50))
        no = Rejection(project.new_id(), first.id, "cat", (200, 10, 240, 50), "rejected", 0.8)
        project.do(Edit("reject", (Change(None, no),)))
        review(project, second)
        for picture in (first, second, third):
            project.put_detections(picture.id, four(project, picture))
        old = dataclasses.replace(MODEL, name="old", key="0000")
        earlier = dataclasses.replace(four(project, first), model=old)
        project.put_detections(first.id, earlier)
        project.put_detections(first.id, four(project, first))
        yield project


def four(project: Project, picture: Picture) -> DetectionSet:
    found = found_on(project.path_of(picture.id), [0.9, 0.8, 0.8, 0.1], [0] * 4, [0] * 4)
    left = np.array([10.0, 100.0, 200.0, 150.0])
    boxes = np.stack([left, left * 0 + 10, left + 40, left * 0 + 50], axis=1)
    return dataclasses.replace(found, boxes=boxes, anchors=boxes, proposals=boxes)


def boxes_by_picture(file: Path) -> dict[str, list[tuple[float, float | None]]]:
    content: dict[str, Any] = json.loads(file.read_text())
    names = {each["id"]: each["file_name"] for each in content["images"]}
    out: dict[str, list[tuple[float, float | None]]] = {name: [] for name in names.values()}
    for row in content["annotations"]:
        out[names[row["image_id"]]].append((row["bbox"][0], row.get("score")))
    return out


EXPECTED = {
    "a.png": [(100, None), (10, 0.9)],
    "b.png": [],
    "c.png": [(10, 0.9), (100, 0.8), (200, 0.8)],
}


@pytest.mark.parametrize("more", [(), ("--all",)])
def test_a_project_with_its_undecided_detections(
    detected: Project, tmp_path: Path, more: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert detected.file is not None
    target = tmp_path / "out.json"
    assert convert(detected.file, target, "coco", "--with-detections", "0.5", *more) == 0
    assert boxes_by_picture(target) == EXPECTED
    assert "detections of lite" in capsys.readouterr().out


def test_the_window_exports_the_same_detections(detected: Project, tmp_path: Path) -> None:
    for reviewed_only in (False, True):
        target = tmp_path / f"{reviewed_only}.json"
        request = ExportRequest("coco", target, reviewed_only, score=0.5)
        export(detected, request, MODEL.key, no_step)
        assert boxes_by_picture(target) == EXPECTED
    export(detected, ExportRequest("coco", tmp_path / "no.json"), MODEL.key, no_step)
    assert boxes_by_picture(tmp_path / "no.json") == {"b.png": []}


def test_a_project_without_detections_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = make_pictures(tmp_path / "photos", "a.png")
    with open_in(folder) as project:
        draw(project, project.picture(str(folder / "a.png")), add_class(project).id)
        file = project.file
    assert file is not None
    assert convert(file, tmp_path / "out.json", "coco", "--with-detections", "0.5") == 1
    assert "has no detections" in capsys.readouterr().err


def test_frames_of_a_projects_videos_are_named_and_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(kept, "cache_folder", lambda: tmp_path / "cache")
    folder = tmp_path / "films"
    video = make_video(folder / "sub" / "clip.mp4", count=40, rate=10)
    with open_in(folder) as project:
        cat = add_class(project)
        own = project.picture(str(video))
        for number in (3, 25):
            draw(project, project.picture(frame_path(str(video), number)), cat.id)
        ranges = FrameRange(project.new_id(), own.id, 20, 30)
        project.do(Edit("reviewed", (Change(None, ranges),), own.id))
        file = project.file
    assert file is not None
    target = tmp_path / "out" / "labels.json"
    assert convert(file, target, "coco", "--copy-pictures") == 0
    assert "1 pictures copied" in capsys.readouterr().out
    (image,) = json.loads(target.read_text())["images"]
    assert image["file_name"] == "sub/clip.mp4_000025.png"
    assert number_in(read_picture(target.parent / "images" / image["file_name"])) == 25
    assert convert(file, tmp_path / "voc", "voc", "--all") == 0
    assert "2 of them are frames of videos; --copy-pictures" in capsys.readouterr().out
    names = sorted(each.name for each in (tmp_path / "voc").rglob("*.xml"))
    assert names == ["clip.mp4_000003.xml", "clip.mp4_000025.xml"]
    close_readers()
