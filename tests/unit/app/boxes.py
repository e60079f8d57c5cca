"""Boxes, annotations and detections for tests, drawn at random or made by hand."""

from collections.abc import Sequence

import numpy as np
from hypothesis import strategies as st

from app.domain.detections import DetectionSet, Level, ModelInfo
from app.domain.records import Annotation, Box

CLASSES = ("cat", "dog", "person")
MODEL = ModelInfo(
    name="tiny",
    levels=(Level("P2", 4, (32,)), Level("P3", 8, (64,))),
    class_names=CLASSES,
    canonical_size=224,
    k0=4,
    key="0123",
)
WIDTH, HEIGHT = 320, 240


def detections(
    boxes: Sequence[Box], labels: Sequence[int], scores: Sequence[float] | None = None
) -> DetectionSet:
    """Detections with these boxes and classes, best first unless scores say otherwise."""
    count = len(boxes)
    table = np.array(boxes, np.float64).reshape(-1, 4)
    return DetectionSet(
        file="a.png",
        width=WIDTH,
        height=HEIGHT,
        scale_x=1.0,
        scale_y=1.0,
        model=MODEL,
        boxes=table,
        scores=np.array(scores if scores is not None else np.linspace(0.9, 0.1, count)),
        labels=np.array(labels, np.int64),
        anchor_ranks=np.zeros(count, np.int64),
        roi_ranks=np.ones(count, np.int64),
        anchors=table.copy(),
        objectness=np.full(count, np.nan),
        proposals=table.copy(),
    )


def annotation(id: int, box: Box, label: int = 1, **values: object) -> Annotation:
    """An annotation of picture 1."""
    return Annotation(id, 1, label, box, **values)  # type: ignore[arg-type]


@st.composite
def boxes(draw: st.DrawFn, width: float = WIDTH, height: float = HEIGHT) -> Box:
    """A box inside a picture, at least a pixel wide and high."""
    x1 = draw(st.floats(0, width - 1))
    y1 = draw(st.floats(0, height - 1))
    x2 = draw(st.floats(x1 + 1, width)) if x1 + 1 < width else width
    y2 = draw(st.floats(y1 + 1, height)) if y1 + 1 < height else height
    return x1, y1, x2, y2


@st.composite
def annotations(draw: st.DrawFn, most: int = 6) -> list[Annotation]:
    """Annotations of picture 1 with ids 101, 102, ..., some locked, some with a polygon."""
    out = []
    for number in range(draw(st.integers(0, most))):
        x1, y1, x2, y2 = box = draw(boxes())
        points = ((((x1, y1), (x2, y1), (x2, y2))),) if draw(st.booleans()) else ()
        out.append(
            annotation(
                101 + number,
                box,
                draw(st.integers(1, 3)),
                locked=draw(st.booleans()),
                difficult=draw(st.booleans()),
                points=points,
            )
        )
    return out
