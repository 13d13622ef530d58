"""Every SELECT of roma's own JSON: all rows of all tables, and those that a merge compares.

An archive that is imported is attached to the file's connection as the schema `STAGE`, so SQLite
itself compares both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from roma_cli.domain.transfer.archive.schema import TABLES
from roma_cli.storage.file_header import SCHEMA_VERSION, schema_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from roma_cli.storage.database import File

    Row = dict[str, object]

SCHEMA = schema_of(SCHEMA_VERSION)[0]
"""The schema that an export names: the major. An import names what it drops of a newer minor."""
STAGE = "stage"
"""What the tables of an archive are called beside those of the file: `stage.tasks`."""

PAGE = 500
"""Rows that are held at a time."""

_BEFORE_ALL = -(2**63)


class Pair(NamedTuple):
    """A task that is here under the uuid of one of theirs, whose number there is `id`.

    `is_same` tells that they say the same, references aside; `refers_here` and `refers_there` are
    those, in their order.
    """

    ours: int
    our_user: int
    their_user: int
    uuid: str
    is_same: bool
    refers_here: tuple[int | None, ...]
    refers_there: tuple[int | None, ...]
    id: int


def rows(file: File, table: str, schema: str = "main") -> Iterator[Row]:
    """Return all rows of a table: by their number, else as they were written."""
    names = TABLES[table].columns
    for row in _paged(file, f"SELECT {', '.join(names)}, t.rowid FROM {schema}.{table} t"):
        yield dict(zip(names, row, strict=False))


def pages(file: File, table: str) -> Iterator[list[tuple[object, ...]]]:
    """Return the columns of the JSON of all rows of a table, some at a time; in a snapshot."""
    sql = f"SELECT {', '.join(TABLES[table].names)} FROM {table} ORDER BY rowid"
    return file.pages(sql, size=PAGE)


def find(
    file: File,
    table: str,
    columns: Mapping[str, object],
    *,
    schema: str = "main",
    prefer: str = "",
) -> Row | None:
    """Return a row that has these `columns`, or None; of several that of the greatest `prefer`."""
    # An index on rows in which a column is NULL serves only where the statement says NULL.
    where = " AND ".join(
        f"{name} IS NULL" if value is None else f"{name} = ?" for name, value in columns.items()
    )
    values = tuple(value for value in columns.values() if value is not None)
    names = TABLES[table].columns
    order = f" ORDER BY {prefer} DESC" if prefer else ""
    found = file.read(
        f"SELECT {', '.join(names)} FROM {schema}.{table} WHERE {where}{order} LIMIT 1", values
    )
    return dict(zip(names, found[0], strict=True)) if found else None


def by_key(file: File, table: str, key: object, schema: str = "main") -> Row | None:
    """Return the row of a table with a key, or None."""
    return find(file, table, {TABLES[table].key: key}, schema=schema)


def next_ids(file: File) -> dict[str, int]:
    """Return the number that the next row of each table with numbers gets."""
    used = {
        str(name): int(str(seq)) for name, seq in file.read("SELECT name, seq FROM sqlite_sequence")
    }
    return {table: used.get(table, 0) + 1 for table, one in TABLES.items() if one.is_numbered}


def is_pristine(file: File) -> bool:
    """Tell whether nobody has done anything in the file: it was made, and its days went by."""
    untouched = " AND ".join(
        f"NOT EXISTS (SELECT 1 FROM {table})" for table, one in TABLES.items() if not one.by_roma
    )
    [(yes,)] = file.read(
        f"SELECT {untouched} AND NOT EXISTS (SELECT 1 FROM operations WHERE actor <> 'roma')"
    )
    return bool(yes)


# --- what a merge compares ----------------------------------------------------------------


def shared_tasks(file: File) -> Iterator[Pair]:
    """Return the tasks that are in both files by their uuid."""
    described = TABLES["tasks"]
    refers = [name for name, other in described.references.items() if other == "tasks"]
    same = " AND ".join(f"t.{name} IS o.{name}" for name in described.content)
    both = ", ".join(f"{one}.{name}" for one in "ot" for name in refers)
    for ours, our_user, their_user, uuid, is_same, *keys, number in _paged(
        file,
        f"SELECT o.id, o.user_id, t.user_id, t.uuid, {same}, {both}, t.id"
        f" FROM {STAGE}.tasks t CROSS JOIN tasks o ON o.uuid = t.uuid",
    ):
        here, there = tuple(keys[: len(refers)]), tuple(keys[len(refers) :])
        yield Pair(ours, our_user, their_user, uuid, bool(is_same), here, there, number)


def shared_entries(file: File) -> Iterator[tuple[int, int, str, str, str]]:
    """Return the audit entries that are in both files, in the order of theirs.

    Of each the operation there and here; the table of its row, and that row's key there and here.
    """
    for *one, _ in _paged(
        file,
        "SELECT t.operation_id, o.operation_id, t.row_table, t.row_key, o.row_key, t.id"
        f" FROM {STAGE}.audit_log_entries t CROSS JOIN audit_log_entries o"
        " ON o.event_id = t.event_id",
    ):
        there, here, table, their_key, our_key = one
        yield there, here, table, their_key, our_key


def new_entries(file: File) -> Iterator[Row]:
    """Return the audit entries of the stage that are not in the file."""
    names = TABLES["audit_log_entries"].columns
    for row in _paged(
        file,
        f"SELECT {', '.join(f't.{name}' for name in names)}, t.id FROM {STAGE}.audit_log_entries t"
        " LEFT JOIN audit_log_entries o ON o.event_id = t.event_id",
        "o.id IS NULL",
    ):
        yield dict(zip(names, row, strict=False))


def followers(file: File, number: int, schema: str = "main") -> list[Row]:
    """Return the tasks that follow a task in its series, deleted ones too."""
    names = TABLES["tasks"].columns
    found = file.read(
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
        [row for row in followers(file, int(str(number))) if row["deleted_at"] is None]
        for (number,) in found
    ]


def too_deep(file: File) -> list[tuple[Row, int]]:
    """Return the subtasks of subtasks, with the number of the task that each is part of."""
    names = TABLES["tasks"].columns
    found = file.read(
        f"SELECT {', '.join('c.' + name for name in names)}, p.id FROM tasks c"
        " JOIN tasks p ON p.id = c.subtask_of WHERE c.deleted_at IS NULL"
        " AND (c.id = p.id OR p.subtask_of IS NOT NULL) ORDER BY c.id"
    )
    return [(dict(zip(names, row, strict=False)), int(str(row[-1]))) for row in found]


def reminded(file: File) -> set[int]:
    """Return the tasks that have a pending reminder."""
    found = file.read("SELECT DISTINCT task_id FROM reminders WHERE status = 'pending'")
    return {int(str(number)) for (number,) in found}


def _paged(file: File, select: str, where: str = "true") -> Iterator[tuple[Any, ...]]:
    """Return rows in the order of `t.rowid`, their last value, some at a time.

    No statement is left open between them, so that the one who takes them may write.
    """
    last: object = _BEFORE_ALL
    sql = f"{select} WHERE t.rowid > ? AND {where} ORDER BY t.rowid LIMIT {PAGE}"
    while page := file.read(sql, (last,)):
        yield from page
        last = page[-1][-1]
