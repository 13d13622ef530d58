"""Tasks out and in again through todo.txt, CSV, iCalendar and Todoist, with the real command.

todoman, a program of others that keeps calendar files, writes for roma and reads what roma writes.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import icalendar
import pytest

from tests.adapters.formats.test_todotxt import SAMPLE
from tests.adapters.peers import environment_with
from tests.journeys.transfers import SAMPLES
from tests.support import Roma

if TYPE_CHECKING:
    from tests.support import Completed

TODOMAN = "todoman==4.7"

TODOIST = """TYPE,CONTENT,DESCRIPTION,PRIORITY,INDENT,AUTHOR,RESPONSIBLE,DATE,DATE_LANG,TIMEZONE
task,Paint the hall @home,two coats,1,1,,,every! 3 months,en,
note,white,,,,,,2026-03-01T10:00:00Z,,
task,Buy paint,,4,2,,,2026-03-10,en,
"""
TABLE = """Task;Due date;Labels;Priority;Notes;Owner
Call Mum;2026-03-08;family;high;ask about the garden;Ann
Pay rent;2026-03-31;;;;
"""


def _do(roma: Roma, *arguments: str, stdin: bytes = b"") -> Completed:
    said = roma.inside(*arguments, stdin=stdin)
    assert said.code == 0, (arguments, said)
    return said


def _tasks(roma: Roma) -> list[dict[str, Any]]:
    """Return every task as `--json` shows it, less the numbers that are each file's own."""
    numbers = [str(number) for (number,) in roma.rows("SELECT id FROM tasks ORDER BY uuid")]
    shown = [_do(roma, "task", "show", number, "--json").json() for number in numbers]
    skipped = ("id", "series_id", "parent_task_id", "subtask_of", "user")
    return [{key: one[key] for key in one if key not in skipped} for one in shown]


def _rows(roma: Roma) -> list[str]:
    """Return what a file has of tasks."""
    tables = ("tasks", "task_notes", "task_extras", "reminders")
    return [line for line in roma.dump() if any(f'"{name}"' in line for name in tables)]


def _counts(said: Completed) -> Any:
    return said.json()["counts"].get("task")


def _filled(roma: Roma) -> None:
    """Give the file one task of each kind."""
    lines = (
        ("task", "add", "=Call Mum", "--due", "tomorrow 9am", "--remind", "1 hour", "-t", "phone"),
        ("task", "add", "Water, the \"plants\"", "--due", "today", "--repeat", "every 3 days"),
        ("task", "add", "Pay rent", "--due", "2026-03-31", "--repeat", "monthly", "-p", "high"),
        ("task", "add", "Réserver l'hôtel ☕", "--project", "travel", "--wait", "2026-05-01"),
        ("task", "add", "Paint the hall", "--description", "two coats\nwhite", "-p", "low"),
        ("task", "add", "Buy paint", "--parent", "5", "--estimate", "2"),
        ("task", "note", "5", "white, not cream"),
        ("task", "done", "2"),
    )  # fmt: skip
    for line in lines:
        _do(roma, *line)


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("todo.txt", SAMPLE, "todotxt"),
        ("list.csv", TABLE, "csv"),
        ("Home.csv", TODOIST, "todoist"),
        ("all.ics", "", "ical"),
    ],
)
def test_an_import_is_recognised_and_the_second_one_changes_nothing(
    roma: Roma, name: str, data: str, form: str
) -> None:
    files = sorted((SAMPLES / "todoman-4.7").glob("*.ics"))
    raw = data.encode() or b"".join(file.read_bytes() for file in files)
    (roma.folder / name).write_bytes(raw)
    path = str(roma.folder / name)
    rehearsed = _do(roma, "data", "import", path, "--dry-run", "--json").json()
    first = _do(roma, "data", "import", path, "--json").json()
    assert first["format"] == form
    assert {**rehearsed, "dry_run": False, "operation": first["operation"]} == first
    added = first["counts"]["task"]["added"]
    before = _rows(roma)
    assert _counts(_do(roma, "data", "import", path, "--json")) == {"already here": added}
    assert _rows(roma) == before
    # The next day, under the same name: nothing of it counts from today.
    _do(roma.at("2026-03-05T12:00:00Z"), "data", "import", path)
    assert _rows(roma) == before


@pytest.mark.parametrize("form", ["csv", "ical"])
def test_what_is_exported_and_brought_into_an_empty_file_is_the_same(
    roma: Roma, tmp_path: Path, form: str
) -> None:
    _filled(roma)
    path = str(tmp_path / f"tasks.{form}")
    said = _do(roma, "data", "export", "--format", form, path, "--json").json()
    assert said["losses"] == []
    (tmp_path / "other").mkdir()
    other = Roma(tmp_path / "other")
    assert _counts(_do(other, "data", "import", path, "--from", form, "--json")) == {"added": 7}
    assert _tasks(other) == _tasks(roma)
    there = _do(other, "data", "export", "--format", form).out
    assert there == Path(path).read_bytes().decode()
    assert _counts(_do(roma, "data", "import", path, "--json")) == {"already here": 7}


