"""Moving to another zone, or to another hour at which the day begins, with work already done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from roma_cli.domain.day import iso_local, parse_instant
from roma_cli.domain.errors import UsageError
from roma_cli.domain.settings import SETTINGS
from roma_cli.usecases.day import resets, session_count
from roma_cli.usecases.history import undo as undo_commands
from roma_cli.usecases.settings import config as config_commands
from tests.journeys.in_process import Person, parsed

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Roma

LOS_ANGELES, TOKYO = "America/Los_Angeles", "Asia/Tokyo"
MONDAY_NOON = "2024-05-06T12:00:00-07:00"
MONDAY_EVENING = "2024-05-06T20:00:00-07:00"
CLOSED = "a new day has begun under this setting: 3 sessions closed into 2024-05-06"


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file made in Los Angeles on Sunday, which every story copies."""
    path = tmp_path_factory.mktemp("template") / "roma.db"
    Person(path, "2024-05-05T12:00:00-07:00", zone=LOS_ANGELES).settings()
    return path


@pytest.fixture
def person(tmp_path: Path, template: Path) -> Person:
    """Return someone in Los Angeles who did three sessions on Monday, and it is evening."""
    one = Person(tmp_path / "roma.db", MONDAY_NOON, zone=LOS_ANGELES, template=template)
    for _ in range(3):
        one.call(session_count.add)
    return one.at(MONDAY_EVENING)


def closed_days(person: Person) -> list[Any]:
    return person.rows(
        "SELECT date, timezone, work_sessions_completed, total_work_seconds"
        " FROM daily_session_stats ORDER BY date"
    )


def newest_event(person: Person) -> tuple[Any, ...]:
    """Return kind, counts, zone and local time of the event written last."""
    [row] = person.rows(
        "SELECT reset_type, previous_count, new_count, user_timezone, local_reset_time"
        " FROM session_reset_events ORDER BY rowid DESC LIMIT 1"
    )
    return tuple(row)


def count(person: Person) -> int:
    return int(person.json(session_count.show)["today_session_count"])


def test_flying_to_tokyo_closes_monday_and_says_so_and_how_to_take_it_back(person: Person) -> None:
    said = person.says(config_commands.set_values, parsed(timezone=TOKYO))
    assert said == [
        "timezone = Asia/Tokyo",
        "next reset in 12 hours (2024-05-08T00:00:00+09:00)",
        CLOSED,
        "roma undo takes this back, count and all",
    ]
    assert closed_days(person) == [
        ("2024-05-05", LOS_ANGELES, 0, 0),
        ("2024-05-06", LOS_ANGELES, 3, 4500),
    ]
    assert newest_event(person) == (
        "timezone_change", 3, 0, TOKYO, "2024-05-07T12:00:00+09:00",
    )  # fmt: skip
    shown = person.json(session_count.show)
    assert (shown["day"], shown["today_session_count"]) == ("2024-05-07", 0)
    assert shown["last_daily_reset"] == "2024-05-07T00:00:00+09:00"


def test_flying_to_tokyo_and_keeping_the_count_closes_nothing(person: Person) -> None:
    said = person.says(config_commands.set_values, parsed(timezone=TOKYO), keep_count=True)
    assert said == ["timezone = Asia/Tokyo", "next reset in 12 hours (2024-05-08T00:00:00+09:00)"]
    assert closed_days(person) == [("2024-05-05", LOS_ANGELES, 0, 0)]
    assert newest_event(person)[:3] == ("timezone_change", 3, 3)
    person.call(session_count.add)
    person.at("2024-05-08T00:00:00+09:00").call(resets.check)
    assert closed_days(person)[1:] == [("2024-05-07", TOKYO, 4, 6000)]


def test_flying_over_the_date_line_and_back_closes_the_same_date_twice_and_adds_up(
    person: Person,
) -> None:
    person.call(config_commands.set_values, parsed(timezone=TOKYO))
    person.call(session_count.add)
    person.at("2024-05-07T14:00:00+09:00").call(
        config_commands.set_values, parsed(timezone=LOS_ANGELES)
    )
    # Still Monday there, 22:00: no boundary in between, so the count goes on.
    assert newest_event(person)[:4] == ("timezone_change", 1, 1, LOS_ANGELES)
    assert person.json(session_count.show)["day"] == "2024-05-06"
    assert count(person) == 1
    person.call(session_count.add)
    person.at("2024-05-07T00:00:00-07:00").call(resets.check)
    assert newest_event(person) == (
        "scheduled_daily", 2, 0, LOS_ANGELES, "2024-05-07T00:00:00-07:00",
    )  # fmt: skip
    assert closed_days(person)[1:] == [("2024-05-06", LOS_ANGELES, 3 + 2, 4500 + 3000)]
    assert person.rows("SELECT DISTINCT day FROM timer_sessions") == [("2024-05-06",)]


