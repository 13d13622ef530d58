"""Every SELECT of the checks: what is wrong with a file, in words; never writes data."""

from __future__ import annotations

import sqlite3
from collections import namedtuple

from roma_cli.domain.day import EARLIEST_MOMENT, LATEST_MOMENT
from roma_cli.storage.file_header import APPLICATION_ID, SCHEMA_VERSION
from roma_cli.storage.operations import KEY_COLUMNS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.storage.database import File

_MOST = 100
"""So many of one kind are looked for."""

_CORRECTIONS = (
    "SELECT coalesce(sum(a.delta), 0) FROM session_adjustments a WHERE a.user_id = {user}"
    " AND a.day IS {day}"
)
_COMPLETED = (
    "SELECT count(*) FROM timer_sessions s WHERE s.user_id = {user} AND s.day IS {day}"
    " AND s.kind = 'work' AND s.outcome = 'completed'"
)
_SECONDS = (
    "SELECT coalesce(sum(max(0, s.ended_at - s.started_at - s.paused_seconds)), 0)"
    " FROM timer_sessions s WHERE s.user_id = d.user_id AND s.day = d.date AND s.kind {kind} 'work'"
)
_BROUGHT = (
    "SELECT coalesce(sum(a.{column}), 0) FROM session_adjustments a WHERE a.user_id = d.user_id"
    " AND a.day = d.date"
)
_DAYS = (
    ("tasks", "due_day"),
    ("tasks", "anchor_day"),
    ("timer_sessions", "day"),
    ("session_adjustments", "day"),
    ("daily_session_stats", "date"),
)
_RANGE = f"NOT BETWEEN {EARLIEST_MOMENT} AND {LATEST_MOMENT}"
_MOMENTS = (
    *(("tasks", name) for name in ("due_date", "anchor_date", "wait_until", "completed_at")),
    ("reminders", "scheduled_at"),
    ("timer_sessions", "started_at"),
)

_PROBLEMS = {
    "settings": "SELECT 'user ' || name || ' has no settings' FROM users u WHERE NOT EXISTS"
    " (SELECT 1 FROM user_configurations c WHERE c.user_id = u.id)",
    "statistics": "SELECT d.date || ' says ' || d.work_sessions_completed || ' sessions, '"
    " || d.total_work_seconds || ' s work, ' || d.total_break_seconds || ' s breaks; its rows '"
    " || n || ', ' || work || ', ' || rest FROM (SELECT d.*,"
    f" ({_COMPLETED.format(user='d.user_id', day='d.date')})"
    f" + ({_CORRECTIONS.format(user='d.user_id', day='d.date')}) AS n,"
    f" ({_SECONDS.format(kind='=')}) + ({_BROUGHT.format(column='work_seconds')}) AS work,"
    f" ({_SECONDS.format(kind='<>')}) + ({_BROUGHT.format(column='break_seconds')}) AS rest"
    " FROM daily_session_stats d) d WHERE (n, work, rest) IS NOT"
    " (work_sessions_completed, total_work_seconds, total_break_seconds)",
    "overrides": "SELECT d.date || ' says ' || d.manual_overrides || ' corrections, its rows ' || n"
    " FROM (SELECT d.*, (SELECT count(*) FROM session_adjustments a WHERE a.user_id = d.user_id"
    " AND a.day = d.date AND a.reason = 'set') AS n FROM daily_session_stats d) d"
    " WHERE n <> manual_overrides",
    "closed days": "SELECT DISTINCT s.day || ' has sessions but no statistics' FROM"
    " (SELECT user_id, day FROM timer_sessions UNION SELECT user_id, day FROM session_adjustments)"
    " s WHERE s.day IS NOT NULL AND NOT EXISTS"
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
        f"SELECT '{table}.{column} ' || {column} || ' is no day' FROM {table}"
        f" WHERE {column} IS NOT NULL AND date({column}, '+0 days') IS NOT {column}"
        for table, column in _DAYS
    ),
    "moments": " UNION ALL ".join(
        f"SELECT '{table}.{column} ' || {column} || ' is no moment' FROM {table}"
        f" WHERE {column} {_RANGE}"
        for table, column in _MOMENTS
    ),
    "reminders' owners": "SELECT 'reminder ' || r.id || ' of task ' || t.id"
    " || ' is not its owner''s' FROM reminders r JOIN tasks t ON t.id = r.task_id"
    " WHERE r.user_id <> t.user_id",
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


_COUNTED = (
    *("users", "tasks", "task_notes", "reminders", "timer_sessions", "session_adjustments"),
    *("daily_session_stats", "session_reset_events", "scheduled_tasks", "operations"),
    "audit_log_entries",
)


TO_A_LOG = "PRAGMA journal_mode = WAL"
"""What makes SQLite keep its log in a file beside ours."""


class Count(namedtuple("Count", "user_id user_name count explained override explained_override")):
    """A user's count and override as kept, and as the rows of the open day explain them."""

    __slots__ = ()
    user_id: int
    user_name: str
    count: int
    explained: int
    override: int | None
    explained_override: int | None


def problems(file: File, name: str) -> list[str]:
    """Return what is wrong of one kind, in words."""
    rows = file.read(f"{_PROBLEMS[name]} LIMIT {_MOST}")
    return [str(row[0]) for row in rows]


