"""The only writer: one operation, its changes and its audit entries, in one transaction.

The audit's JSON is made by SQLite itself, which is faster than loading Python's `json`.
"""

from __future__ import annotations

import os
from collections import namedtuple
from sqlite3 import SQLITE_CONSTRAINT_UNIQUE, IntegrityError

from roma_cli.domain.changes import Entry, NewKey
from roma_cli.domain.errors import RomaError, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from sqlite3 import Cursor

    from roma_cli.domain.bulk_changes import Alike, Rows
    from roma_cli.domain.changes import Change, Row, Value
    from roma_cli.storage.database import File

_WITH_UUID = frozenset(
    {"tasks", "task_notes", "reminders", "session_interruptions", "session_adjustments"}
)
_INTEGER_KEYS = _WITH_UUID | {"users", "task_extras", "operations", "audit_log_entries"}
KEY_COLUMNS = {"conversation_states": "key"}
_HISTORY = frozenset({"operations", "audit_log_entries"})
"""Tables that tell what happened; that they were added to is not told in turn."""


class Written(namedtuple("Written", "operation_id keys")):
    """What `write` did: the operation's id, and the key of each entry's row, in their order."""

    __slots__ = ()
    operation_id: int
    keys: list[int | str]


def write(
    file: File,
    entries: Iterable[Entry | Alike],
    *,
    user_id: int,
    summary: str,
    now: int,
    actor: str = "user",
    kind: str = "do",
    target: int | None = None,
) -> Written:
    """Apply `entries` as one operation of `user_id` and audit each. Call inside a transaction.

    Each is in the file before the next one is asked for. Of what is written together no keys
    are told.

    A change whose `before` is no longer what the row holds raises RomaError, one that makes
    twice what there may be once UsageError, and the caller's transaction rolls all of it back.
    `now` is in epoch seconds.
    """
    operation_id = _begin(file, (user_id, actor, kind, target, summary, now))
    keys: list[int | str] = []
    for entry in entries:
        if isinstance(entry, Entry):
            _write_one(file, entry, keys, operation_id=operation_id, user_id=user_id, now=now)
        else:
            _write_alike(file, entry, keys, operation_id=operation_id, user_id=user_id, now=now)
    return Written(operation_id, keys)


def write_stream(
    file: File,
    entries: Iterable[Entry | Rows],
    keys: list[int | str],
    *,
    user_id: int,
    summary: Callable[[], str],
    now: int,
) -> Written | None:
    """Apply `entries` as they come, as one operation; without any there is none.

    Each is in the file, and its key in `keys`, before the next one is asked for. `summary` is
    asked last. Otherwise as `write`.
    """
    file.expect_much()
    operation_id = 0
    for entry in entries:
        if not operation_id:
            operation_id = _begin(file, (user_id, "user", "do", None, "import", now))
        if isinstance(entry, Entry):
            _write_one(file, entry, keys, operation_id=operation_id, user_id=user_id, now=now)
        else:
            _write_rows(file, entry, keys, operation_id=operation_id, user_id=user_id, now=now)
    if not operation_id:
        return None
    file.connection.execute(
        "UPDATE operations SET summary = ? WHERE id = ?", (summary(), operation_id)
    )
    return Written(operation_id, keys)


def _begin(file: File, row: tuple[int | str | None, ...]) -> int:
    cursor = file.connection.execute(
        "INSERT INTO operations (user_id, actor, kind, target, summary, created_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        row,
    )
    return cursor.lastrowid or 0


def _write_one(
    file: File,
    entry: Entry,
    keys: list[int | str],
    *,
    operation_id: int,
    user_id: int,
    now: int,
) -> None:
    change = _resolved(file, entry.change, keys)
    if change.before == change.after:
        # The row is so already; its place in the order is kept for what refers to it.
        keys.append(change.key or 0)
        return
    keys.append(_apply(file, change))
    if change.table not in _HISTORY:
        _audit(file, entry, change, keys, operation_id=operation_id, user_id=user_id, now=now)


def _write_alike(
    file: File,
    many: Alike,
    keys: list[int | str],
    *,
    operation_id: int,
    user_id: int,
    now: int,
) -> None:
    """Write many with one statement, or where that cannot be each alone, which tells of the one."""
    from roma_cli.storage.bulk import replay as bulk_replay  # noqa: PLC0415 - only where many are taken back at once

    said = (new_id()[:-12], user_id, now, operation_id)
    if many.first.change.table in KEY_COLUMNS or not bulk_replay.written(file, many, said):
        for one in many.each():
            _write_one(file, one, keys, operation_id=operation_id, user_id=user_id, now=now)


def _write_rows(
    file: File,
    many: Rows,
    keys: list[int | str],
    *,
    operation_id: int,
    user_id: int,
    now: int,
) -> None:
    """Add many rows of one table, with few statements."""
    from roma_cli.storage.bulk import insert as bulk_insert  # noqa: PLC0415 - only where much is brought in

    said = (new_id()[:-12], user_id, now, operation_id)
    keys += bulk_insert.added(file, many, keys, _next_integer(file, many.table), said)


