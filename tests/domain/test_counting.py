"""The count and its resets as values: what is due, what is closed, and what is written for it."""

from __future__ import annotations

import datetime
import json
from typing import TYPE_CHECKING, Any

import pytest

from roma_cli.domain import counting
from roma_cli.domain.day import DayRule, iso_local, parse_instant, today
from roma_cli.domain.day_closing import DayToClose, focus_seconds
from roma_cli.domain.day_records import Adjustment, DailyStats, ScheduledTask, TimerSession
from roma_cli.domain.errors import UsageError
from roma_cli.domain.records import Configuration

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.domain.changes import Entry

DEVICE = "desk"


def at(text: str) -> int:
    return parse_instant(text)


def person(
    zone: str = "UTC",
    reset: str = "00:00",
    last: str | None = None,
    *,
    made: str = "2024-01-01T12:00:00Z",
    **changes: Any,
) -> Configuration:
    """Return the settings of someone whose last reset was at `last`."""
    return Configuration(
        id="c1",
        user_id=1,
        theme="dark",
        work_duration=1500,
        short_break_duration=300,
        long_break_duration=900,
        long_break_interval=4,
        auto_start_work=1,
        auto_start_break=1,
        sound_enabled=1,
        notification_enabled=1,
        created_at=at(made),
        updated_at=at(made),
        timezone=zone,
        daily_reset_time=reset,
        last_daily_reset=None if last is None else at(last),
        today_session_count=0,
        manual_session_override=None,
        setup_state="active",
        daily_goal=8,
        all_day_reminder_time="09:00",
        quiet_hours=None,
        days_off=None,
        event_retention_days=None,
        notification_channels="desktop,terminal",
        notify_command=None,
        webhook_url=None,
        webhook_secret_file=None,
        webhook_allow_private=0,
        device_id=None,
        user_name="me",
    )._replace(**changes)


def stretch(ended: str | None, **changes: Any) -> TimerSession:
    """Return 25 minutes of completed work that ended at `ended`; None is still running."""
    end = at("2024-05-01T10:00:00Z") if ended is None else at(ended)
    return TimerSession(
        id="s1",
        user_id=1,
        kind="work",
        planned_seconds=1500,
        started_at=end - 1500,
        paused_at=None,
        paused_seconds=0,
        ended_at=None if ended is None else end,
        outcome=None if ended is None else "completed",
        task_id=None,
        source="timer",
        note="",
        tags="",
        day=None,
        created_at=end,
        updated_at=end,
    )._replace(**changes)


def by_hand(delta: int, reason: str = "set", key: int = 1) -> Adjustment:
    return Adjustment(
        key, f"u{key}", 1, delta, max(delta, 0), reason, at("2024-05-01T10:00:00Z"), None
    )


def row_of_stats(**changes: Any) -> DailyStats:
    return DailyStats("d1", 1, "2024-05-01", "UTC", 3, 4500, 600, 1, 0, 0)._replace(**changes)


def row_of_schedule(**changes: Any) -> ScheduledTask:
    return ScheduledTask(
        "r1", 1, "daily_reset", "0 0 * * *", "UTC", None, at("2024-05-02T00:00:00Z"), 1, 0, 0
    )._replace(**changes)


def day_to_close(
    sessions_: Sequence[TimerSession] = (),
    adjustments: Sequence[Adjustment] = (),
    stats: DailyStats | None = None,
    schedule: ScheduledTask | None = None,
) -> DayToClose:
    return DayToClose(sessions_, adjustments, stats, schedule)


def rows(entries: Sequence[Entry], table: str) -> list[dict[str, Any]]:
    """Return what the entries write into one table: whole new rows, or the columns changed."""
    return [dict(one.change.after or {}) for one in entries if one.change.table == table]


def only(entries: Sequence[Entry], table: str) -> dict[str, Any]:
    [row] = rows(entries, table)
    return row


def closed_by(due: counting.Due) -> str | None:
    return due.closes and due.closes.date.isoformat()


def reset_at(own: Configuration, now: str, kept: DayToClose) -> list[Entry]:
    """Return the entries of the reset that is due at `now`."""
    due = counting.due(own, at(now))
    assert due is not None
    return counting.daily_reset(own, due, kept, now=at(now), device=DEVICE)


