"""Reviewed frames of videos train like pictures, and judge by segments of their video."""

import dataclasses
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app.domain.edits import Change, Edit
from app.domain.formats.labels import StoppedError
from app.domain.models.held_out import count_held_out, write_held_out
from app.domain.project.frame_rows import FrameRows
from app.domain.project.relink import locate
from app.domain.project.videos import frame_ids, track_rows
from app.domain.records import Annotation, Box, FrameRange
from app.domain.training.facts import Obstacle, job_facts, obstacles
from app.domain.training.frame_files import frame_bytes
from app.domain.training.held_stretches import held_out_stretches
from app.domain.training.making import make_run, repeat_run
from app.domain.training.packing import pack_run
from app.domain.training.reviewed import reviewed_pictures
from app.domain.training.sides import settle_sides
from app.domain.video.segments import GUARD_SECONDS, is_guarded, segment_of, segment_seconds
from fpn_core.coco import read_coco
from fpn_core.finetuning.job import read_job
from fpn_core.media import read_picture
from fpn_core.runs import DATA
from fpn_core.video import kept
from fpn_core.video.frames import frame_path
from fpn_core.video.reader import close_readers
from tests.unit.app.training.projects import Made, order
from tests.unit.fpn_core.video.made_videos import make_video, number_in

RATE = 4
FRAMES = 480  # two minutes: eight segments of a quarter of a minute


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(kept, "cache_folder", lambda: tmp_path / "cache")
    kept.forget_memory()
    yield
    close_readers()


class Film(Made):
    """A project with a video of numbered frames, and a class."""

    def __init__(self, folder: Path, frames: int = FRAMES) -> None:
        super().__init__(folder)
        self.video = str(make_video(folder / "clip.mp4", count=frames, rate=RATE))
        self.label = self.add_class("cat").id
        self.own = self.project.picture(self.video)

    def review_range(self, first: int, last: int) -> None:
        row = FrameRange(self.project.new_id(), self.own.id, first, last)
        self.project.do(Edit("Mark a range reviewed", (Change(None, row),), self.own.id))

    def review_frame(self, number: int, **values: Any) -> None:
        picture = self.project.picture(frame_path(self.video, number))
        after = dataclasses.replace(picture, reviewed=True, **values)
        self.project.do(Edit("Mark reviewed", (Change(picture, after),), picture.id))

    def track(self, boxes: dict[int, Box], **values: Any) -> int:
        track = self.project.new_id()
        for number, box in boxes.items():
            picture = self.project.picture(frame_path(self.video, number))
            self.draw(picture, self.label, box, track=track, **values)
        return track


@pytest.fixture
def film(tmp_path: Path) -> Iterator[Film]:
    film = Film(tmp_path / "photos")
    yield film
    film.project.close()


def data_of(folder: Path) -> dict[str, Any]:
    return json.loads((folder / DATA).read_text())


def test_a_range_trains_one_frame_a_second_with_computed_boxes(film: Film, tmp_path: Path) -> None:
    film.track({0: (0, 0, 20, 20), 40: (40, 0, 60, 20), 479: (40, 0, 60, 20)})
    film.review_range(0, 60)
    film.draw(film.own, film.label, (70, 50, 96, 64), ignore=True)
    film.review_frame(100)
    done = make_run(film.project, order(), tmp_path / "runs")
    data = data_of(done.folder)
    names = {row["id"]: row["file_name"] for row in data["images"]}
    numbers = {id: number_in(read_picture(done.folder / name)) for id, name in names.items()}
    assert not done.problems
    dropped = set(range(0, 61, 4)) - set(numbers.values())
    assert all(abs(number / RATE - 15) < GUARD_SECONDS for number in dropped)
    assert 100 in numbers.values() or dropped
    for id, number in numbers.items():
        rows = [row for row in data["annotations"] if row["image_id"] == id]
        assert number is not None
        taught = [row["bbox"] for row in rows if not row["iscrowd"]]
        assert taught == [[min(number, 40), 0, 20, 20]]
        assert [row["bbox"] for row in rows if row["iscrowd"]] == [[70, 50, 26, 14]]
    read = read_coco(done.folder / DATA, done.folder / read_job(done.folder).images)
    assert len(read.pictures) == len(names)
    assert not read.problems


def test_neighbours_never_sit_on_both_sides(film: Film) -> None:
    film.track({0: (0, 0, 20, 20), FRAMES - 1: (40, 0, 60, 20)})
    film.review_range(0, FRAMES - 1)
    pictures = reviewed_pictures(film.project)
    held = settle_sides(film.project, pictures)
    assert set(held.values()) == {True, False}
    check_apart(pictures, held)
    assert len(held) > 0.6 * len(pictures)


