"""What a run has made comes into the list of models; from there it is adopted and done again."""

from app.domain.models.run_files import repeat_of
from app.domain.training.run_folders import RunState
from fpn_core.finetuning.job import read_job
from fpn_core.runs import DATA
from tests.ui import models
from tests.ui.test_training_dialog import opened, start
from tests.ui.training_harness import MakeWatched, Watched


def trained(watched: MakeWatched) -> Watched:
    """The window after a run that ended with a model."""
    made = watched()
    start(made, opened(made.harness))
    made.wait_for(RunState.DONE)
    return made


def press(made: Watched, text: str) -> None:
    """Press a button beside the run that has ended."""
    offers = made.harness.window.training.panel.offers
    made.harness.wait(lambda: text in [each.text() for each in offers.buttons])
    button = next(each for each in offers.buttons if each.text() == text)
    made.harness.click_widget(button)


def test_the_model_of_a_run_is_in_the_list_as_soon_as_it_has_ended(watched: MakeWatched) -> None:
    made = trained(watched)
    model = models.titled(made.harness, "cups-1")
    assert model.run_folder is not None
    assert made.current.model is not None, "the run's own folder stays as it is"


def test_a_button_adopts_what_a_run_has_made(watched: MakeWatched) -> None:
    made = trained(watched)
    press(made, "Adopt")
    harness = made.harness
    model = models.titled(harness, "cups-1")
    harness.wait(lambda: harness.session.adoption.ref == model.ref)
    assert not harness.window.training.notice.isVisible()


def test_a_button_compares_it_with_the_model_in_use(watched: MakeWatched) -> None:
    made = trained(watched)
    press(made, "Compare...")
    doors = made.harness.window.models
    made.harness.wait(lambda: doors.compare_window is not None and doors.compare_window.isVisible())


def test_a_run_can_be_done_again(watched: MakeWatched) -> None:
    made = trained(watched)
    model = models.titled(made.harness, "cups-1")
    assert model.run_folder is not None
    repeat = repeat_of(model.run_folder)
    start_run = made.harness.session.models.start_run
    assert repeat is not None
    assert start_run is not None
    before = made.current
    start_run(repeat)
    made.harness.wait(lambda: len(made.runs.runs) == 2)
    made.wait_for(RunState.DONE)
    again = made.current
    assert again.number == before.number + 1
    assert (again.folder / DATA).read_bytes() == repeat.data.read_bytes()
    first, second = read_job(before.folder), read_job(again.folder)
    assert (second.title, second.settings) == (first.title, first.settings)
