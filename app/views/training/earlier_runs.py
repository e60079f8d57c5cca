"""The list of a project's runs, the newest first, each with what came of it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from app.domain.training.run_folders import RunView
from app.views.training.texts import ARROW, joined, rounded, run_name, state_text

_ROLE = int(Qt.ItemDataRole.UserRole)
_MOST_ROWS = 6


class EarlierRuns(QListWidget):
    """A click, or Enter, shows the run."""

    chosen = Signal(object)  # the folder of a run

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("classes")
        self.setAccessibleName(self.tr("Runs of this project"))
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._choose)
        self.itemActivated.connect(self._choose)

    def show_runs(self, runs: list[RunView], shown: RunView | None) -> None:
        """List these runs; ``shown`` is the one that the tab shows."""
        folders = [self.item(row).data(_ROLE) for row in range(self.count())]
        if folders != [run.folder for run in runs]:
            self.clear()
            for run in runs:
                item = QListWidgetItem()
                item.setData(_ROLE, run.folder)
                self.addItem(item)
        for row, run in enumerate(runs):
            item = self.item(row)
            item.setText(self._line(run))
            item.setToolTip(self._more(run))
            if shown is not None and run.folder == shown.folder:
                self.setCurrentRow(row)
        height = self.sizeHintForRow(0) * min(len(runs), _MOST_ROWS) if runs else 0
        self.setFixedHeight(height + 2 * self.frameWidth() + 4)

    def _line(self, run: RunView) -> str:
        return f"{run_name(run)} · {run.title} · {self._outcome(run)}"

    def _outcome(self, run: RunView) -> str:
        before, best = run.progress.parent, run.progress.best
        if run.model is None or before is None or best is None:
            return state_text(run)
        return f"AP50 {rounded(before.ap50)}{ARROW}{rounded(best.ap50)}"

    def _more(self, run: RunView) -> str:
        lines = [str(run.folder)]
        if run.job is not None:
            about, made = run.job.about, run.job.made.replace("T", " ")[:16]
            parent = about.get("model_name") or run.job.model
            lines.insert(0, self.tr("from {model}, {when}").format(model=parent, when=made))
            names = about.get("classes")
            if isinstance(names, list):
                lines.insert(1, joined([str(name) for name in names]))
        if run.reason:
            lines.append(run.reason)
        return "\n".join(lines)

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_ROLE))
