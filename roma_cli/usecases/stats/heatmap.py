"""A year of days as a heat map."""

from __future__ import annotations

from collections import namedtuple
from datetime import timedelta

from roma_cli.domain.stats import totals as stats_totals
from roma_cli.domain.text import plural
from roma_cli.usecases.result import Cell, line
from roma_cli.usecases.result_charts import HeatMap
from roma_cli.usecases.stats import collect
from roma_cli.usecases.stats.by_day import day_rows
from roma_cli.usecases.stats.view import View, screen

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from roma_cli.context import Context
    from roma_cli.domain.stats.totals import DayTotal
    from roma_cli.usecases.stats.collect import DaySeries, StatsQuery

_WEEK = 7


class Year(namedtuple("Year", "monday days top legend")):
    """The days of full weeks starting on `monday`, None for days without data.

    `top` is the number of sessions of the hottest level, `legend` the meaning of each level.
    """

    __slots__ = ()
    monday: date
    days: Sequence[DayTotal | None]
    top: int
    legend: Sequence[tuple[int, str]]


def heatmap(context: Context, query: StatsQuery) -> View:
    """Show a year of days, each with its heat."""
    found, year = last_year(context, query)
    heats = [None if one is None else stats_totals.heat(one, year.top) for one in year.days]
    today = [
        line(Cell(f"today so far: {plural(one.sessions, 'session')}", "dim"))
        for one in found.totals
        if one.open
    ]
    blocks = screen(context, found, HeatMap(year.monday, heats, year.legend), *today)
    return View(*day_rows(context, found, query), blocks, blocks)


def last_year(context: Context, query: StatsQuery) -> tuple[DaySeries, Year]:
    """Return the days of 53 weeks; the last week contains the last day of the query."""
    weeks = stats_totals.HEAT_WEEKS
    query = query._replace(days=None, first=None)
    window = collect.window(context, query, collect.last_weeks(weeks))
    found = collect.day_series(context, window)
    top = stats_totals.top_of(found.totals, context.configuration.daily_goal)
    monday = stats_totals.monday(window.last) - timedelta(days=_WEEK * (weeks - 1))
    known = {one.date: one for one in found.totals}
    days = [known.get(monday + timedelta(days=number)) for number in range(_WEEK * weeks)]
    return found, Year(monday, days, top, _legend(top))


def _legend(top: int) -> list[tuple[int, str]]:
    """Return each heat with the range of sessions that gives it."""
    words = []
    for level, least, most in stats_totals.heat_ranges(top):
        if most is None:
            words.append((level, f"{least}+ sessions"))
        else:
            words.append((level, f"{least}" if least == most else f"{least}-{most}"))
    return words
