"""Reports of two models: read strictly, and warning only where there is reason to."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.models.report import KINDS, Judged, Report, ReportRow, Verdict, read_report
from fpn_core.errors import ModelError
from tests.unit.app.models.made_runs import report, row


def read(folder: Path, content: Any) -> Report:
    file = folder / "report.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return read_report(file)


def test_a_report_is_read(tmp_path: Path) -> None:
    found = read(tmp_path, report())
    assert (found.pictures, found.boxes) == (16, 1210)
    assert (found.before.name, found.after.milliseconds) == ("lite", 33.0)
    assert found.rows[2] == ReportRow("class", "RBC", 980, 0.91, 0.80, -0.15, -0.06)
    assert found.levels[0].after == 180
    assert [each.name for each in found.worse] == ["AP50", "RBC"]
    assert found.worse[0].kind == "old"
    assert found.verdict is Verdict.WORSE


def test_too_few_boxes_say_nothing(tmp_path: Path) -> None:
    rows = [
        row("class", "RBC", 19, 0.9, 0.1, (-0.9, -0.7), "worse"),
        row("all", "AP50", 300, 0.5, 0.6, (0.01, 0.2)),
    ]
    found = read(tmp_path, report(rows=rows))
    assert found.rows[0].verdict is Verdict.TOO_FEW
    assert not found.warns
    assert found.verdict is Verdict.BETTER


@pytest.mark.parametrize(
    ("interval", "verdict"),
    [
        ((-0.2, -0.01), Verdict.WORSE),
        ((-0.2, 0.0), Verdict.UNCLEAR),
        ((-0.2, 0.1), Verdict.UNCLEAR),
        ((0.0, 0.1), Verdict.UNCLEAR),
        ((0.01, 0.1), Verdict.BETTER),
        (None, Verdict.UNCLEAR),
    ],
)
def test_only_an_interval_without_zero_says_anything(
    tmp_path: Path, interval: tuple[float, float] | None, verdict: Verdict
) -> None:
    found = read(tmp_path, report(rows=[row("all", "AP50", 100, 0.5, 0.5, interval, "worse")]))
    assert found.verdict is verdict
    assert found.warns == (verdict is Verdict.WORSE)


def test_few_pictures_are_worth_a_word(tmp_path: Path) -> None:
    good = [row("all", "AP50", 100, 0.5, 0.7, (0.1, 0.3))]
    assert read(tmp_path, report(rows=good, pictures=9)).warns
    assert not read(tmp_path, report(rows=good, pictures=10)).warns


BAD: dict[str, tuple[Any, str]] = {
    "no JSON": ("{", "no usable JSON"),
    "deep": ("[" * 100_000, "no usable JSON"),
    "an array": ([], "not an object"),
    "later": (report(format=2), "of a later PyramidLabel"),
    "no rows": (report(rows=None), "rows is None, not an array"),
    "a kind": (report(rows=[row("odd", "x", 1, 0, 0)]), "row 0: kind is odd"),
    "a share": (report(rows=[row("all", "x", 1, 2, 0)]), "row 0: before is 2"),
    "not a number": (report(rows=[row("all", "x", 1, float("nan"), 0)]), "before is nan"),
    "no count": (report(rows=[row("all", "x", -1, 0, 0)]), "row 0: boxes is -1"),
    "an interval": (report(rows=[row("all", "x", 1, 0, 0, (0.5, 0.1))]), "low to high is 0.5"),
    "a model": (report(before="lite"), "before is lite, not an object"),
    "a level": (report(levels=[{"name": "P2"}]), "level 0: before is None"),
    "a name": (report(after={"name": "x" * 500, "key": ""}), "after: name is xxx"),
}


@pytest.mark.parametrize(("content", "line"), BAD.values(), ids=BAD.keys())
def test_a_bad_report_gives_one_line(tmp_path: Path, content: Any, line: str) -> None:
    with pytest.raises(ModelError, match=line) as caught:
        read(tmp_path, content)
    assert "report.json" in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 600


def test_a_report_that_is_not_there_or_endless(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read_report(tmp_path / "report.json")
    with pytest.raises(ModelError, match="at most"):
        read(tmp_path, " " * 20_000_001)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner),
    max_leaves=9,
)


@given(st.sampled_from([*report(), "rows.0"]), st.sampled_from([*row("", "", 0, 0, 0)]), JSON)
def test_any_value_is_read_or_refused(
    tmp_path_factory: pytest.TempPathFactory, key: str, part: str, value: Any
) -> None:
    content = report()
    if key == "rows.0":
        content["rows"][0][part] = value
    else:
        content[key] = value
    try:
        said = str(read(tmp_path_factory.mktemp("report"), content).verdict)
    except ModelError as error:
        said = str(error)
    assert "\n" not in said
    assert len(said) < 1000


@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 99), st.floats(-1, 1))))
def test_what_is_worse_is_always_told(rows: list[tuple[str, int, float]]) -> None:
    made = [ReportRow(kind, "x", boxes, 0.5, 0.5, high, high) for kind, boxes, high in rows]
    found = Report(20, 1, Judged("a", "b"), Judged("c", "d"), tuple(made))
    wanted = sorted(each for each in rows if each[1] >= 20 and each[2] < 0)
    assert sorted((r.kind, r.boxes, r.high) for r in found.worse) == wanted
