"""Days that end, told through the real command: what it prints, and what it leaves in the file."""

from __future__ import annotations

import json
import os

import pytest

from roma_cli.domain.day import iso_local, parse_instant
from tests.support import Roma

EVENT_KEYS = [
    "id", "user_id", "reset_type", "previous_count", "new_count", "reset_timestamp",
    "user_timezone", "local_reset_time", "device_id", "context", "created_at",
]  # fmt: skip
SESSION_KEYS = [
    "user", "day", "timezone", "daily_reset_time", "today_session_count",
    "manual_session_override", "last_daily_reset", "next_reset", "seconds_until_reset",
    "daily_goal",
]  # fmt: skip


def living_in(roma: Roma, zone: str, reset: str, made: str) -> Roma:
    """Make the file in `zone` at `made`, with days that begin at `reset`."""
    roma.environ["TZ"] = zone
    roma.at(made).inside_ok("config", "set", "daily_reset_time", reset)
    return roma


# zone, reset time, when a session was done, the last second of the day, its end, the day, the
# boundary after that; what is odd about the end of the day
CLOCK_CHANGES = [
    pytest.param(
        "America/New_York", "02:30", "2024-03-09T12:00:00-05:00", "2024-03-10T03:29:59-04:00",
        "2024-03-10T03:30:00-04:00", "2024-03-09", "2024-03-11T02:30:00-04:00",
        id="new-york-forward-reset-time-in-the-gap",
    ),
    pytest.param(
        "America/New_York", "02:00", "2024-03-09T12:00:00-05:00", "2024-03-10T01:59:59-05:00",
        "2024-03-10T03:00:00-04:00", "2024-03-09", "2024-03-11T02:00:00-04:00",
        id="new-york-forward-reset-time-where-the-gap-begins",
    ),
    pytest.param(
        "America/New_York", "01:30", "2024-11-02T12:00:00-04:00", "2024-11-03T01:29:59-04:00",
        "2024-11-03T01:30:00-04:00", "2024-11-02", "2024-11-04T01:30:00-05:00",
        id="new-york-back-reset-time-shown-twice-the-first-counts",
    ),
    pytest.param(
        "America/New_York", "02:00", "2024-11-02T12:00:00-04:00", "2024-11-03T01:59:59-05:00",
        "2024-11-03T02:00:00-05:00", "2024-11-02", "2024-11-04T02:00:00-05:00",
        id="new-york-back-reset-time-where-the-repetition-ends",
    ),
    pytest.param(
        "America/Santiago", "00:00", "2024-09-07T12:00:00-04:00", "2024-09-07T23:59:59-04:00",
        "2024-09-08T01:00:00-03:00", "2024-09-07", "2024-09-09T00:00:00-03:00",
        id="santiago-forward-no-midnight",
    ),
    pytest.param(
        "America/Santiago", "00:30", "2024-09-07T12:00:00-04:00", "2024-09-08T01:29:59-03:00",
        "2024-09-08T01:30:00-03:00", "2024-09-07", "2024-09-09T00:30:00-03:00",
        id="santiago-forward-reset-time-in-the-gap",
    ),
    pytest.param(
        "America/Santiago", "23:30", "2024-04-06T12:00:00-03:00", "2024-04-06T23:29:59-03:00",
        "2024-04-06T23:30:00-03:00", "2024-04-05", "2024-04-07T23:30:00-04:00",
        id="santiago-back-half-past-eleven-twice",
    ),
    pytest.param(
        "Africa/Cairo", "00:00", "2024-04-25T12:00:00+02:00", "2024-04-25T23:59:59+02:00",
        "2024-04-26T01:00:00+03:00", "2024-04-25", "2024-04-27T00:00:00+03:00",
        id="cairo-forward-no-midnight",
    ),
    pytest.param(
        "Africa/Cairo", "00:45", "2024-04-25T12:00:00+02:00", "2024-04-26T01:44:59+03:00",
        "2024-04-26T01:45:00+03:00", "2024-04-25", "2024-04-27T00:45:00+03:00",
        id="cairo-forward-reset-time-in-the-gap",
    ),
    pytest.param(
        "Africa/Cairo", "00:00", "2024-10-31T12:00:00+03:00", "2024-10-31T23:59:59+02:00",
        "2024-11-01T00:00:00+02:00", "2024-10-31", "2024-11-02T00:00:00+02:00",
        id="cairo-back-the-hour-before-midnight-twice",
    ),
]  # fmt: skip


