"""The main window: puts the views together; they speak to the document, not to each other."""

import base64
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QFont
from PySide6.QtWidgets import QApplication, QMessageBox, QSplitter, QTabWidget, QVBoxLayout, QWidget

from app.services.dataset import Dataset
from app.services.exporter import Exporter
from app.services.folder_watch import FolderWatch
from app.services.go_to import GoTo
from app.services.live_settings import LiveSettings
from app.services.session import Session
from app.services.tone_display import ToneDisplay
from app.views.actions import Window
from app.views.canvas import Canvas
from app.views.canvas_menu import CanvasMenu
from app.views.canvas_notice import CanvasNotice
from app.views.class_entry import ClassEntry
from app.views.classes_panel import ClassesPanel
from app.views.command_list import CommandList
from app.views.compare_strip import CompareStrip
from app.views.dataset_panel import DatasetPanel
from app.views.folder_strip import FolderStrip
from app.views.gallery_window import GalleryWindow
from app.views.hints import Hints
from app.views.keyboard import Keyboard
from app.views.labels_in_out import LabelsInOut
from app.views.levels_panel import LevelsPanel
from app.views.menus import Menus
from app.views.mode_keys import ModeKeys
from app.views.models.adopted_strip import AdoptedStrip
from app.views.models.doors import ModelDoors
from app.views.models_of_runs import ModelsOfRuns
from app.views.objects_panel import ObjectsPanel
from app.views.picture_menu import PictureMenu
from app.views.picture_panel import PicturePanel, rows_in_sight
from app.views.place_entry import PlaceEntry
from app.views.review_question import ReviewQuestions
from app.views.settings_dialog import show_settings
from app.views.status_bar import StatusBar
from app.views.theme import Theme
from app.views.tone_popover import TonePopover
from app.views.tool_bar import ToolBar
from app.views.training.desk import TrainingDesk
from app.views.video.delete_question import DeleteQuestions
from app.views.video.doors import VideoDoors
from app.views.video.picked_strip import PickedStrip
from app.views.video.timeline import Timeline
from app.views.video.track_doors import TrackDoors
from fpn_core.video.frames import file_of

_SIZE = (1440, 900)
_LEAST_SIZE = (800, 560)
_LEFT_WIDTH, _RIGHT_WIDTH, _RIGHT_LEAST = 216, 352, 296
_SCORE_LINK = "score:"


