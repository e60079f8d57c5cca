"""Tracks of videos come back from CVAT's and MOTChallenge's files, and broken ones say why."""

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from app.domain.formats.labels import FormatError, LabelBox, LabelSet, Options, no_step
from app.domain.formats.project_labels import plan_import
from app.domain.formats.table import FORMATS, read_labels, recognise
from app.domain.formats.video_boxes import Part
from app.domain.formats.video_table import VIDEO_FORMATS, write_video
from app.domain.formats.writing import Output
from app.domain.project.store import Project
from app.domain.project.videos import annotation_rows, track_rows
from app.domain.video.tracks import Track, Tracks
from fpn_core.video.frames import frame_path
from fpn_core.video.kept import index_of
from tests.unit.app.formats.films import Film, imported
from tests.unit.app.formats.test_video_tracks import boxes_of
from tests.unit.app.video.made import keyframe, tracks

SUFFIX = {"cvat-video": ".xml", "mot": ""}
REACH = {"cvat-video": 0.02, "mot": 0.002}


def write(film: Film, format: str, folder: Path) -> Path:
    target = folder / f"out{SUFFIX[format]}"
    write_video(
        film.project, film.video, index_of(film.video), VIDEO_FORMATS[format], target,
        Part(0, 99), Output(), no_step,
    )  # fmt: skip
    return target


def again(film: Film, folder: Path) -> Project:
    return Project(folder / "again", root=film.project.root, data_dir=folder / "data")


@pytest.mark.parametrize("format", list(VIDEO_FORMATS))
def test_what_was_written_comes_back_onto_the_video(
    film: Film, tmp_path: Path, format: str
) -> None:
    film.draw(70, (3, 4, 30, 40), ignore=True, occluded=True)
    target = write(film, format, tmp_path)
    labels = read_labels(target, Options(images=str(film.project.root)))
    assert (labels.format, labels.problems) == (format, [])
    with again(film, tmp_path) as other:
        imported(other, labels)
        (track,) = Tracks(track_rows(other, film.video))
        (before,) = Tracks(track_rows(film.project, film.video))
        assert track.spans == before.spans == ((0, 20), (30, 50))
        for frame in range(60):
            ours, theirs = track.at(frame), before.at(frame)
            assert (ours is None) == (theirs is None)
            if ours is not None and theirs is not None:
                assert ours.box == pytest.approx(theirs.box, abs=REACH[format])
        alone = [each for each in annotation_rows(other, film.video) if each.row.track is None]
        assert [each.frame for each in alone] == [12, 70]
        assert (alone[1].row.ignore, alone[1].row.occluded) == (True, True)
        if format == "cvat-video":
            assert track.frames == before.frames
        plan = plan_import(other, labels, mark_reviewed=True)
        assert (plan.added, plan.doubled) == (0, len(track.frames) + 2)


def test_pictures_have_all_that_is_seen_on_them(film: Film, tmp_path: Path) -> None:
    labels = read_labels(write(film, "cvat-video", tmp_path), Options(str(film.project.root)))
    assert [each.path for each in labels.pictures] == [
        frame_path(film.video, n) for n in (0, 12, 20, 30, 50)
    ]
    (beside, alone) = labels.pictures[1].boxes
    assert beside.computed
    assert beside.box == pytest.approx((12, 0, 32, 20))
    assert not alone.computed
    assert (labels.box_count, labels.computed_count) == (6, 1)
    FORMATS["coco"].write(labels, tmp_path / "out.json", Options(), Output(), no_step)
    rows = json.loads((tmp_path / "out.json").read_text())["annotations"]
    assert [row.get("track_id") for row in rows].count(film.track) == 5
    with again(film, tmp_path) as other:
        plan = plan_import(other, labels, mark_reviewed=True)
        assert plan.added == 5


def boxes_at(track: Track, frames: int) -> list[tuple[float, ...] | None]:
    found = (track.at(frame) for frame in range(frames))
    return [None if row is None else row.box for row in found]