@pytest.mark.parametrize(
    ("zone", "reset", "work", "last_second", "end", "closed", "following"), CLOCK_CHANGES
)
def test_a_day_ends_at_its_boundary_on_either_clock_change(
    roma: Roma,
    zone: str,
    reset: str,
    work: str,
    last_second: str,
    end: str,
    closed: str,
    following: str,
) -> None:
    for moment in (work, last_second, end, following):
        assert iso_local(zone, parse_instant(moment)) == moment, "not what the clocks show there"
    assert parse_instant(last_second) == parse_instant(end) - 1
    living_in(roma, zone, reset, work).inside_ok("session", "add")
    said = roma.at(last_second).inside_ok("reset", "check")
    assert (said.out, said.err) == ("", "")
    shown = roma.inside_ok("reset", "show").out.splitlines()
    assert shown[0] == "Next reset in less than a minute"
    assert shown[1].split() == ["boundary", end]
    said = roma.at(end).inside_ok("reset", "check")
    assert (said.out, said.err) == (f"reset at {end}: {closed} is closed\n", "")
    again = roma.inside_ok("reset", "check")
    assert (again.out, again.err) == ("", "")
    session = roma.inside_ok("session", "show", "--json").json()
    assert (session["last_daily_reset"], session["next_reset"]) == (end, following)
    assert roma.rows(
        "SELECT date, timezone, work_sessions_completed, total_work_seconds"
        " FROM daily_session_stats"
    ) == [(closed, zone, 1, 1500)]
    assert roma.rows("SELECT next_execution_at FROM scheduled_tasks") == [
        (parse_instant(following),)
    ]


def test_the_reset_check_needs_a_file_and_does_not_make_one(roma: Roma) -> None:
    said = roma("reset", "check")
    assert (said.code, said.out) == (3, "")
    assert said.err.startswith("error: no data file at ")
    assert not os.path.lexists(roma.db)


def test_half_an_hour_before_the_boundary_the_next_reset_is_in_30_minutes(roma: Roma) -> None:
    living_in(roma, "Europe/Berlin", "04:00", "2024-05-05T12:00:00+02:00")
    said = roma.at("2024-05-07T03:30:00+02:00").inside_ok("reset", "show")
    assert said.out.splitlines() == [
        "Next reset in 30 minutes",
        "boundary    2024-05-07T04:00:00+02:00",
        "rule        every day at 04:00 in Europe/Berlin",
        "last reset  2024-05-06T04:00:00+02:00 (23 hours 30 minutes ago)",
        "state       active",
    ]


@pytest.mark.parametrize(
    ("now", "words"),
    [
        ("2024-05-06T23:29:59Z", "30 minutes"),
        ("2024-05-06T23:30:00Z", "30 minutes"),
        ("2024-05-06T23:30:01Z", "29 minutes"),
        ("2024-05-06T23:59:00Z", "1 minute"),
        ("2024-05-06T22:59:00Z", "1 hour 1 minute"),
        ("2024-05-06T00:00:00Z", "1 day"),
    ],
)
def test_the_time_to_the_next_reset_is_never_longer_than_it_is(
    roma: Roma, now: str, words: str
) -> None:
    assert roma.at(now).inside_ok("reset", "show").out.splitlines()[0] == f"Next reset in {words}"


def test_a_new_file_is_in_the_initial_state_and_had_no_reset_yet(roma: Roma) -> None:
    shown = roma.inside_ok("reset", "show").out.splitlines()
    assert shown[3:] == ["last reset  none yet", "state       initial"]


def test_reset_show_as_json_is_the_session_with_state_and_schedule(roma: Roma) -> None:
    living_in(roma, "Asia/Tokyo", "04:30", "2024-05-06T12:00:00+09:00")
    shown = roma.inside_ok("reset", "show", "--json").json()
    assert list(shown) == [*SESSION_KEYS, "state", "schedule"]
    assert shown["state"] == "active"
    schedule = shown["schedule"]
    assert (schedule["task_type"], schedule["cron_expression"]) == ("daily_reset", "30 4 * * *")
    assert schedule["next_execution_at"] == "2024-05-07T04:30:00+09:00"
    assert schedule["is_active"] is True


