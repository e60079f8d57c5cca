"""Keymaps: presets fit the table of actions, and no key ever means two things."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtGui import QKeySequence

from app.domain.keymaps import (
    PRESETS,
    Preset,
    conflicts,
    effective,
    normal,
    preset,
    readable,
    taken_over,
    users_of,
)
from app.services.settings import Settings
from app.views.actions import ACTIONS, SPECS
from app.views.keys import (
    OTHERS_IN_VIDEO,
    VIDEO_KEYS,
    VIDEO_ONLY,
    current_keymap,
    set_own_keys,
    shown_keymap,
)

TABLE = {spec.id: spec.keys for spec in ACTIONS}
# Without them no picture could be worked on.
NEEDED = ("next", "previous", "draw", "delete", "undo", "redo", "accept", "reject", "review")
KEYS = st.sampled_from(["A", "B", "Ctrl+A", "Shift+Ctrl+B", "Del", "+", "Ctrl++"])
KEYMAPS = st.dictionaries(
    st.sampled_from("abcdef"), st.lists(KEYS, max_size=3).map(tuple), max_size=6
)


def test_the_table_gives_no_key_twice() -> None:
    assert not conflicts(TABLE)


def test_keys_are_written_as_qt_writes_them() -> None:
    for keys in (*TABLE.values(), *(k for each in PRESETS for k in each.keymap().values())):
        for key in keys:
            assert normal(key) == QKeySequence(key).toString()


@pytest.mark.parametrize("chosen", PRESETS, ids=lambda each: each.name)
def test_a_preset_fits_the_table(chosen: Preset) -> None:
    assert set(chosen.keys) <= set(SPECS)
    assert not conflicts(chosen.keymap())
    keymap = effective(TABLE, chosen)
    assert not conflicts(keymap)
    assert all(keymap[action] for action in NEEDED)
    for action, keys in chosen.keymap().items():
        assert keymap[action] == tuple(map(normal, keys))


def test_an_unknown_preset_is_the_programs_own() -> None:
    assert preset("gone").name == "pyramidlabel"
    assert effective(TABLE, preset("gone")) == TABLE


def test_spellings_of_a_key() -> None:
    assert normal("shift+ctrl+d") == "Ctrl+Shift+D"
    assert normal("Delete") == "Del"
    assert (normal("+"), normal("Ctrl++")) == ("+", "Ctrl++")


def test_own_keys_go_before_the_preset_and_the_table() -> None:
    table = {"a": ("A",), "b": ("B",), "c": ("C",)}
    like = Preset("x", "X", {"b": "C"})
    assert effective(table, like) == {"a": ("A",), "b": ("C",), "c": ()}
    assert effective(table, like, {"a": ("C",), "gone": ("A",)})["a"] == ("C",)
    assert effective(table, like, {"a": ("C",)})["b"] == ()


def test_what_is_no_keymap_is_left_out() -> None:
    assert readable({"a": ["A"], "b": "B", "c": [1], "d": []}) == {"a": ("A",), "d": ()}
    assert readable([1]) == {}


@given(KEYMAPS, KEYMAPS, KEYMAPS)
def test_no_key_has_two_meanings(table: dict, named: dict, own: dict) -> None:
    like = Preset("x", "X", {action: " ".join(keys) for action, keys in named.items()})
    keymap = effective(table, like, own)
    assert set(keymap) == set(table)
    assert not conflicts(keymap)


@given(KEYMAPS, KEYMAPS, KEYS)
def test_a_key_taken_over_is_the_actions_alone(table: dict, own: dict, key: str) -> None:
    table.setdefault("a", ())
    own = {action: keys for action, keys in own.items() if action in table}
    before = effective(table, own=own)
    after = effective(table, own=taken_over(own, key, "a", before))
    assert users_of(key, after) == ["a"]
    for action in set(table) - {"a"}:
        assert set(after[action]) == set(before[action]) - {normal(key)}


def test_no_key_has_two_meanings_while_a_video_is_open() -> None:
    assert not conflicts(VIDEO_KEYS)
    assert VIDEO_ONLY
    assert OTHERS_IN_VIDEO
    for keys in VIDEO_KEYS.values():
        for key in keys:
            assert normal(key) == QKeySequence(key).toString()


@pytest.mark.parametrize("chosen", PRESETS, ids=lambda each: each.name)
def test_every_preset_plays_and_steps_in_a_video(chosen: Preset, tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    settings["keymap"] = chosen.name
    keymap = current_keymap(settings, video=True)
    assert not conflicts(keymap)
    assert "Space" in keymap["play"]
    assert "Right" in keymap["frame_next"]
    assert "Left" in keymap["frame_back"]
    assert keymap["review"] == ("Ctrl+Space",)
    assert keymap["nudge_far_left"] == ("Alt+Shift+Left",)
    assert not any(current_keymap(settings)[action] for action in VIDEO_ONLY)


def test_keys_of_ones_own_hold_where_they_belong(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    set_own_keys(settings, {"play": ("P",), "review": ("Space", "Q")})
    picture, video = current_keymap(settings), current_keymap(settings, video=True)
    assert (picture["play"], picture["review"]) == ((), ("Space", "Q"))
    assert (video["play"], video["review"]) == (("P",), ("Ctrl+Space", "Q"))
    assert (picture["any_object"], video["any_object"]) == (("P",), ())
    assert shown_keymap(settings)["play"] == ("P",)
    set_own_keys(settings, {"play": ("Space",)})
    assert settings["keys"] == {}
