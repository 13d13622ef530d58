"""Every SELECT that statistics are made of; returns records and sums, never writes.

The seconds of a session are those of `day_closing.focus_seconds`: what its row measures, pauses
taken out. Where days are asked for, `last` may be the running day, whose rows have no day yet:
`running` adds them.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain.day_records import DailyStats
from roma_cli.domain.stats.breakdown import TaskTotal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.storage.database import File

_DONE = "sum(s.outcome = 'completed')"
_SECONDS = "sum(max(0, s.ended_at - s.started_at - s.paused_seconds))"
_CLOSED = "s.user_id = ? AND s.day BETWEEN ? AND ? AND s.kind = 'work'"
_RUNNING = "s.user_id = ? AND s.day IS NULL AND s.ended_at IS NOT NULL AND s.kind = 'work'"


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


def closed_days(file: File, user_id: int, first: str, last: str) -> list[DailyStats]:
    """Return the statistics of the closed days from `first` to `last`, in order."""
    columns = ", ".join(DailyStats._fields)
    rows = file.read(
        f"SELECT {columns} FROM daily_session_stats WHERE user_id = ? AND date BETWEEN ? AND ?"
        " ORDER BY date",
        (user_id, first, last),
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


def spans(file: File, user_id: int, first: str, last: str, *, running: bool) -> list[Span]:
    """Return the stretches of work of some days, each with the zone its day was counted in."""
    found = file.read(
        "SELECT s.id, s.started_at, s.ended_at, s.paused_seconds, s.outcome, d.timezone"
        " FROM timer_sessions s LEFT JOIN daily_session_stats d"
        f" ON d.user_id = s.user_id AND d.date = s.day WHERE {_CLOSED}",
        (user_id, first, last),
    )
    if running:
        found += file.read(
            "SELECT s.id, s.started_at, s.ended_at, s.paused_seconds, s.outcome, NULL"
            f" FROM timer_sessions s WHERE {_RUNNING}",
            (user_id,),
        )
    return [Span(*row) for row in found]


def pause_states(
    file: File, user_id: int, first: str, last: str, *, running: bool
) -> dict[str, list[tuple[int | None, int]]]:
    """Return, for the paused work of some days, each session's states as the audit wrote them.

    A state is the moment at which the pause then going on had begun, None without one, and the
    seconds of all pauses before it.
    """
    columns = "json_extract(a.event_data, '$.after.paused_at')"
    seconds = "json_extract(a.event_data, '$.after.paused_seconds')"
    select = (
        f"SELECT s.id, {columns}, {seconds} FROM timer_sessions s JOIN audit_log_entries a"
        " ON a.row_table = 'timer_sessions' AND a.row_key = s.id"
        f" WHERE s.paused_seconds > 0 AND {seconds} IS NOT NULL"
        # What an import wrote of a session is its end; the states before come with its history.
        " AND a.event_type <> 'session.imported' AND"
    )
    rows = file.read(f"{select} {_CLOSED} ORDER BY a.id", (user_id, first, last))
    if running:
        rows += file.read(f"{select} {_RUNNING} ORDER BY a.id", (user_id,))
    states: dict[str, list[tuple[int | None, int]]] = {}
    for number, *state in rows:
        states.setdefault(str(number), []).append(tuple(state))  # type: ignore[arg-type]  # two
    return states


def tag_sums(file: File, user_id: int, first: str, last: str, *, running: bool) -> list[TagSum]:
    """Return the work of some days by the tags it was done under."""
    return [
        TagSum(*row)
        for row in _sums(
            file,
            f"SELECT s.tags, coalesce(t.tags, ''), {_DONE}, {_SECONDS}",
            "s.tags, coalesce(t.tags, '')",
            (user_id, first, last),
            running=running,
        )
    ]


def task_sums(file: File, user_id: int, first: str, last: str, *, running: bool) -> list[TaskTotal]:
    """Return the work of some days by task; of one task in a closed and the running day, two."""
    ever = (
        "CASE WHEN t.estimate IS NOT NULL THEN (SELECT count(*) FROM timer_sessions e"
        " WHERE e.task_id = t.id AND e.kind = 'work' AND e.outcome = 'completed') END"
    )
    return [
        TaskTotal(*row)
        for row in _sums(
            file,
            f"SELECT s.task_id, t.title, t.estimate, {ever}, t.deleted_at IS NOT NULL,"
            f" {_DONE}, {_SECONDS}",
            "s.task_id",
            (user_id, first, last),
            running=running,
        )
    ]


def _sums(
    file: File, select: str, group: str, values: tuple[int, str, str], *, running: bool
) -> Iterator[tuple[object, ...]]:
    """Return grouped sums of the closed days, then those of the running one."""
    tables = "FROM timer_sessions s LEFT JOIN tasks t ON t.id = s.task_id"
    yield from file.read(f"{select} {tables} WHERE {_CLOSED} GROUP BY {group}", values)
    if running:
        yield from file.read(f"{select} {tables} WHERE {_RUNNING} GROUP BY {group}", values[:1])
