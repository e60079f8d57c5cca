"""Detecting a whole folder in the background: what the strip, the project and the server see."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import Qt

from app.domain.folder_queue import FolderState
from app.views.folder_strip import FailuresDialog
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness, Plan

CTRL = Qt.KeyboardModifier.ControlModifier
COUNT = 30


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Thirty small pictures, pic_1.png to pic_30.png."""
    made = tmp_path / "many"
    made.mkdir()
    for number in range(1, COUNT + 1):
        pixels = np.full((24, 32, 3), 5 * number, np.uint8)
        Image.fromarray(pixels).save(made / f"pic_{number}.png")
    return made


def name(number: int) -> str:
    return f"pic_{number}.png"


def asked(plan: Plan, channel: str = "folder") -> list[str]:
    """Names that the server was asked for, in order."""
    return [Path(r["file"]).name for r in plan.requests() if r.get("channel") == channel]


def detect_folder(harness: Harness) -> None:
    harness.key(Qt.Key.Key_I, CTRL)


def state_is(harness: Harness, state: FolderState) -> None:
    harness.wait(lambda: harness.document.folder.state is state)


def detected(harness: Harness) -> set[str]:
    project, model = harness.document.project, harness.document.model
    assert model is not None
    return {Path(project.path_of(id)).name for id in project.detected(model.key)}


def test_ctrl_i_detects_all_and_keeps_it(make_window: MakeHarness, folder: Path) -> None:
    harness = make_window(folder)
    strip = harness.window.folder_strip
    assert not strip.isVisible()
    detect_folder(harness)
    state_is(harness, FolderState.FINISHED)
    assert detected(harness) == {name(n) for n in range(1, COUNT + 1)}
    assert strip.isVisible()
    assert (strip.text.line, strip.detail.line) == ("Detected", "30 of 30")
    assert sorted(asked(harness.plan)) == sorted(name(n) for n in range(2, COUNT + 1))
    assert harness.document.boxes_on(str(folder / name(17))) == 3
    assert (folder / "many.pyramid").is_file()
    harness.click_widget(strip.stop)
    assert not strip.isVisible()
    before = len(harness.plan.requests())
    detect_folder(harness)
    state_is(harness, FolderState.FINISHED)
    assert len(harness.plan.requests()) == before, "what the model has done is skipped"
    harness.key(Qt.Key.Key_D)
    harness.settle()
    assert len(harness.plan.requests()) == before, "and shown without another run"
    assert len(harness.document.rows) == 3


def test_what_is_seen_goes_first_then_on_from_the_current(
    make_window: MakeHarness, folder: Path
) -> None:
    harness = make_window(folder)
    harness.session.show(str(folder / name(20)))
    harness.settle()
    sight = [Path(p).name for p in harness.session.folder.seen()]
    assert 2 < len(sight) < COUNT
    detect_folder(harness)
    state_is(harness, FolderState.FINISHED)
    order = asked(harness.plan)
    seen = [each for each in sight if each not in (name(1), name(20))]
    assert order[: len(seen)] == seen
    rest = [n for n in (*range(20, COUNT + 1), *range(2, 20)) if name(n) not in sight]
    assert order[len(seen) :] == [name(n) for n in rest]


def test_only_filtered_pictures_are_detected(make_window: MakeHarness, folder: Path) -> None:
    harness = make_window(folder)
    harness.qtbot.keyClicks(harness.window.picture_panel.filter, "pic_2")
    harness.wait(lambda: len(harness.document.pictures.shown) == 11)
    detect_folder(harness)
    state_is(harness, FolderState.FINISHED)
    assert harness.document.folder.total == 11
    assert set(asked(harness.plan)) == {name(2), *(name(n) for n in range(20, 30))}


def test_pause_rests_and_cancel_gives_up(
    make_window: MakeHarness, folder: Path, tmp_path: Path
) -> None:
    harness = make_window(folder)
    gate = tmp_path / "gate"
    harness.plan.write(wait_for={name(9): str(gate)})
    detect_folder(harness)
    harness.wait(lambda: name(9) in asked(harness.plan))
    harness.click_widget(harness.window.folder_strip.pause)
    state_is(harness, FolderState.PAUSED)
    assert harness.window.folder_strip.text.line == "Paused"
    gate.touch()
    harness.wait(lambda: not harness.session.client.folder_requests())
    harness.wait(lambda: len(detected(harness)) == harness.document.folder.done)
    rest = len(asked(harness.plan))
    assert rest < COUNT - 1
    harness.click_widget(harness.window.folder_strip.pause)
    gate.unlink()
    last = name(30)
    harness.plan.write(wait_for={last: str(gate)})
    harness.wait(lambda: last in asked(harness.plan))
    harness.click_widget(harness.window.folder_strip.stop)
    state_is(harness, FolderState.OFF)
    gate.touch()
    assert not harness.window.folder_strip.isVisible()
    assert name(5) in detected(harness)
    assert last not in detected(harness)


