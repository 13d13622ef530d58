"""`roma setup` and the search for a time zone, answered on a terminal."""

from __future__ import annotations

from tests.support import Roma
from tests.terminal import Terminal


def test_three_questions_set_zone_reset_time_and_goal_in_one_operation(roma: Roma) -> None:
    roma.ok("today")
    before = roma.dump()
    screen = Terminal(roma, "setup")
    screen.wait_for("Time zone, or part of its name [UTC]:")
    screen.type("tok\n")
    screen.wait_for("Asia/Tokyo")
    screen.type("1\n")
    screen.wait_for("Your day begins at [00:00]:")
    screen.type("25:00\n")
    screen.wait_for("25:00")
    screen.type("4\n")
    screen.wait_for("Work sessions you aim for each day [8]:")
    screen.type("12\n")
    assert screen.end() == 0
    session = roma.ok("session", "show", "--json").json()
    assert (session["timezone"], session["daily_reset_time"], session["daily_goal"]) == (
        "Asia/Tokyo",
        "04:00",
        12,
    )
    assert roma.ok("reset", "show", "--json").json()["state"] == "active"
    roma.ok("undo")
    assert roma.dump() == before


def test_return_takes_every_default(roma: Roma) -> None:
    roma.ok("config", "set", "timezone", "Europe/Berlin")
    screen = Terminal(roma, "setup")
    for question in ("Time zone", "Your day begins", "Work sessions"):
        screen.wait_for(question)
        screen.type("\n")
    assert screen.end() == 0
    assert roma.ok("config", "get", "timezone").out == "Europe/Berlin\n"
    assert roma.ok("config", "get", "daily_goal").out == "8\n"


def test_setup_without_a_terminal_is_refused_at_once(roma: Roma) -> None:
    said = roma("setup")
    assert said.code == 2
    assert "no terminal" in said.err
    assert not roma.db.exists()


def test_leaving_in_the_middle_changes_nothing(roma: Roma) -> None:
    roma.ok("today")
    before = roma.dump()
    screen = Terminal(roma, "setup")
    screen.wait_for("Time zone")
    screen.type("Asia/Tokyo\n")
    screen.wait_for("Your day begins")
    screen.type("\x03")
    assert screen.end() == 130
    assert "Traceback" not in screen.shown
    assert roma.dump() == before


def test_a_zone_without_a_value_is_searched_for_on_a_terminal(roma: Roma) -> None:
    screen = Terminal(roma, "config", "set", "timezone")
    screen.wait_for("Time zone")
    screen.type("america/indiana\n")
    listed = screen.wait_for("America/Indiana/Winamac")
    number = next(
        row.split()[0] for row in listed.splitlines() if row.endswith("America/Indiana/Knox")
    )
    screen.wait_for("Time zone")
    screen.type(f"{number}\n")
    assert screen.end() == 0
    assert roma.ok("config", "get", "timezone").out == "America/Indiana/Knox\n"


def test_a_zone_without_a_value_and_without_a_terminal_is_refused(roma: Roma) -> None:
    roma.ok("today")
    said = roma("config", "set", "timezone")
    assert said.code == 2
    assert said.err.splitlines()[1] == "hint: roma config set timezone VALUE"
