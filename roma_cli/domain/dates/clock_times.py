"""Times of day as typed (`9am`, `17:00`, `noon`), and the instants they stand for."""

from __future__ import annotations

import re
from collections import namedtuple
from datetime import date, timedelta

from roma_cli.domain import day as days
from roma_cli.domain.errors import BadValue

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.day import DayRule

# Part of larger patterns, which are compiled with re.ASCII and match lower-case text.
CLOCK = (
    r"(?:(?P<word>noon|midnight)"
    r"|(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?"
    r"|(?P<bare>\d{1,2}) ?(?P<bare_half>[ap])\.?m\.?)"
)
HALF_DAY = 12

_LAST_HOUR = 23
_LAST_SIXTIETH = 59


class Clock(namedtuple("Clock", ["minute", "second", "midnight"])):
    """A time of day as typed: minute 0..1439, second 0..59, whether typed as a midnight."""

    __slots__ = ()

    minute: int
    second: int
    midnight: bool


def read_clock(match: re.Match[str]) -> Clock:
    """Return the time of day in a match of CLOCK; BadValue if it does not exist."""
    if match["word"]:
        midnight = match["word"] == "midnight"
        return Clock(0 if midnight else HALF_DAY * 60, 0, midnight)
    hour = int(match["bare"] or match["hour"])
    minute = int(match["minute"] or 0)
    second = int(match["second"] or 0)
    half = match["half"] or match["bare_half"]
    if half and not 1 <= hour <= HALF_DAY:
        raise BadValue(f"{hour} {half}m does not exist: those hours go from 1 to 12")
    if hour > _LAST_HOUR or minute > _LAST_SIXTIETH or second > _LAST_SIXTIETH:
        raise BadValue(f"{hour}:{minute:02d} does not exist: times go from 00:00 to 23:59")
    if half:
        hour = hour % HALF_DAY + (HALF_DAY if half == "p" else 0)
    in_day = hour * 60 + minute
    # People who type "12am" may mean either end of the day; programs print "12:00 AM".
    return Clock(in_day, second, midnight=bool(match["bare"]) and in_day == 0)


def clock_in_day(rule: DayRule, day: date, minute: int, second: int = 0) -> int:
    """Return the instant in a roma day at which the local clock reads this time.

    `minute` counts 0..1439 from midnight. A time before the reset is at the end of the day, on
    the next date of the calendar. If a clock change at the reset itself leaves the day without
    that time, the result is the day's first instant.
    """
    found = days.day_of(rule, day)
    for on in (day, day + timedelta(days=1)):
        moment = wall(rule, on, minute, second)
        if found.start <= moment < found.end:
            return moment
    start: int = found.start
    return start


def wall(rule: DayRule, day: date, minute: int, second: int) -> int:
    """Return the instant the local clock reads a time on a date of the calendar."""
    # Skipped and repeated times follow the day's own rule, as if this were the reset time.
    return days.boundary(days.DayRule(rule.timezone, minute), day) + second
