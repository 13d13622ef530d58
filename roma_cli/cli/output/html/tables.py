"""The numbers behind each drawing, as tables of HTML."""

from __future__ import annotations

from datetime import timedelta

from roma_cli.cli.output.html.markup import Markup, tag
from roma_cli.domain import due as due_dates
from roma_cli.domain.stats.totals import WEEKDAYS
from roma_cli.usecases.stats.view import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from roma_cli.domain.stats.breakdown import TagTotal, TaskTotal
    from roma_cli.usecases.stats.page import Page, Year

    Row = tuple[Markup, ...]

_MOST_ROWS = 20
"""Tasks or tags that are shown at once; the others are folded away."""


def folded(words: str, table: Markup) -> Markup:
    """Return a table that is shown when its words are chosen; a wide one scrolls by itself."""
    inside = tag("div", table, class_="scroll", role="region", aria_label=words, tabindex="0")
    return tag("details", tag("summary", words), inside)


def days(page: Page) -> Markup:
    """Return the days of the bars, one a row."""
    rows = []
    for one in page.days:
        marks = ["today, open"] if one.open else []
        marks += ["day off"] if one.off else []
        name = f"{due_dates.day_name(one.date)} {one.date.year}"
        rows.append(
            (
                tag("th", tag("time", name, datetime=one.date.isoformat()), scope="row"),
                _number(one.sessions),
                _length(one.work_seconds),
                _length(one.rest_seconds),
                _number(one.overrides),
                tag("td", ", ".join(marks)),
            )
        )
    names = ("Day", "Sessions", "Focus", "Breaks", "Times set by hand", "Remarks")
    return _table("What each day came to", names, rows, right=4)


def periods(page: Page) -> Markup:
    """Return the weeks or months of the bars, one a row."""
    rows = [
        (
            tag("th", one.name, scope="row"),
            tag("td", tag("time", one.first.isoformat(), datetime=one.first.isoformat())),
            tag("td", tag("time", one.last.isoformat(), datetime=one.last.isoformat())),
            _number(one.sessions),
            _number(one.planned),
            _number(one.goal_days),
            _length(one.work_seconds),
            tag("td", "open" if one.open else ""),
        )
        for one in page.periods
    ]
    names = ("From", "To", "Sessions", "Planned", "Goal days", "Focus", "Remarks")
    return _table(
        f"What each {page.by} came to", (page.by.capitalize(), *names), rows, right=4, first=3
    )


def year(heat: Year) -> Markup:
    """Return the sessions of each day of the heat map, a week a row."""
    rows = []
    for at in range(0, len(heat.days), len(WEEKDAYS)):
        week = heat.days[at : at + len(WEEKDAYS)]
        if any(one is not None for one in week):
            monday = heat.monday + timedelta(days=at)
            cells = [tag("td", "") if one is None else _number(one.sessions) for one in week]
            begin = tag("time", monday.isoformat(), datetime=monday.isoformat())
            rows.append((tag("th", begin, scope="row"), *cells))
    names = ("Week of", *(name.capitalize() for name in WEEKDAYS))
    return _table("Sessions of each day of the year", names, rows, right=7)


def hours(page: Page) -> Markup:
    """Return the hours of the day, one a row."""
    rows = [
        (
            tag("th", f"{one.hour:02}:00", scope="row"),
            _number(one.sessions),
            _length(one.work_seconds),
        )
        for one in page.hours
    ]
    return _table("Work in each hour of the day", ("Hour", "Sessions", "Focus"), rows, right=2)


def tasks(page: Page) -> list[Markup]:
    """Return the tasks with their bars, and folded away what would make the page too long."""
    longest = max((one.work_seconds for one in page.tasks), default=0) or 1
    most = max((max(one.estimate or 0, one.done_ever or 0) for one in page.tasks), default=0)
    rows = [
        (
            tag("th", *_task_name(one), scope="row"),
            _number(one.sessions),
            _focus(one.work_seconds, longest),
            _plan(one, most),
        )
        for one in page.tasks
    ]
    names = ("Task", "Sessions", "Focus", "Done of estimate")
    return _long("task", "Work on each task", names, rows)


