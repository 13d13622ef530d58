"""Heat map of a year: a column per week, a square per day, larger and stronger for more work.

The size of a square shows how much was done, not its colour alone. On a narrow page the style
sheet arranges the weeks in three rows.
"""

from __future__ import annotations

from datetime import timedelta

from roma_cli.cli.output.html import svg
from roma_cli.cli.output.html.markup import Markup
from roma_cli.cli.text_width import width
from roma_cli.domain import due as due_dates
from roma_cli.domain.stats import totals as stats_totals
from roma_cli.domain.text import plural
from roma_cli.usecases.stats.view import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from roma_cli.domain.stats.totals import DayTotal
    from roma_cli.usecases.stats.heatmap import Year

_WEEK = 7
_PITCH = 14
"""Pixels from one day to the next."""

_SIZES = (3, 5, 7, 9, 11, 13)
"""Size of the square of each heat; the first is a day without work."""

_MARGIN, _TOP = 30, 16
"""Room for the names of weekdays and months."""

_BLOCKS = 3
_BLOCK_WEEKS = -(-stats_totals.HEAT_WEEKS // _BLOCKS)
_BLOCK_HEIGHT = _TOP + _WEEK * _PITCH + 10
_LEGEND_LINE = 18
_LETTER = 6.5
"""Approximate width of a letter of the legend; a drawing can't measure text."""

WIDTH = _MARGIN + stats_totals.HEAT_WEEKS * _PITCH
NARROW_WIDTH = _MARGIN + _BLOCK_WEEKS * _PITCH
_PAGE_MARGINS = 32
_PAPER = 680
"""Pixels that fit between the edges of a sheet of A4 or Letter."""

MEASURES = {
    "wide": WIDTH,
    "narrow": NARROW_WIDTH,
    "too_narrow": WIDTH + _PAGE_MARGINS - 1,
    "block_width": _BLOCK_WEEKS * _PITCH,
    "block_height": _BLOCK_HEIGHT,
    "paper": _PAPER,
}
"""Pixels by which the style sheet moves the weeks; up to `too_narrow` they form rows."""


def chart(year: Year, room: int = NARROW_WIDTH) -> svg.Chart:
    """Return the heat map with all its weeks side by side, and a legend that fits in `room`.

    The class `again` marks labels that appear only if the weeks form rows.
    """
    rows = _legend_rows(year, room)
    legend = [svg.group(*row, y=_BLOCK_HEIGHT + at * _LEGEND_LINE) for at, row in enumerate(rows)]
    blocks = [_block(year, at) for at in range(_BLOCKS)]
    drawing = svg.group(*blocks, svg.group(legend, kind="legend"), kind="all")
    height = _BLOCK_HEIGHT + len(rows) * _LEGEND_LINE
    return svg.Chart("Sessions over the year", _words(year), drawing, height)


def day_words(one: DayTotal) -> str:
    """Return the description of a day."""
    focus = short(one.work_seconds)
    words = [f"{due_dates.day_name(one.date)} {one.date.year}: {plural(one.sessions, 'session')}"]
    words += [focus] if focus else []
    words += ["set by hand"] if one.overrides else []
    words += ["day off"] if one.off else []
    words += ["in progress"] if one.open else []
    return ", ".join(words)


def _words(year: Year) -> str:
    known = [one for one in year.days if one is not None]
    worked = sum(1 for one in known if one.sessions)
    first, last = (
        f"{due_dates.day_name(one.date)} {one.date.year}" for one in (known[0], known[-1])
    )
    number = (known[-1].date - known[0].date).days + 1
    return (
        f"One square per day, larger for more sessions, from {first} to {last}:"
        f" {plural(number, 'day')}, {worked} of them with sessions,"
        f" {plural(sum(one.sessions for one in known), 'session')} in total."
    )


def _block(year: Year, number: int) -> Markup:
    weeks = range(number * _BLOCK_WEEKS, min((number + 1) * _BLOCK_WEEKS, len(year.days) // _WEEK))
    names = [
        svg.text(name, _column(weeks[0]) - _MARGIN, _row(weekday) + 11)
        for weekday, name in ((0, "Mon"), (2, "Wed"), (4, "Fri"), (6, "Sun"))
    ]
    parts = [svg.group(*names, kind="again" if number else "")]
    parts += _months(year.monday, weeks)
    for at in range(weeks[0] * _WEEK, (weeks[-1] + 1) * _WEEK):
        one = year.days[at]
        if one is not None:
            x, y = _column(at // _WEEK), _row(at % _WEEK)
            square = _square(x, y, stats_totals.heat(one, year.top))
            parts.append(svg.explained(day_words(one), square))
            if one.open:
                parts.append(svg.rect(x - 0.25, y - 0.25, _PITCH + 0.5, _PITCH + 0.5, "now"))
    return svg.group(*parts, kind=f"block-{number}")


def _square(x: float, y: float, heat: int) -> Markup:
    size = _SIZES[heat]
    inset = (_PITCH - size) / 2
    return svg.rect(x + inset, y + inset, size, size, f"heat-{heat}")


def _months(monday: date, weeks: range) -> list[Markup]:
    """Return the names of the months, each above the week in which it begins.

    The first month of a block is named too if there is room, as a row may show only that block.
    """
    names = []
    for week in weeks:
        sunday = monday + timedelta(days=week * _WEEK + _WEEK - 1)
        begins = sunday.day <= _WEEK
        tight = (sunday + timedelta(days=_WEEK)).day <= _WEEK
        if begins or (week == weeks[0] and not tight):
            last = week == weeks[-1]
            kind = "small" + (" end" if last else "") + ("" if begins or not week else " again")
            x = _column(week) + (_PITCH if last else 0)
            names.append(svg.text(due_dates.month_name(sunday), x, _TOP - 5, kind))
    return names


def _legend_rows(year: Year, room: int) -> list[list[Markup]]:
    rows: list[list[Markup]] = [[]]
    x = 0.0
    for heat, words in ((0, "none"), *year.legend, (-1, "today")):
        wide = _PITCH + 5 + width(words) * _LETTER + 10
        if x and x + wide > room:
            rows.append([])
            x = 0.0
        frame = svg.rect(x + 1, 1, _PITCH - 2, _PITCH - 2, "now")
        sign = frame if heat < 0 else _square(x, 0, heat)
        rows[-1] += [sign, svg.text(words, x + _PITCH + 5, 11)]
        x += wide
    return rows


def _column(week: int) -> int:
    return _MARGIN + week * _PITCH


def _row(weekday: int) -> int:
    return _TOP + weekday * _PITCH
