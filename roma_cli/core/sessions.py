"""The count of work sessions: how it grows, how it is set by hand, how its day is closed.

Rules: the count is the completed work sessions since the last reset plus signed adjustments by
hand. A reset is due when the latest boundary at or before now is later than the last one; it
closes the count into the statistics of the roma day in which it was made.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.core import day as days
from roma_cli.core.changes import entry, insert, update
from roma_cli.core.day import Day, DayRule
from roma_cli.core.errors import UsageError
from roma_cli.core.records import CONFIGURATION_COLUMNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.core.changes import Entry, Value
    from roma_cli.core.records import (
        Adjustment,
        Configuration,
        DailyStats,
        ScheduledTask,
        TimerSession,
    )

LIMIT = 1000
"""The count's upper limit, from the data model."""

CLOCK_TOLERANCE = 26 * 3600
"""Seconds by which the last reset may lie ahead of now: a day of 25 hours, and an hour more."""


class Books(namedtuple("Books", "sessions adjustments stats schedule")):
    """What closing a day needs to know: the open day's rows, and the rows it adds to."""

    __slots__ = ()
    sessions: Sequence[TimerSession]
    adjustments: Sequence[Adjustment]
    stats: DailyStats | None
    schedule: ScheduledTask | None


class Due(namedtuple("Due", "day closes boundaries")):
    """A reset that is due: the day that has begun, the day to be closed, boundaries passed.

    `closes` is None when the last reset lies in the far future, after a clock that was wrong:
    then nothing is closed and only the last reset is set to where it belongs.
    """

    __slots__ = ()
    day: Day
    closes: Day | None
    boundaries: int


def rule_of(configuration: Configuration) -> DayRule:
    """Return where this user's days begin."""
    hour, _, minute = configuration.daily_reset_time.partition(":")
    return DayRule(configuration.timezone, int(hour) * 60 + int(minute))


def last_reset(configuration: Configuration) -> int:
    """Return the last daily reset, or before the first one the moment the user was made."""
    if configuration.last_daily_reset is None:
        return configuration.created_at
    return configuration.last_daily_reset


def due(configuration: Configuration, now: int) -> Due | None:
    """Tell what reset is due at `now`, if any. Compares instants, never dates or wall clocks."""
    rule = rule_of(configuration)
    last = last_reset(configuration)
    day = days.day_at(rule, now)
    if last > now + CLOCK_TOLERANCE:
        return Due(day, None, 0)
    if day.start <= last:
        return None
    return Due(day, days.day_at(rule, last), days.boundaries_between(rule, last, now))


def after_reset(configuration: Configuration, due: Due) -> Configuration:
    """Return what the settings and count are once `due` is done."""
    if due.closes is None:
        return configuration._replace(last_daily_reset=due.day.start)
    return configuration._replace(
        last_daily_reset=due.day.start, today_session_count=0, manual_session_override=None
    )


def daily_reset(
    configuration: Configuration, due: Due, books: Books, *, now: int, device: str
) -> list[Entry]:
    """Return the entries of the reset that is `due` at `now`, done by the machine `device`."""
    new = after_reset(configuration, due)
    if due.closes is None:
        note: dict[str, Value] = {"reason": "last reset lay in the future", "count_kept": 1}
        return [
            _configure(configuration, new, now, "reset.reanchored", note=note),
            *_reschedule(books.schedule, rule_of(configuration), due.day.end, now, ran=False),
        ]
    return [
        *_close(configuration, books, due.closes.date.isoformat(), configuration.timezone, now),
        _configure(configuration, new, now, "reset.scheduled_daily"),
        _event(
            configuration,
            new,
            reset_type="scheduled_daily",
            moment=due.closes.end,
            device=device,
            now=now,
            context={
                "closed_day": due.closes.date.isoformat(),
                "boundaries_passed": due.boundaries,
            },
        ),
        *_reschedule(books.schedule, rule_of(configuration), due.day.end, now, ran=True),
    ]


