"""A detection has the colour of the project's class of its name, and one of its own without."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.domain.class_palette import class_colour
from app.domain.colours import model_class_colours, row_colour, row_colours
from app.domain.decisions import match_class
from app.domain.records import ProjectClass
from app.domain.view_filter import ColourBy
from tests.unit.app.boxes import detections

BOX = (10.0, 10.0, 50.0, 50.0)
FOUND = detections([BOX, BOX, BOX], [0, 1, 2])  # cat, dog, person


def test_a_class_of_the_model_has_the_colour_of_the_projects_class() -> None:
    dog = ProjectClass(7, " DOG", "#123456", 0)
    assert row_colour(FOUND, 1, ColourBy.CLASS, [dog]) == "#123456"
    assert row_colour(FOUND, 0, ColourBy.CLASS, [dog]) == class_colour(0)
    assert row_colours(FOUND, np.array([2, 1, 0]), ColourBy.CLASS, [dog]) == [
        class_colour(2),
        "#123456",
        class_colour(0),
    ]
    assert row_colour(FOUND, 1, ColourBy.ANCHOR, [dog]) != "#123456"


def test_without_classes_of_the_project_the_palette_is_the_models() -> None:
    assert model_class_colours(("a", "b", "c"), ()) == tuple(map(class_colour, range(3)))


def test_no_two_classes_share_a_colour() -> None:
    wheel = ProjectClass(1, "wheel", class_colour(0), 0)  # the colour that cat would have
    colours = model_class_colours(("cat", "dog", "person"), (wheel,))
    assert wheel.colour not in colours
    assert len(set(colours)) == 3
    assert colours[1:] == (class_colour(1), class_colour(2))


NAMES = st.text("aAbB ", min_size=1, max_size=2)


@given(st.lists(NAMES, max_size=4), st.lists(NAMES, max_size=4))
def test_names_match_as_they_do_everywhere(names: list[str], mine: list[str]) -> None:
    classes = tuple(ProjectClass(i, name, f"#00000{i}", i) for i, name in enumerate(mine))
    for name, colour in zip(names, model_class_colours(tuple(names), classes), strict=True):
        known = match_class(name, classes)
        assert (known is None) == (colour not in {each.colour for each in classes})
        assert known is None or colour == known.colour
