"""`roma why` and `roma simulate`: a number or a date, and what it is made of."""

from __future__ import annotations

from datetime import datetime
from itertools import pairwise

import pytest

from tests.support import Roma


def test_why_count_lists_what_makes_the_number_with_times(roma: Roma) -> None:
    roma.ok("task", "add", "Write")
    roma.ok("session", "add", "--task", "1")
    roma.at("2026-03-04T12:30:00Z").ok("session", "set", "5")
    roma.at("2026-03-04T13:00:00Z").ok("session", "add", "--minutes", "50")
    told = roma.ok("why", "count", "--json").json()
    assert told["today_session_count"] == 6 == sum(part["change"] for part in told["parts"])
    assert [(part["at"], part["change"]) for part in told["parts"]] == [
        ("2026-03-04T12:00:00+00:00", 1),
        ("2026-03-04T12:30:00+00:00", 4),
        ("2026-03-04T13:00:00+00:00", 1),
    ]
    assert "task 1 Write" in told["parts"][0]["why"]
    text = roma.ok("why", "count").out
    assert text.startswith("sessions today: 6 = 2 completed sessions +4 by hand\n")


def test_why_count_forgets_what_a_reset_closed(roma: Roma) -> None:
    roma.ok("session", "add")
    roma.ok("reset", "now")
    assert roma.ok("why", "count", "--json").json() == {"today_session_count": 0, "parts": []}


def test_why_reset_speaks_of_a_change_of_clocks_only_when_one_is_near(roma: Roma) -> None:
    roma.ok("config", "set", "timezone", "America/New_York")
    roma.ok("config", "set", "daily_reset_time", "02:30")
    assert roma.ok("why", "reset", "--json").json()["clock_change"].startswith("2026-03-08: 02:30")
    assert roma.at("2026-03-20T12:00:00Z").ok("why", "reset", "--json").json() == {
        "timezone": "America/New_York",
        "daily_reset_time": "02:30",
        "day": "2026-03-20",
        "last_boundary": "2026-03-20T02:30:00-04:00",
        "last_daily_reset": "2026-03-20T02:30:00-04:00",
        "next_boundary": "2026-03-21T02:30:00-04:00",
        "clock_change": None,
    }


@pytest.mark.parametrize(
    ("zone", "time", "day", "begins", "note"),
    [
        # The hour from 2 to 3 is left out.
        ("America/New_York", "02:30", "2026-03-08", "2026-03-08T03:30:00-04:00", "skipped"),
        # The hour from 1 to 2 comes twice.
        ("America/New_York", "1:30", "2026-11-01", "2026-11-01T01:30:00-04:00", "twice"),
        # Midnight does not exist on this day.
        ("America/Santiago", "0", "2026-09-06", "2026-09-06T01:00:00-03:00", "skipped"),
        # Half an hour is left out, so the day is half an hour shorter.
        ("Australia/Lord_Howe", "midnight", "2026-10-04", "2026-10-04T00:00:00+10:30", "23:30"),
    ],
)
def test_simulate_marks_the_days_on_which_clocks_change(
    roma: Roma, zone: str, time: str, day: str, begins: str, note: str
) -> None:
    told = roma.ok(
        *("simulate", "--days", "400", "--timezone", zone, "--reset-time", time, "--json")
    ).json()
    assert len(told) == 400
    [found] = [one for one in told if one["day"] == day]
    assert found["begins"] == begins
    assert note in found["note"]
    moments = [datetime.fromisoformat(one["begins"]).timestamp() for one in told]
    lengths = [after - before for before, after in pairwise(moments)]
    assert lengths == [one["seconds"] for one in told[:-1]]


def test_simulate_needs_no_file_and_makes_none(roma: Roma) -> None:
    said = roma.ok("simulate", "--days", "2", TZ="Asia/Tokyo")
    assert said.out.splitlines()[0] == "days begin at 00:00 in Asia/Tokyo"
    assert not roma.db.exists()


def test_simulate_takes_the_rule_of_the_file_where_there_is_one(roma: Roma) -> None:
    roma.ok("config", "set", "daily_reset_time", "4")
    told = roma.ok("simulate", "--days", "1", "--json").json()
    assert told[0]["begins"] == "2026-03-04T04:00:00+00:00"