# zone and reset time, the last reset, now, and what is closed after how many boundaries
DUE = [
    pytest.param(
        ("UTC", "00:00"), "2024-05-01T00:00:00+00:00", "2024-05-01T23:59:59+00:00", None,
        id="a-second-before-the-boundary",
    ),
    pytest.param(
        ("UTC", "00:00"), "2024-05-01T00:00:00+00:00", "2024-05-02T00:00:00+00:00",
        ("2024-05-01", 1), id="exactly-on-the-boundary",
    ),
    pytest.param(
        ("UTC", "00:00"), "2024-05-02T00:00:00+00:00", "2024-05-02T00:00:00+00:00", None,
        id="on-the-boundary-of-a-reset-done-already",
    ),
    pytest.param(
        ("UTC", "00:00"), "2024-05-01T00:00:00+00:00", "2024-05-06T09:00:00+00:00",
        ("2024-05-01", 5), id="away-five-days",
    ),
    pytest.param(
        ("UTC", "04:00"), "2024-05-01T04:00:00+00:00", "2024-05-02T03:59:59+00:00", None,
        id="after-midnight-before-a-late-reset-time",
    ),
    pytest.param(
        ("UTC", "00:00"), "2024-05-01T17:30:00+00:00", "2024-05-02T00:00:00+00:00",
        ("2024-05-01", 1), id="last-reset-within-a-day-after-a-change-of-rule",
    ),
    # The date in Greenwich is not the date of the day, east or west of it.
    pytest.param(
        ("Pacific/Kiritimati", "00:00"), "2024-05-02T00:00:00+14:00",
        "2024-05-02T23:59:59+14:00", None, id="furthest-east-utc-midnight-passed",
    ),
    pytest.param(
        ("Pacific/Kiritimati", "00:00"), "2024-05-02T00:00:00+14:00",
        "2024-05-03T00:00:00+14:00", ("2024-05-02", 1), id="furthest-east",
    ),
    pytest.param(
        ("Pacific/Niue", "00:00"), "2024-05-01T00:00:00-11:00",
        "2024-05-01T23:59:59-11:00", None, id="furthest-west-utc-midnight-passed",
    ),
    pytest.param(
        ("Pacific/Niue", "00:00"), "2024-05-01T00:00:00-11:00",
        "2024-05-02T00:00:00-11:00", ("2024-05-01", 1), id="furthest-west",
    ),
    pytest.param(
        ("Asia/Kathmandu", "05:45"), "2024-05-01T05:45:00+05:45",
        "2024-05-02T05:45:00+05:45", ("2024-05-01", 1), id="reset-at-utc-midnight",
    ),
    # Wall clocks would answer wrongly.
    pytest.param(
        ("America/New_York", "01:30"), "2024-11-02T01:30:00-04:00",
        "2024-11-03T01:10:00-05:00", ("2024-11-02", 1),
        id="clocks-went-back-behind-a-reset-time-that-was-reached",
    ),
    pytest.param(
        ("America/New_York", "01:30"), "2024-11-03T01:30:00-04:00",
        "2024-11-03T01:30:00-05:00", None, id="second-pass-of-a-repeated-reset-time",
    ),
    pytest.param(
        ("America/New_York", "02:30"), "2024-03-09T02:30:00-05:00",
        "2024-03-10T03:29:59-04:00", None, id="in-the-gap-the-boundary-is-an-hour-later",
    ),
    pytest.param(
        ("America/New_York", "02:30"), "2024-03-09T02:30:00-05:00",
        "2024-03-10T03:30:00-04:00", ("2024-03-09", 1), id="a-skipped-reset-time-moves-forward",
    ),
    pytest.param(
        ("Africa/Cairo", "00:00"), "2024-04-25T00:00:00+02:00",
        "2024-04-26T01:00:00+03:00", ("2024-04-25", 1), id="a-day-without-midnight",
    ),
    pytest.param(
        ("America/Santiago", "00:30"), "2024-09-07T00:30:00-04:00",
        "2024-09-08T01:29:59-03:00", None, id="half-past-a-skipped-midnight",
    ),
    pytest.param(
        ("Pacific/Apia", "00:00"), "2011-12-29T00:00:00-10:00",
        "2011-12-31T00:00:00+14:00", ("2011-12-29", 1), id="a-date-that-never-was",
    ),
    # A clock set back.
    pytest.param(
        ("UTC", "00:00"), "2024-05-02T00:00:00+00:00", "2024-05-01T23:00:00+00:00", None,
        id="clock-set-back-over-the-boundary",
    ),
    pytest.param(
        ("UTC", "00:00"), "2024-05-03T00:00:00+00:00", "2024-05-01T22:00:00+00:00", None,
        id="last-reset-26-hours-ahead",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "last", "now", "closes"), DUE)
