"""What scripts rely on: the keys, types and forms of every `--json`. Keys only ever get added."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli import command_tree
from tests.journeys import transfers
from tests.support import Roma

if TYPE_CHECKING:
    from pathlib import Path


def _words(text: str) -> list[str]:
    return text.split()


TASK = _words(
    "id title description due_date recurrence priority tags status created_at updated_at "
    "completed_at parent_task_id reminder_offset due_all_day overdue series_id user"
)
SESSION = _words(
    "user day timezone daily_reset_time today_session_count manual_session_override "
    "last_daily_reset next_reset seconds_until_reset daily_goal"
)
EVENT = _words(
    "id user_id reset_type previous_count new_count reset_timestamp user_timezone "
    "local_reset_time device_id context created_at"
)
SCHEDULE = _words(
    "id user_id task_type cron_expression timezone last_executed_at next_execution_at is_active "
    "created_at updated_at"
)
STATS = _words(
    "id user_id date timezone work_sessions_completed total_work_seconds total_break_seconds "
    "manual_overrides created_at updated_at open"
)
CONFIGURATION = _words(
    "id user_id theme work_duration short_break_duration long_break_duration long_break_interval "
    "auto_start_work auto_start_break sound_enabled notification_enabled created_at updated_at "
    "timezone daily_reset_time last_daily_reset today_session_count manual_session_override"
)
OWN_SETTINGS = _words(
    "daily_goal all_day_reminder_time quiet_hours event_retention_days notification_channels "
    "notify_command webhook_url webhook_secret_file webhook_allow_private"
)

IN_BERLIN = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0[12]:00")
IN_UTC = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


@pytest.fixture
def berlin(tmp_path: Path) -> Roma:
    """Return a roma whose days are those of Berlin."""
    return Roma(tmp_path, zone="Europe/Berlin")


def _json(roma: Roma, *arguments: str, stdin: bytes = b"") -> Any:
    said = roma.inside(*arguments, "--json", stdin=stdin)
    assert said.code == 0, said
    return said.json()


def _have(shape: dict[str, object], keys: list[str]) -> None:
    """Assert that all promised keys are there; newer ones may be beside them."""
    assert [key for key in keys if key not in shape] == []


def test_a_task_has_every_key_of_the_data_model(berlin: Roma) -> None:
    task = _json(
        berlin,
        *("task", "add", "Pay rent", "--due", "2026-03-31 09:00", "-p", "high"),
        *("-t", "home", "-t", "#Money", "--description", "by transfer"),
    )
    _have(task, TASK)
    expected = {
        "id": 1,
        "title": "Pay rent",
        "description": "by transfer",
        "due_date": "2026-03-31T09:00:00+02:00",
        "recurrence": "none",
        "priority": "high",
        "tags": ["#home", "#Money"],
        "status": "pending",
        "created_at": "2026-03-04T13:00:00+01:00",
        "updated_at": "2026-03-04T13:00:00+01:00",
        "completed_at": None,
        "parent_task_id": None,
        "reminder_offset": None,
        "due_all_day": False,
        "overdue": False,
        "series_id": None,
        "user": "me",
    }
    assert {key: task[key] for key in TASK} == expected
    assert task.items() <= _json(berlin, "task", "show", "1").items()
    assert _json(berlin, "task", "list") == [task]


def test_a_whole_day_is_a_date_and_a_moment_has_an_offset(berlin: Roma) -> None:
    day = _json(berlin, "task", "add", "Birthday", "--due", "2026-03-03")
    assert (day["due_date"], day["due_all_day"], day["overdue"]) == ("2026-03-03", True, True)
    moment = _json(berlin, "task", "add", "Train", "--due", "2026-03-04 12:59")
    assert IN_BERLIN.fullmatch(moment["due_date"])
    assert (moment["due_all_day"], moment["overdue"]) == (False, True)
    none = _json(berlin, "task", "add", "Some day")
    assert (none["due_date"], none["due_all_day"], none["overdue"]) == (None, False, False)


def test_done_tells_what_is_completed_and_what_came_of_it(berlin: Roma) -> None:
    berlin.inside("task", "add", "-", stdin=b"a\nb\n")
    done = _json(berlin, "task", "done", "1-2")
    assert list(done) == ["completed", "created"]
    assert [(task["id"], task["status"]) for task in done["completed"]] == [
        (1, "completed"),
        (2, "completed"),
    ]
    assert all(IN_BERLIN.fullmatch(task["completed_at"]) for task in done["completed"])
    assert done["created"] == []
    [reopened] = _json(berlin, "task", "reopen", "2")
    assert (reopened["status"], reopened["completed_at"]) == ("pending", None)
    assert _json(berlin, "task", "delete", "2", "--yes") == {"deleted": [2]}


def test_several_tasks_added_are_an_array(berlin: Roma) -> None:
    titles = [task["title"] for task in _json(berlin, "task", "add", "-", stdin=b"a\n\n b \n")]
    assert titles == ["a", "b"]


def test_an_empty_list_is_an_empty_array(berlin: Roma) -> None:
    for line in ("task list", "reset history"):
        said = berlin.inside(*line.split(), "--json")
        assert (said.code, said.out) == (0, "[]\n")


@pytest.mark.parametrize("line", ["session show", "session set 3", "session add"])
def test_a_session_has_every_key(berlin: Roma, line: str) -> None:
    session = _json(berlin, *line.split())
    _have(session, SESSION)
    assert session["user"] == "me"
    assert session["day"] == "2026-03-04"
    assert session["timezone"] == "Europe/Berlin"
    assert session["daily_reset_time"] == "00:00"
    assert isinstance(session["today_session_count"], int)
    assert session["manual_session_override"] == (3 if "set" in line else None)
    assert session["last_daily_reset"] is None
    assert session["next_reset"] == "2026-03-05T00:00:00+01:00"
    assert session["seconds_until_reset"] == 11 * 3600
    assert session["daily_goal"] == 8


def test_reset_check_tells_whether_there_was_one(berlin: Roma) -> None:
    berlin.inside("session", "set", "5")
    check = _json(berlin, "reset", "check")
    assert check == {
        "reset": False,
        "event": None,
        "day": "2026-03-04",
        "today_session_count": 5,
        "next_reset": "2026-03-05T00:00:00+01:00",
    }
    berlin.at("2026-03-06T12:00:00Z")
    check = _json(berlin, "reset", "check")
    _have(check, ["reset", "event", "day", "today_session_count", "next_reset"])
    assert (check["reset"], check["day"], check["today_session_count"]) == (True, "2026-03-06", 0)
    assert check["event"] == _json(berlin, "reset", "history")[0]
    assert _json(berlin, "reset", "check")["reset"] is False


def test_a_reset_event_has_every_key_and_its_instants_in_utc(berlin: Roma) -> None:
    berlin.inside("session", "set", "5")
    berlin.at("2026-03-06T12:00:00Z")
    now = _json(berlin, "reset", "now")
    newest, daily = _json(berlin, "reset", "history")
    assert newest == now
    for event in (newest, daily):
        _have(event, EVENT)
        assert UUID.fullmatch(event["id"])
        assert IN_UTC.fullmatch(event["reset_timestamp"])
        assert IN_UTC.fullmatch(event["created_at"])
        assert IN_BERLIN.fullmatch(event["local_reset_time"])
        assert isinstance(event["context"], dict)
        assert isinstance(event["device_id"], str)
    assert (daily["reset_type"], newest["reset_type"]) == ("scheduled_daily", "manual_reset")
    assert (daily["previous_count"], daily["new_count"]) == (5, 0)
    # The boundary that ended the day in which the count was made, not the one just passed.
    assert daily["reset_timestamp"] == "2026-03-04T23:00:00Z"
    assert daily["local_reset_time"] == "2026-03-05T00:00:00+01:00"


def test_reset_show_adds_the_state_and_the_schedule(berlin: Roma) -> None:
    show = _json(berlin, "reset", "show")
    _have(show, [*SESSION, "state", "schedule"])
    assert show["state"] == "initial"
    _have(show["schedule"], SCHEDULE)
    assert show["schedule"]["task_type"] == "daily_reset"
    assert show["schedule"]["is_active"] is True
    assert show["schedule"]["next_execution_at"] == "2026-03-05T00:00:00+01:00"
    berlin.inside("config", "set", "timezone", "europe/berlin")
    assert _json(berlin, "reset", "show")["state"] == "timezone_configured"
    berlin.inside("config", "set", "daily_reset_time", "4")
    show = _json(berlin, "reset", "show")
    assert (show["state"], show["daily_reset_time"]) == ("active", "04:00")


def test_the_configuration_has_the_data_models_names_and_real_booleans(berlin: Roma) -> None:
    own = _json(berlin, "config", "show")
    _have(own, CONFIGURATION)
    assert set(OWN_SETTINGS) <= own.keys()
    for name in (
        *("auto_start_work", "auto_start_break", "sound_enabled", "notification_enabled"),
        "webhook_allow_private",
    ):
        assert isinstance(own[name], bool), name
    assert UUID.fullmatch(own["id"])
    assert IN_BERLIN.fullmatch(own["created_at"])
    durations = [own[f"{name}_duration"] for name in ("work", "short_break", "long_break")]
    assert durations == [1500, 300, 900]
    assert _json(berlin, "config", "get", "sound-enabled") == {"sound_enabled": True}
    assert _json(berlin, "config", "set", "work_duration", "50m") == {"work_duration": 3000}
    assert _json(berlin, "config", "unset", "work_duration") == {"work_duration": 1500}


def test_today_has_the_day_its_tasks_and_the_count(berlin: Roma) -> None:
    berlin.inside("task", "add", "Late", "--due", "2026-03-03")
    berlin.inside("task", "add", "Now", "--due", "today")
    berlin.inside("task", "add", "Later", "--due", "tomorrow")
    today = _json(berlin, "today")
    _have(today, ["day", "overdue", "due_today", "session"])
    assert today["day"] == "2026-03-04"
    assert [task["title"] for task in today["overdue"]] == ["Late"]
    assert [task["title"] for task in today["due_today"]] == ["Now"]
    _have(today["session"], SESSION)
    assert _json(berlin) == today


def test_statistics_are_one_row_a_day_oldest_first_with_today_open(berlin: Roma) -> None:
    berlin.inside("session", "set", "5")
    berlin.at("2026-03-05T12:00:00Z")
    berlin.inside("session", "add")
    days = _json(berlin, "stats", "--days", "2")
    for day in days:
        assert set(STATS) <= day.keys()
    assert [(day["date"], day["work_sessions_completed"], day["open"]) for day in days] == [
        ("2026-03-04", 5, False),
        ("2026-03-05", 1, True),
    ]


def test_undo_and_its_list_are_numbers_and_words(berlin: Roma) -> None:
    berlin.inside("task", "add", "a")
    [operation] = [one for one in _json(berlin, "undo", "--list") if one["actor"] == "user"]
    assert (operation["summary"], operation["undone"]) == ("added task 'a'", False)
    assert IN_BERLIN.fullmatch(operation["created_at"])
    undone = _json(berlin, "undo")
    assert undone == {"undone": operation["id"], "summary": "added task 'a'"}
    assert _json(berlin, "redo") == {"redone": operation["id"], "summary": "added task 'a'"}


def test_where_the_file_is_and_what_a_prompt_shows(berlin: Roma) -> None:
    assert _json(berlin, "data", "path") == {"path": str(berlin.db)}
    berlin.inside("task", "add", "Now", "--due", "today")
    prompt = _json(berlin, "prompt")
    _have(prompt, ["count", "goal", "due", "day", "reset"])
    assert (prompt["count"], prompt["goal"], prompt["day"]) == (0, 8, "2026-03-04")


CANNOT = {("setup",), ("schedule", "install"), ("schedule", "remove")}
"""Asks a person, or needs the machine's own crontab: these answer with an error here."""

