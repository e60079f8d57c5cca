"""Detections of a video as a table."""

import csv
from io import StringIO

import numpy as np

from app.domain.formats.detections_csv import COLUMNS, detection_pieces
from tests.unit.app.project.samples import found_on


def test_a_row_for_every_detection_of_a_score() -> None:
    found = [
        (frame, found_on(f"clip.mp4#frame={frame}", [0.9, 0.5, 0.2], [0, 1, 0], [1, 0, 1]))
        for frame in (0, 2, 9)
    ]
    times = np.array([0.0, 0.04, 1 / 12])
    text = "".join(detection_pieces("clip, the first.mp4", times, found, 0.5))
    assert text.splitlines()[0].split(",") == list(COLUMNS)
    rows = list(csv.DictReader(StringIO(text)))
    assert [(each["frame"], each["class"], each["score"]) for each in rows] == [
        ("0", "cat", "0.9"),
        ("0", "dog", "0.5"),
        ("2", "cat", "0.9"),
        ("2", "dog", "0.5"),
    ]
    assert {each["video"] for each in rows} == {"clip, the first.mp4"}
    assert rows[2]["time"] == "0.083333"
    assert [each["anchor_level"] for each in rows[:2]] == ["P3", "P2"]
    assert [rows[0][side] for side in ("x1", "y1", "x2", "y2")] == ["1", "2", "30", "40"]


def test_no_detections_leave_the_names_of_the_columns() -> None:
    assert "".join(detection_pieces("a.mp4", np.zeros(3), [], 0.0)) == ",".join(COLUMNS) + "\n"
