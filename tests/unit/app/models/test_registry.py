"""The list of models: what comes in, how it is changed, and that nothing is ever lost."""

import json
import os
from pathlib import Path

import pytest

from app.domain.models.adding import add_file, add_run, link
from app.domain.models.listing import TRASH
from app.domain.models.model import Model, Origin
from app.domain.models.registry import Registry
from app.domain.models.run_files import read_curves, repeat_of
from fpn_core.errors import ModelError
from fpn_core.model_entries import ENTRY
from fpn_core.model_header import content_key
from fpn_core.models import MODELS, named_model
from fpn_core.runs import RunFolder
from tests.model_files import write_model
from tests.unit.app.models.made_runs import make_run


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data" / "pyramidlabel" / "models"


@pytest.fixture
def registry(home: Path) -> Registry:
    return Registry(home)


def titled(registry: Registry, title: str) -> Model:
    found = registry.read().called(title)
    assert found is not None
    return found


def titles(registry: Registry) -> list[str]:
    return [model.title for model in registry.read().models]


def test_the_embedded_model_is_always_there(registry: Registry) -> None:
    (lite,) = registry.read().models
    assert (lite.title, lite.ref, lite.origin) == ("lite", "lite", Origin.EMBEDDED)
    assert lite.usable
    assert len(lite.class_names) == 20
    assert not registry.folder.exists(), "looking makes no folder"
    for refused in (registry.delete, lambda model: registry.rename(model, "other")):
        with pytest.raises(ModelError, match="lite"):
            refused(lite)
    registry.set_note(lite, "good for people")
    (again,) = registry.read().models
    assert (again.id, again.note) == (lite.id, "good for people")
    assert lite.file.is_file()


def test_an_added_file_is_copied(registry: Registry, tmp_path: Path) -> None:
    file = write_model(tmp_path / "usb" / "cells final.safetensors", "x", parent="lite")
    seen: list[tuple[int, int]] = []
    added = add_file(registry, file, lambda done, total: seen.append((done, total)))
    assert seen[-1] == (file.stat().st_size, file.stat().st_size)
    file.unlink()
    model = titled(registry, "cells final")
    assert (model.id, model.origin) == (added.id, Origin.ADDED)
    assert content_key(model.file) == added.id
    assert model.folder is not None
    assert sorted(each.name for each in model.folder.iterdir()) == [
        "cells-final.safetensors",
        ENTRY,
    ]


def test_the_same_model_is_added_once(registry: Registry, tmp_path: Path) -> None:
    file = write_model(tmp_path / "a.safetensors")
    first = add_file(registry, file)
    second = add_file(registry, file.rename(tmp_path / "b.safetensors"))
    assert (first.id, first.was_there, second.was_there) == (second.id, False, True)
    assert titles(registry) == ["lite", "a"]
    lite = named_model("lite")
    assert lite is not None
    assert add_file(registry, lite.file).title == "lite"


def test_titles_are_unique(registry: Registry, tmp_path: Path) -> None:
    for number in range(3):
        add_file(registry, write_model(tmp_path / str(number) / "lite.safetensors", str(number)))
    assert sorted(titles(registry)) == ["lite", "lite (2)", "lite (3)", "lite (4)"]
    model = titled(registry, "lite (3)")
    with pytest.raises(ModelError, match="another model is called so"):
        registry.rename(model, "LITE")
    for bad in ("", "  ", "x" * 200, "a\0b"):
        with pytest.raises(ModelError, match="A title is one line"):
            registry.rename(model, bad)
    registry.rename(model, " two \n words ")
    assert titled(registry, "two words").id == model.id
    registry.rename(titled(registry, "two words"), "Two Words")


def test_a_file_that_is_no_model_leaves_nothing(registry: Registry, tmp_path: Path) -> None:
    file = tmp_path / "bad.safetensors"
    file.write_bytes(b"PK" * 20)
    with pytest.raises(ModelError, match=r"bad\.safetensors: no safetensors file"):
        add_file(registry, file)
    assert not registry.folder.exists()


def test_stopped_copying_leaves_nothing(registry: Registry, tmp_path: Path) -> None:
    class Stopped(Exception):
        pass

    def stop(_done: int, _total: int) -> None:
        raise Stopped

    with pytest.raises(Stopped):
        add_file(registry, write_model(tmp_path / "a.safetensors"), stop)
    assert list(registry.folder.iterdir()) == []


def test_a_linked_file_is_used_where_it_lies(registry: Registry, tmp_path: Path) -> None:
    file = write_model(tmp_path / "mine.safetensors")
    link(registry, file)
    model = titled(registry, "mine")
    assert (model.origin, model.ref) == (Origin.LINKED, str(file))
    registry.delete(model)
    assert file.is_file()
    assert titles(registry) == ["lite"]
    registry.restore(registry.read().deleted[0])
    file.unlink()
    gone = titled(registry, "mine")
    assert str(file) in gone.problem
    assert not gone.usable


