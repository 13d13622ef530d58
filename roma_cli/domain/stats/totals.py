"""Totals of days, weeks and months, the streak, the plan, and the heat of a day.

A day is a roma day, named by its date; its start and end were fixed when it was closed.
"""

from __future__ import annotations

from collections import namedtuple
from datetime import date, timedelta

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WEEK = len(WEEKDAYS)
_ONE_DAY = timedelta(days=1)

HOTTEST = 5
"""The highest heat: the goal was reached. A day without work has 0."""

HEAT_WEEKS = 53
"""Weeks of a heat map: a year, whichever weekday it begins on."""


class DayTotal(
    namedtuple("DayTotal", "date sessions work_seconds rest_seconds overrides open off")
):
    """The totals of one roma day.

    `sessions` is the count at its end (for the day in progress: now), including corrections by
    hand; the seconds are measured, without pauses, including skipped and stopped sessions.
    `overrides` is how often the count was set by hand. `open` marks the day in progress, `off` a
    weekday without planned work.
    """

    __slots__ = ()
    date: date
    sessions: int
    work_seconds: int
    rest_seconds: int
    overrides: int
    open: bool
    off: bool


class Period(
    namedtuple(
        "Period",
        "name first last days sessions work_seconds rest_seconds overrides planned goal_days open",
    )
):
    """Totals of a week (`2026-W10`) or a month (`2026-03`), or of the part of it shown.

    `planned` is the goal times the days that are not off, `goal_days` the number of days on which
    the goal was reached. `open` if the day in progress is one of them.
    """

    __slots__ = ()
    name: str
    first: date
    last: date
    days: int
    sessions: int
    work_seconds: int
    rest_seconds: int
    overrides: int
    planned: int
    goal_days: int
    open: bool


class Streak(namedtuple("Streak", "current longest")):
    """Days in a row with at least one session: the current streak, and the longest."""

    __slots__ = ()
    current: int
    longest: int


class Summary(namedtuple("Summary", "period worked best median mean")):
    """A summary of some days: their sums as a period, and figures per day.

    `worked` is the number of days with a session. `best` is the day with most of them (if equal,
    the one with more focus, then the later one), None if there is none. `median` and `mean` are
    over the closed days with a session; they are None if there is none.
    """

    __slots__ = ()
    period: Period
    worked: int
    best: DayTotal | None
    median: float | None
    mean: float | None


def is_off(day: date, days_off: str | None) -> bool:
    """Return whether `days_off`, a stored list such as `sat,sun`, names the weekday of `day`."""
    return days_off is not None and WEEKDAYS[day.weekday()] in days_off


def series(
    first: date,
    last: date,
    found: Mapping[date, DayTotal],
    *,
    days_off: str | None,
    exists: Callable[[date], bool],
) -> list[DayTotal]:
    """Return every day from `first` to `last`, those without sessions as zeros.

    `exists` says whether a date existed: a zone that moved across the date line skipped one.
    """
    return [
        found.get(day) or DayTotal(day, 0, 0, 0, 0, open=False, off=is_off(day, days_off))
        for day in _dates(first, last)
        if day in found or exists(day)
    ]


def combined(name: str, totals: Sequence[DayTotal], goal: int) -> Period:
    """Return the sums of one or more days, in order, under a name."""
    return Period(
        name,
        totals[0].date,
        totals[-1].date,
        len(totals),
        sum(one.sessions for one in totals),
        sum(one.work_seconds for one in totals),
        sum(one.rest_seconds for one in totals),
        sum(one.overrides for one in totals),
        goal * sum(not one.off for one in totals),
        sum(one.sessions >= goal for one in totals) if goal else 0,
        any(one.open for one in totals),
    )


def weeks(totals: Iterable[DayTotal], goal: int) -> list[Period]:
    """Return the sums of each ISO week (it begins on Monday) that has days among `totals`."""
    return _grouped(totals, goal, week_name)


def months(totals: Iterable[DayTotal], goal: int) -> list[Period]:
    """Return the sums of each month that has days among `totals`."""
    return _grouped(totals, goal, lambda day: day.isoformat()[: len("2026-03")])


