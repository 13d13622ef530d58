"""Files such as Roma Timer keeps, made with whatever is wanted in their cells."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

MADE = 1_772_107_200  # 2026-02-26T12:00:00Z, 07:00 in New York

CONFIGURATION: dict[str, Any] = {
    "id": "c1",
    "user_id": "u1",
    "theme": "light",
    "work_duration": 1500,
    "short_break_duration": 300,
    "long_break_duration": 900,
    "long_break_interval": 4,
    "auto_start_work": 1,
    "auto_start_break": 1,
    "sound_enabled": 1,
    "notification_enabled": 1,
    "created_at": MADE,
    "updated_at": MADE,
    "timezone": "America/New_York",
    "daily_reset_time": "Hour(7)",
    "last_daily_reset": MADE,
    "today_session_count": 0,
    "manual_session_override": None,
}
SESSION: dict[str, Any] = {
    "id": "s1",
    "user_id": "u1",
    "duration": 1500,
    "elapsed": 1500,
    "timer_type": "Work",
    "is_running": 0,
    "created_at": MADE - 3600,
    "updated_at": MADE - 3600 + 1500,
}
STATS: dict[str, Any] = {
    "id": "d1",
    "user_id": "u1",
    "date": "2026-02-25",
    "timezone": "America/New_York",
    "work_sessions_completed": 3,
    "total_work_seconds": 4500,
    "total_break_seconds": 600,
    "manual_overrides": 0,
    "created_at": MADE,
    "updated_at": MADE,
}
RESET: dict[str, Any] = {
    "id": "e1",
    "user_id": "u1",
    "reset_type": "ScheduledDaily",
    "previous_count": 3,
    "new_count": 0,
    "reset_timestamp": MADE,
    "user_timezone": "America/New_York",
    "local_reset_time": "2026-02-26 07:00:00",
    "device_id": None,
    "context": None,
    "created_at": MADE,
}
SCHEDULED: dict[str, Any] = {
    "id": "t1",
    "user_id": "u1",
    "task_type": "DailyReset",
    "cron_expression": "0 7 * * *",
    "timezone": "America/New_York",
    "last_executed_at": MADE,
    "next_execution_at": MADE + 86_400,
    "is_active": 1,
    "created_at": MADE,
    "updated_at": MADE,
}
WHOLE = {
    "user_configurations": CONFIGURATION,
    "timer_sessions": SESSION,
    "daily_session_stats": STATS,
    "session_reset_events": RESET,
    "scheduled_tasks": SCHEDULED,
}
"""A row of each table; columns have no type, so that anything can be kept in them."""


def make(path: Path, rows: dict[str, Any], *, log: bool = False) -> Path:
    """Make a file at `path` of changes to the sample rows; with `log` all is in its log still.

    A column that is `...` is not in its table.
    """
    path.unlink(missing_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        if log:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA wal_autocheckpoint = 0")
        for table, changes in rows.items():
            whole = [{**WHOLE.get(table, {}), **change} for change in changes]
            names = [name for name, value in whole[0].items() if value is not ...]
            quoted = ", ".join(f'"{name}"' for name in names)
            connection.execute(f"CREATE TABLE {table} ({quoted})")
            for row in whole:
                connection.execute(
                    f"INSERT INTO {table} VALUES ({', '.join('?' * len(names))})",  # noqa: S608
                    [row[name] for name in names],
                )
        if log:
            _keep_the_log(path, connection)
    return path


def _keep_the_log(path: Path, connection: sqlite3.Connection) -> None:
    """Put file and log back as they were while it was open, as after a power cut."""
    before = {ending: (path.parent / (path.name + ending)).read_bytes() for ending in ("", "-wal")}
    connection.close()
    for ending, data in before.items():
        (path.parent / (path.name + ending)).write_bytes(data)
