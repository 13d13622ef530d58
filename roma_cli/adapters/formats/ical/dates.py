"""Dates and times of iCalendar, and the zones they are in.

A zone is found by name if it is an IANA or Windows zone, with or without the path that some
programs put in front; otherwise the calendar's own VTIMEZONE defines it.
"""

from __future__ import annotations

import re
from collections import namedtuple
from datetime import UTC, date, datetime, timedelta

from roma_cli.domain import day as days
from roma_cli.domain.clock.zones import find_zone
from roma_cli.domain.due import Due
from roma_cli.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import tzinfo
    from typing import Any

    from roma_cli.adapters.formats.ical.lines import Property
    from roma_cli.domain.transfer.interchange import Place

OWN = "X-ROMA-"
"""Prefix of the properties and parameters that only roma writes."""

_VALUE = re.compile(r"(\d{8})(?:T(\d{6})(Z?))?", re.ASCII)
_LEAP_SECOND = "60"
_COVERED_YEARS = 25
_STEP = timedelta(days=7)
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86400


class Stamp(namedtuple("Stamp", "due zone")):
    """A date or time as roma stores it, and its zone: an IANA key, or "" if it has none."""

    __slots__ = ()
    due: Due
    zone: str


class Unreadable(ValueError):  # noqa: N818 - reads as what it says
    """A value that is not a date or time, or outside the years that roma supports."""


class Zones:
    """The zones of one calendar, by their TZID."""

    def __init__(self, place: Place) -> None:
        self.place = place
        self._blocks: dict[str, list[str]] = {}
        self._found: dict[str, tuple[str, tzinfo] | None] = {}

    def define(self, lines: Sequence[str]) -> None:
        """Record a VTIMEZONE."""
        for line in lines:
            name, _, value = line.partition(":")
            if name.partition(";")[0].upper() == "TZID":
                self._blocks.setdefault(value.strip(), list(lines))
                self._found.pop(value.strip(), None)

    def knows(self, tzid: str) -> bool:
        """Tell whether a TZID is a known zone."""
        return self._find(tzid) is not None

    def key(self, tzid: str) -> str:
        """Return the IANA name of a zone, or "" if it has none."""
        found = self._find(tzid)
        return found[0] if found else ""

    def read(self, prop: Property) -> Stamp:
        """Parse a property with a date or time. Raises Unreadable.

        A time without a zone, or in one that nobody knows, is one on the user's own clock.
        """
        match = _VALUE.fullmatch(prop.value.strip())
        if match is None:
            raise Unreadable(f"can't read '{prop.value[:60]}' as a date or time")
        try:
            return self._stamp(match[1], match[2], match[3] == "Z", prop.params.get("TZID", ""))
        except (ValueError, OverflowError, UsageError):
            raise Unreadable(
                f"'{prop.value[:60]}' is outside the dates that roma supports"
            ) from None

    def _stamp(self, day: str, clock: str | None, in_utc: bool, tzid: str) -> Stamp:
        on = date(int(day[:4]), int(day[4:6]), int(day[6:]))
        if clock is None:
            days.day_of(self.place.rule, on)
            return Stamp(Due(None, on), "")
        second = "59" if clock[4:] == _LEAP_SECOND else clock[4:]
        found = None if in_utc else self._find(tzid)
        own = self.place.rule.timezone
        zone: tzinfo = UTC if in_utc else (found[1] if found else days.zone(own))
        time = datetime(
            on.year, on.month, on.day, int(clock[:2]), int(clock[2:4]), int(second), tzinfo=zone
        )
        moment = int(time.timestamp())
        days.local(own, moment)
        return Stamp(Due(moment, None), "UTC" if in_utc else (found[0] if found else own))

    def _find(self, tzid: str) -> tuple[str, tzinfo] | None:
        if tzid not in self._found:
            self._found[tzid] = self._look(tzid) if tzid else None
        return self._found[tzid]

    def _look(self, tzid: str) -> tuple[str, tzinfo] | None:
        from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON  # noqa: PLC0415 - slow

        parts = tzid.strip("/").split("/")
        for start in range(len(parts)):
            name = "/".join(parts[start:])
            key = find_zone(WINDOWS_TO_OLSON.get(name, name))
            if key is not None:
                return key, days.zone(key)
        block = self._blocks.get(tzid)
        return None if block is None else _from_block(block)


def _from_block(block: list[str]) -> tuple[str, tzinfo] | None:
    from icalendar import Timezone  # noqa: PLC0415 - slow to load

    for line in block:
        name, _, value = line.partition(":")
        if name.upper() == "X-LIC-LOCATION" and (key := find_zone(value)):
            return key, days.zone(key)
    read: Any = Timezone.from_ical
    try:
        zone = read("\r\n".join(("BEGIN:VTIMEZONE", *block, "END:VTIMEZONE", ""))).to_tz(
            lookup_tzid=False
        )
        zone.utcoffset(datetime(2026, 1, 1, tzinfo=zone))
    except Exception:  # noqa: BLE001 - other programs wrote the zone's rules; whatever is wrong with it
        return None
    return "", zone


