"""How long a frame of a 720-line H.264 video takes: while scrubbing, playing and stepping back."""

import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import av
import numpy as np

from fpn_core.video.index import build_index
from fpn_core.video.reader import VideoReader

SIZE, COUNT, GOP = (1280, 720), 900, 250  # the longest group of pictures that x264 makes by itself


def make_video(file: Path) -> None:
    """Moving pictures with detail, as a camera that pans gives."""
    noise = np.random.default_rng(0).integers(0, 256, (180, 320, 3), dtype=np.uint8)
    scene = noise.repeat(4, axis=0).repeat(4, axis=1)
    with av.open(str(file), "w") as container:
        options = {"preset": "veryfast", "sc_threshold": "0", "bf": "2", "g": str(GOP)}
        stream = container.add_stream("libx264", rate=30, options=options)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        for number in range(COUNT):
            picture = np.roll(scene, (2 * number, 3 * number), axis=(0, 1))
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def milliseconds(work: Callable[[int], object], frames: list[int]) -> list[float]:
    taken = []
    for frame in frames:
        start = time.perf_counter()
        work(frame)
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def test_frames_of_a_720_line_video(tmp_path: Path) -> None:
    file = tmp_path / "camera.mp4"
    make_video(file)
    start = time.perf_counter()
    index = build_index(file)
    print(f"\nindex of {len(index)} frames: {1000 * (time.perf_counter() - start):.0f} ms")
    anywhere = random.Random(0).choices(range(COUNT), k=60)
    reader = VideoReader(file, index)
    for name, work, frames in (
        ("scrub: the frame to show at once", lambda f: reader.read_alone(reader.near(f)), anywhere),
        ("exact, anywhere", reader.read, anywhere),
        ("forward", reader.read, list(range(300))),
        ("backward", reader.read, list(range(COUNT - 1, COUNT - 301, -1))),
    ):
        taken = milliseconds(work, frames)
        middle, worst = statistics.median(taken), max(taken)
        print(f"{name}: median {middle:.1f} ms, worst {worst:.1f} ms, mean {np.mean(taken):.1f} ms")
    reader.close()
