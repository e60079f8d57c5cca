"""The program's own source files and what they import, read from their syntax trees."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("app", "fpn_core")


@dataclass(frozen=True)
class Import:
    """One import: `module` is the dotted name, down to a submodule where one of ours is named."""

    module: str
    line: int
    at_import: bool  # False inside a function: runs later, or never


def python_files(*folders: str) -> list[Path]:
    """Every Python file of the folders, sorted; a folder that is absent has none."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def modules() -> dict[str, Path]:
    """Dotted name -> file of every module of PACKAGES."""
    found = {}
    for path in python_files(*PACKAGES):
        parts = path.relative_to(ROOT).with_suffix("").parts
        found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


def _is_type_checking(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def _statements(node: ast.AST, at_import: bool) -> Iterator[tuple[ast.AST, bool]]:
    """Every node below `node` that can run, with whether it runs when the module is imported."""
    for child in ast.iter_child_nodes(node):
        if _is_type_checking(child):
            continue
        yield child, at_import
        inside = isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        yield from _statements(child, at_import and not inside)


def imports_of(path: Path, known: frozenset[str]) -> list[Import]:
    """The imports of a file. `from a import b` is a.b where that is one of `known`, else a."""
    found = []
    for node, at_import in _statements(ast.parse(path.read_text(encoding="utf-8")), True):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = node.module or ""
            full = [f"{base}.{alias.name}" for alias in node.names]
            names = [name if name in known else base for name in full]
        else:
            continue
        found += [Import(name, node.lineno, at_import) for name in dict.fromkeys(names)]
    return found


def _with_parents(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[: end + 1]) for end in range(len(parts))]


def loaded_by(start: str) -> dict[str, str]:
    """Every module, ours or not, that importing `start` loads by our own import statements.

    Values are the chain that leads there, such as "app.views.canvas > fpn_core.media > cv2".
    """
    files = modules()
    known = frozenset(files)
    chains: dict[str, str] = {}
    waiting = [(name, name) for name in _with_parents(start)]
    while waiting:
        name, chain = waiting.pop()
        if name in chains:
            continue
        chains[name] = chain
        if name not in files:
            continue
        for item in imports_of(files[name], known):
            if item.at_import:
                waiting += [(each, f"{chain} > {each}") for each in _with_parents(item.module)]
    return chains
