"""What a fine-tuning step learns from: features that were computed once, or whole pictures."""

import hashlib
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from torch import Tensor

from fpn_core import distributed
from fpn_core.detector import Dense, Detector
from fpn_core.device import dtype_for
from fpn_core.finetuning.features import FeatureCache
from fpn_core.finetuning.job import Part
from fpn_core.finetuning.keeping import Rehearsal
from fpn_core.finetuning.views import Views
from fpn_core.preprocess import Batch, to_batch
from fpn_core.targets import Target, in_network_pixels
from fpn_core.training.data import READ_AHEAD, StepPlan
from fpn_core.training.sampling import epoch_batches, repeat_factors

BALANCE = 0.3  # classes on a smaller share of the pictures come up more often


@dataclass(frozen=True)
class Seen:
    """A view: its place in the step, its batch of one picture and its target; maps (C, H, W) where
    they were kept."""

    place: int
    key: tuple[int, int]
    batch: Batch
    target: Target
    maps: list[Tensor] | None


@dataclass(frozen=True)
class FeatureChunk:
    """Views of one size with their places in the step: maps (B, C, H, W) of the lowest layers that
    are not trained; no maps where all layers are."""

    batch: Batch
    targets: list[Target]
    maps: list[Tensor]
    places: list[int]

    @property
    def pictures(self) -> int:
        return len(self.targets)

    def halves(self) -> "Sequence[FeatureChunk]":
        """The same pictures in two chunks, or in one where there is but one picture."""
        if self.pictures <= 1:
            return [self]
        half = self.pictures // 2
        return [self._part(slice(0, half)), self._part(slice(half, None))]

    def _part(self, rows: slice) -> "FeatureChunk":
        batch = Batch(self.batch.pixels[rows], self.batch.sizes[rows], self.batch.scales[rows])
        maps = [m[rows] for m in self.maps]
        return FeatureChunk(batch, self.targets[rows], maps, self.places[rows])


