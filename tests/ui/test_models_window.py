"""The window of models: the tree, what is known of each, and all that can be done, by keys too."""

import json
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDialog,
    QLineEdit,
    QMessageBox,
    QPlainTextEdit,
)

from app.domain.models.adding import add_file, add_run
from app.domain.models.run_files import Repeat
from app.views.models.models_window import ModelsWindow
from tests.model_files import write_model
from tests.ui.conftest import MakeHarness
from tests.ui.models import (
    add_model,
    adopt,
    current,
    opened,
    registry,
    rows,
    run_of,
    shown,
    titled,
    told,
    uses,
)
from tests.ui.test_accessibility import nameless, round_trip, takes_focus


def choose_deleted(window: ModelsWindow) -> None:
    """Make the row of the first deleted model the current one."""
    top = window.tree.topLevelItem(window.tree.topLevelItemCount() - 1)
    first = None if top is None else top.child(0)
    assert first is not None
    window.tree.setCurrentItem(first)


def test_models_stand_under_their_parents(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    added = add_run(registry(), run_of(tmp_path / "run", "cells-1"))
    child = run_of(tmp_path / "run2", "cells-2", parent_key=added.id, date="2026-12-01")
    add_run(registry(), child)
    add_file(registry(), write_model(tmp_path / "nuclei.safetensors", parent_key="f" * 32,
                                     parent="far away", date="2026-01-01"))  # fmt: skip
    window = opened(make_window(pictures), "cells-1")
    assert rows(window) == [
        "lite",
        "  cells-1",
        "    cells-2",
        "far away (not here)",
        "  nuclei",
    ]
    item = current(window)
    columns = [item.text(column) for column in range(5)]
    assert columns == ["cells-1", "", "2026-11-30", "48 pictures, 2 classes", "0.78 (16)"]
    lite = window.tree.topLevelItem(0)
    assert lite is not None
    assert lite.text(1) == "in use"
    assert window.details.title.text() == "cells-1"
    facts = window.details.facts.text()
    assert "lite" in facts
    assert "RBC, WBC" in facts
    assert window.details.file.text() == str(titled_file(window))


def titled_file(window: ModelsWindow) -> Path:
    model = window.tree.model_chosen
    assert model is not None
    return model.file


def test_the_curves_and_the_log_of_a_run_are_shown(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    add_run(registry(), run_of(tmp_path / "run"))
    harness = make_window(pictures)
    window = opened(harness, "cells-2")
    details = window.details
    harness.wait(lambda: details.loss.points)
    assert list(details.loss.points) == [(1, 2), (2, 1), (3, 2 / 3)]
    assert list(details.ap50.points) == [(0, 0.61), (3, 0.78)]
    harness.click_widget(window.log)
    dialog = window.findChild(QDialog, "run_log")
    assert dialog is not None
    page = dialog.findChild(QPlainTextEdit)
    assert page is not None
    assert page.toPlainText() == "step 1\nstep 2\n"
    assert not nameless(dialog)
    window.select(titled(harness, "lite").id)
    assert not details.loss.isVisible()
    assert not window.log.isVisible()


def test_a_run_is_repeated_by_who_starts_runs(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    add_run(registry(), run_of(tmp_path / "run"))
    harness = make_window(pictures)
    harness.session.models.start_run = None
    window = opened(harness, "cells-2")
    harness.wait(lambda: window.details.run.repeat)
    assert not window.repeat.isEnabled()
    asked: list[Repeat] = []
    harness.session.models.start_run = asked.append
    window.select(titled(harness, "lite").id)
    window.select(titled(harness, "cells-2").id)
    harness.wait(window.repeat.isEnabled)
    harness.click_widget(window.repeat)
    assert asked[0].job.title == "cells-2"
    assert json.loads(asked[0].data.read_text())["images"][0]["file_name"] == "/photos/1.png"


def test_f2_renames(make_window: MakeHarness, pictures: Path, tmp_path: Path) -> None:
    harness = make_window(pictures)
    add_model(harness, tmp_path / "mine.safetensors")
    adopt(harness, "mine")
    uses(harness, "mine")
    window = opened(harness, "mine")
    for text, then in (("best one", "best one"), ("LITE", "best one")):
        QTest.keyClick(window.tree, Qt.Key.Key_F2)
        field = window.tree.findChild(QLineEdit)
        assert field is not None
        field.setText(text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        shown(harness, window, "lite", then)
    told(harness, "another model is called so")
    assert harness.window.status_bar.model.text() == "model best one"
    texts = [each.text() for each in harness.window.menus.model_entries.actions]
    assert texts == ["Embedded model (lite)", "best one"]
    window.select(titled(harness, "lite").id)
    QTest.keyClick(window.tree, Qt.Key.Key_F2)
    assert window.tree.state() is not window.tree.State.EditingState
    assert not window.rename.isEnabled()


def test_a_note_is_kept(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    window = opened(harness, "lite")
    window.details.note.setFocus()
    QTest.keyClicks(window.details.note, "good for people")
    window.tree.setFocus()
    harness.wait(lambda: titled(harness, "lite").note == "good for people")
    harness.close()
    again = make_window(pictures)
    assert opened(again, "lite").details.note.toPlainText() == "good for people"


def test_a_note_is_kept_when_the_window_closes(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    window = opened(harness, "lite")
    QTest.keyClicks(window.details.note, "quick")
    QTest.keyClick(window.tree, Qt.Key.Key_Escape)
    assert not window.isVisible()
    harness.wait(lambda: titled(harness, "lite").note == "quick")


def test_del_deletes_and_restores(make_window: MakeHarness, pictures: Path, tmp_path: Path) -> None:
    add_run(registry(), run_of(tmp_path / "run", "cells-1"))
    child = run_of(tmp_path / "run2", "cells-2",
                   parent_key=registry().read().models[-1].id)  # fmt: skip
    add_run(registry(), child)
    harness = make_window(pictures)
    window = opened(harness, "cells-1")
    QTest.keyClick(window.tree, Qt.Key.Key_Delete)
    deleted = ["lite", "cells-1 (deleted)", "  cells-2", "Deleted (1)", "  cells-1"]
    shown(harness, window, *deleted)
    assert window.word.text() == "cells-1 is deleted."
    harness.click_widget(window.undo_delete)
    shown(harness, window, "lite", "  cells-1", "    cells-2")
    assert current(window).text(0) == "cells-1"
    assert not window.undo_delete.isVisible()
    harness.click_widget(window.delete)
    shown(harness, window, *deleted)
    choose_deleted(window)
    assert "Deleted" in window.details.state.text()
    assert not window.adopt.isVisible()
    harness.click_widget(window.restore)
    shown(harness, window, "lite", "  cells-1", "    cells-2")


def test_deleting_for_good_is_asked_about(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    add_model(harness, tmp_path / "mine.safetensors")
    window = opened(harness, "mine")
    harness.click_widget(window.delete)
    shown(harness, window, "lite", "Deleted (1)", "  mine")
    for button, then in (
        (QMessageBox.StandardButton.Cancel, ["lite", "Deleted (1)", "  mine"]),
        (QMessageBox.StandardButton.Yes, ["lite"]),
    ):
        choose_deleted(window)
        harness.click_widget(window.erase)
        box = window.findChild(QMessageBox)
        assert box is not None
        choice = box.button(button)
        assert choice is not None
        harness.click_widget(choice)
        shown(harness, window, *then)
        harness.wait(lambda: window.findChild(QMessageBox) is None)


def test_what_is_in_use_or_embedded_stays(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    add_model(harness, tmp_path / "mine.safetensors")
    adopt(harness, "mine")
    uses(harness, "mine")
    window = opened(harness, "mine")
    assert not window.delete.isEnabled()
    assert "in use" in window.delete.toolTip()
    QTest.keyClick(window.tree, Qt.Key.Key_Delete)
    window.select(titled(harness, "lite").id)
    assert not window.delete.isEnabled()
    assert "comes with the program" in window.delete.toolTip()
    QTest.keyClick(window.tree, Qt.Key.Key_Delete)
    harness.session.models.refresh()
    harness.wait(lambda: not harness.session.models.doing)
    assert rows(window) == ["lite", "mine"]


def test_enter_adopts(make_window: MakeHarness, pictures: Path, tmp_path: Path) -> None:
    harness = make_window(pictures)
    add_model(harness, tmp_path / "mine.safetensors")
    window = opened(harness, "mine")
    QTest.keyClick(window.tree, Qt.Key.Key_Return)
    uses(harness, "mine")
    harness.wait(lambda: current(window).text(1) == "in use")
    assert not window.adopt.isEnabled()
    window.select(titled(harness, "lite").id)
    harness.click_widget(window.adopt)
    uses(harness, "lite")


def test_what_another_window_does_is_seen(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    add_model(harness, tmp_path / "mine.safetensors")
    window = opened(harness)
    other = registry()
    add_file(other, write_model(tmp_path / "theirs.safetensors", date="2027-01-01"))
    harness.wait(lambda: rows(window) == ["lite", "mine", "theirs"])
    mine = other.read().called("mine")
    assert mine is not None
    other.rename(mine, "ours")
    harness.wait(lambda: rows(window) == ["lite", "ours", "theirs"])
    theirs = other.read().called("theirs")
    assert theirs is not None
    other.delete(theirs)
    harness.wait(lambda: rows(window) == ["lite", "ours", "Deleted (1)", "  theirs"])


def test_everything_has_a_name_and_tab_goes_round(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    add_run(registry(), run_of(tmp_path / "run"))
    harness = make_window(pictures)
    window = opened(harness, "cells-2")
    harness.wait(lambda: window.details.loss.points)
    assert not nameless(window)
    seen = round_trip(window)
    buttons = (window.adopt, window.compare, window.rename, window.export, window.delete,
               window.log, window.add_file, window.add_run)  # fmt: skip
    assert {window.tree, window.details.note, *filter(takes_focus, buttons)} <= seen


def test_no_text_is_cut_in_a_small_window(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    add_run(registry(), run_of(tmp_path / "run"))
    harness = make_window(pictures)
    window = opened(harness, "cells-2")
    window.resize(1024, 700)
    harness.wait(lambda: window.details.loss.points)
    for button in (window.adopt, window.compare, window.repeat, window.add_run):
        assert button.width() >= button.sizeHint().width()
    tree = window.tree
    assert tree.header().length() <= tree.viewport().width()
    assert window.details.horizontalScrollBar().maximum() == 0


def test_the_status_bar_offers_models(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    add_model(harness, tmp_path / "mine.safetensors")
    menu = harness.window.status_bar.model.menu()
    assert menu is not None
    harness.wait(lambda: "mine" in [each.text() for each in menu.actions()])
    next(each for each in menu.actions() if each.text() == "mine").trigger()
    uses(harness, "mine")
    harness.wait(lambda: [e.text() for e in menu.actions() if e.isChecked()] == ["mine"])
