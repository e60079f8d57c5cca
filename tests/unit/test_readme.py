"""What README.md shows works: its Python runs, its commands exist, its links lead somewhere."""

import ast
import re
import subprocess
import sys

import pytest

from resources import FOLDER
from tests.source_tree import ROOT

TEXT = (ROOT / "README.md").read_text(encoding="utf-8")
MODEL = FOLDER / "models" / "lite.safetensors"


def python_block() -> str:
    found = re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)
    assert found
    return found.group(1)


def commands() -> list[str]:
    return sorted(set(re.findall(r"`fpn-core ([a-z]+)", TEXT)))


def test_the_python_part_has_six_lines() -> None:
    lines = [line for line in python_block().splitlines() if line.strip()]
    assert len(lines) == 6
    ast.parse(python_block())


@pytest.mark.skipif(not MODEL.exists(), reason="resources/models has no embedded model")
def test_the_python_part_finds_cats() -> None:
    done = subprocess.run(
        [sys.executable, "-c", python_block()], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert "cat" in done.stdout


def test_commands_are_named() -> None:
    assert {"detect", "eval", "import", "models", "train"} <= set(commands())


@pytest.mark.parametrize("command", commands())
def test_the_command_exists(command: str) -> None:
    pytest.importorskip("fpn_core.cli", reason="fpn_core has no command line")
    done = subprocess.run(
        [sys.executable, "-m", "fpn_core", command, "--help"],
        cwd=ROOT, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


def test_links_to_files_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)|<img[^>]* src=\"([^\"]+)\"", TEXT)
    files = [a or b for a, b in targets if not (a or b).startswith("http")]
    assert files
    assert not [name for name in files if not (ROOT / name).exists()]


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"^make ([a-z-]+)", TEXT, re.MULTILINE)) <= targets