def manual_reset(
    configuration: Configuration, books: Books, *, now: int, device: str
) -> list[Entry]:
    """Return the entries that close the count into the current day; the boundary stays."""
    date = days.today(rule_of(configuration), now).isoformat()
    new = configuration._replace(today_session_count=0, manual_session_override=None)
    return [
        *_close(configuration, books, date, configuration.timezone, now),
        _configure(configuration, new, now, "reset.manual_reset"),
        _event(
            configuration,
            new,
            reset_type="manual_reset",
            moment=now,
            device=device,
            now=now,
            context={"closed_day": date},
        ),
    ]


def closes_on_change(configuration: Configuration, new_rule: DayRule, now: int) -> bool:
    """Tell whether under `new_rule` a boundary lies after the last reset and at or before now."""
    return days.day_at(new_rule, now).start > last_reset(configuration)


def rule_change(
    configuration: Configuration,
    new: Configuration,
    books: Books,
    *,
    keep_count: bool,
    now: int,
    device: str,
) -> list[Entry]:
    """Return the entries that give `configuration` the zone and reset time of `new`.

    The old setting has been settled before. A count to be closed goes into the date of the roma
    day that was current under the old setting, with the old zone.
    """
    rule = rule_of(new)
    day = days.day_at(rule, now)
    moved = closes_on_change(configuration, rule, now)
    counted = configuration.today_session_count > 0 or books.sessions or books.adjustments
    closes = moved and bool(counted) and not keep_count
    context: dict[str, Value] = {
        "from_timezone": configuration.timezone,
        "from_daily_reset_time": configuration.daily_reset_time,
        "to_daily_reset_time": new.daily_reset_time,
    }
    entries: list[Entry] = []
    if moved:
        new = new._replace(last_daily_reset=day.start)
    if closes:
        date = days.today(rule_of(configuration), now).isoformat()
        context["closed_day"] = date
        entries = _close(configuration, books, date, configuration.timezone, now)
        new = new._replace(today_session_count=0, manual_session_override=None)
    zone_changed = configuration.timezone != new.timezone
    return [
        *entries,
        _configure(configuration, new, now, "config.changed"),
        _event(
            configuration,
            new,
            reset_type="timezone_change" if zone_changed else "configuration_change",
            moment=now,
            device=device,
            now=now,
            context=context,
        ),
        *_reschedule(books.schedule, rule, day.end, now, ran=closes),
    ]


def set_count(configuration: Configuration, count: int, *, now: int) -> list[Entry]:
    """Return the entries that make `count` today's count by hand; the next session adds to it.

    Raises UsageError outside 0..1000. Nothing to change gives no entries.
    """
    if not 0 <= count <= LIMIT:
        raise UsageError(
            f"a session count is between 0 and {LIMIT}, not {count}", "roma session set 15"
        )
    if configuration.manual_session_override == configuration.today_session_count == count:
        return []
    new = configuration._replace(today_session_count=count, manual_session_override=count)
    return [
        _adjustment(configuration, count - configuration.today_session_count, count, "set", now),
        _configure(configuration, new, now, "session.overridden"),
    ]


def add_session(
    configuration: Configuration,
    stats: DailyStats | None,
    *,
    ended_at: int,
    seconds: int,
    task_id: int | None,
    now: int,
) -> list[Entry]:
    """Return the entries of a work session of `seconds` that ended at `ended_at`, by hand.

    It lands in the roma day of its end. `stats` is that day's row, if there is one: a day that
    is closed already is corrected there, today's goes into the count.
    """
    rule = rule_of(configuration)
    date = days.today(rule, ended_at)
    closed = date < days.today(rule, now)
    day = date.isoformat() if closed else None
    row: dict[str, Value] = {
        "user_id": configuration.user_id,
        "kind": "work",
        "planned_seconds": seconds,
        "started_at": ended_at - seconds,
        "ended_at": ended_at,
        "outcome": "completed",
        "task_id": task_id,
        "source": "manual",
        "day": day,
        "created_at": now,
        "updated_at": now,
    }
    added = entry("session.added", insert("timer_sessions", row), task_id=task_id)
    if day is not None:
        return [
            added,
            _add_to_stats(
                configuration,
                stats,
                day,
                configuration.timezone,
                sessions=1,
                work=seconds,
                rest=0,
                overrides=0,
                now=now,
            ),
        ]
    return [added, *count_one(configuration, now=now)]


