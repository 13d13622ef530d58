"""How the commands reach their rows: by an index, and with as few statements as they promise."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.support import DAY, NOON_SECONDS, Roma, overheard

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

READS_AND_WRITES = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")

# What a scan may be of: rows that stand in the statement itself.
HARMLESS = ("SCAN CONSTANT ROW",)

# The index of words, FTS5, runs statements of its own, one of them on its five settings.
OWN_OF_THE_INDEX = "'main'.'task_words_"

COMMANDS = [
    ("task", "list"),
    ("task", "list", "--priority", "high"),
    ("task", "list", "--tag", "tag7"),
    ("task", "list", "--due", "week"),
    ("task", "list", "--due", "none", "--limit", "5"),
    ("task", "list", "--status", "completed", "--limit", "5"),
    ("task", "add", "one more"),
    ("task", "done", "4"),
    ("task", "show", "4"),
    ("task", "edit", "5", "--tag", "changed", "--due", "tomorrow"),
    ("task", "reopen", "3"),
    ("task", "delete", "6", "--yes"),
    ("session", "show"),
    ("session", "set", "7"),
    ("session", "add"),
    ("session", "add", "--at", "2026-03-02 10:00"),
    ("reset", "check"),
    ("reset", "show"),
    ("reset", "now"),
    ("config", "set", "timezone", "Asia/Tokyo"),
    ("today",),
    ("prompt",),
    ("undo",),
    ("undo", "--list"),
    ("stats",),
    ("stats", "--heatmap"),
    *(("stats", "--by", way) for way in ("week", "month", "tag", "task", "hour")),
    ("stats", "--by", "hour", "--days", "1000"),
]


@pytest.fixture(scope="module")
def lived_with(tmp_path_factory: pytest.TempPathFactory, fresh: bytes) -> bytes:
    """Return what a file holds after years: thousands of tasks, sessions, days and entries."""
    one = Roma(tmp_path_factory.mktemp("grown"))
    one.db.write_bytes(fresh)
    with closing(sqlite3.connect(one.path)) as connection, connection:
        connection.executemany(
            "INSERT INTO tasks (uuid, user_id, title, due_date, due_day, priority, tags, tag_keys,"
            " status, completed_at, created_at, updated_at)"
            " VALUES (?1, 1, 'task ' || ?1, ?2, ?3, ?4, ?5, ?5, ?6, ?7, 0, 0)",
            _tasks(),
        )
        connection.executemany(
            "INSERT INTO timer_sessions (id, user_id, kind, planned_seconds, started_at, ended_at,"
            " outcome, day, created_at, updated_at)"
            " VALUES (?1, 1, 'work', 1500, ?1, ?1 + 1500, 'completed', '2025-01-01', 0, 0)",
            [(number,) for number in range(1000)],
        )
        connection.executemany(
            "INSERT INTO daily_session_stats (id, user_id, date, timezone, created_at, updated_at)"
            " VALUES (?1, 1, date(?1 * 86400, 'unixepoch'), 'UTC', 0, 0)",
            [(number,) for number in range(1000)],
        )
        connection.executemany(
            "INSERT INTO session_reset_events (id, user_id, reset_type, previous_count, new_count,"
            " reset_timestamp, user_timezone, local_reset_time, created_at)"
            " VALUES (?1, 1, 'scheduled_daily', 1, 0, ?1, 'UTC', '', ?1)",
            [(number,) for number in range(1000)],
        )
    for number in range(3):
        one.do("task", "add", f"typed {number}")
    return one.db.read_bytes()


@pytest.fixture
def grown(tmp_path: Path, lived_with: bytes) -> Roma:
    """Return a file that has been lived with."""
    one = Roma(tmp_path)
    one.db.write_bytes(lived_with)
    # The first write of a day makes a backup, which reads everything; these are later ones.
    one.db.with_name("roma.db.backups").mkdir()
    for day in ("2026-03-04", "2026-03-05"):
        (tmp_path / "roma.db.backups" / f"roma-20260304T000000Z-day-{day}-1rows.db").touch()
    return one


def _tasks() -> Iterator[tuple[object, ...]]:
    for number in range(3000):
        done = number % 3 == 2
        moment = NOON_SECONDS + (number - 1500) * 600 if number % 2 else None
        day = f"2026-{number % 12 + 1:02}-{number % 28 + 1:02}" if number % 4 == 0 else None
        yield (
            *(number, moment, day, ("low", "medium", "high")[number % 3], f"#tag{number % 50}"),
            *("completed" if done else "pending", number if done else None),
        )


def _scans(path: str, statements: list[str]) -> list[tuple[str, str]]:
    """Return every step that walks a whole table, with its statement."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        return [
            (step, statement)
            for statement in statements
            if statement.startswith(READS_AND_WRITES) and OWN_OF_THE_INDEX not in statement
            for *_, step in connection.execute("EXPLAIN QUERY PLAN " + statement)
            if step.startswith("SCAN") and step not in HARMLESS
        ]


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_no_command_walks_through_a_whole_table(grown: Roma, command: tuple[str, ...]) -> None:
    with overheard() as statements:
        grown.do(*command)
    assert any(statement.startswith("SELECT") for statement in statements)
    assert _scans(grown.path, statements) == []


