"""Videos written with their tracks: CVAT for video and MOTChallenge."""

import dataclasses
import itertools
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.edits import Change, Edit
from app.domain.formats import mot
from app.domain.formats.labels import FormatError, LabelClass, StoppedError, no_step
from app.domain.formats.video_boxes import Part, VideoBoxes, boxes_of_video
from app.domain.formats.video_table import VIDEO_FORMATS, VideoWritten, write_video
from app.domain.formats.writing import Output
from app.domain.records import Annotation
from app.domain.video.spans import joined, shared
from app.domain.video.tracks import Keyframe, Span, Track, Tracks
from fpn_core.video.kept import index_of
from tests.unit.app.formats.films import Film
from tests.unit.app.video.made import keyframe, tracks

WHOLE = Part(0, 99)
spans = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 6)), max_size=5).map(
    lambda pairs: [(first, first + more) for first, more in pairs]
)


def write(film: Film, format: str, target: Path, part: Part = WHOLE) -> VideoWritten:
    index = index_of(film.video)
    return write_video(
        film.project, film.video, index, VIDEO_FORMATS[format], target, part, Output(), no_step
    )


def frames_in(given: Sequence[Span]) -> set[int]:
    return {frame for first, last in given for frame in range(first, last + 1)}


@given(one=spans, other=spans)
def test_stretches_are_joined_and_shared_as_sets_are(one: list[Span], other: list[Span]) -> None:
    ours, theirs = joined(one), joined(other)
    assert frames_in(ours) == frames_in(one)
    assert all(a[1] + 1 < b[0] for a, b in itertools.pairwise(ours))
    assert frames_in(list(shared(ours, theirs))) == frames_in(one) & frames_in(other)


def rows_of(file: Path) -> dict[int, dict[int, dict[str, str]]]:
    """The attributes of boxes by track and frame."""
    root = ElementTree.parse(file).getroot()
    return {
        int(track.get("id", "")): {int(row.get("frame", "")): row.attrib for row in track}
        for track in root.findall("track")
    }


def test_cvat_has_every_frame_and_says_where_a_track_ends(film: Film, tmp_path: Path) -> None:
    done = write(film, "cvat-video", tmp_path / "out.xml")
    assert done == VideoWritten(tmp_path / "out.xml", 2, 43, {})
    found = rows_of(tmp_path / "out.xml")
    track = found[film.track]
    assert sorted(track) == [*range(22), *range(30, 52)]
    key = {frame for frame, row in track.items() if row["keyframe"] == "1"}
    assert key == {0, 20, 21, 30, 50, 51}
    assert {frame for frame, row in track.items() if row["outside"] == "1"} == {21, 51}
    assert [track[7][side] for side in ("xtl", "ytl", "xbr", "ybr")] == [
        "7.00", "0.00", "27.00", "20.00",
    ]  # fmt: skip
    (alone,) = (rows for id, rows in found.items() if id != film.track)
    assert {frame: row["outside"] for frame, row in alone.items()} == {12: "0", 13: "1"}
    root = ElementTree.parse(tmp_path / "out.xml").getroot()
    said = {tag: root.findtext(f"meta/task/{tag}") for tag in ("size", "mode", "stop_frame")}
    assert said == {"size": "100", "mode": "interpolation", "stop_frame": "99"}
    assert root.findtext("meta/source") == "clip.mp4"
    assert root.findtext("meta/task/original_size/width") == "96"
    assert [each.text for each in root.iterfind("meta/task/labels/label/name")] == ["cat"]


def test_a_stretch_begins_and_ends_with_keyframes(film: Film, tmp_path: Path) -> None:
    write(film, "cvat-video", tmp_path / "out.xml", Part(15, 35))
    track = rows_of(tmp_path / "out.xml")[film.track]
    assert sorted(track) == [*range(15, 22), *range(30, 36)]
    key = [frame for frame, row in track.items() if row["keyframe"] == "1"]
    assert key == [15, 20, 21, 30, 35]
    assert [frame for frame, row in track.items() if row["outside"] == "1"] == [21]