def test_a_reset_is_due_when_a_boundary_lies_after_the_last_one_and_not_after_now(
    rule: tuple[str, str], last: str, now: str, closes: tuple[str, int] | None
) -> None:
    own = person(*rule, last)
    assert iso_local(rule[0], at(last)) == last, "the row's offset is not the zone's"
    assert iso_local(rule[0], at(now)) == now, "the row's offset is not the zone's"
    due = counting.due(own, at(now))
    if closes is None:
        assert due is None
    else:
        assert due is not None
        assert (closed_by(due), due.boundaries) == closes
        done = counting.after_reset(own, due)
        assert counting.due(done, at(now)) is None, "a reset that was done is due again"


@pytest.mark.parametrize(
    ("now", "closes"),
    [
        pytest.param("2024-05-01T17:00:00Z", None, id="the-boundary-before-it-was-made-is-nothing"),
        pytest.param("2024-05-01T23:59:59Z", None, id="still-the-first-day"),
        pytest.param("2024-05-02T00:00:00Z", "2024-05-01", id="the-first-boundary"),
        pytest.param("2024-05-09T08:00:00Z", "2024-05-01", id="away-after-the-first-day"),
    ],
)
def test_before_the_first_reset_the_moment_the_file_was_made_counts_as_the_last(
    now: str, closes: str | None
) -> None:
    due = counting.due(person(made="2024-05-01T16:59:00Z"), at(now))
    assert (due and closed_by(due)) == closes


@pytest.mark.parametrize(
    "own",
    [
        pytest.param(person(last="2099-01-01T00:00:00Z"), id="last-reset"),
        pytest.param(person(last="2024-05-03T00:00:01Z"), id="last-reset-a-second-too-far"),
        pytest.param(person(made="2099-01-01T12:00:00Z"), id="made-in-the-future"),
    ],
)
def test_a_last_reset_more_than_26_hours_ahead_is_put_where_it_belongs_and_the_count_kept(
    own: Configuration,
) -> None:
    own = own._replace(today_session_count=7, manual_session_override=5)
    now = "2024-05-01T22:00:00Z"
    entries = reset_at(
        own, now, day_to_close([stretch(now)], [by_hand(5)], None, row_of_schedule())
    )
    changed = only(entries, "user_configurations")
    assert changed == {"last_daily_reset": at("2024-05-01T00:00:00Z"), "updated_at": at(now)}
    assert {one.change.table for one in entries} == {"user_configurations", "scheduled_tasks"}
    [logged] = [one for one in entries if one.event_type == "reset.reanchored"]
    assert logged.note == {"reason": "last reset lay in the future", "count_kept": 1}
    moved = own._replace(last_daily_reset=at("2024-05-01T00:00:00Z"))
    assert counting.due(moved, at(now)) is None
    assert counting.due(moved, at("2024-05-02T00:00:00Z")) is not None


def test_a_reset_clears_count_and_override_and_names_the_boundary_it_was_done_for() -> None:
    own = person(last="2024-05-01T00:00:00Z", today_session_count=16, manual_session_override=15)
    changed = only(reset_at(own, "2024-05-02T08:00:00Z", day_to_close()), "user_configurations")
    assert changed == {
        "last_daily_reset": at("2024-05-02T00:00:00Z"),
        "today_session_count": 0,
        "manual_session_override": None,
        "updated_at": at("2024-05-02T08:00:00Z"),
    }


def test_after_days_away_the_event_tells_of_the_boundary_that_ended_the_day_of_the_count() -> None:
    own = person("Asia/Tokyo", "04:00", "2024-05-01T04:00:00+09:00", today_session_count=6)
    event = only(reset_at(own, "2024-05-06T12:00:00+09:00", day_to_close()), "session_reset_events")
    context = json.loads(event.pop("context"))
    assert event == {
        "user_id": 1,
        "reset_type": "scheduled_daily",
        "previous_count": 6,
        "new_count": 0,
        "reset_timestamp": at("2024-05-02T04:00:00+09:00"),
        "user_timezone": "Asia/Tokyo",
        "local_reset_time": "2024-05-02T04:00:00+09:00",
        "device_id": "desk",
        "created_at": at("2024-05-06T12:00:00+09:00"),
    }
    assert context == {"closed_day": "2024-05-01", "boundaries_passed": 5}


def test_an_event_bears_the_device_id_that_was_configured_before_the_host_name() -> None:
    own = person(last="2024-05-01T00:00:00Z", device_id="laptop")
    event = only(reset_at(own, "2024-05-02T00:00:00Z", day_to_close()), "session_reset_events")
    assert event["device_id"] == "laptop"


