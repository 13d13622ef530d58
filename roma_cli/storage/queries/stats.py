"""Every SELECT that statistics are made of; returns records and sums, never writes.

The seconds of a session are those of `day_closing.focus_seconds`: what its row measures, pauses
taken out.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain.day_records import DailyStats
from roma_cli.domain.stats.breakdown import TaskTotal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.storage.database import File

_CLOSED = "s.user_id = ? AND s.day BETWEEN ? AND ? AND s.kind = 'work'"
_RUNNING = "s.user_id = ? AND s.day IS NULL AND s.ended_at IS NOT NULL AND s.kind = 'work'"


class Days(namedtuple("Days", "user_id first last running")):
    """A user's days from `first` to `last`, as ISO dates.

    The rows of the running day have no date yet; `running` adds them.
    """

    __slots__ = ()
    user_id: int
    first: str
    last: str
    running: bool


class Span(namedtuple("Span", "id started_at ended_at paused_seconds outcome timezone")):
    """One ended stretch of work. `timezone` is that of its closed day, None while it is open."""

    __slots__ = ()
    id: str
    started_at: int
    ended_at: int
    paused_seconds: int
    outcome: str
    timezone: str | None


class TagSum(namedtuple("TagSum", "own_tags task_tags sessions work_seconds")):
    """Work of all sessions that have the same tags: their own, and those of their task."""

    __slots__ = ()
    own_tags: str
    task_tags: str
    sessions: int
    work_seconds: int


def closed_days(file: File, days: Days) -> list[DailyStats]:
    """Return the statistics of the days that are closed, in order."""
    columns = ", ".join(DailyStats._fields)
    rows = file.read(
        f"SELECT {columns} FROM daily_session_stats WHERE user_id = ? AND date BETWEEN ? AND ?"
        " ORDER BY date",
        days[:3],
    )
    return [DailyStats(*row) for row in rows]


def first_day(file: File, user_id: int) -> str | None:
    """Return the first closed day there are statistics of, or None."""
    rows = file.read("SELECT min(date) FROM daily_session_stats WHERE user_id = ?", (user_id,))
    return None if rows[0][0] is None else str(rows[0][0])


def worked_days(file: File, user_id: int) -> list[str]:
    """Return the dates of all closed days with at least one session, in order."""
    rows = file.read(
        "SELECT date FROM daily_session_stats"
        " WHERE user_id = ? AND work_sessions_completed > 0 ORDER BY date",
        (user_id,),
    )
    return [str(row[0]) for row in rows]


def spans(file: File, days: Days) -> list[Span]:
    """Return the stretches of work, each with the time zone of its day."""
    rows = _work(
        file,
        "SELECT s.id, s.started_at, s.ended_at, s.paused_seconds, s.outcome, d.timezone"
        " FROM timer_sessions s LEFT JOIN daily_session_stats d"
        " ON d.user_id = s.user_id AND d.date = s.day WHERE",
        days,
    )
    return [Span(*row) for row in rows]


def pause_states(file: File, days: Days) -> dict[str, list[tuple[int | None, int]]]:
    """Return each paused session's states as the audit wrote them, by its id.

    A state is the start of the pause at that time, or None, and the seconds of all pauses before
    it.
    """
    seconds = "json_extract(a.event_data, '$.after.paused_seconds')"
    rows = _work(
        file,
        f"SELECT s.id, json_extract(a.event_data, '$.after.paused_at'), {seconds}"
        " FROM timer_sessions s JOIN audit_log_entries a"
        " ON a.row_table = 'timer_sessions' AND a.row_key = s.id"
        f" WHERE s.paused_seconds > 0 AND {seconds} IS NOT NULL"
        # An import writes only the final state; earlier ones come with the imported history.
        " AND a.event_type <> 'session.imported' AND",
        days,
        "ORDER BY a.id",
    )
    states: dict[str, list[tuple[int | None, int]]] = {}
    for key, paused_at, paused_seconds in rows:
        states.setdefault(str(key), []).append((paused_at, paused_seconds))  # type: ignore[arg-type]  # by schema
    return states


def tag_sums(file: File, days: Days) -> list[TagSum]:
    """Return the work by tags."""
    tags = "s.tags, coalesce(t.tags, '')"
    return [TagSum(*row) for row in _sums(file, tags, tags, days)]


def task_sums(file: File, days: Days) -> list[TaskTotal]:
    """Return the work by task; of one task in a closed and the running day, two rows."""
    ever = (
        "CASE WHEN t.estimate IS NOT NULL THEN (SELECT count(*) FROM timer_sessions e"
        " WHERE e.task_id = t.id AND e.kind = 'work' AND e.outcome = 'completed') END"
    )
    columns = f"s.task_id, t.title, t.estimate, {ever}, t.deleted_at IS NOT NULL"
    return [TaskTotal(*row) for row in _sums(file, columns, "s.task_id", days)]


def _sums(file: File, columns: str, group: str, days: Days) -> list[tuple[object, ...]]:
    """Return the completed sessions and the seconds of work, by the columns of a group."""
    select = (
        f"SELECT {columns}, sum(s.outcome = 'completed'),"
        " sum(max(0, s.ended_at - s.started_at - s.paused_seconds))"
        " FROM timer_sessions s LEFT JOIN tasks t ON t.id = s.task_id WHERE"
    )
    return _work(file, select, days, f"GROUP BY {group}")


def _work(file: File, select: str, days: Days, end: str = "") -> list[tuple[object, ...]]:
    """Return rows of the work of closed days, then those of the running one.

    Two statements, since none of the indexes serves both.
    """
    rows = file.read(f"{select} {_CLOSED} {end}", days[:3])
    if days.running:
        rows += file.read(f"{select} {_RUNNING} {end}", days[:1])
    return rows
