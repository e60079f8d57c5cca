"""Videos with sound: short tones at known times, which are found again after any codec."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
import numpy.typing as npt
from av.audio.stream import AudioStream

RATE = 48_000
LOUD, LENGTH = 0.1, 0.1  # what counts as a tone; how long one is in seconds

Samples = npt.NDArray[np.float32]


def tones_at(times: Sequence[float], seconds: float, rate: int = RATE) -> Samples:
    """Silence of a length with tones of 1 kHz at times in seconds."""
    at = np.arange(round(seconds * rate)) / rate
    marks = np.zeros(len(at), np.bool_)
    for time in times:
        marks |= (at >= time) & (at < time + LENGTH)
    return np.where(marks, 0.5 * np.sin(2000 * np.pi * at), 0).astype(np.float32)


def add_sound(
    video: Path,
    target: Path,
    codec: str,
    *sounds: Samples,
    rate: int = RATE,
    layout: str = "mono",
    muxer: dict[str, str] | None = None,
) -> Path:
    """Write the packets of a video again with streams of sound, which begin at time 0."""
    kind = "matroska" if target.suffix == ".webm" else None
    with (
        av.open(str(video)) as source,
        av.open(str(target), "w", format=kind, options=muxer or {}) as made,
    ):
        shown = source.streams.video[0]
        copied = made.add_stream_from_template(shown, opaque=True)
        streams = [_stream(made, codec, rate, layout) for _ in sounds]
        packets: list[Any] = []
        for stream, samples in zip(streams, sounds, strict=True):
            packets += _encoded(stream, samples, rate)
        for packet in source.demux(shown):
            if packet.size:
                packet.stream = copied
                packets.append(packet)
        for packet in sorted(packets, key=lambda each: each.dts * each.time_base):
            made.mux(packet)
    return target


def _stream(container: Any, codec: str, rate: int, layout: str) -> AudioStream:
    stream = cast(AudioStream, container.add_stream(codec, rate=rate, options={"strict": "-2"}))
    stream.codec_context.layout = layout
    return stream


def _encoded(stream: AudioStream, samples: Samples, rate: int) -> list[Any]:
    channels = stream.codec_context.layout.nb_channels
    out: list[Any] = []
    for place in range(0, len(samples), 1024):
        piece = np.repeat(samples[None, place : place + 1024], channels, axis=0)
        layout = stream.codec_context.layout
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(piece), "fltp", layout)
        frame.sample_rate, frame.pts, frame.time_base = rate, place, Fraction(1, rate)
        out += stream.encode(frame)
    return [*out, *stream.encode(None)]


def heard(file: Path) -> tuple[str, list[float], float]:
    """The codec of the sound of a video, when its tones begin, and when it ends, in seconds."""
    starts: list[float] = []
    end, quiet_since = 0.0, -1.0
    with av.open(str(file)) as container:
        (stream,) = container.streams.audio
        resampler = av.AudioResampler("fltp", "mono", RATE)
        for frame in container.decode(stream):
            for each in resampler.resample(frame):
                samples = np.abs(each.to_ndarray()[0])
                begin = float((each.pts or 0) * (each.time_base or 0))
                for place in range(0, len(samples), 48):
                    at = begin + place / RATE
                    if samples[place : place + 48].max() > LOUD:
                        if at - quiet_since > LENGTH:
                            starts.append(at)
                        quiet_since = at
                end = begin + len(samples) / RATE
        return stream.codec.canonical_name, starts, end
