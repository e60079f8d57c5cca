"""The table of a run's settings covers all there are, and what a project remembers is sound."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from app.domain.project.store import Project
from app.services.training.job_settings import JOB_SETTINGS, recalled_settings, remember_settings
from fpn_core.finetuning.job import RANGES, FinetuneConfig


@pytest.fixture
def project() -> Iterator[Project]:
    with Project() as project:
        yield project


def test_every_field_has_a_row_with_a_reason() -> None:
    fields = [field.name for field in dataclasses.fields(FinetuneConfig)]
    assert [setting.name for setting in JOB_SETTINGS] == fields
    assert all(str(setting.label) and str(setting.why) for setting in JOB_SETTINGS)


def test_every_choice_and_number_can_be_made() -> None:
    for setting in JOB_SETTINGS:
        values: list[Any] = [name for name, _text in setting.names]
        if not values and not isinstance(setting.default, bool):
            assert setting.range == RANGES[setting.name]
            values = [type(setting.default)(value) for value in setting.range]
        for value in values:
            dataclasses.replace(FinetuneConfig(), **{setting.name: value})
        if setting.least_name:
            assert setting.default == setting.range[0]


def test_a_project_remembers_what_differs_and_what_was_answered(project: Project) -> None:
    assert recalled_settings(project) == (FinetuneConfig(), False)
    config = FinetuneConfig(classes="only", batch=2, flip=False)
    remember_settings(project, config)
    assert recalled_settings(project) == (config, True)
    assert set(project.value("finetune_settings")) == {"classes", "batch", "flip"}
    remember_settings(project, FinetuneConfig())
    assert recalled_settings(project) == (FinetuneConfig(), True)


@pytest.mark.parametrize(
    "kept",
    [
        [], 3, None, {"batch": "many"}, {"batch": -1}, {"batch": True}, {"flip": 1},
        {"classes": "all"}, {"colour": 7}, {"colour": None}, {"later": 1}, {"held_out": 0.5},
    ],
)  # fmt: skip
def test_nonsense_that_is_kept_is_not_used(project: Project, kept: Any) -> None:
    project.set_value("finetune_settings", kept)
    assert recalled_settings(project)[0] == FinetuneConfig()
