"""Files that ship with the program: models, sample pictures, fonts, icons and help."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent


def path(*parts: str) -> Path:
    """The file or folder of that name among them, as in path("fonts", "OFL.txt")."""
    return FOLDER.joinpath(*parts)
