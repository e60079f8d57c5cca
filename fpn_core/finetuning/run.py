"""A fine-tuning run from its job to its model: flat, in the order in which things happen."""

import dataclasses
import functools
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import torch

from fpn_core import distributed
from fpn_core.detector import Detector
from fpn_core.errors import FpnError, RunInterruptedError, TrainingError
from fpn_core.evaluation.compare import Compared, compare_models
from fpn_core.finetuning.classes import ClassPlan, plan_classes, with_classes
from fpn_core.finetuning.data import FinetuneData, read_data
from fpn_core.finetuning.deciding import Decision, decide, let_learn, moves_last_layers, remembered
from fpn_core.finetuning.features import FeatureCache
from fpn_core.finetuning.job import Job, Part, minutes_to_train, read_job, steps_of_epochs
from fpn_core.finetuning.judging import FinetuneJudge
from fpn_core.finetuning.keeping import Rehearsal, freeze_rows
from fpn_core.finetuning.pace import Pace, measure, pace_for
from fpn_core.finetuning.part_way import NOT_BETTER, can_meet, go_part_way
from fpn_core.finetuning.task import FinetuneTask
from fpn_core.finetuning.views import Views, teaching_pictures
from fpn_core.memory import joined
from fpn_core.model_file import read_model
from fpn_core.model_header import content_key
from fpn_core.models import load_model, model_path
from fpn_core.network import prepare_for_training
from fpn_core.runs import CHECKPOINT, Entry, Event, Outcome, RunFolder, Wish
from fpn_core.training.config import TrainConfig
from fpn_core.training.loop import Report, Run, keep_best, run_steps
from fpn_core.training.optimiser import WeightAverage, make_optimizer
from fpn_core.training.remembering import remember

WARM_UP_STEPS = 30
_PART_WAY_TEXT = "not clearly better than the model before: a quarter of the way to it is kept"
CHECKPOINT_EVERY = 100  # steps
REMEMBERED = 150  # pictures that give the model its memory; each takes a moment at the end
SECONDS_A_PICTURE = 0.08  # to remember it
RESERVE_S = 6.0  # to write the model and the report
BYTES_A_GB = 1_000_000_000


class _WishedAwayError(TrainingError):
    """A watcher wished for the end before there was anything to keep."""


def finetune(path: Path, report: Report = lambda entry: None) -> Outcome:
    """Carry out the job of a run's folder, or go on with it where it was killed.

    `report` receives each progress entry. Every end but a kill or SIGTERM is the last line of the
    progress, also a failed one, whose error is raised: TrainingError and its like.
    """
    folder = RunFolder(path.absolute())
    begun = time.monotonic()
    with ExitStack() as stack:
        distributed.by_first(lambda: stack.enter_context(folder.held()))

        def tell(event: Event, **values: Any) -> None:
            if distributed.is_first():
                entry: Entry = {"event": event, **values}
                folder.append(entry)
                report(entry)

        try:
            outcome = _Course(folder, tell, report, begun).carry_out()
        except _WishedAwayError:
            outcome = Outcome.CANCELLED
            tell(Event.END, outcome=outcome, text="ended before anything was learnt", model=None)
        except RunInterruptedError:
            raise
        except Exception as error:
            text = str(error) if isinstance(error, FpnError) else f"unexpected: {error!r}"
            tell(Event.END, outcome=Outcome.FAILED, text=text, model=None)
            raise
        distributed.by_first(folder.forget_wish)
        return outcome


