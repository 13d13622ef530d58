"""What the formats of time trackers share: the first record of a JSON file, moments, and words."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from json import JSONDecodeError, JSONDecoder

from roma_cli.adapters.formats.source import head_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.domain.transfer.interchange import Loss

_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", re.ASCII)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)", re.ASCII)
_FARTHEST = 10**12
"""Seconds from 1970 beyond which a number is no moment but a mistake."""


def first_record(head: bytes) -> object:
    """Return the first element of a JSON array, or the one value a file begins with, or None."""
    text = head_text(head).lstrip(" \t\r\n")
    if text[:1] == "[":
        text = text[1:].lstrip(" \t\r\n")
    try:
        value, _ = JSONDecoder().raw_decode(text)
    except (JSONDecodeError, RecursionError, ValueError):
        return None
    return value


def moment_of(value: object) -> int | None:
    """Return the moment of an ISO text with an offset, `20260304T090000Z`, or epoch seconds.

    It may lie before 1970. Fractions of a second are dropped. None for everything else.
    """
    if isinstance(value, int | float) and not isinstance(value, bool):
        return int(value // 1) if -_FARTHEST < value < _FARTHEST else None
    if not isinstance(value, str):
        return None
    compact = _COMPACT.fullmatch(value)
    try:
        if compact:
            when = datetime(*map(int, compact.groups()), tzinfo=UTC)  # type: ignore[misc,arg-type]  # six numbers
        elif _ISO.fullmatch(value):
            when = datetime.fromisoformat(value)
        else:
            return None
        return int(when.timestamp() // 1)
    except (ValueError, OverflowError):
        return None


def words_of(value: object, record: str, lost: Callable[[Loss], None]) -> list[str]:
    """Return the texts of a list of tags; what is none is named."""
    from roma_cli.domain.transfer.interchange import Loss  # noqa: PLC0415 - a name for what is rare

    if value is None:
        return []
    words = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    if not isinstance(value, list) or len(words) < len(value):
        lost(Loss(record, "tags", "tags are a list of texts"))
    return words


def others(one: dict[str, object], known: frozenset[str]) -> list[str]:
    """Return the fields of a record that roma has no place for, as far as they hold anything."""
    return [key for key, value in one.items() if key not in known and value not in (None, "", [])]
