"""Values of a page or a picture of statistics, and the file it is written to.

`cli/output/html` draws them. Days, sums and wording are those of a screen.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.adapters import atomic_files
from roma_cli.domain import day as days
from roma_cli.domain.due import day_name
from roma_cli.domain.records import FIRST_USER
from roma_cli.domain.stats import totals as stats_totals
from roma_cli.usecases.result import Raw, Result
from roma_cli.usecases.stats import by_group, collect
from roma_cli.usecases.stats.commands import refuse_contradictions
from roma_cli.usecases.stats.heatmap import last_year
from roma_cli.usecases.stats.view import heading, nothing, summary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from roma_cli.context import Context
    from roma_cli.domain.stats.breakdown import HourTotal, TagTotal, TaskTotal
    from roma_cli.domain.stats.totals import DayTotal, Period
    from roma_cli.usecases.stats.collect import StatsQuery
    from roma_cli.usecases.stats.heatmap import Year

DAYS = 30
"""How many days are shown by default."""

MOST_DAYS, MOST_WEEKS = 92, 106
"""Limits above which days are drawn as weeks, and weeks as months: bars need some width."""

_WEEK = 7


class Page(
    namedtuple(
        "Page",
        "heading theme goal facts year by days periods hours tasks tags notes user_name footer",
    )
):
    """All values of a page of statistics.

    `heading` names the days, `facts` are names and values as text. `by` is the unit of the bars:
    `day`, or `week` or `month` with their totals in `periods`. `notes` maps the name of a section
    to a sentence. `user_name` may be "", `footer` says when days start.
    An anonymous page has no user name, zone, title, tag or id.
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
    user_name: str
    footer: str


class Target(namedtuple("Target", "path yes")):
    """The file of a drawing: a path, None for standard output; `yes` overwrites it."""

    __slots__ = ()
    path: str | None
    yes: bool


def page(context: Context, query: StatsQuery) -> Page:
    """Return the values of the selected days, and of the year up to the last of them.

    Raises UsageError for options that contradict each other and dates that can't be parsed.
    """
    refuse_contradictions(query)
    own = context.configuration
    window = collect.window(context, query, collect.last_days(DAYS))
    found = collect.day_series(context, window).totals
    by, periods = _periods(found, own.daily_goal)
    hours = collect.hour_totals(context, window) if found else []
    tasks = collect.task_totals(context, window) if found else []
    tags = collect.tag_totals(context, window) if found else []
    notes = {
        "hours": by_group.beyond(found, hours, "an hour"),
        "tasks": by_group.beyond(found, tasks, "a task"),
        "estimates": by_group.estimates(tasks),
        "tags": by_group.SEVERAL_TAGS if len(tags) > 1 else "",
    }
    title = heading(window, found[0].date, found[-1].date) if found else nothing(window)
    facts = summary(context, found).rows
    return Page(
        heading="".join(cell.text for cell in title.cells),
        theme=own.theme,
        goal=own.daily_goal,
        facts=[(name.text, value.text) for name, value in facts],
        year=last_year(context, query)[1],
        by=by,
        days=found,
        periods=periods,
        hours=hours,
        tasks=by_group.anonymous_tasks(tasks) if query.anonymous else tasks,
        tags=by_group.anonymous_tags(tags) if query.anonymous else tags,
        notes={name: text for name, text in notes.items() if text},
        user_name="" if query.anonymous or own.user_name == FIRST_USER else own.user_name,
        footer=_footer(context, anonymous=query.anonymous),
    )


def write(context: Context, target: Target, text: str) -> Result:
    """Write a drawing to its file, or print it.

    Raises the errors of `adapters.atomic_files.write`.
    """
    if target.path is None:
        return Result([Raw([text])], lambda: {"text": text})
    atomic_files.write(target.path, [text], yes=target.yes, own=context.file.path)
    return Result([], lambda: {"file": target.path}, [f"wrote {target.path}"])


def _periods(found: Sequence[DayTotal], goal: int) -> tuple[str, list[Period]]:
    """Return the unit of the bars for this number of days, and the weeks or months."""
    if len(found) <= MOST_DAYS:
        return "day", []
    if len(found) <= MOST_WEEKS * _WEEK:
        return "week", stats_totals.weeks(found, goal)
    return "month", stats_totals.months(found, goal)


def _footer(context: Context, *, anonymous: bool) -> str:
    rule = context.rule
    begins = f"Days start at {days.format_reset_time(rule.reset_minute)}"
    if anonymous:
        today = days.today(rule, context.now)
        return f"{begins}. Created on {day_name(today)} {today.year}."
    local = days.local(rule.timezone, context.now)
    moment = f"{day_name(local.date())} {local.year} {local.hour:02}:{local.minute:02}"
    return f"{begins} in {rule.timezone}. Created on {moment}."
