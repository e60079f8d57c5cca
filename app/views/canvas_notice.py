"""What the canvas says when there is nothing to see: what is the case, and what to do next."""

from collections.abc import Callable
from html import escape

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from app.domain.picture_filter import PictureFilter
from app.domain.view_filter import why_nothing
from app.services.detection_client import ServerState
from app.services.document import Document
from fpn_core.video.frames import file_of

_MOST_CLASSES = 24
_MARGIN = 16
_WIDTH = 480
_PADDING = 16
_BORDER = 1


class CanvasNotice(QFrame):
    """A card over the canvas; its links call ``follow`` with the name of an action or a score."""

    def __init__(self, document: Document, canvas: QWidget, follow: Callable[[str], None]) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self.document = document
        self.setObjectName("notice")
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.RichText)
        self.label.setAccessibleName(self.tr("What the canvas shows"))
        self.label.linkActivated.connect(follow)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_PADDING, _PADDING, _PADDING, _PADDING)
        layout.addWidget(self.label)
        canvas.installEventFilter(self)
        for signal in (
            document.pictures_changed,
            document.current_changed,
            document.pixels_changed,
            document.detections_changed,
            document.view_changed,
            document.server_changed,
            document.annotations_changed,
            document.mode_changed,
            document.unsaved_changed,
            document.project_changed,
            document.video_changed,
        ):
            signal.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Say what is the case; hide when the picture speaks for itself."""
        text = self._text()
        self.setVisible(bool(text))
        if text != self.label.text():
            self.label.setText(text)
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        canvas = self._canvas
        self.label.ensurePolished()  # its font decides how high the text is
        width = min(_WIDTH, canvas.width() - 2 * _MARGIN)
        needed = self.label.fontMetrics().horizontalAdvance(self._plain()) + 2 * _PADDING + 4
        width = max(min(width, needed), 160)
        # A layout alone would give wrapped text more height than it needs.
        around = 2 * (_PADDING + _BORDER)
        self.setFixedSize(width, self.label.heightForWidth(width - around) + around)
        centred = self.document.pixels is None
        x = (canvas.width() - self.width()) // 2
        self.move(x, (canvas.height() - self.height()) // 2 if centred else _MARGIN)

    def _plain(self) -> str:
        text = self.label.text()
        return text if "<" not in text else "m" * _WIDTH

    def _text(self) -> str:
        document = self.document
        if document.unsaved:
            return self._not_saved()
        if document.problem:
            title = self.tr("The project cannot be opened, so boxes cannot be changed")
            return f"<b>{title}</b><br>{escape(document.problem)}"
        if document.video.live:
            return self._live()
        if document.moving:
            return ""
        if document.picture_error and document.missing:
            film = document.in_video
            title = self.tr("This video is missing") if film else self.tr("This picture is missing")
            hint = self.tr('<a href="locate">Locate it</a>, or go on to the other pictures.')
            path = file_of(document.pictures.current or "")
            return f"<b>{title}</b><br>{escape(path)}<br>{hint}"
        if document.picture_error:
            film = document.in_video
            title = (
                self.tr("This video cannot be shown")
                if film
                else self.tr("This picture cannot be shown")
            )
            hint = self.tr("D and A go on to the other pictures.")
            return f"<b>{title}</b><br>{escape(document.picture_error)}<br>{hint}"
        if document.pictures.current is None:
            return self._no_picture()
        if document.detection_error:
            title = self.tr("No detections")
            return f"<b>{title}</b><br>{escape(document.detection_error)}"
        if document.server_state is ServerState.FAILED and document.detections is None:
            title = self.tr("The model could not be loaded")
            hint = self.tr('Choose another in the Model menu, or <a href="detect">try again</a>.')
            return f"<b>{title}</b><br>{escape(document.server_error)}<br>{hint}"
        if document.detecting and document.detections is None:
            return self._waiting()
        return self._nothing_found()

    def _live(self) -> str:
        """What a camera or a stream is waited for, or why nothing comes from it."""
        state = self.document.video
        if state.trouble:
            title = self.tr("The camera or stream cannot be shown")
            again = self.tr('<a href="open_stream">Open another camera or stream</a>')
            return f"<b>{title}</b><br>{escape(state.trouble)}<br>{again}"
        if self.document.pixels is None:
            return self.tr("Waiting for the first picture...")
        return ""

    def _not_saved(self) -> str:
        if self.document.overwritten:
            title = self.tr("Another program has written over the project")
            hint = self.tr(
                'The last edit is kept here. <a href="save_copy">Save what is here as a copy</a>,'
                ' or <a href="give_up">give the edit up and open the file that is there</a>.'
            )
            return f"<b>{title}</b><br>{escape(self.document.unsaved)}<br>{hint}"
        title = self.tr("The last edit is not saved yet")
        hint = self.tr(
            "It is kept here and tried again every 2 seconds; nothing else can be changed until"
            ' then. <a href="give_up">Give it up</a>'
        )
        return f"<b>{title}</b><br>{escape(self.document.unsaved)}<br>{hint}"

    def _no_picture(self) -> str:
        if self.document.scanning:
            return self.tr("Looking for pictures...")
        pictures = self.document.pictures
        if pictures.paths:
            if pictures.arrangement.filter != PictureFilter(text=pictures.filter_text):
                title = self.tr("No picture passes the filters")
                clear = self.tr('<a href="clear_filters">Clear all filters</a>')
                return f"<b>{title}</b><br>{clear}"
            title = self.tr("No picture's name holds “{text}”").format(text=pictures.filter_text)
            change = self.tr('<a href="find_picture">Change the filter</a> (Ctrl+L).')
            return f"<b>{escape(title, quote=False)}</b><br>{change}"
        title = self.tr("No pictures yet")
        hint = self.tr(
            '<a href="open_pictures">Open pictures or videos</a> (Ctrl+O) or '
            '<a href="open_folder">a folder</a> (Ctrl+U), or drop them here.'
        )
        samples = self.tr('<a href="open_samples">Look at the sample pictures</a>')
        return f"<b>{title}</b><br>{hint}<br>{samples}"

    def _waiting(self) -> str:
        if self.document.server_state is ServerState.READY:
            return self.tr("Detecting...")
        return self.tr("Loading model...")

    def _nothing_found(self) -> str:
        document = self.document
        found = document.detections
        why = None if found is None else why_nothing(found, document.view)
        if found is None or why is None or document.annotations or document.drawing:
            return ""
        if why.hidden_by_filters:
            many = self.tr("{count} boxes are hidden by the class and level filters")
            one = self.tr("1 box is hidden by the class and level filters")
            title = one if why.hidden_by_filters == 1 else many
            show = self.tr('<a href="show_all">Show all classes and levels</a>')
            return f"<b>{title.format(count=why.hidden_by_filters)}</b><br>{show}"
        title = self.tr("Nothing found above {score:.2f}.").format(score=document.view.score)
        names = found.model.class_names
        listed = ", ".join(map(escape, names[:_MOST_CLASSES]))
        more = self.tr(" and {count} more").format(count=len(names) - _MOST_CLASSES)
        listed += more if len(names) > _MOST_CLASSES else ""
        knows = self.tr("This model knows {count} classes ({names}).")
        lines = [f"<b>{title}</b> {knows.format(count=len(names), names=listed)}"]
        if why.lower_score is None:
            lines.append(self.tr("Even the lowest score shows no box of them here."))
        else:
            lower = self.tr('<a href="score:{score}">Lower the score</a>: {count} at {score:.2f}.')
            boxes = self.tr("1 box") if why.boxes_there == 1 else self.tr("{count} boxes")
            boxes = boxes.format(count=why.boxes_there)
            lines.append(lower.format(score=why.lower_score, count=boxes))
        return "<br>".join(lines)
