"""CSV rows for a spreadsheet (RFC 4180), with formulas made harmless."""

from __future__ import annotations

import csv
import io
from itertools import chain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_FORMULAS = ("=", "+", "-", "@", "\t", "\r")
"""First characters by which a spreadsheet recognises a formula."""


def chunks(keys: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """Return the heading and then each row as one chunk of CSV, including its line end."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in chain([keys], rows):
        writer.writerow(map(_cell, row))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def _cell(value: object) -> object:
    """Return a value as a cell: empty for None, with an apostrophe before a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(_FORMULAS):
        return "'" + value
    return value
