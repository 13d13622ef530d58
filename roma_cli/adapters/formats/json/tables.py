"""One JSON object of arrays, read a record at a time: `{"roma": {…}, "tasks": [{…}, …], …}`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roma_cli.adapters.formats.json.stream import Reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.adapters.formats.source import Source


def json_tables(source: Source) -> Iterator[tuple[int, str, object]]:
    """Yield line, key and value: for each element of an array, and for any other value.

    An empty array yields nothing. Raises UsageError, naming the line, like `stream`, and for a
    duplicate key.
    """
    reader = Reader(source)
    if reader.upcoming() != "{":
        raise reader.wrong("the file is not a JSON object")
    reader.step()
    seen = set()
    character = reader.upcoming()
    while character != "}":
        if character != '"':
            raise reader.wrong(_expected(character, "the name of a table"))
        line, key = reader.value()
        name = str(key)
        if name in seen:
            raise reader.wrong(f"{name[:60]!r} appears twice")
        seen.add(name)
        if reader.upcoming() != ":":
            raise reader.wrong(_expected(reader.upcoming(), "a colon"))
        reader.step()
        if reader.upcoming() == "[":
            yield from _members(reader, name)
        else:
            line, value = reader.value()
            yield line, name, value
        character = _after(reader, "}")
    reader.step()
    if reader.upcoming():
        raise reader.wrong("there is text after the end of the object")


def _members(reader: Reader, name: str) -> Iterator[tuple[int, str, object]]:
    reader.step()
    character = reader.upcoming()
    while character != "]":
        line, value = reader.value()
        yield line, name, value
        character = _after(reader, "]")
    reader.step()


def _after(reader: Reader, end: str) -> str:
    """Consume the comma after a value; return the next character, never an end after a comma."""
    character = reader.upcoming()
    if character == end:
        return character
    if character != ",":
        raise reader.wrong(_expected(character, f"a comma or {end}"))
    reader.step()
    character = reader.upcoming()
    if character == end:
        raise reader.wrong("a record is missing after the comma")
    return character


def _expected(character: str, what: str) -> str:
    return f"{what} is missing before {character!r}" if character else "the file is truncated"
