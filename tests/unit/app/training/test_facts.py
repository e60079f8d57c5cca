"""The figures that a person sees before a run, and what is in its way."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.training.facts import (
    BLOCKING,
    ClassFacts,
    JobFacts,
    Obstacle,
    free_title,
    job_facts,
    obstacles,
)
from app.domain.training.making import make_run
from tests.unit.app.training.projects import MODEL, Made, order


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    made = Made(tmp_path / "photos")
    yield made
    made.project.close()


def facts(made: Made) -> JobFacts:
    return job_facts(made.project, MODEL.class_names)


def test_figures(made: Made) -> None:
    cat, mug = made.add_class("cat"), made.add_class("mug")
    pictures = made.add_pictures(10, mug.id)
    made.draw(pictures[0], mug.id, difficult=True)
    made.reject(pictures[1], "cat", (1, 1, 9, 9))
    made.draw(made.add_picture("new.png", reviewed=False), cat.id)
    made.draw(made.add_picture("t.png", split="test"), cat.id)
    assert facts(made) == JobFacts(
        trained=8,
        held_out=2,
        tested=1,
        classes=(
            ClassFacts(cat.id, "cat", 0, 0, is_new=False),
            ClassFacts(mug.id, "mug", 10, 10, is_new=True),
        ),
        kept=("boat",),
        rejections=1,
    )


def test_what_is_said_beforehand_is_what_is_made(made: Made, tmp_path: Path) -> None:
    """For pictures of which no two are alike; then again, with more of them and pins."""
    label = made.add_class("mug").id
    for start, count in ((0, 13), (13, 24)):
        made.add_pictures(count, label, start)
        if start:
            made.draw(made.add_picture("held.png", split="val"), label)
            made.draw(made.add_picture("train.png", split="train"), label)
        said = facts(made)
        written = make_run(made.project, order(), tmp_path / "runs").written
        assert (said.trained, said.held_out) == (written.trained, written.held_out)
        assert facts(made) == said


def cups(boxes: int = 5, pictures: int = 5) -> tuple[ClassFacts, ...]:
    return (ClassFacts(1, "cup", boxes, pictures, is_new=True),)


GOOD = JobFacts(trained=50, held_out=12, classes=cups())


@pytest.mark.parametrize(
    ("given", "found"),
    [
        (GOOD, []),
        (JobFacts(), [Obstacle.NO_CLASSES]),
        (JobFacts(classes=cups()), [Obstacle.NO_REVIEWED]),
        (JobFacts(classes=cups(), tested=3), [Obstacle.ONLY_TESTED]),
        (dataclasses.replace(GOOD, classes=cups(0, 0)), [Obstacle.NO_BOXES]),
        (dataclasses.replace(GOOD, trained=0), [Obstacle.NOTHING_TRAINS]),
        (dataclasses.replace(GOOD, held_out=3), [Obstacle.FEW_HELD_OUT]),
        (dataclasses.replace(GOOD, trained=1, held_out=0), [Obstacle.ONE_PICTURE]),
        (
            dataclasses.replace(GOOD, classes=(*cups(), ClassFacts(2, "mug", 0, 0, is_new=True))),
            [Obstacle.EMPTY_CLASSES],
        ),
    ],
)
def test_obstacles(given: JobFacts, found: list[Obstacle]) -> None:
    assert obstacles(given) == found


def test_what_no_run_starts_with_is_said_alone() -> None:
    assert obstacles(JobFacts(), has_model=False, read_only=True) == [Obstacle.READ_ONLY]
    assert obstacles(JobFacts(), has_model=False) == [Obstacle.NO_MODEL]
    for given in (JobFacts(), JobFacts(classes=cups())):
        (only,) = obstacles(given)
        assert only in BLOCKING


def test_titles_are_numbered() -> None:
    assert free_title("cups", []) == "cups-1"
    assert free_title("cups", ["cups-1", "cups-2", "mugs-3"]) == "cups-3"
