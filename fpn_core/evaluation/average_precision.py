"""COCO's average precision and recall, by pycocotools.

Its traps are dealt with here: a ground truth with annotation id 0 would count as never found, so
ids run from 1; it has no way to load "no detections", so its index is filled by hand; its summary
works for three detection limits only and prints, so figures are read from its arrays.
"""

import contextlib
import io
import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from pycocotools import mask
from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from fpn_core.evaluation.bootstrap import Outcomes
from fpn_core.evaluation.rows import Bools, Floats, Found, Judged, Truth, box_areas

LIMITS = (1, 10, 100)  # detections a picture and class that count
AREA_RANGES = {  # square picture pixels, both ends within, as COCO has them
    "all": (0.0, 1e10),
    "small": (0.0, 32.0**2),
    "medium": (32.0**2, 96.0**2),
    "large": (96.0**2, 1e10),
}
_IOU_50, _IOU_75 = 0, 5  # rows of COCO's thresholds .5, .55 .. .95

TruthMeasure = Callable[[Truth], Floats]
FoundMeasure = Callable[[Found], Floats]


@dataclass(frozen=True)
class ClassFigures:
    """Of one class: AP over IoU .5:.05:.95, AP at .5, and its ground truths, crowds left out."""

    AP: float | None
    AP50: float | None
    boxes: int


@dataclass(frozen=True)
class CocoFigures:
    """COCO's twelve figures without AR by size, each a mean over the classes with ground truth.

    All 0..1; None where there is no ground truth that could define it.
    """

    AP: float | None
    AP50: float | None
    AP75: float | None
    AP_small: float | None
    AP_medium: float | None
    AP_large: float | None
    AR_1: float | None
    AR_10: float | None
    AR_100: float | None


@dataclass(frozen=True)
class RangeFigures:
    """Of the ground truths in one range of sizes, or of one level.

    AP and AP50 as COCO has them; recall: the share of the ground truths, over all classes, that
    are found at IoU .5 among a picture's best 100 detections of the class; truths: how many.
    """

    AP: float | None
    AP50: float | None
    recall: float | None
    truths: int


