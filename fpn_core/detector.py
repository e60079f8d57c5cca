"""The whole detector: pictures in, detections with their provenance out, and its losses."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self

import numpy as np
import torch
from torch import Tensor, nn

from fpn_core import boxes as box_ops
from fpn_core.anchors import all_anchors
from fpn_core.box_head import choose_detections
from fpn_core.config import DetectorConfig, RpnConfig
from fpn_core.detections import Detections, Proposals
from fpn_core.device import Device, choose_device, dtype_for, fast_dtype
from fpn_core.errors import ConfigError
from fpn_core.losses import detector_losses
from fpn_core.memory import Memory
from fpn_core.network import Network, fast_copy
from fpn_core.preprocess import Batch, to_batch
from fpn_core.roi_align import roi_align
from fpn_core.rpn import propose
from fpn_core.targets import Target, in_network_pixels

Mode = Literal["exact", "fast"]
LOG = logging.getLogger(__name__)


@dataclass
class Dense:
    """What a batch gives before proposals are chosen, with the network that gave it.

    maps, logits, deltas, anchors: one a level, as `Network.dense` and `all_anchors` describe them.
    """

    batch: Batch
    network: Network
    maps: list[Tensor]
    logits: list[Tensor]
    deltas: list[Tensor]
    anchors: list[Tensor]


class Detector(nn.Module):
    """Faster R-CNN on a feature pyramid (Lin et al., CVPR 2017)."""

    def __init__(
        self,
        config: DetectorConfig,
        provenance: dict[str, Any] | None = None,
        memory: Memory | None = None,
    ) -> None:
        super().__init__()
        if not config.class_names:
            raise ConfigError("a detector needs at least one class")
        self.config = config
        self.provenance = provenance or {}
        self.memory = memory
        self.name = str(self.provenance.get("name", config.backbone.name))
        self.key = ""  # of the content of the model file that it was read from
        self.mode: Mode = config.mode
        self.network = Network(config)
        self.device = Device(torch.device("cpu"), "asked for")
        self._fast: dict[torch.dtype, Network] = {}  # in a dict, it is no submodule
        self._anchors: dict[tuple[int, int, torch.device], list[Tensor]] = {}

    @property
    def levels(self) -> tuple[Any, ...]:
        """The pyramid's levels; `anchor_level` and `roi_level` are indices into it."""
        return self.config.levels

    @property
    def dtype_name(self) -> str:
        """The number format that detection computes in, as in "bfloat16"."""
        dtype = torch.float32 if self.mode == "exact" else fast_dtype(self.device.torch)
        return str(dtype).removeprefix("torch.")

    def place(self, device: str = "auto", mode: Mode | None = None) -> "Detector":
        """Move to a device ("auto", "cpu", "cuda", "mps") and make ready to detect."""
        self.device = choose_device(device)
        self.mode = mode or self.config.mode
        self.network.to(self.device.torch)
        self._fast.clear()
        self._anchors.clear()
        return self.eval()

    def detect(self, picture: np.ndarray, score: float | None = None) -> Detections:
        """Detections on one upright RGB uint8 picture (H, W, 3), best first, on the CPU.

        score: the lowest score to keep, by default the model's own (0.05).
        """
        return self.detect_batch([picture], score)[0]

    def detect_batch(
        self, pictures: Sequence[np.ndarray], score: float | None = None
    ) -> list[Detections]:
        """Detections of each picture. Pictures of one batch are padded to a common size."""
        if not pictures:
            return []
        try:
            return self._detect(pictures, score)
        except torch.cuda.OutOfMemoryError:
            if len(pictures) == 1:
                raise
        # Outside of the handler: the error holds the frames whose memory is wanted back.
        torch.cuda.empty_cache()
        half = len(pictures) // 2
        LOG.warning("GPU out of memory at %d pictures a batch; going on with half", len(pictures))
        first = self.detect_batch(pictures[:half], score)
        return first + self.detect_batch(pictures[half:], score)

    def train(self, mode: bool = True) -> Self:
        """Training or evaluation mode; either way fast inference takes up the weights anew."""
        self._fast.clear()
        return super().train(mode)

    @torch.inference_mode()
    def detect_with_dense(
        self, picture: np.ndarray, score: float | None = None
    ) -> tuple[Detections, Dense]:
        """`detect`, with the dense part, which stays on the model's device, to look further into.

        `propose_from` chooses other proposals from it without a second pass.
        """
        dense = self.dense_on(to_batch([picture], self.config.input, self.device.torch))
        found = self.detect_from(dense, self.propose_from(dense), score)
        return _in_picture_pixels(found, dense.batch, [picture])[0], dense

    @torch.inference_mode()
    def _detect(self, pictures: Sequence[np.ndarray], score: float | None) -> list[Detections]:
        batch = to_batch(pictures, self.config.input, self.device.torch)
        return _in_picture_pixels(self.detect_on(batch, score), batch, pictures)

    @torch.inference_mode()
    def detect_on(self, batch: Batch, score: float | None = None) -> list[Detections]:
        """Detections in network pixels for a batch that is on the model's device."""
        dense = self.dense_on(batch)
        return self.detect_from(dense, self.propose_from(dense), score)

    @torch.inference_mode()
    def dense_on(self, batch: Batch) -> Dense:
        """The dense part for a batch that is on the model's device."""
        network, maps, logits, deltas = self._dense(batch.pixels)
        return Dense(batch, network, maps, logits, deltas, self.anchors_for(maps, batch))

    @torch.inference_mode()
    def propose_from(self, dense: Dense, rpn: RpnConfig | None = None) -> list[Proposals]:
        """Each picture's proposals in network pixels, chosen as `rpn` or the own config says."""
        return propose(
            dense.logits, dense.deltas, dense.anchors, dense.batch.sizes, rpn or self.config.rpn
        )

    @torch.inference_mode()
    def detect_from(
        self, dense: Dense, proposals: list[Proposals], score: float | None = None
    ) -> list[Detections]:
        """The second stage: detections in network pixels from the dense part and proposals."""
        threshold = self.config.box.score_threshold if score is None else score
        rois = [p.boxes for p in proposals]
        scores, deltas, entry = self._classify(dense.network, dense.maps, rois, self.mode == "fast")
        roi_levels = torch.tensor(self.config.box.roi_levels, device=entry.device)[entry]
        results, start = [], 0
        for rows, size in zip(proposals, dense.batch.sizes, strict=True):
            part = slice(start, start + len(rows))
            start = part.stop
            found = choose_detections(
                scores[part], deltas[part], rows, roi_levels[part], size, self.config.box, threshold
            )
            results.append(self._without_hidden(found))
        return results

    def losses(
        self, pictures: Sequence[np.ndarray], targets: Sequence[Target], seed: int = 0
    ) -> dict[str, Tensor]:
        """The losses on upright RGB uint8 pictures; sampling depends on `seed` alone."""
        return self.losses_on(
            to_batch(pictures, self.config.input, self.device.torch), targets, seed
        )

    def losses_on(
        self, batch: Batch, targets: Sequence[Target], seed: int = 0
    ) -> dict[str, Tensor]:
        """`losses` for a batch that is ready: see `fpn_core.losses.detector_losses`.

        The dense part may run under autocast; losses are computed in fp32. Works alike in
        training and evaluation mode. Raises AnnotationError for a row that is no box of a class.
        """
        self._fast.clear()  # the weights are about to move
        truth = in_network_pixels(targets, batch, len(self.config.class_names))
        maps, logits, deltas = self.network.dense(batch.pixels)
        dense = Dense(batch, self.network, maps, logits, deltas, self.anchors_for(maps, batch))
        return self.losses_from(dense, truth, range(seed, seed + len(truth)))

    def losses_from(
        self, dense: Dense, truth: Sequence[Target], seeds: Sequence[int]
    ) -> dict[str, Tensor]:
        """The losses from the dense part of a batch; `truth` is in network pixels, seeds: one for
        each picture."""
        return detector_losses(
            self.config,
            dense.logits,
            dense.deltas,
            dense.anchors,
            dense.batch.sizes,
            truth,
            lambda rois: self._classify(dense.network, dense.maps, rois, True)[:2],
            seeds,
        )

    def save(self, file: str | Path) -> None:
        """Write the model file; see `fpn_core.model_file`."""
        from fpn_core.model_file import save_model

        save_model(self, Path(file))

    def _dense(self, pixels: Tensor) -> tuple[Network, list[Tensor], list[Tensor], list[Tensor]]:
        if self.mode == "exact":
            return self.network, *self.network.dense(pixels)
        dtype = dtype_for(self.device.torch, pixels)
        if dtype not in self._fast:
            self._fast[dtype] = fast_copy(self.network, dtype)
        quick = self._fast[dtype]
        pixels = pixels.to(dtype=dtype, memory_format=torch.channels_last)
        return quick, *quick.dense(pixels)

    def _classify(
        self, network: Network, maps: list[Tensor], rois: list[Tensor], as_bag: bool
    ) -> tuple[Tensor, Tensor, Tensor]:
        """Class scores, box deltas and the pooled entry of all RoIs of all pictures."""
        box = self.config.box
        pooled, entry = roi_align(
            [maps[level] for level in box.roi_levels],
            [self.config.levels[level].stride for level in box.roi_levels],
            rois,
            box,
            as_bag=as_bag,
        )
        scores, deltas = network.classify(pooled)
        return scores, deltas, entry

    def anchors_for(self, maps: list[Tensor], batch: Batch) -> list[Tensor]:
        """All anchors of a batch in network pixels, one (N_l, 4) a level."""
        size = batch.padded
        key = (*size, maps[0].device)
        if key not in self._anchors:
            if len(self._anchors) > 64:
                self._anchors.clear()
            grids = [(int(m.shape[2]), int(m.shape[3])) for m in maps]
            self._anchors[key] = all_anchors(self.config, grids, size, maps[0].device)
        return self._anchors[key]

    def _without_hidden(self, rows: Detections) -> Detections:
        if not self.config.hidden_classes:
            return rows
        hidden = torch.tensor(self.config.hidden_classes, device=rows.labels.device)
        return rows[~torch.isin(rows.labels, hidden)]


def _in_picture_pixels(
    found: list[Detections], batch: Batch, pictures: Sequence[np.ndarray]
) -> list[Detections]:
    """Detections in network pixels brought to upright picture pixels, on the CPU."""
    results = []
    for rows, (scale_x, scale_y), picture in zip(found, batch.scales, pictures, strict=True):
        for name in ("boxes", "anchors", "proposals"):
            setattr(rows, name, box_ops.scale(getattr(rows, name), 1 / scale_x, 1 / scale_y))
        rows.boxes = box_ops.clip(rows.boxes, picture.shape[1], picture.shape[0])
        results.append(rows.to("cpu"))
    return results
