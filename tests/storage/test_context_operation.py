"""The operation of a context: locked before anything is read, whole or not at all, remembered."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

import pytest

from roma_cli.domain.changes import Change, entry, insert
from roma_cli.domain.errors import RomaError
from tests.support import overheard

if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.domain.changes import Entry, Row
    from tests.support import Roma


def _task(title: str = "t") -> Entry:
    row: Row = {"user_id": 1, "title": title, "created_at": 5, "updated_at": 5}
    return entry("task.created", insert("tasks", row))


def _goal(context: Context, goal: int) -> Entry:
    own = context.configuration
    change = Change(
        "user_configurations", own.id, {"daily_goal": own.daily_goal}, {"daily_goal": goal}
    )
    return entry("config.changed", change)


def _wrong() -> Entry:
    return entry("task.updated", Change("tasks", 99, {"title": "a"}, {"title": "b"}))


def test_nothing_is_read_before_the_lock_is_held(on_disk: Roma) -> None:
    on_disk.do("session", "set", "1")
    with on_disk.context() as context:
        heard: list[str] = []
        context.file.connection.set_trace_callback(heard.append)
        with context.operation() as op:
            op.write("a test", [_task()])
    # The look for the day's backup comes first, and reads for itself.
    own = [one for one in heard if "actor = 'user'" not in one]
    assert own[0] == "BEGIN IMMEDIATE"
    assert [one for one in own if one.startswith(("BEGIN", "COMMIT"))] == [
        "BEGIN IMMEDIATE",
        "COMMIT",
    ]


def test_of_what_is_appended_only_the_keys_are_kept(on_disk: Roma) -> None:
    with on_disk.context() as context:
        with context.operation() as op:
            assert [op.append("many", _task(str(number))) for number in range(3)] == [1, 2, 3]
        assert (op.entries, op.keys, context.committed) == ([], [1, 2, 3], [])
    assert on_disk.rows("SELECT count(*) FROM audit_log_entries WHERE row_table = 'tasks'") == [
        (3,)
    ]


def test_an_operation_can_be_begun_without_entries(on_disk: Roma) -> None:
    with on_disk.context() as context:
        with context.operation() as op:
            assert op.id == 0
            op.begin("only history")
            number = op.id
            op.begin("again")
        assert op.id == number
    assert on_disk.rows("SELECT summary FROM operations WHERE id = ?", number) == [
        ("only history",)
    ]


def test_what_another_process_changed_is_read_again_under_the_lock(on_disk: Roma) -> None:
    with on_disk.context() as context:
        on_disk.do("config", "set", "daily_goal", "3")
        assert context.configuration.daily_goal != 3
        with context.operation() as op:
            assert context.configuration.daily_goal == 3
            op.write("a test", [_goal(context, 4)])
        assert context.configuration.daily_goal == 4


def test_settings_are_not_read_again_where_nobody_has_changed_the_file(on_disk: Roma) -> None:
    with overheard() as statements, on_disk.context() as context:
        for goal in (3, 4):
            with context.operation() as op:
                op.write("a test", [_goal(context, goal)])
        assert context.configuration.daily_goal == 4
    assert len([one for one in statements if "FROM users u JOIN user_config" in one]) == 1


@pytest.mark.parametrize("dry_run", [False, True])
def test_roll_back_does_all_and_leaves_no_byte(on_disk: Roma, *, dry_run: bool) -> None:
    on_disk.do("session", "set", "1")
    before = on_disk.db.read_bytes()
    with on_disk.context() as context:
        goal = context.configuration.daily_goal
        with context.operation(dry_run=dry_run) as op:
            written = op.write("a test", [_task(), _goal(context, goal + 1)])
            assert context.file.read("SELECT title FROM tasks") == [("t",)]
            assert context.configuration.daily_goal == goal + 1
            op.roll_back()
        assert written.keys[0] == 1
        assert context.committed == []
        assert context.configuration.daily_goal == goal
    assert on_disk.db.read_bytes() == before


def test_a_dry_run_makes_no_backup(on_disk: Roma) -> None:
    on_disk.do("session", "set", "1")
    with on_disk.context() as context:
        with context.operation(dry_run=True) as op:
            op.write("a test", [_task()])
        backups = on_disk.db.with_name("roma.db.backups")
        assert not backups.exists()
        with context.operation() as op:
            op.write("a test", [_task()])
        assert len(list(backups.iterdir())) == 1


def test_an_exception_inside_rolls_back_and_nothing_is_remembered(on_disk: Roma) -> None:
    on_disk.do("session", "set", "1")
    before = on_disk.dump()
    with on_disk.context() as context:
        goal = context.configuration.daily_goal
        with pytest.raises(RomaError, match="changed while"), context.operation() as op:
            op.write("a test", [_task(), _goal(context, goal + 1), _wrong()])
        assert (context.committed, context.configuration.daily_goal) == ([], goal)
    assert on_disk.dump() == before


def test_entries_are_remembered_once_they_are_committed(on_disk: Roma) -> None:
    with on_disk.context() as context:
        with context.operation() as op:
            written = op.write("a test", [_task("a"), _task("b")])
            assert context.committed == []
            op.write("more of it", [_task("c")])
        titles = [(one.entry.change.after or {})["title"] for one in context.committed]
        assert (titles, [one.key for one in context.committed]) == (["a", "b", "c"], [1, 2, 3])
        assert context.file.read("SELECT summary FROM operations WHERE id = ?", (op.id,)) == [
            ("a test",)
        ]
        assert written.operation_id == op.id


def test_an_operation_inside_another_is_refused(on_disk: Roma) -> None:
    with on_disk.context() as context:
        with context.operation() as op:
            with pytest.raises(RuntimeError, match="do not nest"), context.operation():
                pass
            op.roll_back()
        assert context.file.read("SELECT count(*) FROM tasks") == [(0,)]


def test_nothing_to_write_is_no_operation(on_disk: Roma) -> None:
    before = on_disk.rows("SELECT max(id) FROM operations")
    with on_disk.context() as context:
        with context.operation() as op:
            assert op.write("a test", []) == (0, [])
            op.describe("a summary of nothing")
        assert op.id == 0
    assert on_disk.rows("SELECT max(id) FROM operations") == before


def test_a_lock_that_is_not_given_leaves_the_context_as_it_was(on_disk: Roma) -> None:
    other = sqlite3.connect(on_disk.path)
    try:
        with on_disk.context() as context:
            context.file.patience = 0.01
            other.execute("BEGIN IMMEDIATE")
            before = context.configuration
            with pytest.raises(RomaError, match="lock"), context.operation():
                pass
            assert context.configuration == before
            other.rollback()
            with context.operation() as op:
                op.write("a test", [_task()])
    finally:
        other.close()
