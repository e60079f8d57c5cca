"""Files of other versions, damaged ones, and backups."""

import json
import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.project import copies, schema, upkeep
from app.domain.project.places import backups_of
from app.domain.project.store import Project, ProjectError
from tests.unit.app.project.mounts import read_only
from tests.unit.app.project.samples import add_class, draw, found_on, open_in, started


def change(file: Path, *statements: str) -> None:
    """Change a closed project's file behind its back."""
    with closing(sqlite3.connect(file)) as db:
        for statement in statements:
            db.execute(statement)
        db.commit()


def older_file(folder: Path) -> Path:
    """A project of version 1, as that version wrote it."""
    folder.mkdir()
    file = folder / f"{folder.name}.pyramid"
    with closing(sqlite3.connect(file)) as db:
        db.executescript(schema.STEPS[0])
        db.execute(f"PRAGMA application_id={schema.APPLICATION_ID}")
        db.execute("PRAGMA user_version=1")
        meta = {"uid": "a1", "next_id": "10", "cursor": "1"}
        db.executemany("INSERT INTO meta VALUES (?, ?)", meta.items())
        db.execute("INSERT INTO classes VALUES (1, 'cat', '#ff0000', 0, 0)")
        db.execute("INSERT INTO pictures VALUES (2, 'a.jpg', 1, 0, '', '')")
        db.execute("INSERT INTO annotations VALUES (3, 2, 1, 1, 2, 3, 4, 0, NULL, NULL)")
        after = json.dumps([["a", 3, 2, 1, 1, 2, 3, 4, 0, None, None]])
        db.execute("INSERT INTO edits VALUES (1, 'Draw', 2, 50, '[null]', ?)", (after,))
        db.commit()
    return file


