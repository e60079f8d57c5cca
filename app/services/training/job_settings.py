"""The table of what a run can be asked: every setting with its name, its default and the reason."""

import dataclasses
import logging
import typing
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP

from app.domain.project.errors import ProjectError
from app.domain.project.store import Project
from fpn_core.errors import ConfigError
from fpn_core.finetuning.job import RANGES, FinetuneConfig

log = logging.getLogger(__name__)
_T = QT_TRANSLATE_NOOP
_KEPT = "finetune_settings"


@dataclass(frozen=True)
class JobSetting:
    """A field of FinetuneConfig: what it is called, and why its default is what it is.

    ``names`` are what the choices are called. ``least_name`` is what the least number means where
    that is no number ("by the pictures"); ``digits`` of a number behind the point; ``step`` of its
    arrows. ``fixed`` settings follow from the project: they are shown, and not asked.
    """

    name: str
    label: object
    why: object
    names: tuple[tuple[str, object], ...] = ()
    least_name: object = ""
    unit: object = ""
    digits: int = 0
    step: float = 1
    fixed: bool = False

    @property
    def default(self) -> Any:
        """The value that a run has where nobody asks for another."""
        return getattr(FinetuneConfig(), self.name)

    @property
    def range(self) -> tuple[float, float]:
        """The least and the most of a number."""
        return RANGES[self.name]


JOB_SETTINGS: tuple[JobSetting, ...] = (
    JobSetting(
        "classes",
        _T("JobSettings", "Other classes of the model"),
        _T(
            "JobSettings",
            "Kept ones stay as good as they are; without them the model has your classes alone.",
        ),
        names=(
            ("keep", _T("JobSettings", "Keep the model's other classes")),
            ("only", _T("JobSettings", "Only my classes")),
        ),
    ),
    JobSetting(
        "train",
        _T("JobSettings", "What is trained"),
        _T("JobSettings", "More pictures allow more: what a few cannot teach is left as it is."),
        names=(
            ("auto", _T("JobSettings", "What the pictures allow")),
            ("predictor", _T("JobSettings", "The predictor")),
            ("heads", _T("JobSettings", "The heads and the RPN")),
            ("pyramid", _T("JobSettings", "These, and the pyramid")),
            ("backbone", _T("JobSettings", "These, and the end of the backbone")),
        ),
    ),
    JobSetting(
        "minutes",
        _T("JobSettings", "Training time"),
        _T("JobSettings", "By the number of pictures: two minutes at least, 6 for a hundred."),
        least_name=_T("JobSettings", "by the pictures"),
        unit=_T("JobSettings", "min"),
        digits=1,
    ),
    JobSetting(
        "epochs",
        _T("JobSettings", "Passes over the pictures"),
        _T("JobSettings", "In place of a time, for runs that are to be repeated exactly."),
        least_name=_T("JobSettings", "by the time"),
        digits=1,
    ),
    JobSetting(
        "batch",
        _T("JobSettings", "Pictures a step"),
        _T("JobSettings", "More take more memory; where it runs out, they are halved."),
    ),
    JobSetting(
        "rate",
        _T("JobSettings", "Learning rate"),
        _T("JobSettings", "By what is trained: a part of what training from nothing takes."),
        least_name=_T("JobSettings", "by what is trained"),
        digits=5,
        step=0.0005,
    ),
    JobSetting(
        "side",
        _T("JobSettings", "Input side"),
        _T(
            "JobSettings",
            "The model's own, raised where its proposals miss small boxes; twice the side takes"
            " four times as long.",
        ),
        least_name=_T("JobSettings", "by the boxes"),
        unit=_T("JobSettings", "px"),
        step=32,
    ),
    JobSetting(
        "views",
        _T("JobSettings", "Views of each picture"),
        _T("JobSettings", "Fixed variations, so that their features are computed only once."),
        least_name=_T("JobSettings", "by the disk"),
    ),
    JobSetting(
        "cache_gb",
        _T("JobSettings", "Disk for features"),
        _T("JobSettings", "What does not fit is computed again at each step."),
        unit=_T("JobSettings", "GB"),
        digits=1,
    ),
    JobSetting(
        "flip",
        _T("JobSettings", "Mirror pictures"),
        _T("JobSettings", "Off where left and right differ, as in writing."),
    ),
    JobSetting(
        "colour",
        _T("JobSettings", "Change of colours"),
        _T("JobSettings", "A fifth: as much as another day or another camera changes."),
        digits=2,
        step=0.05,
    ),
    JobSetting(
        "zoom",
        _T("JobSettings", "Share of close-ups"),
        _T("JobSettings", "Views of a part of a picture, so that sizes vary."),
        digits=2,
        step=0.05,
    ),
    JobSetting(
        "average_decay",
        _T("JobSettings", "Average of the weights"),
        _T("JobSettings", "Over the last thousand steps; it or the last step is kept, the better."),
        digits=4,
        step=0.001,
    ),
    JobSetting(
        "patience",
        _T("JobSettings", "Judgements without progress"),
        _T("JobSettings", "After so many without a better model the run ends; 0 goes on."),
    ),
    JobSetting(
        "held_out",
        _T("JobSettings", "Held-out share"),
        _T("JobSettings", "The project has chosen its held-out pictures, once and for ever."),
        digits=2,
        fixed=True,
    ),
    JobSetting(
        "seed",
        _T("JobSettings", "Seed of chance"),
        _T("JobSettings", "The same seed on the same pictures gives the same model."),
    ),
    JobSetting(
        "threads",
        _T("JobSettings", "Processor threads"),
        _T("JobSettings", "All but one: the window keeps that, and stays quick."),
        least_name=_T("JobSettings", "all but one"),
    ),
)


def recalled_settings(project: Project) -> tuple[FinetuneConfig, bool]:
    """The settings that a project remembers, and whether a person has said there what becomes of
    the model's other classes."""
    kept = project.value(_KEPT, {})
    kept = kept if isinstance(kept, Mapping) else {}
    hints = typing.get_type_hints(FinetuneConfig)
    config = FinetuneConfig()
    for setting in JOB_SETTINGS:
        value = kept.get(setting.name)
        if value is None or setting.fixed or not _fits(value, setting, hints[setting.name]):
            continue
        try:
            config = dataclasses.replace(config, **{setting.name: value})
        except ConfigError as error:
            log.info("a kept setting is not used: %s", error)
    return config, "classes" in kept


def remember_settings(project: Project, config: FinetuneConfig) -> None:
    """Keep what differs from the defaults, and what becomes of other classes, with the project."""
    kept = {
        each.name: getattr(config, each.name)
        for each in JOB_SETTINGS
        if getattr(config, each.name) != each.default or each.name == "classes"
    }
    try:
        if project.value(_KEPT, None) != kept:
            project.set_value(_KEPT, kept)
    except ProjectError as error:  # they are asked again
        log.warning("the settings of the run are not kept: %s", error)


def _fits(value: Any, setting: JobSetting, hint: Any) -> bool:
    if setting.names:
        return value in [name for name, _text in setting.names]
    if hint is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return type(value) is hint
