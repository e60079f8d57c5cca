"""Dark and light: Fusion, a palette of our own, and one stylesheet filled from one table."""

from dataclasses import asdict, dataclass

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

import resources
from app.views.stylesheet import STYLESHEET


@dataclass(frozen=True)
class Colours:
    """The colours of the chrome; level colours are not among them."""

    window: str
    panel: str
    field: str
    canvas: str
    border: str
    hover: str
    text: str
    muted: str
    accent: str
    accent_hover: str
    on_accent: str
    selection: str
    track: str
    error: str


DARK = Colours(
    window="#16181D",
    panel="#202228",
    field="#17191E",
    canvas="#111216",
    border="#30333B",
    hover="#2A2D35",
    text="#E7E9ED",
    muted="#9299A6",
    accent="#3B6CF6",
    accent_hover="#527FFF",
    on_accent="#FFFFFF",
    selection="#2A3448",
    track="#30333B",
    error="#FF8C82",
)
LIGHT = Colours(
    window="#ECEEF2",
    panel="#FAFBFC",
    field="#FFFFFF",
    canvas="#DDE1E7",
    border="#CFD4DC",
    hover="#E9ECF1",
    text="#1A1D23",
    muted="#5A6271",
    accent="#2F5FE3",
    accent_hover="#2450CB",
    on_accent="#FFFFFF",
    selection="#DCE5FB",
    track="#DDE1E7",
    error="#B3261E",
)


class Theme(QObject):
    """Applies "dark", "light" or "system" to the whole application."""

    changed = Signal()

    def __init__(self, choice: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.choice = choice
        self.colours = DARK
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)
        self._paint()

    @property
    def is_dark(self) -> bool:
        """Whether the dark colours are in use."""
        return self.colours is DARK

    def choose(self, choice: str) -> None:
        """Switch to another theme."""
        self.choice = choice
        self._paint()

    def _follow_system(self) -> None:
        if self.choice == "system":
            self._paint()

    def _paint(self) -> None:
        scheme = {"dark": Qt.ColorScheme.Dark, "light": Qt.ColorScheme.Light}
        hints = QGuiApplication.styleHints()
        if hasattr(hints, "setColorScheme"):
            hints.setColorScheme(scheme.get(self.choice, Qt.ColorScheme.Unknown))
        wanted = scheme.get(self.choice, hints.colorScheme())
        # Without a desktop to ask, dark: pictures stand out better.
        self.colours = LIGHT if wanted == Qt.ColorScheme.Light else DARK
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.setPalette(palette(self.colours))
            check = resources.path("icons", "check.svg").as_posix()
            app.setStyleSheet(STYLESHEET.format(check=check, **asdict(self.colours)))
        self.changed.emit()


def palette(colours: Colours) -> QPalette:
    """A palette for Fusion, which no desktop setting can undo."""
    role = QPalette.ColorRole
    made = QPalette()
    for each, colour in {
        role.Window: colours.panel,
        role.WindowText: colours.text,
        role.Base: colours.field,
        role.AlternateBase: colours.hover,
        role.Text: colours.text,
        role.PlaceholderText: colours.muted,
        role.Button: colours.panel,
        role.ButtonText: colours.text,
        role.BrightText: colours.error,
        role.Highlight: colours.accent,
        role.HighlightedText: colours.on_accent,
        role.Link: colours.accent_hover,
        role.LinkVisited: colours.accent_hover,
        role.ToolTipBase: colours.panel,
        role.ToolTipText: colours.text,
        role.Mid: colours.border,
        role.Accent: colours.accent,
    }.items():
        made.setColor(each, QColor(colour))
    for each in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, each, QColor(colours.muted))
    return made