def check_apart(pictures: list[Any], held: dict[int, bool]) -> None:
    seconds = {each.id: each.place.seconds for each in pictures if each.place}
    sides = {side: [seconds[id] for id, there in held.items() if there is side] for side in (0, 1)}
    for one, other in itertools.product(*sides.values()):
        assert abs(one - other) >= GUARD_SECONDS - 1e-6


@pytest.mark.parametrize("seed", range(6))
def test_what_judged_never_trains_later_nor_does_its_neighbour(film: Film, seed: int) -> None:
    """Ranges come one after the other, and each time all that is there is settled."""
    film.track({0: (0, 0, 20, 20), FRAMES - 1: (40, 0, 60, 20)})
    random = np.random.default_rng(seed)
    ever: dict[bool, set[int]] = {True: set(), False: set()}
    for _time in range(5):
        first = int(random.integers(0, FRAMES - 40))
        film.review_range(first, first + int(random.integers(10, 40)))
        pictures = reviewed_pictures(film.project)
        held = settle_sides(film.project, pictures)
        numbers = {key: number for number, key in frame_ids(film.project, film.video).items()}
        for id, side in held.items():
            ever[side].add(numbers[id])
    for one, other in itertools.product(ever[True], ever[False]):
        assert abs(one - other) / RATE >= GUARD_SECONDS - 1e-6


def test_a_segment_goes_where_a_person_put_one_of_its_frames(film: Film) -> None:
    film.track({0: (0, 0, 20, 20), FRAMES - 1: (40, 0, 60, 20)})
    for number in (20, 24, 200, 204, 300):
        film.review_frame(number, split="val" if number == 204 else "")
    held = settle_sides(film.project, reviewed_pictures(film.project))
    known = frame_ids(film.project, film.video)
    assert {number: held[known[number]] for number in (20, 24, 200, 204, 300)} == {
        20: False, 24: False, 200: True, 204: True, 300: False,
    }  # fmt: skip


def test_stretches_that_judge_are_known_before_the_next_run(film: Film) -> None:
    index = kept.index_of(film.video)

    def stretches() -> tuple[tuple[int, int], ...]:
        return held_out_stretches(film.project, film.video, index)

    film.track({0: (0, 0, 20, 20), FRAMES - 1: (40, 0, 60, 20)})
    film.review_range(0, FRAMES - 1)
    assert stretches() == ()  # nothing is decided yet
    held = settle_sides(film.project, reviewed_pictures(film.project))
    numbers = {key: number for number, key in frame_ids(film.project, film.video).items()}
    for id, side in held.items():
        inside = any(first <= numbers[id] <= last for first, last in stretches())
        assert inside == side
    assert all((last + 1 - first) % (15 * RATE) == 0 for first, last in stretches())


def test_stretches_follow_what_a_person_says(film: Film) -> None:
    index = kept.index_of(film.video)
    film.review_frame(204, split="val")
    assert held_out_stretches(film.project, film.video, index) == ((180, 239),)
    for split, expected in (("val", ((0, FRAMES - 1),)), ("train", ()), ("test", ())):
        own = film.project.picture(film.video)
        after = dataclasses.replace(own, split=split)
        film.project.do(Edit("Hold out", (Change(own, after),), own.id))
        assert held_out_stretches(film.project, film.video, index) == expected


def test_a_moved_video_keeps_its_sides(film: Film) -> None:
    film.track({0: (0, 0, 20, 20), FRAMES - 1: (40, 0, 60, 20)})
    film.review_range(0, FRAMES - 1)
    held = settle_sides(film.project, reviewed_pictures(film.project))
    moved = film.folder / "moved.mp4"
    Path(film.video).rename(moved)
    locate(film.project, film.own.id, str(moved))
    assert settle_sides(film.project, reviewed_pictures(film.project)) == held


def test_held_out_frames_are_read_from_the_video(film: Film, tmp_path: Path) -> None:
    film.track({0: (0, 0, 20, 20), FRAMES - 1: (40, 0, 60, 20)})
    film.review_range(0, FRAMES - 1)
    write_held_out(film.project, tmp_path / "held.json")
    read = read_coco(tmp_path / "held.json", tmp_path)
    assert read.pictures
    assert all(number_in(read_picture(each.path)) is not None for each in read.pictures[:3])


