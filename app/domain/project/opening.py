"""Which project serves the paths that a person opens."""

import os
from collections.abc import Sequence
from pathlib import Path

from app.domain.project.places import SUFFIX, project_in
from app.domain.project.store import Project

LOOSE = f"pictures{SUFFIX}"


def open_project(paths: Sequence[str], data_dir: Path) -> Project:
    """The project of the opened folder, of a folder above it, or the one to be in that folder.

    Loose files, and folders with nothing in common, without a project above all of them share one
    in ``data_dir``. A project's own file among the paths is taken as it is.

    Raises:
        ProjectError: the project's file is damaged, of a later version or cannot be read.
    """
    places = [Path(os.path.abspath(path)) for path in paths]
    for place in places:
        if place.suffix == SUFFIX and place.is_file():
            return Project(place, data_dir=data_dir)
    folders = [place if place.is_dir() else place.parent for place in places]
    above = _project_above(folders)
    if above is not None:
        return Project(above, data_dir=data_dir)
    if len(places) == 1 and places[0].is_dir():
        return Project(places[0], data_dir=data_dir)
    return Project(data_dir / LOOSE, data_dir=data_dir)


def _project_above(folders: Sequence[Path]) -> Path | None:
    """The nearest project in a folder that holds all of these, or is the only one of them."""
    if not folders:
        return None
    try:
        common = Path(os.path.commonpath(folders))
    except ValueError:  # on several drives
        return None
    for folder in (common, *common.parents):
        found = project_in(folder)
        if found is not None:
            return found
    return None
