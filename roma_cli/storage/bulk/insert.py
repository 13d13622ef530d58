"""Bulk insert of audited rows into one table, with few statements.

With one statement per row, SQLite would write the word index for each task separately: five times
the work for a hundred thousand tasks.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.domain.bulk_changes import Rows
    from roma_cli.domain.changes import Value
    from roma_cli.storage.database import File

_WIDEST = 40
"""Number of columns of the staging table; no table has more."""


def added(file: File, many: Rows, first: int, shared: tuple[str, int, int, int]) -> range:
    """Add rows whose keys begin with `first`, and return all their keys.

    `shared` is what all audit entries have in common: the beginning of an event's id, 24
    characters, to which its row's number is added; the user; now, in epoch seconds; the operation.
    """
    names = [
        name
        for name, values in zip(many.columns, zip(*many.rows, strict=True), strict=True)
        if name in many.kept or any(value is not None for value in values)
    ]
    rows = _chosen(many, names)
    _add(file, many.table, names, rows, first)
    new = range(first, first + len(rows))
    _audit(file, many, names, new, shared)
    return new


def _add(
    file: File, table: str, names: Sequence[str], rows: Sequence[Sequence[Value]], first: int
) -> None:
    """Add rows with one statement, from a temporary table.

    One statement with all values is slower, and limited in the number of values.
    """
    execute = file.connection.execute
    staged = [f"c{number}" for number in range(_WIDEST)]
    execute(f"CREATE TEMP TABLE IF NOT EXISTS coming ({', '.join(staged)})")
    staged = staged[: len(names)]
    file.connection.executemany(
        f"INSERT INTO coming ({', '.join(staged)}) VALUES ({', '.join('?' * len(names))})", rows
    )
    execute(
        f"INSERT INTO {table} (id, {', '.join(names)})"
        f" SELECT rowid + ?, {', '.join(staged)} FROM coming ORDER BY rowid",
        (first - 1,),
    )
    # It can't be dropped during a read; once it is empty, row ids start at 1 again.
    execute("DELETE FROM coming")


def _audit(
    file: File, many: Rows, names: Sequence[str], new: range, shared: tuple[str, int, int, int]
) -> None:
    event, user_id, now, operation_id = shared
    table = many.table
    task_id = "id" if table == "tasks" else "task_id" if "task_id" in names else "NULL"
    fields = ", ".join(f"'{name}', {name}" for name in names)
    file.connection.execute(
        "INSERT INTO audit_log_entries (event_id, event_type, task_id, user_id, event_data,"
        " created_at, operation_id, row_table, row_key)"
        f" SELECT printf('%s%012x', ?, id), ?, {task_id}, ?, json_object('table', ?,"
        f" 'key', id, 'before', NULL, 'after', json_object({fields})), ?, ?, ?, id"
        f" FROM {table} WHERE id BETWEEN ? AND ?",
        (event, many.event_type, user_id, table, now, operation_id, table, new[0], new[-1]),
    )


def _chosen(many: Rows, names: list[str]) -> Sequence[Sequence[Value]]:
    """Return the rows with only the columns `names`: the others are NULL in all rows."""
    if len(names) == len(many.columns):
        return many.rows
    places = [many.columns.index(name) for name in names]
    return [[row[place] for place in places] for row in many.rows]
