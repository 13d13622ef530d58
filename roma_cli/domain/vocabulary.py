"""Words of dates and numbers, and their spellings.

No compiled patterns: completing a repeating task parses its repeat, and importing `re` would
cost more than everything else in that parser.
"""

from __future__ import annotations

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july", "august"),
    *("september", "october", "november", "december"),
)
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

MONTH_NUMBERS = {
    **{name: number for number, name in enumerate(MONTHS)},
    **{name[:3]: number for number, name in enumerate(MONTHS)},
    "sept": 8,
}
"""Months by their spellings, 0 for January."""

WEEKDAY_NUMBERS = {
    **{name: number for number, name in enumerate(WEEKDAYS)},
    **{name[:3]: number for number, name in enumerate(WEEKDAYS)},
    "tues": 1,
    "weds": 2,
    "thur": 3,
    "thurs": 3,
}
"""Weekdays by their spellings, 0 for Monday."""

NUMBERS = {
    word: number
    for number, word in enumerate(
        (
            *("one", "two", "three", "four", "five", "six"),
            *("seven", "eight", "nine", "ten", "eleven", "twelve"),
        ),
        1,
    )
}
ORDINALS = {"second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6}
ENDINGS = ("st", "nd", "rd", "th")
"""The letters after the digits of an ordinal number."""


def ordinal(number: int) -> str:
    """Return `1st`, `2nd`, `11th`."""
    ending = "th" if number in (11, 12, 13) else dict(enumerate(ENDINGS[:3], 1)).get(number % 10)
    return f"{number}{ending or 'th'}"


UNITS = {
    spelling: unit
    for unit, spellings in {
        "second": ("s", "sec", "secs"),
        "minute": ("m", "min", "mins"),
        "hour": ("h", "hr", "hrs"),
        "day": ("d",),
        "week": ("w", "wk", "wks"),
        "month": ("mo",),
        "year": ("y", "yr", "yrs"),
    }.items()
    for spelling in (*spellings, unit, f"{unit}s")
}
"""Units of time by their spellings."""


def unit_pattern(*units: str) -> str:
    """Return a pattern of all spellings of some units."""
    return f"(?:{'|'.join(spelling for spelling, unit in UNITS.items() if unit in units)})"


# Parts of larger patterns, for lower-case text.
MONTH = f"(?:{'|'.join(MONTH_NUMBERS)})"
WEEKDAY = f"(?:{'|'.join(WEEKDAY_NUMBERS)})"
