"""A year of work, written into a file as roma would have left it: `python -m tests.bench.year DB`.

Twelve sessions on each of 365 days, with their breaks, on twenty tasks under five tags; a pause
now and then. The statistics of each day are those of its rows, which `roma doctor` confirms.
"""

from __future__ import annotations

import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

NOON = 1_772_625_600
"""2026-03-04T12:00:00Z, the moment at which the tests' clocks stand."""

DAYS = 365
SESSIONS = 12
TASKS = 20
_DAY = 86_400
_STEP = 2400
"""Seconds from one session to the next: work, a pause perhaps, and a break."""


def fill(path: Path) -> None:
    """Add the year that ends before the day of NOON; the file's user is the first one."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO tasks (uuid, user_id, title, tags, tag_keys, estimate, created_at,"
            " updated_at) VALUES (?1, 1, 'Task ' || ?1, ?2, ?2, ?3, 0, 0)",
            [(str(at), f"#tag{at % 5}", at + 1 if at % 2 else None) for at in range(TASKS)],
        )
        first = connection.execute("SELECT min(id) FROM tasks").fetchone()[0]
        connection.executemany(
            "INSERT INTO timer_sessions (id, user_id, kind, planned_seconds, started_at,"
            " paused_seconds, ended_at, outcome, task_id, tags, day, created_at, updated_at)"
            " VALUES (?, 1, ?, ?, ?, ?, ?, 'completed', ?, ?, date(?, 'unixepoch'), 0, 0)",
            _sessions(first),
        )
        connection.execute(
            "INSERT INTO daily_session_stats (id, user_id, date, timezone,"
            " work_sessions_completed, total_work_seconds, total_break_seconds, created_at,"
            " updated_at) SELECT 'd' || day, 1, day, 'Europe/Berlin', sum(kind = 'work'),"
            " sum((kind = 'work') * (ended_at - started_at - paused_seconds)),"
            " sum((kind <> 'work') * (ended_at - started_at - paused_seconds)), 0, 0"
            " FROM timer_sessions WHERE day IS NOT NULL GROUP BY day"
        )


def _sessions(first: int) -> Iterator[tuple[object, ...]]:
    for day in range(1, DAYS + 1):
        # From eight in the morning of Berlin's winter, seven in UTC.
        begun = NOON - day * _DAY - 5 * 3600
        for at in range(SESSIONS):
            number = day * SESSIONS + at
            start = begun + at * _STEP
            paused = 120 if number % 7 == 0 else 0
            end = start + 1500 + paused
            task = first + number % TASKS if number % 4 else None
            own = "#deep" if number % 3 == 0 else ""
            yield (f"w{number}", "work", 1500, start, paused, end, task, own, start)
            yield (f"b{number}", "short_break", 300, end, 0, end + 300, None, "", start)


if __name__ == "__main__":
    fill(Path(sys.argv[1]))
