"""A file of Roma Timer's: taken over whole, explained, never touched itself, and given back."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from roma_cli.domain.day import parse_instant
from roma_cli.domain.errors import Damaged, RomaError, UsageError
from roma_cli.usecases.day import resets, session_count
from roma_cli.usecases.history import undo as undo_commands
from roma_cli.usecases.settings import config as config_commands
from roma_cli.usecases.stats import commands as stats_commands
from tests.domain.test_foreign_values import CELLS
from tests.journeys.in_process import Person, parsed
from tests.journeys.timer_files import MADE, WHOLE, make
from tests.journeys.transfers import SAMPLES, assert_explained, bring_in, content

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Roma

WITH_RESET = SAMPLES / "roma-timer-with-reset.db"
BEFORE_RESET = SAMPLES / "roma-timer-before-reset.db"
NOW = "2026-02-27T15:00:00Z"  # 10:00 in New York, in the second day after that of the samples


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file that was made long before, in UTC."""
    person = Person(tmp_path_factory.mktemp("template") / "roma.db", "2026-02-01T12:00:00Z")
    person.call(session_count.show)
    return person.db


@pytest.fixture
def person(tmp_path: Path, template: Path) -> Person:
    return Person(tmp_path / "roma.db", NOW, template=template)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "timer.db"


def whole(person: Person, path: Path) -> dict[str, Any]:
    """Import a file; expect that all is explained, that twice is once, and that undo undoes it."""
    person.call(session_count.show)  # the reset that is due
    before = content(person)
    told: dict[str, Any] = bring_in(person, "romatimer", path)
    assert_explained(person)
    after = content(person)
    assert bring_in(person, "romatimer", path)["operation"] is None
    assert content(person) == after
    if told["operation"] is not None:
        person.call(undo_commands.undo)
        assert content(person) == before
        person.call(undo_commands.redo)
        assert content(person) == after
    return told


def days_of(person: Person) -> dict[str, tuple[int, int, int, int]]:
    rows = person.rows(
        "SELECT date, work_sessions_completed, total_work_seconds, total_break_seconds,"
        " manual_overrides FROM daily_session_stats ORDER BY date"
    )
    return {row[0]: tuple(row[1:]) for row in rows if any(row[1:])}


def reasons(told: dict[str, Any], field: str) -> list[str]:
    return [one["reason"] for one in told["losses"] if one["field"] == field]


# --- the samples ----------------------------------------------------------------------------


def test_twenty_closed_days_over_a_change_of_clocks_come_in_as_they_were(person: Person) -> None:
    person.at("2026-03-17T20:00:00Z")
    told = whole(person, WITH_RESET)
    assert told["counts"] == {
        "setting": {"updated": 2},
        "session": {"added": 4},
        "day": {"added": 20},
        "count": {"added": 1},
        "reset": {"added": 20},
    }
    with closing(sqlite3.connect(WITH_RESET)) as theirs:
        rows = theirs.execute(
            "SELECT id, date, timezone, work_sessions_completed, total_work_seconds,"
            " total_break_seconds, manual_overrides, created_at, updated_at"
            " FROM daily_session_stats ORDER BY date"
        ).fetchall()
    found = person.rows(
        "SELECT id, date, timezone, work_sessions_completed, total_work_seconds,"
        " total_break_seconds, manual_overrides, created_at, updated_at"
        " FROM daily_session_stats WHERE timezone <> 'UTC' ORDER BY date"
    )
    assert found == rows
    own, schedule = person.settings()
    assert (own.timezone, own.daily_reset_time, own.setup_state) == (
        *("America/New_York", "07:00", "active"),
    )
    assert (own.today_session_count, own.manual_session_override) == (4, 4)
    assert schedule.next_execution_at == parse_instant("2026-03-18T07:00:00-04:00")
    assert [one["reason"] for one in told["losses"] if one["record"].startswith("scheduled")] == [
        "roma keeps a schedule of its own"
    ]


