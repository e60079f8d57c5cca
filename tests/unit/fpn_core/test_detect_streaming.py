"""What `detect` finds goes out entry by entry: memory stays flat, and nothing is left half done."""

import csv
import json
import tracemalloc
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from fpn_core import entries
from fpn_core.cli import detect as command
from fpn_core.cli.inputs import Choice, Inputs, Target, Video, given_inputs
from fpn_core.cli.outputs import Outputs
from fpn_core.cli.summary import Summary
from fpn_core.cli.tracks import LOWEST, with_tracks
from fpn_core.video.frames import split_frame
from fpn_core.video.index import VideoIndex
from tests.unit.fpn_core.video.made_videos import make_video

MODEL = {"name": "fake", "levels": [{"name": "P2"}, {"name": "P3"}]}
SIDE = 40.0


def detection(x: float, score: float, category: str = "car") -> dict[str, Any]:
    return {
        "bbox": [x, 10.0, SIDE, SIDE], "score": score, "category": category,
        "anchor_level": "P2", "roi_level": "P2",
    }  # fmt: skip


def found_on(frame: int) -> dict[str, Any]:
    """A car that goes on and comes anew each thousand frames, a doubtful box, and a stray one; each
    hundredth frame cannot be read."""
    if frame % 100 == 99:
        return {"error": f"frame {frame} is broken"}
    rows = [detection(2 * (frame % 1000), 0.9), detection(3000, 0.3, "dog")]
    if frame % 7 == 0:
        rows.append(detection(5000 + frame, 0.95, "cat"))
    return {"detections": rows}


def fake(model: Any, file: str, score: float) -> dict[str, Any]:
    parts = split_frame(file)
    found = found_on(parts[1] if parts else 0)
    rows = {k: [r for r in v if r["score"] >= score] for k, v in found.items() if k != "error"}
    return {"file": file, **found, **rows}


def inputs_of(count: int, step: int = 1) -> Inputs:
    marks = np.arange(step * count) % 50 == 0
    index = VideoIndex(np.arange(step * count), Fraction(1, 25), marks, 640, 480)
    return Inputs([], [Video("/nowhere/clip.mp4", index, range(0, step * count, step))], [])


def stream(inputs: Inputs, outputs: Outputs) -> Summary:
    """What the command does, without a model."""
    detector: Any = SimpleNamespace(name="fake")
    return command._streamed(detector, inputs, outputs)


@pytest.fixture(autouse=True)
def fake_detector(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entries, "detect_file", fake)
    monkeypatch.setattr(entries, "model_object", lambda detector: MODEL)


