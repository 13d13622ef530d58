"""Every SELECT on operations and the audit log; returns records, never writes."""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain.history_records import AuditEntry, Operation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roma_cli.storage.database import File

_OPERATION = "SELECT " + ", ".join("o." + name for name in Operation._fields) + " FROM operations o"
_BIGGEST = 2**63 - 1
_MANY = 500
"""Ids in one statement; SQLite takes 32,766 values, and older ones 999."""

_ENTRY_COLUMNS = ", ".join("e." + name for name in AuditEntry._fields)

# The last undo or redo of an operation decides whether it is undone; one from another file counts
# only for operations of that file.
_LAST_WORD = (
    "(SELECT k.kind FROM operations k WHERE k.target = o.id"
    " AND (k.actor = 'elsewhere') = (o.actor = 'elsewhere') ORDER BY k.id DESC LIMIT 1)"
)
_STANDS = f"coalesce({_LAST_WORD}, 'redo') = 'redo'"
_TELLS = f"o.kind = 'do' AND o.actor <> 'elsewhere' AND {_STANDS}"


class Later(namedtuple("Later", "entry operation")):
    """A later audit entry of some row, with the operation it belongs to."""

    __slots__ = ()
    entry: AuditEntry
    operation: Operation


class Outline(namedtuple("Outline", "id event_type row_table adds removes")):
    """An audit entry without its data: whether it added or removed a row."""

    __slots__ = ()
    id: int
    event_type: str
    row_table: str
    adds: int
    removes: int


def operation(file: File, user_id: int, number: int) -> Operation | None:
    """Return one operation of this user, or None."""
    rows = file.read(f"{_OPERATION} WHERE o.id = ? AND o.user_id = ?", (number, user_id))
    return Operation(*rows[0]) if rows else None


def operations(file: File, user_id: int, limit: int) -> list[Operation]:
    """Return the newest `limit` operations, newest first.

    Undos, redos and operations from another file are left out; the log shows those.
    """
    rows = file.read(
        f"{_OPERATION} WHERE o.user_id = ? AND o.kind = 'do' AND o.actor <> 'elsewhere'"
        " ORDER BY o.id DESC LIMIT ?",
        (user_id, limit),
    )
    return [Operation(*row) for row in rows]


def newest_standing(file: File, user_id: int) -> Operation | None:
    """Return the user's own operation that was last done or redone and is not undone, or None."""
    rows = file.read(
        f"{_OPERATION} WHERE o.user_id = ? AND o.kind = 'do' AND o.actor = 'user' AND {_STANDS}"
        " ORDER BY o.id DESC LIMIT 1",
        (user_id,),
    )
    again = file.read(
        f"{_OPERATION} JOIN operations r ON r.target = o.id"
        " WHERE r.user_id = ? AND r.kind = 'redo' AND r.actor <> 'elsewhere'"
        f" AND o.actor = 'user' AND {_LAST_WORD} = 'redo' AND r.id > ?"
        " ORDER BY r.id DESC LIMIT 1",
        (user_id, rows[0][0] if rows else 0),
    )
    found = again or rows
    return Operation(*found[0]) if found else None


def newest_undone(file: File, user_id: int) -> Operation | None:
    """Return the operation that was undone last and still is, or None."""
    rows = file.read(
        f"{_OPERATION} JOIN operations u ON u.target = o.id"
        " WHERE u.user_id = ? AND u.kind = 'undo' AND u.actor <> 'elsewhere'"
        f" AND o.actor <> 'elsewhere' AND {_LAST_WORD} = 'undo'"
        " ORDER BY u.id DESC LIMIT 1",
        (user_id,),
    )
    return Operation(*rows[0]) if rows else None


def is_undone(file: File, number: int) -> bool:
    """Tell whether the operation `number` is undone."""
    rows = file.read(f"SELECT {_LAST_WORD} FROM operations o WHERE o.id = ?", (number,))
    return bool(rows) and rows[0][0] == "undo"


