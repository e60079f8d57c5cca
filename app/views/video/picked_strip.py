"""The strip above the timeline that leads through the frames picked to be labelled."""

from bisect import bisect_left

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from app.services.document import Document
from app.services.video.frame_facts import FrameFacts
from app.views.status_bar import ElidedLabel
from app.views.theme import Theme

_ACTIONS = ("picked_previous", "picked_next", "picked_clear")


class PickedStrip(QWidget):
    """Seen while frames are picked: which of them is shown, and how many are reviewed."""

    def __init__(
        self,
        document: Document,
        facts: FrameFacts,
        actions: dict[str, QAction],
        theme: Theme,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self._facts = document, facts
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.text = ElidedLabel()
        self.text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.text.setAccessibleName(self.tr("Picked frames"))
        self.buttons: dict[str, QToolButton] = {}
        self._counted: tuple[object, object] = (None, None)
        self._done = 0
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.setSpacing(4)
        for name in _ACTIONS:
            button = self.buttons[name] = QToolButton()
            button.setDefaultAction(actions[name])
            button.setAutoRaise(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonIconOnly)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            actions[name].changed.connect(self._name_buttons)
        for name in _ACTIONS[:2]:
            layout.addWidget(self.buttons[name])
        layout.addWidget(self.text, 1)
        layout.addWidget(self.buttons[_ACTIONS[2]])
        document.video_changed.connect(self.refresh)
        document.frame_shown.connect(self.refresh)
        document.current_changed.connect(self.refresh)
        facts.changed.connect(self.refresh)
        theme.changed.connect(self._name_buttons)
        self._name_buttons()
        self.refresh()

    def refresh(self) -> None:
        """Show what the document says."""
        picked = self.document.video.picked
        self.setVisible(bool(picked))
        if picked:
            self.text.set_line(self._words(picked, self.document.video.frame))

    def _words(self, picked: tuple[int, ...], frame: int) -> str:
        marks = self._facts.marks
        if self._counted[0] is not picked or self._counted[1] is not marks:
            self._counted = (picked, marks)
            self._done = sum(marks.is_reviewed(each) for each in picked)
        done = self._done
        place = bisect_left(picked, frame)
        count = f"{len(picked):,}"
        if place < len(picked) and picked[place] == frame:
            text = self.tr("Picked frame {place} of {count}").format(
                place=f"{place + 1:,}", count=count
            )
            text += " ✓" if marks.is_reviewed(frame) else ""
        else:
            text = self.tr("Picked to be labelled: {count}").format(count=count)
        if done == len(picked):
            reviewed = self.tr("all are reviewed")
            return f"{text} · {reviewed}"
        reviewed = self.tr("{done} of {count} reviewed").format(done=f"{done:,}", count=count)
        return f"{text} · {reviewed}"

    def _name_buttons(self) -> None:
        for button in self.buttons.values():
            action = button.defaultAction()
            text = action.text().replace("&", "")
            keys = action.shortcut().toString()
            tip = f"{text} ({keys})" if keys else text
            if button.toolTip() != tip:
                button.setToolTip(tip)
                button.setAccessibleName(text)
