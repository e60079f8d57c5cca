"""Label files as other tools write them, on small pictures that are made for the test."""

import json
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from app.domain.formats.labels import LabelSet, Options
from app.domain.formats.table import FORMATS, read_labels
from app.domain.formats.writing import Output

WIDTH, HEIGHT = 320, 240


def make_pictures(folder: Path, *names: str, size: tuple[int, int] = (WIDTH, HEIGHT)) -> Path:
    """Pictures of one colour in a folder."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(np.full((size[1], size[0], 3), 90, np.uint8)).save(folder / name)
    return folder


def coco(**changes: Any) -> dict[str, Any]:
    """A COCO file with the keys of the original one; ids have holes and are in no order."""
    return {
        "info": {"description": "made", "year": 2017},
        "licenses": [{"id": 3, "name": "CC"}],
        "categories": [
            {"id": 18, "name": "dog", "supercategory": "animal"},
            {"id": 1, "name": "person", "supercategory": "person"},
        ],
        "images": [
            {"id": 42, "file_name": "a.png", "width": WIDTH, "height": HEIGHT, "license": 3},
            {"id": 7, "file_name": "b.png", "width": WIDTH, "height": HEIGHT},
        ],
        "annotations": [
            annotation(
                900,
                42,
                18,
                [10.25, 20.5, 100.125, 50],
                segmentation=[[10.25, 20.5, 110.375, 20.5, 60, 70.5]],
                area=2000.5,
            ),
            annotation(
                5,
                42,
                1,
                [0, 0, 320, 240],
                iscrowd=1,
                segmentation={"size": [240, 320], "counts": "abc"},
            ),
            annotation(
                6,
                7,
                1,
                [1, 2, 3, 4],
                keypoints=[1, 2, 2],
                attributes={"occluded": True, "shade": 3},
            ),
        ],
    } | changes


def annotation(
    id: int, picture: int, category: int, box: list[float], **more: Any
) -> dict[str, Any]:
    """One COCO annotation."""
    row = {"id": id, "image_id": picture, "category_id": category, "bbox": box, "iscrowd": 0}
    return row | {"area": box[2] * box[3], "segmentation": []} | more


def write_json(path: Path, content: Any) -> Path:
    """A JSON file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


VOC_BY_LABELIMG = """<annotation>
\t<folder>images</folder>
\t<filename>a.png</filename>
\t<path>C:\\data\\images\\a.png</path>
\t<source>
\t\t<database>Unknown</database>
\t</source>
\t<size>
\t\t<width>320</width>
\t\t<height>240</height>
\t\t<depth>3</depth>
\t</size>
\t<segmented>0</segmented>
\t<object>
\t\t<name>dog</name>
\t\t<pose>Left</pose>
\t\t<truncated>1</truncated>
\t\t<difficult>1</difficult>
\t\t<bndbox>
\t\t\t<xmin>12</xmin>
\t\t\t<ymin>1</ymin>
\t\t\t<xmax>320</xmax>
\t\t\t<ymax>200</ymax>
\t\t</bndbox>
\t\t<part><name>head</name><bndbox><xmin>1</xmin><ymin>2</ymin><xmax>3</xmax><ymax>4</ymax></bndbox></part>
\t</object>
</annotation>
"""

LABELME: dict[str, Any] = {
    "version": "5.4.1",
    "flags": {"night": True},
    "shapes": [
        {"label": "dog", "points": [[110.5, 90.25], [10.125, 20.75]], "group_id": 4,
         "description": "tail cut", "shape_type": "rectangle", "flags": {"truncated": True},
         "mask": None},
        {"label": "road", "points": [[0, 0], [5, 5], [9, 1]], "group_id": None, "description": "",
         "shape_type": "linestrip", "flags": {}},
        {"label": "cat", "points": [[50.5, 60.5], [90, 70], [70, 100.25]], "group_id": None,
         "description": "", "shape_type": "polygon", "flags": {"asleep": False}},
        {"label": "ball", "points": [[200, 100], [210, 100]], "group_id": None, "description": "",
         "shape_type": "circle", "flags": {}},
    ],
    "imagePath": "..\\pictures\\a.png",
    "imageData": None,
    "imageHeight": HEIGHT,
    "imageWidth": WIDTH,
    "operator": "kim",
}  # fmt: skip

CVAT = """<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta><task><id>5</id><name>yard</name><labels>
    <label><name>dog</name><color>#ff0000</color><type>any</type><attributes/></label>
    <label><name>cat</name><attributes/></label>
  </labels></task></meta>
  <image id="3" name="a.png" subset="Train" task_id="5" width="320" height="240">
    <box label="dog" source="manual" occluded="1" xtl="10.50" ytl="20.25" xbr="110.75" ybr="90.00" z_order="2" group_id="4">
      <attribute name="truncated">true</attribute>
      <attribute name="shade">grey</attribute>
    </box>
    <polygon label="cat" source="semi-auto" occluded="0" points="50.50,60.50;90.00,70.00;70.00,100.25" z_order="0"></polygon>
    <polyline label="cat" source="manual" occluded="0" points="1.00,1.00;5.00,5.00" z_order="0"></polyline>
    <box label="cat" source="manual" occluded="0" xtl="100.00" ytl="100.00" xbr="140.00" ybr="120.00" rotation="90.00" z_order="0"></box>
    <tag label="cat" source="manual"></tag>
  </image>
</annotations>
"""  # noqa: E501


def convert(labels: LabelSet, to: str, target: Path, options: Options | None = None) -> LabelSet:
    """Write labels in a format and read them again."""
    FORMATS[to].write(labels, target, options or Options(), Output(), lambda _done, _total: None)
    return read_labels(target, options)
