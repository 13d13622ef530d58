"""The bars of a page, from its values: what stands at each of them, and what it says in words."""

from __future__ import annotations

from collections import namedtuple

from roma_cli.cli.output.html import bars, heatmap
from roma_cli.domain import due as due_dates
from roma_cli.domain.text import plural
from roma_cli.usecases.stats.view import short

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.cli.output.html.markup import Markup
    from roma_cli.domain.stats.totals import DayTotal, Period
    from roma_cli.usecases.stats.page import Page

_WEEK = 7
_MOST_LABELS = 6
_HOUR = 3600
_STEPS = (300, 600, 1800, 3600, 7200, 18000)
"""Seconds from one line to the next, where bars are lengths of time."""


class Chart(namedtuple("Chart", "title told drawing height")):
    """A drawing with its name, with what it shows in a sentence, and how high it is."""

    __slots__ = ()
    title: str
    told: str
    drawing: Markup
    height: int


def days(page: Page) -> Chart:
    """Return the bars of the days asked for, or of their weeks or months."""
    goal = page.goal if page.by == "day" else 0
    slots = _day_slots(page.days) if page.by == "day" else _period_slots(page)
    told = ""
    if page.goal:
        told = f"goal: {page.goal} a day" if goal else f"planned: {page.goal} a day"
    drawing, height = bars.drawing(
        slots,
        goal=goal,
        goal_told=told,
        open_told=("today" if page.by == "day" else f"this {page.by}") + ", open"
        if any(one.open for one in slots)
        else "",
    )
    best = max(slots, key=lambda one: one.value)
    line = " A line shows the goal." if goal else ""
    sentence = f"A bar a {page.by}, as high as its sessions.{line} The highest is {best.told}."
    return Chart(f"Sessions of each {page.by}", sentence, drawing, height)


def hours(page: Page) -> Chart:
    """Return the bars of the hours of the day."""
    slots = [
        bars.Slot(
            one.work_seconds,
            f"{one.hour:02}" if not one.hour % 3 else "",
            "",
            f"{one.hour:02}:00: {short(one.work_seconds) or 'no focus'}, "
            + plural(one.sessions, "session"),
        )
        for one in page.hours
    ]
    best = max(slots, key=lambda one: one.value)
    sentence = f"A bar an hour, as high as the time worked in it. The highest is {best.told}."
    drawing, height = bars.drawing(slots, steps=_STEPS, scale=_time)
    return Chart("Focus in each hour of the day", sentence, drawing, height)


def year(page: Page) -> tuple[str, str]:
    """Return the name of the heat map, and what it shows in a sentence."""
    known = [one for one in page.year.days if one is not None]
    worked = sum(1 for one in known if one.sessions)
    days_long = (known[-1].date - known[0].date).days + 1
    told = (
        f"A square a day, larger for more sessions, from {_full(known[0])} to {_full(known[-1])}:"
        f" {plural(days_long, 'day')}, {worked} of them with sessions,"
        f" {plural(sum(one.sessions for one in known), 'session')} in all."
    )
    return "A year of days", told


def _day_slots(days_shown: Sequence[DayTotal]) -> list[bars.Slot]:
    few = len(days_shown) <= _WEEK
    mondays = [at for at, one in enumerate(days_shown) if not one.date.weekday()]
    labelled = set(mondays[:: -(-len(mondays) // _MOST_LABELS) or 1])
    slots = []
    for at, one in enumerate(days_shown):
        label = f"{one.date.day} {due_dates.month_name(one.date)}" if at in labelled else ""
        if few:
            label = due_dates.day_name(one.date).split()[0]
        figure = f"{one.sessions}{'*' if one.overrides else ''}"
        if not one.sessions and not one.overrides:
            figure = "off" if one.off else "0"
        slots.append(bars.Slot(one.sessions, label, figure, heatmap.told(one), one.open))
    return slots


def _period_slots(page: Page) -> list[bars.Slot]:
    every = -(-len(page.periods) // _MOST_LABELS)
    slots = []
    for at, one in enumerate(page.periods):
        label = "" if at % every else _period_label(page.by, one)
        told = f"{one.name}: {plural(one.sessions, 'session')}"
        told += f" of {one.planned} planned" if one.planned else ""
        told += f", {short(one.work_seconds)}" if short(one.work_seconds) else ""
        slots.append(
            bars.Slot(
                one.sessions,
                label,
                str(one.sessions) if one.sessions else "",
                told + (", open" if one.open else ""),
                one.open,
                one.planned or None,
            )
        )
    return slots


def _period_label(by: str, one: Period) -> str:
    name = due_dates.month_name(one.first)
    return f"{one.first.day} {name}" if by == "week" else f"{name} {one.first.year % 100:02}"


def _full(one: DayTotal) -> str:
    return f"{due_dates.day_name(one.date)} {one.date.year}"


def _time(seconds: int) -> str:
    if seconds % _HOUR:
        return f"{seconds // 60}m"
    return f"{seconds // _HOUR}h" if seconds else "0"
