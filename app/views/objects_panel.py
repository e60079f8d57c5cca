"""The Objects tab: annotations of the picture, what is set on them, and detections to decide."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSplitter,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.domain.decisions import Decision
from app.services.editor import Editor
from app.views.annotation_details import AnnotationDetails
from app.views.annotation_table import AnnotationTable
from app.views.detection_table import DetectionTable
from app.views.model_classes import ModelClasses
from app.views.parts import heading, muted

_LEAST_CLASSES = 56
_ANNOTATION_KEYS = ("delete", "choose_all")
_DETECTION_KEYS = ("accept", "accept_all", "delete")


class ObjectsPanel(QWidget):
    """Annotations above, detections below, the model's classes last; all only ask the document."""

    def __init__(self, editor: Editor, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.editor, self.document = editor, editor.document
        self._annotations = AnnotationTable(self.document, self)
        self.annotations = self._annotations.view
        self.details = AnnotationDetails(editor)
        self._detections = DetectionTable(self.document, self)
        self.table, self.model = self._detections.view, self._detections.model
        self.classes = ModelClasses(self.document)
        self.accept = self._button(self.tr("Accept"), self.tr("Accept the detection (Enter)"))
        self.reject = self._button(self.tr("Reject"), self.tr("Reject the detection (X)"))
        self.accept.clicked.connect(self._accept)
        self.reject.clicked.connect(self._reject)
        self._count, self._number = muted(), muted()
        self._lay_out()
        self._connect()
        self.refresh()

    def tables(self) -> tuple[tuple[QTableView, tuple[str, ...]], ...]:
        """Tables, and the actions whose keys work in them as on the canvas."""
        return (self.annotations, _ANNOTATION_KEYS), (self.table, _DETECTION_KEYS)

    def _button(self, text: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        return button

    def _connect(self) -> None:
        document = self.document
        for signal in (
            document.detections_changed,
            document.view_changed,
            document.server_changed,
            document.rows_changed,
            document.classes_changed,
        ):
            signal.connect(self._show_detections)
        for signal in (document.annotations_changed, document.classes_changed):
            signal.connect(self._show_annotations)
        document.hidden_changed.connect(self._show_annotations)
        document.chosen_changed.connect(self._show_choice)
        document.selection_changed.connect(self._show_selection)

    def _lay_out(self) -> None:
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(1)
        upper = _part(
            _header(heading(self.tr("Annotations")), self._count), self.annotations, self.details
        )
        middle = _part(
            _header(heading(self.tr("Detections")), self._number, self.accept, self.reject),
            self.table,
        )
        everything, none = QPushButton(self.tr("All")), QPushButton(self.tr("None"))
        everything.setAccessibleName(self.tr("Show all classes"))
        none.setAccessibleName(self.tr("Hide all classes"))
        everything.clicked.connect(lambda: self.classes.hide_names(frozenset()))
        none.clicked.connect(lambda: self.classes.hide_names(frozenset(self.classes.names())))
        lower = _part(
            _header(heading(self.tr("Classes to show")), QLabel(), everything, none), self.classes
        )
        self.classes.setMinimumHeight(_LEAST_CLASSES)
        shares = (6, 3, 2)
        for place, part in enumerate((upper, middle, lower)):
            parts.addWidget(part)
            parts.setStretchFactor(place, shares[place])
        parts.setSizes([100 * share for share in shares])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(parts)

    def refresh(self) -> None:
        """Take everything from the document."""
        self._show_detections()
        self._show_annotations()

    def _show_detections(self) -> None:
        self.classes.refresh()
        self._detections.refresh()
        old, found = self.document.detections_old, self.document.detections
        count = f"{len(self.document.rows):,}"
        self._number.setText(self.tr("{count} · old").format(count=count) if old else count)
        model = "" if found is None else found.model.name
        tip = self.tr("Found by {model}, until the model asked for has looked at the picture")
        self._number.setToolTip(tip.format(model=model) if old else "")
        self._show_selection()

    def _show_annotations(self) -> None:
        self._annotations.refresh()
        self._count.setText(f"{len(self.document.annotations):,}")
        self.details.refresh()

    def _show_choice(self) -> None:
        self._annotations.mark_chosen()
        self.details.refresh()

    def _show_selection(self) -> None:
        self._detections.mark_selected()
        row, document = self.document.selected, self.document
        rejected = row is not None and bool(document.decisions[row] == Decision.REJECTED)
        self.accept.setEnabled(row is not None)
        self.reject.setEnabled(row is not None)
        self.reject.setText(self.tr("Take back") if rejected else self.tr("Reject"))

    def _accept(self) -> None:
        self.editor.accept_selected()

    def _reject(self) -> None:
        row = self.document.selected
        if row is not None and self.document.decisions[row] == Decision.REJECTED:
            self.editor.unreject([row])
        else:
            self.editor.reject_selected()


def _header(title: QLabel, count: QLabel, *buttons: QPushButton) -> QHBoxLayout:
    out = QHBoxLayout()
    out.setContentsMargins(12, 12, 12, 4)
    out.setSpacing(8)
    out.addWidget(title)
    out.addWidget(count)
    out.addStretch()
    for button in buttons:
        out.addWidget(button)
    return out


def _part(header: QHBoxLayout, content: QWidget, *below: QWidget) -> QWidget:
    part = QWidget()
    layout = QVBoxLayout(part)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addLayout(header)
    layout.addWidget(content, 1)
    for each in below:
        layout.addWidget(each)
    return part