@pytest.mark.parametrize("keep_count", [False, True])
def test_the_schedule_follows_in_both_cases(person: Person, *, keep_count: bool) -> None:
    person.call(config_commands.set_values, parsed(timezone=TOKYO), keep_count=keep_count)
    _, schedule = person.settings()
    assert (schedule.timezone, schedule.cron_expression) == (TOKYO, "0 0 * * *")
    assert iso_local(TOKYO, schedule.next_execution_at) == "2024-05-08T00:00:00+09:00"


@pytest.mark.parametrize(
    ("first", "then", "now", "closed"),
    [
        pytest.param(
            "00:00", "04:00", "2024-05-07T10:00:00-07:00", "2024-05-07", id="midnight-to-4-at-10"
        ),
        pytest.param("00:00", "04:00", "2024-05-07T03:00:00-07:00", None, id="midnight-to-4-at-3"),
        pytest.param(
            "04:00", "03:00", "2024-05-08T03:30:00-07:00", "2024-05-07", id="4-to-3-at-half-past-3"
        ),
        pytest.param("04:00", "03:00", "2024-05-08T02:30:00-07:00", None, id="4-to-3-before-3"),
    ],
)
def test_a_later_or_earlier_start_of_the_day_closes_the_count_if_it_has_passed_since(
    person: Person, first: str, then: str, now: str, closed: str | None
) -> None:
    person.at("2024-05-07T05:00:00-07:00" if first == "04:00" else "2024-05-07T00:00:00-07:00")
    person.call(config_commands.set_values, parsed(daily_reset_time=first))
    person.call(session_count.add)
    before = closed_days(person)
    person.at(now).call(config_commands.set_values, parsed(daily_reset_time=then))
    if closed is None:
        assert closed_days(person) == before
        assert newest_event(person)[:3] == ("configuration_change", 1, 1)
        assert count(person) == 1
    else:
        assert closed_days(person) == [*before, (closed, LOS_ANGELES, 1, 1500)]
        assert newest_event(person)[:3] == ("configuration_change", 1, 0)
        assert count(person) == 0


def test_a_change_settles_first_under_the_old_setting(person: Person) -> None:
    person.at("2024-05-07T08:00:00-07:00").call(config_commands.set_values, parsed(timezone=TOKYO))
    assert person.rows(
        "SELECT reset_type, previous_count, new_count, user_timezone, local_reset_time"
        " FROM session_reset_events ORDER BY rowid"
    )[1:] == [
        ("scheduled_daily", 3, 0, LOS_ANGELES, "2024-05-07T00:00:00-07:00"),
        ("timezone_change", 0, 0, TOKYO, "2024-05-08T00:00:00+09:00"),
    ]
    assert closed_days(person)[1:] == [("2024-05-06", LOS_ANGELES, 3, 4500)]


def test_setting_what_is_set_already_is_no_change_of_rule(person: Person) -> None:
    person.call(config_commands.set_values, parsed(timezone=LOS_ANGELES))
    assert newest_event(person)[0] == "scheduled_daily"
    assert count(person) == 3


def test_another_setting_leaves_count_and_schedule_alone(person: Person) -> None:
    before = person.settings()[1]
    person.call(config_commands.set_values, parsed(daily_goal="12"))
    assert person.settings()[1] == before
    assert count(person) == 3
    assert newest_event(person)[0] == "scheduled_daily"


@pytest.mark.parametrize(
    ("steps", "state"),
    [
        ([], "initial"),
        ([("set", "timezone", TOKYO)], "timezone_configured"),
        ([("set", "timezone", LOS_ANGELES)], "timezone_configured"),
        ([("set", "daily_reset_time", "04:00")], "active"),
        ([("set", "daily_reset_time", "midnight")], "active"),
        ([("set", "timezone", TOKYO), ("set", "daily_reset_time", "4")], "active"),
        ([("set", "daily_reset_time", "4"), ("set", "timezone", TOKYO)], "active"),
        (
            [("set", "timezone", TOKYO), ("set", "daily_reset_time", "4"),
             ("unset", "daily_reset_time")],
            "timezone_configured",
        ),
        ([("unset", "daily_reset_time")], "initial"),
        ([("set", "timezone", TOKYO), ("unset", "timezone")], "initial"),
        ([("set", "daily_goal", "9")], "initial"),
    ],
    ids=["new-file", "zone", "the-zone-it-had", "time", "the-time-it-had", "both", "the-other-way",
         "time-taken-back", "nothing-taken-back", "zone-taken-back", "something-else"],
)  # fmt: skip
def test_the_set_up_goes_from_initial_over_timezone_configured_to_active(
    person: Person, steps: list[tuple[str, ...]], state: str
) -> None:
    for verb, *words in steps:
        person.do("config", verb, *words)
    assert person.json(resets.show)["state"] == state