OPERANDS: dict[tuple[str, ...], list[str]] = {
    ("add",): ["A task tomorrow #x"],
    ("data", "import"): [str(transfers.SAMPLES / "taskwarrior-2.6.json")],
    ("chat",): ["what is due today"],
    ("task", "add"): ["A task"],
    ("session", "set"): ["3"],
    ("config", "get"): ["theme"],
    ("config", "set"): ["theme", "light"],
    ("config", "unset"): ["theme"],
    ("user", "add"): ["anna"],
    ("task", "reopen"): ["3"],
    ("task", "edit"): ["1", "--title", "x"],
    ("task", "delete"): ["1", "--yes"],
    ("task", "note"): ["1", "called"],
    ("task", "chain"): ["4"],
    ("task", "skip"): ["4"],
    ("task", "stop"): ["4"],
    ("remind", "add"): ["4", "5m"],
    ("remind", "snooze"): ["1", "10m"],
    ("timer", "amend"): ["--task", "1"],
}
"""What a command needs to have something to say; a number by default."""


@pytest.mark.parametrize(
    "path",
    [one for one in command_tree.commands() if one not in command_tree.STAYING],
    ids=" ".join,
)
def test_every_command_gives_one_json_document_or_one_error(
    kept: Roma, path: tuple[str, ...]
) -> None:
    """Where a command needs an operand it gets one, so that what it prints is data."""
    kept.inside("config", "set", "event_retention_days", "365")
    kept.inside("task", "add", "Water plants", "--due", "tomorrow", "--repeat", "daily")
    kept.inside("task", "edit", "4", "--remind", "1h")
    kept.inside("config", "set", "theme", "mono")
    kept.inside("undo")
    if path[0] == "timer" and path[1] != "start":
        kept.inside("timer", "start")
    if path == ("timer", "resume"):
        kept.inside("timer", "pause")
    said = kept.inside(*path, *OPERANDS.get(path, []), "--json")
    if said.code == 2 and path not in OPERANDS:
        said = kept.inside(*path, "1", "--json")
    if path in CANNOT:
        assert (said.out, list(said.problem())) == ("", ["kind", "message", "hint"])
        return
    assert said.code == 0, said
    assert isinstance(json.loads(said.out), dict | list)
    assert said.out.endswith("\n")


def test_json_says_letters_as_they_are(berlin: Roma) -> None:
    said = berlin.inside("task", "add", 'Grüße "日本" \\ 👩‍💻', "--json")
    assert '"title": "Grüße \\"日本\\" \\\\ 👩‍💻"' in said.out
