"""Importing: all or nothing, one operation, the same again changes nothing, and a rehearsal of it.

Taskwarrior's form stands for all: what is tested here is the frame around every format.
"""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from roma_cli.cli.commands import data as data_commands
from tests.journeys.transfers import SAMPLES
from tests.support import Roma

if TYPE_CHECKING:
    from tests.support import Completed

SAMPLE = SAMPLES / "taskwarrior-2.6.json"
UUID = "1a8c972b-8854-412c-8a35-d448cf6c242d"
OTHER = "176bbcc7-bfef-4e88-b774-28b97ea2439a"
JANUARY = "20260105T090000Z"


def _task(uuid: str = UUID, title: str = "Call", **more: object) -> dict[str, object]:
    return {
        "uuid": uuid,
        "description": title,
        "status": "pending",
        "entry": JANUARY,
        "modified": JANUARY,
        **more,
    }


def _import(roma: Roma, *tasks: dict[str, object], options: tuple[str, ...] = ()) -> Completed:
    return roma.inside("data", "import", "-", *options, stdin=json.dumps(tasks).encode())


def _report(roma: Roma, *tasks: dict[str, object]) -> Any:
    return _import(roma, *tasks, options=("--json",)).json()


def _counts(roma: Roma, *tasks: dict[str, object]) -> Any:
    return _report(roma, *tasks)["counts"]["task"]


def _shown(roma: Roma, number: int = 1) -> Any:
    return roma.inside("task", "show", str(number), "--json").json()


def _rows(roma: Roma) -> list[str]:
    """Return what the file holds, less its history and the form of its index of words."""
    return [line for line in roma.dump() if "task_words" not in line]


def _whole(roma: Roma) -> tuple[list[str], list[str]]:
    """Return all the file holds, history too, and the names of what lies beside it."""
    connection = sqlite3.connect(roma.db)
    try:
        return list(connection.iterdump()), sorted(one.name for one in roma.folder.rglob("*.db"))
    finally:
        connection.close()


# --- the frame ------------------------------------------------------------------------


def test_a_file_of_another_program_comes_in_as_one_operation_that_undo_takes_back(
    roma: Roma,
) -> None:
    roma.inside("today")
    before = _rows(roma)
    said = roma.ok("data", "import", str(SAMPLE))
    assert said.out == (
        f"imported from {SAMPLE} (taskwarrior)\n"
        "59  tasks  added\n"
        " 2  notes  added\n"
        "10 fields were left out, changed or kept aside (--report names each)\n"
    )
    [operation, *_] = roma.inside("undo", "--list", "--json").json()
    assert operation["summary"] == f"import from {SAMPLE} (taskwarrior): 59 tasks, 2 notes"
    assert roma.inside("doctor").code == 0
    roma.inside("undo")
    assert _rows(roma) == before
    roma.inside("redo")
    assert roma.rows("SELECT count(*) FROM tasks") == [(59,)]


def test_a_dry_run_says_what_the_real_one_does_and_leaves_the_file_as_it_was(roma: Roma) -> None:
    roma.inside("task", "add", "Call")
    before = _whole(roma)
    tried = roma.inside("data", "import", str(SAMPLE), "--dry-run", "--report")
    as_json = roma.inside("data", "import", str(SAMPLE), "--dry-run", "--json").json()
    assert _whole(roma) == before
    done = roma.inside("data", "import", str(SAMPLE), "--report")
    assert tried.out.startswith("would import from")
    assert done.out == tried.out.replace("would import from", "imported from", 1)
    assert (as_json["dry_run"], as_json["operation"]) == (True, None)
    assert as_json["counts"] == {"task": {"added": 59}, "note": {"added": 2}}
    assert len(as_json["losses"]) == 10


@pytest.mark.parametrize("form", ["ical", "openpomodoro"])
def test_what_is_not_in_the_format_that_was_named_is_no_success(roma: Roma, form: str) -> None:
    roma.inside("task", "add", "Call")
    before = _rows(roma)
    text = b"first of all\nhello there\n"
    for options in ((), ("--dry-run",), ("--report",)):
        said = roma.inside("data", "import", "-", "--from", form, *options, stdin=text)
        assert said.code == 2
        assert said.out.startswith(f"nothing could be read from standard input ({form})\n")
        assert ("hello there" in said.out or "line 2" in said.out) == ("--report" in options)
    assert _rows(roma) == before


