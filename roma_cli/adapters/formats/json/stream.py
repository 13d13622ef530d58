"""A streaming JSON reader for other programs' files, one record at a time.

Python's own `json` loads a file at once, and accepts NaN, Infinity and numbers of any size.
"""

from __future__ import annotations

import re
from json import JSONDecodeError, JSONDecoder
from math import isinf
from typing import TYPE_CHECKING

from roma_cli.adapters.formats.source import LONGEST_RECORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.adapters.formats.source import Source
    from roma_cli.domain.errors import UsageError

DEEPEST = 100
"""Nesting levels of JSON."""

_NEAR = 16
"""Characters before the end of the buffer where an error may vanish after reading more."""
_LARGEST = 2**63
_LONGEST_NUMBER = 25
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')
_LEVELS = {"[": 1, "{": 1, "]": -1, "}": -1}


def json_stream(source: Source) -> Iterator[tuple[int, object]]:
    """Yield the elements of one top-level array, or a sequence of JSON values, with line numbers.

    Only one element is in memory at a time; a file that is one object yields that object. Commas
    between values outside an array are optional. Raises UsageError, naming the line, for truncated
    or invalid JSON, NaN and infinities, numbers beyond 64 bits, and more than 100 nesting levels.
    """
    reader = Reader(source)
    character = reader.upcoming()
    is_array = character == "["
    if is_array:
        reader.step()
        character = reader.upcoming()
    comma = True
    while character and not (is_array and character == "]"):
        if is_array and not comma:
            raise reader.wrong("a comma is missing between two records")
        yield reader.value()
        character = reader.upcoming()
        comma = character == ","
        if comma:
            reader.step()
            character = reader.upcoming()
            if is_array and character == "]":
                raise reader.wrong("a record is missing after the comma")
    if is_array:
        if not character:
            raise reader.wrong("the file is truncated: its array does not end")
        reader.step()
        if reader.upcoming():
            raise reader.wrong("there is text after the end of the array")


class Reader:
    """Text read in chunks, and the position of the next value."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._pieces = source.text()
        self._text = ""
        self._at = 0
        self._line = 1
        self._counted = 0
        self._decoder = JSONDecoder(
            parse_float=_float, parse_int=_int, parse_constant=_refuse_constant
        )

    def upcoming(self) -> str:
        """Return the next character that is not blank without consuming it; "" at the end."""
        while True:
            for at in range(self._at, len(self._text)):
                if self._text[at] not in " \t\r\n":
                    self._at = at
                    return self._text[at]
            self._at = len(self._text)
            if not self._more():
                return ""

    def step(self) -> None:
        """Consume one character."""
        self._at += 1

    def value(self) -> tuple[int, object]:
        """Consume the value that begins here; return its line and the value."""
        line = self._line_here()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except RecursionError:
                raise self._too_deep(line) from None
            except JSONDecodeError as error:
                if self._may_be_cut(error) and self._more():
                    continue
                raise self._broken(error) from None
            except _NumberError as error:
                raise self._source.wrong(line, str(error)) from None
            if end == len(self._text) and self._text[end - 1] not in '}]"' and self._more():
                # The number may continue.
                continue
            break
        text = self._text
        if (
            text.count("[", self._at, end) + text.count("{", self._at, end) > DEEPEST
            and _depth(value, 1) > DEEPEST
        ):
            raise self._too_deep(line)
        self._at = end
        return line, value

    def wrong(self, what: str) -> UsageError:
        """Return an error with the text `what` for this line."""
        return self._source.wrong(self._line_here(), what)

    def _more(self) -> bool:
        """Read more, at least doubling the buffer, so that a long value is not parsed often."""
        pieces = []
        wanted = len(self._text) - self._at
        for piece in self._pieces:
            pieces.append(piece)
            wanted -= len(piece)
            if wanted <= 0:
                break
        if not pieces:
            return False
        self._line_here()
        self._text = self._text[self._at :] + "".join(pieces)
        self._at = self._counted = 0
        if len(self._text) > 2 * LONGEST_RECORD:
            raise self._source.wrong(
                self._line, f"the record is longer than {LONGEST_RECORD} characters"
            )
        return True

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _may_be_cut(self, error: JSONDecodeError) -> bool:
        return error.msg.startswith("Unterminated string") or error.pos >= len(error.doc) - _NEAR

    def _too_deep(self, line: int) -> UsageError:
        return self._source.wrong(line, f"the record is nested more than {DEEPEST} levels deep")

    def _broken(self, error: JSONDecodeError) -> UsageError:
        line = self._line_here()
        # The depth at which Python's own decoder gives up differs between versions.
        if _depth_of_text(self._text, self._at, error.pos) > DEEPEST:
            return self._too_deep(line)
        if self._may_be_cut(error) and not self._ends_after(error):
            return self._source.wrong(line, "the file is truncated in the middle of a record")
        line += self._text.count("\n", self._at, error.pos)
        column = error.pos - self._text.rfind("\n", 0, error.pos)
        return self._source.wrong(line, f"invalid JSON at column {column} ({error.msg.lower()})")

    def _ends_after(self, error: JSONDecodeError) -> bool:
        """Tell whether records end after an error near the end, so that nothing was truncated."""
        rest = self._text[error.pos :].rstrip()
        return rest[-1:] in ("}", "]") and not error.msg.startswith("Unterminated string")


class _NumberError(Exception):
    """A number that roma can't store."""


def _int(digits: str) -> int:
    if len(digits) <= _LONGEST_NUMBER:
        number = int(digits)
        if -_LARGEST <= number < _LARGEST:
            return number
    raise _NumberError(f"the number {digits[:20]}… is beyond 64 bits")


def _float(digits: str) -> float:
    number = float(digits)
    if isinf(number):
        raise _NumberError(f"the number {digits[:20]} is too large")
    return number


def _refuse_constant(name: str) -> float:
    raise _NumberError(f"{name} is not a number in JSON")


def _depth_of_text(text: str, start: int, end: int) -> int:
    """Return how deep a text, JSON or not, is nested, or the first depth beyond the limit."""
    level = deepest = 0
    for found in _BRACKETS.finditer(text, start, end):
        level += _LEVELS.get(found[0], 0)
        deepest = max(deepest, level)
        if deepest > DEEPEST:
            break
    return deepest


def _depth(value: object, level: int) -> int:
    """Return how deep a value is nested, or the first depth beyond the limit."""
    if level > DEEPEST or not isinstance(value, dict | list):
        return level
    inside = value.values() if isinstance(value, dict) else value
    return max((_depth(one, level + 1) for one in inside), default=level)
