"""Every SELECT on tasks; returns records, never writes."""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain.task_fields import Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.domain.task_records import Note
    from roma_cli.storage.database import File

_COLUMNS = "SELECT " + ", ".join(Task._fields) + " FROM tasks"
_PENDING = "user_id = ? AND status = 'pending' AND deleted_at IS NULL"

_MANY = 500
"""Ids in one statement; SQLite takes 32,766 values, and older ones 999."""


class Filter(
    namedtuple(
        "Filter",
        "priority tag_key project now limit span",
        defaults=(None, None, None, None, None, None),
    )
):
    """The filter of a stream of tasks, at most `limit` of them.

    `now` leaves out those that are hidden until later; a `project` is compared in any case, and
    an empty one means tasks without. `span` holds the moments from, and to before, the first and
    the last whole day, and whether what has no due date is wanted.
    """

    __slots__ = ()
    priority: str | None
    tag_key: str | None
    project: str | None
    now: int | None
    limit: int | None
    span: tuple[int | None, int | None, str | None, str | None, bool] | None


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


def waiting(file: File, user_id: int, now: int, chosen: Filter = ALL) -> list[Task]:
    """Return pending tasks that are hidden until after `now`, the first to show up first."""
    where = f"{_PENDING} AND wait_until > ?"
    return _stream(file, where, "wait_until, id", [user_id, now], chosen)


def series(file: File, series_id: int) -> list[Task]:
    """Return every occurrence of a series that is not deleted, in order."""
    rows = file.read(
        f"{_COLUMNS} WHERE series_id = ? AND deleted_at IS NULL ORDER BY series_index",
        (series_id,),
    )
    return [Task(*row) for row in rows]


def is_as_added(file: File, task: Task) -> bool:
    """Tell whether a task is unchanged since it was added, and nothing refers to it.

    Decided from the audit: what is changed within a second of being added bears the same stamp.
    """
    [(touched,)] = file.read(
        "SELECT EXISTS (SELECT 1 FROM task_notes WHERE task_id = ?)"
        " OR EXISTS (SELECT 1 FROM timer_sessions WHERE task_id = ?)"
        " OR EXISTS (SELECT 1 FROM tasks WHERE subtask_of = ? AND deleted_at IS NULL)",
        (task.id, task.id, task.id),
    )
    if touched:
        return False
    added = file.read(
        "SELECT f.key, f.value FROM audit_log_entries e,"
        " json_each(json_extract(e.event_data, '$.after')) f WHERE e.id ="
        " (SELECT max(id) FROM audit_log_entries WHERE row_table = 'tasks' AND row_key = ?"
        " AND json_type(event_data, '$.before') = 'null')",
        (str(task.id),),
    )
    # What the entry does not name was left as tables make it, and changes leave a later stamp.
    columns = [(str(name), value) for name, value in added if name in Task._fields]
    return bool(columns) and all(getattr(task, name) == value for name, value in columns)


def children(file: File, number: int) -> list[Task]:
    """Return the next occurrence that completing the task `number` made, if it is still there."""
    rows = file.read(
        f"{_COLUMNS} WHERE parent_task_id = ? AND deleted_at IS NULL ORDER BY id", (number,)
    )
    return [Task(*row) for row in rows]


def subtasks(file: File, number: int) -> list[Task]:
    """Return the subtasks of the task `number` that are not deleted, by id."""
    rows = file.read(
        f"{_COLUMNS} WHERE subtask_of = ? AND deleted_at IS NULL ORDER BY id", (number,)
    )
    return [Task(*row) for row in rows]


def notes(file: File, number: int) -> list[Note]:
    """Return the notes on the task `number`, oldest first."""
    from roma_cli.domain.task_records import Note  # noqa: PLC0415 - lists do without

    columns = ", ".join(Note._fields)
    rows = file.read(f"SELECT {columns} FROM task_notes WHERE task_id = ? ORDER BY id", (number,))
    return [Note(*row) for row in rows]


def sessions_on(file: File, number: int) -> int:
    """Return how many work sessions were completed on the task `number`."""
    [(sessions,)] = file.read(
        "SELECT count(*) FROM timer_sessions"
        " WHERE task_id = ? AND kind = 'work' AND outcome = 'completed'",
        (number,),
    )
    return int(str(sessions))


def tag_words(file: File, user_id: int) -> list[str]:
    """Return the tags of each pending task that has any, separated by spaces."""
    rows = file.read(f"SELECT tags FROM tasks WHERE {_PENDING} AND tags <> ''", (user_id,))
    return [str(row[0]) for row in rows]


def tagged(file: File, user_id: int, key: str) -> list[Task]:
    """Return every task with the tag whose key is `key`, completed ones too, by id."""
    rows = file.read(
        f"{_COLUMNS} WHERE id IN (SELECT task_id FROM task_tags WHERE tag = ?)"
        " AND user_id = ? AND deleted_at IS NULL ORDER BY id",
        (key, user_id),
    )
    return [Task(*row) for row in rows]


def search(file: File, user_id: int, words: Sequence[str], limit: int) -> list[Task]:
    """Return the tasks with all `words` (or words that begin with them), best match first.

    Each word is quoted, so that nothing is parsed as an FTS5 operator.
    """
    query = " ".join('"' + word.replace('"', '""') + '"*' for word in words)
    columns = ", ".join("t." + name for name in Task._fields)
    rows = file.read(
        f"SELECT {columns} FROM task_words w JOIN tasks t ON t.id = w.rowid"
        " WHERE task_words MATCH ? AND t.user_id = ? AND t.deleted_at IS NULL"
        " ORDER BY t.status = 'completed', bm25(task_words, 10.0, 1.0, 5.0), t.id LIMIT ?",
        (query, user_id, limit),
    )
    return [Task(*row) for row in rows]


def count_due(file: File, user_id: int, *, now: int, before: int, last_day: str) -> int:
    """Return how many pending tasks are due before the instant `before` or by `last_day`.

    Those hidden until after `now` do not count.
    """
    [(moments,)] = file.read(
        f"SELECT count(*) FROM tasks WHERE {_PENDING} AND due_date IS NOT NULL AND due_date < ?"
        " AND (wait_until IS NULL OR wait_until <= ?)",
        (user_id, before, now),
    )
    [(days,)] = file.read(
        f"SELECT count(*) FROM tasks WHERE {_PENDING} AND due_day IS NOT NULL AND due_day <= ?"
        " AND (wait_until IS NULL OR wait_until <= ?)",
        (user_id, last_day, now),
    )
    return int(str(moments)) + int(str(days))


def any_task(file: File, user_id: int) -> bool:
    """Tell whether this user has any task that is not deleted."""
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
    if chosen.project:
        where += " AND project = ? COLLATE NOCASE"
        bound.append(chosen.project)
    elif chosen.project is not None:
        where += " AND project IS NULL"
    if chosen.span is not None:
        where += (
            " AND (due_date >= coalesce(?, due_date) AND due_date < coalesce(?, due_date + 1)"
            " OR due_day >= coalesce(?, due_day) AND due_day <= coalesce(?, due_day)"
            " OR due_date IS NULL AND due_day IS NULL AND ?)"
        )
        bound += chosen.span
    if chosen.now is not None:
        where += " AND (wait_until IS NULL OR wait_until <= ?)"
        bound.append(chosen.now)
    sql = f"{_COLUMNS} WHERE {where} ORDER BY {order}"
    if chosen.limit is not None:
        sql += " LIMIT ?"
        bound.append(chosen.limit)
    # Page by page, because a hundred thousand rows at once would be in memory twice.
    return [Task._make(row) for page in file.pages(sql, bound) for row in page]
