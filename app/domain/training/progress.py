"""What a run has told so far, gathered from the lines of its progress.

Lines come from a file that a kill may have torn and anybody may have edited: one that does not say
what it must is passed over.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from fpn_core.runs import Entry, Event, Outcome

MOST_POINTS = 2000
MOST_MESSAGES = 200
LARGEST = 1e9  # of steps, counts and losses; what is beyond cannot be drawn, and is none
TRAINING = "training"


@dataclass(frozen=True)
class Phase:
    """Work before and after training: which, and how far (``total`` 0 = not known)."""

    name: str
    done: int = 0
    total: int = 0


@dataclass(frozen=True)
class Plan:
    """What the run has decided to do; ``recall`` of the RPN (0..1) where it was measured."""

    parts: tuple[str, ...] = ()
    pictures: int = 0
    held_out: int = 0
    classes: tuple[str, ...] = ()
    new_classes: tuple[str, ...] = ()
    kept_classes: tuple[str, ...] = ()
    recall: float | None = None
    side: int = 0
    steps: int = 0
    minutes: float | None = None
    batch: int = 0
    text: str = ""


@dataclass(frozen=True)
class Step:
    """The last step: its losses by name, pictures a second, seconds left where they are known."""

    step: int
    steps: int
    loss: float | None
    epoch: float | None = None
    losses: Mapping[str, float] = field(default_factory=dict)
    rate: float | None = None
    pictures_per_second: float | None = None
    seconds_left: float | None = None


@dataclass(frozen=True)
class Judgement:
    """A model on the held-out pictures: figures 0..1, None where there is nothing to judge by."""

    step: int
    weights: str
    ap: float | None
    ap50: float | None
    ap50_of_classes: Mapping[str, float | None] = field(default_factory=dict)
    ap50_old: float | None = None
    ap50_new: float | None = None
    best: bool = False

    @property
    def is_parent(self) -> bool:
        """Whether this is the model that the run started from."""
        return self.weights == "parent"


@dataclass(frozen=True)
class Message:
    """A line meant for the person; ``problem``: something went wrong."""

    text: str
    problem: bool = False


@dataclass(frozen=True)
class End:
    """How the run ended."""

    outcome: Outcome
    text: str = ""
    model: str = ""


_LOSSES = ("rpn_objectness", "rpn_box", "box_class", "box_regression", "kept")


class RunProgress:
    """Takes entries as they come. ``losses`` are (step, loss), thinned where there are many, so
    that a run of a million steps takes no more room than one of thousands."""

    def __init__(self) -> None:
        self.phase: Phase | None = None
        self.plan: Plan | None = None
        self.last: Step | None = None
        self.losses: list[tuple[int, float]] = []
        self.judged: list[Judgement] = []
        self.messages: list[Message] = []
        self.paused = False
        self.end: End | None = None
        self._every = 1
        self._seen = 0

    def take(self, entries: Iterable[Entry]) -> bool:
        """Go on with more entries; whether any of them said something."""
        heard = False
        for entry in entries:
            reader = _READERS.get(str(entry.get("event", "")))
            if reader is None:
                continue
            try:
                reader(self, entry)
                heard = True
            except (TypeError, ValueError, KeyError, AttributeError, OverflowError):
                continue  # a line that says nothing of use
        return heard

    @property
    def share(self) -> float:
        """How much is done, 0 to 1: of the training, and before it of the phase that comes first.

        A phase within the training (judging, or reading after a restart) does not set it back.
        """
        phase = self.phase
        if self.step == 0 and phase is not None and phase.total:
            return min(1.0, max(0.0, phase.done / phase.total))
        return min(1.0, self.step / self.steps) if self.steps else 0.0

    @property
    def step(self) -> int:
        """The last step that was heard of; 0 before training."""
        judged = self.judged[-1].step if self.judged else 0
        return max(judged, 0 if self.last is None else self.last.step)

    @property
    def steps(self) -> int:
        """How many steps there will be; 0 where that is not known."""
        if self.last is not None and self.last.steps:
            return self.last.steps
        return 0 if self.plan is None else self.plan.steps

    @property
    def parent(self) -> Judgement | None:
        """How the model was before."""
        return next((each for each in self.judged if each.is_parent), None)

    @property
    def best(self) -> Judgement | None:
        """The best model so far; None before one was judged to be better than the parent."""
        return next((e for e in reversed(self.judged) if e.best and not e.is_parent), None)

    # One reader an event

    def _take_phase(self, entry: Entry) -> None:
        self.phase = Phase(_text(entry["phase"]), _count(entry, "done"), _count(entry, "total"))

    def _take_plan(self, entry: Entry) -> None:
        self.plan = Plan(
            parts=_names(entry.get("parts")),
            pictures=_count(entry, "pictures"),
            held_out=_count(entry, "held_out"),
            classes=_names(entry.get("classes")),
            new_classes=_names(entry.get("new_classes")),
            kept_classes=_names(entry.get("kept_classes")),
            recall=_share(entry.get("recall")),
            side=_count(entry, "side"),
            steps=_count(entry, "steps"),
            minutes=_number(entry.get("minutes")),
            batch=_count(entry, "batch"),
            text=_text(entry.get("text", "")),
        )

    def _take_step(self, entry: Entry) -> None:
        step, loss = _count(entry, "step"), _number(entry.get("loss"))
        parts = {name: value for name in _LOSSES
                 if (value := _number(entry.get(name))) is not None}  # fmt: skip
        self.last = Step(
            step, _count(entry, "steps"), loss, _number(entry.get("epoch")), parts,
            _number(entry.get("rate")), _number(entry.get("pictures_per_second")),
            _number(entry.get("seconds_left")),
        )  # fmt: skip
        self.phase = Phase(TRAINING)
        if loss is not None:
            self._add_loss(step, loss)

    def _add_loss(self, step: int, loss: float) -> None:
        self._seen += 1
        if self._seen % self._every:
            return
        self.losses.append((step, loss))
        if len(self.losses) > MOST_POINTS:
            self.losses = self.losses[::2]
            self._every *= 2

    def _take_judged(self, entry: Entry) -> None:
        figures = entry.get("AP50_of_classes") or {}
        self.judged.append(
            Judgement(
                _count(entry, "step"),
                _text(entry.get("weights", "")),
                _share(entry.get("AP")),
                _share(entry.get("AP50")),
                {str(name): _share(value) for name, value in figures.items()},
                _share(entry.get("AP50_old")),
                _share(entry.get("AP50_new")),
                entry.get("best") is True,
            )
        )
        if self.step:  # steps are told now and then; a judgement says that they are made
            self.phase = Phase(TRAINING)

    def _take_message(self, entry: Entry) -> None:
        text = " ".join(_text(entry["text"]).split())
        if text:
            self.messages.append(Message(text, entry["event"] == Event.PROBLEM))
            del self.messages[:-MOST_MESSAGES]

    def _take_pause(self, entry: Entry) -> None:
        self.paused = entry["event"] == Event.PAUSED

    def _take_end(self, entry: Entry) -> None:
        model = entry.get("model")
        outcome = Outcome(entry["outcome"])
        self.end = End(outcome, _text(entry.get("text", "")), _text(model) if model else "")


_READERS: dict[str, Any] = {
    Event.PHASE: RunProgress._take_phase,
    Event.PLAN: RunProgress._take_plan,
    Event.STEP: RunProgress._take_step,
    Event.JUDGED: RunProgress._take_judged,
    Event.NOTE: RunProgress._take_message,
    Event.PROBLEM: RunProgress._take_message,
    Event.PAUSED: RunProgress._take_pause,
    Event.RESUMED: RunProgress._take_pause,
    Event.END: RunProgress._take_end,
}


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r:.40} is no text")
    return value


def _names(value: Any) -> tuple[str, ...]:
    return tuple(map(_text, value)) if isinstance(value, list) else ()


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return float(value) if abs(value) <= LARGEST else None


def _share(value: Any) -> float | None:
    number = _number(value)
    return None if number is None or not 0 <= number <= 1 else number


def _count(entry: Entry, key: str) -> int:
    number = _number(entry.get(key, 0))
    if number is None or number < 0:
        raise ValueError(f"{key} is {entry.get(key)!r}")
    return int(number)
