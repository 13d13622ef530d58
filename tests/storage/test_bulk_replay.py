"""Many entries of the record taken back, or done again, at once: as one by one, in fewer steps."""

from __future__ import annotations

import json
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest

from roma_cli.domain.bulk_changes import Alike
from roma_cli.domain.changes import Change, NewKey, entry, insert
from roma_cli.domain.errors import RomaError, UsageError
from roma_cli.storage import operations
from roma_cli.usecases.history import replay
from tests.support import Roma, overheard

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from roma_cli.domain.changes import Entry, Row, Value

NUMBER = 20
"""More than are taken one by one."""


def _task(number: int, **more: Value) -> Entry:
    row: Row = {
        "user_id": 1,
        "title": f'task {number} "é\\😀\n',
        "tags": "#a #B" if number % 2 else "",
        "tag_keys": "#a #b" if number % 2 else "",
        "due_date": 2**53 + number if number % 3 else None,
        "created_at": 5,
        "updated_at": 5,
        **more,
    }
    return entry("task.created", insert("tasks", row))


def _mixed() -> Iterator[Entry]:
    """Give what one operation may hold: rows added, changed and removed, linked to each other."""
    yield from (_task(number) for number in range(NUMBER))
    # Others have columns that these have not, and two of them stand alone.
    yield from (_task(number, project="p", series_id=NewKey(number)) for number in range(20, 40))
    for number in range(NUMBER):
        note: Row = {**_NOTE, "uuid": f"note-{number}", "task_id": NewKey(number)}
        yield entry("task.noted", insert("task_notes", note), task_id=NewKey(number))
    yield _task(41)
    for number in range(1, NUMBER):
        change = Change("tasks", number, {"title": f'task {number - 1} "é\\😀\n'}, {"title": "new"})
        yield entry("task.updated", change, task_id=number)
    for number in range(NUMBER):
        session: Row = {
            "user_id": 1,
            "kind": "work",
            "planned_seconds": 5,
            "started_at": 5,
            "ended_at": 9,
            "outcome": "completed",
            "day": "2026-03-04",
            "task_id": NewKey(number),
            "created_at": 5,
            "updated_at": 5,
        }
        key = f"session-{number}"
        yield entry("session.added", insert("timer_sessions", session, key), task_id=number + 1)
    for number in range(NUMBER):
        row = {**_NOTE, "uuid": f"note-{number}", "task_id": number + 1}
        yield entry("task.note_removed", Change("task_notes", number + 1, row, None))


_NOTE: Row = {"user_id": 1, "text": "n", "created_at": 5}


def _done(on_disk: Roma, entries: Iterable[Entry | Alike]) -> int:
    with on_disk.context() as context, operations.Operation(context.file, 1, 7) as op:
        op.stream("a test", entries)
    return op.id


def _again(on_disk: Roma, number: int, *, back: bool, alone: bool) -> int:
    with on_disk.context() as context, operations.Operation(context.file, 1, 9, kind="undo") as op:
        entries = (replay.taken_back if back else replay.done_again)(context.file, number)
        if alone:
            entries = _one_by_one(entries)
        op.target = number
        op.stream("a test", entries)
    return op.id


def _one_by_one(entries: Iterable[Entry | Alike]) -> Iterator[Entry | Alike]:
    some = 0
    for one in entries:
        if isinstance(one, Alike):
            some += 1
            yield from one.each()
        else:
            yield one
    assert some >= 4


def _record(on_disk: Roma, number: int) -> list[tuple[Any, ...]]:
    rows = on_disk.rows(
        "SELECT operation_id, event_type, task_id, parent_task_id, user_id, created_at, row_table,"
        " row_key, event_data FROM audit_log_entries ORDER BY id"
    )
    return [(*row[1:-1], json.loads(row[-1])) for row in rows if row[0] == number]


def test_they_are_written_and_audited_as_each_alone_would_be(on_disk: Roma) -> None:
    on_disk.do("today")
    empty = on_disk.state()
    number = _done(on_disk, _mixed())
    full = on_disk.state()
    assert empty != full
    found = []
    start = on_disk.db.read_bytes()
    for alone in (True, False):
        on_disk.db.write_bytes(start)
        undo = _again(on_disk, number, back=True, alone=alone)
        assert on_disk.state() == empty
        redo = _again(on_disk, number, back=False, alone=alone)
        assert on_disk.state() == full
        found.append((_record(on_disk, undo), _record(on_disk, redo)))
    assert found[0] == found[1]
    assert len(found[0][0]) == len(found[0][1]) == len(_record(on_disk, number))
    [(events, every)] = on_disk.rows(
        "SELECT count(DISTINCT event_id), count(*) FROM audit_log_entries"
    )
    assert events == every


