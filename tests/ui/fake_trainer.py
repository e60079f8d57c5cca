"""A trainer without a model: speaks a run's files, and does what a plan file says.

Started as ``python fake_trainer.py PLAN FOLDER`` in place of `fpn-core finetune --job FOLDER`. The
plan is JSON, read at every step: ``steps`` (how many), ``until`` (it waits before the step after
that one, null = never waits), ``judge_every``, ``old`` (AP50 of the parent), ``gain`` (what each
judgement adds), ``pace`` (seconds a step), ``kept_ap50`` (AP50 of a class "cat" of the parent,
which loses 0.02), ``torn`` (ends the progress in mid-line before it dies), ``die`` (step: signal,
as the system kills for memory with 9), ``fail`` (step at which it fails in order), ``exit`` (a code
to exit with at once, after a line in the log), ``slow_start`` (a file that must exist before it
holds its folder). Every start is a line of JSON in PLAN.starts.
"""

import json
import os
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from fpn_core.finetuning.job import Job, read_job  # noqa: E402
from fpn_core.runs import Event, Outcome, RunFolder, Wish  # noqa: E402
from tests.model_files import write_model  # noqa: E402

PAUSE_S = 0.002
PARENT_AP50 = 0.6


class Trainer:
    """One run, from its start or from its last checkpoint."""

    def __init__(self, plan_file: Path, folder: Path) -> None:
        self.plan_file, self.run = plan_file, RunFolder(folder)
        self.job: Job = read_job(folder)
        data = json.loads((folder / "data.json").read_text())
        self.images = data["images"]
        self.classes = [c["name"] for c in data["categories"] if not c.get("kept")]
        self.checkpoint = folder / "checkpoint.pt"

    @property
    def plan(self) -> dict[str, Any]:
        return json.loads(self.plan_file.read_text())

    @property
    def held_out(self) -> int:
        return sum(image["split"] == "val" for image in self.images)

    def train(self) -> None:
        step = int(self.checkpoint.read_text()) if self.checkpoint.exists() else 0
        self.run.forget_after(step)
        self.run.forget_wish()
        if step == 0:
            self.begin()
        steps = self.plan.get("steps", 20)
        while step < steps:
            if not self.wait(step) or self.ends(step):
                return
            time.sleep(self.plan.get("pace", 0))
            step += 1
            self.step(step, steps)
        self.end(Outcome.DONE, step)

    def begin(self) -> None:
        for phase in ("reading", "caching"):
            self.say(Event.PHASE, phase=phase, done=len(self.images), total=len(self.images))
        about = self.job.about
        self.say(
            Event.PLAN, parts=["predictor", "rpn"], pictures=len(self.images) - self.held_out,
            held_out=self.held_out, classes=self.classes, new_classes=about["new_classes"],
            kept_classes=[], recall=0.4, side=384, steps=self.plan.get("steps", 20), minutes=1.0,
            batch=self.job.settings.batch, text="The RPN finds 0.40 of the boxes; it is trained.",
        )  # fmt: skip
        self.judge(0, "parent", self.plan.get("old", PARENT_AP50), best=False)

    def step(self, step: int, steps: int) -> None:
        self.say(
            Event.STEP, step=step, steps=steps, epoch=step / 4, rate=1e-3, loss=2 / step,
            rpn_objectness=0.1, rpn_box=0.1, box_class=0.1, box_regression=0.1,
            pictures_per_second=11.4, seconds_left=float(steps - step),
        )  # fmt: skip
        self.checkpoint.write_text(str(step))
        every = self.plan.get("judge_every", 10)
        if step % every == 0:
            gained = self.plan.get("gain", 0.05) * step / every
            better = min(1.0, self.plan.get("old", PARENT_AP50) + gained)
            self.judge(step, "average", better, best=gained > 0)

    def judge(self, step: int, weights: str, ap50: float, best: bool) -> None:
        if not self.held_out:
            return
        if best:
            write_model(self.run.model, self.job.title, self.classes, parent=self.job.model)
        of_classes, old = dict.fromkeys(self.classes, ap50), self.plan.get("kept_ap50")
        if old is not None:
            old = of_classes["cat"] = old if weights == "parent" else old - 0.02
        self.say(
            Event.JUDGED, step=step, epoch=step / 4, weights=weights, AP=ap50 / 2, AP50=ap50,
            AP50_of_classes=of_classes, AP50_old=old, AP50_new=ap50, best=best,
        )  # fmt: skip

    def wait(self, step: int) -> bool:
        """Wait where the plan says so, and while the watcher wants it; False where the run ends."""
        paused = False
        while True:
            plan = self.plan
            wish = self.run.wish()
            if wish in (Wish.STOP, Wish.CANCEL):
                self.end(Outcome.STOPPED if wish is Wish.STOP else Outcome.CANCELLED, step)
                return False
            if (wish is Wish.PAUSE) != paused:
                paused = not paused
                self.say(Event.PAUSED if paused else Event.RESUMED, step=step)
            until = plan.get("until")
            if not paused and (until is None or step < until):
                return True
            time.sleep(PAUSE_S)

    def ends(self, step: int) -> bool:
        """Whether the plan ends the run here, in order or not."""
        plan = self.plan
        if step == plan.get("fail"):
            self.say(Event.PROBLEM, text="The loss is not finite.")
            self.end(Outcome.FAILED, step, "the loss is not finite at step 3; lower the rate")
            return True
        number = plan.get("die", {}).get(str(step))
        if number is not None:
            if plan.get("torn"):
                with self.run.progress.open("ab") as stream:
                    stream.write(b'{"event": "step", "step": 99')
            os.kill(os.getpid(), number)
            time.sleep(60)
        return False

    def end(self, outcome: Outcome, step: int, text: str = "") -> None:
        keeps = outcome in (Outcome.DONE, Outcome.STOPPED) and self.run.model.exists()
        model = str(self.run.model) if keeps else None
        self.say(Event.END, outcome=outcome, text=text, model=model, step=step)
        if outcome is Outcome.CANCELLED:
            self.checkpoint.unlink(missing_ok=True)
            self.run.model.unlink(missing_ok=True)

    def say(self, event: Event, **values: Any) -> None:
        self.run.append({"event": event, **values})


def main() -> int:
    plan_file, folder = Path(sys.argv[1]), Path(sys.argv[2])
    plan = json.loads(plan_file.read_text())
    with plan_file.with_suffix(".starts").open("a") as log:
        start = {"folder": str(folder), "cwd": os.getcwd(), "pid": os.getpid()}
        log.write(json.dumps(start) + "\n")
    if plan.get("exit") is not None:
        print("the trainer: no such model file", flush=True)
        return int(plan["exit"])
    while plan.get("slow_start") and not os.path.exists(plan["slow_start"]):
        time.sleep(PAUSE_S)
    print("training", folder.name, flush=True)
    trainer = Trainer(plan_file, folder)
    with trainer.run.held():
        trainer.train()
    return 0


if __name__ == "__main__":
    sys.exit(main())
