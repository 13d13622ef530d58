"""Every SELECT of import and export; returns records, never writes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from roma_cli.domain.task_fields import Task

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from roma_cli.storage.database import File

_TASK = "SELECT " + ", ".join(Task._fields) + " FROM tasks"
PAGE = 500
"""Tasks that an export holds at a time."""

_NAMES = (
    *("t." + name for name in Task._fields),
    "(SELECT uuid FROM tasks WHERE id = t.subtask_of)",
    "(SELECT uuid FROM tasks WHERE id = t.parent_task_id)",
    "(SELECT uuid FROM tasks WHERE id = t.series_id)",
    "(SELECT data FROM task_extras WHERE task_id = t.id AND format = ?)",
)
_PAGE = (
    f"SELECT {', '.join(_NAMES)} FROM tasks t WHERE t.user_id = ? AND t.id > ?"
    " AND (t.deleted_at IS NULL OR ?) ORDER BY t.id LIMIT ?"
)


class Extras(NamedTuple):
    """Extras of a task for one format: its row's id, and JSON."""

    id: int
    data: str


class FullTask(NamedTuple):
    """A task with what belongs to it, others being named by their uuids.

    `extras` is JSON or None. `notes` are (uuid, text, created_at), `reminders` the pending ones
    as (scheduled_at, offset_seconds).
    """

    task: Task
    part_of: str | None
    follows: str | None
    series: str | None
    extras: str | None
    notes: list[tuple[str, str, int]]
    reminders: list[tuple[int, int | None]]


def by_uuid(file: File, uuid: str) -> Task | None:
    """Return the task with a uuid, deleted or not, of any user."""
    return by_uuids(file, [uuid]).get(uuid)


def by_uuids(file: File, uuids: Sequence[str]) -> dict[str, Task]:
    """Return the existing ones among some tasks, by uuid, of any user."""
    marks = ", ".join("?" * len(uuids))
    rows = file.read(f"{_TASK} WHERE uuid IN ({marks})", tuple(uuids))
    return {str(row[1]): Task(*row) for row in rows}


def by_id(file: File, number: int) -> Task | None:
    """Return the task `number`, deleted or not."""
    rows = file.read(_TASK + " WHERE id = ?", (number,))
    return Task(*rows[0]) if rows else None


def next_key(file: File, table: str) -> int:
    """Return the number that the next row of a table gets. Under the write lock it stays so."""
    return _one(file, "SELECT seq + 1 FROM sqlite_sequence WHERE name = ?", table) or 1


def has_note(file: File, uuid: str) -> bool:
    """Tell whether any task has the note with a uuid."""
    return _one(file, "SELECT id FROM task_notes WHERE uuid = ?", uuid) is not None


def occurrence(file: File, series_id: int, index: int) -> int | None:
    """Return the id of an occurrence of a series that is not deleted, or None."""
    return _one(
        file,
        "SELECT id FROM tasks WHERE series_id = ? AND series_index = ? AND deleted_at IS NULL",
        series_id,
        index,
    )


def has_subtasks(file: File, number: int) -> bool:
    """Tell whether the task `number` has subtasks that are not deleted."""
    sql = "SELECT id FROM tasks WHERE subtask_of = ? AND deleted_at IS NULL LIMIT 1"
    return _one(file, sql, number) is not None


def notes(file: File, number: int) -> list[tuple[str, str, int]]:
    """Return the notes on the task `number` as (uuid, text, created_at), in order."""
    return _notes(file, number, number).get(number, [])


def reminder_times(file: File, number: int) -> list[tuple[int, int | None]]:
    """Return the times of all reminders of the task `number`, past ones too, and their offsets."""
    rows = file.read(
        "SELECT scheduled_at, offset_seconds FROM reminders WHERE task_id = ?", (number,)
    )
    return [(int(str(moment)), _number(offset)) for moment, offset in rows]


def extras(file: File, numbers: Sequence[int], form: str) -> dict[int, Extras]:
    """Return the extras for the format `form` of those tasks that have any."""
    marks = ", ".join("?" * len(numbers))
    rows = file.read(
        f"SELECT id, data, task_id FROM task_extras WHERE task_id IN ({marks}) AND format = ?",
        (*numbers, form),
    )
    return {int(str(row[2])): Extras._make(row[:2]) for row in rows}


def owner(file: File, table: str, key: str) -> int | None:
    """Return the user of the row with this id in a table of statistics or resets, or None."""
    return _one(file, f"SELECT user_id FROM {table} WHERE id = ?", key)


def adjustment(file: File, uuid: str) -> tuple[int, str] | None:
    """Return the amount and reason of the correction with this uuid, or None."""
    rows = file.read("SELECT delta, reason FROM session_adjustments WHERE uuid = ?", (uuid,))
    return (int(str(rows[0][0])), str(rows[0][1])) if rows else None


def has_daily_reset(file: File, user_id: int, moment: int) -> bool:
    """Tell whether a user has a daily reset at a moment."""
    sql = (
        "SELECT 1 FROM session_reset_events WHERE user_id = ? AND reset_timestamp = ?"
        " AND reset_type = 'scheduled_daily'"
    )
    return _one(file, sql, user_id, moment) is not None


def count(file: File, user_id: int, *, deleted: bool) -> int:
    """Return how many tasks a user has, with or without deleted ones."""
    sql = "SELECT count(*) FROM tasks WHERE user_id = ? AND (deleted_at IS NULL OR ?)"
    return _one(file, sql, user_id, deleted) or 0


def every_task(file: File, user_id: int, form: str, *, deleted: bool) -> Iterator[FullTask]:
    """Return all tasks of a user with their parts, by id, a page at a time.

    The caller holds a snapshot. `form` is the format of the extras.
    """
    last = 0
    width = len(Task._fields)
    while page := file.read(_PAGE, (form, user_id, last, deleted, PAGE)):
        first, last = int(str(page[0][0])), int(str(page[-1][0]))
        remarks = _notes(file, first, last)
        reminders: dict[object, list[tuple[int, int | None]]] = {}
        for number, moment, offset in file.read(
            "SELECT task_id, scheduled_at, offset_seconds FROM reminders"
            " WHERE status = 'pending' AND task_id BETWEEN ? AND ? ORDER BY task_id, scheduled_at",
            (first, last),
        ):
            reminders.setdefault(number, []).append((int(str(moment)), _number(offset)))
        for row in page:
            parts = remarks.get(row[0], []), reminders.get(row[0], [])
            yield FullTask._make((Task(*row[:width]), *row[width:], *parts))


def _notes(file: File, first: int, last: int) -> dict[object, list[tuple[str, str, int]]]:
    """Return the notes on the tasks whose numbers lie from `first` to `last`, in order."""
    found: dict[object, list[tuple[str, str, int]]] = {}
    for number, uuid, text, moment in file.read(
        "SELECT task_id, uuid, text, created_at FROM task_notes"
        " WHERE task_id BETWEEN ? AND ? ORDER BY task_id, created_at, id",
        (first, last),
    ):
        found.setdefault(number, []).append((str(uuid), str(text), int(str(moment))))
    return found


def _one(file: File, sql: str, *values: object) -> int | None:
    """Return the number that a SELECT finds, or None."""
    rows = file.read(sql, values)
    return int(str(rows[0][0])) if rows else None


def _number(value: object) -> int | None:
    return None if value is None else int(str(value))
