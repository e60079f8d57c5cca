"""The sound of a video on its way into another one: read beside the pictures, never all at once.

What MP4 can hold is copied packet by packet, the rest is encoded as AAC. Of several sound streams
one is taken, which players and FFmpeg choose by themselves. Whatever is wrong with the sound is
told of as a problem, and never costs a picture.
"""

import io
from collections import deque
from collections.abc import Iterator
from fractions import Fraction
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt

from fpn_core.errors import PictureError
from fpn_core.video.index import VideoIndex
from fpn_core.video.library import pyav
from fpn_core.video.opening import leave_others_unread, open_container, packets_of, reason_of
from fpn_core.video.sequences import is_sequence

if TYPE_CHECKING:
    from av import Packet
    from av.audio.frame import AudioFrame
    from av.audio.stream import AudioStream
    from av.container import InputContainer, OutputContainer

    Packets = Iterator[Packet[AudioStream]]

Samples = npt.NDArray[np.float32]  # (channels, N), -1..1

# MP4 has a place for a few more, which hardly anything plays there.
_COPIED = frozenset({"aac", "ac3", "alac", "eac3", "flac", "mp3", "opus"})
_RATES = frozenset(
    {96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350}
)
_LAYOUTS = frozenset({"mono", "stereo", "3.0", "4.0", "5.0", "5.1", "7.1"})
_USUAL_RATE, _USUAL_LAYOUT = 48000, "stereo"
_LEAD = 4  # packets before the start, which decoders need and players leave out
_TRIED = 2  # packets that show whether MP4 holds a stream
_EARLIER = 10  # seconds by which to seek before the start, as containers may land late
_SLACK = 0.02  # seconds by which times may be rounded
_PIECE = 4096  # samples of silence at once
_MISSING = 0.5  # seconds by which sound may be shorter than its header says


def sound_of(path: str, index: VideoIndex, last: int) -> "Sound | None":
    """The sound of a video on to the end of its frame `last`, or to its own end where that is the
    last of all. None for numbered pictures. The file is opened later."""
    if is_sequence(path):
        return None
    end = int(index.pts[last + 1]) * index.time_base if last + 1 < len(index) else None
    return Sound(Path(path), end)


