"""The schedule's rows other than the daily reset, whose instant is the day's own boundary."""

from __future__ import annotations

from roma_cli.domain.changes import Change, entry, insert, update
from roma_cli.domain.clock.cron import next_run

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.domain.changes import Entry, Row
    from roma_cli.domain.day_records import ResetEvent, ScheduledTask
    from roma_cli.domain.records import Configuration

RETENTION = "retention"
_RETENTION_CRON = "30 3 * * *"
"""Once a day, in the night, off the full hour."""

_DAY = 86_400


def retention(
    configuration: Configuration, rows: Sequence[ScheduledTask], *, wanted: bool, now: int
) -> list[Entry]:
    """Return the entries that put the pruning of reset events on the schedule, or take it off.

    `rows` are the user's rows, active or not.
    """
    row = next((one for one in rows if one.task_type == RETENTION), None)
    following = next_run(_RETENTION_CRON, configuration.timezone, now)
    if row is not None:
        columns: Row = {
            "is_active": int(wanted),
            "timezone": configuration.timezone,
            "next_execution_at": following,
            "updated_at": now,
        }
        return [entry("schedule.changed", update("scheduled_tasks", row.id, row, columns))]
    if not wanted:
        return []
    return [
        entry(
            "schedule.created",
            insert(
                "scheduled_tasks",
                {
                    "user_id": configuration.user_id,
                    "task_type": RETENTION,
                    "cron_expression": _RETENTION_CRON,
                    "timezone": configuration.timezone,
                    "next_execution_at": following,
                    "created_at": now,
                    "updated_at": now,
                },
            ),
        )
    ]


def moved(rows: Sequence[ScheduledTask], timezone: str, *, now: int) -> list[Entry]:
    """Return the entries that put the active rows, the daily reset aside, into a new zone."""
    return [
        entry(
            "schedule.moved",
            update(
                "scheduled_tasks",
                row.id,
                row,
                {
                    "timezone": timezone,
                    "next_execution_at": next_run(row.cron_expression, timezone, now),
                    "updated_at": now,
                },
            ),
        )
        for row in rows
        if row.is_active and row.task_type != "daily_reset"
    ]


def ran(row: ScheduledTask, *, now: int) -> Entry:
    """Return the entry that says a row was done at `now`, and when it is next."""
    columns = {
        "last_executed_at": now,
        "next_execution_at": next_run(row.cron_expression, row.timezone, now),
        "updated_at": now,
    }
    return entry("schedule.ran", update("scheduled_tasks", row.id, row, columns))


def outlived(events: Sequence[ResetEvent]) -> list[Entry]:
    """Return the entries that remove reset events; statistics are never removed."""
    return [
        entry(
            "event.pruned",
            Change(
                "session_reset_events",
                one.id,
                {name: value for name, value in one._asdict().items() if name != "id"},
                None,
            ),
        )
        for one in events
    ]


def keep_from(days: int, now: int) -> int:
    """Return the moment before which events have outlived `days` days of 24 hours."""
    return now - days * _DAY
