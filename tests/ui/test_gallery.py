"""The gallery: crops of all boxes, chosen by mouse and keys, changed in one step."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.gallery import GalleryRows, Sort, State
from app.services.crops import Crops, crops_of
from app.views.gallery_window import GalleryWindow
from tests.ui.conftest import MakeHarness
from tests.ui.harness import LEFT, NO_KEYS, Harness, click_at, press_key

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(make_window: MakeHarness, pictures: Path) -> Harness:
    """Three pictures that the model has seen: three boxes above the slider on each."""
    harness = make_window(pictures)
    for _ in range(2):
        harness.session.step(1)
        harness.settle()
    harness.key(Qt.Key.Key_G, CONTROL)
    gallery = gallery_of(harness)
    harness.wait(lambda: not gallery.gallery.gathering and len(gallery.gallery.rows) == 9)
    return harness


def gallery_of(harness: Harness) -> GalleryWindow:
    gallery = harness.window.gallery
    assert gallery is not None
    return gallery


def click(harness: Harness, at: int, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    view = gallery_of(harness).view
    click_at(view.viewport(), view.rect_of(at).center(), keys)


def press(harness: Harness, key: Qt.Key, keys: Qt.KeyboardModifier = NO_KEYS) -> None:
    press_key(gallery_of(harness).view, key, keys)


def states(harness: Harness) -> list[int]:
    return sorted(gallery_of(harness).gallery.rows.states.tolist())


def choose_state(harness: Harness, state: State | None) -> None:
    field = gallery_of(harness).states
    row = next(row for row in range(field.count()) if field.itemData(row) == state)
    field.setCurrentIndex(row)
    field.activated.emit(row)


def test_the_field_sorts_crops_in_every_way(opened: Harness) -> None:
    gallery = gallery_of(opened)
    gallery.sorts.setFocus()
    seen = [gallery.gallery.sort]
    for _ in range(1, gallery.sorts.count()):
        QTest.keyClick(gallery.sorts, Qt.Key.Key_Down)
        seen.append(gallery.gallery.sort)
    assert all(isinstance(each, Sort) for each in seen)
    assert set(seen) == set(Sort)
    choose_state(opened, State.ONLY_MODEL)
    assert len(gallery.gallery.order) == 9


def test_crops_of_the_whole_project_are_shown_best_first(opened: Harness) -> None:
    gallery = gallery_of(opened)
    rows, order = gallery.gallery.rows, gallery.gallery.order
    assert rows.scores[order].tolist() == [0.97] * 3 + [0.8] * 3 + [0.6] * 3
    assert gallery.number.text() == "9 of 9"
    opened.wait(lambda: len(gallery.crops.cache) == 9)
    gallery.crops.cache.clear()
    decoded = gallery.crops.decoded
    gallery.view.viewport().update()
    opened.wait(lambda: len(gallery.crops.cache) == 9)
    assert gallery.crops.decoded == decoded + 3, "a picture is decoded once for all of its crops"
    shown = gallery.view.viewport().grab().toImage()
    colours = {shown.pixelColor(gallery.view.rect_of(at).center()).name() for at in range(3)}
    assert colours == {"#3c3c3c", "#5a3c28", "#28465a"}, "each crop is of its own picture"


def test_choosing_by_mouse_and_keys(opened: Harness) -> None:
    view = gallery_of(opened).view
    click(opened, 1)
    click(opened, 3, SHIFT)
    assert len(view.chosen) == 3
    click(opened, 2, CONTROL)
    assert len(view.chosen) == 2
    press(opened, Qt.Key.Key_A, CONTROL)
    assert len(view.chosen) == 9
    assert gallery_of(opened).chosen.text() == "9 chosen"
    press(opened, Qt.Key.Key_Escape)
    assert not view.chosen
    press(opened, Qt.Key.Key_Home)
    press(opened, Qt.Key.Key_Right, SHIFT)
    press(opened, Qt.Key.Key_Right, SHIFT)
    assert len(view.chosen) == 3
    press(opened, Qt.Key.Key_Right)
    assert view.current == 3
    assert len(view.chosen) == 1


def test_accepting_across_pictures_is_one_step(opened: Harness) -> None:
    click(opened, 0)
    click(opened, 5, SHIFT)
    press(opened, Qt.Key.Key_Return, CONTROL)
    counts = opened.document.project.class_counts()
    assert sorted(counts.values()) == [3, 3]
    assert {each.name for each in opened.document.classes.values()} == {"person", "cat"}
    opened.wait(lambda: states(opened) == [State.AGREED] * 6 + [State.ONLY_MODEL] * 3)
    assert len(opened.document.annotations) == 2, "the canvas follows"
    press(opened, Qt.Key.Key_Z, CONTROL)
    assert opened.document.project.class_counts() == {}
    opened.wait(lambda: states(opened) == [State.ONLY_MODEL] * 9)


def test_rejecting_and_the_filter_of_states(opened: Harness) -> None:
    click(opened, 8)
    press(opened, Qt.Key.Key_X)
    opened.wait(lambda: states(opened).count(State.REJECTED) == 1)
    choose_state(opened, State.REJECTED)
    gallery = gallery_of(opened)
    assert len(gallery.gallery.order) == 1
    choose_state(opened, State.AGREED)
    assert len(gallery.gallery.order) == 0
    assert gallery.empty.isVisible()
    assert "other filters" in gallery.empty.text()


def test_digits_give_a_class_and_delete_takes_boxes_away(opened: Harness) -> None:
    opened.session.editor.relabel_to_name("cell")
    press(opened, Qt.Key.Key_A, CONTROL)
    press(opened, Qt.Key.Key_1)
    (cell,) = opened.document.classes
    assert opened.document.project.class_counts() == {cell: 9}
    opened.wait(lambda: set(gallery_of(opened).gallery.rows.classes) >= {"cell"})
    view = gallery_of(opened).view
    # The model says another class: they do not agree, and nothing is left to accept.
    opened.wait(lambda: states(opened) == [State.ONLY_PERSON] * 9)
    press(opened, Qt.Key.Key_A, CONTROL)
    assert len(view.chosen) == 9
    press(opened, Qt.Key.Key_Delete)
    assert opened.document.project.class_counts() == {}
    opened.document.undo()
    assert opened.document.project.class_counts() == {cell: 9}


def test_enter_opens_the_picture_with_the_box_chosen(opened: Harness) -> None:
    gallery = gallery_of(opened)
    rows = gallery.gallery.rows
    there = opened.document.record
    assert there is not None
    order = gallery.gallery.order
    at = next(n for n, p in enumerate(order.tolist()) if rows.pictures[p] != there.id)
    click(opened, at)
    press(opened, Qt.Key.Key_Return)
    opened.settle()
    record = opened.document.record
    assert record is not None
    assert record.id == rows.pictures[order[at]]
    opened.wait(lambda: opened.document.selected is not None)
    QTest.mouseDClick(gallery.view.viewport(), LEFT, NO_KEYS, gallery.view.rect_of(at).center())
    assert opened.document.selected is not None


def test_filters_by_class_level_and_score(opened: Harness) -> None:
    gallery = gallery_of(opened)
    row = gallery.classes.findData("dog")
    gallery.classes.setCurrentIndex(row)
    gallery.classes.activated.emit(row)
    assert gallery.number.text() == "3 of 9"
    gallery.classes.setCurrentIndex(0)
    gallery.classes.activated.emit(0)
    row = gallery.levels.findData("P3")
    gallery.levels.setCurrentIndex(row)
    gallery.levels.activated.emit(row)
    assert {gallery.gallery.rows.classes[p] for p in gallery.gallery.order} == {"cat"}
    gallery.lowest.setValue(0.9)
    assert gallery.number.text() == "0 of 9"


def test_an_empty_gallery_says_what_to_do(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window()
    harness.plan.write(boxes={})
    harness.session.open([str(pictures)])
    harness.settle()
    harness.key(Qt.Key.Key_G, CONTROL)
    gallery = gallery_of(harness)
    harness.wait(lambda: not gallery.gallery.gathering)
    assert "No boxes yet" in gallery.empty.text()


def test_a_picture_that_cannot_be_read_is_marked(opened: Harness, pictures: Path) -> None:
    gallery = gallery_of(opened)
    opened.wait(lambda: len(gallery.crops.cache) == 9)
    gallery.crops.cache.clear()
    (pictures / "pic_1.png").write_bytes(b"")
    gallery.view.viewport().update()
    opened.wait(lambda: len(gallery.crops.broken) == 1)


def test_of_100000_crops_only_those_in_sight_are_made(opened: Harness) -> None:
    window, count = gallery_of(opened), 100_000
    view, gallery = window.view, window.gallery
    left = np.arange(count, dtype=np.float64) % 250
    boxes = np.stack([left, left / 2, left + 40, left / 2 + 30], axis=1)
    gallery.rows = GalleryRows(
        np.zeros(count, bool),
        np.arange(1, count + 1),
        np.resize(np.unique(gallery.rows.pictures), count),
        boxes,
        np.linspace(0, 1, count),
        np.zeros(count, np.int64),
        ("cat",) * count,
        ("P3",) * count,
    )
    window.crops.cache.clear()
    decoded = window.crops.decoded
    gallery.set_sort(Sort.SCORE_UP)
    press(opened, Qt.Key.Key_End)
    seen = view.in_sight()
    assert seen.stop == count
    assert len(seen) < 60
    opened.wait(lambda: len(window.crops.cache) >= len(seen))
    assert len(window.crops.cache) <= 3 * len(seen)
    assert window.crops.decoded - decoded <= 9
    press(opened, Qt.Key.Key_A, CONTROL)
    assert window.chosen.text() == "100,000 chosen"


def test_crops_show_the_box_and_some_of_what_is_around(pictures: Path) -> None:
    made = crops_of(str(pictures / "pic_1.png"), {"a": (100, 100, 140, 120)}, 64)
    image, inner = made["a"]
    assert (image.width(), image.height()) == (64, 39)
    assert inner == pytest.approx((6 / 52, 6 / 32, 46 / 52, 26 / 32))
    outside, _inner = crops_of(str(pictures / "pic_1.png"), {"b": (900, 900, 910, 910)}, 64)["b"]
    assert outside.width() == 1


def test_the_cache_is_bounded(qapp: object, qtbot: object, pictures: Path) -> None:
    crops = Crops(64, 60_000)
    try:
        boxes = [(float(n), 0.0, float(n + 60), 60.0) for n in range(40)]
        for box in boxes:
            crops.get(str(pictures / "pic_1.png"), box)
        crops.start()
        qtbot.waitUntil(lambda: crops.decoded >= 1, timeout=30_000)  # type: ignore[attr-defined]
        assert crops.cache.used <= 60_000
    finally:
        crops.close()
