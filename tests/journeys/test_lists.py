"""Finding tasks: in which order they are listed, what each filter leaves, how several are named."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from tests.support import Roma

if TYPE_CHECKING:
    from pathlib import Path

TASKS = (
    ("Plain", ()),
    ("Urgent", ("-p", "high")),
    ("Some day", ("-p", "low")),
    ("Dentist", ("--due", "2026-03-06 09:00", "-t", "health")),
    ("Rent", ("--due", "2026-03-06", "-t", "home", "-p", "low")),
    ("Passport", ("--due", "2026-03-06", "-p", "high", "-t", "Home", "-t", "travel")),
    ("Report", ("--due", "today 17:00", "-t", "work")),
    ("Water plants", ("--due", "today", "-t", "home", "--description", "All seven")),
    ("Tax", ("--due", "2026-03-02", "-p", "high")),
    ("Call Ann", ("--due", "today 09:00")),
    ("Holiday", ("--due", "2026-07-01", "-t", "travel")),
    ("Done before", ()),
    (
        "Done after",
        (
            "--due",
            "2026-03-01",
        ),
    ),
)
"""Titles in the order of their ids, with the options they are added with; today is 4 March."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with all of TASKS, the last two completed; to be copied, never changed."""
    roma = Roma(tmp_path_factory.mktemp("lists"))
    for title, options in TASKS:
        assert roma.inside("task", "add", title, *options).code == 0
    roma.inside("task", "done", "12")
    roma.at("2026-03-04T12:00:01Z").inside("task", "done", "13")
    return roma.db


@pytest.fixture
def full(roma: Roma, template: Path) -> Roma:
    """Return a roma with a copy of the template, a second after noon."""
    shutil.copy(template, roma.db)
    return roma.at("2026-03-04T12:00:01Z")


def _titles(roma: Roma, *arguments: str) -> list[str]:
    said = roma.inside("task", "list", *arguments, "--json")
    assert said.code == 0, said
    return [task["title"] for task in said.json()]


def test_a_list_goes_by_deadline_then_priority_then_number(full: Roma) -> None:
    """A whole day's deadline is its end, so what is due at an hour of that day comes first."""
    assert _titles(full) == [
        *("Tax", "Call Ann", "Report", "Water plants"),
        *("Dentist", "Passport", "Rent", "Holiday"),
        *("Urgent", "Plain", "Some day"),
    ]


def test_completed_tasks_come_last_and_the_last_completed_first(full: Roma) -> None:
    everything = _titles(full, "--status", "all")
    assert everything[:-2] == _titles(full)
    assert (
        everything[-2:] == _titles(full, "--status", "completed") == ["Done after", "Done before"]
    )


@pytest.mark.parametrize(
    ("options", "titles"),
    [
        ("--due overdue", "Tax, Call Ann"),
        ("--due today", "Call Ann, Report, Water plants"),
        ("--due week", "Call Ann, Report, Water plants, Dentist, Passport, Rent"),
        ("--due none", "Urgent, Plain, Some day"),
        ("--tag home", "Water plants, Passport, Rent"),
        ("--tag #HOME", "Water plants, Passport, Rent"),
        ("--tag hom", ""),
        ("--priority high", "Tax, Passport, Urgent"),
        ("-p high -t travel", "Passport"),
        ("--limit 3", "Tax, Call Ann, Report"),
        ("--tag home --limit 1", "Water plants"),
        ("done", ""),
        ("done --status all", "Done after, Done before"),
        ("PLANTS", "Water plants"),
        ("seven water", "Water plants"),
        ("water zebra", ""),
        ("a --limit 2", "Tax, Call Ann"),
    ],
)
def test_a_filter_leaves_what_it_names_in_the_same_order(
    full: Roma, options: str, titles: str
) -> None:
    assert ", ".join(_titles(full, *options.split())) == titles


