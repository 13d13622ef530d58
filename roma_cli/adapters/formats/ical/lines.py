"""Lines of iCalendar: unfolding and folding, the parts of a property, and escaped text.

Lines are unfolded as bytes: a program may fold inside a letter. Each is decoded by itself, so a
letter in another encoding spoils one line and no more.
"""

from __future__ import annotations

import re
from collections import namedtuple

from roma_cli.adapters.formats.source import LONGEST_RECORD

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any

    from roma_cli.adapters.formats.source import Source

_PARTS = re.compile(r'([A-Za-z0-9-]+)((?:;[^:"]*(?:"[^"]*"[^:"]*)*)?):(.*)', re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_COMMA = re.compile(r"((?:[^\\,]|\\.)*)(?:,|$)", re.DOTALL)
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f]")
_FOLD = 75
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Property(namedtuple("Property", "name params value line")):
    """A property: name in capitals, parameters, value as written, and its whole unfolded line."""

    __slots__ = ()
    name: str
    params: Mapping[str, str]
    value: str
    line: str


def unfolded(source: Source) -> Iterator[tuple[int, str, bool]]:
    """Yield the unfolded lines, each with its number and whether it is valid UTF-8."""
    number = begun = 0
    held: bytes | None = None
    for number, raw in enumerate(_raw_lines(source), 1):
        if raw[:1] in (b" ", b"\t") and held is not None:
            held += raw[1:]
            if len(held) > LONGEST_RECORD:
                raise source.wrong(begun, f"the line is longer than {LONGEST_RECORD} bytes")
            continue
        if held:
            yield begun, *_decoded(held)
        held, begun = raw, number
    if held:
        yield begun, *_decoded(held)


def _raw_lines(source: Source) -> Iterator[bytes]:
    if source.head(2).startswith(_UTF_16):
        for _, text in source.lines():
            yield text.encode("utf-8", "surrogatepass")
        return
    rest = b""
    first = True
    for chunk in source.chunks():
        data = rest + (chunk.removeprefix(b"\xef\xbb\xbf") if first else chunk)
        first = False
        cut = max(data.rfind(b"\n"), data.rfind(b"\r", 0, -1)) + 1
        if len(data) - cut > LONGEST_RECORD:
            raise source.wrong(1, f"a line is longer than {LONGEST_RECORD} bytes")
        rest = data[cut:]
        if cut:
            yield from _ends(data[:cut]).split(b"\n")[:-1]
    if rest:
        yield from _ends(rest).removesuffix(b"\n").split(b"\n")


def _ends(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")


def _decoded(raw: bytes) -> tuple[str, bool]:
    try:
        return raw.decode(), True
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace"), False


def parse(line: str) -> Property | None:
    """Return the parts of an unfolded line, or None if it is not a property."""
    match = _PARTS.fullmatch(line)
    if match is None:
        return None
    params: dict[str, str] = {}
    if match[2]:
        from icalendar import Parameters  # noqa: PLC0415 - slow to load, and only some have any

        read: Any = Parameters.from_ical
        try:
            pairs = read(match[2][1:]).items()
        except ValueError:
            return None
        for name, value in pairs:
            params[name.upper()] = value if isinstance(value, str) else ",".join(map(str, value))
    return Property(match[1].upper(), params, match[3], line)


def text_of(value: str) -> str:
    """Unescape a text."""
    return _ESCAPED.sub(lambda match: "\n" if match[1] in "nN" else match[1], value)


def plain(prop: Property) -> str:
    """Return the text of a property, without the white space around it."""
    return text_of(prop.value).strip()


def content(prop: Property) -> tuple[object, ...]:
    """Return a property in one normal form, without differences in quoting and escaping."""
    return prop.name, frozenset(prop.params.items()), plain(prop)


def texts_of(value: str) -> list[str]:
    """Return the texts of a comma-separated list, without empty ones."""
    return [text for text in map(text_of, _COMMA.findall(value)) if text.strip()]


def escaped(text: str) -> str:
    """Escape a text for iCalendar and drop control characters."""
    text = _FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return text.replace("\n", "\\n")


def folded(line: str) -> str:
    """Return a line as written to a file: folded at 75 bytes, with its CRLF."""
    if len(line) > _FOLD // 4 and len(line.encode()) > _FOLD:
        from icalendar.parser import Contentline  # noqa: PLC0415 - slow to load

        whole: Any = Contentline
        line = whole(line).to_ical().decode()
    return line + "\r\n"