def test_the_days_resets_are_told_after_ones_own_newest_first(person: Person) -> None:
    person.at("2026-03-17T20:00:00Z").call(session_count.show)
    bring_in(person, "romatimer", WITH_RESET)
    person.at("2026-03-18T12:00:00Z")
    told = person.json(resets.history, 30)
    assert [one["reset_type"] for one in told[:3]] == [
        *("scheduled_daily", "timezone_change", "scheduled_daily"),
    ]
    theirs = [one for one in told if (one["context"] or {}).get("imported_from") == "romatimer"]
    assert told[3:] == theirs
    assert len(theirs) == 20
    assert theirs[0]["reset_timestamp"] == "2026-03-17T11:00:00Z"
    assert theirs[0]["local_reset_time"] == "2026-03-17T07:00:00-04:00"
    assert theirs[0]["device_id"] == "laptop"


def test_an_older_file_gets_its_days_from_its_sessions(person: Person) -> None:
    person.at("2026-02-12T20:00:00Z")
    told = whole(person, BEFORE_RESET)
    assert told["counts"] == {"setting": {"updated": 6}, "session": {"added": 18}}
    own, _ = person.settings()
    assert (own.work_duration, own.short_break_duration, own.long_break_duration) == (
        *(1800, 420, 1200),
    )
    assert (own.long_break_interval, own.auto_start_work, own.auto_start_break) == (3, 0, 0)
    assert own.today_session_count == 2  # what the model's own migration counts
    assert days_of(person) == {
        "2026-02-10": (2, 1800 * 2 + 700, 420 * 3, 0),
        "2026-02-11": (2, 1800 * 2 + 700, 420 * 3, 0),
    }
    assert person.rows("SELECT outcome, count(*) FROM timer_sessions GROUP BY outcome") == [
        *(("completed", 15), ("stopped", 3)),
    ]


def test_it_comes_in_through_the_command_and_a_pipe_too(roma: Roma) -> None:
    roma.at("2026-03-17T20:00:00Z")
    first = roma.inside("data", "import", str(WITH_RESET), "--dry-run")
    again = roma.inside("data", "import", "-", stdin=WITH_RESET.read_bytes())
    assert (first.code, again.code) == (0, 0)
    assert first.out.splitlines()[1:] == again.out.splitlines()[1:]
    assert "20  days      added" in again.out
    assert roma.inside("session", "show", "--json").json()["today_session_count"] == 4


# --- settings -------------------------------------------------------------------------------


def test_what_was_chosen_here_stays_and_is_named(person: Person, path: Path) -> None:
    person.call(config_commands.set_values, parsed(timezone="Europe/Berlin", work_duration="50m"))
    changes = {"work_duration": 3000, "short_break_duration": 600, "theme": "Dark"}
    told = whole(person, make(path, {"user_configurations": [changes]}))
    assert told["counts"] == {"setting": {"updated": 1}}
    own, _ = person.settings()
    assert (own.timezone, own.daily_reset_time) == ("Europe/Berlin", "00:00")
    assert (own.work_duration, own.short_break_duration, own.theme) == (3000, 600, "dark")
    assert reasons(told, "timezone") == ["was chosen here, and stays Europe/Berlin"]
    assert reasons(told, "daily_reset_time") == ["was chosen here, and stays 00:00"]


@pytest.mark.parametrize(
    ("changes", "column", "value", "named"),
    [
        ({"daily_reset_time": 'Custom("4:30")'}, "daily_reset_time", "04:30", ""),
        ({"daily_reset_time": '{"Hour":7}'}, "daily_reset_time", "07:00", ""),
        ({"daily_reset_time": "Noon"}, "daily_reset_time", "00:00", "daily_reset_time"),
        ({"timezone": "asia/tokyo"}, "timezone", "Asia/Tokyo", ""),
        ({"timezone": "Mars/Base"}, "timezone", "UTC", "timezone"),
        ({"work_duration": "1800"}, "work_duration", 1800, ""),
        ({"work_duration": 0}, "work_duration", 1500, "work_duration"),
        ({"work_duration": "25m"}, "work_duration", 1500, "work_duration"),
        ({"work_duration": 2**63 - 1}, "work_duration", 1500, "work_duration"),
        ({"long_break_interval": None}, "long_break_interval", 4, ""),
        ({"sound_enabled": "false"}, "sound_enabled", 0, ""),
        ({"sound_enabled": "perhaps"}, "sound_enabled", 1, "sound_enabled"),
        ({"theme": "Light"}, "theme", "light", ""),
        ({"theme": "Solarized"}, "theme", "dark", "theme"),
        ({"webhook_url": "http://a.org"}, "webhook_url", "http://a.org", "webhook_url"),
        ({"webhook_url": b"\x00"}, "webhook_url", None, "webhook_url"),
        ({"long_break_interval": ..., "long_break_frequency": 3}, "long_break_interval", 3, ""),
        ({"auto_start_work": ..., "wait_for_interaction": 1}, "auto_start_work", 0, ""),
    ],
)  # fmt: skip
def test_a_setting_is_read_or_named(
    person: Person, path: Path, changes: dict[str, Any], column: str, value: object, named: str
) -> None:
    told = whole(person, make(path, {"user_configurations": [changes]}))
    assert getattr(person.settings()[0], column) == value
    assert {one["field"] for one in told["losses"]} - {"id"} == ({named} if named else set())


