"""Export of videos: what is written is read back; sources stay, and no half of a file."""

import csv
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import numpy.typing as npt
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app.domain.edits import Change, Edit
from app.domain.folder_queue import FolderState
from app.domain.records import Annotation, ProjectClass
from app.services.folder_scan import folder_entries
from app.services.video.export_work import Kind
from app.views.export_dialog import ExportDialog
from app.views.video.export_dialog import ExportVideoDialog
from fpn_core.levels import colour_of_rank, rgb
from fpn_core.media import read_picture
from fpn_core.video.frames import frame_path
from tests.ui.conftest import MakeHarness
from tests.ui.harness import Plan, click_at, row
from tests.ui.test_disk_full import fill
from tests.ui.videos import VideoHands, number_in, write_video
from tests.unit.app.project.mounts import small_disk
from tests.unit.fpn_core.video.made_sound import add_sound, heard, tones_at

SIZE = (640, 480)
TIMES = (0, 1, 2, 5, 6, 7, 8, 9, 10, 20, 21, 22)  # in 1/25 s
FINE, COARSE = (40, 60, 120, 120), (400, 200, 160, 160)  # x, y, width, height
GREY = 96
Pixels = npt.NDArray[np.uint8]
Open = Callable[..., VideoHands]


def film(file: Path, times: tuple[int, ...] = TIMES, noise: bool = False) -> Path:
    """A grey video, or one that hardly gets smaller, with frames at these times."""
    file.parent.mkdir(exist_ok=True)
    random = np.random.default_rng(0)
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        for time in times:
            pixels = np.full((SIZE[1], SIZE[0], 3), GREY, np.uint8)
            if noise:
                pixels = random.integers(0, 255, pixels.shape, np.uint8)
            frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
            frame.pts = time
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file


@pytest.fixture
def opened(make_window: MakeHarness, plan: Plan) -> Open:
    """Open a window on a video; the model finds a fine box on frame 0, a coarse one on others."""
    fine, coarse = row("car", 0.9, FINE, "P2", "P2"), row("car", 0.8, COARSE, "P5", "P4")
    plan.write(boxes={"*": [coarse], "clip.mp4#frame=0": [fine]}, width=SIZE[0], height=SIZE[1])

    def open_video(file: Path) -> VideoHands:
        made = VideoHands(make_window(file, settle=False))
        made.ready()
        made.wait(lambda: made.harness.session.states.complete)
        return made

    return open_video


def detect(hands: VideoHands, *frames: int) -> None:
    hands.harness.session.folder.start([frame_path(hands.document.video.path, f) for f in frames])
    hands.wait(lambda: hands.document.folder.state is FolderState.FINISHED)


def annotate(hands: VideoHands, boxes: dict[int, tuple[float, ...]], track: bool = True) -> None:
    """Draw a box on frames, as keyframes of one track."""
    project = hands.document.project
    made = ProjectClass(project.new_id(), "dog", "#FF00FF", 0)
    changes = [] if project.classes else [Change(None, made)]
    label = next(iter(project.classes), made.id)
    number = project.new_id() if track else None
    for frame, box in boxes.items():
        picture = project.picture(frame_path(hands.document.video.path, frame))
        drawn = Annotation(project.new_id(), picture.id, label, box, track=number)  # type: ignore[arg-type]
        changes.append(Change(None, drawn))
    assert hands.document.do(Edit("Draw boxes", tuple(changes)))


def dialog_of(hands: VideoHands, kind: Kind, target: Path) -> ExportVideoDialog:
    hands.run("export_video")
    found = [d for d in hands.harness.window.findChildren(ExportVideoDialog) if d.isVisible()]
    assert len(found) == 1
    found[0].kind.setCurrentIndex(found[0].kind.findData(kind))
    found[0].target.setText(str(target))
    return found[0]


def written(hands: VideoHands, dialog: ExportVideoDialog) -> str:
    """Press the button and wait for the end; what the dialog says then."""
    hands.wait(dialog.start.isEnabled)
    click_at(dialog.start)
    hands.wait(lambda: not dialog.running)
    return dialog.problem.text() if dialog.problem.isVisible() else dialog.text.text()


def read_back(file: Path) -> tuple[list[float], list[Pixels]]:
    """Times in seconds and pixels of all frames."""
    with av.open(str(file)) as container:
        frames = list(container.decode(video=0))
    times = [float(each.time) for each in frames if each.time is not None]
    return times, [np.asarray(each.to_ndarray(format="rgb24"), np.uint8) for each in frames]


