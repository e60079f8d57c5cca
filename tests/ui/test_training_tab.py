"""The Training tab: empty, waiting, training, ended; curves, figures, words, earlier runs."""

import json
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from app.domain.training.run_folders import RunState
from app.views.training.finetune_dialog import FinetuneDialog
from app.views.training.log_dialog import LogDialog
from app.views.training.panel import TrainingPanel
from fpn_core.runs import RunFolder
from tests.ui.harness import LEFT, NO_KEYS
from tests.ui.test_accessibility import nameless
from tests.ui.test_training_runs import begin
from tests.ui.training_harness import MakeWatched, Watched


def shown(made: Watched) -> TrainingPanel:
    """The tab, in sight."""
    window = made.harness.window
    window.menus.actions["show_training"].trigger()
    assert window.training.panel.isVisible()
    return window.training.panel


def press(made: Watched, name: str) -> None:
    """Press a button of the run."""
    button = made.harness.window.training.panel.buttons.buttons[name]
    made.harness.wait(button.isVisible)
    made.harness.click_widget(button)


def buttons(made: Watched) -> set[str]:
    """The buttons of the run that are there."""
    panel = made.harness.window.training.panel
    return {name for name, button in panel.buttons.buttons.items() if button.isVisible()}


def table(panel: TrainingPanel) -> list[tuple[str, ...]]:
    """The figures as they are written."""
    figures = panel.figures
    return [
        tuple(item.text() for column in range(4) if (item := figures.item(row, column)))
        for row in range(figures.rowCount())
    ]


def test_an_empty_tab_says_what_to_do(watched: MakeWatched) -> None:
    made = watched()
    panel = shown(made)
    assert "Mark pictures reviewed (Space)" in panel.empty.text()
    assert panel.empty.isVisible()
    assert not panel.bar.isVisible()
    made.harness.click_widget(panel.fine_tune)
    assert made.harness.window.findChild(FinetuneDialog) is not None


def test_a_run_as_it_goes(watched: MakeWatched) -> None:
    made = watched()
    panel = shown(made)
    made.plan.write(until=15)
    begin(made)
    made.wait_step(15)
    assert panel.title.text() == "Run 1"
    assert panel.share.text() == "75 % · less than a minute left · 11.4 pictures/s"
    assert panel.bar.value() == 750
    assert "10 pictures, 1 class (1 new). Trains predictor + RPN." in panel.what.text()
    assert "The RPN finds 0.40 of the boxes; it is trained." in panel.what.text()
    made.harness.wait(lambda: panel.loss_plot is not None)
    each, smooth = panel.loss_plot.curves
    assert [point[0] for point in each.points] == list(range(1, 16))
    assert len(smooth.points) == 15
    _old, figures = panel.figure_plot.curves
    assert figures.points == [(0.0, 0.6), (10.0, 0.65)]
    assert panel.loss_now.text() == f"{2 / 15:.3g}"
    assert table(panel) == [
        ("all", "0.60", "0.65", "▲ 0.05"),
        ("cup (new)", "0.60", "0.65", "▲ 0.05"),
    ]
    assert panel.best_on.text() == "2 held-out pictures"
    assert not nameless(made.harness.window)
    made.plan.write(until=None)
    made.wait_for(RunState.DONE)
    assert table(panel)[0] == ("all", "0.60", "0.70", "▲ 0.10")
    assert "Run 1 is done: AP50 0.60 → 0.70 on 2 held-out pictures." in panel.what.text()
    assert panel.best_title.text() == "Best model"


def test_a_worse_model_is_not_the_best(watched: MakeWatched) -> None:
    made = watched()
    panel = shown(made)
    made.plan.write(gain=-0.1)
    begin(made)
    made.wait_for(RunState.DONE)
    assert table(panel)[0] == ("all", "0.60", "–", "")
    assert panel.best_note.isVisible()
    assert "none was better than the model before, AP50 0.60" in panel.what.text()


def test_old_and_new_classes_have_rows_and_a_curve(watched: MakeWatched) -> None:
    made = watched()
    panel = shown(made)
    made.plan.write(kept_ap50=0.8)
    begin(made)
    made.wait_for(RunState.DONE)
    made.harness.wait(lambda: panel.figure_plot is not None)
    rows = table(panel)
    assert ("old classes", "0.80", "0.78", "▼ 0.02") in rows
    assert ("new classes", "0.60", "0.70", "▲ 0.10") in rows
    assert ("cat", "0.80", "0.78", "▼ 0.02") in rows
    old_curve, _all = panel.figure_plot.curves
    assert [value for _step, value in old_curve.points] == [0.8, 0.78, 0.78]
    assert "old classes" in panel.figure_key.text()


def test_pause_go_on_and_stop_by_buttons(watched: MakeWatched) -> None:
    made = watched()
    panel = shown(made)
    made.plan.write(until=15)
    begin(made)
    made.wait_step(15)
    assert buttons(made) == {"pause", "stop", "cancel"}
    press(made, "pause")
    made.wait_for(RunState.PAUSED)
    assert panel.share.text() == "paused"
    assert buttons(made) == {"go_on", "stop", "cancel"}
    press(made, "go_on")
    made.wait_for(RunState.RUNNING)
    press(made, "stop")
    made.wait_for(RunState.STOPPED)
    assert buttons(made) == set()
    assert not panel.bar.isVisible()