def count_one(configuration: Configuration, *, now: int) -> list[Entry]:
    """Return the entries by which one completed work session counts today.

    At the limit the count stays, and an adjustment of -1 says so, which keeps the sum explained.
    """
    if configuration.today_session_count >= LIMIT:
        return [_adjustment(configuration, -1, LIMIT, "limit", now)]
    new = configuration._replace(today_session_count=configuration.today_session_count + 1)
    return [_configure(configuration, new, now, "session.counted")]


def focus_seconds(session: TimerSession) -> int:
    """Return how long an ended session lasted, its pauses taken out; never negative."""
    if session.ended_at is None:
        return 0
    return max(0, session.ended_at - session.started_at - session.paused_seconds)


def _close(
    configuration: Configuration, books: Books, date: str, timezone: str, now: int
) -> list[Entry]:
    """Add the open day to the statistics of `date`, and file its rows there."""
    work = sum(focus_seconds(one) for one in books.sessions if one.kind == "work")
    rest = sum(focus_seconds(one) for one in books.sessions if one.kind != "work")
    overrides = sum(1 for one in books.adjustments if one.reason == "set")
    stats = _add_to_stats(
        configuration,
        books.stats,
        date,
        timezone,
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
        for one in books.sessions
    ]
    adjusted = [
        entry("adjustment.filed", update("session_adjustments", one.id, one, {"day": date}))
        for one in books.adjustments
    ]
    return [stats, *filed, *adjusted]


def _add_to_stats(
    configuration: Configuration,
    stats: DailyStats | None,
    date: str,
    timezone: str,
    *,
    sessions: int,
    work: int,
    rest: int,
    overrides: int,
    now: int,
) -> Entry:
    if stats is None:
        row: dict[str, Value] = {
            "user_id": configuration.user_id,
            "date": date,
            "timezone": timezone,
            "work_sessions_completed": sessions,
            "total_work_seconds": work,
            "total_break_seconds": rest,
            "manual_overrides": overrides,
            "created_at": now,
            "updated_at": now,
        }
        return entry("stats.closed", insert("daily_session_stats", row))
    sums: dict[str, Value] = {
        "work_sessions_completed": stats.work_sessions_completed + sessions,
        "total_work_seconds": stats.total_work_seconds + work,
        "total_break_seconds": stats.total_break_seconds + rest,
        "manual_overrides": stats.manual_overrides + overrides,
        "updated_at": now,
    }
    return entry("stats.added", update("daily_session_stats", stats.id, stats, sums))


def _configure(
    old: Configuration,
    new: Configuration,
    now: int,
    event_type: str,
    note: dict[str, Value] | None = None,
) -> Entry:
    values: dict[str, Value] = {name: getattr(new, name) for name in CONFIGURATION_COLUMNS}
    values["updated_at"] = now
    return entry(event_type, update("user_configurations", old.id, old, values), note=note)


def _adjustment(
    configuration: Configuration, delta: int, count: int, reason: str, now: int
) -> Entry:
    row: dict[str, Value] = {
        "user_id": configuration.user_id,
        "delta": delta,
        "count_after": count,
        "reason": reason,
        "created_at": now,
        "day": None,
    }
    return entry("session.adjusted", insert("session_adjustments", row))


def _event(
    old: Configuration,
    new: Configuration,
    *,
    reset_type: str,
    moment: int,
    device: str,
    now: int,
    context: dict[str, Value],
) -> Entry:
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


def _reschedule(
    schedule: ScheduledTask | None, rule: DayRule, next_boundary: int, now: int, *, ran: bool
) -> list[Entry]:
    if schedule is None:
        return []
    new: dict[str, Value] = {
        "cron_expression": cron_expression(rule),
        "timezone": rule.timezone,
        "last_executed_at": now if ran else schedule.last_executed_at,
        "next_execution_at": next_boundary,
        "updated_at": now,
    }
    return [entry("schedule.moved", update("scheduled_tasks", schedule.id, schedule, new))]


def cron_expression(rule: DayRule) -> str:
    """Return the daily reset as a five-field cron expression in the rule's zone."""
    hour, minute = divmod(rule.reset_minute, 60)
    return f"{minute} {hour} * * *"
