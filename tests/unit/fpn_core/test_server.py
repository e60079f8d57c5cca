"""The detection server through its pipes, as a window uses it."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from fpn_core.model_file import read_model
from tests.unit.fpn_core.tiny import CLASSES, picture, tiny_detector


class Served:
    """A server in a child process; lines go in as they are, replies come out as objects."""

    def __init__(self, *arguments: str, folder: Path) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-P", "-m", "fpn_core", "serve", "--device", "cpu", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
        )

    def send(self, *lines: object) -> None:
        assert self.process.stdin is not None
        text = "".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines)
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def read(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, "the server has ended"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def close(self) -> None:
        """Kill the server and close its pipes."""
        self.process.kill()
        with self.process:
            pass

    def ends_with(self) -> int:
        """Close the pipe to the server and wait for its exit code."""
        assert self.process.stdin is not None
        self.process.stdin.close()
        return self.process.wait(timeout=60)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model, two pictures, a broken one, and a module that must not be run."""
    folder = tmp_path_factory.mktemp("served")
    tiny_detector().save(folder / "tiny.safetensors")
    Image.fromarray(picture(120, 80)).save(folder / "a.png")
    Image.fromarray(picture(80, 120)).save(folder / "b.png")
    (folder / "broken.jpg").write_bytes(b"\xff\xd8 no more")
    (folder / "csv.py").write_text("raise SystemExit('a file of the user was imported')")
    return folder


@pytest.fixture
def server(files: Path) -> Iterator[Served]:
    served = Served("--model", str(files / "tiny.safetensors"), folder=files)
    assert served.read() == {"event": "loading", "model": str(files / "tiny.safetensors")}
    ready = served.read()
    assert ready["event"] == "ready"
    assert ready["model"]["class_names"] == list(CLASSES)
    assert [level["name"] for level in ready["model"]["levels"]] == ["P2", "P3", "P4", "P5", "P6"]
    assert ready["device"] == "cpu"
    assert ready["device_reason"] == "asked for"
    yield served
    served.close()


def test_requests_are_answered_by_id_and_bad_ones_end_nothing(server: Served, files: Path) -> None:
    server.send(
        {"id": 1, "op": "ping"},
        "no json at all",
        [1, 2],
        {"id": 2, "op": "fly"},
        {"id": 3, "op": "detect"},
        {"id": 4, "op": "detect", "file": str(files / "broken.jpg")},
        {"id": 5, "op": "detect", "file": str(files / "nowhere.png")},
        {"id": 6, "op": "detect", "file": str(files / "a.png"), "score": 0.2},
    )
    answers = [server.read() for _ in range(8)]
    assert [answer["id"] for answer in answers] == [1, None, None, 2, 3, 4, 5, 6]
    assert answers[0] == {"id": 1, "result": {}}
    for answer, word in zip(
        answers[1:7],
        ("JSON", "object", "'fly'", "expected a path", "broken.jpg", "nowhere.png"),
        strict=True,
    ):
        assert word in answer["error"]
    result = answers[7]["result"]
    assert (result["width"], result["height"]) == (120, 80)
    assert result["detections"]
    assert min(d["score"] for d in result["detections"]) >= 0.2
    assert answers[7]["ms"] > 0
    assert server.ends_with() == 0


def test_the_newest_request_of_a_channel_wins(server: Served, files: Path) -> None:
    requests = [
        {"id": n, "op": "detect", "channel": "view", "file": str(files / "a.png")}
        for n in range(10, 20)
    ]
    alone = {"id": 99, "op": "detect", "file": str(files / "b.png")}
    server.send(*requests, alone)
    answers = {answer["id"]: answer for answer in (server.read() for _ in range(11))}
    assert "result" in answers[19]
    assert "result" in answers[99]
    dropped = [n for n in range(10, 19) if answers[n].get("dropped")]
    assert len(dropped) >= 7, "at most those that had begun are answered"
    assert all("result" in answers[n] for n in range(10, 19) if n not in dropped)


def test_a_model_that_cannot_be_loaded_leaves_the_one_before(server: Served, files: Path) -> None:
    server.send(
        {"id": 1, "op": "load", "model": str(files / "a.png"), "device": "cpu"},
        {"id": 2, "op": "detect", "file": str(files / "a.png"), "score": 0.2},
        {"op": "quit"},
    )
    assert server.read()["event"] == "loading"
    failed = server.read()
    assert failed["event"] == "failed"
    assert "a.png" in failed["error"]
    assert server.read() == {"id": 1, "error": failed["error"]}
    assert server.read()["result"]["detections"]
    assert server.process.wait(timeout=60) == 0