class CocoRun:
    """A run of pycocotools over ranges of a measure, which is the area unless told otherwise.

    As in COCO's area ranges, ground truths out of the range are ignored (finding one is neither
    right nor wrong), and so are detections out of the range that match nothing. `classes` are the
    labels that count; others are left out, in the ground truth and in the detections.
    """

    def __init__(
        self,
        pictures: Sequence[Judged],
        classes: Sequence[int],
        ranges: Sequence[tuple[float, float]] = tuple(AREA_RANGES.values()),
        measure_truth: TruthMeasure = lambda truth: truth.areas,
        measure_found: FoundMeasure = lambda found: box_areas(found.boxes),
        limits: Sequence[int] = LIMITS,
    ) -> None:
        self.classes = sorted(classes)
        truth = [_truth_rows(p, measure_truth) for p in pictures]
        found = [_found_rows(p, measure_found) for p in pictures]
        with contextlib.redirect_stdout(io.StringIO()):
            self._evaluation = COCOeval(
                _index(pictures, self.classes, truth), _index(pictures, self.classes, found), "bbox"
            )
            self._evaluation.params.areaRng = [list(r) for r in ranges]
            self._evaluation.params.areaRngLbl = [str(n) for n in range(len(ranges))]
            self._evaluation.params.maxDets = list(limits)
            self._evaluation.evaluate()
            self._evaluation.accumulate()
        # (IoU, recall, class, range, limit) and (IoU, class, range, limit); -1 where undefined
        self._precision = np.asarray(self._evaluation.eval["precision"])
        self._recall = np.asarray(self._evaluation.eval["recall"])

    def coco_figures(self) -> CocoFigures:
        """The figures of a run over AREA_RANGES."""
        everything, small, medium, large = range(len(AREA_RANGES))
        return CocoFigures(
            AP=_mean(self._precision[:, :, :, everything, -1]),
            AP50=_mean(self._precision[_IOU_50, :, :, everything, -1]),
            AP75=_mean(self._precision[_IOU_75, :, :, everything, -1]),
            AP_small=_mean(self._precision[:, :, :, small, -1]),
            AP_medium=_mean(self._precision[:, :, :, medium, -1]),
            AP_large=_mean(self._precision[:, :, :, large, -1]),
            AR_1=_mean(self._recall[:, :, everything, 0]),
            AR_10=_mean(self._recall[:, :, everything, 1]),
            AR_100=_mean(self._recall[:, :, everything, 2]),
        )

    def class_figures(self) -> dict[int, ClassFigures]:
        """Label -> figures, in the run's first range."""
        return {
            label: ClassFigures(
                AP=_mean(self._precision[:, :, row, 0, -1]),
                AP50=_mean(self._precision[_IOU_50, :, row, 0, -1]),
                boxes=self._count(0, row)[1],
            )
            for row, label in enumerate(self.classes)
        }

    def range_figures(self, number: int) -> RangeFigures:
        """The figures of one of the ranges."""
        counts = [self._count(number, row) for row in range(len(self.classes))]
        found, truths = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0)
        return RangeFigures(
            AP=_mean(self._precision[:, :, :, number, -1]),
            AP50=_mean(self._precision[_IOU_50, :, :, number, -1]),
            recall=found / truths if truths else None,
            truths=truths,
        )

    def outcomes(self, number: int, class_row: int, *, only_50: bool) -> Outcomes:
        """What became of each detection of a class in one of the ranges, picture by picture, at
        IoU .5 alone or at all of COCO's thresholds."""
        thresholds = slice(0, 1) if only_50 else slice(None)
        entries = self._entries(number, class_row)
        limit = self._evaluation.params.maxDets[-1]
        scores, pictures, hits, counted = [], [], [], []
        objects = np.zeros(len(entries), np.int64)
        for place, entry in enumerate(entries):
            if entry is None:
                continue
            objects[place] = (~np.asarray(entry["gtIgnore"], dtype=bool)).sum()
            scores.append(np.asarray(entry["dtScores"], np.float64)[:limit])
            pictures.append(np.full(len(scores[-1]), place))
            hits.append(np.asarray(entry["dtMatches"])[thresholds, :limit] > 0)
            counted.append(~np.asarray(entry["dtIgnore"], dtype=bool)[thresholds, :limit])
        count = 1 if only_50 else len(self._evaluation.params.iouThrs)
        none = np.zeros((count, 0), np.bool_)
        return Outcomes(
            np.concatenate([np.zeros(0), *scores]),
            np.concatenate([np.zeros(0, np.int64), *pictures]),
            np.concatenate([none, *hits], axis=1),
            np.concatenate([none, *counted], axis=1),
            objects,
        )

    def _entries(self, number: int, class_row: int) -> list[dict[str, Any] | None]:
        """pycocotools' entry for each picture."""
        params = self._evaluation.params
        pictures = len(params.imgIds)
        start = (class_row * len(params.areaRng) + number) * pictures
        return list(self._evaluation.evalImgs[start : start + pictures])

    def _count(self, number: int, class_row: int) -> tuple[int, int]:
        """Ground truths of a class in a range: (found at IoU .5, in all)."""
        found = truths = 0
        for entry in self._entries(number, class_row):
            if entry is not None:
                counts = ~np.asarray(entry["gtIgnore"], dtype=bool)
                truths += int(counts.sum())
                found += int((np.asarray(entry["gtMatches"])[_IOU_50] > 0)[counts].sum())
        return found, truths


def level_run(
    pictures: Sequence[Judged], classes: Sequence[int], levels: Sequence[int], kind: str
) -> CocoRun:
    """A run whose ranges are `levels`; kind: "anchor_level" or "roi_level".

    The level takes the place of COCO's area: a ground truth is ignored in the figures of all levels
    but its own, and a detection that matches nothing counts against the level that fired for it
    (kind "anchor_level") or pooled it ("roi_level") alone. Detections and ground truths without a
    level belong to none.
    """
    gathered = _gathered(pictures)
    return CocoRun(
        gathered,
        classes,
        [(level - 0.5, level + 0.5) for level in levels],
        lambda truth: getattr(truth, kind).astype(np.float64),
        lambda found: getattr(found, kind).astype(np.float64),
        limits=[LIMITS[-1] + sum(len(p.found.boxes) for p in gathered)],
    )


