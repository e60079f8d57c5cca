"""The project learns what its pictures hold: of those shown, and of those with work in them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from app.domain.project.relink import read_facts
from app.domain.project.store import Project
from app.domain.view_filter import ViewFilter
from app.services.document import Document
from app.services.picture_facts import PictureFacts
from app.services.pixels import read_pixels
from tests.unit.app.project.samples import open_in, review

Row = tuple[int, int, bytes, int, int]


@pytest.fixture
def document(qtbot: QtBot, tmp_path: Path) -> Iterator[Document]:
    document = Document(ViewFilter(0.5))
    facts = PictureFacts(document)
    yield document
    facts.close()
    document.project.close()


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    folder = tmp_path / "photos"
    folder.mkdir()
    made = [str(folder / f"{number}.png") for number in range(80)]
    for number, path in enumerate(made):
        Image.new("RGB", (10 + number, 20), (number, 0, 0)).save(path)
    return made


def rows(project: Project) -> dict[int, Row]:
    found = project.query("SELECT picture, size, mtime, hash, width, height FROM files")
    return {key: tuple(rest) for key, *rest in found}


def test_the_shown_picture_is_read_with_its_size(
    qtbot: QtBot, document: Document, paths: list[str]
) -> None:
    document.set_project(open_in(Path(paths[0]).parent))
    document.set_pictures(paths, scanning=False)
    document.set_current(paths[3])
    assert document.record is not None
    document.set_pixels(read_pixels(paths[3]))
    qtbot.waitUntil(lambda: document.project.query("SELECT 1 FROM files") != [])
    facts = read_facts(paths[3])
    assert facts is not None
    assert rows(document.project) == {
        document.record.id: (facts.size, facts.mtime, facts.hash, 13, 20)
    }
    assert document.project.file is None  # looking at a picture makes no file


def test_pictures_of_an_edit_are_read_and_others_are_not(
    qtbot: QtBot, document: Document, paths: list[str]
) -> None:
    document.set_project(open_in(Path(paths[0]).parent))
    known = document.project.register(paths)
    for path in paths[:70]:  # more than one job reads
        review(document.project, known[path])
        undo = document.project.undo_edit
        assert undo is not None
        document.edited.emit(undo)
    wanted = {known[path].id for path in paths[:70]}
    qtbot.waitUntil(lambda: rows(document.project).keys() == wanted, timeout=30_000)


def test_opening_a_project_reads_what_is_not_known_or_has_changed(
    qtbot: QtBot, document: Document, paths: list[str]
) -> None:
    with open_in(Path(paths[0]).parent) as project:
        ids = [review(project, project.picture(path)).id for path in paths[:3]]
        project.picture(paths[3])  # nobody has done anything to it
    os.remove(paths[2])
    document.set_project(open_in(Path(paths[0]).parent))
    qtbot.waitUntil(lambda: rows(document.project).keys() == set(ids[:2]), timeout=30_000)
    before = rows(document.project)
    Image.new("RGB", (99, 9)).save(paths[0])
    first = document.project
    document.set_project(Project())
    first.close()
    document.set_project(open_in(Path(paths[0]).parent))
    qtbot.waitUntil(lambda: rows(document.project)[ids[0]][3:] == (99, 9), timeout=30_000)
    assert rows(document.project)[ids[1]] == before[ids[1]]
