"""Cells of an SQLite file that another program kept: anything may be in any column.

Each function returns what a cell means, or None (or an empty text) where it means nothing.
"""

from __future__ import annotations

import functools
import json
from datetime import UTC, date, datetime

from roma_cli.domain.text import whole_number

_TRUE = ("true", "t", "yes", "1")
_FALSE = ("false", "f", "no", "0")
_LARGEST = 2.0**63
_SCALES = ((10**17, 10**9), (10**14, 10**6), (10**11, 1000))
"""From which number on a stamp is in nanoseconds, microseconds or milliseconds."""


def integer(cell: object) -> int | None:
    """Return the whole number of a cell, be it kept as a number or as text, or None."""
    if isinstance(cell, int):
        return int(cell)
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < _LARGEST else None
    return whole_number(cell) if isinstance(cell, str) else None


def boolean(cell: object) -> int | None:
    """Return 0 or 1 for 0, 1 or a word, None for all else."""
    word = str(cell).strip().lower()
    return 1 if word in _TRUE else 0 if word in _FALSE else None


def moment(cell: object) -> int | None:
    """Return the moment of a stamp in seconds or finer since 1970, or of an ISO text.

    A text without an offset is in UTC, as SQLite's own functions write it.
    """
    number = integer(int(cell) if isinstance(cell, float) and abs(cell) < _SCALES[0][0] else cell)
    if number is not None:
        for least, scale in _SCALES:
            if abs(number) >= least:
                return number // scale
        return number
    if not isinstance(cell, str):
        return None
    try:
        when = datetime.fromisoformat(cell.strip())
        when = when if when.tzinfo else when.replace(tzinfo=UTC)
        return int(when.timestamp() // 1)
    except (ValueError, OverflowError):
        return None


def text(cell: object) -> str:
    """Return a cell as text; empty for NULL and for bytes."""
    return "" if cell is None or isinstance(cell, bytes) else str(cell)


def within(cell: object, least: int, most: int) -> int | None:
    """Return the whole number of a cell if it is in a range."""
    number = integer(cell)
    return number if number is not None and least <= number <= most else None


def zone(cell: object) -> str | None:
    """Return a zone as this machine spells it."""
    return _zone(text(cell)) if text(cell).strip() else None


@functools.lru_cache(maxsize=100)
def _zone(typed: str) -> str | None:
    from roma_cli.domain.clock.zones import find_zone  # noqa: PLC0415 - walks the zone files

    return find_zone(typed)


def day(cell: object) -> date | None:
    """Return the calendar day that a text begins with."""
    try:
        return date.fromisoformat(text(cell).strip()[:10])
    except ValueError:
        return None


def enumeration(cell: object) -> str:
    """Return the name of an enumeration's value in small letters alone, however it was written."""
    return "".join(one for one in text(cell).lower() if one.isalnum())


def from_json(text: str) -> object:
    """Return the value of a JSON text, None where it is none."""
    try:
        return json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None


def shown(cell: object) -> str:
    """Return a cell as a report shows it."""
    return repr(text(cell)[:40])


def _no_number(name: str) -> object:
    raise ValueError(name)