@pytest.mark.parametrize(("tracks", "few"), [(False, 2_000), (True, 500)])
def test_memory_does_not_grow_with_the_video(
    tmp_path: Path,
    tracks: bool,
    few: int,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    # A bar of progress keeps some moments to foretell the end: as many as there was time for.
    monkeypatch.setattr(command, "track", lambda targets, **_options: targets)
    peaks = []
    for count in (few, 10 * few):
        inputs = inputs_of(count)
        assert len(inputs.videos[0].index.times) == count  # of the index, not of what streams
        outputs = Outputs(tmp_path / "a.json", tmp_path / "a.csv", None, None, 0.5, tracks)
        tracemalloc.start()
        before = tracemalloc.get_traced_memory()[0]
        summary = stream(inputs, outputs)
        peaks.append(tracemalloc.get_traced_memory()[1] - before)
        tracemalloc.stop()
        capsys.readouterr()
        pictures = summary.table("fake", ["P2"]).columns[0]
        assert list(pictures.cells) == [f"clip.mp4 ({count} frames)"]
    assert peaks[1] < 1.2 * peaks[0] + 20_000, peaks


def test_files_are_whole_and_as_one_object(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    outputs = Outputs(tmp_path / "a.json", tmp_path / "a.csv", None, None, 0.5, True)
    summary = stream(inputs_of(250), outputs)
    text = (tmp_path / "a.json").read_text(encoding="utf-8")
    content = json.loads(text)
    assert text == json.dumps(content, ensure_ascii=False)
    assert content["model"] == MODEL
    images = content["images"]
    assert [image["frame"] for image in images] == list(range(250))
    broken = [image["frame"] for image in images if "error" in image]
    assert broken == [99, 199]
    said = capsys.readouterr().err.splitlines()
    assert [line for line in said if line.startswith("fpn-core:")] == [
        f"fpn-core: frame {frame} is broken" for frame in broken
    ]
    assert summary.failed
    for image in images:
        rows = image.get("detections", [])
        assert [r["track"] for r in rows] == [{"car": 1, "cat": None}[r["category"]] for r in rows]
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as table:
        boxes = list(csv.DictReader(table))
    assert len(boxes) == sum(len(image.get("detections", ())) for image in images)
    assert {box["track"] for box in boxes} == {"1", ""}


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("no")])
def test_what_ends_it_in_the_middle_leaves_no_half_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    def failing(model: Any, file: str, score: float) -> dict[str, Any]:
        if file.endswith("=40"):
            raise error
        return fake(model, file, score)

    monkeypatch.setattr(entries, "detect_file", failing)
    (tmp_path / "a.csv").write_text("before")
    for tracks in (False, True):
        outputs = Outputs(tmp_path / "a.json", tmp_path / "a.csv", None, None, 0.5, tracks)
        with pytest.raises(type(error)):
            stream(inputs_of(100), outputs)
        assert [file.name for file in tmp_path.iterdir()] == ["a.csv"]
        assert (tmp_path / "a.csv").read_text() == "before"


def test_tracks_come_in_order_and_a_frame_behind() -> None:
    inputs = inputs_of(120, step=20)
    (video,) = inputs.videos
    still = Target("/nowhere/still.png")
    taken = 0

    def pairs() -> Iterator[tuple[Target, dict[str, Any]]]:
        nonlocal taken
        yield still, {"file": still.file, "detections": [detection(0, 0.9), detection(0, 0.2)]}
        for frame in range(120):
            taken += 1
            target = Target(f"{video.path}#frame={20 * frame}", video, 20 * frame)
            rows = [detection(2 * frame, 0.9 if frame % 3 else 0.2)]
            found = {"error": "broken"} if frame % 10 == 9 else {"detections": rows}
            yield target, {"file": target.file, **found}

    made = []
    for target, entry in with_tracks(pairs(), 0.5):
        made.append((target, entry))
        assert taken - len(made) <= 2
    assert [target.file for target, _entry in made[1:]] == [t.file for t in inputs.targets()]
    assert made[0][1]["detections"] == [detection(0, 0.9)]
    for frame, (_target, entry) in enumerate(made[1:]):
        assert ("error" in entry) == (frame % 10 == 9)
        rows = entry.get("detections", [])
        assert rows == ([] if "error" in entry or frame % 3 == 0 else [
            {**detection(2 * frame, 0.9), "track": 1}
        ])  # fmt: skip
    assert LOWEST < 0.2, "the doubtful ones carry the track on"


def test_frames_of_one_video_are_looked_at_together(tmp_path: Path) -> None:
    clip, other = make_video(tmp_path / "a.mp4", count=20), make_video(tmp_path / "b.mp4", count=3)
    given = [Path(f"{clip}#frame={n}") for n in (9, 3)] + [other, Path(f"{clip}#frame=15")]
    inputs = given_inputs(given, Choice())
    assert [(video.path, [*video.frames]) for video in inputs.videos] == [
        (str(clip), [3, 9, 15]),
        (str(other), [0, 1, 2]),
    ]
    assert len(inputs) == 6
    assert [target.frame for target in inputs.targets()] == [3, 9, 15, 0, 1, 2]
    whole = given_inputs([clip, Path(f"{clip}#frame=3")], Choice(step=5))
    assert [*whole.videos[0].frames] == [0, 3, 5, 10, 15]
