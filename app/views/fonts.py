"""The font of exported drawings: the same on every machine."""

from PySide6.QtGui import QFont, QFontDatabase

import resources


def drawing_font() -> QFont:
    """The font that comes with the program; the system's where it is not there."""
    folder = resources.path("fonts")
    for file in sorted([*folder.rglob("*.ttf"), *folder.rglob("*.otf")]):
        number = QFontDatabase.addApplicationFont(str(file))
        families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
        if families:
            return QFont(families[0])
    return QFont()
