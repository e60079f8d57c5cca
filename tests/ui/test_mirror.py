"""The mirror: labels in a folder follow every edit, and a failure is told and tried again."""

from pathlib import Path

import pytest

from tests.ui.conftest import MakeHarness
from tests.ui.test_import import import_file, labels_of


def test_edits_appear_in_the_mirror(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    import_file(harness, labels_of(tmp_path), monkeypatch)
    folder = tmp_path / "mirror"
    export = harness.window.labels.exporting
    export.set_mirror("voc", str(folder))
    file = folder / "Annotations" / "pic_1.xml"
    harness.wait(file.exists)
    assert file.read_text().count("<object>") == 2
    harness.session.editor.choose_all()
    harness.session.editor.delete_chosen()
    harness.wait(lambda: "<object>" not in file.read_text())
    harness.document.undo()
    harness.wait(lambda: file.read_text().count("<object>") == 2)


def test_a_mirror_that_cannot_be_written_says_so_once_and_goes_on(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    import_file(harness, labels_of(tmp_path), monkeypatch)
    blocked = tmp_path / "mirror"
    blocked.write_text("a file in the way")
    told: list[str] = []
    harness.document.told.connect(told.append)
    harness.window.labels.exporting.set_mirror("labelme", str(blocked))
    harness.wait(lambda: any("could not be written" in each for each in told))
    blocked.unlink()
    harness.wait((blocked / "pic_1.json").exists)
    assert sum("could not be written" in each for each in told) == 1
