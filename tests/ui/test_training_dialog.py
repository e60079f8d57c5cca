"""The dialog of fine-tuning: what it says, what is in the way, the question, Advanced, Cancel."""

import dataclasses
import itertools
import time
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSpinBox

from app.domain.formats.labels import Step
from app.domain.project.store import Project
from app.domain.training.making import Order
from app.domain.training.run_folders import RunState
from app.services.training import making
from app.services.training.job_settings import JOB_SETTINGS
from app.views.training.finetune_dialog import FinetuneDialog
from fpn_core.finetuning.job import FinetuneConfig, read_job
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness
from tests.ui.test_accessibility import nameless
from tests.ui.training_harness import MakeWatched, Watched
from tests.unit.app.project.mounts import small_disk
from tests.unit.app.training.projects import Made


def opened(harness: Harness) -> FinetuneDialog:
    """The dialog after it has counted."""
    harness.wait(lambda: harness.document.model is not None)
    harness.window.activateWindow()
    harness.wait(harness.window.isActiveWindow)
    harness.key(Qt.Key.Key_F9)
    dialogs = [each for each in harness.window.findChildren(FinetuneDialog) if each.isVisible()]
    (dialog,) = dialogs
    harness.wait(lambda: dialog.facts is not None and dialog.isVisible())
    return dialog


def start(made: Watched, dialog: FinetuneDialog) -> None:
    made.harness.click_widget(dialog.start)
    made.harness.wait(lambda: made.runs.current is not None)


def test_one_click_trains(watched: MakeWatched) -> None:
    made = watched()
    dialog = opened(made.harness)
    assert dialog.sentence.text() == (
        "10 reviewed pictures, 1 class, 1 new; trains predictor + RPN; about 2 min on this CPU"
    )
    assert dialog.sides.text() == "8 train, 2 are held out to judge the new model."
    assert "Under 10 held-out" in dialog.hints.text()
    assert dialog.title.text() == "cups-1"
    start(made, dialog)
    run = made.wait_for(RunState.DONE)
    job = read_job(run.folder)
    assert (job.title, job.model, job.model_key) == ("cups-1", "lite", "key of lite")
    assert job.settings.threads >= 1
    assert made.harness.window.tabs.currentWidget() is made.harness.window.training.panel


def test_the_same_title_is_not_offered_twice(watched: MakeWatched) -> None:
    made = watched()
    start(made, opened(made.harness))
    made.wait_for(RunState.DONE)
    assert opened(made.harness).title.text() == "cups-2"


def test_the_question_about_other_classes_is_put_once(watched: MakeWatched) -> None:
    made = watched()
    dialog = opened(made.harness)
    assert "5 other classes (person, car, cat, dog, boat)" in dialog.question.text()
    assert dialog.keep.isChecked()
    assert dialog.question.height() >= dialog.question.heightForWidth(dialog.question.width())
    made.harness.click_widget(dialog.only)
    assert "trains predictor + RPN + box head + pyramid" in dialog.sentence.text()
    start(made, dialog)
    assert read_job(made.current.folder).settings.classes == "only"
    made.wait_for(RunState.DONE)
    again = opened(made.harness)
    assert not again.question.isVisible()
    assert "Its other classes go: person, car" in again.parent_model.text()
    field = again.advanced.fields["classes"]
    assert isinstance(field, QComboBox)
    assert field.currentData() == "only"


def test_advanced_shows_and_changes_every_setting(watched: MakeWatched) -> None:
    made = watched()
    dialog = opened(made.harness)
    advanced = dialog.advanced
    assert not advanced.area.isVisible()
    made.harness.click_widget(advanced.fold)
    assert advanced.area.isVisible()
    assert set(advanced.fields) == {each.name for each in dataclasses.fields(FinetuneConfig)}
    assert not nameless(dialog)
    batch = advanced.fields["batch"]
    assert isinstance(batch, QSpinBox)
    batch.setValue(2)
    epochs = advanced.fields["epochs"]
    epochs.setValue(3.0)  # type: ignore[attr-defined]
    assert "12 steps" in dialog.sentence.text()
    assert advanced.fold.text().endswith("Advanced (2 changed)")
    made.harness.click_widget(advanced.reset)
    assert advanced.config == FinetuneConfig()
    assert "about 2 min" in dialog.sentence.text()
    batch.setValue(1)
    start(made, dialog)
    assert read_job(made.current.folder).settings.batch == 1
    made.wait_for(RunState.DONE)
    assert opened(made.harness).advanced.config.batch == 1


def test_every_setting_can_be_shown(watched: MakeWatched) -> None:
    made = watched()
    advanced = opened(made.harness).advanced
    for setting in JOB_SETTINGS:
        values: list[object]
        if setting.names:
            values = [name for name, _text in setting.names]
        elif isinstance(setting.default, bool):
            values = [True, False]
        else:
            low, high = setting.range
            values = [type(setting.default)(low), type(setting.default)(min(high, 1000))]
        for value in values:
            advanced.set_value(setting.name, value)
            assert getattr(advanced.config, setting.name) == value


