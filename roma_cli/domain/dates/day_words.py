"""Typed days: `tomorrow`, `fri`, `next monday`, `31 jan`, `2026-03-08`, `eow`, `in 3 days`.

Two families. **Words** (`tomorrow`, `fri`, `in 3 days`, `eow`) count from today's roma day
and name a roma day. **Dates** (`2026-03-08`, `31 jan`, `13/4/2026`) name a date of the
calendar. The difference shows only with a time of day before the reset: see `dates`.

A text that could mean two days is refused, naming both (rules 5.4). Weeks begin on Monday.
"""

from __future__ import annotations

import calendar
import re
from collections import namedtuple
from datetime import date

from roma_cli.domain.errors import Ambiguous, BadValue
from roma_cli.domain.vocabulary import (
    MONTH,
    MONTH_NUMBERS,
    MONTHS,
    UNITS,
    WEEKDAY,
    WEEKDAY_NUMBERS,
    WEEKDAYS,
    unit_pattern,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import NoReturn

FIRST_YEAR = 1970
LAST_YEAR = 9989
OUT_OF_RANGE = f"the date is out of range: {FIRST_YEAR} to {LAST_YEAR}"

_OFFSETS = {
    "today": 0,
    "tomorrow": 1,
    "yesterday": -1,
    "day after tomorrow": 2,
    "day before yesterday": -2,
}
_WEEK = 7
_MONTHS_A_YEAR = 12
_SUNDAY = 6
_MOST_DIGITS = 6
_LEAP_SPAN = 9  # from 29 Feb 2096 it is eight years to the next, 2100 being a common year


class Reading(namedtuple("Reading", ["day", "calendar"])):
    """A day as typed. `calendar`: it named a date of the calendar, not a roma day."""

    __slots__ = ()

    day: date
    calendar: bool


class Seen(namedtuple("Seen", ["today", "past"])):
    """Today's roma day, and whether a past day is meant (`past`)."""

    __slots__ = ()

    today: date
    past: bool


def read_day(text: str, seen: Seen) -> Reading | None:
    """Return the day a phrase names, None if it does not name a day.

    `text` is lower case with single spaces. Raises BadValue for a day that does not exist
    (31 apr), for two possible days (03/04/2026), and outside FIRST_YEAR to LAST_YEAR.
    """
    named = _read(_WORDS, text, seen)
    if named is not None:
        return Reading(named, calendar=False)
    led = re.fullmatch(rf"(?:on )?({WEEKDAY}),? (.+)", text)
    named = _read(_DATES, led[2] if led else text, seen)
    if named is None:
        return None
    if led:
        check_weekday(named, led[1])
    return Reading(named, calendar=True)


def make_date(year: int, month: int, number: int) -> date:
    """Return a date of the calendar. Raises BadValue if it does not exist or is out of range."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise BadValue(f"year {year:04d} is out of range: {FIRST_YEAR} to {LAST_YEAR}")
    if not 1 <= month <= _MONTHS_A_YEAR:
        raise BadValue(f"there is no month {month}")
    last = calendar.monthrange(year, month)[1]
    if not 1 <= number <= last:
        raise BadValue(f"{MONTHS[month - 1].title()} {year} has {last} days, not {number}")
    return date(year, month, number)


def shift(day: date, count: int) -> date:
    """Return the date `count` days later (negative: earlier); BadValue if it is out of range."""
    number = day.toordinal() + count
    if not _FIRST <= number <= _LAST:
        raise BadValue(OUT_OF_RANGE)
    return date.fromordinal(number)


def check_weekday(day: date, name: str) -> None:
    """Raise BadValue if a weekday written before a date is not that date's."""
    if day.weekday() != WEEKDAY_NUMBERS[name]:
        raise BadValue(f"{day} is a {WEEKDAYS[day.weekday()].title()}, not {name!r}")


def ambiguous(text: str, readings: list[str]) -> NoReturn:
    """Raise Ambiguous for a text that could mean several things, naming them all."""
    message = f"{text!r} could mean {' or '.join(readings)}: type the one you mean"
    raise Ambiguous(message, text=text, readings=readings)


_FIRST = date(FIRST_YEAR, 1, 1).toordinal()
_LAST = date(LAST_YEAR, 12, 31).toordinal()


# --- words: counted from today's roma day ---------------------------------------------


def _plain(match: re.Match[str], seen: Seen) -> date:
    return shift(seen.today, _OFFSETS[match["word"]])


def _weekday(match: re.Match[str], seen: Seen) -> date:
    """Read `fri`, and `this`, `next`, `last` before it.

    People use each of these in two ways; where both give the same day, that is the day, and
    where they differ, the phrase is refused. `next friday`: the first one after today, or the
    one of next week. `last friday` likewise, backwards. `this monday`: the one of this week, or
    the coming one. `fri` on a Friday: today, or a week from it.
    """
    in_this_week = WEEKDAY_NUMBERS[match["name"]] - seen.today.weekday()
    offsets = _weekday_offsets(match["which"], in_this_week, past=seen.past)
    days = [shift(seen.today, offset) for offset in dict.fromkeys(offsets)]
    if len(days) > 1:
        ambiguous(match[0], [day.isoformat() for day in days])
    return days[0]


def _weekday_offsets(which: str | None, in_this_week: int, *, past: bool) -> tuple[int, ...]:
    ahead = in_this_week % _WEEK
    back = ahead - _WEEK
    if which == "next":
        return ahead or _WEEK, in_this_week + _WEEK
    if which == "last":
        return back, in_this_week - _WEEK
    if which == "this":
        return in_this_week, ahead
    if ahead == 0:
        return 0, -_WEEK if past else _WEEK
    return (back if past else ahead,)


def _weekday_of_week(match: re.Match[str], seen: Seen) -> date:
    weeks = {"last": -1, "this": 0, "next": 1}[match["which"]]
    wanted = WEEKDAY_NUMBERS[match["name"]]
    return shift(seen.today, wanted - seen.today.weekday() + weeks * _WEEK)


def _start_of_next(match: re.Match[str], seen: Seen) -> date:
    today = seen.today
    if match["unit"] == "week":
        return shift(today, _WEEK - today.weekday())
    if match["unit"] == "month":
        return _months_later(today.replace(day=1), 1)
    return make_date(today.year + 1, 1, 1)


def _end_of(match: re.Match[str], seen: Seen) -> date:
    today = seen.today
    unit = match["short"][-1] if match["short"] else match["unit"][0]
    if unit == "d":
        return today
    if unit == "w":
        return shift(today, _SUNDAY - today.weekday())
    month = today.month if unit == "m" else _MONTHS_A_YEAR
    return date(today.year, month, calendar.monthrange(today.year, month)[1])


def _counted(match: re.Match[str], seen: Seen) -> date:
    """Read `in 3 days`, `+2w`, `1 month ago`; a month from the 31st is the last of a short one."""
    number = match["number"]
    if len(number) > _MOST_DIGITS:
        raise BadValue(f"{match[0]!r} is out of range: {FIRST_YEAR} to {LAST_YEAR}")
    count = 1 if number in {"a", "an"} else int(number)
    if match["sign"] == "-" or match["ago"]:
        count = -count
    unit = UNITS[match["unit"]]
    if unit in ("day", "week"):
        return shift(seen.today, count * (1 if unit == "day" else _WEEK))
    return _months_later(seen.today, count * (1 if unit == "month" else _MONTHS_A_YEAR))


def _months_later(day: date, count: int) -> date:
    year, month = divmod(day.year * _MONTHS_A_YEAR + day.month - 1 + count, _MONTHS_A_YEAR)
    first = make_date(year, month + 1, 1)
    return first.replace(day=min(day.day, calendar.monthrange(year, month + 1)[1]))


# --- dates: of the calendar -----------------------------------------------------------


def _numbers(match: re.Match[str], _seen: Seen) -> date:
    return make_date(int(match["year"]), int(match["month"]), int(match["day"]))


def _named_month(match: re.Match[str], seen: Seen) -> date:
    month = MONTH_NUMBERS[match["month"]] + 1
    if match["year"]:
        return make_date(int(match["year"]), month, int(match["day"]))
    return _nearest(month, int(match["day"]), seen)


def _nearest(month: int, number: int, seen: Seen) -> date:
    """Return the next date with this month and day, today included (looking back: the last)."""
    last = 29 if month == 2 else calendar.monthrange(2001, month)[1]  # noqa: PLR2004 - February
    if not 1 <= number <= last:
        raise BadValue(f"{MONTHS[month - 1].title()} has {last} days, not {number}")
    step = -1 if seen.past else 1
    years = range(seen.today.year, seen.today.year + step * _LEAP_SPAN, step)
    return _first_existing(((year, month) for year in years), number, seen)


def _first_existing(months: Iterable[tuple[int, int]], number: int, seen: Seen) -> date:
    """Return the first date with this day in some months: today or later, or earlier if `past`."""
    for year, month in months:
        if number <= calendar.monthrange(year, month)[1]:
            day = make_date(year, month, number)
            if (day <= seen.today) if seen.past else (day >= seen.today):
                return day
    raise BadValue(OUT_OF_RANGE)


def _day_of_month(match: re.Match[str], seen: Seen) -> date:
    """Read `the 31st`: the next month that has one, today included (looking back: the last)."""
    number = int(match["day"])
    if not 1 <= number <= 31:  # noqa: PLR2004 - the longest month
        raise BadValue(f"no month has {number} days")
    first = seen.today.replace(day=1)
    months = (_months_later(first, -count if seen.past else count) for count in range(4))
    return _first_existing(((month.year, month.month) for month in months), number, seen)


def _two_numbers(match: re.Match[str], seen: Seen) -> date:
    """Read `13/4/2026`, `4/13`: accepted if only one order of day and month is a date."""
    one, two = int(match["one"]), int(match["two"])
    readings: list[date] = []
    for number, month in ((one, two), (two, one)):
        if not 1 <= month <= _MONTHS_A_YEAR:
            continue
        if match["year"]:
            readings.append(make_date(int(match["year"]), month, number))
        else:
            readings.append(_nearest(month, number, seen))
    if not readings:
        raise BadValue(f"{match[0]!r} is not a date: neither {one} nor {two} is a month")
    names = [day.isoformat() for day in dict.fromkeys(readings)]
    if match["mark"] == "." and not match["year"] and one < 24 and len(match["two"]) == 2:  # noqa: PLR2004 - the clock's
        names.append(f"{one:02d}:{two:02d}")
    if len(names) > 1:
        ambiguous(match[0], names)
    return readings[0]


def _short_year(match: re.Match[str], _seen: Seen) -> date:
    raise BadValue(f"{match[0]!r} could be several dates: write the year with four digits")


# --- the table ------------------------------------------------------------------------

_DAY = r"(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_MONTH = rf"(?P<month>{MONTH})\.?"
_YEAR = r"(?:,? (?P<year>\d{4}))?"
_UNIT = f"(?P<unit>{unit_pattern('day', 'week', 'month', 'year')})"

if TYPE_CHECKING:
    Form = tuple[re.Pattern[str], Callable[[re.Match[str], Seen], date]]


def _forms(*pairs: tuple[str, Callable[[re.Match[str], Seen], date]]) -> list[Form]:
    # ASCII: digits of other scripts are not read as digits.
    return [(re.compile(pattern, re.ASCII), read) for pattern, read in pairs]


_WORDS = _forms(
    (rf"(?:the )?(?P<word>{'|'.join(_OFFSETS)})", _plain),
    (rf"(?:on )?(?:(?P<which>this|next|last) )?(?P<name>{WEEKDAY})", _weekday),
    (rf"(?:on )?(?P<name>{WEEKDAY}) (?P<which>this|next|last) week", _weekday_of_week),
    (rf"(?P<which>this|next|last) week (?:on )?(?P<name>{WEEKDAY})", _weekday_of_week),
    (r"next (?P<unit>week|month|year)", _start_of_next),
    (r"(?P<short>eod|eow|eom|eoy)|end of (?:the )?(?P<unit>day|week|month|year)", _end_of),
    (rf"(?P<sign>in |\+ ?|- ?)(?P<number>\d+|an?(?= )) ?{_UNIT}(?P<ago>)", _counted),
    (rf"(?P<sign>)(?P<number>\d+|an?(?= )) ?{_UNIT}(?P<ago> ago)", _counted),
)
_DATES = _forms(
    (
        r"(?:on )?(?P<year>\d{4})(?P<mark>[-/.])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})",
        _numbers,
    ),
    (r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})", _numbers),
    (rf"(?:on )?{_DAY} ?(?:of )?{_MONTH}{_YEAR}", _named_month),
    (rf"(?:on )?(?:the )?{_MONTH} {_DAY}{_YEAR}", _named_month),
    (r"(?:on )?(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)", _day_of_month),
    (
        r"(?:on )?(?P<one>\d{1,2})(?P<mark>[-/.])(?P<two>\d{1,2})(?P=mark)(?P<year>\d{4})",
        _two_numbers,
    ),
    (r"(?:on )?(?P<one>\d{1,2})(?P<mark>[/.])(?P<two>\d{1,2})(?P<year>)", _two_numbers),
    (r"\d{1,2}([-/.])\d{1,2}\1\d{2}", _short_year),
)


def _read(forms: list[Form], text: str, seen: Seen) -> date | None:
    for pattern, read in forms:
        match = pattern.fullmatch(text)
        if match:
            return read(match, seen)
    return None