@dataclasses.dataclass
class _Course:
    """The stations of a run."""

    folder: RunFolder
    tell: Callable[..., None]
    report: Report
    begun: float

    def carry_out(self) -> Outcome:
        path = self.folder.path
        job = read_job(path)
        settings = job.settings
        threads = job.plan.get("threads", settings.threads)
        if threads:
            torch.set_num_threads(threads)
        if self.is_fresh:
            distributed.by_first(self.folder.forget_after, 0)
            self.tell(Event.PHASE, phase="reading", done=0, total=1)
        parent = self._parent(job)
        data = read_data(path / job.data, path / job.images)
        for problem in data.problems if self.is_fresh else ():
            self.tell(Event.PROBLEM, text=problem)
        plan = plan_classes(parent.config.class_names, data.class_names, settings.classes)
        with self._phase("measuring") as progress:
            decision = distributed.by_first(decide, job, path, parent, data, plan, progress)
        run, task = self._prepare(job, parent, data, plan, decision)
        self._set_pace(job, run, task, parent, data, plan, decision)
        run.restore({})
        outcome = run_steps(run)
        if outcome is Outcome.CANCELLED:
            distributed.by_first(self.folder.model.unlink, True)
            distributed.by_first(task.cache.forget)
            self.tell(Event.END, outcome=outcome, text="", model=None)
            return outcome
        keep_best(run)
        distributed.by_first(self._finish, run, task, parent, data, plan)
        distributed.by_first(task.cache.forget)
        self.tell(Event.END, outcome=outcome, text="", model=str(self.folder.model))
        return outcome

    @functools.cached_property
    def is_fresh(self) -> bool:
        """Whether, at the start, nothing is learnt yet that could be gone on with."""
        return not distributed.by_first((self.folder.path / CHECKPOINT).exists)

    @contextmanager
    def _phase(self, name: str) -> Iterator[Callable[[int, int], None]]:
        """Tells how far a phase is, at most once a second.

        Before anything is learnt, a wish ends the run here.
        """
        last = [0.0]

        def progress(done: int, total: int) -> None:
            if name == "measuring" and self.folder.wish() in (Wish.STOP, Wish.CANCEL):
                raise _WishedAwayError
            if time.monotonic() - last[0] >= 1.0:
                last[0] = time.monotonic()
                self.report({"event": Event.PHASE, "phase": name, "done": done, "total": total})
                self.folder.append(
                    {"event": Event.PHASE, "phase": name, "done": done, "total": total}
                )

        yield progress

    def _parent(self, job: Job) -> Detector:
        local = self.folder.path / job.model
        source: str | Path = local if local.is_file() else job.model
        parent = load_model(source)
        if job.model_key and parent.key != job.model_key:
            raise TrainingError(
                f"{model_path(source)}: is not the model that this run was made for (its content "
                f"has the key {parent.key}, not {job.model_key}); put that one back"
            )
        return parent

    def _prepare(
        self,
        job: Job,
        parent: Detector,
        data: FinetuneData,
        plan: ClassPlan,
        decision: Decision,
    ) -> tuple[Run, FinetuneTask]:
        settings = job.settings
        model = with_classes(parent, plan, settings.seed)
        model.config = dataclasses.replace(
            decision.config,
            class_names=plan.names,
            class_ids=(),
            hidden_classes=model.config.hidden_classes,
        )
        model.place(str(parent.device.torch), "exact").train()
        let_learn(model.network, decision.parts, moves_last_layers(decision.parts, plan))
        prepare_for_training(model.network)
        freeze_rows(model, plan)
        rehearsal = None
        if settings.classes == "keep" and model.memory is not None:
            rehearsal = Rehearsal(model, model.memory, plan, decision.parts, settings.seed)
        average_gradients = distributed.averaging(model.network)
        config = _train_config(job, decision)
        pictures = teaching_pictures(data, plan, decision.kept)
        cache = FeatureCache(self.folder.path, int(settings.cache_gb * BYTES_A_GB))
        steps, views = job.plan.get("steps", 1_000_000), job.plan.get("views", 2)
        task = FinetuneTask(
            model,
            Views(pictures, config),
            decision.parts,
            cache,
            rehearsal,
            settings.batch,
            views,
            steps,
            settings.seed,
        )
        run = Run(
            config,
            self.folder,
            model,
            task,
            make_optimizer(model.network, config),
            WeightAverage(model.network, config.average_decay),
            average_gradients,
            _fixed(job),
            lambda run, figures: _provenance(job, parent, data, run, figures),
            report=self.report,
        )
        if any((~picture.ignore).any() for picture in data.held_out):
            run.judge = FinetuneJudge(
                data.judging(), patience=settings.patience, new_names=tuple(plan.new_names)
            )
        return run, task

    def _set_pace(
        self,
        job: Job,
        run: Run,
        task: FinetuneTask,
        parent: Detector,
        data: FinetuneData,
        plan: ClassPlan,
        decision: Decision,
    ) -> None:
        """Decide how many steps there are, once, and write it into the job."""
        if not self.is_fresh:
            _set_judging(run, task.steps, job.plan["judgements"])
            return
        settings = job.settings
        figures = run.judge.parent_entry(parent) if isinstance(run.judge, FinetuneJudge) else {}
        judgement = decision.seconds * len(data.held_out) / distributed.count()
        minutes = minutes_to_train(settings, len(data.training))
        if job.plan:
            pace = Pace(task.steps, task.views, job.plan["judgements"])
        elif settings.epochs:
            steps = steps_of_epochs(settings, len(data.training))
            pace = Pace(steps, settings.views or 8, 8 if figures else 0)
        else:
            pace = self._measured(run, task, settings, minutes, judgement)
        task.steps, task.views = pace.steps, pace.views
        _set_judging(run, pace.steps, pace.judgements)
        decided = remembered(decision, pace.steps, pace.views, run.model.device.torch)
        decided["judgements"] = pace.judgements
        distributed.by_first(dataclasses.replace(job, plan=decided).save, self.folder.path)
        self.tell(
            Event.PLAN,
            parts=list(decision.parts),
            pictures=len(data.training),
            held_out=len(data.held_out),
            classes=list(data.class_names),
            new_classes=plan.new_names,
            kept_classes=plan.names_of(plan.kept),
            recall=decision.recall,
            side=decision.config.input.min_side or decision.config.input.max_side,
            steps=pace.steps,
            minutes=minutes,
            batch=settings.batch,
            text=decision.why,
        )
        if figures:
            self.tell(Event.JUDGED, step=0, epoch=0, weights="parent", best=False, **figures)

    def _measured(
        self, run: Run, task: FinetuneTask, settings: Any, minutes: float, judgement: float
    ) -> Pace:
        """Time some steps on weights that are put back after."""
        weights = {k: v.clone() for k, v in run.model.network.state_dict().items()}
        with self._phase("measuring"):
            speed = measure(run, task, judgement)
        run.model.network.load_state_dict(weights)
        run.optimizer = make_optimizer(run.model.network, run.config)
        run.average = WeightAverage(run.model.network, run.config.average_decay)
        pictures = len(task.pictures.pictures)
        reserve = RESERVE_S + SECONDS_A_PICTURE * min(pictures, REMEMBERED) + 5 * judgement
        seconds = 60 * minutes - (time.monotonic() - self.begun) - reserve
        epoch = task.steps_per_epoch * settings.batch
        keeps = Part.BACKBONE not in task.parts
        pace = functools.partial(pace_for, keeps_views=keeps)
        return distributed.by_first(pace, seconds, speed, settings, epoch)

    def _finish(
        self, run: Run, task: FinetuneTask, parent: Detector, data: FinetuneData, plan: ClassPlan
    ) -> None:
        """Give the model its memory, and compare it with its parent on the held-out pictures."""
        model = read_model(self.folder.model).place(str(parent.device.torch))
        if data.held_out and can_meet(parent, model):
            self._steady(run, parent, model, data, plan)
        with self._phase("remembering") as progress:
            added = remember(
                model, task.pictures.pictures[:REMEMBERED], run.config.seed, report=progress
            )
        holds = not {Part.BOX_HEAD, Part.PYRAMID, Part.BACKBONE} & set(task.parts)
        old = run.model.memory if holds else None
        model.memory = joined(old, added) if old is not None and added is not None else added
        model.save(self.folder.model)
        model.key = content_key(self.folder.model)
        if data.held_out:
            self._compared(parent, model, data, plan).save(self.folder.path)

    def _steady(
        self, run: Run, parent: Detector, model: Detector, data: FinetuneData, plan: ClassPlan
    ) -> None:
        """Go most of the way back to a parent than which the model is not clearly better."""
        if self._compared(parent, model, data, plan).report["verdict"] in NOT_BETTER:
            go_part_way(parent, model)
            self.tell(Event.NOTE, text=_PART_WAY_TEXT)
            if run.judge is not None:
                run.judge.look(run.model, model.network.state_dict())
                model.provenance["figures"] = run.judge.figures

    def _compared(
        self, parent: Detector, model: Detector, data: FinetuneData, plan: ClassPlan
    ) -> Compared:
        with self._phase("judging") as progress:
            return compare_models(
                parent, model, data.judging(), new_names=plan.new_names, report=progress
            )


