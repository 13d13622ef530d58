"""The audit log, in words or as stored."""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain import day as days
from roma_cli.domain.errors import NotFound, UsageError
from roma_cli.storage.queries import history as history_queries
from roma_cli.usecases.result import Cell, Column, Result, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from roma_cli.context import Context
    from roma_cli.domain.history_records import AuditEntry


def _words_of(text: str) -> frozenset[str]:
    return frozenset(text.split())


_UNSAID = _words_of(
    "id uuid user_id tag_keys created_at updated_at priority_weight series_id series_index "
    "anchor_date anchor_day anchor_index parent_task_id reminder_type origin claimed_at job_id "
    "device_id local_reset_time user_timezone source"
)
"""Columns that mean nothing to a person, or repeat others."""

_HIDDEN = frozenset({"webhook_url", "notify_command"})
"""Columns that may hold a secret: that they changed is shown, but not their values."""

_MOMENTS = _words_of(
    "due_date completed_at deleted_at wait_until scheduled_at sent_at next_attempt_at started_at "
    "ended_at paused_at last_daily_reset next_execution_at last_executed_at reset_timestamp"
)
_NOTHING = (None, "", 0, "none")
_LONGEST = 60
_WHOLE_ROW = ("title", "text", "name", "scheduled_at", "due_date", "due_day", "recurrence", "kind")
_WHOLE_ROW_MORE = ("delta", "count_after", "date", "work_sessions_completed", "previous_count")


class Wanted(namedtuple("Wanted", "task event_type since limit", defaults=(None, None, None, 50))):
    """Which entries are wanted: of a task and its series, of a kind, since a moment."""

    __slots__ = ()
    task: int | None
    event_type: str | None
    since: int | None
    limit: int


def log(context: Context, wanted: Wanted) -> Result:
    """List the newest audit entries, newest first; those of a task with all of its series."""
    number, event_type, since, limit = wanted
    ids: list[int] = []
    if number is not None:
        ids = [*history_queries.occurrences(context.file, context.user_id, number)] or [number]
    found = history_queries.logged(
        context.file, context.user_id, limit, tasks=ids, event_type=event_type, since=since
    )
    if number is not None and not found and event_type is None and since is None:
        raise NotFound(f"there is no task {number}", "roma task list --all")
    actors = history_queries.actors(context.file, sorted({one.operation_id for one in found}))
    undone = {number for number in actors if history_queries.is_undone(context.file, number)}
    return Result(
        [_table(context, found, actors, undone)] if found else [],
        lambda: [_shape(context, one, actors, undone) for one in found],
        messages=() if found else ("nothing of that kind is in the log",),
    )


def parse_event_type(typed: str) -> str:
    """Return a kind of event, or the first words of one; `*` and a dot at the end are allowed."""
    word = typed.strip().lower().removesuffix("*").rstrip(".")
    if not word or not word.replace(".", "").replace("_", "").isalnum():
        raise UsageError(f"a kind of event is task or task.completed, not '{typed}'", "roma log")
    return word


def _shape(
    context: Context, one: AuditEntry, actors: dict[int, str], undone: set[int]
) -> dict[str, object]:
    return {
        "id": one.id,
        "event_id": one.event_id,
        "event_type": one.event_type,
        "task_id": one.task_id,
        "parent_task_id": one.parent_task_id,
        "user_id": one.user_id,
        "event_data": _data(one),
        "created_at": days.iso_local(context.configuration.timezone, one.created_at),
        "operation_id": one.operation_id,
        "actor": actors[one.operation_id],
        "undone": one.operation_id in undone,
    }


def _data(one: AuditEntry) -> dict[str, Any]:
    import json  # noqa: PLC0415 - only where history is read

    data: dict[str, Any] = json.loads(one.event_data)
    return data


def _table(
    context: Context, found: list[AuditEntry], actors: dict[int, str], undone: set[int]
) -> Table:
    numbers = list(dict.fromkeys(one.task_id for one in found if one.task_id is not None))
    titles = history_queries.titles(context.file, context.user_id, numbers)
    zone = context.configuration.timezone
    rows = []
    for one in found:
        # Entries of another file's history are marked: their operations cannot be undone.
        foreign, gone = actors[one.operation_id] == "elsewhere", one.operation_id in undone
        marks = ["elsewhere"] * foreign + ["undone"] * gone
        message = _event_words(one.event_type) + (f" ({', '.join(marks)})" if marks else "")
        rows.append(
            (
                Cell(days.spaced_local(zone, one.created_at)),
                Cell(str(one.operation_id), "dim" if foreign else "id"),
                Cell(message, "dim" if marks else ""),
                Cell(_task(one, titles)),
                Cell(_changes(zone, _data(one))),
            )
        )
    columns = (
        Column("when", wraps=True),
        Column("op", right=True),
        Column("what", wraps=True),
        Column("task", wraps=True),
        Column("change", wraps=True),
    )
    return Table(columns, rows)


def _event_words(event_type: str) -> str:
    """Return `task.completed.undone` as `task completed, undone`."""
    first, _, verb = event_type.replace("_", " ").rpartition(".")
    if verb in ("undone", "redone"):
        return f"{first.replace('.', ' ')}, {verb}"
    return event_type.replace("_", " ").replace(".", " ")


def _task(one: AuditEntry, titles: dict[int, str]) -> str:
    if one.task_id is None:
        return ""
    return f"{one.task_id} {_short(titles.get(one.task_id, ''))}".rstrip()


def _changes(zone: str, data: dict[str, Any]) -> str:
    """Return what changed in a row, in the columns that a person cares about."""
    before, after = data.get("before"), data.get("after")
    if before is None or after is None:
        row = after or before or {}
        sign = "" if before is None else "removed: "
        names = [name for name in (*_WHOLE_ROW, *_WHOLE_ROW_MORE) if row.get(name) not in _NOTHING]
        parts = [f"{_name(name)} {_value(zone, name, row[name])}" for name in names]
    else:
        sign = ""
        parts = [
            f"{_name(name)} changed"
            if name in _HIDDEN
            else f"{_name(name)} {_value(zone, name, before.get(name))} → "
            f"{_value(zone, name, value)}"
            for name, value in after.items()
            if name not in _UNSAID
        ]
    note = data.get("note") or {}
    parts += [f"{_name(name)} {value}" for name, value in note.items() if value not in _NOTHING]
    return sign + ", ".join(parts)


def _name(column: str) -> str:
    return column.replace("_", " ")


def _value(zone: str, column: str, value: object) -> str:
    if value is None or value == "":
        return "none"
    if column in _MOMENTS and isinstance(value, int):
        return days.spaced_local(zone, value)
    return _short(str(value))


def _short(text: str) -> str:
    """Return text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"