def version(file: Path) -> int:
    with closing(sqlite3.connect(file)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_a_file_of_an_earlier_version_is_brought_up_to_date(tmp_path: Path) -> None:
    file = older_file(tmp_path / "photos")
    with open_in(tmp_path / "photos") as project:
        assert [row.box for row in project.annotations(2)] == [(1.0, 2.0, 3.0, 4.0)]
        assert project.query("SELECT * FROM files") == []
        assert project.undo() is not None
        assert project.annotations(2) == ()
        assert project.new_id() >= 10
    assert version(file) == schema.VERSION
    kept = tmp_path / "photos" / ".pyramid-backups" / "photos-format-1.pyramid"
    assert version(kept) == 1


def test_an_earlier_version_in_a_read_only_place(tmp_path: Path) -> None:
    file = older_file(tmp_path / "photos")
    with read_only(tmp_path / "photos"), open_in(tmp_path / "photos") as project:
        assert len(project.annotations(2)) == 1
        add_class(project, "dog")
        assert project.file is not None
        assert project.file.is_relative_to(tmp_path / "data")
        assert version(file) == 1


def test_no_migration_without_a_backup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = older_file(tmp_path / "photos")
    monkeypatch.setattr(copies, "back_up", lambda project, target: False)
    with pytest.raises(ProjectError, match="earlier version, and no backup"):
        open_in(tmp_path / "photos")
    assert version(file) == 1


def test_a_migration_that_fails_leaves_the_file_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = older_file(tmp_path / "photos")
    broken = (*schema.STEPS[:1], "CREATE TABLE files (picture); CREATE TABLE files (picture);")
    with monkeypatch.context() as patch:
        patch.setattr(schema, "STEPS", broken)
        with pytest.raises(ProjectError, match=r"photos\.pyramid"):
            open_in(tmp_path / "photos")
    assert version(file) == 1
    with open_in(tmp_path / "photos") as project:
        assert len(project.annotations(2)) == 1


def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    project, *_ = started(tmp_path / "photos")
    project.close()
    file = tmp_path / "photos" / "photos.pyramid"
    change(file, "PRAGMA user_version=99")
    before = file.read_bytes()
    with pytest.raises(ProjectError, match=r"photos\.pyramid: a later version .* Update"):
        open_in(tmp_path / "photos")
    assert file.read_bytes() == before


def cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


DAMAGES: dict[str, Callable[[Path], object]] = {
    "text": lambda file: file.write_text("no project at all, but some text " * 100),
    "empty": lambda file: file.write_bytes(b""),
    "cut": cut,
    "zeros": lambda file: file.write_bytes(file.read_bytes()[:100] + bytes(60_000)),
    "other database": lambda file: change(file, "PRAGMA application_id=1"),
    "no bookkeeping": lambda file: change(file, "DELETE FROM meta"),
    "bookkeeping of words": lambda file: change(file, "UPDATE meta SET value='x'"),
    "no tables": lambda file: change(file, "DROP TABLE meta"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_named_and_nothing_is_done_to_it(tmp_path: Path, damage: str) -> None:
    project, *_ = started(tmp_path / "photos")
    project.close()
    file = tmp_path / "photos" / "photos.pyramid"
    backup = tmp_path / "photos" / ".pyramid-backups" / "photos-2026-01-01.pyramid"
    backup.parent.mkdir()
    backup.write_bytes(file.read_bytes())
    DAMAGES[damage](file)
    before = file.read_bytes()
    for _again in range(2):
        with pytest.raises(ProjectError) as caught:
            open_in(tmp_path / "photos")
        assert "photos.pyramid: " in str(caught.value)
        assert str(backup) in str(caught.value)
    assert file.read_bytes() == before


BAD_ROWS = {
    "box of text": "UPDATE annotations SET x1='abc'",
    "box of nothing": "UPDATE annotations SET y2=x'00ff'",
    "label": "UPDATE annotations SET label=1.5",
    "rest": "UPDATE annotations SET rest='{'",
    "hostile rest": "UPDATE annotations SET rest='[1]'",
    "deep rest": "UPDATE annotations SET rest=replace(hex(zeroblob(50000)),'0','[')",
    "origin": """UPDATE annotations SET rest='{"origin":{"model":3}}'""",
    "points": """UPDATE annotations SET rest='{"points":[[[1]]]}'""",
}


@pytest.mark.parametrize("kind", BAD_ROWS)
def test_a_damaged_row_is_named(tmp_path: Path, kind: str) -> None:
    project, picture, cat = started(tmp_path / "photos")
    box = draw(project, picture, cat.id)
    project.close()
    change(tmp_path / "photos" / "photos.pyramid", BAD_ROWS[kind])
    with open_in(tmp_path / "photos") as again:
        with pytest.raises(ProjectError, match=rf"photos\.pyramid: .*annotations, row {box.id}"):
            again.annotations(picture.id)
        add_class(again, "dog")


BAD_STEPS: dict[str, object] = {
    "text": "nonsense",
    "number": 7,
    "bytes": b"\x00\x01",
    "cut": zlib.compress(b"[null]")[:-3],
    "deep": "[" * 100_000,
    "other length": "[null,null]",
    "unknown kind": '[["z",1]]',
    "no row": "[[]]",
    "short row": '[["a",1]]',
    "text row": '["abc"]',
    "object": '{"a":1}',
    "wrong types": '[["a","1","2","3",1,2,3,4,0,null,null]]',
}


@pytest.mark.parametrize("kind", BAD_STEPS)
def test_a_damaged_step_of_the_history_is_named(tmp_path: Path, kind: str) -> None:
    project, picture, cat = started(tmp_path / "photos")
    box = draw(project, picture, cat.id)
    project.close()
    file = tmp_path / "photos" / "photos.pyramid"
    with closing(sqlite3.connect(file)) as db:
        db.execute("UPDATE edits SET after=? WHERE step=2", (BAD_STEPS[kind],))
        db.commit()
    with open_in(tmp_path / "photos") as again:
        with pytest.raises(ProjectError, match=r"photos\.pyramid: .*Draw a box"):
            again.undo()
        assert again.undo_edit is None
        assert again.undo_text == "Draw a box"
        assert again.annotations(picture.id) == (box,)
        draw(again, picture, cat.id)
        assert again.undo() is not None


def test_damaged_values_and_detections(tmp_path: Path) -> None:
    project, picture, _cat = started(tmp_path / "photos")
    project.set_value("answer", "yes")
    project.put_detections(picture.id, found_on("a", [0.5], [0], [0]))
    project.close()
    file = tmp_path / "photos" / "photos.pyramid"
    change(file, "UPDATE answers SET value='{'", "UPDATE detections SET packed=x'00'")
    with open_in(tmp_path / "photos") as again:
        assert again.value("answer", "ask") == "ask"
        with pytest.raises(ProjectError, match=r"photos\.pyramid: .*Detect it again"):
            again.detections(picture.id, "5f3a")


def test_a_backup_a_day_of_use_and_the_newest_seven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    project.close()
    file = folder / "photos.pyramid"
    for day in range(1, 11):
        name = f"photos-2026-01-{day:02}.pyramid"
        monkeypatch.setattr(upkeep, "_today", lambda name=name: name[7:17])
        for _window in range(2):
            with open_in(folder) as project:
                draw(project, picture, cat.id)
    kept = backups_of(file)
    assert [path.stem[-2:] for path in kept] == [f"{day:02}" for day in range(4, 11)]
    with Project(kept[-1], data_dir=tmp_path / "data") as backup:
        assert len(backup.annotations(picture.id)) == 18
    assert not list(folder.rglob("*.part"))


def test_a_damaged_project_pushes_no_good_backup_out(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "photos"
    project, picture, cat = started(folder)
    for _each in range(200):
        draw(project, picture, cat.id)
    project.close()
    file = folder / "photos.pyramid"
    content = bytearray(file.read_bytes())
    content[-4096:] = bytes(4096)
    file.write_bytes(content)
    with open_in(folder):
        pass
    assert backups_of(file) == []
    assert "no backup" in caplog.text


def test_checkpoints_keep_the_log_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "CHECKPOINT_BYTES", 64 * 1024)
    project, picture, cat = started(tmp_path / "photos")
    with project:
        log = tmp_path / "photos" / "photos.pyramid-wal"
        done = 0
        while done < 100 or log.stat().st_size > done * 4096:  # an edit logs more than a page
            draw(project, picture, cat.id)
            done += 1
            assert done < 20_000
        assert len(project.annotations(picture.id)) == done