def test_reviewed_frames_alone(film: Film, tmp_path: Path) -> None:
    film.draw(70, (0, 0, 9, 9))
    (before,) = film.project.frame_ranges(film.own.id)
    after = dataclasses.replace(before, first=10, last=40)
    film.project.do(Edit("Mark less", (Change(before, after),), film.own.id))
    write(film, "mot", tmp_path / "out", Part(0, 99, reviewed_only=True))
    frames = [int(row.split(",")[0]) - 1 for row in lines(tmp_path / "out" / mot.ROWS)]
    assert sorted(frames) == sorted([*range(10, 21), *range(30, 41), 12])
    with pytest.raises(FormatError, match=r"clip\.mp4: no frame of it is reviewed"):
        write(film, "mot", tmp_path / "none", Part(90, 99, reviewed_only=True))
    assert not (tmp_path / "none").exists()


def lines(file: Path) -> list[str]:
    return file.read_text().splitlines()


def test_mot_has_rows_classes_and_the_sequence(film: Film, tmp_path: Path) -> None:
    film.draw(3, (1.25, 2, 5, 7.5), ignore=True, occluded=True, group=4, attributes={"a": "b"})
    film.draw(4, (1, 2, 5, 7), attributes={"visibility": "0.25"})
    done = write(film, "mot", tmp_path / "out")
    rows = [row.split(",") for row in lines(tmp_path / "out" / mot.ROWS)]
    track = [row for row in rows if row[1] == str(film.track)]
    assert [int(row[0]) for row in track] == [*range(1, 22), *range(31, 52)]
    assert track[7][2:] == ["7", "0", "20", "20", "1", "1", "1"]
    ids = [row[1] for row in rows if row[1] != str(film.track)]
    assert len(ids) == len(set(ids)) == 3
    by_frame = {row[0]: row[2:] for row in rows if row[1] in ids}
    assert by_frame["4"] == ["1.25", "2", "3.75", "5.5", "0", "1", "0"]
    assert by_frame["5"][-1] == "0.25"
    assert lines(tmp_path / "out" / mot.NAMES) == ["cat"]
    assert lines(tmp_path / "out" / mot.INFO) == [
        "[Sequence]", "name=clip.mp4", "imDir=img1", "frameRate=10", "seqLength=100",
        "imWidth=96", "imHeight=64", "imExt=.jpg",
    ]  # fmt: skip
    assert done.lost == {"groups": 1, "attributes": 2}


def test_a_region_of_the_whole_video_is_there_on_every_frame(film: Film, tmp_path: Path) -> None:
    row = Annotation(film.project.new_id(), film.own.id, film.label, (1, 2, 9, 9), ignore=True)
    film.project.do(Edit("Leave out", (Change(None, row),), film.own.id))
    write(film, "mot", tmp_path / "out")
    counts = [each.split(",")[6] for each in lines(tmp_path / "out" / mot.ROWS)]
    assert counts.count("0") == 100
    write(film, "cvat-video", tmp_path / "out.xml")
    (resting,) = (rows for rows in rows_of(tmp_path / "out.xml").values() if len(rows) == 100)
    assert [frame for frame, each in resting.items() if each["keyframe"] == "1"] == [0, 99]


def test_what_cvat_cannot_hold_is_counted_and_odd_names_are_escaped(
    film: Film, tmp_path: Path
) -> None:
    film.draw(60, (1, 2, 9, 9), truncated=True, points=(((1, 2), (9, 2), (5, 9)),), group=3,
              attributes={'<"&>': "a\x00<b>"})  # fmt: skip
    done = write(film, "cvat-video", tmp_path)
    assert done.target == tmp_path / "annotations.xml"
    assert done.lost == {"polygons, written as boxes": 1}
    root = ElementTree.parse(done.target).getroot()
    (track,) = (each for each in root.findall("track") if each.get("group_id") == "3")
    given = {each.get("name"): each.text for each in track[0]}
    assert given == {'<"&>': "a<b>", "truncated": "true"}


