"""Completing the name of a class."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.class_completion import Completion, Kind, completions
from app.domain.decisions import folded

PROJECT, MODEL = ["cell", "Cellar", "nut"], ["boat", "CELL", "person"]


def named(text: str) -> list[str]:
    return [f"+{each.name}" if each.kind is Kind.ADDED else each.name
            for each in completions(text, PROJECT, MODEL)]  # fmt: skip


def test_an_empty_text_means_all_and_a_class_stands_once() -> None:
    assert named(" ") == ["cell", "Cellar", "nut", "boat", "person"]


def test_beginnings_go_before_the_text_itself_and_that_before_middles() -> None:
    assert named("cel") == ["cell", "Cellar", "+cel"]
    assert named("CELL") == ["cell", "Cellar"]
    assert named("so") == ["+so", "person"]
    assert named("  red   cell ") == ["+red cell"]


@given(st.text(max_size=8), st.lists(st.text(min_size=1, max_size=8), max_size=6))
def test_the_text_itself_can_always_be_had(text: str, names: list[str]) -> None:
    found = completions(text, names)
    assert len({(each.kind, each.name) for each in found}) <= len(found)
    if folded(text):
        assert any(folded(each.name) == folded(text) or each.kind is Kind.ADDED for each in found)
    else:
        assert found == [Completion(name, Kind.PROJECT) for name in names]
