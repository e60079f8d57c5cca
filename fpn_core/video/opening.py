"""Opens video files through FFmpeg, and says in one line why one cannot be opened.

Only containers of video are tried, and only the named file is read: a text file renamed to .mp4
could otherwise be a playlist that names other files and addresses.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar, cast

from fpn_core.errors import PictureError
from fpn_core.media import check_is_file
from fpn_core.video.library import pyav

if TYPE_CHECKING:
    from av import Packet
    from av.container import InputContainer
    from av.stream import Stream
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

AnyStream = TypeVar("AnyStream", bound="Stream")

READABLE = "MP4, MOV, AVI, MKV, WebM or GIF"
_MOST_STREAMS = 64  # that may appear while a file is read, as in transport streams
_FORMATS = (
    "mov,mp4,matroska,webm,avi,mpegts,mpeg,mpegvideo,m4v,asf,flv,live_flv,gif,ogg,h264,hevc,mjpeg,"
    "ivf,obu,dv,mxf,yuv4mpegpipe,nut,wtv,rm"
)


class Source:
    """An open video file and its video stream; `close` it, or leave its `with`.

    `cut` says, after reading, why reading ended before the end of the stream ("" where it did not).
    """

    def __init__(self, path: Path, container: "InputContainer", stream: "VideoStream") -> None:
        self.path = path
        self.container = container
        self.stream = stream
        self.cut = ""

    def packets(self) -> Iterator["Packet[VideoStream]"]:
        """The packets from where reading stands; an error while reading ends them."""
        self.cut = yield from packets_of(self.container, self.stream)

    def frames(self, each: Callable[[], object] | None = None) -> Generator["VideoFrame"]:
        """The decoded frames from where reading stands; a packet that is broken gives none.

        `each` is called for every packet, also where none of them gives a frame.
        """
        av = pyav()

        for packet in self.packets():
            if each is not None:
                each()
            try:
                yield from packet.decode()
            except av.FFmpegError:
                continue
        try:
            yield from self.stream.decode(None)
        except (av.FFmpegError, EOFError):
            return

    def close(self) -> None:
        self.container.close()


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """An open video for the time of a `with`. Raises PictureError as `open_video`."""
    source = open_video(path)
    try:
        yield source
    finally:
        source.close()


def open_video(path: Path) -> Source:
    """Open a video file. Raises PictureError, naming the file and what to do."""
    container = open_container(path)
    try:
        return Source(path, container, _video_stream(path, container))
    except BaseException:
        container.close()
        raise


def open_container(path: Path) -> "InputContainer":
    """Open a file with all of its streams. Raises PictureError, naming the file and what to do."""
    av = pyav()

    check_is_file(path, "video", READABLE)
    try:
        # "file:" keeps names with a colon from being taken for addresses.
        return av.open(
            f"file:{path.absolute()}",
            "r",
            container_options={"format_whitelist": _FORMATS, "protocol_whitelist": "file"},
        )
    except PermissionError as error:
        raise PictureError(f"{path.name}: no permission to read it; change its rights") from error
    except (av.FFmpegError, OSError, ValueError, MemoryError) as error:
        raise PictureError(f"{path.name}: {_why_not_opened(path, error)}") from error


def packets_of(
    container: "InputContainer", stream: AnyStream
) -> Generator["Packet[AnyStream]", None, str]:
    """The packets of a stream from where reading stands; an error while reading ends them.

    Returns why reading ended before the end of the stream, "" where it did not.
    """
    av = pyav()

    for _ in range(_MOST_STREAMS):
        try:
            for packet in container.demux(stream):
                if packet.size:  # an empty one would end decoding
                    yield cast("Packet[AnyStream]", packet)
        except IndexError:  # PyAV, at a stream that appears in the middle: to be asked again
            continue
        except (av.FFmpegError, OSError) as error:
            return reason_of(error)
        return ""
    return ""


def leave_others_unread(container: "InputContainer", stream: "Stream") -> None:
    """Leave all other streams of a container unread."""
    av = pyav()
    for each in container.streams:
        if each.index != stream.index:
            each.discard = av.stream.Discard.all


def _video_stream(path: Path, container: "InputContainer") -> "VideoStream":
    """The first stream of moving pictures. All others are left unread."""
    cover = pyav().stream.Disposition.attached_pic
    moving = [s for s in container.streams.video if not s.disposition & cover]
    if not moving:
        held = "sound" if container.streams.audio else "no sound either"
        also = " and a cover picture" if container.streams.video else ""
        raise PictureError(f"{path.name}: no video in it, {held}{also}; give a {READABLE} file")
    # A file may name a codec that this build of FFmpeg does not have.
    if cast(object, moving[0].codec_context) is None:
        raise PictureError(
            f"{path.name}: its codec cannot be decoded here; convert it to H.264 in MP4"
        )
    leave_others_unread(container, moving[0])
    return moving[0]


def _why_not_opened(path: Path, error: Exception) -> str:
    if _lacks_moov(path):
        return (
            "its recording was cut off before its table of frames was written (no 'moov' box), so "
            "no frame can be found; copy it again from its source, or repair it with a tool such "
            "as untrunc"
        )
    return f"not a video, or a broken one ({reason_of(error)}); give a {READABLE} file"


def _lacks_moov(path: Path) -> bool:
    """Whether this is an MP4 or MOV file without the box that says where its frames are."""
    try:
        size = path.stat().st_size
        with path.open("rb") as stream:
            at, kinds = 0, list[bytes]()
            while at + 8 <= size and len(kinds) < 10_000:
                stream.seek(at)
                head = stream.read(16)
                length = int.from_bytes(head[:4], "big")
                if length == 1:
                    length = int.from_bytes(head[8:16], "big")
                kinds.append(head[4:8])
                if length < 8:
                    break
                at += length
    except OSError:
        return False
    return kinds[:1] == [b"ftyp"] and b"moov" not in kinds


def reason_of(error: Exception) -> str:
    """An error in one line."""
    text = getattr(error, "strerror", None) or str(error)
    return " ".join(str(text).split())
