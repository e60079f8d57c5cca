"""The table of actions: every menu entry, its keys and icon, and when it can be used."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.services.document import Document
from app.views.commands import Commands

Condition = Callable[[Document], bool]


def always(document: Document) -> bool:
    """Usable whatever is open."""
    return True


def has_pictures(document: Document) -> bool:
    """At least one picture is in the list."""
    return bool(document.pictures.shown)


def has_opened(document: Document) -> bool:
    """Pictures are open, whatever the filter leaves of them."""
    return bool(document.pictures.paths)


def has_picture(document: Document) -> bool:
    """A picture is current."""
    return document.pictures.current is not None


def has_pixels(document: Document) -> bool:
    """A picture is on the canvas."""
    return document.pixels is not None


def has_export(document: Document) -> bool:
    """A picture is on the canvas and its detections are known."""
    return document.pixels is not None and document.detections is not None


def has_rows(document: Document) -> bool:
    """At least one box is seen."""
    return bool(len(document.rows))


def has_model(document: Document) -> bool:
    """The levels are known."""
    return document.model is not None


@dataclass(frozen=True)
class ActionSpec:
    """One action. ``checked`` makes it a switch that shows the document's state."""

    id: str
    text: str
    keys: tuple[str, ...]
    icon: str
    menu: str
    run: Callable[[Commands], object]
    enabled: Condition = always
    checked: Condition | None = None


MENUS: tuple[tuple[str, object], ...] = (
    ("file", QT_TRANSLATE_NOOP("Actions", "&File")),
    ("picture", QT_TRANSLATE_NOOP("Actions", "&Picture")),
    ("view", QT_TRANSLATE_NOOP("Actions", "&View")),
    ("levels", QT_TRANSLATE_NOOP("Actions", "&Levels")),
    ("model", QT_TRANSLATE_NOOP("Actions", "&Model")),
    ("help", QT_TRANSLATE_NOOP("Actions", "&Help")),
)


def _spec(
    id: str,
    text: object,
    keys: str,
    icon: str,
    menu: str,
    run: Callable[[Commands], object],
    enabled: Condition = always,
    checked: Condition | None = None,
) -> ActionSpec:
    """A row of the table; several keys stand one a space apart."""
    return ActionSpec(id, str(text), tuple(keys.split()), icon, menu, run, enabled, checked)


