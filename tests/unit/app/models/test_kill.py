"""kill -9 while models are added: each is there whole, or not at all; and windows side by side."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.domain.models.adding import add_file
from app.domain.models.registry import Registry
from fpn_core.errors import ModelError
from fpn_core.model_header import content_key
from tests.model_files import write_model
from tests.source_tree import ROOT
from tests.unit.app.models.adding_process import ENDED

LONGEST = 0.03  # seconds: a kill comes at any moment of adding, noting, deleting, restoring
WINDOWS, MODELS = 4, 5

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the adders are forked")


@contextmanager
def adding(models: Path, files: Path) -> Iterator[subprocess.Popen[str]]:
    module, pipe = "tests.unit.app.models.adding_process", subprocess.PIPE
    command = [sys.executable, "-m", module, str(models), str(files)]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT) as process:
        yield process
        process.communicate()
        assert process.returncode == 0


def kills(folder: Path, times: int) -> None:
    chance = random.Random(folder.name)
    reported: set[str] = set()
    with adding(folder / "models", folder / "files") as process:
        for turn in range(times):
            reported |= add_until_killed(process, f"turn{turn}", chance)
            check(Registry(folder / "models"), reported)
    assert len(reported) > times / 2


def add_until_killed(process: subprocess.Popen[str], name: str, chance: random.Random) -> set[str]:
    """Keys that an adder reported before it was killed, after a random number of models."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(f"{name}\n")
    process.stdin.flush()
    adder = int(process.stdout.readline())
    lines = [process.stdout.readline() for _each in range(chance.randint(0, 3))]
    time.sleep(chance.uniform(0, LONGEST))
    os.kill(adder, signal.SIGKILL)
    while (line := process.stdout.readline()) != f"{ENDED}\n":
        lines.append(line)
    return {line.strip() for line in lines}


def check(registry: Registry, reported: set[str]) -> None:
    """All that was reported is there or among the deleted ones, and what is there is whole."""
    listing = registry.read()
    models = [each for each in listing.models if each.title != "lite"]
    assert [each.problem for each in models if each.problem] == []
    for model in models:
        assert content_key(model.file) == model.id
        if model.run_folder is not None:
            assert len(list(model.run_folder.iterdir())) == 6
    assert reported <= {each.id for each in models} | {each.key for each in listing.deleted}
    for left in registry.folder.glob(".adding-*"):
        os.utime(left, (0, 0))
    registry.sweep()
    assert not list(registry.folder.glob(".adding-*"))


@needs_fork
def test_twenty_kills(tmp_path: Path) -> None:
    kills(tmp_path, 20)


@needs_fork
@pytest.mark.slow
def test_five_hundred_kills(tmp_path: Path) -> None:
    for number in range(10):
        kills(tmp_path / str(number), 50)


def test_windows_side_by_side_lose_nothing(tmp_path: Path) -> None:
    """Each adds models of its own and one that all have, and writes notes; titles stay apart."""
    shared = write_model(tmp_path / "shared.safetensors")
    problems: list[BaseException] = []

    def window(number: int) -> None:
        registry = Registry(tmp_path / "models")
        try:
            add_file(registry, shared)
            for each in range(MODELS):
                file = write_model(tmp_path / str(number) / "cells.safetensors", f"{number} {each}")
                added = add_file(registry, file)
                model = registry.read().find(added.id)
                assert model is not None
                registry.set_note(model, added.id)
        except (ModelError, AssertionError) as error:
            problems.append(error)

    threads = [threading.Thread(target=window, args=(number,)) for number in range(WINDOWS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    models = Registry(tmp_path / "models").read().models
    assert len(models) == 1 + 1 + WINDOWS * MODELS
    assert len({each.title for each in models}) == len(models)
    assert all(each.usable for each in models)
    assert all(each.note == each.id for each in models if each.title.startswith("cells"))
