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
"""Seconds from 1970 beyond which a number is no moment but a mistake."""

NO_PLACE = "roma has no place for it"
RUNNING = "it is still running, so it was left out; stop it and come again"


class Skipped(Exception):  # noqa: N818 - reads as what it says
    """Why a record is no session: the field at fault, and the reason."""


def sessions(
    records: Iterable[tuple[int, _T]],
    session: Callable[[_T, Lose], ExternalSession],
    report: Report,
) -> Iterator[ExternalSession]:
    """Return what `session` makes of each record, which comes with its line.

    What makes `session` raise Skipped is reported.
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
        raise Skipped(field, f"it is no moment, so the {noun} was left out")
    return moment


def text_of(record: dict[str, object], field: str, lose: Lose) -> str | None:
    """Return the text of a field, None if there is none; what is no text is reported."""
    value = record.get(field)
    if value is None or isinstance(value, str):
        return value
    lose(field, "it is no text")
    return None


def tags_of(record: dict[str, object], lose: Lose) -> list[str]:
    """Return the texts of the list `tags`; what is no text is reported."""
    value = record.get("tags")
    if value is None:
        return []
    tags = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    if not isinstance(value, list) or len(tags) < len(value):
        lose("tags", "tags are a list of texts")
    return tags


def report_others(record: dict[str, object], known: frozenset[str], lose: Lose) -> None:
    """Report the fields that roma has no place for, as far as they hold anything."""
    for field, value in record.items():
        if field not in known and value not in (None, "", []):
            lose(field, NO_PLACE)


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
