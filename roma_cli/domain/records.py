"""Records of rows as values: the settings, which every command needs.

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
