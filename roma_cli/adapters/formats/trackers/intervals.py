"""Shared parts of the time trackers' formats: records to sessions, moments, and tags."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from json import JSONDecodeError, JSONDecoder

from roma_cli.adapters.formats.source import head_text, of_record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import TypeVar

    from roma_cli.adapters.formats.source import Lose, Report
    from roma_cli.domain.transfer.interchange import ExternalSession

    _T = TypeVar("_T")

_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z", re.ASCII)
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)", re.ASCII)
_FARTHEST = 10**12
"""Largest plausible number of seconds from 1970; larger numbers are errors."""

NO_PLACE = "roma has no such field"
RUNNING = "it is still running, so it was skipped; stop it and import again"


class Skipped(Exception):  # noqa: N818 - reads as what it says
    """Why a record is not a session: the field at fault, and the reason."""


def sessions(
    records: Iterable[tuple[int, _T]],
    session: Callable[[_T, Lose], ExternalSession],
    report: Report,
) -> Iterator[ExternalSession]:
    """Yield the result of `session` for each record and its line number.

    Records for which it raises Skipped are reported.
    """
    for line, record in records:
        lose = of_record(f"line {line}", report)
        try:
            yield session(record, lose)
        except Skipped as problem:
            lose(*problem.args)


def span(record: dict[str, object], end: str, noun: str) -> tuple[int, int]:
    """Return the start and the end of a record in epoch seconds. Raises Skipped."""
    start = _moment(record, "start", noun)
    if record.get(end) in (None, ""):
        raise Skipped(end, RUNNING)
    return start, _moment(record, end, noun)


def _moment(record: dict[str, object], field: str, noun: str) -> int:
    moment = moment_of(record.get(field))
    if moment is None:
        raise Skipped(field, f"not a valid moment, so the {noun} was skipped")
    return moment


def text_of(record: dict[str, object], field: str, lose: Lose) -> str | None:
    """Return the text of a field, or None if there is none; other types are reported."""
    value = record.get(field)
    if value is None or isinstance(value, str):
        return value
    lose(field, "not text")
    return None


def tags_of(record: dict[str, object], lose: Lose) -> list[str]:
    """Return the texts of the list `tags`; other types are reported."""
    value = record.get("tags")
    if value is None:
        return []
    tags = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    if not isinstance(value, list) or len(tags) < len(value):
        lose("tags", "tags must be a list of texts")
    return tags


def report_others(record: dict[str, object], known: frozenset[str], lose: Lose) -> None:
    """Report the non-empty fields that roma does not have."""
    for field, value in record.items():
        if field not in known and value not in (None, "", []):
            lose(field, NO_PLACE)


def first_record(head: bytes) -> object:
    """Return the first element of a JSON array, or the value that a file begins with, or None."""
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

    It may be before 1970. Fractions of a second are dropped. None for anything else.
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
