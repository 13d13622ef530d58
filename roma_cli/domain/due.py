"""Due dates, and the forms in which they are shown.

Instants are UTC epoch seconds (int), days are roma days (`datetime.date`). Every
"today" below is the roma day of section 1 of the rules: with a reset at 04:00, 01:30
still belongs to the date before.

Names of days and months are spelled out here: `strftime` would use the language of the machine,
but a date that is shown must be one that can be typed back.
"""

from __future__ import annotations

from collections import namedtuple
from datetime import date, datetime, timedelta

from roma_cli.domain import day as days
from roma_cli.domain.text import plural

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.day import DayRule

MINUTE = 60
HOUR = 3600
DAY = 86400
WEEK_DAYS = 7

_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


class Due(namedtuple("Due", ["moment", "day"])):
    """A due date: exactly one of the two is set, the other is None.

    `moment` is an instant. `day` is a roma day without a time: the same date in every zone.
    """

    __slots__ = ()

    moment: int | None
    day: date | None

    @property
    def all_day(self) -> bool:
        """Whether it is a day without a time."""
        return self.day is not None


def deadline(due: Due, rule: DayRule) -> int:
    """Return the instant until which a task is not overdue.

    For a moment that is the moment; for a day the boundary that ends it. A date that the zone
    skipped has no length and ends with the next date, which has the same boundary.
    """
    if due.moment is not None:
        return due.moment
    if due.day is None:
        raise ValueError("a due date is a moment or a day")
    found = days.day_of(rule, due.day)
    if found.start == found.end:
        found = days.day_of(rule, due.day + timedelta(days=1))
    return found.end


def is_overdue(due: Due, rule: DayRule, now: int) -> bool:
    """Tell whether the deadline has passed (rules 5.2).

    At exactly its moment a task is due, not yet overdue. A day is overdue from the boundary that
    ends it: that instant already belongs to the next day.
    """
    end = deadline(due, rule)
    return end <= now if due.all_day else end < now


def due_day(due: Due, rule: DayRule) -> date:
    """Return the roma day a due date falls in."""
    if due.day is None:
        return days.today(rule, deadline(due, rule))
    return due.day


def when(due: Due, rule: DayRule, now: int) -> str:
    """Return the short form for lists: `today 17:00`, `Fri`, `12 Mar 09:00`, `1 Jan 2027`.

    Near days (yesterday to six days ahead) are roma days, so a time before the reset is shown
    with the day it ends; later ones are the calendar date that the clock shows. Typed back, each
    names the same day (but a past date of this year needs its year).
    """
    today = days.today(rule, now)
    named = due_day(due, rule)
    ahead = (named - today).days
    clock = ""
    shown = named
    if due.day is None:
        local = days.local(rule.timezone, deadline(due, rule))
        clock = " " + _clock(local)
        shown = local.date()
    if ahead in _NEAR:
        return _NEAR[ahead] + clock
    if 0 < ahead < WEEK_DAYS:
        return _WEEKDAYS[named.weekday()] + clock
    year = "" if shown.year == today.year else f" {shown.year}"
    return f"{shown.day} {_MONTHS[shown.month - 1]}{year}{clock}"


def relative(due: Due, rule: DayRule, now: int) -> str:
    """Return the distance in words: `in 2 hours`, `tomorrow`, `in 3 days`, `5 minutes ago`.

    Rounded towards now. Less than 24 hours is shown in hours or minutes; beyond that, the
    roma days next to today are `tomorrow` and `yesterday`.
    """
    apart = (due_day(due, rule) - days.today(rule, now)).days
    if due.all_day:
        return _NEAR.get(apart) or _towards(plural(abs(apart), "day"), past=apart < 0)
    seconds = deadline(due, rule) - now
    if seconds == 0:
        return "now"
    size = abs(seconds)
    if size < DAY:
        length = plural(size // HOUR, "hour") if size >= HOUR else in_words(size)
        return _towards(length, past=seconds < 0)
    if abs(apart) == 1:
        return _NEAR[apart]
    return _towards(plural(size // DAY, "day"), past=seconds < 0)


def exact(due: Due, rule: DayRule) -> str:
    """Return a due date in full: `Sun 8 Mar 2026 09:00 -04:00`.

    A day without a time is `Sun 8 Mar 2026, all day`. Calendar date, time and offset are those of
    the rule's zone; seconds are shown unless they are 0.
    """
    if due.day is not None:
        return _date(due.day) + ", all day"
    local = days.local(rule.timezone, deadline(due, rule))
    seconds = f":{local.second:02d}" if local.second else ""
    return f"{_date(local.date())} {_clock(local)}{seconds} {_offset(local)}"


def typeable(due: Due, rule: DayRule) -> str:
    """Return a due date in a form that can be typed: `2026-03-08`, `2026-03-08T09:00-04:00`.

    Seconds are shown unless they are 0.
    """
    if due.day is not None:
        return due.day.isoformat()
    local = days.local(rule.timezone, deadline(due, rule))
    return local.isoformat(timespec="seconds" if local.second else "minutes")


def day_name(day: date) -> str:
    """Return a day of the calendar without its year: `Sun 8 Mar`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {month_name(day)}"


def month_name(day: date) -> str:
    """Return the short name of a day's month: `Mar`."""
    return _MONTHS[day.month - 1]


def in_words(seconds: int) -> str:
    """Return a length of time in its two largest units: `2 hours 5 minutes`, `1 day 3 hours`.

    Rounded down; under a minute (and below zero) it is `less than a minute`.
    """
    if seconds < MINUTE:
        return "less than a minute"
    if seconds >= DAY:
        pairs = ((seconds // DAY, "day"), (seconds % DAY // HOUR, "hour"))
    else:
        pairs = ((seconds // HOUR, "hour"), (seconds % HOUR // MINUTE, "minute"))
    return " ".join(plural(number, unit) for number, unit in pairs if number)


def _towards(length: str, *, past: bool) -> str:
    return f"{length} ago" if past else f"in {length}"


def _date(day: date) -> str:
    return f"{day_name(day)} {day.year}"


def _clock(local: datetime) -> str:
    return f"{local.hour:02d}:{local.minute:02d}"


def _offset(local: datetime) -> str:
    # isoformat ends in the offset, with seconds where a historic zone has them.
    return local.isoformat(timespec="seconds")[len("2026-03-08T09:00:00") :]
