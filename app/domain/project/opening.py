"""Which project serves the paths that a person opens."""

import os
from collections.abc import Sequence
from pathlib import Path

from app.domain.project.store import SUFFIX, Project

LOOSE = f"pictures{SUFFIX}"


def open_project(paths: Sequence[str], data_dir: Path) -> Project:
    """The project of the opened folder, of a folder above it, or the one to be in that folder.

    Loose files without a project above them share one in ``data_dir``.
    """
    folders = [Path(os.path.abspath(path)) for path in paths if os.path.isdir(path)]
    places = folders or [Path(os.path.abspath(path)).parent for path in paths]
    for place in places[:1]:
        for folder in (place, *place.parents):
            if any(folder.glob(f"*{SUFFIX}")):
                return Project(folder)
    if len(folders) == 1:
        return Project(folders[0])
    data_dir.mkdir(parents=True, exist_ok=True)
    return Project(data_dir / LOOSE)