def test_fetched_and_imported_files_are_listed(registry: Registry) -> None:
    write_model(registry.folder / "nuclei.safetensors")
    write_model(registry.folder / "r50-coco.safetensors", "r50-coco")
    (registry.folder / "notes.txt").touch()
    models = registry.read().models
    assert [(each.title, each.origin, each.ref) for each in models] == [
        ("lite", Origin.EMBEDDED, "lite"),
        ("r50-coco", Origin.FETCHED, "r50-coco"),
        ("nuclei", Origin.IMPORTED, str(registry.folder / "nuclei.safetensors")),
    ]
    registry.rename(models[2], "old nuclei")
    registry.set_note(models[1], "fetched\nonce")
    assert titles(registry) == ["lite", "r50-coco", "old nuclei"]
    assert titled(registry, "r50-coco").note == "fetched\nonce"
    for title in ("r50-coco", "old nuclei"):
        registry.delete(titled(registry, title))
    assert titles(registry) == ["lite"]
    for deleted in registry.read().deleted:
        registry.restore(deleted)
    assert titles(registry) == ["lite", "r50-coco", "old nuclei"]
    assert titled(registry, "r50-coco").note == "fetched\nonce"
    assert titled(registry, "r50-coco").file == registry.folder / "r50-coco.safetensors"


def test_a_deleted_model_can_be_restored_or_erased(registry: Registry, tmp_path: Path) -> None:
    added = add_run(registry, make_run(tmp_path / "run"))
    registry.set_note(titled(registry, "cells-2"), "best")
    registry.delete(titled(registry, "cells-2"))
    (deleted,) = registry.read().deleted
    assert (deleted.title, deleted.key) == ("cells-2", added.id)
    assert deleted.bytes > 100
    assert registry.restore(deleted) == added.id
    model = titled(registry, "cells-2")
    assert (model.note, model.origin) == ("best", Origin.RUN)
    registry.delete(model)
    add_run(registry, tmp_path / "run")
    registry.delete(titled(registry, "cells-2"))
    first, second = registry.read().deleted
    registry.restore(first)
    with pytest.raises(ModelError, match="in the list already"):
        registry.restore(second)
    registry.erase(second)
    assert registry.read().deleted == ()
    assert titles(registry) == ["lite", "cells-2"]
    with pytest.raises(ModelError, match="only deleted models"):
        registry.erase(type(first)(model.folder or tmp_path, "cells-2"))


def test_a_run_brings_its_files_and_can_be_repeated(registry: Registry, tmp_path: Path) -> None:
    frame = tmp_path / "run" / "frames" / "7.png"
    run = make_run(tmp_path / "run", picture="frames/7.png")
    frame.parent.mkdir()
    frame.write_bytes(b"pixels")
    added = add_run(registry, run)
    assert added.problems == ()
    for file in sorted(run.rglob("*"), reverse=True):
        file.unlink() if file.is_file() else file.rmdir()
    model = titled(registry, "cells-2")
    assert (model.origin, model.date) == (Origin.RUN, "2026-11-30")
    place = model.run_folder
    assert place is not None
    assert read_curves(place).loss == ((1, 2), (2, 1), (3, 2 / 3))
    assert read_curves(place).ap50 == ((0, 0.61), (3, 0.78))
    repeat = repeat_of(place)
    assert repeat is not None
    assert (repeat.job.title, repeat.job.settings.minutes) == ("cells-2", 3)
    (image,) = json.loads(repeat.data.read_text())["images"]
    assert Path(image["file_name"]).read_bytes() == b"pixels"
    assert Path(image["file_name"]).is_relative_to(registry.folder)


def test_a_run_joins_its_model_that_came_as_a_file(registry: Registry, tmp_path: Path) -> None:
    run = make_run(tmp_path / "run")
    added = add_file(registry, run / "model.safetensors")
    assert added.title == "cells-2"
    assert titled(registry, "cells-2").run_folder is None
    assert add_run(registry, run).was_there
    assert titled(registry, "cells-2").run_folder is not None
    assert add_run(registry, run).was_there


def test_a_run_without_readable_data_is_kept_without_it(registry: Registry, tmp_path: Path) -> None:
    run = make_run(tmp_path / "run")
    (run / "data.json").write_text("[" * 100_000)
    added = add_run(registry, run)
    assert "cannot be repeated" in added.problems[0]
    place = titled(registry, "cells-2").run_folder
    assert place is not None
    assert repeat_of(place) is None
    assert (place / "report.json").is_file()


@pytest.mark.parametrize(
    ("outcome", "line"),
    [("", "was interrupted"), ("cancelled", "without a model"), ("failed", "without a model")],
)
def test_a_run_that_has_no_model_is_not_added(
    registry: Registry, tmp_path: Path, outcome: str, line: str
) -> None:
    run = make_run(tmp_path / "run", outcome=outcome)
    with pytest.raises(ModelError, match=line):
        add_run(registry, run)
    assert titles(registry) == ["lite"]


def test_a_run_at_work_and_a_folder_that_is_none(registry: Registry, tmp_path: Path) -> None:
    run = make_run(tmp_path / "run")
    with RunFolder(run).held(), pytest.raises(ModelError, match="still at work"):
        add_run(registry, run)
    with pytest.raises(ModelError, match="no folder of a run"):
        add_run(registry, tmp_path)
    (run / "job.json").write_text('{"format": 1, "settings": 7}')
    with pytest.raises(ModelError, match="no readable job"):
        add_run(registry, run)


def test_damaged_entries_are_shown_and_can_be_repaired(registry: Registry, tmp_path: Path) -> None:
    add_file(registry, write_model(tmp_path / "a.safetensors"))
    model = titled(registry, "a")
    assert model.folder is not None
    registry.set_note(model, "mine")
    (model.folder / ENTRY).write_text("{")
    damaged = registry.read().models[-1]
    assert not damaged.usable
    assert "no readable entry" in damaged.problem
    with pytest.raises(ModelError, match="no readable entry"):
        registry.set_note(damaged, "x")
    with pytest.raises(ModelError, match="damaged; repair or delete it first"):
        add_file(registry, write_model(tmp_path / "a.safetensors"))
    registry.repair(damaged)
    assert titled(registry, "a").id == model.id
    assert titled(registry, "a").usable
    (model.folder / ENTRY).unlink()
    registry.delete(registry.read().models[-1])
    (deleted,) = registry.read().deleted
    assert titles(registry) == ["lite"]
    registry.restore(deleted)
    registry.repair(titled(registry, "a"))
    assert titled(registry, "a").usable


def test_a_damaged_model_file_is_shown(registry: Registry, tmp_path: Path) -> None:
    add_file(registry, write_model(tmp_path / "a.safetensors"))
    model = titled(registry, "a")
    model.file.write_bytes(model.file.read_bytes()[:-1])
    assert "copied or fetched in part" in titled(registry, "a").problem
    model.file.unlink()
    assert str(model.file) in titled(registry, "a").problem
    registry.delete(titled(registry, "a"))
    assert [each.title for each in registry.read().deleted] == ["a"]


def test_the_same_content_twice_is_shown_twice(registry: Registry) -> None:
    file = write_model(registry.folder / "a.safetensors")
    (registry.folder / "b.safetensors").write_bytes(file.read_bytes())
    _lite, a, b = registry.read().models
    assert a.usable
    assert "the same model as a" in b.problem
    registry.delete(b)
    assert titles(registry) == ["lite", "a"]


def test_an_export_never_lands_on_a_model_or_a_picture(registry: Registry, tmp_path: Path) -> None:
    add_file(registry, write_model(tmp_path / "a.safetensors"))
    model = titled(registry, "a")
    target = tmp_path / "out" / "mine.safetensors"
    target.parent.mkdir()
    target.write_bytes(b"an older one")
    registry.export(model, target)
    assert target.read_bytes() == model.file.read_bytes()
    assert [each.name for each in target.parent.iterdir()] == ["mine.safetensors"]
    mine = tmp_path / "a.safetensors"
    for bad, protected in (
        (tmp_path / "photo.png", ()),
        (tmp_path / "photos.pyramid", ()),
        (model.file, ()),
        (registry.folder / "new.safetensors", ()),
        (MODELS[0].file, ()),
        (mine, (mine,)),
    ):
        with pytest.raises(ModelError):
            registry.export(model, bad, protected)
    linked = tmp_path / "link.safetensors"
    os.symlink(model.file, linked)
    with pytest.raises(ModelError, match="one of the models is there"):
        registry.export(model, linked)
    with pytest.raises(ModelError):
        registry.export(model, tmp_path / "no folder" / "x.safetensors")


def test_keys_of_files_without_entry_are_found_once(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = write_model(registry.folder / "nuclei.safetensors")
    key = titled(registry, "nuclei").id
    asked: list[Path] = []

    def counting(place: Path) -> str:
        asked.append(place)
        return content_key(place)

    monkeypatch.setattr("app.domain.models.listing.content_key", counting)
    assert Registry(registry.folder).read().models[-1].id == key
    assert asked == []
    write_model(file, "other")
    assert Registry(registry.folder).read().models[-1].id != key
    assert asked == [file]
    (registry.folder / ".keys.json").write_text('{"x": [1, 2, 3], "y": 7}')
    assert titled(Registry(registry.folder), "nuclei").usable


def test_what_a_kill_left_half_done_is_swept(registry: Registry, tmp_path: Path) -> None:
    add_file(registry, write_model(tmp_path / "a.safetensors"))
    old, young, busy = (registry.folder / f".adding-{name}" for name in ("old", "young", "busy"))
    for place in (old, young):
        place.mkdir()
        (place / "part.safetensors").write_bytes(b"x")
    os.utime(old, (0, 0))
    with registry.part() as mine:
        os.utime(mine, (0, 0))
        Registry(registry.folder).sweep()
        assert mine.is_dir(), "somebody is at work there"
    assert not old.exists()
    assert young.is_dir()
    assert not busy.exists()
    assert titles(registry) == ["lite", "a"]
    assert not (registry.folder / TRASH).exists()
