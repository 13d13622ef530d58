"""Rules of users: names, and what a new user starts with."""

from __future__ import annotations

from roma_cli.domain import day as days
from roma_cli.domain.changes import NewKey, entry, insert
from roma_cli.domain.clock.cron import daily
from roma_cli.domain.text import storable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.changes import Entry, Row

NAME_LIMIT = 50


def clean_name(text: str) -> str:
    """Return a user's name as it is stored. Raises UsageError if blank or over 50 characters."""
    return storable(text, "the user name", least=1, most=NAME_LIMIT)


def new_user(name: str, timezone: str, *, now: int) -> list[Entry]:
    """Return the entries that make the user `name`, whose days begin at midnight in `timezone`.

    Settings start at the defaults of their columns; the daily reset is on the schedule.
    """
    rule = days.DayRule(timezone, 0)
    user = NewKey(0)
    stamps: Row = {"created_at": now, "updated_at": now}
    configuration: Row = {"user_id": user, "timezone": timezone, **stamps}
    schedule: Row = {
        "user_id": user,
        "task_type": "daily_reset",
        "cron_expression": daily(rule.reset_minute),
        "timezone": timezone,
        "next_execution_at": days.day_at(rule, now).end,
        **stamps,
    }
    return [
        entry("user.created", insert("users", {"name": clean_name(name), "created_at": now})),
        entry("config.created", insert("user_configurations", configuration)),
        entry("schedule.created", insert("scheduled_tasks", schedule)),
    ]
