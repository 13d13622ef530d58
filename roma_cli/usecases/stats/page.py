"""What a page or a picture of statistics is drawn from, and what becomes of the drawing.

`cli/page` draws. What stands here are values: the same days, sums and words as on a screen.
"""

from __future__ import annotations

from collections import namedtuple
from datetime import date, timedelta

from roma_cli.adapters import atomic_files
from roma_cli.domain import day as days
from roma_cli.domain.due import day_name
from roma_cli.domain.records import FIRST_USER
from roma_cli.domain.stats import totals as stats_totals
from roma_cli.usecases.result import Raw, Result
from roma_cli.usecases.stats import collect, groupings
from roma_cli.usecases.stats.commands import refuse_contradictions
from roma_cli.usecases.stats.heatmap import legend
from roma_cli.usecases.stats.view import heading, nothing, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from roma_cli.context import Context
    from roma_cli.domain.stats.breakdown import HourTotal, TagTotal, TaskTotal
    from roma_cli.domain.stats.totals import DayTotal, Period
    from roma_cli.usecases.result import Line
    from roma_cli.usecases.stats.collect import Asked

DAYS = 30
"""How many days are shown where nothing else was asked for."""

MOST_DAYS, MOST_WEEKS = 92, 106
"""More days than these are drawn as weeks, more weeks as months: bars need some width."""

_WEEK = 7


class Year(namedtuple("Year", "monday days top legend")):
    """The days of whole weeks from `monday` on, None for one that roma does not know of.

    `top` is how many sessions make a day hottest, `legend` what each heat stands for.
    """

    __slots__ = ()
    monday: date
    days: Sequence[DayTotal | None]
    top: int
    legend: Sequence[tuple[int, str]]


class Page(
    namedtuple(
        "Page",
        "heading theme goal facts year by days periods hours tasks tags notes whose told",
    )
):
    """All that a page of statistics says.

    `heading` names the days, `facts` are names and values in words. `by` tells what the bars are
    of: `day`, or `week` or `month`, which `periods` then are. `notes` are sentences under the
    name of the part they belong to. `whose` is a user's name or "", `told` how days are counted.
    Of what is anonymous none of it tells who, where or on what.
    """

    __slots__ = ()
    heading: str
    theme: str
    goal: int
    facts: Sequence[tuple[str, str]]
    year: Year
    by: str
    days: Sequence[DayTotal]
    periods: Sequence[Period]
    hours: Sequence[HourTotal]
    tasks: Sequence[TaskTotal]
    tags: Sequence[TagTotal]
    notes: Mapping[str, str]
    whose: str
    told: str


class Target(namedtuple("Target", "path yes")):
    """Where a drawing goes: a path, None for standard output; `yes` takes a file's place."""

    __slots__ = ()
    path: str | None
    yes: bool


def draw(context: Context, asked: Asked, target: Target, drawn: Callable[[Page], str]) -> Result:
    """Write what `drawn` makes of the days asked for, and say where it is.

    Raises UsageError for days that are not understood, and as `adapters.atomic_files.write`.
    """
    refuse_contradictions(asked)
    text = drawn(page(context, asked))
    theme = context.configuration.theme
    if target.path is None:
        return Result([Raw([text])], lambda: {"text": text}, theme=theme)
    atomic_files.write(target.path, [text], yes=target.yes, own=context.file.path)
    return Result([], lambda: {"file": target.path}, [f"wrote {target.path}"], theme=theme)


def page(context: Context, asked: Asked) -> Page:
    """Return what a page says of the days asked for; the year is the one up to the last of them."""
    window = collect.window(context, asked, collect.last_days(DAYS))
    found = collect.gathered(context, window).totals
    own = context.configuration
    by = _by(len(found))
    grouped = {"day": None, "week": stats_totals.weeks, "month": stats_totals.months}[by]
    hours: list[HourTotal] = []
    tasks: list[TaskTotal] = []
    tags: list[TagTotal] = []
    if found:
        hours = collect.hour_totals(context, window)
        tasks = collect.task_totals(context, window)
        tags = collect.tag_totals(context, window)
    notes = {
        "hours": groupings.beyond(found, hours, "an hour") if found else "",
        "tasks": groupings.beyond(found, tasks, "a task") if found else "",
        "estimates": groupings.estimates(tasks),
        "tags": "What has several tags is in the row of each." if len(tags) > 1 else "",
    }
    if asked.anonymous:
        tasks, tags = _unnamed(tasks, tags)
    return Page(
        _text(heading(window, found[0].date, found[-1].date) if found else nothing(window)),
        own.theme,
        own.daily_goal,
        [
            (name.text, value.text)
            for name, value in summary(
                found, collect.streak(context), own.daily_goal, own.days_off
            ).rows
        ],
        _year(context, asked),
        by,
        found,
        [] if grouped is None else grouped(found, own.daily_goal),
        hours,
        tasks,
        tags,
        {name: text for name, text in notes.items() if text},
        "" if asked.anonymous or own.user_name == FIRST_USER else own.user_name,
        _told(context, anonymous=asked.anonymous),
    )


def _by(number: int) -> str:
    if number <= MOST_DAYS:
        return "day"
    return "week" if number <= MOST_WEEKS * _WEEK else "month"


def _year(context: Context, asked: Asked) -> Year:
    window = collect.window(
        context, asked._replace(days=None, first=None), collect.last_weeks(stats_totals.HEAT_WEEKS)
    )
    found = collect.gathered(context, window).totals
    top = stats_totals.top_of(found, context.configuration.daily_goal)
    monday = stats_totals.monday(window.last) - timedelta(
        days=_WEEK * (stats_totals.HEAT_WEEKS - 1)
    )
    known = {one.date: one for one in found}
    every = [
        known.get(monday + timedelta(days=number))
        for number in range(_WEEK * stats_totals.HEAT_WEEKS)
    ]
    return Year(monday, every, top, legend(top))


def _unnamed(
    tasks: Sequence[TaskTotal], tags: Sequence[TagTotal]
) -> tuple[list[TaskTotal], list[TagTotal]]:
    titles = groupings.numbered("task", [one.title for one in tasks])
    names = groupings.numbered("tag", [one.tag for one in tags])
    return (
        [one._replace(task_id=None, title=title) for one, title in zip(tasks, titles, strict=True)],
        [one._replace(tag=name) for one, name in zip(tags, names, strict=True)],
    )


def _told(context: Context, *, anonymous: bool) -> str:
    rule = context.rule
    begins = f"Days begin at {days.format_reset_time(rule.reset_minute)}"
    if anonymous:
        today = days.today(rule, context.now)
        return f"{begins}. Drawn on {day_name(today)} {today.year}."
    local = days.local(rule.timezone, context.now)
    moment = f"{day_name(local.date())} {local.year} {local.hour:02}:{local.minute:02}"
    return f"{begins} in {rule.timezone}. Drawn on {moment}."


def _text(one: Line) -> str:
    return "".join(cell.text for cell in one.cells)
