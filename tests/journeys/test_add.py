"""Quick add through the real command: a sentence, the task, and what was taken for what."""

from __future__ import annotations

import json
import random
import shlex
from typing import TYPE_CHECKING, Any

import pytest

from roma_cli.domain.day import DayRule, parse_instant
from roma_cli.domain.errors import UsageError
from roma_cli.domain.language.quick_add.grammar import read
from tests import terminal
from tests.domain.quick_add_table import REFUSED, TAKEN, Row
from tests.support import NOON, Roma

if TYPE_CHECKING:
    from pathlib import Path

    from roma_cli.domain.language.quick_add.grammar import ParsedTask

RENT = "Pay rent every month on the 1st #home !high tomorrow 9am remind 1 hour before"
HERE = [row for row in TAKEN if (row.zone, row.reset) == ("Europe/Berlin", 0)]

MANY = "call mum rent tomorrow 9am friday #x !1 +uni ~2 every day remind 1h in 3 days"
SOME = MANY.split(" ")


@pytest.fixture
def roma(tmp_path: Path) -> Roma:
    made = Roma(tmp_path, zone="Europe/Berlin")
    made.inside("today")
    return made


def test_a_sentence_becomes_a_task_and_is_shown_in_its_parts(roma: Roma) -> None:
    said = roma.ok("add", *RENT.split())
    assert said.out == (
        "added 1  Pay rent  due Wed 1 Apr 2026 09:00 +02:00  repeats every month on the 1st  "
        "reminds 1 hour before  high  #home\n"
        "coming up: 1 Apr 09:00, 1 May 09:00, 1 Jun 09:00, 1 Jul 09:00, 1 Aug 09:00\n"
        "title     Pay rent\n"
        "repeats   every month on the 1st                    from 'every month on the 1st'\n"
        "tags      #home                                     from '#home'\n"
        "priority  high                                      from '!high'\n"
        "due       Wed 1 Apr 2026 09:00 +02:00 (in 27 days)  from 'tomorrow 9am', "
        "moved to the first of the repeat\n"
        "reminds   1 hour before                             from 'remind 1 hour before'\n"
        "same as: roma task add 'Pay rent' --due 'tomorrow 9am' --repeat 'every month on the 1st' "
        "--priority high --tag home --remind '1 hour'\n"
    )
    assert roma.rows("SELECT count(*) FROM reminders") == [(1,)]
    assert "undone" in roma.ok("undo").out
    assert roma.inside("task", "list").out == ""


def test_one_argument_and_many_are_the_same_sentence(roma: Roma) -> None:
    one = roma.inside("add", RENT, "--dry-run").out
    assert one == roma.inside("add", *RENT.split(), "--dry-run").out
    assert one.startswith("would add  Pay rent  due Wed 1 Apr 2026")


@pytest.mark.parametrize("form", [(), ("--json",)])
@pytest.mark.parametrize("said", [RENT, "-"])
def test_a_dry_run_stores_nothing(roma: Roma, said: str, form: tuple[str, ...]) -> None:
    before = roma.dump()
    operations = roma.rows("SELECT count(*) FROM operations")
    done = roma.inside("add", said, "--dry-run", *form, stdin=RENT.encode())
    assert done.code == 0
    assert "Pay rent" in done.out
    assert roma.dump() == before
    assert roma.rows("SELECT count(*) FROM operations") == operations


def test_json_is_the_task_with_what_was_taken(roma: Roma) -> None:
    dry = roma.inside("add", RENT, "--dry-run", "--json").json()
    real = roma.inside("add", RENT, "--json").json()
    assert "id" not in dry
    assert [*dry] == [key for key in real if key != "id"]
    assert {**real, "id": None, "series_id": None} == {**dry, "id": None, "series_id": None}
    assert real["taken"][0] == {
        "what": "repeat",
        "words": "every month on the 1st",
        "meaning": "every month on the 1st",
    }
    plain = roma.inside("task", "show", str(real["id"]), "--json").json()
    parts = ("notes", "subtasks", "reminders")
    assert {key: plain[key] for key in plain if key not in parts} == {
        key: real[key] for key in real if key != "taken"
    }


def test_the_command_that_is_named_makes_the_same_task(roma: Roma) -> None:
    """For every sentence of the table: what roma says it stands for is what it did."""
    for row in HERE:
        first = roma.at(row.now).inside("add", row.sentence)
        assert first.code == 0, (row, first)
        command = first.out.splitlines()[-1].removeprefix("same as: roma ")
        second = roma.inside(*shlex.split(command))
        assert second.code == 0, (row, second)
        one, other = _newest_two(roma)
        assert one == other, row


def _newest_two(roma: Roma) -> list[tuple[Any, ...]]:
    return roma.rows(
        "SELECT title, due_date, due_day, recurrence, priority, tags, project, estimate,"
        " reminder_offset, anchor_date, anchor_day FROM tasks ORDER BY id DESC LIMIT 2"
    )


def _stored(row: Row, one: dict[str, Any]) -> None:
    assert one["title"] == row.title
    assert tuple(one["tags"]) == row.tags
    assert one["priority"] == (row.priority or "medium")
    assert one["recurrence"] == (row.repeat or "none")
    assert one["reminder_offset"] == row.remind
    assert one["project"] == row.project
    assert one["estimate"] == (int(row.estimate) if row.estimate else None)


