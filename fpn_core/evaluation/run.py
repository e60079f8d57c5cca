"""Running a model over a data set and judging what it finds."""

import dataclasses
import statistics
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

import numpy as np
import torch
from torch import Tensor

from fpn_core import boxes as box_ops
from fpn_core import distributed
from fpn_core.coco import CocoDataset, CocoPicture, match_class_names
from fpn_core.config import RpnConfig
from fpn_core.detections import Detections
from fpn_core.detector import Dense, Detector
from fpn_core.errors import AnnotationError, FpnError
from fpn_core.evaluation.average_precision import CocoRun, level_run
from fpn_core.evaluation.figures import Figures, LevelFigures
from fpn_core.evaluation.levels import best_anchor_levels, eq1_levels
from fpn_core.evaluation.proposals import LIMITS, FoundTruths, ProposalRecall
from fpn_core.evaluation.rows import NO_LEVEL, Found, Ints, Judged, Truth
from fpn_core.media import read_picture
from fpn_core.preprocess import to_batch

DEFAULT_SCORE = 0.01
WARM_UP = 3  # first pictures, on which kernels are chosen and memory is laid out

Report = Callable[[int, int], None]
Keep = Callable[[CocoPicture, Detections], None]


def evaluate_model(
    model: Detector,
    dataset: CocoDataset,
    *,
    limit: int | None = None,
    proposals: bool = True,
    score: float = DEFAULT_SCORE,
    report: Report = lambda done, total: None,
    keep: Keep = lambda picture, found: None,
    together: bool = False,
) -> Figures:
    """Detect on a data set's pictures, one at a time, and judge the detections.

    limit: only the first so many pictures. proposals: judge the RPN as well. score: the lowest
    score of detections that count; average precision wants them low. report(done, total) is called
    before each picture and at the end; keep(picture, detections) after each that was read.
    together: the processes of the run share the pictures, and all get the figures; all have to
    call it, and only the first one's `keep` is.

    A picture that fails counts as one without detections and gets a line in `Figures.failed`.
    Raises AnnotationError where there are no pictures or no class that the model knows.
    """
    tally = look_at(
        model,
        dataset,
        limit=limit,
        proposals=proposals,
        score=score,
        report=report,
        keep=keep,
        together=together,
    )
    return distributed.by_first(_figures, tally, dataset) if together else _figures(tally, dataset)


def look_at(
    model: Detector,
    dataset: CocoDataset,
    *,
    limit: int | None = None,
    proposals: bool = True,
    score: float = DEFAULT_SCORE,
    report: Report = lambda done, total: None,
    keep: Keep = lambda picture, found: None,
    lenient: bool = False,
    together: bool = False,
) -> "Tally":
    """The detecting half of `evaluate_model`: what the model found on each picture, and the truth.

    lenient: a model that knows none of the classes is one that finds nothing, and no error.
    together: as `evaluate_model` has it; the tally is the first process's, empty in the others.
    """
    classes = _ClassMap.between(dataset, model, lenient)
    pictures = dataset.pictures[: max(limit, 0)] if limit is not None else dataset.pictures
    if not pictures:
        raise AnnotationError("no pictures to evaluate on; give a data set with some")
    tally = Tally(model, classes, score, ProposalRecall() if proposals else None)
    was_training = model.training
    model.eval()
    try:
        looks: Iterable[Look] = _looks(tally, pictures, report, together)
        if together and distributed.count() > 1:
            looks = distributed.collected(list(looks))
        for look, picture in zip(looks, pictures, strict=False):
            tally.add(look)
            if look.found is not None:
                keep(picture, look.found)
    finally:
        model.train(was_training)
    return tally


def _looks(
    tally: "Tally", pictures: Sequence[CocoPicture], report: Report, together: bool
) -> Iterator["Look"]:
    """A look at each picture, or at those whose turn is this process's."""
    first, step = (distributed.rank(), distributed.count()) if together else (0, 1)
    for place in range(first, len(pictures), step):
        report(place, len(pictures))
        yield tally.look(pictures[place])
    report(len(pictures), len(pictures))