def edge(pixels: Pixels, box: tuple[int, int, int, int], rank: int) -> bool:
    """Whether the lower edge of a box (x, y, width, height) has a level's colour: video colours are
    coarse, so those count that are nearer to it than to any other."""
    x, y, width, height = box
    line = pixels[y + height - 2 : y + height + 3, x + 8 : x + width - 8].astype(int)
    known = np.array([*(rgb(colour_of_rank(each)) for each in range(5)), [GREY] * 3, [40] * 3])
    far = np.square(line[:, :, None] - known).sum(axis=3)
    return bool((far.argmin(axis=2) == rank).any(axis=0).mean() > 0.3)


def test_the_annotated_video_has_exact_times_and_boxes_in_level_colours(
    opened: Open, tmp_path: Path
) -> None:
    hands = opened(film(tmp_path / "videos" / "clip.mp4"))
    detect(hands, 0, 6)
    annotate(hands, {0: (300.0, 20.0, 380.0, 100.0), 8: (380.0, 20.0, 460.0, 100.0)})
    target = tmp_path / "out.mp4"
    dialog = dialog_of(hands, Kind.VIDEO, target)
    hands.wait(lambda: "run on 2 of them. The others" in dialog.text.text())
    assert dialog.text.text().startswith("12 frames, 0:00.")
    assert written(hands, dialog) == f"Exported to {target}"
    times, frames = read_back(target)
    assert times == pytest.approx([time / 25 for time in TIMES])
    height, width, _three = frames[0].shape
    assert width == SIZE[0]
    assert height > SIZE[1]  # the legend stands below
    for number, pixels in enumerate(frames):
        assert edge(pixels, FINE, 0) == (number < 6)
        assert edge(pixels, COARSE, 3) == (number >= 6)
    legend = frames[0][SIZE[1] :].astype(int)
    for rank in range(5):
        near = np.abs(legend - rgb(colour_of_rank(rank))).max(axis=2) < 40
        assert near.sum() > 9


def test_the_annotated_video_sounds_as_its_source(opened: Open, tmp_path: Path) -> None:
    silent = film(tmp_path / "silent.mp4", tuple(range(50)))
    (tmp_path / "videos").mkdir()
    clip = add_sound(silent, tmp_path / "videos" / "clip.mkv", "aac", tones_at([0.5, 1.5], 2.0))
    hands = opened(clip)
    hands.videos.player.set_course((10, 49), False)
    target = tmp_path / "out.mp4"
    assert written(hands, dialog_of(hands, Kind.VIDEO, target)) == f"Exported to {target}"
    assert heard(target)[1] == pytest.approx([0.1, 1.1], abs=0.03)


def drawn_at(pixels: Pixels, x: int) -> bool:
    """Whether an upright line stands at a column, beside the grey of the picture."""
    column = pixels[40:80, x - 1 : x + 2].astype(int)
    return bool((np.abs(column - GREY).max(axis=2) > 40).any(axis=1).mean() > 0.8)


def test_boxes_between_keyframes_are_drawn_and_a_range_begins_at_zero(
    opened: Open, tmp_path: Path
) -> None:
    hands = opened(film(tmp_path / "videos" / "clip.mp4"))
    annotate(hands, {0: (300.0, 20.0, 380.0, 100.0), 8: (380.0, 20.0, 460.0, 100.0)})
    hands.videos.player.set_course((2, 9), False)
    target = tmp_path / "out.mp4"
    dialog = dialog_of(hands, Kind.VIDEO, target)
    assert dialog.stretch.part.isChecked()
    dialog.detections.click()
    dialog.tracks.click()
    assert written(hands, dialog) == f"Exported to {target}"
    times, frames = read_back(target)
    assert times == pytest.approx([(TIMES[n] - TIMES[2]) / 25 for n in range(2, 10)])
    for number, pixels in enumerate(frames, 2):
        seen = {x for x in range(300, 461, 10) if drawn_at(pixels, x)}
        assert ({300 + 10 * number, 380 + 10 * number} <= seen) == (number <= 8)
        assert not edge(pixels, FINE, 0)


