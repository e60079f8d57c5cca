"""A project read by a script, in a process that has neither Qt nor torch."""

import subprocess
import sys
from pathlib import Path

from tests.source_tree import ROOT
from tests.unit.app.project.samples import draw, started

WITHOUT = """
import sys
for name in ("PySide6", "shiboken6", "torch", "torchvision", "timm", "cv2"):
    sys.modules[name] = None
"""
READS = """
from app.domain.project.store import Project

with Project(sys.argv[1]) as project:
    names = {each.id: each.name for each in project.classes.values()}
    for picture in project.pictures():
        for row in project.annotations(picture.id):
            print(project.path_of(picture.id), names[row.label], row.box)
"""
EXAMPLE = """
import doctest
from app.domain.project import store

result = doctest.testmod(store)
print(result.failed, result.attempted > 0)
"""


def output(script: str, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT + script, *arguments],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_example_runs_without_qt_and_torch() -> None:
    assert output(EXAMPLE) == "0 True\n"


def test_a_script_reads_a_folder_also_while_a_window_has_it(tmp_path: Path) -> None:
    project, picture, cat = started(tmp_path / "photos")
    expected = f"{tmp_path / 'photos' / 'a.jpg'} cat (1.0, 2.0, 30.0, 40.5)\n"
    with project:
        draw(project, picture, cat.id)
        assert output(READS, str(tmp_path / "photos")) == expected
    assert output(READS, str(tmp_path / "photos")) == expected