def test_settings_of_several_ages_give_the_newest(person: Person, path: Path) -> None:
    rows = [{"work_duration": 1800}, {"id": "c2", "work_duration": 2400, "updated_at": MADE + 1}]
    told = bring_in(person, "romatimer", make(path, {"user_configurations": rows}))
    assert person.settings()[0].work_duration == 2400
    assert "settings c1" in [one["record"] for one in told["losses"]]


# --- days -----------------------------------------------------------------------------------


def test_what_a_day_says_beyond_its_sessions_is_explained(person: Person, path: Path) -> None:
    changes = {"work_sessions_completed": 5, "manual_overrides": 2}
    rows = {"user_configurations": [{}], "timer_sessions": [{}], "daily_session_stats": [changes]}
    whole(person, make(path, rows))
    assert days_of(person)["2026-02-25"] == (5, 4500, 600, 2)
    assert person.rows(
        "SELECT delta, reason, day, work_seconds, break_seconds FROM session_adjustments"
        " ORDER BY id"
    ) == [
        (4, "import", "2026-02-25", 3000, 600),
        (0, "set", "2026-02-25", 0, 0),
        (0, "set", "2026-02-25", 0, 0),
    ]  # one of the five is a session


def test_a_day_that_says_less_than_its_sessions_is_believed(person: Person, path: Path) -> None:
    changes = {"work_sessions_completed": 0, "total_work_seconds": 300, "total_break_seconds": 0}
    rows = {"user_configurations": [{}], "timer_sessions": [{}], "daily_session_stats": [changes]}
    whole(person, make(path, rows))
    assert days_of(person)["2026-02-25"] == (0, 300, 0, 0)


def test_a_day_that_has_statistics_here_gets_theirs_added(person: Person, path: Path) -> None:
    person.do("session", "add", "--at", "2026-02-25 12:00", "--minutes", "30")
    [before] = person.rows("SELECT id FROM daily_session_stats WHERE date = '2026-02-25'")
    told = whole(person, make(path, {"daily_session_stats": [{}]}))
    assert days_of(person)["2026-02-25"] == (4, 4500 + 1800, 600, 0)
    assert person.rows("SELECT id FROM daily_session_stats WHERE date = '2026-02-25'") == [before]
    assert reasons(told, "id") != []


@pytest.mark.parametrize(
    ("changes", "expected", "named"),
    [
        pytest.param({"date": "2026-02-26"}, "2026-02-25", True, id="the UTC date of the reset"),
        pytest.param({"date": "2026-02-25"}, "2026-02-25", False, id="the day that ended"),
        pytest.param(
            {"date": "2026-02-26", "created_at": MADE - 86_400 + 7, "updated_at": MADE},
            *("2026-02-26", False),
            id="a row made when its day began, by no reset that closed as many",
        ),
        pytest.param(
            {"date": "2026-02-26", "work_sessions_completed": 2},
            *("2026-02-26", False),
            id="no reset closed two",
        ),
        pytest.param({"date": "2026-02-20"}, "2026-02-20", False, id="a day far from its stamp"),
    ],
)
def test_a_date_is_that_of_the_day_which_the_reset_closed(
    person: Person, path: Path, changes: dict[str, Any], expected: str, *, named: bool
) -> None:
    rows = {
        "user_configurations": [{}],
        "daily_session_stats": [changes],
        "session_reset_events": [{}],
    }
    told = whole(person, make(path, rows))
    assert list(days_of(person)) == [expected]
    assert bool(reasons(told, "date")) == named


