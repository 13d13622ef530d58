"""Synchronisation of reminders with the due dates, offsets and states of their tasks.

Called with the entries of an operation before they are written, and adds to them: so reminders
change in the same transaction as the task, and undo takes both back.
"""

from __future__ import annotations

from datetime import date

from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain import reminder as reminder_rules
from roma_cli.domain import task as task_rules
from roma_cli.domain.changes import NewKey
from roma_cli.domain.due import Due
from roma_cli.storage.queries import reminders as reminder_queries
from roma_cli.storage.queries import tasks as task_queries

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.context import Context
    from roma_cli.domain.changes import Entry, Row
    from roma_cli.domain.records import Configuration
    from roma_cli.domain.task_fields import Task
    from roma_cli.domain.task_records import Reminder

_WATCHED = frozenset({"due_date", "due_day", "reminder_offset", "status", "deleted_at"})


def followed(context: Context, entries: Sequence[Entry], found: Sequence[Task] = ()) -> list[Entry]:
    """Return `entries` with what they mean for reminders after them.

    `found` are tasks as the file has them before; others are read.
    """
    known = {one.id: one for one in found}
    more: list[Entry] = []
    for position, one in enumerate(entries):
        change = one.change
        if change.table != "tasks" or change.after is None:
            continue
        if change.before is None:
            more += _of_new(context, change.after, NewKey(position))
        elif _WATCHED & set(change.after):
            number = int(str(change.key))
            if number not in known:
                known |= task_queries.tasks(context.file, context.user_id, [number])
            more += _of_changed(context, known[number], change.after)
    return [*entries, *more]


def rescheduled(
    context: Context,
    new: Configuration,
    found: Sequence[Reminder] | None = None,
    old: Configuration | None = None,
) -> list[Entry]:
    """Return the entries that move pending reminders to where new settings put them.

    Whole days begin elsewhere in another zone, and are reminded of at another time of day. Of
    those `found` instead of all; and with `old` settings only those that come when these say.
    """
    if found is None:
        found = reminder_queries.pending(context.file, context.user_id)
    tasks = task_queries.tasks(context.file, context.user_id, [one.task_id for one in found])
    entries = []
    for one in found:
        due = task_rules.due_of(tasks[one.task_id]) if one.task_id in tasks else None
        if due is None or not due.all_day or one.offset_seconds is None:
            continue
        if old is not None and moment_before(old, due, one.offset_seconds) != one.scheduled_at:
            continue
        moment = moment_before(new, due, one.offset_seconds)
        if moment != one.scheduled_at:
            entries.append(reminder_rules.move(one, moment))
    return entries


def _of_new(context: Context, row: Row, key: NewKey) -> list[Entry]:
    offset = row.get("reminder_offset")
    due = _due(row)
    if (
        offset is None
        or due is None
        or not reminder_rules.is_wanted(due, context.rule, context.now)
    ):
        return []
    return [_own(context, key, due, str(offset))]


def _of_changed(context: Context, before: Task, after: Row) -> list[Entry]:
    task = before._replace(**after)
    pending = reminder_queries.pending_of(context.file, task.id)
    due = task_rules.due_of(task)
    if task.status != "pending" or task.deleted_at is not None or due is None:
        # One that is bound to a moment, not to the due date, only goes with the task itself.
        gone = task.status != "pending" or task.deleted_at is not None
        reason = "the task is done" if gone else "the due date was taken off"
        return [
            reminder_rules.cancel(one, reason)
            for one in pending
            if gone or one.offset_seconds is not None
        ]
    entries: list[Entry] = []
    moved = due != task_rules.due_of(before)
    own_changed = moved or task.reminder_offset != before.reminder_offset
    for one in pending:
        if one.origin == "task" and own_changed:
            entries.append(reminder_rules.cancel(one, "rescheduled"))
        elif one.origin == "added" and moved and one.offset_seconds is not None:
            entries.append(reminder_rules.cancel(one, "rescheduled"))
            entries += _again(context, one, due)
    has_own = any(one.origin == "task" for one in pending) and not own_changed
    wanted = reminder_rules.is_wanted(due, context.rule, context.now)
    if task.reminder_offset is not None and wanted and not has_own and _reminds(before, task):
        entries.append(_own(context, task.id, due, task.reminder_offset))
    return entries


def _reminds(before: Task, task: Task) -> bool:
    """Tell whether a change gives cause for a new reminder, rather than for one sent before."""
    return (
        before.status != task.status
        or before.reminder_offset != task.reminder_offset
        or task_rules.due_of(before) != task_rules.due_of(task)
    )


def _again(context: Context, one: Reminder, due: Due) -> list[Entry]:
    if not reminder_rules.is_wanted(due, context.rule, context.now):
        return []
    offset = one.offset_seconds or 0
    return [
        reminder_rules.add(
            one.task_id,
            context.user_id,
            moment_before(context.configuration, due, offset),
            one.reminder_type,
            now=context.now,
            offset_seconds=offset,
        )
    ]


def _own(context: Context, task_id: int | NewKey, due: Due, offset: str) -> Entry:
    seconds = reminder_rules.OFFSETS[offset]
    return reminder_rules.add(
        task_id,
        context.user_id,
        moment_before(context.configuration, due, seconds),
        context.configuration.notification_channels,
        now=context.now,
        origin="task",
        offset_seconds=seconds,
    )


def moment_before(own: Configuration, due: Due, offset_seconds: int) -> int:
    """Return when to remind of what is due then, `offset_seconds` before, by a user's settings."""
    minute = days.parse_reset_time(own.all_day_reminder_time)
    return reminder_rules.scheduled_at(due, offset_seconds, counting.rule_of(own), minute)


def _due(row: Row) -> Due | None:
    day, moment = row.get("due_day"), row.get("due_date")
    if day is not None:
        return Due(None, date.fromisoformat(str(day)))
    return None if moment is None else Due(int(str(moment)), None)