def _set_judging(run: Run, steps: int, judgements: int) -> None:
    if run.judge is not None:
        run.judge.every = max(1, steps // max(judgements, 1)) if judgements else 0


def _train_config(job: Job, decision: Decision) -> TrainConfig:
    """The loop's settings."""
    settings = job.settings
    return TrainConfig(
        data=job.data,
        batch=settings.batch,
        optimizer="adamw",
        rate=decision.rate,
        warmup_steps=WARM_UP_STEPS,
        average_decay=settings.average_decay,
        flip=settings.flip,
        zoom=settings.zoom,
        colour=settings.colour,
        seed=settings.seed,
        checkpoint_every=CHECKPOINT_EVERY,
    )


def _fixed(job: Job) -> dict[str, Any]:
    """The settings that a resumed run must share with its beginning.

    The batch is not among them: where memory was short, a run goes on with a smaller one.
    """
    free = {"threads", "cache_gb", "minutes", "epochs", "held_out", "patience", "batch"}
    return {k: v for k, v in dataclasses.asdict(job.settings).items() if k not in free}


def _provenance(
    job: Job, parent: Detector, data: FinetuneData, run: Run, figures: dict[str, Any]
) -> dict[str, Any]:
    return {
        "name": job.title,
        "parent": parent.name,
        "parent_key": parent.key,
        "data": f"{len(data.training)} pictures of {', '.join(data.class_names[:5])}",
        "pictures": len(data.training),
        "held_out": len(data.held_out),
        "classes": job.settings.classes,
        "date": datetime.now(UTC).date().isoformat(),
        "seed": job.settings.seed,
        "steps": run.step,
        "settings": dataclasses.asdict(job.settings),
        "figures": figures,
    }
