"""The table of settings: what is remembered, and which of it the settings dialog offers."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP

_T = QT_TRANSLATE_NOOP


@dataclass(frozen=True)
class Setting:
    """One remembered value; a stored one of another type, or not among the choices, is ignored.

    A setting with a ``group`` stands in the settings dialog under ``label``, explained by ``help``;
    the others are remembered without being asked for. ``names`` are what the choices are called.
    A number lies in ``least``..``most``; ``unit`` stands behind it. ``project`` settings are kept
    in the project, not in the settings file. ``free`` ones take other values than the choices.
    """

    key: str
    default: Any
    choices: tuple[Any, ...] = ()
    group: str = ""
    label: object = ""
    help: object = ""
    names: tuple[object, ...] = ()
    least: int = 0
    most: int = 1_000_000
    unit: object = ""
    project: bool = False
    free: bool = False

    def accepts(self, value: Any) -> bool:
        """Whether a value read from the file can be used."""
        if self.choices and not self.free:
            return value in self.choices
        if isinstance(self.default, list):
            kind = str if not self.default else type(self.default[0])
            return isinstance(value, list) and all(isinstance(each, kind) for each in value)
        if isinstance(self.default, float):
            return isinstance(value, int | float) and not isinstance(value, bool)
        if type(value) is not type(self.default):
            return False
        return not isinstance(value, int) or self.least <= value <= self.most


GROUPS: tuple[tuple[str, object], ...] = (
    ("general", _T("Settings", "General")),
    ("drawing", _T("Settings", "Drawing")),
    ("review", _T("Settings", "Review")),
    ("detection", _T("Settings", "Detection")),
    ("training", _T("Settings", "Training")),
)

_GENERAL = (
    Setting(
        "language",
        "system",
        ("system", "en", "ko"),
        group="general",
        label=_T("Settings", "Language"),
        help=_T("Settings", "The window speaks it at the next start."),
        names=(_T("Settings", "As the system"), "English", "한국어"),
    ),
    Setting(
        "theme",
        "system",
        ("system", "dark", "light"),
        group="general",
        label=_T("Settings", "Theme"),
        names=(
            _T("Settings", "As the system"),
            _T("Settings", "Dark"),
            _T("Settings", "Light"),
        ),
    ),
    Setting(
        "hints",
        True,
        group="general",
        label=_T("Settings", "Show hints"),
        help=_T("Settings", "Short hints on the picture until each has been used once."),
    ),
)
_DRAWING = (
    Setting(
        "draw_sticky",
        True,
        group="drawing",
        label=_T("Settings", "Stay in draw mode"),
        help=_T("Settings", "After a box the next one can be drawn at once; Esc ends it."),
    ),
    Setting(
        "click_click",
        True,
        group="drawing",
        label=_T("Settings", "Draw with two clicks, too"),
        help=_T("Settings", "A click begins a box and a second one ends it; dragging works, too."),
    ),
    Setting(
        "crosshair",
        True,
        group="drawing",
        label=_T("Settings", "Crosshair"),
        help=_T("Settings", "Lines through the cursor while a box is drawn."),
    ),
    Setting(
        "least_side",
        2,
        group="drawing",
        label=_T("Settings", "Smallest box"),
        help=_T("Settings", "Less wide or high than this, and no box is made."),
        least=1,
        most=100,
        unit=_T("Settings", "px"),
    ),
)
_REVIEW = (
    Setting(
        "review_answer",
        "",
        ("", "accept", "leave", "go_through"),
        group="review",
        label=_T("Settings", "Undecided detections"),
        help=_T("Settings", "What Space does with them, in the project that is open."),
        names=(
            _T("Settings", "Ask"),
            _T("Settings", "Accept them"),
            _T("Settings", "Leave them out"),
            _T("Settings", "Go through them"),
        ),
        project=True,
    ),
)
_DETECTION = (
    Setting(
        "model",
        "lite",
        ("lite",),  # the dialog offers all models that there are
        group="detection",
        label=_T("Settings", "Model for new projects"),
        help=_T("Settings", "A project that has adopted a model keeps that one."),
        names=("lite",),
        free=True,
    ),
    Setting(
        "device",
        "auto",
        ("auto", "cpu", "cuda", "mps"),
        group="detection",
        label=_T("Settings", "Run the model on"),
        help=_T("Settings", "Where it cannot run, the status bar says why."),
        names=(
            _T("Settings", "The fastest there is"),
            _T("Settings", "Processor (CPU)"),
            _T("Settings", "NVIDIA graphics card (CUDA)"),
            _T("Settings", "Apple graphics (MPS)"),
        ),
        free=True,
    ),
    Setting(
        "picture_cache_mb",
        768,
        group="detection",
        label=_T("Settings", "Memory for pictures"),
        help=_T("Settings", "Pictures kept ready, so that going back and forth is instant."),
        least=64,
        most=65_536,
        unit=_T("Settings", "MB"),
    ),
    Setting(
        "thumbnail_cache_mb",
        32,
        group="detection",
        label=_T("Settings", "Memory for small pictures"),
        help=_T("Settings", "Those of the list on the left."),
        least=8,
        most=4096,
        unit=_T("Settings", "MB"),
    ),
)
_TRAINING = (
    Setting(
        "run_at_close",
        "",
        ("", "go_on", "stop", "cancel"),
        group="training",
        label=_T("Settings", "A run when the window is closed"),
        help=_T("Settings", "A run that goes on is found again when the window is opened."),
        names=(
            _T("Settings", "Ask"),
            _T("Settings", "Goes on"),
            _T("Settings", "Stops and keeps its best model"),
            _T("Settings", "Is cancelled"),
        ),
    ),
)
_REMEMBERED = (
    Setting("keymap", "pyramidlabel"),  # name of a preset
    Setting("keys", {}),  # action id -> its keys, where they differ from the preset's
    Setting("hints_seen", []),
    Setting("score", 0.5),
    Setting("colour_by", "anchor", ("anchor", "roi", "class", "state", "track")),
    Setting("show_origin", True),
    Setting("level_timeline", True),
    Setting("last_paths", []),
    Setting("last_picture", ""),
    Setting("zoom", 0.0),  # 0 = fit
    Setting("centre", [0.0, 0.0]),
    Setting("recent_paths", []),
    Setting("recent_streams", []),
    Setting("recent_models", []),  # of versions that had no list of models; taken over once
    Setting("labels_offered", []),  # folders whose labels were offered for import
    Setting("geometry", ""),
    Setting("splitter", ""),
)
SETTINGS: tuple[Setting, ...] = (
    *_GENERAL,
    *_DRAWING,
    *_REVIEW,
    *_DETECTION,
    *_TRAINING,
    *_REMEMBERED,
)
