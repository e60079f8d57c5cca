"""A run's progress as TensorBoard shows it: event files in RUN/tensorboard."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from fpn_core.errors import ConfigError
from fpn_core.runs import Entry, Event
from fpn_core.training.loop import Report

FOLDER = "tensorboard"
FLUSH_S = 10
NO_LOSSES = {"event", "step", "steps", "epoch", "rate", "pictures_per_second", "seconds_left"}


@contextmanager
def with_tensorboard(report: Report, run: Path, wanted: bool) -> Iterator[Report]:
    """The report, which writes event files as well where they are wanted.

    Raises ConfigError where TensorBoard is not installed.
    """
    if not wanted:
        yield report
        return
    log = _Log(run / FOLDER)

    def both(entry: Entry) -> None:
        log.add(entry)
        report(entry)

    try:
        yield both
    finally:
        log.close()


class _Log:
    """Writes nothing before the first entry that has a step: from there on, it takes the place of
    what a killed process wrote."""

    def __init__(self, folder: Path) -> None:
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError as error:
            raise ConfigError(
                f"--tensorboard: no TensorBoard here ({error}); pip install "
                "'pyramidlabel[tensorboard]'"
            ) from error
        self._folder = folder
        self._kind = SummaryWriter
        self._writer: Any = None

    def add(self, entry: Entry) -> None:
        """Write the figures of an entry, if it has some."""
        values = _FIGURES.get(entry["event"], _none)(entry)
        known = {tag: value for tag, value in values.items() if value is not None}
        if not known:
            return
        step = entry["step"]
        if self._writer is None:
            self._writer = self._kind(str(self._folder), purge_step=step, flush_secs=FLUSH_S)
        for tag, value in known.items():
            self._writer.add_scalar(tag, value, step)

    def close(self) -> None:
        """Write what is left."""
        if self._writer is not None:
            self._writer.close()


def _none(entry: Entry) -> dict[str, float | None]:
    return {}


def _step(entry: Entry) -> dict[str, float | None]:
    losses = {f"loss/{name}": value for name, value in entry.items() if name not in NO_LOSSES}
    speed = entry["pictures_per_second"]
    return {**losses, "rate": entry["rate"], "pictures_per_second": speed}


def _judged(entry: Entry) -> dict[str, float | None]:
    weights = entry["weights"]
    classes = entry["AP50_of_classes"].items()
    return {
        f"AP/{weights}": entry["AP"],
        f"AP50/{weights}": entry["AP50"],
        **{f"AP50 of {name}/{weights}": value for name, value in classes},
    }


_FIGURES = {Event.STEP: _step, Event.JUDGED: _judged}
