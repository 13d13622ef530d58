"""What may happen to a task, as values: its limits and its changes."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.domain import task as task_rules
from roma_cli.domain.due import Due
from roma_cli.domain.errors import UsageError
from roma_cli.domain.task_fields import Task

NOW = 1_714_557_600
TASK = Task(*[None] * len(Task._fields))._replace(
    id=3,
    user_id=1,
    title="Write the report",
    description="",
    priority="medium",
    tags="#work",
    tag_keys="#work",
    status="pending",
    created_at=1,
    updated_at=1,
    skipped=0,
)
DONE = TASK._replace(status="completed", completed_at=5)


def titled(title: str) -> str:
    """Return the title of the row that adding a task writes."""
    return str((task_rules.add(1, title, {}, now=NOW).change.after or {})["title"])


def test_adding_a_task_writes_its_title_and_the_columns_that_were_checked() -> None:
    added = task_rules.add(1, "  Write the report ", {"priority": "high"}, now=NOW)
    assert (added.event_type, added.change.table) == ("task.created", "tasks")
    assert added.change.after == {
        "user_id": 1,
        "title": "Write the report",
        "priority": "high",
        "created_at": NOW,
        "updated_at": NOW,
    }


@pytest.mark.parametrize(
    ("due", "columns"),
    [
        (None, (None, None)),
        (Due(NOW, None), (NOW, None)),
        (Due(0, None), (0, None)),
        (Due(None, date(2024, 2, 29)), (None, "2024-02-29")),
        (Due(None, date(9989, 12, 31)), (None, "9989-12-31")),
    ],
    ids=["none", "a-moment", "the-first-moment", "a-whole-day", "the-last-day"],
)
def test_a_due_date_is_a_moment_or_a_whole_day_and_never_both(
    due: Due | None, columns: tuple[int | None, str | None]
) -> None:
    row = task_rules.due_columns(due)
    assert (row["due_date"], row["due_day"]) == columns
    day, moment = row["due_day"], row["due_date"]
    assert task_rules.due_of(TASK._replace(due_day=day, due_date=moment)) == due


@pytest.mark.parametrize("title", ["x", "x" * 255, "  " + "\U0001f345" * 255 + "\n"])
def test_a_title_has_1_to_255_characters_after_trimming(title: str) -> None:
    assert titled(title) == title.strip()


@pytest.mark.parametrize(
    ("title", "problem"),
    [
        ("", "the title is blank"),
        (" \t", "the title is blank"),
        ("x" * 256, "the title has 256 characters; at most 255 are allowed"),
        ("a\x00b", "the title contains a NUL character"),
        ("\udcff", "the title is not valid UTF-8"),
    ],
    ids=["empty", "blank", "too-long", "nul", "no-utf-8"],
)
def test_any_other_title_is_refused(title: str, problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        titled(title)
    assert caught.value.message == problem


def test_a_description_has_up_to_10000_characters() -> None:
    assert task_rules.clean_description("x" * 10_000) == "x" * 10_000
    with pytest.raises(UsageError, match=r"^the description has 10001 characters"):
        task_rules.clean_description("x" * 10_001)


@pytest.mark.parametrize(
    ("typed", "stored"), [("low", "low"), (" High ", "high"), ("MEDIUM", "medium")]
)
def test_a_priority_is_typed_in_any_case(typed: str, stored: str) -> None:
    assert task_rules.clean_priority(typed) == stored


@pytest.mark.parametrize("typed", ["", "urgent", "1", "hi"])
def test_any_other_priority_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match=rf"low, medium or high, not '{typed}'"):
        task_rules.clean_priority(typed)


def test_priorities_stand_in_the_order_of_their_weights() -> None:
    assert task_rules.PRIORITIES == ("low", "medium", "high")


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        pytest.param(["work"], ("#work",), id="without-the-sign"),
        pytest.param(["#work"], ("#work",), id="with-the-sign"),
        pytest.param([" work "], ("#work",), id="trimmed"),
        pytest.param(["b", "a"], ("#b", "#a"), id="in-the-order-typed"),
        pytest.param(["Work", "work", "#WORK"], ("#Work",), id="once-as-typed-first"),
        pytest.param(["Stra\u00dfe", "STRASSE"], ("#Stra\u00dfe",), id="by-case-folding"),
        pytest.param(["x" * 49], ("#" + "x" * 49,), id="49-characters"),
        pytest.param(["#" + "x" * 49], ("#" + "x" * 49,), id="49-characters-and-the-sign"),
        pytest.param([f"t{n}" for n in range(10)], tuple(f"#t{n}" for n in range(10)), id="ten"),
        pytest.param(["a"] * 11, ("#a",), id="eleven-times-the-same"),
        pytest.param([], (), id="none"),
    ],
)
def test_tags_are_stored_with_their_sign_each_once(
    typed: list[str], stored: tuple[str, ...]
) -> None:
    assert task_rules.clean_tags(typed) == stored


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ([""], "a tag is blank"),
        (["#"], "a tag is blank"),
        (["  "], "a tag is blank"),
        (["x" * 50], "the tag has 51 characters with its #; at most 50 are allowed"),
        (["two words"], "a tag is one word, not 'two words'"),
        (["two\u00a0words"], "a tag is one word, not 'two\u00a0words'"),
        (["# a"], "a tag is one word, not '# a'"),
        ([f"t{n}" for n in range(11)], "a task has at most 10 tags, not 11"),
        (["a\x00b"], "a tag contains a NUL character"),
    ],
    ids=["empty", "sign", "blank", "long", "blank-in", "nbsp-in", "sign-blank", "eleven", "nul"],
)
def test_any_other_tags_are_refused(typed: list[str], problem: str) -> None:
    with pytest.raises(UsageError) as caught:
        task_rules.clean_tags(typed)
    assert caught.value.message == problem


@given(st.lists(st.text(max_size=8), max_size=6))
def test_stored_tags_can_be_told_apart_again(words: list[str]) -> None:
    try:
        tags = task_rules.clean_tags(words)
    except UsageError:
        return
    columns = task_rules.tag_columns(tags)
    assert tuple(str(columns["tags"]).split()) == tags
    assert str(columns["tags"]).count(" ") == max(0, len(tags) - 1)
    assert len(set(str(columns["tag_keys"]).split(" "))) == max(1, len(tags))
    assert task_rules.clean_tags(tags) == tags


def test_completing_sets_the_moment() -> None:
    done = task_rules.complete(TASK, now=NOW)
    assert done.event_type == "task.completed"
    assert done.change.before == {"status": "pending", "completed_at": None, "updated_at": 1}
    assert done.change.after == {"status": "completed", "completed_at": NOW, "updated_at": NOW}


def test_reopening_clears_the_moment() -> None:
    opened = task_rules.reopen(DONE, now=NOW)
    assert opened.event_type == "task.reopened"
    assert opened.change.after == {"status": "pending", "completed_at": None, "updated_at": NOW}


def test_completing_twice_is_an_error_whose_hint_reopens() -> None:
    with pytest.raises(UsageError, match=r"^task 3 is completed already$") as caught:
        task_rules.complete(DONE, now=NOW)
    assert caught.value.hint == "roma task reopen 3"


def test_reopening_a_pending_task_is_an_error_whose_hint_completes() -> None:
    with pytest.raises(UsageError, match=r"^task 3 is not completed$") as caught:
        task_rules.reopen(TASK, now=NOW)
    assert caught.value.hint == "roma task done 3"


def test_editing_writes_only_what_differs() -> None:
    [edited] = task_rules.edit(TASK, {"title": "Read it", "priority": "medium"}, now=NOW)
    assert edited.event_type == "task.updated"
    assert edited.change.after == {"title": "Read it", "updated_at": NOW}


def test_editing_to_what_it_is_already_writes_nothing() -> None:
    assert task_rules.edit(TASK, {"title": TASK.title, "tags": "#work"}, now=NOW) == []


def test_deleting_leaves_the_row_in_the_file() -> None:
    gone = task_rules.delete(TASK, now=NOW)
    assert gone.event_type == "task.deleted"
    assert gone.change.after == {"deleted_at": NOW, "updated_at": NOW}


@pytest.mark.parametrize(
    ("changes", "untouched"),
    [
        ({}, True),
        ({"updated_at": 2}, False),
        ({"status": "completed", "completed_at": 1}, False),
        ({"deleted_at": 1}, False),
    ],
    ids=["as-added", "edited", "completed", "deleted"],
)
def test_a_task_is_untouched_until_something_happens_to_it(
    changes: dict[str, Any], *, untouched: bool
) -> None:
    assert task_rules.untouched(TASK._replace(**changes)) is untouched


def test_a_note_belongs_to_its_task_and_has_a_date() -> None:
    noted = task_rules.annotate(TASK, " called twice ", now=NOW)
    assert (noted.event_type, noted.change.table, noted.task_id) == ("task.noted", "task_notes", 3)
    assert noted.change.after == {
        "task_id": 3,
        "user_id": 1,
        "text": "called twice",
        "created_at": NOW,
    }
    with pytest.raises(UsageError):
        task_rules.annotate(TASK, "  ", now=NOW)


@pytest.mark.parametrize("act", [task_rules.complete, task_rules.delete])
def test_the_audit_of_an_occurrence_names_the_one_it_came_from(act: Any) -> None:
    assert act(TASK._replace(parent_task_id=2), now=NOW).parent_task_id == 2


@pytest.mark.parametrize(
    ("typed", "stored"),
    [("home", "home"), ("+home", "home"), (" Big House ", "Big House"), ("None", None),
     ("p" * 100, "p" * 100)],
)  # fmt: skip
def test_a_project_has_1_to_100_characters_or_is_none(typed: str, stored: str | None) -> None:
    assert task_rules.clean_project(typed) == stored


@pytest.mark.parametrize("typed", ["", "+", " ", "p" * 101])
def test_any_other_project_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match=r"^the project "):
        task_rules.clean_project(typed)


@pytest.mark.parametrize(("typed", "stored"), [("1", 1), (" 1000 ", 1000), ("NONE", None)])
def test_an_estimate_is_1_to_1000_work_sessions_or_none(typed: str, stored: int | None) -> None:
    assert task_rules.clean_estimate(typed) == stored


@pytest.mark.parametrize("typed", ["0", "-1", "1001", "2.5", "", "many"])
def test_any_other_estimate_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match=r"^an estimate is a number of work sessions"):
        task_rules.clean_estimate(typed)