def entries(
    file: File, number: int, low: int = 0, high: int = _BIGGEST, *, newest_first: bool = False
) -> list[AuditEntry]:
    """Return the audit entries of one operation with the ids from `low` to `high`.

    They come in their order, or `newest_first`.
    """
    rows = file.read(
        f"SELECT {_ENTRY_COLUMNS} FROM audit_log_entries e WHERE e.operation_id = ?"
        f" AND e.id BETWEEN ? AND ? ORDER BY e.id {'DESC' if newest_first else 'ASC'}",
        (number, low, high),
    )
    return [AuditEntry(*row) for row in rows]


def outlines(
    file: File, number: int, beyond: int | None, limit: int, *, newest_first: bool
) -> list[Outline]:
    """Return the changes of `limit` entries of one operation, after the entry `beyond`."""
    where, order = ("e.id < ?", "DESC") if newest_first else ("e.id > ?", "ASC")
    if beyond is None:
        beyond = _BIGGEST if newest_first else 0
    rows = file.read(
        "SELECT e.id, e.event_type, e.row_table, json_extract(e.event_data, '$.before') IS NULL,"
        " json_extract(e.event_data, '$.after') IS NULL FROM audit_log_entries e"
        f" WHERE e.operation_id = ? AND {where} ORDER BY e.id {order} LIMIT ?",
        (number, beyond, limit),
    )
    return [Outline(*row) for row in rows]


def added_by_last_word(file: File, number: int) -> list[AuditEntry]:
    """Return what the last undo or redo of an operation did beside it, the newest first."""
    rows = file.read(
        "SELECT k.id FROM operations k WHERE k.target = ? AND k.actor <> 'elsewhere'"
        " ORDER BY k.id DESC LIMIT 1",
        (number,),
    )
    if not rows:
        return []
    [(word,)] = rows
    # It was last, which its names do not show.
    [(last,)] = file.read(
        "SELECT coalesce((SELECT id FROM audit_log_entries WHERE operation_id = ?"
        " AND substr(event_type, -7) IN ('.undone', '.redone') ORDER BY id DESC LIMIT 1), 0)",
        (word,),
    )
    return entries(file, int(str(word)), int(str(last)) + 1, newest_first=True)


def settings_then(
    file: File, key: str, columns: Sequence[str], number: int, *, after: bool
) -> dict[str, str]:
    """Return what a user's settings `key` held before an operation, or `after` it.

    Only those of `columns` that were changed since, each of which must hold text.
    """
    values = ", ".join(f"json_extract(e.event_data, '$.before.{name}')" for name in columns)
    bound = "max(id)" if after else "min(id) - 1"
    rows = file.read(
        f"SELECT {values} FROM audit_log_entries e JOIN operations o ON o.id = e.operation_id"
        " WHERE e.row_table = 'user_configurations' AND e.row_key = ? AND o.actor <> 'elsewhere'"
        f" AND e.id > (SELECT {bound} FROM audit_log_entries WHERE operation_id = ?)"
        " ORDER BY e.id DESC",
        (key, number),
    )
    found: dict[str, str] = {}
    for row in rows:
        found |= {name: str(was) for name, was in zip(columns, row, strict=True) if was is not None}
    return found


