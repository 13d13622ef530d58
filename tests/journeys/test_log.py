"""`roma log`: what happened, newest first, in words and as it is written."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.life import LATER, TODAY, YESTERDAY, lead, ok
from tests.support import Completed, Roma, overheard

if TYPE_CHECKING:
    from pathlib import Path


def _log(roma: Roma, *options: str) -> list[dict[str, Any]]:
    said = roma.inside("log", "--json", *options)
    assert said.code == 0, said
    found: list[dict[str, Any]] = json.loads(said.out)
    return found


def _types(roma: Roma, *options: str) -> list[str]:
    return [one["event_type"] for one in _log(roma, *options)]


@pytest.fixture
def three(roma: Roma) -> Roma:
    """Return a file with one task of each of three days, the second one repeating."""
    ok(roma.at("2026-03-02T12:00:00Z"), "task", "add", "first")
    ok(roma.at(YESTERDAY), "task", "add", "second", "--repeat", "daily", "--due", "today")
    ok(roma.at(TODAY), "task", "add", "third")
    return roma


def test_the_newest_comes_first_and_the_keys_are_those_of_the_data_model(three: Roma) -> None:
    ok(three, "task", "done", "1")
    newest = _log(three)[0]
    assert list(newest) == [
        *("id", "event_id", "event_type", "task_id", "parent_task_id", "user_id", "event_data"),
        *("created_at", "operation_id", "actor", "undone"),
    ]
    assert (newest["event_type"], newest["task_id"]) == ("task.completed", 1)
    assert newest["created_at"] == "2026-03-04T12:00:00+00:00"
    assert newest["event_data"]["before"]["status"] == "pending"
    assert newest["event_data"]["after"]["status"] == "completed"
    ids = [one["id"] for one in _log(three)]
    assert ids == sorted(ids, reverse=True)


def test_it_says_in_words_when_what_which_task_and_what_changed(three: Roma) -> None:
    ok(three, "task", "edit", "1", "--title", "renamed", "--priority", "high")
    lines = three.inside("log", "--limit", "1").out.splitlines()
    assert lines[0].split() == ["WHEN", "OP", "WHAT", "TASK", "CHANGE"]
    assert lines[1].startswith("2026-03-04 12:00:00 +00:00 ")
    assert "1 renamed" in lines[1]
    assert "title first → renamed" in lines[1]
    assert "priority medium → high" in lines[1]
    assert "updated at" not in lines[1]


def test_moments_are_said_as_the_users_clock_shows_them(roma: Roma) -> None:
    ok(roma, "config", "set", "timezone", "Asia/Tokyo")
    ok(roma, "task", "add", "call", "--due", "tomorrow 9am")
    assert "due date 2026-03-05 09:00:00 +09:00" in roma.inside("log", "--type", "task").out


def test_what_was_taken_back_is_marked_and_so_is_the_taking_back(three: Roma) -> None:
    ok(three, "task", "done", "1")
    ok(three, "undo")
    lines = three.inside("log", "--limit", "2").out.splitlines()
    assert "task completed, undone" in lines[1]
    assert "task completed (undone)" in lines[2]
    assert [one["undone"] for one in _log(three, "--limit", "2")] == [False, True]
    ok(three, "redo")
    assert "(undone)" not in three.inside("log").out


def test_what_another_file_tells_of_its_past_is_marked(three: Roma, tmp_path: Path) -> None:
    other = Roma(tmp_path / "other")
    ok(other.at(TODAY), "task", "add", "theirs")
    ok(other, "task", "done", "1")
    ok(other, "undo")
    path = str(tmp_path / "other.json")
    ok(other, "data", "export", path)
    ok(three, "data", "import", path)
    whole = _log(three)
    foreign = {one["operation_id"] for one in whole if one["actor"] == "elsewhere"}
    assert foreign == {
        number
        for (number,) in three.rows("SELECT id FROM operations WHERE actor = 'elsewhere'")
        if number in {one["operation_id"] for one in whole}
    }
    assert {one["actor"] for one in whole} == {"user", "roma", "elsewhere"}
    text = three.inside("log").out
    assert "task completed, undone (elsewhere)" in text
    assert "task completed (elsewhere, undone)" in text
    assert text.count("(elsewhere") == len([one for one in whole if one["actor"] == "elsewhere"])
    # What is listed to be undone is this file's own; the numbers of the others are refused.
    listed = json.loads(three.inside("undo", "--list", "--json").out)
    assert foreign.isdisjoint(one["id"] for one in listed)
    for number in foreign:
        said = three.inside("undo", str(number))
        assert (said.code, "was done in another file" in said.err) == (2, True)


def test_the_log_of_a_task_is_that_of_its_whole_series(three: Roma) -> None:
    ok(three, "task", "done", "2")
    ok(three, "task", "done", "4")
    for number in ("2", "4", "5"):
        assert {one["task_id"] for one in _log(three, "--task", number)} == {2, 4, 5}
    assert {one["task_id"] for one in _log(three, "--task", "1")} == {1}


def test_the_log_of_a_task_that_is_deleted_or_was_taken_back_is_still_there(three: Roma) -> None:
    ok(three, "task", "delete", "1", "--yes")
    assert _types(three, "--task", "1") == ["task.deleted", "task.created"]
    ok(three, "task", "add", "never mind")
    ok(three, "undo")
    assert _types(three, "--task", "4") == ["task.created.undone", "task.created"]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("task", {"task.created", "task.completed", "task.completed.undone"}),
        ("task.completed", {"task.completed", "task.completed.undone"}),
        ("Task.*", {"task.created", "task.completed", "task.completed.undone"}),
        ("user", {"user.created"}),
        ("tas", set()),
    ],
)
def test_a_type_is_the_first_words_of_one(three: Roma, typed: str, expected: set[str]) -> None:
    ok(three, "task", "done", "1")
    ok(three, "undo")
    assert set(_types(three, "--type", typed)) == expected


@pytest.mark.parametrize(
    ("since", "tasks"),
    [
        ("yesterday", {2, 3}),
        ("today", {3}),
        ("2026-03-02", {1, 2, 3}),
        ("tuesday 12:00", {2, 3}),
        ("tuesday 12:01", {3}),
    ],
)
def test_since_is_typed_as_any_date_and_looks_back(
    three: Roma, since: str, tasks: set[int]
) -> None:
    assert {one["task_id"] for one in _log(three, "--since", since, "--type", "task")} == tasks


def test_since_a_day_begins_when_the_users_day_does(roma: Roma) -> None:
    ok(roma.at("2026-03-03T00:00:00Z"), "config", "set", "daily_reset_time", "04:00")
    ok(roma.at("2026-03-04T03:00:00Z"), "task", "add", "still yesterday's")
    ok(roma.at(TODAY), "task", "add", "today's")
    assert [one["task_id"] for one in _log(roma, "--since", "today", "--type", "task")] == [2]


def test_a_limit_keeps_the_newest_of_what_is_asked_for(three: Roma) -> None:
    assert [one["task_id"] for one in _log(three, "--limit", "2", "--type", "task")] == [3, 2]


def test_nothing_found_is_said_and_no_fault(three: Roma) -> None:
    said = three.inside("log", "--type", "timer")
    assert (said.code, said.out) == (0, "")
    assert "nothing of that kind" in said.err
    assert _log(three, "--type", "timer") == []


@pytest.mark.parametrize(
    ("options", "code"),
    [
        (("--task", "99"), 3),
        (("--task", "1-3"), 2),
        (("--task", "x"), 2),
        (("--since", "gibberish"), 2),
        (("--type", "%"), 2),
        (("--type", ""), 2),
        (("--limit", "0"), 2),
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_refused(three: Roma, options: tuple[str, ...], code: int) -> None:
    said: Completed = three.inside("log", *options)
    assert said.code == code
    assert said.err.startswith("error: ")


def test_what_may_hold_a_secret_is_not_shown(roma: Roma) -> None:
    ok(roma, "config", "set", "webhook_url", "https://example.org/token-123")
    ok(roma, "config", "set", "notify_command", "say --key token-123")
    text = roma.inside("log").out
    assert "token-123" not in text
    assert "webhook url changed" in text
    assert "notify command changed" in text


def test_each_user_sees_their_own(three: Roma) -> None:
    ok(three, "user", "add", "anna")
    ok(three, "--user", "anna", "task", "add", "hers")
    assert _types(three, "--user", "anna") == ["task.created"]
    assert three.inside("--user", "anna", "log", "--task", "1").code == 3


def test_titles_that_are_long_or_odd_stay_on_their_line(roma: Roma) -> None:
    ok(roma, "task", "add", "x" * 200 + "\x1b[31m")
    text = roma.inside("log", "--type", "task").out
    assert len(text.splitlines()) == 2
    assert "\x1b" not in text
    assert "x…" in text


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--task", "5"),
        ("--type", "task"),
        ("--since", "yesterday"),
        ("--task", "5", "--type", "task.completed", "--since", "today"),
    ],
    ids=str,
)
def test_it_walks_through_no_table(tmp_path: Path, options: tuple[str, ...]) -> None:
    roma = lead(Roma(tmp_path)).at(LATER)
    with overheard() as statements:
        assert roma.inside("log", *options).code == 0
    with closing(sqlite3.connect(roma.db)) as connection:
        steps = [
            step
            for statement in statements
            if statement.startswith("SELECT")
            for *_, step in connection.execute("EXPLAIN QUERY PLAN " + statement)
        ]
    assert any("idx_audit_" in step or "INTEGER PRIMARY KEY" in step for step in steps)
    assert [step for step in steps if step.startswith("SCAN") and "CONSTANT" not in step] == []
