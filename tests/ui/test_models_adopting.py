"""Adopting a model for a project: remembered, rolled back, detected again, asked about before."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QComboBox

from app.domain.folder_queue import FolderState
from app.domain.models.adding import add_run
from app.domain.picture_filter import PictureSort
from app.services.session import Session
from app.services.settings import Settings
from app.views.settings_dialog import SettingsDialog
from tests.model_files import write_model
from tests.ui.conftest import MakeHarness
from tests.ui.harness import BOXES, row
from tests.ui.models import (
    add_model,
    adopt,
    registry,
    run_of,
    strip_text,
    titled,
    told,
    uses,
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Thirty small pictures, pic_01.png to pic_30.png."""
    made = tmp_path / "many"
    made.mkdir()
    for number in range(1, 31):
        pixels = np.full((24, 32, 3), 5 * number, np.uint8)
        Image.fromarray(pixels).save(made / f"pic_{number:02}.png")
    return made


def test_each_project_keeps_its_own_model(
    make_window: MakeHarness, pictures: Path, folder: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    add_model(harness, tmp_path / "mine.safetensors")
    adopt(harness, "mine")
    uses(harness, "mine")
    assert strip_text(harness) == "lite → mine"
    assert harness.window.status_bar.model.text() == "model mine"
    harness.session.open([str(folder)])
    uses(harness, "lite")
    assert strip_text(harness) == "", "another project has no such word"
    assert harness.session.settings["model"] == "lite"
    harness.settle()
    harness.session.open([str(pictures)])
    uses(harness, "mine")
    harness.settle()
    harness.close()
    again = make_window(pictures)
    uses(again, "mine")
    assert (pictures / "pictures.pyramid").is_file()


def test_one_click_rolls_back(make_window: MakeHarness, pictures: Path, tmp_path: Path) -> None:
    harness = make_window(pictures)
    action = harness.window.menus.actions["roll_back"]
    assert not action.isEnabled()
    for name in ("first", "second"):
        add_model(harness, tmp_path / f"{name}.safetensors")
        adopt(harness, name)
        uses(harness, name)
    assert action.text() == "Roll back to first"
    harness.click_widget(harness.window.adopted_strip.back)
    uses(harness, "first")
    assert strip_text(harness) == "second → first"
    assert not harness.window.adopted_strip.back.isVisible()
    harness.close()
    again = make_window(pictures)
    uses(again, "first")
    action = again.window.menus.actions["roll_back"]
    assert action.text() == "Roll back to lite"
    action.trigger()
    uses(again, "lite")
    assert not action.isEnabled()
    again.click_widget(again.window.adopted_strip.close_button)
    assert strip_text(again) == ""


def test_a_model_without_history_rolls_back_to_its_parent(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    add_run(registry(), run_of(tmp_path / "run"))
    settings = Settings(tmp_path / "settings.json")
    settings["model"] = str(registry().read().models[-1].file)
    settings.save()
    harness = make_window(pictures)
    uses(harness, "cells-2")
    assert harness.window.status_bar.model.text() == "model lite ▸ cells-2"
    assert harness.window.menus.actions["roll_back"].text() == "Roll back to lite"


def test_adopting_is_no_step_of_undo(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    add_model(harness, tmp_path / "mine.safetensors")
    adopt(harness, "mine")
    uses(harness, "mine")
    assert harness.document.undo_text == ""


def test_a_model_that_does_not_load_changes_nothing(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    harness.plan.write(fail_models=["broken"])
    add_model(harness, tmp_path / "broken.safetensors")
    adopt(harness, "broken")
    told(harness, "broken: not a model file")
    harness.settle()
    assert harness.document.project.value("model") is None
    assert strip_text(harness) == ""
    entries = harness.window.menus.model_entries.actions
    assert [each.text() for each in entries if each.isChecked()] == ["Embedded model (lite)"]


def test_of_two_quick_choices_the_last_one_counts(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    for name in ("first", "second"):
        add_model(harness, tmp_path / f"{name}.safetensors")
    harness.plan.write(fail_models=["first"])
    adopt(harness, "first")
    adopt(harness, "second")
    uses(harness, "second")
    assert strip_text(harness) == "lite → second"
    assert harness.document.project.value("model")["title"] == "second"


def test_what_is_not_reviewed_is_detected_again(
    make_window: MakeHarness, folder: Path, tmp_path: Path
) -> None:
    harness = make_window(folder)
    paths = harness.document.pictures.paths
    harness.session.picture_edits.mark(paths[5:10], True)
    before = len(harness.plan.requests())
    add_model(harness, tmp_path / "mine.safetensors")
    adopt(harness, "mine")
    uses(harness, "mine")
    harness.wait(lambda: harness.document.folder.state is FolderState.FINISHED)
    asked = [each["file"] for each in harness.plan.requests()[before:]]
    assert sorted(asked) == sorted(set(paths) - set(paths[5:10]))
    sight = [each for each in harness.session.folder.seen() if each in asked][1:]
    assert asked[1 : 1 + len(sight)] == sight, "those in sight go first"
    assert harness.document.undo_text != "", "the marks are still the last step"


def test_without_reviews_only_what_was_detected_is(
    make_window: MakeHarness, folder: Path, tmp_path: Path
) -> None:
    harness = make_window(folder)
    paths = harness.document.pictures.paths
    harness.session.folder.start(paths[10:14])
    harness.wait(lambda: harness.document.folder.state is FolderState.FINISHED)
    before = len(harness.plan.requests())
    add_model(harness, tmp_path / "mine.safetensors")
    adopt(harness, "mine")
    uses(harness, "mine")
    harness.wait(lambda: len(harness.plan.requests()) == before + 5)
    asked = [each["file"] for each in harness.plan.requests()[before:]]
    assert sorted(asked) == sorted([paths[0], *paths[10:14]])


def test_the_most_uncertain_are_reviewed_next(
    make_window: MakeHarness, folder: Path, tmp_path: Path
) -> None:
    harness = make_window(folder)
    doubtful = [row("person", 0.5, (1, 1, 10, 10), "P3", "P2")]
    boxes = {f"pic_{number:02}.png": doubtful * (1 + number % 5) for number in (4, 12, 18)}
    harness.plan.write(boxes={"*": BOXES[:1], **boxes}, width=32, height=24)
    paths = harness.document.pictures.paths
    harness.session.picture_edits.mark([paths[11]], True)
    add_model(harness, tmp_path / "mine.safetensors")
    adopt(harness, "mine")
    uses(harness, "mine")
    harness.wait(lambda: harness.document.folder.state is FolderState.FINISHED)
    harness.click_widget(harness.window.adopted_strip.review)
    pictures = harness.document.pictures
    harness.wait(lambda: harness.name == "pic_04.png")
    assert [Path(each).name for each in pictures.shown[:2]] == ["pic_04.png", "pic_18.png"]
    assert len(pictures.shown) == 20
    assert paths[11] not in pictures.shown
    assert pictures.arrangement.order is PictureSort.UNCERTAINTY
    chips = [each.text() for each in harness.window.picture_panel.chips.buttons]
    assert "The first 20" in chips
    told(harness, "20 pictures to review")
    harness.session.picture_edits.mark(paths, True)
    harness.window.menus.actions["review_uncertain"].trigger()
    told(harness, "Every picture in the list is reviewed.")


def test_new_projects_use_the_settings_model(
    make_window: MakeHarness, pictures: Path, folder: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    add_model(harness, tmp_path / "mine.safetensors")
    adopt(harness, "mine")
    uses(harness, "mine")
    action = harness.window.menus.actions["model_for_new"]
    assert action.isEnabled()
    action.trigger()
    assert not action.isEnabled()
    harness.session.open([str(folder)])
    harness.settle()
    assert harness.document.model is not None
    assert harness.document.model.name == "mine"
    harness.window.menus.actions["settings"].trigger()
    dialog = harness.window.findChild(SettingsDialog)
    assert dialog is not None
    field = dialog.fields["model"]
    assert isinstance(field, QComboBox)
    assert [field.itemText(n) for n in range(field.count())] == ["lite", "mine"]
    assert field.currentText() == "mine"
    field.setCurrentIndex(0)
    field.activated.emit(0)
    uses(harness, "lite")
    harness.session.open([str(pictures)])
    uses(harness, "mine")


def test_without_a_project_the_choice_is_for_new_ones(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window()
    add_model(harness, tmp_path / "mine.safetensors")
    adopt(harness, "mine")
    uses(harness, "mine")
    harness.session.open([str(pictures)])
    harness.settle()
    assert harness.document.detections is not None
    assert harness.document.detections.model.name == "mine"


def test_a_project_whose_model_is_deleted_says_so_and_finds_it_again(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    model = add_model(harness, tmp_path / "mine.safetensors")
    adopt(harness, "mine")
    uses(harness, "mine")
    harness.close()
    deleted = registry().delete(model)
    again = make_window(pictures)
    uses(again, "lite")
    listed = [text for _when, text in again.window.status_bar.messages.newest_first()]
    assert any("mine, which this project uses, is not among the models" in each for each in listed)
    again.close()
    registry().restore(deleted)
    third = make_window(pictures)
    uses(third, "mine")


def test_the_model_for_new_projects_can_be_deleted(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    model = add_model(harness, tmp_path / "mine.safetensors")
    harness.session.settings["model"] = model.ref
    uses(harness, "mine")
    adopt(harness, "lite")
    uses(harness, "lite")
    harness.session.models.delete(titled(harness, "mine"))
    harness.wait(lambda: harness.session.settings["model"] == "lite")


def test_a_model_of_the_command_line_is_used_and_listed_but_not_kept(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_model(tmp_path / "given.safetensors")
    made = Session.__init__

    def given(self: Session, settings: Settings, command: list[str]) -> None:
        made(self, settings, command, model=str(file))

    monkeypatch.setattr(Session, "__init__", given)
    harness = make_window(pictures)
    uses(harness, "given")
    assert titled(harness, "given").file == file
    assert harness.session.settings["model"] == "lite"
    assert harness.document.project.value("model") is None
    adopt(harness, "lite")
    uses(harness, "lite")
    adopt(harness, "given")
    uses(harness, "given")
    assert harness.document.project.value("model")["ref"] == str(file)


def test_models_of_an_earlier_list_are_taken_over(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    file = write_model(tmp_path / "old.safetensors")
    settings = Settings(tmp_path / "settings.json")
    settings["recent_models"] = [str(file), str(tmp_path / "gone.safetensors")]
    settings.save()
    harness = make_window(pictures)
    assert titled(harness, "old").file == file
    harness.wait(lambda: harness.session.settings["recent_models"] == [])
    adopt(harness, "old")
    uses(harness, "old")


def test_a_project_that_cannot_be_written_is_told_of(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    first = make_window(pictures)
    add_model(first, tmp_path / "mine.safetensors")
    adopt(first, "mine")
    uses(first, "mine")
    second = make_window(pictures)
    uses(second, "mine")
    adopt(second, "lite")
    uses(second, "lite")
    told(second, "is open elsewhere")
    assert first.document.project.value("model")["title"] == "mine"
