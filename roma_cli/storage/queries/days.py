"""Every SELECT on sessions, days, resets and the schedule; returns records, never writes."""

from __future__ import annotations

from roma_cli.domain.day_closing import DayToClose
from roma_cli.domain.day_records import (
    Adjustment,
    DailyStats,
    ResetEvent,
    ScheduledTask,
    TimerSession,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import TypeVar

    from roma_cli.storage.database import File

    _R = TypeVar("_R")


_SINCE = (
    " FROM timer_sessions s WHERE s.user_id = ? AND s.day >= ? OR s.user_id = ? AND s.day IS NULL"
)


def open_sessions(file: File, user_id: int) -> list[TimerSession]:
    """Return the ended sessions of the day that is still open, in the order they ended."""
    return _select(
        file,
        TimerSession,
        "timer_sessions WHERE user_id = ? AND day IS NULL AND ended_at IS NOT NULL"
        " ORDER BY ended_at",
        user_id,
    )


def session(file: File, number: str) -> TimerSession | None:
    """Return one session by its id, or None."""
    rows = _select(file, TimerSession, "timer_sessions WHERE id = ?", number)
    return rows[0] if rows else None


def running(file: File, user_id: int) -> TimerSession | None:
    """Return the timer that runs or is paused, or None; there is at most one."""
    rows = _select(
        file,
        TimerSession,
        "timer_sessions WHERE user_id = ? AND day IS NULL AND ended_at IS NULL",
        user_id,
    )
    return rows[0] if rows else None


def last_end(file: File, user_id: int, date: str) -> int | None:
    """Return the end of the last session that is open or belongs to the day `date`, or None."""
    [(moment,)] = file.read(
        "SELECT max(ended_at) FROM (SELECT max(ended_at) AS ended_at FROM timer_sessions"
        " WHERE user_id = ? AND day IS NULL UNION ALL"
        " SELECT max(ended_at) FROM timer_sessions WHERE user_id = ? AND day = ?)",
        (user_id, user_id, date),
    )
    return None if moment is None else int(str(moment))


def interruptions(file: File, number: str) -> int:
    """Return how many interruptions one session has."""
    [(noted,)] = file.read(
        "SELECT count(*) FROM session_interruptions WHERE session_id = ?", (number,)
    )
    return int(str(noted))


def sessions_since(file: File, user_id: int, date: str) -> list[TimerSession]:
    """Return every session from the day `date` on, those of the open day too, by their start."""
    columns = ", ".join("s." + name for name in TimerSession._fields)
    rows = file.read(
        f"SELECT {columns}{_SINCE} ORDER BY s.started_at, s.ended_at", (user_id, date, user_id)
    )
    return [TimerSession(*row) for row in rows]


def interruptions_since(file: File, user_id: int, date: str) -> dict[str, list[str]]:
    """Return the interruptions of each session from the day `date` on, in order."""
    rows = file.read(
        "SELECT i.session_id, i.reason FROM session_interruptions i WHERE i.session_id IN"
        f" (SELECT s.id{_SINCE}) ORDER BY i.id",
        (user_id, date, user_id),
    )
    found: dict[str, list[str]] = {}
    for number, reason in rows:
        found.setdefault(str(number), []).append(str(reason))
    return found


def task_progress(file: File, number: int) -> tuple[int, int | None]:
    """Return how many work sessions were completed on the task `number`, and its estimate."""
    rows = file.read(
        "SELECT (SELECT count(*) FROM timer_sessions s WHERE s.task_id = t.id AND s.kind = 'work'"
        " AND s.outcome = 'completed'), t.estimate FROM tasks t WHERE t.id = ?",
        (number,),
    )
    for done, estimate in rows:
        return int(str(done)), None if estimate is None else int(str(estimate))
    return 0, None


def open_adjustments(file: File, user_id: int) -> list[Adjustment]:
    """Return the corrections of the count made in the day that is still open, oldest first."""
    return _select(
        file,
        Adjustment,
        "session_adjustments WHERE user_id = ? AND day IS NULL ORDER BY id",
        user_id,
    )


def daily_stats(file: File, user_id: int, date: str) -> DailyStats | None:
    """Return the statistics row of `date` (YYYY-MM-DD), or None."""
    rows = _select(
        file, DailyStats, "daily_session_stats WHERE user_id = ? AND date = ?", user_id, date
    )
    return rows[0] if rows else None


def day_to_close(file: File, user_id: int, date: str) -> DayToClose:
    """Return what closing the open day into `date` (YYYY-MM-DD) needs to know."""
    return DayToClose(
        open_sessions(file, user_id),
        open_adjustments(file, user_id),
        daily_stats(file, user_id, date),
        daily_reset_schedule(file, user_id),
    )


def all_daily_stats(file: File, user_id: int, limit: int) -> list[DailyStats]:
    """Return the statistics of the newest `limit` closed days, newest first."""
    return _select(
        file,
        DailyStats,
        "daily_session_stats WHERE user_id = ? ORDER BY date DESC LIMIT ?",
        user_id,
        limit,
    )


def daily_reset_schedule(file: File, user_id: int) -> ScheduledTask | None:
    """Return the active schedule row of the daily reset, or None."""
    rows = _select(
        file,
        ScheduledTask,
        "scheduled_tasks WHERE user_id = ? AND task_type = 'daily_reset' AND is_active = 1",
        user_id,
    )
    return rows[0] if rows else None


def schedule(file: File, user_id: int) -> list[ScheduledTask]:
    """Return every row of the user's schedule, active or not, by when it is next."""
    return _select(
        file,
        ScheduledTask,
        "scheduled_tasks WHERE user_id = ? ORDER BY next_execution_at, id",
        user_id,
    )


def reset_events(file: File, user_id: int, limit: int) -> list[ResetEvent]:
    """Return the newest `limit` resets, newest first.

    In the order in which they were written, because a clock that was ahead leaves later stamps.
    Imported resets happened elsewhere earlier, so they come after all others.
    """
    return _select(
        file,
        ResetEvent,
        "session_reset_events WHERE user_id = ?"
        " ORDER BY coalesce(context, '') LIKE '{\"imported_from\"%', rowid DESC LIMIT ?",
        user_id,
        limit,
    )


def reset_events_before(file: File, user_id: int, moment: int) -> list[ResetEvent]:
    """Return the resets written before `moment`, oldest first."""
    return _select(
        file,
        ResetEvent,
        "session_reset_events WHERE user_id = ? AND created_at < ? ORDER BY created_at",
        user_id,
        moment,
    )


def _select(file: File, record: type[_R], rest: str, *values: object) -> list[_R]:
    columns = ", ".join(record._fields)  # type: ignore[attr-defined]  # records are namedtuples
    rows = file.read(f"SELECT {columns} FROM {rest}", values)
    return [record(*row) for row in rows]
