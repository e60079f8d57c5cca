"""Holds the translations to the code: `make check` runs it, `--update` brings them up to date.

Checked: every text of the code is in the .ts file and the other way round, every one is translated,
placeholders, keys and links are the same on both sides, and the .qm file is what the .ts compiles
to. Texts that lupdate cannot see (f-strings, variables) are found, too.
"""

import ast
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "translations"
SOURCES = ROOT / "app"
_OPTIONS = ["-tr-function-alias", "QT_TRANSLATE_NOOP+=_T", "-locations", "none", "-no-obsolete",
            "-disable-heuristic", "sametext", "-disable-heuristic", "similartext"]  # fmt: skip
# {name}, {share:.0f}, %n, <a href="...">; what a translation has to hold, too.
_FIXED = re.compile(r"\{[^{}]*\}|%n|%s|href=\"[^\"]*\"")
Text = tuple[str, str]  # context, source


def main(arguments: list[str]) -> int:
    """Check or update all languages; returns the exit code."""
    update = "--update" in arguments
    problems = list(unseen_texts())
    for file in sorted(FOLDER.glob("*.ts")):
        if update:
            run_lupdate(file)
            compile_to(file, file.with_suffix(".qm"))
        problems += check(file)
    for problem in problems:
        print(problem, file=sys.stderr)
    if problems and not update:
        print("Run: .venv/bin/python .ci/translations.py --update, and translate.", file=sys.stderr)
    return 1 if problems else 0


def check(file: Path) -> Iterator[str]:
    """What is wrong with one language, one line each."""
    here = dict(texts_of(file))
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / file.name
        run_lupdate(fresh)
        wanted = dict(texts_of(fresh))
        compiled = Path(folder) / "compiled.qm"
        compile_to(file, compiled)
        binary = file.with_suffix(".qm")
        if not binary.exists() or binary.read_bytes() != compiled.read_bytes():
            yield f"{binary.name}: not what {file.name} compiles to"
    for context, source in wanted.keys() - here.keys():
        yield f"{file.name}: missing in {context}: {source!r}"
    for context, source in here.keys() - wanted.keys():
        yield f"{file.name}: no longer used in {context}: {source!r}"
    for (context, source), translation in here.items():
        if not translation:
            yield f"{file.name}: not translated in {context}: {source!r}"
        elif fixed_parts(source) != fixed_parts(translation):
            yield f"{file.name}: other placeholders in {context}: {source!r} -> {translation!r}"


def texts_of(file: Path) -> Iterator[tuple[Text, str]]:
    """All texts with their finished translation ("" = none)."""
    for context in ElementTree.parse(file).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            done = translation is not None and translation.get("type") is None
            text = (translation.text or "") if done and translation is not None else ""
            yield (name, message.findtext("source") or ""), text


def fixed_parts(text: str) -> Counter[str]:
    """Placeholders and link targets of a text."""
    return Counter(_FIXED.findall(text))


def run_lupdate(file: Path) -> None:
    """Bring a .ts file up to date with the code; translations in it are kept."""
    sources = [str(path) for path in sorted(SOURCES.rglob("*.py"))]
    with tempfile.TemporaryDirectory() as folder:
        listing = Path(folder) / "sources.lst"
        listing.write_text("\n".join(sources), encoding="utf-8")
        _run("lupdate", *_OPTIONS, f"@{listing}", "-ts", str(file))


def compile_to(file: Path, target: Path) -> None:
    """Write the .qm file of a .ts file."""
    _run("lrelease", "-silent", str(file), "-qm", str(target))


def unseen_texts() -> Iterator[str]:
    """Calls whose text or context lupdate cannot read."""
    for path in sorted(SOURCES.rglob("*.py")):
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        strings = [node for node in nodes if isinstance(node, ast.JoinedStr)]
        nested = {id(node) for string in strings for node in ast.walk(string)}
        for node in nodes:
            if isinstance(node, ast.Call) and (problem := _problem_of(node, id(node) in nested)):
                yield f"{path.relative_to(ROOT)}:{node.lineno}: {problem}"


def _problem_of(call: ast.Call, nested: bool) -> str:
    """Why lupdate would pass over a call; "" for calls that it reads or that are no texts."""
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    literal = all(isinstance(each, ast.Constant) for each in call.args)
    if name == "_tr" or (name == "tr" and not (literal and call.args)):
        return "write self.tr(...) with a literal text"
    if name == "tr" and ast.unparse(call.func) != "self.tr":
        return "no context: write self.tr(...) or QCoreApplication.translate(...)"
    if name in ("tr", "translate") and nested and literal:
        return "lupdate does not look into f-strings"
    return ""


def _run(tool: str, *options: str) -> None:
    program = Path(sys.executable).with_name(f"pyside6-{tool}")
    done = subprocess.run(
        [str(program), *options], capture_output=True, text=True, check=False, cwd=ROOT
    )
    if done.returncode != 0:
        raise SystemExit(f"{tool} failed:\n{done.stdout}{done.stderr}")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
