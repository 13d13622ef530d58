"""What the tables themselves refuse, whoever writes to them."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from roma_cli.domain import users as user_rules
from roma_cli.storage import database, operations
from roma_cli.storage.file_header import APPLICATION_ID, SCHEMA_VERSION
from roma_cli.storage.migrations import registry
from tests.storage.released import released, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from tests.support import Roma

ANN = 2
"""A second user, without settings or schedule of her own yet."""

STAMPS = {"created_at": 0, "updated_at": 0}
ROWS: dict[str, dict[str, object]] = {
    "users": {"name": "bob", "created_at": 0},
    "user_configurations": {"id": "c2", "user_id": ANN, **STAMPS},
    "tasks": {"uuid": "u1", "user_id": ANN, "title": "t", **STAMPS},
    "task_tags": {"tag": "#t", "task_id": 1},
    "task_notes": {"uuid": "u1", "task_id": 1, "user_id": ANN, "text": "n", "created_at": 0},
    "task_extras": {"task_id": 1, "format": "taskwarrior", "data": "{}"},
    "reminders": {
        "uuid": "u1",
        "task_id": 1,
        "user_id": ANN,
        "scheduled_at": 0,
        "created_at": 0,
    },
    "timer_sessions": {
        "id": "s1",
        "user_id": ANN,
        "kind": "work",
        "planned_seconds": 1500,
        "started_at": 0,
        **STAMPS,
    },
    "session_interruptions": {
        "uuid": "i1",
        "session_id": "hers",
        "user_id": ANN,
        "created_at": 0,
    },
    "session_adjustments": {
        "uuid": "a1",
        "user_id": ANN,
        "delta": 1,
        "count_after": 1,
        "reason": "set",
        "created_at": 0,
    },
    "daily_session_stats": {
        "id": "d1",
        "user_id": ANN,
        "date": "2026-03-04",
        "timezone": "UTC",
        **STAMPS,
    },
    "scheduled_tasks": {
        "id": "s1",
        "user_id": ANN,
        "task_type": "daily_reset",
        "cron_expression": "0 0 * * *",
        "timezone": "UTC",
        "next_execution_at": 1,
        **STAMPS,
    },
    "session_reset_events": {
        "id": "e1",
        "user_id": ANN,
        "reset_type": "manual_reset",
        "previous_count": 3,
        "new_count": 0,
        "reset_timestamp": 0,
        "user_timezone": "UTC",
        "local_reset_time": "1970-01-01T00:00:00+00:00",
        "created_at": 0,
    },
    "operations": {
        "user_id": ANN,
        "actor": "user",
        "kind": "do",
        "summary": "s",
        "created_at": 0,
    },
    "audit_log_entries": {
        "event_id": "e1",
        "event_type": "task.created",
        "user_id": ANN,
        "event_data": "{}",
        "created_at": 0,
        "operation_id": 1,
        "row_table": "tasks",
        "row_key": "1",
    },
    "conversation_states": {
        "key": f"conversation:{ANN}",
        "user_id": ANN,
        "state": "{}",
        "updated_at": 0,
    },
}
"""One row of every table that is taken as it stands."""

TEN_TAGS = " ".join("#" + letter * 49 for letter in "abcdefghij")

TAKEN: list[tuple[str, Mapping[str, object]]] = [
    ("users", {"name": "x" * 50}),
    ("tasks", {"title": "ü" * 255}),
    ("tasks", {"description": "x" * 10_000}),
    ("tasks", {"tags": TEN_TAGS, "tag_keys": TEN_TAGS}),
    ("tasks", {"status": "completed", "completed_at": 1}),
    ("tasks", {"project": "x" * 100, "estimate": 1000}),
    ("task_notes", {"text": "x" * 10_000}),
    *(("tasks", {"priority": word}) for word in ("low", "medium", "high")),
    *(
        ("tasks", {"reminder_offset": offset})
        for offset in (
            *("15 minutes", "30 minutes", "1 hour", "2 hours", "1 day", "2 days", "1 week"),
        )
    ),
    *(("reminders", {"status": word}) for word in ("pending", "sent", "failed", "cancelled")),
    ("reminders", {"reminder_type": "x" * 50, "job_id": "x" * 255}),
    *(
        ("user_configurations", {"today_session_count": count, "manual_session_override": count})
        for count in (0, 1000)
    ),
    ("user_configurations", {"daily_reset_time": "23:59"}),
    ("user_configurations", {"work_duration": 86_400, "long_break_interval": 100}),
    *(
        ("session_reset_events", {"reset_type": word, "previous_count": 1000, "new_count": 1000})
        for word in ("scheduled_daily", "manual_reset", "timezone_change", "configuration_change")
    ),
    *(
        ("scheduled_tasks", {"task_type": word})
        for word in ("daily_reset", "reminder_check", "backup", "retention")
    ),
    *(
        ("timer_sessions", {"ended_at": 0, "outcome": word})
        for word in ("completed", "skipped", "stopped")
    ),
    ("audit_log_entries", {"event_id": "x" * 255, "event_type": "x" * 100}),
]

REFUSED: list[tuple[str, Mapping[str, object]]] = [
    ("users", {"name": ""}),
    ("users", {"name": "x" * 51}),
    ("tasks", {"title": ""}),
    ("tasks", {"title": "ü" * 256}),
    ("tasks", {"description": "x" * 10_001}),
    ("tasks", {"tags": "#a #b #c #d #e #f #g #h #i #j #k"}),
    ("tasks", {"tags": TEN_TAGS + "k"}),
    ("tasks", {"priority": "urgent"}),
    ("tasks", {"priority": "High"}),
    ("tasks", {"status": "started"}),
    ("tasks", {"status": "completed"}),
    ("tasks", {"completed_at": 1}),
    ("tasks", {"due_date": 1, "due_day": "2026-03-04"}),
    ("tasks", {"due_day": "4.3.2026"}),
    ("tasks", {"reminder_offset": "3 hours"}),
    ("tasks", {"series_index": -1}),
    ("tasks", {"anchor_index": -1}),
    ("tasks", {"anchor_day": "4.3.2026"}),
    ("tasks", {"anchor_date": 1, "anchor_day": "2026-03-04"}),
    ("tasks", {"recurrence": "daily"}),
    ("tasks", {"recurrence": "daily", "series_id": 1, "series_index": 1, "anchor_index": 2}),
    ("tasks", {"repeat_from": "never"}),
    ("tasks", {"skipped": 2}),
    ("tasks", {"project": ""}),
    ("tasks", {"project": "x" * 101}),
    ("tasks", {"estimate": 0}),
    ("tasks", {"estimate": 1001}),
    ("task_notes", {"text": ""}),
    ("task_notes", {"text": "x" * 10_001}),
    ("reminders", {"status": "lost"}),
    ("reminders", {"retry_count": -1}),
    ("reminders", {"reminder_type": ""}),
    ("reminders", {"reminder_type": "x" * 51}),
    ("reminders", {"job_id": "x" * 256}),
    ("user_configurations", {"theme": "pink"}),
    *(
        ("user_configurations", {column: value})
        for column in ("work_duration", "short_break_duration", "long_break_duration")
        for value in (0, 86_401)
    ),
    ("user_configurations", {"long_break_interval": 0}),
    ("user_configurations", {"long_break_interval": 101}),
    *(
        ("user_configurations", {column: 2})
        for column in (
            *("auto_start_work", "auto_start_break", "sound_enabled", "notification_enabled"),
            "webhook_allow_private",
        )
    ),
    *(
        ("user_configurations", {"daily_reset_time": value})
        for value in ("Midnight", "7:00", "24:00", "12:60", "29:00", "07:00:00", "")
    ),
    *(
        ("user_configurations", {column: value})
        for column in ("today_session_count", "manual_session_override", "daily_goal")
        for value in (-1, 1001)
    ),
    ("user_configurations", {"setup_state": "ready"}),
    ("user_configurations", {"all_day_reminder_time": "25:00"}),
    ("user_configurations", {"quiet_hours": "22-7"}),
    ("user_configurations", {"days_off": ""}),
    ("user_configurations", {"days_off": "Sat"}),
    ("user_configurations", {"event_retention_days": 0}),
    ("user_configurations", {"device_id": ""}),
    ("timer_sessions", {"kind": "nap"}),
    ("timer_sessions", {"planned_seconds": 0}),
    ("timer_sessions", {"planned_seconds": 86_401}),
    ("timer_sessions", {"paused_seconds": -1}),
    ("timer_sessions", {"ended_at": 1, "outcome": "forgotten"}),
    ("timer_sessions", {"ended_at": 1}),
    ("timer_sessions", {"outcome": "completed"}),
    ("timer_sessions", {"ended_at": -1, "outcome": "completed"}),
    ("timer_sessions", {"source": "guess"}),
    ("timer_sessions", {"day": "today"}),
    ("session_adjustments", {"delta": 1001}),
    ("session_adjustments", {"delta": -1001}),
    ("session_adjustments", {"count_after": 1001}),
    ("session_adjustments", {"count_after": -1}),
    ("session_adjustments", {"reason": "whim"}),
    ("session_adjustments", {"work_seconds": 1, "day": "2026-03-04"}),
    ("session_adjustments", {"reason": "import", "break_seconds": 1}),
    ("daily_session_stats", {"date": "2026-3-4"}),
    *(
        ("daily_session_stats", {column: -1})
        for column in (
            *("work_sessions_completed", "total_work_seconds", "total_break_seconds"),
            "manual_overrides",
        )
    ),
    ("scheduled_tasks", {"task_type": "lunch"}),
    ("scheduled_tasks", {"is_active": 2}),
    ("session_reset_events", {"reset_type": "whim"}),
    *(
        ("session_reset_events", {column: value})
        for column in ("previous_count", "new_count")
        for value in (-1, 1001)
    ),
    ("session_reset_events", {"context": "no JSON object"}),
    ("operations", {"actor": "somebody"}),
    ("operations", {"kind": "redone"}),
    ("operations", {"kind": "undo"}),
    ("operations", {"target": 1}),
    ("operations", {"summary": ""}),
    ("audit_log_entries", {"event_id": "x" * 256}),
    ("audit_log_entries", {"event_type": "x" * 101}),
    ("audit_log_entries", {"event_data": "[]"}),
    ("conversation_states", {"key": "conversation:1"}),
    ("conversation_states", {"state": "hello"}),
]

TWICE: list[tuple[str, Mapping[str, object], str]] = [
    ("users", {"name": "BOB"}, "name"),
    ("user_configurations", {"id": "other"}, "user_id"),
    ("tasks", {}, "uuid"),
    ("task_notes", {}, "uuid"),
    ("reminders", {}, "uuid"),
    ("daily_session_stats", {"id": "other"}, "user_id, daily_session_stats.date"),
    ("scheduled_tasks", {"id": "other"}, "user_id"),
    ("audit_log_entries", {}, "event_id"),
    ("conversation_states", {}, "key"),
]


@pytest.fixture
def connection(on_disk: Roma) -> Iterator[sqlite3.Connection]:
    """Open the file as roma does, with a second user, a task and a session of hers."""
    file = database.open_existing(on_disk.path)
    assert file is not None
    with file, file.transaction():
        _insert(file.connection, "users", {"id": ANN, "name": "ann", "created_at": 0})
        _insert(file.connection, "tasks", {**ROWS["tasks"], "id": 1, "uuid": "hers"})
        ended = {"id": "hers", "ended_at": 0, "outcome": "completed"}
        _insert(file.connection, "timer_sessions", {**ROWS["timer_sessions"], **ended})
        yield file.connection


def _insert(connection: sqlite3.Connection, table: str, row: Mapping[str, object]) -> int:
    marks = ", ".join("?" * len(row))
    names = ", ".join(row)
    sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"  # noqa: S608 - our own names
    return connection.execute(sql, tuple(row.values())).lastrowid or 0


def _name(case: object) -> str:
    return str(case)[:50]


def test_a_fresh_file_carries_our_identity_and_schema_version(on_disk: Roma) -> None:
    assert on_disk.rows("PRAGMA application_id") == [(0x526F4D61,)] == [(APPLICATION_ID,)]
    assert on_disk.rows("PRAGMA user_version") == [(SCHEMA_VERSION,)]
    assert on_disk.rows("PRAGMA integrity_check") == [("ok",)]
    assert on_disk.rows("PRAGMA foreign_key_check") == []


def test_a_released_schema_never_changes(on_disk: Roma) -> None:
    assert text_of(on_disk.path) == released()


def test_a_file_of_the_released_schema_works_and_no_step_is_applied_to_it_twice(
    tmp_path: Path,
) -> None:
    path = str(tmp_path / "roma.db")
    connection = sqlite3.connect(path)
    connection.executescript(released(1))
    connection.close()
    file = database.open_existing(path)
    assert file is not None
    with file:
        with file.transaction():
            file.connection.execute("PRAGMA defer_foreign_keys = ON")
            registry.bring_up_to_date(file.connection)
            entries = user_rules.new_user("me", "UTC", now=0)
            operations.Operation(file, 1, 0).write("made", entries)
        assert file.read("SELECT name FROM _sqlite_migrations") == [("0001_first_tables",)]
        assert file.read("SELECT count(*) FROM user_configurations") == [(1,)]


def test_every_table_is_strict(on_disk: Roma) -> None:
    tables = on_disk.rows(
        "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table'"
        " AND name NOT LIKE 'sqlite_%' AND name <> '_sqlite_migrations'"
    )
    assert {name for name, _ in tables} == set(ROWS)
    assert all(strict for _, strict in tables)


@pytest.mark.parametrize("table", ROWS)
def test_a_whole_number_is_never_stored_as_a_word(
    connection: sqlite3.Connection, table: str
) -> None:
    numbers = connection.execute(
        "SELECT name FROM pragma_table_info(?) WHERE type = 'INTEGER' AND name <> 'id'", (table,)
    ).fetchall()
    assert numbers
    for (column,) in numbers:
        with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT value in INTEGER"):
            _insert(connection, table, {**ROWS[table], column: "many"})


@pytest.mark.parametrize("table", ROWS)
def test_a_plain_row_of_every_table_is_taken(connection: sqlite3.Connection, table: str) -> None:
    _insert(connection, table, ROWS[table])


@pytest.mark.parametrize(("table", "values"), TAKEN, ids=_name)
def test_a_value_at_its_limit_is_taken(
    connection: sqlite3.Connection, table: str, values: Mapping[str, object]
) -> None:
    _insert(connection, table, {**ROWS[table], **values})


@pytest.mark.parametrize(("table", "values"), REFUSED, ids=_name)
def test_a_value_beyond_its_limit_is_refused(
    connection: sqlite3.Connection, table: str, values: Mapping[str, object]
) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="CHECK constraint failed"):
        _insert(connection, table, {**ROWS[table], **values})


@pytest.mark.parametrize(("table", "values", "columns"), TWICE, ids=_name)
def test_what_is_unique_is_not_stored_twice(
    connection: sqlite3.Connection, table: str, values: Mapping[str, object], columns: str
) -> None:
    _insert(connection, table, ROWS[table])
    with pytest.raises(sqlite3.IntegrityError, match=f"UNIQUE.*{table}.{columns}$"):
        _insert(connection, table, {**ROWS[table], **values})


def test_an_occurrence_of_a_series_is_not_stored_twice(connection: sqlite3.Connection) -> None:
    row = {**ROWS["tasks"], "series_id": 1, "series_index": 1}
    _insert(connection, "tasks", row)
    _insert(connection, "tasks", {**row, "uuid": "u2", "series_index": 2})
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        _insert(connection, "tasks", {**row, "uuid": "u3"})


def test_a_user_has_one_active_daily_reset_and_any_number_of_old_ones(
    connection: sqlite3.Connection,
) -> None:
    row = ROWS["scheduled_tasks"]
    _insert(connection, "scheduled_tasks", row)
    _insert(connection, "scheduled_tasks", {**row, "id": "s2", "is_active": 0})
    _insert(connection, "scheduled_tasks", {**row, "id": "s3", "task_type": "backup"})
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        _insert(connection, "scheduled_tasks", {**row, "id": "s4"})


@pytest.mark.parametrize("table", [name for name, row in ROWS.items() if "user_id" in row])
def test_nothing_belongs_to_a_user_who_is_not_there(
    connection: sqlite3.Connection, table: str
) -> None:
    row = {**ROWS[table], "user_id": 99}
    if table == "conversation_states":
        row["key"] = "conversation:99"
    with pytest.raises(sqlite3.IntegrityError, match="FOREIGN KEY"):
        _insert(connection, table, row)


def test_the_number_of_a_task_is_never_given_again(connection: sqlite3.Connection) -> None:
    first = _insert(connection, "tasks", ROWS["tasks"])
    connection.execute("DELETE FROM tasks WHERE id = ?", (first,))
    assert _insert(connection, "tasks", ROWS["tasks"]) == first + 1


TAGS = [
    "",
    "#work",
    "#a #b #c",
    TEN_TAGS,
    '#it\'s #"quoted" #semi;colon #per%cent #back\\slash',
    "#größe #日本 #😀 #é",
    "#a #a",
]


@pytest.mark.parametrize("before", TAGS, ids=_name)
@pytest.mark.parametrize("after", TAGS, ids=_name)
def test_the_index_of_tags_follows_the_task(
    connection: sqlite3.Connection, before: str, after: str
) -> None:
    def indexed() -> list[str]:
        rows = connection.execute("SELECT tag FROM task_tags WHERE task_id = ?", (task,))
        return [tag for (tag,) in rows.fetchall()]

    task = _insert(connection, "tasks", {**ROWS["tasks"], "tag_keys": before})
    other = _insert(connection, "tasks", {**ROWS["tasks"], "uuid": "u2", "tag_keys": "#a #other"})
    assert sorted(indexed()) == sorted(set(before.split()))
    connection.execute("UPDATE tasks SET tag_keys = ?, title = 'x' WHERE id = ?", (after, task))
    assert sorted(indexed()) == sorted(set(after.split()))
    connection.execute("DELETE FROM tasks WHERE id = ?", (task,))
    assert indexed() == []
    others = connection.execute("SELECT tag FROM task_tags WHERE task_id = ?", (other,))
    assert others.fetchall() == [("#a",), ("#other",)]


def test_checks_and_the_index_of_tags_need_no_trusted_schema(on_disk: Roma) -> None:
    file = database.open_existing(on_disk.path)
    assert file is not None
    with file:
        assert file.read("PRAGMA trusted_schema") == [(0,)]
        # Filling the index of words does need it, before SQLite 3.44.
        file.connection.execute("DROP TRIGGER tasks_words_added")
        row = {**ROWS["tasks"], "user_id": 1, "tag_keys": "#a #b"}
        task = _insert(file.connection, "tasks", row)
        assert file.read("SELECT tag FROM task_tags WHERE task_id = ?", (task,)) == [
            ("#a",),
            ("#b",),
        ]
        with pytest.raises(sqlite3.IntegrityError, match="CHECK"):
            _insert(file.connection, "tasks", {**row, "uuid": "u2", "title": ""})
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            file.connection.execute("DELETE FROM audit_log_entries")


def test_the_index_of_words_follows_the_task(connection: sqlite3.Connection) -> None:
    def found(word: str) -> list[int]:
        rows = connection.execute(
            "SELECT rowid FROM task_words WHERE task_words MATCH ? ORDER BY rowid", (word,)
        )
        return [number for (number,) in rows.fetchall()]

    task = _insert(connection, "tasks", {**ROWS["tasks"], "title": "Rechnung für Café"})
    assert found("cafe") == found("rechnung") == [task]
    connection.execute("UPDATE tasks SET description = 'milk' WHERE id = ?", (task,))
    connection.execute("UPDATE tasks SET title = 'other' WHERE id = ?", (task,))
    assert (found("cafe"), found("other"), found("milk")) == ([], [task], [task])
    connection.execute("DELETE FROM tasks WHERE id = ?", (task,))
    assert found("other") == found("milk") == []
    connection.execute("INSERT INTO task_words (task_words, rank) VALUES ('integrity-check', 1)")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_log_entries SET event_type = 'task.deleted'",
        "UPDATE audit_log_entries SET event_data = '{}' WHERE id = 1",
        "DELETE FROM audit_log_entries",
    ],
)
def test_the_audit_log_is_only_ever_added_to(
    connection: sqlite3.Connection, statement: str
) -> None:
    before = connection.execute("SELECT * FROM audit_log_entries").fetchall()
    assert before
    with pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
    assert connection.execute("SELECT * FROM audit_log_entries").fetchall() == before


def test_priorities_are_weighed_one_two_three(connection: sqlite3.Connection) -> None:
    for number, word in enumerate(("low", "medium", "high"), 1):
        task = _insert(connection, "tasks", {**ROWS["tasks"], "uuid": word, "priority": word})
        weight = connection.execute("SELECT priority_weight FROM tasks WHERE id = ?", (task,))
        assert weight.fetchone() == (number,)