@dataclass(frozen=True)
class Look:
    """What one picture gave: found is None where it failed, and failed says why then; problem: what
    is odd about it."""

    judged: Judged
    found: Detections | None
    recall: FoundTruths | None
    seconds: float | None
    failed: str | None
    problem: str | None


@dataclass(frozen=True)
class _ClassMap:
    """label_of (classes of the data set,): the model's label or -1; name_of: label -> the data
    set's name; unmatched: the data set's names that the model does not know."""

    label_of: Ints
    name_of: dict[int, str]
    unmatched: tuple[str, ...]
    problems: tuple[str, ...]

    @classmethod
    def between(cls, dataset: CocoDataset, model: Detector, lenient: bool) -> "_ClassMap":
        label_of, unmatched = match_class_names(dataset.class_names, model.config.class_names)
        name_of: dict[int, str] = {}
        problems = []
        for name, label in zip(dataset.class_names, label_of.tolist(), strict=True):
            if label >= 0 and name_of.setdefault(label, name) != name:
                problems.append(f"classes {name_of[label]!r} and {name!r} are judged as one class")
        if not name_of and not lenient:
            raise AnnotationError(
                f"none of the classes {', '.join(dataset.class_names)} is known to {model.name}, "
                f"which has {', '.join(model.config.class_names)}; take data of the same classes"
            )
        return cls(label_of, name_of, unmatched, tuple(problems))


@dataclass
class Tally:
    """What the pictures so far gave."""

    model: Detector
    classes: _ClassMap
    score: float
    recall: ProposalRecall | None
    judged: list[Judged] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def milliseconds(self) -> float | None:
        """Median time a picture, the first ones left out; None where none was timed."""
        timed = self.seconds[WARM_UP:] or self.seconds
        return 1000 * statistics.median(timed) if timed else None

    def look(self, picture: CocoPicture) -> Look:
        """Detect on a picture."""
        found: Detections | None = None
        dense: Dense | None = None
        seconds = failed = problem = None
        try:
            pixels = read_picture(picture.path)
            problem = _other_size(picture, pixels)
            start = perf_counter()
            found, dense = self.model.detect_with_dense(pixels, self.score)
            seconds = perf_counter() - start
        except FpnError as error:
            failed = str(error)
        except (RuntimeError, MemoryError) as error:  # torch's, out of memory above all
            reason = (str(error) or type(error).__name__).splitlines()[0]
            failed = f"{picture.path.name}: {reason}"
        truth = self._truth(picture, dense)
        recall = None
        if self.recall is not None:
            boxes = np.zeros((0, 4)) if dense is None else self._proposals(dense)
            recall = FoundTruths.of(boxes, truth)
        return Look(
            Judged(picture.id, truth, _found(found)), found, recall, seconds, failed, problem
        )

    def add(self, look: Look) -> None:
        """Remember what a picture gave."""
        self.judged.append(look.judged)
        if self.recall is not None and look.recall is not None:
            self.recall.add(look.recall)
        if look.seconds is not None:
            self.seconds.append(look.seconds)
        if look.failed is not None:
            self.failed.append(look.failed)
        if look.problem is not None:
            self.problems.append(look.problem)

    def _truth(self, picture: CocoPicture, dense: Dense | None) -> Truth:
        anchor_level, roi_level = self._truth_levels(picture, dense)
        return Truth(
            picture.boxes.astype(np.float64),
            self.classes.label_of[picture.labels],
            picture.ignore,
            picture.areas,
            anchor_level,
            roi_level,
        )

    def _truth_levels(self, picture: CocoPicture, dense: Dense | None) -> tuple[Ints, Ints]:
        """Anchor and RoI levels; for a picture that failed, as if it were black."""
        if dense is None:
            try:
                dense = _dense_of_black(self.model, picture.width, picture.height)
            except (FpnError, RuntimeError, MemoryError):
                nowhere = np.full(len(picture.boxes), NO_LEVEL, dtype=np.int64)
                return nowhere, nowhere
        boxes = torch.from_numpy(picture.boxes).to(self.model.device.torch)
        boxes = box_ops.scale(boxes, *dense.batch.scales[0])
        anchor_level = best_anchor_levels(boxes, dense.anchors)
        return anchor_level.cpu().numpy(), eq1_levels(boxes, self.model.config.box).cpu().numpy()

    def _proposals(self, dense: Dense) -> np.ndarray:
        """The best 1,000 proposals in upright picture pixels, however few the model itself uses."""
        rows = self.model.propose_from(dense, _at_least(self.model.config.rpn, max(LIMITS)))[0]
        scale_x, scale_y = dense.batch.scales[0]
        return _numpy(box_ops.scale(rows.boxes.cpu().double(), 1 / scale_x, 1 / scale_y))


