"""The Model menu."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.views.actions.spec import ActionSpec, Window, has_picture, row
from app.views.add_model_dialog import add_model as ask_for_model

_T = QT_TRANSLATE_NOOP


def detect(window: Window) -> None:
    """Run the detector on the current picture."""
    window.session.detect()


def add_model(window: Window) -> None:
    """Ask for a model file; checkpoints of other programs are imported first."""
    ask_for_model(window.session, window)


def use_model(window: Window, model: str) -> None:
    """Run another model, by its name or file."""
    window.session.use_model(model)


ACTIONS: tuple[ActionSpec, ...] = (
    row("detect", "model", _T("Actions", "Detect"), "I", "ph.target", detect, has_picture),
    row(
        "add_model",
        "model",
        _T("Actions", "Add model..."),
        "",
        "ph.plus-circle",
        add_model,
        group=True,
    ),
)
