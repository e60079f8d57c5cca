"""Summaries of all pictures, in stretches short enough not to hold up the window."""

from collections.abc import Iterator
from typing import Any

from app.domain.project.errors import ProjectError
from app.domain.project.reading import ProjectReader
from app.domain.project.rows import path_text
from app.domain.project.summaries import SUMMARY_SQL, PictureSummary, SummaryReader

_FIRST, _LAST = -(1 << 62), 1 << 62
_BOUND_SQL = "SELECT id FROM pictures WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?"
_STRETCH_SQL = (
    SUMMARY_SQL.format(where="WHERE picture > :after AND picture <= :last")
    + "WHERE p.id > :after AND p.id <= :last"
)
_STRETCH = 150


def summary_stretches(
    project: ProjectReader, model_key: str
) -> Iterator[list[tuple[str, PictureSummary]]]:
    """(absolute path, figures) of every picture, some hundreds at a time, by id.

    Between two stretches the project may change: what was read before is not read again.

    Raises:
        ProjectError: the file cannot be read.
    """
    read = SummaryReader(project.missing)
    model = project.query("SELECT id FROM models WHERE key = ?", (model_key,))
    values: dict[str, Any] = {"model": model[0][0] if model else 0, "after": _FIRST}
    while values["after"] < _LAST:
        bound = project.query(_BOUND_SQL, (values["after"], _STRETCH - 1))
        values["last"] = bound[0][0] if bound else _LAST
        yield _summaries(project, read, project.query(_STRETCH_SQL, values))
        values["after"] = values["last"]


def _summaries(
    project: ProjectReader, read: SummaryReader, rows: list[tuple[Any, ...]]
) -> list[tuple[str, PictureSummary]]:
    try:
        return [(project.absolute_path(path_text(row[1])), read(row)) for row in rows]
    except ProjectError as error:
        raise ProjectError(f"{project.file}: {error}") from error
