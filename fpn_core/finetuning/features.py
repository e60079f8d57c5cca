"""Outputs of the layers that are not trained, computed once a view and kept on disk."""

import shutil
from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from fpn_core import distributed
from fpn_core.errors import TrainingError
from fpn_core.files import replacing

FOLDER = "features"
BYTES_A_VALUE = 2


class FeatureCache:
    """Maps of views in bf16, one file each, up to a limit in bytes; beyond it nothing is kept.

    Files appear whole or not at all, so that a killed run finds what it had computed, and the
    processes of a run find each other's. Each of them may fill an equal part of the limit.
    """

    def __init__(self, folder: Path, limit: int) -> None:
        self.folder = folder / FOLDER
        there = sum(f.stat().st_size for f in self.folder.glob("*.safetensors"))
        self._left = (limit - there) // distributed.count()

    def get(self, row: int, view: int) -> list[Tensor] | None:
        """The maps (C, H, W) of a view, finest first; None where they are not kept."""
        file = self._file(row, view)
        if not file.is_file():
            return None
        try:
            tensors = load_file(file)
        except (OSError, SafetensorError):
            return None
        return [tensors[name] for name in sorted(tensors)]

    def put(self, row: int, view: int, maps: list[Tensor]) -> None:
        """Keep a view's maps, while there is room."""
        size = BYTES_A_VALUE * sum(m.numel() for m in maps)
        if size > self._left:
            return
        tensors = {f"{n:02}": m.to("cpu", torch.bfloat16).contiguous() for n, m in enumerate(maps)}
        file = self._file(row, view)
        try:
            with replacing(file) as temporary:
                save_file(tensors, temporary)
            self._left -= file.stat().st_size
        except (OSError, SafetensorError) as error:
            self._left = 0
            if not self._disk_is_full(error):
                raise TrainingError(f"{file}: cannot be written: {error}") from error

    def forget(self) -> None:
        """Take the files away; the run that needed them is over."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def _file(self, row: int, view: int) -> Path:
        return self.folder / f"{row}-{view}.safetensors"

    @staticmethod
    def _disk_is_full(error: Exception) -> bool:
        """A cache does without a disk that is full; the checkpoint has its own word on that."""
        return "No space left" in str(error) or getattr(error, "errno", None) == 28
