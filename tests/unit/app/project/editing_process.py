"""A process that forks one that edits, as often as it is asked: so a kill costs milliseconds.

Run as a program with a folder as its argument. Each line that it reads starts an editor of that
folder's project: "<process id>", then the id of each box whose edit is done, one a line. When the
editor has ended, whatever ended it, "ended" follows.
"""

import os
import sys
from pathlib import Path

from app.domain.project import upkeep
from app.domain.project.store import Project
from tests.unit.app.project.samples import add_class, draw, open_in

ENDED = "ended"
# Small, so that editors are killed while another thread writes the log back, too.
_CHECKPOINT_BYTES = 20 * 16 * 1024


def main() -> None:
    """Fork an editor for each line of the input."""
    for _line in sys.stdin:
        editor = os.fork()
        if editor == 0:
            try:
                with open_in(Path(sys.argv[1])) as project:
                    _edit_on(project)
            finally:
                os._exit(1)
        os.waitpid(editor, 0)
        _say(ENDED)


def _edit_on(project: Project) -> None:
    """Draw boxes for good; some are undone and drawn again."""
    assert not project.read_only, project.notice
    _say(os.getpid())
    upkeep.CHECKPOINT_BYTES = _CHECKPOINT_BYTES
    picture = project.picture(str(project.root / "a.jpg"))
    label = next(iter(project.classes), None) or add_class(project).id
    while True:
        made = draw(project, picture, label)
        if made.id % 5 == 0:
            project.undo()
            project.redo()
        _say(made.id)


def _say(what: object) -> None:
    os.write(1, f"{what}\n".encode())  # one write: a kill leaves a line whole, or none


if __name__ == "__main__":
    main()