class MainWindow(Window):
    """Pictures on the left, the canvas, and on the right what there is to know about the boxes."""

    def __init__(self, session: Session, theme: Theme, drawing_font: QFont | None = None) -> None:
        super().__init__()
        self.session, self.theme, self.document = session, theme, session.document
        self.exporter = Exporter(drawing_font or QApplication.font(), self)
        self._zoom_to_restore: tuple[float, tuple[float, float]] | None = None
        self.canvas = Canvas(self.document, session.editor, session.settings)
        self.picture_panel = PicturePanel(session, theme)
        self.levels_panel = LevelsPanel(self.document, theme)
        self.objects_panel = ObjectsPanel(session.editor)
        self.classes_panel = ClassesPanel(session.editor, theme)
        self.go_to = GoTo(self.document, self)
        self.go_to.arrived.connect(self.canvas.bring_into_view)
        self.dataset = Dataset(self.document, self)
        self.dataset_panel = DatasetPanel(self.dataset, self.go_to, theme)
        self.gallery: GalleryWindow | None = None
        self.labels = LabelsInOut(self.document, session.settings, self)
        self.models = ModelDoors(session, theme, self)
        self.training = TrainingDesk(session, theme, self, self.canvas)
        self.models_of_runs = ModelsOfRuns(self.training, self.models)
        self.video_doors = VideoDoors(session, self, self.exporter.font)
        self.timeline = Timeline(self.document, session.videos, theme, self.canvas)
        self.track_doors = TrackDoors(session, theme, self, self.timeline.strip, self.levels_panel)
        self.menus = Menus(self)
        self.live_settings = LiveSettings(session)
        self.folder_watch = FolderWatch(session, self)
        self.tone_display = ToneDisplay(self.document, self)
        self.tone_popover = TonePopover(self.tone_display, self.canvas)
        for table, names in self.objects_panel.tables():
            table.addActions([self.menus.actions[name] for name in names])
        self.timeline.take_actions(self.menus.actions)
        self.track_doors.take_actions(self.menus.actions)
        self.picked_strip = PickedStrip(
            self.document, session.videos.facts, self.menus.actions, theme
        )
        self.keyboard = Keyboard(self, self.canvas)
        self.tool_bar = ToolBar(self.document, self.menus.actions, theme)
        self.addToolBar(self.tool_bar)
        self.status_bar = StatusBar(self.document)
        self.status_bar.set_model_menu(self.menus.model_menu(self))
        self.mode_keys = ModeKeys(self.document, self.menus.actions)
        self.status_bar.set_keys(self.mode_keys)
        self.setStatusBar(self.status_bar)
        self.status_bar.addPermanentWidget(self.training.chip)
        self.review_questions = ReviewQuestions(session.editor, self)
        self.delete_questions = DeleteQuestions(session.editor, self)
        self.class_entry = ClassEntry(self.canvas)
        self.place_entry = PlaceEntry(self.canvas)
        self.canvas_menu = CanvasMenu(self, self.menus.actions)
        self.picture_menu = PictureMenu(self, self.menus.actions)
        self.notice = CanvasNotice(self.document, self.canvas, self._follow)
        self.hints = Hints(self.document, session.settings, self.menus.actions, self.canvas)
        self._lay_out()
        self.setAcceptDrops(True)
        self.setMinimumSize(*_LEAST_SIZE)
        self.document.current_changed.connect(self._show_title)
        self.document.project_changed.connect(self._show_title)
        self.document.pixels_changed.connect(self._restore_zoom)
        self._show_title()
        self._restore_geometry()
        self.canvas.setFocus()

    def _lay_out(self) -> None:
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        self.tabs.addTab(self.objects_panel, self.tr("Objects"))
        self.tabs.addTab(self.classes_panel, self.tr("Classes"))
        self.tabs.addTab(self.levels_panel, self.tr("Levels"))
        self.tabs.addTab(self.dataset_panel, self.tr("Dataset"))
        self.training.put_into(self.tabs)
        self.tabs.setCurrentWidget(self.levels_panel)
        self.tabs.ensurePolished()
        # No tab's name is cut, in whatever language.
        self.tabs.setMinimumWidth(max(_RIGHT_LEAST, self.tabs.tabBar().sizeHint().width()))
        self.picture_panel.setMinimumWidth(176)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        for widget in (self._left_side(), self._middle(), self.tabs):
            self.splitter.addWidget(widget)
        self.splitter.setHandleWidth(1)
        self.splitter.setStretchFactor(1, 1)
        self.splitter.setCollapsible(1, False)
        middle = _SIZE[0] - _LEFT_WIDTH - _RIGHT_WIDTH
        self.splitter.setSizes([_LEFT_WIDTH, middle, _RIGHT_WIDTH])
        self.setCentralWidget(self.splitter)

    def _middle(self) -> QWidget:
        self.compare_strip = CompareStrip(self.document, self.theme)
        session = self.session
        self.adopted_strip = AdoptedStrip(session.adoption, session.review_next, self.theme)
        middle = QWidget()
        layout = QVBoxLayout(middle)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.adopted_strip)
        layout.addWidget(self.compare_strip)
        layout.addWidget(self.canvas, 1)
        layout.addWidget(self.picked_strip)
        layout.addWidget(self.timeline)
        layout.addWidget(self.track_doors.timeline)
        return middle

    def _left_side(self) -> QWidget:
        self.folder_strip = FolderStrip(self.session.folder, self.theme)
        self.session.folder.seen = lambda: rows_in_sight(self.picture_panel.list)
        side = QWidget()
        layout = QVBoxLayout(side)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.picture_panel, 1)
        layout.addWidget(self.folder_strip)
        return side

    def start(self, paths: Sequence[str]) -> None:
        """Start the detector, and open the given paths, or what was open last."""
        self.session.start()
        if paths:
            self.session.open(paths)
            return
        settings = self.session.settings
        if settings["zoom"] > 0 and len(settings["centre"]) == 2:
            self._zoom_to_restore = (settings["zoom"], tuple(settings["centre"]))
        self.session.reopen()

    def panels(self) -> list[QWidget]:
        """The places that F6 goes through."""
        inside: tuple[QWidget, ...] = (
            self.objects_panel.annotations,
            self.classes_panel.list,
            self.classes_panel.add_field,
            *self.levels_panel.legend.rows[:1],
            self.track_doors.panel.list,
            self.dataset_panel.mistakes,
            self.training.panel.earlier,
            *self.training.panel.buttons.seen(),
            self.training.panel.fine_tune,
        )
        seen = next((each for each in inside if each.isVisible()), self.tabs.tabBar())
        notice = [each for each in self.training.notice.buttons[:1] if each.isVisible()]
        strip = [self.timeline.strip] if self.timeline.strip.isVisible() else []
        return [self.canvas, *strip, self.picture_panel.list, seen, *notice]

    def find_command(self) -> None:
        """Open the searchable list of commands."""
        CommandList(self.menus.everything(), self).show()

    def show_gallery(self) -> None:
        """Open the window of crops, or bring it to the front."""
        if self.gallery is None:
            self.gallery = GalleryWindow(self.document, self.go_to, self.theme, self)
        self.gallery.show()
        self.gallery.activateWindow()

    def toggle_tone(self) -> None:
        """Open brightness and contrast, or close them."""
        self.tone_popover.toggle()

    def show_messages(self) -> None:
        """Open the list of the last messages."""
        self.status_bar.show_messages()

    def show_settings(self) -> None:
        """Open the settings dialog."""
        show_settings(self.session, self)

    def focus_filter(self) -> None:
        """Put the cursor into the picture filter."""
        self.picture_panel.filter.setFocus()
        self.picture_panel.filter.selectAll()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        paths = [url.toLocalFile() for url in event.mimeData().urls() if url.isLocalFile()]
        event.acceptProposedAction()
        if not any(each.takes(paths) for each in (self.labels, self.training, self.models)):
            self.session.open(paths)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._may_close():
            event.ignore()
            return
        settings = self.session.settings
        settings["geometry"] = _encode(self.saveGeometry())
        settings["splitter"] = _encode(self.splitter.saveState())
        if self.document.pixels is not None:
            settings["zoom"] = 0.0 if self.canvas.fitted else self.canvas.zoom
            settings["centre"] = [float(part) for part in self.canvas.centre()]
        self.hide()  # at once, while the detector is told to end
        self.exporter.close()
        self.labels.close()
        self.dataset.close()
        self.video_doors.close()
        self.track_doors.close()
        self.timeline.strip.close_pictures()
        self.folder_watch.close()
        self.tone_display.close()
        if self.gallery is not None:
            self.gallery.stop()
        self.models.close()
        self.session.close()
        event.accept()

    def _may_close(self) -> bool:
        """Whether nothing is lost by closing, or the person wants to close all the same."""
        if self.document.apart.busy:
            self.document.tell(self.document.apart.busy)
            return False
        self.document.flush()
        if not self.document.unsaved or self.document.save_waiting():
            return self.video_doors.may_close() and self.training.may_close(self.close)
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.warning(
            self,
            self.tr("The last edit is not saved"),
            self.tr("{reason}\n\nClose the window and lose the last edit?").format(
                reason=self.document.unsaved
            ),
            buttons.Close | buttons.Cancel,
            buttons.Cancel,
        )
        return answer == buttons.Close

    def _follow(self, link: str) -> None:
        """Do what a link on the canvas says: a score, or the name of an action."""
        if link.startswith(_SCORE_LINK):
            self.document.set_score(float(link.removeprefix(_SCORE_LINK)))
        else:
            self.menus.actions[link].trigger()

    def _show_title(self) -> None:
        current = self.document.pictures.current
        name = f"{Path(file_of(current)).name} – " if current else ""
        ending = self.tr(" (read-only)") if self.document.project.read_only else ""
        self.setWindowTitle(f"{name}PyramidLabel{ending}")

    def _restore_zoom(self) -> None:
        if self._zoom_to_restore is not None and self.document.pixels is not None:
            zoom, centre = self._zoom_to_restore
            self._zoom_to_restore = None
            # After the layout has settled, or the canvas would still have another size.
            QTimer.singleShot(0, self, lambda: self.canvas.restore(zoom, centre))

    def _restore_geometry(self) -> None:
        settings = self.session.settings
        if not (settings["geometry"] and self.restoreGeometry(_decode(settings["geometry"]))):
            available = self.screen().availableSize()
            self.resize(min(_SIZE[0], available.width()), min(_SIZE[1], available.height()))
        if settings["splitter"]:
            self.splitter.restoreState(_decode(settings["splitter"]))


def _encode(data: QByteArray) -> str:
    return base64.b64encode(data.data()).decode()


def _decode(text: str) -> QByteArray:
    try:
        return QByteArray(base64.b64decode(text, validate=True))
    except ValueError:
        return QByteArray()
