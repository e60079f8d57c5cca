"""The Train menu."""

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.domain.training.run_folders import RunState
from app.services.document import Document
from app.views.actions.spec import ActionSpec, Condition, Window, always, has_picture, row

_T = QT_TRANSLATE_NOOP


def finetune(window: Window) -> None:
    """Say what a run would do, and start it."""
    window.training.ask_to_fine_tune()


def pause_run(window: Window) -> None:
    """Let the run rest, or go on."""
    window.training.pause_or_go_on()


def stop_run(window: Window) -> None:
    """Let the run end with the best model so far."""
    window.training.stop()


def cancel_run(window: Window) -> None:
    """Give the run up."""
    window.training.cancel()


def resume_run(window: Window) -> None:
    """Let the run go on that was killed."""
    window.training.resume()


def show_training(window: Window) -> None:
    """Show the run."""
    window.training.show_panel()


def run_log(window: Window) -> None:
    """Show the end of the run's log."""
    if window.document.run is not None:
        window.training.show_log(window.document.run)


def pack_run(window: Window) -> None:
    """Write a run into a folder that another machine can train."""
    window.training.ask_to_pack()


def add_run(window: Window) -> None:
    """Bring in a run that was trained elsewhere."""
    window.training.ask_for_finished_run()


def hold_out(window: Window) -> None:
    """Let the selected pictures judge models, and never train."""
    window.session.picture_edits.set_split(window.picture_panel.selected(), "val")


def train_on(window: Window) -> None:
    """Let the selected pictures train, and never judge."""
    window.session.picture_edits.set_split(window.picture_panel.selected(), "train")


def run_is(*states: RunState) -> Condition:
    """The run that is watched is in one of these states."""
    return lambda document: document.run is not None and document.run.state in states


def has_run(document: Document) -> bool:
    """There is a run."""
    return document.run is not None


ACTIONS: tuple[ActionSpec, ...] = (
    row("finetune", "train", _T("Actions", "Fine-tune..."), "F9", "ph.lightning", finetune, always),
    row(
        "pause_run",
        "train",
        _T("Actions", "Pause the run"),
        "",
        "ph.pause",
        pause_run,
        run_is(RunState.RUNNING, RunState.PAUSED),
        checked=run_is(RunState.PAUSED),
        group=True,
    ),
    row(
        "stop_run",
        "train",
        _T("Actions", "Stop the run and keep its best model"),
        "",
        "ph.stop",
        stop_run,
        run_is(RunState.RUNNING, RunState.PAUSED),
    ),
    row(
        "cancel_run",
        "train",
        _T("Actions", "Cancel the run"),
        "",
        "ph.x",
        cancel_run,
        run_is(
            RunState.WAITING,
            RunState.STARTING,
            RunState.RUNNING,
            RunState.PAUSED,
            RunState.STOPPING,
            RunState.INTERRUPTED,
        ),
    ),
    row(
        "resume_run",
        "train",
        _T("Actions", "Resume the interrupted run"),
        "",
        "ph.play",
        resume_run,
        run_is(RunState.INTERRUPTED),
    ),
    row(
        "show_training",
        "train",
        _T("Actions", "Show the training"),
        "Shift+F9",
        "ph.chart-line",
        show_training,
        always,
        group=True,
    ),
    row("run_log", "train", _T("Actions", "Log of the run"), "", "ph.file-text", run_log, has_run),
    row(
        "hold_out",
        "train",
        _T("Actions", "Hold out the selected pictures"),
        "",
        "ph.scales",
        hold_out,
        has_picture,
        group=True,
    ),
    row(
        "train_on",
        "train",
        _T("Actions", "Train on the selected pictures"),
        "",
        "ph.student",
        train_on,
        has_picture,
    ),
    row(
        "pack_run",
        "train",
        _T("Actions", "Pack for another machine..."),
        "",
        "ph.package",
        pack_run,
        always,
        group=True,
    ),
    row(
        "add_run",
        "train",
        _T("Actions", "Add finished run..."),
        "",
        "ph.folder-plus",
        add_run,
        always,
    ),
)
