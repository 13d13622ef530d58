"""Repeats as iCalendar's RRULE, where both have the same meaning.

A rule skips months that are too short for its day; roma uses their last day instead. So
roma's 31st is written as the last day of the month, its 30th as the last of the 28th to the 30th.
"""

from __future__ import annotations

from roma_cli.domain import day as days
from roma_cli.domain.due import WEEK_DAYS, due_day
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import parse_repeat
from roma_cli.domain.repeats.recurrence import make_repeat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import date

    from roma_cli.domain.day import DayRule
    from roma_cli.domain.due import Due
    from roma_cli.domain.repeats.recurrence import Repeat

_NAMES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNITS = {"DAILY": "daily", "WEEKLY": "weekly", "MONTHLY": "monthly", "YEARLY": "yearly"}
_ENDS = {"COUNT": "ends after a number of times", "UNTIL": "ends on a day"}
_SHORTEST_MONTH, _LONGEST_MONTH = 28, 31
_FEBRUARY = 2
_PARTS = {"FREQ", "INTERVAL", "WKST", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS"}


def is_rule(value: str) -> bool:
    """Tell whether a text is an iCalendar rule."""
    return "FREQ" in (_parts(value) or {})


def read_rule(value: str, due: Due, rule: DayRule, zone: str = "") -> tuple[Repeat | None, str]:
    """Return the repeat equivalent to a rule, or None if there is none; and how it differs.

    The rule's days are those of `zone`, or of the day rule's own zone if `zone` is "".
    """
    parts = _parts(value)
    if parts is None:
        return None, "not a valid rule"
    for name, what in _ENDS.items():
        if name in parts:
            return None, f"the rule {what}, but repeats in roma have no end"
    unit = _UNITS.get(parts.get("FREQ", ""))
    if unit is None or not parts.keys() <= _PARTS:
        return None, "roma has no such repeat"
    interval = int(parts.get("INTERVAL", "1"))
    try:
        there = _local_day(due, zone or rule.timezone)
        if unit in ("daily", "weekly"):
            ahead = (there - due_day(due, rule)).days
            return _of_days(unit, interval, parts, ahead), ""
        return _of_months(unit, interval, parts, there)
    except (UsageError, ValueError):
        return None, "roma has no such repeat"


def _of_days(unit: str, interval: int, parts: dict[str, str], ahead: int) -> Repeat:
    if parts.keys() & {"BYMONTHDAY", "BYMONTH", "BYSETPOS"}:
        raise ValueError("days of a month")
    names = parts["BYDAY"].split(",") if "BYDAY" in parts else []
    if unit == "daily" and names:
        if interval != 1:
            raise ValueError("every second day, if it is one of these")
        unit = "weekly"
    if unit == "weekly" and interval > 1 and names and parts.get("WKST", "MO") != "MO":
        raise ValueError("weeks that begin on another day")
    chosen = [(_NAMES.index(name) - ahead) % WEEK_DAYS for name in names]
    return make_repeat(unit, interval, chosen)


def _of_months(
    unit: str, interval: int, parts: dict[str, str], there: date
) -> tuple[Repeat | None, str]:
    month, day = there.month, there.day
    if "BYDAY" in parts or (unit == "monthly" and "BYMONTH" in parts):
        raise ValueError("weekdays of a month, or chosen months")
    if parts.get("BYMONTH", str(month)) != str(month):
        raise ValueError("another month than the due date's")
    listed = [int(one) for one in parts["BYMONTHDAY"].split(",")] if "BYMONTHDAY" in parts else []
    wanted, sure = _month_day(listed, parts.get("BYSETPOS"))
    if unit == "monthly":
        wanted_or_due = wanted or day
        differs = wanted_or_due > _SHORTEST_MONTH and not sure
        repeat = make_repeat(unit, interval, (), None if wanted == day else wanted)
    else:
        last = month == _FEBRUARY and wanted == _LONGEST_MONTH
        if wanted not in (None, day) and not last:
            raise ValueError("another day than the due date's")
        differs = (month, day) == (_FEBRUARY, _SHORTEST_MONTH + 1) and not sure
        repeat = make_repeat(unit, interval)
    return (
        repeat,
        "months that are too short are not skipped; the task is due on their last day" * differs,
    )


def _month_day(listed: list[int], position: str | None) -> tuple[int | None, bool]:
    """Return a rule's day of the month, and whether it matches roma's in short months too."""
    if not listed and position is None:
        return None, False
    if listed == [-1] and position is None:
        return _LONGEST_MONTH, True
    if position == "-1" and listed == list(range(_SHORTEST_MONTH, listed[-1] + 1)):
        return listed[-1], True
    if len(listed) != 1 or position is not None:
        raise ValueError("several days")
    return listed[0], False


def write_rule(repeat: Repeat, due: Due, rule: DayRule) -> str:
    """Return the rule equivalent to a repeat from its due date on."""
    frequency = next(name for name, unit in _UNITS.items() if unit == repeat.unit)
    parts = [f"FREQ={frequency}"]
    if repeat.interval != 1:
        parts.append(f"INTERVAL={repeat.interval}")
    if repeat.weekdays:
        ahead = (_local_day(due, rule.timezone) - due_day(due, rule)).days
        chosen = sorted((number + ahead) % WEEK_DAYS for number in repeat.weekdays)
        parts.append("BYDAY=" + ",".join(_NAMES[number] for number in chosen))
    there = _local_day(due, rule.timezone)
    month, day = there.month, there.day
    if repeat.unit == "monthly" and (repeat.month_day or day > _SHORTEST_MONTH):
        parts.append(_month_part(repeat.month_day or day))
    if repeat.unit == "yearly" and (month, day) == (_FEBRUARY, _SHORTEST_MONTH + 1):
        parts.append(f"BYMONTH={_FEBRUARY};BYMONTHDAY=-1")
    return ";".join(parts)


def own_words(words: str, value: str, due: Due, rule: DayRule) -> str:
    """Return roma's own text of a repeat, stored beside the rule, if it still matches the rule."""
    try:
        repeat = parse_repeat(words)
    except UsageError:
        return ""
    return words if repeat is not None and write_rule(repeat, due, rule) == value else ""


def _month_part(day: int) -> str:
    if day == _LONGEST_MONTH:
        return "BYMONTHDAY=-1"
    if day <= _SHORTEST_MONTH:
        return f"BYMONTHDAY={day}"
    listed = ",".join(map(str, range(_SHORTEST_MONTH, day + 1)))
    return f"BYMONTHDAY={listed};BYSETPOS=-1"


def _parts(value: str) -> dict[str, str] | None:
    """Return the parts of a rule in capitals, or None if it is not a rule."""
    from icalendar import vRecur  # noqa: PLC0415 - slow to load

    try:
        vRecur.from_ical(value)
    except (ValueError, TypeError, LookupError, AttributeError):
        return None
    pairs = [part.partition("=") for part in value.upper().strip(";").split(";")]
    return {name.strip(): value.strip() for name, _, value in pairs}


def _local_day(due: Due, zone: str) -> date:
    """Return the date in a zone."""
    if due.day is not None:
        day: date = due.day
        return day
    return days.local(zone, due.moment or 0).date()