@pytest.mark.parametrize(
    ("changes", "fields", "sums"),
    [
        pytest.param({"date": "26.2.2026"}, {"date"}, None, id="no ISO date"),
        pytest.param({"date": "2026-02-30"}, {"date"}, None, id="a day there is not"),
        pytest.param({"date": "2027-01-01"}, {"date"}, None, id="a day to come"),
        pytest.param({"date": "1969-12-31"}, {"date"}, None, id="before 1970"),
        pytest.param({"date": None}, {"date"}, None, id="no date"),
        pytest.param({"timezone": "?"}, {"timezone"}, (3, 4500, 600, 0), id="no zone"),
        pytest.param(
            {"work_sessions_completed": "many"},
            *({"work_sessions_completed"}, (0, 4500, 600, 0)),
            id="words for a number",
        ),
        pytest.param(
            {"total_work_seconds": -1, "total_break_seconds": 2**62},
            *({"total_work_seconds", "total_break_seconds"}, (3, 0, 2**32 - 1, 0)),
            id="numbers out of all bounds",
        ),
        pytest.param(
            {"manual_overrides": None}, {"manual_overrides"}, (3, 4500, 600, 0), id="NULL"
        ),
        pytest.param({"created_at": "yesterday"}, set(), (3, 4500, 600, 0), id="a stamp in words"),
        pytest.param({"created_at": MADE * 1000}, set(), (3, 4500, 600, 0), id="milliseconds"),
    ],
)
def test_a_day_that_is_odd_is_fitted_or_left_out_and_named(
    person: Person,
    path: Path,
    changes: dict[str, Any],
    fields: set[str],
    sums: tuple[int, ...] | None,
) -> None:
    told = whole(person, make(path, {"daily_session_stats": [changes]}))
    assert {one["field"] for one in told["losses"]} == fields
    assert list(days_of(person).values()) == ([] if sums is None else [sums])


def test_two_rows_of_one_day_add_up(person: Person, path: Path) -> None:
    rows = [{}, {"id": "d2", "work_sessions_completed": 1, "total_work_seconds": 60}]
    own: dict[str, Any] = {"user_configurations": [{}], "timer_sessions": [{}]}
    whole(person, make(path, {**own, "daily_session_stats": rows}))
    assert days_of(person) == {"2026-02-25": (4, 4560, 1200, 0)}


# --- the running day --------------------------------------------------------------------------

RUNNING = MADE + 86_400  # 2026-02-27T12:00:00Z, the reset before NOW


@pytest.mark.parametrize(
    ("changes", "count", "override"),
    [
        pytest.param({"today_session_count": 1}, 1, None, id="as many as its sessions"),
        pytest.param({"today_session_count": 5}, 5, None, id="more than its sessions"),
        pytest.param(
            {"today_session_count": 5, "manual_session_override": 4}, 5, 5, id="set by hand"
        ),
        pytest.param(
            {"today_session_count": 0, "manual_session_override": 0}, 0, 0, id="set to nothing"
        ),
        pytest.param(
            {"today_session_count": 1, "manual_session_override": 0},
            *(1, None),
            id="0 is no override, says the model",
        ),
        pytest.param({"today_session_count": 5000}, 1, None, id="beyond the limit"),
        pytest.param({"today_session_count": "x"}, 1, None, id="no number"),
        pytest.param({"today_session_count": 5, "last_daily_reset": None}, 5, None, id="no reset"),
    ],
)
def test_the_running_count_is_taken_over(
    person: Person, path: Path, changes: dict[str, Any], count: int, override: int | None
) -> None:
    configuration = {"last_daily_reset": RUNNING, "updated_at": RUNNING + 3600, **changes}
    session = {"created_at": RUNNING + 60, "updated_at": RUNNING + 1560}
    whole(person, make(path, {"user_configurations": [configuration], "timer_sessions": [session]}))
    own, _ = person.settings()
    assert (own.today_session_count, own.manual_session_override) == (count, override)


def test_a_count_whose_day_is_over_goes_into_that_day(person: Person, path: Path) -> None:
    configuration = {"today_session_count": 5, "manual_session_override": 5}
    session = {"created_at": MADE + 60, "updated_at": MADE + 1560}
    whole(person, make(path, {"user_configurations": [configuration], "timer_sessions": [session]}))
    assert person.settings()[0].today_session_count == 0
    assert days_of(person) == {"2026-02-26": (5, 1500, 0, 1)}


