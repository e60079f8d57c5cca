"""Detections of a model on a picture as one packed row, with columns that filters can ask."""

import sqlite3
from typing import Any

import numpy as np

from app.domain.detection_pack import pack_model
from app.domain.detections import DetectionSet, ModelInfo

DOUBTFUL = 5
SCORE_BINS = 50


def put(db: sqlite3.Connection, picture: int, found: DetectionSet, packed: bytes) -> None:
    """Keep detections in place of the model's earlier ones; the caller holds the transaction."""
    key = (picture, _model_id(db, found.model))
    best = float(found.scores.max()) if len(found) else None
    db.execute("DELETE FROM detection_parts WHERE picture=? AND model=?", key)
    row = (*key, len(found), best, uncertainty(found), packed)
    db.execute("REPLACE INTO detections VALUES (?, ?, ?, ?, ?, ?)", row)
    rows = [(*key, *part) for part in parts(found)]
    db.executemany("INSERT INTO detection_parts VALUES (?, ?, ?, ?, ?, ?, ?)", rows)


def _model_id(db: sqlite3.Connection, model: ModelInfo) -> int:
    key = model_key(model)
    row = db.execute("SELECT id FROM models WHERE key=?", (key,)).fetchone()
    if row:
        return int(row[0])
    (highest,) = db.execute("SELECT MAX(id) FROM models").fetchone()
    made = (highest or 0) + 1
    db.execute("INSERT INTO models VALUES (?, ?, ?)", (made, key, pack_model(model)))
    return int(made)


def uncertainty(found: DetectionSet) -> float:
    """Mean doubt of the most doubtful detections, see PictureSummary."""
    doubt = 1 - np.abs(2 * found.scores - 1)
    return float(np.sort(doubt)[::-1][:DOUBTFUL].sum() / DOUBTFUL)


def parts(found: DetectionSet) -> list[tuple[Any, ...]]:
    """(label, anchor level, count, best score, mask of score bins) for each label and level."""
    gathered: dict[tuple[int, int], list[Any]] = {}
    columns = (found.labels, found.anchor_ranks, found.scores, score_bin(found.scores))
    for label, level, score, place in zip(*(column.tolist() for column in columns), strict=True):
        part = gathered.setdefault((label, level), [0, 0.0, 0])
        part[0] += 1
        part[1] = max(part[1], score)
        part[2] |= 1 << place
    return [(*key, *part) for key, part in gathered.items()]


def score_bin(scores: Any) -> Any:
    """Which fiftieth of 0..1 scores fall into; 1.0 belongs to the last."""
    return np.clip((np.asarray(scores) * SCORE_BINS).astype(int), 0, SCORE_BINS - 1)


def bin_mask(low: float, high: float) -> int:
    """Bits of all bins that touch low..high."""
    first, last = int(score_bin(low)), int(score_bin(high))
    return (1 << (last + 1)) - (1 << first) if first <= last else 0


def model_key(model: ModelInfo) -> str:
    """What tells models apart: the hash of the model's content, or its name without one."""
    return str(getattr(model, "key", "") or model.name)
