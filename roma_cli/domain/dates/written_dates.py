"""Dates as letters and other programs write them: `Sun Mar 8 09:00:00 2026`, `8-Mar-2026`.

python-dateutil reads these, and it guesses: a missing year is this year, a missing day is
today, of two clocks the last one wins. So it sees only texts that leave nothing to guess,
and its answer counts only if every way of asking gives the same one.
"""

from __future__ import annotations

import re
from collections import namedtuple
from datetime import date, datetime

from roma_cli.domain.dates.day_words import MONTH, WEEKDAY, check_weekday, make_date

_WORD = re.compile(r"[a-z]+")
_IS_MONTH = re.compile(MONTH)
_IS_WEEKDAY = re.compile(WEEKDAY)
_ORDINAL = re.compile(r"(?<=\d)(?:st|nd|rd|th)\b")
_CLOCK = re.compile(
    r"(?<!\d)\d{1,2}:\d\d(?::\d\d(?:\.\d{1,6})?)?(?!\d)|(?<!\d)\d{1,2}(?= ?[ap]m)", re.ASCII
)
_YEAR = re.compile(r"(?<!\d)\d{4}(?!\d)", re.ASCII)
_NUMBER = re.compile(r"\d+", re.ASCII)
_FILLERS = {"at", "on", "of", "t"}
_HALVES = {"am", "pm"}

# Year, month, day, hour and minute all differ: whatever agrees was in the text.
_FILLINGS = (datetime(2001, 1, 1, 1, 1), datetime(2003, 2, 2, 2, 2))  # noqa: DTZ001 - wall clocks


class Written(namedtuple("Written", ["day", "minute", "second"])):
    """A date of the calendar and the clock on it: minute of the day 0..1439, None for no time."""

    __slots__ = ()

    day: date
    minute: int | None
    second: int


def read_long(text: str) -> Written | None:
    """Return the date a text states in full, None if it does not.

    `text` is lower case, without an offset. It must hold one month by name, one year of
    four digits, one day and at most one time; a weekday in it must be the date's own.
    Raises UsageError for a wrong weekday or a year too far.
    """
    if not _states_all(text):
        return None
    answers = _answers(text)
    if len(answers) != len(_FILLINGS):
        return None
    (first, second) = answers
    if first.date() != second.date():
        return None
    day = make_date(first.year, first.month, first.day)
    for word in _words(text):
        if _IS_WEEKDAY.fullmatch(word):
            check_weekday(day, word)
    if not _CLOCK.search(text):
        return Written(day, None, 0)
    if first.hour != second.hour:
        return None
    # "9 am" states an hour and leaves the minute to the filling.
    minute = first.minute if first.minute == second.minute else 0
    return Written(day, first.hour * 60 + minute, first.second)


def _words(text: str) -> list[str]:
    return _WORD.findall(_ORDINAL.sub("", text))


def _states_all(text: str) -> bool:
    """Tell whether a text holds each part of a date once, and nothing else."""
    words = _words(text)
    months = [word for word in words if _IS_MONTH.fullmatch(word)]
    weekdays = [word for word in words if _IS_WEEKDAY.fullmatch(word)]
    halves = [word for word in words if word in _HALVES]
    others = set(words) - set(months) - set(weekdays) - _HALVES - _FILLERS
    clocks = _CLOCK.findall(text)
    rest = _CLOCK.sub(" ", text)
    return (
        len(months) == 1
        and not others
        and len(weekdays) <= 1
        and len(clocks) <= 1
        and len(halves) <= len(clocks)
        and len(_YEAR.findall(rest)) == 1
        and len(_NUMBER.findall(rest)) == 2  # noqa: PLR2004 - the year and the day
    )


def _answers(text: str) -> list[datetime]:
    """Return dateutil's answer for each filling, fewer if the order of the parts matters."""
    # Slow to load: only for a date nothing else could read.
    from dateutil import parser  # noqa: PLC0415

    answers = []
    for filling in _FILLINGS:
        found = set()
        for day_first in (True, False):
            for year_first in (True, False):
                try:
                    found.add(
                        parser.parse(
                            text,
                            default=filling,
                            dayfirst=day_first,
                            yearfirst=year_first,
                            ignoretz=True,
                        )
                    )
                except (ValueError, ArithmeticError, LookupError, TypeError, AttributeError):
                    return []
        if len(found) == 1:
            answers.append(found.pop())
    return answers
