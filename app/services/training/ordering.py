"""What a person orders when a run is to be made: the model to start from, settings, a title."""

import dataclasses
import os
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QObject

from app.domain.training.facts import JobFacts, Obstacle, obstacles
from app.domain.training.making import Order
from app.services.detection_client import DetectionClient, ServerState
from app.services.document import Document
from app.services.editor.base import SINGLE_CLASS
from app.services.training.job_settings import recalled_settings, remember_settings
from app.services.training.making import RunMaker
from app.services.training.runs import TrainingRuns
from fpn_core.errors import ModelError
from fpn_core.finetuning.job import FinetuneConfig
from fpn_core.models import model_path


class Ordering(QObject):
    """Between the dialog, the project and the maker of runs."""

    def __init__(
        self,
        document: Document,
        client: DetectionClient,
        runs: TrainingRuns,
        maker: RunMaker,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.document, self._client, self._runs, self.maker = document, client, runs, maker

    def recalled(self) -> tuple[FinetuneConfig, bool]:
        """Settings of this project, and whether the question about other classes was answered."""
        return recalled_settings(self.document.project)

    def obstacles(self, facts: JobFacts) -> list[Obstacle]:
        """What is in the way of a run."""
        ready = self._client.state is ServerState.READY and self.document.model is not None
        return obstacles(facts, ready, self.document.project.read_only)

    def titles(self) -> set[str]:
        """Titles that are taken."""
        return self._runs.titles()

    def base_title(self) -> str:
        """What a new model is called but for its number: as the folder, else as the model."""
        project = self.document.project
        folder = project.file.parent if project.file is not None else project.root
        own = project.file is not None and folder == project.root
        return (folder.name if own else "") or self.model_name()

    def model_name(self) -> str:
        """The model that a run starts from."""
        model = self.document.model
        return self._client.model_name if model is None else model.name

    def device(self) -> str:
        """What the run is trained on, as people call it."""
        device = self.document.device
        name = "cpu" if device is None else device.name
        return {"cpu": "CPU", "cuda": "GPU", "mps": "GPU"}.get(name.partition(":")[0], name)

    def would_wait(self) -> str:
        """What a run that is ordered would wait for; "" for nothing."""
        other = self._runs.holder()
        if other is None:
            return ""
        if other.parent == self._runs.folder:
            return self.tr("Another run lives: this one starts when that has ended.")
        text = self.tr("Run {name} of another project lives: this one starts when it has ended.")
        return text.format(name=other.name)

    def make(self, title: str, config: FinetuneConfig) -> None:
        """Make a run's folder; see RunMaker.make. One processor is left to the window."""
        remember_settings(self.document.project, config)
        threads = config.threads or max(1, (os.cpu_count() or 2) - 1)
        order = self._order(title, dataclasses.replace(config, threads=threads))
        self.maker.make(order, self._runs.folder)

    def pack(self, title: str, config: FinetuneConfig, place: Path) -> None:
        """Pack a run into a folder in ``place``; see RunMaker.pack."""
        remember_settings(self.document.project, config)
        self.maker.pack(self._order(title, config), self._model_file(), place)

    def _order(self, title: str, config: FinetuneConfig) -> Order:
        document = self.document
        assert document.model is not None, "an obstacle before"
        name = self._client.model_name
        return Order(
            title=title,
            model=os.path.abspath(name) if os.path.isfile(name) else name,
            info=document.model,
            score=document.view.score,
            settings=config,
            made=datetime.now().isoformat(timespec="seconds"),
            any_class=bool(document.project.value(SINGLE_CLASS, False)),
        )

    def _model_file(self) -> Path | None:
        """The file of the model that a run starts from; None where only its name is known."""
        try:
            return model_path(self._client.model_name)
        except ModelError:
            return None
