"""Taskwarrior's periods (`weekly`, `2wks`, `P1M`, `quarterly`) as values of `--repeat`."""

from __future__ import annotations

from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import parse_repeat

_NAMED = {
    **dict.fromkeys(("daily", "day"), "daily"),
    "weekdays": "every weekday",
    **dict.fromkeys(("weekly", "week"), "weekly"),
    # A sennight is two weeks, as Taskwarrior counts it.
    **dict.fromkeys(("biweekly", "fortnight", "sennight"), "every 2 weeks"),
    **dict.fromkeys(("monthly", "month"), "monthly"),
    "bimonthly": "every 2 months",
    "quarterly": "every 3 months",
    "semiannual": "every 6 months",
    **dict.fromkeys(("yearly", "annual", "year"), "yearly"),
    **dict.fromkeys(("biannual", "biyearly"), "every 2 years"),
}
_UNITS = {
    **dict.fromkeys(("d", "day", "days"), ("days", 1)),
    **dict.fromkeys(("w", "wk", "wks", "week", "weeks"), ("weeks", 1)),
    **dict.fromkeys(("m", "mo", "mos", "mth", "mths", "mnths", "month", "months"), ("months", 1)),
    **dict.fromkeys(("q", "qtr", "qtrs", "qrtrs", "quarter", "quarters"), ("months", 3)),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), ("years", 1)),
}
_MONTHS_A_YEAR = 12


def words_of(period: str) -> str | None:
    """Return a period as a value of `--repeat`, or None if roma has no such repeat."""
    text = period.strip().lower()
    if text in _NAMED:
        return _NAMED[text]
    iso = text.startswith("p")
    text = text.removeprefix("p")
    digits = text[: len(text) - len(text.lstrip("0123456789"))]
    unit, size = _UNITS.get(text[len(digits) :].strip(), ("", 1))
    if not unit or not (digits or not iso) or len(digits) > len("999"):
        return None
    number = int(digits or 1) * size
    if unit == "months" and number % _MONTHS_A_YEAR == 0:
        # Years are written as months, Taskwarrior's only calendar unit.
        number, unit = number // _MONTHS_A_YEAR, "years"
    words = f"every {number} {unit}"
    try:
        parse_repeat(words)
    except UsageError:
        return None
    return words


def period_of(words: str) -> str | None:
    """Return a repeat in words as a period, or None if Taskwarrior has no such period."""
    repeat = parse_repeat(words)
    if repeat is None or repeat.month_day is not None:
        return None
    if repeat.weekdays:
        return "weekdays" if words == "every weekday" else None
    if repeat.interval == 1:
        return str(repeat.unit)
    if repeat.unit == "daily":
        return f"{repeat.interval}d"
    if repeat.unit == "weekly":
        return f"{repeat.interval}wks"
    months = repeat.interval * (_MONTHS_A_YEAR if repeat.unit == "yearly" else 1)
    return f"P{months}M"
