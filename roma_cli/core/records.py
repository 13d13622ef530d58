"""The rows roma keeps, as values.

Every class is a plain tuple whose fields are the columns of one table, in the order in which
`store/reads.py` selects them. Instants are UTC epoch seconds; calendar days are `YYYY-MM-DD`
text, as stored. `collections.namedtuple` because `typing.NamedTuple` and `dataclasses` cost 5
and 10 ms at every start.
"""

from __future__ import annotations

from collections import namedtuple

FIRST_USER = "me"
"""The name of the user that every file begins with."""


class Configuration(
    namedtuple(
        "Configuration",
        "id user_id theme work_duration short_break_duration long_break_duration "
        "long_break_interval auto_start_work auto_start_break sound_enabled notification_enabled "
        "created_at updated_at timezone daily_reset_time last_daily_reset today_session_count "
        "manual_session_override setup_state daily_goal all_day_reminder_time quiet_hours "
        "event_retention_days notification_channels notify_command webhook_url "
        "webhook_secret_file webhook_allow_private device_id user_name",
    )
):
    """One user's settings and the state of their count, with the user's name beside them.

    `setup_state` is `initial`, `timezone_configured` or `active`. Booleans are 0 or 1.
    """

    __slots__ = ()
    id: str
    user_id: int
    theme: str
    work_duration: int
    short_break_duration: int
    long_break_duration: int
    long_break_interval: int
    auto_start_work: int
    auto_start_break: int
    sound_enabled: int
    notification_enabled: int
    created_at: int
    updated_at: int
    timezone: str
    daily_reset_time: str
    last_daily_reset: int | None
    today_session_count: int
    manual_session_override: int | None
    setup_state: str
    daily_goal: int
    all_day_reminder_time: str
    quiet_hours: str | None
    event_retention_days: int | None
    notification_channels: str
    notify_command: str | None
    webhook_url: str | None
    webhook_secret_file: str | None
    webhook_allow_private: int
    device_id: str | None
    user_name: str


CONFIGURATION_COLUMNS = Configuration._fields[:-1]
"""What the table holds: all but the user's name."""


class Task(
    namedtuple(
        "Task",
        "id uuid user_id title description due_date due_day recurrence priority tags tag_keys "
        "status created_at updated_at completed_at parent_task_id series_id series_index "
        "anchor_date anchor_day anchor_index repeat_from skipped subtask_of project wait_until "
        "estimate reminder_offset deleted_at",
    )
):
    """One task.

    At most one of `due_date` (an instant) and `due_day` (a whole day, which does not shift when
    the user travels) is set. `tags` are stored with their `#`, separated by single spaces, as
    typed; `tag_keys` are the same, case-folded, for comparison.

    A recurring task is one occurrence of a series: `series_id` is the first task's id and
    `series_index` counts its occurrences. The schedule starts at the anchor, a moment or a whole
    day, which is the occurrence `anchor_index`. `skipped` is 1 for one passed over without being
    done, whose status is completed. `wait_until` is the moment until which it is hidden,
    `estimate` is in work sessions.
    """

    __slots__ = ()
    id: int
    uuid: str
    user_id: int
    title: str
    description: str
    due_date: int | None
    due_day: str | None
    recurrence: str
    priority: str
    tags: str
    tag_keys: str
    status: str
    created_at: int
    updated_at: int
    completed_at: int | None
    parent_task_id: int | None
    series_id: int | None
    series_index: int | None
    anchor_date: int | None
    anchor_day: str | None
    anchor_index: int | None
    repeat_from: str
    skipped: int
    subtask_of: int | None
    project: str | None
    wait_until: int | None
    estimate: int | None
    reminder_offset: str | None
    deleted_at: int | None


class Note(namedtuple("Note", "id uuid task_id user_id text created_at")):
    """A dated remark on a task."""

    __slots__ = ()
    id: int
    uuid: str
    task_id: int
    user_id: int
    text: str
    created_at: int


class TimerSession(
    namedtuple(
        "TimerSession",
        "id user_id kind planned_seconds started_at paused_at paused_seconds ended_at outcome "
        "task_id source day created_at updated_at",
    )
):
    """One stretch of work or rest; lengths in seconds.

    `day` is the roma day it was closed into, and None while that day is still open. `source` is
    `timer` or `manual`.
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
    day: str | None
    created_at: int
    updated_at: int


class Adjustment(namedtuple("Adjustment", "id user_id delta count_after reason created_at day")):
    """A signed correction of the count by hand (`set`) or by the limit of 1000 (`limit`).

    `day` is None while the day it was made in is still open.
    """

    __slots__ = ()
    id: int
    user_id: int
    delta: int
    count_after: int
    reason: str
    created_at: int
    day: str | None


class DailyStats(
    namedtuple(
        "DailyStats",
        "id user_id date timezone work_sessions_completed total_work_seconds "
        "total_break_seconds manual_overrides created_at updated_at",
    )
):
    """What one closed roma day came to; one row per user and date."""

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
    """One line of the schedule: what is done next, when, and in which zone."""

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


class AuditEntry(
    namedtuple(
        "AuditEntry",
        "id event_id event_type task_id parent_task_id user_id event_data created_at "
        "operation_id row_table row_key",
    )
):
    """What happened to one row. `event_data` is JSON text with `before` and `after`."""

    __slots__ = ()
    id: int
    event_id: str
    event_type: str
    task_id: int | None
    parent_task_id: int | None
    user_id: int
    event_data: str
    created_at: int
    operation_id: int
    row_table: str
    row_key: str


class Operation(namedtuple("Operation", "id user_id actor kind target summary created_at")):
    """What one command did as a whole.

    `actor` is `user`, or `roma` for what the tool does by itself; `kind` is `do`, `undo` or
    `redo`; `target` is the operation that an undo or redo speaks of.
    """

    __slots__ = ()
    id: int
    user_id: int
    actor: str
    kind: str
    target: int | None
    summary: str
    created_at: int


class Reminder(
    namedtuple(
        "Reminder",
        "id uuid task_id user_id scheduled_at reminder_type status retry_count job_id created_at "
        "sent_at claimed_at next_attempt_at origin offset_seconds",
    )
):
    """One notice that a task is due.

    `status` is `pending`, `sent`, `failed` or `cancelled`. `retry_count` counts failed tries;
    after one, `next_attempt_at` is when the next may be. `claimed_at` is when a checker took it
    to send it, None while nobody does. `job_id` names a job of another program, if there is one.
    `origin` is `task` for the one that the task's own offset makes, else `added`; where
    `offset_seconds` is set the reminder moves with the due date.
    """

    __slots__ = ()
    id: int
    uuid: str
    task_id: int
    user_id: int
    scheduled_at: int
    reminder_type: str
    status: str
    retry_count: int
    job_id: str | None
    created_at: int
    sent_at: int | None
    claimed_at: int | None
    next_attempt_at: int | None
    origin: str
    offset_seconds: int | None