@pytest.mark.parametrize(
    ("sql", "verb", "problem"),
    [
        # The words are those that the ledger has for one that is written alone.
        ("UPDATE tasks SET title = 'other' WHERE id = 7", "undo", "tasks 7 changed while"),
        ("UPDATE tasks SET project = 'other' WHERE id = 7", "undo", None),
        ("UPDATE tasks SET updated_at = 99 WHERE id = 7", "undo", None),
        ("DELETE FROM tasks WHERE id = 7", "undo", "tasks 7 changed while"),
        (
            "UPDATE tasks SET uuid = 'taken' WHERE id = 99",
            "redo",
            "another row has replaced tasks 7",
        ),
    ],
)
def test_what_one_of_them_is_now_counts_as_for_each_alone(
    on_disk: Roma, sql: str, verb: str, problem: str | None
) -> None:
    on_disk.do("today")
    number = _done(on_disk, (_task(one, uuid=str(one)) for one in range(1, NUMBER)))
    _done(on_disk, [entry("task.created", insert("tasks", dict(_OTHER), 99))])
    back = verb == "undo"
    if not back:
        _again(on_disk, number, back=True, alone=False)
    with on_disk.context() as context, context.file.transaction():
        context.file.connection.execute(sql.replace("'taken'", "'7'"))
    before = on_disk.dump()
    if problem is None:
        _again(on_disk, number, back=back, alone=False)
        assert on_disk.rows("SELECT id FROM tasks") == [(99,)]
        return
    with pytest.raises(UsageError if verb == "redo" else RomaError, match=problem):
        _again(on_disk, number, back=back, alone=False)
    assert on_disk.dump() == before


_OTHER: Row = {"user_id": 1, "title": "other", "created_at": 5, "updated_at": 5}


def test_what_came_to_refer_to_one_of_them_stops_all(on_disk: Roma) -> None:
    on_disk.do("today")
    number = _done(on_disk, (_task(one) for one in range(1, NUMBER)))
    _done(on_disk, [entry("task.created", insert("tasks", dict(_OTHER, subtask_of=7)))])
    with pytest.raises(UsageError, match="later changes depend on"):
        _again(on_disk, number, back=True, alone=False)


def test_neither_statements_nor_memory_grow_with_the_number(on_disk: Roma) -> None:
    """A page takes as many however full it is, and the next page comes when it is written."""
    on_disk.do("today")

    def cost(number: int) -> tuple[int, int, int]:
        _done(on_disk, (_task(one) for one in range(number)))
        found = []
        for command in ("undo", "redo"):
            with overheard() as statements:
                on_disk.do(command)
            # Each comes again for whatever its triggers did, as a comment.
            own = {one for one in statements if not one.startswith("-- ")}
            found.append(sum("FROM audit_log_entries" in one for one in own))
        statements.clear()
        # They hold their values, which are not to be measured.
        tracemalloc.start()
        on_disk.do("undo")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found[0], found[1], most

    few, many = cost(512 * 2), cost(512 * 6)
    # Of each page: what is in it, its first entry, the rows, their audit; and whether all was
    # added as recorded.
    assert (many[0] - few[0], many[1] - few[1]) == (4 * 4, 4 * 5)
    assert many[2] < 2 * few[2]


def test_whether_something_later_stands_in_the_way_is_one_question(
    on_disk: Roma,
) -> None:
    on_disk.do("today")
    _done(on_disk, (_task(one) for one in range(100)))
    on_disk.do("task", "add", "later")
    on_disk.do("task", "edit", "40", "--title", "later")
    number = on_disk.rows("SELECT min(id) FROM operations WHERE summary = 'a test'")[0][0]
    with overheard() as statements, pytest.raises(UsageError, match=r"operation \d+ \(.*40"):
        on_disk.do("undo", str(number))
    asked = [one for one in statements if "FROM audit_log_entries" in one]
    assert len(asked) == 2  # and one more of the row that was changed
    assert len(on_disk.rows("SELECT 1 FROM tasks")) == 101