def test_a_day_taken_over_while_it_ran_is_not_counted_again_once_it_is_closed(
    person: Person, path: Path
) -> None:
    configuration = {"last_daily_reset": RUNNING, "today_session_count": 3}
    session = {"created_at": RUNNING + 60, "updated_at": RUNNING + 1560}
    rows: dict[str, Any] = {"user_configurations": [configuration], "timer_sessions": [session]}
    whole(person, make(path, rows))
    assert person.settings()[0].today_session_count == 3
    person.at("2026-02-28T13:00:00Z").call(session_count.show)
    closed: dict[str, Any] = {
        "date": "2026-02-27",
        "work_sessions_completed": 4,
        "total_break_seconds": 0,
    }
    rows["user_configurations"] = [{"last_daily_reset": RUNNING + 86_400}]
    rows["daily_session_stats"] = [{**closed, "created_at": RUNNING + 86_400}]
    whole(person, make(path, rows))
    assert days_of(person)["2026-02-27"] == (4, 4500, 0, 0)


def test_a_running_count_adds_to_what_was_done_here(person: Person, path: Path) -> None:
    person.call(
        config_commands.set_values, parsed(timezone="America/New_York", daily_reset_time="7")
    )
    person.call(session_count.add)
    configuration = {"last_daily_reset": RUNNING, "today_session_count": 3}
    whole(person, make(path, {"user_configurations": [configuration]}))
    assert person.settings()[0].today_session_count == 4


# --- sessions and resets -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "expected", "fields"),
    [
        pytest.param({}, ("work", "completed", 1500, 0), set(), id="as written"),
        pytest.param({"elapsed": 700}, ("work", "stopped", 1500, 800), set(), id="stopped early"),
        pytest.param(
            {"timer_type": "short_break"}, ("short_break", "completed", 1500, 0), set(), id="snake"
        ),
        pytest.param(
            {"timer_type": '"LongBreak"'}, ("long_break", "completed", 1500, 0), set(), id="JSON"
        ),
        pytest.param({"updated_at": MADE}, ("work", "completed", 3600, 2100), set(), id="paused"),
        pytest.param(
            {"created_at": (MADE - 3600) * 1000, "updated_at": (MADE - 2100) * 1000},
            *(("work", "completed", 1500, 0), set()),
            id="milliseconds",
        ),
        pytest.param(
            {"created_at": MADE}, ("work", "completed", 1500, 0), {"created_at"}, id="backwards"
        ),
        pytest.param(
            {"elapsed": 4000, "duration": 4000},
            *(("work", "completed", 4000, 0), {"created_at"}),
            id="longer than there was time",
        ),
        pytest.param({"duration": 0}, ("work", "completed", 1500, 0), {"duration"}, id="no plan"),
        pytest.param({"elapsed": 0}, None, {""}, id="never begun"),
        pytest.param({"elapsed": 60, "is_running": "true"}, None, {"is_running"}, id="running"),
        pytest.param({"timer_type": "Nap"}, None, {"timer_type"}, id="an unknown kind"),
        pytest.param({"elapsed": "x"}, None, {"elapsed"}, id="a length in words"),
        pytest.param({"updated_at": None}, None, {"created_at, updated_at"}, id="no end"),
        pytest.param({"updated_at": 4 * 10**9}, None, {""}, id="the future"),
    ],
)
def test_a_row_of_the_timer_is_a_session_or_is_named(
    person: Person,
    path: Path,
    changes: dict[str, Any],
    expected: tuple[str, str, int, int] | None,
    fields: set[str],
) -> None:
    told = whole(person, make(path, {"timer_sessions": [changes], "daily_session_stats": [{}]}))
    rows = person.rows(
        "SELECT kind, outcome, ended_at - started_at, paused_seconds FROM timer_sessions"
    )
    assert rows == ([] if expected is None else [expected])
    assert {one["field"] for one in told["losses"]} == fields


