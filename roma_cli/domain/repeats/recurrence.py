"""Due dates of repeating tasks, computed from the series' anchor and an index.

The anchor is the due date of index 0. Stepping from the last date would drift: 31 January, 28
February, and then the 28th forever. So index n is computed from the anchor alone, in constant
time; a library that expands rules would step through the dates, and would skip the months
without a 31st.

**A moment keeps its time on the local clock** (rules 6.3), in the zone of the rule, which may
have changed since the anchor was made. A time the clock skips is moved forward by the gap, of
one it shows twice the first counts (rules 1.2); the next day it is at its own time again. Where a
zone skipped a date, that date's occurrence is the same moment as the next one's: one instant with
two indexes, and `next_after` skips the second. **A due date without a time is a date**, and only
date arithmetic is applied to it.

**Chosen weekdays are roma days, days of a month are the calendar's**, as in typed dates: with
a reset at 04:00, "every fri" at 01:30 is on the clock's Saturday, and "every month on the 1st"
at 01:30 is on the 1st. Weeks begin on Monday; the anchor's week is the first of "every 2 weeks".

An anchor that is not one of the chosen days is still index 0, and index 1 is the first chosen
day after it: so a series survives an edited due date and a change of time zone. A new series
begins with `first_due`.
"""

from __future__ import annotations

from collections import namedtuple
from datetime import date, timedelta

from roma_cli.domain import day as days
from roma_cli.domain.due import MINUTE, WEEK_DAYS, Due, deadline
from roma_cli.domain.errors import BadValue, UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import NoReturn

    from roma_cli.domain.day import Day, DayRule

UNITS = ("daily", "weekly", "monthly", "yearly")
MOST_INTERVAL = 999
LONGEST_MONTH = 31
LAST_DATE = date(9989, 12, 29)  # in any zone it ends, whatever the reset time, in a known moment

_MONTHS = {"monthly": 1, "yearly": 12}
_MONTHS_A_YEAR = 12


class Repeat(
    namedtuple("Repeat", ["unit", "interval", "weekdays", "month_day"], defaults=(1, (), None))
):
    """Every `interval` (1..999) units; `unit` is daily, weekly, monthly or yearly.

    `weekdays`, only with weekly: the chosen ones, 0 for Monday to 6, in order, each once; empty
    means the anchor's. `month_day`, only with monthly: 1..31, in shorter months their last day;
    None means the anchor's. `repeats.parse.parse_repeat` makes one from typed text,
    `make_repeat` from the parts that other programs store.
    """

    __slots__ = ()

    unit: str
    interval: int
    weekdays: tuple[int, ...]
    month_day: int | None


class Next(namedtuple("Next", ["due", "index", "skipped"])):
    """The next occurrence, its index, and how many indexes before it were skipped."""

    __slots__ = ()

    due: Due
    index: int
    skipped: int


def make_repeat(
    unit: str, interval: int = 1, weekdays: Iterable[int] = (), month_day: int | None = None
) -> Repeat:
    """Return a repeat of these parts, its weekdays in order; BadValue for one out of range."""
    chosen = tuple(sorted(set(weekdays)))
    if unit not in UNITS:
        raise BadValue(f"a repeat is {', '.join(UNITS)}, not {unit[:40]!r}")
    if not 1 <= interval <= MOST_INTERVAL:
        raise BadValue(f"a repeat's interval goes from 1 to {MOST_INTERVAL}")
    if chosen and not (unit == "weekly" and chosen[0] >= 0 and chosen[-1] < WEEK_DAYS):
        raise BadValue("weekdays need a weekly repeat, 0 for Monday to 6")
    if month_day is not None:
        if unit != "monthly":
            raise BadValue("a day of the month needs a monthly repeat")
        if not 1 <= month_day <= LONGEST_MONTH:
            raise BadValue(f"no month has {month_day} days")
    return Repeat(unit, interval, chosen, month_day)


def first_due(repeat: Repeat, due: Due, rule: DayRule) -> Due:
    """Return the anchor of a new series: `due`, or the first chosen day after it.

    Only chosen weekdays or a chosen day of the month change the date. The interval counts from
    there, so it never delays the start. Raises as `occurrence`.
    """
    every = repeat._replace(interval=1)
    series = _series(every, due, rule)
    if _date_at(series, 0) == series.first:
        return due
    return occurrence(every, due, 1, rule)