@pytest.mark.parametrize("format", list(VIDEO_FORMATS))
@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(track=tracks(), shift=st.floats(1, 5))
def test_any_track_comes_back(tmp_path: Path, format: str, track: Track, shift: float) -> None:
    """Without the video: nothing is clipped, and frames are known by the names of pictures."""
    rows = [
        keyframe(at + 1, each.frame, (each.row.box[0], 0, each.row.box[0] + shift, 9),
                 ends=each.row.ends)
        for at, each in enumerate(track.keyframes)
    ]  # fmt: skip
    (made,) = Tracks(rows)
    target = tmp_path / f"out{SUFFIX[format]}"
    boxes = boxes_of([made], 60, Part(0, 59), [(0, 59)])
    VIDEO_FORMATS[format].write(boxes, target, Output(), no_step)
    labels = read_labels(target)
    assert all("is not found" in each for each in labels.problems)
    found: dict[int, LabelBox] = {}
    for picture in labels.pictures:
        (box,) = picture.boxes
        found[int(picture.name[-10:-4])] = box
    seen = boxes_at(made, 60)
    for frame, box in found.items():
        assert box.box == pytest.approx(seen[frame], abs=0.02)
    expected = set(made.frames) if format == "cvat-video" else {
        frame for frame, box in enumerate(seen) if box is not None
    }  # fmt: skip
    assert set(found) == expected


HEAD = """<annotations><meta><task><name>clip</name><labels><label><name>cat</name></label></labels>
<original_size><width>96</width><height>64</height></original_size></task>
<source>clip.mp4</source></meta>"""


def cvat(folder: Path, *rows: str, label: str = 'label="cat"', head: str = HEAD) -> Path:
    text = "".join(rows)
    file = folder / "annotations.xml"
    file.write_text(f'{head}<track id="0" {label}>{text}</track></annotations>')
    return file


def box(frame: object, left: object = 1, more: str = 'keyframe="1"') -> str:
    place = f'xtl="{left}" ytl="2" xbr="30" ybr="40"'
    return f'<box frame="{frame}" outside="0" occluded="0" {place} {more}/>'


def outside(frame: int) -> str:
    return box(frame).replace('outside="0"', 'outside="1"')


GOOD = box(5) + box(10, 11)


@pytest.mark.parametrize(
    ("row", "words"),
    [
        (box(-1), "has no frame"),
        (box(100), "is on frame 100 of 100"),
        (box(10**30), "has no frame"),
        (box("nan"), "has no frame"),
        (box(2.5), "has no frame"),
        (box(7, "nan"), "numbers beyond any picture"),
        (box(7, 1e300), "numbers beyond any picture"),
        (box(7, "left"), "has no usable place"),
        (box(7, -50), "clipped"),
        (box(7, 60), "wide"),
        (box(10, 3), "frame 10 is there twice"),
        ('<box frame="7"/>', "has no usable place"),
        ('<polyline frame="7" points="1,2;3,4"/>', "polyline is no box"),
    ],
)
def test_one_bad_row_gives_one_line(film: Film, tmp_path: Path, row: str, words: str) -> None:
    labels = read_labels(cvat(tmp_path, GOOD, row), Options(str(film.project.root)))
    (line,) = labels.problems
    assert words in line
    assert line.startswith("annotations.xml, track 0")
    numbers = {int(each.path.rpartition("=")[2]) for each in labels.pictures}
    assert numbers - {7} == {5, 10}


def test_a_track_without_a_label_and_one_of_an_unknown_class(film: Film, tmp_path: Path) -> None:
    labels = read_labels(cvat(tmp_path, GOOD, label='label="dog"'), Options(str(film.project.root)))
    assert [each.name for each in labels.classes] == ["cat", "dog"]
    assert labels.pictures[0].boxes[0].label == 1
    with pytest.raises(FormatError, match="track 0: has no label; left out"):
        read_labels(cvat(tmp_path, GOOD, label=""), Options(str(film.project.root)))


def ends_of(labels: LabelSet) -> dict[int, bool]:
    return {
        int(picture.path.rpartition("=")[2]): bool(picture.boxes[0].extra["coco"]["track_ends"])
        for picture in labels.pictures
    }


