"""What tests of the window's models share: runs, added models, the word of the status bar."""

from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QTreeWidgetItem

from app.domain.models.model import Model
from app.domain.models.registry import Registry
from app.views.models.models_window import ModelsWindow
from fpn_core.model_header import content_key
from fpn_core.models import fetched_folder, named_model
from tests.model_files import write_model
from tests.ui.harness import Harness
from tests.unit.app.models.made_runs import make_run, report, row


def lite_key() -> str:
    """The key of the embedded model."""
    lite = named_model("lite")
    assert lite is not None
    return content_key(lite.file)


def registry() -> Registry:
    """The models folder, as another window has it."""
    return Registry(fetched_folder())


def good_report(**changes: Any) -> dict[str, Any]:
    """A report that nothing speaks against."""
    return report(rows=[row("all", "AP50", 300, 0.5, 0.7, (0.1, 0.3), "better")], **changes)


def run_of(folder: Path, title: str = "cells-2", **provenance: Any) -> Path:
    """The folder of a run that trained a model from the embedded one."""
    return make_run(folder, title, **{"parent": "lite", "parent_key": lite_key()} | provenance)


def titled(harness: Harness, title: str) -> Model:
    """The model of the window's list with a title, as soon as it is there."""
    found: list[Model] = []

    def look() -> bool:
        model = harness.session.models.listing.called(title)
        found.extend([] if model is None else [model])
        return model is not None

    harness.wait(look)
    return found[-1]


def add_model(harness: Harness, file: Path, **provenance: Any) -> Model:
    """Add a model file, as the window's buttons do."""
    harness.session.models.add_file(write_model(file, **provenance))
    return titled(harness, file.stem)


def uses(harness: Harness, name: str) -> None:
    """Wait until the detector has loaded a model."""
    document = harness.document
    harness.wait(lambda: document.model is not None and document.model.name == name)
    harness.wait(lambda: harness.session.adoption.ref == harness.session.client.loaded_name)


def told(harness: Harness, words: str) -> None:
    """Wait for a word of the status bar."""
    harness.wait(lambda: words in harness.window.status_bar.message.line)


def adopt(harness: Harness, title: str) -> None:
    """Choose a model in the Model menu."""
    titled(harness, title)
    entries = harness.window.menus.model_entries.actions
    wanted = (title, f"Embedded model ({title})")
    next(each for each in entries if each.text() in wanted).trigger()


def strip_text(harness: Harness) -> str:
    """The word on what was adopted; "" where there is none."""
    strip = harness.window.adopted_strip
    return strip.text.line if strip.isVisible() else ""


def opened(harness: Harness, title: str = "") -> ModelsWindow:
    """The window, with the row of a model chosen."""
    harness.window.menus.actions["models"].trigger()
    window = harness.window.models.models_window
    assert window is not None
    harness.wait(window.isActiveWindow)
    if title:
        window.select(titled(harness, title).id)
    return window


def rows(window: ModelsWindow) -> list[str]:
    """Titles from top to bottom, two spaces a level."""
    out: list[str] = []

    def walk(item: QTreeWidgetItem, depth: int) -> None:
        out.append("  " * depth + item.text(0))
        for place in range(item.childCount()):
            child = item.child(place)
            assert child is not None
            walk(child, depth + 1)

    tree = window.tree
    for place in range(tree.topLevelItemCount()):
        item = tree.topLevelItem(place)
        assert item is not None
        walk(item, 0)
    return out


def shown(harness: Harness, window: ModelsWindow, *wanted: str) -> None:
    """Wait until the tree is like that."""
    harness.wait(lambda: rows(window) == list(wanted))


def current(window: ModelsWindow) -> QTreeWidgetItem:
    """The row that is chosen."""
    item = window.tree.currentItem()
    assert item is not None
    return item