def test_statistics_measure_work_and_rest_apart_without_pauses_and_count_the_overrides() -> None:
    own = person(last="2024-05-01T00:00:00Z", today_session_count=9)
    kept = day_to_close(
        [
            stretch("2024-05-01T10:00:00Z"),
            stretch("2024-05-01T11:00:00Z", started_at=at("2024-05-01T10:20:00Z"),
                    paused_seconds=900),
            stretch("2024-05-01T11:05:00Z", kind="short_break", outcome="skipped",
                    started_at=at("2024-05-01T11:00:00Z")),
            stretch("2024-05-01T12:15:00Z", kind="long_break",
                    started_at=at("2024-05-01T12:00:00Z"), paused_seconds=60),
            stretch("2024-05-01T13:10:00Z", outcome="stopped",
                    started_at=at("2024-05-01T13:00:00Z")),
        ],
        [by_hand(7, key=1), by_hand(-1, "limit", key=2), by_hand(1, key=3)],
    )  # fmt: skip
    entries = reset_at(own, "2024-05-02T06:00:00Z", kept)
    now = at("2024-05-02T06:00:00Z")
    assert only(entries, "daily_session_stats") == {
        "user_id": 1,
        "date": "2024-05-01",
        "timezone": "UTC",
        "work_sessions_completed": 9,
        "total_work_seconds": 1500 + (2400 - 900) + 600,
        "total_break_seconds": 300 + (900 - 60),
        "manual_overrides": 2,
        "created_at": now,
        "updated_at": now,
    }
    assert rows(entries, "timer_sessions") == [{"day": "2024-05-01"}] * 5
    assert rows(entries, "session_adjustments") == [{"day": "2024-05-01"}] * 3


def test_a_second_closing_of_the_same_date_adds_to_its_row() -> None:
    own = person(last="2024-05-01T00:00:00Z", today_session_count=2)
    kept = day_to_close(
        [stretch("2024-05-01T20:00:00Z"), stretch("2024-05-01T20:05:00Z", kind="short_break")],
        [by_hand(1)],
        row_of_stats(),
    )
    [entry] = [
        one
        for one in reset_at(own, "2024-05-02T00:00:00Z", kept)
        if one.change.table == "daily_session_stats"
    ]
    assert entry.change.key == "d1"
    assert entry.change.after == {
        "work_sessions_completed": 3 + 2,
        "total_work_seconds": 4500 + 1500,
        "total_break_seconds": 600 + 1500,
        "manual_overrides": 1 + 1,
        "updated_at": at("2024-05-02T00:00:00Z"),
    }


def test_a_day_on_which_nothing_was_done_is_closed_all_the_same() -> None:
    own = person(last="2024-05-01T00:00:00Z")
    stats = only(reset_at(own, "2024-05-02T00:00:00Z", day_to_close()), "daily_session_stats")
    assert (stats["date"], stats["work_sessions_completed"]) == ("2024-05-01", 0)


@pytest.mark.parametrize(
    ("zone", "reset", "last", "now", "boundary", "cron"),
    [
        ("UTC", "00:00", "2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z",
         "2024-05-03T00:00:00+00:00", "0 0 * * *"),
        ("UTC", "00:00", "2024-05-01T00:00:00Z", "2024-05-06T23:59:59Z",
         "2024-05-07T00:00:00+00:00", "0 0 * * *"),
        ("America/New_York", "02:30", "2024-03-08T07:30:00Z", "2024-03-09T08:00:00Z",
         "2024-03-10T03:30:00-04:00", "30 2 * * *"),
    ],
    ids=["on-the-boundary", "after-days-away", "a-boundary-in-a-gap-is-next"],
)  # fmt: skip
def test_a_reset_moves_the_schedule_to_the_next_boundary(
    zone: str, reset: str, last: str, now: str, boundary: str, cron: str
) -> None:
    kept = day_to_close(
        schedule=row_of_schedule(next_execution_at=0, cron_expression="", timezone="")
    )
    moved = only(reset_at(person(zone, reset, last), now, kept), "scheduled_tasks")
    assert iso_local(zone, moved.pop("next_execution_at")) == boundary
    assert moved == {
        "cron_expression": cron,
        "timezone": zone,
        "last_executed_at": at(now),
        "updated_at": at(now),
    }


