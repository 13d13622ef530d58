"""Dates as letters and other programs write them: `Sun Mar 8 09:00:00 2026`, `8-Mar-2026`.

The parts may stand in any order, each once. A text that leaves a part to be guessed is not read.
"""

from __future__ import annotations

import re
from collections import namedtuple

from roma_cli.domain.dates.clock_times import CLOCK, read_clock
from roma_cli.domain.dates.day_words import check_weekday, make_date
from roma_cli.domain.errors import BadValue
from roma_cli.domain.vocabulary import MONTH, MONTH_NUMBERS, WEEKDAY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

_PART = re.compile(
    rf"(?P<time>{CLOCK})(?![\d:])|(?P<year>\d{{4}})(?!\d)|(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:])"
    rf"|(?P<name>{MONTH})\.?(?![a-z])|(?P<weekday>{WEEKDAY})\.?(?![a-z])|(?:at|on|of|t)(?![a-z])"
    r"|[ ,./-]",
    re.ASCII,
)
_NEEDED = {"year", "name", "day"}


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
    Raises BadValue for a wrong weekday or a year out of range.
    """
    found: dict[str, re.Match[str]] = {}
    at = 0
    while at < len(text):
        match = _PART.match(text, at)
        part = next((name for name in (*_NEEDED, "time", "weekday") if match and match[name]), "")
        if match is None or part in found:
            return None
        if part:
            found[part] = match
        at = match.end()
    if not found.keys() >= _NEEDED:
        return None
    month = MONTH_NUMBERS[found["name"]["name"]] + 1
    try:
        clock = read_clock(found["time"]) if "time" in found else None
        day = make_date(int(found["year"]["year"]), month, int(found["day"]["day"]))
    except BadValue:
        return None
    if "weekday" in found:
        check_weekday(day, found["weekday"]["weekday"])
    return Written(day, clock and clock.minute, clock.second if clock else 0)
