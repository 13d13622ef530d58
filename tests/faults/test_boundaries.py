"""Many runs of roma at one boundary: the day is closed once, whoever comes first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roma_cli.domain.day import DayRule, boundary, iso_local, iso_utc, parse_instant, today

if TYPE_CHECKING:
    import pytest

    from tests.support import Roma

ZONE = "America/New_York"
MADE = "2024-02-28T12:00:00-05:00"
"""From here the boundaries lead over a leap day and the change to summer time."""

RUNS = 8


def test_eight_runs_at_every_boundary_close_every_day_exactly_once(
    roma: Roma, request: pytest.FixtureRequest
) -> None:
    boundaries = 300 if request.config.getoption("--deep", default=False) else 16
    rule = DayRule(ZONE, 150)
    roma.environ["TZ"] = ZONE
    roma.at(MADE).ok("config", "set", "daily_reset_time", "02:30")
    first = today(rule, parse_instant(MADE))
    closed = [type(first).fromordinal(first.toordinal() + number) for number in range(boundaries)]
    for day in closed:
        end = boundary(rule, type(first).fromordinal(day.toordinal() + 1))
        roma.at(iso_utc(end - 1)).ok("session", "add")
        # The clocks of eight runs that start together are not read in the same second.
        runs = [
            roma.start("reset", "check", ROMA_NOW=iso_utc(end + number // 3))
            for number in range(RUNS)
        ]
        said = [run.communicate(timeout=60) for run in runs]
        assert [run.returncode for run in runs] == [0] * RUNS, said
        assert [messages for _, messages in said] == [""] * RUNS
        # One run says what it did, and all the others have nothing to say.
        moment = iso_local(ZONE, end)
        done = f"reset at {moment}: {day.isoformat()} is closed\n"
        assert sorted(out for out, _ in said) == [""] * (RUNS - 1) + [done]
        assert roma.rows(
            "SELECT local_reset_time, previous_count FROM session_reset_events"
            " ORDER BY rowid DESC LIMIT 1"
        ) == [(moment, 1)]
        assert roma.rows("SELECT today_session_count FROM user_configurations") == [(0,)]
    dates = [day.isoformat() for day in closed]
    assert roma.rows(
        "SELECT date, work_sessions_completed, total_work_seconds FROM daily_session_stats"
        " ORDER BY date"
    ) == [(date, 1, 1500) for date in dates]
    events = roma.rows(
        "SELECT json_extract(context, '$.closed_day') FROM session_reset_events"
        " WHERE reset_type = 'scheduled_daily' ORDER BY reset_timestamp"
    )
    assert events == [(date,) for date in dates]
    assert roma.rows("SELECT count(*) FROM operations WHERE summary LIKE 'daily reset%'") == [
        (boundaries,)
    ]


def test_eight_runs_that_each_add_a_session_at_a_boundary_lose_none(roma: Roma) -> None:
    roma.at("2024-05-06T12:00:00Z").ok("session", "add")
    roma.at("2024-05-07T00:00:00Z")
    runs = [roma.start("session", "add") for _ in range(RUNS)]
    said = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0] * RUNS, said
    counts = sorted(out for out, _ in said)
    assert counts == [
        f"added a session of 25 minutes; sessions today: {number}/8\n"
        for number in range(1, RUNS + 1)
    ]
    assert roma.rows("SELECT date, work_sessions_completed FROM daily_session_stats") == [
        ("2024-05-06", 1)
    ]
    assert roma.rows("SELECT reset_type, previous_count FROM session_reset_events") == [
        ("scheduled_daily", 1)
    ]
    assert roma.rows("PRAGMA integrity_check") == [("ok",)]
