"""Rows of the schedule other than the daily reset, which runs at the day's own boundary."""

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
"""Once a day, at night, not on the full hour."""

_DAY = 86_400


def retention(
    configuration: Configuration, rows: Sequence[ScheduledTask], *, wanted: bool, now: int
) -> list[Entry]:
    """Return the entries that schedule the pruning of reset events, or stop it.

    `rows` are the user's rows, active or not.
    """
    row = next((one for one in rows if one.task_type == RETENTION), None)
    zone = configuration.timezone
    planned: Row = {"timezone": zone, "next_execution_at": next_run(_RETENTION_CRON, zone, now)}
    if row is not None:
        new: Row = {"is_active": int(wanted), **planned, "updated_at": now}
        return [entry("schedule.changed", update("scheduled_tasks", row.id, row, new))]
    if not wanted:
        return []
    new = {
        "user_id": configuration.user_id,
        "task_type": RETENTION,
        "cron_expression": _RETENTION_CRON,
        **planned,
        "created_at": now,
        "updated_at": now,
    }
    return [entry("schedule.created", insert("scheduled_tasks", new))]


def moved(rows: Sequence[ScheduledTask], timezone: str, *, now: int) -> list[Entry]:
    """Return the entries that move the active rows, except the daily reset, to a new zone."""
    return [
        _updated("schedule.moved", row, {"timezone": timezone}, timezone, now)
        for row in rows
        if row.is_active and row.task_type != "daily_reset"
    ]


def ran(row: ScheduledTask, *, now: int) -> Entry:
    """Return the entry that records a run at `now`, and schedules the next."""
    return _updated("schedule.ran", row, {"last_executed_at": now}, row.timezone, now)


def outlived(events: Sequence[ResetEvent]) -> list[Entry]:
    """Return the entries that remove expired reset events; statistics are never removed."""
    pruned = []
    for one in events:
        before = one._asdict()
        del before["id"]
        pruned.append(entry("event.pruned", Change("session_reset_events", one.id, before, None)))
    return pruned


def keep_from(days: int, now: int) -> int:
    """Return the moment before which events are older than `days` days of 24 hours."""
    return now - days * _DAY


def _updated(event_type: str, row: ScheduledTask, new: Row, timezone: str, now: int) -> Entry:
    """Return the entry that sets columns of a row, and the time of its next run."""
    following = next_run(row.cron_expression, timezone, now)
    new = {**new, "next_execution_at": following, "updated_at": now}
    return entry(event_type, update("scheduled_tasks", row.id, row, new))
