"""How many steps fit into the minutes that a run has: measured at its start, then fixed."""

import time
from dataclasses import dataclass
from itertools import islice
from statistics import mean, median

from fpn_core import distributed
from fpn_core.finetuning.job import FinetuneConfig
from fpn_core.finetuning.task import FinetuneTask
from fpn_core.training.loop import Run, one_step

PROBED, WARM_UP = 14, 4  # steps that are timed, the first of which count for nothing
SEEN_ANEW = 3  # views
LEAST_STEPS = 100  # the rate rises over the first 30; fewer teach nothing, however slow a machine
LEAST_VIEWS, MOST_VIEWS = 2, 16
VIEWS_SHARE = 0.25  # of the time, at most, that goes into views that were not seen before
JUDGING_SHARE = 0.15  # of the time, at most, that goes into the held-out pictures
MOST_JUDGEMENTS, LEAST_JUDGEMENTS = 10, 3


@dataclass(frozen=True)
class Speed:
    """Seconds: a step whose views are kept, a view that is not, a look at the held-out pictures; by
    all processes together."""

    step: float
    view: float
    judgement: float


@dataclass(frozen=True)
class Pace:
    """How many steps, on how many views of each picture, and how often judged."""

    steps: int
    views: int
    judgements: int


def measure(run: Run, task: FinetuneTask, judgement: float) -> Speed:
    """Time some steps; the weights have moved then, and have to be put back."""
    steps, views = [], []
    for number, (plan, chunks) in enumerate(islice(task.stream(0), PROBED)):
        start = time.perf_counter()
        one_step(run, plan, chunks)
        if number >= WARM_UP:
            steps.append(time.perf_counter() - start)
    for number in range(SEEN_ANEW):
        start = time.perf_counter()
        task.see_anew(number % len(task.pictures.pictures))
        views.append(time.perf_counter() - start)
    # The mean of steps: what else the machine does now and then, it will go on doing.
    return Speed(mean(steps), median(views) / distributed.count(), judgement)


def pace_for(
    seconds: float, speed: Speed, settings: FinetuneConfig, pictures: float, *, keeps_views: bool
) -> Pace:
    """What fits into so many seconds. pictures: of an epoch; keeps_views: features are cached."""
    judgements = 0
    if speed.judgement > 0:
        wanted = min(JUDGING_SHARE * seconds / speed.judgement, MOST_JUDGEMENTS)
        judgements = max(int(wanted), LEAST_JUDGEMENTS)
        seconds -= judgements * speed.judgement
    seconds = max(seconds, 0.0)
    views = settings.views or _views(seconds, speed, pictures)
    whole = speed.step + settings.batch * speed.view  # of a step whose views are all fresh
    steps = seconds / whole
    if keeps_views and steps * settings.batch > views * pictures:
        steps = (seconds - views * pictures * speed.view) / speed.step
    return Pace(max(int(steps), LEAST_STEPS), views, judgements)


def _views(seconds: float, speed: Speed, pictures: float) -> int:
    wanted = min(VIEWS_SHARE * seconds / max(pictures * speed.view, 1e-9), MOST_VIEWS)
    return max(int(wanted), LEAST_VIEWS)
