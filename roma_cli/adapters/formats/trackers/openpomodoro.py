"""The history of the Open Pomodoro Format: a moment and `key=value` words, one Pomodoro per line.

The words are logfmt: a value with spaces, `=` or quotes is in quotes, with JSON escapes. No two
Pomodoros begin at the same moment, so the start identifies one.
"""

from __future__ import annotations

import re
from collections import Counter

from roma_cli.adapters.formats.source import head_text
from roma_cli.adapters.formats.trackers import intervals
from roma_cli.adapters.formats.trackers.intervals import Skipped
from roma_cli.domain.transfer.interchange import ExternalSession, name_uuid

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.adapters.formats.source import Lose, Report, Source
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
"""Default minutes of a Pomodoro."""


def looks_like(head: bytes) -> bool:
    """Tell whether the first line is a moment with its offset, alone or before a `key=value`."""
    lines = (line.strip() for line in head_text(head).replace("\r", "\n").split("\n"))
    found = _START.fullmatch(next((line for line in lines if line), ""))
    return found is not None and (not found[2].strip() or "=" in found[2])


def read(source: Source, _place: Place, report: Report) -> Iterator[ExternalSession]:
    """Yield the Pomodoros; blank lines are skipped. Their times have an offset."""
    lines = ((number, line.strip()) for number, line in source.lines() if line.strip())
    return intervals.sessions(lines, _session, report)


def _session(text: str, lose: Lose) -> ExternalSession:
    parts = _START.fullmatch(text)
    start = intervals.moment_of(parts[1]) if parts else None
    if parts is None or start is None:
        raise Skipped("", "it does not begin with a moment and its offset, so it was skipped")
    pairs = _words(parts[2])
    if pairs is None:
        raise Skipped("", "can't read its words as key=value, so it was skipped")
    words = dict(pairs)
    for field, number in Counter(key for key, _ in pairs).items():
        if number > 1:
            lose(field, "it appears twice; the last one is used")
    minutes = words.get("duration") or str(_DEFAULT)
    if not _MINUTES.fullmatch(minutes):
        raise Skipped("duration", "not a number of minutes, so the line was skipped")
    for field in sorted(words.keys() - _KNOWN):
        lose(field, intervals.NO_PLACE)
    return ExternalSession(
        id=name_uuid("openpomodoro", start),
        kind="work",
        started_at=start,
        ended_at=start + round(float(minutes) * 60),
        note=words.get("description", ""),
        tags=tuple(tag.strip() for tag in words.get("tags", "").split(",") if tag.strip()),
    )


def _words(text: str) -> list[tuple[str, str]] | None:
    """Return each key with its value, in order; None if this is not logfmt."""
    words: list[tuple[str, str]] = []
    at, end = 0, len(text.rstrip())
    while at < end:
        word = _WORD.match(text, at)
        value = None if word is None else _value(word)
        if word is None or value is None:
            return None
        words.append((word["key"], value))
        at = word.end()
    return words


def _value(word: re.Match[str]) -> str | None:
    """Return the unescaped value of a word; None for an invalid escape."""
    quoted = word["quoted"]
    if quoted is None or "\\" not in quoted:
        return quoted or word["bare"] or ""
    if "\\" in _ESCAPE.sub("", quoted):
        return None
    plain = _ESCAPE.sub(
        lambda one: chr(int(one[1], 16)) if one[1] else _ESCAPES.get(one[2], one[2]), quoted
    )
    # JSON writes some characters as two halves; a single half is kept, and reported later.
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "surrogatepass")
