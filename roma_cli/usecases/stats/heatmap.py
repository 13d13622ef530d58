"""A year of days as a heat map."""

from __future__ import annotations

from datetime import timedelta

from roma_cli.domain.stats import totals as stats_totals
from roma_cli.domain.text import plural
from roma_cli.usecases.result import Cell, line
from roma_cli.usecases.result_charts import HeatMap
from roma_cli.usecases.stats import collect
from roma_cli.usecases.stats.daily_records import day_records
from roma_cli.usecases.stats.view import View, heading, nothing, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.context import Context
    from roma_cli.domain.stats.totals import DayTotal
    from roma_cli.usecases.result import Line
    from roma_cli.usecases.stats.collect import Asked

_WEEK = 7


def heatmap(context: Context, asked: Asked) -> View:
    """Show the days of 53 weeks, the last of them that of the last day, by how hot each was."""
    window = collect.window(context, asked, collect.last_weeks(stats_totals.HEAT_WEEKS))
    found = collect.gathered(context, window)
    keys, records = day_records(context, found, asked)
    if not found.totals:
        gone = [nothing(window)]
        return View(keys, records, gone, gone)
    own = context.configuration
    top = stats_totals.top_of(found.totals, own.daily_goal)
    monday = stats_totals.monday(found.totals[-1].date) - timedelta(
        days=_WEEK * (stats_totals.HEAT_WEEKS - 1)
    )
    heats = {one.date: stats_totals.heat(one, top) for one in found.totals}
    every = [monday + timedelta(days=number) for number in range(_WEEK * stats_totals.HEAT_WEEKS)]
    days = collect.streak(context)
    blocks = [
        heading(window, found.totals[0].date, found.totals[-1].date),
        HeatMap(monday, [heats.get(day) for day in every], legend(top)),
        *_today(found.totals),
        summary(found.totals, days, own.daily_goal, own.days_off),
    ]
    return View(keys, records, blocks, blocks)


def legend(top: int) -> list[tuple[int, str]]:
    """Return each heat with the numbers of sessions that it stands for."""
    words = []
    for level, least, most in stats_totals.heat_ranges(top):
        if most is None:
            words.append((level, f"{least}+ sessions"))
        else:
            words.append((level, f"{least}" if least == most else f"{least}-{most}"))
    return words


def _today(totals: Sequence[DayTotal]) -> list[Line]:
    return [
        line(Cell(f"today, open: {plural(one.sessions, 'session')} so far", "dim"))
        for one in totals
        if one.open
    ]
