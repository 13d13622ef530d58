"""Parser of typed dates, times and lengths of time (rules 5.4).

A text is a day (`tomorrow`), a time (`17:00`), both in either order, or a distance from now
(`+2h`). `day_words` reads the days; what nothing else can read goes to `written_dates`.

**A time with a word lies inside the roma day the word names.** With a reset at 04:00,
`today 01:30` is at the *end* of today, on the next date of the calendar: the roma day runs
from 04:00 to 04:00. **A time with a date is the clock on that date**: `31 jan 01:30` and
`2026-01-31 01:30` are what a wall clock showed on 31 January, whatever roma day that was.
Times that a clock skips move forward by the gap; of repeated ones the first counts (rules 1.2).

All functions accept upper and lower case, fold spaces and accept ASCII digits only. Whatever the
text, they raise BadValue and nothing else: Unreadable for a text in no known form, Ambiguous for
one that could mean two things.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

from roma_cli.domain import day as days
from roma_cli.domain.dates.clock_times import CLOCK, HALF_DAY, Clock, clock_in_day, read_clock, wall
from roma_cli.domain.dates.day_words import Reading, Seen, ambiguous, read_day, shift
from roma_cli.domain.dates.written_dates import read_long
from roma_cli.domain.due import DAY, HOUR, MINUTE, Due, deadline
from roma_cli.domain.errors import BadValue, Unreadable
from roma_cli.domain.vocabulary import UNITS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.day import DayRule

LONGEST_TEXT = 100
LONGEST_DURATION = 36_525 * DAY  # a century: anything longer is a typing mistake

_TIME = re.compile(rf"(?:at )?{CLOCK}", re.ASCII)
_DAY_TIME = re.compile(rf"(?P<day>.+?),? (?:at )?{CLOCK}", re.ASCII)
_TIME_DAY = re.compile(rf"(?:at )?{CLOCK},? (?P<day>.+)", re.ASCII)
_BARE_HOUR = re.compile(r"(?P<day>.+?),? (?:at )?(?P<hour>\d{1,2})", re.ASCII)
_ISO_T = re.compile(r"(\d{4}-?\d\d-?\d\d)t(?=\d\d:)", re.ASCII)
# After a time only: "2026-03-08" does not end in an offset of eight hours.
_ZONED = re.compile(
    r"(?P<rest>.*(?:\d:\d\d(?:[.,]\d+)?(?: ?[ap]m)?|\d ?[ap]m).*?)"
    r"(?:(?<=[\dm]) ?(?P<utc>z)| (?P<name>utc|gmt)"
    r"|(?:(?<=[\dm]) ?| (?:utc|gmt) ?)(?P<sign>[+-])(?P<hours>\d\d):?(?P<minutes>\d\d)?"
    r"(?: \([a-z ]+\))?)",
    re.ASCII,
)
_ISO_START = re.compile(r"\d{4}-?\d\d", re.ASCII)
_DISTANCE = re.compile(r"(?P<sign>in |\+ ?|- ?)?(?P<length>.+?)(?P<ago> ago)?", re.ASCII)
_PART = re.compile(r"(?:and )?(\d+ ?|an? )([a-z]+) ?", re.ASCII)
_SIZES = {"week": 7 * DAY, "day": DAY, "hour": HOUR, "minute": MINUTE, "second": 1}
_UNIT_SIZES = {name: _SIZES[unit] for name, unit in UNITS.items() if unit in _SIZES}
_CLOCK_UNITS = {name: size for name, size in _UNIT_SIZES.items() if size < DAY}
_LAST_SIXTIETH = 59
_WIDEST_OFFSET = 16 * HOUR


def parse_due(text: str, rule: DayRule, now: int, *, past: bool = False) -> Due:
    """Return the due date a text names: a whole roma day, or a moment if it gives a time.

    A time alone is the next one after now; a weekday, or a day and month, the next such
    date, today included. With `past` they are the last ones instead. Raises BadValue for a text
    that cannot be read, could mean two things, or lies outside the years 1970 to 9989.
    """
    return _read_within(text, rule, now, past=past)


def parse_moment(
    text: str, rule: DayRule, now: int, *, default_minute: int | None = None, past: bool = False
) -> int:
    """Return the instant a text names, read as by `parse_due`.

    A day without a time is refused, unless `default_minute` (0..1439 after local midnight)
    says which time of that roma day is meant.
    """
    due = _read_within(text, rule, now, past=past)
    if due.moment is not None:
        return due.moment
    if default_minute is None or due.day is None:
        raise BadValue(f"{text!r} is a day without a time: add one, such as 17:10")
    return clock_in_day(rule, due.day, default_minute)


def parse_day(text: str, rule: DayRule, now: int, *, past: bool = False) -> date:
    """Return the roma day a text names, read as by `parse_due`; a time of day is refused."""
    due = _read_within(text, rule, now, past=past)
    if due.day is None:
        raise BadValue(f"{text!r} has a time of day: give a day only")
    return due.day


def parse_duration(text: str) -> int:
    """Return the seconds in `25m`, `1h30m`, `2 hours 5 minutes`, `1d` (24 hours) or `1500`.

    A number alone is seconds. Units come largest first, each once; whole numbers only.
    0 is accepted; raises BadValue for anything negative or over a century.
    """
    folded = _fold(text)
    lower = folded.lower() if folded.isascii() else ""
    seconds = int(lower) if re.fullmatch("[0-9]+", lower) else _seconds(lower, _UNIT_SIZES)
    if seconds is None:
        raise Unreadable(
            f"can't read {_short(folded)} as a length of time such as 25m, 1h30m or 90s"
        )
    if seconds > LONGEST_DURATION:
        raise BadValue(f"{_short(folded)} is longer than a century")
    return seconds


# --- reading --------------------------------------------------------------------------


def _read(folded: str, rule: DayRule, now: int, *, past: bool) -> Due:
    if not (folded.isascii() and folded.isprintable()):
        # Digits of other scripts, look-alike letters, NUL.
        raise _unreadable(folded)
    text = _ISO_T.sub(r"\1 ", folded.lower())
    if text == "now":
        return Due(now, None)
    seen = Seen(days.today(rule, now), past)
    due = _read_zoned(text, seen) or _read_parts(text, rule, now, seen)
    if due is not None:
        return due
    distance = _distance(text)
    if distance is not None:
        return Due(now + distance, None)
    written = read_long(text)
    if written is None:
        _explain(text, seen)
        raise _unreadable(folded)
    if written.minute is None:
        return Due(None, written.day)
    return Due(wall(rule, written.day, written.minute, written.second), None)


def _read_parts(text: str, rule: DayRule, now: int, seen: Seen) -> Due | None:
    """Read a day, a time, or both."""
    reading = read_day(text, seen)
    if reading is not None:
        return Due(None, reading.day)
    alone = _TIME.fullmatch(text)
    if alone:
        return Due(_nearest(read_clock(alone), rule, now, seen), None)
    parts = _split(text, seen)
    if parts is None:
        return None
    reading, clock = parts
    if reading.calendar:
        return Due(wall(rule, reading.day, clock.minute, clock.second), None)
    return Due(clock_in_day(rule, reading.day, clock.minute, clock.second), None)


def _split(text: str, seen: Seen) -> tuple[Reading, Clock] | None:
    for pattern in (_DAY_TIME, _TIME_DAY):
        match = pattern.fullmatch(text)
        reading = read_day(match["day"].removeprefix("on "), seen) if match else None
        if match and reading:
            clock = read_clock(match)
            if clock.midnight:
                # Some people mean the night before, others the night after.
                after = shift(reading.day, 1)
                ambiguous(text, [f"{reading.day} 00:00", f"{after} 00:00"])
            return reading, clock
    return None


def _read_zoned(text: str, seen: Seen) -> Due | None:
    """Read a date and time with an offset or Z: the same instant in every zone."""
    match = _ZONED.fullmatch(text)
    if match is None:
        return None
    if text[match.end("rest")] == match["sign"] and not _ISO_START.match(text):
        return None  # "31 jan 09:00-10:00" means from nine to ten
    parts = _split(match["rest"], seen)
    if parts is not None:
        reading, clock = parts
        if not reading.calendar:
            raise BadValue(f"{text!r}: write a date such as 2026-03-08 before the offset")
        day, minute, second = reading.day, clock.minute, clock.second
    else:
        written = read_long(match["rest"])
        if written is None or written.minute is None:
            return None
        day, minute, second = written
    offset = int(match["hours"] or 0) * HOUR + int(match["minutes"] or 0) * MINUTE
    if offset > _WIDEST_OFFSET or int(match["minutes"] or 0) > _LAST_SIXTIETH:
        raise BadValue(f"{text!r}: no time zone has that offset from UTC")
    midnight = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
    ahead = -offset if match["sign"] == "-" else offset
    return Due(midnight + minute * MINUTE + second - ahead, None)


def _nearest(clock: Clock, rule: DayRule, now: int, seen: Seen) -> int:
    """Return when the clock next reads this, after now (looking back: last did, now included)."""
    at = clock_in_day(rule, seen.today, clock.minute, clock.second)
    if (at > now) is not seen.past:
        return at
    other = shift(seen.today, -1 if seen.past else 1)
    return clock_in_day(rule, other, clock.minute, clock.second)


def _distance(text: str) -> int | None:
    """Return the signed seconds of `+2h`, `in 1 hour 30 minutes`, `5 minutes ago`."""
    match = _DISTANCE.fullmatch(text)
    if match is None or bool(match["sign"]) == bool(match["ago"]):
        return None
    seconds = _seconds(match["length"], _CLOCK_UNITS)
    if seconds is None:
        return None
    return -seconds if match["ago"] or match["sign"].strip() == "-" else seconds


def _seconds(text: str, units: dict[str, int]) -> int | None:
    total, position, smallest = 0, 0, LONGEST_DURATION
    while position < len(text):
        part = _PART.match(text, position)
        size = units.get(part[2], smallest) if part else smallest
        if part is None or size >= smallest:
            return None
        number = part[1].strip()
        total += size * (int(number) if number.isdigit() else 1)
        position, smallest = part.end(), size
    return total if text else None


def _explain(text: str, seen: Seen) -> None:
    """Raise Ambiguous with both readings for a day and a bare hour: `tomorrow 9`."""
    match = _BARE_HOUR.fullmatch(text)
    if match and 1 <= int(match["hour"]) < HALF_DAY and read_day(match["day"], seen):
        hour = int(match["hour"])
        ambiguous(text, [f"{match['day']} {hour:02d}:00", f"{match['day']} {hour + 12}:00"])


# --- limits -----------------------------------------------------------------------------


def _read_within(text: str, rule: DayRule, now: int, *, past: bool) -> Due:
    """Read a text. Raises BadValue also outside the years that `day` calculates with."""
    folded = _fold(text)
    due = _read(folded, rule, now, past=past)
    first = last = deadline(due, rule)
    if due.day is not None:
        # Both ends of a day without a time must lie within the range.
        first = days.day_of(rule, due.day).start
    if first < days.EARLIEST_MOMENT or last > days.LATEST_MOMENT:
        raise BadValue(f"{_short(folded)} is outside the years 1970 to 9989")
    return due


def _fold(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise Unreadable(
            f"a date or time of {len(text)} characters is too long: at most {LONGEST_TEXT}"
        )
    folded = re.sub(r"[ \t\r\n]+", " ", text).strip(" ")
    if not folded:
        raise BadValue("the date or time is empty")
    return folded


def _unreadable(text: str) -> Unreadable:
    return Unreadable(
        f"can't read {_short(text)} as a date or time such as tomorrow 9am, fri 17:00 or 31 jan"
    )


def _short(text: str) -> str:
    # repr: no control or bidirectional character of the text reaches the terminal.
    return repr(text if len(text) <= 40 else text[:37] + "...")  # noqa: PLR2004