def new_id() -> str:
    """Return a random UUID (RFC 9562, version 4); the module `uuid` costs 4 ms to load."""
    digits = bytearray(os.urandom(16))
    digits[6] = digits[6] & 0x0F | 0x40
    digits[8] = digits[8] & 0x3F | 0x80
    text = digits.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _resolved(file: File, change: Change, keys: list[int | str]) -> Change:
    """Replace references to rows of the operation, and choose what the row lacks.

    A row may refer to itself: a series is called after its first task.
    """
    after = change.after
    if after is None or change.before is not None:
        return change
    if any(isinstance(value, NewKey) and value.position == len(keys) for value in after.values()):
        key = _next_integer(file, change.table)
        keys = [*keys, key]
        change = change._replace(key=key)
    row: dict[str, Value] = {
        column: keys[value.position] if isinstance(value, NewKey) else value
        for column, value in after.items()
    }
    if change.table in _WITH_UUID:
        row.setdefault("uuid", new_id())
    if change.key is None and change.table not in _INTEGER_KEYS:
        return change._replace(key=new_id(), after=row)
    return change._replace(after=row)


def _next_integer(file: File, table: str) -> int:
    """Return the id that AUTOINCREMENT would give next; nobody else writes meanwhile."""
    rows = file.connection.execute("SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
    return int((rows.fetchone() or (0,))[0]) + 1


def _apply(file: File, change: Change) -> int | str:
    column = KEY_COLUMNS.get(change.table, "id")
    if change.before is None:
        return _insert(file, change, column)
    guard = {name: value for name, value in change.before.items() if name != "updated_at"}
    condition = " AND ".join([f"{column} = ?", *(f"{name} IS ?" for name in guard)])
    if change.after is None:
        sql = f"DELETE FROM {change.table} WHERE {condition}"
        values: list[Value] = []
    else:
        assignments = ", ".join(f"{name} = ?" for name in change.after)
        sql = f"UPDATE {change.table} SET {assignments} WHERE {condition}"
        values = list(change.after.values())
    cursor = _execute(file, change, sql, (*values, change.key, *guard.values()))
    if cursor.rowcount != 1 or change.key is None:
        raise RomaError(
            f"{change.table} {change.key} changed while this command ran", "roma undo --list"
        )
    return change.key


def _execute(file: File, change: Change, sql: str, values: tuple[Value, ...]) -> Cursor:
    try:
        return file.connection.execute(sql, values)
    except IntegrityError as error:
        if error.sqlite_errorcode != SQLITE_CONSTRAINT_UNIQUE:
            raise
        # Brought back, it would be there twice: an occurrence of a series, a schedule's row, a
        # timer that runs.
        raise UsageError(
            f"another has taken the place of {change.table} {change.key or ''}".rstrip() + " since",
            "roma undo --list",
        ) from error


def _insert(file: File, change: Change, key_column: str) -> int | str:
    row = dict(change.after or {})
    if change.key is not None:
        row[key_column] = change.key
    names = ", ".join(row)
    marks = ", ".join("?" * len(row))
    sql = f"INSERT INTO {change.table} ({names}) VALUES ({marks})"
    cursor = _execute(file, change, sql, tuple(row.values()))
    return cursor.lastrowid or 0 if change.key is None else change.key


def _audit(
    file: File,
    entry: Entry,
    change: Change,
    keys: list[int | str],
    *,
    operation_id: int,
    user_id: int,
    now: int,
) -> None:
    key = keys[-1]
    values: list[Value] = []
    data = _json_object(
        values,
        {
            "table": change.table,
            "key": key,
            "before": change.before,
            "after": change.after,
            **({"note": entry.note} if entry.note else {}),
        },
    )
    task_id = key if entry.task_id is None and change.table == "tasks" else entry.task_id
    if isinstance(task_id, NewKey):
        task_id = keys[task_id.position]
    file.connection.execute(
        "INSERT INTO audit_log_entries (event_id, event_type, task_id, parent_task_id, user_id,"
        " event_data, created_at, operation_id, row_table, row_key)"
        f" VALUES (?, ?, ?, ?, ?, {data}, ?, ?, ?, ?)",
        (
            new_id(),
            entry.event_type,
            task_id,
            entry.parent_task_id,
            user_id,
            *values,
            now,
            operation_id,
            change.table,
            str(key),
        ),
    )


def _json_object(values: list[Value], fields: Mapping[str, Value | Row]) -> str:
    """Return SQL that makes a JSON object of `fields`, and append to `values` what it binds."""
    parts = []
    for name, value in fields.items():
        values.append(name)
        if value is None or isinstance(value, int | str | NewKey):
            values.append(value)
            parts.append("?, ?")
        else:
            parts.append("?, " + _json_object(values, value))
    return f"json_object({', '.join(parts)})"