def duration(value: str) -> int:
    """Return the seconds of a DURATION, days being 24 hours. Raises Unreadable."""
    from icalendar import vDuration  # noqa: PLC0415 - slow to load

    read: Any = vDuration.from_ical
    try:
        length: timedelta = read(value.strip())
    except (ValueError, OverflowError):
        raise Unreadable(f"can't read '{value[:60]}' as a duration") from None
    return length // timedelta(seconds=1)


def later(start: Due, seconds: int, place: Place) -> Due | None:
    """Return the due date of something with this start and duration."""
    try:
        if start.day is None:
            moment = (start.moment or 0) + seconds
            days.local(place.rule.timezone, moment)
            return Due(moment, None)
        # A day that lasts a day ends where the next begins: it is due on itself.
        last = start.day + timedelta(days=max(seconds // _DAY - 1, 0))
        days.day_of(place.rule, last)
        return Due(None, last)
    except (UsageError, OverflowError):
        return None


def duration_text(seconds: int) -> str:
    """Format seconds as a DURATION."""
    size = abs(seconds)
    whole, rest = divmod(size, _DAY)
    parts = f"{whole}D" * bool(whole)
    if rest or not whole:
        hours, minutes, rest = rest // 3600, rest % 3600 // 60, rest % 60
        clock = f"{hours}H" * bool(hours) + f"{minutes}M" * bool(minutes or (hours and rest))
        parts += "T" + clock + f"{rest}S" * bool(rest or not clock)
    return "-" * (seconds < 0) + "P" + parts


def in_utc(moment: int) -> str:
    """Format a moment as `20260308T073000Z`."""
    return f"{days.local('UTC', moment):%Y%m%dT%H%M%SZ}"


def dated(name: str, due: Due, zone: str = "UTC") -> str:
    """Return a property that holds a day, or a moment in a zone's local time."""
    if due.day is not None:
        return f"{name};VALUE=DATE:{due.day:%Y%m%d}"
    if due.moment is None:
        raise ValueError("a due date is a moment or a day")
    if zone == "UTC":
        return f"{name}:{in_utc(due.moment)}"
    return f"{name};TZID={zone}:{days.local(zone, due.moment):%Y%m%dT%H%M%S}"


def timezone_lines(key: str, now: int) -> Iterator[str]:
    """Return the VTIMEZONE of a zone: every clock change from 1970 to 25 years from now."""
    zone = days.zone(key)
    yield from ("BEGIN:VTIMEZONE", f"TZID:{key}")
    yield from _observance("STANDARD", zone, _FIRST, [_FIRST], before=_FIRST)
    changes: dict[tuple[object, ...], list[datetime]] = {}
    last = datetime.fromtimestamp(now, UTC) + timedelta(days=365 * _COVERED_YEARS)
    for change in _changes(zone, last):
        before, after = _look_at(zone, change - timedelta(seconds=1)), _look_at(zone, change)
        changes.setdefault((*before, *after), []).append(change)
    for moments in changes.values():
        first = moments[0]
        kind = "DAYLIGHT" if first.astimezone(zone).dst() else "STANDARD"
        yield from _observance(kind, zone, first, moments, before=first - timedelta(seconds=1))
    yield "END:VTIMEZONE"


def _observance(
    kind: str, zone: tzinfo, first: datetime, moments: Sequence[datetime], *, before: datetime
) -> Iterator[str]:
    offset, _ = _look_at(zone, before)
    after, name = _look_at(zone, first)
    yield f"BEGIN:{kind}"
    # A change is written in the local time before it.
    clocks = [f"{(moment + offset):%Y%m%dT%H%M%S}" for moment in moments]
    yield f"DTSTART:{clocks[0]}"
    if clocks[1:]:
        # One per line, with the first again: some programs can't read lists, and then skip DTSTART.
        yield from (f"RDATE:{clock}" for clock in clocks)
    yield f"TZOFFSETFROM:{_offset_text(offset)}"
    yield f"TZOFFSETTO:{_offset_text(after)}"
    yield f"TZNAME:{name}"
    yield f"END:{kind}"


def _changes(zone: tzinfo, last: datetime) -> Iterator[datetime]:
    at = _FIRST
    while at < last:
        low, high = at, at + _STEP
        if _look_at(zone, low) != _look_at(zone, high):
            while high - low > timedelta(seconds=1):
                middle = low + (high - low) // 2
                middle = middle.replace(microsecond=0)
                if _look_at(zone, middle) == _look_at(zone, low):
                    low = middle
                else:
                    high = middle
            yield high
            at = high
        else:
            at = high


def _look_at(zone: tzinfo, moment: datetime) -> tuple[timedelta, str]:
    local = moment.astimezone(zone)
    return local.utcoffset() or timedelta(), local.tzname() or ""


def _offset_text(offset: timedelta) -> str:
    seconds = int(offset.total_seconds())
    sign, size = ("-", -seconds) if seconds < 0 else ("+", seconds)
    rest = f"{size % 60:02}" if size % 60 else ""
    return f"{sign}{size // 3600:02}{size % 3600 // 60:02}{rest}"
