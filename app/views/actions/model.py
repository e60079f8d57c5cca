"""The Model menu."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.domain.folder_queue import FolderState
from app.services.document import Document
from app.views.actions.spec import (
    ActionSpec,
    Window,
    has_opened,
    has_picture,
    has_pictures,
    row,
)
from app.views.folder_strip import show_failures

_T = QT_TRANSLATE_NOOP


def detect(window: Window) -> None:
    """Run the detector on the current picture."""
    window.session.detect()


def detect_folder(window: Window) -> None:
    """Detect all pictures that the list shows, in the background."""
    window.session.folder.start()


def pause_folder(window: Window) -> None:
    """Let folder detection rest, or go on."""
    folder, state = window.session.folder, window.document.folder.state
    if state is FolderState.PAUSED:
        folder.resume()
    else:
        folder.pause()


def stop_folder(window: Window) -> None:
    """Give up what folder detection has left."""
    window.session.folder.cancel()


def show_folder_failures(window: Window) -> None:
    """List the pictures that could not be detected."""
    show_failures(window.session.folder, window)


def any_object(window: Window) -> None:
    """Show where objects of any class may be, or stop showing it."""
    window.session.any_object.toggle()


def folder_goes_on(document: Document) -> bool:
    """Folder detection runs or rests."""
    return document.folder.state in (FolderState.RUNNING, FolderState.PAUSED)


def add_model(window: Window) -> None:
    """Ask for a model file to add and use; checkpoints of other programs are imported first."""
    window.models.ask_file(use=True)


def show_models(window: Window) -> None:
    """Open the window of models."""
    window.models.show_models()


def compare_models(window: Window) -> None:
    """Compare two models on the held-out pictures."""
    window.models.show_compare()


def roll_back(window: Window) -> None:
    """Use the model before again."""
    window.session.adoption.roll_back()


def review_uncertain(window: Window) -> None:
    """List the pictures of which the model is least sure, and go to the first."""
    window.session.review_next.start()


def model_for_new(window: Window) -> None:
    """Let new projects use the model that is in use here."""
    window.session.adoption.make_default()


ACTIONS: tuple[ActionSpec, ...] = (
    row("detect", "model", _T("Actions", "Detect"), "I", "ph.target", detect, has_picture),
    row(
        "detect_folder",
        "model",
        _T("Actions", "Detect all pictures of the list"),
        "Ctrl+I",
        "ph.squares-four",
        detect_folder,
        has_pictures,
    ),
    row(
        "pause_folder",
        "model",
        _T("Actions", "Pause detecting the list"),
        "",
        "ph.pause",
        pause_folder,
        folder_goes_on,
        checked=lambda d: d.folder.state is FolderState.PAUSED,
    ),
    row(
        "stop_folder",
        "model",
        _T("Actions", "Stop detecting the list"),
        "",
        "ph.stop",
        stop_folder,
        folder_goes_on,
    ),
    row(
        "folder_failures",
        "model",
        _T("Actions", "Pictures that could not be detected..."),
        "",
        "ph.warning",
        show_folder_failures,
        lambda d: d.folder.failed > 0,
    ),
    row(
        "any_object",
        "model",
        _T("Actions", "Any object"),
        "P",
        "ph.selection",
        any_object,
        has_picture,
        checked=lambda d: d.proposals is not None,
        group=True,
    ),
    row(
        "review_uncertain",
        "model",
        _T("Actions", "Review the 20 most uncertain next"),
        "Ctrl+Shift+U",
        "ph.list-numbers",
        review_uncertain,
        has_opened,
    ),
    row(
        "add_model",
        "model",
        _T("Actions", "Add model..."),
        "",
        "ph.plus-circle",
        add_model,
        group=True,
    ),
    row(
        "models",
        "model",
        _T("Actions", "Models..."),
        "Ctrl+Shift+M",
        "ph.tree-structure",
        show_models,
    ),
    row(
        "compare_models",
        "model",
        _T("Actions", "Compare models..."),
        "",
        "ph.scales",
        compare_models,
    ),
    row(
        "roll_back",
        "model",
        _T("Actions", "Roll back to the model before"),
        "",
        "ph.arrow-u-up-left",
        roll_back,
        lambda d: bool(d.in_use.back),
    ),
    row(
        "model_for_new",
        "model",
        _T("Actions", "Use this model for new projects, too"),
        "",
        "ph.push-pin",
        model_for_new,
        lambda d: not d.in_use.is_default,
    ),
)
