"""Operations: the one writer. A transaction, its guarded changes, and an audit entry for each.

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
    from collections.abc import Iterable, Mapping, Sequence
    from sqlite3 import Cursor
    from types import TracebackType
    from typing import Self

    from roma_cli.domain.bulk_changes import Alike, Rows
    from roma_cli.domain.changes import Change, Row, Value
    from roma_cli.storage.database import File, Transaction

_WITH_UUID = frozenset(
    {"tasks", "task_notes", "reminders", "session_interruptions", "session_adjustments"}
)
_INTEGER_KEYS = _WITH_UUID | {"users", "task_extras", "operations", "audit_log_entries"}
KEY_COLUMNS = {"conversation_states": "key"}
_HISTORY = frozenset({"operations", "audit_log_entries"})
"""Tables that are history themselves; rows added to them are not audited in turn."""

UNAUDITED = {
    "archive": "a restored archive has its own history",
    "conversation": "a conversation is a log, which is never undone",
    "index": "an index holds only data from other rows",
    "schema": "migrations are recorded in a table of their own",
}
"""Writes without an audit entry, and the reason. No other code begins such a transaction."""


def unaudited(file: File, what: str) -> Transaction:
    """Return a transaction for `what`, one of the kinds that `UNAUDITED` names."""
    if what not in UNAUDITED:
        raise KeyError(what)
    return file.transaction()


class Written(namedtuple("Written", "operation_id keys")):
    """What `Operation.write` did: the operation's id, and the key of each entry's row, in order.

    The id is 0 where there was nothing to write.
    """

    __slots__ = ()
    operation_id: int
    keys: list[int | str]


class Operation:
    """One operation of the user `user_id` at `now` (epoch seconds), in one transaction.

    Used in a `with` statement it takes the write lock first, so that whatever the block reads
    stays true until it ends; then it commits, or rolls back if the block raised or called
    `roll_back`. Without `with` it writes into the transaction that is open.

    `actor` is `roma` for operations that no user requested; undo ignores them. For an undo or redo
    `kind` says so, and `target`, set before the first write, is the id of that operation.

    All writes of the block are one operation: the first gives it an `id` and its summary. `keys`
    holds the keys of all rows written, to which `NewKey` positions refer, `tables` the names of
    their tables, and `entries` what `write` was given, each with its key.

    Writing raises RomaError if a row no longer matches a change's `before`, and UsageError if a row
    would exist twice. SQLite's errors are translated when the block ends.
    """

    def __init__(
        self,
        file: File,
        user_id: int,
        now: int,
        *,
        actor: str = "user",
        kind: str = "do",
    ) -> None:
        self.file = file
        self.id = 0
        self.keys: list[int | str] = []
        self.tables: set[str] = set()
        self.entries: list[tuple[Entry, int | str]] = []
        self.actor = actor
        self._user_id = user_id
        self._now = now
        self._kind = kind
        self.target: int | None = None
        self._transaction: Transaction | None = None

    def __enter__(self) -> Self:
        if self.file.connection.in_transaction:
            raise RuntimeError("operations do not nest: a transaction is open")
        transaction = self.file.transaction()
        transaction.__enter__()
        self._transaction = transaction
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._transaction is not None:
            self._transaction.__exit__(kind, error, traceback)

    @property
    def is_rolled_back(self) -> bool:
        """Whether `roll_back` was called."""
        return self._transaction is not None and self._transaction.rolls_back

    def roll_back(self) -> None:
        """Roll back when the block ends, whatever it writes before or after this call."""
        if self._transaction is not None:
            self._transaction.rolls_back = True

    def write(self, summary: str, entries: Sequence[Entry]) -> Written:
        """Apply `entries` in order and audit each. Without any there is no operation."""
        first = len(self.keys)
        self._write_all(summary, entries)
        self.entries += zip(entries, self.keys[first:], strict=True)
        return Written(self.id, self.keys[first:])

    def stream(self, summary: str, entries: Iterable[Entry | Rows | Alike]) -> None:
        """Apply `entries` that may be too many for memory, each before the next is generated.

        Only the keys are kept, and for `Alike` not even those. An undo or redo is an operation
        even if it writes nothing, because it changes what can be undone.
        """
        if self._kind != "do" and not self.id:
            self._begin(summary)
        self._write_all(summary, entries)

    def insert_many(self, summary: str, rows: Rows) -> range:
        """Add many rows of one table with few statements, audit each, and return their keys."""
        from roma_cli.storage.bulk import insert  # noqa: PLC0415 - only where much is imported

        if not self.id:
            self._begin(summary)
        self.file.expect_much()
        self.tables.add(rows.table)
        first = _next_integer(self.file, rows.table)
        new = insert.added(self.file, rows, first, self._audit_values())
        self.keys += new
        return new

    def append(self, summary: str, entry: Entry) -> int | str:
        """Apply one of very many entries and return its row's key; nothing else is kept."""
        self._write_all(summary, (entry,))
        return self.keys[-1]

    def begin(self, summary: str) -> None:
        """Create the operation even if no audited write follows, as when history is added."""
        if not self.id:
            self._begin(summary)

    def describe(self, summary: str) -> None:
        """Set the operation's summary afterwards, if there is an operation."""
        self.file.connection.execute(
            "UPDATE operations SET summary = ? WHERE id = ?", (summary, self.id)
        )

    def _write_all(self, summary: str, entries: Iterable[Entry | Rows | Alike]) -> None:
        for one in entries:
            if not self.id:
                self._begin(summary)
            if isinstance(one, Entry):
                self._write_one(one)
            else:
                self._write_many(summary, one)

    def _begin(self, summary: str) -> None:
        cursor = self.file.connection.execute(
            "INSERT INTO operations (user_id, actor, kind, target, summary, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (self._user_id, self.actor, self._kind, self.target, summary, self._now),
        )
        self.id = cursor.lastrowid or 0

    def _write_one(self, entry: Entry) -> None:
        change = self._resolved(entry.change)
        if change.before == change.after:
            # Nothing to write; its position is kept, because later entries may refer to it.
            self.keys.append(change.key or 0)
            return
        self.tables.add(change.table)
        self.keys.append(_apply(self.file, change))
        if change.table not in _HISTORY:
            self._audit(entry, change)

    def _write_many(self, summary: str, many: Rows | Alike) -> None:
        """Write many with one statement; if that fails, write each, to name the failing one."""
        from roma_cli.domain.bulk_changes import Rows  # noqa: PLC0415 - only where there are many
        from roma_cli.storage.bulk import replay  # noqa: PLC0415

        if isinstance(many, Rows):
            self.insert_many(summary, many)
            return
        self.tables.add(many.first.change.table)
        if many.first.change.table in KEY_COLUMNS or not replay.written(
            self.file, many, self._audit_values()
        ):
            for one in many.each():
                self._write_one(one)

    def _audit_values(self) -> tuple[str, int, int, int]:
        """Return what the audit entries of many rows share; their event ids begin alike."""
        return new_id()[:-12], self._user_id, self._now, self.id

    def _resolved(self, change: Change) -> Change:
        """Resolve references to rows of the operation, and choose missing keys.

        A row may refer to itself: a series has the id of its first task.
        """
        after = change.after
        if after is None or change.before is not None:
            return change
        keys = self.keys
        itself = len(keys)
        if any(isinstance(one, NewKey) and one.position == itself for one in after.values()):
            key = _next_integer(self.file, change.table)
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

    def _audit(self, entry: Entry, change: Change) -> None:
        key = self.keys[-1]
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
            task_id = self.keys[task_id.position]
        self.file.connection.execute(
            "INSERT INTO audit_log_entries (event_id, event_type, task_id, parent_task_id, user_id,"
            " event_data, created_at, operation_id, row_table, row_key)"
            f" VALUES (?, ?, ?, ?, ?, {data}, ?, ?, ?, ?)",
            (
                new_id(),
                entry.event_type,
                task_id,
                entry.parent_task_id,
                self._user_id,
                *values,
                self._now,
                self.id,
                change.table,
                str(key),
            ),
        )


def new_id() -> str:
    """Return a random UUID (RFC 9562, version 4); the module `uuid` costs 4 ms to load."""
    digits = bytearray(os.urandom(16))
    digits[6] = digits[6] & 0x0F | 0x40
    digits[8] = digits[8] & 0x3F | 0x80
    text = digits.hex()
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def _next_integer(file: File, table: str) -> int:
    """Return the next id of AUTOINCREMENT; nobody else writes during the transaction."""
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
        # Restored, it would exist twice: an occurrence of a series, a schedule's row, a
        # running timer.
        raise UsageError(
            f"another row has replaced {change.table} {change.key or ''}".rstrip() + " since",
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