def test_unset_gives_the_machines_zone_and_midnight_and_is_a_change_of_rule(
    person: Person,
) -> None:
    person.call(config_commands.set_values, parsed(timezone=TOKYO))
    person.call(config_commands.set_values, parsed(daily_reset_time="04:00"))
    person.call(config_commands.unset, SETTINGS["daily_reset_time"])
    assert newest_event(person)[0] == "configuration_change"
    person.call(config_commands.unset, SETTINGS["timezone"])
    assert newest_event(person)[0] == "timezone_change"
    own, schedule = person.settings()
    assert (own.timezone, own.daily_reset_time) == (LOS_ANGELES, "00:00")
    assert (schedule.timezone, schedule.cron_expression) == (LOS_ANGELES, "0 0 * * *")


def test_a_change_of_zone_cannot_be_undone_after_a_reset_though_clocks_agreed_at_first(
    person: Person,
) -> None:
    person.at("2024-11-10T12:00:00Z").call(
        config_commands.set_values, parsed(timezone="Africa/Abidjan")
    )
    person.call(config_commands.set_values, parsed(timezone="Europe/London"))
    person.at("2025-07-01T12:00:00Z")
    # In winter both have the same midnight; by now it is London's that the schedule names.
    with pytest.raises(UsageError, match=r"daily reset, 2024-11-10 closed"):
        person.call(undo_commands.undo)
    _, schedule = person.settings()
    assert schedule.timezone == "Europe/London"
    assert iso_local("Europe/London", schedule.next_execution_at) == "2025-07-02T00:00:00+01:00"


def test_a_change_that_was_undone_under_a_boundary_that_passed_is_settled_by_the_next_visit(
    person: Person,
) -> None:
    # Tokyo's day goes on for hours after Los Angeles has passed midnight.
    person.at("2024-05-06T23:00:00-07:00").call(config_commands.set_values, parsed(timezone=TOKYO))
    person.at("2024-05-07T01:00:00-07:00").call(undo_commands.undo)
    assert count(person) == 0
    assert closed_days(person)[1:] == [("2024-05-06", LOS_ANGELES, 3, 4500)]
    assert newest_event(person) == (
        "scheduled_daily", 3, 0, LOS_ANGELES, "2024-05-07T00:00:00-07:00",
    )  # fmt: skip


# What is set, by whom, and what is said of the days; each through the real command.
WHOLE = [
    pytest.param(("timezone", TOKYO), 0, id="zone-that-closes"),
    pytest.param(("timezone", TOKYO, "--keep-count"), 3, id="zone-that-keeps"),
    pytest.param(("timezone", "America/Denver"), 3, id="zone-without-a-boundary"),
    pytest.param(("daily_reset_time", "04:00"), 0, id="time-that-closes"),
    pytest.param(("daily_reset_time", "04:00", "--keep-count"), 3, id="time-that-keeps"),
    pytest.param(("daily_reset_time", "23:00"), 3, id="time-without-a-boundary"),
]


@pytest.mark.parametrize(("words", "left"), WHOLE)
def test_a_change_and_its_closing_are_one_operation_that_undo_takes_back_whole(
    person: Person, roma: Roma, words: tuple[str, ...], left: int
) -> None:
    assert person.db == roma.db
    roma.at(MONDAY_EVENING)
    assert parse_instant(MONDAY_EVENING) == person.now
    before = roma.dump()
    roma.ok("config", "set", *words)
    assert roma.ok("session", "show", "--json").json()["today_session_count"] == left
    changed = roma.dump()
    assert changed != before
    assert roma.ok("undo").out.endswith(f"{words[0]} set to {words[1]}\n")
    assert roma.dump() == before
    assert roma.ok("session", "show", "--json").json()["today_session_count"] == 3
    roma.ok("redo")
    assert roma.dump() == changed
