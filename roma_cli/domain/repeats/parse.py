"""Parser of repeats in words: `daily`, `every 2 weeks on mon, thu`, `every month on the 31st`.

`in_words` returns the form that is stored and shown; `parse_repeat` reads that form, and many
other ways to write it. A text that could mean two things is refused, naming both (rules 5.4).

It reads word by word, without patterns: completing a task needs this module, and importing `re`
would cost more than everything else in it.
"""

from __future__ import annotations

from roma_cli.domain.due import WEEK_DAYS
from roma_cli.domain.errors import Ambiguous, BadValue, Unreadable
from roma_cli.domain.repeats.recurrence import (
    LONGEST_MONTH,
    MOST_INTERVAL,
    Repeat,
    make_repeat,
)
from roma_cli.domain.vocabulary import (
    ENDINGS,
    MONTH_NUMBERS,
    NUMBERS,
    ORDINALS,
    UNITS,
    WEEKDAY_NUMBERS,
    WEEKDAYS,
    ordinal,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import NoReturn

LONGEST_TEXT = 100

_NAMES = tuple(name[:3] for name in WEEKDAYS)
_WEEKDAY = (0, 1, 2, 3, 4)
_WEEKEND = (5, 6)
_DAYS: dict[str, tuple[int, ...]] = {
    **dict.fromkeys(("weekday", "weekdays"), _WEEKDAY),
    **dict.fromkeys(("weekend", "weekends"), _WEEKEND),
    **{name: (number,) for name, number in WEEKDAY_NUMBERS.items()},
    **{f"{name}s": (number,) for number, name in enumerate(WEEKDAYS)},
}

_NOUNS = {"daily": "day", "weekly": "week", "monthly": "month", "yearly": "year"}
# Words that replace `every ...`: the unit and its number.
_BEGINNINGS = {
    **{unit: (unit, 1) for unit in _NOUNS},
    "annually": ("yearly", 1),
    "fortnightly": ("weekly", 2),
    "quarterly": ("monthly", 3),
}
_AFTER_NUMBER = {
    spelling: unit
    for unit, noun in _NOUNS.items()
    for spelling, name in UNITS.items()
    if name == noun
}
_AFTER_EVERY = {
    **{name: (unit, 1) for unit, noun in _NOUNS.items() for name in (noun, f"{noun}s")},
    "fortnight": ("weekly", 2),
    "quarter": ("monthly", 3),
}

# The two meanings of each word.
_TWO_MEANINGS = {
    "biweekly": ("every 2 weeks", "twice a week (every mon, thu)"),
    "bimonthly": ("every 2 months", "twice a month"),
    "biannually": ("every 6 months", "every 2 years"),
    "biannual": ("every 6 months", "every 2 years"),
    "biyearly": ("every 6 months", "every 2 years"),
}


def in_words(repeat: Repeat | None) -> str:
    """Return the form in which a repeat is stored and shown; `none` for None.

    Without interval and chosen days it is one of the data model's words, or `yearly`.
    """
    if repeat is None:
        return "none"
    noun = _NOUNS[repeat.unit]
    chosen = ", ".join(_NAMES[number] for number in repeat.weekdays)
    if repeat.interval == 1:
        if repeat.weekdays:
            return "every weekday" if repeat.weekdays == _WEEKDAY else f"every {chosen}"
        if repeat.month_day is None:
            return str(repeat.unit)
        words = f"every {noun}"
    else:
        words = f"every {repeat.interval} {noun}s"
    if repeat.weekdays:
        return f"{words} on {chosen}"
    if repeat.month_day is not None:
        return f"{words} on the {ordinal(repeat.month_day)}"
    return words


def parse_repeat(text: str) -> Repeat | None:
    """Return the repeat a text names, in any case and with any spaces; None for `none`.

    Raises Unreadable for a text in no known form, Ambiguous for one that could mean two things,
    and BadValue for one that is out of range.
    """
    if len(text) > LONGEST_TEXT:
        raise Unreadable(f"a repeat of {len(text)} characters is too long: at most {LONGEST_TEXT}")
    if not text.strip():
        raise BadValue("the repeat is empty")
    # ASCII first: lower() turns the Kelvin sign into a k.
    words = text.lower().replace(",", " , ").replace("&", " , ").split() if text.isascii() else []
    if words in (["none"], ["never"]):
        return None
    return _read(words, text) or _refuse_unreadable(text)


def _read(words: list[str], text: str) -> Repeat | None:
    """Return the repeat in lower-case words, None if they are not understood."""
    if not words:
        return None
    _refuse_two_meanings(words, text)
    first, rest = words[0], words[1:]
    if first in _BEGINNINGS:
        unit, interval = _BEGINNINGS[first]
        return _with_tail(unit, interval, rest)
    if first in {"weekdays", "weekends"} and not rest:
        return make_repeat("weekly", 1, _DAYS[first])
    return _after_every(rest, text) if first in {"every", "each"} and rest else None


def _after_every(words: list[str], text: str) -> Repeat | None:
    """Read what follows `every`: a unit, a number of a unit, or weekdays."""
    if words[0] in _AFTER_EVERY:
        unit, interval = _AFTER_EVERY[words[0]]
        return _with_tail(unit, interval, words[1:])
    number, rest = _count(words)
    if number is not None and rest and rest[0] in _AFTER_NUMBER:
        return _with_tail(_AFTER_NUMBER[rest[0]], number, rest[1:])
    chosen = _weekdays(rest)
    if chosen is None:
        return None
    if number is not None and words[0] != "other":
        _refuse_numbered_weekday(number, chosen, text)
    return make_repeat("weekly", number or 1, chosen)


def _with_tail(unit: str, interval: int, tail: list[str]) -> Repeat | None:
    """Read what follows `every 2 weeks`: nothing, `on mon, thu`, or `on the 31st`."""
    if not 1 <= interval <= MOST_INTERVAL:
        raise BadValue(f"a task can repeat every 1 to {MOST_INTERVAL} {_NOUNS[unit]}s")
    if not tail:
        return make_repeat(unit, interval)
    _refuse_elsewhere(unit, tail)
    if tail[0] == "on":
        tail = tail[1:]
    chosen = _weekdays(tail)
    if chosen is not None and unit == "weekly":
        return make_repeat(unit, interval, chosen)
    if any(word in _DAYS for word in tail):
        if unit == "weekly":
            return None
        raise BadValue("weekdays need weeks, such as every week on mon")
    return _with_month_day(unit, interval, tail)


def _with_month_day(unit: str, interval: int, tail: list[str]) -> Repeat | None:
    """Read `the 31st`, `15`, `day 5`, `the last day` after the months."""
    named = [word for word in tail if _month_day(word) is not None]
    words = tail[1:] if tail[:1] == ["the"] else tail
    if words == ["last"]:
        words = ["last", "day"]
    if words == ["last", "day"]:
        words = named = [str(LONGEST_MONTH)]
    if words[:1] == ["day"]:
        words = words[1:]
    if not named:
        return None
    if unit != "monthly":
        raise BadValue("a day of the month needs months, such as every month on the 1st")
    if len(named) > 1:
        raise BadValue("a repeat has one day of the month: add a task for each day")
    if len(words) != 1:
        return None
    number = _month_day(words[0]) or 0
    if not 1 <= number <= LONGEST_MONTH:
        raise BadValue(f"no month has {number} days")
    return make_repeat(unit, interval, month_day=number)


# --- words ------------------------------------------------------------------------------


def _count(words: list[str]) -> tuple[int | None, list[str]]:
    """Return the number that words begin with, None if there is none, and the words after it."""
    first = words[0]
    digits = _leading_digits(first)
    if digits:
        ending = first[len(digits) :]
        glued = [ending] if ending and ending not in ENDINGS else []
        return int(digits), [*glued, *words[1:]]
    number = 2 if first == "other" else NUMBERS.get(first) or ORDINALS.get(first)
    return number, words[1:] if number else words


def _leading_digits(word: str) -> str:
    return word[: len(word) - len(word.lstrip("0123456789"))]


def _month_day(word: str) -> int | None:
    """Return the number in `31`, `31st`; None for any other word."""
    digits = _leading_digits(word)
    return int(digits) if digits and word[len(digits) :] in {"", *ENDINGS} else None


def _weekdays(words: list[str]) -> list[int] | None:
    """Return the numbers of `mon, wed and fri`, `mon-thu`, `mon wed`; None for any other words."""
    numbers: list[int] = []
    listed = " ".join(words).replace(" , and ", " , ").replace(" and ", " , ")
    for piece in listed.split(" , "):
        if not piece:
            return None
        for name in piece.split(" "):
            found = _DAYS.get(name) or _weekday_range(name)
            if not found:
                return None
            numbers += found
    return numbers


def _weekday_range(name: str) -> list[int]:
    """Return the days of a range, over the end of the week too; empty for any other word."""
    start, _, end = name.partition("-")
    first, last = _DAYS.get(start, ()), _DAYS.get(end, ())
    if len(first) != 1 or len(last) != 1:
        return []
    length = (last[0] - first[0]) % WEEK_DAYS + 1
    return [(first[0] + step) % WEEK_DAYS for step in range(length)]


# --- errors -----------------------------------------------------------------------------


def _refuse_two_meanings(words: list[str], text: str) -> None:
    first = words[0].replace("-", "") if words else ""
    if first in _TWO_MEANINGS:
        one, other = _TWO_MEANINGS[first]
        _ambiguous(text, one, other)
    if words in (["every", "other", "weekday"], ["every", "other", "weekdays"]):
        _ambiguous(text, "every mon, wed, fri", "every 2 weeks on weekdays")


def _refuse_numbered_weekday(interval: int, chosen: list[int], text: str) -> NoReturn:
    """Refuse `every 2nd monday`: every other Monday, or the second of each month."""
    names = ", ".join(_NAMES[number] for number in sorted(set(chosen)))
    if not 1 <= interval <= MOST_INTERVAL:
        raise BadValue(f"a task can repeat every 1 to {MOST_INTERVAL} weeks")
    weeks = "every week" if interval == 1 else f"every {interval} weeks"
    _ambiguous(text, f"{weeks} on {names}", f"one {names} each month (which roma can't do)")


def _refuse_elsewhere(unit: str, tail: list[str]) -> None:
    """Refuse a time of day or a date of the year, which belong in the due date."""
    if "at" in tail or any(":" in word for word in tail):
        raise BadValue("a repeat has no time of day: put the time in the due date")
    if unit == "yearly" and any(word[:3] in MONTH_NUMBERS for word in tail):
        raise BadValue("a yearly repeat has no date: put the date in the due date")


def _ambiguous(text: str, one: str, other: str) -> NoReturn:
    typed = text.strip()
    message = f"{typed!r} could mean {one} or {other}: type the one you mean"
    raise Ambiguous(message, text=typed, readings=[one])


def _refuse_unreadable(text: str) -> NoReturn:
    # repr: no control or bidirectional character of the text reaches the terminal.
    short = text.strip()[:40]
    raise Unreadable(
        f"can't read {short!r} as a repeat such as daily, every weekday"
        " or every 2 weeks on mon, thu"
    )
