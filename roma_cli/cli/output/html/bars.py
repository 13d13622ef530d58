"""Upright bars of a page: days, weeks or months with their goal, and the hours of the day."""

from __future__ import annotations

from collections import namedtuple
from itertools import count

from roma_cli.cli.output.html import heatmap, svg
from roma_cli.cli.output.html.markup import Markup, fill, markup
from roma_cli.domain import due as due_dates
from roma_cli.domain.text import plural
from roma_cli.usecases.stats.view import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.domain.stats.totals import DayTotal
    from roma_cli.usecases.stats.page import Page

_LEFT = 6.0
"""Percent of the width that the numbers of the scale need."""

_TOP, _PLOT, _BELOW, _KEY = 18, 150, 24, 22
"""Heights of the parts of the drawing, from its top: figures, bars, labels, key."""

_MOST_FIGURES, _FEW = 31, 10
"""Most bars with room for a figure each, and most of them on a narrow page."""

_MOST_STEPS = 5
_MOST_LABELS = 6
_FULL = 100.0
_EDGE = 95.0
_LETTER = 7
"""Approximate width of a letter of the key, in pixels."""

_WEEK = 7
_MINUTE, _HOUR = 60, 3600
_COUNTS = (1, 2, 5)
_TIMES = (300, 600, 1800, 3600, 7200, 18000)
"""Seconds between two lines of the scale if bars are lengths of time; also times 10, 100 …"""


class Bar(namedtuple("Bar", "value words label figure open plan", defaults=("", "", False, None))):
    """One bar: its height, its description, its label below and its figure above.

    An `open` one is hatched. `plan` is the height of the mark for what was planned.
    """

    __slots__ = ()
    value: int
    words: str
    label: str
    figure: str
    open: bool
    plan: int | None


def days(page: Page) -> svg.Chart:
    """Return the bars of the selected days, or of their weeks or months."""
    by_day = page.by == "day"
    return _chart(
        f"Sessions per {page.by}",
        f"One bar per {page.by}, as high as its number of sessions."
        + (" A line shows the goal." if by_day and page.goal else ""),
        _of_days(page.days) if by_day else _of_periods(page),
        goal=page.goal if by_day else 0,
        goal_words=f"{'goal' if by_day else 'planned'}: {page.goal} a day" if page.goal else "",
        open_words="in progress",
    )


def hours(page: Page) -> svg.Chart:
    """Return the bars of the hours of the day."""
    bars = [
        Bar(
            one.work_seconds,
            f"{one.hour:02}:00: {short(one.work_seconds) or 'no focus'}, "
            + plural(one.sessions, "session"),
            "" if one.hour % 3 else f"{one.hour:02}",
        )
        for one in page.hours
    ]
    words = "One bar per hour, as high as the time worked in it."
    return _chart("Focus by hour of the day", words, bars, times=True)


