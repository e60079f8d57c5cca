"""A window on a video whose detections are in the project: a car that comes near, and others."""

import numpy as np

from app.domain.detections import DetectionSet, ModelInfo
from app.domain.level_rule import matching_ranks
from app.domain.records import Box
from fpn_core.video.frames import frame_path
from tests.ui.videos import VideoHands

WIDTH, HEIGHT, SCALE = 640, 480, 2.0


def found_on(
    model: ModelInfo, rows: list[tuple[str, float, Box]], ranks: list[int] | None = None
) -> DetectionSet:
    """Detections (class, score, box), best first; the level of each is that of its best anchor
    unless given."""
    order = sorted(range(len(rows)), key=lambda at: -rows[at][1])
    rows = [rows[at] for at in order]
    boxes = np.array([row[2] for row in rows], np.float64).reshape(-1, 4)
    count = len(rows)
    labels = np.array([model.class_names.index(row[0]) for row in rows], np.int64)
    none = np.zeros(count, np.int64)
    made = DetectionSet(
        "", WIDTH, HEIGHT, SCALE, SCALE, model, boxes, np.array([row[1] for row in rows]),
        labels, none, none, boxes.copy(), np.full(count, 0.5), boxes.copy(),
    )  # fmt: skip
    levels = matching_ranks(made, boxes) if ranks is None else np.array([ranks[at] for at in order])
    return DetectionSet(
        made.file, WIDTH, HEIGHT, SCALE, SCALE, model, boxes, made.scores, labels, levels, none,
        boxes.copy(), made.objectness, boxes.copy(),
    )  # fmt: skip


def near_car(frame: int) -> Box:
    """A car that grows from 28 to 300 network pixels while forty frames pass."""
    side = 28 * (300 / 28) ** (frame / 39) / SCALE
    return (320 - side / 2, 200 - side / 4, 320 + side / 2, 200 + 3 * side / 4)


def keep(hands: VideoHands, frame: int, rows: list[tuple[str, float, Box]]) -> DetectionSet:
    """Put what the model in use has found on a frame into the project, as its detection does."""
    document, model = hands.document, hands.harness.session.client.model
    assert model is not None
    path = frame_path(document.video.path, frame)
    found = found_on(model, rows)
    document.project.put_detections(document.project.picture(path).id, found)
    hands.harness.session._take_stored([(path, found)])
    return found


def linked(hands: VideoHands, count: int) -> None:
    """Wait until so many tracks are linked, and nothing more is to be done."""
    hands.wait(
        lambda: (
            hands.document.links is not None
            and len(hands.document.links) == count
            and hands.videos.linking.progress is None
        )
    )