def test_a_run_with_frames_can_be_stopped_packed_and_repeated(film: Film, tmp_path: Path) -> None:
    film.track({0: (0, 0, 20, 20), 200: (40, 0, 60, 20)})
    film.review_range(0, 200)
    runs = tmp_path / "runs"

    def stop(done: int, _total: int) -> None:
        if done > 5:
            raise StoppedError

    with pytest.raises(StoppedError):
        make_run(film.project, order(), runs, writing=stop)
    assert not list(runs.iterdir())
    count, size = frame_bytes(reviewed_pictures(film.project))
    assert count == 51
    assert size == int(count * 96 * 64 * 1.6)
    done = make_run(film.project, order(), runs)
    again = repeat_run(read_job(done.folder), done.folder / DATA, "lite", runs)
    packed = pack_run(film.project, order(), None, tmp_path)
    for folder in (done.folder, again, packed.folder):
        read = read_coco(folder / DATA, folder / read_job(folder).images)
        assert len(read.pictures) == done.written.pictures
        assert all(number_in(read_picture(each.path)) is not None for each in read.pictures)


def test_a_missing_video_is_one_problem(film: Film, tmp_path: Path) -> None:
    film.draw(film.add_picture("a.png"), film.label)
    film.draw(film.add_picture("b.png"), film.label)
    film.review_range(0, 200)
    Path(film.video).unlink()
    kept.forget_memory()
    done = make_run(film.project, order(), tmp_path / "runs")
    assert done.written.pictures == 2
    assert len(done.problems) == 1
    assert "clip.mp4: the file is missing" in done.problems[0]


def test_a_video_whose_own_row_is_reviewed_is_no_picture(film: Film) -> None:
    after = dataclasses.replace(film.own, reviewed=True)
    film.project.do(Edit("Mark reviewed", (Change(film.own, after),), film.own.id))
    assert reviewed_pictures(film.project) == []


def test_rows_of_a_frame_besides_its_own(film: Film) -> None:
    film.track({0: (0, 0, 20, 20), 10: (10, 0, 30, 20)}, occluded=True)
    film.draw(film.own, film.label, (0, 0, 5, 5), ignore=True)
    film.draw(film.own, film.label, (0, 0, 5, 5))
    rows = FrameRows(film.project)
    seen = rows.beside(frame_path(film.video, 4), 77)
    assert [(each.box, each.picture, each.ignore) for each in seen] == [
        ((4, 0, 24, 20), 77, False),
        ((0, 0, 5, 5), 77, True),
    ]
    assert rows.beside(film.video, 77) == ()
    assert len(track_rows(film.project, film.video)) == 2
    assert all(isinstance(each, Annotation) for each in seen)


def test_the_figures_of_frames_before_a_run_and_after(film: Film, tmp_path: Path) -> None:
    assert obstacles(job_facts(film.project, ["dog"])) == [Obstacle.NO_REVIEWED]
    film.track({0: (0, 0, 20, 20), 100: (40, 0, 60, 20)})
    film.track({40: (0, 0, 9, 9), 80: (0, 0, 9, 9)}, ignore=True)
    film.review_range(0, FRAMES - 1)
    film.review_frame(200, split="test")
    for number in (8, 300):
        film.draw(film.project.picture(frame_path(film.video, number)), film.label)
    facts = job_facts(film.project, ["dog"])
    assert (facts.pictures, facts.tested) == (119, 1)
    assert facts.held_out == pytest.approx(119 / 5, abs=1)
    assert [(each.boxes, each.pictures, each.is_new) for each in facts.classes] == [(28, 27, True)]
    assert count_held_out(film.project) == pytest.approx(119 / 5, abs=1)
    made = make_run(film.project, order(), tmp_path / "runs").written
    after = job_facts(film.project, ["dog"])
    assert 0 <= after.held_out - made.held_out <= 0.3 * made.held_out
    assert after.pictures == 119
    assert count_held_out(film.project) == after.held_out


def test_segments_are_an_eighth_of_a_short_video_and_half_a_minute_of_a_long_one() -> None:
    assert [segment_seconds(each) for each in (1, 60, 120, 3600)] == [6, 7.5, 15, 30]
    assert [segment_of(each, 3600) for each in (0, 29.9, 30, 3599)] == [0, 0, 1, 119]
    sides = {0: True, 1: False, 2: False}
    near = [is_guarded(each / 2, 120, sides.get) for each in range(90)]
    assert [at / 2 for at, each in enumerate(near) if each] == [13.5, 14, 14.5, 15, 15.5, 16, 16.5]