def test_a_reset_by_hand_closes_into_the_current_day_and_leaves_the_boundary() -> None:
    own = person("America/New_York", "04:00", "2024-05-01T08:00:00Z", today_session_count=4,
                 manual_session_override=4)  # fmt: skip
    now = "2024-05-02T03:30:00-04:00"
    kept = day_to_close([stretch("2024-05-02T07:00:00Z")], [by_hand(3)], None, row_of_schedule())
    entries = counting.manual_reset(own, kept, now=at(now), device=DEVICE)
    assert only(entries, "user_configurations") == {
        "today_session_count": 0,
        "manual_session_override": None,
        "updated_at": at(now),
    }
    assert not rows(entries, "scheduled_tasks")
    assert only(entries, "daily_session_stats")["date"] == "2024-05-01"
    event = only(entries, "session_reset_events")
    assert (event["reset_type"], event["previous_count"], event["new_count"]) == (
        "manual_reset", 4, 0,
    )  # fmt: skip
    assert event["local_reset_time"] == now
    assert json.loads(event["context"]) == {"closed_day": "2024-05-01"}


def test_setting_the_count_makes_count_and_override_the_same_and_tells_the_difference() -> None:
    own = person(today_session_count=4)
    entries = counting.set_count(own, 15, now=at("2024-05-01T10:00:00Z"))
    changed = only(entries, "user_configurations")
    assert (changed["today_session_count"], changed["manual_session_override"]) == (15, 15)
    adjustment = only(entries, "session_adjustments")
    assert (adjustment["delta"], adjustment["count_after"], adjustment["reason"]) == (
        11, 15, "set",
    )  # fmt: skip


def test_setting_the_count_downwards_is_a_negative_adjustment() -> None:
    entries = counting.set_count(person(today_session_count=4), 0, now=0)
    assert only(entries, "session_adjustments")["delta"] == -4


def test_setting_the_count_to_what_it_is_by_itself_still_makes_it_an_override() -> None:
    entries = counting.set_count(person(today_session_count=4), 4, now=0)
    assert only(entries, "session_adjustments")["delta"] == 0
    assert only(entries, "user_configurations")["manual_session_override"] == 4


def test_setting_the_count_twice_to_the_same_changes_nothing() -> None:
    own = person(today_session_count=15, manual_session_override=15)
    assert counting.set_count(own, 15, now=0) == []


def test_setting_the_count_again_after_a_session_is_a_new_override() -> None:
    own = person(today_session_count=16, manual_session_override=15)
    assert only(counting.set_count(own, 15, now=0), "session_adjustments")["delta"] == -1


@pytest.mark.parametrize("count", [-1, 1001, 10**12])
def test_a_count_outside_0_to_1000_is_refused(count: int) -> None:
    with pytest.raises(UsageError, match=rf"between 0 and 1000, not {count}$"):
        counting.set_count(person(), count, now=0)


@pytest.mark.parametrize("count", [0, 1000])
def test_both_ends_of_the_range_can_be_set(count: int) -> None:
    entries = counting.set_count(person(today_session_count=3), count, now=0)
    assert only(entries, "user_configurations")["today_session_count"] == count


def test_a_completed_session_adds_one_to_a_count_set_by_hand_and_keeps_the_override() -> None:
    own = person(today_session_count=15, manual_session_override=15)
    assert only(counting.count_one(own, now=9), "user_configurations") == {
        "today_session_count": 16,
        "updated_at": 9,
    }


def test_at_1000_a_session_is_stored_and_the_count_stays_explained_by_an_adjustment() -> None:
    own = person(last="2024-05-01T00:00:00Z", today_session_count=1000)
    now = at("2024-05-01T10:00:00Z")
    entries = counting.add_session(own, None, ended_at=now, seconds=1500, task_id=None, now=now)
    assert only(entries, "timer_sessions")["outcome"] == "completed"
    adjustment = only(entries, "session_adjustments")
    assert (adjustment["delta"], adjustment["count_after"], adjustment["reason"]) == (
        -1, 1000, "limit",
    )  # fmt: skip
    assert not rows(entries, "user_configurations")


def test_at_999_the_last_session_still_counts() -> None:
    entries = counting.count_one(person(today_session_count=999), now=0)
    assert only(entries, "user_configurations")["today_session_count"] == 1000


def test_a_session_of_today_is_counted_and_left_open_until_the_day_ends() -> None:
    own = person(last="2024-05-01T00:00:00Z", today_session_count=3)
    now = at("2024-05-01T10:00:00Z")
    entries = counting.add_session(own, None, ended_at=now, seconds=3000, task_id=7, now=now)
    row = only(entries, "timer_sessions")
    assert (row["day"], row["started_at"], row["ended_at"]) == (None, now - 3000, now)
    assert (row["kind"], row["source"], row["task_id"]) == ("work", "manual", 7)
    assert entries[0].task_id == 7
    assert only(entries, "user_configurations")["today_session_count"] == 4
    assert not rows(entries, "daily_session_stats")


