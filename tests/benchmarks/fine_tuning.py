"""What fine-tuning gives on few pictures, beside the plain way in the same time.

`python -m tests.benchmarks.fine_tuning few --data DATA --results FILE` fine-tunes the embedded
model on 10, 30, 100 and all pictures of DATA (`instances_train.json`, `instances_val.json`,
`images/`), and beside it a copy of the same model in the plain way: all layers, SGD at a constant
rate, whole pictures, for as long as the other took. `new-class` adds one class and looks at what
the old ones lose. Results are appended to FILE, one JSON object a line; those that it holds are not
run again.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch

from fpn_core.coco import CocoDataset, read_coco
from fpn_core.evaluation import evaluate_model
from fpn_core.finetuning.classes import plan_classes, with_classes
from fpn_core.finetuning.data import read_data
from fpn_core.finetuning.freezing import freeze
from fpn_core.finetuning.views import Views, teaching_pictures
from fpn_core.models import load_model
from fpn_core.network import prepare_for_training
from fpn_core.preprocess import to_batch
from fpn_core.training.config import TrainConfig

MINUTES = {10: 2.0, 30: 2.0, 100: 6.0, 0: 10.0}  # 0: all pictures
SEEDS = {10: (0, 1), 30: (0, 1), 100: (0, 1), 0: (0,)}
PLAIN_RATE, PLAIN_BATCH = 0.005, 2  # of torchvision's tutorial on fine-tuning detectors
VOC_SUPPORTED = (
    *("person", "car", "cat", "dog", "sheep", "horse"),
    *("cow", "train", "bus", "chair", "sofa", "pottedplant"),
)


class Results:
    """Lines of a file; a result that is there is not computed again."""

    def __init__(self, file: Path) -> None:
        self.file = file
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        self._known = {_key(row["what"]): row for row in map(json.loads, lines)}

    def add(self, what: dict[str, Any], compute: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """The result of that name: from the file, or computed and appended to it."""
        if _key(what) not in self._known:
            row = {"what": what, **compute()}
            with self.file.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(row) + "\n")
            print(json.dumps(row), flush=True)
            self._known[_key(what)] = row
        return self._known[_key(what)]


def _key(what: dict[str, Any]) -> str:
    return json.dumps(what, sort_keys=True)


def fine_tune(folder: Path, *options: str) -> tuple[Path, float]:
    """Run the command; the model file, and the minutes that the whole process took."""
    start = time.monotonic()
    command = [sys.executable, "-P", "-m", "fpn_core", "finetune", "--out", str(folder), *options]
    subprocess.run(command, check=True, capture_output=True)
    return folder / "model.safetensors", (time.monotonic() - start) / 60


def ap50_of_classes(model: str | Path, dataset: CocoDataset) -> dict[str, float | None]:
    """AP50 of each class of a data set; a picture that fails would falsify it."""
    figures = evaluate_model(load_model(model), dataset, proposals=False)
    if figures.failed:
        raise RuntimeError(f"{len(figures.failed)} pictures failed: {figures.failed[0]}")
    return {name: row.AP50 for name, row in figures.per_class.items()}


def plain(run: Path, minutes: float, seed: int) -> tuple[Path, int]:
    """All layers of the embedded model, in the plain way, on a run's pictures and classes."""
    begun = time.monotonic()
    parent = load_model("lite")
    data = read_data(run / "data.json", run)
    plan = plan_classes(parent.config.class_names, data.class_names, "only")
    model = with_classes(parent, plan, seed).place("auto", "exact").train()
    prepare_for_training(model.network)
    parameters = [p for p in model.network.parameters() if p.requires_grad]
    optimizer = torch.optim.SGD(parameters, PLAIN_RATE, momentum=0.9, weight_decay=5e-4)
    views = Views(teaching_pictures(data, plan, {}), TrainConfig(zoom=0, colour=0, seed=seed))
    random = np.random.default_rng(seed)
    step = 0
    while time.monotonic() - begun < 60 * minutes:
        rows = random.choice(len(views.pictures), min(PLAIN_BATCH, len(views.pictures)), False)
        seen = [views.view(int(row), int(random.integers(0, 2))) for row in rows]
        batch = to_batch([pixels for pixels, _ in seen], model.config.input)
        batch.pixels = batch.pixels.to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            losses = model.losses_on(batch, [target for _, target in seen], step)
        optimizer.zero_grad()
        torch.stack(list(losses.values())).sum().backward()
        torch.nn.utils.clip_grad_norm_(parameters, 10.0)
        optimizer.step()
        step += 1
    file = run / "plain.safetensors"
    model.save(file)
    return file, step


def few_pictures(data: Path, results: Results, sizes: list[int]) -> None:
    """AP50 on the val pictures of each class, by the number of pictures to learn from."""
    val = read_coco(data / "instances_val.json", data / "images")
    for count in sizes:
        for seed in SEEDS[count]:
            _both_ways(data, val, results, count, seed)


