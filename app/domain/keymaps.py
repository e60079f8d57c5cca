"""Keys of actions: presets after other tools, a person's own keys, and keys given twice.

A key is text, as Qt writes it: "Ctrl+Shift+D", "W", "Del", "Ctrl++". Who asks most nearly wins it:
a person's own keys before the preset's, the preset's before the table's; so an action whose key is
taken loses it, and no key ever has two meanings.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

Keys = tuple[str, ...]
Keymap = dict[str, Keys]
_MODIFIERS = ("Meta", "Ctrl", "Alt", "Shift")  # in Qt's order
_SAME = {"Delete": "Del", "Escape": "Esc", "Insert": "Ins", "PageUp": "PgUp", "PageDown": "PgDown"}


@dataclass(frozen=True)
class Preset:
    """The keys of another tool, by action id; what it does not name keeps the table's keys."""

    name: str
    title: str
    keys: Mapping[str, str] = field(default_factory=dict)

    def keymap(self) -> Keymap:
        """Its keys, one by one."""
        return {action: tuple(keys.split()) for action, keys in self.keys.items()}


OWN = Preset("pyramidlabel", "PyramidLabel")
PRESETS: tuple[Preset, ...] = (
    OWN,
    Preset(
        "labelimg",
        "labelImg",
        {
            "next": "D",
            "previous": "A",
            "draw": "W",
            "draw_or_edit": "Ctrl+J",
            "type_class": "Ctrl+E",
            "delete": "Del",
            "duplicate": "Ctrl+D",
            "paste_previous": "Ctrl+V",
            "paste": "Ctrl+Shift+V",
            "hide_all": "Ctrl+H Ctrl+A",
            "choose_all": "",
            "single_class": "Ctrl+Shift+S",
            "review": "Space",
            "open_pictures": "Ctrl+O",
            "open_folder": "Ctrl+U",
            "zoom_in": "Ctrl++",
            "zoom_out": "Ctrl+-",
            "actual_size": "Ctrl+=",
            "fit": "Ctrl+F",
        },
    ),
    Preset(
        "labelme",
        "labelme",
        {
            "next": "D",
            "previous": "A",
            "draw": "Ctrl+R",
            "draw_or_edit": "Ctrl+J",
            "type_class": "Ctrl+E",
            "delete": "Del",
            "duplicate": "Ctrl+D",
            "copy": "Ctrl+C",
            "paste": "Ctrl+V",
            "propagate": "Ctrl+P",
            "undo": "Ctrl+Z",
            "choose_all": "Ctrl+A",
            "hide": "T",
            "open_pictures": "Ctrl+O",
            "open_folder": "Ctrl+U",
            "zoom_in": "Ctrl++ Ctrl+=",
            "zoom_out": "Ctrl+-",
            "actual_size": "Ctrl+0",
            "fit": "Ctrl+F",
        },
    ),
    Preset(
        "cvat",
        "CVAT",
        {
            "next": "F",
            "previous": "D",
            "next_10": "V",
            "previous_10": "C",
            "draw": "N",
            "delete": "Del",
            "copy": "Ctrl+C",
            "paste": "Ctrl+V",
            "propagate": "Ctrl+B",
            "undo": "Ctrl+Z",
            "redo": "Ctrl+Shift+Z Ctrl+Y",
            "choose_all": "Ctrl+A",
            "hide": "H",
            "hide_all": "T",
            "lock": "L",
            "fit": "Ctrl+F",
            "cycle_colours": "Shift+C",
            **{f"class_{number}": f"Ctrl+{number}" for number in range(1, 10)},
        },
    ),
    Preset(
        "x-anylabeling",
        "X-AnyLabeling",
        {
            "next": "D",
            "previous": "A",
            "draw": "R",
            "draw_or_edit": "Ctrl+J",
            "type_class": "Ctrl+E",
            "delete": "Del",
            "duplicate": "Ctrl+D",
            "copy": "Ctrl+C",
            "paste": "Ctrl+V",
            "propagate": "Ctrl+P",
            "undo": "Ctrl+Z",
            "hide": "S W",
            "hide_all": "Ctrl+H",
            "select_next": "Ctrl+Shift+C",
            "review": "Ctrl+Alt+K Space",
            "detect": "I",
            "detect_folder": "Ctrl+B",
            "open_pictures": "Ctrl+I",
            "open_folder": "Ctrl+U",
            "zoom_in": "Ctrl++",
            "zoom_out": "Ctrl+-",
            "actual_size": "Ctrl+=",
            "fit": "Ctrl+F",
        },
    ),
)


def preset(name: str) -> Preset:
    """The preset of a name; the program's own keys where there is none."""
    return next((each for each in PRESETS if each.name == name), OWN)


def normal(key: str) -> str:
    """A key in one spelling, so that equal keys are equal texts."""
    head, plus, last = key.rpartition("+")
    if plus and not last:  # the plus key itself: "+", "Ctrl++"
        head, last = head.removesuffix("+"), "+"
    held = {part.capitalize() for part in head.split("+") if part}
    last = last.upper() if len(last) == 1 else last
    return "+".join([*(m for m in _MODIFIERS if m in held), _SAME.get(last, last)])


def conflicts(keymap: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Keys that several actions have, with the ids of those actions in the order given."""
    users: dict[str, list[str]] = {}
    for action, keys in keymap.items():
        for key in dict.fromkeys(map(normal, keys)):
            users.setdefault(key, []).append(action)
    return {key: actions for key, actions in users.items() if len(actions) > 1}


def users_of(key: str, keymap: Mapping[str, Iterable[str]], beside: str = "") -> list[str]:
    """Ids of the actions that have a key, ``beside`` not counted."""
    wanted = normal(key)
    return [a for a, keys in keymap.items() if a != beside and wanted in map(normal, keys)]


def effective(
    table: Mapping[str, Iterable[str]],
    chosen: Preset = OWN,
    own: Mapping[str, Iterable[str]] | None = None,
) -> Keymap:
    """The keys that each action of the table has. Ids that the table does not know are passed over;
    of two actions with one key at the same rank the first in the table has it."""
    asked = (_known(own or {}, table), _known(chosen.keymap(), table), table)
    taken: set[str] = set()
    result: Keymap = dict.fromkeys(table, ())
    decided: set[str] = set()
    for layer in asked:
        for action in table:
            if action not in layer or action in decided:
                continue
            decided.add(action)
            free = [key for key in dict.fromkeys(map(normal, layer[action])) if key not in taken]
            taken.update(free)
            result[action] = tuple(free)
    return result


def taken_over(own: Mapping[str, Iterable[str]], key: str, action: str, now: Keymap) -> Keymap:
    """A person's own keys after giving a key to an action: whoever had it loses it."""
    wanted = normal(key)
    result = {each: tuple(k for k in keys if normal(k) != wanted) for each, keys in own.items()}
    for other in users_of(key, now, beside=action):
        result[other] = tuple(each for each in now[other] if normal(each) != wanted)
    result[action] = tuple(dict.fromkeys((*map(normal, now.get(action, ())), wanted)))
    return result


def readable(stored: object) -> Keymap:
    """A person's own keys as read from the settings file; what is no list of keys is left out."""
    if not isinstance(stored, dict):
        return {}
    return {
        action: tuple(keys)
        for action, keys in stored.items()
        if isinstance(keys, list) and all(isinstance(key, str) and key for key in keys)
    }


def _known(
    keymap: Mapping[str, Iterable[str]], table: Mapping[str, Iterable[str]]
) -> dict[str, Iterable[str]]:
    return {action: keys for action, keys in keymap.items() if action in table}
