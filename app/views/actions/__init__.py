"""The table of actions: every menu entry, its keys and icon, and when it can be used.

A module a menu, two for video; each has the functions that its actions run, and beneath them its
rows.
"""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.views.actions import (
    box,
    edit,
    file,
    help,
    levels,
    model,
    picture,
    track,
    tracks,
    train,
    video,
    video_work,
    view,
)
from app.views.actions.spec import ActionSpec, Window

__all__ = ["ACTIONS", "MENUS", "SPECS", "ActionSpec", "Window"]

MENUS: tuple[tuple[str, object], ...] = (
    ("file", QT_TRANSLATE_NOOP("Actions", "&File")),
    ("edit", QT_TRANSLATE_NOOP("Actions", "&Edit")),
    ("box", QT_TRANSLATE_NOOP("Actions", "&Box")),
    ("picture", QT_TRANSLATE_NOOP("Actions", "&Picture")),
    ("video", QT_TRANSLATE_NOOP("Actions", "Vi&deo")),
    ("view", QT_TRANSLATE_NOOP("Actions", "&View")),
    ("levels", QT_TRANSLATE_NOOP("Actions", "&Levels")),
    ("model", QT_TRANSLATE_NOOP("Actions", "&Model")),
    ("train", QT_TRANSLATE_NOOP("Actions", "&Train")),
    ("help", QT_TRANSLATE_NOOP("Actions", "&Help")),
)
_MODULES = (
    *(file, edit, box, picture, video, video_work, track, tracks),
    *(view, levels, model, train, help),
)
ACTIONS: tuple[ActionSpec, ...] = tuple(each for module in _MODULES for each in module.ACTIONS)
SPECS: dict[str, ActionSpec] = {spec.id: spec for spec in ACTIONS}
