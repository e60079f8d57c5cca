"""Detections as bytes, for a project file that keeps those of 100,000 pictures.

Fixed-point numbers in little-endian columns, no pickle and no Python objects: boxes in steps of
``BOX_STEP`` pixels, scores in steps of ``SCORE_STEP``, the very steps that the detection server
rounds to. So what comes back equals what was kept to the last bit, in half the room of floats;
float32 would move a box on a large picture by more than the server's own rounding.
"""

import json
import struct
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

import numpy as np
import numpy.typing as npt

from app.domain.detections import (
    NO_LEVEL,
    AnswerError,
    DetectionSet,
    FloatArray,
    IntArray,
    ModelInfo,
    parse_model,
)

BOX_STEP = 1e-4
SCORE_STEP = 1e-8
MOST_ROWS = 100_000
MOST_SIDE = 1_000_000_000

_MAGIC = b"PLdt"
_VERSION = 1
# Magic, version, power of ten by which box steps are coarser, rows, width, height, scales.
_HEADER = struct.Struct("<4sBB2xIIIdd")
EXTENT_BYTES = _HEADER.size
_BOXES = ("boxes", "anchors", "proposals")
_SCORES = ("scores", "objectness")
_NO_COORDINATE = np.iinfo(np.int32).min
_NO_SCORE = np.iinfo(np.uint32).max
_MOST_COARSE = 9


class PackError(ValueError):
    """Bytes or values that are no detections."""


def pack_detections(found: DetectionSet) -> bytes:
    """Detections as bytes; the file's name and the model are kept elsewhere, once.

    Boxes of pictures over 200,000 pixels wide or high take coarser steps. Raises PackError for
    values that no model gives (infinite, a score over 1, a label or level out of range).
    """
    coarse = _coarseness(found)
    head = _HEADER.pack(
        _MAGIC, _VERSION, coarse, len(found), found.width, found.height,
        found.scale_x, found.scale_y,
    )  # fmt: skip
    columns: list[npt.NDArray[Any]] = [_packed_boxes(getattr(found, n), coarse) for n in _BOXES]
    columns += [_packed_scores(getattr(found, name)) for name in _SCORES]
    columns += [
        _packed_whole(found.labels, "<u2", 0, len(found.model.class_names)),
        _packed_whole(found.anchor_ranks, "<i1", NO_LEVEL, len(found.model.levels)),
        _packed_whole(found.roi_ranks, "<i1", NO_LEVEL, len(found.model.levels)),
    ]
    return head + b"".join(column.tobytes() for column in columns)


def unpack_detections(data: bytes, model: ModelInfo, file: str) -> DetectionSet:
    """The detections that were packed, as those of a model on a picture file.

    Raises PackError for bytes that are cut short, too long, of another version, or that name a
    class or a level which the model does not have.
    """
    coarse, count, width, height, scale_x, scale_y = _header(data)
    reader = _Reader(data, count)
    boxes = [_boxes(reader.take("<i4", 4), coarse) for _ in _BOXES]
    scores = [_scores(reader.take("<u4")) for _ in _SCORES]
    if np.isnan(scores[0]).any():
        raise PackError("stored detections: a row without a score")
    levels = len(model.levels)
    return DetectionSet(
        file=file,
        width=width,
        height=height,
        scale_x=scale_x,
        scale_y=scale_y,
        model=model,
        boxes=boxes[0],
        scores=scores[0],
        labels=_ranged(reader.take("<u2"), "class", 0, len(model.class_names)),
        anchor_ranks=_ranged(reader.take("<i1"), "level", NO_LEVEL, levels),
        roi_ranks=_ranged(reader.take("<i1"), "level", NO_LEVEL, levels),
        anchors=boxes[1],
        objectness=scores[1],
        proposals=boxes[2],
    )


def pack_model(model: ModelInfo) -> str:
    """A model's description as JSON text."""
    values = asdict(model)
    values["roi_levels"] = values.pop("roi_ranks")
    return json.dumps(values, ensure_ascii=False)


def unpack_model(text: str) -> ModelInfo:
    """The model that was packed. Raises PackError for text that describes none."""
    try:
        values = json.loads(text)
        if not isinstance(values, Mapping):
            raise PackError(f"stored model: expected an object, found {type(values).__name__}")
        return parse_model(values)
    except (ValueError, RecursionError, OverflowError, AnswerError) as error:
        raise PackError(f"stored model: {error}") from error