def test_a_todo_txt_file_comes_back_byte_for_byte(roma: Roma) -> None:
    _do(roma, "data", "import", "-", stdin=SAMPLE.encode())
    assert _do(roma, "data", "export", "--format", "todotxt").out == SAMPLE


def test_what_was_done_in_roma_is_done_in_the_file_it_came_from(roma: Roma) -> None:
    _do(roma, "data", "import", "-", stdin=b"(A) 2026-01-05 Call Mum @phone\n2026-01-06 Pay\n")
    _do(roma, "task", "done", "1")
    out = _do(roma, "data", "export", "--format", "todotxt").out
    assert out == "x 2026-03-04 2026-01-05 Call Mum @phone pri:A\n2026-01-06 Pay\n"


def test_a_formula_is_written_as_text_unless_raw_is_asked_for(roma: Roma) -> None:
    _do(roma, "task", "add", "=HYPERLINK(1)")
    assert ",'=HYPERLINK(1)," in _do(roma, "data", "export", "--format", "csv").out
    assert ",=HYPERLINK(1)," in _do(roma, "data", "export", "--format", "csv", "--raw").out


def test_todoists_comments_subtasks_and_repeats_arrive(roma: Roma) -> None:
    _do(roma, "data", "import", "-", stdin=TODOIST.encode())
    paint, buy = _do(roma, "task", "list", "--json", "--sort", "id").json()
    assert (paint["title"], paint["recurrence"], paint["tags"]) == (
        "Paint the hall", "every 3 months", ["#home"]
    )  # fmt: skip
    assert buy["subtask_of"] == paint["id"]
    assert "white" in _do(roma, "task", "show", "1").out


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", b'title,due\n"A'),
        ("a.csv", b"title,due\nA\x00,\n"),
        ("a.ics", b"BEGIN:VCALENDAR\nBEGIN:VTODO\nSUMMARY:A\n"),
        ("todo.txt", b"(A) caf\xe9\n"),
        ("todo.txt", b""),
    ],
)
def test_a_broken_file_is_one_line_and_changes_nothing(roma: Roma, name: str, data: bytes) -> None:
    _do(roma, "task", "add", "here")
    before = roma.dump()
    (roma.folder / name).write_bytes(data)
    said = roma.inside("data", "import", str(roma.folder / name))
    assert said.code == 2
    assert len(said.err.splitlines()) == 2  # the error and the hint
    assert roma.dump() == before


# --- todoman ------------------------------------------------------------------------------


