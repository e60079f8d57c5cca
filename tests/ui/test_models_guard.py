"""The question before a model is adopted: where there is reason for it, and nowhere else."""

import json
from pathlib import Path

from app.views.models.guard_dialog import GuardDialog
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness
from tests.ui.models import adopt, good_report, run_of, strip_text, titled, uses


def guard(harness: Harness) -> GuardDialog:
    harness.wait(lambda: harness.window.findChild(GuardDialog))
    found = harness.window.findChild(GuardDialog)
    assert isinstance(found, GuardDialog)
    return found


def no_guard(harness: Harness) -> bool:
    return not any(each.isVisible() for each in harness.window.findChildren(GuardDialog))


def test_a_worse_model_is_asked_about(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    harness.session.models.add_run(run_of(tmp_path / "run"))
    adopt(harness, "cells-2")
    dialog = guard(harness)
    text = dialog.text.text()
    assert "RBC fell from 0.91 to 0.80 (980 boxes)" in text
    assert "On 16 held-out pictures, cells-2 against lite" in text
    assert "platelets" not in text
    assert dialog.keep.isDefault()
    harness.click_widget(dialog.keep)
    harness.wait(lambda: no_guard(harness))
    assert harness.session.adoption.ref == "lite"
    assert not harness.plan.requests("load")
    adopt(harness, "cells-2")
    harness.click_widget(guard(harness).adopt)
    uses(harness, "cells-2")
    assert strip_text(harness) == "lite → cells-2"
    assert harness.window.status_bar.model.text() == "model lite ▸ cells-2"


def test_the_question_leads_to_the_comparison(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    harness.session.models.add_run(run_of(tmp_path / "run"))
    adopt(harness, "cells-2")
    harness.click_widget(guard(harness).look)
    window = harness.window.models.compare_window
    assert window is not None
    harness.wait(lambda: window.report is not None)
    before, after = window.choice.pair()
    assert before is not None
    assert after is not None
    assert (before.title, after.title) == ("lite", "cells-2")
    assert harness.session.adoption.ref == "lite"


def test_few_held_out_pictures_are_asked_about(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    run = run_of(tmp_path / "run")
    (run / "report.json").write_text(json.dumps(good_report(pictures=6)))
    harness = make_window(pictures)
    harness.session.models.add_run(run)
    adopt(harness, "cells-2")
    dialog = guard(harness)
    assert "6 held-out pictures are few" in dialog.text.text()
    assert dialog.adopt.isDefault()
    dialog.reject()
    assert harness.session.adoption.ref == "lite"


def test_a_report_that_cannot_be_read_is_asked_about(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    run = run_of(tmp_path / "run")
    (run / "report.json").write_text('{"format": 1, "pictures": "many"}')
    harness = make_window(pictures)
    harness.session.models.add_run(run)
    adopt(harness, "cells-2")
    dialog = guard(harness)
    assert "pictures is many, not a whole number" in dialog.text.text()
    assert not dialog.look.isVisible()
    harness.click_widget(dialog.adopt)
    uses(harness, "cells-2")


def test_a_better_model_and_a_step_back_are_not_asked_about(
    make_window: MakeHarness, pictures: Path, tmp_path: Path
) -> None:
    harness = make_window(pictures)
    run = run_of(tmp_path / "run", "cells-1")
    (run / "report.json").write_text(json.dumps(good_report()))
    harness.session.models.add_run(run)
    parent = titled(harness, "cells-1")
    adopt(harness, "cells-1")
    uses(harness, "cells-1")
    second = run_of(tmp_path / "run2", "cells-2", parent_key=parent.id)
    harness.session.models.add_run(second)
    adopt(harness, "cells-2")
    harness.click_widget(guard(harness).adopt)
    uses(harness, "cells-2")
    place = parent.run_folder
    assert place is not None
    (place / "report.json").write_text(json.dumps(good_report(pictures=1)))
    adopt(harness, "cells-1")
    uses(harness, "cells-1")
    assert no_guard(harness)
