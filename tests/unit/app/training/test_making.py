"""From a project to the folder of a run: what each row teaches, and what goes wrong."""

import dataclasses
import itertools
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.formats.labels import StoppedError
from app.domain.training import making
from app.domain.training.gather import LEAST_SIDE, within
from app.domain.training.making import MAKING, RunError, folder_name, make_run, run_numbers
from fpn_core.coco import read_coco
from fpn_core.finetuning.job import FinetuneConfig, read_job
from fpn_core.runs import DATA, JOB
from tests.unit.app.project.mounts import small_disk
from tests.unit.app.training.projects import HEIGHT, MODEL, WIDTH, Made, order

Rows = list[dict[str, Any]]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    made = Made(tmp_path / "photos")
    yield made
    made.project.close()


@pytest.fixture
def runs(tmp_path: Path) -> Path:
    return tmp_path / "runs" / "uid"


def make(made: Made, runs: Path, **values: object) -> tuple[dict[str, Any], making.Made]:
    done = make_run(made.project, order(**values), runs)
    return json.loads((done.folder / DATA).read_text()), done


def rows_of(data: dict[str, Any], picture: int) -> Rows:
    return [row for row in data["annotations"] if row["image_id"] == picture]


def test_what_each_row_teaches(made: Made, runs: Path) -> None:
    cat, mug = made.add_class("cat"), made.add_class("mug")
    picture = made.add_picture("sub/a.png")
    made.add_picture("not_reviewed.png", reviewed=False)
    made.draw(picture, cat.id, (1, 2, 11, 22))
    made.draw(picture, cat.id, (20, 2, 30, 12), crowd=True)
    made.draw(picture, mug.id, (40, 2, 50, 12), difficult=True)
    made.draw(picture, mug.id, (40, 20, 50, 32), ignore=True)
    made.draw(picture, mug.id, (0, 40, 10, 47), truncated=True, occluded=True)
    made.detect(
        picture,
        [(1, 2, 11, 22), (50, 30, 60, 40), (30, 30, 36, 36), (12, 30, 20, 40), (55, 2, 63, 9)],
        [0, 0, 1, 0, 0],
        [0.9, 0.8, 0.7, 0.6, 0.3],
    )
    made.reject(picture, "CAT", (12, 30, 20, 40))
    made.reject(picture, "giraffe", (22, 30, 28, 40))
    data, done = make(made, runs)

    assert [image["file_name"] for image in data["images"]] == [str(made.folder / "sub/a.png")]
    assert (data["images"][0]["width"], data["images"][0]["height"]) == (WIDTH, HEIGHT)
    names = {row["id"]: (row["name"], row.get("kept", False)) for row in data["categories"]}
    stranger = next(key for key, (name, _kept) in names.items() if name == "giraffe")
    assert names == {
        cat.id: ("cat", False), mug.id: ("mug", False), stranger: ("giraffe", True)
    }  # fmt: skip
    kinds = [
        (row["category_id"], row["bbox"], row["iscrowd"], row.get("rejected", False))
        for row in data["annotations"]
    ]
    assert kinds == [
        (cat.id, [1, 2, 10, 20], 0, False),
        (cat.id, [20, 2, 10, 10], 1, False),
        (mug.id, [40, 2, 10, 10], 1, False),
        (mug.id, [40, 20, 10, 12], 1, False),
        (mug.id, [0, 40, 10, 7], 0, False),
        # Shown and not decided; neither what was accepted, nor a class of the model alone ("boat"),
        # nor what was rejected, nor what lies below the slider.
        (cat.id, [50, 30, 10, 10], 1, False),
        (cat.id, [12, 30, 8, 10], 0, True),
        (stranger, [22, 30, 6, 10], 0, True),
    ]
    assert (done.written.boxes, done.written.ignored, done.written.rejected) == (2, 4, 2)


def test_ids_are_permanent_and_the_order_is_the_projects(made: Made, runs: Path) -> None:
    first, second = made.add_class("b"), made.add_class("a")
    made.add_pictures(2, second.id)
    data, _done = make(made, runs)
    assert [row["id"] for row in data["categories"]] == [first.id, second.id]


def test_detections_of_another_model_are_not_asked(made: Made, runs: Path) -> None:
    cat = made.add_class("cat")
    picture = made.add_picture("a.png")
    made.draw(picture, cat.id)
    other = dataclasses.replace(MODEL, key="other")
    made.detect(picture, [(40, 30, 60, 40)], [0], [0.9], other)
    assert len(make(made, runs)[0]["annotations"]) == 1
    assert len(make(made, runs, info=other)[0]["annotations"]) == 2
    assert len(make(made, runs, info=other, score=0.95)[0]["annotations"]) == 1


def test_in_a_project_of_one_class_every_detection_may_be_it(made: Made, runs: Path) -> None:
    thing = made.add_class("thing")
    picture = made.add_picture("a.png")
    made.draw(picture, thing.id)
    made.detect(picture, [(40, 30, 60, 40)], [1], [0.9])
    data, _done = make(made, runs, any_class=True)
    assert [(row["category_id"], row["iscrowd"]) for row in data["annotations"]] == [
        (thing.id, 0), (thing.id, 1)
    ]  # fmt: skip


def test_the_job_says_what_it_is(made: Made, runs: Path) -> None:
    made.add_class("cat")
    made.add_pictures(10, made.add_class("mug").id)
    settings = FinetuneConfig(classes="only", batch=2)
    _data, done = make(made, runs, settings=settings)
    job = read_job(done.folder)
    assert done.folder == runs / "1-cups-1"
    assert (job.title, job.model, job.model_key, job.data) == ("cups 1", "lite", "5f3a", DATA)
    assert job.settings == settings
    about = job.about
    assert about["project_uid"] == made.project.uid != ""
    assert (about["pictures"], about["held_out"], about["boxes"]) == (8, 2, 10)
    assert (about["classes"], about["new_classes"]) == (["cat", "mug"], ["mug"])


