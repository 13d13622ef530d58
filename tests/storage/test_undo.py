"""How deep undo reaches, what it passes over, and what it refuses because it was overtaken."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roma_cli.domain.errors import NotFound, UsageError
from tests.support import DAY, Roma

if TYPE_CHECKING:
    from collections.abc import Sequence


def test_undo_reaches_as_deep_as_there_are_operations_and_redo_comes_back_the_same_way(
    on_disk: Roma,
) -> None:
    states = [on_disk.state()]
    for command in (
        ("task", "add", "one"),
        ("task", "edit", "1", "--title", "uno"),
        ("session", "set", "4"),
        ("task", "done", "1"),
        ("config", "set", "daily_reset_time", "04:00"),
        ("session", "add"),
    ):
        on_disk.do(*command)
        states.append(on_disk.state())
    for state in reversed(states[:-1]):
        on_disk.do("undo")
        assert on_disk.state() == state
    with pytest.raises(NotFound, match="nothing to undo"):
        on_disk.do("undo")
    for state in states[1:]:
        on_disk.do("redo")
        assert on_disk.state() == state
    with pytest.raises(NotFound, match="nothing to redo"):
        on_disk.do("redo")
    assert on_disk.state() == states[-1]


def test_what_roma_did_by_itself_is_passed_over(on_disk: Roma) -> None:
    on_disk.do("task", "add", "mine")
    on_disk.now += DAY
    on_disk.do("reset", "check")
    assert on_disk.rows("SELECT count(*) FROM session_reset_events") == [(1,)]
    on_disk.do("undo")
    assert on_disk.rows("SELECT count(*) FROM tasks") == [(0,)]
    assert on_disk.rows("SELECT count(*) FROM session_reset_events") == [(1,)]
    with pytest.raises(NotFound, match="nothing to undo"):
        on_disk.do("undo")


def _number_of(one: Roma, summary: str) -> str:
    [(number,)] = one.rows("SELECT id FROM operations WHERE summary = ?", summary)
    return str(number)


OVERTAKEN = [
    (("session", "set", "4"), ("session", "set", "5"), "session count set to 4"),
    (("session", "set", "4"), ("session", "add"), "session count set to 4"),
    (("config", "set", "theme", "light"), ("config", "set", "theme", "mono"), "theme set to light"),
    (("task", "add", "x"), ("task", "edit", "1", "--title", "y"), "added task 'x'"),
    (("task", "add", "x"), ("task", "done", "1"), "added task 'x'"),
    (
        ("config", "set", "timezone", "Asia/Tokyo"),
        ("config", "set", "timezone", "Asia/Seoul"),
        "timezone set to Asia/Tokyo",
    ),
]


@pytest.mark.parametrize(("first", "then", "summary"), OVERTAKEN)
def test_what_was_changed_again_since_is_not_taken_back_and_the_later_one_is_named(
    on_disk: Roma, first: tuple[str, ...], then: tuple[str, ...], summary: str
) -> None:
    on_disk.do(*first)
    on_disk.do(*then)
    state = on_disk.state()
    history = on_disk.rows("SELECT * FROM operations")
    later = history[-1]
    with pytest.raises(UsageError) as problem:
        on_disk.do("undo", _number_of(on_disk, summary))
    assert f"operation {later[0]} ({later[5]})" in problem.value.message
    assert on_disk.state() == state
    assert on_disk.rows("SELECT * FROM operations") == history
    on_disk.do("undo")
    on_disk.do("undo", _number_of(on_disk, summary))


def test_a_count_that_a_reset_has_closed_is_not_taken_back(on_disk: Roma) -> None:
    on_disk.do("session", "set", "4")
    on_disk.now += DAY
    on_disk.do("reset", "check")
    state = on_disk.state()
    with pytest.raises(UsageError, match="daily reset"):
        on_disk.do("undo")
    assert on_disk.state() == state


def test_an_older_operation_is_taken_back_where_later_ones_touched_something_else(
    on_disk: Roma,
) -> None:
    on_disk.do("task", "add", "x")
    on_disk.do("task", "edit", "1", "--priority", "high")
    on_disk.do("task", "edit", "1", "--title", "y")
    on_disk.do("session", "set", "4")
    on_disk.do("undo", "3")
    assert on_disk.rows("SELECT title, priority FROM tasks") == [("y", "medium")]
    assert on_disk.rows("SELECT today_session_count FROM user_configurations") == [(4,)]


@pytest.mark.parametrize(
    ("number", "problem"),
    [
        ("1", "not one of yours"),
        ("99", "no operation 99"),
        ("0", "is not an ID"),
        ("x", "is not an ID"),
        ("2", "undone already"),
        ("3", "not one of yours"),
    ],
)
def test_what_cannot_be_undone_is_said_and_changes_nothing(
    on_disk: Roma, number: str, problem: str
) -> None:
    on_disk.do("task", "add", "x")
    on_disk.do("undo")
    state = on_disk.state()
    with pytest.raises((UsageError, NotFound), match=problem):
        on_disk.do("undo", number)
    assert on_disk.state() == state


REDO_AFTER_NEW_WORK = [
    ([("config", "set", "theme", "light")], [("config", "set", "theme", "mono")]),
    ([("session", "set", "4")], [("session", "set", "5")]),
    ([("session", "add")], [("session", "add")]),
    (
        [("task", "add", "x"), ("task", "done", "1")],
        [("task", "edit", "1", "--title", "y"), ("task", "done", "1")],
    ),
]


@pytest.mark.parametrize(("first", "then"), REDO_AFTER_NEW_WORK)
def test_redo_after_other_work_on_the_same_is_refused_and_changes_nothing(
    on_disk: Roma, first: Sequence[tuple[str, ...]], then: Sequence[tuple[str, ...]]
) -> None:
    for command in first:
        on_disk.do(*command)
    on_disk.do("undo")
    for command in then:
        on_disk.do(*command)
    state = on_disk.state()
    with pytest.raises((UsageError, NotFound)):
        on_disk.do("redo")
    assert on_disk.state() == state


def test_a_task_that_a_session_speaks_of_is_not_taken_back(on_disk: Roma) -> None:
    on_disk.do("task", "add", "x")
    on_disk.do("session", "add", "--task", "1")
    state = on_disk.state()
    with pytest.raises(UsageError, match="depend on"):
        on_disk.do("undo", _number_of(on_disk, "added task 'x'"))
    assert on_disk.state() == state


STEPS = st.sampled_from(
    [
        ("task", "add", "walk"),
        ("task", "add", "tagged", "--tag", "a", "--tag", "b", "--due", "tomorrow"),
        ("task", "done", "1"),
        ("task", "reopen", "1"),
        ("task", "edit", "1", "--title", "renamed", "--tag", "c"),
        ("task", "delete", "2", "--yes"),
        ("session", "add"),
        ("session", "add", "--at", "yesterday 17:00"),
        ("session", "set", "7"),
        ("reset", "now"),
        ("config", "set", "theme", "light"),
        ("config", "set", "timezone", "Pacific/Kiritimati"),
        ("config", "set", "timezone", "UTC"),
        ("config", "set", "daily_reset_time", "11:00"),
        ("undo",),
        ("undo",),
        ("undo",),
        ("redo",),
        ("redo",),
    ]
)


def test_a_walk_of_commands_undos_and_redos_always_lands_where_it_was_before(
    fresh: bytes, request: pytest.FixtureRequest
) -> None:
    @given(steps=st.lists(STEPS, min_size=30, max_size=30))
    @settings(max_examples=1000 if request.config.getoption("--deep") else 10, deadline=None)
    def walk(steps: list[tuple[str, ...]]) -> None:
        with tempfile.TemporaryDirectory() as folder:
            one = Roma(Path(folder))
            one.db.write_bytes(fresh)
            _walk(one, steps)

    walk()


def _walk(one: Roma, steps: list[tuple[str, ...]]) -> None:
    past: list[list[str]] = []
    future: list[list[str]] = []
    after = one.state()
    for step in steps:
        one.now += 1
        before = after
        # New work after an undo has tests of its own; here it only ends what can be redone.
        if step == ("redo",) and not future:
            continue
        try:
            one.do(*step)
        except (UsageError, NotFound):
            assert one.state() == before
            if step == ("undo",):
                assert past == []
            continue
        after = one.state()
        if step == ("undo",):
            assert after == past.pop()
            future.append(before)
        elif step == ("redo",):
            assert after == future.pop()
            past.append(before)
        elif after != before:
            past.append(before)
            future.clear()
    assert one.rows("PRAGMA integrity_check") == [("ok",)]
    assert one.rows("PRAGMA foreign_key_check") == []
    [(count, explained)] = one.rows(
        "SELECT today_session_count, (SELECT count(*) FROM timer_sessions WHERE day IS NULL)"
        " + (SELECT coalesce(sum(delta), 0) FROM session_adjustments WHERE day IS NULL)"
        " FROM user_configurations"
    )
    assert count == explained