def test_rows_in_any_order_and_keyframes_alone(film: Film, tmp_path: Path) -> None:
    options = Options(str(film.project.root))
    rows = [box(20), outside(9), box(3), box(30)]
    labels = read_labels(cvat(tmp_path, *rows), options)
    assert ends_of(labels) == {3: False, 8: True, 20: False, 30: False}
    stepped = HEAD.replace("<labels>", "<frame_filter>step=3</frame_filter><labels>")
    labels = read_labels(cvat(tmp_path, *rows, head=stepped), options)
    assert ends_of(labels) == {3: False, 6: True, 20: False, 30: False}
    labels = read_labels(cvat(tmp_path, box(3), outside(100)), options)
    assert ends_of(labels) == {3: False, 99: False}
    assert labels.problems == []


def test_computed_rows_are_kept_where_a_track_comes_and_goes(film: Film, tmp_path: Path) -> None:
    computed = 'keyframe="0"'
    rows = [box(n, 1, computed) for n in range(3, 9)] + [outside(9)] + [box(12), box(13)]
    labels = read_labels(cvat(tmp_path, *rows), Options(str(film.project.root)))
    assert ends_of(labels) == {3: False, 8: True, 12: False, 13: False}


def test_attributes_and_outlines_are_kept(film: Film, tmp_path: Path) -> None:
    row = box(5).replace("/>", '><attribute name="shade">dark</attribute></box>')
    turned = box(9, 1, 'keyframe="1" rotation="30" z_order="4"')
    file = cvat(tmp_path, row, turned, label='label="cat" group_id="7" source="auto"')
    labels = read_labels(file, Options(str(film.project.root)))
    first, last = (each.boxes[0] for each in labels.pictures)
    assert dict(first.attributes) == {"shade": "dark"}
    assert (first.group, last.group) == (7, 7)
    assert last.points
    assert last.extra["cvat"]["shape"]["z_order"] == "4"
    assert first.extra["cvat"] == {"shape": {"source": "auto"}}
    assert labels.outlines == 1


def test_the_video_is_found_by_its_name_or_that_of_the_file(film: Film, tmp_path: Path) -> None:
    other = HEAD.replace("clip", "gone")
    folder = Path(film.video).parent
    file = cvat(folder, GOOD, head=other)
    with_name = file.rename(folder / "clip.xml")
    assert read_labels(with_name).pictures[0].path == frame_path(film.video, 5)
    labels = read_labels(cvat(tmp_path, GOOD, head=other))
    (line,) = labels.problems
    assert line.startswith("annotations.xml: its video gone.mp4 is not found; put it beside")
    assert [each.name for each in labels.pictures] == [
        "gone.mp4_000005.png", "gone.mp4_000010.png",
    ]  # fmt: skip
    assert not any(each.path for each in labels.pictures)
    wrong = read_labels(cvat(folder, GOOD, head=HEAD.replace(">96<", ">960<")))
    assert "the labels say 960x64, the video is 96x64" in wrong.problems[0]


def mot(folder: Path, rows: str, names: str | None = "cat\ndog\n", info: str = "") -> Path:
    (folder / "gt").mkdir(exist_ok=True)
    (folder / "gt" / "gt.txt").write_text(rows)
    (folder / "seqinfo.ini").write_text(info or "[Sequence]\nname=clip.mp4\nimWidth=96\n")
    if names is not None:
        (folder / "gt" / "labels.txt").write_text(names)
    return folder


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("0,1,1,2,30,40,1,1,1", "has no frame"),
        ("101,1,1,2,30,40,1,1,1", "is on frame 100 of 100"),
        ("1e300,1,1,2,30,40,1,1,1", "has no frame"),
        ("nan,1,1,2,30,40,1,1,1", "has no frame"),
        ("7,1,nan,2,30,40,1,1,1", "numbers beyond any picture"),
        ("7,1,1,2,-3,40,1,1,1", "wide"),
        ("7,1,1,2,30,40,1,3,1", "no class has number 3, of 2"),
        ("7,1,1,2,30,40,1,inf,1", "no class has number inf"),
        ("7,1,1,2,30,400,1,1,1", "clipped"),
        ("7,1,1,2,x,40,1,1,1", "is no row of numbers"),
        ("7,1,1,2", "is no row of numbers"),
        ("6,1,4,2,30,40,1,1,1", "id 1 is on its frame twice"),
    ],
)
def test_one_bad_row_of_mot_gives_one_line(
    film: Film, tmp_path: Path, row: str, words: str
) -> None:
    good = "5,1,1,2,30,40,1,1,1\n6,1,2,2,30,40,1,1,1\n"
    folder = tmp_path / "seq"
    folder.mkdir()
    labels = read_labels(mot(folder, f"{good}{row}\n"), Options(str(film.project.root)))
    (line,) = labels.problems
    assert words in line
    assert line.startswith("seq/gt.txt, line 3")
    assert [each.boxes[0].label for each in labels.pictures][:2] == [0, 0]


