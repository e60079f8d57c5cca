"""How long an import of many labels takes, printed; nothing is asserted about time."""

import json
import time
from pathlib import Path

from PIL import Image

from app.domain.formats.labels import Options
from app.domain.formats.project_labels import finish_import, plan_import
from app.domain.formats.table import read_labels
from app.domain.project.store import Project

PICTURES, BOXES_A_PICTURE, CLASSES = 20_000, 8, 20
SIDE = 640


def make_dataset(folder: Path) -> Path:
    """A COCO file of 160,000 boxes, with its pictures (hard links of one file)."""
    images = folder / "images"
    images.mkdir()
    first = images / "000000.jpg"
    Image.new("RGB", (SIDE, SIDE), "#446688").save(first)
    names = [f"{number:06}.jpg" for number in range(PICTURES)]
    for name in names[1:]:
        (images / name).hardlink_to(first)
    rows = [
        {"id": number + 1, "image_id": number // BOXES_A_PICTURE + 1,
         "category_id": number % CLASSES + 1, "iscrowd": 0, "area": 1200.0,
         "bbox": [number % 500 + 0.25, number % 470 + 0.5, 40.0, 30.0]}
        for number in range(PICTURES * BOXES_A_PICTURE)
    ]  # fmt: skip
    content = {
        "categories": [{"id": n + 1, "name": f"class {n + 1}"} for n in range(CLASSES)],
        "images": [
            {"id": n + 1, "file_name": name, "width": SIDE, "height": SIDE}
            for n, name in enumerate(names)
        ],
        "annotations": rows,
    }
    file = folder / "instances_train.json"
    file.write_text(json.dumps(content))
    return file


def test_import_of_many_labels(tmp_path: Path) -> None:
    file = make_dataset(tmp_path)
    start = time.perf_counter()
    labels = read_labels(file, Options(str(tmp_path / "images")))
    read = time.perf_counter() - start
    with Project(tmp_path) as project:
        plan = plan_import(project, labels, mark_reviewed=True)
        planned = time.perf_counter() - start
        project.do(plan.edit)
        finish_import(project, labels, plan)
        done = time.perf_counter() - start
        assert plan.added == PICTURES * BOXES_A_PICTURE
        assert sum(project.class_counts().values()) == plan.added
    print(f"\n{PICTURES} pictures, {plan.added} boxes: {done:.1f} s")
    print(f"(read {read:.1f} s, planned {planned - read:.1f} s, saved {done - planned:.1f} s)")