def _gathered(pictures: Sequence[Judged]) -> list[Judged]:
    """The same, with all detections that can match nothing on a picture of their own.

    Only the scores of those matter, not their pictures, once each picture's best 100 of a class
    are chosen; pycocotools, whose time goes by pictures times classes, is several times faster so.
    """
    changed, lone = [], []
    for picture in pictures:
        found = picture.found.part(_best_of_class(picture.found, LIMITS[-1]))
        near = _overlaps_truth(picture.truth, found)
        changed.append(Judged(picture.picture_id, picture.truth, found.part(near)))
        lone.append(found.part(~near))
    if lone:
        taken = {picture.picture_id for picture in pictures}
        own = next(n for n in itertools.count() if n not in taken)
        changed.append(Judged(own, Truth.nothing(), Found.joined(lone)))
    return changed


def _best_of_class(found: Found, limit: int) -> Bools:
    """Which detections (D,) are among the best `limit` of their class."""
    chosen = np.zeros(len(found.labels), dtype=np.bool_)
    for label in np.unique(found.labels):
        rows = np.flatnonzero(found.labels == label)
        chosen[rows[np.argsort(-found.scores[rows], kind="stable")[:limit]]] = True
    return chosen


def _overlaps_truth(truth: Truth, found: Found) -> Bools:
    """Which detections (D,) reach IoU .5, as pycocotools has it, with a truth of their class."""
    if len(truth.boxes) == 0 or len(found.boxes) == 0:
        return np.zeros(len(found.boxes), dtype=np.bool_)
    iou = mask.iou(_xywh(found.boxes), _xywh(truth.boxes), truth.crowd.astype(np.uint8).tolist())
    same = found.labels[:, None] == truth.labels[None, :]
    return ((iou >= 0.5) & same).any(axis=1)


def _xywh(boxes: Floats) -> Floats:
    return np.concatenate((boxes[:, :2], boxes[:, 2:] - boxes[:, :2]), axis=1)


def _mean(values: np.ndarray) -> float | None:
    """The mean of what is defined: pycocotools writes -1 for classes without ground truth."""
    defined = values[values > -1]
    return float(defined.mean()) if defined.size else None


def _truth_rows(picture: Judged, measure: TruthMeasure) -> list[dict[str, Any]]:
    truth = picture.truth
    columns = (_xywh(truth.boxes), truth.labels, measure(truth), truth.crowd)
    return [
        {**_row(picture, *values), "iscrowd": int(crowd)}
        for *values, crowd in zip(*(c.tolist() for c in columns), strict=True)
    ]


def _found_rows(picture: Judged, measure: FoundMeasure) -> list[dict[str, Any]]:
    found = picture.found
    columns = (_xywh(found.boxes), found.labels, measure(found), found.scores)
    return [
        {**_row(picture, *values), "iscrowd": 0, "score": score}
        for *values, score in zip(*(c.tolist() for c in columns), strict=True)
    ]


def _row(picture: Judged, bbox: list[float], label: int, measure: float) -> dict[str, Any]:
    return {
        "image_id": picture.picture_id,
        "category_id": label,
        "bbox": bbox,
        "area": measure,
    }


def _index(
    pictures: Sequence[Judged], classes: Sequence[int], rows: Sequence[list[dict[str, Any]]]
) -> COCO:
    index = COCO()
    index.dataset = {
        "images": [{"id": p.picture_id} for p in pictures],
        "categories": [{"id": label} for label in classes],
        "annotations": [
            {**row, "id": number}
            for number, row in enumerate((r for part in rows for r in part), start=1)
        ],
    }
    index.createIndex()
    return index