@pytest.mark.parametrize(
    ("changes", "fields", "kept"),
    [
        pytest.param({}, set(), 1, id="as written"),
        pytest.param({"reset_type": "timezone_change"}, set(), 1, id="snake"),
        pytest.param({"context": '{"a": 1}'}, set(), 1, id="a context in JSON"),
        pytest.param({"context": "by hand"}, set(), 1, id="a context in words"),
        pytest.param({"context": "[NaN"}, set(), 1, id="a context that is no JSON"),
        pytest.param({"previous_count": 5000}, {"previous_count"}, 1, id="a count beyond"),
        pytest.param(
            {"user_timezone": "?"}, {"user_timezone", "local_reset_time"}, 1, id="no zone"
        ),
        pytest.param({"local_reset_time": "noon"}, {"local_reset_time"}, 1, id="another clock"),
        pytest.param({"reset_type": "Whim"}, {"reset_type"}, 0, id="an unknown kind"),
        pytest.param({"reset_timestamp": "?"}, {"reset_timestamp"}, 0, id="no moment"),
    ],
)
def test_a_reset_is_kept_or_named(
    person: Person, path: Path, changes: dict[str, Any], fields: set[str], kept: int
) -> None:
    rows = {"daily_session_stats": [{}], "session_reset_events": [changes]}
    told = whole(person, make(path, rows))
    assert {one["field"] for one in told["losses"]} == fields
    assert person.rows(
        "SELECT count(*) FROM session_reset_events WHERE context LIKE '%romatimer%'"
    ) == [(kept,)]
    person.json(resets.history, 10)


def test_a_daily_reset_that_is_here_already_is_not_told_twice(person: Person, path: Path) -> None:
    events = [{}, {"id": "e2"}]
    told = whole(person, make(path, {"daily_session_stats": [{}], "session_reset_events": events}))
    assert told["counts"]["reset"] == {"added": 1}
    assert "at that moment" in told["losses"][-1]["reason"]


# --- whose ----------------------------------------------------------------------------------


def test_the_only_user_of_a_file_is_whoever_imports_it(person: Person, path: Path) -> None:
    rows = {"daily_session_stats": [{"user_id": "somebody"}]}
    assert whole(person, make(path, rows))["counts"] == {"day": {"added": 1}}


def test_of_several_users_it_is_the_one_of_the_same_name(person: Person, path: Path) -> None:
    rows = {"daily_session_stats": [{"user_id": "Me"}, {"id": "d2", "user_id": "anna"}]}
    told = whole(person, make(path, rows))
    assert told["counts"] == {"day": {"added": 1}}
    assert [one["record"] for one in told["losses"]] == ["daily_session_stats of anna"]


def test_several_users_none_of_the_name_are_refused_with_a_way(person: Person, path: Path) -> None:
    rows = {"daily_session_stats": [{"user_id": "bob"}, {"id": "d2", "user_id": "anna"}]}
    with pytest.raises(UsageError, match="2 users") as refused:
        bring_in(person, "romatimer", make(path, rows))
    assert refused.value.hint == "roma user add anna"


def test_tables_and_columns_that_are_not_known_are_named(person: Person, path: Path) -> None:
    rows = {
        "daily_session_stats": [{"mood": "good"}],
        "songs": [{"title": "x"}, {"title": "y"}],
        "diary": [{"a": 1}],
    }
    told = whole(person, make(path, rows))
    assert [(one["record"], one["field"]) for one in told["losses"]] == [
        ("table daily_session_stats", "mood"),
        ("table diary", ""),
        ("table songs", ""),
    ]


def test_two_users_may_take_the_same_file_over(roma: Roma) -> None:
    roma.at("2026-03-17T20:00:00Z")
    assert roma.inside("user", "add", "anna").code == 0
    for user in ("me", "anna", "me", "anna"):
        assert roma.inside("--user", user, "data", "import", str(WITH_RESET)).code == 0
    assert roma.rows("SELECT user_id, count(*) FROM timer_sessions GROUP BY user_id") == [
        *((1, 4), (2, 4)),
    ]
    assert roma.rows(
        "SELECT user_id, sum(work_sessions_completed) FROM daily_session_stats GROUP BY user_id"
    ) == [(1, 84), (2, 84)]
    assert roma.rows(
        "SELECT user_id, count(*), sum(context LIKE '%romatimer%') FROM session_reset_events"
        " GROUP BY user_id"
    ) == [(1, 21, 20), (2, 21, 20)]
    assert '"state": "ok"' in roma.inside("doctor", "--json").out


