"""How long after an edit the mirror has it, and what that costs the window; printed, not judged."""

import time
from pathlib import Path

import pytest
from PySide6.QtCore import QElapsedTimer, QTimer
from pytestqt.qtbot import QtBot

from app.domain.edits import Change, Edit
from app.domain.formats.labels import Options
from app.domain.formats.project_labels import finish_import, plan_import
from app.domain.formats.table import read_labels
from app.domain.project.store import Project
from app.domain.records import Annotation
from app.domain.view_filter import ViewFilter
from app.services.document import Document
from app.services.label_export import LabelExport
from tests.benchmarks.test_import_speed import BOXES_A_PICTURE, PICTURES, make_dataset

_EDITS = 20


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("data")
    labels = read_labels(make_dataset(made), Options(str(made / "images")))
    with Project(made) as project:
        plan = plan_import(project, labels, mark_reviewed=True)
        project.do(plan.edit)
        finish_import(project, labels, plan)
    return made


@pytest.mark.parametrize("format", ["voc", "yolo", "coco"])
def test_how_long_the_mirror_takes(qtbot: QtBot, folder: Path, tmp_path: Path, format: str) -> None:
    document = Document(ViewFilter(0.5))
    export = LabelExport(document)
    with Project(folder) as project:
        document.set_project(project)
        with qtbot.waitSignal(export.mirrored, timeout=120_000):
            start = time.perf_counter()
            export.set_mirror(format, str(tmp_path / "mirror"))
        whole = time.perf_counter() - start
        label, picture = next(iter(project.classes)), next(project.pictures()).id
        pauses = Pauses()
        writes: list[float] = []
        export.mirrored.connect(lambda: writes.append(time.perf_counter()))
        start = time.perf_counter()
        for number in range(_EDITS):
            draw(document, picture, label, number)
        edited = time.perf_counter()
        qtbot.waitUntil(lambda: not project.value("mirror_behind", False), timeout=120_000)
        pauses.stop()
        print(
            f"\n{format}, {PICTURES} pictures, {PICTURES * BOXES_A_PICTURE} boxes: all written in "
            f"{whole:.1f} s; {_EDITS} edits ({1000 * (edited - start) / _EDITS:.1f} ms each) are "
            f"there {writes[-1] - edited:.2f} s later, in {len(writes)} write(s); longest wait of "
            f"the window meanwhile {pauses.longest:.0f} ms"
        )
        export.set_mirror("", "")
        export.close()


def test_how_long_the_first_edit_after_opening_takes(
    qtbot: QtBot, folder: Path, tmp_path: Path
) -> None:
    document = Document(ViewFilter(0.5))
    export = LabelExport(document)
    with Project(folder) as project:
        project.set_value("mirror", ["coco", str(tmp_path / "mirror")])
        project.set_value("mirrored", ["coco", str(tmp_path / "mirror")])
        label, picture = next(iter(project.classes)), next(project.pictures()).id
        pauses = Pauses()
        start = time.perf_counter()
        document.set_project(project)
        draw(document, picture, label, 0)
        qtbot.waitUntil(lambda: not project.value("mirror_behind", False), timeout=120_000)
        pauses.stop()
        print(
            f"\ncoco: an edit right after opening is there {time.perf_counter() - start:.2f} s "
            f"later; longest wait of the window meanwhile {pauses.longest:.0f} ms"
        )
        export.set_mirror("", "")
        export.close()


def draw(document: Document, picture: int, label: int, number: int) -> None:
    """Draw a box."""
    box = (number, number, number + 20, number + 20)
    made = Annotation(document.project.new_id(), picture, label, box)
    document.do(Edit("draw", (Change(None, made),), picture))


class Pauses:
    """The longest time between two turns of the event loop, ms."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._clock = QElapsedTimer()
        self._timer = QTimer()
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._note)
        self._timer.start()

    def _note(self) -> None:
        if self._clock.isValid():
            self.longest = max(self.longest, self._clock.nsecsElapsed() / 1e6)
        self._clock.start()

    def stop(self) -> None:
        """End the measuring."""
        self._timer.stop()
