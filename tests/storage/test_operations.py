"""One operation is one transaction: its changes, its audit entries, and the way back."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roma_cli.domain.changes import Change, NewKey, entry, insert, reverse
from roma_cli.domain.errors import CannotWrite, RomaError
from roma_cli.storage import database, operations
from roma_cli.storage.queries import history as history_queries
from tests.support import Roma

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.domain.changes import Entry, Row
    from roma_cli.storage.database import File
    from roma_cli.storage.operations import Written

TASK: Row = {"user_id": 1, "title": "t", "created_at": 5, "updated_at": 5}
BIGGEST = 2**63 - 1


@pytest.fixture
def file(on_disk: Roma) -> Iterator[File]:
    opened = database.open_existing(on_disk.path)
    assert opened is not None
    with opened:
        yield opened


def _write(file: File, *entries: Entry, **rest: Any) -> Written:
    with operations.Operation(file, 1, 7, **rest) as op:
        return op.write("a test", entries)


def _everything(file: File) -> list[str]:
    return list(file.connection.iterdump())


def _tasks(file: File) -> list[tuple[object, ...]]:
    return file.read("SELECT * FROM tasks ORDER BY id")


def _data(file: File, written: Written) -> list[Any]:
    found = history_queries.entries(file, written.operation_id)
    return [json.loads(one.event_data) for one in found]


def test_a_new_row_is_audited_with_its_key_and_every_column(file: File) -> None:
    written = _write(file, entry("task.created", insert("tasks", TASK)))
    [one] = history_queries.entries(file, written.operation_id)
    [(uuid,)] = file.read("SELECT uuid FROM tasks WHERE id = 1")
    assert written.keys == [1]
    assert one._replace(id=0, event_id="", event_data="") == (
        *(0, "", "task.created", 1, None, 1, "", 7, written.operation_id, "tasks", "1"),
    )
    assert one.event_data == (
        '{"table":"tasks","key":1,"before":null,"after":{"user_id":1,"title":"t",'
        f'"created_at":5,"updated_at":5,"uuid":"{uuid}"' + "}}"
    )


def test_a_changed_row_is_audited_with_the_columns_that_changed(file: File) -> None:
    _write(file, entry("task.created", insert("tasks", TASK)))
    change = Change("tasks", 1, {"title": "t"}, {"title": 'say "ü"'})
    written = _write(file, entry("task.updated", change, note={"why": "a test"}))
    [one] = history_queries.entries(file, written.operation_id)
    assert one.event_data == (
        '{"table":"tasks","key":1,"before":{"title":"t"},'
        '"after":{"title":"say \\"ü\\""},"note":{"why":"a test"}}'
    )
    assert file.read("SELECT title FROM tasks") == [('say "ü"',)]


def test_a_deleted_row_is_audited_with_what_it_held(file: File) -> None:
    row: Row = {"user_id": 1, "delta": 3, "count_after": 3, "reason": "set", "created_at": 1}
    made = _write(file, entry("session.adjusted", insert("session_adjustments", row)))
    gone = Change("session_adjustments", made.keys[0], row, None)
    written = _write(file, entry("adjustment.removed", gone))
    assert file.read("SELECT * FROM session_adjustments") == []
    assert _data(file, written) == [
        {"table": "session_adjustments", "key": 1, "before": row, "after": None}
    ]


def test_the_entries_of_one_command_share_one_operation(file: File) -> None:
    first = _write(file, entry("task.created", insert("tasks", TASK)))
    second = _write(
        file,
        entry("task.created", insert("tasks", TASK)),
        entry("task.created", insert("tasks", TASK)),
    )
    assert second.operation_id == first.operation_id + 1
    assert len(history_queries.entries(file, first.operation_id)) == 1
    assert len(history_queries.entries(file, second.operation_id)) == 2
    events = [event for (event,) in file.read("SELECT event_id FROM audit_log_entries")]
    assert len(set(events)) == len(events)


def test_a_later_entry_may_name_the_row_that_an_earlier_one_makes(file: File) -> None:
    session: Row = {
        "user_id": 1,
        "kind": "work",
        "planned_seconds": 60,
        "started_at": 0,
        "task_id": NewKey(1),
        "created_at": 0,
        "updated_at": 0,
    }
    written = _write(
        file,
        entry("task.created", insert("tasks", TASK)),
        entry("task.created", insert("tasks", {**TASK, "parent_task_id": NewKey(0)})),
        entry("session.added", insert("timer_sessions", session), task_id=NewKey(1)),
    )
    assert file.read("SELECT id, parent_task_id FROM tasks") == [(1, None), (2, 1)]
    assert file.read("SELECT id, task_id FROM timer_sessions") == [(written.keys[2], 2)]
    audited = history_queries.entries(file, written.operation_id)
    assert [one.task_id for one in audited] == [1, 2, 2]
    assert [data["after"].get("task_id") for data in _data(file, written)] == [None, None, 2]
    assert _data(file, written)[1]["after"]["parent_task_id"] == 1


def test_a_row_that_is_so_already_is_neither_written_nor_audited_but_keeps_its_place(
    file: File,
) -> None:
    _write(file, entry("task.created", insert("tasks", TASK)))
    same = Change("tasks", 1, {"title": "t"}, {"title": "t"})
    child = insert("tasks", {**TASK, "parent_task_id": NewKey(0)})
    written = _write(file, entry("task.updated", same), entry("task.created", child))
    assert written.keys == [1, 2]
    assert [data["key"] for data in _data(file, written)] == [2]
    assert file.read("SELECT parent_task_id FROM tasks WHERE id = 2") == [(1,)]


@pytest.mark.parametrize(
    "change",
    [
        Change("tasks", 1, {"title": "not this"}, {"title": "new"}),
        Change("tasks", 1, {"due_date": 5}, {"due_date": None}),
        Change("tasks", 1, {"due_date": 0}, {"due_date": 1}),
        Change("tasks", 99, {"title": "t"}, {"title": "new"}),
        Change("tasks", 1, {"title": "not this"}, None),
        Change("tasks", 99, {"title": "t"}, None),
    ],
)
def test_a_row_that_is_not_as_the_change_says_stops_all_of_the_operation(
    file: File, change: Change
) -> None:
    _write(file, entry("task.created", insert("tasks", TASK)))
    before = _everything(file)
    with pytest.raises(RomaError, match="changed while this command ran"):
        _write(
            file,
            entry("task.created", insert("tasks", TASK)),
            entry("task.updated", change),
            entry("task.created", insert("tasks", TASK)),
        )
    assert _everything(file) == before


def test_what_a_table_refuses_stops_all_of_the_operation(file: File) -> None:
    before = _everything(file)
    with pytest.raises(RomaError, match="CHECK constraint failed"):
        _write(
            file,
            entry("task.created", insert("tasks", TASK)),
            entry("task.created", insert("tasks", {**TASK, "title": ""})),
        )
    assert _everything(file) == before


def test_the_time_of_the_last_change_alone_guards_nothing(file: File) -> None:
    _write(file, entry("task.created", insert("tasks", TASK)))
    change = Change("tasks", 1, {"title": "t", "updated_at": 1}, {"title": "new", "updated_at": 9})
    _write(file, entry("task.updated", change))
    assert file.read("SELECT title, updated_at FROM tasks") == [("new", 9)]


def test_nothing_is_written_through_a_file_that_is_only_read(on_disk: Roma) -> None:
    opened = database.open_existing(on_disk.path)
    assert opened is not None
    with opened:
        opened.writable = False
        with pytest.raises(CannotWrite, match="read-only"):
            _write(opened, entry("task.created", insert("tasks", TASK)))
        assert _tasks(opened) == []


def test_random_keys_are_version_4_and_differ() -> None:
    keys = {operations.new_id() for _ in range(1000)}
    assert len(keys) == 1000
    for key in keys:
        assert [len(part) for part in key.split("-")] == [8, 4, 4, 4, 12]
        assert (key[14], key[19] in "89ab") == ("4", True)


# What may come from a person: no NUL and no lone surrogate, which are refused before (SQLite's
# own functions stop at the one, UTF-8 has no form for the other).
TEXT = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
NUMBER = st.integers(-BIGGEST - 1, BIGGEST)
AWKWARD = ("", '"', "'", "\\", "\\u0041", "\n\t\r\x1b\x7f", "{}", "null", "12", "😀\u2028é", "%s?1")


@pytest.fixture(scope="module")
def long_open(tmp_path_factory: pytest.TempPathFactory) -> Iterator[File]:
    """Return one file for all examples of a property, so that each costs a millisecond."""
    one = Roma(tmp_path_factory.mktemp("ledger"))
    with one.context() as context:
        context.file.connection.execute("PRAGMA synchronous = OFF")
        yield context.file


@given(
    old=st.tuples(TEXT | st.sampled_from(AWKWARD), NUMBER | st.none()),
    new=st.tuples(TEXT | st.sampled_from(AWKWARD), NUMBER | st.none()),
)
@settings(max_examples=200, deadline=None)
def test_the_audit_gives_back_exactly_what_was_and_what_became(
    long_open: File, old: tuple[str, int | None], new: tuple[str, int | None]
) -> None:
    file = long_open
    columns = ("description", "due_date")
    before, after = (dict(zip(columns, values, strict=True)) for values in (old, new))
    made = _write(file, entry("task.created", insert("tasks", {**TASK, **before})))
    [creation] = _data(file, made)
    assert {name: creation["after"][name] for name in columns} == before
    one = Change("tasks", made.keys[0], before, after)
    rows = _tasks(file)
    written = _write(file, entry("task.updated", one))
    if before == after:
        assert _data(file, written) == []
        return
    [data] = _data(file, written)
    assert data == {"table": "tasks", "key": one.key, "before": before, "after": after}
    read = Change(data["table"], data["key"], data["before"], data["after"])
    assert _tasks(file) != rows
    _write(file, entry("task.updated.undone", reverse(read)))
    assert _tasks(file) == rows
    _write(
        file,
        entry(
            "task.created.undone",
            reverse(
                Change(creation["table"], creation["key"], creation["before"], creation["after"])
            ),
        ),
    )
    assert _tasks(file) == [row for row in rows if row[0] != one.key]


def test_the_biggest_numbers_survive_the_audit(file: File) -> None:
    for number in (BIGGEST, -BIGGEST - 1, 2**53 + 1):
        written = _write(file, entry("task.created", insert("tasks", {**TASK, "due_date": number})))
        assert _data(file, written)[0]["after"]["due_date"] == number


def test_an_operation_of_another_user_is_not_found(file: File) -> None:
    file.connection.execute("INSERT INTO users (id, name, created_at) VALUES (2, 'ann', 0)")
    written = _write(file, entry("task.created", insert("tasks", TASK)))
    assert history_queries.operation(file, 1, written.operation_id) is not None
    assert history_queries.operation(file, 2, written.operation_id) is None
    assert history_queries.newest_standing(file, 2) is None


def test_another_process_sees_an_operation_whole_or_not_at_all(on_disk: Roma) -> None:
    opened = database.open_existing(on_disk.path)
    assert opened is not None
    other = sqlite3.connect(on_disk.path)
    try:
        with opened:
            with operations.Operation(opened, 1, 7) as op:
                op.write("a test", [entry("task.created", insert("tasks", TASK))])
                assert other.execute("SELECT count(*) FROM tasks").fetchone() == (0,)
            assert other.execute("SELECT count(*) FROM tasks").fetchone() == (1,)
    finally:
        other.close()
