"""The processes that share a run: those that torchrun started, or a single one.

torchrun tells each process by the environment who it is, and starts all of them again where one is
lost. Here is what they say to each other. All of them have to call these functions in the same
order; where there is but one process, each function is what it would be without the others.
Tensors of the processor travel by gloo, those of NVIDIA GPUs by NCCL.
"""

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar, cast

import torch
import torch.distributed as dist
from torch import Tensor, nn

from fpn_core.errors import ConfigError, FpnError, RunInterruptedError

Value = TypeVar("Value")
LOG = logging.getLogger(__name__)


def is_launched() -> bool:
    """Whether torchrun started this process."""
    return dist.is_available() and dist.is_torchelastic_launched()


@contextmanager
def processes() -> Iterator[None]:
    """Join the other processes that torchrun started, each with a GPU of its own where there are.

    Raises ConfigError where a machine has fewer GPUs than processes.
    """
    if not is_launched() or dist.is_initialized():
        yield
        return
    if torch.cuda.is_available():
        _take_gpu(int(os.environ["LOCAL_RANK"]), torch.cuda.device_count())
    with _peers():
        dist.init_process_group()
    _warn_of_restarts()
    yield
    dist.destroy_process_group()  # not after an error: it could wait for a process that is gone


def _warn_of_restarts() -> None:
    """torchrun's store of addresses outlives the processes (torch 2.14): those that it starts again
    may look for ones that are gone, and fail or wait for half an hour."""
    shares = os.environ.get("TORCHELASTIC_USE_AGENT_STORE") == "True"
    if is_first() and shares and int(os.environ.get("TORCHELASTIC_MAX_RESTARTS", "0")) > 0:
        LOG.warning(
            "a restart by torchrun may fail; set TORCH_DISABLE_SHARE_RDZV_TCP_STORE=1 where it is "
            "started"
        )


def _take_gpu(number: int, gpus: int) -> None:
    """Let "cuda" mean this GPU."""
    if number >= gpus:
        raise ConfigError(
            f"torchrun started process {number + 1} of a machine with {gpus} GPUs; take "
            f"--nproc-per-node {gpus}"
        )
    torch.cuda.set_device(number)


def count() -> int:
    """How many processes share the run."""
    return dist.get_world_size() if dist.is_available() and dist.is_initialized() else 1


def rank() -> int:
    """Which of them this one is, from 0."""
    return dist.get_rank() if count() > 1 else 0


def is_first() -> bool:
    """Whether this process is the one that writes files and talks to the user."""
    return rank() == 0


def share(items: int) -> range:
    """The places, of so many items, that are this process's part."""
    return range(rank() * items // count(), (rank() + 1) * items // count())


def everyones(value: Value) -> list[Value]:
    """The value of each process, by rank."""
    if count() == 1:
        return [value]
    values: list[Any] = [None] * count()
    with _peers():
        dist.all_gather_object(values, value)
    return values


def together(work: Callable[..., Value], *arguments: Any) -> list[Value]:
    """What the work gives in each process, by rank. Where it fails in one, its FpnError is raised
    in all."""
    if count() == 1:
        return [work(*arguments)]
    outcome: Value | FpnError
    try:
        outcome = work(*arguments)
    except FpnError as error:
        outcome = error.with_traceback(None)
    outcomes = everyones(outcome)
    for each in outcomes:
        if isinstance(each, FpnError):
            raise each
    return cast(list[Value], outcomes)


def by_first(work: Callable[..., Value], *arguments: Any) -> Value:
    """What the work gives in the first process, which alone does it; an FpnError alike."""
    if count() == 1:
        return work(*arguments)
    return together(lambda: work(*arguments) if is_first() else cast(Value, None))[0]


def collected(values: Sequence[Value]) -> list[Value]:
    """The values of all processes in the first one, one of each in turn; nothing in the others."""
    if count() == 1:
        return list(values)
    parts: list[Any] | None = [None] * count() if is_first() else None
    with _peers():
        dist.gather_object(list(values), parts)
    longest = max(map(len, parts)) if parts else 0
    return [part[place] for place in range(longest) for part in parts or () if place < len(part)]


def largest(*numbers: int) -> list[int]:
    """The largest that any process has of each number."""
    if count() == 1:
        return list(numbers)
    values = torch.tensor(numbers)
    with _peers():
        dist.all_reduce(values, dist.ReduceOp.MAX)
    return values.tolist()


def averaging(network: nn.Module) -> Callable[[], None]:
    """What makes each gradient the mean of those of all processes.

    DistributedDataParallel would do it while gradients are computed; a process that runs out of
    memory meanwhile would leave the others waiting. So it gets a backward pass of its own, which
    adds nothing, once all processes are known to have come through the step. At the start it gives
    all of them the first one's weights.
    """
    if count() == 1:
        return lambda: None
    with _peers():
        parallel = nn.parallel.DistributedDataParallel(_Zero(network))

    def average() -> None:
        with _peers():
            parallel().backward()

    return average


class _Zero(nn.Module):
    """Nothing of every weight that learns: its gradient is 0."""

    def __init__(self, network: nn.Module) -> None:
        super().__init__()
        self.weights = nn.ParameterList(p for p in network.parameters() if p.requires_grad)

    def forward(self) -> Tensor:
        return torch.stack([weight.sum() for weight in self.weights]).sum() * 0


@contextmanager
def _peers() -> Iterator[None]:
    """What the transport says of a process that is gone, in the words of a run."""
    try:
        yield
    except torch.OutOfMemoryError:
        raise
    except RuntimeError as error:
        raise RunInterruptedError(
            f"another process of this run is gone ({str(error).splitlines()[0]}); torchrun's "
            "--max-restarts starts all of them again, from the last checkpoint; so does the same "
            "command"
        ) from error