def test_the_roma_day_decides_what_is_due_today(roma: Roma) -> None:
    """At half past one, with a day that begins at four, today is still yesterday's date."""
    roma.inside("config", "set", "daily_reset_time", "04:00")
    for title, due in (("Third", "2026-03-03"), ("Fourth", "2026-03-04"), ("Fifth", "2026-03-05")):
        roma.inside("task", "add", title, "--due", due)
    roma.at("2026-03-05T01:30:00Z")
    assert _titles(roma, "--due", "today") == ["Fourth"]
    assert _titles(roma, "--due", "overdue") == ["Third"]
    roma.at("2026-03-05T04:00:00Z")
    assert _titles(roma, "--due", "today") == ["Fifth"]
    assert _titles(roma, "--due", "overdue") == ["Third", "Fourth"]


def test_a_week_ends_on_sunday(roma: Roma) -> None:
    for due in ("2026-03-07", "2026-03-08", "2026-03-09"):
        roma.inside("task", "add", due, "--due", due)
    assert _titles(roma, "--due", "week") == ["2026-03-07", "2026-03-08"]
    roma.at("2026-03-08T23:59:59Z")
    assert _titles(roma, "--due", "week") == ["2026-03-08"]
    roma.at("2026-03-09T00:00:00Z")
    assert _titles(roma, "--due", "week") == ["2026-03-09"]


@pytest.mark.parametrize(
    ("words", "stdin", "ids"),
    [
        (("3",), b"", (3,)),
        (("5", "3"), b"", (5, 3)),
        (("3-5",), b"", (3, 4, 5)),
        (("#3", "7-7"), b"", (3, 7)),
        (("3", "2-4", "3"), b"", (3, 2, 4)),
        (("-",), b"4 2\n7\n", (4, 2, 7)),
        (("1", "-"), b"3-4\r\n", (1, 3, 4)),
    ],
)
def test_several_tasks_are_named_in_one_command(
    full: Roma, words: tuple[str, ...], stdin: bytes, ids: tuple[int, ...]
) -> None:
    said = full.inside("task", "done", *words, "--json", stdin=stdin)
    assert tuple(task["id"] for task in said.json()["completed"]) == ids


@pytest.mark.parametrize(
    "line",
    [
        "task done 1 2 99",
        "task done 1 12",
        "task reopen 12 1",
        "task edit 1 2 99 --priority low",
        "task delete 1 2 99 --yes",
        "task done 1 x",
    ],
)
def test_of_several_tasks_all_are_changed_or_none(full: Roma, line: str) -> None:
    before = full.dump()
    operations = full.rows("SELECT count(*) FROM operations")
    assert full.inside(*line.split()).code in (2, 3)
    assert full.dump() == before
    assert full.rows("SELECT count(*) FROM operations") == operations


def test_what_one_command_did_to_many_is_undone_at_once(full: Roma) -> None:
    before = _titles(full)
    for line in ("task done 1-11", "task delete 1-11 --yes", "task edit 1-11 --due tomorrow"):
        assert full.inside(*line.split()).code == 0
        assert _titles(full) != before
        assert full.inside("undo").code == 0
        assert _titles(full) == before


def test_titles_come_from_standard_input_one_a_line(roma: Roma) -> None:
    """A byte order mark, a line end of Windows and blank lines are no part of a title."""
    text = "\ufeffMilk\r\n\r\n  Bread  \nGrüße\n".encode()
    said = roma.inside("task", "add", "-", "-t", "shop", stdin=text)
    assert said.out == "added 3 tasks\n"
    assert _titles(roma) == ["Milk", "Bread", "Grüße"]
    assert _titles(roma, "-t", "shop") == ["Milk", "Bread", "Grüße"]
    roma.inside("undo")
    assert _titles(roma) == []


def test_numbers_are_never_used_again(roma: Roma) -> None:
    roma.inside("task", "add", "-", stdin=b"a\nb\n")
    roma.inside("task", "delete", "2", "--yes")
    assert roma.inside("task", "add", "c").out == "added 3  c\n"
    roma.inside("undo")
    assert roma.inside("task", "add", "d").out == "added 4  d\n"


def test_an_empty_list_prints_nothing_and_says_so_beside(roma: Roma) -> None:
    roma.inside("today")
    said = roma.inside("task", "list", "--due", "week")
    assert (said.code, said.out, said.err) == (0, "", "no tasks match\n")
    assert roma.inside("task", "list", "--quiet").err == ""
