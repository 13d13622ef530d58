"""Statistics by day: as bars or a table, and as the stored rows for scripts."""

from __future__ import annotations

from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.usecases.result_charts import Bar, Bars
from roma_cli.usecases.stats import collect
from roma_cli.usecases.stats.view import View, screen, short, table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from roma_cli.context import Context
    from roma_cli.domain.stats.totals import DayTotal
    from roma_cli.usecases import json_types
    from roma_cli.usecases.result import Table
    from roma_cli.usecases.stats.collect import DaySeries, StatsQuery

DAYS = 14
"""How many days are shown by default."""

_KEYS = (
    *("id", "user_id", "date", "timezone", "work_sessions_completed", "total_work_seconds"),
    *("total_break_seconds", "manual_overrides", "created_at", "updated_at", "open", "day_off"),
)
_NOT_ANONYMOUS = ("id", "user_id", "timezone", "created_at", "updated_at")


def day(context: Context, query: StatsQuery) -> View:
    """Show each day."""
    found = collect.day_series(context, collect.window(context, query, collect.last_days(DAYS)))
    goal = context.configuration.daily_goal
    by_hand = any(one.overrides for one in found.totals)
    chart = Bars([_bar(one, goal) for one in found.totals], "* set by hand" if by_hand else "")
    keys, rows = day_rows(context, found, query)
    return View(keys, rows, screen(context, found, chart), [_table(found.totals)])


def day_rows(
    context: Context, found: DaySeries, query: StatsQuery
) -> tuple[Sequence[str], Callable[[], Iterator[list[object]]]]:
    """Return the keys, and the function that makes the rows, of days for scripts."""
    own = context.configuration
    zone = own.timezone
    keys = [key for key in _KEYS if not (query.anonymous and key in _NOT_ANONYMOUS)]

    def rows() -> Iterator[list[object]]:
        for one in found.totals:
            row = found.rows.get(one.date)
            updated = None if one.open or row is None else days.iso_local(zone, row.updated_at)
            values: json_types.Day = {
                "id": None if row is None else row.id,
                "user_id": own.user_id,
                "date": one.date.isoformat(),
                "timezone": zone if one.open or row is None else row.timezone,
                "work_sessions_completed": one.sessions,
                "total_work_seconds": one.work_seconds,
                "total_break_seconds": one.rest_seconds,
                "manual_overrides": one.overrides,
                "created_at": None if row is None else days.iso_local(zone, row.created_at),
                "updated_at": updated,
                "open": one.open,
                "day_off": one.off,
            }
            yield [value for key, value in values.items() if key in keys]

    return keys, rows


def _bar(one: DayTotal, goal: int) -> Bar:
    count = f"{one.sessions}{'*' if one.overrides else ''}"
    mark = "in progress" if one.open else "off" if one.off and not one.sessions else ""
    return Bar(
        f"{due_dates.day_name(one.date)[:3]} {one.date.day:>2} {due_dates.month_name(one.date)}",
        one.sessions,
        goal or None,
        (count, short(one.work_seconds)),
        mark,
        "bar.today" if one.open else "bar",
    )


def _table(totals: Sequence[DayTotal]) -> Table:
    rows = [
        (
            *(one.date.isoformat(), str(one.sessions), str(one.overrides or "")),
            *(short(one.work_seconds), short(one.rest_seconds)),
            "in progress" if one.open else "off" if one.off else "",
        )
        for one in totals
    ]
    return table(("day",), ("sessions", "by hand", "focus", "breaks"), rows)
