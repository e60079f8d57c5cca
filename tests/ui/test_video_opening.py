"""What is a video, and how it comes into the list: names, animations, numbered pictures, drops."""

import os
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent

from app.services.exporter import ExportRefusedError, check_target
from app.services.video.files import is_media_name, pattern_of
from app.services.video.places import frame_meant, time_text
from fpn_core.video.kept import index_of
from tests.ui.conftest import MakeHarness
from tests.ui.harness import press_key
from tests.ui.videos import VideoHands, numbered, write_video


@pytest.fixture
def numbered_pictures(tmp_path: Path) -> Path:
    """A folder with shot_0001.png to shot_0006.png, which carry their numbers."""
    folder = tmp_path / "shots"
    folder.mkdir()
    for number in range(1, 7):
        Image.fromarray(numbered(number)).save(folder / f"shot_{number:04d}.png")
    return folder


def test_numbered_pictures_open_as_a_video(
    make_window: MakeHarness, numbered_pictures: Path
) -> None:
    harness = make_window(numbered_pictures)
    assert len(harness.document.pictures.paths) == 6
    harness.window.video_doors.take_sequence(str(numbered_pictures / "shot_0003.png"))
    hands = VideoHands(harness)
    hands.ready()
    assert hands.document.video.count == 6
    assert hands.document.pictures.paths == [str(numbered_pictures / "shot_%04d.png")]
    press_key(harness.canvas, Qt.Key.Key_End)
    hands.rest()
    assert (hands.frame, hands.number) == (5, 6)
    harness.window.folder_watch.look()
    with harness.qtbot.waitSignal(harness.window.folder_watch.looked):
        pass
    assert len(hands.document.pictures.paths) == 1


def test_a_lone_picture_is_no_sequence(make_window: MakeHarness, pictures: Path) -> None:
    harness = make_window(pictures)
    Image.new("RGB", (8, 8)).save(pictures / "alone.png")
    harness.window.video_doors.take_sequence(str(pictures / "alone.png"))
    assert "at least three" in harness.window.status_bar.message.line


def test_an_animated_gif_is_a_video(make_window: MakeHarness, tmp_path: Path) -> None:
    folder = tmp_path / "gifs"
    folder.mkdir()
    frames = [Image.fromarray(numbered(number)) for number in range(5)]
    frames[0].save(
        folder / "moves.gif", save_all=True, append_images=frames[1:], duration=40, loop=0
    )
    frames[3].save(folder / "still.gif")
    harness = make_window(folder, settle=False)
    hands = VideoHands(harness)
    hands.ready()
    assert (hands.file, hands.document.video.count) == ("moves.gif", 5)
    press_key(harness.canvas, Qt.Key.Key_Right)
    hands.rest()
    assert (hands.frame, hands.number) == (1, 1)
    harness.wait(lambda: harness.session.thumbnails.is_film(str(folder / "moves.gif")))
    press_key(harness.canvas, Qt.Key.Key_D)
    harness.settle()
    assert (harness.name, hands.document.in_video) == ("still.gif", False)


def test_a_dropped_video_opens(make_window: MakeHarness, pictures: Path, tmp_path: Path) -> None:
    harness = make_window(pictures)
    file = write_video(tmp_path / "clip.mp4", 8)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file))])
    harness.window.dropEvent(
        QDropEvent(
            QPointF(100, 100),
            Qt.DropAction.CopyAction,
            data,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
    )
    hands = VideoHands(harness)
    hands.ready()
    assert hands.file == "clip.mp4"


def test_programs_are_no_videos(tmp_path: Path) -> None:
    (tmp_path / "main.ts").write_text("export const answer: number = 42;\n" * 40)
    stream = bytes([0x47]) + bytes(187)
    (tmp_path / "tv.ts").write_bytes(stream * 4)
    (tmp_path / "shot_%04d.png").write_bytes(b"")
    assert not is_media_name(str(tmp_path / "main.ts"))
    assert is_media_name(str(tmp_path / "tv.ts"))
    assert not is_media_name(str(tmp_path / "shot_%04d.png"))


def test_patterns_of_numbered_pictures(numbered_pictures: Path) -> None:
    folder = numbered_pictures
    assert pattern_of(str(folder / "shot_0002.png")) == str(folder / "shot_%04d.png")
    for number in (8, 9, 10):
        Image.new("RGB", (8, 8)).save(folder / f"v2 take {number}.png")
    assert pattern_of(str(folder / "v2 take 10.png")) == str(folder / "v2 take %d.png")
    assert pattern_of(str(folder / "v2 take 8.png")) == str(folder / "v2 take %d.png")
    assert pattern_of(str(folder / "none.png")) is None


def test_a_missing_video_is_found_again_at_its_frame(
    make_window: MakeHarness, pictures: Path
) -> None:
    file = write_video(pictures / "pic_3.mp4", 20)
    harness = make_window(pictures)
    hands = VideoHands(harness)
    hands.document.project.set_value("single_class", True)
    harness.session.show(str(file))
    hands.ready()
    hands.videos.go_to(7)
    hands.rest()
    harness.editor.draw((8.0, 8.0, 24.0, 24.0))
    watch = harness.window.folder_watch
    row = hands.document.file_row
    harness.wait(
        lambda: hands.document.project.query("SELECT hash FROM files WHERE picture=?", (row,))
    )
    os.rename(file, pictures / "renamed.mp4")
    watch.look()
    hands.wait(lambda: hands.file == "renamed.mp4")
    hands.ready()
    assert (hands.frame, hands.number) == (7, 7)
    assert hands.document.annotations


def test_places_are_written_and_read(tmp_path: Path) -> None:
    index = index_of(write_video(tmp_path / "clip.mp4", 50))
    assert [time_text(each) for each in (0, 0.04, 62.48, 3661.5)] == [
        "0:00.000", "0:00.040", "1:02.480", "1:01:01.500"
    ]  # fmt: skip
    assert time_text(59.96, 1) == "1:00.0"
    for frame in range(50):
        assert frame_meant(time_text(index.time_of(frame)), index) == frame
        assert frame_meant(str(frame), index) == frame
    assert frame_meant("later", index) is None
    assert frame_meant("", index) is None
    assert frame_meant("1:00", index) == 49


def test_none_of_the_numbered_pictures_is_written_over(numbered_pictures: Path) -> None:
    opened = [str(numbered_pictures / "shot_%04d.png")]
    with pytest.raises(ExportRefusedError, match="never written to"):
        check_target(numbered_pictures / "shot_0002.png", opened)
    check_target(numbered_pictures / "other.png", opened)
