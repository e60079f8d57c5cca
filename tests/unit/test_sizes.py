"""Files and functions stay small enough to be read at one sitting."""

import ast

from tests.source_tree import ROOT, python_files

FOLDERS = ("app", "fpn_core", "resources", "tests", ".ci")
MOST_LINES_IN_A_FILE = 400
MOST_LINES_IN_A_FUNCTION = 60


def test_no_file_is_long() -> None:
    lines = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files()}
    assert lines
    assert not {str(path): n for path, n in lines.items() if n > MOST_LINES_IN_A_FILE}


def test_no_function_is_long() -> None:
    long = []
    for path in files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > MOST_LINES_IN_A_FUNCTION:
                    long.append(f"{path}:{node.lineno} {node.name}: {length} lines")
    assert not long


def files() -> list:
    found = python_files(*FOLDERS)
    assert ROOT / "fpn_core" / "errors.py" in found
    return found