def _grouped(totals: Iterable[DayTotal], goal: int, name: Callable[[date], str]) -> list[Period]:
    groups: dict[str, list[DayTotal]] = {}
    for one in totals:
        groups.setdefault(name(one.date), []).append(one)
    return [combined(key, group, goal) for key, group in groups.items()]


def week_name(day: date) -> str:
    """Return the ISO 8601 name of a day's week: `2026-W10`."""
    year, week, _ = day.isocalendar()
    return f"{year:04}-W{week:02}"


def monday(day: date) -> date:
    """Return the Monday of a day's week, or 1 January of year 1 if that would be earlier."""
    return date.fromordinal(max(1, day.toordinal() - day.weekday()))


def summary(totals: Sequence[DayTotal], goal: int) -> Summary | None:
    """Return the summary of days in order; None if there are no days."""
    if not totals:
        return None
    worked = [one for one in totals if one.sessions]
    best = max(worked, key=lambda one: (one.sessions, one.work_seconds, one.date), default=None)
    counts = sorted(one.sessions for one in worked if not one.open)
    middle = len(counts) // 2
    return Summary(
        combined("", totals, goal),
        len(worked),
        best,
        (counts[middle] + counts[~middle]) / 2 if counts else None,
        sum(counts) / len(counts) if counts else None,
    )


def streak(
    worked: Iterable[date],
    today: date,
    *,
    days_off: str | None,
    exists: Callable[[date], bool],
) -> Streak:
    """Return how many days in a row had a session; `worked` are those that had one, in order.

    A day off without work neither counts nor breaks a streak, nor does a date that the zone
    skipped; work on a day off counts. Today doesn't break a streak, as it is not over.
    """
    current = longest = 0
    before: date | None = None
    for day in worked:
        if day > today:
            # Written while the clock was ahead; this day is still to come.
            break
        linked = before is not None and _linked(before, day, days_off, exists)
        current = current + 1 if linked else 1
        longest = max(longest, current)
        before = day
    if before is None or not (before == today or _linked(before, today, days_off, exists)):
        current = 0
    return Streak(current, longest)


def _linked(
    before: date, after: date, days_off: str | None, exists: Callable[[date], bool]
) -> bool:
    """Return whether no work was missed on the days between two days."""
    if days_off is not None and days_off.count(",") == _WEEK - 1:
        return True
    missed = (
        not is_off(day, days_off) and exists(day)
        for day in _dates(before + _ONE_DAY, after - _ONE_DAY)
    )
    return not any(missed)


def _dates(first: date, last: date) -> Iterable[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def top_of(totals: Iterable[DayTotal], goal: int) -> int:
    """Return the sessions of the hottest level: the goal, or without one those of the best day."""
    return goal or max((one.sessions for one in totals), default=0)


def heat(total: DayTotal, top: int) -> int:
    """Return the heat of a day, 0 to HOTTEST: one step per quarter of `top`, HOTTEST from `top` on.

    It depends on the goal and not on other days, so that a day keeps its heat. A day without work
    has 0; work without a completed session has 1.
    """
    if total.sessions >= top > 0:
        return HOTTEST
    if total.sessions and top:
        return 1 + total.sessions * (HOTTEST - 1) // top
    return 1 if total.work_seconds else 0


def heat_ranges(top: int) -> list[tuple[int, int, int | None]]:
    """Return the possible heats, each with its minimum and maximum of sessions.

    The hottest has no maximum. With a small `top` some heats don't occur.
    """
    ranges: list[tuple[int, int, int | None]] = []
    for level in range(1, HOTTEST):
        # The sessions with level - 1 <= sessions * 4 / top < level.
        least = max(1, -(-(level - 1) * top // (HOTTEST - 1)))
        most = -(-level * top // (HOTTEST - 1)) - 1
        if least <= most:
            ranges.append((level, least, most))
    return [*ranges, (HOTTEST, max(1, top), None)]
