"""All tracks of the video, each as a thin bar over time: a person's in the colour of their class,
then the linked ones by the levels that fired."""

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QProgressBar,
    QPushButton,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.colours import ANNOTATION_COLOUR, track_colour
from app.domain.detections import NO_LEVEL
from app.domain.video.level_path import Step, path_of_linked
from app.domain.video.linked import LinkedTrack, LinkedTracks
from app.domain.video.listed import Listed, listed_tracks
from app.domain.video.tracks import Track, Tracks
from app.domain.view_filter import ColourBy
from app.services.document import Document
from app.services.video.followed import FollowedTrack
from app.services.video.linking import Linking
from app.views.parts import heading, muted
from app.views.theme import Theme
from fpn_core.levels import colour_of_rank

Index = QModelIndex | QPersistentModelIndex
_ROW, _SWATCH, _BAR, _NAME = 28, 10, 8, 104
_LEAST_ROWS = 5
_PERCENT = 100


class TrackModel(QAbstractListModel):
    """One row a track."""

    def __init__(self, document: Document, parent: QWidget) -> None:
        super().__init__(parent)
        self._document = document
        self.tracks: list[Listed] = []
        self._links: LinkedTracks | None = None
        self._own: Tracks | None = None
        self._steps: dict[int, list[Step]] = {}

    def refresh(self) -> None:
        """Take the tracks of the document, if they are others."""
        links, own = self._document.links, self._document.tracks
        if links is self._links and own is self._own:
            return
        if links is not self._links:
            self._steps = {}
        tracks = listed_tracks(own, links)
        same = list(map(_key_of, tracks)) == list(map(_key_of, self.tracks))
        if not same:
            self.beginResetModel()
        self._links, self._own, self.tracks = links, own, tracks
        if not same:
            self.endResetModel()
        elif tracks:
            self.dataChanged.emit(self.index(0), self.index(len(tracks) - 1))

    def bars_of(self, track: Listed) -> list[tuple[int, int, str]]:
        """First frame, last frame and colour of each part of a track's bar."""
        if isinstance(track, Track):
            return [(first, last, self.colour_of(track)) for first, last in track.spans]
        if track.number not in self._steps:
            gap = 1 if self._links is None else self._links.gap
            self._steps[track.number] = path_of_linked(track, gap).steps()
        return [
            (step.first, step.last, colour_of_rank(step.rank if step.rank >= 0 else NO_LEVEL))
            for step in self._steps[track.number]
        ]

    def colour_of(self, track: Listed) -> str:
        """The colour by which the canvas tells a track from others; of a person's track that of its
        class, unless colours tell tracks."""
        if isinstance(track, LinkedTrack):
            return track_colour(track.number)
        if self._document.view.colour_by is ColourBy.TRACK:
            return track_colour(track.id)
        known = self._document.classes.get(track.label)
        return ANNOTATION_COLOUR if known is None else known.colour

    def name_of(self, track: Listed) -> str:
        """The class, of a linked track with its number."""
        if isinstance(track, Track):
            known = self._document.classes.get(track.label)
            return "" if known is None else known.name
        links = self._links
        name = "" if links is None else links.measure.model.class_names[track.label]
        return f"#{track.number + 1} {name}"

    def place_of(self, key: tuple[bool, int]) -> int | None:
        """The row of a person's track (True, id) or of a linked one (False, number)."""
        return next((at for at, each in enumerate(self.tracks) if _key_of(each) == key), None)

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's way
        return 0 if parent.isValid() else len(self.tracks)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> Any:
        if not index.isValid() or index.row() >= len(self.tracks):
            return None
        track = self.tracks[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self.name_of(track)
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return self._words(track)
        return None

    def _words(self, track: Listed) -> str:
        if isinstance(track, Track):
            text = self.tr("{name}, yours: frames {first} to {last}, {count} keyframes")
            return text.format(
                name=self.name_of(track),
                first=f"{track.frames[0]:,}",
                last=f"{track.frames[-1]:,}",
                count=f"{len(track.frames):,}",
            )
        links = self._links
        levels = () if links is None else links.measure.model.levels
        ranks = sorted({rank for rank in track.ranks.tolist() if 0 <= rank < len(levels)})
        text = self.tr("{name}: frames {first} to {last}, {count} detections, levels {levels}")
        return text.format(
            name=self.name_of(track),
            first=f"{int(track.frames[0]):,}",
            last=f"{int(track.frames[-1]):,}",
            count=f"{len(track):,}",
            levels=", ".join(levels[rank].name for rank in ranks) or "–",
        )


class TrackDelegate(QStyledItemDelegate):
    """Paints a row: name, and where on the video which level fired."""

    def __init__(self, document: Document, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._document, self._theme = document, theme

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(_NAME + 120, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        model = index.model()
        if not isinstance(model, TrackModel) or index.row() >= len(model.tracks):
            return
        track, rect = model.tracks[index.row()], QRect(option.rect)
        state, colours = option.state, self._theme.colours
        painter.save()
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, QColor(colours.selection))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, QColor(colours.hover))
        left = rect.left() + 12
        if isinstance(track, Track) or self._document.view.colour_by is ColourBy.TRACK:
            middle = rect.center().y() - _SWATCH // 2 + 1
            colour = QColor(model.colour_of(track))
            painter.fillRect(QRect(left, middle, _SWATCH, _SWATCH), colour)
            left += _SWATCH + 6
        room = QRect(left, rect.top(), rect.left() + _NAME - left, rect.height())
        painter.setPen(QColor(colours.text))
        metrics = painter.fontMetrics()
        text = metrics.elidedText(model.name_of(track), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), text)
        bar = QRectF(
            rect.left() + _NAME + 8,
            rect.center().y() - _BAR / 2 + 1,
            max(rect.width() - _NAME - 20, 8),
            _BAR,
        )
        self._paint_bar(painter, bar, model.bars_of(track))
        painter.restore()

    def _paint_bar(self, painter: QPainter, bar: QRectF, parts: list[tuple[int, int, str]]) -> None:
        painter.fillRect(bar, QColor(self._theme.colours.track))
        count = max(self._document.video.count, 1)
        for first, last, colour in parts:
            left = bar.left() + bar.width() * first / count
            width = max(bar.width() * (last + 1 - first) / count, 1.5)
            painter.fillRect(QRectF(left, bar.top(), width, bar.height()), QColor(colour))
        x = bar.left() + bar.width() * (self._document.video.frame + 0.5) / count
        painter.fillRect(
            QRectF(x, bar.top() - 3, 1, bar.height() + 6), QColor(self._theme.colours.text)
        )


