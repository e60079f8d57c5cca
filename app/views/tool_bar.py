"""The tool bar: open, detect, score, what colours mean, and the way to every command."""

import qtawesome
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QToolBar,
    QToolButton,
    QWidget,
)

from app.domain.view_filter import LOWEST_SCORE, ColourBy
from app.services.document import Document
from app.views.actions import SPECS
from app.views.parts import muted
from app.views.theme import Theme

_PERCENT = 100
_SLIDER, _SHORT_SLIDER = 144, 96
_SHOW_KEY = ("detect", "commands")


class ToolBar(QToolBar):
    """Shows the document's score and colouring, and asks it to change them."""

    def __init__(
        self,
        document: Document,
        actions: dict[str, QAction],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self._theme = document, theme
        self.setObjectName("tools")
        self.setWindowTitle(self.tr("Tools"))
        self.setMovable(False)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.PreventContextMenu)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.score = QLabel()
        self.colours = QComboBox()
        opening = self._add_button(actions["open_folder"], self.tr("Open"))
        self.addSeparator()
        self.detect = self._add_button(actions["detect"], self.tr("Detect"), "primary")
        drawing = self._add_button(actions["draw_or_edit"], self.tr("Draw"))
        self.addSeparator()
        self._add_score()
        self.addSeparator()
        self._add_colours()
        spacer = QWidget()
        spacer.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.addWidget(spacer)
        self.finetune = self._add_button(actions["finetune"], self.tr("Fine-tune"), "outlined")
        commands = self._add_button(actions["commands"], self.tr("Commands"))
        self._shrinking = (commands, opening, drawing, self.finetune, self.detect)
        document.view_changed.connect(self.refresh)
        document.video_changed.connect(self.refresh)
        self.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where the window is narrow, buttons give up their words, then the slider some of its
        length, before any leaves the bar."""
        self.slider.setFixedWidth(_SLIDER)
        for button in self._shrinking:
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        for button in self._shrinking:
            if self.sizeHint().width() <= event.size().width():
                break
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
        if self.sizeHint().width() > event.size().width():
            self.slider.setFixedWidth(_SHORT_SLIDER)
        super().resizeEvent(event)

    def _add_button(self, action: QAction, text: str, name: str = "") -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setDefaultAction(action)
        button.setText(text)
        button.setAccessibleName(action.text())
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._dress(button, text)
        # The action's own text is longer than a tool bar likes; keep ours when it changes.
        action.changed.connect(lambda: self._dress(button, text))
        self.addWidget(button)
        return button

    def _dress(self, button: QToolButton, text: str) -> None:
        keys = button.defaultAction().shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        shown = keys and button.defaultAction().objectName() in _SHOW_KEY
        button.setText(f"{text}  {keys}" if shown else text)
        if button.objectName() == "primary":  # its icon lies on the accent, in menus it does not
            colours = self._theme.colours
            name = SPECS[button.defaultAction().objectName()].icon
            icon = qtawesome.icon(name, color=colours.on_accent, color_disabled=colours.muted)
            button.setIcon(icon)

    def _add_score(self) -> None:
        self.slider.setRange(round(LOWEST_SCORE * _PERCENT), _PERCENT)
        self.slider.setPageStep(5)
        self.slider.setFixedWidth(_SLIDER)
        self.slider.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slider.setAccessibleName(self.tr("Lowest score shown"))
        self.slider.setToolTip(self.tr("Show boxes from this score up (keys - and +)"))
        self.slider.valueChanged.connect(lambda v: self.document.set_score(v / _PERCENT))
        self.score.setMinimumWidth(self.score.fontMetrics().horizontalAdvance("0.00") + 4)
        self._add_group(muted(self.tr("Score")), self.slider, self.score)

    def _add_colours(self) -> None:
        names = {
            ColourBy.ANCHOR: self.tr("Anchor level"),
            ColourBy.ROI: self.tr("RoI level"),
            ColourBy.CLASS: self.tr("Class"),
            ColourBy.STATE: self.tr("State"),
        }
        for mode, name in names.items():
            self.colours.addItem(name, mode)
        self._track = self.tr("Track")
        self.colours.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.colours.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.colours.setAccessibleName(self.tr("Colour boxes by"))
        self.colours.setToolTip(self.tr("What the colour of a box says (key C)"))
        self.colours.activated.connect(
            # Qt gives text back for a member of a StrEnum.
            lambda row: self.document.set_colour_by(ColourBy(self.colours.itemData(row)))
        )
        self._add_group(muted(self.tr("Colour by")), self.colours)

    def _add_group(self, *widgets: QWidget) -> None:
        group = QWidget()
        # Or the tool bar would share its spare room among all groups.
        group.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(group)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in widgets:
            layout.addWidget(widget)
        self.addWidget(group)

    def refresh(self) -> None:
        """Take score and colouring from the document."""
        view = self.document.view
        self.slider.blockSignals(True)
        self.slider.setValue(round(view.score * _PERCENT))
        self.slider.blockSignals(False)
        self.score.setText(f"{view.score:.2f}")
        self._offer_tracks()
        self.colours.setCurrentIndex(self.colours.findData(view.colour_by))

    def _offer_tracks(self) -> None:
        """Tracks are offered only while a video is open."""
        there = self.colours.findData(ColourBy.TRACK)
        video = self.document.video
        if bool(video.path) and not video.live:
            if there < 0:
                self.colours.addItem(self._track, ColourBy.TRACK)
        elif there >= 0:
            self.colours.removeItem(there)
