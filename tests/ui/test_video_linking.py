"""Detections linked over the frames: colours, levels over time, the list, acceptance."""

import threading
import time
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.domain.colours import track_colour
from app.domain.decisions import Decision
from app.domain.project.videos import track_rows
from app.domain.records import Box
from app.domain.video.linked import LinkedTracks, LinkingStoppedError, link_found
from app.domain.video.tracks import Tracks
from app.domain.view_filter import ColourBy
from app.services.video import linking
from app.views.video.accept_tracks_dialog import AcceptTracksDialog
from fpn_core.levels import colour_of_rank
from tests.ui.conftest import MakeHarness
from tests.ui.harness import LEFT, NO_KEYS, Plan, row
from tests.ui.linked_videos import HEIGHT, WIDTH, keep, linked, near_car
from tests.ui.videos import VideoHands, write_video

FRAMES = 40
PERSON_FROM = 10


def person(frame: int) -> Box:
    return (20.0 + frame, 300.0, 60.0 + frame, 400.0)


def rows_on(frame: int) -> list[tuple[str, float, Box]]:
    rows = [("car", 0.9, near_car(frame))]
    return [*rows, ("person", 0.7, person(frame))] if frame >= PERSON_FROM else rows


@pytest.fixture
def hands(make_window: MakeHarness, tmp_path: Path, plan: Plan) -> VideoHands:
    """A window on a video of 40 frames: a car comes near, from frame 10 on a person walks."""
    x1, y1, x2, y2 = near_car(0)
    car = row("car", 0.9, (x1, y1, x2 - x1, y2 - y1), "P2", "P2")
    plan.write(boxes={"drive.mp4#frame=0": [car], "*": []}, width=WIDTH, height=HEIGHT)
    folder = tmp_path / "videos"
    folder.mkdir()
    video = write_video(folder / "drive.mp4", FRAMES, size=(WIDTH, HEIGHT))
    made = VideoHands(make_window(video, settle=False))
    made.ready()
    for frame in range(1, FRAMES):
        keep(made, frame, rows_on(frame))
    linked(made, 2)
    return made


def go(hands: VideoHands, frame: int) -> None:
    hands.videos.go_to(frame)
    hands.wait(lambda: hands.frame == frame)
    hands.rest()


