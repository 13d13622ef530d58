"""Rows as lines of roma's own JSON; `domain/transfer/archive/schema.py` says what that is.

A line is put together from the text of its values: an object made for every row, to be taken
apart again by `json`, takes three times as long.
"""

from __future__ import annotations

import re
from functools import lru_cache
from json.encoder import encode_basestring as quoted

from roma_cli.domain import day as days
from roma_cli.domain.errors import UsageError
from roma_cli.domain.transfer.archive import schema as archive_schema

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any


def writer(table: str) -> Callable[[Sequence[object]], str]:
    """Return what makes a line of a row: of the values of its `names`, as SQLite holds them."""
    fields = archive_schema.TABLES[table].fields
    form = "{" + ",".join(f"{quoted(one.name)}:%s" for one in fields) + "}"
    writers = [_writer(one) for one in fields]

    def line(row: Sequence[object]) -> str:
        return form % tuple(
            [
                "null" if value is None else write(value)
                for write, value in zip(writers, row, strict=True)
            ]
        )

    return line


def _writer(field: archive_schema.Field) -> Callable[[Any], str]:
    if field.kind == archive_schema.JSON:
        return lambda value: _json(field.name, str(value))
    return _WRITERS.get(field.kind, str)


@lru_cache(maxsize=4096)
def _moment(value: object) -> str:
    try:
        return quoted(days.iso_utc(int(str(value))))
    except UsageError:
        # Only what was changed behind roma's back; it is shown as it is.
        return str(value)


def _flag(value: object) -> str:
    return "true" if value else "false"


def _tags(value: object) -> str:
    return f"[{','.join(map(quoted, str(value).split(' ')))}]" if value else "[]"


def _json(column: str, text: str) -> str:
    """Return JSON text as a value if it is written again just so, else as a string."""
    if (column == archive_schema.PLAIN or (column == _ASCII and text.isascii())) and _is_plain(
        text
    ):
        return text
    value = archive_schema.json_object(text)
    if value is None or archive_schema.json_text(column, value) != text:
        return quoted(text)
    return archive_schema.json_text(archive_schema.PLAIN, value)


_ASCII = "data"
"""The column whose JSON is as that of `schema.PLAIN`, but that it has no letter beyond ASCII."""

_WORDS = re.compile(r':"[^"]*"(?=[,}])')
_NUMBER = re.compile(r":(?:0|-?[1-9][0-9]{0,17})(?=[,}])")


def _is_plain(text: str) -> bool:
    """Tell of JSON text, by its shape alone, that it is written again just so; False: unknown.

    Entries of the record differ in their values alone, and a text without a backslash is read
    and written again as any other one of its shape: where `:"0"` and `:0` stand in what is sound
    JSON, so may any other words and whole numbers.
    """
    if "\\" in text or not text.isprintable():
        return False
    return _is_plain_shape(_NUMBER.sub(":0", _WORDS.sub(':"0"', text)))


@lru_cache(maxsize=1024)
def _is_plain_shape(shape: str) -> bool:
    value = archive_schema.json_object(shape)
    return value is not None and archive_schema.json_text(archive_schema.PLAIN, value) == shape


_WRITERS: dict[str, Callable[[Any], str]] = {
    archive_schema.KEY: quoted,
    archive_schema.TEXT: quoted,
    archive_schema.DAY: quoted,
    archive_schema.MOMENT: _moment,
    archive_schema.FLAG: _flag,
    archive_schema.TAGS: _tags,
    "timer_sessions": quoted,
}
"""How each kind of column is written; all others are whole numbers."""
