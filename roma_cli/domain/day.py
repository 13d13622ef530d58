"""Day boundaries: where one roma day ends and the next begins, the only owner of "today".

A moment is an int: UTC seconds since 1970-01-01T00:00:00Z. A calendar day is a
`datetime.date`. Nothing here reads a clock, and nothing compares wall clocks: both sides
are converted to moments first.
"""

from __future__ import annotations

import datetime
from collections import namedtuple
from zoneinfo import ZoneInfo

from roma_cli.domain.errors import BadValue, UsageError

EARLIEST_MOMENT = 0  # 1970-01-01T00:00:00Z
LATEST_MOMENT = 253_086_767_999  # 9989-12-31T23:59:59Z: room for a day either side of any zone
FIRST_DATE = datetime.date(1969, 12, 30)  # holds the earliest moment in any zone
LAST_DATE = datetime.date(9990, 1, 2)  # lies after the latest moment in any zone

_DAY_SECONDS = 86_400
_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_SECOND = datetime.timedelta(seconds=1)


class DayRule(namedtuple("DayRule", "timezone reset_minute")):
    """When a user's day begins: an IANA zone key, and minutes after local midnight (0..1439)."""

    __slots__ = ()
    timezone: str
    reset_minute: int


class Day(namedtuple("Day", "date start end")):
    """One roma day: from `start` (inclusive) to `end` (exclusive), both moments.

    Clock changes make it longer or shorter than 24 hours. A date that the zone skipped has
    start == end: no moment belongs to it.
    """

    __slots__ = ()
    date: datetime.date
    start: int
    end: int


def zone(key: str) -> ZoneInfo:
    """Return the rules of an IANA zone key, exactly as spelled; zoneinfo caches them.

    Raises UsageError if this machine has no such zone, or no readable file for it.
    """
    try:
        return ZoneInfo(key)
    except Exception as failure:
        # Unknown: KeyError. A directory ("America"), a name too long, no permission: OSError.
        # A path ("../x", "/etc/passwd"), a NUL, another kind of file: ValueError. A truncated
        # file: struct.error, from a module that is otherwise not loaded.
        raise UsageError(
            f"this machine has no data for the time zone {key[:60]!r}", "roma config set --help"
        ) from failure


def boundary(rule: DayRule, date: datetime.date) -> int:
    """Return the moment at which the local clock reads the reset time on this date.

    A time that the clock skips is moved forward by the length of the gap; of a time that it
    shows twice the first counts (RFC 5545, section 3.3.5; Temporal's "compatible"). This is what
    Python's fold=0 means (PEP 495). The result never decreases from one date to the next, and is
    equal only across a date that the zone skipped.

    Raises UsageError for a zone that cannot be loaded.
    """
    return int(_reading(rule, date).timestamp())


def _reading(rule: DayRule, date: datetime.date) -> datetime.datetime:
    hour, minute = divmod(rule.reset_minute, 60)
    return datetime.datetime(
        date.year, date.month, date.day, hour, minute, tzinfo=zone(rule.timezone)
    )


def boundary_oddity(rule: DayRule, date: datetime.date) -> str | None:
    """Return "gap" if the clock skips this date's reset time, "fold" if it shows it twice.

    None on ordinary days. Raises UsageError for a zone that cannot be loaded.
    """
    reading = _reading(rule, date)
    # In a gap fold=0 takes the offset before it and fold=1 the one after, in a fold likewise
    # (PEP 495); clocks jump forward when the offset grows.
    before = reading.utcoffset()
    after = reading.replace(fold=1).utcoffset()
    if before is None or after is None or before == after:
        return None
    return "gap" if before < after else "fold"


def day_at(rule: DayRule, moment: int) -> Day:
    """Return the roma day a moment belongs to: the latest date whose boundary is not after it.

    Its end is the next boundary, so a moment on a boundary belongs to the new day. Where
    a skipped date shares its boundary with the next one, the moment belongs to the next.

    Raises UsageError for a zone that cannot be loaded or a moment outside EARLIEST_MOMENT to
    LATEST_MOMENT.
    """
    # The local date may be one behind: at 23:30, after clocks went back over a boundary at 00:00.
    # So two dates ahead is certainly too late, and boundaries are in order.
    date = local(rule.timezone, moment).date() + datetime.timedelta(days=2)
    end = boundary(rule, date)
    while True:
        date -= datetime.timedelta(days=1)
        start = boundary(rule, date)
        if start <= moment:
            return Day(date, start, end)
        end = start


def today(rule: DayRule, moment: int) -> datetime.date:
    """Return the date of the roma day a moment belongs to; raises as `day_at` does."""
    return day_at(rule, moment).date


def day_of(rule: DayRule, date: datetime.date) -> Day:
    """Return the roma day of this date.

    Raises UsageError for a zone that cannot be loaded or a date outside FIRST_DATE to LAST_DATE.
    """
    if not FIRST_DATE <= date <= LAST_DATE:
        raise UsageError(f"the date {date} is out of range: {FIRST_DATE} to {LAST_DATE}")
    return Day(date, boundary(rule, date), boundary(rule, date + datetime.timedelta(days=1)))