def test_a_source_is_never_written_and_other_files_only_when_asked(
    opened: Open, tmp_path: Path
) -> None:
    video = film(tmp_path / "videos" / "clip.mp4")
    before = video.read_bytes()
    hands = opened(video)
    for target in (video, tmp_path / "videos" / ".." / "videos" / "clip.mp4"):
        dialog = dialog_of(hands, Kind.VIDEO, target)
        click_at(dialog.start)
        assert "never written to" in dialog.problem.text()
    dialog = dialog_of(hands, Kind.VIDEO, tmp_path / "out.mkv")
    click_at(dialog.start)
    assert "give it that ending" in dialog.problem.text()
    other = tmp_path / "other.mp4"
    other.write_bytes(b"mine")
    dialog = dialog_of(hands, Kind.VIDEO, other)
    click_at(dialog.start)
    assert "Replace it" in dialog.problem.text()
    assert other.read_bytes() == b"mine"
    assert written(hands, dialog) == f"Exported to {other}"
    assert len(read_back(other)[0]) == len(TIMES)
    assert video.read_bytes() == before


def test_stopping_leaves_nothing_and_hiding_goes_on(opened: Open, tmp_path: Path) -> None:
    hands = opened(film(tmp_path / "videos" / "clip.mp4", tuple(range(80))))
    folder = tmp_path / "out"
    folder.mkdir()
    dialog = dialog_of(hands, Kind.VIDEO, folder / "out.mp4")
    hands.wait(dialog.start.isEnabled)
    click_at(dialog.start)
    assert dialog.running
    assert not dialog.kind.isEnabled()
    click_at(dialog.stop)
    hands.wait(lambda: not dialog.running)
    assert dialog.problem.text() == "Stopped; nothing was written."
    assert list(folder.iterdir()) == []
    click_at(dialog.start)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
    hands.run("export_video")
    assert dialog.isVisible()
    hands.wait(lambda: not dialog.running)
    assert [each.name for each in folder.iterdir()] == ["out.mp4"]


