"""Folders of runs as training leaves them, without any training."""

import json
from pathlib import Path
from typing import Any

from fpn_core.finetuning.job import FinetuneConfig, Job
from fpn_core.runs import DATA, DETECTIONS, LOG, MODEL, REPORT, Event, Outcome, RunFolder
from tests.model_files import write_model

KEY = "0123456789abcdef" * 2


def row(
    kind: str,
    name: str,
    boxes: int,
    before: float | None,
    after: float | None,
    interval: tuple[float, float] | None = None,
    verdict: str = "unclear",
) -> dict[str, Any]:
    """A row of a report."""  # fmt: skip
    low, high = interval or (None, None)
    return {"kind": kind, "name": name, "boxes": boxes, "before": before, "after": after,
            "low": low, "high": high, "verdict": verdict}  # fmt: skip


def report(**changes: Any) -> dict[str, Any]:
    """A report of two models on 16 pictures; RBC got worse."""
    return {
        "format": 1,
        "pictures": 16,
        "boxes": 1210,
        "before": {"name": "lite", "key": KEY, "ms_per_picture": 32.0},
        "after": {"name": "cells-2", "key": KEY[::-1], "ms_per_picture": 33.0},
        "rows": [
            row("all", "AP50", 1210, 0.61, 0.78, (0.10, 0.24), "better"),
            row("all", "AP", 1210, 0.31, 0.40, (0.02, 0.15), "better"),
            row("class", "RBC", 980, 0.91, 0.80, (-0.15, -0.06), "worse"),
            row("class", "WBC", 212, 0.40, 0.86, (0.30, 0.60), "better"),
            row("class", "platelets", 18, 0.2, 0.6, (0.1, 0.7), "too few"),
            row("size", "small", 400, 0.5, 0.52, (-0.03, 0.08)),
            row("level", "P2", 120, 0.41, 0.69, (0.2, 0.4), "better"),
            row("old", "AP50", 980, 0.91, 0.80, (-0.15, -0.06), "worse"),
            row("new", "AP50", 230, None, 0.84),
        ],
        "levels": [
            {"name": "P2", "before": 120, "after": 180},
            {"name": "P3", "before": 300, "after": 310},
        ],
        "verdict": "worse",
        "warnings": ["RBC: AP50 fell from 0.91 to 0.80 (980 boxes)"],
        "problems": [],
    } | changes


def detections(*pictures: Path) -> dict[str, Any]:
    """What both models find on pictures of 320 x 240: the second finds one box more each time."""
    levels = [{"name": f"P{k}", "stride": 2**k, "anchor_sizes": [2.0 ** (k + 3)]}
              for k in (2, 3, 4, 5, 6)]  # fmt: skip
    model = {"levels": levels, "class_names": ["RBC", "WBC"], "canonical_size": 224, "k0": 4}
    box = {"bbox": [10, 10, 60, 60], "score": 0.9, "category": "RBC", "anchor_level": "P3"}
    extra = {"score": 0.8, "category": "WBC", "anchor_level": "P2"}
    rows = []
    for number, picture in enumerate(pictures):
        places = [{"bbox": [100 + 30 * n, 100, 20, 20]} for n in range(number)]
        truth = [{"bbox": [10, 10, 60, 60], "category": "RBC", "ignore": False}]
        truth += [place | {"category": "WBC", "ignore": False} for place in places]
        found = [dict(box), *(place | extra for place in places)]
        rows.append({"file": str(picture), "width": 320, "height": 240, "truth": truth,
                     "before": [dict(box)], "after": found})  # fmt: skip
    return {"before": model | {"name": "lite", "key": KEY},
            "after": model | {"name": "cells-2", "key": KEY[::-1]}, "pictures": rows}  # fmt: skip


def make_run(
    folder: Path,
    title: str = "cells-2",
    outcome: str = Outcome.DONE,
    picture: str = "/photos/1.png",
    **provenance: Any,
) -> Path:
    """The folder of a run that has ended; without an outcome it was killed."""
    folder.mkdir(parents=True)
    Job(title, settings=FinetuneConfig(minutes=3.0), made="2026-11-30T10:00:00").save(folder)
    image = {"id": 1, "file_name": picture, "width": 32, "height": 24, "split": "train"}
    data = {"images": [image], "annotations": [], "categories": [{"id": 1, "name": "RBC"}]}
    (folder / DATA).write_text(json.dumps(data))
    run = RunFolder(folder)
    for step in (1, 2, 3):
        run.append({"event": Event.STEP, "step": step, "loss": 2.0 / step})
    run.append({"event": Event.JUDGED, "step": 0, "AP50": 0.61})
    run.append({"event": Event.JUDGED, "step": 3, "AP50": 0.78})
    if outcome:
        run.append({"event": Event.END, "outcome": outcome, "text": "", "model": str(run.model)})
    figures = {"AP": 0.4, "AP50": 0.78, "pictures": 16, "AP50_of_classes": {"RBC": 0.8}}
    about: dict[str, Any] = {
        "parent": "lite",
        "pictures": 48,
        "date": "2026-11-30",
        "figures": figures,
    }
    write_model(folder / MODEL, title, ("RBC", "WBC"), **(about | provenance))
    (folder / REPORT).write_text(json.dumps(report()))
    (folder / DETECTIONS).write_text(json.dumps(detections(Path(picture))))
    (folder / LOG).write_text("step 1\nstep 2\n")
    return folder
