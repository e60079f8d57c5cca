"""`fpn-core detect` on videos: which frames, what it writes, and what it says first."""

import csv
import json
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fpn_core.cli.main import main
from fpn_core.media import read_picture
from fpn_core.video.index import build_index
from fpn_core.video.reader import VideoReader
from tests.unit.fpn_core.tiny import picture, tiny_detector
from tests.unit.fpn_core.video.made_sound import add_sound, heard, tones_at
from tests.unit.fpn_core.video.made_videos import make_video, number_in, picture_of

TIMES = [40 * n + 15 * (n % 3) for n in range(40)]


@pytest.fixture
def model(tmp_path: Path) -> Path:
    """A model file with random weights under which detections do appear."""
    file = tmp_path / "models" / "tiny.safetensors"
    tiny_detector().save(file)
    return file


def run(monkeypatch: pytest.MonkeyPatch, *arguments: object) -> int:
    """The exit code of `fpn-core detect ARGUMENTS`."""
    monkeypatch.setattr(sys, "argv", ["fpn-core", "detect", *map(str, arguments)])
    with pytest.raises(SystemExit) as end:
        main()
    return int(end.value.code or 0)


def test_json_and_csv_name_frames_and_times(
    tmp_path: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    clip = make_video(tmp_path / "in" / "clip.mp4", count=40, between=2, times=TIMES)
    still = tmp_path / "in" / "still.png"
    Image.fromarray(picture(120, 80)).save(still)
    out, table = tmp_path / "out.json", tmp_path / "out.csv"
    arguments = ("--model", model, "--score", 0.1, "--json", out, "--csv", table)
    assert run(monkeypatch, clip, still, *arguments, "--every", 10, "--from", 3, "--to", 25) == 0
    said = capsys.readouterr()
    assert "clip.mp4: 3 of 40 frames, 3 (0:00:00.120) to 23 (0:00:00.950)" in said.err
    assert "clip.mp4 (3 frames)" in said.out
    images: list[dict[str, Any]] = json.loads(out.read_text(encoding="utf-8"))["images"]
    assert [image["file"] for image in images] == [
        str(still),
        *(f"{clip}#frame={n}" for n in (3, 13, 23)),
    ]
    assert [(i.get("video"), i.get("frame")) for i in images] == [
        (None, None),
        *((str(clip), n) for n in (3, 13, 23)),
    ]
    assert [i["time"] for i in images[1:]] == [TIMES[n] / 1000 for n in (3, 13, 23)]
    assert all((i["width"], i["height"]) == (96, 64) for i in images[1:])
    assert images[1]["detections"] != images[2]["detections"]
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    boxes = [(image, box) for image in images for box in image["detections"]]
    assert len(rows) == len(boxes) > 4
    for row, (image, box) in zip(rows, boxes, strict=True):
        x, y, width, height = box["bbox"]
        corners = [float(row[name]) for name in ("x1", "y1", "x2", "y2")]
        assert corners == pytest.approx([x, y, x + width, y + height], abs=1e-3)
        assert row["file"] == image.get("video", image["file"])
        assert row["frame"] == str(image.get("frame", ""))
        assert row["time"] == str(image.get("time", ""))
        assert (row["class"], float(row["score"])) == (box["category"], box["score"])
        assert (row["anchor_level"], row["roi_level"]) == (box["anchor_level"], box["roi_level"])


@pytest.mark.parametrize(
    ("arguments", "frames"),
    [
        (["--every", "0.5s"], [0, 12, 25, 37]),
        (["--every", "0.5s", "--from", "3", "--to", "30"], [3, 15, 28]),
        (["--every", "0.01s", "--to", "3"], [0, 1, 2, 3]),
        (["--every", "15"], [0, 15, 30]),
        (["--from", "38", "--to", "1000"], [38, 39]),
    ],
)
def test_every_so_many_frames_or_seconds(
    tmp_path: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    frames: list[int],
) -> None:
    clip = make_video(tmp_path / "clip.mp4", count=40)
    out = tmp_path / "out.json"
    assert run(monkeypatch, clip, "--model", model, "--json", out, *arguments) == 0
    images = json.loads(out.read_text(encoding="utf-8"))["images"]
    assert [image["frame"] for image in images] == frames


def test_the_annotated_video_has_the_frames_and_times_of_its_source(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = (480, 320)
    silent = make_video(tmp_path / "silent.mp4", count=40, between=2, times=TIMES, size=size)
    clip = add_sound(silent, tmp_path / "clip.mkv", "pcm_s16le", tones_at([0.5], 1.6))
    before = clip.read_bytes()
    out = tmp_path / "out.mp4"
    options = ("--model", model, "--score", 0.99)
    stretch = ("--every", 5, "--from", 4, "--to", 30)
    assert run(monkeypatch, clip, *options, "--draw", out, *stretch) == 0
    source, written = build_index(clip), build_index(out)
    assert written.times == pytest.approx(source.times[4:31] - source.times[4], abs=1e-9)
    reader = VideoReader(out, written)
    seen = [number_in(reader.read(n)[:320, :480]) for n in range(len(written))]
    assert reader.read(0).shape[0] > 320, "the legend stands below"
    reader.close()
    assert seen == list(range(4, 31))
    assert heard(out)[1] == pytest.approx([0.5 - TIMES[4] / 1000], abs=0.03)
    assert clip.read_bytes() == before


def test_boxes_stay_until_the_next_frame_that_was_looked_at(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = make_video(tmp_path / "clip.mp4", count=12, numbers=[700] * 12, size=(480, 320))
    out = tmp_path / "out.mp4"
    options = ("--model", model, "--score", 0.2, "--every", 6)
    for drawn_to in (out, tmp_path / "d"):
        assert run(monkeypatch, clip, *options, "--draw", drawn_to) == 0
    assert sorted(f.name for f in (tmp_path / "d").iterdir()) == [
        "clip-000000.png",
        "clip-000006.png",
    ]
    drawn = read_picture(tmp_path / "d" / "clip-000000.png").astype(int)
    plain = picture_of(700, 480, 320).astype(int)
    reader = VideoReader(out, build_index(out))
    for frame in (0, 3, 5):
        seen = reader.read(frame)[:320, :480].astype(int)
        as_drawn = np.abs(seen - drawn[:320, :480]).mean()
        assert as_drawn < np.abs(seen - plain).mean() / 4, "it has the boxes"
    reader.close()


def test_a_broken_tail_is_told_of_and_the_rest_is_done(
    tmp_path: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    clip = make_video(tmp_path / "clip.mp4", muxer={"movflags": "faststart"})
    data = clip.read_bytes()
    clip.write_bytes(data[: int(len(data) * 0.8)])
    out = tmp_path / "out.json"
    assert run(monkeypatch, clip, "--model", model, "--json", out, "--every", 9) == 1
    images = json.loads(out.read_text(encoding="utf-8"))["images"]
    assert sum("detections" in image for image in images) > 1
    lines = capsys.readouterr().err.splitlines()
    assert sum(line.startswith("fpn-core: clip.mp4: ends early") for line in lines) == 1


def test_single_frames_numbered_pictures_and_animations(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = make_video(tmp_path / "clip.mp4")
    animation = make_video(tmp_path / "moving.gif", "gif", count=3)
    for number in (3, 4):
        Image.fromarray(picture_of(number)).save(tmp_path / f"s_{number:03}.png")
    pattern = tmp_path / "s_%03d.png"
    out = tmp_path / "out.json"
    options = ("--model", model, "--json", out, "--draw", tmp_path / "drawn")
    assert run(monkeypatch, f"{clip}#frame=49", pattern, animation, *options) == 0
    images = json.loads(out.read_text(encoding="utf-8"))["images"]
    assert [(image["video"], image["frame"]) for image in images] == [
        (str(clip), 49),
        *((str(pattern), n) for n in range(2)),
        *((str(animation), n) for n in range(3)),
    ]
    names = sorted(file.name for file in (tmp_path / "drawn").iterdir())
    assert names == [
        "clip-000049.png",
        *(f"moving-00000{n}.png" for n in range(3)),
        "s_003.png",
        "s_004.png",
    ]


def test_tracks_number_the_objects_of_a_video(
    tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clip = make_video(tmp_path / "clip.mp4", count=6, numbers=[700] * 6, size=(480, 320))
    still = tmp_path / "still.png"
    Image.fromarray(picture(120, 80)).save(still)
    out, table = tmp_path / "out.json", tmp_path / "out.csv"
    options = ("--model", model, "--score", 0.2, "--json", out, "--csv", table)
    assert run(monkeypatch, clip, still, *options) == 0
    plain = json.loads(out.read_text(encoding="utf-8"))["images"]
    drawn = ("--draw", tmp_path / "out.mp4")
    assert run(monkeypatch, clip, "--model", model, "--score", 0.2, "--track", *drawn) == 0
    assert len(build_index(tmp_path / "out.mp4")) == 6
    assert run(monkeypatch, clip, still, *options, "--track") == 0
    images = json.loads(out.read_text(encoding="utf-8"))["images"]
    frames = [image for image in images if "video" in image]
    assert all("track" not in row for image in images[:1] for row in image["detections"])
    numbers = [[row["track"] for row in image["detections"]] for image in frames]
    assert numbers[0], "nothing moves, so that each box goes on"
    assert all(each == numbers[0] for each in numbers)
    assert sorted(numbers[0]) == list(range(1, len(numbers[0]) + 1))
    for image in frames:  # what is kept is the same
        for row in image["detections"]:
            del row["track"]
    assert images == plain
    with table.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["track"] for row in rows if row["frame"] == "5"] == [str(n) for n in numbers[5]]
    assert {row["track"] for row in rows if not row["frame"]} == {""}


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["clip.mp4", "--every", "0"], 2, "--every 0: give a number of frames"),
        (["clip.mp4", "--every", "often"], 2, "--every often: give a number of frames"),
        (["clip.mp4", "--from", "9", "--to", "3"], 2, "--to 3: comes before --from 9"),
        (["a.png", "--every", "2"], 2, "no video is given"),
        (["a.png", "--track"], 2, "--track: objects are numbered over frames"),
        (["clip.mp4", "--from", "50"], 1, "clip.mp4: no frame 50; it has 50 frames"),
        (["clip.mp4#frame=50"], 1, "clip.mp4: no frame 50; it has 50 frames"),
        (["broken.mp4"], 1, "broken.mp4: not a video, or a broken one"),
        (["broken.mp4", "--draw", "out.mp4"], 1, "broken.mp4: not a video, or a broken one"),
        (["nowhere.mp4"], 1, "nowhere.mp4: no such file"),
        (["clip.mp4", "--draw", "clip.mp4"], 2, "--draw clip.mp4: is what is read"),
        (["clip.mp4", "--draw", "out.avi"], 2, "--draw out.avi: give a folder, or a name that"),
        (["a.png", "--draw", "out.mp4"], 2, "is a copy of one video, and 0 are given"),
        (["clip.mp4", "a.png", "--draw", "out.mp4"], 2, "and pictures are given as well"),
        (["clip.mp4", "--json", "clip.mp4"], 2, "is a video's name"),
        (["clip.mp4", "--csv", "other.mkv"], 2, "is a video's name"),
        (["clip.mp4", "--draw", "."], 2, "holds the pictures themselves"),
    ],
)
def test_what_cannot_be_done_is_one_clear_line(
    tmp_path: Path,
    model: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    code: int,
    message: str,
) -> None:
    folder = tmp_path / "in"
    clip = make_video(folder / "clip.mp4")
    before = clip.read_bytes()
    Image.fromarray(picture(120, 80)).save(folder / "a.png")
    (folder / "broken.mp4").write_bytes(b"no video at all")
    monkeypatch.chdir(folder)
    assert run(monkeypatch, *arguments, "--model", model) == code
    lines = capsys.readouterr().err.splitlines()
    assert sum(message in line for line in lines) == 1
    assert clip.read_bytes() == before
    assert sorted(f.name for f in folder.iterdir()) == ["a.png", "broken.mp4", "clip.mp4"]
