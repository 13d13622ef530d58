"""Files of older schemas, lived in, and steps that only tests know.

A released schema is kept as text in `tests/fixtures/schema-N.sql` (see `released`). A file of it
is that text, carried out, and the rows below, which hold in every schema.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from roma_cli.storage.file_header import SCHEMA_VERSION, schema_of
from roma_cli.storage.migrations import registry
from tests.storage.released import released

if TYPE_CHECKING:
    from sqlite_utils import Database

NEXT_MINOR = SCHEMA_VERSION + 1000
NEXT_MAJOR = schema_of(SCHEMA_VERSION)[0] + 1

_ROWS = """
INSERT INTO users (id, name, created_at) VALUES (1, 'me', 0), (2, 'ann', 0);
INSERT INTO user_configurations (id, user_id, created_at, updated_at)
    VALUES ('c1', 1, 0, 0), ('c2', 2, 0, 0);
INSERT INTO tasks (id, uuid, user_id, title, description, created_at, updated_at)
    VALUES (1, 'u1', 1, 'Write the report', 'Grüße', 0, 0), (5, 'u5', 2, 'Hers', '', 0, 0);
INSERT INTO task_tags (tag, task_id) VALUES ('#home', 1);
INSERT INTO task_notes (uuid, task_id, user_id, text, created_at) VALUES ('n1', 1, 1, 'note', 0);
INSERT INTO operations (user_id, actor, kind, summary, created_at)
    VALUES (1, 'user', 'do', 'added', 0);
"""

TABLES = """
SELECT type, name, tbl_name, sql FROM sqlite_master
    WHERE tbl_name <> '_sqlite_migrations' ORDER BY name
"""
"""The form of a file, but for the table in which sqlite-utils keeps its own record."""


def make_old_file(path: str, version: int) -> None:
    """Make a file of a released schema at `path`, with a log, as the roma of its time did."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.executescript(released(version))
        connection.executescript(_ROWS)
    os.chmod(path, 0o600)


def only_rows(path: str) -> list[tuple[object, ...]]:
    """Return what the rows above hold in the file at `path`, which must be whole."""
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        return [
            *connection.execute("SELECT id, name FROM users ORDER BY id"),
            *connection.execute("SELECT id, title, description FROM tasks ORDER BY id"),
            *connection.execute("SELECT tag, task_id FROM task_tags"),
            *connection.execute("SELECT text, task_id FROM task_notes"),
            *connection.execute("SELECT rowid FROM task_words WHERE task_words MATCH 'report'"),
            *connection.execute("SELECT name, seq FROM sqlite_sequence WHERE name = 'tasks'"),
        ]


def next_steps() -> list[registry.Step]:
    """Return the steps of roma and two more: a minor and a major.

    The minor adds a column and a table, the major rebuilds a table.
    """
    return [
        *registry.STEPS,
        registry.Step(NEXT_MINOR, "test_colours", _add_colours),
        registry.Step(NEXT_MAJOR, "test_users_rebuilt", _rebuild_users),
    ]


def _add_colours(db: Database) -> None:
    for statement in (
        "CREATE TABLE colours (task_id INTEGER REFERENCES tasks(id)) STRICT",
        "ALTER TABLE tasks ADD COLUMN colour TEXT",
        "INSERT INTO colours (task_id) SELECT id FROM tasks",
        "CREATE INDEX idx_tasks_colour ON tasks(colour)",
    ):
        db.conn.execute(statement)


def _rebuild_users(db: Database) -> None:
    """Rebuild a table that others refer to (sqlite.org/lang_altertable.html, section 7)."""
    for statement in (
        "CREATE TABLE users_new (id INTEGER PRIMARY KEY, name TEXT, created_at INTEGER) STRICT",
        "INSERT INTO users_new (id, name, created_at) SELECT id, name, created_at FROM users",
        "DROP TABLE users",
        "ALTER TABLE users_new RENAME TO users",
    ):
        db.conn.execute(statement)
