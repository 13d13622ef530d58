"""todo.txt: each line's meaning, and that a line comes back as it was."""

from __future__ import annotations

import time
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given as generated
from hypothesis import settings

from roma_cli.adapters.formats.todotxt import todotxt
from roma_cli.domain.due import Due
from roma_cli.domain.errors import UsageError
from roma_cli.domain.transfer.interchange import ExternalReminder, ExternalTask
from tests.adapters.formats import given
from tests.support import examples

if TYPE_CHECKING:
    from roma_cli.domain.transfer.interchange import Loss

SAMPLE = """\
(A) 2026-01-05 Write the quarterly report +work @desk due:2026-01-09
(B) Thank Mom for the meatballs @phone
(C) 2026-01-06 Schedule Goodwill pickup +GarageSale @phone due:2026-02-01 rec:1m
Post signs around the neighborhood +GarageSale
@GroceryStore Eco pies
x 2026-01-07 2026-01-05 Review Tim's pull request +TodoTxtTouch @github pri:A
x Pay the phone bill
2026-01-08 Réserver l'hôtel — naïve café ☕ +travel t:2026-02-15 uuid:9b1d custom:va:lue
(D) Water the plants rec:+3d due:2026-01-10
xylophone lesson +music
(a) not a priority
"""

LINES = [
    # a line, and what is not as a plain pending task of its text has it
    ("Buy milk", {"title": "Buy milk"}),
    ("(A) Buy milk", {"title": "Buy milk", "priority": "high"}),
    ("(B) Buy milk", {"title": "Buy milk"}),
    ("(C) Buy milk", {"title": "Buy milk", "priority": "low"}),
    ("(Z) Buy milk", {"title": "Buy milk", "priority": "low"}),
    ("(A)Buy milk", {"title": "(A)Buy milk"}),  # no space after it
    ("(a) Buy milk", {"title": "(a) Buy milk"}),  # a small letter is no priority
    ("Really (A) important", {"title": "Really (A) important"}),  # only at the start
    (" (A) indented", {"title": "(A) indented"}),  # the start of the line, not of the text
    ("2026-01-05 Buy milk", {"title": "Buy milk", "created_at": 1767603600}),
    ("2026-13-45 Buy milk", {"title": "2026-13-45 Buy milk"}),  # no such date
    ("2026-01-05 2026-01-04 Buy", {"title": "2026-01-04 Buy", "created_at": 1767603600}),
    ("x Buy milk", {"title": "Buy milk", "status": "completed"}),
    ("X Buy milk", {"title": "X Buy milk"}),  # a capital X is text
    ("xylophone", {"title": "xylophone"}),
    ("x", {"title": "x"}),  # nothing was done
    ("x ", {"title": "x"}),
    ("x (A) Buy milk", {"title": "Buy milk", "status": "completed", "priority": "high"}),
    (
        "x 2026-01-07 2026-01-05 Buy milk pri:C",
        {"title": "Buy milk", "status": "completed", "priority": "low"}
        | {"completed_at": 1767776400, "created_at": 1767603600},
    ),
    (
        "x 2026-01-07 Buy milk",  # one date of a done task is the day it was done
        {"title": "Buy milk", "status": "completed", "completed_at": 1767776400},
    ),
    ("Buy milk pri:A", {"title": "Buy milk pri:A"}),  # only what is done says it so
    (
        "Call @phone Mom +family now",
        {"title": "Call Mom now", "tags": ("phone",)} | {"project": "family"},
    ),
    ("mail me@example.org about 1+1", {"title": "mail me@example.org about 1+1"}),
    ("a + b @ c", {"title": "a + b @ c"}),  # a sign alone names nothing
    ("due: soon + @ rec: t:", {"title": "due: soon + @ rec: t:"}),  # and neither does a key
    ("+ a +b c + d", {"title": "+ a c + d", "project": "b"}),
    ("@home +house", {"title": "@home +house", "tags": ("home",), "project": "house"}),
    ("Pay #5 now #urgent", {"title": "Pay #5 now #urgent"}),  # no mark of todo.txt's
    ("Pay due:2026-01-09", {"title": "Pay", "due": Due(None, date(2026, 1, 9))}),
    ("Pay due:2026-01-09T17:00", {"title": "Pay", "due": Due(1767996000, None)}),
    ("Pay due:2026-01-09T17:00-05:00", {"title": "Pay", "due": Due(1767996000, None)}),
    ("Pay due:2026-03-08T02:30", {"title": "Pay", "due": Due(1772955000, None)}),  # in the gap
    ("Pay t:2026-02-15", {"title": "Pay", "wait_until": 1771146000}),
    ("Pay rec:+2w", {"title": "Pay", "recurrence": "every 2 weeks"}),
    ("Pay rec:1m", {"title": "Pay", "recurrence": "monthly", "repeat_from": "completion"}),
    ("Read http://example.org/a:b", {"title": "Read http://example.org/a:b"}),
    ("Meet 10:30 re:budget", {"title": "Meet 10:30 re:budget"}),  # unknown keys are words
    ("tab\tin the middle", {"title": "tab\tin the middle"}),
    ("two  spaces   stay", {"title": "two  spaces   stay"}),
    ("uuid:0B2D1C8E-0000-4000-8000-000000000001 X", {"title": "X"}),
    ("right \u202e to left \u2028 line", {"title": "right \u202e to left \u2028 line"}),
]