def tags(page: Page) -> list[Markup]:
    """Return the tags with their bars, likewise."""
    longest = max((one.work_seconds for one in page.tags), default=0) or 1
    rows = [
        (
            tag("th", *_tag_name(one), scope="row"),
            _number(one.sessions),
            _focus(one.work_seconds, longest),
        )
        for one in page.tags
    ]
    return _long("tag", "Work under each tag", ("Tag", "Sessions", "Focus"), rows)


def _task_name(one: TaskTotal) -> list[Markup]:
    if one.title is None:
        return [tag("i", "no task")]
    name = [tag("bdi", one.title)]
    if one.task_id is not None:
        name = [tag("span", str(one.task_id), class_="id"), tag("span", " "), *name]
    return [*name, tag("i", " (deleted)")] if one.deleted else name


def _tag_name(one: TagTotal) -> list[Markup]:
    return [tag("i", "no tag") if one.tag is None else tag("bdi", one.tag)]


def _focus(seconds: int, longest: int) -> Markup:
    share = 100 * seconds / longest
    bar = tag(
        "svg",
        tag("title", f"{short(seconds) or 'no'} of focus"),
        tag("desc", f"A bar of {share:.0f} % of the longest."),
        tag("rect", width=f"{share:.2f}%", height=10, class_="bar"),
        class_="meter",
        role="img",
        width="100%",
        height=10,
    )
    return tag("td", bar, _data(seconds), class_="wide")


def _plan(one: TaskTotal, most: int) -> Markup:
    """Return a bar of what was done, in a frame as long as the estimate."""
    if one.estimate is None or one.done_ever is None:
        return tag("td", "")
    apart = one.done_ever - one.estimate
    over = f", {apart} over" if apart > 0 else ""
    words = f"{one.done_ever} of {one.estimate}"
    most = most or 1
    bar = tag(
        "svg",
        tag("title", f"{words} estimated sessions{over}"),
        tag("desc", "The bar is what was done, the frame around it what was estimated."),
        tag("rect", y=2, width=f"{100 * one.done_ever / most:.2f}%", height=10, class_="bar"),
        tag(
            "rect",
            x=1,
            y=1,
            width=f"{98 * one.estimate / most:.2f}%",
            height=12,
            class_="estimate",
        ),
        class_="meter",
        role="img",
        width="100%",
        height=14,
    )
    return tag("td", bar, words + over, class_="wide")


def _long(noun: str, caption: str, names: Sequence[str], rows: Sequence[Row]) -> list[Markup]:
    shown, rest = rows[:_MOST_ROWS], rows[_MOST_ROWS:]
    parts = [_table(caption, names, shown, right=1)]
    if rest:
        words = f"{len(rest)} more {noun}{'s' if len(rest) > 1 else ''}"
        parts.append(folded(words, _table(f"{caption}: the others", names, rest, right=1)))
    return parts


def _table(
    caption: str, names: Sequence[str], rows: Iterable[Row], *, right: int, first: int = 1
) -> Markup:
    """Return a table; `right` columns from `first` on are of numbers, under each other's ends."""
    sides = [
        {"class_": "number"} if first <= at < first + right else {} for at in range(len(names))
    ]
    head = [tag("th", name, scope="col", **side) for name, side in zip(names, sides, strict=True)]
    body = [tag("tr", *row) for row in rows]
    return tag(
        "table", tag("caption", caption), tag("thead", tag("tr", *head)), tag("tbody", *body)
    )


def _number(value: int) -> Markup:
    return tag("td", tag("data", str(value), value=value), class_="number")


def _length(seconds: int) -> Markup:
    return tag("td", _data(seconds), class_="number")


def _data(seconds: int) -> Markup:
    """Return a length of time in words; a program finds its seconds."""
    return tag("data", short(seconds) or ("0m" if not seconds else f"{seconds}s"), value=seconds)
