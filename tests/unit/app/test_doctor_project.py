"""`pyramidlabel doctor PATH`: is a project sound, can it be written to, who holds it."""

from pathlib import Path

import pytest

from app.domain.class_editing import add
from app.domain.project.store import Project
from app.services.doctor_project import check_project
from app.services.finding import Finding


def found(path: Path) -> dict[str, Finding]:
    return {finding.name: finding for finding in check_project(path)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    with Project(folder, data_dir=tmp_path / "data") as project:
        project.do(add(project.new_id(), "cat", ()))
    return folder


def test_a_sound_project_needs_nothing(folder: Path) -> None:
    lines = found(folder)
    assert "sound; 0 pictures, 0 annotations" in lines["project"].text
    assert lines["project held by"].text == "nobody"
    assert not [line for line in lines.values() if line.advice]


def test_who_holds_a_project_is_said(folder: Path, tmp_path: Path) -> None:
    with Project(folder, data_dir=tmp_path / "data"):
        assert "process" in found(folder)["project held by"].text
    assert found(folder)["project held by"].text == "nobody"


def test_a_damaged_project_says_what_to_do(folder: Path) -> None:
    file = next(folder.glob("*.pyramid"))
    data = bytearray(file.read_bytes())
    data[100:4000] = b"\xff" * 3900
    file.write_bytes(data)
    assert "keep a copy" in found(file)["project"].advice


def test_a_folder_without_project_says_so_only_if_asked(tmp_path: Path) -> None:
    assert "there is no project" in found(tmp_path)["project"].text
    assert not list(check_project(tmp_path, asked=False))
