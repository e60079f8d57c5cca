"""The keys that actions have, by the settings; while a video is open, some have others."""

from dataclasses import replace

from PySide6.QtGui import QKeySequence

from app.domain.keymaps import Keymap, Preset, effective, normal, preset, readable
from app.services.settings import Settings
from app.views.actions import ACTIONS

TABLE_KEYS: Keymap = {spec.id: spec.keys for spec in ACTIONS}
VIDEO_KEYS: Keymap = {spec.id: spec.keys if spec.video is None else spec.video for spec in ACTIONS}
VIDEO_ONLY = frozenset(spec.id for spec in ACTIONS if spec.video and not spec.keys)
"""Actions that have keys only while a video is open."""
OTHERS_IN_VIDEO = frozenset(spec.id for spec in ACTIONS if spec.video is not None and spec.keys)
"""Actions that have other keys while a video is open."""


def current_keymap(settings: Settings, video: bool = False) -> Keymap:
    """The keys of every action: a person's own, the preset's, the table's."""
    chosen, own = preset(settings["keymap"]), readable(settings["keys"])
    if not video:
        mine = {action: keys for action, keys in own.items() if action not in VIDEO_ONLY}
        return effective(TABLE_KEYS, chosen, mine)
    base = effective(TABLE_KEYS, chosen)
    for action in OTHERS_IN_VIDEO & own.keys():
        more = (key for key in own[action] if normal(key) not in base[action])
        own[action] = (*VIDEO_KEYS[action], *more)
    return effective(VIDEO_KEYS, in_video(chosen), own)


def in_video(chosen: Preset) -> Preset:
    """A preset as far as it speaks of keys that are the same while a video is open."""
    keys = {a: each for a, each in chosen.keys.items() if a not in OTHERS_IN_VIDEO}
    return replace(chosen, keys=keys)


def shown_keymap(settings: Settings) -> Keymap:
    """The keys of every action where it has any: those of a video's own while one is open."""
    video = current_keymap(settings, video=True)
    return current_keymap(settings) | {action: video[action] for action in VIDEO_ONLY}


def own_keys(settings: Settings) -> Keymap:
    """The keys that a person has set by hand."""
    return {a: keys for a, keys in readable(settings["keys"]).items() if a in TABLE_KEYS}


def set_own_keys(settings: Settings, keys: Keymap) -> None:
    """Remember keys set by hand; what differs in nothing from the preset is not kept."""
    chosen = preset(settings["keymap"])
    video = effective(VIDEO_KEYS, in_video(chosen))
    base = effective(TABLE_KEYS, chosen) | {action: video[action] for action in VIDEO_ONLY}
    settings["keys"] = {a: list(k) for a, k in keys.items() if tuple(k) != base.get(a)}


def key_text(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
