"""The state of a run on disk: enough to go on as if it had never stopped."""

from typing import Any

import torch

from fpn_core.errors import TrainingError
from fpn_core.files import replacing
from fpn_core.runs import CHECKPOINT, RunFolder

State = dict[str, Any]


def save_checkpoint(folder: RunFolder, state: State) -> None:
    """Write the checkpoint in one move; the last good one stays if that fails."""
    file = folder.path / CHECKPOINT
    try:
        with replacing(file) as temporary:
            torch.save(state, temporary)
    except (OSError, RuntimeError) as error:
        raise TrainingError(
            f"{file}: cannot be written ({error}); the last good checkpoint stays: free space and "
            "start the run again to go on from it"
        ) from error


def load_checkpoint(folder: RunFolder) -> State | None:
    """The checkpoint, or None where the run has none. Unpickles tensors and numbers only."""
    file = folder.path / CHECKPOINT
    if not file.exists():
        return None
    try:
        state: State = torch.load(file, map_location="cpu", weights_only=True)
    except Exception as error:
        raise TrainingError(f"{file}: no readable checkpoint: {error}") from error
    return state
