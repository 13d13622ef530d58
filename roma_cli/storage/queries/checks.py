"""Queries of `roma doctor`: the problems of a file, in words. They write no data."""

from __future__ import annotations

import sqlite3
from collections import namedtuple

from roma_cli.domain.day import EARLIEST_MOMENT, LATEST_MOMENT
from roma_cli.domain.errors import Damaged
from roma_cli.storage.file_header import APPLICATION_ID, SCHEMA_VERSION, schema_name, schema_of
from roma_cli.storage.operations import KEY_COLUMNS, unaudited
from roma_cli.storage.reindex import WANTED_TAGS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from roma_cli.storage.database import File

USE_WAL = "PRAGMA journal_mode = WAL"
"""Switches SQLite to a write-ahead log."""

_DAYS = (
    *("tasks.due_day", "tasks.anchor_day", "timer_sessions.day", "session_adjustments.day"),
    "daily_session_stats.date",
)
_MOMENTS = (
    *("tasks.due_date", "tasks.anchor_date", "tasks.wait_until", "tasks.completed_at"),
    *("reminders.scheduled_at", "timer_sessions.started_at"),
)
_WANTED = f"SELECT * FROM ({WANTED_TAGS})"
_SUMS = (
    "(SELECT user_id, day, coalesce(sum(count), 0) AS count, coalesce(sum(work), 0) AS work,"
    " coalesce(sum(rest), 0) AS rest, sum(is_set) AS sets FROM (SELECT user_id, day,"
    " kind = 'work' AND outcome = 'completed' AS count, iif(kind = 'work', seconds, 0) AS work,"
    " iif(kind = 'work', 0, seconds) AS rest, 0 AS is_set FROM (SELECT *,"
    " max(0, ended_at - started_at - paused_seconds) AS seconds FROM timer_sessions) UNION ALL"
    " SELECT user_id, day, delta, work_seconds, break_seconds, reason = 'set'"
    " FROM session_adjustments) GROUP BY user_id, day)"
)
"""The totals of the sessions and corrections of each day."""

_COUNTS = (
    "(SELECT c.user_id, u.name, c.today_session_count AS count, coalesce(s.count, 0) AS explained,"
    " c.manual_session_override AS override, (SELECT a.count_after FROM session_adjustments a"
    " WHERE a.user_id = c.user_id AND a.day IS NULL AND a.reason = 'set' ORDER BY a.id DESC"
    " LIMIT 1) AS explained_override FROM user_configurations c JOIN users u ON u.id = c.user_id"
    f" LEFT JOIN {_SUMS} s ON s.user_id = c.user_id AND s.day IS NULL ORDER BY u.id)"
)
_STATISTICS = (
    "(SELECT d.*, coalesce(s.count, 0) AS count, coalesce(s.work, 0) AS work,"
    " coalesce(s.rest, 0) AS rest, coalesce(s.sets, 0) AS sets FROM daily_session_stats d"
    f" LEFT JOIN {_SUMS} s ON s.user_id = d.user_id AND s.day = d.date ORDER BY d.rowid)"
)