def test_tags_in_another_order_are_the_same_tags(roma: Roma) -> None:
    _import(roma, _task(tags=["writing", "Q1"]))
    report = _report(roma, _task(tags=["Q1", "writing"], modified="20260106T090000Z"))
    assert report["counts"]["task"] == {"already here": 1}
    assert report["losses"] == []
    assert _counts(roma, _task(tags=["q1", "writing"], modified="20260106T090000Z")) == {
        "updated": 1
    }


def test_importing_twice_changes_nothing_and_says_so(roma: Roma) -> None:
    roma.inside("data", "import", str(SAMPLE))
    before = _whole(roma)
    again = roma.inside("data", "import", str(SAMPLE))
    assert again.out.startswith(f"nothing new in {SAMPLE} (taskwarrior)\n59  tasks  already here\n")
    assert again.code == 0
    assert _whole(roma) == before


def test_a_backup_is_made_before_the_first_write(roma: Roma) -> None:
    roma.inside("task", "add", "Call")
    roma.inside("data", "import", str(SAMPLE))
    [backup] = [one for one in roma.folder.rglob("*.db") if "before-import" in one.name]
    connection = sqlite3.connect(backup)
    assert connection.execute("SELECT title FROM tasks").fetchall() == [("Call",)]
    connection.close()


@pytest.mark.parametrize("form", ["taskwarrior", "json"])
def test_ctrl_c_after_the_last_write_comes_too_late_and_what_was_done_is_said(
    roma: Roma, monkeypatch: pytest.MonkeyPatch, form: str
) -> None:
    path = SAMPLE
    if form == "json":
        (roma.folder / "other").mkdir()
        other = Roma(roma.folder / "other")
        other.inside("task", "add", "Call")
        path = other.folder / "whole.json"
        other.inside("data", "export", str(path))
    seal = data_commands._Sealing.seal

    def at_that_moment(sealing: data_commands._Sealing) -> None:
        seal(sealing)
        os.kill(os.getpid(), signal.SIGINT)

    before = signal.getsignal(signal.SIGINT)
    monkeypatch.setattr(data_commands._Sealing, "seal", at_that_moment)
    said = roma.inside("data", "import", str(path))
    assert (said.code, said.out.splitlines()[0]) == (0, f"imported from {path} ({form})")
    assert signal.getsignal(signal.SIGINT) == before


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "standard input is empty"),
        (b"   \n", "can't detect the format"),
        (b'[{"uuid":"u","description":"x","status":"pending","entry":"1"}', "truncated"),
        (SAMPLE.read_bytes()[:9000], "truncated"),
        (SAMPLE.read_bytes().replace(b'"estimate":4', b'"estimate":NaN'), "NaN is not a number"),
        (SAMPLE.read_bytes().replace(b"20.9973", b"1e999"), "too large"),
        (SAMPLE.read_bytes().replace(b"20.9973", b"[" * 2000), "levels deep"),
        (SAMPLE.read_bytes().replace("été".encode(), b"\xe9t\xe9"), "line 6: the byte 0xe9"),
        (SAMPLE.read_bytes().replace(b'"status":"deleted"', b'"status":"gone"'), "'gone'"),
        (b"\x00" * 100, "can't detect the format"),
    ],
)
def test_what_cannot_be_read_is_one_line_and_changes_nothing(
    roma: Roma, data: bytes, said: str
) -> None:
    roma.inside("task", "add", "Call")
    before, _ = _whole(roma)
    for options in ((), ("--dry-run",)):
        refused = roma.inside("data", "import", "-", *options, stdin=data)
        assert refused.code == 2
        assert said in refused.err.splitlines()[0]
        assert refused.out == ""
        assert _whole(roma)[0] == before