@dataclass
class FinetuneTask:
    """views: how many of each picture; steps: in all; batch: pictures a step."""

    model: Detector
    pictures: Views
    parts: Sequence[Part]
    cache: FeatureCache
    rehearsal: Rehearsal | None
    batch: int
    views: int
    steps: int
    seed: int

    @cached_property
    def _factors(self) -> np.ndarray:
        classes = len(self.model.config.class_names)
        return repeat_factors(self.pictures.pictures, classes, BALANCE)

    @property
    def steps_per_epoch(self) -> int:
        return max(1, round(float(self._factors.sum()) / self.batch))

    def plan(self, first: int) -> Iterator[StepPlan]:
        """The steps from `first` to the last, the same ones whenever it is asked."""
        is_wide = np.array([p.width >= p.height for p in self.pictures.pictures], dtype=bool)
        step, epoch = 0, 0
        while step < self.steps:
            batches = epoch_batches(self._factors, is_wide, self.batch, self.seed, epoch)
            for place, rows in enumerate(batches):
                if step >= self.steps:
                    return
                if step >= first:
                    yield StepPlan(step, epoch, place, tuple(rows), 0)
                step += 1
            epoch += 1

    def stream(self, first: int) -> Iterator[tuple[StepPlan, list[FeatureChunk]]]:
        """Chunks of each step; files are read and pictures varied by a thread, ahead of time."""
        with ThreadPoolExecutor(1, "read-ahead") as pool:
            waiting: deque[tuple[StepPlan, list[Future[Seen]]]] = deque()
            try:
                for plan in self.plan(first):
                    looks = [pool.submit(self._look, plan, n) for n in _own_places(plan)]
                    waiting.append((plan, looks))
                    if len(waiting) > READ_AHEAD:
                        ready, seen = waiting.popleft()
                        yield ready, self._chunks([each.result() for each in seen])
                while waiting:
                    ready, seen = waiting.popleft()
                    yield ready, self._chunks([each.result() for each in seen])
            finally:
                for _, futures in waiting:
                    for future in futures:
                        future.cancel()

    def _look(self, plan: StepPlan, place: int) -> Seen:
        """A picture of a step; it goes through its views in turn."""
        row = plan.rows[place]
        view = (plan.epoch + row) % self.views
        pixels, target = self.pictures.view(row, view)
        maps = None if Part.BACKBONE in self.parts else self.cache.get(row, view)
        batch = to_batch([pixels], self.model.config.input)
        return Seen(place, (row, view), batch, target, maps)

    def _chunks(self, seen: Sequence[Seen]) -> list[FeatureChunk]:
        """Views of one size together, in the order of the step."""
        groups: dict[tuple[int, int], list[Seen]] = {}
        for each in seen:
            groups.setdefault(each.batch.padded, []).append(each)
        chunks = []
        for group in groups.values():
            batch = Batch(
                torch.cat([each.batch.pixels for each in group]),
                [each.batch.sizes[0] for each in group],
                [each.batch.scales[0] for each in group],
            )
            targets = [each.target for each in group]
            places = [each.place for each in group]
            chunks.append(FeatureChunk(batch, targets, self._maps(group), places))
        return chunks

    def _maps(self, group: Sequence[Seen]) -> list[Tensor]:
        if Part.BACKBONE in self.parts:
            return []
        rows = [self._maps_of(each) for each in group]
        return [torch.stack(level) for level in zip(*rows, strict=True)]

    def _maps_of(self, seen: Seen) -> list[Tensor]:
        """The maps of a view on the CPU, in bf16 whether they were kept or not: so that a run gives
        the same with and without a cache."""
        if seen.maps is not None:
            return seen.maps
        kept = self._compute(seen)
        self.cache.put(*seen.key, kept)
        return kept

    @torch.no_grad()
    def _compute(self, seen: Seen) -> list[Tensor]:
        network, device = self.model.network, self.model.device.torch
        pixels = seen.batch.pixels.to(device, memory_format=torch.channels_last)
        with self._autocast(pixels):
            maps = network.backbone(pixels)
            if Part.PYRAMID not in self.parts:
                maps = network.pyramid(maps)
        return [m[0].to("cpu", torch.bfloat16) for m in maps]

    def see_anew(self, row: int) -> None:
        """Do the work that a view costs that is not kept, for the sake of its time."""
        pixels, target = self.pictures.view(row, 2)
        batch = to_batch([pixels], self.model.config.input)
        if Part.BACKBONE not in self.parts:
            self._compute(Seen(0, (row, 2), batch, target, None))

    def _autocast(self, pixels: Tensor) -> torch.autocast:
        device = self.model.device.torch
        pays = dtype_for(device, pixels) == torch.bfloat16
        return torch.autocast(device.type, torch.bfloat16, enabled=pays)

    def losses(self, chunk: FeatureChunk, seed: int) -> dict[str, Tensor]:
        """The losses of the parts that are trained."""
        model, network = self.model, self.model.network
        truth = in_network_pixels(chunk.targets, chunk.batch, len(model.config.class_names))
        truth = [_on(each, model.device.torch) for each in truth]
        with self._autocast(chunk.batch.pixels):
            maps = self._trained_maps(chunk)
            logits, deltas = network.rpn_head(maps)
            anchors = model.anchors_for(maps, chunk.batch)
            dense = Dense(chunk.batch, network, maps, logits, deltas, anchors)
            losses = model.losses_from(dense, truth, [seed + place for place in chunk.places])
        if Part.RPN not in self.parts:
            losses = {name: v for name, v in losses.items() if not name.startswith("rpn")}
        return losses

    def _trained_maps(self, chunk: FeatureChunk) -> list[Tensor]:
        network, device = self.model.network, self.model.device.torch
        if Part.BACKBONE in self.parts:
            pixels = chunk.batch.pixels.to(device, memory_format=torch.channels_last)
            maps: list[Tensor] = network.pyramid(network.backbone(pixels))
            return maps
        in_bf16 = dtype_for(device, chunk.batch.pixels) == torch.bfloat16
        maps = [
            m.to(device, torch.bfloat16 if in_bf16 else torch.float32).to(
                memory_format=torch.channels_last
            )
            for m in chunk.maps
        ]
        return network.pyramid(maps) if Part.PYRAMID in self.parts else maps

    def step_losses(self, plan: StepPlan) -> dict[str, Tensor]:
        """What the model is to go on knowing."""
        return {} if self.rehearsal is None else self.rehearsal.losses(plan.step)

    def fresh_problems(self) -> list[str]:
        """One line for each picture that turned out to be unreadable since the last call."""
        lines = [line for line in self.pictures.problems.values() if line not in self._told]
        self._told.update(lines)
        return lines

    @cached_property
    def _told(self) -> set[str]:
        return set()

    def names(self, plan: StepPlan) -> str:
        """The step's picture files."""
        return ", ".join(str(self.pictures.pictures[row].path) for row in plan.rows)

    def fingerprint(self) -> str:
        """A hash of what the pictures are called and what is known of them."""
        digest = hashlib.sha256()
        for picture in self.pictures.pictures:
            digest.update(picture.file_name.encode(errors="surrogatepass"))
            for values in (picture.boxes, picture.labels, picture.ignore):
                digest.update(np.ascontiguousarray(values).tobytes())
        return digest.hexdigest()


def _own_places(plan: StepPlan) -> range:
    """Which of a step's pictures this process looks at."""
    return distributed.share(len(plan.rows))


def _on(target: Target, device: torch.device) -> Target:
    return Target(*(getattr(target, name).to(device) for name in Target.__dataclass_fields__))
