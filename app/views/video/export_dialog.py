"""Asks what of a video is to be written and where, and shows how far that is."""

import os
import re
from pathlib import Path

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.exports_folder import EXPORTS_FOLDER
from app.domain.formats import mot
from app.domain.formats.frame_files import FrameFiles
from app.domain.formats.video_boxes import Part
from app.services.exporter import ExportRefusedError
from app.services.video.export import VideoExport
from app.services.video.export_work import LABEL_FILE, TRACKS, Kind, VideoRequest, Written
from app.services.video.files import real_file
from app.services.video.places import time_text
from app.views.parts import error_text, fit_height
from app.views.video.stretch_choice import StretchChoice

_WIDTH = 520
_ENDINGS = {
    Kind.VIDEO: "-annotated.mp4",
    Kind.FRAMES: "-frames",
    Kind.BOXES: "-boxes.csv",
    Kind.DETECTIONS: "-detections.csv",
    Kind.CVAT: "-cvat.xml",
    Kind.MOT: "-mot",
}
_FILTERS = {
    Kind.VIDEO: "MP4 (*.mp4)",
    Kind.BOXES: "CSV (*.csv)",
    Kind.DETECTIONS: "CSV (*.csv)",
    Kind.CVAT: "XML (*.xml)",
}  # kinds that are one file
_MEGA = 1e6


