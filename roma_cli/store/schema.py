"""The history of the tables: one step per released schema.

Loaded only when a file is new or behind, because sqlite-utils costs 80 ms and more. Each step
runs single statements (`executescript` would commit our transaction) inside the caller's
BEGIN IMMEDIATE, so that the tables, the record of the step and `user_version` are one commit.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlite_utils import Database
from sqlite_utils.migrations import Migrations

from roma_cli.store.first_tables import STATEMENTS
from roma_cli.store.identity import APPLICATION_ID, SCHEMA_VERSION

if TYPE_CHECKING:
    import sqlite3

_STEPS = Migrations("roma")


@_STEPS(name="0001_first_tables")
def _first_tables(db: Database) -> None:
    for statement in STATEMENTS:
        db.conn.execute(statement)


def bring_up_to_date(connection: sqlite3.Connection) -> None:
    """Apply the steps the file lacks and stamp it with our identity and schema version.

    The caller holds BEGIN IMMEDIATE on `connection` and commits: `Migrations.apply` by itself
    would let two processes apply the same step, and does not set `user_version`.
    """
    _STEPS.apply(Database(connection, recursive_triggers=False, execute_plugins=False))
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
