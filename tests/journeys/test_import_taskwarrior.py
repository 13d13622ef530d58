"""With Taskwarrior itself: what it exports roma imports, and what roma exports it imports.

Whichever version is installed: these pass with 2.6.2 and with 3.5.0.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.journeys.transfers import SAMPLES
from tests.support import Roma

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.skipif(
    shutil.which("task") is None, reason="Taskwarrior (the program `task`) is not installed"
)

SAMPLE = SAMPLES / "taskwarrior-2.6.json"
RECKONED = ("id", "urgency")


class Taskwarrior:
    """Somebody's Taskwarrior, with an attribute of their own."""

    def __init__(self, folder: Path, zone: str = "UTC") -> None:
        folder.mkdir()
        settings = (
            f"data.location={folder}",
            *("confirmation=no", "hooks=no", "recurrence=no", "verbose=nothing"),
            *("uda.estimate.type=numeric", "uda.estimate.label=Estimate"),
            *("news.version=9", "default.command=list"),
        )
        (folder / "taskrc").write_text("\n".join(settings) + "\n")
        self.environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "TASKRC": str(folder / "taskrc"),
            "TASKDATA": str(folder),
            "TZ": zone,
            "LC_ALL": "C.UTF-8",
        }

    def __call__(self, *arguments: str, stdin: str = "") -> str:
        """Run `task`, and return what it prints."""
        done = subprocess.run(
            ["task", *arguments],
            env=self.environ,
            input=stdin,
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        return done.stdout

    def tasks(self) -> dict[str, dict[str, Any]]:
        """Return what it exports, by uuid, less what it reckons anew each time."""
        return {
            one["uuid"]: {name: one[name] for name in one if name not in RECKONED}
            for one in json.loads(self("export"))
        }


@pytest.fixture
def taskwarrior(tmp_path: Path) -> Taskwarrior:
    return Taskwarrior(tmp_path / "taskwarrior")


def _carry_to_roma(roma: Roma, taskwarrior: Taskwarrior) -> Any:
    said = roma.inside("data", "import", "-", "--json", stdin=taskwarrior("export").encode())
    assert said.code == 0, said
    return said.json()["counts"]


def _carry_back(roma: Roma, taskwarrior: Taskwarrior) -> None:
    out = roma.inside("data", "export", "--format", "taskwarrior")
    assert out.code == 0, out
    taskwarrior("import", "-", stdin=out.out)


def test_all_it_has_goes_to_roma_and_into_another_taskwarrior_field_by_field(
    roma: Roma, taskwarrior: Taskwarrior, tmp_path: Path
) -> None:
    taskwarrior("import", str(SAMPLE))
    before = taskwarrior.tasks()
    assert len(before) == 59
    assert _carry_to_roma(roma, taskwarrior)["task"] == {"added": 59}
    other = Taskwarrior(tmp_path / "other")
    _carry_back(roma, other)
    assert other.tasks() == before
    assert _carry_to_roma(roma, other)["task"] == {"already here": 59}


def test_what_roma_has_is_listed_with_its_uuid_due_date_and_tags(
    roma: Roma, taskwarrior: Taskwarrior
) -> None:
    for words in (
        ("Call Mum ☕", "--due", "tomorrow 9am", "--tag", "family", "--priority", "high"),
        ("Paint", "--due", "2026-03-10", "--project", "home", "--estimate", "3"),
        ("Later", "--wait", "2099-01-01"),
        ("Water", "--due", "2026-03-05", "--repeat", "every 3 days"),
        ("With a story", "--description", 'two\nlines, "quoted" \\ and more'),
    ):
        roma.inside("task", "add", *words)
    roma.inside("task", "note", "1", "ask about the garden")
    roma.inside("task", "done", "2")
    _carry_back(roma, taskwarrior)
    found = {one["description"]: one for one in taskwarrior.tasks().values()}
    uuids = dict(roma.rows("SELECT title, uuid FROM tasks"))
    assert {name: one["uuid"] for name, one in found.items()} == uuids
    call, paint = found["Call Mum ☕"], found["Paint"]
    assert (call["due"], call["tags"], call["priority"]) == ("20260305T090000Z", ["family"], "H")
    assert call["annotations"][0]["description"] == "ask about the garden"
    assert (paint["due"], paint["status"], paint["estimate"]) == (
        "20260310T000000Z",
        "completed",
        3,
    )
    assert (found["Water"]["status"], found["Water"]["recur"]) == ("recurring", "3d")
    assert "Call Mum" in taskwarrior("list")
    assert "Later" not in taskwarrior("list")
    assert _carry_to_roma(roma, taskwarrior)["task"] == {"already here": 5}


def test_tasks_of_a_calendar_go_to_taskwarrior_and_are_the_same_ones_when_they_come_back(
    roma: Roma, taskwarrior: Taskwarrior
) -> None:
    todos = "".join(
        f"BEGIN:VTODO\r\nUID:{uid}\r\nSUMMARY:{uid}\r\n{more}END:VTODO\r\n"
        for uid, more in (
            ("20260301-1@example.org", ""),
            ("B0B5D5F4-9C1C-4B9B-8E51-3DA0A5B5A6C1", ""),  # Apple writes them so
            ("weekly@example.org", "DUE:20260305T090000Z\r\nRRULE:FREQ=WEEKLY\r\n"),
        )
    )
    calendar = f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n{todos}END:VCALENDAR\r\n".encode()
    assert roma.inside("data", "import", "-", stdin=calendar).code == 0
    out = roma.inside("data", "export", "--format", "taskwarrior", "--report")
    assert (
        out.err.count("uuid: not a valid UUID for Taskwarrior; written as the attribute romauuid")
        == 3
    )
    _carry_back(roma, taskwarrior)
    taskwarrior("rc.recurrence=yes", "list")  # makes the first instances of what repeats
    counts = _carry_to_roma(roma, taskwarrior)
    assert sum(counts["task"].values()) > 3
    found = roma.rows(
        "SELECT s.uuid, t.series_index FROM tasks t JOIN tasks s ON s.id = t.series_id"
        " ORDER BY t.series_index"
    )
    assert found == [("weekly@example.org", at) for at in range(len(found))]
    assert roma.rows("SELECT count(*) FROM tasks WHERE series_id IS NULL") == [(2,)]
    # Another task that was made there as a copy of one stays another.
    [uuid] = [
        one["uuid"]
        for one in taskwarrior.tasks().values()
        if one["description"] == "20260301-1@example.org"
    ]
    taskwarrior(uuid, "duplicate")
    assert _carry_to_roma(roma, taskwarrior)["task"]["added"] == 1


def test_what_is_done_in_one_is_done_in_the_other(roma: Roma, taskwarrior: Taskwarrior) -> None:
    roma.inside("task", "add", "Call")
    roma.inside("task", "add", "Paint")
    _carry_back(roma, taskwarrior)
    taskwarrior("Call", "done")
    taskwarrior("Paint", "modify", "priority:H", "due:2026-03-20", "+home")
    # Its clock is the real one, later than the one that stands still here.
    assert _carry_to_roma(roma, taskwarrior)["task"] == {"updated": 2}
    assert roma.rows("SELECT title, status, priority, due_day, tags FROM tasks ORDER BY id") == [
        ("Call", "completed", "medium", None, ""),
        ("Paint", "pending", "high", "2026-03-20", "#home"),
    ]


@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Kathmandu"])
def test_whole_days_stay_the_same_dates_in_any_zone(tmp_path: Path, zone: str) -> None:
    roma = Roma(tmp_path, zone=zone)
    taskwarrior = Taskwarrior(tmp_path / "taskwarrior", zone)
    for day in ("2026-03-08", "2026-03-09", "2026-11-01"):  # New York's clocks change
        taskwarrior("add", f"On {day}", f"due:{day}")
    before = taskwarrior.tasks()
    _carry_to_roma(roma, taskwarrior)
    assert roma.rows("SELECT due_day FROM tasks ORDER BY 1") == [
        *(("2026-03-08",), ("2026-03-09",), ("2026-11-01",)),
    ]
    other = Taskwarrior(tmp_path / "other", zone)
    _carry_back(roma, other)
    assert other.tasks() == before


def test_a_series_goes_on_in_taskwarrior_and_back(roma: Roma, taskwarrior: Taskwarrior) -> None:
    roma.inside("task", "add", "Water", "--due", "2026-03-02", "--repeat", "weekly")
    _carry_back(roma, taskwarrior)
    # It makes the instances that are due by now, and one more.
    made = json.loads(taskwarrior("rc.recurrence=yes", "rc.verbose=nothing", "+CHILD", "export"))
    made = [one for one in taskwarrior.tasks().values() if "parent" in one] or made
    assert made
    counts = _carry_to_roma(roma, taskwarrior)["task"]
    assert counts["added"] == len(made)
    assert roma.inside("doctor").code == 0
    chain = roma.inside("task", "chain", "1", "--json").json()
    assert [one["due_date"] for one in chain][:2] == ["2026-03-02", "2026-03-09"]
    assert len(chain) == len(made) + 1


def test_an_occurrence_that_was_done_here_is_taken_by_the_taskwarrior_that_has_it_repeating(
    roma: Roma, taskwarrior: Taskwarrior
) -> None:
    roma.inside("task", "add", "Water", "--due", "2026-03-06", "--repeat", "weekly")
    _carry_back(roma, taskwarrior)
    roma.inside("task", "done", "1")
    roma.inside("task", "add", "Call")
    _carry_back(roma, taskwarrior)
    assert sorted((one["description"], one["status"]) for one in taskwarrior.tasks().values()) == [
        *(("Call", "pending"), ("Water", "completed"), ("Water", "recurring")),
    ]
    assert "added" not in _carry_to_roma(roma, taskwarrior)["task"]
    before = roma.rows("SELECT title, status, due_day, recurrence FROM tasks ORDER BY id")
    assert before == [
        ("Water", "completed", "2026-03-06", "weekly"),
        ("Water", "pending", "2026-03-13", "weekly"),
        ("Call", "pending", None, "none"),
    ]
