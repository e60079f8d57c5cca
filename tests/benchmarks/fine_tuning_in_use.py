"""Fine-tuning as people use it: day after day, on tiny objects, with people who are not labelled.

`python -m tests.benchmarks.fine_tuning_in_use WHAT --data DATA --results FILE`, where WHAT is

- `days`: on each of eight days 20 more pictures are corrected, and the model in use is fine-tuned
  on all so far; it is adopted unless the guard warns. AP is that on the data's whole val, which the
  run and the guard do not see.
- `unlabelled`: two classes are taken out of the embedded model and learnt anew from 40 pictures on
  which people are to be seen, but not labelled.
- `tiny`: aerial pictures, whole sequences held out: what the levels fire before and after, as a
  figure too (`--figure FILE`).

Results are appended to FILE, one JSON object a line; those that it holds are not run again.
"""

import argparse
import json
import random
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from fpn_core.coco import read_coco
from fpn_core.evaluation import evaluate_model
from fpn_core.finetuning.classes import plan_classes, with_classes
from fpn_core.levels import colour_of_rank
from fpn_core.models import load_model
from tests.benchmarks.fine_tuning import Results, ap50_of_classes, fine_tune

DAYS, A_DAY, DAY_MINUTES = 8, 20, 2.0
NEW, UNLABELLED, PICTURES = ("horse", "dog"), "person", 40
HELD_OUT_SEQUENCES = ("MunichStreet02", "DJI_00")  # of aerial_cars: tiny cars, seen from above
TINY_MINUTES = 6.0


def corrected(content: dict[str, Any], images: list[dict[str, Any]], target: Path) -> Path:
    """A COCO file with only these of the pictures."""
    there = {row["id"] for row in images}
    rows = [row for row in content["annotations"] if row["image_id"] in there]
    target.write_text(json.dumps(content | {"images": images, "annotations": rows}))
    return target


def days(data: Path, results: Results) -> None:
    """Correct, fine-tune, adopt, repeat."""
    content = json.loads((data / "instances_train.json").read_text(encoding="utf-8"))
    images = list(content["images"])
    random.Random(0).shuffle(images)
    val = read_coco(data / "instances_val.json", data / "images")
    keep = results.file.parent / "days"  # the models in use
    keep.mkdir(parents=True, exist_ok=True)
    in_use = "lite"
    for day in range(1, DAYS + 1):

        def one_day(day: int = day, in_use: str = in_use) -> dict[str, Any]:
            with tempfile.TemporaryDirectory() as folder:
                file = corrected(content, images[: day * A_DAY], Path(folder) / "data.json")
                run = Path(folder) / "run"
                model, minutes = fine_tune(
                    run,
                    *("--data", str(file), "--images", str(data / "images"), "--classes", "only"),
                    *("--model", in_use, "--minutes", str(DAY_MINUTES), "--seed", str(day)),
                )
                report = json.loads((run / "report.json").read_text(encoding="utf-8"))
                model.rename(keep / f"{day}.safetensors")
            figures = evaluate_model(load_model(keep / f"{day}.safetensors"), val, proposals=False)
            return {
                "minutes": minutes,
                "AP": figures.AP,
                "AP50": figures.AP50,
                "verdict": report["verdict"],
                "warnings": report["warnings"],
            }

        row = results.add({"days": data.name, "day": day, "from": Path(in_use).stem}, one_day)
        if row["verdict"] != "worse":
            in_use = str(keep / f"{day}.safetensors")


