"""Tracks of a video as files for other tools, out of the window and into it again."""

from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.domain.project.videos import annotation_rows
from app.domain.video.tracks import Tracks
from app.services.video.export_work import Kind
from app.views.import_dialog import ImportDialog
from tests.ui.harness import click_at
from tests.ui.test_import import dialog_of as import_dialog
from tests.ui.test_video_export import Open, annotate, dialog_of, film, opened, written

__all__ = ["opened"]  # a fixture


def test_tracks_are_written_for_cvat_and_for_motchallenge(opened: Open, tmp_path: Path) -> None:
    hands = opened(film(tmp_path / "videos" / "clip.mp4"))
    annotate(hands, {2: (300.0, 20.0, 380.0, 100.0), 4: (320.0, 20.0, 400.0, 100.0)})
    dialog = dialog_of(hands, Kind.CVAT, tmp_path / "out")
    assert dialog.which.isVisible()
    hands.wait(lambda: "No box is on a reviewed frame" in dialog.text.text())
    assert not dialog.start.isEnabled()
    QTest.keyClick(dialog.which, Qt.Key.Key_Down)
    assert written(hands, dialog) == f"Exported to {tmp_path / 'out.xml'}\nBoxes: 3"
    (track,) = ElementTree.parse(tmp_path / "out.xml").getroot().findall("track")
    assert [(row.get("frame"), row.get("keyframe"), row.get("outside")) for row in track] == [
        ("2", "1", "0"), ("3", "0", "0"), ("4", "1", "0"), ("5", "1", "1"),
    ]  # fmt: skip
    dialog = dialog_of(hands, Kind.MOT, tmp_path / "mot")
    hands.videos.review.mark_frames(3, 3, reviewed=True)
    hands.wait(lambda: "Tracks and single boxes: 1, on all frames 1 boxes" in dialog.text.text())
    assert written(hands, dialog) == f"Exported to {tmp_path / 'mot'}\nBoxes: 1"
    file = tmp_path / "mot" / "gt" / "gt.txt"
    assert [row.split(",")[0] for row in file.read_text().splitlines()] == ["4"]
    dialog.which.setCurrentIndex(1)
    hands.wait(dialog.start.isEnabled)
    click_at(dialog.start)
    assert dialog.problem.text().startswith("gt.txt is there already. Replace it")
    assert written(hands, dialog) == f"Exported to {tmp_path / 'mot'}\nBoxes: 3"
    assert [row.split(",")[0] for row in file.read_text().splitlines()] == ["3", "4", "5"]


def test_tracks_are_never_written_onto_the_project(opened: Open, tmp_path: Path) -> None:
    hands = opened(film(tmp_path / "videos" / "clip.mp4"))
    annotate(hands, {2: (300.0, 20.0, 380.0, 100.0)})
    file = hands.document.project.file
    assert file is not None
    dialog = dialog_of(hands, Kind.CVAT, tmp_path / "videos" / "clip.mp4")
    dialog.which.setCurrentIndex(1)
    hands.wait(dialog.start.isEnabled)
    click_at(dialog.start)
    assert "this is no video" in dialog.problem.text()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    dialog = dialog_of(hands, Kind.CVAT, file)
    dialog.which.setCurrentIndex(1)
    hands.wait(dialog.start.isEnabled)
    click_at(dialog.start)
    assert "Replace it" in dialog.problem.text()
    assert "never written to" in written(hands, dialog)


def test_tracks_that_were_written_are_imported_again(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = opened(film(tmp_path / "videos" / "clip.mp4"))
    annotate(hands, {2: (300.0, 20.0, 380.0, 100.0), 8: (360.0, 20.0, 440.0, 100.0)})
    annotate(hands, {4: (30.0, 20.0, 80.0, 100.0)}, track=False)
    file = tmp_path / "clip.xml"
    dialog = dialog_of(hands, Kind.CVAT, file)
    hands.wait(lambda: "No box is on a reviewed frame" in dialog.text.text())
    assert not dialog.start.isEnabled()
    dialog.which.setCurrentIndex(1)
    hands.wait(lambda: "Tracks and single boxes: 2, on all frames 8 boxes." in dialog.text.text())
    assert written(hands, dialog) == f"Exported to {file}\nBoxes: 8"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    document = hands.document
    for _ in range(2):
        document.undo()
    video = document.video.path
    hands.wait(lambda: not annotation_rows(document.project, video))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(file), ""))
    hands.run("import_labels")
    preview = import_dialog(hands.harness)
    hands.wait(preview.import_button.isEnabled)
    assert preview.summary.text() == (
        "CVAT for video: 3 pictures, 4 boxes\nboxes between keyframes, which are computed: 1"
    )
    preview.complete.click()
    click_at(preview.import_button)
    hands.wait(lambda: len(annotation_rows(document.project, video)) == 3)
    (track,) = Tracks(annotation_rows(document.project, video))
    assert track.frames == (2, 8)
    row = track.at(5)
    assert row is not None
    assert row.box == (330.0, 20.0, 410.0, 100.0)
    hands.wait(lambda: not hands.harness.window.findChildren(ImportDialog))