def occurrence(repeat: Repeat, anchor: Due, index: int, rule: DayRule) -> Due:
    """Return the due date of an index; for index 0 the anchor, unchanged.

    The result is a moment if the anchor is one, else a day. Later indexes are never
    earlier, and equal only where the zone skipped a date.

    Raises UsageError for a date after LAST_DATE or a zone that cannot be loaded, ValueError for
    an index below 0.
    """
    if index < 0:
        raise ValueError("an index counts from 0")
    if index == 0:
        return anchor
    return _due_at(_series(repeat, anchor, rule), index, rule) or _no_further()


def next_after(repeat: Repeat, anchor: Due, index: int, rule: DayRule, now: int) -> Next:
    """Return the occurrence after the completed `index` that is not before today (rules 6.5).

    Today is the roma day of `now`; an occurrence earlier today counts, although its moment is
    past. Computes a dozen dates at most, however late. Raises as `occurrence` does.
    """
    done = occurrence(repeat, anchor, index, rule)
    series = _series(repeat, anchor, rule)
    return _search(series, index, done, days.day_at(rule, now), rule) or _no_further()


def from_completion(repeat: Repeat, due: Due, completed_at: int, rule: DayRule) -> Due:
    """Return the next due date counted from the completion: "3 days after I did it".

    It is the roma day of `completed_at` plus the interval, at the time of day of `due` if that
    has one. A chosen day of the week or month is the first one after that roma day (with "every
    2 weeks", the week of the completion is the first). The result is after the day of the
    completion, and so may be before `due` if the task was completed early. Raises as
    `occurrence` does.
    """
    time = _local(due, rule)[1]
    done_on = days.today(rule, completed_at)
    if time is not None:
        time = time._replace(lead=_lead(time.minute, rule))
    series = _series_from(repeat, done_on, time)
    target = _date_at(series, 1)
    if target is None:
        _no_further()
    found = _due_on(target, time, rule)
    if found.moment is None:
        return found
    # A clock that skips the start of a day can put a time just after it into the day before.
    # Such a time becomes the day's first instant, as a typed time does.
    return Due(max(found.moment, days.boundary(rule, target)), None)


def preview(repeat: Repeat, anchor: Due, rule: DayRule, now: int, count: int = 5) -> list[Due]:
    """Return the first `count` due dates of a series that are not before today.

    Fewer where the calendar ends; a moment that has two indexes is returned once. Raises UsageError
    for a zone that cannot be loaded or a moment outside the years 1970 to 9989.
    """
    today = days.day_at(rule, now)
    series = _series(repeat, anchor, rule)
    found: list[Due] = []
    index, last = 0, anchor
    if count > 0 and not _is_before(anchor, today):
        found.append(anchor)
    while len(found) < count:
        following = _search(series, index, last, today, rule)
        if following is None:
            break
        index, last = following.index, following.due
        found.append(last)
    return found


# --- a series, prepared for arithmetic --------------------------------------------------


class _Time(namedtuple("_Time", ["minute", "second", "lead"])):
    """A time on the local clock; `lead` is 1 if it is on the date after the day it counts for."""

    __slots__ = ()

    minute: int
    second: int
    lead: int


class _Series(
    namedtuple("_Series", ["first", "time", "start", "days", "months", "marks", "passed"])
):
    """Slots on the calendar: each period of `days` or `months` holds one per mark.

    A mark is a distance in days from the period's start, or a day of its month. `first` is the
    anchor's date, in period 0, which begins on `start`; `passed` of that period's slots are not
    after it. So index n is slot `passed` - 1 + n.
    """

    __slots__ = ()

    first: date
    time: _Time | None
    start: date
    days: int
    months: int
    marks: tuple[int, ...]
    passed: int


def _series(repeat: Repeat, anchor: Due, rule: DayRule) -> _Series:
    first, time = _local(anchor, rule)
    if time is not None and repeat.unit == "weekly":
        lead = _lead(time.minute, rule)
        first, time = first - timedelta(days=lead), time._replace(lead=lead)
    return _series_from(repeat, first, time)


