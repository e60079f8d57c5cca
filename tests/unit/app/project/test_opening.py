"""Which project serves the opened paths."""

from pathlib import Path

import pytest

from app.domain.project.opening import LOOSE, open_project
from app.domain.project.store import Project, ProjectError
from tests.unit.app.project.samples import add_class


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


def folder_with_project(folder: Path, data: Path, name: str = "") -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    with Project(folder / f"{name or folder.name}.pyramid", data_dir=data) as project:
        add_class(project)
        assert project.file is not None
        return project.file


def opened(data: Path, *paths: Path) -> tuple[Path | None, Path]:
    with open_project([str(path) for path in paths], data) as project:
        return project.file, project.root


def test_a_folder_without_a_project_gets_its_own(tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "휴가 photos"
    folder.mkdir()
    with open_project([str(folder)], data) as project:
        assert not list(folder.iterdir())
        add_class(project)
        assert project.file == folder / "휴가 photos.pyramid"
        assert project.root == folder


def test_a_folder_has_its_project_whatever_that_is_called(tmp_path: Path, data: Path) -> None:
    folder = tmp_path / "photos"
    other = folder_with_project(folder, data, "work")
    assert opened(data, folder) == (other, folder)
    named = folder_with_project(folder, data)
    assert opened(data, folder) == (named, folder)
    assert opened(data, other) == (other, folder)


def test_a_folder_above_serves_folders_and_files(tmp_path: Path, data: Path) -> None:
    file = folder_with_project(tmp_path / "photos", data)
    below = tmp_path / "photos" / "2026" / "may"
    below.mkdir(parents=True)
    picture = below / "a.jpg"
    picture.touch()
    for paths in ([below], [picture], [below, picture], [below, below.parent]):
        assert opened(data, *paths) == (file, tmp_path / "photos")
    nearer = folder_with_project(below.parent, data)
    assert opened(data, picture) == (nearer, below.parent)
    assert opened(data, picture, tmp_path / "photos") == (file, tmp_path / "photos")


def test_loose_files_share_one_in_the_data_folder(tmp_path: Path, data: Path) -> None:
    pictures = [tmp_path / "a" / "1.jpg", tmp_path / "b" / "2.jpg"]
    for path in pictures:
        path.parent.mkdir()
        path.touch()
    with open_project([str(path) for path in pictures], data) as project:
        known = [project.picture(str(path)) for path in pictures]
        assert not data.exists()
        add_class(project)
        assert project.file == data / LOOSE
    with open_project([str(pictures[1])], data) as project:
        assert [project.find_picture(str(path)) for path in pictures] == known
        assert [project.path_of(each.id) for each in known] == [str(path) for path in pictures]
    assert opened(data, tmp_path / "a", tmp_path / "b")[0] == data / LOOSE


def test_nothing_opened_is_loose_too(data: Path) -> None:
    with open_project([], data) as project:
        assert project.file is None


def test_a_damaged_project_is_no_reason_to_start_another(tmp_path: Path, data: Path) -> None:
    file = folder_with_project(tmp_path / "photos", data)
    file.write_text("no project")
    with pytest.raises(ProjectError, match=r"photos\.pyramid"):
        open_project([str(tmp_path / "photos")], data)
