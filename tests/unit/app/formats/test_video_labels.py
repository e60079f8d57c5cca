"""Labels of videos: frames as pictures with their tracks, there and back; the table of a video."""

import csv
import dataclasses
import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from app.domain.edits import Change, Edit
from app.domain.formats.labels import LabelPicture, LabelSet, Options
from app.domain.formats.mirror import Mirror
from app.domain.formats.project_labels import (
    ExportChoice,
    labels_of_project,
    plan_import,
)
from app.domain.formats.splits import split_labels
from app.domain.formats.table import FORMATS, read_labels
from app.domain.formats.video_csv import COLUMNS, VideoTable, csv_pieces
from app.domain.formats.writing import Output
from app.domain.project.store import Project
from app.domain.project.videos import annotation_rows, reviewed_frames, track_rows
from app.domain.records import Origin
from app.domain.video.tracks import Tracks
from fpn_core.media import read_picture
from fpn_core.video.frames import frame_path
from fpn_core.video.kept import index_of
from tests.unit.app.formats.films import Film, imported
from tests.unit.fpn_core.video.made_videos import number_in


def write(labels: LabelSet, format: str, target: Path, copied: bool = True) -> Output:
    out = Output()
    step = lambda done, total: None  # noqa: E731
    FORMATS[format].write(labels, target, Options(copy_pictures=copied), out, step)
    assert not out.problems
    return out


def test_coco_has_frames_as_pictures_and_their_tracks(film: Film, tmp_path: Path) -> None:
    target = tmp_path / "out" / "labels.json"
    write(film.labels(), "coco", target)
    content = json.loads(target.read_text())
    numbers = {row["id"]: row["frame"] for row in content["images"]}
    assert sorted(numbers.values()) == [0, 12, 20, 30, 40, 50, 60]
    for row in content["images"]:
        assert row["video"] == "sub/clip.mp4"
        assert row["file_name"] == f"sub/clip.mp4_{row['frame']:06d}.png"
        assert number_in(read_picture(target.parent / "images" / row["file_name"])) == row["frame"]
    boxes = {
        (numbers[row["image_id"]], row.get("track_id")): row["bbox"]
        for row in content["annotations"]
    }
    wanted: dict[Any, Any] = {(n, film.track): [n, 0, 20, 20] for n in (0, 12, 20, 30, 40, 50)}
    assert boxes == wanted | {(12, None): [50, 30, 10, 10]}
    ends = [row for row in content["annotations"] if row.get("track_ends")]
    assert [numbers[row["image_id"]] for row in ends] == [20]


def test_what_coco_says_comes_back_onto_the_video(film: Film, tmp_path: Path) -> None:
    target = tmp_path / "labels.json"
    write(film.labels(), "coco", target, copied=False)
    with Project(tmp_path / "again", root=film.project.root, data_dir=tmp_path / "data") as again:
        options = Options(images=str(film.project.root))
        imported(again, read_labels(target, options))
        tracks = Tracks(track_rows(again, film.video))
        assert len(tracks) == 1
        (track,) = tracks
        (before,) = Tracks(track_rows(film.project, film.video))
        assert track.spans == before.spans == ((0, 20), (30, 50))
        for number in range(60):
            ours, theirs = track.at(number), before.at(number)
            assert (ours is None) == (theirs is None)
            assert ours is None or theirs is None or ours.box == pytest.approx(theirs.box)
        assert reviewed_frames(again, film.video) == [0, 12, 20, 30, 40, 50, 60]
        plan = plan_import(again, read_labels(target, options), mark_reviewed=True)
        assert (plan.added, plan.doubled) == (0, 7)
        write(labels_of_project(again, ExportChoice()), "coco", tmp_path / "2.json", copied=False)
    first, second = (
        json.loads((tmp_path / name).read_text()) for name in ("labels.json", "2.json")
    )
    key = lambda row: (row["image_id"], row["bbox"])  # noqa: E731
    for one, two in zip(
        sorted(first["annotations"], key=key), sorted(second["annotations"], key=key), strict=True
    ):
        assert one["bbox"] == two["bbox"]
        assert ("track_id" in one) == ("track_id" in two)


def test_a_track_ends_before_an_imported_frame_that_shows_none_of_it(
    film: Film, tmp_path: Path
) -> None:
    target = tmp_path / "labels.json"
    write(film.labels(), "coco", target, copied=False)
    content = json.loads(target.read_text())
    numbers = {row["id"]: row["frame"] for row in content["images"]}
    content["annotations"] = [
        row for row in content["annotations"] if numbers[row["image_id"]] not in (12, 20)
    ]
    target.write_text(json.dumps(content))
    with Project(tmp_path / "again", root=film.project.root, data_dir=tmp_path / "data") as again:
        imported(again, read_labels(target, Options(images=str(film.project.root))))
        (track,) = Tracks(track_rows(again, film.video))
        assert track.spans == ((0, 0), (30, 50))


