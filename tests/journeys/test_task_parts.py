"""Subtasks, waiting, projects, notes, estimates and tags."""

from __future__ import annotations

import json
from typing import Any

from tests.support import Roma


def _ok(roma: Roma, *words: str) -> str:
    said = roma.inside(*words)
    assert said.code == 0, (words, said.err)
    return said.out


def _ids(roma: Roma, *words: str) -> list[int]:
    return [task["id"] for task in json.loads(_ok(roma, "task", "list", *words, "--json"))]


def _shown(roma: Roma, number: int) -> Any:
    return json.loads(_ok(roma, "task", "show", str(number), "--json"))


def _family(roma: Roma) -> None:
    _ok(roma, "task", "add", "Move house")
    for title in ("Pack", "Clean"):
        _ok(roma, "task", "add", title, "--parent", "1")


def test_a_subtask_is_shown_with_its_parent_and_goes_one_level_deep(roma: Roma) -> None:
    _family(roma)
    assert [part["title"] for part in _shown(roma, 1)["subtasks"]] == ["Pack", "Clean"]
    assert "part of task 1" in " ".join(_ok(roma, "task", "show", "2").split())
    _ok(roma, "task", "add", "Alone")
    for words in (
        ("add", "Deeper", "--parent", "2"),
        ("edit", "1", "--parent", "4"),
        ("edit", "4", "--parent", "4"),
        ("edit", "4", "--parent", "2"),
    ):
        said = roma.inside("task", *words)
        assert (said.code, "one level deep" in said.err) == (2, True), words
    _ok(roma, "task", "edit", "2", "--parent", "none")
    assert [part["id"] for part in _shown(roma, 1)["subtasks"]] == [3]


def test_completing_or_deleting_a_task_takes_its_open_subtasks_along(roma: Roma) -> None:
    _family(roma)
    _ok(roma, "task", "done", "2")
    before = roma.state()
    _ok(roma, "task", "done", "1", "3")
    assert _ids(roma) == []
    _ok(roma, "undo")
    assert _ids(roma) == [1, 3]
    _ok(roma, "task", "delete", "3", "1", "--yes")
    assert _ids(roma, "--status", "all") == []
    _ok(roma, "undo")
    assert roma.state() == before


def test_what_waits_is_hidden_until_its_moment_and_counts_for_nothing_before(roma: Roma) -> None:
    _ok(roma, "config", "set", "daily_reset_time", "04:00")
    _ok(roma, "task", "add", "Later", "--wait", "2026-03-06", "--due", "2026-03-04")
    _ok(roma, "task", "add", "Now")
    assert _ids(roma) == [2]
    assert _ids(roma, "--status", "waiting") == [1]
    assert _ids(roma, "--status", "waiting", "--due", "today") == [1]
    assert _ids(roma, "--status", "waiting", "--due", "none") == []
    roma.at("2026-03-06T03:59:59Z")
    assert _ids(roma) == [2]
    roma.at("2026-03-06T04:00:00Z")
    assert _ids(roma) == [1, 2]
    assert _ids(roma, "--status", "waiting") == []


def test_a_project_is_typed_with_or_without_its_sign_and_found_in_any_case(roma: Roma) -> None:
    _ok(roma, "task", "add", "A", "--project", "+Book")
    _ok(roma, "task", "add", "B", "--project", "book")
    _ok(roma, "task", "add", "C")
    assert _ids(roma, "--project", "BOOK") == [1, 2]
    assert _ids(roma, "--project", "none") == [3]
    assert "PROJECT" in _ok(roma, "task", "list")


def test_notes_are_dated_in_order_and_taken_back_one_by_one(roma: Roma) -> None:
    _ok(roma, "task", "add", "Call")
    _ok(roma, "task", "note", "1", "no", "answer")
    roma.at("2026-03-05T09:30:00Z")
    said = roma.inside("task", "note", "1", "-", stdin=b"called\nback\n")
    assert said.code == 0
    assert _shown(roma, 1)["notes"] == [
        {"text": "no answer", "at": "2026-03-04T12:00:00+00:00"},
        {"text": "called\nback", "at": "2026-03-05T09:30:00+00:00"},
    ]
    out = _ok(roma, "task", "show", "1")
    assert "Thu 5 Mar 2026 09:30" in out
    assert r"called\nback" in out
    _ok(roma, "undo")
    assert [note["text"] for note in _shown(roma, 1)["notes"]] == ["no answer"]


def test_an_estimate_is_shown_beside_the_sessions_that_were_done(roma: Roma) -> None:
    _ok(roma, "task", "add", "Write", "--estimate", "3")
    assert "0 of 3 sessions" in _ok(roma, "task", "show", "1")
    _ok(roma, "session", "add", "--task", "1")
    assert "1 of 3 sessions" in _ok(roma, "task", "show", "1")


def _counts(roma: Roma) -> list[tuple[str, int]]:
    found = json.loads(_ok(roma, "task", "tags", "--json"))
    return [(one["tag"], one["tasks"]) for one in found]


def test_tags_are_counted_on_pending_tasks_in_any_case(roma: Roma) -> None:
    _ok(roma, "task", "add", "A", "-t", "Work", "-t", "home")
    _ok(roma, "task", "add", "B", "-t", "work")
    _ok(roma, "task", "add", "C", "-t", "done")
    _ok(roma, "task", "done", "3")
    assert _counts(roma) == [("#Work", 2), ("#home", 1)]
    assert _ok(roma, "task", "tags").splitlines()[1].split() == ["#Work", "2"]


def test_a_tag_is_renamed_everywhere_in_one_operation_and_back_by_one_undo(roma: Roma) -> None:
    _ok(roma, "task", "add", "A", "-t", "work", "-t", "x")
    _ok(roma, "task", "add", "B", "-t", "WORK", "-t", "job")
    _ok(roma, "task", "add", "C", "-t", "work")
    _ok(roma, "task", "add", "D", "-t", "workshop")
    _ok(roma, "task", "done", "3")
    before = roma.state()
    count = roma.rows("SELECT count(*) FROM operations")[0][0]
    assert _ok(roma, "task", "tags", "--rename", "work", "Job") == "#work is now #Job on 3 tasks\n"
    assert roma.rows("SELECT count(*) FROM operations")[0][0] == count + 1
    assert roma.rows("SELECT tags FROM tasks ORDER BY id") == [
        *(("#Job #x",), ("#Job",), ("#Job",), ("#workshop",)),
    ]
    assert _ids(roma, "--tag", "work", "--status", "all") == []
    assert _ids(roma, "--tag", "job", "--status", "all") == [1, 2, 3]
    _ok(roma, "undo")
    assert roma.state() == before
    assert roma.inside("task", "tags", "--rename", "absent", "x").code == 3
