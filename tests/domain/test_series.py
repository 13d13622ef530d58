"""A series as values: how it begins, what follows an occurrence, how it ends."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain import task as task_rules
from roma_cli.domain.changes import NewKey
from roma_cli.domain.day import DayRule
from roma_cli.domain.due import Due
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats import series
from roma_cli.domain.task_fields import Task

NEW_YORK = DayRule("America/New_York", 0)
UTC = DayRule("UTC", 0)
TASK = Task(*[None] * len(Task._fields))._replace(
    id=7,
    uuid="7",
    user_id=1,
    title="Pay rent",
    description="by hand",
    recurrence="none",
    priority="high",
    tags="#home",
    tag_keys="#home",
    status="pending",
    created_at=0,
    updated_at=0,
    repeat_from="due",
    skipped=0,
    project="flat",
    estimate=2,
    reminder_offset="1 hour",
)


def at(text: str) -> int:
    return days.parse_instant(text)


def due_at(text: str) -> Due:
    return Due(at(text), None) if "T" in text else Due(None, date.fromisoformat(text))


def repeating(words: str, due: str | None, rule: DayRule = UTC, today: str = "2026-01-01") -> Task:
    """Return the first occurrence of a series."""
    start = None if due is None else due_at(due)
    columns, first = series.start(
        words, start, rule, today=date.fromisoformat(today), series_id=TASK.id
    )
    return TASK._replace(**columns, **task_rules.due_columns(first))


def after(task: Task, now: str, rule: DayRule = UTC, **options: bool) -> tuple[str, int, int]:
    """Return what follows a task done then: its due date, its index, and how many were missed."""
    found = series.following(task, rule, at(now), **options)
    assert found is not None
    return due_dates.typeable(found.due, rule), found.index, found.skipped


def row_after(task: Task, now: str, rule: DayRule = UTC) -> Task:
    """Return the occurrence that completing a task then adds, as a record."""
    _, added = series.complete(task, rule, now=at(now))
    assert added.change.after is not None
    return TASK._replace(id=task.id + 1, **added.change.after)


def test_a_series_begins_with_its_own_first_task_at_index_0() -> None:
    columns, first = series.start(
        "every month", due_at("2026-01-31"), UTC, today=date(2026, 1, 1), series_id=NewKey(0)
    )
    assert columns == {
        "recurrence": "monthly",
        "series_id": NewKey(0),
        "series_index": 0,
        "anchor_date": None,
        "anchor_day": "2026-01-31",
        "anchor_index": 0,
    }
    assert first == due_at("2026-01-31")


def test_without_a_due_date_the_first_is_due_today_all_day() -> None:
    assert task_rules.due_of(repeating("daily", None, today="2026-05-01")) == due_at("2026-05-01")


def test_chosen_weekdays_move_the_first_due_date_to_the_first_of_them() -> None:
    # 1 January 2026 is a Thursday.
    assert task_rules.due_of(repeating("every 2 weeks on mon", "2026-01-01")) == due_at(
        "2026-01-05"
    )


def test_none_is_no_series_and_leaves_the_due_date() -> None:
    due = due_at("2026-01-01")
    found = series.start("none", due, UTC, today=date(2026, 1, 1), series_id=7)
    assert found == ({"recurrence": "none"}, due)
    assert series.following(TASK, UTC, 0) is None


@pytest.mark.parametrize(
    ("words", "first", "expected"),
    [
        ("monthly", "2026-01-31", "2026-02-28 2026-03-31 2026-04-30 2026-05-31"),
        ("yearly", "2024-02-29", "2025-02-28 2026-02-28 2027-02-28 2028-02-29"),
        ("every 3 days", "2026-02-27", "2026-03-02 2026-03-05 2026-03-08 2026-03-11"),
        ("every 2 weeks on mon, thu", "2026-01-01", "2026-01-12 2026-01-15 2026-01-26 2026-01-29"),
        ("every weekday", "2026-01-02", "2026-01-05 2026-01-06 2026-01-07 2026-01-08"),
        ("every month on the 30th", "2026-01-30", "2026-02-28 2026-03-30 2026-04-30 2026-05-30"),
    ],
)
def test_done_in_time_every_occurrence_comes_from_the_anchor(
    words: str, first: str, expected: str
) -> None:
    task = repeating(words, first)
    for number, due in enumerate(expected.split(), 1):
        task = row_after(task, f"{task.due_day}T12:00:00Z")
        assert (task.due_day, task.series_index) == (due, number)


def test_an_hour_of_the_day_stays_the_same_on_the_local_clock_over_both_changes() -> None:
    """New York, 09:00: the offset changes on 8 March and 1 November, the hour does not."""
    spring = repeating("daily", "2026-03-07T09:00:00-05:00", NEW_YORK)
    assert after(spring, "2026-03-07T14:00:00Z", NEW_YORK)[0] == "2026-03-08T09:00-04:00"
    autumn = repeating("daily", "2026-10-31T09:00:00-04:00", NEW_YORK)
    assert after(autumn, "2026-10-31T13:00:00Z", NEW_YORK)[0] == "2026-11-01T09:00-05:00"


def test_a_time_that_the_clock_skips_is_itself_again_the_day_after() -> None:
    task = repeating("daily", "2026-03-07T02:30:00-05:00", NEW_YORK)
    task = row_after(task, "2026-03-07T12:00:00Z", NEW_YORK)
    assert due_dates.typeable(Due(task.due_date, None), NEW_YORK) == "2026-03-08T03:30-04:00"
    assert after(task, "2026-03-08T12:00:00Z", NEW_YORK)[0] == "2026-03-09T02:30-04:00"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-01-05T12:00:00Z", ("2026-01-12", 1, 0)),  # on its day
        ("2026-01-02T12:00:00Z", ("2026-01-12", 1, 0)),  # before it
        ("2026-01-12T12:00:00Z", ("2026-01-12", 1, 0)),  # the next one is due today
        ("2026-01-13T12:00:00Z", ("2026-01-19", 2, 1)),
        ("2026-03-04T12:00:00Z", ("2026-03-09", 9, 8)),
    ],
)
def test_done_late_what_lies_before_today_is_passed_over_and_counted(
    now: str, expected: tuple[str, int, int]
) -> None:
    task = repeating("weekly", "2026-01-05")
    assert after(task, now) == expected
    entry = series.complete(task, UTC, now=at(now))[1]
    assert entry.note == {"skipped": expected[2]}


def test_from_completion_it_counts_from_the_day_it_was_done_and_misses_none() -> None:
    task = repeating("every 3 days", "2026-01-05")._replace(repeat_from="completion")
    assert after(task, "2026-01-20T23:00:00Z") == ("2026-01-23", 1, 0)
    following = row_after(task, "2026-01-20T23:00:00Z")
    assert (following.anchor_day, following.anchor_index) == ("2026-01-23", 1)
    assert after(following, "2026-01-30T10:00:00Z") == ("2026-02-02", 2, 0)


def test_the_next_one_takes_over_what_the_task_was_and_nothing_of_what_happened_to_it() -> None:
    task = repeating("weekly", "2026-01-05")._replace(subtask_of=None, completed_at=5)
    following = row_after(task, "2026-01-05T12:00:00Z")
    for name in ("title", "description", "priority", "tags", "tag_keys", "project", "estimate"):
        assert getattr(following, name) == getattr(task, name), name
    assert following.reminder_offset == "1 hour"
    assert (following.parent_task_id, following.series_id) == (7, 7)
    assert (following.completed_at, following.skipped, following.wait_until) == (None, 0, None)


def test_it_hides_as_many_days_before_its_due_date_at_the_same_hour() -> None:
    """Hidden until midnight two days before; the clocks of New York change in between."""
    task = repeating("weekly", "2026-03-07", NEW_YORK)
    task = task._replace(wait_until=at("2026-03-05T00:00:00-05:00"))
    following = row_after(task, "2026-03-07T18:00:00Z", NEW_YORK)
    assert following.due_day == "2026-03-14"
    assert following.wait_until == at("2026-03-12T00:00:00-04:00")


def test_completing_what_is_completed_is_refused() -> None:
    task = repeating("weekly", "2026-01-05")._replace(status="completed")
    with pytest.raises(UsageError, match="completed already"):
        series.complete(task, UTC, now=0)
    with pytest.raises(UsageError, match="completed already"):
        series.skip(task, UTC, now=0, until_today=False)
    with pytest.raises(UsageError, match="completed already"):
        series.stop(task, now=0)


def test_skipping_passes_over_one_occurrence_however_late_it_is() -> None:
    task = repeating("weekly", "2026-01-05")
    skipped, added = series.skip(task, UTC, now=at("2026-03-04T12:00:00Z"), until_today=False)
    assert skipped.event_type == "task.skipped"
    assert (skipped.change.after or {})["skipped"] == 1
    assert (added.change.after or {})["due_day"] == "2026-01-12"


def test_skipping_until_today_passes_over_all_that_lie_before_it() -> None:
    task = repeating("weekly", "2026-01-05")
    _, added = series.skip(task, UTC, now=at("2026-03-04T12:00:00Z"), until_today=True)
    assert (added.change.after or {})["due_day"] == "2026-03-09"
    assert added.note == {"skipped": 8}


@pytest.mark.parametrize("now", ["2026-01-05T00:00:00Z", "2026-01-01T12:00:00Z"])
def test_skipping_until_today_leaves_what_is_due_today_or_later(now: str) -> None:
    task = repeating("weekly", "2026-01-05")
    with pytest.raises(UsageError, match="not due before today"):
        series.skip(task, UTC, now=at(now), until_today=True)


def test_what_does_not_repeat_cannot_be_skipped_or_stopped() -> None:
    with pytest.raises(UsageError, match="does not repeat"):
        series.skip(TASK, UTC, now=0, until_today=False)
    with pytest.raises(UsageError, match="does not repeat"):
        series.stop(TASK, now=0)


def test_stopping_leaves_the_task_and_its_place_in_the_series() -> None:
    [entry] = series.stop(repeating("weekly", "2026-01-05"), now=9)
    assert entry.change.before == {"recurrence": "weekly", "updated_at": 0}
    assert entry.change.after == {"recurrence": "none", "updated_at": 9}


@pytest.mark.parametrize(
    ("due", "done", "outcome"),
    [
        ("2026-01-05", "2026-01-05T23:59:59Z", "on time"),
        ("2026-01-05", "2026-01-06T00:00:00Z", "late"),
        ("2026-01-05T09:00:00Z", "2026-01-05T09:00:00Z", "on time"),
        ("2026-01-05T09:00:00Z", "2026-01-05T09:00:01Z", "late"),
    ],
)
def test_it_is_late_as_soon_as_it_is_overdue(due: str, done: str, outcome: str) -> None:
    task = repeating("weekly", due)
    assert series.outcome(task, UTC) == "open"
    finished = task._replace(status="completed", completed_at=at(done))
    assert series.outcome(finished, UTC) == outcome
    assert series.outcome(finished._replace(skipped=1), UTC) == "skipped"


ZONES = ("America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "Africa/Casablanca", "UTC")
WORDS = ("daily", "every 5 days", "weekly", "every 2 weeks on mon, sat", "monthly", "yearly")


@given(
    words=st.sampled_from(WORDS),
    zone=st.sampled_from(ZONES),
    reset=st.integers(0, 1439),
    start=st.integers(at("2009-01-01T00:00:00Z"), at("2028-01-01T00:00:00Z")),
    delays=st.lists(st.integers(-3 * 86_400, 400 * 86_400), min_size=1, max_size=5),
    all_day=st.booleans(),
)
def test_however_late_each_is_done_the_next_is_later_on_the_schedule_and_not_before_today(
    words: str, zone: str, reset: int, start: int, delays: list[int], *, all_day: bool
) -> None:
    rule = DayRule(zone, reset)
    first = Due(None, days.today(rule, start)) if all_day else Due(start, None)
    columns, due = series.start(
        words, first, rule, today=days.today(rule, start), series_id=TASK.id
    )
    task = TASK._replace(**columns, **task_rules.due_columns(due))
    for delay in delays:
        previous = task_rules.due_of(task)
        assert previous is not None
        now = due_dates.deadline(previous, rule) + delay
        found = series.following(task, rule, now)
        assert found is not None
        assert found.index == (task.series_index or 0) + 1 + found.skipped
        assert due_dates.deadline(found.due, rule) > due_dates.deadline(previous, rule)
        assert due_dates.due_day(found.due, rule) >= days.today(rule, now)
        one = series.next_entry(task, found, rule, now=now).change.after
        task = TASK._replace(**(one or {}))
