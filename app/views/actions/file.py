"""The File menu."""

import os
from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import QFileDialog

import resources
from app.domain.exports_folder import make_way, offered
from app.domain.project.places import SUFFIX
from app.services.document import Document
from app.services.exporter import EXPORT_KINDS, ExportRefusedError
from app.views.actions.spec import ActionSpec, Window, has_export, has_frames, has_opened, row
from fpn_core.media import PICTURE_SUFFIXES
from fpn_core.video.frames import VIDEO_SUFFIXES, split_frame

_T = QT_TRANSLATE_NOOP


def last_folder(window: Window) -> str:
    """Where file dialogs open: the folder of the current picture, or the home folder."""
    current = window.document.pictures.current
    return os.path.dirname(current) if current else str(Path.home())


def open_pictures(window: Window) -> None:
    """Ask for files of pictures or videos and open them."""
    suffixes = (*PICTURE_SUFFIXES, *VIDEO_SUFFIXES)
    kinds = " ".join(f"*{suffix} *{suffix.upper()}" for suffix in suffixes)
    chosen, _kind = QFileDialog.getOpenFileNames(
        window,
        QCoreApplication.translate("Actions", "Open pictures or videos"),
        last_folder(window),
        QCoreApplication.translate(
            "Actions", "Pictures and videos ({kinds});;All files (*)"
        ).format(kinds=kinds),
    )
    window.session.open(chosen)


def open_folder(window: Window) -> None:
    """Ask for a folder and open the pictures in it and below."""
    title = QCoreApplication.translate("Actions", "Open folder")
    chosen = QFileDialog.getExistingDirectory(window, title, last_folder(window))
    if chosen:
        window.session.open([chosen])


def open_samples(window: Window) -> None:
    """Open the pictures that come with the program."""
    window.session.open([str(resources.path("samples"))])


def export_picture(window: Window) -> None:
    """Ask for a file and write the picture with its boxes and the legend."""
    current = window.document.pictures.current
    if current is None:
        return
    file, frame = split_frame(current) or (current, None)
    stem = Path(file).stem if frame is None else f"{Path(file).stem}-frame-{frame}"
    title = QCoreApplication.translate("Actions", "Export annotated picture")
    with offered(Path(file).parent) as folder:
        proposal = str(folder / f"{stem}-levels.png")
        kinds = ";;".join(EXPORT_KINDS)
        chosen, kind = QFileDialog.getSaveFileName(window, title, proposal, kinds)
    if not chosen:
        return
    target = Path(chosen)
    if not target.suffix:
        target = target.with_suffix(EXPORT_KINDS[kind])
    try:
        make_way(target)
        window.exporter.start(window.document, target)
    except (ExportRefusedError, OSError) as error:
        window.document.tell(str(error))


def import_labels(window: Window) -> None:
    """Ask for a label file and preview it."""
    window.labels.ask_file(last_folder(window))


def import_label_folder(window: Window) -> None:
    """Ask for a folder of labels and preview it."""
    window.labels.ask_folder(last_folder(window))


def export_labels(window: Window) -> None:
    """Open the dialog that exports labels."""
    window.labels.show_export()


def save_copy(window: Window) -> None:
    """Ask for a file and go on in a copy of the project."""
    project = window.document.project
    near = project.root / f"{project.root.name or 'pictures'}{SUFFIX}"
    near = near if project.file is None else project.file
    proposal = str(near.with_name(f"{near.stem}-copy{SUFFIX}"))
    title = QCoreApplication.translate("Actions", "Save the project as a copy")
    kinds = QCoreApplication.translate("Actions", "PyramidLabel project") + f" (*{SUFFIX})"
    chosen, _kind = QFileDialog.getSaveFileName(window, title, proposal, kinds)
    if chosen:
        window.session.save_copy(Path(chosen).with_suffix(SUFFIX))


def has_own_project(document: Document) -> bool:
    """Pictures are open, and no other window has their project."""
    return has_opened(document) and not document.project.read_only


def close_window(window: Window) -> None:
    """Close the window."""
    window.close()


def open_sequence(window: Window) -> None:
    """Ask for one of numbered pictures and open them as a video."""
    window.video_doors.open_sequence(last_folder(window))


def open_stream(window: Window) -> None:
    """Ask for a camera or an address, and show what it sees."""
    window.video_doors.open_stream()


def export_video(window: Window) -> None:
    """Ask what of the video is to be written, and where."""
    window.video_doors.export()


ACTIONS: tuple[ActionSpec, ...] = (
    row(
        "open_pictures",
        "file",
        _T("Actions", "Open pictures or videos..."),
        "Ctrl+O",
        "ph.image",
        open_pictures,
    ),
    row(
        "open_folder",
        "file",
        _T("Actions", "Open folder..."),
        "Ctrl+U",
        "ph.folder-open",
        open_folder,
    ),
    row(
        "open_sequence",
        "file",
        _T("Actions", "Open numbered pictures as a video..."),
        "",
        "ph.film-strip",
        open_sequence,
    ),
    row(
        "open_stream",
        "file",
        _T("Actions", "Open camera or stream..."),
        "",
        "ph.video-camera",
        open_stream,
    ),
    row(
        "open_samples",
        "file",
        _T("Actions", "Open the sample pictures"),
        "",
        "ph.image-square",
        open_samples,
    ),
    row(
        "save_copy",
        "file",
        _T("Actions", "Save the project as a copy..."),
        "",
        "ph.floppy-disk",
        save_copy,
        has_own_project,
    ),
    row(
        "import_labels",
        "file",
        _T("Actions", "Import labels..."),
        "Ctrl+Shift+I",
        "ph.download-simple",
        import_labels,
        has_opened,
        group=True,
    ),
    row(
        "import_label_folder",
        "file",
        _T("Actions", "Import a folder of labels..."),
        "",
        "ph.folder-simple-plus",
        import_label_folder,
        has_opened,
    ),
    row(
        "export_labels",
        "file",
        _T("Actions", "Export labels..."),
        "Ctrl+Alt+E",
        "ph.upload-simple",
        export_labels,
        has_opened,
    ),
    row(
        "export_picture",
        "file",
        _T("Actions", "Export annotated picture..."),
        "Ctrl+Shift+E",
        "ph.export",
        export_picture,
        has_export,
        group=True,
    ),
    row(
        "export_video",
        "file",
        _T("Actions", "Export video..."),
        "",
        "ph.film-strip",
        export_video,
        has_frames,
    ),
    row(
        "quit",
        "file",
        _T("Actions", "Quit"),
        "Ctrl+Q",
        "ph.sign-out",
        close_window,
        group=True,
    ),
)
