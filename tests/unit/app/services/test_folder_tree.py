"""Folders looked at again and again: what appears, vanishes, or is being written."""

import os
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.picture_list import natural_sort
from app.services import folder_tree
from app.services.folder_tree import FolderTree, Place, Settling, merge, places_of

STOP = threading.Event()
LONG_AGO = 1_600_000_000


def put(path: Path, content: bytes = b"x") -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (LONG_AGO, LONG_AGO))
    return str(path)


class Clock:
    """Stands still unless told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def test_a_tree_lists_as_a_scan_does(tmp_path: Path) -> None:
    wanted = [
        put(tmp_path / "b2.png"),
        put(tmp_path / "b10.png"),
        put(tmp_path / "deep" / "a.jpg"),
        put(tmp_path / "deep" / "er" / "a.jpg"),
        put(tmp_path / "other" / "a.jpg"),
    ]
    put(tmp_path / ".hidden" / "a.jpg")
    put(tmp_path / "notes.txt")
    tree = FolderTree([Place(str(tmp_path))])
    assert tree.renew(STOP) == wanted
    assert len(tree.folders) == 4
    (tmp_path / "b2.png").unlink()
    added = put(tmp_path / "deep" / "b.jpg")
    assert tree.renew(STOP) == [wanted[1], wanted[2], added, *wanted[3:]]


def test_unchanged_folders_are_not_listed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path / "a.png")
    old = time.time() - 60
    os.utime(tmp_path, (old, old))
    tree = FolderTree([Place(str(tmp_path))])
    found = tree.renew(STOP)
    monkeypatch.setattr(folder_tree, "folder_entries", lambda *given: pytest.fail("listed again"))
    assert tree.renew(STOP) == found


def test_a_folder_that_changed_just_now_is_not_trusted(tmp_path: Path) -> None:
    put(tmp_path / "a.png")
    tree = FolderTree([Place(str(tmp_path))])
    tree.renew(STOP)
    stamp = os.stat(tmp_path).st_mtime_ns
    added = put(tmp_path / "b.png")
    os.utime(tmp_path, ns=(stamp, stamp))  # as a clock of coarse steps would have it
    assert added in tree.renew(STOP)


def test_shallow_places_single_files_and_loops(tmp_path: Path) -> None:
    here, _below = put(tmp_path / "a.png"), put(tmp_path / "sub" / "b.png")
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    assert FolderTree([Place(str(tmp_path), deep=False)]).renew(STOP) == [here]
    assert FolderTree([Place(here), Place(here)]).renew(STOP) == [here]
    assert len(FolderTree([Place(str(tmp_path))]).renew(STOP)) == 2
    assert FolderTree([Place(str(tmp_path / "gone"))]).renew(STOP) == []
    hidden, around = str(tmp_path / ".c.png"), Place(str(tmp_path), deep=False)
    put(tmp_path / ".c.png")
    assert places_of([here]) == [around]
    assert places_of([hidden]) == [Place(hidden), around]
    assert places_of([here, str(tmp_path)]) == [Place(here), Place(str(tmp_path))]


def test_what_is_old_and_whole_is_taken_at_once(tmp_path: Path, clock: Clock) -> None:
    settling, path = Settling(clock=clock), put(tmp_path / "a.png")
    assert settling.take([path])
    assert settling.listed == [path]
    assert not settling.unsure
    assert not settling.take([path])


def test_what_is_being_written_waits_until_it_rests(tmp_path: Path, clock: Clock) -> None:
    settling, path = Settling(clock=clock), str(tmp_path / "a.png")
    for size in (1, 2, 3):
        Path(path).write_bytes(b"x" * size)
        assert not settling.take([path])
        assert settling.unsure
        clock.now += 1
    assert settling.take([path])
    assert settling.listed == [path]


def test_an_empty_file_waits_for_its_first_bytes(tmp_path: Path, clock: Clock) -> None:
    settling, path = Settling(clock=clock), tmp_path / "a.png"
    path.touch()
    for _look in range(3):
        assert not settling.take([str(path)])
        clock.now += 1
    old = time.time() - 60
    os.utime(path, (old, old))  # a minute later it is empty for good
    settling.take([str(path)])
    clock.now += 1
    settling.take([str(path)])
    assert settling.listed == [str(path)]


def test_what_vanishes_is_let_go_at_the_second_look(tmp_path: Path, clock: Clock) -> None:
    first, second = put(tmp_path / "1.png"), put(tmp_path / "2.png")
    settling = Settling([first, second], clock)
    assert not settling.take([second])
    clock.now += 0.1
    assert not settling.take([second])
    clock.now += 1
    assert settling.take([second])
    assert settling.listed == [second]


def test_what_is_saved_by_removing_and_writing_anew_stays(tmp_path: Path, clock: Clock) -> None:
    first, second = put(tmp_path / "1.png"), put(tmp_path / "2.png")
    settling = Settling([first, second], clock)
    settling.take([second])
    clock.now += 1
    assert not settling.take([first, second])
    assert not settling.unsure


def test_a_new_name_waits_while_an_old_one_vanishes(tmp_path: Path, clock: Clock) -> None:
    old, new = str(tmp_path / "old.png"), put(tmp_path / "new.png")
    settling = Settling([old], clock)
    assert not settling.take([new])
    clock.now += 1
    assert settling.take([new])
    assert settling.listed == [new]


NAMES = st.lists(st.sampled_from([f"p{n}.png" for n in range(30)]), unique=True)


@given(found=NAMES, others=NAMES)
def test_merging_keeps_natural_order_and_loses_nothing(found: list[str], others: list[str]) -> None:
    listed = [f"/a/{name}" for name in natural_sort(found)] + ["/b/x.png"]
    merged = merge(listed, [f"/a/{name}" for name in others] + ["/c/y.png"])
    both = natural_sort({*found, *others})
    if found:
        assert merged == [*(f"/a/{name}" for name in both), "/b/x.png", "/c/y.png"]
    else:
        assert sorted(merged) == sorted([*(f"/a/{n}" for n in both), "/b/x.png", "/c/y.png"])
