"""Registry of schema migrations: one step per released schema.

Loaded only when a file is new or behind, because sqlite-utils costs 80 ms and more. Each step
runs single statements (`executescript` would commit our transaction) inside the caller's
BEGIN IMMEDIATE, so that the tables, the record of the step and `user_version` are one commit.
"""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from roma_cli.storage.file_header import APPLICATION_ID, schema_of
from roma_cli.storage.migrations.v1_schema import STATEMENTS

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Callable, Sequence


class Step(namedtuple("Step", "version name change")):
    """What makes the schema `version` of the one before; `name` is what the file remembers.

    `version` is a `user_version`: 1001 is schema 1.1, 2 is 2.0 (see `file_header.schema_of`).
    """

    __slots__ = ()
    version: int
    name: str
    change: Callable[[Database], None]


def _first_tables(db: Database) -> None:
    for statement in STATEMENTS:
        db.conn.execute(statement)


STEPS = (Step(1, "0001_first_tables", _first_tables),)


def has(connection: sqlite3.Connection, step: Step) -> bool:
    """Tell whether an open file is of the schema that `step` makes, or of a later one."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    return schema_of(version) >= schema_of(step.version)


def bring_up_to_date(connection: sqlite3.Connection, steps: Sequence[Step] = STEPS) -> None:
    """Apply the steps the file lacks; the caller holds BEGIN IMMEDIATE and commits."""
    for step in steps:
        apply(connection, step)


def apply(connection: sqlite3.Connection, step: Step) -> None:
    """Apply one step unless the file has it, and stamp the file with its version.

    The caller holds BEGIN IMMEDIATE on `connection` and commits: `Migrations.apply` by itself
    would let two processes apply the same step, and does not set `user_version`.
    """
    if has(connection, step):
        return
    one = Migrations("roma")
    one(name=step.name)(step.change)
    one.apply(Database(connection, recursive_triggers=False, execute_plugins=False))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {step.version}")
