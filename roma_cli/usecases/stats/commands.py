"""What days came to, in all the ways in which `roma stats` shows them."""

from __future__ import annotations

from roma_cli.domain import due as due_dates
from roma_cli.domain.errors import UsageError
from roma_cli.usecases.result import Cell, Column, Raw, Result, Table
from roma_cli.usecases.result_charts import Bar, Bars, Either
from roma_cli.usecases.stats import collect
from roma_cli.usecases.stats.daily_records import day_records
from roma_cli.usecases.stats.view import View, heading, nothing, short, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.context import Context
    from roma_cli.domain.stats.totals import DayTotal
    from roma_cli.usecases.stats.collect import Asked

WAYS = ("day", "week", "month", "tag", "task", "hour")
"""What `--by` knows."""

DAYS = 14
"""How many days are shown where nothing else was asked for."""


def show(context: Context, asked: Asked) -> Result:
    """Show days in the way that was asked for.

    Raises UsageError for options that contradict each other and days that are not understood.
    """
    refuse_contradictions(asked)
    view = _way(asked)(context, asked)
    theme = context.configuration.theme
    if not asked.csv:
        return Result([Either(view.screen, view.pipe)], view.records, theme=theme)
    from roma_cli.usecases.stats import csv as stats_csv  # noqa: PLC0415 - only where CSV is wanted

    return Result([Raw(stats_csv.chunks(view.keys, view.records()))], view.records, theme=theme)


def history(context: Context, number: int) -> Result:
    """List the last `number` days, oldest first, today's among them."""
    asked = collect.Asked(days=number)
    view = _by_day(context, asked)
    return Result(view.pipe, view.records, theme=context.configuration.theme)


def _way(asked: Asked) -> Callable[[Context, Asked], View]:
    if asked.heatmap:
        from roma_cli.usecases.stats import heatmap as stats_heatmap  # noqa: PLC0415 - each way loads what it uses

        return stats_heatmap.heatmap
    if asked.by in (None, "day"):
        return _by_day
    from roma_cli.usecases.stats import groupings  # noqa: PLC0415 - each way loads what it uses

    return {
        "week": groupings.week,
        "month": groupings.month,
        "tag": groupings.tag,
        "task": groupings.task,
        "hour": groupings.hour,
    }[str(asked.by)]


def refuse_contradictions(asked: Asked) -> None:
    """Raise UsageError for options of which one takes the meaning from another."""
    if asked.by is not None and asked.by not in WAYS:
        known = ", ".join(WAYS[:-1]) + f" or {WAYS[-1]}"
        raise UsageError(f"--by is {known}, not '{asked.by}'", "roma stats --by week")
    if asked.days is not None and asked.first is not None:
        raise UsageError(
            "--days and --from both say where to begin", f"roma stats --from {asked.first}"
        )
    if asked.heatmap:
        for option, value in (
            ("--by", asked.by),
            ("--days", asked.days),
            ("--from", asked.first),
        ):
            if value is not None:
                raise UsageError(
                    f"--heatmap always shows 53 weeks of days, so {option} says nothing",
                    "roma stats --heatmap",
                )


def _by_day(context: Context, asked: Asked) -> View:
    window = collect.window(context, asked, collect.last_days(DAYS))
    found = collect.gathered(context, window)
    own = context.configuration
    keys, records = day_records(context, found, asked)
    pipe = [_table(found.totals)]
    if not found.totals:
        return View(keys, records, [nothing(window)], pipe)
    rows = [_bar(one, own.daily_goal) for one in found.totals]
    days = collect.streak(context)
    by_hand = any(one.overrides for one in found.totals)
    screen = [
        heading(window, found.totals[0].date, found.totals[-1].date),
        Bars(rows, "* set by hand" if by_hand else ""),
        summary(found.totals, days, own.daily_goal, own.days_off),
    ]
    return View(keys, records, screen, pipe)


def _bar(one: DayTotal, goal: int) -> Bar:
    count = f"{one.sessions}{'*' if one.overrides else ''}"
    mark = "today, open" if one.open else "off" if one.off and not one.sessions else ""
    return Bar(
        f"{due_dates.day_name(one.date)[:3]} {one.date.day:>2} {due_dates.month_name(one.date)}",
        one.sessions,
        goal or None,
        (count, short(one.work_seconds)),
        mark,
        "bar.today" if one.open else "bar",
    )


def _table(totals: list[DayTotal]) -> Table:
    columns = (
        Column("day"),
        Column("sessions", right=True),
        Column("by hand", right=True),
        Column("focus", right=True),
        Column("breaks", right=True),
        Column(""),
    )
    rows = [
        (
            Cell(one.date.isoformat()),
            Cell(str(one.sessions), "count"),
            Cell(str(one.overrides or "")),
            Cell(short(one.work_seconds)),
            Cell(short(one.rest_seconds)),
            Cell("open" if one.open else "off" if one.off else "", "dim"),
        )
        for one in totals
    ]
    return Table(columns, rows)