class _Reader:
    """Takes columns of ``count`` rows from bytes, one after the other."""

    def __init__(self, data: bytes, count: int) -> None:
        self._data, self._count = data, count
        self._place = _HEADER.size

    def take(self, kind: str, width: int = 1) -> npt.NDArray[Any]:
        count = self._count * width
        column = np.frombuffer(self._data, kind, count, self._place)
        self._place += column.nbytes
        return column.reshape(-1, width) if width > 1 else column


def _header(data: bytes) -> tuple[int, int, int, int, float, float]:
    if len(data) < _HEADER.size or data[:4] != _MAGIC:
        raise PackError("stored detections: these bytes are no detections")
    _magic, version, coarse, count, width, height, scale_x, scale_y = _HEADER.unpack_from(data)
    if version != _VERSION:
        raise PackError(f"stored detections: version {version}; this program reads {_VERSION}")
    a_row = 4 * 4 * len(_BOXES) + 4 * len(_SCORES) + 2 + 1 + 1
    needed = _HEADER.size + count * a_row
    if count > MOST_ROWS or len(data) != needed:
        raise PackError(f"stored detections: {len(data)} bytes for {count} rows, not {needed}")
    if coarse > _MOST_COARSE or not (0 < width <= MOST_SIDE and 0 < height <= MOST_SIDE):
        raise PackError(f"stored detections: a picture of {width}x{height} pixels")
    if not (0 < scale_x < np.inf and 0 < scale_y < np.inf):
        raise PackError(f"stored detections: scales {scale_x} and {scale_y}")
    return coarse, count, width, height, scale_x, scale_y


def _coarseness(found: DetectionSet) -> int:
    """How many digits boxes must lose to fit into 32 bits; 0 but for enormous pictures."""
    largest = 0.0
    for name in _BOXES:
        values = getattr(found, name)
        if np.isinf(values).any():
            raise PackError(f"{found.file}: {name} hold an infinite number")
        largest = max(largest, float(np.nanmax(np.abs(values), initial=0.0)))
    for coarse in range(_MOST_COARSE + 1):
        if largest * 10**-coarse / BOX_STEP < -_NO_COORDINATE - 1:
            return coarse
    raise PackError(f"{found.file}: a box reaches to {largest:g}")


# Steps a unit, as whole numbers: dividing by one gives the float nearest to the decimal number.
def _steps(coarse: int) -> float:
    return float(10 ** (4 - coarse)) if coarse <= 4 else 1 / 10 ** (coarse - 4)


def _packed_boxes(boxes: FloatArray, coarse: int) -> npt.NDArray[Any]:
    unknown = np.isnan(boxes)
    steps = np.rint(np.where(unknown, 0.0, boxes) * _steps(coarse))
    return np.where(unknown, _NO_COORDINATE, steps).astype("<i4")


def _boxes(steps: npt.NDArray[Any], coarse: int) -> FloatArray:
    values = steps.astype(np.float64) / _steps(coarse)
    values[steps == _NO_COORDINATE] = np.nan
    return values


def _packed_scores(scores: FloatArray) -> npt.NDArray[Any]:
    unknown = np.isnan(scores)
    known = np.where(unknown, 0.0, scores)
    if ((known < 0) | (known > 1)).any():
        raise PackError("detections: a score outside of 0 to 1")
    return np.where(unknown, _NO_SCORE, np.rint(known / SCORE_STEP)).astype("<u4")


def _scores(steps: npt.NDArray[Any]) -> FloatArray:
    known = steps != _NO_SCORE
    values = steps.astype(np.float64) / round(1 / SCORE_STEP)
    if (values[known] > 1).any():
        raise PackError("stored detections: a score over 1")
    values[~known] = np.nan
    return values


def _packed_whole(values: IntArray, kind: str, low: int, end: int) -> npt.NDArray[Any]:
    return _ranged(values, "class or level", low, min(end, np.iinfo(kind).max + 1)).astype(kind)


def _ranged(values: npt.NDArray[Any], what: str, low: int, end: int) -> IntArray:
    if len(values) and (values.min() < low or values.max() >= end):
        raise PackError(
            f"stored detections: {what} {values.min()}..{values.max()}, not under {end}"
        )
    return values.astype(np.int64)


def unpack_extent(head: bytes) -> tuple[int, int, float, float]:
    """Width and height of the picture (pixels), and network pixels per picture pixel across and
    down, from the first EXTENT_BYTES of packed detections, without reading the rest.

    Raises PackError for bytes that are no detections.
    """
    if len(head) < EXTENT_BYTES or head[:4] != _MAGIC:
        raise PackError("stored detections: these bytes are no detections")
    _magic, _version, _coarse, _count, *extent = _HEADER.unpack_from(head)
    width, height, scale_x, scale_y = extent
    return width, height, scale_x, scale_y