@pytest.mark.parametrize(
    "change",
    [
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.decode().encode("utf-16"),
        lambda data: json.dumps(json.loads(data), indent=4).encode(),
        lambda data: json.dumps(json.loads(data)).encode(),
        lambda data: b"\n".join(json.dumps(one).encode() for one in json.loads(data)),
    ],
    ids=["byte order mark", "CRLF", "UTF-16", "indented", "on one line", "one a line, no array"],
)
def test_the_same_in_another_dress_is_the_same(roma: Roma, change: Any) -> None:
    roma.inside("data", "import", str(SAMPLE))
    other = roma.inside("data", "import", "-", stdin=change(SAMPLE.read_bytes()))
    assert other.out.startswith("nothing new in standard input (taskwarrior)\n59  tasks")


def test_what_is_read_may_be_a_pipe(roma: Roma) -> None:
    done = subprocess.run(
        ["bash", "-c", f"{sys.executable} -m roma_cli data import <(cat '{SAMPLE}') --json"],
        env=roma.environ,
        capture_output=True,
        check=True,
    )
    assert json.loads(done.stdout)["counts"]["task"] == {"added": 59}


def test_a_format_that_is_named_is_taken(roma: Roma) -> None:
    refused = roma.inside("data", "import", str(SAMPLE), "--from", "excel")
    assert (refused.code, refused.err.splitlines()[0]) == (
        2,
        (
            "error: roma reads json, csv, ical, todotxt, taskwarrior, todoist, openpomodoro,"
            " timewarrior, watson, romatimer, not 'excel'"
        ),
    )
    assert roma.inside("data", "import", str(SAMPLE), "--from", "Taskwarrior").code == 0


@pytest.mark.parametrize("path", ["nowhere.json", "."])
def test_a_missing_file_makes_no_roma_file(roma: Roma, path: str) -> None:
    refused = roma.inside("data", "import", str(roma.folder / path))
    assert refused.code == 2
    assert refused.err.startswith("error: can't read ")
    assert not roma.db.exists()


def test_a_crowd_of_the_same_records_is_one(roma: Roma) -> None:
    assert _counts(roma, _task(), _task(), _task(OTHER)) == {"added": 2, "already here": 1}


# --- merging --------------------------------------------------------------------------


def test_the_side_that_was_changed_later_wins(roma: Roma) -> None:
    _import(roma, _task(title="Call", priority="H", tags=["a"]))
    newer = _task(title="Call Mum", modified="20260106T090000Z", due="20260310T000000Z")
    assert _counts(roma, newer) == {"updated": 1}
    one = _shown(roma)
    assert (one["title"], one["priority"], one["tags"]) == ("Call Mum", "medium", [])
    assert one["due_date"] == "2026-03-10"
    # The file's own stamp is the other side's, so the same again is nothing new.
    assert _counts(roma, newer) == {"already here": 1}


def test_what_was_changed_here_later_stays_and_is_named(roma: Roma) -> None:
    _import(roma, _task())
    roma.inside("task", "edit", "1", "--title", "Call Dad", "--priority", "high")
    report = _report(roma, _task(title="Call Mum", modified="20260106T090000Z"))
    assert report["counts"]["task"] == {"kept": 1}
    assert report["operation"] is None
    assert {loss["field"] for loss in report["losses"]} == {"title", "priority"}
    assert _shown(roma)["title"] == "Call Dad"


def test_fields_that_a_format_does_not_have_are_left_alone(roma: Roma) -> None:
    _import(roma, _task())
    roma.inside("task", "edit", "1", "--description", "our own", "--estimate", "3")
    roma.at("2026-03-04T13:00:00Z").inside("task", "add", "Part", "--parent", "1")
    _import(roma, _task(title="Call Mum", modified="20260305T090000Z"))
    one = _shown(roma)
    assert (one["title"], one["description"], one["estimate"]) == ("Call Mum", "our own", 3)


