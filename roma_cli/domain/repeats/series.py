"""Series of repeating tasks: the start, the next occurrence, the end.

Dates are computed from the series' anchor and an index (see `recurrence`), never from the last
date. Every occurrence stores the anchor, so one row is enough to compute the next occurrence.
"""

from __future__ import annotations

from collections import namedtuple
from datetime import date, timedelta

from roma_cli.domain import day as days
from roma_cli.domain import task as task_rules
from roma_cli.domain.changes import entry, insert
from roma_cli.domain.due import Due, deadline, due_day
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats import recurrence
from roma_cli.domain.repeats.parse import in_words, parse_repeat
from roma_cli.domain.task_fields import LATER_FIELDS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.changes import Entry, NewKey, Value
    from roma_cli.domain.day import DayRule
    from roma_cli.domain.repeats.recurrence import Repeat
    from roma_cli.domain.task_fields import Task

_HOUR_MINUTES = 60

_INHERITED = (
    "user_id",
    "title",
    "description",
    "recurrence",
    "priority",
    "tags",
    "tag_keys",
    "series_id",
    "repeat_from",
    "project",
    "estimate",
    "reminder_offset",
    *(one.column for one in LATER_FIELDS),
)


class Following(namedtuple("Following", "due index anchor anchor_index skipped")):
    """The next occurrence: its due date and index, its anchor, and how many were skipped."""

    __slots__ = ()
    due: Due
    index: int
    anchor: Due
    anchor_index: int
    skipped: int


def start(
    typed: str,
    due: Due | None,
    rule: DayRule,
    *,
    today: date,
    series_id: int | NewKey,
    index: int = 0,
) -> tuple[dict[str, Value], Due | None]:
    """Return the columns of a series that starts now, and its first due date.

    `typed` is `none` or a repeat in words; without a due date the first occurrence is due today,
    all day. If weekdays are chosen, the first due date is the first of them. Raises BadValue for
    a repeat that cannot be read.
    """
    repeat = parse_repeat(typed)
    if repeat is None:
        return {"recurrence": "none"}, due
    first = recurrence.first_due(repeat, due or Due(None, today), rule)
    return {
        "recurrence": in_words(repeat),
        "series_id": series_id,
        "series_index": index,
        **_anchor_columns(first, index),
    }, first


def repeat_of(task: Task) -> Repeat | None:
    """Return how a task repeats, or None."""
    return parse_repeat(task.recurrence)


def anchor_of(task: Task) -> Due:
    """Return the due date at which the schedule of a repeating task starts."""
    if task.anchor_day is not None:
        return Due(None, date.fromisoformat(task.anchor_day))
    return Due(task.anchor_date, None)


def following(task: Task, rule: DayRule, now: int, *, catch_up: bool = True) -> Following | None:
    """Return the next occurrence of a task completed at `now`, or None if it does not repeat.

    On the schedule it is the first occurrence after this one and, with `catch_up`, not before
    today; from completion it counts from today. Raises UsageError at the end of the calendar.
    """
    repeat = repeat_of(task)
    if repeat is None or task.series_index is None or task.anchor_index is None:
        return None
    anchor = anchor_of(task)
    index = task.series_index - task.anchor_index
    if task.repeat_from == "completion":
        due = recurrence.from_completion(repeat, task_rules.due_of(task) or anchor, now, rule)
        return Following(due, task.series_index + 1, due, task.series_index + 1, 0)
    if not catch_up:
        due = recurrence.occurrence(repeat, anchor, index + 1, rule)
        return Following(due, task.series_index + 1, anchor, task.anchor_index, 0)
    found = recurrence.next_after(repeat, anchor, index, rule, now)
    return Following(
        found.due, task.anchor_index + found.index, anchor, task.anchor_index, found.skipped
    )


def next_entry(task: Task, found: Following, rule: DayRule, *, now: int) -> Entry:
    """Return the entry that adds the occurrence `found` after `task`."""
    wait = None
    due = task_rules.due_of(task)
    if task.wait_until is not None and due is not None:
        # Hidden for the same number of days before its due date as this one was.
        wait = _shifted(task.wait_until, (due_day(found.due, rule) - due_day(due, rule)).days, rule)
    row: dict[str, Value] = {
        **{name: getattr(task, name) for name in _INHERITED},
        **task_rules.due_columns(found.due),
        "series_index": found.index,
        **_anchor_columns(found.anchor, found.anchor_index),
        "parent_task_id": task.id,
        "wait_until": wait,
        "created_at": now,
        "updated_at": now,
    }
    note: dict[str, Value] = {"skipped": found.skipped}
    return entry("task.created", insert("tasks", row), parent_task_id=task.id, note=note)


def complete(task: Task, rule: DayRule, *, now: int) -> list[Entry]:
    """Return the entries that complete a task and add its next occurrence.

    Raises UsageError if it is already completed.
    """
    done = task_rules.complete(task, now=now)
    found = following(task, rule, now)
    return [done] if found is None else [done, next_entry(task, found, rule, now=now)]


def skip(task: Task, rule: DayRule, *, now: int, until_today: bool) -> list[Entry]:
    """Return the entries that skip an occurrence.

    `until_today` skips all occurrences before today. Raises UsageError for a task that is
    completed or does not repeat, and with `until_today` for one that is not due before today.
    """
    if task.status == "completed":
        raise UsageError(f"task {task.id} is completed already", f"roma task chain {task.id}")
    found = following(task, rule, now, catch_up=until_today)
    if found is None:
        raise UsageError(f"task {task.id} does not repeat", f"roma task show {task.id}")
    due = task_rules.due_of(task)
    if until_today and due is not None and due_day(due, rule) >= days.today(rule, now):
        raise UsageError(f"task {task.id} is not due before today", f"roma task skip {task.id}")
    columns: dict[str, Value] = {"status": "completed", "completed_at": now, "skipped": 1}
    return [
        task_rules.changed("task.skipped", task, columns, now=now),
        next_entry(task, found, rule, now=now),
    ]


def stop(task: Task, *, now: int) -> list[Entry]:
    """Return the entry that ends a series at this task, which is kept.

    Raises UsageError for a task that does not repeat, or is completed: its next occurrence would
    still repeat.
    """
    if task.status == "completed":
        raise UsageError(f"task {task.id} is completed already", f"roma task chain {task.id}")
    if task.recurrence == "none":
        raise UsageError(f"task {task.id} does not repeat", f"roma task show {task.id}")
    return [task_rules.changed("task.series_ended", task, {"recurrence": "none"}, now=now)]


def outcome(task: Task, rule: DayRule) -> str:
    """Return the outcome of an occurrence: `open`, `skipped`, `late` or `on time`."""
    if task.status == "pending":
        return "open"
    if task.skipped:
        return "skipped"
    due = task_rules.due_of(task)
    if due is None or task.completed_at is None:
        return "on time"
    end = deadline(due, rule)
    late = task.completed_at >= end if due.all_day else task.completed_at > end
    return "late" if late else "on time"


def _shifted(moment: int, number: int, rule: DayRule) -> int:
    """Return the same time on the local clock, a number of days later."""
    local = days.local(rule.timezone, moment)
    clock = days.DayRule(rule.timezone, local.hour * _HOUR_MINUTES + local.minute)
    return days.boundary(clock, local.date() + timedelta(days=number)) + local.second


def _anchor_columns(anchor: Due, index: int) -> dict[str, Value]:
    return {
        "anchor_date": anchor.moment,
        "anchor_day": None if anchor.day is None else anchor.day.isoformat(),
        "anchor_index": index,
    }
