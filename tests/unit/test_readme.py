"""What README.md shows works: its Python runs, its commands exist, its links lead somewhere."""

import ast
import os
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


def command_lines() -> list[str]:
    """Every `fpn-core ...` that the text or a block of it shows."""
    return sorted(set(re.findall(r"fpn-core [a-z][^`\n]*", TEXT)))


def subcommand(line: str) -> list[str]:
    """The words of a line that name its command, as in ["models", "fetch"]."""
    words = line.split()[1:]
    named = [word for word in words if re.fullmatch("[a-z]+", word)]
    return named if named[0] == "models" else named[:1]


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


def test_the_main_commands_are_shown() -> None:
    shown = {subcommand(line)[0] for line in command_lines()}
    assert {"detect", "eval", "import", "models", "serve", "train"} <= shown


@pytest.mark.parametrize("line", command_lines())
def test_the_command_and_its_options_exist(line: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "fpn_core", *subcommand(line), "--help"],
        cwd=ROOT, capture_output=True, text=True, env=os.environ | {"COLUMNS": "200"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    options = re.findall(r"--[a-z-]+", line)
    assert not [option for option in options if option not in done.stdout]


def test_links_to_files_lead_somewhere() -> None:
    targets = re.findall(r"\]\(([^)#]+)\)|<img[^>]* src=\"([^\"]+)\"", TEXT)
    files = [a or b for a, b in targets if not (a or b).startswith("http")]
    assert files
    assert not [name for name in files if not (ROOT / name).exists()]


def test_make_targets_exist() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert set(re.findall(r"^make ([a-z-]+)", TEXT, re.MULTILINE)) <= targets


def test_the_table_of_keys_is_current() -> None:
    done = subprocess.run(
        [sys.executable, ".ci/keys.py", "--check"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
