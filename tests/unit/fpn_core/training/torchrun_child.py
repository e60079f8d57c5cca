"""What torchrun starts in tests: commands of `fpn-core`, in which processes may meet with an end.

Arguments: commands, with "+" between them. Variables, for the first life of the run: DIES, as in
"1 6 SIGKILL self": the process of that rank sends a signal to itself or to the launcher in the
middle of its 6th step. SHORT, as in "0 2": the process of that rank runs out of memory in its 2nd
step.
"""

import itertools
import os
import signal
import sys
import time
from collections.abc import Sequence
from types import FrameType
from typing import Any

import torch
from torch import Tensor

from fpn_core import config, distributed
from fpn_core.cli.main import main
from fpn_core.detector import Detector
from fpn_core.network import Network
from fpn_core.preprocess import Batch
from fpn_core.targets import Target
from fpn_core.training import loop
from fpn_core.training.optimiser import WeightAverage
from tests.unit.fpn_core.training.small_run import small_preset

SHORT_OF = 2  # pictures for which there is no memory


def let_die(step: int, name: str, whom: str) -> None:
    """Send a signal when the weights of this process move for the `step`th time."""
    update, steps = WeightAverage.update, itertools.count(1)

    def dying(self: WeightAverage, network: Network) -> None:
        update(self, network)
        if next(steps) == step:
            _send(getattr(signal, name), whom)

    setattr(WeightAverage, "update", dying)  # noqa: B010


def _send(number: signal.Signals, whom: str) -> None:
    if whom == "self":
        os.kill(os.getpid(), number)
        return
    handle, arrived = signal.getsignal(number), []

    def note(number: int, frame: FrameType | None) -> None:
        assert callable(handle)
        handle(number, frame)
        arrived.append(number)

    signal.signal(number, note)
    os.kill(os.getppid(), number)
    while not arrived:  # until the launcher has sent it on
        time.sleep(0.01)


def let_memory_run_out(step: int) -> None:
    """Have too little memory for two pictures at a time from the `step`th step on."""
    losses_on, steps = Detector.losses_on, set[int]()

    def losses(
        self: Detector, batch: Batch, targets: Sequence[Target], seed: int = 0
    ) -> dict[str, Tensor]:
        steps.add(seed // loop.SEEDS_A_STEP)
        if len(steps) >= step and len(targets) >= SHORT_OF:
            raise torch.OutOfMemoryError
        return losses_on(self, batch, targets, seed)

    setattr(Detector, "losses_on", losses)  # noqa: B010


def run(commands: Sequence[str]) -> int:
    """Run commands one after the other; the highest of their exit codes."""
    codes: list[Any] = []
    with distributed.processes():
        for separator, command in itertools.groupby(commands, lambda word: word == "+"):
            if separator:
                continue
            sys.argv = ["fpn-core", *command]
            try:
                main()
            except SystemExit as end:
                codes.append(end.code or 0)
    return int(max(codes))


if __name__ == "__main__":
    config.PRESETS["small"] = small_preset
    loop.LOSS_WINDOW = 1
    in_first_life = os.environ["TORCHELASTIC_RESTART_COUNT"] == "0"
    rank, *more = os.environ.get("DIES", "none").split()
    if in_first_life and rank == os.environ["RANK"]:
        let_die(int(more[0]), more[1], more[2])
    rank, *more = os.environ.get("SHORT", "none").split()
    if in_first_life and rank == os.environ["RANK"]:
        let_memory_run_out(int(more[0]))
    raise SystemExit(run(sys.argv[1:]))