def logged(
    file: File,
    user_id: int,
    limit: int,
    *,
    tasks: Sequence[int] = (),
    event_type: str | None = None,
    since: int | None = None,
) -> list[AuditEntry]:
    """Return the newest `limit` audit entries of a user, newest first.

    Only those of `tasks`, if any are named; of `event_type` and what begins with it and a dot;
    of the moment `since` and later.
    """
    # In the order in which they were written, because a clock that was ahead leaves later stamps.
    where = "e.id > 0 AND e.user_id = ?"
    values: list[object] = [user_id, *tasks]
    if tasks:
        where += f" AND e.task_id IN ({', '.join('?' * len(tasks))})"
    if event_type is not None:
        # In ASCII a slash follows the dot.
        where += " AND (e.event_type = ? OR e.event_type > ? AND e.event_type < ?)"
        values = [*values, event_type, event_type + ".", event_type + "/"]
    if since is not None:
        where += " AND e.created_at >= ?"
        values.append(since)
    rows = file.read(
        f"SELECT {_ENTRY_COLUMNS} FROM audit_log_entries e WHERE {where}"
        " ORDER BY e.id DESC LIMIT ?",
        (*values, limit),
    )
    return [AuditEntry(*row) for row in rows]


def occurrences(file: File, user_id: int, number: int) -> dict[int, str]:
    """Return the titles by id of a task and of all its series, the deleted ones too."""
    rows = file.read(
        "SELECT id, title FROM tasks WHERE id = ? AND user_id = ? UNION"
        " SELECT id, title FROM tasks WHERE user_id = ? AND series_id IS NOT NULL"
        " AND series_id = (SELECT series_id FROM tasks WHERE id = ?) ORDER BY id",
        (number, user_id, user_id, number),
    )
    return {int(str(key)): str(title) for key, title in rows}


def actors(file: File, numbers: Sequence[int]) -> dict[int, str]:
    """Return who did each of these operations: `user`, `roma` or `elsewhere`."""
    found: dict[int, str] = {}
    for start in range(0, len(numbers), _MANY):
        some = numbers[start : start + _MANY]
        rows = file.read(
            f"SELECT id, actor FROM operations WHERE id IN ({', '.join('?' * len(some))})",
            tuple(some),
        )
        found.update((int(str(key)), str(actor)) for key, actor in rows)
    return found


def titles(file: File, user_id: int, ids: Sequence[int]) -> dict[int, str]:
    """Return the titles by id of those of `ids` that are in the file, the deleted ones too."""
    found: dict[int, str] = {}
    for start in range(0, len(ids), _MANY):
        some = ids[start : start + _MANY]
        rows = file.read(
            f"SELECT id, title FROM tasks WHERE id IN ({', '.join('?' * len(some))})"
            " AND user_id = ?",
            (*some, user_id),
        )
        found.update((int(str(key)), str(title)) for key, title in rows)
    return found


def overtaken(file: File, number: int) -> Iterator[AuditEntry]:
    """Give the entries of one operation, in their order, that have others in `standing_after`."""
    rows = file.connection.execute(
        f"SELECT {_ENTRY_COLUMNS} FROM audit_log_entries e WHERE e.operation_id = ? AND EXISTS ("
        "SELECT 1 FROM audit_log_entries l JOIN operations o ON o.id = l.operation_id"
        " WHERE l.row_table = e.row_table AND l.row_key = e.row_key AND l.id > e.id"
        f" AND o.id <> ? AND {_TELLS}) ORDER BY e.id",
        (number, number),
    )
    return (AuditEntry(*row) for row in rows)


def standing_after(file: File, one: AuditEntry, number: int) -> list[Later]:
    """Return the entries of the same row after `one`, of other operations that still stand.

    Undos and redos themselves are left out, because they show in which operations are undone. So
    are operations from another file, which did not change the rows of this one.
    """
    columns = ", ".join("o." + name for name in Operation._fields)
    rows = file.read(
        f"SELECT {_ENTRY_COLUMNS}, {columns} FROM audit_log_entries e"
        " JOIN operations o ON o.id = e.operation_id"
        " WHERE e.row_table = ? AND e.row_key = ? AND e.id > ? AND o.id <> ?"
        f" AND {_TELLS} ORDER BY e.id",
        (one.row_table, one.row_key, one.id, number),
    )
    split = len(AuditEntry._fields)
    return [Later(AuditEntry(*row[:split]), Operation(*row[split:])) for row in rows]
