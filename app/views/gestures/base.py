"""What all gestures share: where the mouse is, what they may use, and how they show themselves."""

from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt

from app.domain.records import Box
from app.services.document import Document
from app.services.editor import Editor
from app.services.settings import Settings

CLICK_REACH = 4.0
"""A press and a release closer than this (screen pixels) are a click, not a drag."""


@dataclass(frozen=True)
class Place:
    """Where the mouse is, in the viewport and in the picture, and which keys are held."""

    screen: QPointF
    x: float
    y: float
    keys: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier

    @property
    def shift(self) -> bool:
        """Whether Shift is held."""
        return bool(self.keys & Qt.KeyboardModifier.ShiftModifier)

    @property
    def control(self) -> bool:
        """Whether Ctrl is held."""
        return bool(self.keys & Qt.KeyboardModifier.ControlModifier)

    def far_from(self, other: "Place") -> bool:
        """Whether the way between two places is a drag."""
        way = self.screen - other.screen
        return max(abs(way.x()), abs(way.y())) >= CLICK_REACH


@dataclass(frozen=True)
class Sketch:
    """What a gesture shows before anything is changed.

    ``boxes`` are annotations (by id) where the gesture has them, all of them moved by ``shift``;
    ``row`` and ``row_box`` a detection; ``drawn`` is a box to be, ``band`` the rubber band.
    """

    boxes: dict[int, Box] = field(default_factory=dict)
    shift: tuple[float, float] = (0.0, 0.0)
    row: int | None = None
    row_box: Box | None = None
    drawn: Box | None = None
    band: Box | None = None


@dataclass(frozen=True)
class Target:
    """A box under the mouse: an annotation by its id, a detection by its row, or an ignored region
    of the whole video by its id."""

    annotation: int | None = None
    row: int | None = None
    region: int | None = None


class Hands(Protocol):
    """What gestures use of the canvas."""

    document: Document
    editor: Editor
    settings: Settings
    picture_size: tuple[int, int] | None

    @property
    def zoom(self) -> float:
        """Screen pixels per picture pixel."""

    def show_sketch(self, sketch: Sketch | None) -> None:
        """Draw what a gesture is about to do, or nothing."""

    def scroll_by(self, delta: QPointF) -> None:
        """Move the view by screen pixels."""

    def screen_rect(self, box: Box) -> QRectF:
        """Where a box of the picture is in the viewport."""

    def targets_at(self, place: Place) -> list[Target]:
        """Boxes under the mouse, in the order in which clicks reach them."""

    def choose_at(self, place: Place) -> None:
        """Choose what a click at a place means."""


class Gesture:
    """One gesture: ``start`` at the press, ``move`` with the mouse, ``finish`` at the release.

    Nothing is changed before ``finish``; ``cancel`` leaves everything as it was.
    """

    cursor: Qt.CursorShape | None = None
    changes_boxes = False
    """Whether boxes are under way, so that other boxes may be drawn in a simpler manner."""

    def __init__(self, hands: Hands) -> None:
        self.hands = hands
        self.begun = False

    def start(self, at: Place) -> None:
        """The button goes down."""
        self.started = at

    def move(self, at: Place) -> None:
        """The mouse is elsewhere; below CLICK_REACH nothing happens yet."""
        if not self.begun and at.far_from(self.started):
            self.begun = True
            self.begin()
        if self.begun:
            self.drag(at)

    def begin(self) -> None:
        """The press has become a drag."""

    def drag(self, at: Place) -> None:
        """The mouse is dragged to a place."""

    def finish(self, at: Place) -> bool:
        """The button comes up. True where the gesture is over."""
        if self.begun:
            self.drop(at)
        else:
            self.click(at)
        return True

    def drop(self, at: Place) -> None:
        """The drag ends here."""

    def click(self, at: Place) -> None:
        """The button came up where it went down."""
        self.hands.choose_at(at)

    def cancel(self) -> None:
        """Leave everything as it was before the press."""
        self.hands.show_sketch(None)

    def still_holds(self) -> bool:
        """Whether what the gesture works on is still as it was at its start."""
        return True
