"""The types of what `--json` prints. Keys only ever get added.

Loaded by the type checker, and by the MCP server, which needs the `TypedDict` of
`typing_extensions` to describe what its tools return.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NotRequired

from typing_extensions import TypedDict

from roma_cli.domain.task_fields import LATER_FIELDS


class LaterTaskFields(TypedDict):
    """The text fields of a task that came after the first release."""


if not TYPE_CHECKING:
    LaterTaskFields = TypedDict("LaterTaskFields", {one.column: str | None for one in LATER_FIELDS})


class Task(LaterTaskFields):
    """One task; `due_date` is a date where `due_all_day`, else a moment."""

    id: int
    title: str
    description: str
    due_date: str | None
    recurrence: str
    priority: str
    tags: list[str]
    status: str
    created_at: str
    updated_at: str
    completed_at: str | None
    parent_task_id: int | None
    reminder_offset: str | None
    due_all_day: bool
    overdue: bool
    series_id: int | None
    series_index: int | None
    repeat_from: str
    skipped: bool
    subtask_of: int | None
    project: str | None
    wait_until: str | None
    estimate: int | None
    user: str


class Taken(TypedDict):
    """One part of a sentence, and what it was taken for."""

    what: str
    words: str
    meaning: str


class Understood(Task):
    """A task made of a sentence; a dry run gives it without a number."""

    id: NotRequired[int]  # type: ignore[misc]  # a dry run makes no number
    taken: list[Taken]


class Note(TypedDict):
    """A dated note of a task."""

    text: str
    at: str


class Reminder(TypedDict):
    """One reminder of a task."""

    id: int
    task_id: int
    user_id: int
    scheduled_at: str
    reminder_type: str
    status: str
    retry_count: int
    job_id: str | None
    created_at: str
    sent_at: str | None
    next_attempt_at: str | None


class TaskWithParts(Task):
    """One task with its notes, its subtasks and the reminders still to come."""

    notes: list[Note]
    subtasks: list[Task]
    reminders: list[Reminder]


class Done(TypedDict):
    """What was completed, and the next occurrences that this made."""

    completed: list[Task]
    created: list[Task]


class Deleted(TypedDict):
    """The numbers of what was deleted."""

    deleted: list[int]


class Session(TypedDict):
    """Today's count of work sessions, and the next reset."""

    user: str
    day: str
    timezone: str
    daily_reset_time: str
    today_session_count: int
    manual_session_override: int | None
    last_daily_reset: str | None
    next_reset: str
    seconds_until_reset: int
    daily_goal: int


class Reset(Session):
    """The rule of the day, and the state of the set-up."""

    state: str
    schedule: dict[str, Any] | None


class ResetEvent(TypedDict):
    """One reset of the count; its instants are in UTC."""

    id: str
    user_id: int
    reset_type: str
    previous_count: int
    new_count: int
    reset_timestamp: str
    user_timezone: str
    local_reset_time: str
    device_id: str | None
    context: dict[str, Any]
    created_at: str


class ScheduledTask(TypedDict):
    """One line of the schedule."""

    id: str
    user_id: int
    task_type: str
    cron_expression: str
    timezone: str
    last_executed_at: str | None
    next_execution_at: str
    is_active: bool
    created_at: str
    updated_at: str


class Timer(TypedDict):
    """What runs, or what comes next."""

    state: str
    kind: str | None
    remaining_seconds: int | None
    ends_at: str | None
    task_id: int | None
    completed_today: int
    next_kind: str
    overtime_seconds: int | None
    last_ended_at: str | None
    interruptions: int
    task_sessions: int | None
    task_estimate: int | None


class Today(TypedDict):
    """The day: what is overdue and due, the count, the timer, the reminders that wait."""

    day: str
    overdue: list[Task]
    due_today: list[Task]
    session: Session
    timer: Timer | None
    reminders: list[Reminder]


class Day(TypedDict):
    """What one day came to; an open one is not over."""

    id: str | None
    user_id: int
    date: str
    timezone: str
    work_sessions_completed: int
    total_work_seconds: int
    total_break_seconds: int
    manual_overrides: int
    created_at: str | None
    updated_at: str | None
    open: bool
    day_off: bool


Total = TypedDict(
    "Total", {"from": str, "to": str, "sessions": int, "work_seconds": int}, total=True
)
"""The sums of several days; beside these the week, month, tag, task or hour, and more."""


class Event(TypedDict):
    """One entry of the history of changes."""

    id: int
    event_id: str
    event_type: str
    task_id: int | None
    parent_task_id: int | None
    user_id: int
    event_data: dict[str, Any]
    created_at: str
    operation_id: int
    actor: str
    undone: bool


class Operation(TypedDict):
    """What one command did as a whole, newest first in a list."""

    id: int
    user_id: int
    actor: str
    kind: str
    target: int | None
    summary: str
    created_at: str
    undone: bool


class Undone(TypedDict):
    """The operation that was taken back."""

    undone: int
    summary: str


class Redone(TypedDict):
    """The operation that was done again."""

    redone: int
    summary: str


class Turn(TypedDict):
    """One turn of a conversation: the reply, its command in words, and that command's result."""

    reply: str
    command: list[str] | None
    result: Any