class ExportVideoDialog(QDialog):
    """Annotated video, frames with COCO labels, tables, or tracks. While it writes, a person may
    go on working; closed meanwhile, it only hides."""

    def __init__(self, service: VideoExport, parent: QWidget) -> None:
        super().__init__(parent)
        self.service, self._document = service, service.document
        state = self._document.video
        assert state.index is not None, "asked for while any frame can be gone to"
        self._video, self._index = state.path, state.index
        self._to_replace: Path | None = None
        self.setWindowTitle(self.tr("Export video"))
        self.setMinimumWidth(_WIDTH)
        self._make_choices()
        self._make_outcome()
        self._lay_out()
        self._connect()
        self._propose()

    @property
    def running(self) -> bool:
        """Whether its export is under way."""
        return self.stop.isEnabled()

    def _make_choices(self) -> None:
        self.kind = QComboBox()
        for kind, text in (
            (Kind.VIDEO, self.tr("Annotated video (MP4)")),
            (Kind.FRAMES, self.tr("Frames and labels (PNG, COCO)")),
            (Kind.BOXES, self.tr("Table of annotations and tracks (CSV)")),
            (Kind.DETECTIONS, self.tr("Table of detections (CSV)")),
            (Kind.CVAT, self.tr("Tracks for CVAT (CVAT for video 1.1)")),
            (Kind.MOT, self.tr("Tracks for MOTChallenge (folder)")),
        ):
            self.kind.addItem(text, kind)
        self.stretch = StretchChoice(self._document)
        self.detections = QCheckBox(self.tr("Detections, as on the canvas"))
        self.annotations = QCheckBox(self.tr("Annotations, with the boxes between keyframes"))
        for box in (self.detections, self.annotations):
            box.setChecked(True)
        self.levels = QCheckBox(self.tr("Name the level of each detection"))
        self.tracks = QCheckBox(self.tr("Number tracks"))
        self.which = QComboBox()
        self.which.addItem(self.tr("reviewed frames only"), True)
        self.which.addItem(self.tr("all frames with annotations"), False)
        self.score = QDoubleSpinBox()
        self.score.setRange(0.0, 1.0)
        self.score.setSingleStep(0.05)
        self.score.setValue(self._document.view.score)
        self.target = QLineEdit()
        self.browse = QPushButton(self.tr("Browse..."))
        self.browse.setAutoDefault(False)

    def _make_outcome(self) -> None:
        self.text, self.left, self.problem = QLabel(), QLabel(), error_text()
        self.text.setWordWrap(True)
        self.text.setAccessibleName(self.tr("What will be written"))
        self.left.setAccessibleName(self.tr("Time left"))
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Progress"))
        for widget in (self.left, self.problem, self.progress):
            widget.hide()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        role = QDialogButtonBox.ButtonRole
        self.start = buttons.addButton(self.tr("Export"), role.AcceptRole)
        self.start.setDefault(True)
        self.stop = buttons.addButton(self.tr("Stop"), role.ActionRole)
        self.stop.setEnabled(False)
        self.buttons = buttons

    def _lay_out(self) -> None:
        self._form = form = QFormLayout()
        line = QHBoxLayout()
        line.addWidget(self.target)
        line.addWidget(self.browse)
        for label, field in (
            (self.tr("What"), self.kind),
            (self.tr("Frames"), self.which),
            (self.tr("Lowest score"), self.score),
        ):
            field.setAccessibleName(label)
            form.addRow(label, field)
        self.target.setAccessibleName(self.tr("Place"))
        form.addRow(self.tr("Place"), line)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(8)
        layout.addLayout(form)
        for widget in (
            self.stretch, self.detections, self.levels, self.annotations, self.tracks,
            self.text, self.problem, self.progress, self.left,
        ):  # fmt: skip
            layout.addWidget(widget)
        layout.addSpacing(8)
        layout.addWidget(self.buttons)

    def _connect(self) -> None:
        service = self.service
        self.kind.currentIndexChanged.connect(self._propose)
        self.which.currentIndexChanged.connect(self._describe)
        self.stretch.changed.connect(self._describe)
        for box in (self.detections, self.annotations):
            box.toggled.connect(self._describe)
        self.target.textChanged.connect(self._forget_place)
        self.browse.clicked.connect(self._browse)
        self.buttons.accepted.connect(self._export)
        self.buttons.rejected.connect(self.reject)
        self.stop.clicked.connect(service.stop)
        service.progressed.connect(self._show_progress)
        service.exported.connect(self._end)
        service.failed.connect(self._fail)
        service.counted.connect(self._show_count)
        service.detected.connect(self._show_detected)
        service.boxes_counted.connect(self._show_boxes)
        self._document.edited.connect(self._recount)

    def chosen(self) -> Kind:
        """What is to be written."""
        return Kind(self.kind.currentData())

    # What is asked for

    def _propose(self) -> None:
        kind = self.chosen()
        self.target.setText(str(self._proposal(kind)))
        for widget in (self.detections, self.annotations, self.levels, self.tracks):
            widget.setVisible(kind is Kind.VIDEO)
        self.stretch.setVisible(kind is not Kind.FRAMES)
        self._form.setRowVisible(self.which, kind is Kind.FRAMES or kind in TRACKS)
        self._form.setRowVisible(self.score, kind is Kind.DETECTIONS)
        self._describe()
        fit_height(self)

    def _proposal(self, kind: Kind) -> Path:
        file = Path(real_file(self._video))
        stem = re.sub(r"%\d*d", "", Path(self._video).stem).strip("_-. ") or "video"
        return file.parent / EXPORTS_FOLDER / f"{stem}{_ENDINGS[kind]}"

    def _describe(self) -> None:
        """Say what will be written; what has to be counted for it follows."""
        kind, (first, last) = self.chosen(), self.stretch.frames()
        self.levels.setEnabled(self.detections.isChecked())
        self.tracks.setEnabled(self.annotations.isChecked())
        nothing = kind is Kind.VIDEO and not (
            self.detections.isChecked() or self.annotations.isChecked()
        )
        counted = kind not in TRACKS  # of those there may be none
        self.start.setEnabled(counted and not nothing and not self.running)
        self.text.setText(self._length(first, last) if kind is not Kind.FRAMES else "")
        if kind is Kind.FRAMES:
            self.text.setText(self.tr("Counting frames..."))
            self.service.count_frames(self._video, bool(self.which.currentData()))
        elif kind in TRACKS:
            part = Part(first, last, bool(self.which.currentData()))
            self.service.count_boxes(self._video, self._index, part)
        elif kind is Kind.DETECTIONS or (kind is Kind.VIDEO and self.detections.isChecked()):
            self.service.count_detected(self._video, first, last)

    def _recount(self) -> None:
        """Something was edited, perhaps reviewed."""
        if self.isVisible() and not self.running:
            self._describe()

    def _length(self, first: int, last: int) -> str:
        index = self._index
        end = index.time_of(last + 1) if last + 1 < len(index) else index.duration
        length = time_text(end - index.time_of(first), 1)
        text = self.tr("{count} frames, {length}.")
        return text.format(count=f"{last + 1 - first:,}", length=length)

    def _show_detected(self, count: int) -> None:
        kind = self.chosen()
        if kind not in (Kind.VIDEO, Kind.DETECTIONS):
            return
        text = self.tr("The model has run on {count} of them.").format(count=f"{count:,}")
        first, last = self.stretch.frames()
        if kind is Kind.VIDEO and 0 < count <= last - first:
            text += " " + self.tr("The others show the boxes of the last one before.")
        self.text.setText(f"{self._length(first, last)} {text}")
        fit_height(self)

    def _show_boxes(self, tracks: int, boxes: int) -> None:
        if self.chosen() not in TRACKS:
            return
        text = self.tr("Tracks and single boxes: {tracks}, on all frames {boxes} boxes.")
        if not boxes and self.which.currentData():
            text = self.tr("No box is on a reviewed frame there: review frames first, or take all.")
        elif not boxes:
            text = self.tr("No box of yours is there.")
        self.start.setEnabled(bool(boxes) and not self.running)
        shown = text.format(tracks=f"{tracks:,}", boxes=f"{boxes:,}")
        self.text.setText(f"{self._length(*self.stretch.frames())} {shown}")
        fit_height(self)

    def _show_count(self, found: FrameFiles) -> None:
        if self.chosen() is not Kind.FRAMES:
            return
        if not found.count:
            text = self.tr("No frame of this video is reviewed.")
            if not self.which.currentData():
                text = self.tr("No frame of this video is reviewed or has annotations.")
            self.start.setEnabled(False)
        else:
            lines = [self.tr("Frames: {count}, about {size} MB.")]
            if found.count < found.reviewed:
                lines.append(
                    self.tr(
                        "Of {reviewed} reviewed frames, at most one a second is written of those"
                        " without boxes of their own."
                    )
                )
            if not self.which.currentData():
                lines.append(self.tr("Frames with computed boxes alone are written if reviewed."))
            text = " ".join(lines).format(
                count=f"{found.count:,}",
                size=f"{max(found.size / _MEGA, 0.1):,.1f}",
                reviewed=f"{found.reviewed:,}",
            )
            self.start.setEnabled(not self.running)
        self.text.setText(text)
        fit_height(self)

    def _browse(self) -> None:
        title, kind = self.tr("Export video to"), self.chosen()
        if kind not in _FILTERS:
            chosen = QFileDialog.getExistingDirectory(self, title, self.target.text())
        else:
            kinds = _FILTERS[kind]
            chosen, _kind = QFileDialog.getSaveFileName(self, title, self.target.text(), kinds)
        if chosen:
            self.target.setText(chosen)
            if kind in _FILTERS and os.path.splitext(chosen)[1]:
                self._to_replace = Path(chosen)  # that dialog has asked already

    def _forget_place(self) -> None:
        self._to_replace = None
        self.start.setText(self.tr("Export"))
        self.problem.hide()

    # Writing

    def _target(self) -> Path | None:
        """Where to write; None where there is something to be said before."""
        kind, text = self.chosen(), self.target.text().strip()
        if not text:
            self._say(self.tr("Choose a place first."))
            return None
        target = Path(text).expanduser()
        if kind in _FILTERS and not target.suffix:
            target = target.with_name(target.name + Path(_ENDINGS[kind]).suffix)
        try:
            self.service.check(kind, target)
        except ExportRefusedError as error:
            self._say(str(error))
            return None
        written = target
        if kind in (Kind.FRAMES, Kind.MOT):  # into a folder
            written = target / (LABEL_FILE if kind is Kind.FRAMES else mot.ROWS)
        if written.exists() and target != self._to_replace:
            self._to_replace = target
            self.start.setText(self.tr("Replace"))
            text = self.tr("{name} is there already. Replace it, or choose another place.")
            self._say(text.format(name=written.name))
            return None
        return target

    def _export(self) -> None:
        target = self._target()
        if target is None:
            return
        self.problem.hide()
        self.text.setText("")
        first, last = self.stretch.frames()
        look = self.service.look(
            self.detections.isChecked(), self.annotations.isChecked(),
            self.levels.isChecked(), self.tracks.isChecked(),
        )  # fmt: skip
        self._show_running(True)
        self.service.start(
            VideoRequest(
                self.chosen(), self._video, self._index, target, first, last, look,
                bool(self.which.currentData()), self.score.value(),
            )
        )  # fmt: skip

    def _show_running(self, running: bool) -> None:
        for widget in (
            self.kind, self.stretch, self.detections, self.annotations, self.levels, self.tracks,
            self.which, self.score, self.target, self.browse, self.start,
        ):  # fmt: skip
            widget.setEnabled(not running)
        self.stop.setEnabled(running)
        self.progress.setRange(0, 0)
        self.progress.setVisible(running)
        self.left.setVisible(running)
        self.left.setText("")
        close = self.buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setText(self.tr("Hide") if running else self.tr("Close"))
        if not running:
            self._forget_place()
        fit_height(self)

    def _show_progress(self, done: int, total: int, left: float) -> None:
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        if total:
            text = self.tr("{done} of {total} frames")
            if self.chosen() in TRACKS:
                text = self.tr("{done} of {total} boxes")
            text = text.format(done=f"{done:,}", total=f"{total:,}")
            more = self.tr("{time} left").format(time=time_text(left, 0)) if left >= 0 else ""
            self.left.setText(" · ".join(filter(None, (text, more))))

    def _end(self, done: Written) -> None:
        if not self.running:
            return
        self._show_running(False)
        lines = [self.tr("Exported to {path}").format(path=done.target), *done.problems[:10]]
        if done.boxes is not None:
            lines.insert(1, self.tr("Boxes: {count}").format(count=f"{done.boxes:,}"))
        if len(done.problems) > 10:
            lines.append(self.tr("and {count} more").format(count=len(done.problems) - 10))
        self.text.setText("\n".join(lines))
        fit_height(self)

    def _fail(self, message: str) -> None:
        if not self.running:
            return
        self._show_running(False)
        self._say(message)

    def _say(self, message: str) -> None:
        self.problem.setText(message)
        self.problem.show()
        fit_height(self)