def test_five_days_away_are_one_reset_that_tells_how_many_boundaries_passed(roma: Roma) -> None:
    living_in(roma, "Asia/Tokyo", "04:00", "2024-05-06T12:00:00+09:00")
    roma.inside_ok("session", "add", "--minutes", "50")
    said = roma.at("2024-05-11T12:00:00+09:00").inside_ok("reset", "check")
    assert said.out == (
        "reset at 2024-05-11T04:00:00+09:00: 2024-05-06 is closed (5 boundaries passed)\n"
    )
    event, change = roma.inside_ok("reset", "history", "--json").json()
    assert change["reset_type"] == "configuration_change"
    assert list(event) == EVENT_KEYS
    assert event["reset_type"] == "scheduled_daily"
    assert (event["previous_count"], event["new_count"]) == (1, 0)
    assert event["reset_timestamp"] == "2024-05-06T19:00:00Z"
    assert event["local_reset_time"] == "2024-05-07T04:00:00+09:00"
    assert event["user_timezone"] == "Asia/Tokyo"
    assert event["device_id"] == os.uname().nodename
    assert event["context"] == {"closed_day": "2024-05-06", "boundaries_passed": 5}
    assert event["created_at"] == "2024-05-11T03:00:00Z"
    assert roma.rows("SELECT date, work_sessions_completed FROM daily_session_stats") == [
        ("2024-05-06", 1)
    ]


def test_reset_check_as_json_tells_whether_one_happened_and_gives_its_event(roma: Roma) -> None:
    roma.at("2024-05-06T12:00:00Z").inside_ok("session", "add")
    quiet = roma.inside_ok("reset", "check", "--json").json()
    assert quiet == {
        "reset": False,
        "event": None,
        "day": "2024-05-06",
        "today_session_count": 1,
        "next_reset": "2024-05-07T00:00:00+00:00",
    }
    done = roma.at("2024-05-07T00:00:00Z").inside_ok("reset", "check", "--json").json()
    event = done.pop("event")
    assert done == {
        "reset": True,
        "day": "2024-05-07",
        "today_session_count": 0,
        "next_reset": "2024-05-08T00:00:00+00:00",
    }
    assert list(event) == EVENT_KEYS
    assert event["reset_timestamp"] == "2024-05-07T00:00:00Z"
    assert roma.inside_ok("reset", "history", "--json").json() == [event]


def test_any_command_does_the_reset_and_writes_event_statistics_and_schedule(roma: Roma) -> None:
    roma.at("2024-05-06T12:00:00Z").inside_ok("session", "set", "4")
    now = "2024-05-07T09:00:00Z"
    assert roma.at(now).inside_ok("task", "list").out == ""
    assert roma.rows(
        "SELECT today_session_count, manual_session_override, last_daily_reset"
        " FROM user_configurations"
    ) == [(0, None, parse_instant("2024-05-07T00:00:00Z"))]
    [(kind, before, after, moment)] = roma.rows(
        "SELECT reset_type, previous_count, new_count, reset_timestamp FROM session_reset_events"
    )
    assert (kind, before, after) == ("scheduled_daily", 4, 0)
    assert moment == parse_instant("2024-05-07T00:00:00Z")
    assert roma.rows(
        "SELECT date, work_sessions_completed, manual_overrides FROM daily_session_stats"
    ) == [("2024-05-06", 4, 1)]
    assert roma.rows("SELECT last_executed_at, next_execution_at FROM scheduled_tasks") == [
        (parse_instant(now), parse_instant("2024-05-08T00:00:00Z"))
    ]
    [(actor, summary)] = roma.rows("SELECT actor, summary FROM operations ORDER BY id DESC LIMIT 1")
    assert (actor, summary) == ("roma", "daily reset, 2024-05-06 closed")


def test_a_count_set_by_hand_grows_by_one_and_both_are_cleared_by_the_next_reset(
    roma: Roma,
) -> None:
    roma.at("2024-05-06T12:00:00Z").inside_ok("session", "add")
    assert roma.inside_ok("session", "set", "15").out == "sessions today: 15/8 (set by hand)\n"
    added = roma.inside_ok("session", "add")
    assert added.out == "added a session of 25 minutes; sessions today: 16/8\n"
    session = roma.inside_ok("session", "show", "--json").json()
    assert list(session) == SESSION_KEYS
    assert (session["today_session_count"], session["manual_session_override"]) == (16, 15)
    session = roma.at("2024-05-07T00:00:00Z").inside_ok("session", "show", "--json").json()
    assert (session["today_session_count"], session["manual_session_override"]) == (0, None)


