"""A project that another window holds, or has made first, is opened anew when that has changed."""

from pathlib import Path

from app.domain.project.opening import open_project
from app.domain.project.store import Project
from tests.unit.app.project.mounts import read_only
from tests.unit.app.project.samples import add_class, draw, open_in, started
from tests.unit.app.project.test_places import holder


def test_the_second_window_has_the_project_once_the_first_has_closed(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    first, picture, cat = started(folder)
    with open_in(folder) as second:
        assert second.may_change_hands
        assert second.opened_anew() is None
        box = draw(first, picture, cat.id)
        first.close()
        again = second.opened_anew()
    assert again is not None
    with again:
        assert not again.may_change_hands
        assert again.opened_anew() is None
        assert again.annotations(picture.id) == (box,)
        other = draw(again, picture, cat.id)
        again.undo()
        again.undo()
        assert again.annotations(picture.id) == ()
        assert other.id > box.id


def test_a_window_that_was_killed_holds_nothing_back(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    started(folder)[0].close()
    process = holder(folder)
    with process, open_in(folder) as second:
        assert second.opened_anew() is None
        process.kill()
        process.wait()
        again = second.opened_anew()
        assert again is not None
        with again:
            add_class(again, "dog")


def test_of_two_that_wait_the_quicker_one_has_it(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    first = started(folder)[0]
    with open_in(folder) as second, open_in(folder) as third:
        first.close()
        again = second.opened_anew()
        assert again is not None
        with again:
            assert third.opened_anew() is None
            assert third.read_only
        last = third.opened_anew()
    assert last is not None
    last.close()


def test_a_window_that_has_made_nothing_sees_what_the_other_makes(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    with open_in(folder) as first, open_in(folder) as second:
        assert second.may_change_hands
        assert second.opened_anew() is None
        cat = add_class(first)
        assert not first.may_change_hands
        assert first.opened_anew() is None
        again = second.opened_anew()
        assert again is not None
        with again:
            assert again.read_only
            assert again.classes == {cat.id: cat}


def test_loose_pictures_share_one_project(tmp_path: Path) -> None:
    paths = [str(tmp_path / name) for name in ("a.jpg", "b.jpg")]
    data = tmp_path / "data"
    with open_project(paths[:1], data) as first, open_project(paths[1:], data) as second:
        cat = add_class(first)
        looking = second.opened_anew()
        assert looking is not None
        with looking:
            assert looking.read_only
            assert looking.classes == {cat.id: cat}
            first.close()
            again = looking.opened_anew()
        assert again is not None
        with again:
            draw(again, again.picture(paths[1]), cat.id)


def test_a_read_only_folder_has_one_copy(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    started(folder)[0].close()
    with read_only(folder), open_in(folder) as first, open_in(folder) as second:
        add_class(first, "dog")
        again = second.opened_anew()
        assert again is not None
        with again:
            assert again.read_only
            assert [each.name for each in again.classes.values()] == ["cat", "dog"]


def test_a_project_in_memory_has_no_hands_to_change() -> None:
    with Project() as project:
        assert not project.may_change_hands
        assert project.opened_anew() is None
