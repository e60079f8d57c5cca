"""What is said of fine-tuning: sentences from figures, in the user's language."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QCoreApplication

from app.domain.training.facts import JobFacts, Obstacle, empty_classes
from app.domain.training.progress import Judgement, Plan
from app.domain.training.run_folders import RunState, RunView
from fpn_core.finetuning.job import (
    FinetuneConfig,
    Part,
    minutes_to_train,
    parts_to_train,
    steps_of_epochs,
)

LONG_MINUTES = 120.0
_MOST_NAMES = 5
ARROW = " → "


def counted(count: int, one: str, many: str) -> str:
    """One or many, with its number."""
    return one if count == 1 else many.format(count=f"{count:,}")


def joined(names: Sequence[str]) -> str:
    """Names in a row; those after the fifth are counted."""
    shown = ", ".join(names[:_MOST_NAMES])
    if len(names) <= _MOST_NAMES:
        return shown
    more = QCoreApplication.translate("Training", "{names} and {count} more")
    return more.format(names=shown, count=len(names) - _MOST_NAMES)


def part_names(parts: Sequence[str]) -> str:
    """Parts of a detector, as people call them: "predictor + RPN"."""
    names = {
        Part.PREDICTOR: QCoreApplication.translate("Training", "predictor"),
        Part.RPN: QCoreApplication.translate("Training", "RPN"),
        Part.BOX_HEAD: QCoreApplication.translate("Training", "box head"),
        Part.PYRAMID: QCoreApplication.translate("Training", "pyramid"),
        Part.BACKBONE: QCoreApplication.translate("Training", "end of the backbone"),
    }
    known: Mapping[str, str] = {str(part): name for part, name in names.items()}
    return " + ".join(known.get(str(part), str(part)) for part in parts)


def duration(minutes: float) -> str:
    """A time in minutes, or in hours where it is long."""
    if minutes < 1:
        return QCoreApplication.translate("Training", "less than a minute")
    if minutes < LONG_MINUTES:
        return QCoreApplication.translate("Training", "{count} min").format(count=round(minutes))
    return QCoreApplication.translate("Training", "{count} h").format(count=f"{minutes / 60:.1f}")


def time_left(seconds: float) -> str:
    """How long a run still takes."""
    left = QCoreApplication.translate("Training", "{time} left")
    return left.format(time=duration(seconds / 60))


def rounded(value: float | None) -> str:
    """A figure from 0 to 1."""
    return "–" if value is None else f"{value:.2f}"


def change(before: float | None, after: float | None) -> str:
    """By how much a figure has changed, with its direction; "" where that is not known."""
    if before is None or after is None:
        return ""
    by = round(after, 2) - round(before, 2)
    if abs(by) < 0.005:
        return "= 0.00"
    return f"{'▲' if by > 0 else '▼'} {abs(by):.2f}"


# Before a run


def job_sentence(facts: JobFacts, config: FinetuneConfig, device: str) -> str:
    """What a run will do: pictures, classes, parts, time; ``device`` as it is called."""
    pictures = counted(
        facts.pictures,
        QCoreApplication.translate("Training", "1 reviewed picture"),
        QCoreApplication.translate("Training", "{count} reviewed pictures"),
    )
    classes = counted(
        len(facts.classes),
        QCoreApplication.translate("Training", "1 class"),
        QCoreApplication.translate("Training", "{count} classes"),
    )
    if facts.new:
        classes += QCoreApplication.translate("Training", ", {count} new").format(
            count=len(facts.new)
        )
    parts = part_names(parts_to_train(config, facts.trained, None))
    sentence = QCoreApplication.translate(
        "Training", "{pictures}, {classes}; trains {parts}; {time}"
    )
    return sentence.format(
        pictures=pictures, classes=classes, parts=parts, time=_time(facts, config, device)
    )


def _time(facts: JobFacts, config: FinetuneConfig, device: str) -> str:
    if config.epochs:
        steps = steps_of_epochs(config, facts.trained)
        return counted(
            steps,
            QCoreApplication.translate("Training", "1 step"),
            QCoreApplication.translate("Training", "{count} steps"),
        )
    time = QCoreApplication.translate("Training", "about {time} on this {device}")
    return time.format(time=duration(minutes_to_train(config, facts.trained)), device=device)


def sides_sentence(facts: JobFacts) -> str:
    """Which pictures train, and which judge."""
    text = QCoreApplication.translate(
        "Training", "{trained} train, {held} are held out to judge the new model"
    )
    text = text.format(trained=f"{facts.trained:,}", held=f"{facts.held_out:,}")
    if facts.tested:
        more = QCoreApplication.translate("Training", "; {count} of the split “test” stay out")
        text += more.format(count=f"{facts.tested:,}")
    return f"{text}."


def obstacle_text(obstacle: Obstacle, facts: JobFacts) -> str:
    """What is in the way of a run, and what to do about it."""
    texts: dict[Obstacle, Callable[[], str]] = {
        Obstacle.READ_ONLY: lambda: QCoreApplication.translate(
            "Training", "Another window has this project: fine-tune in that one."
        ),
        Obstacle.NO_MODEL: lambda: QCoreApplication.translate(
            "Training", "No model is loaded yet: wait for it, or choose one in the menu Model."
        ),
        Obstacle.NO_CLASSES: lambda: QCoreApplication.translate(
            "Training",
            "The project has no classes yet: draw a box (W) and name it, or accept a"
            " detection (Enter).",
        ),
        Obstacle.NO_REVIEWED: lambda: QCoreApplication.translate(
            "Training",
            "No picture is reviewed yet: press Space on pictures where every object is"
            " annotated. Only reviewed pictures train.",
        ),
        Obstacle.ONLY_TESTED: lambda: QCoreApplication.translate(
            "Training",
            "All reviewed pictures are in the split “test”, which never trains: review others, or"
            " take some out of it (menu Picture).",
        ),
        Obstacle.NO_BOXES: lambda: QCoreApplication.translate(
            "Training",
            "The reviewed pictures have no boxes: draw some (W), or accept detections (Enter).",
        ),
        Obstacle.NOTHING_TRAINS: lambda: QCoreApplication.translate(
            "Training",
            "All reviewed pictures are held out: review more, or let some train (menu Train).",
        ),
        Obstacle.EMPTY_CLASSES: lambda: QCoreApplication.translate(
            "Training", "Without a box to learn from, these stay unknown: {names}."
        ).format(names=joined(empty_classes(facts))),
        Obstacle.ONE_PICTURE: lambda: QCoreApplication.translate(
            "Training",
            "One picture alone: the new model is not judged. Review a second one to see whether it"
            " got better.",
        ),
        Obstacle.FEW_HELD_OUT: lambda: QCoreApplication.translate(
            "Training",
            "Under 10 held-out pictures judge roughly: review more to be sure of the figures.",
        ),
    }
    return texts[obstacle]()


# A run


def run_name(run: RunView) -> str:
    """What a run is called: "Run 4"."""
    return QCoreApplication.translate("Training", "Run {number}").format(number=run.number)


def state_text(run: RunView) -> str:
    """What a run is doing, or what has become of it, in a word or two."""
    texts = {
        RunState.WAITING: QCoreApplication.translate("Training", "waiting"),
        RunState.STARTING: QCoreApplication.translate("Training", "starting..."),
        RunState.RUNNING: QCoreApplication.translate("Training", "running"),
        RunState.PAUSED: QCoreApplication.translate("Training", "paused"),
        RunState.STOPPING: QCoreApplication.translate("Training", "stopping..."),
        RunState.CANCELLING: QCoreApplication.translate("Training", "cancelling..."),
        RunState.INTERRUPTED: QCoreApplication.translate("Training", "interrupted"),
        RunState.DONE: QCoreApplication.translate("Training", "done"),
        RunState.STOPPED: QCoreApplication.translate("Training", "stopped, kept"),
        RunState.CANCELLED: QCoreApplication.translate("Training", "cancelled"),
        RunState.FAILED: QCoreApplication.translate("Training", "failed"),
        RunState.LOST: QCoreApplication.translate("Training", "cannot be read"),
    }
    return texts[run.state]


def phase_text(run: RunView) -> str:
    """What a run does before and after training; "" while it trains."""
    phase = run.progress.phase
    texts = {
        "reading": QCoreApplication.translate("Training", "Reading pictures"),
        "measuring": QCoreApplication.translate("Training", "Measuring the proposals"),
        "caching": QCoreApplication.translate("Training", "Computing features"),
        "remembering": QCoreApplication.translate("Training", "Remembering what is kept"),
        "judging": QCoreApplication.translate("Training", "Judging on held-out pictures"),
    }
    text = texts.get(phase.name, "") if phase is not None else ""
    if text and phase is not None and phase.total:
        counts = QCoreApplication.translate("Training", "{what}: {done:,} of {total:,}")
        return counts.format(what=text, done=phase.done, total=phase.total)
    return text


def share_text(run: RunView) -> str:
    """How far a living run is: share, time left, pictures a second; or what it does else."""
    if run.state is not RunState.RUNNING:
        return state_text(run)
    phase = phase_text(run)
    if phase:
        return phase
    progress, last = run.progress, run.progress.last
    if not progress.step:
        return state_text(run)
    parts = [f"{100 * progress.share:.0f} %"]
    if last is not None and last.seconds_left is not None:
        parts.append(time_left(last.seconds_left))
    if last is not None and last.pictures_per_second is not None:
        speed = QCoreApplication.translate("Training", "{count} pictures/s")
        parts.append(speed.format(count=f"{last.pictures_per_second:.1f}"))
    return " · ".join(parts)


def plan_sentence(plan: Plan) -> str:
    """What a run has decided to train, and on what."""
    pictures = counted(
        plan.pictures + plan.held_out,
        QCoreApplication.translate("Training", "1 picture"),
        QCoreApplication.translate("Training", "{count} pictures"),
    )
    classes = counted(
        len(plan.classes),
        QCoreApplication.translate("Training", "1 class"),
        QCoreApplication.translate("Training", "{count} classes"),
    )
    if plan.new_classes:
        new = QCoreApplication.translate("Training", " ({count} new)").format(
            count=len(plan.new_classes)
        )
        classes += new
    text = QCoreApplication.translate("Training", "{pictures}, {classes}. Trains {parts}.")
    return text.format(pictures=pictures, classes=classes, parts=part_names(plan.parts))


def interrupted_text(run: RunView) -> str:
    """How far a run came that was killed, and why, as far as that is known."""
    progress = run.progress
    if not progress.step:
        text = QCoreApplication.translate(
            "Training", "{run} was interrupted before its first step."
        )
        text = text.format(run=run_name(run))
    else:
        text = QCoreApplication.translate(
            "Training", "{run} was interrupted at step {step:,} of {steps:,}."
        )
        text = text.format(run=run_name(run), step=progress.step, steps=progress.steps)
    if run.out_of_memory:
        text += " " + QCoreApplication.translate(
            "Training", "The system ended it, as it does for memory."
        )
    elif run.reason:
        text += f" {run.reason}"
    return text


def ended_text(run: RunView) -> str:
    """How a run ended, with its figures before and after."""
    name, progress = run_name(run), run.progress
    if run.state is RunState.FAILED:
        reason = run.reason or QCoreApplication.translate("Training", "its log may say why")
        return QCoreApplication.translate("Training", "{run} failed: {reason}").format(
            run=name, reason=reason
        )
    if run.state is RunState.CANCELLED:
        text = QCoreApplication.translate("Training", "{run} is cancelled; its log is kept.")
        return text.format(run=name)
    head = (
        QCoreApplication.translate("Training", "{run} is done")
        if run.state is RunState.DONE
        else QCoreApplication.translate("Training", "{run} is stopped")
    ).format(run=name)
    return f"{head}: {outcome_text(progress.parent, progress.best, held_out(run))}"


def outcome_text(before: Judgement | None, after: Judgement | None, pictures: int) -> str:
    """What came out of a run."""
    if before is None or before.ap50 is None:
        return QCoreApplication.translate(
            "Training", "no held-out picture judged it; look at what it finds."
        )
    on = counted(
        pictures,
        QCoreApplication.translate("Training", "1 held-out picture"),
        QCoreApplication.translate("Training", "{count} held-out pictures"),
    )
    if after is None or after.ap50 is None:
        text = QCoreApplication.translate(
            "Training", "none was better than the model before, AP50 {figure} on {on}."
        )
        return text.format(figure=rounded(before.ap50), on=on)
    text = QCoreApplication.translate("Training", "AP50 {figures} on {on}.")
    return text.format(figures=f"{rounded(before.ap50)}{ARROW}{rounded(after.ap50)}", on=on)


def held_out(run: RunView) -> int:
    """How many held-out pictures judge a run."""
    if run.progress.plan is not None:
        return run.progress.plan.held_out
    count = {} if run.job is None else run.job.about
    found = count.get("held_out", 0)
    return found if isinstance(found, int) else 0