QUERIES = {
    "integrity": "SELECT integrity_check FROM pragma_integrity_check(10)"
    # Newer versions check the word index too, which has its own check.
    " WHERE integrity_check <> 'ok' AND instr(integrity_check, 'task_words') = 0",
    "foreign keys": "SELECT \"table\" || ' row ' || coalesce(rowid, 'None')"
    " || ' refers to a missing row of ' || parent FROM pragma_foreign_key_check",
    "tags index": "SELECT 'the index has the tags of task ' || id || ' wrong' FROM ("
    f"SELECT * FROM (SELECT tag, task_id AS id FROM task_tags EXCEPT {_WANTED}) UNION ALL"
    f" SELECT * FROM ({_WANTED} EXCEPT SELECT tag, task_id FROM task_tags)) GROUP BY id",
    "users": "SELECT 'user ' || name || ' has no settings' FROM users u WHERE NOT EXISTS"
    " (SELECT 1 FROM user_configurations c WHERE c.user_id = u.id)",
    "schedule": "SELECT name || ' has ' || iif(number, number, 'no') || ' daily reset on the"
    " schedule' FROM (SELECT u.name, (SELECT count(*) FROM scheduled_tasks s WHERE s.is_active"
    " AND s.user_id = u.id AND s.task_type = 'daily_reset') AS number FROM users u"
    " JOIN user_configurations c ON c.user_id = u.id ORDER BY u.id) WHERE number <> 1",
    "count": "SELECT name || ' has ' || count || ' sessions, the rows say ' || explained"
    f" FROM {_COUNTS} WHERE count <> explained",
    "override": "SELECT name || '''s count was set to ' || coalesce(override, 'None')"
    " || ', the rows say ' || coalesce(explained_override, 'None')"
    f" FROM {_COUNTS} WHERE override IS NOT explained_override",
    "statistics": "SELECT date || ' says ' || work_sessions_completed || ' sessions, '"
    " || total_work_seconds || ' s work, ' || total_break_seconds || ' s breaks; its rows '"
    f" || count || ', ' || work || ', ' || rest FROM {_STATISTICS} WHERE (count, work, rest) IS NOT"
    " (work_sessions_completed, total_work_seconds, total_break_seconds)",
    "corrections": "SELECT date || ' says ' || manual_overrides || ' corrections, its rows '"
    f" || sets FROM {_STATISTICS} WHERE sets <> manual_overrides",
    "closed days": f"SELECT DISTINCT day || ' has sessions but no statistics' FROM {_SUMS} s"
    " WHERE day IS NOT NULL AND NOT EXISTS"
    " (SELECT 1 FROM daily_session_stats d WHERE d.user_id = s.user_id AND d.date = s.day)",
    "timer": "SELECT u.name || ' has ' || count(*) || ' timers running' FROM timer_sessions s"
    " JOIN users u ON u.id = s.user_id WHERE s.ended_at IS NULL GROUP BY u.id"
    " HAVING count(*) > 1 OR max(s.day) IS NOT NULL",
    "resets": "SELECT count(*) || ' resets at ' || reset_timestamp FROM session_reset_events"
    " WHERE reset_type = 'scheduled_daily' GROUP BY user_id, reset_timestamp HAVING count(*) > 1",
    "series": "SELECT 'tasks ' || group_concat(id) || ' are the same occurrence' FROM tasks"
    " WHERE series_id IS NOT NULL AND deleted_at IS NULL GROUP BY series_id, series_index"
    " HAVING count(*) > 1",
    "chains": "SELECT 'task ' || c.id || ' does not follow from task ' || p.id FROM tasks c"
    " JOIN tasks p ON p.id = c.parent_task_id WHERE c.series_id IS NOT p.series_id"
    " OR c.user_id <> p.user_id OR c.id <= p.id OR c.series_index <= p.series_index",
    "forks": "SELECT 'tasks ' || group_concat(id) || ' all follow task ' || parent_task_id"
    " FROM tasks WHERE parent_task_id IS NOT NULL AND deleted_at IS NULL GROUP BY parent_task_id"
    " HAVING count(*) > 1",
    "subtasks": "SELECT 'task ' || c.id || ' cannot be part of task ' || p.id FROM tasks c"
    " JOIN tasks p ON p.id = c.subtask_of WHERE c.deleted_at IS NULL AND (c.id = p.id"
    " OR p.subtask_of IS NOT NULL OR c.user_id <> p.user_id)",
    "days": " UNION ALL ".join(
        f"SELECT '{column} ' || {column} || ' is no day' FROM {column.partition('.')[0]}"
        f" WHERE {column} IS NOT NULL AND date({column}, '+0 days') IS NOT {column}"
        for column in _DAYS
    ),
    "moments": " UNION ALL ".join(
        f"SELECT '{column} ' || {column} || ' is no moment' FROM {column.partition('.')[0]}"
        f" WHERE {column} NOT BETWEEN {EARLIEST_MOMENT} AND {LATEST_MOMENT}"
        for column in _MOMENTS
    ),
    "idle reminders": "SELECT 'reminder ' || r.id || iif(r.user_id <> t.user_id, ' of task '"
    " || t.id || ' is not its owner''s', ' waits for task ' || r.task_id || ', which is not open')"
    " FROM reminders r LEFT JOIN tasks t ON t.id = r.task_id WHERE r.user_id <> t.user_id OR ("
    "r.status = 'pending' AND (t.status = 'pending' AND t.deleted_at IS NULL) IS NOT 1)"
    " ORDER BY r.user_id = t.user_id, r.user_id, r.scheduled_at, r.id",
    "undo chain": "SELECT 'operation ' || o.id || ' ' || o.kind || 's ' || o.target"
    " || ' out of turn' FROM (SELECT id, user_id, kind, target, lag(kind, 1, 'redo')"
    " OVER (PARTITION BY target ORDER BY id) AS last FROM operations WHERE target IS NOT NULL"
    " AND actor <> 'elsewhere') o"
    " JOIN operations d ON d.id = o.target WHERE o.kind = o.last OR d.kind <> 'do'"
    " OR d.user_id <> o.user_id OR d.id > o.id",
    "history": "SELECT 'entry ' || id || ' cannot be read' FROM audit_log_entries"
    " WHERE CASE WHEN json_valid(event_data) THEN json_extract(event_data, '$.table') IS NOT"
    " row_table OR CAST(json_extract(event_data, '$.key') AS TEXT) IS NOT row_key ELSE 1 END",
    "conversation": "SELECT 'the conversation of user ' || user_id || ' cannot be read'"
    " FROM conversation_states WHERE NOT json_valid(state)",
}
"""By the name of the check: a SELECT whose rows are the problems."""