@pytest.fixture
def bare(tmp_path: Path) -> Made:
    return Made(tmp_path / "cups")


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("nothing", "no classes yet"),
        ("class", "No picture is reviewed yet"),
        ("reviewed", "have no boxes"),
        ("test", "split “test”"),
        ("held", "All reviewed pictures are held out"),
    ],
)
def test_what_no_run_can_start_with(watched: MakeWatched, bare: Made, case: str, said: str) -> None:
    bare.add_picture("a.png", reviewed=False)
    if case != "nothing":
        label = bare.add_class("cup").id
        if case == "reviewed":
            bare.add_picture("b.png")
        if case in ("test", "held"):
            split = {"test": "test", "held": "val"}[case]
            bare.draw(bare.add_picture("b.png", split=split), label)
    bare.project.close()
    dialog = opened(watched().harness)
    assert said in dialog.sentence.text()
    assert not dialog.start.isEnabled()
    assert not dialog.pack.isEnabled()


def test_what_is_worth_a_warning_goes_on(watched: MakeWatched, bare: Made) -> None:
    label = bare.add_class("cup").id
    bare.add_class("mug")
    bare.draw(bare.add_picture("a.png"), label)
    bare.project.close()
    made = watched()
    made.plan.write(steps=3)
    dialog = opened(made.harness)
    assert "stay unknown: mug" in dialog.hints.text()
    assert "One picture alone" in dialog.hints.text()
    start(made, dialog)
    run = made.wait_for(RunState.DONE)
    assert run.progress.judged == []
    assert "no held-out picture judged it" in made.told[-1]


def test_a_read_only_window_says_where_to_train(
    watched: MakeWatched, make_window: MakeHarness
) -> None:
    made = watched()
    folder = made.harness.document.project.root
    other = make_window(folder)
    dialog = opened(other)
    assert "Another window has this project" in dialog.sentence.text()
    assert not dialog.start.isEnabled()


def test_long_runs_say_so(watched: MakeWatched) -> None:
    made = watched()
    dialog = opened(made.harness)
    dialog.advanced.set_value("minutes", 150.0)
    assert "about 2.5 h on this CPU" in dialog.sentence.text()
    assert "pack the run for that one" in dialog.hints.text()
    assert "Pack for another machine" in dialog.pack.text()


def test_another_run_is_waited_for(watched: MakeWatched) -> None:
    made = watched()
    made.plan.write(until=3)
    start(made, opened(made.harness))
    made.wait_step(3)
    dialog = opened(made.harness)
    assert "starts when that has ended" in dialog.waits.text()
    start(made, dialog)
    made.harness.wait(lambda: len(made.runs.runs) == 2)
    assert made.runs.runs[0].state is RunState.WAITING
    made.plan.write(until=None)
    made.harness.wait(lambda: all(run.state is RunState.DONE for run in made.runs.runs))


def test_cancel_while_it_is_made_leaves_nothing(
    watched: MakeWatched, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = watched()
    dialog = opened(made.harness)

    def endless(
        _project: Project, _order: Order, _runs: Path, looking: Step, _writing: Step
    ) -> None:
        for done in itertools.count():
            looking(done % 10, 10)
            time.sleep(0.001)

    monkeypatch.setattr(making, "make_run", endless)
    made.harness.click_widget(dialog.start)
    made.harness.wait(lambda: dialog.progress.text().startswith("Looking at pictures: "))
    assert not dialog.start.isEnabled()
    dialog.reject()
    made.harness.wait(lambda: not made.harness.session.run_maker.working)
    assert made.runs.runs == []


def test_cancel_in_the_last_moment_leaves_nothing_either(watched: MakeWatched) -> None:
    made = watched()
    dialog = opened(made.harness)
    maker = made.harness.session.run_maker
    made.harness.click_widget(dialog.start)
    while not list(made.runs.folder.glob("1-*")):  # complete, and the window has not heard of it
        time.sleep(0.001)
    dialog.reject()
    made.harness.wait(lambda: not maker.working)
    assert list(made.runs.folder.iterdir()) == []
    assert made.runs.runs == []


def test_a_full_disk_is_told_and_the_window_lives(watched: MakeWatched) -> None:
    made = watched()
    home = made.runs.folder.parent
    home.mkdir(parents=True)
    with small_disk(home):
        ballast = home / "ballast"
        with ballast.open("wb", buffering=0) as file, pytest.raises(OSError, match="No space"):
            file.writelines(itertools.repeat(bytes(1024)))
        dialog = opened(made.harness)
        made.harness.click_widget(dialog.start)
        made.harness.wait(lambda: dialog.message.text())
        assert "Free some space" in dialog.message.text()
        assert dialog.isVisible()
        ballast.unlink()
        start(made, dialog)
        made.wait_for(RunState.DONE)


def test_the_project_may_be_left_with_the_dialog_open(watched: MakeWatched, pictures: Path) -> None:
    made = watched()
    dialog = opened(made.harness)
    dialog.ordering.maker.look()
    dialog.reject()
    made.harness.session.open([str(pictures)])
    made.harness.settle()
    assert made.runs.current is None
    assert "no classes yet" in opened(made.harness).sentence.text()
