"""Finds the pictures that label files name, and what their files say of their size."""

import os
from collections.abc import Collection, Iterable
from functools import cached_property
from pathlib import Path

from PIL import Image

from app.domain.exports_folder import is_left_out
from app.domain.formats.labels import LabelPicture, LabelSet, Options
from app.domain.formats.sizes import quick_size
from app.domain.records import Box
from app.domain.video.frame_names import frame_file, frame_of_file
from fpn_core.errors import FpnError
from fpn_core.media import PICTURE_SUFFIXES
from fpn_core.video.frames import VIDEO_SUFFIXES, frame_path, is_video_name

_ORIENTATION_TAG = 0x0112
_MOST_NAMED = 3


def clean_name(name: str) -> str:
    """A picture's name with "/" between folders, as on every system."""
    return name.replace("\\", "/").strip()


class PictureFinder:
    """Looks pictures up in folders and their sub-folders, by path and else by name.

    Of two folders that both have a path, the first one counts. In those ``beside`` a picture is
    found by its path alone: what lies deeper in them may be anybody's. None of those ``among``
    goes before another. ``opened`` and its sub-folders are looked through where all others have
    nothing.
    """

    def __init__(
        self,
        *folders: str | Path,
        beside: Iterable[str | Path] = (),
        among: Iterable[str | Path] = (),
        opened: str = "",
    ) -> None:
        own = [os.path.abspath(folder) for folder in folders if str(folder)]
        self.folders = [*own, *map(os.path.abspath, beside)]
        self._walked = [*own, *map(os.path.abspath, among)]
        self._opened = PictureFinder(opened) if opened else None
        self._open_videos: tuple[str, ...] = ()

    @classmethod
    def of(
        cls,
        options: Options,
        *folders: str | Path,
        beside: Iterable[str | Path] = (),
        among: Iterable[str | Path] = (),
    ) -> "PictureFinder":
        """Looks in the folder that a person has given, else in those where pictures usually lie."""
        if options.images:
            found = cls(options.images)
        else:
            found = cls(*folders, beside=beside, among=among, opened=options.opened)
        found._open_videos = options.videos
        return found

    def find(self, name: str, near: str = "") -> str:
        """Absolute path of a picture, "" where it is not there.

        ``near`` is a folder that the name may be relative to. In the sub-folders a name is taken
        where it stands for one file alone.
        """
        name = clean_name(name)
        for folder in (near, *self.folders):
            path = os.path.normpath(os.path.join(folder, name)) if folder else ""
            if path and os.path.isfile(path):
                return os.path.abspath(path)
        found = self._named(name)
        if not found and self._opened is not None:
            return self._opened.find(name)
        return found[0] if len(found) == 1 else "" if found else self._find_frame(name)

    def find_video(self, name: str) -> str:
        """Absolute path of a video, "" where it is not there; in the sub-folders, and among those
        that are open, too, where its name stands for one alone."""
        name = clean_name(name)
        return self._video_in_folders(name) or _only(
            path for path in self._open_videos if os.path.basename(path) == os.path.basename(name)
        )

    def _video_in_folders(self, name: str) -> str:
        for folder in self.folders:
            path = os.path.normpath(os.path.join(folder, name))
            if os.path.isfile(path):
                return os.path.abspath(path)
        found = [path for path in self._videos if os.path.basename(path) == os.path.basename(name)]
        best = [path for path in found if path.replace(os.sep, "/").endswith(f"/{name}")] or found
        if not best and self._opened is not None:
            return self._opened.find_video(name)
        return best[0] if len(best) == 1 else ""

    def find_video_stem(self, stem: str) -> str:
        """Absolute path of the one video with a name, its ending left out; "" where none is."""
        near = [Path(folder, name) for folder in self.folders for name in _listed(folder)]
        videos = [*(str(path) for path in near if is_video_name(path.name)), *self._videos]
        found = [path for path in videos if Path(path).stem == stem]
        if not found and self._opened is not None:
            found = [self._opened.find_video_stem(stem)]
        return _only(found) or _only(path for path in self._open_videos if Path(path).stem == stem)

    def _find_frame(self, name: str) -> str:
        """The frame of a video that a picture's name speaks of."""
        frame = frame_of_file(name)
        video = "" if frame is None else self.find_video(frame[0])
        return "" if frame is None or not video else frame_path(video, frame[1])

    def why_not(self, name: str) -> str:
        """What keeps `find` from taking a picture that is there; "" where none is."""
        found = self._named(clean_name(name))
        if not found and self._opened is not None:
            return self._opened.why_not(name)
        if len(found) < 2:
            return ""
        top = os.path.commonpath(found)
        shown = ", ".join(os.path.relpath(path, top) for path in found[:_MOST_NAMED])
        more = ", ..." if len(found) > _MOST_NAMED else ""
        return (
            f"{len(found)} pictures have this name ({shown}{more}); none is taken. Give the folder "
            "of the pictures, or names with their folders"
        )

    def _named(self, name: str) -> list[str]:
        """The pictures in sub-folders that a name stands for, its folders counted if they can."""
        found = self._by_name.get(os.path.basename(name), [])
        return [path for path in found if path.replace(os.sep, "/").endswith(f"/{name}")] or found

    def find_whole(self, stem: str) -> str:
        """Absolute path of the picture that a stem names with its ending (a.png of a.png.txt)."""
        return self.find(stem) if stem.lower().endswith(PICTURE_SUFFIXES) else ""

    def find_stem(self, stem: str, others: Collection[str] = ()) -> str:
        """Absolute path of the picture whose path, without its ending, is or ends with a stem.

        ``others`` are paths of pictures that it is not.
        """
        stem = clean_name(stem)
        for folder in self.folders:
            for suffix in PICTURE_SUFFIXES[:3]:
                path = os.path.join(folder, stem + suffix)
                if path not in others and os.path.isfile(path):
                    return path
        found = [e for e in self._by_stem.get(os.path.basename(stem), []) if e not in others]
        same = [path for path in found if os.path.splitext(path)[0].endswith(f"/{stem}")]
        best = same or found
        if not best and self._opened is not None:
            return self._opened.find_stem(stem, others)
        return best[0] if len(best) == 1 else "" if best else self._find_frame(f"{stem}.png")

    def name_of(self, path: str) -> str:
        """The name of a picture that was found: its path below the folder it was looked up in."""
        path = frame_file(path)
        for folder in self.folders:
            base = os.path.join(folder, "")
            if path.startswith(base):
                return path[len(base) :].replace(os.sep, "/")
        return self._opened.name_of(path) if self._opened else os.path.basename(path)

    @cached_property
    def _all(self) -> list[str]:
        return self._with_suffixes(PICTURE_SUFFIXES)

    @cached_property
    def _videos(self) -> list[str]:
        return self._with_suffixes(VIDEO_SUFFIXES)

    def _with_suffixes(self, suffixes: tuple[str, ...]) -> list[str]:
        found: list[str] = []
        for folder in self._walked:
            for root, folders, files in os.walk(folder):
                folders[:] = sorted(each for each in folders if not is_left_out(each))
                found += [
                    os.path.join(root, name)
                    for name in sorted(files)
                    if name.lower().endswith(suffixes) and not name.startswith(".")
                ]
        return list(dict.fromkeys(found))

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {}
        for path in self._all:
            out.setdefault(os.path.basename(path), []).append(path)
        return out

    @cached_property
    def _by_stem(self) -> dict[str, list[str]]:
        out: dict[str, list[str]] = {}
        for path in self._all:
            out.setdefault(os.path.splitext(os.path.basename(path))[0], []).append(path)
        return out


