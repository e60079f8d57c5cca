"""Two models on the same held-out pictures: what is better, what is worse, what cannot be told."""

import dataclasses
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from fpn_core.coco import CocoDataset, CocoPicture, match_class_names
from fpn_core.detections import Detections
from fpn_core.detector import Detector
from fpn_core.entries import model_object
from fpn_core.errors import AnnotationError
from fpn_core.evaluation.average_precision import AREA_RANGES, CocoRun
from fpn_core.evaluation.bootstrap import (
    DRAWS,
    average_precisions,
    draw_pictures,
    interval,
    mean_of_classes,
)
from fpn_core.evaluation.rows import Floats, Ints, Judged
from fpn_core.evaluation.run import Tally, look_at
from fpn_core.files import write_bytes
from fpn_core.finetuning.job import ENOUGH_BOXES, ENOUGH_HELD_OUT
from fpn_core.runs import DETECTIONS, REPORT

FORMAT = 1
DIGITS = 4
SHOWN = 100  # detections a picture that are kept to be looked at
SHOWN_SCORE = 0.05

Report = Callable[[int, int], None]


@dataclass(frozen=True)
class Row:
    """A figure of both models, 0..1, with the interval of after - before and how many boxes it
    rests on. kind: all, class, size, level, old or new."""

    kind: str
    name: str
    boxes: int
    before: float | None
    after: float | None
    low: float | None
    high: float | None

    @property
    def verdict(self) -> str:
        """better and worse: beyond the interval; too few: under ENOUGH_BOXES boxes."""
        if self.boxes < ENOUGH_BOXES or self.low is None or self.high is None:
            return "too few"
        return "better" if self.low > 0 else "worse" if self.high < 0 else "unclear"


@dataclass(frozen=True)
class Compared:
    """The whole comparison, as `report.json` and `detections.json` hold it."""

    report: dict[str, Any]
    detections: dict[str, Any]

    def save(self, folder: Path) -> None:
        """Write both files into a folder. Raises FpnError where that cannot be."""
        self.save_as(folder / REPORT, folder / DETECTIONS)

    def save_as(self, report: Path, detections: Path | None) -> None:
        """Write the report, and the detections where a file for them is given."""
        write_bytes(report, json.dumps(self.report, ensure_ascii=False).encode())
        if detections is not None:
            write_bytes(detections, json.dumps(self.detections, ensure_ascii=False).encode())


def compare_models(
    before: Detector,
    after: Detector,
    dataset: CocoDataset,
    *,
    new_names: Sequence[str] = (),
    report: Report = lambda done, total: None,
) -> Compared:
    """Judge both on a data set's pictures. new_names: classes that count as new.

    A class that a model does not know is one of which it finds nothing. Raises AnnotationError
    where there are no pictures.
    """
    count = len(dataset.pictures)
    if not count:
        raise AnnotationError("no pictures to compare on; hold some out, or give a data set")
    sides = [
        _Side.of(before, dataset, lambda done, total: report(done, 2 * count)),
        _Side.of(after, dataset, lambda done, total: report(count + done, 2 * count)),
    ]
    rows = _rows(sides, dataset, new_names)
    boxes = sum(int((~p.ignore).sum()) for p in dataset.pictures)
    return Compared(
        {
            "format": FORMAT,
            "pictures": count,
            "boxes": boxes,
            "before": sides[0].about(),
            "after": sides[1].about(),
            "rows": [
                {**{k: _rounded(v) for k, v in dataclasses.asdict(row).items()},
                 "verdict": row.verdict}
                for row in rows
            ],
            "levels": _levels(sides),
            "verdict": _verdict(rows, boxes),
            "warnings": _warnings(rows, count),
            "problems": list(dict.fromkeys(p for side in sides for p in side.tally.failed)),
        },
        _looked_at(sides, dataset),
    )  # fmt: skip