_T = QT_TRANSLATE_NOOP
ACTIONS: tuple[ActionSpec, ...] = (
    _spec(
        "open_pictures",
        _T("Actions", "Open pictures..."),
        "Ctrl+O",
        "ph.image",
        "file",
        Commands.open_pictures,
    ),
    _spec(
        "open_folder",
        _T("Actions", "Open folder..."),
        "Ctrl+U",
        "ph.folder-open",
        "file",
        Commands.open_folder,
    ),
    _spec(
        "open_samples",
        _T("Actions", "Open the sample pictures"),
        "",
        "ph.image-square",
        "file",
        Commands.open_samples,
    ),
    _spec(
        "export_picture",
        _T("Actions", "Export annotated picture..."),
        "Ctrl+Shift+E",
        "ph.export",
        "file",
        Commands.export_picture,
        has_export,
    ),
    _spec("quit", _T("Actions", "Quit"), "Ctrl+Q", "ph.sign-out", "file", Commands.quit),
    _spec(
        "next",
        _T("Actions", "Next picture"),
        "D",
        "ph.caret-right",
        "picture",
        Commands.next,
        has_pictures,
    ),
    _spec(
        "previous",
        _T("Actions", "Previous picture"),
        "A",
        "ph.caret-left",
        "picture",
        Commands.previous,
        has_pictures,
    ),
    _spec(
        "next_10",
        _T("Actions", "10 pictures on"),
        "Shift+D",
        "ph.caret-double-right",
        "picture",
        Commands.next_10,
        has_pictures,
    ),
    _spec(
        "previous_10",
        _T("Actions", "10 pictures back"),
        "Shift+A",
        "ph.caret-double-left",
        "picture",
        Commands.previous_10,
        has_pictures,
    ),
    _spec(
        "find_picture",
        _T("Actions", "Find a picture by name"),
        "Ctrl+L",
        "ph.magnifying-glass",
        "picture",
        Commands.find_picture,
        has_opened,
    ),
    _spec(
        "select_next",
        _T("Actions", "Select the next box"),
        "N",
        "ph.arrow-right",
        "picture",
        Commands.select_next,
        has_rows,
    ),
    _spec(
        "select_previous",
        _T("Actions", "Select the previous box"),
        "Shift+N",
        "ph.arrow-left",
        "picture",
        Commands.select_previous,
        has_rows,
    ),
    _spec(
        "fit",
        _T("Actions", "Fit the picture"),
        "F Ctrl+F",
        "ph.frame-corners",
        "view",
        Commands.fit,
        has_pixels,
    ),
    _spec(
        "actual_size",
        _T("Actions", "Actual size (100 %)"),
        "Ctrl+0",
        "ph.number-square-one",
        "view",
        Commands.actual_size,
        has_pixels,
    ),
    _spec(
        "zoom_in",
        _T("Actions", "Zoom in"),
        "Ctrl++ Ctrl+=",
        "ph.magnifying-glass-plus",
        "view",
        Commands.zoom_in,
        has_pixels,
    ),
    _spec(
        "zoom_out",
        _T("Actions", "Zoom out"),
        "Ctrl+-",
        "ph.magnifying-glass-minus",
        "view",
        Commands.zoom_out,
        has_pixels,
    ),
    _spec(
        "show_origin",
        _T("Actions", "Anchor and proposal of the selected box"),
        "P",
        "ph.crosshair",
        "view",
        Commands.toggle_origin,
        always,
        lambda d: d.origin_shown,
    ),
    _spec(
        "next_panel",
        _T("Actions", "Go to the next panel"),
        "F6",
        "ph.columns",
        "view",
        Commands.next_panel,
    ),
    _spec(
        "full_screen",
        _T("Actions", "Full screen"),
        "F11",
        "ph.corners-out",
        "view",
        Commands.full_screen,
    ),
    _spec(
        "all_levels",
        _T("Actions", "Show all levels"),
        "Alt+0",
        "ph.stack",
        "levels",
        Commands.all_levels,
        has_model,
    ),
    _spec(
        "show_all",
        _T("Actions", "Show all classes and levels"),
        "",
        "ph.eye",
        "levels",
        Commands.show_all,
        has_model,
    ),
    _spec(
        "cycle_colours",
        _T("Actions", "Next way to colour boxes"),
        "C",
        "ph.palette",
        "levels",
        Commands.cycle_colours,
    ),
    _spec(
        "lower_score",
        _T("Actions", "Lower the score by 0.05"),
        "-",
        "ph.minus",
        "levels",
        Commands.lower_score,
    ),
    _spec(
        "raise_score",
        _T("Actions", "Raise the score by 0.05"),
        "+ =",
        "ph.plus",
        "levels",
        Commands.raise_score,
    ),
    _spec(
        "detect", _T("Actions", "Detect"), "I", "ph.target", "model", Commands.detect, has_picture
    ),
    _spec(
        "add_model",
        _T("Actions", "Add model..."),
        "",
        "ph.plus-circle",
        "model",
        Commands.add_model,
    ),
    _spec(
        "commands",
        _T("Actions", "Find a command"),
        "Ctrl+K",
        "ph.command",
        "help",
        Commands.find_command,
    ),
    _spec(
        "help",
        _T("Actions", "How it works, and all keys"),
        "F1",
        "ph.question",
        "help",
        Commands.show_help,
    ),
    _spec("open_log", _T("Actions", "Show the log"), "", "ph.article", "help", Commands.show_log),
    _spec("about", _T("Actions", "About PyramidLabel"), "", "ph.info", "help", Commands.about),
)
SPECS: dict[str, ActionSpec] = {spec.id: spec for spec in ACTIONS}