# --- the file itself --------------------------------------------------------------------------


def _footprint(folder: Path) -> dict[str, tuple[str, int]]:
    return {
        one.name: (hashlib.sha256(one.read_bytes()).hexdigest(), one.stat().st_mtime_ns)
        for one in folder.iterdir()
    }


@pytest.mark.parametrize("log", [False, True], ids=["without a log", "all of it in its log"])
def test_the_file_and_its_folder_stay_as_they_are(
    person: Person, tmp_path: Path, *, log: bool
) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    path = make(folder / "timer.db", {"daily_session_stats": [{}]}, log=log)
    before = _footprint(folder)
    assert ("timer.db-wal" in before) == log
    told = whole(person, path)
    assert told["counts"] == {"day": {"added": 1}}
    assert _footprint(folder) == before


def test_a_link_to_the_file_finds_its_log(person: Person, tmp_path: Path) -> None:
    folder = tmp_path / "theirs"
    folder.mkdir()
    link = tmp_path / "link.db"
    link.symlink_to(make(folder / "timer.db", {"daily_session_stats": [{}]}, log=True))
    assert whole(person, link)["counts"] == {"day": {"added": 1}}


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def _scramble(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[4096 : 4096 + 200] = b"\xff" * 200
    path.write_bytes(data)


def _empty_tables(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE notes (a)")


def _views(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIEW timer_sessions AS SELECT 1 AS id")


def _prose(path: Path) -> None:
    path.write_text("SQLite format 3 is a format")


@pytest.mark.parametrize(
    ("spoil", "error", "words"),
    [
        (_cut, Damaged, "timer.db is"),
        (_scramble, Damaged, "timer.db is"),
        (_prose, Damaged, "not a valid SQLite file"),
        (_empty_tables, UsageError, "not Roma Timer's"),
        (_views, UsageError, "not Roma Timer's"),
    ],
)
def test_a_file_that_is_damaged_or_anothers_is_refused_in_one_line(
    person: Person, path: Path, spoil: Any, error: type[RomaError], words: str
) -> None:
    rows = {name: [{"id": str(at)} for at in range(60)] for name in WHOLE}
    spoil(make(path, rows))
    person.call(session_count.show)
    before = content(person)
    with pytest.raises(error, match=words) as refused:
        bring_in(person, "romatimer", path)
    assert "\n" not in refused.value.message
    assert content(person) == before


def test_a_roma_file_is_no_roma_timer_file(person: Person, template: Path) -> None:
    with pytest.raises(UsageError, match="is a roma data file"):
        bring_in(person, "romatimer", template)


# --- whatever is in it ------------------------------------------------------------------------

STRANGE = st.one_of(
    CELLS, st.integers(MADE - 10**6, MADE + 10**6), st.sampled_from([0, 1, 2, 1000])
)


def _rows(table: str) -> st.SearchStrategy[list[dict[str, Any]]]:
    columns = st.sampled_from(sorted(WHOLE[table]))
    changes = st.dictionaries(columns, STRANGE, max_size=4)
    numbered = st.tuples(changes, st.integers(0, 4)).map(lambda one: {"id": f"i{one[1]}", **one[0]})
    return st.lists(numbered, min_size=1, max_size=4)


FILES = st.fixed_dictionaries({}, optional={table: _rows(table) for table in WHOLE})


def test_whatever_is_in_its_cells_nothing_breaks_and_all_is_explained(
    tmp_path: Path, template: Path, request: pytest.FixtureRequest
) -> None:
    deep = request.config.getoption("--deep", default=False)
    made = 0

    @settings(
        max_examples=600 if deep else 15,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(FILES, st.booleans())
    def check(rows: dict[str, Any], worked: Any) -> None:
        nonlocal made
        made += 1
        folder = tmp_path / str(made)
        folder.mkdir()
        person = Person(folder / "roma.db", NOW, template=template)
        if worked:
            person.do("session", "add", "--at", "2026-02-25 12:00")
            person.call(session_count.set_count, 3)
        person.call(session_count.show)
        before = content(person)
        path = make(folder / "timer.db", rows)
        try:
            whole(person, path)
        except RomaError:
            assert content(person) == before
        person.json(stats_commands.history, 10)

    check()