def test_a_reset_that_is_due_happens_before_the_count_is_set(roma: Roma) -> None:
    roma.at("2024-05-06T12:00:00Z").inside_ok("session", "add")
    roma.at("2024-05-07T08:00:00Z").inside_ok("session", "set", "2")
    assert roma.rows(
        "SELECT date, work_sessions_completed, manual_overrides FROM daily_session_stats"
    ) == [("2024-05-06", 1, 0)]
    assert roma.rows("SELECT today_session_count FROM user_configurations") == [(2,)]


def test_a_session_of_yesterday_corrects_yesterdays_statistics(roma: Roma) -> None:
    roma.at("2024-05-06T12:00:00Z").inside_ok("task", "add", "Write the report")
    roma.inside_ok("session", "add")
    roma.at("2024-05-07T09:00:00Z")
    said = roma.inside_ok(
        *("session", "add", "--minutes", "50", "--task", "1", "--at", "yesterday 17:10"),
    )
    assert said.out == "added a session of 50 minutes to 2024-05-06, a day that is closed\n"
    assert roma.rows(
        "SELECT work_sessions_completed, total_work_seconds FROM daily_session_stats"
    ) == [(2, 1500 + 3000)]
    assert roma.rows(
        "SELECT started_at, ended_at, task_id, day FROM timer_sessions WHERE task_id IS NOT NULL"
    ) == [
        (
            parse_instant("2024-05-06T16:20:00Z"),
            parse_instant("2024-05-06T17:10:00Z"),
            1,
            "2024-05-06",
        )
    ]
    assert roma.rows("SELECT today_session_count FROM user_configurations") == [(0,)]
    roma.inside_ok("undo")
    assert roma.rows(
        "SELECT work_sessions_completed, total_work_seconds FROM daily_session_stats"
    ) == [(1, 1500)]


def test_a_session_of_a_day_without_statistics_makes_its_row(roma: Roma) -> None:
    roma.at("2024-05-06T12:00:00Z").inside_ok("session", "add", "--at", "2024-05-03 17:10")
    assert roma.rows("SELECT date, work_sessions_completed FROM daily_session_stats") == [
        ("2024-05-03", 1)
    ]
    roma.inside_ok("undo")
    assert roma.rows("SELECT count(*) FROM daily_session_stats") == [(0,)]


def test_yesterday_is_the_roma_day_and_not_the_date_of_the_calendar(roma: Roma) -> None:
    living_in(roma, "Europe/Berlin", "04:00", "2024-05-06T12:00:00+02:00")
    # At 01:30 it is still the 6th, and "yesterday 17:10" was on the 5th.
    roma.at("2024-05-07T01:30:00+02:00").inside_ok("session", "add", "--at", "yesterday 17:10")
    assert roma.rows("SELECT date FROM daily_session_stats") == [("2024-05-05",)]
    roma.inside_ok("session", "add", "--at", "today 01:10")
    assert roma.rows("SELECT today_session_count FROM user_configurations") == [(1,)]


def test_a_session_that_ends_in_the_future_is_refused(roma: Roma) -> None:
    roma.inside_ok("session", "show")
    before = roma.dump()
    said = roma("session", "add", "--at", "2026-03-04T12:00:01Z")
    assert said.code == 2
    assert said.err.splitlines() == [
        "error: a session that is done cannot end in the future (2026-03-04T12:00:01+00:00)",
        'hint: roma session add --at "yesterday 17:10"',
    ]
    assert roma.dump() == before


def test_at_1000_a_session_is_kept_and_the_count_says_that_it_ends_there(roma: Roma) -> None:
    roma.at("2024-05-06T12:00:00Z").inside_ok("session", "set", "1000")
    said = roma.inside_ok("session", "add")
    assert said.out == "added a session of 25 minutes; sessions today: 1000/8\n"
    assert said.err == "the session is kept, but a count ends at 1000\n"
    assert roma.rows("SELECT delta, reason FROM session_adjustments ORDER BY id") == [
        (1000, "set"),
        (-1, "limit"),
    ]
    roma.at("2024-05-07T12:00:00Z").inside_ok("reset", "check")
    assert roma.rows(
        "SELECT work_sessions_completed, total_work_seconds, manual_overrides"
        " FROM daily_session_stats"
    ) == [(1000, 1500, 1)]