class TrackView(QListView):
    """Enter does what a click does."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.clicked.emit(self.currentIndex())
        else:
            super().keyPressEvent(event)


class TracksPanel(QWidget):
    """Seen while a video is open; a click goes to the first frame of a track and selects it."""

    def __init__(
        self,
        linking: Linking,
        followed: FollowedTrack,
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self._linking, self._followed = linking.document, linking, followed
        self.model = TrackModel(self.document, self)
        self.list = TrackView()
        self.list.setAccessibleName(self.tr("Tracks of the video"))
        self.list.setModel(self.model)
        self.list.setItemDelegate(TrackDelegate(self.document, theme, self.list))
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setMinimumHeight(_LEAST_ROWS * _ROW)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.count = muted()
        self.hint = muted()
        self.hint.setWordWrap(True)
        self.hint.setContentsMargins(12, 0, 12, 8)
        self.progress = QProgressBar()
        self.progress.setRange(0, _PERCENT)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # or the list would jump
        self.progress.setSizePolicy(policy)
        self.progress.setAccessibleName(self.tr("How far the linking is"))
        self.button = QPushButton()
        self._lay_out()
        self.button.clicked.connect(self._press)
        self.list.clicked.connect(self._pick)
        linking.changed.connect(self.refresh)
        self.document.links_changed.connect(self.refresh)
        self.document.tracks_changed.connect(self.refresh)
        self.document.classes_changed.connect(self.list.viewport().update)
        self.document.video_changed.connect(self._take_video)
        self.document.view_changed.connect(self.list.viewport().update)
        self.document.frame_shown.connect(self.list.viewport().update)
        followed.changed.connect(self._mark)
        self.refresh()
        self._take_video()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(12, 12, 12, 4)
        top.setSpacing(8)
        top.addWidget(heading(self.tr("Tracks")))
        top.addWidget(self.count)
        top.addStretch()
        top.addWidget(self.button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.progress)
        layout.addWidget(self.hint)
        layout.addWidget(self.list, 1)
        layout.addStretch()  # for an empty list

    def refresh(self) -> None:
        """Take tracks and progress."""
        linking = self._linking
        self.model.refresh()
        working = bool(linking.progress)  # short work is not told of
        self.progress.setVisible(working)
        self.progress.setValue(round(_PERCENT * (linking.progress or 0.0)))
        self.button.setVisible(working or linking.stopped)
        self.button.setText(self.tr("Stop") if working else self.tr("Link again"))
        self.count.setText(f"{len(self.model.tracks):,}" if self.model.tracks else "")
        self.hint.setText(self._hint_text())
        self.hint.setVisible(bool(self.hint.text()))
        self.list.setVisible(bool(self.model.tracks))
        self._mark()

    def _hint_text(self) -> str:
        links, linking = self.document.links, self._linking
        if linking.stopped:
            return self.tr("Linking was stopped.")
        if links is None and linking.progress is None:
            return self.tr("Detect several frames (Ctrl+Alt+I): detections become tracks here.")
        if links is not None and not len(links):
            return self.tr("No object is detected on two frames with a score from the slider up.")
        return ""

    def _take_video(self) -> None:
        state = self.document.video
        self.setVisible(bool(state.path) and not state.live)
        self.list.viewport().update()

    def _press(self) -> None:
        if self._linking.progress is not None:
            self._linking.stop()
        else:
            self._linking.link_again()

    def _pick(self, index: QModelIndex) -> None:
        if not index.isValid() or index.row() >= len(self.model.tracks):
            return
        track = self.model.tracks[index.row()]
        if isinstance(track, Track):
            self._followed.pick_own(track.id)
        else:
            self._followed.pick(track.number)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.list.scrollTo(self.list.currentIndex())

    def _mark(self) -> None:
        """Select the row of the track that is followed."""
        subject, own = self._followed.subject, self.document.followed
        place = None
        if own:
            place = self.model.place_of((True, own[-1]))
        elif subject is not None and subject.number is not None:
            place = self.model.place_of((False, subject.number))
        if place is None:
            self.list.clearSelection()
            return
        index = self.model.index(place)
        if self.list.currentIndex() != index or not self.list.selectionModel().isSelected(index):
            self.list.setCurrentIndex(index)


def _key_of(track: Listed) -> tuple[bool, int]:
    """What a track is known by: whether it is a person's, and its id or number."""
    return (True, track.id) if isinstance(track, Track) else (False, track.number)
