"""Roma Timer's own file: an SQLite database.

It has settings and statistics as well as sessions, so it has its own importer:
`usecases/transfer/romatimer/importer.py`, which reads it through `storage/romatimer.py`.
"""

from __future__ import annotations

_MAGIC = b"SQLite format 3\x00"


def looks_like(head: bytes) -> bool:
    """Tell whether a file is an SQLite database; its tables are checked when it is read."""
    return head.startswith(_MAGIC)
