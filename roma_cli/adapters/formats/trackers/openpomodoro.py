"""The history of the Open Pomodoro Format: a moment, then `key=value` words, a line a Pomodoro.

The words are logfmt: a value with spaces, `=` or quotes stands in quotes, in which JSON's escapes
count. No two begin at the same moment; so the start is what one is known by.
"""

from __future__ import annotations

import re
from collections import Counter

from roma_cli.adapters.formats.source import head_text
from roma_cli.adapters.formats.trackers import intervals
from roma_cli.domain.transfer.interchange import ExternalSession, Loss, name_uuid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from roma_cli.adapters.formats.source import Source
    from roma_cli.domain.transfer.interchange import Place

_START = re.compile(
    r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))(?=[ \t]|$)(.*)", re.ASCII
)
_WORD = re.compile(
    r'[ \t]*(?P<key>[^\s="]+)'
    r'(?:=(?:"(?P<quoted>[^"\\]*(?:\\.[^"\\]*)*)"|(?P<bare>[^\s="]*)))?(?=[ \t]|$)'
)
_ESCAPE = re.compile(r'\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt\']))')
_ESCAPES = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_MINUTES = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)
_KNOWN = frozenset({"description", "duration", "tags"})
_DEFAULT = 25
"""Minutes of a Pomodoro that does not say."""


def looks_like(head: bytes) -> bool:
    """Tell whether the first line is a moment with its offset, alone or before a `key=value`."""
    lines = (line.strip() for line in head_text(head).replace("\r", "\n").split("\n"))
    found = _START.fullmatch(next((line for line in lines if line), ""))
    return found is not None and (not found[2].strip() or "=" in found[2])


def read(
    source: Source,
    place: Place,  # noqa: ARG001 - its times have their offset
    lost: Callable[[Loss], None],
) -> Iterator[ExternalSession]:
    """Return the Pomodoros, one by one; blank lines are none."""
    for number, line in source.lines():
        text = line.strip()
        if text:
            session = _session(f"line {number}", text, lost)
            if session is not None:
                yield session


def _session(record: str, text: str, lost: Callable[[Loss], None]) -> ExternalSession | None:
    parts = _START.fullmatch(text)
    start = intervals.moment_of(parts[1]) if parts else None
    if parts is None or start is None:
        lost(Loss(record, "", "it does not begin with a moment and its offset, so it was left out"))
        return None
    pairs = _words(parts[2])
    if pairs is None:
        lost(Loss(record, "", "its words cannot be read as key=value, so it was left out"))
        return None
    words = dict(pairs)
    for field, number in Counter(key for key, _ in pairs).items():
        if number > 1:
            lost(Loss(record, field, "it is told twice, and the last one counts"))
    minutes = words.get("duration") or str(_DEFAULT)
    if not _MINUTES.fullmatch(minutes):
        lost(Loss(record, "duration", "it is no number of minutes, so the line was left out"))
        return None
    for field in sorted(words.keys() - _KNOWN):
        lost(Loss(record, field, "roma has no place for it"))
    return ExternalSession(
        id=name_uuid("openpomodoro", start),
        kind="work",
        started_at=start,
        ended_at=start + round(float(minutes) * 60),
        note=words.get("description", ""),
        tags=tuple(tag.strip() for tag in words.get("tags", "").split(",") if tag.strip()),
    )


def _words(text: str) -> list[tuple[str, str]] | None:
    """Return keys with their values, as often as they are told; None for what is no logfmt."""
    words: list[tuple[str, str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        word = _WORD.match(text, at)
        if word is None:
            return None
        value = word["bare"] or ""
        if word["quoted"] is not None:
            found = _plain(word["quoted"])
            if found is None:
                return None
            value = found
        words.append((word["key"], value))
        at = word.end()
    return words


def _plain(quoted: str) -> str | None:
    """Return what stands in quotes with its escapes read; None for an escape that is none."""
    if "\\" not in quoted:
        return quoted
    if "\\" in _ESCAPE.sub("", quoted):
        return None
    plain = _ESCAPE.sub(
        lambda one: chr(int(one[1], 16)) if one[1] else _ESCAPES.get(one[2], one[2]), quoted
    )
    # What JSON writes as two halves is one letter; a half alone stays, and is named later.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