def test_a_session_across_the_boundary_counts_in_the_day_of_its_end() -> None:
    own = person(last="2024-05-02T00:00:00Z")
    end = at("2024-05-02T00:00:00Z")
    entries = counting.add_session(own, None, ended_at=end, seconds=3600, task_id=None, now=end)
    assert only(entries, "timer_sessions")["day"] is None
    assert only(entries, "user_configurations")["today_session_count"] == 1


@pytest.mark.parametrize(
    ("stats", "written"),
    [
        pytest.param(
            row_of_stats(),
            {"work_sessions_completed": 4, "total_work_seconds": 4500 + 3000},
            id="the-days-row-is-corrected",
        ),
        pytest.param(
            None,
            {"user_id": 1, "date": "2024-05-01", "timezone": "UTC", "work_sessions_completed": 1,
             "total_work_seconds": 3000, "total_break_seconds": 0, "manual_overrides": 0,
             "created_at": at("2024-05-03T09:00:00Z")},
            id="a-day-without-a-row-gets-one",
        ),
    ],
)  # fmt: skip
def test_a_session_of_a_closed_day_lands_in_that_days_statistics_and_not_in_the_count(
    stats: DailyStats | None, written: dict[str, Any]
) -> None:
    own = person(last="2024-05-03T00:00:00Z", today_session_count=3)
    now = at("2024-05-03T09:00:00Z")
    end = at("2024-05-01T23:59:59Z")
    entries = counting.add_session(own, stats, ended_at=end, seconds=3000, task_id=None, now=now)
    assert only(entries, "timer_sessions")["day"] == "2024-05-01"
    assert only(entries, "daily_session_stats") == {**written, "updated_at": now}
    assert not rows(entries, "user_configurations")


def test_a_session_begins_no_earlier_than_the_first_moment_that_can_be_shown() -> None:
    own = person(last="2024-05-03T00:00:00Z")
    now = at("2024-05-03T09:00:00Z")
    first = counting.add_session(own, None, ended_at=1500, seconds=1500, task_id=None, now=now)
    assert only(first, "timer_sessions")["started_at"] == 0
    with pytest.raises(UsageError, match=r"^a session cannot begin before 1970$"):
        counting.add_session(own, None, ended_at=1499, seconds=1500, task_id=None, now=now)


@pytest.mark.parametrize(
    ("changes", "seconds"),
    [
        ({}, 1500),
        ({"paused_seconds": 600}, 900),
        ({"paused_seconds": 9999}, 0),
        ({"ended_at": None}, 0),
    ],
    ids=["plain", "pauses-taken-out", "never-negative", "still-running"],
)
def test_focus_time_is_from_start_to_end_without_pauses(
    changes: dict[str, Any], seconds: int
) -> None:
    one = stretch("2024-05-01T10:00:00Z")._replace(**changes)
    assert focus_seconds(one) == seconds


# old rule, last reset, new rule, now, whether the count is closed, and the new last reset
CHANGES = [
    pytest.param(
        ("America/Los_Angeles", "00:00"), "2024-05-06T00:00:00-07:00",
        ("Asia/Tokyo", "00:00"), "2024-05-06T20:00:00-07:00",
        "2024-05-06", "2024-05-07T00:00:00+09:00", id="los-angeles-to-tokyo",
    ),
    pytest.param(
        ("Asia/Tokyo", "00:00"), "2024-05-07T00:00:00+09:00",
        ("America/Los_Angeles", "00:00"), "2024-05-07T12:00:00+09:00",
        None, "2024-05-06T08:00:00-07:00", id="tokyo-to-los-angeles-the-date-goes-on",
    ),
    pytest.param(
        ("Asia/Tokyo", "00:00"), "2024-05-07T00:00:00+09:00",
        ("America/Los_Angeles", "00:00"), "2024-05-07T16:00:00+09:00",
        "2024-05-07", "2024-05-07T00:00:00-07:00", id="tokyo-to-los-angeles-at-its-midnight",
    ),
    pytest.param(
        ("UTC", "00:00"), "2024-05-06T00:00:00+00:00", ("UTC", "04:00"),
        "2024-05-06T10:00:00+00:00", "2024-05-06", "2024-05-06T04:00:00+00:00",
        id="midnight-to-four-at-ten",
    ),
    pytest.param(
        ("UTC", "00:00"), "2024-05-06T00:00:00+00:00", ("UTC", "04:00"),
        "2024-05-06T03:59:59+00:00", None, "2024-05-06T00:00:00+00:00",
        id="midnight-to-four-before-four",
    ),
    pytest.param(
        ("UTC", "00:00"), "2024-05-06T00:00:00+00:00", ("UTC", "04:00"),
        "2024-05-06T04:00:00+00:00", "2024-05-06", "2024-05-06T04:00:00+00:00",
        id="midnight-to-four-exactly-at-four",
    ),
    pytest.param(
        ("UTC", "04:00"), "2024-05-05T04:00:00+00:00", ("UTC", "03:00"),
        "2024-05-06T03:30:00+00:00", "2024-05-05", "2024-05-06T03:00:00+00:00",
        id="four-to-three-at-half-past-three",
    ),
    pytest.param(
        ("UTC", "04:00"), "2024-05-05T04:00:00+00:00", ("UTC", "03:00"),
        "2024-05-06T02:59:59+00:00", None, "2024-05-05T04:00:00+00:00",
        id="four-to-three-before-three",
    ),
    pytest.param(
        ("Europe/Berlin", "00:00"), "2024-05-06T00:00:00+02:00", ("Europe/Paris", "00:00"),
        "2024-05-06T10:00:00+02:00", None, "2024-05-06T00:00:00+02:00",
        id="a-zone-with-the-same-clocks",
    ),
]  # fmt: skip