@dataclass
class _Side:
    """One model's part: its detections by picture id, and judged pictures in the data's labels."""

    model: Detector
    tally: Tally
    found: dict[int, Detections]
    judged: list[Judged]

    @classmethod
    def of(cls, model: Detector, dataset: CocoDataset, report: Report) -> "_Side":
        found: dict[int, Detections] = {}

        def keep(picture: CocoPicture, rows: Detections) -> None:
            found[picture.id] = rows

        tally = look_at(model, dataset, proposals=False, report=report, keep=keep, lenient=True)
        label_of = tally.classes.label_of
        data_label = np.full(len(model.config.class_names), -1, np.int64)
        for own, label in reversed(list(enumerate(label_of.tolist()))):
            if label >= 0:
                data_label[label] = own
        judged = [
            _in_labels_of_data(entry, picture, data_label)
            for entry, picture in zip(tally.judged, dataset.pictures, strict=True)
        ]
        return cls(model, tally, found, judged)

    def about(self) -> dict[str, Any]:
        ms = self.tally.milliseconds
        return {"name": self.model.name, "key": self.model.key, "ms_per_picture": ms}


def _in_labels_of_data(entry: Judged, picture: CocoPicture, data_label: Ints) -> Judged:
    truth = dataclasses.replace(entry.truth, labels=picture.labels)
    if not len(entry.found.labels):
        return Judged(entry.picture_id, truth, entry.found)
    labels = data_label[entry.found.labels]
    found = dataclasses.replace(entry.found, labels=labels).part(labels >= 0)
    return Judged(entry.picture_id, truth, found)


def _rows(sides: Sequence[_Side], dataset: CocoDataset, new_names: Sequence[str]) -> list[Row]:
    labels = list(range(len(dataset.class_names)))
    areas = [CocoRun(side.judged, labels) for side in sides]
    weights = draw_pictures(len(dataset.pictures), DRAWS)
    by_class = [
        [average_precisions(run.outcomes(0, row, only_50=True), weights) for row in labels]
        for run in areas
    ]
    counts = [int(areas[0].outcomes(0, row, only_50=True).objects.sum()) for row in labels]
    whole = [
        mean_of_classes(
            [average_precisions(run.outcomes(0, row, only_50=False), weights) for row in labels]
        )
        for run in areas
    ]
    rows = [
        _row("all", "AP50", sum(counts), *(mean_of_classes(each) for each in by_class)),
        _row("all", "AP", sum(counts), *whole),
    ]
    new = {int(k) for k, n in enumerate(dataset.class_names) if n in new_names}
    if new and len(new) < len(labels):
        for kind, chosen in (("old", [k for k in labels if k not in new]), ("new", sorted(new))):
            values = (mean_of_classes([each[k] for k in chosen]) for each in by_class)
            rows.append(_row(kind, "AP50", sum(counts[k] for k in chosen), *values))
    rows += [
        _row("class", dataset.class_names[k], counts[k], by_class[0][k], by_class[1][k])
        for k in labels
        if counts[k]
    ]
    sizes = list(AREA_RANGES)[1:]
    rows += _range_rows("size", sizes, areas, labels, weights, first=1)
    return rows + _level_rows(sides, labels, weights)


def _level_rows(sides: Sequence[_Side], labels: Sequence[int], weights: Floats) -> list[Row]:
    """By the level that fired; objects belong to the level of the second model's anchors."""
    before, after = sides
    names = [level.name for level in after.model.levels]
    if names != [level.name for level in before.model.levels]:
        return []
    shared = [
        dataclasses.replace(entry, truth=dataclasses.replace(
            entry.truth, anchor_level=other.truth.anchor_level))
        for entry, other in zip(before.judged, after.judged, strict=True)
    ]  # fmt: skip
    runs = [
        CocoRun(
            judged,
            labels,
            [(level - 0.5, level + 0.5) for level in range(len(names))],
            lambda truth: truth.anchor_level.astype(np.float64),
            lambda found: found.anchor_level.astype(np.float64),
        )
        for judged in (shared, after.judged)
    ]
    return _range_rows("level", names, runs, labels, weights)


def _range_rows(
    kind: str,
    names: Sequence[str],
    runs: Sequence[CocoRun],
    labels: Sequence[int],
    weights: Floats,
    first: int = 0,
) -> list[Row]:
    rows = []
    for number, name in enumerate(names, start=first):
        each = [[run.outcomes(number, row, only_50=True) for row in labels] for run in runs]
        boxes = sum(int(outcome.objects.sum()) for outcome in each[0])
        values = [mean_of_classes([average_precisions(o, weights) for o in side]) for side in each]
        if boxes:
            rows.append(_row(kind, name, boxes, *values))
    return rows


