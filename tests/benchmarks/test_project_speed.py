"""How long the project store takes: one edit, a bulk edit, its undo, summaries, opening."""

import dataclasses
import resource
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.domain.edits import Change, Edit
from app.domain.project.store import Project
from app.domain.records import Annotation, Origin, ProjectClass
from tests.unit.app.project.samples import draw, found_on, open_in, started

PICTURES = 20_000
BOXES = 8
ORIGIN = Origin("lite", "cat", 0.75, (1.0, 2.0, 3.0, 4.0), "P3", "P2", 0.5, (0, 0, 9, 9), None)


def peak_megabytes() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used / (1024 * 1024 if sys.platform == "darwin" else 1024)


@contextmanager
def timed(what: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - start:.2f} s, peak {peak_megabytes():.0f} MB")


def percentiles(times: list[float]) -> str:
    ordered = sorted(1000 * each for each in times)
    middle, late = statistics.median(ordered), ordered[int(0.99 * len(ordered))]
    return f"median {middle:.2f} ms, p99 {late:.2f}, worst {ordered[-1]:.2f}"


def test_one_edit(tmp_path: Path) -> None:
    project, picture, cat = started(tmp_path / "photos")
    with project:
        box = draw(project, picture, cat.id)
        times = []
        for step in range(3000):
            after = dataclasses.replace(box, box=(1.0, 2.0, 3.0, 4.0 + step))
            edit = Edit("Move", (Change(box, after),), picture.id)
            start = time.perf_counter()
            project.do(edit)
            times.append(time.perf_counter() - start)
            box = after
        print(f"\none edit (budget 5 ms): {percentiles(times)}")
        times = []
        for _each in range(1000):
            start = time.perf_counter()
            project.undo()
            times.append(time.perf_counter() - start)
        print(f"one undo: {percentiles(times)}")


def test_first_edit_makes_the_file(tmp_path: Path) -> None:
    print()
    with timed("first edit, with the file made for it"):
        started(tmp_path / "photos")[0].close()


def bulk(project: Project, folder: Path, cat: ProjectClass) -> Edit:
    known = project.register(str(folder / f"{n:06}.jpg") for n in range(PICTURES))
    changes: list[Change] = []
    for picture in known.values():
        changes.append(Change(picture, dataclasses.replace(picture, reviewed=True)))
        for n in range(BOXES):
            origin = ORIGIN if n % 2 else None
            box = (n + 0.5, 2.25, n + 30.125, 1 / 3)
            row = Annotation(project.new_id(), picture.id, cat.id, box, origin=origin)
            changes.append(Change(None, row))
    return Edit("Import", tuple(changes))


def test_a_bulk_edit(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    project, _picture, cat = started(folder)
    print(f"\n{PICTURES} pictures, {PICTURES * BOXES} annotations, half of them with an origin")
    with timed("registered, edit made"):
        edit = bulk(project, folder, cat)
    with timed("do"):
        project.do(edit)
    del edit
    with timed("undo"):
        project.undo()
    with timed("redo"):
        project.redo()
    with timed("closed"):
        project.close()
    print(f"file: {(folder / 'photos.pyramid').stat().st_size / 1e6:.0f} MB")
    with timed("opened"):
        again = open_in(folder)
    with timed("summaries"):
        assert len(again.summaries("5f3a")) == PICTURES + 1
    again.close()


def test_a_hundred_thousand_pictures(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    project, _picture, cat = started(folder)
    print()
    with project:
        with timed("100,000 pictures registered"):
            known = project.register(str(folder / f"{n:06}.jpg") for n in range(100_000))
        some = list(known.values())
        rows = [
            Annotation(project.new_id(), each.id, cat.id, (1, 2, 3, 4))
            for each in some[:50_000]
            for _box in range(4)
        ]
        project.do(Edit("Import", tuple(Change(None, row) for row in rows)))
        found = found_on("a", [0.9, 0.5, 0.3] * 20, [0, 1, 0] * 20, [0, 1, 1] * 20)
        start = time.perf_counter()
        for each in some[:2000]:
            project.put_detections(each.id, found)
        print(f"one picture's 60 detections: {(time.perf_counter() - start) / 2:.2f} ms")
        with timed("summaries (budget 1 s)"):
            assert len(project.summaries("5f3a")) == 100_001
        with timed("found by class and level and score"):
            project.find(model_key="5f3a", class_name="cat", level="P3", score=(0.2, 0.4))
        times = []
        for each in some[:500]:
            start = time.perf_counter()
            project.summary(each.id, "5f3a")
            times.append(time.perf_counter() - start)
        print(f"one summary: {percentiles(times)}")
