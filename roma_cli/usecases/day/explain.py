"""Explanations of the count and the reset, and a simulation of coming days."""

from __future__ import annotations

from datetime import timedelta

from roma_cli.adapters import machine
from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain.clock.zones import match_zone
from roma_cli.domain.day import DayRule
from roma_cli.domain.day_closing import focus_seconds
from roma_cli.domain.text import plural
from roma_cli.storage import database
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.storage.queries import users as user_queries
from roma_cli.usecases import json_shapes
from roma_cli.usecases.day.session_count import next_reset
from roma_cli.usecases.result import Cell, Column, Result, Table, facts, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context, Invocation
    from roma_cli.domain.day import Day
    from roma_cli.domain.day_records import Adjustment, TimerSession
    from roma_cli.domain.task_fields import Task

_NEAR_DAYS = 7
"""A change of clocks is worth a word this many days ahead."""

_FULL_DAY = 86_400


def count(context: Context) -> Result:
    """List the sessions and adjustments that make today's number, with their times."""
    found = day_queries.open_sessions(context.file, context.user_id)
    worked = [one for one in found if one.kind == "work" and one.outcome == "completed"]
    ids = [one.task_id for one in worked if one.task_id is not None]
    tasks = task_queries.tasks(context.file, context.user_id, ids)
    parts = [(one.ended_at or 0, 1, _session_words(one, tasks)) for one in worked]
    parts += [
        (one.created_at, one.delta, _adjustment_words(one))
        for one in day_queries.open_adjustments(context.file, context.user_id)
    ]
    parts.sort(key=lambda part: part[0])
    zone = context.configuration.timezone
    total = context.configuration.today_session_count
    rows = [
        (Cell(days.iso_local(zone, moment)), Cell(f"{delta:+d}", "count"), Cell(words))
        for moment, delta, words in parts
    ]
    columns = (Column("when"), Column("change", right=True), Column("why", wraps=True))
    return Result(
        [
            line("sessions today: ", Cell(str(total), "count"), f" = {_sum(total, len(worked))}"),
            *([Table(columns, rows)] if rows else []),
        ],
        lambda: {
            "today_session_count": total,
            "parts": [
                {"at": days.iso_local(zone, moment), "change": delta, "why": words}
                for moment, delta, words in parts
            ],
        },
    )


def reset(context: Context) -> Result:
    """Tell the rule, the last and the next boundary, and a change of clocks that is near."""
    own = context.configuration
    today = days.day_at(context.rule, context.now)
    odd = _near_oddity(context.rule, today)
    rows = [
        ("zone", own.timezone),
        ("rule", f"a day begins when the clock there shows {own.daily_reset_time}"),
        ("this day", f"{today.date.isoformat()}, since {_iso(own.timezone, today.start)}"),
        ("last reset", json_shapes.last_reset_in_words(own, context.now)),
        ("next reset", next_reset(context)),
    ]
    if odd:
        rows.append(("clocks", odd))
    return Result(
        [facts(*rows)],
        lambda: {
            "timezone": own.timezone,
            "daily_reset_time": own.daily_reset_time,
            "day": today.date.isoformat(),
            "last_boundary": _iso(own.timezone, today.start),
            "last_daily_reset": json_shapes.session(context)["last_daily_reset"],
            "next_boundary": _iso(own.timezone, today.end),
            "clock_change": odd or None,
        },
    )


def simulate(
    invocation: Invocation, *, number: int, timezone: str | None, reset_time: str | None
) -> Result:
    """List the coming `number` days with their boundaries; needs no file, but reads one."""
    rule = _rule_of(invocation)
    if timezone is not None:
        rule = rule._replace(timezone=match_zone(timezone))
    if reset_time is not None:
        rule = rule._replace(reset_minute=days.parse_reset_time(reset_time))
    day = days.day_at(rule, invocation.now)
    found = []
    for _ in range(number):
        found.append(day)
        day = days.day_at(rule, day.end)
    rows = [
        (
            Cell(one.date.isoformat()),
            Cell(_iso(rule.timezone, one.start)),
            Cell(_hours(one)),
            Cell(_oddity(rule, one), "overdue"),
        )
        for one in found
    ]
    columns = (
        Column("day"),
        Column("begins"),
        Column("hours", right=True),
        Column("note", wraps=True),
    )
    return Result(
        [
            line(f"days begin at {days.format_reset_time(rule.reset_minute)} in {rule.timezone}"),
            Table(columns, rows),
        ],
        lambda: [
            {
                "day": one.date.isoformat(),
                "begins": _iso(rule.timezone, one.start),
                "seconds": one.end - one.start,
                "note": _oddity(rule, one) or None,
            }
            for one in found
        ],
    )


def _rule_of(invocation: Invocation) -> DayRule:
    """Return the user's rule where there is a file, else this machine's zone at midnight."""
    file = database.open_existing(invocation.path())
    if file is not None:
        with file:
            own = user_queries.configuration(file, invocation.user_name())
        if own is not None:
            return counting.rule_of(own)
    return DayRule(machine.machine_zone(invocation.environ) or "UTC", 0)


def _session_words(one: TimerSession, tasks: dict[int, Task]) -> str:
    words = f"work session of {due_dates.in_words(focus_seconds(one))}"
    if one.source == "manual":
        words += ", added by hand"
    if one.source == "import":
        words += ", imported"
    if one.task_id in tasks:
        words += f", task {one.task_id} {tasks[one.task_id].title}"
    return words


def _adjustment_words(one: Adjustment) -> str:
    if one.reason == "limit":
        return f"the count ends at {counting.LIMIT}"
    if one.reason == "import":
        return "counted in the program it was imported from"
    return f"set to {one.count_after} by hand"


def _sum(total: int, worked: int) -> str:
    by_hand = f" {total - worked:+d} by hand" if total != worked else ""
    return f"{plural(worked, 'completed session')}{by_hand}"


def _near_oddity(rule: DayRule, today: Day) -> str:
    """Return a word on the first change of clocks within a week, or nothing."""
    day = today
    for _ in range(_NEAR_DAYS):
        note = _oddity(rule, day)
        if note:
            return f"{day.date.isoformat()}: {note}"
        day = days.day_at(rule, day.end)
    return ""


def _oddity(rule: DayRule, day: Day) -> str:
    notes = []
    kind = days.boundary_oddity(rule, day.date)
    reading = days.format_reset_time(rule.reset_minute)
    if kind == "gap":
        notes.append(f"{reading} is skipped, so the day begins later")
    elif kind == "fold":
        notes.append(f"{reading} comes twice, and the first counts")
    length = day.end - day.start
    if length != _FULL_DAY:
        notes.append(f"{_hours(day)} hours long")
    if days.day_of(rule, day.date - timedelta(days=1)).start == day.start:
        notes.append("the date before is skipped")
    return "; ".join(notes)


def _hours(day: Day) -> str:
    hours, rest = divmod(day.end - day.start, 3600)
    return f"{hours}:{rest // 60:02d}"


def _iso(zone: str, moment: int) -> str:
    return days.iso_local(zone, moment)
