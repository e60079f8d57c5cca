"""Around a run: the chip, notices, the menu, closing the window, pins, packing, finished runs."""

import os
import shutil
import signal
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.domain.training.packing import PICTURES, README
from app.domain.training.run_folders import RunState
from app.views.training.close_question import CloseQuestion
from app.views.training.finetune_dialog import FinetuneDialog
from app.views.training.offers import Offer
from fpn_core.finetuning.job import read_job
from fpn_core.runs import RunFolder
from tests.ui.test_training_runs import begin
from tests.ui.training_harness import MakeWatched, Watched

ACTIONS = ("pause_run", "stop_run", "cancel_run", "resume_run", "run_log")


def usable(made: Watched) -> set[str]:
    """Actions of the Train menu that can be used."""
    actions = made.harness.window.menus.actions
    return {name for name in ACTIONS if actions[name].isEnabled()}


def trigger(made: Watched, name: str) -> None:
    made.harness.window.menus.actions[name].trigger()


def notice(made: Watched) -> str:
    """What the notice says; "" while there is none."""
    shown = made.harness.window.training.notice
    return shown.label.text() if shown.isVisible() else ""


def press_notice(made: Watched, text: str) -> None:
    buttons = made.harness.window.training.notice.buttons
    (button,) = (each for each in buttons if each.text() == text)
    made.harness.click_widget(button)


def test_the_chip_shows_how_far_it_is_and_leads_to_the_tab(watched: MakeWatched) -> None:
    made = watched()
    window = made.harness.window
    chip = window.training.chip
    assert not chip.isVisible()
    made.plan.write(until=10)
    begin(made)
    made.wait_step(10)
    assert chip.isVisible()
    assert chip.name.text() == "run 1"
    assert chip.text_label.text() == "50 % · less than a minute left"
    assert chip.bar.value() == 500
    assert window.tabs.currentWidget() is not window.training.panel
    made.harness.click_widget(chip)
    assert window.tabs.currentWidget() is window.training.panel
    made.plan.write(until=None)
    made.wait_for(RunState.DONE)
    assert not chip.isVisible()


def test_the_menu_follows_the_run(watched: MakeWatched) -> None:
    made = watched()
    assert usable(made) == set()
    made.plan.write(until=5)
    begin(made)
    made.wait_step(5)
    assert usable(made) == {"pause_run", "stop_run", "cancel_run", "run_log"}
    trigger(made, "pause_run")
    made.wait_for(RunState.PAUSED)
    assert made.harness.window.menus.actions["pause_run"].isChecked()
    trigger(made, "pause_run")
    made.wait_for(RunState.RUNNING)
    os.kill(made.plan.starts()[0]["pid"], signal.SIGKILL)
    made.wait_for(RunState.INTERRUPTED)
    assert usable(made) == {"cancel_run", "resume_run", "run_log"}
    trigger(made, "resume_run")
    made.wait_step(5)
    made.wait_for(RunState.RUNNING)
    trigger(made, "stop_run")
    made.wait_for(RunState.STOPPED)
    assert usable(made) == {"run_log"}


def test_the_end_is_told_with_offers(watched: MakeWatched) -> None:
    made = watched()
    desk = made.harness.window.training
    compared: list[int] = []
    ended: list[int] = []
    desk.offers.append(Offer("Hold up", lambda run: compared.append(run.number)))
    desk.run_ended.connect(lambda run: ended.append(run.number))
    begin(made)
    made.wait_for(RunState.DONE)
    assert notice(made) == "Run 1 is done: AP50 0.60 → 0.70 on 2 held-out pictures."
    assert notice(made) in made.told
    assert ended == [1]
    press_notice(made, "Hold up")
    assert compared == [1]
    assert notice(made) == ""
    desk.show_panel()
    button = desk.panel.offers.buttons[-1]
    assert button.text() == "Hold up"
    made.harness.wait(button.isVisible)
    made.harness.click_widget(button)
    assert compared == [1, 1]