def test_a_reset_by_hand_closes_into_today_and_the_evening_adds_to_it(roma: Roma) -> None:
    roma.at("2024-05-06T12:00:00Z").inside_ok("session", "add")
    said = roma.inside_ok("reset", "now")
    assert said.out.splitlines() == [
        "reset: 1 session closed into 2024-05-06; the count is 0",
        "the next daily reset stays in 12 hours (2024-05-07T00:00:00+00:00)",
    ]
    roma.at("2024-05-06T20:00:00Z").inside_ok("session", "add")
    roma.at("2024-05-07T00:00:00Z").inside_ok("reset", "check")
    assert roma.rows(
        "SELECT date, work_sessions_completed, total_work_seconds FROM daily_session_stats"
    ) == [("2024-05-06", 2, 3000)]
    listed = roma.inside_ok("reset", "history").out.splitlines()
    assert [row.split()[:2] for row in listed[1:]] == [
        ["2024-05-07T00:00:00+00:00", "scheduled"],
        ["2024-05-06T12:00:00+00:00", "manual"],
    ]


def test_reset_now_as_json_is_its_event(roma: Roma) -> None:
    roma.inside_ok("session", "add")
    event = roma.inside_ok("reset", "now", "--json").json()
    assert list(event) == EVENT_KEYS
    assert (event["reset_type"], event["previous_count"], event["new_count"]) == (
        "manual_reset", 1, 0,
    )  # fmt: skip
    assert event["context"] == {"closed_day": "2026-03-04"}
    roma.inside_ok("undo")
    assert roma.rows("SELECT today_session_count FROM user_configurations") == [(1,)]
    assert roma.rows("SELECT count(*) FROM session_reset_events") == [(0,)]


def test_a_clock_set_back_over_a_boundary_resets_nothing_and_loses_nothing(roma: Roma) -> None:
    roma.at("2024-05-06T12:00:00Z").inside_ok("session", "add")
    roma.at("2024-05-07T08:00:00Z").inside_ok("session", "add")
    said = roma.at("2024-05-06T10:00:00Z").inside_ok("reset", "check")
    assert (said.out, said.err) == ("", "")
    # It ended in a day that the clock, while it was ahead, has closed already.
    said = roma.inside_ok("session", "add")
    assert said.out == "added a session of 25 minutes to 2024-05-06, a day that is closed\n"
    assert roma.rows("SELECT today_session_count FROM user_configurations") == [(1,)]
    roma.at("2024-05-08T00:00:00Z").inside_ok("reset", "check")
    assert roma.rows("SELECT date, work_sessions_completed FROM daily_session_stats") == [
        ("2024-05-06", 2),
        ("2024-05-07", 1),
    ]


def test_one_start_in_2099_does_not_stop_resets_until_2099(roma: Roma) -> None:
    roma.at("2024-05-06T12:00:00Z").inside_ok("session", "add")
    roma.at("2099-01-01T12:00:00Z").inside_ok("session", "set", "3")
    said = roma.at("2024-05-06T13:00:00Z").inside_ok("reset", "check")
    assert said.out == (
        "the last reset lay in the future; it now counts as 2024-05-06T00:00:00+00:00\n"
    )
    assert roma.rows("SELECT today_session_count FROM user_configurations") == [(3,)]
    [(logged,)] = roma.rows(
        "SELECT event_data FROM audit_log_entries WHERE event_type = 'reset.reanchored'"
    )
    assert json.loads(logged)["note"]["reason"] == "last reset lay in the future"
    said = roma.at("2024-05-07T00:00:00Z").inside_ok("reset", "check")
    assert said.out == "reset at 2024-05-07T00:00:00+00:00: 2024-05-06 is closed\n"
    assert roma.rows("SELECT date, work_sessions_completed FROM daily_session_stats") == [
        ("2024-05-06", 1 + 3)
    ]


def test_a_file_made_by_a_clock_in_2099_has_its_resets_all_the_same(roma: Roma) -> None:
    roma.at("2099-01-01T12:00:00Z").inside_ok("session", "add")
    roma.at("2024-05-06T13:00:00Z").inside_ok("reset", "check")
    roma.at("2024-05-07T13:00:00Z").inside_ok("reset", "check")
    assert roma.rows("SELECT date, work_sessions_completed FROM daily_session_stats") == [
        ("2024-05-06", 1)
    ]


def test_undo_passes_over_a_reset_that_nobody_asked_for(roma: Roma) -> None:
    roma.at("2024-05-06T12:00:00Z").inside_ok("task", "add", "Write the report")
    roma.at("2024-05-07T12:00:00Z").inside_ok("reset", "check")
    assert roma.inside_ok("undo").out.endswith("added task 'Write the report'\n")
    assert roma.rows("SELECT count(*) FROM session_reset_events") == [(1,)]