def test_redo_walks_through_no_table(grown: Roma) -> None:
    grown.do("undo")
    with overheard() as statements:
        grown.do("redo")
    assert _scans(grown.path, statements) == []


def test_closing_a_day_walks_through_no_table(grown: Roma) -> None:
    grown.do("session", "add")
    grown.do("session", "set", "5")
    grown.now += DAY
    with overheard() as statements:
        grown.do("reset", "check")
    assert any("INSERT INTO session_reset_events" in statement for statement in statements)
    assert _scans(grown.path, statements) == []


def test_the_index_of_tags_is_kept_without_walking_through_it(grown: Roma) -> None:
    # Statements inside a trigger are not overheard.
    assert _scans(grown.path, ["DELETE FROM task_tags WHERE task_id = 7"]) == []


def test_a_scan_would_be_noticed(grown: Roma) -> None:
    statement = "SELECT id FROM tasks WHERE title = 'x'"
    assert _scans(grown.path, [statement]) == [("SCAN tasks", statement)]


@pytest.mark.parametrize("command", [("session", "show"), ("reset", "check")], ids=" ".join)
def test_looking_whether_a_reset_is_due_costs_one_read_and_no_lock(
    grown: Roma, command: tuple[str, ...]
) -> None:
    with overheard() as statements:
        grown.do(*command)
    others = [statement for statement in statements if not statement.startswith("PRAGMA")]
    assert [statement.partition(" ")[0] for statement in others] == ["SELECT"]
    assert "user_configurations" in others[0]


@pytest.mark.parametrize(
    "command",
    [("task", "list"), ("task", "show", "4"), ("today",), ("prompt",), ("stats",)],
    ids=" ".join,
)
def test_what_only_reads_takes_no_lock(grown: Roma, command: tuple[str, ...]) -> None:
    with overheard() as statements:
        grown.do(*command)
    kinds = {statement.partition(" ")[0] for statement in statements}
    assert kinds == {"PRAGMA", "SELECT"}


@pytest.mark.parametrize(
    "command",
    [("task", "add", "x"), ("task", "done", "4"), ("session", "add"), ("undo",)],
    ids=" ".join,
)
def test_what_writes_takes_the_lock_first_and_writes_once(
    grown: Roma, command: tuple[str, ...]
) -> None:
    with overheard() as statements:
        grown.do(*command)
    kinds = [statement.partition(" ")[0] for statement in statements]
    assert statements.count("BEGIN IMMEDIATE") == kinds.count("BEGIN") == kinds.count("COMMIT") == 1
    inside = kinds[kinds.index("BEGIN") : kinds.index("COMMIT")]
    outside = kinds[: kinds.index("BEGIN")] + kinds[kinds.index("COMMIT") + 1 :]
    assert "INSERT" in inside
    assert set(outside) <= {"PRAGMA", "SELECT"}
