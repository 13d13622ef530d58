"""Several people in one file, each with days of their own."""

from __future__ import annotations

from tests.support import Roma


def test_each_user_has_a_count_tasks_and_settings_of_their_own(roma: Roma) -> None:
    roma.ok("user", "add", "anna")
    roma.ok("session", "add")
    roma.ok("task", "add", "mine")
    roma.ok("--user", "anna", "config", "set", "timezone", "Asia/Tokyo")
    roma.ok("task", "add", "hers", ROMA_USER="anna")
    anna = roma.ok("session", "show", "--json", "--user", "ANNA").json()
    assert (anna["user"], anna["today_session_count"], anna["timezone"]) == (
        "anna",
        0,
        "Asia/Tokyo",
    )
    assert [one["title"] for one in roma.ok("task", "list", "--json").json()] == ["mine"]
    hers = roma.ok("task", "list", "--json", ROMA_USER="anna").json()
    assert [one["title"] for one in hers] == ["hers"]
    assert roma("task", "show", "2").code == 3
    assert [one["user"] for one in roma.ok("user", "list", "--json").json()] == ["me", "anna"]


def test_a_user_is_made_once_and_undo_takes_them_away(roma: Roma) -> None:
    before = roma.ok("user", "list").out
    roma.ok("user", "add", "anna")
    again = roma("user", "add", "Anna")
    assert (again.code, again.err.splitlines()[0]) == (2, "error: there is a user 'Anna' already")
    roma.ok("undo")
    assert roma.ok("user", "list").out == before


def test_a_user_who_has_tasks_is_not_taken_away_by_undo(roma: Roma) -> None:
    roma.ok("user", "add", "anna")
    roma.ok("task", "add", "hers", ROMA_USER="anna")
    before = roma.dump()
    said = roma("undo")
    assert said.code == 2
    assert "later changes depend on" in said.err
    assert roma.dump() == before
    roma.ok("undo", ROMA_USER="anna")
    assert roma.ok("task", "list", ROMA_USER="anna").out == ""


def test_check_for_all_users_closes_each_day_where_it_ended(roma: Roma) -> None:
    roma.ok("user", "add", "anna")
    roma.ok("config", "set", "timezone", "Asia/Tokyo", ROMA_USER="anna")
    roma.ok("session", "add", ROMA_USER="anna")
    # Midnight in Tokyo is 15:00 in UTC: her day has ended, mine has not.
    told = roma.at("2026-03-04T16:00:00Z").ok("reset", "check", "--all-users", "--json").json()
    assert [(one["user"], one["reset"]) for one in told] == [("me", False), ("anna", True)]
    assert told[1]["event"]["reset_timestamp"] == "2026-03-04T15:00:00Z"
    assert roma.rows("SELECT date, work_sessions_completed FROM daily_session_stats") == [
        ("2026-03-04", 1)
    ]


def test_check_makes_no_second_file_where_there_is_none(roma: Roma) -> None:
    said = roma("reset", "check", "--all-users")
    assert (said.code, said.out) == (3, "")
    assert f"no data file at {roma.db}" in said.err
    assert not roma.db.exists()


def test_one_users_trouble_does_not_keep_the_others_from_their_reset(roma: Roma) -> None:
    roma.ok("user", "add", "anna")
    # A zone this machine does not have, as after a move from a newer one.
    roma.write("UPDATE user_configurations SET timezone = 'Mars/Base' WHERE user_id = 1")
    said = roma.at("2026-03-05T12:00:00Z")("reset", "check", "--all-users", ROMA_USER="anna")
    assert said.code == 2
    assert "me: " in said.err
    assert roma.rows("SELECT user_id FROM session_reset_events") == [(2,)]
