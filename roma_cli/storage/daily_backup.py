"""The backup before the first write of a day. Small, because every write asks for it."""

from __future__ import annotations

import os

from roma_cli.domain.errors import RomaError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.storage.database import File


def ensure_daily(file: File, now: int, day: str) -> str | None:
    """Make the backup of `day` (YYYY-MM-DD) unless it is there; one look into a folder if it is.

    Call before the transaction of a write. A file in which nobody has done anything yet has
    nothing to lose. Never raises: where no backup can be made, returns a line that says so.
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
        return f"today's backup was not made: {problem.message}"
    return None