@pytest.mark.parametrize("format", ["voc", "yolo", "labelme", "cvat"])
def test_other_formats_name_frames_apart_and_find_them_again(
    film: Film, tmp_path: Path, format: str
) -> None:
    labels = film.labels()
    folder = tmp_path / "out"
    target = folder / "labels.xml" if format == "cvat" else folder
    write(labels, format, target)
    pictures = sorted(folder.rglob("*.png"))
    assert sorted(number_in(read_picture(each)) or 0 for each in pictures) == [
        0, 12, 20, 30, 40, 50, 60,
    ]  # fmt: skip
    for each in pictures:
        each.unlink()
    back = read_labels(target, Options(images=str(film.project.root)))
    assert {each.path for each in back.pictures} >= {
        frame_path(film.video, number) for number in (0, 12, 20, 30, 40, 50)
    }
    assert back.box_count == labels.box_count == 7


def test_what_nobody_has_reviewed_is_exported_where_it_was_annotated(film: Film) -> None:
    film.project.register(frame_path(film.video, number) for number in range(100))
    own = film.project.frame_ranges(film.own.id)[0]
    film.project.do(Edit("Mark a range not reviewed", (Change(own, None),), film.own.id))
    assert film.labels().pictures == []
    names = [each.name for each in film.labels(reviewed_only=False).pictures]
    assert sorted(names) == [f"sub/clip.mp4_{n:06d}.png" for n in (0, 12, 20, 30, 50)]


def test_a_split_by_name_keeps_segments_together(film: Film) -> None:
    index_of(film.video)
    for seed in range(20):
        labels = LabelSet(pictures=[
            LabelPicture(f"clip.mp4_{n:06d}.png", frame_path(film.video, n)) for n in range(100)
        ])  # fmt: skip
        split_labels(labels, 0.5, seed)
        for first in (0, 60):
            assert len({each.split for each in labels.pictures[first : first + 40]}) == 1


@pytest.mark.parametrize("format", ["labelme", "coco"])
def test_the_mirror_follows_all_frames_of_a_track(film: Film, tmp_path: Path, format: str) -> None:
    film.draw(10, (0, 50, 5, 55))
    place = tmp_path / "mirror"
    mirror = Mirror(film.project, format, str(place))
    mirror.write(frozenset(), True, False)
    last = next(each.row for each in track_rows(film.project, film.video) if each.frame == 20)
    after = dataclasses.replace(last, box=(20, 40, 40, 60))
    film.project.do(Edit("Move a box", (Change(last, after),), last.picture))
    assert not mirror.write(frozenset({last.picture}), False, True)
    if format == "coco":
        content = json.loads((place / "annotations.json").read_text())
        id = next(row["id"] for row in content["images"] if row["frame"] == 10)
        boxes = [row["bbox"] for row in content["annotations"] if row["image_id"] == id]
        assert [10, 20, 20, 20] in boxes
    else:
        text = (place / "sub" / "clip.mp4_000010.json").read_text()
        points = [shape["points"] for shape in json.loads(text)["shapes"]]
        assert [[10, 20], [30, 40]] in points


def test_the_table_of_a_video_has_every_box_on_every_frame(film: Film) -> None:
    origin = Origin("lite", "cat", 0.75, (1, 2, 3, 4))
    film.draw(15, (1, 2, 3.5, 4), origin=origin, ignore=True)
    index = index_of(film.video)
    rows = annotation_rows(film.project, film.video)
    table = VideoTable("clip.mp4", index.times, rows, {film.label: 'cat, "big"'})
    lines = list(csv.DictReader(StringIO("".join(csv_pieces(table)))))
    assert tuple(lines[0]) == COLUMNS
    tracked = [int(each["frame"]) for each in lines if each["track"] == str(film.track)]
    assert tracked == [*range(21), *range(30, 51)]
    assert {each["class"] for each in lines} == {'cat, "big"'}
    at = {(int(each["frame"]), each["source"]): each for each in lines}
    assert at[4, "interpolated"]["x1"] == "4"
    assert at[4, "interpolated"]["time"] == "0.400000"
    assert at[20, "keyframe"]["x2"] == "40"
    box = at[15, "box"]
    assert [box[key] for key in ("x2", "model", "score", "ignore", "track")] == [
        "3.5", "lite", "0.75", "1", "",
    ]  # fmt: skip
    some = list(csv.DictReader(StringIO("".join(csv_pieces(table, [12, 40, 4000])))))
    assert [each["frame"] for each in some] == ["12", "12", "40"]