def test_it_goes_on_after_a_restart(make_window: MakeHarness, folder: Path, tmp_path: Path) -> None:
    harness = make_window(folder)
    gate = tmp_path / "gate"
    harness.plan.write(wait_for={name(12): str(gate)})
    detect_folder(harness)
    harness.wait(lambda: name(12) in asked(harness.plan))
    harness.wait(lambda: len(detected(harness)) >= 8)
    done = detected(harness)
    harness.close()
    gate.touch()
    first = len(asked(harness.plan))
    again = make_window(folder)
    state_is(again, FolderState.FINISHED)
    assert len(detected(again)) == COUNT
    assert not done & set(asked(again.plan)[first:])
    again.close()
    third = make_window(folder)
    assert third.document.folder.state is FolderState.OFF, "a wish fulfilled is no wish"


def test_a_paused_one_waits_after_a_restart(
    make_window: MakeHarness, folder: Path, tmp_path: Path
) -> None:
    harness = make_window(folder)
    gate = tmp_path / "gate"
    harness.plan.write(wait_for={name(6): str(gate)})
    detect_folder(harness)
    harness.wait(lambda: name(6) in asked(harness.plan) and name(4) in detected(harness))
    harness.click_widget(harness.window.folder_strip.pause)
    gate.touch()
    harness.close()
    again = make_window(folder)
    state_is(again, FolderState.PAUSED)
    again.click_widget(again.window.folder_strip.pause)
    state_is(again, FolderState.FINISHED)
    assert len(detected(again)) == COUNT


def test_failures_are_listed_and_tried_again(make_window: MakeHarness, folder: Path) -> None:
    harness = make_window(folder)
    errors = {name(3): "pic_3.png: cut short", name(8): "pic_8.png: empty (0 bytes)"}
    harness.plan.write(errors=errors)
    detect_folder(harness)
    state_is(harness, FolderState.FINISHED)
    strip = harness.window.folder_strip
    assert strip.failures.text() == "2 pictures failed"
    harness.click_widget(strip.failures)
    dialog = harness.window.findChild(FailuresDialog)
    assert isinstance(dialog, FailuresDialog)
    rows = [dialog.list.topLevelItem(row) for row in range(dialog.list.topLevelItemCount())]
    assert {row.text(0): row.text(1) for row in rows if row} == errors
    harness.plan.write(errors={name(3): errors[name(3)]})
    harness.click_widget(dialog.retry)
    harness.wait(lambda: harness.document.folder.failed == 1 and name(8) in detected(harness))
    state_is(harness, FolderState.FINISHED)
    dialog.close()


def test_one_picture_that_ends_the_detector_costs_no_other(
    make_window: MakeHarness, folder: Path
) -> None:
    harness = make_window(folder)
    harness.plan.write(crash_on=[name(7)], crash_times=99)
    detect_folder(harness)
    state_is(harness, FolderState.FINISHED)
    assert list(harness.session.folder.failures) == [str(folder / name(7))]
    assert len(detected(harness)) == COUNT - 1


def test_another_model_begins_anew(make_window: MakeHarness, folder: Path, tmp_path: Path) -> None:
    harness = make_window(folder)
    gate = tmp_path / "gate"
    harness.plan.write(wait_for={name(10): str(gate)})
    detect_folder(harness)
    harness.wait(lambda: name(10) in asked(harness.plan))
    other = tmp_path / "other.safetensors"
    harness.session.use_model(str(other))
    gate.touch()
    harness.wait(lambda: harness.document.model and harness.document.model.name == "other")
    state_is(harness, FolderState.FINISHED)
    assert len(detected(harness)) == COUNT
    assert len(harness.document.project.detected("key of lite")) < COUNT


def test_closing_does_not_wait_for_the_folder(
    make_window: MakeHarness, folder: Path, tmp_path: Path
) -> None:
    harness = make_window(folder)
    harness.plan.write(wait_for={name(4): str(tmp_path / "never")})
    detect_folder(harness)
    harness.wait(lambda: name(4) in asked(harness.plan))
    harness.close()  # the server hears nothing any more, and is ended
    assert harness.session.client.server_id() == 0
