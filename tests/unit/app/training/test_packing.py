"""Packed runs: all that another machine needs, and a copy that is not finished says so."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.formats.labels import StoppedError
from app.domain.training.making import RunError
from app.domain.training.packing import PARENT, PICTURES, README, UNFINISHED, pack_run
from fpn_core.coco import read_coco
from fpn_core.finetuning.job import read_job
from fpn_core.runs import DATA, JOB
from tests.unit.app.project.mounts import small_disk
from tests.unit.app.training.projects import Made, order


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Made]:
    made = Made(tmp_path / "photos")
    label = made.add_class("cup").id
    made.add_pictures(6, label)
    made.draw(made.add_picture("sub/p000.png"), label)
    (tmp_path / "place").mkdir()
    yield made
    made.project.close()


@pytest.fixture
def model(tmp_path: Path) -> Path:
    file = tmp_path / "best model.safetensors"
    file.write_bytes(b"weights")
    return file


def test_all_that_is_needed_is_in_the_folder(made: Made, model: Path, tmp_path: Path) -> None:
    steps: list[tuple[int, int]] = []
    packed = pack_run(
        made.project, order(model=str(model)), model, tmp_path / "place",
        writing=lambda done, total: steps.append((done, total)),
    )  # fmt: skip
    folder = packed.folder
    assert folder == tmp_path / "place" / "cups-1"
    assert {each.name for each in folder.iterdir()} == {DATA, JOB, PICTURES, PARENT, README}
    job = read_job(folder)
    assert (job.model, job.images) == (PARENT, PICTURES)
    assert (folder / PARENT).read_bytes() == b"weights"
    data = json.loads((folder / DATA).read_text())
    names = [image["file_name"] for image in data["images"]]
    assert len(set(names)) == 7
    assert not any("/" in name for name in names)
    assert read_coco(folder / DATA, folder / job.images).problems == ()
    for image in data["images"]:
        source = made.project.path_of(image["id"])
        assert (folder / PICTURES / image["file_name"]).read_bytes() == Path(source).read_bytes()
    readme = (folder / README).read_text()
    assert "fpn-core finetune --job ." in readme
    assert "models fetch" not in readme
    assert steps[-1] == (7, 7)


def test_a_model_that_is_known_by_name_is_fetched_there(made: Made, tmp_path: Path) -> None:
    packed = pack_run(made.project, order(model="r50-coco"), None, tmp_path / "place")
    assert read_job(packed.folder).model == "r50-coco"
    assert "fpn-core models fetch r50-coco" in (packed.folder / README).read_text()


def test_a_second_one_has_a_folder_of_its_own(made: Made, model: Path, tmp_path: Path) -> None:
    names = [
        pack_run(made.project, order(), model, tmp_path / "place").folder.name for _each in range(3)
    ]
    assert names == ["cups-1", "cups-1-2", "cups-1-3"]


def test_while_it_is_copied_it_is_called_unfinished(
    made: Made, model: Path, tmp_path: Path
) -> None:
    seen: list[str] = []

    def look(done: int, _total: int) -> None:
        seen.extend(each.name for each in (tmp_path / "place").iterdir())
        if done == 3:
            raise StoppedError

    with pytest.raises(StoppedError):
        pack_run(made.project, order(), model, tmp_path / "place", writing=look)
    assert seen
    assert all(name.startswith("cups-1-") and name.endswith(UNFINISHED) for name in seen)
    assert list((tmp_path / "place").iterdir()) == []


def test_a_picture_that_cannot_be_read_is_left_out(made: Made, model: Path, tmp_path: Path) -> None:
    (made.folder / "p001.png").unlink()
    packed = pack_run(made.project, order(), model, tmp_path / "place")
    assert packed.written.pictures == 6
    (problem,) = packed.problems
    assert problem.startswith(str(made.folder / "p001.png"))


def test_a_full_disk_and_a_model_that_is_gone(made: Made, model: Path, tmp_path: Path) -> None:
    with small_disk(tmp_path / "place"):
        big = tmp_path / "big.safetensors"
        big.write_bytes(bytes(2_000_000))
        with pytest.raises(RunError, match="Free some space"):
            pack_run(made.project, order(), big, tmp_path / "place")
        assert list((tmp_path / "place").iterdir()) == []
    model.unlink()
    with pytest.raises(RunError, match=r"best model\.safetensors: the model to start from is not"):
        pack_run(made.project, order(), model, tmp_path / "place")