def _row(kind: str, name: str, boxes: int, before: Floats, after: Floats) -> Row:
    low, high = interval(before, after)
    return Row(kind, name, boxes, _value(before), _value(after), low, high)


def _value(draws: Floats) -> float | None:
    return None if not len(draws) or np.isnan(draws[0]) else float(draws[0])


def _rounded(value: Any) -> Any:
    return round(value, DIGITS) if isinstance(value, float) else value


def _levels(sides: Sequence[_Side]) -> list[dict[str, Any]]:
    """How many boxes each level fired, at each model's own threshold."""
    names = list(dict.fromkeys(level.name for side in sides for level in side.model.levels))
    counts = [_fired(side) for side in sides]
    return [{"name": n, "before": counts[0].get(n, 0), "after": counts[1].get(n, 0)} for n in names]


def _fired(side: _Side) -> dict[str, int]:
    counts: dict[str, int] = {}
    threshold = side.model.config.box.score_threshold
    for entry in side.judged:
        for level in entry.found.anchor_level[entry.found.scores >= threshold].tolist():
            if level >= 0:
                name = side.model.levels[level].name
                counts[name] = counts.get(name, 0) + 1
    return counts


def _verdict(rows: Sequence[Row], boxes: int) -> str:
    if any(row.verdict == "worse" for row in rows):
        return "worse"
    if boxes < ENOUGH_BOXES:
        return "too few"
    return rows[0].verdict


def _warnings(rows: Sequence[Row], pictures: int) -> list[str]:
    lines = [
        f"{row.name}{'' if row.kind == 'all' else ': AP50'} fell from {row.before:.2f} to "
        f"{row.after:.2f} ({row.boxes} boxes)"
        for row in rows
        if row.verdict == "worse"
    ]
    if pictures < ENOUGH_HELD_OUT:
        lines.append(
            f"only {pictures} held-out pictures: review more, so that a model can be judged by "
            f"{ENOUGH_HELD_OUT} or more"
        )
    return lines


def _looked_at(sides: Sequence[_Side], dataset: CocoDataset) -> dict[str, Any]:
    """Each picture with its truth and what both models find on it."""
    pictures = []
    for picture in dataset.pictures:
        entry: dict[str, Any] = {
            "file": str(picture.path),
            "width": picture.width,
            "height": picture.height,
            "truth": [
                {"bbox": _xywh(box), "category": dataset.class_names[label], "ignore": ignore}
                for box, label, ignore in zip(
                    picture.boxes.tolist(),
                    picture.labels.tolist(),
                    picture.ignore.tolist(),
                    strict=True,
                )
            ],
        }
        for name, side in zip(("before", "after"), sides, strict=True):
            entry[name] = _shown(side, dataset, picture)
        pictures.append(entry)
    return {
        "before": model_object(sides[0].model),
        "after": model_object(sides[1].model),
        "pictures": pictures,
    }


def _shown(side: _Side, dataset: CocoDataset, picture: CocoPicture) -> list[dict[str, Any]]:
    rows = side.found.get(picture.id)
    if rows is None:
        return []
    rows = rows[rows.scores >= SHOWN_SCORE][:SHOWN]
    names, levels = side.model.config.class_names, side.model.levels
    known, _ = match_class_names(dataset.class_names, names)
    name_of = {label: n for n, label in zip(dataset.class_names, known.tolist(), strict=True)}
    columns = (rows.boxes, rows.scores, rows.labels, rows.anchor_level)
    return [
        {
            "bbox": _xywh(box),
            "score": round(score, DIGITS),
            "category": name_of.get(label, names[label]),
            "anchor_level": None if level < 0 else levels[level].name,
        }
        for box, score, label, level in zip(*(c.tolist() for c in columns), strict=True)
    ]


def _xywh(box: Sequence[float]) -> list[float]:
    x1, y1, x2, y2 = box
    return [round(value, 2) for value in (x1, y1, x2 - x1, y2 - y1)]
