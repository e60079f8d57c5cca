"""`pyramidlabel convert PROJECT OUT --to cvat-video` and `--to mot`."""

from pathlib import Path

import pytest

from app.__main__ import main
from app.domain.edits import Change, Edit
from app.domain.formats.mot import ROWS
from app.domain.records import Annotation
from fpn_core.video.frames import frame_path
from tests.unit.app.formats.films import Film
from tests.unit.fpn_core.video.made_videos import make_video


def convert(film: Film, target: Path, to: str, *more: str) -> int:
    return main(["convert", str(film.project.file), str(target), "--to", to, *more])


def add_video(film: Film, name: str) -> str:
    """Another video of the project, with a box on a frame that is not reviewed."""
    video = str(make_video(film.project.root / name, count=10, rate=10))
    picture = film.project.picture(frame_path(video, 3))
    made = Annotation(film.project.new_id(), picture.id, film.label, (1, 2, 9, 9))
    film.project.do(Edit("Draw a box", (Change(None, made),), picture.id))
    return video


def test_one_video_is_written_to_the_place(
    film: Film, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert convert(film, tmp_path / "out.xml", "cvat-video") == 0
    assert "out.xml: 2 tracks, 43 boxes" in capsys.readouterr().out
    assert convert(film, tmp_path / "mot", "mot") == 0
    assert len((tmp_path / "mot" / ROWS).read_text().splitlines()) == 43


def test_several_videos_are_written_into_a_folder(
    film: Film, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    add_video(film, "clip.mp4")
    assert convert(film, tmp_path / "out", "mot") == 3
    assert "clip.mp4: no frame of it is reviewed; left out" in capsys.readouterr().err
    assert [each.parent.parent.name for each in (tmp_path / "out").rglob("gt.txt")] == ["clip"]
    assert convert(film, tmp_path / "all", "cvat-video", "--all") == 0
    found = sorted(str(each.relative_to(tmp_path / "all")) for each in tmp_path.rglob("all/**/*"))
    assert found == ["clip.xml", "sub", "sub/clip.xml"]
    assert convert(film, tmp_path / "one.xml", "cvat-video", "--all") == 1
    assert "the project has 2 videos; give a folder" in capsys.readouterr().err


def test_what_cannot_be_done_says_so(
    film: Film, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(add_video(film, "gone.mp4")).unlink()
    file = film.project.file
    assert file is not None
    assert convert(film, tmp_path / "out", "mot", "--all") == 3
    assert "gone.mp4" in capsys.readouterr().err
    for more in (["--split", "0.5"], ["--copy-pictures"], ["--images", str(tmp_path)]):
        assert convert(film, tmp_path / "no", "mot", *more) == 1
        assert f"{more[0]}: mot has no such choice" in capsys.readouterr().err
    assert main(["convert", str(tmp_path / "in.json"), str(tmp_path / "no"), "--to", "mot"]) == 1
    assert "mot is written of a project" in capsys.readouterr().err
    before = file.read_bytes()
    assert convert(film, file, "cvat-video") == 1
    assert file.read_bytes() == before
    assert not (tmp_path / "no").exists()


def test_a_project_without_videos(film: Film, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for row in film.project.query("SELECT id, picture FROM annotations"):
        there = next(each for each in film.project.annotations(row[1]) if each.id == row[0])
        film.project.do(Edit("Delete", (Change(there, None),), row[1]))
    assert convert(film, tmp_path / "out", "mot", "--all") == 1
    assert not (tmp_path / "out").exists()
