"""Todoist's CSV: what each cell becomes, and what is named."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from roma_cli.adapters.formats.todoist import todoist
from roma_cli.domain.due import Due
from roma_cli.domain.errors import UsageError
from roma_cli.domain.transfer.interchange import ExternalTask
from tests.adapters.formats import given

HEAD = "TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\r\n"
PATH = "/home/ann/Home repairs [220474322].csv"


def _day(text: str) -> Due:
    return Due(None, date.fromisoformat(text))


TODAY = _day("2026-03-04")


def _tasks(*rows: str, path: str | None = None) -> list[ExternalTask]:
    return given.read(todoist, HEAD + "\r\n".join(rows) + "\r\n", path=path)[0]


def _row(date_text: str = "", zone: str = "", language: str = "en") -> str:
    return f'task,Call,,4,1,,,"{date_text}",{language},{zone}'


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("task,Call,,4,1,,,,,", {}),
        ("task,Call,,1,1,,,,,", {"priority": "high"}),
        ("task,Call,,2,1,,,,,", {"priority": "medium"}),
        ("task,Call,,3,1,,,,,", {"priority": "low"}),
        ("task,Call @a @b_2 Mom,,4,1,,,,,", {"title": "Call Mom", "tags": ("a", "b_2")}),
        ("task,mail me@example.org,,4,1,,,,,", {"title": "mail me@example.org"}),
        ("task,@phone,,4,1,,,,,", {"title": "@phone", "tags": ("phone",)}),
        ('task,"A, b","two\nlines",4,1,,,,,', {"title": "A, b", "description": "two\nlines"}),
        ("task,Call", {}),  # the rest of the cells left out
    ],
)
def test_a_row_means(row: str, told: dict[str, Any]) -> None:
    [task] = _tasks(row)
    assert task == ExternalTask(uuid=task.uuid, title="Call")._replace(**told)


@pytest.mark.parametrize(
    ("words", "zone", "told"),
    [
        ("2026-03-08", "", {"due": _day("2026-03-08")}),
        ("tomorrow", "", {"due": _day("2026-03-05")}),
        ("12 Jan", "", {"due": _day("2027-01-12")}),
        ("tomorrow at 9am", "", {"due": Due(1772719200, None)}),
        ("tomorrow at 9am", "Europe/Berlin", {"due": Due(1772697600, None)}),  # 09:00 there
        ("every day", "", {"recurrence": "daily", "due": TODAY}),
        (
            "every! 3 days",
            "",
            {"recurrence": "every 3 days", "repeat_from": "completion", "due": TODAY},
        ),
        ("every mon at 20:00", "", {"recurrence": "every mon", "due": Due(1773100800, None)}),
        ("Every Other Week", "", {"recurrence": "every 2 weeks", "due": TODAY}),
        ("every 27th", "", {"recurrence": "every month on the 27th", "due": _day("2026-03-27")}),
        ("every month starting 1 apr", "", {"recurrence": "monthly", "due": _day("2026-04-01")}),
        # Today's is past.
        ("every day at 6am", "", {"recurrence": "daily", "due": Due(1772708400, None)}),
    ],
)
def test_a_date_in_words_means(words: str, zone: str, told: dict[str, Any]) -> None:
    [task] = _tasks(_row(words, zone))
    assert task == ExternalTask(uuid=task.uuid, title="Call")._replace(**told)


@pytest.mark.parametrize("words", ["morgen", "every jan 27", "every 2nd monday", "03/04/2026"])
def test_a_date_that_roma_does_not_understand_is_kept_and_named(words: str) -> None:
    [task], [loss] = given.read(todoist, HEAD + _row(words, "Europe/Berlin", "de"))
    assert (loss.record, loss.field) == ("line 2", "DATE")
    assert task.due is None
    assert task.recurrence == "none"
    assert task.extras == {"DATE": words, "DATE_LANG": "de", "TIMEZONE": "Europe/Berlin"}


def test_subtasks_stand_below_their_task_and_deeper_ones_too_which_is_named() -> None:
    rows = "task,A,,4,1\ntask,B,,4,2\ntask,C,,4,3\ntask,D,,4,2\ntask,E,,4,1\n"
    tasks, losses = given.read(todoist, HEAD + rows)
    top = tasks[0].uuid
    assert [task.part_of for task in tasks] == [None, top, top, top, None]
    assert [(loss.record, loss.field) for loss in losses] == [("line 4", "INDENT")]


def test_comments_become_notes_of_the_task_above() -> None:
    rows = "task,A,,4,1\nnote,first\nnote,second,,,,Ann (1),,2026-03-01T10:00:00Z\ntask,B,,4,1\n"
    tasks, _ = given.read(todoist, HEAD + rows)
    told = [(note.text, note.created_at) for note in tasks[0].notes]
    assert told == [("first", given.NOW), ("second", 1772359200)]
    assert tasks[1].notes == ()


def test_the_project_is_the_files_name() -> None:
    assert _tasks("task,A,,4,1", path=PATH)[0].project == "Home repairs"
    assert _tasks("task,A,,4,1")[0].project is None


def test_what_roma_has_no_field_for_is_named() -> None:
    rows = (
        "meta,view_style=list,,,,,,,,\n"
        "note,on the project\n"
        "section,Later\n"
        "task,A,,7,1,Ann (1),Bob (2)\n"
        "task,,,4,1\n"
    )
    [task], losses = given.read(todoist, HEAD + rows)
    assert [(loss.record, loss.field) for loss in losses] == [
        ("line 2", "meta"),
        ("line 3", "note"),
        ("line 5", "AUTHOR"),
        ("line 5", "RESPONSIBLE"),
        ("line 5", "section"),
        ("line 5", "PRIORITY"),
        ("line 6", ""),
    ]
    assert task.extras == {"AUTHOR": "Ann (1)", "RESPONSIBLE": "Bob (2)", "section": "Later"}


def test_columns_and_cells_that_are_not_known_are_named() -> None:
    head = HEAD.strip() + ",COLOUR\n"
    blank = "," * (head.count(",") - 8)
    rows = (
        f"task,A,,4,1,,,fri,en{blank}red\n"
        f"note,N,,,,Ann (1),,some day,{blank}blue\n"
        f"task,B,,4,1,,,fri,en{blank},beyond\n"
    )
    tasks, losses = given.read(todoist, head + rows)
    assert [(loss.record, loss.field) for loss in losses] == [
        ("line 2", "COLOUR"),
        ("line 3", "DATE"),
        ("line 3", "AUTHOR"),
        ("line 3", "COLOUR"),
        ("line 4", ""),
    ]
    assert tasks[0].extras == {"COLOUR": "red"}


def test_a_zone_that_is_none_is_named() -> None:
    row = ["task", "A", "", "4", "1", "", "", "fri 9am", "en", "Mars/Base"]
    names = HEAD.strip().split(",")
    assert names[9] == "TIMEZONE"
    _, losses = given.read(todoist, HEAD + ",".join(row) + "\n")
    assert [(loss.field, loss.reason) for loss in losses] == [
        ("TIMEZONE", "unknown time zone 'Mars/Base'")
    ]


def test_the_same_file_gives_the_same_tasks() -> None:
    rows = ("task,A,,4,1", "note,n", "task,A,,4,1", "note,n", "task,B,,4,2")
    first = _tasks(*rows, path=PATH)
    assert first == _tasks(*rows, path=PATH)
    assert len({task.uuid for task in first}) == 3


@pytest.mark.parametrize("data", ["", "title,due\nA,\n", HEAD + 'task,"A'])
def test_another_table_or_a_broken_one_is_refused(data: str) -> None:
    with pytest.raises(UsageError):
        given.read(todoist, data)


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (HEAD.encode(), True),
        (("\ufeff" + HEAD).encode(), True),
        (b"TYPE,CONTENT,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE\n", True),
        (b"title,due\n", False),
        (b"", False),
    ],
)
def test_it_is_told_from_the_content(head: bytes, is_one: bool) -> None:
    assert todoist.looks_like(head) is is_one