def test_what_was_deleted_there_later_is_deleted_here(roma: Roma) -> None:
    _import(roma, _task(), _task(OTHER))
    gone = _task(status="deleted", end="20260106T090000Z", modified="20260106T090000Z")
    assert _counts(roma, gone) == {"deleted": 1}
    assert roma.inside("task", "show", "1").code == 3
    roma.inside("undo")
    assert _shown(roma)["title"] == "Call"


def test_what_was_worked_on_here_is_not_deleted_by_an_older_deletion(roma: Roma) -> None:
    _import(roma, _task())
    roma.inside("task", "edit", "1", "--priority", "high")
    gone = _task(status="deleted", end="20260106T090000Z", modified="20260106T090000Z")
    assert _counts(roma, gone) == {"kept": 1}
    assert _shown(roma)["priority"] == "high"


def test_what_was_deleted_here_comes_back_only_if_it_was_changed_there_later(roma: Roma) -> None:
    _import(roma, _task())
    roma.inside("task", "delete", "1", "--yes")
    assert _counts(roma, _task()) == {"kept": 1}
    assert _counts(roma, _task(title="x", modified="20260106T090000Z")) == {"kept": 1}
    assert roma.inside("task", "show", "1").code == 3
    assert _counts(roma, _task(title="y", modified="20260401T090000Z")) == {"updated": 1}
    assert _shown(roma)["title"] == "y"


def test_notes_are_added_and_never_taken_away(roma: Roma) -> None:
    notes = [{"entry": JANUARY, "description": "one"}]
    _import(roma, _task(annotations=notes))
    roma.inside("task", "note", "1", "ours")
    roma.inside("task", "edit", "1", "--priority", "high")
    # The same note a second off is the same: Taskwarrior moves those of one second apart.
    more = [
        {"entry": "20260105T090001Z", "description": "one"},
        {"entry": "20260106T090000Z", "description": "two"},
    ]
    report = _report(roma, _task(annotations=more))
    assert report["counts"]["note"] == {"added": 1}
    texts = [text for (text,) in roma.rows("SELECT text FROM task_notes ORDER BY id")]
    assert texts == ["one", "ours", "two"]


def test_completing_there_cancels_the_reminders_here(roma: Roma) -> None:
    _import(roma, _task(due="20260310T100000Z"))
    roma.inside("task", "edit", "1", "--remind", "1 hour")
    done = _task(status="completed", end="20260401T100000Z", modified="20260401T100000Z",
                 due="20260310T100000Z")  # fmt: skip
    assert _counts(roma, done) == {"updated": 1}
    assert roma.rows("SELECT status FROM reminders") == [("cancelled",)]


def test_two_users_may_bring_in_the_same(roma: Roma) -> None:
    roma.inside("user", "add", "eve")
    _import(roma, _task(annotations=[{"entry": JANUARY, "description": "one"}]))
    for expected in ({"added": 1}, {"already here": 1}):
        report = _import(
            roma,
            _task(annotations=[{"entry": JANUARY, "description": "one"}]),
            options=("--json", "--user", "eve"),
        ).json()
        assert report["counts"]["task"] == expected
    assert roma.rows("SELECT user_id, count(*) FROM tasks GROUP BY 1") == [(1, 1), (2, 1)]
    assert roma.rows("SELECT user_id, count(*) FROM task_notes GROUP BY 1") == [(1, 1), (2, 1)]


# --- series and parts -----------------------------------------------------------------

TEMPLATE = _task(
    status="recurring", recur="weekly", due="20260302T100000Z", mask="+-", rtype="periodic"
)


