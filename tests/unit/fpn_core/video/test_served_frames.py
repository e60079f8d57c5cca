"""The detection server on frames of videos, through its pipes as a window uses it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.unit.fpn_core.test_server import Served
from tests.unit.fpn_core.tiny import tiny_detector
from tests.unit.fpn_core.video.made_videos import make_video


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("served")
    tiny_detector().save(folder / "tiny.safetensors")
    make_video(folder / "clip.mp4", count=60, between=2)
    return folder


@pytest.fixture
def server(files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    served = Served("--model", str(files / "tiny.safetensors"), folder=files)
    assert [served.read()["event"] for _ in range(2)] == ["loading", "ready"]
    yield served
    served.close()


def test_frames_are_answered_on_every_channel(server: Served, files: Path) -> None:
    clip = files / "clip.mp4"
    server.send(
        {"id": 1, "op": "detect", "channel": "view", "file": f"{clip}#frame=40", "score": 0.1},
        {"id": 2, "op": "proposals", "file": f"{clip}#frame=40", "limit": 5},
        {"id": 3, "op": "detect", "file": f"{clip}#frame=41", "score": 0.1},
        {"id": 4, "op": "detect", "file": str(clip), "score": 0.1},
        {"id": 5, "op": "detect", "file": f"{clip}#frame=0", "score": 0.1},
    )
    answers = [server.read() for _ in range(5)]
    assert [answer["id"] for answer in answers] == [1, 2, 3, 4, 5]
    view, proposals, other, itself, first = (answer["result"] for answer in answers)
    assert view["file"] == f"{clip}#frame=40"
    assert (view["width"], view["height"]) == (96, 64)
    assert len(proposals["proposals"]) == 5
    assert view["detections"]
    assert view["detections"] != other["detections"], "each frame has pixels of its own"
    assert itself["detections"] == first["detections"]


def test_frames_in_the_background_come_in_order_and_broken_ones_say_so(
    server: Served, files: Path
) -> None:
    clip = files / "clip.mp4"
    wanted = list(range(0, 60, 7))
    server.send(
        *(
            {
                "id": n,
                "op": "detect",
                "channel": "folder",
                "file": f"{clip}#frame={n}",
                "score": 0.1,
            }
            for n in (*wanted, 60)
        ),
        {"id": 100, "op": "detect", "channel": "folder", "file": f"{files / 'no.mp4'}#frame=1"},
        {"id": 101, "op": "detect", "channel": "view", "file": f"{clip}#frame=50", "score": 0.1},
    )
    answers = {answer["id"]: answer for answer in (server.read() for _ in range(len(wanted) + 3))}
    assert [n for n in answers if n < 60] == wanted
    assert all(answers[n]["result"]["file"] == f"{clip}#frame={n}" for n in wanted)
    assert answers[60] == {"id": 60, "error": "clip.mp4: no frame 60; it has 60 frames, 0 to 59"}
    assert "no.mp4: no such file" in answers[100]["error"]
    assert "result" in answers[101]


def test_a_video_that_is_replaced_is_looked_at_anew(server: Served, tmp_path: Path) -> None:
    clip = make_video(tmp_path / "a.mp4", count=4)
    ask = {"op": "proposals", "file": f"{clip}#frame=3", "limit": 5}
    server.send({"id": 1, **ask})
    before = server.read()["result"]["proposals"]
    make_video(clip, count=4, numbers=[700] * 4)
    server.send({"id": 2, **ask})
    assert server.read()["result"]["proposals"] != before