@pytest.mark.parametrize(("line", "told"), LINES, ids=[line for line, _ in LINES])
def test_a_line_means(line: str, told: dict[str, Any]) -> None:
    task = given.only(todotxt, line)
    plain = ExternalTask(uuid=task.uuid, title="", extras={"line": line})
    assert task == plain._replace(**told)


@pytest.mark.parametrize("line", [*SAMPLE.splitlines(), *[line for line, _ in LINES]])
def test_a_line_that_nothing_happened_to_comes_back_byte_for_byte(line: str) -> None:
    tasks, _ = given.read(todotxt, line)
    assert given.written(todotxt, tasks)[0] == line + "\n"


@pytest.mark.parametrize(
    ("data", "titles"),
    [
        (b"\xef\xbb\xbfa\nb\n", ["a", "b"]),
        (b"a\r\nb\r\n", ["a", "b"]),
        (b"a\rb", ["a", "b"]),
        (b"\n\n  \na\n\t\nb", ["a", "b"]),
        ("\ufeffa\nb".encode("utf-16"), ["\ufeffa", "b"]),
        (b"", []),
    ],
    ids=["byte order mark", "CRLF", "CR", "blank lines", "UTF-16", "empty"],
)
def test_lines_of_every_kind_are_lines(data: bytes, titles: list[str]) -> None:
    assert [task.title for task in given.read(todotxt, data)[0]] == titles


@pytest.mark.parametrize(
    ("data", "named"), [(b"a\nb\xff\n", "line 2"), (b"a\x00b", "NUL")], ids=["no UTF-8", "NUL"]
)
def test_what_is_no_text_is_refused_with_its_place(data: bytes, named: str) -> None:
    with pytest.raises(UsageError, match=named):
        given.read(todotxt, data)


@pytest.mark.parametrize(
    ("line", "field"),
    [
        ("Pay due:tomorrow", "due"),
        ("Pay due:2026-02-30", "due"),
        ("Pay t:soon", "t"),
        ("Pay rec:5b", "rec"),  # business days
        ("Pay rec:0d", "rec"),
        ("Pay +one +two", "+two"),
    ],
)
def test_a_word_that_says_nothing_roma_knows_is_named_and_not_lost(line: str, field: str) -> None:
    tasks, losses = given.read(todotxt, line)
    assert [(loss.record, loss.field) for loss in losses] == [("line 1", field)]
    assert given.written(todotxt, tasks)[0] == line + "\n"


def test_a_line_is_found_again_after_it_was_done_put_off_or_tagged() -> None:
    lines = (
        "2026-01-05 Buy milk",
        "(A) 2026-01-05 Buy milk @shop",
        "x 2026-02-01 2026-01-05 Buy milk +home pri:A due:2026-01-09",
    )
    assert len({given.only(todotxt, line).uuid for line in lines}) == 1


def test_equal_lines_are_different_tasks_and_the_same_ones_every_time() -> None:
    first, _ = given.read(todotxt, "Buy milk\nBuy milk\n")
    again, _ = given.read(todotxt, "Buy milk\nBuy milk\n")
    assert len({task.uuid for task in first}) == 2
    assert first == again


