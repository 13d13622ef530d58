"""The types of what tools return: the shapes of `--json`, as a program is told of them.

Keys only ever get added; one that is not named here is passed on all the same.
"""

from __future__ import annotations

from typing import Any, NotRequired

from pydantic import ConfigDict
from typing_extensions import TypedDict

_OPEN = ConfigDict(extra="allow")


class Task(TypedDict):
    """One task; `due_date` is a date where `due_all_day`, else a moment."""

    __pydantic_config__ = _OPEN  # type: ignore[misc]  # how a TypedDict says it
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

    __pydantic_config__ = _OPEN  # type: ignore[misc]
    what: str
    words: str
    meaning: str


class Understood(Task):
    """A task made of a sentence; a dry run gives it without a number."""

    id: NotRequired[int]  # type: ignore[misc]  # a dry run makes no number
    taken: list[Taken]


class Note(TypedDict):
    """A dated note of a task."""

    __pydantic_config__ = _OPEN  # type: ignore[misc]
    text: str
    at: str


class Reminder(TypedDict):
    """One reminder of a task."""

    __pydantic_config__ = _OPEN  # type: ignore[misc]
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

    __pydantic_config__ = _OPEN  # type: ignore[misc]
    completed: list[Task]
    created: list[Task]


class Deleted(TypedDict):
    """The numbers of what was deleted."""

    __pydantic_config__ = _OPEN  # type: ignore[misc]
    deleted: list[int]


class Session(TypedDict):
    """Today's count of work sessions, and the next reset."""

    __pydantic_config__ = _OPEN  # type: ignore[misc]
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


class Timer(TypedDict):
    """What runs, or what comes next."""

    __pydantic_config__ = _OPEN  # type: ignore[misc]
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

    __pydantic_config__ = _OPEN  # type: ignore[misc]
    day: str
    overdue: list[Task]
    due_today: list[Task]
    session: Session
    timer: Timer | None
    reminders: list[Reminder]


class Day(TypedDict):
    """What one day came to; an open one is not over."""

    __pydantic_config__ = _OPEN  # type: ignore[misc]
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
"""What several days came to; beside these the week, month, tag, task or hour, and more."""
Total.__pydantic_config__ = _OPEN  # type: ignore[attr-defined]


class Event(TypedDict):
    """One entry of the history of changes."""

    __pydantic_config__ = _OPEN  # type: ignore[misc]
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

    __pydantic_config__ = _OPEN  # type: ignore[misc]
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

    __pydantic_config__ = _OPEN  # type: ignore[misc]
    undone: int
    summary: str


class Redone(TypedDict):
    """The operation that was done again."""

    __pydantic_config__ = _OPEN  # type: ignore[misc]
    redone: int
    summary: str


class Turn(TypedDict):
    """One turn of a conversation: the reply, its command in words, and that command's result."""

    __pydantic_config__ = _OPEN  # type: ignore[misc]
    reply: str
    command: list[str] | None
    result: Any
