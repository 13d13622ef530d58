"""Every SELECT of roma's own JSON: all rows of all tables, and the ones that a merge compares."""

from __future__ import annotations

from roma_cli.domain.transfer.archive.schema import TABLES
from roma_cli.storage.file_header import SCHEMA_VERSION, schema_of
from roma_cli.storage.operations import KEY_COLUMNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from sqlite3 import Connection

    from roma_cli.storage.database import File

    Row = dict[str, object]

SCHEMA = schema_of(SCHEMA_VERSION)[0]
"""The schema that an export names: the major. An import names what it drops of a newer minor."""
STAGE = "stage"
"""What the tables of an export are called beside those of the file: `stage.tasks`."""

PAGE = 500
"""Rows that are held at a time."""

_MADE_BY_ROMA = (
    *("users", "user_configurations", "scheduled_tasks", "daily_session_stats"),
    *("session_reset_events", "operations", "audit_log_entries"),
)


def columns(table: str) -> list[str]:
    """Return the columns of a table that its rows have here; the keys of tags are among them."""
    names = [one.name for one in TABLES[table]]
    return [*names, "tag_keys"] if table == "tasks" else names


def rows(file: File, table: str, schema: str = "main") -> Iterator[Row]:
    """Return all rows of a table, some at a time: by their number, else as they were written.

    No statement is left open between them, so that the one who takes them may write.
    """
    names = columns(table)
    select = f"SELECT {', '.join(names)}, rowid FROM {schema}.{table}"
    page = file.read(f"{select} ORDER BY rowid LIMIT {PAGE}")
    while page:
        for row in page:
            yield dict(zip(names, row, strict=False))
        page = file.read(f"{select} WHERE rowid > ? ORDER BY rowid LIMIT {PAGE}", page[-1][-1:])


def pages(file: File, table: str, names: Sequence[str]) -> Iterator[list[tuple[object, ...]]]:
    """Return columns of all rows of a table, some at a time, as `rows` does; in a snapshot."""
    return file.pages(f"SELECT {', '.join(names)} FROM {table} ORDER BY rowid", size=PAGE)


def next_ids(file: File) -> dict[str, int]:
    """Return the number that the next row of each table with numbers gets."""
    used = {
        str(name): int(str(seq)) for name, seq in file.read("SELECT name, seq FROM sqlite_sequence")
    }
    numbered = (table for table, fields in TABLES.items() if fields[0].kind == "id")
    return {table: used.get(table, 0) + 1 for table in numbered}


def is_pristine(file: File) -> bool:
    """Tell whether nobody has done anything in the file: it was made, and its days went by."""
    untouched = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {table})" for table in TABLES if table not in _MADE_BY_ROMA
    )
    [(yes,)] = file.read(
        f"SELECT {untouched} AND NOT EXISTS (SELECT 1 FROM operations WHERE actor <> 'roma')"
    )
    return bool(yes)


def one(file: File, table: str, column: str, value: object) -> Row | None:
    """Return the row of a table whose `column`, a unique one, has a value; or None."""
    names = columns(table)
    found = file.read(f"SELECT {', '.join(names)} FROM {table} WHERE {column} = ?", (value,))
    return dict(zip(names, found[0], strict=True)) if found else None


def by_key(file: File, table: str, key: object) -> Row | None:
    """Return the row of a table with a key, or None."""
    return one(file, table, KEY_COLUMNS.get(table, "id"), key)


def occupant(file: File, series_id: int, index: int) -> Row | None:
    """Return the task that is an occurrence of a series and not deleted, or None."""
    return _single(
        file, "tasks", "series_id = ? AND series_index = ? AND deleted_at IS NULL", series_id, index
    )


def followers(connection: Connection, number: int, schema: str = "main") -> list[Row]:
    """Return the tasks that follow a task in its series, deleted ones too."""
    names = columns("tasks")
    found = connection.execute(
        f"SELECT {', '.join(names)} FROM {schema}.tasks WHERE parent_task_id = ? ORDER BY id",
        (number,),
    )
    return [dict(zip(names, row, strict=True)) for row in found]


def forks(file: File) -> list[list[Row]]:
    """Return the tasks that follow the same one, where there are several, deleted ones aside."""
    found = file.read(
        "SELECT parent_task_id FROM tasks WHERE parent_task_id IS NOT NULL"
        " AND deleted_at IS NULL GROUP BY parent_task_id HAVING count(*) > 1"
    )
    return [
        [row for row in followers(file.connection, int(str(number))) if row["deleted_at"] is None]
        for (number,) in found
    ]


def too_deep(file: File) -> list[tuple[Row, int]]:
    """Return the subtasks of subtasks, with the number of the task that each is part of."""
    names = columns("tasks")
    found = file.read(
        f"SELECT {', '.join('c.' + name for name in names)}, p.id FROM tasks c"
        " JOIN tasks p ON p.id = c.subtask_of WHERE c.deleted_at IS NULL"
        " AND (c.id = p.id OR p.subtask_of IS NOT NULL) ORDER BY c.id"
    )
    return [(dict(zip(names, row, strict=False)), int(str(row[-1]))) for row in found]


def extras(file: File, task_id: int, form: str) -> Row | None:
    """Return what is kept of a task for one format, or None."""
    return _single(file, "task_extras", "task_id = ? AND format = ?", task_id, form)


def scheduled(file: File, user_id: int, task_type: str) -> Row | None:
    """Return a row of a user's schedule, the active one first, or None."""
    return _single(
        file,
        "scheduled_tasks",
        "user_id = ? AND task_type = ? ORDER BY is_active DESC LIMIT 1",
        user_id,
        task_type,
    )


def daily_reset_at(file: File, user_id: int, moment: int) -> Row | None:
    """Return the event of a daily reset at a boundary, or None."""
    return _single(
        file,
        "session_reset_events",
        "user_id = ? AND reset_timestamp = ? AND reset_type = 'scheduled_daily' LIMIT 1",
        user_id,
        moment,
    )


def statistics(file: File, user_id: int, date: str) -> Row | None:
    """Return the statistics of a day, or None."""
    return _single(file, "daily_session_stats", "user_id = ? AND date = ?", user_id, date)


def running(file: File, user_id: int) -> Row | None:
    """Return the session that runs, or None."""
    return _single(file, "timer_sessions", "user_id = ? AND ended_at IS NULL", user_id)


def reminded(file: File) -> set[int]:
    """Return the tasks of which any reminder waits."""
    found = file.read("SELECT DISTINCT task_id FROM reminders WHERE status = 'pending'")
    return {int(str(number)) for (number,) in found}


def _single(file: File, table: str, where: str, *values: object) -> Row | None:
    names = columns(table)
    found = file.read(f"SELECT {', '.join(names)} FROM {table} WHERE {where}", values)
    return dict(zip(names, found[0], strict=True)) if found else None
