"""Detections: colours, slider, filters, legend, card; the model runs only when asked to."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.domain.colours import DETECTION_COLOUR, class_colour
from app.domain.view_filter import ColourBy
from app.services.detection_client import ServerState
from fpn_core.levels import colour_of_rank
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Harness

ALT = Qt.KeyboardModifier.AltModifier
P2, P3, P4, P5, P6 = (colour_of_rank(rank) for rank in range(5))


@pytest.fixture
def harness(make_window: MakeHarness, pictures: Path) -> Harness:
    return make_window(pictures)


def levels_seen(harness: Harness) -> set[str]:
    found = harness.document.detections
    assert found is not None
    return {found.model.levels[found.anchor_ranks[row]].name for row in harness.document.rows}


def counts(harness: Harness) -> list[str]:
    return [row.accessibleName() for row in harness.window.levels_panel.legend.rows]


def test_boxes_have_the_colour_of_the_level_that_fired(harness: Harness) -> None:
    assert harness.shows_box(P6, 10, 210, 120)
    assert harness.shows_box(P3, 40, 100, 40)
    assert harness.shows_box(P4, 200, 110, 80)
    # Under the slider: not drawn.
    assert not harness.shows_box(P2, 220, 180, 20)
    assert harness.window.status_bar.time.text() == "42 ms"


def test_slider_and_class_filter_never_run_the_model(harness: Harness) -> None:
    asked = len(harness.plan.requests())
    slider = harness.window.tool_bar.slider
    slider.setFocus()
    for _step in range(6):
        harness.key(Qt.Key.Key_PageDown)
    assert harness.document.view.score == pytest.approx(0.2)
    assert len(harness.document.rows) == 5
    assert harness.shows_box(P2, 220, 180, 20)
    classes = harness.window.objects_panel.classes
    harness.window.tabs.setCurrentIndex(0)
    person = classes.item(0)
    assert person.text() == "person  ·  1"
    person.setCheckState(Qt.CheckState.Unchecked)
    assert len(harness.document.rows) == 4
    assert not harness.shows_box(P6, 10, 210, 120)
    harness.key(Qt.Key.Key_I)
    harness.settle()
    assert len(harness.plan.requests()) == asked + 1


def test_the_server_is_asked_for_everything_at_once(harness: Harness) -> None:
    assert [request["score"] for request in harness.plan.requests()] == [0.05]


def test_the_tool_bar_chooses_what_colours_say(harness: Harness) -> None:
    colours = harness.window.tool_bar.colours
    colours.setFocus()
    for mode in (ColourBy.ROI, ColourBy.CLASS, ColourBy.STATE):
        QTest.keyClick(colours, Qt.Key.Key_Down)
        assert harness.document.view.colour_by is mode
        assert harness.window.menus.actions[f"colour_{mode.value}"].isChecked()
    harness.key(Qt.Key.Key_C)
    assert harness.document.view.colour_by is ColourBy.ANCHOR
    assert colours.currentData() == ColourBy.ANCHOR


def test_the_legend_keeps_its_rows_while_a_model_loads(harness: Harness) -> None:
    document, legend = harness.document, harness.window.levels_panel.legend
    rows = list(legend.rows)
    assert len(rows) == 5
    document.set_server(ServerState.LOADING, "", None, None)
    document.set_current(None)
    assert document.detections is None
    assert legend.rows == rows
    assert all("no detections" in row.accessibleName() for row in rows)


def test_legend_counts_and_toggles(harness: Harness) -> None:
    assert counts(harness) == [
        "P2: 0, shown", "P3: 1, shown", "P4: 1, shown", "P5: 0, shown", "P6: 1, shown",
    ]  # fmt: skip
    rows = harness.window.levels_panel.legend.rows
    harness.click_widget(rows[4])
    assert levels_seen(harness) == {"P3", "P4"}
    assert counts(harness)[4] == "P6: 1, hidden"
    assert not harness.shows_box(P6, 10, 210, 120)
    harness.click_widget(rows[4])
    assert levels_seen(harness) == {"P3", "P4", "P6"}


def test_alt_click_shows_a_level_alone(harness: Harness) -> None:
    rows = harness.window.levels_panel.legend.rows
    harness.click_widget(rows[1], ALT)
    assert levels_seen(harness) == {"P3"}
    harness.click_widget(rows[1], ALT)
    assert levels_seen(harness) == {"P3", "P4", "P6"}


def test_alt_keys_toggle_levels(harness: Harness) -> None:
    for key in (Qt.Key.Key_3, Qt.Key.Key_6):
        harness.key(key, ALT)
    assert levels_seen(harness) == {"P4"}
    harness.key(Qt.Key.Key_0, ALT)
    assert levels_seen(harness) == {"P3", "P4", "P6"}


def test_a_click_selects_the_smallest_box_and_explains_it(harness: Harness) -> None:
    harness.click(60, 80)  # within the person's box and the cat's
    found, card = harness.document.detections, harness.window.levels_panel.card
    assert found is not None
    assert harness.document.selected is not None
    assert found.class_name(harness.document.selected) == "cat"
    # The proposal is 49.5 x 48 picture pixels, and the network sees twice as many.
    assert "99 × 96 network px" in card.value("proposal")
    assert card.formula.text() == ("k = ⌊4 + log₂(√(99·96) / 224)⌋\n  = ⌊4 − 1.20⌋ = 2 → P2")
    assert "P3" in card.value("anchor")
    assert "P2" in card.value("roi")
    assert card.value("objectness") == "0.87"


def test_a_click_beside_all_boxes_selects_none(harness: Harness) -> None:
    harness.click(60, 80)
    harness.click(300, 220)
    assert harness.document.selected is None
    assert not harness.window.levels_panel.card.formula.isVisible()


def test_anchor_and_proposal_are_drawn_with_the_selection(harness: Harness) -> None:
    proposal_edge = (40 + 49.5, 60 + 24.0)
    assert P2.lower() not in harness.colours_near(*proposal_edge, reach=12)
    harness.click(60, 80)
    assert P2.lower() in harness.colours_near(*proposal_edge, reach=12)
    harness.key(Qt.Key.Key_P, Qt.KeyboardModifier.ShiftModifier)
    assert P2.lower() not in harness.colours_near(*proposal_edge, reach=12)


def test_hover_finds_the_smallest_box(harness: Harness) -> None:
    harness.hover(60, 80)
    assert harness.document.hovered == 1
    harness.hover(20, 20)
    assert harness.document.hovered == 0
    harness.hover(300, 220)
    assert harness.document.hovered is None


def test_a_box_that_is_hidden_is_hovered_no_more(harness: Harness) -> None:
    harness.hover(60, 80)
    assert harness.shows_box(P3, 40, 100, 40)
    harness.key(Qt.Key.Key_3, ALT)
    assert harness.document.hovered is None
    assert not harness.shows_box(P3, 40, 100, 40)


def test_the_list_counts_what_the_score_lets_through(harness: Harness) -> None:
    model = harness.window.picture_panel.model
    path = harness.document.pictures.current
    assert path is not None
    assert model.state_text(path) == "◔ detected · 3"
    harness.document.set_score(0.25)
    assert model.state_text(path) == "◔ detected · 4"
    assert model.state_text(harness.document.pictures.shown[2]) == "○ new"


def test_c_changes_what_colours_say(harness: Harness) -> None:
    edge = (200, 110, 80)  # the dog: anchor level P4, RoI level P3, class 3
    expected = {
        ColourBy.ANCHOR: P4,
        ColourBy.ROI: P3,
        ColourBy.CLASS: class_colour(3),
        ColourBy.STATE: DETECTION_COLOUR,
    }
    for mode, colour in expected.items():
        assert harness.document.view.colour_by is mode
        assert harness.shows_box(colour, *edge)
        harness.key(Qt.Key.Key_C)
    assert harness.document.view.colour_by is ColourBy.ANCHOR


def test_a_detection_has_the_colour_of_the_class_of_its_name(harness: Harness) -> None:
    document, edge = harness.document, (200, 110, 80)
    document.set_colour_by(ColourBy.CLASS)
    harness.editor.relabel_to_name("wheel")
    harness.editor.relabel_to_name("Dog")
    dog = next(each for each in document.classes.values() if each.name == "Dog")
    assert dog.colour != class_colour(3)
    assert harness.shows_box(dog.colour, *edge)
    place = document.rows.tolist().index(2)
    panel = harness.window.objects_panel
    icon = panel.model.index(place, 0).data(Qt.ItemDataRole.DecorationRole)
    assert icon.pixmap(12).toImage().pixelColor(6, 6).name() == dog.colour.lower()
    listed = {panel.classes.item(at).text().split(" ")[0]: at for at in range(5)}
    icon = panel.classes.item(listed["dog"]).icon().pixmap(12)
    assert icon.toImage().pixelColor(6, 6).name() == dog.colour.lower()
    document.select(2)
    assert harness.canvas.chosen.shown.boxes[0].colour == dog.colour
    document.select(None)
    harness.window.classes_panel.edits.recolour(dog.id, "#123456")
    assert harness.shows_box("#123456", *edge)


def test_a_level_tag_stays_where_colours_say_something_else(harness: Harness) -> None:
    def tag_colours() -> set[str]:
        harness.hover(240, 70)
        return harness.colours_near(225, 24, reach=40)

    harness.key(Qt.Key.Key_C)
    harness.key(Qt.Key.Key_C)
    assert harness.document.view.colour_by is ColourBy.CLASS
    assert P4.lower() in tag_colours()
    harness.hover(300, 220)
    assert P4.lower() not in harness.colours_near(225, 24, reach=40)


def test_table_and_canvas_share_the_selection(harness: Harness) -> None:
    table = harness.window.objects_panel.table
    harness.window.tabs.setCurrentIndex(0)
    harness.click(240, 70)
    assert table.selectionModel().currentIndex().row() == 2
    table.selectRow(0)
    assert harness.document.selected == 0


def test_tab_goes_through_the_boxes(harness: Harness) -> None:
    harness.canvas.setFocus()
    seen = []
    for _press in range(4):
        harness.key(Qt.Key.Key_Tab)
        seen.append(harness.document.selected)
    assert seen == [0, 1, 2, 0]


def test_a_picture_seen_before_is_not_detected_again(harness: Harness) -> None:
    harness.key(Qt.Key.Key_D)
    harness.settle()
    harness.key(Qt.Key.Key_A)
    harness.settle()
    assert len(harness.plan.requests()) == 2


def test_a_late_answer_stays_with_its_own_picture(harness: Harness, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    second = str(Path(harness.document.pictures.current or "").with_name("pic_2.png"))
    harness.plan.write(wait_for={"pic_2.png": str(gate)}, boxes={"pic_2.png": []})
    harness.key(Qt.Key.Key_D)
    harness.wait(lambda: len(harness.plan.requests()) == 2)
    harness.key(Qt.Key.Key_A)  # known already, so nothing replaces the open request
    gate.touch()
    harness.wait(lambda: harness.document.boxes_on(second) is not None)
    assert harness.name == "pic_1.png"
    assert len(harness.document.rows) == 3


def test_a_box_that_is_hidden_is_selected_no_more(harness: Harness) -> None:
    harness.click(60, 80)
    harness.key(Qt.Key.Key_3, ALT)
    assert harness.document.selected is None
    assert not harness.window.levels_panel.card.formula.isVisible()