def test_escape_puts_a_notice_away(watched: MakeWatched) -> None:
    made = watched()
    begin(made)
    made.wait_for(RunState.DONE)
    shown = made.harness.window.training.notice
    shown.buttons[0].setFocus()
    made.harness.key(Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert made.harness.canvas.hasFocus()


def test_a_failed_run_has_no_offers_but_its_log(watched: MakeWatched) -> None:
    made = watched()
    made.harness.window.training.offers.append(Offer("Adopt", lambda run: None))
    made.plan.write(fail=3)
    begin(made)
    made.wait_for(RunState.FAILED)
    texts = [each.text() for each in made.harness.window.training.notice.buttons]
    assert texts == ["Show log", "Put away"]
    assert "lower the rate" in notice(made)


def test_a_run_short_of_memory_is_offered_with_half_the_batch(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(die={"5": 9})
    begin(made)
    made.wait_for(RunState.INTERRUPTED)
    assert "Run 1 was interrupted at step 5 of 20" in notice(made)
    made.plan.write(die={})
    press_notice(made, "Resume with half the batch")
    run = made.wait_for(RunState.DONE)
    assert read_job(run.folder).settings.batch == 2


def test_an_interrupted_run_is_offered_when_the_window_comes_back(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(until=5)
    begin(made)
    made.wait_step(5)
    made.leave()
    made.plan.end_all()
    other = watched()
    assert "Run 1 was interrupted at step 5 of 20" in notice(other)
    other.plan.write(until=None)
    press_notice(other, "Resume")
    other.wait_for(RunState.DONE)


# Closing


def close_with(made: Watched, answer: str, remember: bool = False) -> None:
    """Close the window, and answer its question."""
    window = made.harness.window
    assert not window.close()
    box = window.findChild(CloseQuestion)
    assert isinstance(box, CloseQuestion)
    box.remember.setChecked(remember)
    (button,) = (each for each in box.buttons() if each.text().replace("&", "") == answer)
    made.harness.click_widget(button)
    if answer != "Don't close":
        made.harness.wait(lambda: not window.isVisible())


def running(watched: MakeWatched) -> Watched:
    made = watched()
    made.plan.write(until=15)
    begin(made)
    made.wait_step(15)
    return made


def ends_as(made: Watched, state: RunState) -> None:
    """The run ends so, without a window."""
    run = RunFolder(made.current.folder)
    made.harness.wait(lambda: not run.is_alive())
    assert run.entries()[-1]["outcome"] == state.value


def test_closing_lets_it_go_on(watched: MakeWatched) -> None:
    made = running(watched)
    close_with(made, "Let it go on")
    assert RunFolder(made.current.folder).is_alive()
    made.plan.write(until=None)
    ends_as(made, RunState.DONE)


def test_closing_stops_and_keeps(watched: MakeWatched) -> None:
    made = running(watched)
    close_with(made, "Stop and keep")
    ends_as(made, RunState.STOPPED)
    assert RunFolder(made.current.folder).model.exists()


def test_closing_cancels(watched: MakeWatched) -> None:
    made = running(watched)
    close_with(made, "Cancel the run")
    ends_as(made, RunState.CANCELLED)


def test_not_closing_after_all(watched: MakeWatched) -> None:
    made = running(watched)
    close_with(made, "Don't close")
    assert made.harness.window.isVisible()
    assert made.state is RunState.RUNNING


def test_the_answer_is_remembered_where_that_is_wanted(watched: MakeWatched) -> None:
    made = running(watched)
    close_with(made, "Let it go on", remember=True)
    assert made.harness.session.settings["run_at_close"] == "go_on"
    other = watched()
    assert other.state is RunState.RUNNING
    assert other.harness.window.close()


# Pins


def test_pins_can_be_taken_back(watched: MakeWatched) -> None:
    made = watched()
    document = made.harness.document
    for name, split in (("hold_out", "val"), ("train_on", "train")):
        trigger(made, name)
        assert split_of(made) == split
    document.undo()
    assert split_of(made) == "val"
    document.undo()
    assert split_of(made) == ""


def split_of(made: Watched) -> str:
    """The split of the current picture."""
    record = made.harness.document.record
    assert record is not None
    return record.split


# Other machines


def test_a_run_is_packed_and_comes_back(
    watched: MakeWatched, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = watched()
    place = tmp_path / "stick"
    place.mkdir()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_rest: str(place))
    trigger(made, "pack_run")
    folder = place / "cups-1"
    made.harness.wait(folder.is_dir)
    made.harness.wait(lambda: made.harness.window.findChild(QMessageBox, "packed"))
    box = made.harness.window.findChild(QMessageBox, "packed")
    assert box is not None
    assert "10 pictures and the model" in box.text()
    assert "fpn-core finetune --job cups-1" in box.informativeText()
    box.accept()
    assert len(list((folder / PICTURES).iterdir())) == 10
    assert (folder / README).exists()
    job = read_job(folder)
    assert (folder / job.model).stat().st_size > 1_000_000
    assert made.runs.runs == []

    brought: list[Path] = []
    made.harness.window.training.run_brought.connect(brought.append)
    drop(made, folder)
    assert brought == []
    assert "train it first" in made.told[-1]
    RunFolder(folder).model.write_bytes(b"weights")
    drop(made, folder)
    trigger_folder(made, "add_run", folder, monkeypatch)
    assert brought == [folder, folder]
    trigger_folder(made, "add_run", tmp_path, monkeypatch)
    assert "is no folder of a run" in made.told[-1]


def drop(made: Watched, folder: Path) -> None:
    """Drop a folder on the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    event = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )  # fmt: skip
    made.harness.window.dropEvent(event)


def trigger_folder(made: Watched, name: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_rest: str(folder))
    trigger(made, name)


def test_packing_can_be_cancelled_in_the_file_dialog(
    watched: MakeWatched, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = watched()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_rest: "")
    trigger(made, "pack_run")
    dialog = made.harness.window.findChild(FinetuneDialog)
    assert isinstance(dialog, FinetuneDialog)
    made.harness.wait(lambda: dialog.facts is not None)
    assert not made.harness.session.run_maker.working
    assert dialog.isVisible()


def test_a_dropped_folder_of_pictures_is_opened_as_ever(
    watched: MakeWatched, pictures: Path, tmp_path: Path
) -> None:
    made = watched()
    other = tmp_path / "others"
    shutil.copytree(pictures, other)
    drop(made, other)
    made.harness.settle()
    assert made.harness.name == "pic_1.png"
