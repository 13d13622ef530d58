"""A streaming JSON reader for other programs' files: one record at a time, whatever is in it.

Python's own `json` loads all of a file at once, and takes NaN, Infinity and numbers without end.
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
"""Levels of JSON inside one another."""

_NEAR = 16
"""Characters from the end of what was read so far: a fault so near may vanish with the rest."""
_LARGEST = 2**63
_LONGEST_NUMBER = 25
_BRACKETS = re.compile(r'"(?:[^"\\]|\\.)*"|[\[\]{}]')
_LEVELS = {"[": 1, "{": 1, "]": -1, "}": -1}


def json_stream(source: Source) -> Iterator[tuple[int, object]]:
    """Return the elements of one top-level array, or JSON values one after another, with lines.

    Only one element is in memory at a time; a file that is one object gives that object. Between
    values that stand in no array a comma may stand or not. Raises UsageError, naming the line,
    for what is cut off or no JSON, NaN and infinities, numbers beyond 64 bits, and what lies over
    100 levels deep.
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
            raise reader.wrong("the file is cut off: its array does not end")
        reader.step()
        if reader.upcoming():
            raise reader.wrong("there is more after the end of the array")


class Reader:
    """Text read in pieces, and where in it the next value begins."""

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
        """Return the next character that is not blank, without passing it; empty at the end."""
        while True:
            for at in range(self._at, len(self._text)):
                if self._text[at] not in " \t\r\n":
                    self._at = at
                    return self._text[at]
            self._at = len(self._text)
            if not self._more():
                return ""

    def step(self) -> None:
        """Pass one character."""
        self._at += 1

    def value(self) -> tuple[int, object]:
        """Return the line and the value that begins here, and pass it."""
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
                # A number may go on.
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
        """Return the error that `what` is wrong here."""
        return self._source.wrong(self._line_here(), what)

    def _more(self) -> bool:
        """Read on, at least as much again as is held, so that a long value is not tried often."""
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
            raise self._source.wrong(self._line, f"the record has over {LONGEST_RECORD} characters")
        return True

    def _line_here(self) -> int:
        self._line += self._text.count("\n", self._counted, self._at)
        self._counted = self._at
        return self._line

    def _may_be_cut(self, error: JSONDecodeError) -> bool:
        return error.msg.startswith("Unterminated string") or error.pos >= len(error.doc) - _NEAR

    def _too_deep(self, line: int) -> UsageError:
        return self._source.wrong(line, f"the record lies over {DEEPEST} levels deep")

    def _broken(self, error: JSONDecodeError) -> UsageError:
        line = self._line_here()
        # How deep Python's own decoder goes before it gives up differs from one to the next.
        if _depth_of_text(self._text, self._at, error.pos) > DEEPEST:
            return self._too_deep(line)
        if self._may_be_cut(error) and not self._ends_after(error):
            return self._source.wrong(line, "the file is cut off in the middle of a record")
        line += self._text.count("\n", self._at, error.pos)
        column = error.pos - self._text.rfind("\n", 0, error.pos)
        return self._source.wrong(line, f"no JSON at column {column} ({error.msg.lower()})")

    def _ends_after(self, error: JSONDecodeError) -> bool:
        """Tell whether records end after a fault near the end, so that nothing was cut."""
        rest = self._text[error.pos :].rstrip()
        return rest[-1:] in ("}", "]") and not error.msg.startswith("Unterminated string")


class _NumberError(Exception):
    """A number that nothing here could keep."""


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
    raise _NumberError(f"{name} is no number in JSON")


def _depth_of_text(text: str, start: int, end: int) -> int:
    """Return how deep text goes that may be no JSON, or the first depth beyond what is allowed."""
    level = deepest = 0
    for found in _BRACKETS.finditer(text, start, end):
        level += _LEVELS.get(found[0], 0)
        deepest = max(deepest, level)
        if deepest > DEEPEST:
            break
    return deepest


def _depth(value: object, level: int) -> int:
    """Return how deep a value lies, or the first depth beyond what is allowed."""
    if level > DEEPEST or not isinstance(value, dict | list):
        return level
    inside = value.values() if isinstance(value, dict) else value
    return max((_depth(one, level + 1) for one in inside), default=level)
