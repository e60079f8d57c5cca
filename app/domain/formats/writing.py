"""Writes exports whole or not at all, and never onto a picture or onto what was read."""

import os
import shutil
import tempfile
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from app.domain.formats.labels import FormatError, LabelPicture, LabelSet, Step, no_step
from app.domain.video.frame_png import png_of
from fpn_core.errors import FpnError
from fpn_core.media import PICTURE_SUFFIXES
from fpn_core.video.frames import VIDEO_SUFFIXES, split_frame

MEDIA_SUFFIXES = (*PICTURE_SUFFIXES, *VIDEO_SUFFIXES)
_WRITERS, _MOST_WAITING = 16, 256


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


_FILE_MODE = 0o666 & ~_umask()  # asked for once: asking sets it, for all threads


def write_whole(target: Path, pieces: Iterable[bytes]) -> None:
    """Write a file in one move: a reader sees the old content or the new. Raises OSError, and what
    making the pieces raises."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(
        dir=target.parent, prefix=f".{target.name[:80]}.", suffix=".part"
    )
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.writelines(pieces)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, _FILE_MODE)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


class Output:
    """The files of one export. It holds what must never be written to, and counts what it writes.

    Files of an export are replaced one by one, each in one move; files that are not part of it
    stay as they are.
    """

    def __init__(self, inputs: Iterable[Path] = ()) -> None:
        self._inputs = {os.path.realpath(each) for each in inputs}
        self._names: dict[int, str] = {}
        self._pool: ThreadPoolExecutor | None = None
        self._waiting: deque[Future[None]] = deque()
        self.files = 0
        self.copied = 0
        self.problems: list[str] = []

    def check(self, target: Path) -> None:
        """Refuse a place that must not be written to. Raises FormatError."""
        if target.suffix.lower() in MEDIA_SUFFIXES:
            raise FormatError(f"{target.name}: pictures and videos are never written to")
        if os.path.realpath(target) in self._inputs:
            raise FormatError(
                f"{target}: is what the labels are read from and is never written to; choose "
                "another place"
            )

    def text(self, target: Path, text: str) -> None:
        """Write a text file. Raises FormatError."""
        self.check(target)
        self.files += 1
        if self._pool is None:
            self._write(target, (text,))
            return
        self._waiting.append(self._pool.submit(self._write, target, (text,)))
        if len(self._waiting) > _MOST_WAITING:
            self._waiting.popleft().result()

    def pieces(self, target: Path, pieces: Iterable[str]) -> None:
        """Write a text file whose parts are made while it is written. Raises FormatError."""
        self.check(target)
        self.files += 1
        self._write(target, pieces)

    @contextmanager
    def together(self) -> Iterator[None]:
        """Files that are written meanwhile wait for the disk side by side; at the end all are
        there. Raises FormatError where one of them could not be written."""
        with ThreadPoolExecutor(_WRITERS, "label-files") as self._pool:
            try:
                yield
                while self._waiting:
                    self._waiting.popleft().result()
            finally:
                for each in self._waiting:
                    each.cancel()
                self._waiting.clear()
                self._pool = None

    def _write(self, target: Path, pieces: Iterable[str]) -> None:
        try:
            write_whole(target, (each.encode("utf-8") for each in pieces))
        except OSError as error:
            reason = error.strerror or error
            raise FormatError(f"{target}: cannot be written ({reason})") from error
        except UnicodeEncodeError as error:
            raise FormatError(f"{target}: holds a file name that is no valid text") from error

    def name_of(self, picture: LabelPicture) -> str:
        """How the export names a picture."""
        return self._names.get(id(picture), picture.name)

    def copy_pictures(
        self,
        labels: LabelSet,
        folder: Path,
        by_split: bool = False,
        own_stems: bool = False,
        step: Step = no_step,
    ) -> None:
        """Copy the pictures of a set into a folder, or into one sub-folder of it a split; frames
        of videos are written as PNG.

        With ``own_stems`` a copy gets another name where two would differ in their ending alone:
        of a.jpg and a.png the second one becomes a_png.png.
        """
        taken: set[str] = set()
        for at, picture in enumerate(labels.pictures):
            step(at, len(labels.pictures))
            name = safe_name(picture.name)
            below = picture.split if by_split else ""
            name = name.removeprefix(f"{below}/") if below else name
            if own_stems:
                name = _with_own_stem(name, below, taken)
                if name != safe_name(picture.name).removeprefix(f"{below}/"):
                    self.problems.append(
                        f"{picture.name}: another picture has this name but for the ending; its "
                        f"copy is called {os.path.basename(name)}"
                    )
            target = folder / below / name
            self._names[id(picture)] = name
            if not picture.path:
                self.problems.append(f"{picture.name}: not found, so it is not copied")
                continue
            try:
                if split_frame(picture.path) is not None:
                    self._write_frame(picture, target)
                elif os.path.realpath(picture.path) != os.path.realpath(target):
                    self._copy_file(Path(picture.path), target)
            except OSError as error:
                raise FormatError(f"{target}: cannot be written ({error.strerror})") from error

    def _copy_file(self, source: Path, target: Path) -> None:
        if not target.exists():
            self._copy(source, target)
        elif not _same_content(source, target):
            self.problems.append(f"{target}: is there already and is another file; kept")

    def _write_frame(self, picture: LabelPicture, target: Path) -> None:
        """Write a frame beside the labels, in one move; what is there already stays."""
        try:
            content = png_of(picture.path)
        except FpnError as error:
            self.problems.append(f"{picture.name}: not written: {error}")
            return
        if not target.exists():
            write_whole(target, (content,))
            self.copied += 1
        elif target.read_bytes() != content:
            self.problems.append(f"{target}: is there already and is another file; kept")

    def _copy(self, source: Path, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=".copy.", suffix=".part")
        os.close(handle)
        try:
            shutil.copyfile(source, name)
            os.chmod(name, _FILE_MODE)
            os.link(name, target)  # never in place of a file that came up meanwhile
        except FileExistsError:
            self.problems.append(f"{target}: is there already; kept")
        except OSError:
            if target.exists():
                raise
            shutil.copyfile(source, target)  # a file system without links
        finally:
            Path(name).unlink(missing_ok=True)
        self.copied += 1


def safe_name(name: str) -> str:
    """A picture's name as a path below a folder: nothing climbs out of it."""
    parts = [part for part in name.replace("\\", "/").split("/") if part not in ("", ".", "..")]
    if parts and parts[0].endswith(":"):
        parts = parts[1:]
    return "/".join(parts) or "picture"


