"""The mirror: labels in a folder follow every edit, and a failure is told and tried again."""

import dataclasses
import json
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from app.domain.class_editing import class_to_add
from app.domain.edits import Change, Edit
from app.domain.formats.mirror import Mirror
from app.domain.records import Annotation
from app.views.export_dialog import ExportDialog
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness
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


def switch_on(harness: Harness, format: str, place: Path) -> ExportDialog:
    """Tick the mirror in the export dialog."""
    harness.window.menus.actions["export_labels"].trigger()
    dialog = harness.window.findChildren(ExportDialog)[-1]
    dialog.format.setCurrentIndex(dialog.format.findData(format))
    dialog.target.setText(str(place))
    assert not dialog.mirror.isChecked()
    harness.click_widget(dialog.mirror)
    assert dialog.mirror.isChecked()
    return dialog


def test_the_mirror_is_switched_on_and_off_in_the_dialog(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    import_file(harness, labels_of(tmp_path), monkeypatch)
    file = tmp_path / "labels" / "all.json"
    dialog = switch_on(harness, "coco", file)
    harness.wait(file.exists)
    dialog.format.setCurrentIndex(dialog.format.findData("voc"))
    assert not dialog.mirror.isChecked()
    dialog.format.setCurrentIndex(dialog.format.findData("coco"))
    assert dialog.target.text() == str(file)
    start = time.monotonic()
    harness.session.editor.choose_all()
    harness.session.editor.delete_chosen()
    harness.wait(lambda: json.loads(file.read_text())["annotations"] == [])
    print(f"\nthe file followed the edit after {time.monotonic() - start:.2f} s")
    harness.click_widget(dialog.mirror)
    assert harness.window.labels.exporting.mirror() == ("", "")
    dialog.reject()


@pytest.mark.parametrize(
    ("format", "names"),
    [("voc", ("Annotations/a.xml", "Annotations/a.png.xml")), ("labelme", ("a.json", "a.png.json")),
     ("yolo", ("labels/a.txt", "labels/a.png.txt"))],
)  # fmt: skip
def test_two_pictures_of_one_stem_have_two_files(
    make_window: MakeHarness, tmp_path: Path, format: str, names: tuple[str, str]
) -> None:
    folder = tmp_path / "twins"
    folder.mkdir()
    for name in ("a.jpg", "a.png"):
        Image.new("RGB", (320, 240), "#446688").save(folder / name)
    harness = make_window(folder)
    document, project = harness.document, harness.document.project
    made = class_to_add(project.new_id(), "cat", [])
    document.do(Edit("add", (Change(None, made),)))
    harness.session.editor.draw((10, 10, 50, 50), made.id)
    first = project.picture(str(folder / "a.jpg"))
    switch_on(harness, format, tmp_path / "mirror").reject()
    mirror = tmp_path / "mirror"
    harness.wait((mirror / names[0]).exists)
    before = (mirror / names[0]).read_text()
    second = project.picture(str(folder / "a.png"))
    assert second.id > first.id
    row = Annotation(project.new_id(), second.id, made.id, (100, 10, 150, 50))
    document.do(Edit("draw", (Change(None, row),), second.id))
    harness.wait((mirror / names[1]).exists)
    assert (mirror / names[0]).read_text() == before


@pytest.mark.parametrize("format", ["yolo", "voc"])
def test_a_picture_that_changes_its_split_has_one_entry(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    format: str,
) -> None:  # fmt: skip
    harness = make_window(pictures)
    import_file(harness, labels_of(tmp_path), monkeypatch)
    document, mirror = harness.document, tmp_path / "mirror"
    harness.window.labels.exporting.set_mirror(format, str(mirror))
    harness.wait(lambda: entries(mirror) == {"val": {"pic_1", "pic_2"}})
    record = document.record
    assert record is not None
    after = dataclasses.replace(record, split="train")
    document.do(Edit("split", (Change(record, after),), record.id))
    harness.wait(lambda: entries(mirror) == {"train": {"pic_1"}, "val": {"pic_2"}})
    document.undo()
    harness.wait(lambda: entries(mirror) == {"val": {"pic_1", "pic_2"}})


def entries(mirror: Path) -> dict[str, set[str]]:
    """Split -> the pictures that a mirror has under it, by its lists or its folders."""
    found = {file.stem: set(file.read_text().split()) for file in mirror.glob("ImageSets/Main/*")}
    for file in mirror.glob("labels/*/*.txt"):
        found.setdefault(file.parent.name, set()).add(file.stem)
    return found


def test_a_mirror_that_was_left_behind_catches_up_at_the_next_start(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    import_file(harness, labels_of(tmp_path), monkeypatch)
    harness.window.labels.exporting.set_mirror("voc", str(tmp_path / "mirror"))
    file = tmp_path / "mirror" / "Annotations" / "pic_1.xml"
    harness.wait(file.exists)
    with monkeypatch.context() as crash:
        crash.setattr(Mirror, "write", refuse)
        harness.session.editor.choose_all()
        harness.session.editor.delete_chosen()
        harness.close()
    assert file.read_text().count("<object>") == 2
    make_window(pictures).wait(lambda: "<object>" not in file.read_text())


def refuse(*_arguments: Any) -> None:
    raise OSError("no")


def test_edits_during_a_long_write_are_written_together(
    make_window: MakeHarness, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    harness = make_window(pictures)
    import_file(harness, labels_of(tmp_path), monkeypatch)
    go_on, writes = threading.Event(), []
    write = Mirror.write

    def slow(mirror: Mirror, changed: frozenset[int], *rest: Any) -> Any:
        writes.append(changed)
        go_on.wait(30)
        return write(mirror, changed, *rest)

    monkeypatch.setattr(Mirror, "write", slow)
    export = harness.window.labels.exporting
    export.set_mirror("coco", str(tmp_path / "mirror"))
    harness.wait(lambda: writes)
    for _ in range(10):
        harness.session.editor.draw((10, 10, 50, 50), next(iter(harness.document.classes)))
    done: list[object] = []
    export.mirrored.connect(lambda: done.append(1))
    go_on.set()
    harness.wait(lambda: len(done) == 2)
    content = json.loads((tmp_path / "mirror" / "annotations.json").read_text())
    assert len(content["annotations"]) == 12
    assert len(writes) == 2