def integrity(file: File) -> list[str]:
    """Return what SQLite finds wrong with pages, indexes and constraints."""
    rows = file.read("PRAGMA integrity_check(10)")
    # Newer ones look at the index of words too, which has a check of its own.
    return [str(row[0]) for row in rows if row[0] != "ok" and "task_words" not in str(row[0])]


def foreign_keys(file: File) -> list[str]:
    """Return the rows that refer to rows which are not there."""
    found = file.read("PRAGMA foreign_key_check")
    return [f"{table} row {row} refers to a missing row of {to}" for table, row, to, _ in found]


def schema(file: File) -> list[str]:
    """Return which tables, indexes and triggers differ from those of this roma."""
    from roma_cli.storage.migrations import registry  # noqa: PLC0415 - sqlite-utils, 150 ms

    wanted = sqlite3.connect(":memory:", isolation_level=None)
    try:
        registry.bring_up_to_date(wanted)
        listing = "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL"
        expected: dict[str, object] = dict(wanted.execute(listing).fetchall())
    finally:
        wanted.close()
    found = {str(name): sql for name, sql in file.read(listing)}
    return [
        *(f"{name} is missing" for name in expected if name not in found),
        *(f"{name} is not as roma made it" for name in expected if _differs(name, expected, found)),
    ]


def version(file: File) -> list[str]:
    """Return what the file's stamps say that they should not."""
    [(number,)] = file.read("PRAGMA user_version")
    [(owner,)] = file.read("PRAGMA application_id")
    wrong = [] if number == SCHEMA_VERSION else [f"schema {number}, not {SCHEMA_VERSION}"]
    return wrong if owner == APPLICATION_ID else [*wrong, f"stamped by program {owner}"]


def journal_mode(file: File) -> str:
    """Return how SQLite keeps unfinished changes: `wal`, unless the disk cannot."""
    [(mode,)] = file.read("PRAGMA journal_mode")
    return str(mode)


def words_index(file: File) -> list[str]:
    """Return whether the index of words disagrees with the tasks; takes the lock to look."""
    if not file.writable:
        return []
    try:
        with file.transaction():
            file.connection.execute(
                "INSERT INTO task_words (task_words, rank) VALUES ('integrity-check', 1)"
            )
    except Exception as problem:
        if not isinstance(problem.__cause__, sqlite3.DatabaseError):
            raise
        return ["the index of words disagrees with the tasks"]
    return []


def tags_index(file: File) -> list[str]:
    """Return the tasks that the index of tags has wrong."""
    kept: dict[int, set[str]] = {}
    for tag, task_id in file.read("SELECT tag, task_id FROM task_tags"):
        kept.setdefault(int(str(task_id)), set()).add(str(tag))
    told = {
        int(str(task_id)): set(str(keys).split(" "))
        for task_id, keys in file.read("SELECT id, tag_keys FROM tasks WHERE tag_keys <> ''")
    }
    wrong = {key for key in kept.keys() | told.keys() if kept.get(key) != told.get(key)}
    return [f"the tags of task {key}" for key in sorted(wrong)]


def counts(file: File) -> list[Count]:
    """Return the count of each user as kept and as explained."""
    rows = file.read(
        "SELECT c.user_id, u.name, c.today_session_count,"
        f" ({_COMPLETED.format(user='c.user_id', day='NULL')})"
        f" + ({_CORRECTIONS.format(user='c.user_id', day='NULL')}), c.manual_session_override,"
        " (SELECT a.count_after FROM session_adjustments a WHERE a.user_id = c.user_id"
        " AND a.day IS NULL AND a.reason = 'set' ORDER BY a.id DESC LIMIT 1)"
        " FROM user_configurations c JOIN users u ON u.id = c.user_id ORDER BY u.id"
    )
    return [Count(*row) for row in rows]


def recurrences(file: File) -> list[str]:
    """Return every repeat that a task has, as stored."""
    return [str(row[0]) for row in file.read("SELECT DISTINCT recurrence FROM tasks")]


def tags(file: File) -> list[tuple[str, str]]:
    """Return every set of tags with its keys, as stored."""
    rows = file.read("SELECT DISTINCT tags, tag_keys FROM tasks WHERE tags <> '' OR tag_keys <> ''")
    return [(str(words), str(keys)) for words, keys in rows]


def snoozed(file: File) -> set[int]:
    """Return the reminders that were ever put off by hand."""
    rows = file.read(
        "SELECT DISTINCT row_key FROM audit_log_entries"
        " WHERE event_type >= 'reminder.snoozed' AND event_type < 'reminder.snoozed/'"
    )
    return {int(str(row[0])) for row in rows}


def newest_moment(file: File) -> int:
    """Return when the newest operation was written, by the clock of that time."""
    [(moment,)] = file.read("SELECT coalesce(max(created_at), 0) FROM operations")
    return int(str(moment))


def last_words(file: File) -> list[tuple[str, str, str]]:
    """Return table, key and data of the newest audit entry of each row."""
    rows = file.read(
        "SELECT row_table, row_key, event_data FROM audit_log_entries WHERE id IN"
        " (SELECT max(e.id) FROM audit_log_entries e JOIN operations o ON o.id = e.operation_id"
        " WHERE o.actor <> 'elsewhere' GROUP BY e.row_table, e.row_key)"
    )
    return [(str(table), str(key), str(data)) for table, key, data in rows]


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


def _differs(name: str, expected: dict[str, object], found: dict[str, object]) -> bool:
    return name in found and found[name] != expected[name]