def _with_own_stem(name: str, folder: str, taken: set[str]) -> str:
    stem, ending = os.path.splitext(name)
    made, number = name, 1
    while f"{folder}/{os.path.splitext(made)[0]}".casefold() in taken:
        more = f"_{ending[1:]}" + (f"_{number}" if number > 1 else "")
        made, number = f"{stem}{more}{ending}", number + 1
    taken.add(f"{folder}/{os.path.splitext(made)[0]}".casefold())
    return made


def _same_content(a: Path, b: Path) -> bool:
    if a.stat().st_size != b.stat().st_size:
        return False
    with a.open("rb") as first, b.open("rb") as second:
        while chunk := first.read(1 << 20):
            if chunk != second.read(1 << 20):
                return False
    return True


def stem_of(name: str) -> str:
    """The path of a label file below its folder, without an ending, for a picture's name."""
    return os.path.splitext(safe_name(name))[0]


def label_names(labels: LabelSet, out: Output) -> list[str]:
    """For each picture the path of its label file without ending; two pictures never share one."""
    return unique_stems(out.name_of(picture) for picture in labels.pictures)


def unique_stems(names: Iterable[str]) -> list[str]:
    """For each picture's name the path of its label file without ending, no two the same."""
    taken: set[str] = set()
    stems = []
    for name in names:
        stem = stem_of(name)
        if stem.casefold() in taken:
            stem = safe_name(name)  # a.jpg and a.png: the second one's labels are a.png.xml
        number, first = 2, stem
        while stem.casefold() in taken:
            stem, number = f"{first}-{number}", number + 1
        taken.add(stem.casefold())
        stems.append(stem)
    return stems
