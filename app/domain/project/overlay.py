"""A read-only project that still learns facts: temporary tables laid over those of the file.

Temporary views take the names of the tables, so that every query reads both; what is written
(pictures seen, detections, answers) lands in the temporary tables. People's work does not: edits
go to a copy of the file, which takes these rows along.
"""

import sqlite3

# Table -> the columns by which a row of the overlay hides one of the file.
_KEYS = {
    "meta": ("key",),
    "answers": ("key",),
    "pictures": ("id",),
    "models": ("id",),
    "files": ("picture",),
    "held_out": ("hash",),
    "detections": ("picture", "model"),
    "detection_parts": ("picture", "model", "label", "level"),
}
# New detections hide all parts of the earlier ones, also those of classes that are not found again.
_HIDDEN_BY = {"detection_parts": ("detections", ("picture", "model"))}


def add_overlay(connection: sqlite3.Connection) -> None:
    """Lay empty temporary tables over the project's."""
    for table in _KEYS:
        connection.execute(f"CREATE TEMP TABLE over_{table} AS SELECT * FROM main.{table} LIMIT 0")
    for table, keys in _KEYS.items():
        connection.executescript(_view(connection, table, keys))


def _view(connection: sqlite3.Connection, table: str, keys: tuple[str, ...]) -> str:
    columns = [row[1] for row in connection.execute(f"PRAGMA main.table_info({table})")]
    other, by = _HIDDEN_BY.get(table, (table, keys))
    same = " AND ".join(f"o.{key} = t.{key}" for key in by)
    listed = ", ".join(columns)
    values = ", ".join(f"NEW.{column}" for column in columns)
    new = " AND ".join(f"{key} = NEW.{key}" for key in keys)
    old = " AND ".join(f"{key} = OLD.{key}" for key in keys)
    return f"""
        CREATE INDEX temp.over_{table}_keys ON over_{table} ({", ".join(keys)});
        CREATE TEMP VIEW {table} AS
            SELECT {listed} FROM main.{table} t
            WHERE NOT EXISTS (SELECT 1 FROM temp.over_{other} o WHERE {same})
            UNION ALL SELECT {listed} FROM temp.over_{table};
        CREATE TEMP TRIGGER put_{table} INSTEAD OF INSERT ON {table} BEGIN
            DELETE FROM over_{table} WHERE {new};
            INSERT INTO over_{table} VALUES ({values});
        END;
        CREATE TEMP TRIGGER drop_{table} INSTEAD OF DELETE ON {table} BEGIN
            DELETE FROM over_{table} WHERE {old};
        END;
    """


def copy_content(source: sqlite3.Connection, target: sqlite3.Connection) -> None:
    """Copy a project into an empty connection, rows of an overlay included."""
    source.backup(target)
    found = source.execute("SELECT name FROM temp.sqlite_master WHERE name='over_meta'").fetchone()
    for table in _KEYS if found else ():
        rows = source.execute(f"SELECT * FROM temp.over_{table}").fetchall()
        if rows:
            marks = ", ".join("?" * len(rows[0]))
            target.executemany(f"REPLACE INTO {table} VALUES ({marks})", rows)
    target.commit()