def test_the_engine_reads_what_is_written(made: Made, runs: Path) -> None:
    label = made.add_class("mug").id
    for picture in made.add_pictures(10, label):
        made.draw(picture, label, (0.123456, 0.1, 63.98765, 47.5))
    data, done = make(made, runs)
    read = read_coco(done.folder / DATA, "")
    assert read.problems == ()
    assert {image["split"] for image in data["images"]} == {"train", "val"}
    assert sum(image["split"] == "val" for image in data["images"]) == 2
    assert data["annotations"][1]["bbox"] == pytest.approx([0.123, 0.1, 63.865, 47.4], abs=2e-3)


def test_missing_and_broken_pictures_are_left_out_and_named(made: Made, runs: Path) -> None:
    pictures = made.add_pictures(6, made.add_class("mug").id)
    gone, empty, text = (made.folder / each.path for each in pictures[:3])
    gone.unlink()
    empty.write_bytes(b"")
    text.write_text("no picture")
    data, done = make(made, runs)
    assert len(data["images"]) == 3
    assert [line.split(": ")[0] for line in done.problems] == [str(gone), str(empty), str(text)]
    assert "missing" in done.problems[0]
    assert all("\n" not in line for line in done.problems)
    assert read_job(done.folder).about["problem_count"] == 3


def test_boxes_are_kept_within_their_picture(made: Made, runs: Path) -> None:
    label = made.add_class("mug").id
    picture = made.add_picture("a.png")
    made.draw(picture, label, (-5, -5, 10, 10))
    made.draw(picture, label, (WIDTH + 5, 0, WIDTH + 20, 20))
    data, done = make(made, runs)
    assert [row["bbox"] for row in data["annotations"]] == [[0, 0, 10, 10]]
    (problem,) = done.problems
    assert problem.startswith(f"{made.folder / 'a.png'}: box 2 (mug)")


@given(st.tuples(*[st.floats(-50, 150)] * 4))
def test_within_a_picture(box: tuple[float, float, float, float]) -> None:
    found = within(box, 100, 80)
    if found is None:
        assert (
            min(box[2], 100) - max(box[0], 0) < LEAST_SIDE
            or min(box[3], 80) - max(box[1], 0) < LEAST_SIDE
        )
    else:
        x1, y1, x2, y2 = found
        assert 0 <= x1 < x2 <= 100
        assert 0 <= y1 < y2 <= 80
        assert within(found, 100, 80) == found


def test_nothing_to_learn_from(made: Made, runs: Path) -> None:
    label = made.add_class("mug").id
    picture = made.add_picture("a.png")
    with pytest.raises(RunError, match="No reviewed picture has a box"):
        make(made, runs)
    made.draw(picture, label)
    (made.folder / "a.png").unlink()
    with pytest.raises(RunError, match=r"None of the 1 reviewed .*a\.png: the file is missing"):
        make(made, runs)
    assert list(runs.iterdir()) == []


def test_all_pictures_held_out_by_hand(made: Made, runs: Path) -> None:
    label = made.add_class("mug").id
    made.draw(made.add_picture("a.png", split="val"), label)
    with pytest.raises(RunError, match="none is left to train on"):
        make(made, runs)


def test_runs_are_numbered_on(made: Made, runs: Path) -> None:
    made.add_pictures(2, made.add_class("mug").id)
    (runs / "7-of-old").mkdir(parents=True)
    half = runs / f"{MAKING}abc"
    half.mkdir()
    assert make(made, runs, title="A/b: c?\n..")[1].folder == runs / "8-A-b-c"
    assert not half.exists(), "what a crash left in the making is gone"
    assert run_numbers(runs) == {7, 8}


@given(st.text(max_size=80))
def test_any_title_is_a_folders_name(title: str) -> None:
    name = folder_name(title)
    assert 0 < len(name) <= 60
    assert not set(name) & set('/\\:*?"<>|\n\0')
    assert name == os.path.basename(name) not in (".", "..")


def test_stopping_leaves_nothing(made: Made, runs: Path) -> None:
    made.add_pictures(3, made.add_class("mug").id)

    def stop(_done: int, _total: int) -> None:
        raise StoppedError

    with pytest.raises(StoppedError):
        make_run(made.project, order(), runs, writing=stop)
    assert list(runs.iterdir()) == []


def test_a_full_disk_leaves_nothing_and_says_so(made: Made, tmp_path: Path) -> None:
    label = made.add_class("mug").id
    picture = made.add_picture("a.png")
    for _each in range(40):
        made.draw(picture, label)
    with small_disk(tmp_path / "disk"):
        runs = tmp_path / "disk" / "runs"
        ballast = tmp_path / "disk" / "ballast"
        with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
            file.writelines(itertools.repeat(bytes(1024)))
        with pytest.raises(RunError, match=r"cannot be written .*Free some space"):
            make(made, runs)
        ballast.unlink()
        assert make(made, runs)[1].number == 1
        assert [each.name for each in runs.iterdir()] == ["1-cups-1"]


def test_a_place_that_is_a_file(made: Made, tmp_path: Path) -> None:
    made.add_pictures(2, made.add_class("mug").id)
    (tmp_path / "runs").write_text("in the way")
    with pytest.raises(RunError, match="cannot be written"):
        make(made, tmp_path / "runs" / "uid")


def test_half_written_jobs_are_no_runs(made: Made, runs: Path) -> None:
    made.add_pictures(2, made.add_class("mug").id)
    _data, done = make(made, runs)
    assert sorted(os.listdir(done.folder)) == [DATA, JOB]
