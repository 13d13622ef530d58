"""Rows for a spreadsheet: RFC 4180, in which no text is taken for a formula."""

from __future__ import annotations

import csv
import io
from itertools import chain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the beginning of something to be worked out, or run."""


def chunks(keys: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Return the heading and then each row as one chunk of CSV, its end of line included."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in chain([keys], rows):
        writer.writerow(map(_cell, row))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _cell(value: object) -> object:
    """Return a value as its cell: nothing for None, an apostrophe before what a formula is."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULAS):
        return "'" + value
    return value
