"""Every SELECT on tasks; returns records, never writes."""

from __future__ import annotations

from collections import namedtuple

from roma_cli.core.records import Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.store.file import File

_COLUMNS = "SELECT " + ", ".join(Task._fields) + " FROM tasks"
_PENDING = "user_id = ? AND status = 'pending' AND deleted_at IS NULL"

_MANY = 500
"""Ids in one statement; SQLite takes 32,766 values, and older ones 999."""


class Filter(namedtuple("Filter", "priority tag_key limit", defaults=(None, None, None))):
    """Which tasks a stream gives: of this priority, with this tag, no more than `limit`."""

    __slots__ = ()
    priority: str | None
    tag_key: str | None
    limit: int | None


ALL = Filter()


def tasks(file: File, user_id: int, ids: Sequence[int]) -> dict[int, Task]:
    """Return those of `ids` that are this user's and not deleted."""
    found: dict[int, Task] = {}
    for start in range(0, len(ids), _MANY):
        some = ids[start : start + _MANY]
        marks = ", ".join("?" * len(some))
        for row in file.read(
            f"{_COLUMNS} WHERE id IN ({marks}) AND user_id = ? AND deleted_at IS NULL",
            (*some, user_id),
        ):
            task = Task(*row)
            found[task.id] = task
    return found


def pending_moments(
    file: File,
    user_id: int,
    chosen: Filter = ALL,
    *,
    start: int | None = None,
    end: int | None = None,
) -> list[Task]:
    """Return pending tasks due at a moment in [start, end), by due, priority, id."""
    where, values = f"{_PENDING} AND due_date IS NOT NULL", [user_id]
    if start is not None:
        where, values = where + " AND due_date >= ?", [*values, start]
    if end is not None:
        where, values = where + " AND due_date < ?", [*values, end]
    return _stream(file, where, "due_date, priority_weight DESC, id", values, chosen)


def pending_days(
    file: File,
    user_id: int,
    chosen: Filter = ALL,
    *,
    first: str | None = None,
    last: str | None = None,
) -> list[Task]:
    """Return pending tasks due on a whole day from `first` to `last`, by day, priority, id."""
    where: str = f"{_PENDING} AND due_day IS NOT NULL"
    values: list[object] = [user_id]
    if first is not None:
        where, values = where + " AND due_day >= ?", [*values, first]
    if last is not None:
        where, values = where + " AND due_day <= ?", [*values, last]
    return _stream(file, where, "due_day, priority_weight DESC, id", values, chosen)


def pending_undated(file: File, user_id: int, chosen: Filter = ALL) -> list[Task]:
    """Return pending tasks without a due date, by priority, id."""
    where = f"{_PENDING} AND due_date IS NULL AND due_day IS NULL"
    return _stream(file, where, "priority_weight DESC, id", [user_id], chosen)


def completed(file: File, user_id: int, chosen: Filter = ALL) -> list[Task]:
    """Return completed tasks, the last completed first."""
    where = "user_id = ? AND status = 'completed' AND deleted_at IS NULL"
    return _stream(file, where, "completed_at DESC, id DESC", [user_id], chosen)


def count_due(file: File, user_id: int, *, before: int, last_day: str) -> int:
    """Return how many pending tasks are due before the instant `before` or by `last_day`."""
    [(moments,)] = file.read(
        f"SELECT count(*) FROM tasks WHERE {_PENDING} AND due_date IS NOT NULL AND due_date < ?",
        (user_id, before),
    )
    [(days,)] = file.read(
        f"SELECT count(*) FROM tasks WHERE {_PENDING} AND due_day IS NOT NULL AND due_day <= ?",
        (user_id, last_day),
    )
    return int(str(moments)) + int(str(days))


def any_task(file: File, user_id: int) -> bool:
    """Tell whether this user has ever kept a task that is not deleted."""
    for status in ("pending", "completed"):
        if file.read(
            "SELECT 1 FROM tasks WHERE user_id = ? AND status = ? AND deleted_at IS NULL LIMIT 1",
            (user_id, status),
        ):
            return True
    return False


def _stream(
    file: File, where: str, order: str, values: Sequence[object], chosen: Filter
) -> list[Task]:
    bound = list(values)
    if chosen.priority is not None:
        where += " AND priority = ?"
        bound.append(chosen.priority)
    if chosen.tag_key is not None:
        where += " AND id IN (SELECT task_id FROM task_tags WHERE tag = ?)"
        bound.append(chosen.tag_key)
    sql = f"{_COLUMNS} WHERE {where} ORDER BY {order}"
    if chosen.limit is not None:
        sql += " LIMIT ?"
        bound.append(chosen.limit)
    return [Task(*row) for row in file.read(sql, tuple(bound))]