def _only(paths: Iterable[str]) -> str:
    """The one path that there is; "" for none, and for several."""
    found = set(filter(None, paths))
    return found.pop() if len(found) == 1 else ""


def _listed(folder: str) -> list[str]:
    """Names in a folder; none where it cannot be listed."""
    try:
        return os.listdir(folder)
    except OSError:
        return []


def settle_size(labels: LabelSet, picture: LabelPicture, where: str) -> int:
    """Set width and height of a picture from its file, which has the last word.

    Returns the EXIF orientation (5..8) where the label file has the sides the other way round: its
    boxes then belong to the picture as the camera held it and have to be turned; else 1.
    """
    if not picture.path:
        return 1
    try:
        size = quick_size(picture.path)
    except FpnError as error:
        labels.problems.append(f"{where}: {error}")
        return 1
    told = (picture.width, picture.height)
    picture.width, picture.height = size
    if told in (size, (0, 0)):
        return 1
    if told == size[::-1]:
        turn = _orientation(picture.path)
        if turn >= 5:
            labels.problems.append(
                f"{where}: the labels are of the picture before its EXIF turn ({told[0]}x{told[1]}"
                f", upright {size[0]}x{size[1]}); its boxes are turned upright"
            )
            return turn
    labels.problems.append(
        f"{where}: the labels say {told[0]}x{told[1]}, the picture is {size[0]}x{size[1]}; check "
        "that they belong together"
    )
    return 1


def _orientation(path: str) -> int:
    try:
        with Image.open(path) as image:
            return int(image.getexif().get(_ORIENTATION_TAG, 1))
    except (OSError, ValueError, TypeError):  # its size was read, so this is no broken picture
        return 1


def turned_point(x: float, y: float, turn: int, width: int, height: int) -> tuple[float, float]:
    """Where a point of the stored picture lies on the upright one (width x height)."""
    if turn == 5:
        return y, x
    if turn == 6:
        return width - y, x
    if turn == 7:
        return width - y, height - x
    if turn == 8:
        return y, height - x
    return x, y


def turned_box(box: Box, turn: int, width: int, height: int) -> Box:
    """A box of the stored picture on the upright one (width x height)."""
    ax, ay = turned_point(box[0], box[1], turn, width, height)
    bx, by = turned_point(box[2], box[3], turn, width, height)
    return (min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))


def split_of(path: str) -> str:
    """The split that names in a path speak of: "train/a.txt", "instances_val.json"; else ""."""
    for part in reversed(clean_name(path).casefold().split("/")):
        words = set(
            "".join(each if each.isalnum() else " " for each in os.path.splitext(part)[0]).split()
        )
        bare = {word.rstrip("0123456789") for word in words}
        if bare & {"train", "training"}:
            return "train"
        if bare & {"val", "valid", "validation"}:
            return "val"
        if bare & {"test", "testing"}:
            return "test"
    return ""
