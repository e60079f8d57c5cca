"""Classes of a project: what can be changed, how, and what it leaves alone."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain import class_editing
from app.domain.class_editing import ClassError, class_to_add, clean_name
from app.domain.class_palette import CLASS_COLOURS
from app.domain.edits import Edit
from app.domain.records import Annotation, ProjectClass

NAMES = st.text(min_size=1, max_size=12).filter(lambda text: any(c.isalnum() for c in text))


def classes_of(*names: str) -> dict[int, ProjectClass]:
    made: dict[int, ProjectClass] = {}
    for id, name in enumerate(names, 1):
        made[id] = class_to_add(id, name, made.values())
    return made


def done(edit: Edit | None, classes: dict[int, ProjectClass]) -> dict[int, ProjectClass]:
    after = dict(classes)
    for change in () if edit is None else edit.changes:
        if isinstance(change.row, ProjectClass):
            assert change.before == after.get(change.row.id), "an edit says how rows were"
            if change.after is None:
                del after[change.row.id]
            else:
                after[change.row.id] = change.row
    return after


def boxes(*labels: int) -> list[Annotation]:
    return [Annotation(100 + n, 50 + n // 2, label, (0, 0, 9, 9)) for n, label in enumerate(labels)]


def test_names_are_trimmed_composed_and_of_one_line() -> None:
    assert clean_name("  red \n blood\tcell ") == "red blood cell"
    assert clean_name("cafe\u0301") == "caf\u00e9"
    assert clean_name("क्\u200dष") == "क्\u200dष"
    for nothing in ("", "  ", "\u200d", "\n"):
        with pytest.raises(ClassError, match="needs a name"):
            clean_name(nothing)
    with pytest.raises(ClassError, match="100 characters, not 101"):
        clean_name("x" * 101)


@given(NAMES)
def test_a_clean_name_stays_as_it_is(name: str) -> None:
    cleaned = clean_name(name)
    assert clean_name(cleaned) == cleaned == unicodedata.normalize("NFC", cleaned)


@pytest.mark.parametrize("taken", ["Cat", "CAT", " cat ", "cAt"])
def test_a_name_is_there_only_once_whatever_its_case(taken: str) -> None:
    there = classes_of("cat", "dog")
    with pytest.raises(ClassError, match="There is a class “cat” already"):
        class_editing.add(9, taken, there.values())
    with pytest.raises(ClassError, match="already"):
        class_editing.rename(there[2], taken, there.values())


def test_classes_get_the_first_free_place_key_and_colour() -> None:
    there = classes_of(*(f"class {n}" for n in range(30)))
    rows = list(there.values())
    assert [row.place for row in rows] == list(range(30))
    assert [row.hotkey for row in rows] == [*range(1, 10), *[0] * 21]
    assert [row.colour for row in rows[:24]] == list(CLASS_COLOURS)
    assert len({row.colour for row in rows}) == 30
    del there[3]
    added = class_to_add(99, "again", there.values())
    assert (added.hotkey, added.colour, added.place) == (3, CLASS_COLOURS[2], 30)


def test_renaming_keeps_the_id_and_may_change_the_case() -> None:
    there = classes_of("cat", "dog")
    assert class_editing.rename(there[1], "cat", there.values()) is None
    after = done(class_editing.rename(there[1], "Cat", there.values()), there)
    assert after[1].name == "Cat"
    assert after[1].id == 1
    assert after[2] == there[2]


def test_a_colour_is_written_in_six_digits() -> None:
    there = classes_of("cat")
    assert done(class_editing.recolour(there[1], "#ab12ef"), there)[1].colour == "#AB12EF"
    for wrong in ("red", "#12345", "#12345G", "#1234567"):
        with pytest.raises(ClassError, match="#RRGGBB"):
            class_editing.recolour(there[1], wrong)


def test_a_key_belongs_to_one_class() -> None:
    there = classes_of("cat", "dog")
    after = done(class_editing.set_hotkey(there[2], 1, there.values()), there)
    assert (after[1].hotkey, after[2].hotkey) == (0, 1)
    assert done(class_editing.set_hotkey(there[1], 0, there.values()), there)[1].hotkey == 0
    with pytest.raises(ClassError, match="1 to 9, not 10"):
        class_editing.set_hotkey(there[1], 10, there.values())


@given(st.permutations(range(1, 6)), st.integers(0, 5))
def test_any_order_can_be_made_and_taken_back(order: list[int], named: int) -> None:
    there = classes_of(*"abcde")
    edit = class_editing.reorder(order[:named], there)
    after = done(edit, there)
    rest = [id for id in there if id not in order[:named]]
    places = sorted(after.values(), key=lambda row: row.place)
    assert [row.id for row in places] == [*order[:named], *rest]
    if edit is not None:
        assert done(edit.inverse(), after) == there


def test_the_preview_says_what_deleting_and_merging_do() -> None:
    there = classes_of("cat", "dog", "cow")
    rows = boxes(1, 1, 2, 3, 1, 2)
    told = class_editing.preview([there[1]], None, rows)
    assert (told.annotations, told.pictures) == (3, 2)
    edit = class_editing.delete([there[1]], rows)
    assert edit is not None
    assert sum(isinstance(c.row, Annotation) for c in edit.changes) == 3
    assert all(change.after is None for change in edit.changes)
    assert 1 not in done(edit, there)


def test_merging_keeps_every_box() -> None:
    there = classes_of("cat", "dog", "cow")
    rows = boxes(1, 2, 3, 1)
    edit = class_editing.merge([there[1], there[2], there[3]], there[3], rows)
    assert edit is not None
    assert set(done(edit, there)) == {3}
    moved = [c.after for c in edit.changes if isinstance(c.after, Annotation)]
    assert {row.id for row in moved} == {100, 101, 103}
    assert all(row.label == 3 for row in moved)
    assert class_editing.merge([there[3]], there[3], rows) is None


@given(st.lists(NAMES, max_size=12), st.lists(NAMES, max_size=4, unique_by=str.casefold))
def test_an_imported_list_adds_what_is_not_there(names: list[str], there: list[str]) -> None:
    known: dict[int, ProjectClass] = {}
    ids = itertools.count(1)
    for name in there:
        edit = class_editing.import_names(lambda: next(ids), [name], known.values())
        known = done(edit, known)
    edit = class_editing.import_names(lambda: next(ids), names, known.values())
    after = done(edit, known)
    folded = [row.name.casefold() for row in after.values()]
    assert len(set(folded)) == len(folded)
    assert {clean_name(name).casefold() for name in names} <= set(folded)
    assert all(after[id] == row for id, row in known.items())
    again = class_editing.import_names(lambda: next(ids), names, after.values())
    assert again is None, "a list that is there already changes nothing"