def changed(
    old: tuple[str, str],
    last: str,
    new: tuple[str, str],
    now: str,
    *,
    keep_count: bool = False,
    schedule: ScheduledTask | None = None,
    count: int = 5,
) -> list[Entry]:
    """Return the entries of a change of rule with `count` sessions done today."""
    own = person(*old, last, today_session_count=count, manual_session_override=count or None)
    assert counting.due(own, at(now)) is None, "the old rule was not settled"
    wanted = own._replace(timezone=new[0], daily_reset_time=new[1])
    kept = day_to_close([stretch(now)] if count else [], schedule=schedule)
    return counting.rule_change(
        own, wanted, kept, keep_count=keep_count, now=at(now), device=DEVICE
    )


@pytest.mark.parametrize(("old", "last", "new", "now", "closed", "then"), CHANGES)
def test_a_change_of_rule_closes_the_count_where_its_boundary_has_passed_since_the_last_reset(
    old: tuple[str, str],
    last: str,
    new: tuple[str, str],
    now: str,
    closed: str | None,
    then: str,
) -> None:
    assert iso_local(old[0], at(last)) == last, "the row's offset is not the zone's"
    entries = changed(old, last, new, now)
    configuration = only(entries, "user_configurations")
    event = only(entries, "session_reset_events")
    assert iso_local(new[0], configuration.get("last_daily_reset", at(last))) == then
    if closed is None:
        assert "today_session_count" not in configuration
        assert not rows(entries, "daily_session_stats")
        assert (event["previous_count"], event["new_count"]) == (5, 5)
        assert "closed_day" not in json.loads(event["context"])
    else:
        assert configuration["today_session_count"] == 0
        assert configuration["manual_session_override"] is None
        stats = only(entries, "daily_session_stats")
        assert (stats["date"], stats["timezone"]) == (closed, old[0])
        assert stats["work_sessions_completed"] == 5
        assert rows(entries, "timer_sessions") == [{"day": closed}]
        assert (event["previous_count"], event["new_count"]) == (5, 0)
        assert json.loads(event["context"])["closed_day"] == closed


@pytest.mark.parametrize(("old", "last", "new", "now", "closed", "then"), CHANGES)
def test_a_change_of_rule_that_keeps_the_count_moves_only_the_last_reset(
    old: tuple[str, str],
    last: str,
    new: tuple[str, str],
    now: str,
    closed: str | None,  # noqa: ARG001 - what it would be without --keep-count
    then: str,
) -> None:
    entries = changed(old, last, new, now, keep_count=True)
    configuration = only(entries, "user_configurations")
    assert iso_local(new[0], configuration.pop("last_daily_reset", at(last))) == then
    assert configuration.keys() <= {"timezone", "daily_reset_time", "updated_at"}
    assert not rows(entries, "daily_session_stats")
    assert not rows(entries, "timer_sessions")
    event = only(entries, "session_reset_events")
    assert (event["previous_count"], event["new_count"]) == (5, 5)


