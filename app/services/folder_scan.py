"""Finds pictures and videos in files and folders, in a thread and in batches."""

import os
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from app.domain.exports_folder import is_left_out
from app.domain.picture_list import natural_sort
from app.domain.project.media_files import is_there
from app.services.background import BackgroundWorker
from app.services.video.files import is_media_name
from fpn_core.media import PICTURE_SUFFIXES
from fpn_core.video.frames import VIDEO_SUFFIXES, file_of
from fpn_core.video.sequences import is_sequence

# A slow disk shows what it has found so far this often (seconds).
_BATCH_SECONDS = 0.25


@dataclass
class ScanResult:
    """Pictures and videos in natural order, by folder, and one line a path that gave none."""

    paths: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    done: bool = False


class FolderScan(QObject):
    """Scans given paths; a later scan ends an earlier one, whose results are dropped."""

    progressed = Signal(object)  # ScanResult: everything found so far
    _batch = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._worker = BackgroundWorker("scan", parent=self)
        self.given: tuple[str, ...] = ()
        self._number = 0
        self._stop = threading.Event()
        self._batch.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def start(self, paths: Sequence[str]) -> None:
        """Begin to scan files and folders (with their sub-folders)."""
        self._stop.set()
        self._stop = stop = threading.Event()
        self._number += 1
        self.given = tuple(paths)
        number, given = self._number, list(paths)

        def work() -> None:
            for result in scan(given, stop):
                self._batch.emit(number, result)

        self._worker.submit("scan", work, lambda value, error: None)

    def close(self) -> None:
        """End a running scan and its thread."""
        self._stop.set()
        self._worker.close()

    @Slot(int, object)
    def _take(self, number: int, result: ScanResult) -> None:
        if number == self._number and not self._stop.is_set():
            self.progressed.emit(result)


def scan(given: Sequence[str], stop: threading.Event) -> Iterator[ScanResult]:
    """Yield what was found so far every now and then, and at the end all of it (``done``)."""
    result = ScanResult()
    told = time.monotonic()
    given = [file_of(path) for path in given]
    if len(given) == 1 and _take_folder_of(given[0], result, stop):
        given = ()
    for path in given:
        if os.path.isdir(path):
            before = len(result.paths)
            for found in _pictures_below(path, result.problems, stop):
                result.paths.extend(found)
                if time.monotonic() - told > _BATCH_SECONDS:
                    told = time.monotonic()
                    yield ScanResult(list(result.paths), list(result.problems))
            if len(result.paths) == before and not stop.is_set():
                result.problems.append(
                    QCoreApplication.translate(
                        "FolderScan", "{path}: no pictures or videos in this folder"
                    ).format(path=path)
                )
        else:
            _take_file(path, result)
    if not stop.is_set():
        result.paths = list(dict.fromkeys(result.paths))
        result.done = True
        yield result


def _take_folder_of(path: str, result: ScanResult, stop: threading.Event) -> bool:
    """List a single picture or video with what is beside it, as viewers do; False if none."""
    if not (os.path.isfile(path) and is_picture_name(path)):
        return False
    folder = os.path.dirname(os.path.abspath(path))
    try:
        names = natural_sort(folder_entries(folder, stop)[0])
    except OSError:  # a folder that cannot be listed still gives the file that was named
        return False
    listed = [os.path.join(folder, name) for name in names]
    hidden = os.path.abspath(path) not in listed
    result.paths.extend([os.path.abspath(path), *listed] if hidden else listed)
    return True


def _take_file(path: str, result: ScanResult) -> None:
    if is_sequence(path) and is_there(path):
        result.paths.append(os.path.abspath(path))
    elif not os.path.exists(path):
        result.problems.append(
            QCoreApplication.translate(
                "FolderScan", "{path}: there is no such file or folder"
            ).format(path=path)
        )
    elif not is_picture_name(path):
        suffixes = {*PICTURE_SUFFIXES, *VIDEO_SUFFIXES}
        kinds = ", ".join(sorted(suffix.lstrip(".") for suffix in suffixes))
        text = QCoreApplication.translate(
            "FolderScan", "{path}: not a picture or video; these can be opened: {kinds}"
        )
        result.problems.append(text.format(path=path, kinds=kinds))
    else:
        result.paths.append(os.path.abspath(path))


def is_picture_name(path: str) -> bool:
    """Whether a file is a picture or a video by its name."""
    return path.lower().endswith(PICTURE_SUFFIXES) or is_media_name(path)


def _pictures_below(top: str, problems: list[str], stop: threading.Event) -> Iterator[list[str]]:
    """Media of each folder in natural order, parents before children; links are followed."""
    waiting = [os.path.abspath(top)]
    seen: set[tuple[int, int]] = set()
    while waiting and not stop.is_set():
        folder = waiting.pop()
        try:
            status = os.stat(folder)
            if (status.st_dev, status.st_ino) in seen:
                continue
            seen.add((status.st_dev, status.st_ino))
            files, folders = folder_entries(folder, stop)
        except OSError as error:
            problems.append(f"{folder}: {error.strerror}")
            continue
        waiting.extend(reversed(natural_sort(folders)))
        yield [os.path.join(folder, name) for name in natural_sort(files)]


def folder_entries(folder: str, stop: threading.Event) -> tuple[list[str], list[str]]:
    """Names of media and paths of sub-folders; hidden ones, and what was exported, are left out.
    Raises OSError."""
    files: list[str] = []
    folders: list[str] = []
    with os.scandir(folder) as entries:
        for entry in entries:
            if stop.is_set():
                break
            if is_left_out(entry.name):
                continue
            if is_picture_name(entry.path):
                files.append(entry.name)
            elif entry.is_dir():
                folders.append(entry.path)
    return files, folders
