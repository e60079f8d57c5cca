"""Two windows on one project: one looks, and goes on where the other has stopped."""

from pathlib import Path

from PySide6.QtCore import Qt

from app.domain.project.store import Project
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

BOX, OTHER = (150.0, 120.0, 180.0, 150.0), (20.0, 20.0, 60.0, 70.0)
KEY, CONTROL = Qt.Key, Qt.KeyboardModifier.ControlModifier


def boxes(harness: Harness) -> list[tuple[float, ...]]:
    return [each.box for each in harness.document.annotations.values()]


def told(harness: Harness) -> list[str]:
    messages: list[str] = []
    harness.document.told.connect(messages.append)
    return messages


def test_the_window_that_looked_can_edit_once_the_other_has_closed(
    pictures: Path, make_window: MakeHarness
) -> None:
    first = make_window(pictures)
    first.editor.relabel_to_name("cup")
    first.editor.draw(BOX)
    second = make_window(pictures)
    second.key(KEY.Key_D)
    second.settle()
    second.wait(lambda: second.session.states.complete)
    assert second.window.windowTitle().endswith("(read-only)")
    shown, messages = second.name, told(second)
    first.session.show(first.path(1))
    first.settle()
    first.editor.draw(OTHER)
    first.editor.review()
    first.close()
    second.wait(lambda: not second.document.project.read_only)
    assert messages[-1] == "The other window has closed: you can change the project here."
    assert not second.window.windowTitle().endswith("(read-only)")
    # What the other did last is there, and the same picture is shown with its detections.
    assert second.name == shown
    assert boxes(second) == [OTHER]
    assert len(second.document.rows) == 3
    second.wait(lambda: second.session.states.complete)
    words = second.window.picture_panel.model.state_text
    assert words(second.path(0)) == "◑ in work · 1"
    assert words(second.path(1)) == "● reviewed · 1"
    second.editor.draw(BOX)
    second.key(KEY.Key_Z, CONTROL)
    second.key(KEY.Key_Z, CONTROL)
    record = second.document.record
    assert record is not None
    assert not record.reviewed
    second.close()
    with Project(pictures) as project:
        assert [each.box for each in project.annotations(record.id)] == [OTHER]


def test_a_new_picture_is_seen_after_the_change(pictures: Path, make_window: MakeHarness) -> None:
    first = make_window(pictures)
    first.editor.relabel_to_name("cup")
    second = make_window(pictures)
    first.close()
    second.wait(lambda: not second.document.project.read_only)
    (pictures / "pic_1.png").rename(pictures / "pic_3.png")
    second.wait(lambda: str(pictures / "pic_3.png") in second.document.pictures.paths)


def test_the_window_that_made_nothing_follows_the_one_that_did(
    pictures: Path, make_window: MakeHarness
) -> None:
    first, second = make_window(pictures), make_window(pictures)
    messages = told(second)
    first.editor.relabel_to_name("cup")
    first.editor.draw(BOX)
    second.wait(lambda: second.document.project.read_only)
    assert "open elsewhere" in messages[-1]
    assert boxes(second) == [BOX]
    first.close()
    second.wait(lambda: not second.document.project.read_only)
    second.editor.draw(OTHER)
    assert boxes(second) == [BOX, OTHER]


def test_loose_files_share_one_project(
    pictures: Path, tmp_path: Path, make_window: MakeHarness
) -> None:
    others = tmp_path / "others"
    others.mkdir()
    for name in ("x.png", "y.png"):
        (others / name).write_bytes((pictures / "pic_1.png").read_bytes())
    first = make_window(pictures / "pic_1.png", others / "x.png")
    first.editor.relabel_to_name("cup")
    first.editor.draw(BOX)
    second = make_window(pictures / "pic_2.png", others / "y.png")
    assert second.document.project.file == first.document.project.file
    assert second.document.project.read_only
    first.close()
    second.wait(lambda: not second.document.project.read_only)
    assert [each.name for each in second.document.classes.values()] == ["cup"]
    second.editor.draw(OTHER)
    assert boxes(second) == [OTHER]


def test_a_third_window_gets_nothing_that_the_second_has(
    pictures: Path, make_window: MakeHarness
) -> None:
    first = make_window(pictures)
    first.editor.relabel_to_name("cup")
    others = [make_window(pictures), make_window(pictures)]
    first.close()
    first.wait(lambda: any(not each.document.project.read_only for each in others))
    (taken,) = [each for each in others if not each.document.project.read_only]
    (left,) = [each for each in others if each is not taken]
    taken.editor.draw(BOX)
    taken.close()
    left.wait(lambda: not left.document.project.read_only)
    assert boxes(left) == [BOX]


def test_a_window_does_not_stand_in_its_own_way(pictures: Path, make_window: MakeHarness) -> None:
    harness = make_window(pictures)
    harness.editor.relabel_to_name("cup")
    harness.editor.draw(BOX)
    for path in (pictures, pictures / "pic_1.png", pictures):
        harness.session.open([str(path)])
        harness.settle()
        assert not harness.document.project.read_only
        assert boxes(harness) == [BOX]
    harness.editor.draw(OTHER)
    assert boxes(harness) == [BOX, OTHER]
