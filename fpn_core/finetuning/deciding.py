"""What a run decides at its start, and writes into its job, so that it can be gone on with."""

import dataclasses
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from fpn_core.config import DetectorConfig, from_dict, to_dict
from fpn_core.detector import Detector
from fpn_core.device import fast_dtype
from fpn_core.errors import TrainingError
from fpn_core.files import replacing
from fpn_core.finetuning.classes import ClassPlan
from fpn_core.finetuning.data import FinetuneData
from fpn_core.finetuning.job import ENOUGH_RECALL, FinetuneConfig, Job, Part, parts_to_train
from fpn_core.finetuning.survey import fitted, survey, with_more_proposals
from fpn_core.network import Network

KEPT = "kept.json"
RATES = {  # of AdamW, for a batch of 4, by the lowest part that is trained
    Part.PREDICTOR: 1e-3,
    Part.RPN: 5e-4,
    Part.BOX_HEAD: 5e-4,
    Part.PYRAMID: 5e-4,
    Part.BACKBONE: 2e-4,
}
LAST_LAYERS_RATE = 2e-3  # where nothing but rows of last layers moves, more steps are not to be had
LEAST_VIEWS, MOST_VIEWS = 2, 16

Report = Callable[[int, int], None]


@dataclasses.dataclass(frozen=True)
class Decision:
    """parts: what is trained; config: of the model to be; rate: the highest learning rate; kept:
    boxes (N, 4) of kept classes by picture id; recall: of the parent's proposals; seconds: that it
    takes to detect on a picture."""

    parts: tuple[Part, ...]
    config: DetectorConfig
    rate: float
    recall: float | None
    kept: dict[int, Tensor]
    why: str
    seconds: float = 0.0


def decide(
    job: Job, folder: Path, parent: Detector, data: FinetuneData, plan: ClassPlan, report: Report
) -> Decision:
    """Look at the pictures and decide, or take what this run has decided before."""
    settings = job.settings
    if job.plan:
        return _decided(job, folder)
    kept_rows = [plan.parent_rows[label] for label in plan.kept]
    seen = survey(parent, data.training, kept_rows, report)
    free = settings.classes == "only"
    config = fitted(parent.config, data.training, settings.side, free=free)
    config = with_more_proposals(config, seen.recall, ENOUGH_RECALL)
    parts = parts_to_train(settings, len(data.training), seen.recall)
    if config.levels != parent.config.levels and Part.RPN not in parts:
        parts = [*parts, Part.RPN]
    without = settings.classes == "keep" and parent.memory is None and settings.train == "auto"
    if without and plan.kept:
        parts = [Part.PREDICTOR]
    last = moves_last_layers(parts, plan)
    rate = LAST_LAYERS_RATE if last else min(RATES[part] for part in parts)
    rate = settings.rate or rate * settings.batch / 4
    why = _why(settings, len(data.training), seen.recall, bool(without and plan.kept))
    _write_kept(folder, seen.kept)
    return Decision(tuple(parts), config, rate, seen.recall, seen.kept, why, seen.seconds)


def remembered(decision: Decision, steps: int, views: int, device: torch.device) -> dict[str, Any]:
    """The plan as the job keeps it."""
    return {
        "parts": list(decision.parts),
        "config": to_dict(decision.config),
        "rate": decision.rate,
        "recall": decision.recall,
        "why": decision.why,
        "steps": steps,
        "views": views,
        "threads": torch.get_num_threads(),
        "dtype": str(fast_dtype(device)).removeprefix("torch."),
    }


def _decided(job: Job, folder: Path) -> Decision:
    plan = job.plan
    try:
        return Decision(
            tuple(Part(part) for part in plan["parts"]),
            from_dict(DetectorConfig, plan["config"]),
            float(plan["rate"]),
            plan["recall"],
            _read_kept(folder),
            str(plan["why"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise TrainingError(
            f"{folder}: the plan in its job cannot be read ({error!r}); set it to "
            "{} to begin anew"
        ) from error


def _why(settings: FinetuneConfig, pictures: int, recall: float | None, no_memory: bool) -> str:
    if settings.train != "auto":
        return "as asked for"
    found = "no objects to measure" if recall is None else f"{recall:.0%} of objects proposed"
    if no_memory:
        return f"{found}; the model has no memory of its classes, so that only its last layer moves"
    return f"{pictures} pictures, {found}"


def _write_kept(folder: Path, kept: dict[int, Tensor]) -> None:
    content = {str(id): boxes.tolist() for id, boxes in kept.items()}
    try:
        with replacing(folder / KEPT) as temporary:
            temporary.write_text(json.dumps(content), encoding="utf-8")
    except OSError as error:
        raise TrainingError(f"{folder / KEPT}: cannot be written: {error}") from error


def _read_kept(folder: Path) -> dict[int, Tensor]:
    try:
        content = json.loads((folder / KEPT).read_text(encoding="utf-8"))
        return {int(id): torch.tensor(boxes).reshape(-1, 4) for id, boxes in content.items()}
    except (OSError, ValueError, AttributeError, RuntimeError) as error:
        raise TrainingError(f"{folder / KEPT}: cannot be read: {error}") from error


def moves_last_layers(parts: Iterable[Part], plan: ClassPlan) -> bool:
    """Whether classes are kept and only the heads are trained: then of the RPN its objectness
    learns, and the places of proposals stay, since moving them was measured to cost a large kept
    class up to 3 points of AP50; of the predictor, the rows of the project's classes."""
    return bool(plan.kept) and set(parts) <= {Part.PREDICTOR, Part.RPN}


def let_learn(network: Network, parts: tuple[Part, ...], last_layers: bool = False) -> None:
    """Let these parts of a network learn, and no others. Of the backbone, the last half; with
    ``last_layers``, of the RPN its objectness."""
    modules = {
        Part.PREDICTOR: network.predictor,
        Part.RPN: network.rpn_head,
        Part.BOX_HEAD: network.box_head,
        Part.PYRAMID: network.pyramid,
    }
    network.requires_grad_(False)
    if Part.BACKBONE in parts:
        network.backbone.freeze(2, depthwise=True)
    for part in parts:
        if part is not Part.BACKBONE:
            modules[part].requires_grad_(True)
    if last_layers:
        network.rpn_head.conv.requires_grad_(False)
        network.rpn_head.deltas.requires_grad_(False)