class Sound:
    """Goes into a container beside pictures: `begin`, `write` with each picture, then `finish`.

    path: the video that it is taken from. end: where it ends, in seconds on the clock of that file;
    None: it is taken whole. problems: lines for a person about what is left out.
    """

    def __init__(self, path: Path, end: Fraction | None = None) -> None:
        self.problems: list[str] = []
        self._path = path
        self._end = end
        self._start = self._at = Fraction(0)
        self._source: InputContainer | None = None
        self._target: OutputContainer | None = None
        self._packets: Packets = iter(())
        self._next: Packet[AudioStream] | None = None

    def begin(self, target: "OutputContainer", start: Fraction) -> None:
        """Add a stream to a container to which nothing was written yet, where the source has sound.
        It begins at `start`, in seconds on the clock of the source."""
        self._target, self._start, self._at = target, start, start
        try:
            stream, packets = self._opened(start)
        except PictureError as error:
            self.problems.append(f"{error}; its sound is left out")
            return
        if stream is not None:
            self._packets = self._prepared(target, stream, self._of_stretch(stream, packets))
            self._step()

    def write(self, until: Fraction) -> None:
        """Write what begins before a time, in seconds from the start. Raises OSError and
        av.FFmpegError where the container cannot be written."""
        while self._next is not None and _time_of(self._next) < until:
            self._mux(self._next)

    def finish(self) -> None:
        """Write the rest. Raises as `write`."""
        while self._next is not None:
            self._mux(self._next)

    def close(self) -> None:
        """Close the source."""
        self._packets, self._next = iter(()), None
        if self._source is not None:
            self._source.close()

    def _mux(self, packet: "Packet[AudioStream]") -> None:
        av = pyav()

        assert self._target is not None
        try:
            self._target.mux(packet)
        except (av.error.InvalidDataError, av.error.ArgumentError) as error:
            self._give_up(error)
            return
        self._step()

    def _step(self) -> None:
        """Have the next packet at hand."""
        av = pyav()

        try:
            self._next = next(self._packets, None)
        except (av.FFmpegError, OSError, ValueError, MemoryError) as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self._tell("is broken from {} on, and left out from there", reason_of(error))
        self._packets, self._next = iter(()), None

    def _tell(self, what: str, reason: str = "") -> None:
        """Tell what is wrong first; what follows from it need not be told."""
        if not self.problems:
            at = what.format(f"{float(self._at - self._start):.1f} s")
            why = f" ({reason})" if reason else ""
            self.problems.append(f"{self._path.name}: its sound {at}{why}")

    def _opened(self, start: Fraction) -> "tuple[AudioStream | None, Packets]":
        """The stream of the sound, and its packets from before `start` on. Raises PictureError."""
        for seeks in (start > _EARLIER, False):
            source = self._source = open_container(self._path)
            stream = cast("AudioStream | None", source.streams.best("audio"))
            if stream is None:
                return None, iter(())
            leave_others_unread(source, stream)
            packets = self._demuxed(source, stream)
            if not seeks:
                break
            first = next(packets, None) if _sought(source, start - _EARLIER) else None
            if first is not None and first.pts is not None and _time_of(first) <= start:
                return stream, chain([first], packets)
            source.close()  # it landed too late, or cannot seek
            self.problems.clear()
        return stream, packets

    def _demuxed(self, source: "InputContainer", stream: "AudioStream") -> "Packets":
        """All packets; what ends them too early is told of."""
        cut = yield from packets_of(source, stream)
        length = (stream.start_time or 0) + (stream.duration or 0)
        end = length * (stream.time_base or 0)
        missing = (end if self._end is None else min(end, self._end)) - self._at
        if cut or missing > _MISSING:
            self._tell("ends early, at {}", cut)

    def _of_stretch(self, stream: "AudioStream", packets: "Packets") -> "Packets":
        """The packets from the start to the end, after a few that lead up to them."""
        lead: deque[Packet[AudioStream]] = deque(maxlen=_LEAD)
        last: int | None = None
        gap = False
        for packet in packets:
            packet.pts = packet.dts if packet.pts is None else packet.pts
            packet.dts = packet.pts if packet.dts is None else packet.dts
            if packet.pts is None or packet.dts is None:
                raise ValueError("it has no times")
            begins = _time_of(packet)
            if self._end is not None and begins >= self._end:
                return
            ends = begins + (packet.duration or 0) * packet.time_base
            inside = ends > self._start
            if packet.is_corrupt or (last is not None and packet.dts <= last):
                gap = inside
                continue
            if gap:
                self._tell("has a gap at {}, where it is broken")
            last, gap = packet.dts, False
            self._at = max(self._at, ends)
            if not inside:
                lead.append(packet)
            elif not packet.is_discard or begins < self._start:
                yield from lead
                lead.clear()
                yield packet

    def _prepared(
        self, target: "OutputContainer", stream: "AudioStream", packets: "Packets"
    ) -> "Packets":
        """The packets as they go into a container, to which their stream is added first."""
        first = list(islice(packets, _TRIED))
        packets = chain(first, packets)
        if not first:
            return
        if cast(object, stream.codec_context) is None:
            self._tell("has a codec that is not known here, and is left out")
        elif stream.codec.canonical_name in _COPIED and _fits(stream, first):
            yield from _copied(packets, target.add_stream_from_template(stream), self._start)
        else:
            made = _encoder(target, stream)
            yield from _encoded(self._samples(self._decoded(packets, stream), made), made)

    def _decoded(self, packets: "Packets", stream: "AudioStream") -> "Iterator[AudioFrame]":
        """The decoded frames; a packet that is broken gives none."""
        av = pyav()

        for packet in packets:
            try:
                yield from packet.decode()
            except av.FFmpegError:
                self._tell("is silent about {}, where it is broken")
        yield from stream.decode(None)

    def _samples(self, frames: "Iterator[AudioFrame]", made: "AudioStream") -> Iterator[Samples]:
        """The samples from the start to the end without a gap: silence is where there are none."""
        resampler = pyav().audio.resampler.AudioResampler("fltp", made.layout, made.rate)
        limit = None if self._end is None else round((self._end - self._start) * made.rate)
        slack, done = _SLACK * made.rate, 0
        for frame in frames:
            for converted in resampler.resample(frame):
                samples = np.asarray(converted.to_ndarray(), np.float32)
                place = done
                if converted.pts is not None and converted.time_base:
                    begins = converted.pts * converted.time_base
                    place = round((begins - self._start) * made.rate)
                if place - done > (slack if done else 0):
                    yield from _silence(len(samples), place - done)
                    done = place
                elif done - place > (slack if done else 0):
                    samples = samples[:, done - place :]
                if limit is not None:
                    samples = samples[:, : max(limit - done, 0)]
                done += samples.shape[1]
                if samples.size:
                    yield samples