def _local(due: Due, rule: DayRule) -> tuple[date, _Time | None]:
    """Return the date of the calendar, and the time on the local clock if there is one."""
    if due.day is not None:
        return due.day, None
    local = days.local(rule.timezone, deadline(due, rule))
    return local.date(), _Time(local.hour * MINUTE + local.minute, local.second, 0)


def _lead(minute: int, rule: DayRule) -> int:
    return 1 if minute < rule.reset_minute else 0


def _series_from(repeat: Repeat, first: date, time: _Time | None) -> _Series:
    interval = repeat.interval
    months = 0
    start = first
    marks: tuple[int, ...] = (0,)
    if repeat.unit == "weekly":
        interval *= WEEK_DAYS
        start = first - timedelta(days=first.weekday())
        marks = repeat.weekdays or (first.weekday(),)
    elif repeat.unit in _MONTHS:
        months = interval * _MONTHS[repeat.unit]
        start = first.replace(day=1)
        marks = (repeat.month_day or first.day,)
    series = _Series(first, time, start, interval, months, marks, 1)
    slots = [_date_of(series, slot) for slot in range(len(marks))]
    return series._replace(passed=sum(slot is not None and slot <= first for slot in slots))


def _date_of(series: _Series, slot: int) -> date | None:
    """Return the date of a slot, None after the end of the calendar."""
    period, which = divmod(slot, len(series.marks))
    mark = series.marks[which]
    if not series.months:
        number = series.start.toordinal() + period * series.days + mark
        return date.fromordinal(number) if number <= LAST_DATE.toordinal() else None
    year, month = divmod(_month_number(series.start) + period * series.months, _MONTHS_A_YEAR)
    if year > LAST_DATE.year:
        return None
    found = date(year, month + 1, min(mark, _month_length(year, month + 1)))
    return found if found <= LAST_DATE else None


def _date_at(series: _Series, index: int) -> date | None:
    return _date_of(series, series.passed - 1 + index)


def _month_number(day: date) -> int:
    return day.year * _MONTHS_A_YEAR + day.month - 1


def _month_length(year: int, month: int) -> int:
    if month == _MONTHS_A_YEAR:
        return LONGEST_MONTH
    return (date(year, month + 1, 1) - date(year, month, 1)).days


def _due_at(series: _Series, index: int, rule: DayRule) -> Due | None:
    day = _date_at(series, index)
    return None if day is None else _due_on(day, series.time, rule)


def _due_on(day: date, time: _Time | None, rule: DayRule) -> Due:
    if time is None:
        return Due(None, day)
    # The rule for skipped and repeated times is the boundary's; it reads no seconds.
    clock = days.DayRule(rule.timezone, time.minute)
    return Due(days.boundary(clock, day + timedelta(days=time.lead)) + time.second, None)


# --- searching ----------------------------------------------------------------------------


def _search(series: _Series, index: int, done: Due, today: Day, rule: DayRule) -> Next | None:
    """Return the first occurrence from `index` + 1 that is after `done` and not before today."""
    candidate = max(index + 1, _index_before(series, today.date))
    while True:
        # Ends: dates only grow, so a few steps reach today or the end of the calendar.
        due = _due_at(series, candidate, rule)
        if due is None:
            return None
        if _is_after(due, done) and not _is_before(due, today):
            return Next(due, candidate, candidate - index - 1)
        candidate += 1


def _index_before(series: _Series, day: date) -> int:
    """Return a close index whose moment is certainly before a roma day; 0 or less for none.

    It is the last of an earlier period, with a margin of two dates for times before the reset and
    for clocks that change over midnight.
    """
    seen = day - timedelta(days=2)
    if series.months:
        period = (_month_number(seen) - _month_number(series.start)) // series.months
    else:
        period = (seen - series.start).days // series.days
    return period * len(series.marks) - series.passed


def _is_after(due: Due, done: Due) -> bool:
    if due.moment is not None and done.moment is not None:
        return due.moment > done.moment
    return due.day is not None and done.day is not None and due.day > done.day


def _is_before(due: Due, today: Day) -> bool:
    if due.moment is not None:
        return due.moment < today.start
    return due.day is not None and due.day < today.date


def _no_further() -> NoReturn:
    raise UsageError(f"the task can't repeat again: roma's calendar ends in {LAST_DATE.year}")
