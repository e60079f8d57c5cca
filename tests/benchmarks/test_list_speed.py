"""How fast the list of 100,000 pictures is: prints figures beside their budgets, asserts none."""

import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QElapsedTimer, Qt, QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.detections import DetectionSet, parse_detections, parse_model
from app.domain.edits import Change, Edit
from app.domain.picture_filter import PictureFilter, PictureSort
from app.domain.project.store import Project
from app.domain.project.summaries import PictureState
from app.domain.records import Annotation, ProjectClass
from app.services.settings import Settings
from app.start import make_application
from tests.benchmarks.test_window_speed import report
from tests.ui.fake_server import CLASSES, LEVELS
from tests.ui.harness import BOXES, Harness, Plan

COUNT = 100_000
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture(scope="session")
def qapp() -> object:
    return make_application()


@pytest.fixture
def harness(qtbot: QtBot, tmp_path: Path) -> Iterator[Harness]:
    made = Harness(qtbot, Settings(tmp_path / "settings.json"), Plan(tmp_path / "plan.json"))
    yield made
    made.close()


def make_folder(folder: Path) -> None:
    """100,000 pictures: a fifth reviewed, two fifths with five boxes, four fifths detected."""
    folder.mkdir()
    first = folder / "picture_000000.png"
    Image.new("RGB", (320, 240)).save(first)
    data = first.read_bytes()
    paths = [folder / f"picture_{number:06}.png" for number in range(COUNT)]
    for path in paths:
        path.write_bytes(data)
    with Project(folder) as project:
        project.set_value("model lite", "key of lite", keep=True)
        known = [each.id for each in project.register(map(str, paths)).values()]
        classes = [ProjectClass(project.new_id(), f"class {n}", "#888888", n) for n in range(8)]
        boxes = [
            Annotation(project.new_id(), id, classes[(place + n) % 8].id, (10, 10, 50, 50))
            for place, id in enumerate(known)
            if place % 5 < 2
            for n in range(5)
        ]
        project.do(
            Edit(
                "Boxes",
                (*(Change(None, row) for row in classes), *(Change(None, row) for row in boxes)),
            )
        )
        project.put_detections(known[0], detections(str(first)))
        with project.transaction() as db:
            db.execute("UPDATE pictures SET reviewed = 1 WHERE id % 5 = 0")
            copy_detections(db, known[0])


def copy_detections(db: sqlite3.Connection, id: int) -> None:
    """Give the detections of one picture to four of five others."""
    for table in ("detections", "detection_parts"):
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")][1:]
        listed = ", ".join(f"t.{column}" for column in columns)
        db.execute(
            f"INSERT OR IGNORE INTO {table} SELECT p.id, {listed} FROM pictures p, {table} t"
            " WHERE t.picture = ? AND p.id % 5 != 1",
            (id,),
        )
    db.execute("UPDATE detections SET uncertainty = (picture * 37 % 1000) / 1000.0")


def detections(path: str) -> DetectionSet:
    """Forty boxes of five classes on five levels, by the model of the server without a model."""
    described = {"name": "lite", "key": "key of lite", "levels": LEVELS, "class_names": CLASSES}
    model = parse_model({**described, "canonical_size": 224})
    rows = [dict(each, score=0.05 + 0.02 * n) for n, each in enumerate(8 * BOXES)]
    network = {"scale_x": 2.0, "scale_y": 2.0}
    answer = {"file": path, "width": 320, "height": 240, "network": network, "detections": rows}
    return parse_detections(answer, model)


class Gaps:
    """How late an 8 ms timer comes while the list is read."""

    def __init__(self) -> None:
        self.late: list[float] = []
        self._clock, self._timer = QElapsedTimer(), QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._clock.start()
        self._timer.start(8)

    def _tick(self) -> None:
        self.late.append(self._clock.nsecsElapsed() / 1e6 - 8)
        self._clock.restart()

    def end(self) -> str:
        self._timer.stop()
        late = sorted(self.late)
        return f"p99 {late[int(len(late) * 0.99)]:.0f}, worst {late[-1]:.0f} ms"


def timed(act: Callable[[], object]) -> str:
    clock = time.perf_counter()
    act()
    QApplication.processEvents()
    return f"{1000 * (time.perf_counter() - clock):.0f} ms"


def open_folder(harness: Harness, folder: Path) -> None:
    clock = time.perf_counter()
    harness.session.open([str(folder)])
    harness.wait(lambda: harness.document.pixels is not None)
    report("100,000 known pictures: first picture", f"{time.perf_counter() - clock:.2f} s", "1 s")
    gaps = Gaps()
    harness.wait(lambda: harness.session.states.complete)
    report("all states known", f"{time.perf_counter() - clock:.2f} s", "-")
    report("event-loop gap meanwhile", gaps.end(), "p99 16, worst 50 ms")
    harness.qtbot.wait(3000)  # what reads files in the background has had its time


def filters(harness: Harness) -> None:
    states, panel = harness.session.states, harness.window.picture_panel
    label = next(iter(harness.document.classes))
    for name, wanted in {
        "name": PictureFilter(text="99"),
        "state": PictureFilter(states=frozenset({PictureState.REVIEWED})),
        "class and level": PictureFilter(label=label, class_name="car", level="P5"),
        "score": PictureFilter(score=(0.3, 0.6)),
    }.items():
        taken = timed(partial(states.set_filter, wanted))
        count = len(harness.document.pictures.shown)
        report(f"filter by {name} ({count:,} shown)", taken, "300 ms")
    panel.clear_filters()
    for order in (PictureSort.BOXES, PictureSort.UNCERTAINTY, PictureSort.NAME):
        report(f"order by {order.value}", timed(partial(panel.order, order)), "300 ms")


def scroll(harness: Harness) -> str:
    view = harness.window.picture_panel.list
    bar, times = view.verticalScrollBar(), []
    for step in range(100):
        bar.setValue(bar.maximum() * step // 100)
        clock = time.perf_counter()
        view.viewport().repaint()
        times.append(1000 * (time.perf_counter() - clock))
    return f"p50 {statistics.median(times):.1f}, worst {max(times):.1f} ms"


def test_list_of_100_000(harness: Harness, tmp_path: Path) -> None:
    make_folder(tmp_path / "many")
    harness.start([])
    open_folder(harness, tmp_path / "many")
    filters(harness)
    report("a frame while scrolling", scroll(harness), "16 ms")
    view, edits = harness.window.picture_panel.list, harness.session.picture_edits
    report("select all", timed(view.selectAll), "-")
    paths = view.selected()
    report("mark 100 reviewed", timed(lambda: edits.mark(paths[:100], True)), "-")
    report("mark 100,000 reviewed, one step", timed(lambda: edits.mark(paths, True)), "-")
    edits.mark(paths[-1:], False)
    harness.session.show(paths[0])
    taken = timed(lambda: harness.key(Qt.Key.Key_D, CONTROL | SHIFT))
    assert harness.document.pictures.current == paths[-1]
    report("next picture that is not reviewed, the last one", taken, "50 ms")
