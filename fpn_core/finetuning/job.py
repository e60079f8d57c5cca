"""What a fine-tuning run is asked to do: its settings, and what follows from them.

Needs neither torch nor Qt, so that whoever starts a run can say beforehand what it will do.
"""

import json
import math
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal

from fpn_core.config import from_dict, to_dict
from fpn_core.errors import ConfigError, TrainingError
from fpn_core.files import replacing
from fpn_core.runs import DATA, JOB

FORMAT = 1
FEW, MANY = 20, 200  # reviewed pictures: below FEW little is trained, above MANY the backbone, too
ENOUGH_RECALL = 0.9  # of proposals at IoU 0.5; below it the RPN is trained whatever the count
LEAST_MINUTES, MINUTES_A_PICTURE = 2.0, 0.06
ENOUGH_BOXES = 20  # to judge a figure by; fewer are "too few to tell"
ENOUGH_HELD_OUT = 10  # pictures to judge a model by

Classes = Literal["keep", "only"]
Amount = Literal["auto", "predictor", "heads", "pyramid", "backbone"]


@dataclass(frozen=True)
class FinetuneConfig:
    """Settings of a fine-tuning run; 0 and "auto" are decided by the pictures and the machine.

    classes: "keep" has the model's other classes stay in it: what it finds of them is ignored on
    the pictures, never background, and their rows are frozen; "only" gives a model of exactly the
    data's classes. train: the predictor alone, the heads, these with the pyramid, or all that with
    the end of the backbone. minutes: how long to train; epochs: passes over the pictures, in place
    of minutes. batch: pictures a step. rate: the learning rate of a whole batch. side: the input
    side in network pixels. views: how many fixed variations of each picture are learnt from.
    cache_gb: how much disk their features may take. colour: the change of brightness, contrast and
    saturation, a share of 1. zoom: the share of views that show a part of the picture.
    average_decay: of the exponential average of the weights. patience: judgements without a better
    model before an early end; 0 never ends early. held_out: the share of pictures that judge the
    model where the data has no held-out ones. threads: of the processor; 0 takes all.
    """

    classes: Classes = "keep"
    train: Amount = "auto"
    minutes: float = 0.0
    epochs: float = 0.0
    batch: int = 4
    rate: float = 0.0
    side: int = 0
    views: int = 0
    cache_gb: float = 4.0
    flip: bool = True
    colour: float = 0.2
    zoom: float = 0.3
    average_decay: float = 0.999
    patience: int = 6
    held_out: float = 0.2
    seed: int = 0
    threads: int = 0

    def __post_init__(self) -> None:
        for name, (low, high) in RANGES.items():
            value = getattr(self, name)
            if not low <= value <= high:
                raise ConfigError(f"{name} {value} is not within {low:g} to {high:g}")


RANGES: dict[str, tuple[float, float]] = {
    "minutes": (0, 100_000),
    "epochs": (0, 100_000),
    "batch": (1, 1024),
    "rate": (0, 10),
    "side": (0, 10_000),
    "views": (0, 1000),
    "cache_gb": (0, 10_000),
    "colour": (0, 1),
    "zoom": (0, 1),
    "average_decay": (0, 1),
    "patience": (0, 10_000),
    "held_out": (0, 0.9),
    "seed": (0, 2**31 - 1),
    "threads": (0, 4096),
}


@dataclass(frozen=True)
class Job:
    """What `job.json` in a run's folder holds.

    title: the name of the model to be. model: the parent's name or file; model_key: the key of its
    content, "" where it is not known. data: the frozen COCO file, and images the folder that its
    file names start from; both, like a model's file, may be relative to the run's folder. made:
    when, ISO 8601. about: facts for whoever made the job, which the run passes over. plan: what the
    run has decided at its start (parts, side, steps, threads, number format), {} before.
    """

    title: str
    model: str = "lite"
    model_key: str = ""
    data: str = DATA
    images: str = ""
    settings: FinetuneConfig = field(default_factory=FinetuneConfig)
    made: str = ""
    about: dict[str, Any] = field(default_factory=dict)
    plan: dict[str, Any] = field(default_factory=dict)

    def save(self, folder: Path) -> None:
        """Write `job.json`, in one move. Raises TrainingError where that cannot be."""
        content = {"format": FORMAT, **to_dict(self)}
        try:
            with replacing(folder / JOB) as temporary:
                temporary.write_text(json.dumps(content, indent=1), encoding="utf-8")
        except OSError as error:
            raise TrainingError(f"{folder / JOB}: cannot be written: {error}") from error


def read_job(folder: Path) -> Job:
    """The job of a run's folder. Raises TrainingError that says what is wrong with it."""
    file = folder / JOB
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        version = content.pop("format")
        if version > FORMAT:
            raise TrainingError(
                f"{file}: format {version} is of a later PyramidLabel; this one reads up to "
                f"{FORMAT}"
            )
        return from_dict(Job, content)
    except OSError as error:
        raise TrainingError(f"{file}: cannot be read: {error}; give the folder of a run") from error
    except (ValueError, KeyError, TypeError, AttributeError, ConfigError) as error:
        raise TrainingError(f"{file}: no readable job: {error}") from error


class Part(StrEnum):
    """The parts of a detector, in the order in which they come to be trained."""

    PREDICTOR = "predictor"
    RPN = "rpn"
    BOX_HEAD = "box_head"
    PYRAMID = "pyramid"
    BACKBONE = "backbone"


_AMOUNTS: dict[str, tuple[Part, ...]] = {
    "predictor": (Part.PREDICTOR,),
    "heads": (Part.PREDICTOR, Part.RPN, Part.BOX_HEAD),
    "pyramid": (Part.PREDICTOR, Part.RPN, Part.BOX_HEAD, Part.PYRAMID),
    "backbone": tuple(Part),
}


def parts_to_train(settings: FinetuneConfig, pictures: int, recall: float | None) -> list[Part]:
    """What a run trains, by the number of its pictures and the recall of the RPN on them.

    recall: share of boxes that proposals cover at IoU 0.5; None before it is measured, which
    expects a low one. Where other classes are kept, their features stay as they are: the pyramid
    and the box head are not trained unless asked for.
    """
    if settings.train != "auto":
        return list(_AMOUNTS[settings.train])
    if settings.classes == "keep":
        low = recall is None or recall < ENOUGH_RECALL
        return [Part.PREDICTOR, Part.RPN] if low else [Part.PREDICTOR]
    if pictures < FEW and recall is not None and recall >= ENOUGH_RECALL:
        return [Part.PREDICTOR]
    return list(_AMOUNTS["backbone" if pictures > MANY else "pyramid"])


def minutes_to_train(settings: FinetuneConfig, pictures: int) -> float:
    """How long a run on so many pictures trains on a processor, in minutes."""
    return settings.minutes or max(LEAST_MINUTES, MINUTES_A_PICTURE * pictures)


def steps_of_epochs(settings: FinetuneConfig, pictures: int) -> int:
    """Steps for `settings.epochs` passes over so many pictures."""
    return max(1, math.ceil(settings.epochs * pictures / settings.batch))
