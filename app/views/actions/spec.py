"""What a row of the table of actions is, when actions can be used, and what they work on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMainWindow, QWidget

from app.services.document import Document
from app.services.editor import Editor
from app.services.exporter import Exporter
from app.services.folder_watch import FolderWatch
from app.services.session import Session
from app.views.canvas import Canvas
from app.views.labels_in_out import LabelsInOut
from app.views.models.doors import ModelDoors
from app.views.picture_panel import PicturePanel
from app.views.theme import Theme
from app.views.training.desk import TrainingDesk
from app.views.video.doors import VideoDoors
from app.views.video.timeline import Timeline
from app.views.video.track_doors import TrackDoors


class Window(QMainWindow):
    """What actions see of the main window; it is the parent of the dialogs that they open."""

    session: Session
    document: Document
    theme: Theme
    canvas: Canvas
    exporter: Exporter
    picture_panel: PicturePanel
    folder_watch: FolderWatch
    labels: LabelsInOut
    training: TrainingDesk
    models: ModelDoors
    timeline: Timeline
    video_doors: VideoDoors
    track_doors: TrackDoors

    @property
    def editor(self) -> Editor:
        """What a person does to boxes."""
        return self.session.editor

    def panels(self) -> list[QWidget]:
        """The places that F6 goes through."""
        raise NotImplementedError

    def find_command(self) -> None:
        """Open the searchable list of commands."""
        raise NotImplementedError

    def toggle_tone(self) -> None:
        """Open brightness and contrast, or close them."""
        raise NotImplementedError

    def show_messages(self) -> None:
        """Open the list of the last messages."""
        raise NotImplementedError

    def show_settings(self) -> None:
        """Open the settings dialog."""
        raise NotImplementedError

    def show_gallery(self) -> None:
        """Open the window of crops."""
        raise NotImplementedError

    def focus_filter(self) -> None:
        """Put the cursor into the picture filter."""
        raise NotImplementedError


Condition = Callable[[Document], bool]
Run = Callable[[Window], object]


@dataclass(frozen=True)
class ActionSpec:
    """One action. ``checked`` makes it a switch that shows the document's state.

    ``group`` draws a line above it in its menu. The keys of an action ``on_canvas`` work while the
    canvas has the focus, and mean something else in lists and fields (Enter, Delete, arrows).
    ``text`` may hold {number}, for actions that come in a row (one a level, one a class).
    Actions with the same ``submenu`` stand in it together. ``video`` are its keys while a video is
    open, where they are others than ``keys``.
    """

    id: str
    menu: str
    text: str
    keys: tuple[str, ...]
    icon: str
    run: Run
    enabled: Condition
    checked: Condition | None = None
    group: bool = False
    on_canvas: bool = False
    number: int = 0
    submenu: str = ""
    video: tuple[str, ...] | None = None

    @property
    def title(self) -> str:
        """Its text in English."""
        return self.text.format(number=self.number)


def translated(spec: ActionSpec) -> str:
    """The text of an action in the user's language."""
    return QCoreApplication.translate("Actions", spec.text).format(number=spec.number)


def always(document: Document) -> bool:
    """Usable whatever is open."""
    return True


def has_pictures(document: Document) -> bool:
    """At least one picture is in the list."""
    return bool(document.pictures.shown)


def has_opened(document: Document) -> bool:
    """Pictures are open, whatever the filter leaves of them."""
    return bool(document.pictures.paths)


def has_picture(document: Document) -> bool:
    """A picture is current."""
    return document.pictures.current is not None


def has_missing(document: Document) -> bool:
    """The file of the current picture is not where it was."""
    return document.missing


def has_pixels(document: Document) -> bool:
    """A picture is on the canvas."""
    return document.pixels is not None


def in_video(document: Document) -> bool:
    """A video is open."""
    return document.in_video and not document.video.live


def has_frames(document: Document) -> bool:
    """A video is open, and any of its frames can be gone to."""
    return document.video.ready


def has_export(document: Document) -> bool:
    """A picture is on the canvas and its detections are known."""
    return document.pixels is not None and document.detections is not None


def has_rows(document: Document) -> bool:
    """At least one detection is seen."""
    return bool(len(document.rows))


def has_model(document: Document) -> bool:
    """The levels are known."""
    return document.model is not None


def row(
    id: str,
    menu: str,
    text: object,
    keys: str,
    icon: str,
    run: Run,
    enabled: Condition = always,
    checked: Condition | None = None,
    group: bool = False,
    on_canvas: bool = False,
    number: int = 0,
    submenu: object = "",
    video: str | None = None,
) -> ActionSpec:
    """A row of the table. ``text`` is marked with QT_TRANSLATE_NOOP("Actions", ...); several keys
    stand one a space apart; icons are qtawesome's."""
    parts = tuple(keys.split())
    return ActionSpec(
        id,
        menu,
        str(text),
        parts,
        icon,
        run,
        enabled,
        checked,
        group,
        on_canvas,
        number,
        str(submenu),
        None if video is None else tuple(video.split()),
    )