def _instance(number: int, uuid: str, **more: object) -> dict[str, object]:
    due = f"202603{2 + 7 * number:02}T100000Z"
    made = {"recur": "weekly", "parent": UUID, "imask": number, "due": due, "rtype": "periodic"}
    return {**_task(uuid), **made, **more}


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_a_series_is_one_chain_in_whatever_order_it_comes(
    roma: Roma, order: tuple[int, ...]
) -> None:
    first = _instance(0, "a" * 8 + UUID[8:], status="completed", end="20260302T120000Z")
    parts = [TEMPLATE, first, _instance(1, "b" * 8 + UUID[8:])]
    _import(roma, *(parts[at] for at in order))
    assert _counts(roma, *parts) == {"already here": 3}
    [(number,)] = roma.rows("SELECT id FROM tasks WHERE uuid = ?", UUID)
    chain = roma.inside("task", "chain", str(number), "--json").json()
    assert [one["due_date"] for one in chain] == [
        *(f"2026-03-{day:02}T10:00:00+00:00" for day in (2, 9, 16)),
    ]
    assert [one["recurrence"] for one in chain] == ["none", "none", "weekly"]
    roma.at("2026-03-16T12:00:00Z").inside("task", "done", str(number))
    assert len(roma.inside("task", "chain", str(number), "--json").json()) == 4
    assert roma.inside("doctor").code == 0


def test_a_template_that_made_one_more_moves_on(roma: Roma) -> None:
    _import(roma, TEMPLATE, _instance(1, "b" * 8 + UUID[8:]))
    moved = {**TEMPLATE, "mask": "+--", "modified": "20260106T090000Z"}
    made = _instance(2, "c" * 8 + UUID[8:], modified="20260106T090000Z")
    for tasks in ((made, moved), (made, moved)):
        _import(roma, *tasks)
    assert roma.rows("SELECT uuid, series_index FROM tasks ORDER BY series_index") == [
        ("b" * 8 + UUID[8:], 1), ("c" * 8 + UUID[8:], 2), (UUID, 3),
    ]  # fmt: skip


def test_an_occurrence_without_its_series_is_a_task_of_its_own_and_named(roma: Roma) -> None:
    report = _report(roma, _instance(1, OTHER))
    assert report["counts"]["task"] == {"added": 1}
    assert [loss["field"] for loss in report["losses"]] == ["series"]


def test_a_place_in_a_series_that_is_taken_is_named(roma: Roma) -> None:
    taken = _instance(1, "c" * 8 + UUID[8:])
    report = _report(roma, TEMPLATE, _instance(1, "b" * 8 + UUID[8:]), taken)
    assert report["counts"]["task"] == {"added": 3}
    assert [loss["reason"] for loss in report["losses"]] == ["its place in the series is taken"]


def test_parts_come_in_before_or_after_what_they_are_part_of(roma: Roma) -> None:
    part, whole = _task(OTHER, "Part", romapartof=UUID), _task(title="Whole")
    deeper = _task("b" * 8 + UUID[8:], "Deeper", romapartof=OTHER)
    report = _report(roma, part, whole, deeper, _task("c" * 8 + UUID[8:], romapartof="nobody"))
    assert report["counts"]["task"] == {"added": 4}
    assert {(loss["record"], loss["reason"]) for loss in report["losses"]} == {
        ("Deeper", "subtasks go one level deep"),
        ("Call", "there is no task nobody"),
    }
    assert roma.rows("SELECT subtask_of FROM tasks ORDER BY id") == [
        (2,),
        (None,),
        (None,),
        (None,),
    ]


def test_many_come_through_in_batches_with_nothing_lost(roma: Roma) -> None:
    """More than are added with one statement, references over the ends of batches among them."""
    tasks = []
    for number in range(1300):
        uuid = f"{number:08x}{UUID[8:]}"
        more: dict[str, object] = {"tags": [f"t{number % 7}"]}
        if number % 100 == 0:
            more["annotations"] = [{"entry": JANUARY, "description": "x"}]
        if number >= 600:
            more["romapartof"] = f"{number - 600:08x}{UUID[8:]}" if number < 1200 else UUID
        tasks.append(_task(uuid, f"task {number}", **more))
    report = _report(roma, *tasks)
    assert report["counts"] == {"task": {"added": 1300}, "note": {"added": 13}}
    assert len(report["losses"]) == 100
    assert roma.rows("SELECT title FROM tasks ORDER BY id") == [
        (f"task {number}",) for number in range(1300)
    ]
    found = roma.inside("task", "search", "1299", "--json").json()
    assert [one["tags"] for one in found] == [["#t4"]]
    assert _counts(roma, *tasks) == {"already here": 1300}
    assert roma.inside("doctor").code == 0