def test_without_a_model_it_says_so_and_takes_another(files: Path) -> None:
    served = Served("--model", "nothing.safetensors", folder=files)
    try:
        assert served.read()["event"] == "loading"
        assert "nothing.safetensors" in served.read()["error"]
        served.send(
            {"id": 1, "op": "detect", "file": str(files / "a.png")},
            {"id": 2, "op": "load", "model": str(files / "tiny.safetensors"), "device": "cpu"},
            {"id": 3, "op": "detect", "file": str(files / "a.png")},
        )
        assert "nothing.safetensors" in served.read()["error"]
        assert [served.read().get("event") for _ in range(2)] == ["loading", "ready"]
        assert served.read() == {"id": 2, "result": {}}
        assert "result" in served.read()
        assert served.ends_with() == 0
    finally:
        served.close()


def test_somebody_who_looks_waits_for_no_folder(server: Served, files: Path) -> None:
    folder = [
        {"id": n, "op": "detect", "channel": "folder", "file": str(files / name)}
        for n, name in enumerate(["a.png", "broken.jpg", "b.png"] * 10)
    ]
    looking = {"id": 99, "op": "detect", "channel": "view", "file": str(files / "b.png")}
    server.send(*folder, looking)
    answers = [server.read() for _ in range(len(folder) + 1)]
    order = [answer["id"] for answer in answers]
    assert order.index(99) < 10
    assert sorted(order[: order.index(99)] + order[order.index(99) + 1 :]) == list(range(30))
    for answer in answers:
        broken = answer["id"] != 99 and answer["id"] % 3 == 1
        assert ("broken.jpg" in answer.get("error", "")) == broken
    by_id = {answer["id"]: answer for answer in answers}
    assert by_id[99]["result"] == by_id[2]["result"], "decoded ahead or not, it is the same"


def test_proposals_are_those_of_the_picture(server: Served, files: Path) -> None:
    file = str(files / "a.png")
    server.send(
        {"id": 1, "op": "proposals", "file": file, "limit": 20, "channel": "objects"},
        {"id": 2, "op": "detect", "file": file, "score": 0.2, "channel": "view"},
        {"id": 3, "op": "proposals", "file": file, "limit": 20},
        {"id": 4, "op": "proposals", "file": file, "limit": 0},
        {"id": 5, "op": "proposals", "file": str(files / "broken.jpg")},
    )
    alone, detected, shared, wrong, broken = (server.read() for _ in range(5))
    assert alone["result"] == shared["result"], "the dense part of a detection serves as well"
    rows = shared["result"]["proposals"]
    assert len(rows) == 20
    sure = [row["objectness"] for row in rows]
    assert sure == sorted(sure, reverse=True)
    known = [level.name for level in tiny_detector().config.levels]
    for row in rows:
        x, y, width, height = row["bbox"]
        assert row["level"] in known
        assert 0 <= x <= x + width <= 120.001
        assert 0 <= y <= y + height <= 80.001
    assert detected["result"]["network"] == shared["result"]["network"]
    assert "limit" in wrong["error"]
    assert "broken.jpg" in broken["error"]
    server.send({"id": 6, "op": "proposals", "file": file, "limit": 2000})
    boxes = [row["bbox"] for row in server.read()["result"]["proposals"]]
    assert len(boxes) > 120, "more than the model proposes for itself"
    proposed = [row["proposal"] for row in detected["result"]["detections"]]
    near = [min(max(abs(a - b) for a, b in zip(p, box, strict=True)) for box in boxes)
            for p in proposed]  # fmt: skip
    assert max(near) < 0.01, "a detection's proposal is one of them"


def test_a_model_is_known_by_its_content(files: Path, tmp_path: Path) -> None:
    keys = []
    for name, seed in (("one", 0), ("two", 0), ("three", 1)):
        model = tmp_path / name / "same.safetensors"
        model.parent.mkdir()
        tiny_detector(seed=seed).save(model)
        keys.append(read_model(model).key)
    assert keys[0] == keys[1] != keys[2]
    assert len(keys[0]) == 32
