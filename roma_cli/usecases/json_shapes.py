"""The JSON shapes that scripts rely on, version 1: keys only ever get added.

Instants are ISO 8601 with the user's offset, except in reset events, where they are in UTC.
"""

from __future__ import annotations

from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain.records import CONFIGURATION_COLUMNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Any

    from roma_cli.context import Context
    from roma_cli.domain.day_records import ResetEvent, ScheduledTask
    from roma_cli.domain.records import Configuration
    from roma_cli.domain.task_fields import Task
    from roma_cli.domain.task_records import Reminder
    from roma_cli.usecases import json_types

_BOOLEANS = (
    *("auto_start_work", "auto_start_break", "sound_enabled", "notification_enabled"),
    "webhook_allow_private",
)
_INSTANTS = ("created_at", "updated_at", "last_daily_reset")


def is_overdue(context: Context, task: Task) -> bool:
    """Tell whether a task is pending and its deadline has passed."""
    from roma_cli.domain import task as task_rules  # noqa: PLC0415 - counts and timers do without

    due = task_rules.due_of(task)
    return (
        task.status == "pending"
        and due is not None
        and due_dates.is_overdue(due, context.rule, context.now)
    )


def task(context: Context, one: Task) -> json_types.Task:
    """Return one task: the data model's keys, and ours after them."""
    return next(tasks(context, (one,)))


def tasks(context: Context, found: Iterable[Task]) -> Iterator[json_types.Task]:
    """Give each task as `task` does, one at a time; what many have in common is worked out once."""
    from roma_cli.domain.task_fields import LATER_FIELDS  # noqa: PLC0415 - counts and timers do without

    zone, user = context.configuration.timezone, context.configuration.user_name
    late: dict[tuple[object, ...], bool] = {}
    for one in found:
        # Whole days have few dates, and where one ends takes long to tell.
        key = (one.due_day, one.due_date, one.status)
        overdue = late.get(key)
        if overdue is None:
            overdue = is_overdue(context, one)
            if one.due_date is None:
                late[key] = overdue
        later: Any = {each.column: getattr(one, each.column) for each in LATER_FIELDS}
        yield {**_task(zone, user, one, overdue=overdue), **later}


def _task(zone: str, user: str, one: Task, *, overdue: bool) -> json_types.Task:
    created = days.iso_local(zone, one.created_at)
    same = one.updated_at == one.created_at
    return {
        "id": one.id,
        "title": one.title,
        "description": one.description,
        "due_date": one.due_day or _instant(zone, one.due_date),
        "recurrence": one.recurrence,
        "priority": one.priority,
        "tags": one.tags.split(),
        "status": one.status,
        "created_at": created,
        "updated_at": created if same else days.iso_local(zone, one.updated_at),
        "completed_at": _instant(zone, one.completed_at),
        "parent_task_id": one.parent_task_id,
        "reminder_offset": one.reminder_offset,
        "due_all_day": one.due_day is not None,
        "overdue": overdue,
        "series_id": one.series_id,
        "series_index": one.series_index,
        "repeat_from": one.repeat_from,
        "skipped": bool(one.skipped),
        "subtask_of": one.subtask_of,
        "project": one.project,
        "wait_until": _instant(zone, one.wait_until),
        "estimate": one.estimate,
        "user": user,
    }


def task_with_parts(context: Context, one: Task) -> json_types.TaskWithParts:
    """Return one task with its notes, its subtasks and the reminders still to come."""
    from roma_cli.storage.queries import reminders as reminder_queries  # noqa: PLC0415 - only to show one task
    from roma_cli.storage.queries import tasks as task_queries  # noqa: PLC0415

    zone = context.configuration.timezone
    notes = task_queries.notes(context.file, one.id)
    return {
        **task(context, one),
        "notes": [
            {"text": note.text, "at": days.iso_local(zone, note.created_at)} for note in notes
        ],
        "subtasks": [task(context, part) for part in task_queries.subtasks(context.file, one.id)],
        "reminders": [
            reminder(zone, each) for each in reminder_queries.pending_of(context.file, one.id)
        ],
    }


def session(context: Context) -> json_types.Session:
    """Return the count, its day and the next reset."""
    own = context.configuration
    end = counting.next_reset(own, context.now)
    return {
        "user": own.user_name,
        "day": days.today(context.rule, context.now).isoformat(),
        "timezone": own.timezone,
        "daily_reset_time": own.daily_reset_time,
        "today_session_count": own.today_session_count,
        "manual_session_override": own.manual_session_override,
        "last_daily_reset": _instant(own.timezone, own.last_daily_reset),
        "next_reset": days.iso_local(own.timezone, end),
        "seconds_until_reset": end - context.now,
        "daily_goal": own.daily_goal,
    }


def configuration(own: Configuration) -> dict[str, object]:
    """Return all settings of one user, and the state of their count."""
    shape: dict[str, object] = {}
    for name in CONFIGURATION_COLUMNS:
        value = getattr(own, name)
        if name in _BOOLEANS:
            value = bool(value)
        elif name in _INSTANTS:
            value = _instant(own.timezone, value)
        shape[name] = value
    return shape


def event(one: ResetEvent) -> json_types.ResetEvent:
    """Return one reset; its instants are in UTC."""
    import json  # noqa: PLC0415 - only where JSON is printed

    return {
        "id": one.id,
        "user_id": one.user_id,
        "reset_type": one.reset_type,
        "previous_count": one.previous_count,
        "new_count": one.new_count,
        "reset_timestamp": days.iso_utc(one.reset_timestamp),
        "user_timezone": one.user_timezone,
        "local_reset_time": one.local_reset_time,
        "device_id": one.device_id,
        "context": json.loads(one.context) if one.context else {},
        "created_at": days.iso_utc(one.created_at),
    }


def schedule(zone: str, one: ScheduledTask) -> json_types.ScheduledTask:
    """Return one line of the schedule."""
    return {
        "id": one.id,
        "user_id": one.user_id,
        "task_type": one.task_type,
        "cron_expression": one.cron_expression,
        "timezone": one.timezone,
        "last_executed_at": _instant(zone, one.last_executed_at),
        "next_execution_at": days.iso_local(zone, one.next_execution_at),
        "is_active": bool(one.is_active),
        "created_at": days.iso_local(zone, one.created_at),
        "updated_at": days.iso_local(zone, one.updated_at),
    }


def reminder(zone: str, one: Reminder) -> json_types.Reminder:
    """Return one reminder: the data model's keys, and ours after them."""
    return {
        "id": one.id,
        "task_id": one.task_id,
        "user_id": one.user_id,
        "scheduled_at": days.iso_local(zone, one.scheduled_at),
        "reminder_type": one.reminder_type,
        "status": one.status,
        "retry_count": one.retry_count,
        "job_id": one.job_id,
        "created_at": days.iso_local(zone, one.created_at),
        "sent_at": _instant(zone, one.sent_at),
        "next_attempt_at": _instant(zone, one.next_attempt_at),
    }


def state(own: Configuration) -> str:
    """Return the state of the set-up in words: initial, timezone configured or active."""
    return own.setup_state.replace("_", " ")


def last_reset_in_words(own: Configuration, now: int) -> str:
    """Return when the last daily reset was, or that there was none yet."""
    if own.last_daily_reset is None:
        return "none yet"
    moment = days.iso_local(own.timezone, own.last_daily_reset)
    gone = now - counting.last_reset(own)
    return f"{moment} ({due_dates.in_words(gone)} ago)" if gone >= 0 else moment


def _instant(zone: str, moment: int | None) -> str | None:
    return None if moment is None else days.iso_local(zone, moment)
