"""Records of days: sessions, corrections of the count, statistics, the schedule, resets.

See `records` for what all records have in common.
"""

from __future__ import annotations

from collections import namedtuple


class TimerSession(
    namedtuple(
        "TimerSession",
        "id user_id kind planned_seconds started_at paused_at paused_seconds ended_at outcome "
        "task_id source note tags day created_at updated_at",
    )
):
    """One work session or break; lengths in seconds.

    `day` is the roma day it belongs to, None while that day is open. `source` is
    `timer`, `manual` (typed by hand) or `import`. `tags` are its own, apart from those of its
    task, stored like those of a task.
    """

    __slots__ = ()
    id: str
    user_id: int
    kind: str
    planned_seconds: int
    started_at: int
    paused_at: int | None
    paused_seconds: int
    ended_at: int | None
    outcome: str | None
    task_id: int | None
    source: str
    note: str
    tags: str
    day: str | None
    created_at: int
    updated_at: int


class Interruption(namedtuple("Interruption", "id uuid session_id user_id reason created_at")):
    """An interruption of a session that kept running."""

    __slots__ = ()
    id: int
    uuid: str
    session_id: str
    user_id: int
    reason: str
    created_at: int


class Adjustment(
    namedtuple(
        "Adjustment",
        "id uuid user_id delta count_after reason created_at day work_seconds break_seconds",
        defaults=(0, 0),
    )
):
    """A signed correction of the count by hand (`set`) or by the limit of 1000 (`limit`).

    The reason `import` marks what an import adds to a day beyond its sessions; only that has
    seconds. `day` is None while the day of the correction is open.
    """

    __slots__ = ()
    id: int
    uuid: str
    user_id: int
    delta: int
    count_after: int
    reason: str
    created_at: int
    day: str | None
    work_seconds: int
    break_seconds: int


class DailyStats(
    namedtuple(
        "DailyStats",
        "id user_id date timezone work_sessions_completed total_work_seconds "
        "total_break_seconds manual_overrides created_at updated_at",
    )
):
    """The statistics of one closed roma day; one row per user and date."""

    __slots__ = ()
    id: str
    user_id: int
    date: str
    timezone: str
    work_sessions_completed: int
    total_work_seconds: int
    total_break_seconds: int
    manual_overrides: int
    created_at: int
    updated_at: int


class ScheduledTask(
    namedtuple(
        "ScheduledTask",
        "id user_id task_type cron_expression timezone last_executed_at next_execution_at "
        "is_active created_at updated_at",
    )
):
    """One line of the schedule: what runs next, when, and in which zone."""

    __slots__ = ()
    id: str
    user_id: int
    task_type: str
    cron_expression: str
    timezone: str
    last_executed_at: int | None
    next_execution_at: int
    is_active: int
    created_at: int
    updated_at: int


class ResetEvent(
    namedtuple(
        "ResetEvent",
        "id user_id reset_type previous_count new_count reset_timestamp user_timezone "
        "local_reset_time device_id context created_at",
    )
):
    """One reset of the count. `context` is a JSON object as text, or None."""

    __slots__ = ()
    id: str
    user_id: int
    reset_type: str
    previous_count: int
    new_count: int
    reset_timestamp: int
    user_timezone: str
    local_reset_time: str
    device_id: str | None
    context: str | None
    created_at: int
