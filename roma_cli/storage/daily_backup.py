"""The backup before the first write of a day. Small, because every write loads it."""

from __future__ import annotations

import os

from roma_cli.domain.errors import RomaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.storage.database import File


def ensure_daily(file: File, now: int, day: str) -> str | None:
    """Make the backup of `day` (YYYY-MM-DD) unless it exists; then it costs one folder listing.

    Call before the transaction of a write. A file without any operation of a user needs no backup.
    Never raises: if the backup fails, returns a line that says so.
    """
    if not file.writable:
        return None
    mark = f"-day-{day}-"
    try:
        if any(mark in name for name in os.listdir(file.path + ".backups")):
            return None
    except OSError:
        pass
    try:
        if not file.read("SELECT 1 FROM operations WHERE actor = 'user' LIMIT 1"):
            return None
        from roma_cli.storage.backups import backup  # noqa: PLC0415 - once a day

        backup.back_up(file, now, f"day-{day}")
    except RomaError as problem:
        return f"can't make today's backup: {problem.message}"
    return None