@pytest.mark.parametrize("format", list(VIDEO_FORMATS))
def test_stopping_leaves_no_file_and_pictures_are_never_written_to(
    film: Film, tmp_path: Path, format: str
) -> None:
    boxes = long_film()

    def stop(done: int, _total: int) -> None:
        assert done
        raise StoppedError

    target = tmp_path / ("out.xml" if format == "cvat-video" else "out")
    with pytest.raises(StoppedError):
        VIDEO_FORMATS[format].write(boxes, target, Output(), stop)
    assert not [each for each in tmp_path.rglob("*") if "out" in each.parts and each.is_file()]
    with pytest.raises(FormatError, match="never written to"):
        write(film, format, tmp_path / "clip.avi")


def boxes_of(given: Sequence[Track], count: int, part: Part, taken: Sequence[Span]) -> VideoBoxes:
    classes = [LabelClass(1, "cat")]
    return VideoBoxes("a.mp4", count, 640, 480, 25.0, part, taken, given, classes, {7: 0})


def long_film(count: int = 200_000, ids: int = 2) -> VideoBoxes:
    last = count - 1
    made = [Tracks([keyframe(n, 0, track=n), keyframe(n + 50, last, track=n)])[n]
            for n in range(1, ids + 1)]  # fmt: skip
    return boxes_of(made, count, Part(0, last), [(0, last)])


@given(track=tracks(), first=st.integers(0, 40), more=st.integers(0, 40))
def test_what_cvat_interpolates_is_what_was_written(track: Track, first: int, more: int) -> None:
    part = Part(first, first + more)
    boxes = boxes_of([track], 81, part, [(first, first + more)])
    shown = list(boxes.shown(track))
    assert boxes.total == len(shown)
    frames = [each.frame for each in shown]
    assert frames == [n for n in range(first, first + more + 1) if track.at(n) is not None]
    again = Track(1, tuple(
        Keyframe(each.frame, dataclasses.replace(each.row, ends=each.last))
        for each in shown if each.keyframe
    ))  # fmt: skip
    for each in shown:
        row = again.at(each.frame)
        assert row is not None
        assert row.box == pytest.approx(each.row.box, abs=1e-6)


def test_memory_stays_flat(tmp_path: Path) -> None:
    """A process of its own, since the peak of a process never falls."""
    code = (
        "import resource, sys\n"
        "from pathlib import Path\n"
        "from app.domain.formats.labels import no_step\n"
        "from app.domain.formats.video_table import VIDEO_FORMATS\n"
        "from app.domain.formats.writing import Output\n"
        "from tests.unit.app.formats.test_video_tracks import long_film\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "for name in VIDEO_FORMATS:\n"
        "    target = Path(sys.argv[1], name + ('.xml' if name == 'cvat-video' else ''))\n"
        "    VIDEO_FORMATS[name].write(long_film(40_000), target, Output(), no_step)\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert (tmp_path / "cvat-video.xml").stat().st_size > 8_000_000
    assert int(done.stdout) < 6_000  # kilobytes


def test_rows_of_classes_that_are_gone_and_frames_beyond_the_end(film: Film) -> None:
    film.draw(150, (0, 0, 9, 9))
    values: dict[str, Any] = {"track": film.track}
    film.draw(120, (0, 0, 9, 9), **values)
    boxes = boxes_of_video(film.project, film.video, index_of(film.video), Part(-5, 500))
    assert boxes.part == Part(0, 99)
    assert max(each.frame for track in boxes.tracks for each in boxes.shown(track)) == 99


def test_the_file_of_the_project_is_refused(film: Film) -> None:
    file = film.project.file
    assert file is not None
    out = Output([file])
    with pytest.raises(FormatError, match="never written to"):
        write_video(
            film.project, film.video, index_of(film.video), VIDEO_FORMATS["cvat-video"], file,
            WHOLE, out, no_step,
        )  # fmt: skip
