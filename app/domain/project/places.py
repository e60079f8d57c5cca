"""Where a project's file, its copies and its backups lie."""

import os
from hashlib import blake2b
from pathlib import Path

import platformdirs

SUFFIX = ".pyramid"
BACKUPS = ".pyramid-backups"


def default_data_dir() -> Path:
    """The user's own folder for data of this program."""
    return platformdirs.user_data_path("pyramidlabel", appauthor=False)


def project_in(folder: Path) -> Path | None:
    """The project file in a folder: the one of its name, else the one used last; None for none."""
    named = folder / f"{folder.name or 'pictures'}{SUFFIX}"
    if named.is_file():
        return named
    try:
        with os.scandir(folder) as entries:
            found = [e for e in entries if e.name.endswith(SUFFIX) and not e.name.startswith(".")]
            files = [(e.stat().st_mtime, e.path) for e in found if e.is_file()]
    except OSError:  # a folder that cannot be listed has no project for us
        return None
    return Path(max(files)[1]) if files else None


def target_of(path: Path) -> Path:
    """The project file that a path means: itself, the one in a folder, or the one to be there."""
    if path.suffix == SUFFIX and not path.is_dir():
        return path
    return project_in(path) or path / f"{path.name or 'pictures'}{SUFFIX}"


def copy_place(data_dir: Path, name: str, identity: str) -> Path:
    """Where the copy of a project lies whose own place is read-only.

    ``identity`` is the project's permanent id, or the folder of one that is not on disk yet.
    """
    digest = blake2b(identity.encode("utf-8", "surrogateescape"), digest_size=6).hexdigest()
    return data_dir / "projects" / f"{name[:60] or 'pictures'}-{digest}{SUFFIX}"


def backups_of(project: Path) -> list[Path]:
    """Daily backups of a project, the oldest first."""
    start = f"{project.stem}-2"  # of 2xxx-mm-dd
    try:
        names = os.listdir(project.parent / BACKUPS)
    except OSError:  # none was made, or they cannot be seen
        return []
    found = [n for n in names if n.startswith(start) and len(n) == len(start) + 9 + len(SUFFIX)]
    return [project.parent / BACKUPS / name for name in sorted(found)]


def newest_backup(project: Path) -> Path | None:
    """The newest daily backup of a project."""
    found = backups_of(project)
    return found[-1] if found else None
