"""Changing tasks: every field, several at once, in the editor, and what is refused whole."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.cli import inside

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Roma

HOSTILE = "two\nlines\r: \x1b[31m[b]\u202e\u2028x"


def _task(roma: Roma, number: int = 1) -> Any:
    return inside.run(roma, "task", "show", str(number), "--json").json()


@pytest.fixture
def one(roma: Roma) -> Roma:
    """Return a roma with one task that has every field."""
    said = inside.run(
        roma,
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
        (("--tag", "WORK"), "tags", ["#work"]),
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
    said = inside.run(one, "task", "edit", "1", *options, "--json")
    assert said.code == 0, said.err
    after = _task(one)
    assert after[field] == value
    related = {field, "updated_at", "due_all_day"}
    if field == "recurrence":
        related |= {"due_date", "series_id", "series_index"}
    assert {name for name in before if before[name] != after[name]} <= related
    inside.run(one, "undo")
    assert _task(one) == before


def test_several_tasks_ranges_and_standard_input_are_one_operation(roma: Roma) -> None:
    inside.run(roma, "task", "add", "-", stdin=b"a\nb\nc\nd\ne\n")
    before = roma.dump()
    for words, stdin in (
        (("edit", "1", "3-4", "-", "-p", "high"), b"5\n"),
        (("done", "1", "3-4", "-"), b"5\n"),
        (("delete", "1", "3-4", "-", "--yes"), b"5\n"),
    ):
        count = roma.rows("SELECT count(*) FROM operations")[0][0]
        assert inside.run(roma, "task", *words, stdin=stdin).code == 0
        assert roma.rows("SELECT count(*) FROM operations")[0][0] == count + 1
        changed = roma.rows(
            "SELECT task_id FROM audit_log_entries WHERE operation_id ="
            " (SELECT max(id) FROM operations) ORDER BY task_id"
        )
        assert changed == [(1,), (3,), (4,), (5,)]
        inside.run(roma, "undo")
        assert roma.dump() == before


BAD = [
    (("add", "x" * 256), "at most 255"),
    (("add", " "), "blank"),
    (("add", "x", "--description", "d" * 10_001), "at most 10000"),
    (("add", "x", *("-t a b c d e f g h i j k".replace(" ", " -t ").split()[2:])), "at most 10"),
    (("add", "x", "-t", "t" * 50), "at most 50"),
    (("add", "x", "-t", "two words"), "one word"),
    (("add", "x", "-p", "urgent"), "low, medium or high"),
    (("add", "x", "--due", "2026-02-30"), "2026-02-30"),
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
    said = inside.run(one, "task", *words)
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
    said = inside.run(one, "task", *words)
    assert (said.code, said.out) == (3, "")
    assert "hint: " in said.err
    assert one.db.read_bytes() == before


# --- the editor, which needs a terminal only for standard input --------------------------


def _edited(roma: Roma, tmp_path: Path, script: str, number: str = "1") -> tuple[int, str]:
    """Edit a task with a stand-in for the editor, a line of Python on `text`."""
    program = tmp_path / "editor.py"
    program.write_text(
        "import pathlib, sys\n"
        "path = pathlib.Path(sys.argv[1])\n"
        "text = path.read_bytes().decode()\n"
        f"{script}\n"
        "path.write_bytes(text.encode())\n"
    )
    from roma_cli import __main__  # noqa: PLC0415 - the real front door, stdin aside

    del __main__
    from roma_cli.cli import editor  # noqa: PLC0415 - only here
    from roma_cli.core.day import parse_instant  # noqa: PLC0415 - only here
    from roma_cli.core.errors import RomaError  # noqa: PLC0415 - only here
    from roma_cli.visit import Request  # noqa: PLC0415 - only here

    environ = {**roma.environ, "VISUAL": f"{os.sys.executable} {program}"}  # type: ignore[attr-defined]
    request = Request(parse_instant(roma.environ["ROMA_NOW"]), environ)
    try:
        answer = editor.edit(request, number)
    except RomaError as problem:
        return problem.exit_code, problem.message
    return 0, " ".join(answer.talk)
