"""Every SELECT of import and export; returns records, never writes."""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain.records import Task

TYPE_CHECKING = False
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


class Extras(namedtuple("Extras", "id data")):
    """What is kept of a task for one format: its row's id, and JSON."""

    __slots__ = ()
    id: int
    data: str


class Whole(namedtuple("Whole", "task part_of follows series extras notes reminders")):
    """A task with what belongs to it, others being named by their uuids.

    `extras` is JSON or None. `notes` are (uuid, text, created_at), `reminders` the pending ones
    as (scheduled_at, offset_seconds).
    """

    __slots__ = ()
    task: Task
    part_of: str | None
    follows: str | None
    series: str | None
    extras: str | None
    notes: list[tuple[str, str, int]]
    reminders: list[tuple[int, int | None]]


def by_uuid(file: File, uuid: str) -> Task | None:
    """Return the task that is called so, deleted or not, whoever's it is."""
    rows = file.read(_TASK + " WHERE uuid = ?", (uuid,))
    return Task(*rows[0]) if rows else None


def by_uuids(file: File, uuids: Sequence[str]) -> dict[str, Task]:
    """Return those of a few hundred tasks that are there, by uuid, whoever has them."""
    marks = ", ".join("?" * len(uuids))
    rows = file.read(f"{_TASK} WHERE uuid IN ({marks})", tuple(uuids))
    return {str(row[1]): Task(*row) for row in rows}


def by_id(file: File, number: int) -> Task | None:
    """Return the task `number`, deleted or not."""
    rows = file.read(_TASK + " WHERE id = ?", (number,))
    return Task(*rows[0]) if rows else None


def has_note(file: File, uuid: str) -> bool:
    """Tell whether any task has the note that is called so."""
    return bool(file.read("SELECT 1 FROM task_notes WHERE uuid = ?", (uuid,)))


def occurrence(file: File, series_id: int, index: int) -> int | None:
    """Return the id of an occurrence of a series that is not deleted, or None."""
    rows = file.read(
        "SELECT id FROM tasks WHERE series_id = ? AND series_index = ? AND deleted_at IS NULL",
        (series_id, index),
    )
    return int(str(rows[0][0])) if rows else None


def has_subtasks(file: File, number: int) -> bool:
    """Tell whether the task `number` has subtasks that are not deleted."""
    return bool(
        file.read(
            "SELECT 1 FROM tasks WHERE subtask_of = ? AND deleted_at IS NULL LIMIT 1", (number,)
        )
    )


def notes(file: File, number: int) -> list[tuple[str, str, int]]:
    """Return the notes on the task `number` as (uuid, text, created_at), in order."""
    rows = file.read(
        "SELECT uuid, text, created_at FROM task_notes WHERE task_id = ? ORDER BY created_at, id",
        (number,),
    )
    return [(str(uuid), str(text), int(str(moment))) for uuid, text, moment in rows]


def reminder_times(file: File, number: int) -> list[tuple[int, int | None]]:
    """Return when reminders of the task `number` were ever to come, and their offsets."""
    rows = file.read(
        "SELECT scheduled_at, offset_seconds FROM reminders WHERE task_id = ?", (number,)
    )
    return [(int(str(moment)), _number(offset)) for moment, offset in rows]


def extras(file: File, numbers: Sequence[int], form: str) -> dict[int, Extras]:
    """Return what is kept for the format called `form` of those of some tasks that have any."""
    marks = ", ".join("?" * len(numbers))
    rows = file.read(
        f"SELECT id, data, task_id FROM task_extras WHERE task_id IN ({marks}) AND format = ?",
        (*numbers, form),
    )
    return {int(str(row[2])): Extras(*row[:2]) for row in rows}


def count(file: File, user_id: int, *, deleted: bool) -> int:
    """Return how many tasks a user has, with or without deleted ones."""
    [(number,)] = file.read(
        "SELECT count(*) FROM tasks WHERE user_id = ? AND (deleted_at IS NULL OR ?)",
        (user_id, deleted),
    )
    return int(str(number))


def everything(file: File, user_id: int, form: str, *, deleted: bool) -> Iterator[Whole]:
    """Return all tasks of a user with their parts, by id, a page at a time.

    The caller holds a snapshot. `form` is whose extras are wanted.
    """
    last = 0
    width = len(Task._fields)
    while True:
        page = file.read(_PAGE, (form, user_id, last, deleted, PAGE))
        if not page:
            return
        first, last = int(str(page[0][0])), int(str(page[-1][0]))
        remarks: dict[object, list[tuple[str, str, int]]] = {}
        for number, uuid, text, moment in file.read(
            "SELECT task_id, uuid, text, created_at FROM task_notes"
            " WHERE task_id BETWEEN ? AND ? ORDER BY task_id, created_at, id",
            (first, last),
        ):
            one = (str(uuid), str(text), int(str(moment)))
            remarks.setdefault(number, []).append(one)
        notices: dict[object, list[tuple[int, int | None]]] = {}
        for number, moment, offset in file.read(
            "SELECT task_id, scheduled_at, offset_seconds FROM reminders"
            " WHERE status = 'pending' AND task_id BETWEEN ? AND ? ORDER BY task_id, scheduled_at",
            (first, last),
        ):
            notices.setdefault(number, []).append((int(str(moment)), _number(offset)))
        for row in page:
            yield Whole._make(
                (
                    Task(*row[:width]),
                    *row[width:],
                    remarks.get(row[0], []),
                    notices.get(row[0], []),
                )
            )


def _number(value: object) -> int | None:
    return None if value is None else int(str(value))
