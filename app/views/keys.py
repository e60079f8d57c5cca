"""The keys that actions have, by the settings."""

from PySide6.QtGui import QKeySequence

from app.domain.keymaps import Keymap, effective, preset, readable
from app.services.settings import Settings
from app.views.actions import ACTIONS

TABLE_KEYS: Keymap = {spec.id: spec.keys for spec in ACTIONS}


def current_keymap(settings: Settings) -> Keymap:
    """The keys of every action: a person's own, the preset's, the table's."""
    return effective(TABLE_KEYS, preset(settings["keymap"]), readable(settings["keys"]))


def own_keys(settings: Settings) -> Keymap:
    """The keys that a person has set by hand."""
    return {a: keys for a, keys in readable(settings["keys"]).items() if a in TABLE_KEYS}


def set_own_keys(settings: Settings, keys: Keymap) -> None:
    """Remember keys set by hand; what differs in nothing from the preset is not kept."""
    base = effective(TABLE_KEYS, preset(settings["keymap"]))
    settings["keys"] = {a: list(k) for a, k in keys.items() if tuple(k) != base.get(a)}


def key_text(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