@pytest.mark.parametrize(
    ("line", "changes", "after"),
    [
        ("Call @phone Mom", {"title": "Call Dad"}, "Call Dad @phone uuid:{uuid}"),
        ("(D) Call Mom +a +b", {"priority": "high"}, "(A) Call Mom +a +b"),
        ("(D) Call Mom", {"priority": "medium"}, "(B) Call Mom"),
        ("Call Mom +a +b", {"project": "c"}, "Call Mom +c +b"),
        ("Call Mom +a @x", {"project": None, "tags": ()}, "Call Mom"),
        ("Call Mom @x @y", {"tags": ("y", "z")}, "Call Mom @y @z"),
        (
            "Call due:2026-01-09 Mom",
            {"due": Due(None, date(2026, 1, 10))},
            "Call due:2026-01-10 Mom",
        ),
        ("Call due:2026-01-09 Mom", {"due": None}, "Call Mom"),
        (
            "(A) 2026-01-05 Call Mom",
            {"status": "completed", "completed_at": 1767776400},
            "x 2026-01-07 2026-01-05 Call Mom pri:A",
        ),
        ("x 2026-01-07 2026-01-05 Call pri:A", {"status": "pending"}, "(A) 2026-01-05 Call"),
        ("Call rec:1m", {"repeat_from": "due"}, "Call rec:+1m"),
        ("Call", {"wait_until": 1771146000}, "Call t:2026-02-15"),
    ],
)
def test_only_what_changed_is_changed_in_the_line(
    line: str, changes: dict[str, Any], after: str
) -> None:
    task = given.only(todotxt, line)._replace(**changes)
    assert given.written(todotxt, [task])[0] == after.format(uuid=task.uuid) + "\n"


def test_a_task_of_romas_own_becomes_a_line_and_the_same_task_again() -> None:
    task = ExternalTask(
        uuid="0b2d1c8e-0000-4000-8000-000000000001",
        title="Call Mom",
        due=Due(1_772_960_400, None),
        recurrence="every 2 weeks",
        priority="high",
        tags=("phone", "family"),
        project="home",
        created_at=1767603600,
    )
    text, losses = given.written(todotxt, [task])
    assert text == (
        "(A) 2026-01-05 Call Mom +home due:2026-03-08T05:00-04:00 rec:+2w @phone @family"
        " uuid:0b2d1c8e-0000-4000-8000-000000000001\n"
    )
    assert given.fields(losses) == ["created_at, completed_at"]
    assert given.only(todotxt, text)._replace(extras={}) == task


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": "two\nlines"}, "title"),
        ({"title": "due:2026-01-01 is how"}, "title"),
        ({"project": "two words"}, "project"),
        ({"recurrence": "every weekday"}, "recurrence"),
        ({"description": "more"}, "description"),
        ({"estimate": 3}, "estimate"),
        ({"part_of": "p"}, "part_of"),
        ({"reminders": (ExternalReminder(5, None),)}, "reminders"),
    ],
)
def test_what_a_line_cannot_say_is_named(changes: dict[str, Any], field: str) -> None:
    task = ExternalTask(uuid="0b2d1c8e-0000-4000-8000-000000000001", title="Call")
    text, losses = given.written(todotxt, [task._replace(**changes)])
    assert field in given.fields(losses)
    assert text.count("\n") == 1


@settings(max_examples=examples(50, 500), deadline=None)
@generated(given.tasks())
def test_every_difference_of_what_comes_back_was_named(task: ExternalTask) -> None:
    text, losses = given.written(todotxt, [task])
    again = given.only(todotxt, text)
    assert _unnamed(task, again, losses) == []


def _unnamed(task: ExternalTask, again: ExternalTask, losses: list[Loss]) -> list[str]:
    named = {field for loss in losses for field in loss.field.split(", ")}
    silent = {"extras"}
    return [
        field
        for field in task._fields
        if field not in named | silent
        and (
            set(task.tags) != set(again.tags)
            if field == "tags"
            else getattr(task, field) != getattr(again, field)
        )
    ]


@pytest.mark.parametrize(
    ("head", "is_one"),
    [
        (SAMPLE.encode(), True),
        (b"Buy milk\nCall @home\n", True),
        (b"Buy milk\n", False),  # any text
        (b"BEGIN:VCALENDAR\nX +a\n", False),
        (b'{"a": "x +b @c"}', False),
        (b'[\n{"a": " +b"}\n]', False),
        (b"title,due\na +b,\n", False),
        (b"\x00\x01 +a", False),
        (b"", False),
    ],
)
def test_it_is_told_from_the_content(head: bytes, is_one: bool) -> None:
    assert todotxt.looks_like(head) is is_one


def test_a_title_of_ten_megabytes_is_read_whole() -> None:
    assert len(given.only(todotxt, "y" * 10_000_000).title) == 10_000_000
    began = time.process_time()
    assert given.only(todotxt, "y " * 5_000_000 + "+z").project == "z"
    assert time.process_time() - began < 4
