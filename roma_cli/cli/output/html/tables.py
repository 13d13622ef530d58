"""HTML tables of the numbers behind each drawing."""

from __future__ import annotations

from datetime import date, timedelta

from roma_cli.cli.output.html import svg
from roma_cli.cli.output.html.markup import Markup, fill, markup, tag
from roma_cli.domain import due as due_dates
from roma_cli.domain.stats.totals import WEEKDAYS
from roma_cli.usecases.stats.view import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roma_cli.domain.stats.breakdown import TaskTotal
    from roma_cli.usecases.stats.heatmap import Year
    from roma_cli.usecases.stats.page import Page

    Value = str | int | date

_KINDS = {"#": "number", "~": "wide"}
"""Class of a column by the first character of its name here: numbers, and bars with text."""

_MOST_ROWS = 20
"""Tasks or tags shown at once; the rest is collapsed."""


def days(page: Page) -> Markup:
    """Return the days of the bars, one per row."""
    names = ("Day", "#Sessions", "#Focus", "#Breaks", "#Times set by hand", "Remarks")
    rows = [
        (
            _time(one.date, f"{due_dates.day_name(one.date)} {one.date.year}"),
            one.sessions,
            _length(one.work_seconds),
            _length(one.rest_seconds),
            one.overrides,
            ", ".join(["in progress"] * one.open + ["day off"] * one.off),
        )
        for one in page.days
    ]
    return _table("Statistics by day", names, rows)


def periods(page: Page) -> Markup:
    """Return the weeks or months of the bars, one per row."""
    names = ("From", "To", "#Sessions", "#Planned", "#Goal days", "#Focus", "Remarks")
    rows = [
        (
            *(one.name, one.first, one.last, one.sessions, one.planned, one.goal_days),
            *(_length(one.work_seconds), "in progress" if one.open else ""),
        )
        for one in page.periods
    ]
    return _table(f"Statistics by {page.by}", (page.by.capitalize(), *names), rows)


def year(heat: Year) -> Markup:
    """Return the sessions of each day of the heat map, one week per row."""
    week = len(WEEKDAYS)
    rows = [
        (
            heat.monday + timedelta(days=at),
            *("" if one is None else one.sessions for one in heat.days[at : at + week]),
        )
        for at in range(0, len(heat.days), week)
        if any(heat.days[at : at + week])
    ]
    names = ("Week of", *("#" + name.capitalize() for name in WEEKDAYS))
    return _table("Sessions on each day of the year", names, rows)


def hours(page: Page) -> Markup:
    """Return the hours of the day, one per row."""
    rows = [(f"{one.hour:02}:00", one.sessions, _length(one.work_seconds)) for one in page.hours]
    return _table("Work by hour of the day", ("Hour", "#Sessions", "#Focus"), rows)


def tasks(page: Page) -> list[Markup]:
    """Return the tasks with their bars; those beyond the first 20 are collapsed."""
    longest = max((one.work_seconds for one in page.tasks), default=0)
    most = max((max(one.estimate or 0, one.done_ever or 0) for one in page.tasks), default=0)
    rows = [
        (_task_name(one), one.sessions, _focus(one.work_seconds, longest), _plan(one, most))
        for one in page.tasks
    ]
    names = ("Task", "#Sessions", "~Focus", "~Done vs. estimate")
    return _long("task", "Work by task", names, rows)


def tags(page: Page) -> list[Markup]:
    """Return the tags with their bars; those beyond the first 20 are collapsed."""
    longest = max((one.work_seconds for one in page.tags), default=0)
    rows = [
        (
            tag("i", "no tag") if one.tag is None else tag("bdi", one.tag),
            one.sessions,
            _focus(one.work_seconds, longest),
        )
        for one in page.tags
    ]
    return _long("tag", "Work by tag", ("Tag", "#Sessions", "~Focus"), rows)


def folded(words: str, table: Markup) -> Markup:
    """Return a collapsed table under a summary line; a wide one scrolls by itself."""
    return fill("folded", words=words, table=table)


def _task_name(one: TaskTotal) -> Markup:
    if one.title is None:
        return tag("i", "no task")
    number = [] if one.task_id is None else [tag("span", one.task_id, class_="id"), " "]
    return markup([*number, tag("bdi", one.title), *[tag("i", " (deleted)")] * one.deleted])


def _focus(seconds: int, longest: int) -> Markup:
    """Return a bar in proportion to the longest, with the length of time below it."""
    share = 100 * seconds / (longest or 1)
    return fill(
        "meter",
        height=10,
        title=f"{short(seconds) or 'no'} of focus",
        words=f"The bar is {share:.0f}% of the longest.",
        bars=svg.rect(0, 0, f"{share:.2f}%", 10, "bar"),
        below=_length(seconds),
    )


def _plan(one: TaskTotal, most: int) -> str:
    """Return a bar of the sessions done, in a frame as long as the estimate."""
    if one.estimate is None or one.done_ever is None:
        return ""
    apart = one.done_ever - one.estimate
    over = f", {apart} over" if apart > 0 else ""
    words = f"{one.done_ever} of {one.estimate}"
    done, estimate = (100 * one.done_ever / (most or 1), 98 * one.estimate / (most or 1))
    return fill(
        "meter",
        height=14,
        title=f"{words} estimated sessions{over}",
        words="The bar shows the sessions done, the frame around it the estimate.",
        bars=[
            svg.rect(0, 2, f"{done:.2f}%", 10, "bar"),
            svg.rect(1, 1, f"{estimate:.2f}%", 12, "estimate"),
        ],
        below=words + over,
    )


def _long(
    noun: str, caption: str, names: Sequence[str], rows: Sequence[Sequence[Value]]
) -> list[Markup]:
    shown, rest = rows[:_MOST_ROWS], rows[_MOST_ROWS:]
    parts = [_table(caption, names, shown)]
    if rest:
        words = f"{len(rest)} more {noun}{'s' if len(rest) > 1 else ''}"
        parts.append(folded(words, _table(f"{caption}: the rest", names, rest)))
    return parts


def _table(caption: str, names: Sequence[str], rows: Iterable[Sequence[Value]]) -> Markup:
    """Return a table of rows; the first cell of each is its heading."""
    kinds = [{"class_": _KINDS[name[0]]} if name[0] in _KINDS else {} for name in names]
    head = [
        tag("th", name.lstrip("#~"), scope="col", **kind)
        for name, kind in zip(names, kinds, strict=True)
    ]
    body = [
        tag(
            "tr",
            tag("th", _shown(first), scope="row"),
            *(tag("td", _shown(one), **kind) for one, kind in zip(others, kinds[1:], strict=True)),
        )
        for first, *others in rows
    ]
    return fill("table", caption=caption, names=head, rows=body)


def _shown(value: Value) -> str:
    """Return the content of a cell, with the number or date in a form for programs."""
    if isinstance(value, date):
        return _time(value, value.isoformat())
    return tag("data", value, value=value) if isinstance(value, int) else value


def _time(day: date, words: str) -> Markup:
    return tag("time", words, datetime=day.isoformat())


def _length(seconds: int) -> Markup:
    """Return a length of time as text, with its seconds for programs."""
    return tag("data", short(seconds) or ("0m" if not seconds else f"{seconds}s"), value=seconds)
