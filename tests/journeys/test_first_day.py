"""A first day with roma, typed as its README says."""

from __future__ import annotations

from tests.support import Roma


def test_the_first_command_makes_the_file_and_says_which_zone_it_took(roma: Roma) -> None:
    said = roma.ok("task", "add", "Write the report", TZ="Europe/Berlin")
    assert said.out == "added 1  Write the report\n"
    assert str(roma.db) in said.err
    assert "Europe/Berlin" in said.err
    assert roma.ok("config", "get", "timezone").out == "Europe/Berlin\n"


def test_a_task_goes_from_typed_words_to_done(roma: Roma) -> None:
    added = roma.ok(
        *("task", "add", "Write the report", "--due", "tomorrow 9am"),
        *("--priority", "high", "--tag", "work"),
    )
    assert "due Thu 5 Mar 2026 09:00 +00:00" in added.out
    assert roma.ok("task", "list").out.splitlines() == [
        "ID  PRI   DUE             TITLE             TAGS",
        " 1  high  tomorrow 09:00  Write the report  #work",
    ]
    assert roma.ok("task", "done", "1").out.startswith("completed 1")
    assert roma.ok("task", "list").out == ""
    assert [task["status"] for task in roma.ok("task", "list", "--status", "all", "--json").json()]
    again = roma("task", "done", "1")
    assert (again.code, again.err.splitlines()[0]) == (2, "error: task 1 is completed already")