def _both_ways(data: Path, val: CocoDataset, results: Results, count: int, seed: int) -> None:
    train, images = data / "instances_train.json", data / "images"
    limit = ["--limit", str(count)] if count else []
    what = {"data": data.name, "pictures": count or "all", "seed": seed}

    def ours() -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            model, minutes = fine_tune(
                Path(folder),
                *("--data", str(train), "--images", str(images), "--classes", "only", *limit),
                *("--minutes", str(MINUTES[count]), "--seed", str(seed), "--set", "held_out=0"),
            )
            steps = load_model(model).provenance["steps"]
            return {"minutes": minutes, "steps": steps, "AP50": ap50_of_classes(model, val)}

    minutes = results.add(what | {"way": "fine-tune"}, ours)["minutes"]

    def beside() -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            run = Path(folder)
            freeze(run / "data.json", train, images, None, None,
                   held_out=0, limit=count or None, seed=seed)  # fmt: skip
            model, steps = plain(run, minutes, seed)
            return {"minutes": minutes, "steps": steps, "AP50": ap50_of_classes(model, val)}

    results.add(what | {"way": "plain"}, beside)


def only_class(file: Path, name: str, target: Path) -> Path:
    """A COCO file with one class, and the pictures that hold it."""
    content = json.loads(file.read_text(encoding="utf-8"))
    ids = {row["id"] for row in content["categories"] if row["name"] == name}
    content["categories"] = [row for row in content["categories"] if row["id"] in ids]
    rows = [row for row in content["annotations"] if row["category_id"] in ids]
    content["annotations"] = rows
    there = {row["image_id"] for row in rows}
    content["images"] = [row for row in content["images"] if row["id"] in there]
    target.write_text(json.dumps(content), encoding="utf-8")
    return target


def new_class(data: Path, name: str, voc: Path, results: Results, count: int = 30) -> None:
    """Add one class with few pictures; what the old classes lose on their own val pictures."""
    old = read_coco(voc / "instances_val.json", voc / "images")
    what = {"old": voc.name}
    results.add(what | {"model": "lite"}, lambda: {"AP50": ap50_of_classes("lite", old)})

    def added() -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            scratch = Path(folder)
            train = only_class(data / "instances_train.json", name, scratch / "train.json")
            val = only_class(data / "instances_val.json", name, scratch / "val.json")
            model, minutes = fine_tune(
                scratch / "run",
                *("--data", str(train), "--images", str(data / "images"), "--limit", str(count)),
                *("--minutes", "2", "--set", "held_out=0"),
            )
            new = ap50_of_classes(model, read_coco(val, data / "images"))
            return {"minutes": minutes, "new": new, "AP50": ap50_of_classes(model, old)}

    results.add(what | {"added": name, "pictures": count}, added)


def table(results: Path) -> str:
    """The results as Markdown."""
    rows = [json.loads(line) for line in results.read_text(encoding="utf-8").splitlines()]
    lines = []
    few = [row for row in rows if "way" in row["what"]]
    if few:
        names = list(few[0]["AP50"])
        lines += [f"| pictures | seed | minutes | way | {' | '.join(names)} |"]
        lines += ["|---" * (4 + len(names)) + "|"]
    for row in few:
        values = " | ".join(f"{row['AP50'][name] or 0:.3f}" for name in names)
        what = row["what"]
        lines.append(
            f"| {what['pictures']} | {what['seed']} | {row['minutes']:.1f} | {what['way']} "
            f"| {values} |"
        )
    before = next((r["AP50"] for r in rows if r["what"].get("model") == "lite"), None)
    for row in rows:
        if before is not None and "added" in row["what"]:
            changes = [row["AP50"][old] - before[old] for old in VOC_SUPPORTED]
            name = row["what"]["added"]
            lines.append(
                f"added {name}: its AP50 {row['new'][name] or 0:.3f}; "
                f"old classes {100 * sum(changes) / len(changes):+.1f} points on average, "
                f"{100 * min(changes):+.1f} at most"
            )
    return "\n".join(lines)


def main() -> None:
    """Parse the command line and run what it asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["few", "new-class", "table"])
    parser.add_argument("--data", type=Path)
    parser.add_argument("--voc", type=Path)
    parser.add_argument("--class-name", default="")
    parser.add_argument("--sizes", default="100,10,30,0")
    parser.add_argument("--results", type=Path, required=True)
    given = parser.parse_args()
    if given.what == "few":
        sizes = [int(size) for size in given.sizes.split(",")]
        few_pictures(given.data, Results(given.results), sizes)
    elif given.what == "new-class":
        new_class(given.data, given.class_name, given.voc, Results(given.results))
    print(table(given.results))


if __name__ == "__main__":
    main()