def click_box(hands: VideoHands, box: Box) -> None:
    hands.harness.click((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)


def follow_car(hands: VideoHands, frame: int) -> None:
    go(hands, frame)
    click_box(hands, near_car(frame))
    hands.wait(lambda: hands.document.selected is not None)


def click_lane(hands: VideoHands, frame: int) -> None:
    lanes = hands.harness.window.track_doors.timeline.lanes
    x = hands.timeline.strip.scale.x_of(frame + 0.5)
    QTest.mouseClick(lanes, LEFT, NO_KEYS, QPoint(round(x), lanes.height() // 2))


def kept_tracks(hands: VideoHands) -> Tracks:
    return Tracks(track_rows(hands.document.project, hands.document.video.path))


def line(hands: VideoHands) -> str:
    return hands.harness.window.status_bar.message.line


def test_a_car_that_comes_near_climbs_the_levels_in_the_strip(hands: VideoHands) -> None:
    follow_car(hands, 5)
    doors = hands.harness.window.track_doors
    subject = doors.followed.subject
    assert subject is not None
    assert subject.path.levels_in_order() == [0, 1, 2, 3]
    assert subject.path.frames.tolist() == list(range(FRAMES))
    assert doors.timeline.isVisible()
    assert "P2 → P3 → P4 → P5" in doors.timeline.line.line
    assert "frame 5, P2 fired, " in doors.timeline.line.line
    picture = doors.timeline.lanes.grab().toImage()
    lane = (picture.height() - 2) / 5
    ratio = picture.width() / doors.timeline.lanes.width()
    for step in subject.path.steps():
        x = hands.timeline.strip.scale.x_of((step.first + step.last + 1) / 2 + 0.5) * ratio
        ys = [1 + step.rank * lane + share * lane for share in (0.25, 0.5, 0.75)]
        seen = {picture.pixelColor(QPointF(x, y).toPoint()).name().upper() for y in ys}
        assert colour_of_rank(step.rank).upper() in seen


def test_a_click_on_the_strip_goes_to_the_frame_and_selects_the_object(hands: VideoHands) -> None:
    follow_car(hands, 5)
    timeline = hands.harness.window.track_doors.timeline
    click_lane(hands, 30)
    hands.wait(lambda: hands.frame == 30)
    hands.rest()
    found = hands.document.detections
    assert found is not None
    assert hands.document.selected is not None
    assert found.class_name(hands.document.selected) == "car"
    lanes = timeline.lanes
    x = hands.timeline.strip.scale.x_of(36.5)
    QTest.mouseMove(lanes, QPoint(round(x) - 3, 10))
    QTest.mouseMove(lanes, QPoint(round(x), 10))
    hands.wait(lambda: lanes.hovered == 36)
    x1, _y1, x2, _y2 = near_car(36)
    assert timeline.text_at(36) == f"frame 36, P5 fired, {2 * (x2 - x1):.0f} px, score 0.90"
    assert timeline.text_at(36) in timeline.line.line


def test_stepping_on_keeps_the_strip_and_moves_the_cursor(hands: VideoHands) -> None:
    follow_car(hands, 5)
    go(hands, 20)
    timeline = hands.harness.window.track_doors.timeline
    assert hands.document.selected is None
    assert "frame 20, P" in timeline.line.line


def test_colours_tell_tracks_only_in_videos(
    hands: VideoHands, pictures: Path, make_window: MakeHarness
) -> None:
    bar = hands.harness.window.tool_bar.colours
    assert bar.findData(ColourBy.TRACK) >= 0
    assert hands.document.view.colour_by is ColourBy.ANCHOR
    hands.run("colour_track")
    go(hands, 20)
    links = hands.document.links
    assert links is not None
    numbers = {links.measure.model.class_names[t.label]: t.number for t in links.tracks}
    x1, _y1, x2, y2 = near_car(20)
    assert hands.harness.shows_box(track_colour(numbers["car"]), x1, y2, x2 - x1)
    x1, _y1, x2, y2 = person(20)
    assert hands.harness.shows_box(track_colour(numbers["person"]), x1, y2, x2 - x1)
    rows = hands.harness.canvas.boxes.rows
    assert {rows.text(at) for at in range(2)} == {
        f"#{numbers['car'] + 1} car .90",
        f"#{numbers['person'] + 1} person .70",
    }
    hands.harness.session.open([str(pictures)])
    hands.harness.settle()
    assert hands.document.view.colour_by is ColourBy.ANCHOR
    told = [text for _when, text in hands.harness.window.status_bar.messages.newest_first()]
    assert any("Pictures have no tracks" in text for text in told)
    assert bar.findData(ColourBy.TRACK) < 0
    modes = set[ColourBy]()
    for _each in range(8):
        hands.run("cycle_colours")
        modes.add(hands.document.view.colour_by)
    assert modes == set(ColourBy) - {ColourBy.TRACK}


def test_the_list_has_the_longest_first_and_goes_to_the_start(hands: VideoHands) -> None:
    window = hands.harness.window
    panel = window.track_doors.panel
    assert panel.isVisible()
    names = [panel.model.data(panel.model.index(at)) for at in range(2)]
    assert [name.split()[1] for name in names] == ["car", "person"]
    place = panel.list.visualRect(panel.model.index(1)).center()
    QTest.mouseClick(panel.list.viewport(), LEFT, NO_KEYS, place)
    hands.wait(lambda: hands.frame == PERSON_FROM)
    hands.rest()
    found = hands.document.detections
    assert found is not None
    assert hands.document.selected is not None
    assert found.class_name(hands.document.selected) == "person"
    assert panel.list.currentIndex().row() == 1


def test_an_accepted_track_is_decided_on_every_frame(hands: VideoHands) -> None:
    follow_car(hands, 5)
    hands.run("accept_track")
    made = list(kept_tracks(hands))
    assert len(made) == 1
    assert (made[0].frames[0], made[0].frames[-1]) == (0, 39)
    assert 2 < len(made[0].frames) < FRAMES
    assert all(each.row.origin is not None for each in made[0].keyframes)
    levels = [each.row.origin.anchor_level for each in made[0].keyframes if each.row.origin]
    assert (levels[0], levels[-1]) == ("P2", "P5")
    assert [each.name for each in hands.document.classes.values()] == ["car"]
    assert "Track accepted with" in line(hands)
    hands.wait(lambda: len(hands.document.tracks) == 1)
    between = next(f for f in range(PERSON_FROM, FRAMES) if f not in made[0].frames)
    go(hands, between)
    assert hands.document.decisions.tolist() == [Decision.COVERED, Decision.UNDECIDED]
    assert hands.document.rows.tolist() == [1]
    hands.run("undo")  # goes to where it was done
    hands.wait(lambda: hands.frame == 5)
    hands.run("undo")
    hands.wait(lambda: not len(kept_tracks(hands)))
    go(hands, between)
    hands.wait(lambda: hands.document.rows.tolist() == [0, 1])
    assert not hands.document.classes


def test_an_accepted_track_is_listed_as_the_persons(hands: VideoHands) -> None:
    panel = hands.harness.window.track_doors.panel

    def names() -> list[str]:
        return [panel.model.data(panel.model.index(at)) for at in range(len(panel.model.tracks))]

    assert names() == ["#1 car", "#2 person"]
    follow_car(hands, 5)
    hands.run("accept_track")
    hands.wait(lambda: names() == ["car", "#2 person"])
    tip = panel.model.data(panel.model.index(0), Qt.ItemDataRole.ToolTipRole)
    assert tip.startswith("car, yours: frames 0 to 39, ")
    go(hands, 30)
    QTest.mouseClick(
        panel.list.viewport(), LEFT, NO_KEYS, panel.list.visualRect(panel.model.index(0)).center()
    )
    hands.wait(lambda: hands.frame == 0)
    hands.rest()
    (own,) = hands.document.tracks
    hands.wait(lambda: hands.document.followed == (own.id,))
    assert [row.track for row in hands.document.chosen_annotations()] == [own.id]
    assert panel.list.currentIndex().row() == 0
    picture = panel.list.viewport().grab().toImage()
    bar = panel.list.visualRect(panel.model.index(0))
    middle = QPointF(bar.right() - 40, bar.center().y() + 1) * picture.devicePixelRatio()
    colour = hands.document.classes[own.label].colour
    assert picture.pixelColor(middle.toPoint()).name().upper() == colour.upper()
    hands.run("undo")  # goes to where it was done
    hands.wait(lambda: hands.frame == 5)
    hands.run("undo")
    hands.wait(lambda: names() == ["#1 car", "#2 person"])


def test_levels_over_time_follow_the_persons_track_once_there_is_one(hands: VideoHands) -> None:
    doors = hands.harness.window.track_doors
    timeline = doors.timeline
    follow_car(hands, 5)
    assert timeline.line.line.startswith("#1 car")
    hands.run("accept")
    hands.wait(lambda: hands.document.annotations)
    hands.document.choose(tuple(hands.document.annotations))
    hands.run("track_keyframe")
    hands.wait(lambda: doors.followed.subject is not None and doors.followed.subject.track)
    assert doors.followed.linked is None
    assert timeline.line.line.startswith("car")
    hands.run("accept_track")
    assert "yours already" in line(hands)
    hands.run("undo")
    hands.wait(lambda: doors.followed.linked is not None)


def test_an_accepted_track_takes_the_place_of_the_linked_one(hands: VideoHands) -> None:
    doors = hands.harness.window.track_doors
    follow_car(hands, 5)
    hands.run("accept_track")
    hands.wait(lambda: len(hands.document.tracks) == 1)
    (own,) = hands.document.tracks
    hands.wait(lambda: doors.followed.subject is not None)
    assert doors.followed.subject is not None
    assert doors.followed.subject.track == own.id


def test_the_picture_stays_where_it_is_when_a_box_is_clicked(hands: VideoHands) -> None:
    canvas = hands.harness.canvas
    go(hands, 5)
    hands.document.select(None)
    QApplication.processEvents()
    before = canvas.height()
    follow_car(hands, 5)
    QApplication.processEvents()
    assert canvas.height() == before


def test_a_track_is_not_accepted_twice(hands: VideoHands) -> None:
    follow_car(hands, 5)
    hands.run("accept_track")
    hands.wait(lambda: len(hands.document.tracks) == 1)
    hands.run("accept_track")
    assert "yours already" in line(hands)
    assert len(kept_tracks(hands)) == 1


def test_a_dialog_says_what_accepting_many_makes(hands: VideoHands) -> None:
    hands.run("accept_tracks")
    dialog = hands.harness.window.findChild(AcceptTracksDialog)
    assert isinstance(dialog, AcceptTracksDialog)
    dialog.frames.setValue(35)
    hands.wait(lambda: "1 track with" in dialog.text.text())
    assert "car" in dialog.text.text()
    dialog.frames.setValue(5)
    dialog.score.setValue(0.95)
    assert not dialog.start.isEnabled()
    assert "No track" in dialog.text.text()
    dialog.score.setValue(0.6)
    hands.wait(lambda: "2 tracks with" in dialog.text.text())
    said = int(dialog.text.text().split(" with ")[1].split()[0])
    QTest.mouseClick(dialog.start, LEFT)
    hands.wait(lambda: len(kept_tracks(hands)) == 2)
    assert sum(len(each.keyframes) for each in kept_tracks(hands)) == said
    names = sorted(each.name for each in hands.document.classes.values())
    assert names == ["car", "person"]
    hands.run("undo")
    hands.wait(lambda: not len(kept_tracks(hands)))


def test_rejected_detections_belong_to_no_track(hands: VideoHands) -> None:
    go(hands, 20)
    click_box(hands, person(20))
    hands.wait(lambda: hands.document.selected is not None)
    hands.harness.key(Qt.Key.Key_X)
    links = hands.document.links
    hands.wait(lambda: hands.document.links is not links)
    linked(hands, 2)
    assert hands.document.links is not None
    assert hands.document.links.numbers_on(20, 2).tolist()[1] == -1
    assert hands.document.links.numbers_on(21, 2).min() >= 0


def test_what_lies_in_an_ignored_region_belongs_to_no_track(hands: VideoHands) -> None:
    hands.document.project.set_value("single_class", True)
    go(hands, 20)
    hands.harness.editor.draw((0.0, 290.0, 200.0, 420.0))
    hands.run("region_out")
    linked(hands, 1)


def test_more_detected_frames_are_linked_by_themselves(hands: VideoHands) -> None:
    for frame in range(1, FRAMES):
        keep(hands, frame, [*rows_on(frame), ("dog", 0.8, (500.0, 20.0, 560.0, 70.0))])
    linked(hands, 3)


def test_a_lower_score_makes_more_tracks(hands: VideoHands) -> None:
    for frame in range(1, FRAMES):
        keep(hands, frame, [*rows_on(frame), ("dog", 0.3, (500.0, 20.0, 560.0, 70.0))])
    hands.document.set_score(0.25)
    linked(hands, 3)
    hands.document.set_score(0.8)
    linked(hands, 1)


def test_long_linking_is_stopped_and_done_again(
    hands: VideoHands, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = hands.harness.window.track_doors.panel
    ended = threading.Event()

    def endless(*values: Any) -> LinkedTracks:
        told, stopped = values[-2:]
        while not stopped():
            told(0.5)
            time.sleep(0.01)
        ended.set()
        raise LinkingStoppedError

    monkeypatch.setattr(linking, "link_found", endless)
    hands.run("link_tracks")
    hands.wait(panel.button.isVisible)
    assert panel.button.text() == "Stop"
    assert panel.progress.value() == 50
    QTest.mouseClick(panel.button, LEFT)
    assert panel.hint.text() == "Linking was stopped."
    hands.wait(ended.is_set)
    assert hands.document.links is not None, "what was linked before stays"
    monkeypatch.setattr(linking, "link_found", link_found)
    QTest.mouseClick(panel.button, LEFT)
    linked(hands, 2)
    assert not panel.button.isVisible()


def test_levels_over_time_can_be_put_away(hands: VideoHands) -> None:
    timeline = hands.harness.window.track_doors.timeline
    hands.run("level_timeline")
    assert not timeline.isVisible()
    hands.run("level_timeline")
    assert timeline.isVisible()


def test_pictures_have_no_strip_and_no_list(make_window: MakeHarness, pictures: Path) -> None:
    window = make_window(pictures).window
    assert not window.track_doors.timeline.isVisible()
    assert not window.track_doors.panel.isVisible()
