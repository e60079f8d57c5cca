"""The keys of the moment, on the status bar: what keys do changes with what one is at."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QSize
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.services.document import Document
from app.services.timers import quiet_timer
from app.views.parts import key_cap, muted

_T = QT_TRANSLATE_NOOP
_GAP, _WITHIN = 14, 5  # pixels between two of them, and from keys to their words
_SYMBOLS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
_ESC = "Esc"  # ends a mode, whatever keys the actions have


@dataclass(frozen=True)
class Entry:
    """Actions whose first keys stand side by side, or _ESC, and what they do in a word or two."""

    actions: tuple[str, ...]
    words: object


@dataclass(frozen=True)
class Mode:
    """Something that one may be at; its entries, the most needed first."""

    fits: Callable[[Document], bool]
    entries: tuple[Entry, ...]


_PLAY = Entry(("play",), _T("ModeKeys", "play"))
_STEP = Entry(("frame_back", "frame_next"), _T("ModeKeys", "frame"))
_REVIEW = Entry(("review",), _T("ModeKeys", "reviewed"))
_DRAW = Entry(("draw",), _T("ModeKeys", "draw"))
_MOVE = Entry(("nudge_left", "nudge_right", "nudge_up", "nudge_down"), _T("ModeKeys", "move"))
_DELETE = Entry(("delete",), _T("ModeKeys", "delete"))
_CLASS = Entry(("type_class",), _T("ModeKeys", "class"))
_ACCEPT = Entry(("accept",), _T("ModeKeys", "accept"))
_REJECT = Entry(("reject",), _T("ModeKeys", "reject"))
_KEYFRAME = Entry(("track_keyframe",), _T("ModeKeys", "keyframe"))
_PICTURE = Entry(("previous", "next"), _T("ModeKeys", "picture"))

MODES: tuple[Mode, ...] = (
    Mode(
        lambda d: d.video.live,
        (Entry(("keep_frame",), _T("ModeKeys", "keep this frame")),),
    ),
    Mode(
        lambda d: d.video.playing,
        (
            Entry(("play",), _T("ModeKeys", "pause")),
            Entry(("slower", "faster"), _T("ModeKeys", "speed")),
            Entry(("loop",), _T("ModeKeys", "again and again")),
        ),
    ),
    Mode(
        lambda d: d.drawing,
        (Entry((_ESC,), _T("ModeKeys", "stop drawing")), _CLASS),
    ),
    Mode(
        lambda d: d.proposals is not None,
        (Entry((_ESC,), _T("ModeKeys", "leave proposals")),),
    ),
    Mode(
        lambda d: d.merging is not None,
        (Entry((_ESC,), _T("ModeKeys", "do not merge")), _STEP),
    ),
    Mode(lambda d: d.in_video and not d.video.ready, (_PICTURE,)),
    Mode(lambda d: d.region is not None, (_PLAY, _STEP, _DELETE)),
    Mode(lambda d: d.in_video and bool(d.chosen), (_PLAY, _STEP, _MOVE, _KEYFRAME, _CLASS)),
    Mode(lambda d: d.in_video and d.selected is not None, (_PLAY, _STEP, _ACCEPT, _REJECT)),
    Mode(lambda d: d.in_video, (_PLAY, _STEP, _REVIEW, _KEYFRAME, _DRAW)),
    Mode(lambda d: bool(d.chosen), (_MOVE, _CLASS, _DELETE, _REVIEW)),
    Mode(lambda d: d.selected is not None, (_ACCEPT, _REJECT, _REVIEW)),
    Mode(lambda d: d.pixels is not None, (_PICTURE, _REVIEW, _DRAW)),
)
"""The first that fits counts."""


class ModeKeys(QWidget):
    """A row of keys and words; shows as many as there is room for."""

    def __init__(self, document: Document, actions: Mapping[str, QAction]) -> None:
        super().__init__()
        self._document, self._actions = document, actions
        self._shown: list[tuple[str, str]] = []
        self._groups: list[QWidget] = []
        self.setAccessibleName(self.tr("Keys of the moment"))
        self._soon = quiet_timer(self, 0, self.refresh)
        for signal in (
            document.pixels_changed,
            document.video_changed,
            document.mode_changed,
            document.proposals_changed,
            document.chosen_changed,
            document.selection_changed,
            document.tracks_changed,
            document.regions_changed,
        ):
            signal.connect(self._soon.start)
        for name in {name for mode in MODES for entry in mode.entries for name in entry.actions}:
            if name != _ESC:
                actions[name].changed.connect(self._soon.start)

    def sizeHint(self) -> QSize:
        """Room for all of them."""
        hints = [group.sizeHint() for group in self._groups]
        height = max((hint.height() for hint in hints), default=0)
        return QSize(sum(_GAP + hint.width() for hint in hints), height)

    def minimumSizeHint(self) -> QSize:
        """It can do without any room."""
        return QSize(0, self.sizeHint().height())

    def refresh(self) -> None:
        """Show the keys of the mode that the document is in."""
        mode = next((each for each in MODES if each.fits(self._document)), None)
        pairs = [] if mode is None else [self._pair(entry) for entry in mode.entries]
        pairs = [(keys, words) for keys, words in pairs if keys]
        if pairs == self._shown:
            return
        self._shown = pairs
        for group in self._groups:
            group.hide()
            group.deleteLater()
        self._groups = [_group(keys, words, self) for keys, words in pairs]
        self.updateGeometry()
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Place them from left to right; those that there is no room for are hidden."""
        x = _GAP
        for group in self._groups:
            size = group.sizeHint()
            group.setGeometry(x, (self.height() - size.height()) // 2, size.width(), size.height())
            x += size.width()
            group.setVisible(x <= self.width())
            x += _GAP

    def _pair(self, entry: Entry) -> tuple[str, str]:
        """Keys and words of an entry; "" as keys where one of its actions cannot be used."""
        words = QCoreApplication.translate("ModeKeys", str(entry.words))
        if entry.actions == (_ESC,):
            return _ESC, words
        actions = [self._actions[name] for name in entry.actions]
        return side_by_side([each.shortcut() for each in actions if each.isEnabled()]), words


def side_by_side(keys: list[QKeySequence]) -> str:
    """Keys in short: modifiers that are the same stand once, arrows are drawn."""
    texts = [_text(key) for key in keys if not key.isEmpty()]
    parts = [text.rpartition("+") if text[-1] != "+" else ("", "", text) for text in texts]
    if len({before for before, _, _ in parts}) != 1:
        return " ".join(texts)
    before = parts[0][0]
    last = " ".join(key for _, _, key in parts)
    return f"{before}+{last}" if before else last


def _text(key: QKeySequence) -> str:
    """A key as this system writes it, an arrow as one: some languages have long names for it."""
    before, plus, last = key.toString(QKeySequence.SequenceFormat.PortableText).rpartition("+")
    if last in _SYMBOLS:
        return before + plus + _SYMBOLS[last]
    return key.toString(QKeySequence.SequenceFormat.NativeText)


def _group(keys: str, words: str, parent: QWidget) -> QWidget:
    group = QWidget(parent)
    row = QHBoxLayout(group)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(_WITHIN)
    row.addWidget(key_cap(keys))
    row.addWidget(muted(words))
    return group
