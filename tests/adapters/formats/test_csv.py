"""CSV: roma's own table without loss, formulas made harmless, and other people's tables."""

from __future__ import annotations

import contextlib
import csv as standard
import io
from datetime import date
from typing import Any

import pytest
from hypothesis import given as generated
from hypothesis import settings
from hypothesis import strategies as st

from roma_cli.adapters.formats.csv import roma_csv
from roma_cli.adapters.formats.todoist import todoist
from roma_cli.domain.due import Due
from roma_cli.domain.errors import UsageError
from roma_cli.domain.transfer.interchange import ExternalReminder, ExternalTask
from tests.adapters.formats import given
from tests.support import examples

MARCH_8 = Due(None, date(2026, 3, 8))
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "'=1", "''=1", "'-", "'")


@settings(max_examples=examples(50, 500), deadline=None)
@generated(given.tasks())
def test_what_roma_writes_comes_back_as_it_was(task: ExternalTask) -> None:
    text, losses = given.written(roma_csv, [task, task._replace(extras={"Weird": "=ü", "n": "1"})])
    again, named = given.read(roma_csv, text)
    assert again == [task, task._replace(extras={"Weird": "=ü", "n": "1"})]
    assert losses == named == []


@generated(given.texts())
def test_no_cell_begins_as_a_formula_and_each_can_be_turned_back(text: str) -> None:
    assert roma_csv.safe(text)[:1] not in (*"=+-@\t\r", "\n")
    assert roma_csv.plain(roma_csv.safe(text)) == text


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_made_harmless_and_comes_back(text: str) -> None:
    task = ExternalTask(uuid="u", title=text, description=text)
    table, _ = given.written(roma_csv, [task])
    [_, row] = standard.reader(io.StringIO(table, newline=""))
    assert row[1] == (text if text == "'" else "'" + text)
    assert given.only(roma_csv, table) == task


def test_raw_leaves_formulas_as_they_are_and_names_what_would_not_come_back() -> None:
    tasks = [ExternalTask(uuid="u", title="=1+1"), ExternalTask(uuid="v", title="'=1")]
    table, losses = given.written(roma_csv, tasks, raw=True)
    assert table.splitlines()[1].startswith("u,=1+1,")
    assert [(loss.record, loss.field) for loss in losses] == [("'=1", "title")]


def test_an_export_of_nothing_is_the_names_of_the_columns() -> None:
    table, _ = given.written(roma_csv, [])
    assert table.startswith("uuid,title,description,due,priority,tags,")
    assert given.read(roma_csv, table) == ([], [])


TABLES: list[tuple[str, str, dict[str, Any]]] = [
    ("title and due", "title,due\nA,2026-03-08\n", {"due": MARCH_8}),
    ("semicolons", "Task;Due date\nA;2026-03-08\n", {"due": MARCH_8}),
    ("tabs", "Name\tTags\nA\tx y\n", {"tags": ("x", "y")}),
    ("a line sep=", "sep=;\r\nName;Tags\r\nA;x,y\r\n", {"tags": ("x", "y")}),
    ("blank lines before", "\n\nname,tags\nA,x\n", {"tags": ("x",)}),
    ("a byte order mark", "\ufefftitle,tags\nA,#x\n", {"tags": ("x",)}),
    ("capitals, dashes", " TASK-NAME , Due_Date \nA,8 Mar 2026\n", {"due": MARCH_8}),
    ("quotes, line ends", 'title,notes\nA,"a\r\nb, ""c"""\n', {"description": 'a\r\nb, "c"'}),
    ("CR alone", "title,tags\rA,x\r", {"tags": ("x",)}),
    ("no line end", "title,tags\nA,x", {"tags": ("x",)}),
    ("too few cells", "title,tags,notes\nA\n", {}),
    ("blank rows", "title,tags\n,\n\nA,\n , \n", {}),
    ("done", "title,done\nA,yes\n", {"status": "completed"}),
    (
        "a completion date",
        "title,completed at\nA,2026-03-01\n",
        {"status": "completed", "completed_at": 1772355600},
    ),
    ("priorities", "title,priority\nA,HIGH\n", {"priority": "high"}),
    ("a repeat", "title,repeat\nA,every other week\n", {"recurrence": "every 2 weeks"}),
    ("a formula's apostrophe stays", "title,tags\n'=A,x\n", {"title": "'=A", "tags": ("x",)}),
    ("a zone", "title,due\nA,2026-03-08T02:30:00-05:00\n", {"due": Due(1772955000, None)}),
]


@pytest.mark.parametrize(
    ("table", "told"), [row[1:] for row in TABLES], ids=[row[0] for row in TABLES]
)
def test_a_table_of_others_is_read_by_the_names_of_its_columns(
    table: str, told: dict[str, Any]
) -> None:
    [task], losses = given.read(roma_csv, table)
    assert task == ExternalTask(uuid=task.uuid, title="A")._replace(**told)
    assert losses == []


