"""Writes README's table of keys from the table of actions; `--check` only compares."""

import sys
from itertools import groupby
from pathlib import Path

from app.views.actions import ACTIONS, MENUS, ActionSpec

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- keys: made by .ci/keys.py -->", "<!-- end of keys -->"


def table() -> str:
    """The table in Markdown: a row an action with keys, one row a submenu or a run of actions."""
    menus = {name: str(title).replace("&", "") for name, title in MENUS}
    lines = ["| menu | action | keys |", "|---|---|---|"]
    for (menu, _group), specs in groupby(ACTIONS, lambda s: (s.menu, s.submenu or s.text)):
        rows = [spec for spec in specs if spec.keys or spec.video]
        if rows:
            lines.append(f"| {menus[menu]} | {_title(rows)} | {' '.join(_keys(rows))} |")
    return "\n".join(lines)


def with_table(text: str) -> str:
    """README with the table between its marks.

    Raises:
        ValueError: a mark is missing.
    """
    before, rest = text.split(BEGIN)
    _old, after = rest.split(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _title(rows: list[ActionSpec]) -> str:
    first, last = rows[0], rows[-1]
    if first.submenu or len(rows) == 1:
        return first.submenu or first.title
    return first.text.format(number=f"{first.number} to {last.number}")


def _keys(rows: list[ActionSpec]) -> list[str]:
    keys = [f"`{key}`" for spec in rows for key in spec.keys or spec.video or ()]
    others = [f"`{key}`" for spec in rows if spec.keys for key in spec.video or ()]
    return [*keys, "(in a video", *others[:-1], f"{others[-1]})"] if others else keys


def main() -> int:
    """Write the table, or with --check say whether it is current; returns the exit code."""
    text = README.read_text(encoding="utf-8")
    wanted = with_table(text)
    if "--check" in sys.argv[1:]:
        if text != wanted:
            print("README's keys are old. Run: .venv/bin/python .ci/keys.py", file=sys.stderr)
        return int(text != wanted)
    README.write_text(wanted, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
