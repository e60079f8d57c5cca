"""Files that ship with the program: models, sample pictures, fonts, icons and help."""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent
