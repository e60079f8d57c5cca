"""A parent model and run folders with which a whole fine-tuning run takes a few seconds."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest

from fpn_core.coco import read_coco
from fpn_core.finetuning.freezing import freeze
from fpn_core.finetuning.job import FinetuneConfig, Job
from fpn_core.model_file import read_model
from fpn_core.runs import DATA, RunFolder
from fpn_core.training.remembering import remember
from tests.unit.fpn_core.tiny import tiny_detector
from tests.unit.fpn_core.training.small_run import CLASSES, make_data, small_preset

SETTINGS = FinetuneConfig(
    classes="only",
    epochs=4,
    batch=2,
    views=3,
    seed=3,
    rate=1e-3,
    held_out=0.25,
    patience=0,
    threads=1,
)


@pytest.fixture(scope="session")
def parent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model file of the classes red and blue, with a memory; its weights are random."""
    folder = tmp_path_factory.mktemp("parent")
    model = tiny_detector(small_preset(("red", "blue")))
    dataset = read_coco(make_data(folder / "data"), folder / "data")
    model.memory = remember(model, dataset.pictures, 0, limit=60_000)
    model.provenance = {"name": "colours"}
    file = folder / "colours.safetensors"
    model.save(file)
    return file


def make_job(folder: Path, parent: Path, count: int = 8, **settings: Any) -> RunFolder:
    """A run folder with a job on pictures of red and green rectangles, some of them held out."""
    data = make_data(folder / "pictures", count)
    run = folder / "run"
    run.mkdir(parents=True)
    config = dataclasses.replace(SETTINGS, **settings)
    freeze(
        run / DATA,
        data,
        data.parent,
        None,
        None,
        held_out=config.held_out,
        limit=None,
        seed=config.seed,
    )
    Job("cells", str(parent), read_model(parent).key, settings=config).save(run)
    return RunFolder(run)


def events(run: RunFolder, event: str) -> list[dict[str, Any]]:
    """The lines of a run's progress that are about something."""
    return [entry for entry in run.entries() if entry["event"] == event]


def change_data(run: RunFolder, **parts: Any) -> None:
    """Put other parts into a run's frozen annotations."""
    file = run.path / DATA
    file.write_text(json.dumps(json.loads(file.read_text()) | parts))


__all__ = ["CLASSES", "SETTINGS", "change_data", "events", "make_job", "parent"]
