"""Changing tasks: every field, several at once, in the editor, and what is refused whole."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest

from roma_cli.cli.input import editor
from roma_cli.context import Invocation
from roma_cli.domain.day import parse_instant
from roma_cli.domain.errors import RomaError
from tests.support import Roma

HOSTILE = "two\nlines\r: \x1b[31m[b]\u202e\u2028x"


def _task(roma: Roma, number: int = 1) -> Any:
    return roma.inside("task", "show", str(number), "--json").json()


@pytest.fixture
def one(roma: Roma) -> Roma:
    """Return a roma with one task that has every field."""
    said = roma.inside(
        *("task", "add", "Write", "--due", "2026-03-10 17:00", "-p", "high", "-t", "work"),
        *("--project", "book", "--wait", "2026-03-06", "--estimate", "3", "--description", "Old"),
    )
    assert said.code == 0, said.err
    return roma


@pytest.mark.parametrize(
    ("options", "field", "value"),
    [
        (("--title", "  Read  "), "title", "Read"),
        (("--due", "fri 17:00"), "due_date", "2026-03-06T17:00:00+00:00"),
        (("--due", "2026-05-01"), "due_date", "2026-05-01"),
        (("--due", "none"), "due_date", None),
        (("--priority", "LOW"), "priority", "low"),
        (("--tag", "new"), "tags", ["#work", "#new"]),
        (("--untag", "#Work"), "tags", []),
        (("--untag", "work", "--tag", "play"), "tags", ["#play"]),
        (("--repeat", "every 2 weeks on mon, thu"), "recurrence", "every 2 weeks on mon, thu"),
        (("--project", "+film"), "project", "film"),
        (("--project", "none"), "project", None),
        (("--wait", "none"), "wait_until", None),
        (("--wait", "tomorrow 9am"), "wait_until", "2026-03-05T09:00:00+00:00"),
        (("--estimate", "5"), "estimate", 5),
        (("--estimate", "none"), "estimate", None),
        (("--remind", "1h"), "reminder_offset", "1 hour"),
        (("--description", "New"), "description", "New"),
        (("--description", ""), "description", ""),
        (("--append", "More"), "description", "Old\nMore"),
    ],
)
def test_any_field_is_changed_alone_and_taken_back(
    one: Roma, options: tuple[str, ...], field: str, value: object
) -> None:
    before = _task(one)
    said = one.inside("task", "edit", "1", *options, "--json")
    assert said.code == 0, said.err
    after = _task(one)
    assert after[field] == value
    related = {field, "updated_at", "due_all_day", "reminders"}
    if field == "recurrence":
        related |= {"due_date", "series_id", "series_index"}
    assert {name for name in before if before[name] != after[name]} <= related
    one.inside("undo")
    assert _task(one) == before


def test_an_edit_that_changes_nothing_is_no_operation(one: Roma) -> None:
    before = one.db.read_bytes()
    for options in (("-t", "WORK"), ("--untag", "absent"), ("-p", "high"), ("--title", "Write")):
        assert one.inside("task", "edit", "1", *options).code == 0
    assert one.db.read_bytes() == before


def test_several_tasks_ranges_and_standard_input_are_one_operation(roma: Roma) -> None:
    roma.inside("task", "add", "-", stdin=b"a\nb\nc\nd\ne\n")
    before = roma.state()
    for words, stdin in (
        (("edit", "1", "3-4", "-", "-p", "high"), b"5\n"),
        (("done", "1", "3-4", "-"), b"5\n"),
        (("delete", "1", "3-4", "-", "--yes"), b"5\n"),
    ):
        count = roma.rows("SELECT count(*) FROM operations")[0][0]
        assert roma.inside("task", *words, stdin=stdin).code == 0
        assert roma.rows("SELECT count(*) FROM operations")[0][0] == count + 1
        changed = roma.rows(
            "SELECT task_id FROM audit_log_entries WHERE operation_id ="
            " (SELECT max(id) FROM operations) ORDER BY task_id"
        )
        assert changed == [(1,), (3,), (4,), (5,)]
        roma.inside("undo")
        assert roma.state() == before


BAD = [
    (("add", "x" * 256), "at most 255"),
    (("add", " "), "blank"),
    (("add", "x", "--description", "d" * 10_001), "at most 10000"),
    (("add", "x", *(f"-t{number}" for number in range(11))), "at most 10 tags"),
    (("add", "x", "-t", "t" * 50), "at most 50"),
    (("add", "x", "-t", "two words"), "one word"),
    (("add", "x", "-p", "urgent"), "low, medium or high"),
    (("add", "x", "--due", "2026-02-30"), "has 28 days"),
    (("add", "x", "--due", "03/04/2026"), "could"),
    (("add", "x", "--repeat", "biweekly"), "every 2 weeks"),
    (("add", "x", "--repeat", "every 1000 days"), "999"),
    (("add", "x", "--repeat-from", "start"), "due or completion"),
    (("add", "x", "--estimate", "0"), "from 1 to 1000"),
    (("add", "x", "--estimate", "1001"), "from 1 to 1000"),
    (("add", "x", "--project", "p" * 101), "at most 100"),
    (("add", "x", "--wait", "blue"), "blue"),
    (("add", "x", "--remind", "5m"), "15 minutes"),
    (("edit", "1"), "nothing to change"),
    (("edit", "1", "--append", "a" * 10_000), "at most 10000"),
    (("edit", "1", "--title", "t\udcff"), "UTF-8"),
    (("edit", "7-3", "-p", "low"), "backwards"),
    (("edit", "1-999999999", "-p", "low"), "100000"),
    (("edit", "0", "-p", "low"), "number"),
    (("note", "1", " "), "blank"),
    (("note", "1", "n" * 10_001), "at most 10000"),
    (("skip", "1"), "does not repeat"),
    (("skip", "1", "--until", "friday"), "--until is today"),
    (("stop", "1"), "does not repeat"),
    (("chain", "1"), "does not repeat"),
    (("tags", "--rename", "work", "two words"), "one word"),
]


@pytest.mark.parametrize(("words", "named"), BAD)
def test_bad_input_is_refused_with_its_limit_and_nothing_is_stored(
    one: Roma, words: tuple[str, ...], named: str
) -> None:
    before = one.db.read_bytes()
    said = one.inside("task", *words)
    assert (said.code, said.out) == (2, "")
    assert named in said.err
    assert one.db.read_bytes() == before


MISSING = [
    ("show", "9"),
    ("done", "1", "9"),
    ("done", "9", "1"),
    ("reopen", "9"),
    ("edit", "1-9", "-p", "low"),
    ("delete", "1", "9", "--yes"),
    ("note", "9", "text"),
    ("skip", "9"),
    ("stop", "9"),
    ("chain", "9"),
    ("add", "part", "--parent", "9"),
    ("edit", "1", "--title", "x", "--parent", "9"),
    ("tags", "--rename", "absent", "present"),
]


@pytest.mark.parametrize("words", MISSING, ids=" ".join)
def test_where_one_is_missing_nothing_of_the_command_is_done(
    one: Roma, words: tuple[str, ...]
) -> None:
    before = one.db.read_bytes()
    said = one.inside("task", *words)
    assert (said.code, said.out) == (3, "")
    assert "hint: " in said.err
    assert one.db.read_bytes() == before


# --- the editor: a stand-in for it, a line of Python; on a terminal see test_task_screens ---


def _edited(roma: Roma, script: str, number: str = "1") -> tuple[int, str]:
    """Edit a task; `script` changes the bytes `text`. Return the exit code and what is said."""
    program = roma.folder / "editor.py"
    program.write_text(
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "text = path.read_bytes()\n"
        f"{script}\n"
        "path.write_bytes(text)\n"
    )
    environ = {**roma.environ, "VISUAL": f"{sys.executable} {program}", "EDITOR": "false"}
    invocation = Invocation(parse_instant(roma.environ["ROMA_NOW"]), environ)
    try:
        result = editor.edit(invocation, number)
    except RomaError as problem:
        return problem.exit_code, problem.message
    return 0, " ".join(result.messages)


def _kept_text(message: str) -> Path:
    path = Path(message.rpartition("kept in ")[2])
    assert path.exists(), message
    return path


@pytest.fixture(autouse=True)
def _own_folder_for_drafts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "drafts").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "drafts"))


def _drafts(roma: Roma) -> list[str]:
    return [path.name for path in (roma.folder / "drafts").iterdir()]


@pytest.mark.parametrize(
    ("script", "field", "value"),
    [
        ("text = text.replace(b'title: Write', b'title: Read: it')", "title", "Read: it"),
        ("text = text.replace(b'2026-03-10T17:00+00:00', b'fri')", "due_date", "2026-03-06"),
        ("text = text.replace(b'priority: high', b'priority: low')", "priority", "low"),
        ("text = text.replace(b'tags: #work', b'tags: play #Work')", "tags", ["#work", "#play"]),
        ("text = text.replace(b'tags: #work', b'tags:')", "tags", []),
        ("text = text.replace(b'project: book', b'project: none')", "project", None),
        ("text = text.replace(b'estimate: 3', b'estimate: 4')", "estimate", 4),
        (
            "text = text.replace(b'Old', b'New\\n---\\n\\nlines')",
            "description",
            "New\n---\n\nlines",
        ),
        ("text = text.replace(b'Old', b'')", "description", ""),
        ("text = text.replace(b'high', b'low').replace(b'\\n', b'\\r\\n')", "priority", "low"),
    ],
)
def test_what_is_changed_in_the_editor_is_stored_and_nothing_else(
    one: Roma, script: str, field: str, value: object
) -> None:
    before = _task(one)
    assert _edited(one, script) == (0, "")
    after = _task(one)
    assert after[field] == value
    related = {field, "updated_at", "due_all_day", "reminders"}
    assert {name for name in before if before[name] != after[name]} <= related
    assert _drafts(one) == []


@pytest.mark.parametrize(
    "script",
    [
        "pass",
        "text = b''",
        "text = b' \\n\\n'",
        "text = text + b'\\n\\n'",
        "text = text.replace(b'\\r', b'').replace(b'\\nb', b'\\nb\\n').replace(b'\\n', b'\\r\\n')",
        "text = text.replace(b'priority: high', b'priority:   high  ')",
    ],
)
def test_a_text_that_is_empty_or_says_the_same_cancels(one: Roma, script: str) -> None:
    one.inside("task", "edit", "1", "--description", "-", stdin=b"a\r\nb\rc")
    before = one.db.read_bytes()
    assert _edited(one, script) == (0, "nothing was changed")
    assert one.db.read_bytes() == before
    assert _drafts(one) == []


def test_a_title_that_could_break_the_form_is_left_as_it_is(roma: Roma) -> None:
    """Line breaks and controls of a stored title are shown escaped, and are not fields."""
    roma.inside("task", "add", "-t", "a\u202eb", "-t", "c", "--", HOSTILE)
    assert _edited(roma, "text = text.replace(b'medium', b'high').replace(b'#c', b'#d')") == (0, "")
    task = _task(roma)
    assert (task["title"], task["priority"]) == (HOSTILE, "high")
    assert task["tags"] == ["#a\u202eb", "#d"]


@pytest.mark.parametrize(
    ("script", "code", "named"),
    [
        ("text = text.replace(b'priority: high', b'priority: urgent')", 2, "low, medium or high"),
        ("text = text.replace(b'title', b'titel')", 2, "no field 'titel'"),
        ("text = text.replace(b'title: ', b'')", 2, "line 2"),
        ("text = text.replace(b'---', b'-')", 2, "the line ---"),
        ("text = text.replace(b'Write', b'x' * 256)", 2, "at most 255"),
        (
            "text = text.replace(b'Write', b'Read'); path.write_bytes(text); sys.exit(3)",
            2,
            "code 3",
        ),
    ],
)
def test_a_text_that_is_not_understood_is_kept_and_the_message_says_where(
    one: Roma, script: str, code: int, named: str
) -> None:
    before = one.db.read_bytes()
    got, message = _edited(one, script)
    assert (got, named in message) == (code, True), message
    assert one.db.read_bytes() == before
    assert ("kept in" in message) == ("sys.exit" not in script)
    if "kept in" in message:
        assert b"due: " in _kept_text(message).read_bytes()


def test_a_task_deleted_meanwhile_is_missed_and_the_text_is_kept(one: Roma) -> None:
    script = (
        "import subprocess; subprocess.run([sys.executable, '-m', 'roma_cli', 'task', 'delete',"
        " '1', '--yes'], check=True, capture_output=True)\n"
        "text = text.replace(b'Write', b'Read')"
    )
    with mock.patch.dict(os.environ, one.environ):
        code, message = _edited(one, script)
    assert (code, "there is no task 1" in message) == (3, True)
    assert b"title: Read" in _kept_text(message).read_bytes()


def test_an_editor_that_cannot_be_started_is_named(one: Roma) -> None:
    invocation = Invocation(
        parse_instant(one.environ["ROMA_NOW"]), {**one.environ, "EDITOR": "no such"}
    )
    with pytest.raises(RomaError, match="'no such' cannot be started"):
        editor.edit(invocation, "1")
    assert _drafts(one) == []
