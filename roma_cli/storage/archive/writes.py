"""What the import of an archive writes without auditing it: a file put back, and history."""

from __future__ import annotations

from roma_cli.domain.errors import Damaged
from roma_cli.domain.language.conversation import key as conversation_key
from roma_cli.domain.transfer.archive.schema import TABLES
from roma_cli.storage.archive.queries import STAGE

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from roma_cli.domain.changes import Value
    from roma_cli.storage.archive.staging import Stage
    from roma_cli.storage.database import File

_GUARD = "audit_is_append_only_delete"
"""The trigger that keeps history; a file in which nobody did anything has none to keep."""


def put_back(file: File, stage: Stage) -> None:
    """Make the rows of a pristine file those of `stage`, numbers and history too.

    Call inside a transaction. Raises Damaged where the file's own guard is gone.
    """
    file.expect_much()
    execute = file.connection.execute
    found = execute("SELECT sql FROM sqlite_schema WHERE name = ?", (_GUARD,)).fetchall()
    if not found:
        raise Damaged(f"{file.path} lacks a trigger", "roma doctor")
    # Rows may refer to later ones; what they say of each other was looked at before.
    execute("PRAGMA defer_foreign_keys = ON")
    execute(f"DROP TRIGGER {_GUARD}")
    for table in TABLES:
        execute(f"DELETE FROM {table}")
    execute(found[0][0])
    # Adding nothing to a table would count as having added to it.
    for table in filter(stage.count, TABLES):
        names = ", ".join(TABLES[table].columns)
        execute(f"INSERT INTO {table} ({names}) SELECT {names} FROM {STAGE}.{table} ORDER BY rowid")
    for table, number in stage.next_ids.items():
        _set_last(file, table, number - 1)


def reserve(file: File, table: str) -> int:
    """Return a number that no row of a table ever had or will have. Call inside a transaction."""
    rows = file.read("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
    number = int(str(rows[0][0])) + 1 if rows else 1
    _set_last(file, table, number)
    return number


def add_history(file: File, table: str, rows: Sequence[Mapping[str, Value]]) -> None:
    """Add what was done elsewhere, rows that all have the same columns. Call as `reserve`."""
    names = tuple(rows[0])
    file.connection.executemany(
        f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})",
        [tuple(row.values()) for row in rows],
    )


def keep_conversation(file: File, user_id: int, state: str, updated_at: int) -> None:
    """Replace a user's conversation. Call inside a transaction."""
    file.connection.execute(
        "INSERT INTO conversation_states (key, user_id, state, updated_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (key) DO UPDATE SET state = excluded.state,"
        " updated_at = excluded.updated_at",
        (conversation_key(user_id), user_id, state, updated_at),
    )


def _set_last(file: File, table: str, number: int) -> None:
    execute = file.connection.execute
    done = execute("UPDATE sqlite_sequence SET seq = ? WHERE name = ?", (number, table))
    if done.rowcount == 0 and number:
        execute("INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", (table, number))
