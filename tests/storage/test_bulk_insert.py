"""Entries that come in a stream: one operation however many there are, in memory one at a time."""

from __future__ import annotations

import json
import sqlite3
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from roma_cli.domain.bulk_changes import Rows
from roma_cli.domain.changes import entry, insert
from roma_cli.domain.errors import RomaError
from roma_cli.storage.queries import history as history_queries
from tests.support import NOON_SECONDS, Roma, overheard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.context import Context
    from roma_cli.domain.changes import Entry, Row

COLUMNS = ("uuid", "user_id", "title", "tags", "tag_keys", "created_at", "updated_at", "series_id")


def _row(number: int, **more: Any) -> Row:
    return {
        "uuid": f"uuid-{number}",
        "user_id": 1,
        "title": f"task {number} to do",
        "tags": "#a #B",
        "tag_keys": "#a #b",
        "created_at": 5,
        "updated_at": 5,
        "series_id": None,
        **more,
    }


def _rows(numbers: range, **more: Any) -> Rows:
    rows = [tuple(_row(number, **more).values()) for number in numbers]
    return Rows("task.created", "tasks", COLUMNS, rows)


def _write(
    context: Context, entries: Iterator[Entry | Rows], *, dry_run: bool = False
) -> list[int | str]:
    with context.operation(dry_run=dry_run) as op:
        op.stream("made", entries)
        op.describe(f"made {len(op.keys)}")
    return op.keys


def test_many_rows_are_what_as_many_entries_would_be(on_disk: Roma) -> None:
    """The index of words and tags is filled as always."""
    numbers = range(600)
    found = []
    fresh = on_disk.db.read_bytes()
    for entries in (
        iter([_rows(numbers)]),
        (entry("task.created", insert("tasks", _row(number))) for number in numbers),
    ):
        on_disk.db.write_bytes(fresh)
        with on_disk.context() as context:
            keys = _write(context, entries)
            [operation] = history_queries.operations(context.file, 1, 1)
            audit = [
                (one.event_type, one.task_id, json.loads(one.event_data), one.row_key)
                for one in history_queries.entries(context.file, operation.id)
            ]
        # What holds NULL in all rows is left to the table, and the audit does not name it.
        for _, _, data, _ in audit:
            data["after"].pop("series_id", None)
        found.append((keys, operation.summary, audit, on_disk.state()))
    assert found[0] == found[1]
    assert found[0][0] == [number + 1 for number in numbers]
    events = on_disk.rows("SELECT count(DISTINCT event_id), count(*) FROM audit_log_entries")
    assert events[0][0] == events[0][1]


def test_rows_refer_to_each_other_and_to_what_came_before(on_disk: Roma) -> None:
    def entries() -> Iterator[Entry | Rows]:
        yield entry("task.created", insert("tasks", _row(0)))
        rows = [tuple(_row(one, series_id=series).values()) for one, series in
                ((1, 1), (2, 3), (3, 3), (4, 5))]  # fmt: skip
        yield Rows("task.created", "tasks", COLUMNS, rows)

    with on_disk.context() as context:
        _write(context, entries())
        assert context.file.read("SELECT id, series_id FROM tasks") == [
            *((1, None), (2, 1), (3, 3), (4, 3), (5, 5)),
        ]


def test_each_entry_is_in_the_file_before_the_next_is_asked_for(on_disk: Roma) -> None:
    seen: list[tuple[int, int]] = []
    with on_disk.context() as context:
        op = context.operation()

        def entries() -> Iterator[Entry | Rows]:
            for number in range(3):
                yield entry("task.created", insert("tasks", _row(number)))
                [(there,)] = context.file.read("SELECT count(*) FROM tasks")
                seen.append((int(str(there)), int(op.keys[-1])))

        with op:
            op.stream("x", entries())
    assert seen == [(1, 1), (2, 2), (3, 3)]


def test_it_is_one_operation_that_is_undone_whole(on_disk: Roma) -> None:
    before = on_disk.state()
    with on_disk.context() as context:
        _write(context, iter([_rows(range(10))]))
        assert context.committed == []  # no hook is called for each
    on_disk.do("undo")
    assert on_disk.state() == before
    on_disk.do("redo")
    assert len(on_disk.rows("SELECT 1 FROM tasks")) == 10


def test_no_entries_are_no_operation(on_disk: Roma) -> None:
    before = on_disk.rows("SELECT max(id) FROM operations")
    with on_disk.context() as context:
        assert _write(context, iter(())) == []
    assert on_disk.rows("SELECT max(id) FROM operations") == before


@pytest.mark.parametrize("dry_run", [False, True])
def test_what_fails_in_the_middle_leaves_nothing(on_disk: Roma, *, dry_run: bool) -> None:
    def entries() -> Iterator[Entry | Rows]:
        yield _rows(range(600))
        raise RomaError("the source ended")

    before = list(_dump(on_disk))
    with on_disk.context() as context, pytest.raises(RomaError, match="the source ended"):
        _write(context, entries(), dry_run=dry_run)
    assert list(_dump(on_disk)) == before


def test_a_dry_run_answers_as_the_real_one_and_leaves_nothing(on_disk: Roma) -> None:
    before = list(_dump(on_disk))
    with on_disk.context() as context:
        tried = _write(context, iter([_rows(range(9))]), dry_run=True)
        assert list(_dump(on_disk)) == before
        assert _write(context, iter([_rows(range(9))])) == tried
    assert list(_dump(on_disk)) != before


def test_what_tells_of_the_past_is_written_without_telling_of_that(
    on_disk: Roma,
) -> None:
    row: Row = {
        "user_id": 1,
        "actor": "elsewhere",
        "kind": "do",
        "summary": "long ago",
        "created_at": 5,
    }
    with on_disk.context() as context:
        _write(context, iter([entry("import.history", insert("operations", row))]))
        assert context.file.read("SELECT count(*) FROM audit_log_entries WHERE created_at = ?",
                               (NOON_SECONDS,)) == context.file.read(
            "SELECT count(*) FROM audit_log_entries WHERE operation_id = 1")  # fmt: skip


def test_neither_statements_nor_memory_grow_with_the_number(on_disk: Roma) -> None:
    """A hundred thousand must go through: two statements for each five hundred, no list of all."""

    def cost(number: int) -> tuple[int, int]:
        first = int(on_disk.rows("SELECT count(*) FROM tasks")[0][0])
        own = 0

        def entries() -> Iterator[Rows]:
            nonlocal own
            for start in range(0, number, 512):
                yield _rows(range(first + start, first + start + 512))
                # Each comes again for whatever its triggers did. They hold their values, which
                # are not to be measured.
                own += len({one for one in statements if one.startswith(_OWN)})
                statements.clear()

        tracemalloc.start()
        with overheard() as statements, on_disk.context() as context:
            _write(context, entries())
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return own, most

    few, many = cost(512 * 2), cost(512 * 20)
    assert (few[0], many[0]) == (2 * 2, 2 * 20)
    assert many[1] < 2 * few[1]


_OWN = ("INSERT INTO tasks ", "INSERT INTO audit_log_entries ")


def _dump(on_disk: Roma) -> Iterator[str]:
    connection = sqlite3.connect(on_disk.path)
    try:
        yield from connection.iterdump()
    finally:
        connection.close()
