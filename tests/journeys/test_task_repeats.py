"""Repeating tasks through their lives: done late, skipped, stopped, reopened, undone, raced for."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support import Roma


def _ok(roma: Roma, *words: str) -> str:
    said = roma.inside(*words)
    assert said.code == 0, (words, said.err)
    return said.out


def _tasks(roma: Roma, status: str = "pending") -> list[Any]:
    found: list[Any] = roma.inside("task", "list", "--status", status, "--json").json()
    return found


@pytest.fixture
def rent(roma: Roma) -> Roma:
    """Return a roma with a weekly task, due on Monday 2 March; now is Wednesday the fourth."""
    _ok(roma, "task", "add", "Rent", "--repeat", "weekly", "--due", "2026-03-02", "-t", "home")
    return roma


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("daily", "daily"),
        ("Every Day", "daily"),
        ("every 3 days", "every 3 days"),
        ("every other week", "every 2 weeks"),
        ("every weekday", "every weekday"),
        ("every 2 weeks on thu and mon", "every 2 weeks on mon, thu"),
        ("every month on the last day", "every month on the 31st"),
        ("quarterly", "every 3 months"),
        ("every year", "yearly"),
    ],
)
def test_a_repeat_is_typed_in_words_and_shown_in_words(roma: Roma, words: str, kept: str) -> None:
    out = _ok(roma, "task", "add", "X", "--repeat", words, "--due", "2026-03-10")
    assert f"repeats {kept}" in out
    assert _tasks(roma)[0]["recurrence"] == kept
    # What is shown can be typed.
    _ok(roma, "task", "edit", "1", "--repeat", kept)
    assert _tasks(roma)[0]["recurrence"] == kept


def test_the_next_five_dates_are_shown_when_a_repeat_is_set_up(roma: Roma) -> None:
    out = _ok(roma, "task", "add", "X", "--repeat", "monthly", "--due", "2026-03-31")
    assert out.splitlines()[1] == "coming up: 31 Mar, 30 Apr, 31 May, 30 Jun, 31 Jul"
    out = _ok(roma, "task", "edit", "1", "--repeat", "every 2 weeks on tue")
    assert out.splitlines()[1] == "coming up: 31 Mar, 14 Apr, 28 Apr, 12 May, 26 May"


def test_a_repeating_task_without_a_due_date_is_due_today(roma: Roma) -> None:
    _ok(roma, "config", "set", "daily_reset_time", "04:00")
    roma.at("2026-03-05T01:30:00Z")
    _ok(roma, "task", "add", "Stretch", "--repeat", "daily")
    [task] = _tasks(roma)
    assert (task["due_date"], task["due_all_day"], task["overdue"]) == ("2026-03-04", True, False)


def test_done_late_it_passes_over_what_was_missed_and_the_audit_has_the_number(rent: Roma) -> None:
    rent.at("2026-04-01T12:00:00Z")
    done = json.loads(_ok(rent, "task", "done", "1", "--json"))
    [task] = done["created"]
    assert (task["due_date"], task["series_index"]) == ("2026-04-06", 5)
    assert (task["parent_task_id"], task["series_id"], task["tags"]) == (1, 1, ["#home"])
    [(note,)] = rent.rows(
        "SELECT json_extract(event_data, '$.note.skipped') FROM audit_log_entries"
        " WHERE event_type = 'task.created' AND task_id = 2"
    )
    assert note == 4
    chain = _ok(rent, "task", "chain", "2")
    assert [line.split()[-1] for line in chain.splitlines()[2:]] == ["over", "open"]
    assert "4 passed over" in chain


def test_a_chain_tells_how_every_occurrence_went(rent: Roma) -> None:
    _ok(rent, "task", "done", "1")
    _ok(rent.at("2026-03-09T12:00:00Z"), "task", "done", "2")
    _ok(rent, "task", "skip", "3")
    for number in "1234":
        links = rent.inside("task", "chain", number, "--json").json()
        assert [(link["id"], link["outcome"]) for link in links] == [
            *((1, "late"), (2, "on time"), (3, "skipped"), (4, "open")),
        ]


def test_an_hour_stays_over_a_change_of_clocks_through_the_whole_program(roma: Roma) -> None:
    _ok(roma, "config", "set", "timezone", "America/New_York")
    _ok(roma, "task", "add", "X", "--repeat", "daily", "--due", "2026-03-07 09:00")
    _ok(roma.at("2026-03-07T14:00:00Z"), "task", "done", "1")
    assert _tasks(roma)[0]["due_date"] == "2026-03-08T09:00:00-04:00"


def test_from_completion_it_counts_from_the_day_it_was_done(roma: Roma) -> None:
    how = ("--repeat", "every 3 days", "--repeat-from", "completion")
    assert "from completion" in _ok(roma, "task", "add", "X", *how, "--due", "2026-03-01")
    _ok(roma, "task", "done", "1")
    assert _tasks(roma)[0]["due_date"] == "2026-03-07"


def test_skipping_until_today_leaves_the_first_that_is_not_before_it(roma: Roma) -> None:
    _ok(roma, "task", "add", "X", "--repeat", "daily", "--due", "2026-03-01")
    said = _ok(roma, "task", "skip", "1", "--until", "today")
    assert said.splitlines()[-1].startswith("next 2  X  due Wed 4 Mar 2026")
    assert _tasks(roma, "completed")[0]["skipped"] is True
    refused = roma.inside("task", "skip", "2", "--until", "today")
    assert (refused.code, "not due before today" in refused.err) == (2, True)
    assert _ok(roma, "task", "skip", "2").splitlines()[-1].endswith("repeats daily")
    assert _tasks(roma)[0]["due_date"] == "2026-03-05"


def test_stopping_ends_the_series_and_keeps_the_open_one_and_the_history(rent: Roma) -> None:
    _ok(rent, "task", "done", "1")
    refused = rent.inside("task", "stop", "1")
    assert (refused.code, "roma task chain 1" in refused.err) == (2, True)
    _ok(rent, "task", "stop", "2")
    assert json.loads(_ok(rent, "task", "done", "2", "--json"))["created"] == []
    assert len(rent.inside("task", "chain", "1", "--json").json()) == 2
    _ok(rent, "undo")
    _ok(rent, "undo")
    assert _tasks(rent)[0]["recurrence"] == "weekly"


def test_undo_of_a_completed_one_takes_the_next_along_and_redo_brings_both(rent: Roma) -> None:
    before = rent.state()
    _ok(rent, "task", "done", "1")
    after = rent.state()
    _ok(rent, "undo")
    assert rent.state() == before
    _ok(rent, "redo")
    assert rent.state() == after


def test_reopening_takes_the_next_one_away_while_it_is_untouched(rent: Roma) -> None:
    _ok(rent, "task", "done", "1")
    _ok(rent, "task", "reopen", "1")
    assert [task["id"] for task in _tasks(rent)] == [1]
    # And again: the place in the series is free.
    _ok(rent, "task", "done", "1")
    assert [(task["id"], task["series_index"]) for task in _tasks(rent)] == [(3, 1)]


TOUCHES = [
    ("task", "edit", "2", "--title", "Other"),
    ("task", "edit", "2", "--due", "tomorrow"),
    ("task", "note", "2", "called"),
    ("task", "done", "2"),
    ("task", "add", "part", "--parent", "2"),
    ("session", "add", "--task", "2"),
]


@pytest.mark.parametrize("touch", TOUCHES, ids=" ".join)
@pytest.mark.parametrize("later", [0, 60])
def test_reopening_says_why_not_where_the_next_one_was_touched_even_within_the_second(
    rent: Roma, touch: tuple[str, ...], later: int
) -> None:
    _ok(rent, "task", "done", "1")
    rent.at(f"2026-03-04T12:{later // 60:02}:00Z")
    _ok(rent, *touch)
    before = rent.state()
    said = rent.inside("task", "reopen", "1")
    assert said.code == 2
    assert "its next occurrence, task 2, has been worked on" in said.err
    assert rent.state() == before
    # What was taken back has not happened.
    _ok(rent, "undo")
    _ok(rent, "task", "reopen", "1")
    assert [task["id"] for task in _tasks(rent)] == [1]


def test_bringing_back_what_was_replaced_is_refused(rent: Roma) -> None:
    """The next one is deleted, the first reopened and done again: its place is taken."""
    _ok(rent, "task", "done", "1")
    _ok(rent, "task", "delete", "2", "--yes")
    _ok(rent, "task", "reopen", "1")
    _ok(rent, "task", "done", "1")
    [(deletion,)] = rent.rows("SELECT id FROM operations WHERE summary = 'deleted task 2'")
    before = rent.state()
    said = rent.inside("undo", str(deletion))
    assert (said.code, "another row has replaced" in said.err) == (2, True), said.err
    assert rent.state() == before


def test_two_who_complete_the_same_task_at_once_make_one_next(rent: Roma) -> None:
    runs = [rent.start("task", "done", "1") for _ in range(4)]
    ended = [(run.communicate()[1], run.returncode) for run in runs]
    assert sorted(code for _, code in ended) == [0, 2, 2, 2], ended
    assert all("completed already" in text for text, code in ended if code)
    assert rent.rows("SELECT series_index, count(*) FROM tasks GROUP BY 1") == [(0, 1), (1, 1)]


def test_the_file_itself_holds_an_occurrence_only_once(rent: Roma) -> None:
    [(name, unique)] = rent.rows(
        "SELECT name, \"unique\" FROM pragma_index_list('tasks') WHERE name = 'idx_tasks_series'"
    )
    assert (name, unique) == ("idx_tasks_series", 1)


def test_a_new_due_date_moves_one_occurrence_and_a_new_repeat_the_schedule(rent: Roma) -> None:
    _ok(rent, "task", "edit", "1", "--due", "2026-03-05")
    _ok(rent, "task", "done", "1")
    assert _tasks(rent)[0]["due_date"] == "2026-03-09"
    _ok(rent, "task", "edit", "2", "--due", "2026-03-11", "--repeat", "weekly")
    _ok(rent.at("2026-03-11T12:00:00Z"), "task", "done", "2")
    assert _tasks(rent)[0]["due_date"] == "2026-03-18"


def test_a_repeating_task_keeps_a_due_date_and_is_no_subtask(rent: Roma) -> None:
    _ok(rent, "task", "add", "Other")
    for words in (("--due", "none"), ("--parent", "2"), ("--parent", "2", "--title", "x")):
        assert rent.inside("task", "edit", "1", *words).code == 2, words
    _ok(rent, "task", "edit", "1", "--parent", "none")
    _ok(rent, "task", "edit", "1", "--due", "none", "--repeat", "none")
    _ok(rent, "task", "edit", "1", "--parent", "2")
    _ok(rent, "task", "edit", "1", "--parent", "none", "--repeat", "daily")
    assert rent.inside("task", "add", "p", "--parent", "2", "--repeat", "daily").code == 2