@pytest.mark.parametrize(
    ("new", "kind"),
    [
        (("Asia/Tokyo", "00:00"), "timezone_change"),
        (("America/Los_Angeles", "04:00"), "configuration_change"),
    ],
)
def test_the_event_of_a_change_of_rule_says_what_was_changed_and_in_which_zone_one_is_now(
    new: tuple[str, str], kind: str
) -> None:
    now = "2024-05-06T20:00:00-07:00"
    entries = changed(
        ("America/Los_Angeles", "00:00"), "2024-05-06T00:00:00-07:00", new, now, count=0
    )
    event = only(entries, "session_reset_events")
    assert (event["reset_type"], event["user_timezone"]) == (kind, new[0])
    assert event["reset_timestamp"] == at(now)
    assert event["local_reset_time"] == iso_local(new[0], at(now))
    assert json.loads(event["context"]) == {
        "from_timezone": "America/Los_Angeles",
        "from_daily_reset_time": "00:00",
        "to_daily_reset_time": new[1],
    }


def test_a_change_of_rule_with_nothing_counted_closes_no_day() -> None:
    entries = changed(
        ("UTC", "00:00"), "2024-05-06T00:00:00Z", ("UTC", "04:00"), "2024-05-06T10:00:00Z", count=0
    )
    assert not rows(entries, "daily_session_stats")
    assert only(entries, "user_configurations")["last_daily_reset"] == at("2024-05-06T04:00:00Z")


def test_an_override_of_zero_is_filed_by_a_change_of_rule_though_the_count_is_zero() -> None:
    own = person(last="2024-05-06T00:00:00Z", manual_session_override=0)
    entries = counting.rule_change(
        own,
        own._replace(daily_reset_time="04:00"),
        day_to_close(adjustments=[by_hand(0)]),
        keep_count=False,
        now=at("2024-05-06T10:00:00Z"),
        device=DEVICE,
    )
    assert only(entries, "daily_session_stats")["manual_overrides"] == 1
    assert rows(entries, "session_adjustments") == [{"day": "2024-05-06"}]


@pytest.mark.parametrize("keep_count", [False, True])
@pytest.mark.parametrize(
    ("now", "boundary"),
    [
        pytest.param("2024-05-06T10:00:00Z", "2024-05-07T04:00:00+00:00", id="closes"),
        pytest.param("2024-05-06T03:00:00Z", "2024-05-06T04:00:00+00:00", id="goes-on"),
    ],
)
def test_a_change_of_rule_moves_the_schedule_whether_the_count_is_closed_or_not(
    now: str, boundary: str, *, keep_count: bool
) -> None:
    entries = changed(
        ("UTC", "00:00"), "2024-05-06T00:00:00Z", ("UTC", "04:00"), now,
        keep_count=keep_count, schedule=row_of_schedule(),
    )  # fmt: skip
    moved = only(entries, "scheduled_tasks")
    assert iso_local("UTC", moved["next_execution_at"]) == boundary
    assert moved["cron_expression"] == "0 4 * * *"


def test_on_a_clock_set_back_the_schedule_waits_for_the_boundary_after_the_last_reset() -> None:
    entries = changed(
        ("UTC", "00:00"), "2024-05-06T00:00:00Z", ("UTC", "22:00"), "2024-05-05T21:00:00Z",
        schedule=row_of_schedule(),
    )  # fmt: skip
    moved = only(entries, "scheduled_tasks")
    # At 22:00 on the 5th nothing will be due: the last reset lies after it.
    assert iso_local("UTC", moved["next_execution_at"]) == "2024-05-06T22:00:00+00:00"


def test_what_a_change_of_rule_decides_about_the_schedule_is_written_even_where_it_stays() -> None:
    entries = changed(
        ("UTC", "00:00"), "2024-01-10T00:00:00Z", ("Europe/London", "00:00"),
        "2024-01-10T10:00:00Z", schedule=row_of_schedule(next_execution_at=at("2024-01-11T00:00Z")),
    )  # fmt: skip
    [entry] = [one for one in entries if one.change.table == "scheduled_tasks"]
    # Else the change could be undone in July, and the schedule would keep London's hour.
    assert entry.change.before is not None
    assert entry.change.after is not None
    assert entry.change.before["next_execution_at"] == at("2024-01-11T00:00Z")
    assert entry.change.after["next_execution_at"] == at("2024-01-11T00:00Z")


def test_the_rule_of_a_user_is_their_zone_and_reset_time() -> None:
    rule = counting.rule_of(person("Asia/Tokyo", "04:30"))
    assert rule == DayRule("Asia/Tokyo", 270)
    assert today(rule, at("2024-05-06T04:29:59+09:00")) == datetime.date(2024, 5, 5)
