"""Entries for counting sessions and closing a day: statistics, events, adjustments, schedule."""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain import day as days
from roma_cli.domain.changes import entry, insert, update
from roma_cli.domain.records import CONFIGURATION_COLUMNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roma_cli.domain.changes import Entry, Value
    from roma_cli.domain.day import DayRule
    from roma_cli.domain.day_records import Adjustment, DailyStats, ScheduledTask, TimerSession
    from roma_cli.domain.records import Configuration


class DayToClose(namedtuple("DayToClose", "sessions adjustments stats schedule")):
    """The rows of the open day, and the rows that closing it changes."""

    __slots__ = ()
    sessions: Sequence[TimerSession]
    adjustments: Sequence[Adjustment]
    stats: DailyStats | None
    schedule: ScheduledTask | None


def focus_seconds(session: TimerSession) -> int:
    """Return the seconds of an ended session without its pauses; never negative, 0 if running."""
    if session.ended_at is None:
        return 0
    return max(0, session.ended_at - session.started_at - session.paused_seconds)


def sums(
    sessions: Iterable[TimerSession], adjustments: Iterable[Adjustment]
) -> tuple[int, int, int]:
    """Return the seconds of work and of breaks, and how often the count was set by hand."""
    seconds = {True: 0, False: 0}
    for one in sessions:
        seconds[one.kind == "work"] += focus_seconds(one)
    return seconds[True], seconds[False], sum(1 for one in adjustments if one.reason == "set")


def close(configuration: Configuration, rows: DayToClose, date: str, now: int) -> list[Entry]:
    """Return the entries that add the open day to the statistics of `date`, and date its rows."""
    work, rest, overrides = sums(rows.sessions, rows.adjustments)
    stats = add_to_stats(
        configuration,
        rows.stats,
        date,
        sessions=configuration.today_session_count,
        work=work,
        rest=rest,
        overrides=overrides,
        now=now,
    )
    filed = [
        entry(
            "session.filed",
            update("timer_sessions", one.id, one, {"day": date}),
            task_id=one.task_id,
        )
        for one in rows.sessions
    ]
    adjusted = [
        entry("adjustment.filed", update("session_adjustments", one.id, one, {"day": date}))
        for one in rows.adjustments
    ]
    return [stats, *filed, *adjusted]


def add_to_stats(
    configuration: Configuration,
    stats: DailyStats | None,
    date: str,
    *,
    sessions: int,
    work: int,
    rest: int,
    overrides: int,
    now: int,
) -> Entry:
    """Return the entry that adds to the statistics of `date`; `stats` is its row, if it has one."""
    added = {
        "work_sessions_completed": sessions,
        "total_work_seconds": work,
        "total_break_seconds": rest,
        "manual_overrides": overrides,
    }
    if stats is None:
        row: dict[str, Value] = {
            "user_id": configuration.user_id,
            "date": date,
            "timezone": configuration.timezone,
            **added,
            "created_at": now,
            "updated_at": now,
        }
        return entry("stats.closed", insert("daily_session_stats", row))
    changed: dict[str, Value] = {
        name: getattr(stats, name) + number for name, number in added.items()
    }
    changed["updated_at"] = now
    return entry("stats.added", update("daily_session_stats", stats.id, stats, changed))


def configure(
    old: Configuration,
    new: Configuration,
    now: int,
    event_type: str,
    note: dict[str, Value] | None = None,
) -> Entry:
    """Return the entry that changes settings and count from `old` to `new`."""
    values: dict[str, Value] = {name: getattr(new, name) for name in CONFIGURATION_COLUMNS}
    values["updated_at"] = now
    return entry(event_type, update("user_configurations", old.id, old, values), note=note)


def adjustment(
    configuration: Configuration, delta: int, count: int, reason: str, now: int
) -> Entry:
    """Return the entry of a correction of the count by `delta`; the new count is `count`."""
    row: dict[str, Value] = {
        "user_id": configuration.user_id,
        "delta": delta,
        "count_after": count,
        "reason": reason,
        "created_at": now,
        "day": None,
    }
    return entry("session.adjusted", insert("session_adjustments", row))


def event(
    old: Configuration,
    new: Configuration,
    *,
    reset_type: str,
    moment: int,
    device: str,
    now: int,
    context: dict[str, Value],
) -> Entry:
    """Return the entry of the reset event at `moment`, with the count before and after."""
    import json  # noqa: PLC0415 - 4 ms, and only when a day ends

    row: dict[str, Value] = {
        "user_id": old.user_id,
        "reset_type": reset_type,
        "previous_count": old.today_session_count,
        "new_count": new.today_session_count,
        "reset_timestamp": moment,
        "user_timezone": new.timezone,
        "local_reset_time": days.iso_local(new.timezone, moment),
        "device_id": old.device_id or device,
        "context": json.dumps(context),
        "created_at": now,
    }
    return entry(f"event.{reset_type}", insert("session_reset_events", row))


def reschedule(
    schedule: ScheduledTask | None, rule: DayRule, next_boundary: int, now: int, *, ran: bool
) -> list[Entry]:
    """Return the entries that move the daily reset on the schedule to `next_boundary`."""
    from roma_cli.domain.clock.cron import daily  # noqa: PLC0415 - only when a day ends

    if schedule is None:
        return []
    new: dict[str, Value] = {
        "cron_expression": daily(rule.reset_minute),
        "timezone": rule.timezone,
        "last_executed_at": now if ran else schedule.last_executed_at,
        "next_execution_at": next_boundary,
        "updated_at": now,
    }
    change = update("scheduled_tasks", schedule.id, schedule, new)
    # Listed even if unchanged, so that undo sees that a later reset changed it too. Otherwise a
    # change of zone could be undone after the reset, leaving the next boundary of the other zone.
    before = {**(change.before or {}), "next_execution_at": schedule.next_execution_at}
    after = {**(change.after or {}), "next_execution_at": next_boundary}
    return [entry("schedule.moved", change._replace(before=before, after=after))]