def test_cancel_asks_where_something_is_lost(watched: MakeWatched) -> None:
    made = watched()
    shown(made)
    made.plan.write(until=5)
    begin(made)
    made.wait_step(5)
    for answer, state in (("Keep it", RunState.RUNNING), ("Cancel the run", RunState.CANCELLED)):
        press(made, "cancel")
        box = made.harness.window.findChild(QMessageBox, "lose_run")
        assert box is not None
        (button,) = (each for each in box.buttons() if each.text().replace("&", "") == answer)
        made.harness.click_widget(button)
        made.harness.wait(lambda: made.harness.window.findChild(QMessageBox, "lose_run") is None)
        made.wait_for(state)


def test_a_killed_run_is_resumed_by_its_button(watched: MakeWatched) -> None:
    made = watched()
    panel = shown(made)
    made.plan.write(die={"6": 9})
    begin(made)
    made.wait_for(RunState.INTERRUPTED)
    assert "Run 1 was interrupted at step 6 of 20." in panel.what.text()
    assert "as it does for memory" in panel.what.text()
    assert buttons(made) == {"resume", "half", "discard"}
    made.plan.write(die={})
    press(made, "half")
    made.wait_for(RunState.DONE)


def test_what_was_left_out_and_what_the_run_says(watched: MakeWatched, tmp_path: Path) -> None:
    made = watched()
    panel = shown(made)
    for name in ("p001.png", "p002.png", "p003.png", "p004.png"):
        (tmp_path / "cups" / name).unlink()
    made.plan.write(fail=3)
    begin(made)
    made.wait_for(RunState.FAILED)
    lines = panel.problems.text().splitlines()
    assert lines[0] == "4 things were left out:"
    assert lines[1].startswith(str(tmp_path / "cups" / "p001.png"))
    assert lines[4] == "and 1 more"
    assert lines[5] == "The loss is not finite."
    assert "failed: the loss is not finite at step 3" in panel.what.text()


def test_the_log_is_followed(watched: MakeWatched) -> None:
    made = watched()
    panel = shown(made)
    made.plan.write(until=3)
    begin(made)
    run = made.wait_step(3)
    made.harness.click_widget(panel.log)
    dialog = made.harness.window.findChild(LogDialog)
    assert isinstance(dialog, LogDialog)
    assert dialog.page.toPlainText() == "training 1-cups-1\n"
    with (run.folder / "log.txt").open("a") as log:
        log.write("more words\n")
    made.plan.write(until=None)
    made.harness.wait(lambda: "more words" in dialog.page.toPlainText())
    dialog.close()


def ended(made: Watched, count: int) -> bool:
    return len(made.ended) == count


def test_earlier_runs_are_listed_and_shown(watched: MakeWatched) -> None:
    made = watched()
    panel = shown(made)
    for number, steps in ((1, 20), (2, 30)):
        made.plan.write(steps=steps)
        begin(made, f"cups-{number}")
        made.harness.wait(partial(ended, made, number))
    texts = [panel.earlier.item(row).text() for row in range(panel.earlier.count())]
    assert texts == ["Run 2 · cups-2 · AP50 0.60 → 0.75", "Run 1 · cups-1 · AP50 0.60 → 0.70"]
    made.leave()
    other = watched()
    panel = shown(other)
    other.harness.wait(lambda: panel.loss_plot is not None)
    other.harness.wait(lambda: len(panel.loss_plot.curves[0].points) == 30)
    place = panel.earlier.visualItemRect(panel.earlier.item(1)).center()
    QTest.mouseClick(panel.earlier.viewport(), LEFT, NO_KEYS, place)
    assert panel.title.text() == "Run 1"
    other.harness.wait(lambda: len(panel.loss_plot.curves[0].points) == 20)
    other.harness.click_widget(panel.back)
    assert panel.title.text() == "Run 2"


def test_a_run_that_waits_says_for_what(watched: MakeWatched) -> None:
    made = watched()
    panel = shown(made)
    made.plan.write(until=3)
    begin(made)
    made.wait_step(3)
    begin(made, "cups-2")
    place = panel.earlier.visualItemRect(panel.earlier.item(0)).center()
    QTest.mouseClick(panel.earlier.viewport(), LEFT, NO_KEYS, place)
    assert panel.share.text() == "waiting"
    assert "starts when the run before it has ended" in panel.what.text()
    press(made, "cancel")
    made.harness.wait(lambda: made.runs.runs[0].state is RunState.CANCELLED)
    assert panel.share.text() == "cancelled"


def test_nothing_is_drawn_while_the_tab_is_hidden(
    watched: MakeWatched, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = watched()
    panel = made.harness.window.training.panel
    drawn: list[object] = []
    monkeypatch.setattr(panel, "_show_head", drawn.append)
    begin(made)
    made.wait_for(RunState.DONE)
    assert drawn == []
    assert panel.loss_plot is None


def test_hostile_figures_break_nothing(watched: MakeWatched) -> None:
    made = watched()
    panel = shown(made)
    made.plan.write(until=2)
    begin(made)
    run = RunFolder(made.wait_step(2).folder)
    with run.progress.open("ab") as stream:
        for line in (
            {"event": "step", "step": 10**30, "steps": 1, "loss": 1e308},
            {"event": "judged", "step": 5, "weights": "raw", "AP50": "much", "best": True},
            {"event": "judged", "step": 6, "AP50_of_classes": ["cup"]},
            {"event": "plan", "classes": [1, 2]},
            {"event": "note", "text": "x" * 5000},
        ):
            stream.write(json.dumps(line).encode() + b"\n")
        stream.write(b"\x00\xff\n{}\nnull\n")
    made.harness.wait(lambda: made.current.progress.messages)
    made.harness.wait(lambda: panel.loss_plot is not None)
    panel.grab()
    made.plan.write(until=None)
    made.wait_for(RunState.DONE)