def _sought(source: "InputContainer", seconds: Fraction) -> bool:
    """Whether reading goes on at about a time. Containers know best where their pictures are."""
    av = pyav()

    stream = source.streams.best("video")
    if stream is None or not stream.time_base:
        return False
    try:
        source.seek(int(seconds / stream.time_base), stream=stream)
    except av.FFmpegError:
        return False
    return True


def _fits(stream: "AudioStream", packets: "list[Packet[AudioStream]]") -> bool:
    """Whether MP4 takes packets as they are: found out beside, since a file is lost otherwise."""
    av = pyav()

    try:
        with av.open(io.BytesIO(), "w", "mp4") as trial:
            made = trial.add_stream_from_template(stream)
            for packet in packets:
                copy = cast("Packet[Any]", av.Packet(bytes(packet)))
                copy.pts, copy.dts, copy.time_base = packet.pts, packet.dts, packet.time_base
                copy.duration, copy.stream = packet.duration, made
                trial.mux(copy)
    except (av.FFmpegError, ValueError):
        return False
    return True


def _copied(packets: "Packets", made: "AudioStream", start: Fraction) -> "Packets":
    """The same packets, from a time on."""
    for packet in packets:
        shift = round(start / packet.time_base)
        packet.pts, packet.dts = cast(int, packet.pts) - shift, cast(int, packet.dts) - shift
        packet.stream = made
        yield packet


def _encoder(target: "OutputContainer", stream: "AudioStream") -> "AudioStream":
    """An AAC stream of the rate and the channels of another one, or of usual ones."""
    rate = stream.rate if stream.rate in _RATES else _USUAL_RATE
    layout = stream.layout.name
    made = target.add_stream("aac", rate=rate)
    made.codec_context.layout = layout if layout in _LAYOUTS else _USUAL_LAYOUT
    made.codec_context.format = "fltp"
    return made


def _encoded(pieces: Iterator[Samples], made: "AudioStream") -> "Packets":
    av = pyav()

    done = 0
    for samples in pieces:
        frame = av.AudioFrame.from_ndarray(
            np.ascontiguousarray(samples), "fltp", made.codec_context.layout
        )
        frame.sample_rate, frame.pts, frame.time_base = made.rate, done, Fraction(1, made.rate)
        done += samples.shape[1]
        yield from cast("list[Packet[AudioStream]]", made.encode(frame))
    yield from cast("list[Packet[AudioStream]]", made.encode(None))


def _silence(channels: int, count: int) -> Iterator[Samples]:
    """Silence in pieces, since it may be long."""
    for place in range(0, count, _PIECE):
        yield np.zeros((channels, min(_PIECE, count - place)), np.float32)


def _time_of(packet: "Packet[Any]") -> Fraction:
    """When a packet begins, in seconds."""
    return cast(int, packet.pts) * packet.time_base
