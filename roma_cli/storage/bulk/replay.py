"""Undo or redo of many audit entries with one statement.

With one statement per entry, SQLite would write the word index for each task separately, and every
value would pass through Python twice. Writes and guards are those of `operations`, which calls
this; the values never leave the file.
"""

from __future__ import annotations

from sqlite3 import IntegrityError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.bulk_changes import Alike
    from roma_cli.storage.database import File

_RECORD = "e.id BETWEEN ? AND ? AND +e.operation_id = ?"
"""The entries to replay. The sign keeps SQLite from scanning the entire operation."""


def written(file: File, many: Alike, shared: tuple[str, int, int, int]) -> bool:
    """Apply `many` and audit each; False, with nothing changed, if one statement can't do it.

    `shared` is how their event ids begin (all but the last twelve digits), whose they are, the
    moment in epoch seconds and the operation. Call inside a transaction.
    """
    file.expect_much()
    execute = file.connection.execute
    was, becomes = ("after", "before") if many.back else ("before", "after")
    order = "DESC" if many.back else "ASC"
    record = (many.low, many.high, many.operation)
    execute("SAVEPOINT together")
    try:
        done = (_added if many.first.change.before is None else _removed)(file, many, record)
    except IntegrityError:
        done = False
    if not done:
        execute("ROLLBACK TO together")
    execute("RELEASE together")
    if done:
        execute(
            "INSERT INTO audit_log_entries (event_id, event_type, task_id, parent_task_id, user_id,"
            " event_data, created_at, operation_id, row_table, row_key)"
            " SELECT printf('%s%012x', ?, id), ?, task_id, parent_task_id, ?, json_object("
            "'table', row_table, 'key', json_extract(event_data, '$.key'),"
            f" 'before', json_extract(event_data, '$.{was}'),"
            f" 'after', json_extract(event_data, '$.{becomes}')), ?, ?, row_table, row_key"
            f" FROM audit_log_entries e WHERE {_RECORD} ORDER BY e.id {order}",
            (shared[0], many.first.event_type, *shared[1:], *record),
        )
    return done


def _removed(file: File, many: Alike, record: tuple[int, int, int]) -> bool:
    """Remove the rows, and tell whether all of them were as recorded."""
    change = many.first.change
    sql = (
        f"DELETE FROM {change.table} WHERE id IN"
        f" (SELECT t.id FROM {_as_recorded(many, tuple(change.before or {}))})"
    )
    return file.connection.execute(sql, record).rowcount == many.number


def _added(file: File, many: Alike, record: tuple[int, int, int]) -> bool:
    """Add the rows, and tell whether all of them are as recorded."""
    change = many.first.change
    side = "before" if many.back else "after"
    names = tuple(change.after or {})
    values = ", ".join(f"json_extract(e.event_data, '$.{side}.{name}')" for name in names)
    file.connection.execute(
        f"INSERT INTO {change.table} (id, {', '.join(names)})"
        f" SELECT json_extract(e.event_data, '$.key'), {values} FROM audit_log_entries e"
        f" WHERE {_RECORD} ORDER BY e.id {'DESC' if many.back else 'ASC'}",
        record,
    )
    sql = f"SELECT count(*) FROM {_as_recorded(many, names)}"
    return bool(file.connection.execute(sql, record).fetchone()[0] == many.number)


def _as_recorded(many: Alike, names: tuple[str, ...]) -> str:
    """Return SQL of the rows that still are as recorded, with exactly these columns.

    The JSON text is compared, so a missing or additional column is also a difference.
    """
    change = many.first.change
    side = "before" if (change.before is None) == many.back else "after"
    row = ", ".join(f"'{name}', t.{name}" for name in names)
    return (
        f"audit_log_entries e JOIN {change.table} t ON t.id = json_extract(e.event_data, '$.key')"
        f" WHERE {_RECORD} AND json_extract(e.event_data, '$.{side}') = json_object({row})"
    )