def test_mot_of_others(film: Film, tmp_path: Path) -> None:
    options = Options(str(film.project.root))
    rows = "2,-1,1,2,30,40,0,2,0.5\n1,-1,1,2,30,40\n\n3,4,1,2,30,40,1,-1,-1,-1\n"
    labels = read_labels(mot(tmp_path, rows, names=None) / "gt" / "gt.txt", options)
    assert [each.name for each in labels.classes] == ["person on vehicle", "pedestrian"]
    assert labels.problems == []
    one, two, three = (each.boxes[0] for each in labels.pictures)
    assert (two.ignore, dict(two.attributes)) == (True, {"visibility": "0.5"})
    assert not any((one.ignore, three.ignore, three.occluded, three.extra))
    broken = read_labels(mot(tmp_path, rows, info="name=x\nno section"), options)
    assert "seqinfo.ini" in broken.problems[0]


def test_pictures_of_a_sequence_are_its_video(cache: None, tmp_path: Path) -> None:
    folder = mot(tmp_path, "2,1,1,2,30,40,1,1,1\n", info="[Sequence]\nimDir=img1\nimExt=.png\n")
    (folder / "img1").mkdir()
    for number in (1, 2, 3):
        Image.new("RGB", (96, 64)).save(folder / "img1" / f"{number:06d}.png")
    (picture,) = read_labels(folder).pictures
    assert picture.path == frame_path(str(folder / "img1" / "%06d.png"), 1)


def test_each_is_known_by_itself(film: Film, tmp_path: Path) -> None:
    assert recognise(cvat(tmp_path, GOOD)).format.name == "CVAT for video"
    assert recognise(write(film, "mot", tmp_path)).format.name == "MOTChallenge"
    (tmp_path / "images.xml").write_text('<annotations><image name="a"/></annotations>')
    assert recognise(tmp_path / "images.xml").format.name == "CVAT for images"
    (tmp_path / "bomb.xml").write_text('<!DOCTYPE a [<!ENTITY b "b">]><annotations/>')
    with pytest.raises(FormatError, match="entities"):
        read_labels(tmp_path / "bomb.xml")


odd = st.sampled_from(
    [
        "",
        "0",
        "1",
        "5",
        "99",
        "100",
        "-1",
        "nan",
        "inf",
        "-inf",
        "1e300",
        "2.5",
        "x",
        "true",
        "9" * 40,
    ]
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.lists(odd, min_size=9, max_size=9), min_size=1, max_size=6))
def test_whatever_a_file_says_boxes_lie_on_frames(
    film: Film, tmp_path: Path, rows: list[list[str]]
) -> None:
    names = ("frame", "keyframe", "outside", "occluded", "xtl", "ytl", "xbr", "ybr", "rotation")
    shapes = [
        "<box "
        + " ".join(f'{name}="{value}"' for name, value in zip(names, row, strict=True))
        + "/>"
        for row in rows
    ]
    sequence = mot(tmp_path, "\n".join(",".join(row) for row in rows))
    for source in (cvat(tmp_path, *shapes), sequence / "gt" / "gt.txt"):
        try:
            labels = read_labels(source, Options(str(film.project.root)))
        except FormatError:
            continue
        for picture in labels.pictures:
            assert 0 <= int(picture.path.rpartition("=")[2]) < 100
            for each in picture.boxes:
                x1, y1, x2, y2 = each.box
                assert 0 <= x1 < x2 <= 96
                assert 0 <= y1 < y2 <= 64
