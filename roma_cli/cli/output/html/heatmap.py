"""A year of days as a drawing: a column a week, a square a day, larger and stronger for more.

How much was done is told by the size of a square before it is by its colour. On a narrow page the
weeks stand in three rows; the style sheet moves them there.
"""

from __future__ import annotations

from datetime import timedelta

from roma_cli.cli.output.html.markup import Markup, tag
from roma_cli.cli.output.text_width import width
from roma_cli.domain import due as due_dates
from roma_cli.domain.stats import totals as stats_totals
from roma_cli.domain.text import plural
from roma_cli.usecases.stats.view import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from roma_cli.domain.stats.totals import DayTotal
    from roma_cli.usecases.stats.page import Year

_WEEK = 7
_PITCH = 14
"""From one day to the next."""

_SIZES = (3, 5, 7, 9, 11, 13)
"""How large the square of each heat is; the first is a day without work."""

_MARGIN, _TOP = 30, 16
"""Room for the weekdays' names and the months'."""

_BLOCKS = 3
_BLOCK_WEEKS = -(-stats_totals.HEAT_WEEKS // _BLOCKS)
_BLOCK_HEIGHT = _TOP + _WEEK * _PITCH + 10
_LEGEND_LINE = 18
_LETTER = 6.5
"""How wide a letter of the legend is, about; a drawing cannot measure text."""

_PAPER = 680
"""Pixels that fit between the edges of a sheet of A4 or Letter."""

WIDTH = _MARGIN + stats_totals.HEAT_WEEKS * _PITCH
NARROW_WIDTH = _MARGIN + _BLOCK_WEEKS * _PITCH

CSS = (
    ".heat-0{fill:var(--rule)}"
    + "".join(f".heat-{at}{{fill:var(--heat-{at})}}" for at in range(1, stats_totals.HOTTEST + 1))
    + ".now{fill:none;stroke:var(--today);stroke-width:1.5}"
)


def css_wide(legend_lines: int) -> str:
    """Return the style of the drawing where it stands on a page as wide as it is."""
    return (
        f".heat{{display:block;width:{WIDTH}px;height:{height(legend_lines)}px}}"
        ".heat .again{display:none}"
    )


def css_narrow(legend_lines: int) -> str:
    """Return what a narrow page adds: the weeks in rows below each other."""
    moved = "".join(
        f".heat .block-{at}{{transform:translate({-at * _BLOCK_WEEKS * _PITCH}px,"
        f"{at * _BLOCK_HEIGHT}px)}}"
        for at in range(1, _BLOCKS)
    )
    down = (_BLOCKS - 1) * _BLOCK_HEIGHT
    return (
        f".heat{{width:{NARROW_WIDTH}px;height:{height(legend_lines) + down}px}}"
        f".heat .again{{display:inline}}{moved}.heat .legend{{transform:translateY({down}px)}}"
    )


def css_print(legend_lines: int) -> str:
    """Return what paper adds, which is a little narrower than the drawing."""
    share = _PAPER / WIDTH
    return (
        f".heat{{width:{_PAPER}px;height:{height(legend_lines) * share:.0f}px}}"
        f".heat .all{{transform:scale({share:.3f})}}"
    )


def height(legend_lines: int) -> int:
    """Return how high the drawing is with all its weeks beside each other."""
    return _BLOCK_HEIGHT + legend_lines * _LEGEND_LINE


def drawing(year: Year, *, room: int = NARROW_WIDTH, again: bool = True) -> tuple[Markup, int]:
    """Return what is inside the drawing, and how many lines its legend has in `room`.

    With `again` the weekdays' names stand before each block of weeks, for a narrow page.
    """
    rows = _legend_rows(year, room)
    legend = [
        tag("g", *row, transform=f"translate(0 {_BLOCK_HEIGHT + at * _LEGEND_LINE})")
        for at, row in enumerate(rows)
    ]
    blocks = [_block(year, at, again=again) for at in range(_BLOCKS)]
    return tag("g", *blocks, tag("g", *legend, class_="legend"), class_="all"), len(rows)


def told(one: DayTotal) -> str:
    """Return in words what a day came to."""
    words = [f"{due_dates.day_name(one.date)} {one.date.year}: {plural(one.sessions, 'session')}"]
    words += [short(one.work_seconds)] if short(one.work_seconds) else []
    words += ["set by hand"] if one.overrides else []
    words += ["day off"] if one.off else []
    words += ["today, open"] if one.open else []
    return ", ".join(words)


def _block(year: Year, number: int, *, again: bool) -> Markup:
    weeks = range(number * _BLOCK_WEEKS, min((number + 1) * _BLOCK_WEEKS, len(year.days) // _WEEK))
    names = [
        tag("text", name, x=_column(weeks[0]) - _MARGIN, y=_row(weekday) + 11, class_="small")
        for weekday, name in ((0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun"))
    ]
    parts: list[Markup] = []
    if not number:
        parts += names
    elif again:
        parts.append(tag("g", *names, class_="again"))
    parts += _months(year.monday, weeks, again=again)
    for week in weeks:
        for weekday in range(_WEEK):
            one = year.days[week * _WEEK + weekday]
            if one is not None:
                parts += _square(one, _column(week), _row(weekday), year.top)
    return tag("g", *parts, class_=f"block-{number}")


def _square(one: DayTotal, x: int, y: int, top: int) -> Iterator[Markup]:
    heat = stats_totals.heat(one, top)
    size = _SIZES[heat]
    inset = (_PITCH - size) / 2
    title = tag("title", told(one))
    yield tag(
        "g",
        title,
        tag("rect", x=x + inset, y=y + inset, width=size, height=size, class_=f"heat-{heat}"),
    )
    if one.open:
        yield tag(
            "rect", x=x - 0.25, y=y - 0.25, width=_PITCH + 0.5, height=_PITCH + 0.5, class_="now"
        )


def _months(monday: date, weeks: range, *, again: bool) -> Iterator[Markup]:
    """Return the months' names: each stands over the week in which it begins.

    The first of a block is named too, where there is room, for who sees only that block.
    """
    for week in weeks:
        sunday = monday + timedelta(days=week * _WEEK + _WEEK - 1)
        begins = sunday.day <= _WEEK
        tight = week == weeks[0] and (sunday + timedelta(days=_WEEK)).day <= _WEEK
        if not begins and (week != weeks[0] or tight or (week and not again)):
            continue
        last = week == weeks[-1]
        sides = ["small", *(["end"] if last else []), *([] if begins or not week else ["again"])]
        yield tag(
            "text",
            due_dates.month_name(sunday),
            x=_column(week) + (_PITCH if last else 0),
            y=_TOP - 5,
            class_=" ".join(sides),
        )


def _legend_rows(year: Year, room: int) -> list[list[Markup]]:
    rows: list[list[Markup]] = [[]]
    x = 0.0
    for heat, text in ((0, "none"), *year.legend, (-1, "today")):
        words = text.removesuffix(" sessions") + (
            " sessions" if heat == stats_totals.HOTTEST else ""
        )
        wide = _PITCH + 5 + width(words) * _LETTER + 10
        if x and x + wide > room:
            rows.append([])
            x = 0.0
        if heat < 0:
            sign = tag("rect", x=x + 1, y=1, width=_PITCH - 2, height=_PITCH - 2, class_="now")
        else:
            size = _SIZES[heat]
            inset = (_PITCH - size) / 2
            sign = tag("rect", x=x + inset, y=inset, width=size, height=size, class_=f"heat-{heat}")
        rows[-1] += [sign, tag("text", words, x=x + _PITCH + 5, y=11, class_="small")]
        x += wide
    return rows


def _column(week: int) -> int:
    return _MARGIN + week * _PITCH


def _row(weekday: int) -> int:
    return _TOP + weekday * _PITCH
