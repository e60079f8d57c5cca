"""How far folder detection is: a strip under the list of pictures, and the list of failures."""

import os

import qtawesome
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.domain.folder_queue import FolderProgress, FolderState
from app.services.folder_detection import FolderDetection
from app.views.parts import muted
from app.views.status_bar import ElidedLabel
from app.views.theme import Theme

_MARGIN = 12
_ICON = QSize(16, 16)
_MINUTE, _HOUR = 60, 3600
_FAILURES_SIZE = (640, 360)


class FolderStrip(QWidget):
    """Shows the document's folder progress; its buttons pause, go on, stop and put it away."""

    def __init__(
        self, folder: FolderDetection, theme: Theme, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._folder, self._theme = folder, theme
        self.text = ElidedLabel()
        self.text.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.text.setAccessibleName(self.tr("Folder detection"))
        self.detail = ElidedLabel()
        self.detail.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.detail.setObjectName("muted")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedHeight(4)
        self.bar.setAccessibleName(self.tr("Share of the pictures that is detected"))
        self.pause = self._button(self._pause_or_go_on)
        self.stop = self._button(self._stop_or_dismiss)
        self.failures = QPushButton()
        self.failures.setFlat(True)
        self.failures.clicked.connect(lambda: show_failures(folder, self.window()))
        self._lay_out()
        folder.document.folder_changed.connect(self.refresh)
        theme.changed.connect(self.refresh)
        self.refresh()

    def _button(self, run: object) -> QToolButton:
        button = QToolButton()
        button.setObjectName("tool")
        button.setAutoRaise(True)
        button.setIconSize(_ICON)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(run)
        return button

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(0)
        top.addWidget(self.text, 1)
        top.addWidget(self.pause)
        top.addWidget(self.stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, 8, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(top)
        layout.addWidget(self.bar)
        layout.addWidget(self.detail)
        layout.addWidget(self.failures, 0, Qt.AlignmentFlag.AlignLeft)

    def refresh(self) -> None:
        """Show what the document says."""
        progress = self._folder.document.folder
        state = progress.state
        self.setVisible(state is not FolderState.OFF)
        self.bar.setMaximum(max(progress.total, 1))
        self.bar.setValue(progress.done + progress.failed)
        self.text.set_line(self._title(progress))
        self.detail.set_line(self._detail(progress))
        one = self.tr("1 picture failed")
        many = self.tr("{count:,} pictures failed").format(count=progress.failed)
        self.failures.setText(one if progress.failed == 1 else many)
        self.failures.setVisible(progress.failed > 0)
        self._dress(state)

    def _title(self, progress: FolderProgress) -> str:
        texts = {
            FolderState.RUNNING: self.tr("Detecting"),
            FolderState.PAUSED: self.tr("Paused"),
            FolderState.FINISHED: self.tr("Detected"),
        }
        return texts.get(progress.state, "")

    def _detail(self, progress: FolderProgress) -> str:
        """How many, which stands where there is room for it, and how long."""
        if progress.note:
            return progress.note
        count = self.tr("{done:,} of {total:,}").format(done=progress.done, total=progress.total)
        return " · ".join(filter(None, (count, self._time_left(progress))))

    def _time_left(self, progress: FolderProgress) -> str:
        left = progress.seconds_left
        if left is None or progress.state is not FolderState.RUNNING:
            return ""
        if left < _MINUTE:
            return self.tr("less than a minute left")
        if left < _HOUR:
            return self.tr("about {count} min left").format(count=round(left / _MINUTE))
        return self.tr("about {count} h left").format(count=round(left / _HOUR, 1))

    def _dress(self, state: FolderState) -> None:
        paused, finished = state is FolderState.PAUSED, state is FolderState.FINISHED
        colour = self._theme.colours.text
        go_on, rest = self.tr("Go on"), self.tr("Pause")
        away, stop = self.tr("Put away"), self.tr("Stop")
        self.pause.setVisible(not finished)
        self.pause.setIcon(qtawesome.icon("ph.play" if paused else "ph.pause", color=colour))
        self.stop.setIcon(qtawesome.icon("ph.x", color=colour))
        for button, name in (
            (self.pause, go_on if paused else rest),
            (self.stop, away if finished else stop),
        ):
            button.setToolTip(name)
            button.setAccessibleName(name)

    def _pause_or_go_on(self) -> None:
        if self._folder.document.folder.state is FolderState.PAUSED:
            self._folder.resume()
        else:
            self._folder.pause()

    def _stop_or_dismiss(self) -> None:
        if self._folder.document.folder.state is FolderState.FINISHED:
            self._folder.dismiss()
        else:
            self._folder.cancel()


class FailuresDialog(QDialog):
    """Pictures that could not be detected, and why; a double click shows the picture."""

    def __init__(self, folder: FolderDetection, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self.setWindowTitle(self.tr("Pictures that could not be detected"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*_FAILURES_SIZE)
        self.list = QTreeWidget()
        self.list.setHeaderLabels([self.tr("Picture"), self.tr("Reason")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName(self.tr("Pictures that could not be detected"))
        self.list.itemActivated.connect(self._show)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.retry = buttons.addButton(self.tr("Try again"), QDialogButtonBox.ButtonRole.ActionRole)
        self.retry.clicked.connect(folder.retry)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(muted(self.tr("Enter shows the picture.")))
        layout.addWidget(self.list)
        layout.addWidget(buttons)
        folder.failures_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Take the list anew."""
        self.list.clear()
        for path, reason in self._folder.failures.items():
            item = QTreeWidgetItem([os.path.basename(path), reason])
            item.setToolTip(0, path)
            item.setToolTip(1, reason)
            item.setData(0, Qt.ItemDataRole.UserRole, path)
            self.list.addTopLevelItem(item)
        self.list.resizeColumnToContents(0)
        self.retry.setEnabled(bool(self._folder.failures))

    def _show(self, item: QTreeWidgetItem) -> None:
        self._folder.shown.emit(item.data(0, Qt.ItemDataRole.UserRole))


def show_failures(folder: FolderDetection, parent: QWidget) -> FailuresDialog:
    """Open the list of failures beside the window."""
    dialog = FailuresDialog(folder, parent)
    dialog.show()
    return dialog