@pytest.mark.parametrize(
    ("table", "record", "field", "reason"),
    [
        ("title,due\nA,03/04/2026\n", "line 2", "due", "could mean"),
        ("title,due\nA,soonish\n", "line 2", "due", "soonish"),
        ("title,priority\nA,9\n", "line 2", "priority", "can't read '9' as a priority"),
        ("title,state\nA,cancelled\n", "line 2", "status", "can't read 'cancelled' as a status"),
        ("title,due,Owner\nA,,Ann\n", "line 2", "Owner", "kept"),
        ("title,due\nA,,x\n", "line 2", "", "3 cells"),
        ('title,due\n"A\nB",\nC,soonish\n', "line 4", "due", "soonish"),
        ("title,due\n ,2026-01-01\n", "line 2", "", "no title"),
    ],
)
def test_what_a_row_says_and_roma_does_not_understand_is_named(
    table: str, record: str, field: str, reason: str
) -> None:
    _, [loss] = given.read(roma_csv, table)
    assert (loss.record, loss.field) == (record, field)
    assert reason in loss.reason


def test_what_is_no_field_is_kept_for_the_way_back() -> None:
    task = given.only(roma_csv, "title,Owner,due\nA,Ann,soonish\n")
    assert task.extras == {"Owner": "Ann", "due": "soonish"}
    assert given.only(roma_csv, given.written(roma_csv, [task])[0]) == task


def test_columns_of_one_name_or_none_are_all_kept() -> None:
    [task], losses = given.read(roma_csv, "title,Owner,,Owner,\nA,Ann,b,Bob,c\n")
    assert list(task.extras.values()) == ["Ann", "b", "Bob", "c"]
    assert given.fields(losses) == list(task.extras)


@pytest.mark.parametrize(
    ("table", "message"),
    [
        ('title,due\nA,\n"B,2026', "line 3.* ends inside a quoted cell"),
        ('title,due\n"A"B,\n', "line 2.* not valid CSV"),
        ("due,tags\n2026-01-01,x\n", "line 1.* no column"),
        ("", "no column"),
        ("title\x00,due\n", "NUL"),
        (b"title,due\nA\xe9,\n", "line 2"),
    ],
)
def test_a_broken_table_is_refused_with_its_line(table: str | bytes, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        given.read(roma_csv, table)


def test_a_cell_beyond_the_standard_limit_is_read() -> None:
    assert len(given.only(roma_csv, f'title,due\n"{"y" * 10_000_000}",\n').title) == 10_000_000


def test_a_row_without_an_id_is_the_same_task_every_time() -> None:
    table = "title,project\nA,x\nA,x\nA,y\n"
    first, _ = given.read(roma_csv, table)
    assert len({task.uuid for task in first}) == 3
    assert given.read(roma_csv, table)[0] == first


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("notes", "no JSON"),
        ("notes", '[{"text": 1}]'),
        ("extras", "[1]"),
        ("due", "soonish"),
        ("estimate", "many"),
        ("reminders", "tomorrow?"),
        ("status", "odd"),
        ("created_at", "then"),
    ],
)
def test_a_cell_of_romas_own_table_that_was_spoilt_is_named(column: str, cell: str) -> None:
    table, _ = given.written(roma_csv, [ExternalTask(uuid="u", title="A")])
    names, row = standard.reader(io.StringIO(table, newline=""))
    row[names.index(column)] = cell
    spoilt = io.StringIO(newline="")
    standard.writer(spoilt).writerows((names, row))
    [task], losses = given.read(roma_csv, spoilt.getvalue())
    assert given.fields(losses) == [column]
    assert task.title == "A"


def test_a_spreadsheet_may_write_the_moments_anew() -> None:
    task = ExternalTask(
        uuid="u", title="A", created_at=given.NOW, reminders=(ExternalReminder(5, None),)
    )
    table, _ = given.written(roma_csv, [task], given.UTC)
    changed = table.replace("2026-03-04T12:00:00+00:00", "2026-03-04 12:00")
    assert given.only(roma_csv, changed, given.UTC) == task


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (b"title,due\n", True),
        (b"sep=;\nTask;Priority\n", True),
        (b"uuid,title,description\n", True),
        (b"TYPE,CONTENT,PRIORITY,INDENT\n", False),  # Todoist's
        (b"Buy milk, eggs\n", False),
        (b"title\n", False),  # any word
        (b"", False),
        (b"\x00title,due", False),
    ],
)
def test_it_is_told_from_the_content(head: bytes, is_one: bool) -> None:
    assert roma_csv.looks_like(head) is is_one
    assert not todoist.looks_like(head) or not is_one


@settings(max_examples=100, deadline=None)
@generated(st.binary(max_size=200))
def test_nothing_but_a_usage_error_comes_of_any_bytes(data: bytes) -> None:
    roma_csv.looks_like(data)
    for head in (b"", b"title,due\n", b"uuid,title,due,recurrence,repeat_from,wait_until\n"):
        with contextlib.suppress(UsageError):
            given.read(roma_csv, head + data)
