"""The rows roma keeps, as values: the ones that every command needs.

Those of days, of tasks' parts and of history stand in files of their own, because making the
classes costs a tenth of a millisecond each at every start.

Every class is a plain tuple whose fields are the columns of one table, in the order in which
`storage/queries` selects them. Instants are UTC epoch seconds; calendar days are `YYYY-MM-DD`
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
        "days_off event_retention_days notification_channels notify_command webhook_url "
        "webhook_secret_file webhook_allow_private device_id user_name timer_ends_at",
        defaults=(None,),
    )
):
    """One user's settings and the state of their count, with the user's name beside them.

    `timer_ends_at` is the planned end of the running timer, None where none runs or it is paused.
    `setup_state` is `initial`, `timezone_configured` or `active`. `days_off` are the weekdays
    without planned work, such as `sat,sun`. Booleans are 0 or 1.
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
    days_off: str | None
    event_retention_days: int | None
    notification_channels: str
    notify_command: str | None
    webhook_url: str | None
    webhook_secret_file: str | None
    webhook_allow_private: int
    device_id: str | None
    user_name: str
    timer_ends_at: int | None


CONFIGURATION_COLUMNS = Configuration._fields[:-2]
"""What the table holds: all but the user's name and the timer's end."""


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
