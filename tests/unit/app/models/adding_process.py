"""A process that forks one that adds models, as often as it is asked: so a kill costs milliseconds.

Run as a program with a models folder and a folder for files as its arguments. Each line that it
reads starts an adder: "<process id>", then the key of each model whose adding is done, one a line.
When the adder has ended, whatever ended it, "ended" follows.
"""

import os
import sys
from itertools import count
from pathlib import Path

from app.domain.models.adding import add_file, add_run
from app.domain.models.registry import Registry
from tests.model_files import write_model
from tests.unit.app.models.made_runs import make_run

ENDED = "ended"
_PADDING = bytes(3_000_000)  # so that a kill comes in the middle of copying, too


def main() -> None:
    """Fork an adder for each line of the input."""
    models, files = map(Path, sys.argv[1:])
    for line in sys.stdin:
        adder = os.fork()
        if adder == 0:
            try:
                _add_on(Registry(models), files / line.strip())
            finally:
                os._exit(1)
        os.waitpid(adder, 0)
        _say(ENDED)


def _add_on(registry: Registry, files: Path) -> None:
    """Add files and runs, and delete and restore some."""
    _say(os.getpid())
    for number in count():
        name = f"{files.name}-{number}"
        if number % 2:
            added = add_run(registry, make_run(files / name, name, weights=_PADDING))
        else:
            file = write_model(files / f"{name}.safetensors", name, weights=_PADDING)
            added = add_file(registry, file)
        _say(added.id)
        model = registry.read().find(added.id)
        assert model is not None
        assert model.usable
        registry.set_note(model, f"note of {name}")
        if number % 3 == 0:
            registry.restore(registry.delete(model))


def _say(what: object) -> None:
    print(what, flush=True)


if __name__ == "__main__":
    main()