def boundaries_between(rule: DayRule, after: int, until: int) -> int:
    """Return the number of boundaries after `after` and not after `until`.

    Two dates that share one boundary count once. 0 if `until` is not later than `after`.
    Raises as `day_at` does.
    """
    if until <= after:
        return 0
    first = today(rule, after)
    last = today(rule, until)
    return (last - first).days - _skipped_dates(rule, first, last)


def _skipped_dates(rule: DayRule, first: datetime.date, last: datetime.date) -> int:
    """Count the dates from `first` to the day before `last` that share the next one's boundary."""
    skipped = 0
    step = datetime.timedelta(days=28)
    low, low_boundary = first, boundary(rule, first)
    while low < last:
        high = min(low + step, last)
        high_boundary = boundary(rule, high)
        # A skipped date shortens the step by 24 hours, summer time by an hour or a few. So only
        # a step that lost half a day is checked date by date.
        lost = (high - low).days * _DAY_SECONDS - (high_boundary - low_boundary)
        if lost >= _DAY_SECONDS // 2:
            dates = [low + datetime.timedelta(days=n) for n in range((high - low).days + 1)]
            moments = {boundary(rule, date) for date in dates}
            skipped += len(dates) - len(moments)
        low, low_boundary = high, high_boundary
    return skipped


def parse_reset_time(text: str) -> int:
    """Return minutes after local midnight (0..1439) for a reset time as typed or stored.

    Accepts `midnight` in any case, an hour `7` or `07`, a time `7:00` or `07:00`, and the three
    forms of the data model: `Midnight`, `Hour(7)`, `Custom("4:30")`, the last with or without
    its quotes. Raises BadValue for anything else.
    """
    if text.isascii():
        if text.lower() == "midnight":
            return 0
        form, inner = "", text
        if text.startswith(("Hour(", "Custom(")) and text.endswith(")"):
            form, _, inner = text[:-1].partition("(")
        if form == "Custom" and len(inner) > 1 and inner[0] == inner[-1] == '"':
            inner = inner[1:-1]
        hour, colon, minute = inner.partition(":")
        minute = minute if colon else "00"
        wrong_form = form == ("Hour" if colon else "Custom")
        if not wrong_form and _is_number(hour, 1, 23) and _is_number(minute, 2, 59):
            return int(hour) * 60 + int(minute)
    raise BadValue(
        f"can't read {text[:60]!r} as a reset time: use midnight, an hour from 0 to 23,"
        " or a time from 00:00 to 23:59"
    )


def _is_number(text: str, least_digits: int, largest: int) -> bool:
    """Tell whether an ASCII text is a number of at most two digits, not above `largest`."""
    return text.isdigit() and least_digits <= len(text) <= 2 and int(text) <= largest  # noqa: PLR2004


def format_reset_time(minute: int) -> str:
    """Return the form in which a reset time is stored and shown: "HH:MM"."""
    return f"{minute // 60:02}:{minute % 60:02}"


def local(zone_key: str, moment: int) -> datetime.datetime:
    """Return a moment as an aware datetime in a zone, for display.

    Raises UsageError for a zone that cannot be loaded or a moment outside EARLIEST_MOMENT to
    LATEST_MOMENT.
    """
    _check_range(moment)
    return datetime.datetime.fromtimestamp(moment, zone(zone_key))


def iso_local(zone_key: str, moment: int) -> str:
    """Return ISO 8601 with the zone's offset: 2026-03-08T03:30:00-04:00; raises as `local` does."""
    return local(zone_key, moment).isoformat()


def spaced_local(zone_key: str, moment: int) -> str:
    """Return the same with spaces, so that a table can wrap it: 2026-03-08 03:30:00 -04:00."""
    date_and_time = iso_local(zone_key, moment)
    return f"{date_and_time[:10]} {date_and_time[11:19]} {date_and_time[19:]}"


def iso_utc(moment: int) -> str:
    """Return ISO 8601 in UTC: 2026-03-08T07:30:00Z.

    Raises UsageError for a moment outside EARLIEST_MOMENT to LATEST_MOMENT.
    """
    _check_range(moment)
    return f"{_EPOCH + moment * _SECOND:%Y-%m-%dT%H:%M:%SZ}"


def parse_instant(text: str) -> int:
    """Return the moment an ISO 8601 text with an offset or Z names, fractions dropped.

    Raises UsageError for any other text, for one without an offset (it would mean a different
    moment on every machine), and outside EARLIEST_MOMENT to LATEST_MOMENT.
    """
    instant = None
    # Python accepts any character between date and time; ISO 8601 has T, RFC 3339 also a space.
    if "T" in (text[8:9], text[10:11]) or text[10:11] == " ":
        try:
            instant = datetime.datetime.fromisoformat(text)
        except ValueError:
            instant = None
    if instant is None:
        raise UsageError(
            f"can't read {text[:60]!r} as a date and time such as 2026-03-08T03:30:00-04:00"
        )
    if instant.tzinfo is None:
        raise UsageError(f"{text[:60]!r} lacks an offset such as Z or -04:00")
    moment = (instant - _EPOCH) // _SECOND
    _check_range(moment)
    return moment


def _check_range(moment: int) -> None:
    if not EARLIEST_MOMENT <= moment <= LATEST_MOMENT:
        raise UsageError("the time is outside the years 1970 to 9989")
