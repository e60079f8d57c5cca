"""Between runs and models: what a run has made comes into the list, is compared and adopted."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.domain.models.adding import Added
from app.domain.models.run_files import Repeat
from app.domain.training.run_folders import RunView
from app.views.models.doors import ModelDoors
from app.views.training.desk import TrainingDesk
from app.views.training.offers import Offer


class ModelsOfRuns(QObject):
    """A run that ends with a model adds it to the list; its buttons lead there."""

    def __init__(self, training: TrainingDesk, models: ModelDoors) -> None:
        super().__init__(training)
        self._training, self._doors, self._models = training, models, models.models
        training.run_ended.connect(lambda run: self._add(run))
        training.run_brought.connect(models.run_brought)
        training.offers += [
            Offer(self.tr("Compare..."), lambda run: self._add(run, self._compare)),
            Offer(self.tr("Adopt"), lambda run: self._add(run, self._adopt)),
        ]
        self._models.start_run = self._repeat

    def _add(self, run: RunView, then: Callable[[Added], object] | None = None) -> None:
        """Bring a run's model into the list, unless it is there, and go on with it."""
        if run.model is not None:
            self._models.add_run(run.folder, then)

    def _compare(self, added: Added) -> None:
        self._training.notice.put_away()
        self._doors.show_compare(None, self._models.find(added.id))

    def _adopt(self, added: Added) -> None:
        self._training.notice.put_away()
        model = self._models.find(added.id)
        if model is not None:
            self._doors.adopt(model)

    def _repeat(self, repeat: Repeat) -> None:
        model = self._models.lookup(repeat.job.model_key, repeat.job.model)
        self._training.repeat(repeat.job, repeat.data, model or repeat.job.model)