def _of_days(totals: Sequence[DayTotal]) -> list[Bar]:
    mondays = [at for at, one in enumerate(totals) if not one.date.weekday()]
    labelled = mondays[:: -(-len(mondays) // _MOST_LABELS) or 1]
    bars = []
    for at, one in enumerate(totals):
        label = f"{one.date.day} {due_dates.month_name(one.date)}" if at in labelled else ""
        if len(totals) <= _WEEK:
            label = due_dates.day_name(one.date)[:3]
        figure = f"{one.sessions}*" if one.overrides else str(one.sessions)
        if one.off and figure == "0":
            figure = "off"
        bars.append(Bar(one.sessions, heatmap.day_words(one), label, figure, one.open))
    return bars


def _of_periods(page: Page) -> list[Bar]:
    every = -(-len(page.periods) // _MOST_LABELS)
    bars = []
    for at, one in enumerate(page.periods):
        words = f"{one.name}: {plural(one.sessions, 'session')}"
        words += f" of {one.planned} planned" if one.planned else ""
        words += f", {short(one.work_seconds)}" if short(one.work_seconds) else ""
        words += ", in progress" if one.open else ""
        month = due_dates.month_name(one.first)
        label = f"{one.first.day} {month}" if page.by == "week" else f"{month} {one.first:%y}"
        figure = str(one.sessions or "")
        label = "" if at % every else label
        bars.append(Bar(one.sessions, words, label, figure, one.open, one.planned or None))
    return bars


def _chart(
    title: str,
    words: str,
    bars: Sequence[Bar],
    *,
    goal: int = 0,
    goal_words: str = "",
    open_words: str = "",
    times: bool = False,
) -> svg.Chart:
    """Return bars on one scale; with `times` their values are seconds.

    `goal` draws a line across all of them; `goal_words` and `open_words` are the key.
    """
    highest = max(goal, *(max(one.value, one.plan or 0) for one in bars), 1)
    step = next(
        one * 10**power
        for power in count()
        for one in (_TIMES if times else _COUNTS)
        if highest <= one * 10**power * _MOST_STEPS
    )
    top = -(-highest // step) * step
    if not any(one.open for one in bars):
        open_words = ""
    parts = [fill("hatch")] if open_words else []
    for number in range(0, top + 1, step):
        y = _height(number, top)
        scale = _time(number) if times else str(number)
        parts += [svg.level(y, "rule"), svg.text(scale, 0, y - 3)]
    wide = (_FULL - _LEFT) / len(bars)
    for at, one in enumerate(bars):
        parts += _bar(one, _LEFT + at * wide, wide, top, len(bars))
    if goal:
        parts.append(svg.level(_height(goal, top), "goal", svg.percent(_LEFT)))
    height = _TOP + _PLOT + _BELOW
    if goal_words or open_words:
        key = _key("goal" if goal else "planned", goal_words, open_words)
        parts.append(svg.group(*key, y=height))
        height += _KEY
    best = max(bars, key=lambda one: one.value)
    return svg.Chart(title, f"{words} The highest is {best.words}.", markup(parts), height)


def _bar(one: Bar, x: float, wide: float, top: int, number: int) -> list[Markup]:
    """Return one of `number` bars, `wide` percent from `x` on, with its figure and its label."""
    left, room = svg.percent(x), svg.percent(wide)
    y, middle = _height(one.value, top), x + wide / 2
    # The description appears anywhere above the label, not only on the bar.
    shapes = [svg.rect(left, _TOP, room, _PLOT, "", fill="none", pointer_events="all")]
    if one.value:
        place = (svg.percent(x + wide * 0.14), y, svg.percent(wide * 0.72), _TOP + _PLOT - y)
        shapes.append(
            svg.rect(*place, "open", fill=svg.HATCH) if one.open else svg.rect(*place, "bar")
        )
    if one.plan is not None:
        shapes.append(svg.level(_height(one.plan, top), "planned", left, svg.percent(x + wide)))
    parts = [svg.explained(one.words, *shapes)]
    if one.figure and number <= _MOST_FIGURES:
        kind = "small middle few" if number <= _FEW else "small middle many"
        parts.append(svg.text(one.figure, svg.percent(middle), y - 4, kind))
    if one.label:
        # A centred last label would be cut off at the edge.
        at, side = (_FULL, "end") if middle > _EDGE else (middle, "middle")
        parts.append(svg.text(one.label, svg.percent(at), _TOP + _PLOT + 15, f"small {side}"))
    return parts


def _key(sign: str, goal_words: str, open_words: str) -> list[Markup]:
    """Return the key, its second part beside the first."""
    parts: list[Markup] = []
    x = 0
    if goal_words:
        parts += [svg.level(8, sign, x, x + 22), svg.text(goal_words, x + 28, 12)]
        x += 28 + _LETTER * len(goal_words) + 12
    if open_words:
        parts.append(svg.rect(x + 1, 2, 12, 12, "open", fill=svg.HATCH))
        parts.append(svg.text(open_words, x + 19, 12))
    return parts


def _height(value: int, top: int) -> float:
    return _TOP + _PLOT * (1 - value / top)


def _time(seconds: int) -> str:
    if seconds % _HOUR:
        return f"{seconds // _MINUTE}m"
    return f"{seconds // _HOUR}h" if seconds else "0"