class Todoman:
    """The real program, with one list in a folder."""

    def __init__(self, folder: Path, zone: str) -> None:
        self.list = folder / "lists" / "tasks"
        self.list.mkdir(parents=True)
        config = folder / "config.py"
        config.write_text(
            f"path = {str(folder / 'lists' / '*')!r}\ncache_path = {str(folder / 'cache')!r}\n"
            'default_list = "tasks"\ndate_format = "%Y-%m-%d"\ntime_format = "%H:%M"\n',
            encoding="utf-8",
        )
        self._command = (str(environment_with(TODOMAN) / "todo"), "--config", str(config))
        self._environ = {"PATH": os.environ["PATH"], "HOME": str(folder), "TZ": zone}

    def __call__(self, *arguments: str, typed: str = "") -> str:
        """Run todoman, and return what it prints."""
        done = subprocess.run(
            [*self._command, *arguments],
            env=self._environ,
            input=typed,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    def listed(self) -> dict[str, dict[str, Any]]:
        """Return its tasks by their summaries."""
        said = json.loads(self("--porcelain", "list", "--status", "ANY"))
        return {one["summary"]: one for one in said}

    def take(self, calendar: str) -> None:
        """Put the to-dos of a calendar into its list, one a file as it keeps them."""
        whole: Any = icalendar.Calendar.from_ical(calendar)
        for number, todo in enumerate(whole.walk("VTODO")):
            single = icalendar.Calendar()
            for zone in whole.walk("VTIMEZONE"):
                single.add_component(zone)
            single.add_component(todo)
            (self.list / f"{number}.ics").write_bytes(single.to_ical())


ZONE = "America/New_York"


@pytest.fixture
def todoman(tmp_path: Path) -> Todoman:
    return Todoman(tmp_path / "todoman", ZONE)


@pytest.fixture
def new_york(tmp_path: Path) -> Roma:
    (tmp_path / "roma").mkdir()
    return Roma(tmp_path / "roma", zone=ZONE)


def test_what_todoman_writes_roma_reads(new_york: Roma, todoman: Todoman) -> None:
    todoman("new", "--due", "2026-03-08 09:30", "--priority", "high", 'Call, the "bank"; now')
    todoman("new", "--due", "2026-11-01 17:00", "-r", "Réserver — hôtel ☕", typed="a\nb")
    todoman("new", "--category", "home", "--priority", "low", "Paint")
    todoman(
        "done",
        next(str(one["id"]) for one in todoman.listed().values() if one["summary"] == "Paint"),
    )
    data = b"".join(file.read_bytes() for file in todoman.list.glob("*.ics"))
    _do(new_york, "data", "import", "-", stdin=data)
    found = {one["title"]: one for one in _tasks(new_york)}
    call, paint, hotel = (found[one] for one in sorted(found))
    assert (call["due_date"], call["priority"]) == ("2026-03-08T09:30:00-04:00", "high")
    assert (hotel["due_date"], hotel["description"]) == ("2026-11-01T17:00:00-05:00", "a\nb")
    assert (paint["status"], paint["tags"], paint["priority"]) == ("completed", ["#home"], "low")


def test_what_roma_writes_todoman_lists(new_york: Roma, todoman: Todoman) -> None:
    _filled(new_york)
    todoman.take(_do(new_york, "data", "export", "--format", "ical").out)
    listed = todoman.listed()
    here = {one["title"]: one for one in _tasks(new_york) if one["status"] == "pending"}
    here |= {one["title"]: one for one in _tasks(new_york) if one["title"] not in here}
    assert listed.keys() == here.keys()
    for title, one in here.items():
        said = listed[title]
        assert said["completed"] == (one["status"] == "completed"), title
        assert said["description"] == one["description"]
        assert said["categories"] == [tag.removeprefix("#") for tag in one["tags"]]
        assert said["priority"] == {"high": 1, "medium": 5, "low": 9}[one["priority"]]
    call = new_york.rows("SELECT due_date FROM tasks WHERE title = '=Call Mum'")
    assert listed["=Call Mum"]["due"] == call[0][0]
    rent = todoman("show", str(listed["Pay rent"]["id"]))
    assert "2026-03-31" in rent


def test_what_todoman_changed_in_romas_tasks_comes_back(new_york: Roma, todoman: Todoman) -> None:
    """A round trip through another program: its change arrives, and nothing else is touched."""
    _filled(new_york)
    before = _tasks(new_york)
    todoman.take(_do(new_york, "data", "export", "--format", "ical").out)
    todoman("edit", "--due", "2026-04-01 08:00", str(todoman.listed()["=Call Mum"]["id"]))
    data = b"".join(file.read_bytes() for file in sorted(todoman.list.glob("*.ics")))
    said = _do(new_york, "data", "import", "-", "--json", stdin=data)
    assert _counts(said) == {"updated": 1, "already here": 6}
    after = _tasks(new_york)
    changed = [one for one in after if one not in before]
    assert [(one["title"], one["due_date"]) for one in changed] == [
        ("=Call Mum", "2026-04-01T08:00:00-04:00")
    ]


def test_a_note_is_the_same_where_a_program_left_out_when_it_was_made(new_york: Roma) -> None:
    """Tasks.org writes a comment's text alone."""
    _filled(new_york)
    out = str(_do(new_york, "data", "export", "--format", "ical").out).replace("\r\n ", "")
    bare = re.sub(r"COMMENT;[^:\r]*\"[^\r]*\":", "COMMENT:", out)
    assert "COMMENT:white" in bare
    later = bare.replace("LAST-MODIFIED:2026", "LAST-MODIFIED:2027")
    for changed in (later, later.replace("COMMENT:", "COMMENT:off-")):
        _do(new_york, "data", "import", "-", stdin=changed.encode())
    assert new_york.rows("SELECT text FROM task_notes ORDER BY id") == [
        ("white, not cream",),
        ("off-white, not cream",),
    ]


@pytest.mark.parametrize(
    ("done", "reopened", "status"),
    [
        ("x 2026-03-04 2026-03-01 Call Mum", None, "completed"),
        ("x Call Mum", None, "completed"),
        ("x 2026-03-04 2026-03-01 Call Mum", "2026-03-06T08:00:00Z", "pending"),
    ],
    ids=["on the day of its last change here", "who knows when", "reopened on a later day here"],
)
def test_what_is_done_in_todo_txt_is_done_here(
    roma: Roma, done: str, reopened: str | None, status: str
) -> None:
    """A line of todo.txt tells no moment of change; that it is done is news all the same."""
    open_line = "2026-03-01 Call Mum" if " 2026-03-01 " in done else "Call Mum"
    uuid = " uuid:3f0a9c5e-0f4e-4a4b-9a57-0d6c3e7a1b11"
    todotxt = ("data", "import", "-", "--from", "todotxt")
    _do(roma, *todotxt, stdin=f"{open_line}{uuid}\n".encode())
    if reopened is not None:
        _do(roma.at(reopened), "task", "done", "1")
        _do(roma, "task", "reopen", "1")
    said = _do(roma, *todotxt, "--json", stdin=f"{done}{uuid}\n".encode())
    assert _do(roma, "task", "show", "1", "--json").json()["status"] == status
    assert _counts(said) == {"updated" if status == "completed" else "kept": 1}
    again = _do(roma, *todotxt, "--json", stdin=f"{done}{uuid}\n".encode())
    assert _counts(again) == {"already here" if status == "completed" else "kept": 1}
    _do(roma, "undo")
    assert len(roma.rows("SELECT id FROM tasks")) == 1
