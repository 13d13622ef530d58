"""Writes the whole of the file as roma's own JSON; see `core/whole.py` for its form."""

from __future__ import annotations

from json import JSONEncoder

from roma_cli.core import whole
from roma_cli.store import whole_reads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from roma_cli.core.carried import Loss
    from roma_cli.visit import Visit

_PIECE = 200
"""Lines that are written together."""


def chunks(visit: Visit, _lost: Callable[[Loss], None] | None = None) -> Iterator[str]:
    """Return the text of the export in pieces, one row a line. Run inside a snapshot.

    Two exports of the same rows are the same, byte for byte; nothing in it tells when it was made.
    """
    file = visit.file
    line = JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
    head = {
        "format": whole.FORMAT,
        "schema": whole_reads.SCHEMA,
        "next_ids": whole_reads.next_ids(file),
    }
    yield f'{{"roma":{line(head)}'
    for table in whole.TABLES:
        lines = [f',\n"{table}":[']
        between = "\n"
        for row in whole_reads.file_rows(file, table):
            lines.append(between + line(whole.written(table, row)))
            between = ",\n"
            if len(lines) >= _PIECE:
                yield "".join(lines)
                lines.clear()
        yield "".join([*lines, "]" if between == "\n" else "\n]"])
    yield "\n}\n"
