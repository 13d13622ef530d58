"""At any size: how many statements a command takes, how many rows it fetches, by which index.

Clocks are for `tests.bench.tasks`; here a command on thousands of tasks must do what it does on
a few.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from roma_cli.storage import database
from roma_cli.usecases import json_shapes
from roma_cli.usecases.tasks import commands as task_commands
from roma_cli.usecases.tasks import query as task_query
from tests.bench.tasks import RARE, fill
from tests.support import Roma, overheard

if TYPE_CHECKING:
    from pathlib import Path

    from roma_cli.storage.database import File

FEW, MANY = 30, 3000
"""Tasks; of the few each stream of a list has more than the limits below."""

COMMANDS = [
    ("task", "add", "one more", "--tag", "work"),
    ("task", "done", "5"),
    ("task", "done", "5-8"),
    ("task", "show", "5"),
    ("task", "reopen", "1"),
    ("task", "edit", "5", "--due", "tomorrow"),
    ("task", "delete", "5", "--yes"),
    ("task", "note", "5", "text"),
    ("task", "list", "--limit", "5"),
    ("task", "list", "--status", "all", "--limit", "5"),
    ("task", "search", RARE),
]


@pytest.fixture(scope="module", params=[FEW, MANY], ids=["few", "many"])
def sized(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Roma:
    """Return a file with a few tasks, and one with thousands; the first task is completed."""
    one = Roma(tmp_path_factory.mktemp("sized"))
    one.do("task", "add", "first")
    one.do("task", "done", "1")
    fill(one.db, request.param)
    return one


@pytest.fixture
def copies(sized: Roma, tmp_path: Path) -> Roma:
    """Return a copy of such a file."""
    one = Roma(tmp_path)
    one.db.write_bytes(sized.db.read_bytes())
    return one


@pytest.fixture(scope="module")
def told() -> dict[tuple[str, ...], dict[str, int]]:
    """Return what each command cost so far."""
    return {}


@pytest.fixture
def rows_fetched(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Count the rows that Python gets from the file."""
    counted: list[int] = []
    connect = sqlite3.connect

    def counting(cursor: sqlite3.Cursor, row: tuple[object, ...]) -> tuple[object, ...]:
        del cursor
        counted.append(1)
        return row

    def connect_and_count(*arguments: object, **options: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)  # type: ignore[call-overload]
        connection.row_factory = counting
        return connection

    monkeypatch.setattr(sqlite3, "connect", connect_and_count)
    return counted


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_a_command_costs_the_same_statements_and_rows_at_any_size(
    copies: Roma,
    command: tuple[str, ...],
    rows_fetched: list[int],
    told: dict[tuple[str, ...], dict[str, int]],
) -> None:
    with overheard() as statements:
        result = copies.do(*command)
        list(result.blocks)
    # Statements of the index of words itself, on its own tables, depend on what it holds.
    own = [one for one in statements if "'main'.'task_words" not in one]
    cost = {"statements": len(own), "rows": len(rows_fetched)}
    assert cost["rows"] > 0
    assert told.setdefault(command, cost) == cost


def _plan(one: Roma, statements: list[str]) -> list[str]:
    with closing(sqlite3.connect(one.path)) as connection:
        return [
            str(row[3])
            for statement in statements
            if statement.startswith("SELECT id, uuid")
            for row in connection.execute("EXPLAIN QUERY PLAN " + statement)
        ]


@pytest.mark.parametrize(
    "options",
    [
        ("--limit", "5"),
        ("--limit", "5", "--due", "week"),
        ("--limit", "5", "--priority", "high"),
        ("--limit", "5", "--project", "project 5"),
        ("--limit", "5", "--after", "2026-06-01"),
        ("--limit", "5", "--status", "completed"),
    ],
    ids=" ".join,
)
def test_a_limited_list_walks_an_index_in_its_order_and_sorts_nothing(
    copies: Roma, options: tuple[str, ...]
) -> None:
    with overheard() as statements:
        copies.do("task", "list", *options)
    plan = _plan(copies, statements)
    assert plan
    assert [step for step in plan if "idx_tasks_pending" in step or "idx_tasks_comp" in step] == [
        step for step in plan if step.startswith(("SEARCH tasks", "SCAN tasks"))
    ]
    assert not [step for step in plan if "TEMP B-TREE" in step], plan


def test_a_list_that_would_sort_is_noticed(copies: Roma) -> None:
    statement = "SELECT id, uuid FROM tasks WHERE user_id = 1 ORDER BY title LIMIT 5"
    assert "USE TEMP B-TREE FOR ORDER BY" in _plan(copies, [statement])


def test_a_long_list_is_never_in_memory_as_text_nor_made_twice(sized: Roma) -> None:
    """What is printed as JSON is made one task at a time, and the table is not made at all."""
    with sized.context() as context:
        result = task_commands.list_tasks(context)
    shown = result.json()
    assert iter(shown) is shown  # type: ignore[call-overload]  # an iterator, that is
    assert iter(result.blocks) is result.blocks
    assert next(shown)["id"] > 0


def test_rows_become_tasks_as_they_come(sized: Roma, monkeypatch: pytest.MonkeyPatch) -> None:
    """`File.read` holds all rows of a statement; the streams of a list go past it."""
    read = database.File.read
    most: list[int] = [0]

    def noticed(self: File, sql: str, values: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
        rows = read(self, sql, values)
        most.append(len(rows))
        return rows

    monkeypatch.setattr(database.File, "read", noticed)
    with sized.context() as context:
        found = task_query.select(context, (), task_query.PENDING)
    assert len(found) >= 10
    assert max(most) <= 1


@pytest.fixture
def overdue_told(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    counts: list[int] = []
    is_overdue = json_shapes.is_overdue

    def counting(*arguments: object) -> bool:
        counts.append(1)
        return is_overdue(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(json_shapes, "is_overdue", counting)
    return counts


def test_where_a_day_ends_is_worked_out_once_for_all_tasks_due_then(
    sized: Roma, overdue_told: list[int]
) -> None:
    with sized.context() as context:
        found = task_query.select(context, (), task_query.Chosen(due="today"))
        found += task_query.select(context, (), task_query.PENDING)
        days = {one.due_day for one in found if one.due_date is None}
        dated = [one for one in found if one.due_day is not None]
        list(json_shapes.tasks(context, [one for one in found if one.due_date is None]))
    assert len(overdue_told) == len(days)
    assert len(dated) >= len(days) - 1


def test_streamed_json_is_what_a_task_shows_alone(sized: Roma) -> None:
    listed = {task["id"]: task for task in sized.inside("task", "list", "--json").json()}
    for number in (2, 3, 4, 5, 11):
        shown = sized.inside("task", "show", str(number), "--json").json()
        assert {name: shown[name] for name in listed[number]} == listed[number]
