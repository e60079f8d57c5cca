"""The lock of a project is let go of by whichever thread closes it."""

import threading
from pathlib import Path

from app.domain.project.store import Project
from tests.unit.app.project.samples import add_class, open_in


def test_a_project_begun_in_another_thread_is_let_go_of(tmp_path: Path) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    project = open_in(folder)
    thread = threading.Thread(target=add_class, args=(project,))
    thread.start()
    thread.join()
    project.close()
    with Project(folder) as again:
        assert not again.read_only
        assert again.notice == ""
