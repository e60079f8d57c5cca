"""From a COCO file to a stream of ready batches, read ahead in the background."""

import dataclasses
import hashlib
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
import torch

from fpn_core import distributed
from fpn_core.coco import CocoDataset
from fpn_core.config import InputConfig
from fpn_core.preprocess import Batch, to_batch
from fpn_core.targets import Target
from fpn_core.training.augment import load_sample
from fpn_core.training.config import TrainConfig
from fpn_core.training.sampling import epoch_batches, repeat_factors

READ_AHEAD = 6


@dataclass(frozen=True)
class StepPlan:
    """What one step sees: rows of the data set's pictures, at an input side (0: the model's)."""

    step: int
    epoch: int
    place: int
    rows: tuple[int, ...]
    side: int


class TrainingData:
    """The pictures of a run and the order in which steps see them."""

    def __init__(self, dataset: CocoDataset, config: TrainConfig, input: InputConfig) -> None:
        self.pictures = dataset.pictures
        self.config = config
        self.input = input
        self.factors = repeat_factors(self.pictures, len(dataset.class_names), config.balance)
        self.is_wide = np.array([p.width >= p.height for p in self.pictures], dtype=bool)
        self.steps_per_epoch = max(1, round(float(self.factors.sum()) / config.batch))
        self.steps = max(1, round(config.epochs * self.steps_per_epoch))
        self._unreadable: dict[str, str] = {}
        self._told = 0

    def plan(self, first: int) -> Iterator[StepPlan]:
        """The steps from `first` to the last, the same ones whenever it is asked."""
        step, epoch = 0, 0
        while step < self.steps:
            batches = epoch_batches(
                self.factors, self.is_wide, self.config.batch, self.config.seed, epoch
            )
            for place, rows in enumerate(batches):
                if step >= self.steps:
                    return
                if step >= first:
                    yield StepPlan(step, epoch, place, tuple(rows), self._side(epoch, place))
                step += 1
            epoch += 1

    def _side(self, epoch: int, place: int) -> int:
        if not self.config.sides:
            return 0
        random = np.random.default_rng((self.config.seed, epoch, place, 2))
        return int(random.choice(self.config.sides))

    def load(self, plan: StepPlan) -> tuple[Batch, list[Target]]:
        """This process's part of a step's batch: read, varied, resized and normalised."""
        samples = [
            load_sample(
                self.pictures,
                plan.rows[number],
                self.config,
                np.random.default_rng((self.config.seed, plan.epoch, plan.place, number, 3)),
                self._unreadable,
            )
            for number in distributed.share(len(plan.rows))
        ]
        if not samples:
            return Batch(torch.zeros(0, 3, 0, 0), [], []), []
        batch = to_batch([pixels for pixels, _ in samples], resized(self.input, plan.side))
        return batch, [target for _, target in samples]

    def fresh_problems(self) -> list[str]:
        """One line for each picture that has turned out to be unreadable since the last call."""
        lines = list(self._unreadable.values())[self._told :]
        self._told += len(lines)
        return lines

    def fingerprint(self) -> str:
        """A hash of what the pictures are called and what is annotated on them."""
        digest = hashlib.sha256()
        for picture in self.pictures:
            digest.update(picture.file_name.encode())
            for values in (picture.boxes, picture.labels, picture.ignore):
                digest.update(np.ascontiguousarray(values).tobytes())
        return digest.hexdigest()

    def stream(self, first: int) -> Iterator[tuple[StepPlan, Batch, list[Target]]]:
        """Ready batches in order, read ahead by a background thread."""
        with ThreadPoolExecutor(1, "read-ahead") as pool:
            waiting: deque[tuple[StepPlan, Future[tuple[Batch, list[Target]]]]] = deque()
            try:
                for plan in self.plan(first):
                    waiting.append((plan, pool.submit(self.load, plan)))
                    if len(waiting) > READ_AHEAD:
                        ready, future = waiting.popleft()
                        yield ready, *future.result()
                while waiting:
                    ready, future = waiting.popleft()
                    yield ready, *future.result()
            finally:
                for _, future in waiting:
                    future.cancel()


def resized(input: InputConfig, side: int) -> InputConfig:
    """The input rule with another side: the long side, or the short one with its limit scaled."""
    if side == 0:
        return input
    if input.min_side == 0:
        return dataclasses.replace(input, max_side=side)
    limit = round(input.max_side * side / input.min_side)
    return dataclasses.replace(input, min_side=side, max_side=limit)