def _other_size(picture: CocoPicture, pixels: np.ndarray) -> str | None:
    height, width = pixels.shape[:2]
    if (width, height) == (picture.width, picture.height):
        return None
    return (
        f"{picture.file_name}: is {width}x{height} upright, but the data says "
        f"{picture.width}x{picture.height}; its boxes may not fit"
    )


@torch.inference_mode()
def _dense_of_black(model: Detector, width: int, height: int) -> Dense:
    """The dense part of a picture of that size, for its grid of anchors."""
    black = np.zeros((height, width, 3), dtype=np.uint8)
    return model.dense_on(to_batch([black], model.config.input, model.device.torch))


def _at_least(rpn: RpnConfig, count: int) -> RpnConfig:
    """The same RPN with at least `count` proposals a picture at inference."""
    return dataclasses.replace(
        rpn,
        pre_nms=(rpn.pre_nms[0], max(rpn.pre_nms[1], count)),
        post_nms=(rpn.post_nms[0], max(rpn.post_nms[1], count)),
    )


def _found(rows: Detections | None) -> Found:
    if rows is None:
        return Found.nothing()
    return Found(
        _numpy(rows.boxes.double()),
        _numpy(rows.scores.double()),
        _numpy(rows.labels),
        _numpy(rows.anchor_level),
        _numpy(rows.roi_level),
    )


def _numpy(values: Tensor) -> np.ndarray:
    return values.cpu().numpy()


def _figures(tally: Tally, dataset: CocoDataset) -> Figures:
    model, classes = tally.model, tally.classes
    run = CocoRun(tally.judged, list(classes.name_of))
    return Figures(
        **dataclasses.asdict(run.coco_figures()),
        per_class={classes.name_of[k]: v for k, v in run.class_figures().items()},
        per_level={
            "anchor": _level_figures(tally, range(len(model.levels)), "anchor_level"),
            "roi": _level_figures(tally, model.config.box.roi_levels, "roi_level"),
        },
        proposals=tally.recall.figures(model.config.rpn.post_nms[1]) if tally.recall else None,
        ms_per_picture=tally.milliseconds,
        model=model.name,
        device=str(model.device.torch),
        mode=model.mode,
        score=tally.score,
        shown_score=max(tally.score, model.config.box.score_threshold),
        pictures=len(tally.judged),
        failed=tuple(tally.failed),
        unmatched_classes=classes.unmatched,
        problems=dataset.problems + classes.problems + tuple(tally.problems),
    )


def _level_figures(tally: Tally, levels: Sequence[int], kind: str) -> dict[str, LevelFigures]:
    """Level name -> figures; kind: "anchor_level" or "roi_level"."""
    model, classes = tally.model, list(tally.classes.name_of)
    run = level_run(tally.judged, classes, levels, kind)
    shown = max(tally.score, model.config.box.score_threshold)
    fired = np.concatenate(
        [
            getattr(p.found, kind)[(p.found.scores >= shown) & np.isin(p.found.labels, classes)]
            for p in tally.judged
        ]
    )
    figures = {}
    for number, level in enumerate(levels):
        part = run.range_figures(number)
        count = int((fired == level).sum())
        figures[model.levels[level].name] = LevelFigures(
            AP=part.AP,
            AP50=part.AP50,
            recall=part.recall,
            ground_truths=part.truths,
            detections=count,
            share=count / len(fired) if len(fired) else None,
        )
    return figures