def test_nothing_is_stored_that_was_not_shown(roma: Roma) -> None:
    """What the lines below the task say, part by part, is what the file holds."""
    for row in HERE:
        said = roma.at(row.now).inside("add", row.sentence).out
        one = roma.inside("task", "list", "--status", "all", "--sort", "id", "--json")
        newest = max(one.json(), key=lambda task: task["id"])
        _stored(row, newest)
        shown = {line.split("  ")[0]: line for line in said.splitlines()}
        assert row.title in shown["title"]
        assert ("due" in shown) == (newest["due_date"] is not None)
        assert ("repeats" in shown) == (newest["recurrence"] != "none")
        assert all(tag in said.split("same as:")[0] for tag in row.tags)
        assert ("priority" in shown) == (row.priority is not None)
        assert ("reminds" in shown) == (row.remind is not None)
        assert ("project" in shown) == (row.project is not None)
        assert ("sessions" in shown) == (row.estimate is not None)


def test_sentences_from_standard_input_are_one_operation(roma: Roma) -> None:
    said = roma.inside("add", "-", stdin=b"call mum tomorrow\n\npay rent every month #home\n")
    assert said.out.splitlines()[0] == "added 2 tasks"
    assert "due    Thu 5 Mar 2026, all day (tomorrow)  from 'tomorrow'" in said.out
    assert "added task" not in roma.inside("undo").out
    assert roma.inside("task", "list").out == ""
    shapes = json.loads(roma.inside("add", "-", "--json", stdin=b"a #x\nb\n").out)
    assert [[one["meaning"] for one in shape["taken"]] for shape in shapes] == [["#x"], []]


def test_a_line_that_is_refused_is_named_and_none_is_added(roma: Roma) -> None:
    said = roma.inside("add", "-", stdin=b"call mum\ncall dad friday 7\n")
    assert said.code == 2
    assert said.err.startswith("error: line 2: 'friday 7' could mean")
    assert roma.inside("task", "list").out == ""


def test_ten_megabytes_are_refused_in_one_line(roma: Roma) -> None:
    said = roma.inside("add", "-", stdin=b"a " * 5_000_000)
    assert said.code == 2
    assert "a title has at most 255" in said.err
    assert len(said.err) < 300


@pytest.mark.parametrize(
    "row",
    [row for row in REFUSED if row.sentence and "\x00" not in row.sentence],
    ids=[row.sentence[:40] for row in REFUSED if row.sentence and "\x00" not in row.sentence],
)
def test_what_is_refused_changes_nothing(roma: Roma, row: Any) -> None:
    before = roma.dump()
    said = roma.inside("add", "--dry-run", row.sentence.strip(), "--", "")
    assert said.code == 2
    assert said.out == ""
    error, *hints = said.err.splitlines()
    assert error.startswith("error: ")
    assert len(hints) <= 1
    assert roma.dump() == before


def test_what_stands_after_two_dashes_is_title(roma: Roma) -> None:
    said = roma.ok("add", "buy", "#x", "--", "milk", "!high", "-- tomorrow")
    assert said.out.splitlines()[-1] == (
        "same as: roma task add 'buy milk !high -- tomorrow' --tag x"
    )
    assert roma.inside("add", "--", "-5 degrees").out.splitlines()[-1] == (
        "same as: roma task add -- '-5 degrees'"
    )


def test_the_day_that_begins_at_four_is_used(roma: Roma) -> None:
    """At half past one it is still the day before, and tomorrow is the date the clock shows."""
    roma.inside("config", "set", "daily_reset_time", "04:00")
    said = roma.at("2026-03-05T00:30:00Z").inside("add", "call mum tomorrow", "--json")
    assert said.json()["due_date"] == "2026-03-05"


def test_a_title_cannot_drive_the_terminal(roma: Roma) -> None:
    said = roma.inside("add", "evil\x1b[2Jtitle #\x1b]0;x tomorrow")
    assert said.code == 0
    assert "\x1b" not in said.out


@pytest.mark.parametrize("columns", [80, 60])
def test_the_screen_fits(roma: Roma, columns: int) -> None:
    screen = terminal.show(roma, "add", RENT, columns=columns)
    assert screen.code == 0
    *result, command = screen.lines
    assert all(len(line) <= columns for line in result)
    assert command.startswith("same as: roma task add 'Pay rent' --due 'tomorrow 9am'")
    assert any(line.startswith("due       Wed 1 Apr 2026") for line in result)


def test_random_sentences_are_stored_as_they_are_read(roma: Roma) -> None:
    chance = random.Random(4)  # noqa: S311 - the same each time
    rule, now = DayRule("Europe/Berlin", 0), parse_instant(NOON)
    lines: list[tuple[str, ParsedTask]] = []
    while len(lines) < 60:
        said = " ".join(chance.choice(SOME) for _ in range(chance.randint(1, 9)))
        try:
            lines.append((said, read(said, rule, now)))
        except UsageError:
            continue
    data = "\n".join(said for said, _ in lines).encode()
    shapes = roma.inside("add", "-", "--json", stdin=data).json()
    for shape, (said, phrase) in zip(shapes, lines, strict=True):
        assert shape["title"] == phrase.title, said
        assert tuple(shape["tags"]) == phrase.tags
        assert shape["priority"] == (phrase.priority or "medium")
        assert (shape["due_date"] is None) == (phrase.due is None and phrase.repeat is None)
        assert shape["recurrence"] == (phrase.repeat or "none")