def unlabelled(data: Path, results: Results) -> None:
    """Two classes anew, on pictures that hold people too."""
    content = json.loads((data / "instances_train.json").read_text(encoding="utf-8"))
    name_of = {row["id"]: row["name"] for row in content["categories"]}
    names: dict[int, set[str]] = {}
    for row in content["annotations"]:
        names.setdefault(row["image_id"], set()).add(name_of[row["category_id"]])
    chosen: list[dict[str, Any]] = []
    for name in NEW:
        holders = [r for r in content["images"] if {name, UNLABELLED} <= names.get(r["id"], set())]
        chosen += [row for row in holders if row not in chosen][: PICTURES // len(NEW)]
    content["annotations"] = [
        row for row in content["annotations"] if name_of[row["category_id"]] in NEW
    ]
    content["categories"] = [row for row in content["categories"] if row["name"] in NEW]
    val = read_coco(data / "instances_val.json", data / "images")

    def learnt_anew() -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            scratch = Path(folder)
            lite = load_model("lite", device="cpu")
            rest = [name for name in lite.config.class_names if name not in NEW]
            before = with_classes(lite, plan_classes(lite.config.class_names, rest, "only"), 0)
            before.save(scratch / "before.safetensors")
            file = corrected(content, chosen, scratch / "data.json")
            model, minutes = fine_tune(
                scratch / "run",
                *("--data", str(file), "--images", str(data / "images"), "--minutes", "3"),
                *("--model", str(scratch / "before.safetensors"), "--set", "held_out=0"),
            )
            old = ap50_of_classes(scratch / "before.safetensors", val)
            new = ap50_of_classes(model, val)
            return {"minutes": minutes, "before": old, "after": new}

    results.add({"unlabelled": UNLABELLED, "new": list(NEW), "pictures": len(chosen)}, learnt_anew)


def tiny(data: Path, results: Results, figure: Path | None) -> None:
    """Aerial pictures; whole sequences are held out."""
    content = json.loads((data / "instances_train.json").read_text(encoding="utf-8"))
    for row in content["images"]:
        held = row["file_name"].startswith(HELD_OUT_SEQUENCES)
        row["split"] = "val" if held else "train"

    def learnt() -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            scratch = Path(folder)
            file = corrected(content, content["images"], scratch / "data.json")
            _, minutes = fine_tune(
                scratch / "run",
                *("--data", str(file), "--images", str(data / "images"), "--classes", "only"),
                *("--minutes", str(TINY_MINUTES)),
            )
            job = json.loads((scratch / "run" / "job.json").read_text(encoding="utf-8"))
            report = json.loads((scratch / "run" / "report.json").read_text(encoding="utf-8"))
            side = job["plan"]["config"]["input"]["max_side"]
            return {"minutes": minutes, "side": side, "report": report}

    row = results.add({"tiny": data.name, "held_out": list(HELD_OUT_SEQUENCES)}, learnt)
    if figure is not None:
        draw_levels(row, figure)


def draw_levels(row: dict[str, Any], file: Path) -> None:
    """Boxes that each level fired before and after, and AP50, as a picture."""
    report = row["report"]
    levels, values = report["levels"], report["rows"]
    ap50 = next(each for each in values if (each["kind"], each["name"]) == ("all", "AP50"))
    width, height, floor, left = 760, 340, 290, 70
    image = Image.new("RGB", (width, height), "white")
    draw = ImageDraw.Draw(image)
    font, small = ImageFont.load_default(15), ImageFont.load_default(12)
    most = max(max(each["before"], each["after"]) for each in levels) or 1
    title = (
        f"Boxes that each level fired on {report['pictures']} held-out pictures, "
        f"AP50 {ap50['before']:.2f} before, {ap50['after']:.2f} after"
    )
    draw.text((left, 12), title, "#202124", font)
    step = (width - left - 20) // len(levels)
    for rank, each in enumerate(levels):
        for place, side in enumerate(("before", "after")):
            x = left + rank * step + place * (step // 2 - 8)
            top = floor - (floor - 60) * each[side] // most
            box = [x, top, x + step // 2 - 14, floor]
            fill = colour_of_rank(rank) if side == "after" else "white"
            draw.rectangle(box, fill=fill, outline=colour_of_rank(rank), width=2)
            draw.text((x, top - 16), f"{each[side]:,}", "#202124", small)
            draw.text((x, floor + 4), side, "#5f6368", small)
        draw.text((left + rank * step, floor + 20), each["name"], "#202124", font)
    draw.line([left - 8, floor, width - 12, floor], fill="#5f6368")
    image.save(file)


def main() -> None:
    """Parse the command line and run what it asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["days", "unlabelled", "tiny"])
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--results", type=Path, required=True)
    parser.add_argument("--figure", type=Path)
    given = parser.parse_args()
    results = Results(given.results)
    if given.what == "days":
        days(given.data, results)
    elif given.what == "unlabelled":
        unlabelled(given.data, results)
    else:
        tiny(given.data, results, given.figure)


if __name__ == "__main__":
    main()
