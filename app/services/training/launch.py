"""Starts the process of a run, detached, so that it outlives the window."""

import os
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from app.domain.training.making import RunError
from fpn_core.runs import LOG

if sys.platform == "win32":
    _FLAGS = subprocess.CREATE_NO_WINDOW | subprocess.CREATE_NEW_PROCESS_GROUP
else:
    _FLAGS = 0
# By folder, so that a window that comes after the one that started a run can still ask how its
# process ended; a child that nobody asks for would stay a zombie.
_children: dict[Path, subprocess.Popen[bytes]] = {}


def trainer_command() -> list[str]:
    """The command that trains in a run's folder, which is to be added, with this Python.

    `-P`: no file beside the working directory is imported, whatever it is called.
    """
    return [sys.executable, "-P", "-m", "fpn_core", "finetune", "--job"]


def start_trainer(folder: Path, command: Sequence[str]) -> None:
    """Start a process that trains in a folder, in a session of its own; its words go to the log.

    Raises:
        RunError: it cannot be started, or its log cannot be written.
    """
    try:
        with (folder / LOG).open("ab") as log:
            child = subprocess.Popen(
                [*command, str(folder)],
                cwd=folder,
                env=_environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                creationflags=_FLAGS,
            )
    except (OSError, ValueError) as error:
        raise RunError(f"{folder}: the run cannot be started: {error}") from error
    _children[folder] = child


def exit_code(folder: Path) -> int | None:
    """With what the process of a folder has ended, negative for a signal; None while it lives, and
    where this program did not start it."""
    child = _children.get(folder)
    return None if child is None else child.poll()


def is_running(folder: Path) -> bool:
    """Whether a process that this program has started for a folder lives."""
    child = _children.get(folder)
    return child is not None and child.poll() is None


def kill_trainer(folder: Path) -> None:
    """End the process of a folder at once, as a power cut would; what it has written stays."""
    child = _children.get(folder)
    if child is not None and child.poll() is None:
        child.kill()
        child.wait()


def was_killed(code: int | None) -> bool:
    """Whether an exit code says that the system ended the process, as it does for memory."""
    return sys.platform != "win32" and code == -signal.SIGKILL


def forget_exit(folder: Path) -> None:
    """The process of a folder has ended, and that was heard."""
    child = _children.get(folder)
    if child is not None and child.poll() is not None:
        del _children[folder]


def _environment() -> dict[str, str]:
    """This one's, without search paths that mean the working directory, which is the user's."""
    own = dict(os.environ)
    kept = [each for each in own.get("PYTHONPATH", "").split(os.pathsep) if os.path.isabs(each)]
    own.pop("PYTHONPATH", None)
    if kept:
        own["PYTHONPATH"] = os.pathsep.join(kept)
    return own