_ROWS = {
    "journal mode": "PRAGMA journal_mode",
    "repeats": "SELECT DISTINCT recurrence FROM tasks",
    "tags": "SELECT DISTINCT tags, tag_keys FROM tasks WHERE tags <> '' OR tag_keys <> ''",
    "newest operation": "SELECT coalesce(max(created_at), 0) FROM operations",
    "newest entries": "SELECT row_table, row_key, event_data FROM audit_log_entries WHERE id IN"
    " (SELECT max(e.id) FROM audit_log_entries e JOIN operations o ON o.id = e.operation_id"
    " WHERE o.actor <> 'elsewhere' GROUP BY e.row_table, e.row_key)",
}

_COUNTED = (
    *("users", "tasks", "task_notes", "reminders", "timer_sessions", "session_adjustments"),
    *("daily_session_stats", "session_reset_events", "scheduled_tasks", "operations"),
    "audit_log_entries",
)


class Count(namedtuple("Count", "user_id user_name count explained override explained_override")):
    """A user's stored count and override, and those computed from the rows of the open day."""

    __slots__ = ()
    user_id: int
    user_name: str
    count: int
    explained: int
    override: int | None
    explained_override: int | None


def problems(file: File, name: str) -> list[str]:
    """Return the problems found by the check of that name, in words."""
    if name in _FUNCTIONS:
        return _FUNCTIONS[name](file)
    return [str(row[0]) for row in file.read(QUERIES[name])]


def rows(file: File, name: str) -> list[tuple[Any, ...]]:
    """Return the rows of the query of that name, for checks that evaluate them in Python."""
    return file.read(_ROWS[name])


def counts(file: File) -> list[Count]:
    """Return the count of each user, stored and computed."""
    return [Count(*row) for row in file.read(f"SELECT * FROM {_COUNTS}")]


def snoozed(file: File) -> set[int]:
    """Return the reminders that were ever snoozed by hand."""
    rows = file.read(
        "SELECT DISTINCT row_key FROM audit_log_entries"
        " WHERE event_type >= 'reminder.snoozed' AND event_type < 'reminder.snoozed/'"
    )
    return {int(str(row[0])) for row in rows}


def table_rows(file: File, table: str) -> dict[str, dict[str, object]]:
    """Return all rows of a table of the schema by their key, as text."""
    names = [str(row[1]) for row in file.read(f"PRAGMA table_info({table})")]
    key = names.index(KEY_COLUMNS.get(table, "id"))
    rows = file.read(f"SELECT {', '.join(names)} FROM {table}")
    return {str(row[key]): dict(zip(names, row, strict=True)) for row in rows}


def row_counts(file: File) -> dict[str, int]:
    """Return how many rows each table of people's data holds."""
    sql = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM {name}" for name in _COUNTED)
    return {str(name): int(str(number)) for name, number in file.read(sql)}


def sqlite_version() -> tuple[int, int, int]:
    """Return the version of SQLite that this Python uses."""
    return sqlite3.sqlite_version_info


def _schema(file: File) -> list[str]:
    from roma_cli.storage.migrations import registry  # noqa: PLC0415 - sqlite-utils, 150 ms

    listing = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
    wanted = sqlite3.connect(":memory:", isolation_level=None)
    try:
        registry.bring_up_to_date(wanted)
        expected = dict(wanted.execute(listing).fetchall())
    finally:
        wanted.close()
    found = {str(name): sql for name, sql in file.read(listing)}
    missing = [f"{name} is missing" for name in expected if name not in found]
    if schema_of(file.version) > schema_of(SCHEMA_VERSION):
        # A newer minor may have added columns to any of them.
        return missing
    differing = [name for name in expected if found.get(name, expected[name]) != expected[name]]
    return missing + [f"{name} is not as roma made it" for name in differing]


def _version(file: File) -> list[str]:
    [(number,)] = file.read("PRAGMA user_version")
    [(owner,)] = file.read("PRAGMA application_id")
    wrong = []
    if schema_of(int(str(number))) < schema_of(SCHEMA_VERSION):
        wrong = [f"schema {schema_name(int(str(number)))}, not {schema_name(SCHEMA_VERSION)}"]
    return wrong if owner == APPLICATION_ID else [*wrong, f"stamped by program {owner}"]


def _words_index(file: File) -> list[str]:
    """Let SQLite compare the index with the tasks, which takes the write lock."""
    if not file.writable:
        return []
    try:
        with unaudited(file, "index"):
            file.connection.execute(
                "INSERT INTO task_words (task_words, rank) VALUES ('integrity-check', 1)"
            )
    except Damaged:
        return ["the index of words disagrees with the tasks"]
    return []


_FUNCTIONS = {"schema version": _version, "tables": _schema, "words index": _words_index}
"""By the name of the check: what no single SELECT can find."""
