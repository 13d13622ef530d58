"""The SELECTs on users and settings that every command makes; returns records, never writes."""

from __future__ import annotations

from roma_cli.domain.records import CONFIGURATION_COLUMNS, Configuration

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.storage.database import File

_CONFIGURATION = (
    "SELECT " + ", ".join("c." + name for name in CONFIGURATION_COLUMNS) + ", u.name,"
    # One statement for the settings, the count and whether a timer has ended.
    " (SELECT t.started_at + t.planned_seconds + t.paused_seconds FROM timer_sessions t"
    " WHERE t.user_id = u.id AND t.day IS NULL AND t.ended_at IS NULL AND t.paused_at IS NULL)"
    " FROM users u JOIN user_configurations c ON c.user_id = u.id"
)


def configuration(file: File, user: str) -> Configuration | None:
    """Return the settings and count of the user called `user` (any case), or None."""
    rows = file.read(_CONFIGURATION + " WHERE u.name = ?", (user,))
    return Configuration(*rows[0]) if rows else None


def configurations(file: File) -> list[Configuration]:
    """Return the settings and counts of all users, in the order they were created."""
    return [Configuration(*row) for row in file.read(_CONFIGURATION + " ORDER BY u.id")]