def test_closing_the_window_asks_before_it_ends_an_export(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = opened(film(tmp_path / "videos" / "clip.mp4", tuple(range(80))))
    window, asked = hands.harness.window, []

    def answer(*given: object) -> QMessageBox.StandardButton:
        asked.append(given[1])
        return QMessageBox.StandardButton.Cancel

    monkeypatch.setattr(QMessageBox, "question", answer)
    dialog = dialog_of(hands, Kind.VIDEO, tmp_path / "out.mp4")
    hands.wait(dialog.start.isEnabled)
    click_at(dialog.start)
    window.close()
    assert asked == ["An export is running"]
    assert window.isVisible()
    hands.wait(lambda: not dialog.running)
    assert (tmp_path / "out.mp4").exists()
    assert window.video_doors.may_close()
    assert len(asked) == 1, "nothing runs any more"


def test_exports_stay_out_of_the_list(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "videos"
    hands = opened(film(folder / "clip.mp4"))
    hands.run("export_video")
    dialog = hands.harness.window.findChild(ExportVideoDialog)
    assert isinstance(dialog, ExportVideoDialog)
    place = folder / "PyramidLabel exports" / "clip-annotated.mp4"
    assert dialog.target.text() == str(place)
    assert written(hands, dialog) == f"Exported to {place}"
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    offered: list[Path] = []

    def choose(_window: object, _title: str, proposal: str, *_more: object) -> tuple[str, str]:
        offered.append(Path(proposal))
        return (proposal, "PNG (*.png)")

    monkeypatch.setattr(QFileDialog, "getSaveFileName", choose)
    hands.run("export_picture")
    (picture,) = offered
    assert picture.parent == place.parent
    hands.wait(picture.exists)
    assert folder_entries(str(folder), threading.Event()) == (["clip.mp4"], [])
    assert folder_entries(str(place.parent), threading.Event())[0], "but may be opened"


def test_a_question_that_is_given_up_leaves_no_folder(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hands = opened(film(tmp_path / "videos" / "clip.mp4"))
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_given: ("", ""))
    hands.run("export_picture")
    assert not list((tmp_path / "videos").glob("PyramidLabel*"))


def test_a_full_disk_is_told_of(opened: Open, tmp_path: Path) -> None:
    hands = opened(film(tmp_path / "videos" / "clip.mp4", noise=True))
    with small_disk(tmp_path / "small"):
        fill(tmp_path / "small")
        dialog = dialog_of(hands, Kind.VIDEO, tmp_path / "small" / "out.mp4")
        assert written(hands, dialog).startswith("The disk is full")
        assert [each.name for each in (tmp_path / "small").iterdir()] == ["ballast"]


def test_frames_are_written_with_their_labels(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "videos"
    folder.mkdir()
    hands = opened(write_video(folder / "clip.mp4", 60))
    annotate(hands, {10: (4.0, 4.0, 20.0, 20.0), 30: (24.0, 4.0, 40.0, 20.0)})
    target = tmp_path / "out"
    dialog = dialog_of(hands, Kind.FRAMES, target)
    hands.wait(lambda: dialog.text.text() == "No frame of this video is reviewed.")
    assert not dialog.start.isEnabled()
    dialog.which.setCurrentIndex(1)
    hands.wait(lambda: dialog.text.text().startswith("Frames: 2, about "))
    assert dialog.text.text().endswith("Frames with computed boxes alone are written if reviewed.")
    hands.videos.review.mark_frames(10, 12, reviewed=True)
    dialog.which.setCurrentIndex(0)
    hands.wait(lambda: dialog.text.text().startswith("Frames: 1, about "))
    assert (
        "MB. Of 3 reviewed frames, at most one a second is written of those without"
        in dialog.text.text()
    )
    assert written(hands, dialog) == f"Exported to {target / 'labels.json'}"
    labels = json.loads((target / "labels.json").read_text())
    (image,) = labels["images"]
    assert image["file_name"] == "clip.mp4_000010.png"
    assert number_in(read_picture(target / "images" / image["file_name"])) == 10
    assert [each["bbox"] for each in labels["annotations"]] == [[4, 4, 16, 16]]
    (target / "labels.json").write_text("mine")
    dialog = dialog_of(hands, Kind.FRAMES, target)
    hands.wait(dialog.start.isEnabled)
    click_at(dialog.start)
    assert dialog.problem.text().startswith("labels.json is there already.")
    assert (target / "labels.json").read_text() == "mine"
    assert written(hands, dialog) == f"Exported to {target / 'labels.json'}"
    assert json.loads((target / "labels.json").read_text()) == labels


def test_the_export_of_labels_takes_frames_along(opened: Open, tmp_path: Path) -> None:
    folder = tmp_path / "videos"
    folder.mkdir()
    hands = opened(write_video(folder / "clip.mp4", 60))
    hands.videos.review.mark_frames(10, 12, reviewed=True)
    hands.run("export_labels")
    dialog = hands.harness.window.findChild(ExportDialog)
    assert isinstance(dialog, ExportDialog)
    hands.wait(dialog.frames.isVisible)
    assert dialog.frames.text().startswith("Frames of videos among them: 1;")
    assert dialog.copies.isChecked()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


def table(file: Path) -> list[dict[str, Any]]:
    with file.open(newline="") as stream:
        return list(csv.DictReader(stream))


def test_tables_of_boxes_and_of_detections(opened: Open, tmp_path: Path) -> None:
    hands = opened(film(tmp_path / "videos" / "clip.mp4"))
    detect(hands, 0, 6)
    annotate(hands, {2: (300.0, 20.0, 380.0, 100.0), 4: (320.0, 20.0, 400.0, 100.0)})
    target = tmp_path / "boxes.csv"
    assert written(hands, dialog_of(hands, Kind.BOXES, target)) == f"Exported to {target}"
    rows = table(target)
    assert [(each["frame"], each["source"], each["x1"]) for each in rows] == [
        ("2", "keyframe", "300"),
        ("3", "interpolated", "310"),
        ("4", "keyframe", "320"),
    ]
    target = tmp_path / "detections.csv"
    dialog = dialog_of(hands, Kind.DETECTIONS, target)
    dialog.score.setValue(0.85)
    assert written(hands, dialog) == f"Exported to {target}"
    (found,) = table(target)
    assert found == {
        "video": "clip.mp4", "frame": "0", "time": "0.000000", "class": "car", "score": "0.9",
        "x1": "40", "y1": "60", "x2": "160", "y2": "180", "anchor_level": "P2",
        "roi_level": "P2", "model": "lite",
    }  # fmt: skip
    dialog = dialog_of(hands, Kind.DETECTIONS, tmp_path / "all.csv")
    dialog.score.setValue(0.0)
    written(hands, dialog)
    assert [each["time"] for each in table(tmp_path / "all.csv")] == ["0.000000", "0.320000"]
