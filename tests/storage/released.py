"""The schema as text, the form in which every released one is kept in `tests/fixtures`.

They are called `schema-1.sql`, `schema-1.1.sql`. Once a schema is released its text stays as it
is; a change of the tables is a new step in `storage/migrations/registry.py`, and a new text beside
this one. While a schema is not released, write its text again after a change:
`python -m tests.storage.released > tests/fixtures/schema-1.1.sql`.
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from pathlib import Path

from roma_cli.storage.file_header import SCHEMA_VERSION, schema_name
from roma_cli.storage.files import create

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"

# sqlite-utils keeps its record of the steps in a table of its own, whose form is its own affair.
_RECORD = """
CREATE TABLE _sqlite_migrations (id INTEGER PRIMARY KEY, migration_set TEXT, name TEXT,
    applied_at TEXT);
CREATE UNIQUE INDEX idx__sqlite_migrations_migration_set_name
    ON _sqlite_migrations (migration_set, name);
INSERT INTO _sqlite_migrations (migration_set, name, applied_at)
    VALUES ('roma', '0001_first_tables', '2026-01-01 00:00:00+00:00');
"""


def text_of(path: str) -> str:
    """Return SQL that makes a file with the tables, indexes and triggers of the one at `path`."""
    connection = sqlite3.connect(path)
    try:
        identity = [
            f"PRAGMA {name} = {connection.execute(f'PRAGMA {name}').fetchone()[0]};"
            for name in ("application_id", "user_version")
        ]
        statements = connection.execute(
            "SELECT sql || ';' FROM sqlite_master WHERE sql IS NOT NULL"
            " AND tbl_name NOT IN ('sqlite_sequence', '_sqlite_migrations')"
            # What a virtual table keeps its rows in comes and goes with it.
            " AND tbl_name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')"
            " ORDER BY CASE type WHEN 'table' THEN 0 WHEN 'index' THEN 1 ELSE 2 END, rowid"
        ).fetchall()
    finally:
        connection.close()
    return "\n".join([*identity, *(sql for (sql,) in statements)]) + "\n" + _RECORD


def released(version: int = SCHEMA_VERSION) -> str:
    """Return the text of a released schema, of the `user_version` that it has."""
    return (FIXTURES / f"schema-{schema_name(version)}.sql").read_text(encoding="utf-8")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "roma.db")
        with create.new_file(path):
            pass
        sys.stdout.write(text_of(path))
