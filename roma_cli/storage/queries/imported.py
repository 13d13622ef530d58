"""The SELECTs by which an import finds what it brought in before; never writes."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.storage.database import File


def owner(file: File, table: str, key: str) -> int | None:
    """Return whose row this id is in a table of statistics or resets, None where there is none."""
    rows = file.read(f"SELECT user_id FROM {table} WHERE id = ?", (key,))
    return int(str(rows[0][0])) if rows else None


def adjustment(file: File, uuid: str) -> tuple[int, str] | None:
    """Return how much a correction was, and why, or None where there is none of this uuid."""
    rows = file.read("SELECT delta, reason FROM session_adjustments WHERE uuid = ?", (uuid,))
    return (int(str(rows[0][0])), str(rows[0][1])) if rows else None


def has_daily_reset(file: File, user_id: int, moment: int) -> bool:
    """Tell whether a user has a daily reset at a moment."""
    return bool(
        file.read(
            "SELECT 1 FROM session_reset_events WHERE user_id = ? AND reset_timestamp = ?"
            " AND reset_type = 'scheduled_daily'",
            (user_id, moment),
        )
    )
