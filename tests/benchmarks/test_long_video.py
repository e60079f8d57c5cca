"""A video of two hours: when its first picture can be seen, and what memory reading it takes."""

import os
import random
import statistics
import time
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest

from fpn_core.video.first import first_picture
from fpn_core.video.index import VideoIndex, build_index
from fpn_core.video.reader import VideoReader

SIZE, RATE, SECONDS = (320, 180), 25, 7200
LOOP = 10 * RATE  # frames that are encoded; the rest are their packets once more
SEEN, ANYWHERE = 2000, 200  # frames that are read


def make_loop(file: Path) -> None:
    """Ten seconds of moving pictures with detail, which begin and end with whole groups."""
    noise = np.random.default_rng(0).integers(0, 256, (45, 80, 3), dtype=np.uint8)
    scene = noise.repeat(4, axis=0).repeat(4, axis=1)
    with av.open(str(file), "w") as container:
        options = {"preset": "ultrafast", "sc_threshold": "0", "g": str(2 * RATE), "crf": "35"}
        stream = container.add_stream("libx264", rate=RATE, options=options)
        stream.width, stream.height = SIZE
        stream.pix_fmt = "yuv420p"
        for number in range(LOOP):
            picture = np.roll(scene, (2 * number, 3 * number), axis=(0, 1))
            frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())


def make_video(file: Path, loop: Path) -> None:
    """The packets of a loop again and again, at later and later times."""
    with av.open(str(loop)) as source, av.open(str(file), "w") as made:
        shown = source.streams.video[0]
        stream = made.add_stream_from_template(shown, opaque=True)
        unit = cast(Fraction, shown.time_base)
        kept = [(bytes(p), p.pts, p.dts, p.is_keyframe) for p in source.demux(shown) if p.size]
        step = round(Fraction(LOOP, RATE) / unit)
        for turn in range(SECONDS * RATE // LOOP):
            for data, pts, dts, keyframe in kept:
                packet = av.Packet(data)
                packet.pts, packet.dts = (pts or 0) + turn * step, (dts or 0) + turn * step
                packet.time_base, packet.is_keyframe = unit, keyframe
                packet.stream = stream
                made.mux(packet)


def resident() -> float:
    """Megabytes of memory that this process has at the moment."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def timed(name: str, work: Callable[[], object]) -> None:
    before, start = resident(), time.perf_counter()
    work()
    took = 1000 * (time.perf_counter() - start)
    print(f"{name}: {took:.0f} ms, memory {before:.0f} to {resident():.0f} MB")


def read(name: str, reader: VideoReader, frames: Iterable[int]) -> None:
    """Read frames; the memory after each is looked at."""
    taken, peak, before = [], 0.0, resident()
    for frame in frames:
        start = time.perf_counter()
        reader.read(frame)
        taken.append(1000 * (time.perf_counter() - start))
        peak = max(peak, resident())
    print(
        f"{name}, {len(taken)} frames: median {statistics.median(taken):.1f} ms, "
        f"worst {max(taken):.1f} ms, memory {before:.0f} MB before, {peak:.0f} MB at most"
    )


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_two_hours_of_video(tmp_path: Path) -> None:
    file, loop = tmp_path / "long.mp4", tmp_path / "loop.mp4"
    make_loop(loop)
    start = time.perf_counter()
    make_video(file, loop)
    size = file.stat().st_size / 1e6
    print(f"\n{SECONDS * RATE} frames, {size:.0f} MB, made in {time.perf_counter() - start:.1f} s")
    timed("first picture", lambda: first_picture(file))
    found: list[VideoIndex] = []
    timed("index", lambda: found.append(build_index(file)))
    (index,) = found
    assert len(index) == SECONDS * RATE
    reader = VideoReader(file, index)
    generator = random.Random(0)
    read("forward from the start", reader, range(SEEN))
    read("forward at the end", reader, range(len(index) - SEEN, len(index)))
    read("forward, every 90th of all", reader, range(0, len(index), 90))
    read("anywhere", reader, generator.choices(range(len(index)), k=ANYWHERE))
    reader.close()
