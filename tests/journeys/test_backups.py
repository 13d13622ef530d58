"""Backups as a person meets them: made, listed, and put back, whatever became of the file."""

from __future__ import annotations

import os
import shlex
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.terminal import Terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.support import Roma


@pytest.fixture
def lived(roma: Roma) -> Roma:
    """Return a roma with one task, a backup of that, and a second task made after it."""
    roma.inside_ok("task", "add", "first")
    roma.inside_ok("data", "backup")
    roma.at("2026-03-04T12:01:00Z").inside_ok("task", "add", "second")
    return roma.at("2026-03-04T12:02:00Z")


def _titles(roma: Roma) -> list[str]:
    return [one["title"] for one in roma.inside_ok("task", "list", "--json").json()]


def _list(roma: Roma) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = roma.inside_ok("data", "restore", "--json").json()
    return found


def test_a_backup_says_where_it_is_and_the_list_names_it(roma: Roma) -> None:
    roma.inside_ok("task", "add", "first")
    before = _list(roma)
    said = roma.inside_ok("data", "backup")
    [made] = [one for one in _list(roma) if one not in before]
    assert said.out == f"backed up {made['rows']} rows to {made['path']}\n"
    assert made == {
        "name": f"roma-20260304T120000Z-asked-{made['rows']}rows.db",
        "path": str(roma.folder / "roma.db.backups" / made["name"]),
        "made_at": "2026-03-04T12:00:00Z",
        "reason": "asked",
        "rows": made["rows"],
        "pinned": False,
    }
    out = roma.inside_ok("data", "restore", TZ="Asia/Tokyo").out
    assert all(part in out for part in ("2026-03-04T21:00:00+09:00", "asked", made["name"]))
    again = roma.inside_ok("data", "backup", "--json").json()
    assert set(again) == {"backup"}
    assert again["backup"]["made_at"] == made["made_at"]


def test_without_backups_the_list_says_so(roma: Roma) -> None:
    said = roma.inside_ok("data", "restore")
    assert (said.out, said.err) == ("", "there is no backup yet (roma data backup makes one)\n")
    assert _list(roma) == []
    assert roma("data", "backup").code == 3
    assert os.listdir(roma.folder) == []


def _asked(roma: Roma) -> dict[str, Any]:
    return next(one for one in _list(roma) if one["reason"] == "asked")


def _by_number(roma: Roma) -> str:
    return str(1 + _list(roma).index(_asked(roma)))


@pytest.mark.parametrize(
    "choose",
    [
        _by_number,
        lambda roma: _asked(roma)["name"],
        lambda roma: _asked(roma)["name"].removesuffix(".db"),
        lambda roma: _asked(roma)["path"],
        lambda roma: os.path.relpath(_asked(roma)["path"]),
    ],
    ids=["number", "name", "name without its ending", "path", "relative path"],
)
def test_a_backup_is_put_back_by_number_name_or_path_and_the_answer_leads_back(
    lived: Roma, choose: Callable[[Roma], str]
) -> None:
    said = lived.inside_ok("data", "restore", choose(lived), "--yes")
    assert _titles(lived) == ["first"]
    what, where, back = said.out.splitlines()
    assert what.endswith(" rows)")
    assert "the backup of 2026-03-04T12:00:00Z (asked, " in what
    assert Path(where.removeprefix("what was there before is in ")).exists()
    command = shlex.split(back.removeprefix("to go back: "))
    assert command[:3] == ["roma", "data", "restore"]
    lived.at("2026-03-04T12:03:00Z").inside_ok(*command[1:], "--yes")
    assert _titles(lived) == ["first", "second"]


def test_the_command_back_names_the_file_that_was_named(lived: Roma) -> None:
    db = str(lived.db)
    said = lived.inside_ok(
        "--db", db, "data", "restore", _asked(lived)["name"], "--yes", ROMA_DB=""
    )
    back = shlex.split(said.out.splitlines()[-1].removeprefix("to go back: "))
    lived.inside_ok(*back[1:], "--yes", ROMA_DB="")
    assert _titles(lived) == ["first", "second"]


def test_restore_in_json(lived: Roma) -> None:
    chosen = _asked(lived)
    done = lived.inside_ok("data", "restore", chosen["name"], "--yes", "--json").json()
    assert done["restored"] == chosen["path"]
    assert done["rows"] == chosen["rows"]
    assert done["before"]["reason"] == "before-restore"
    assert done["back"] == f"roma data restore {done['before']['name']}"
    assert done["kept_aside"] == []


def test_without_a_terminal_yes_is_needed_and_nothing_is_done(lived: Roma) -> None:
    before = _list(lived)
    said = lived("data", "restore", "1")
    assert (said.code, said.out) == (2, "")
    assert said.err.splitlines()[1] == "hint: roma data restore 1 --yes"
    assert _titles(lived) == ["first", "second"]
    assert _list(lived) == before


@pytest.mark.parametrize("name", ["99", "0", "-1", "nothing", "", "../x", "/nowhere/roma.db"])
def test_what_is_no_backup_is_said(lived: Roma, name: str) -> None:
    said = lived.inside("data", "restore", "--yes", "--", name)
    assert (said.code, said.out) in ((3, ""), (5, "")), said
    assert _titles(lived) == ["first", "second"]


@pytest.mark.parametrize(("answer", "titles"), [("n", ["first", "second"]), ("y", ["first"])])
def test_on_a_terminal_it_asks_and_says_what_about(
    lived: Roma, answer: str, titles: list[str]
) -> None:
    terminal = Terminal(lived, "data", "restore", _asked(lived)["name"], columns=200)
    question = terminal.wait_for("[y/N] ")
    assert "the backup of 2026-03-04T12:00:00Z (asked, " in question
    assert str(lived.db) in question
    terminal.type(answer + "\n")
    assert terminal.end() == (0 if answer == "y" else 2)
    assert _titles(lived) == titles


OTHER = """
import sqlite3, sys

connection = sqlite3.connect(sys.argv[1], timeout=10, isolation_level=None)
titles = "SELECT title FROM tasks ORDER BY id"
connection.execute("BEGIN")
print(connection.execute(titles).fetchall(), flush=True)
sys.stdin.readline()
print(connection.execute(titles).fetchall(), flush=True)
connection.execute("COMMIT")
print(connection.execute(titles).fetchall(), flush=True)
connection.execute("UPDATE tasks SET title = 'written by the other'")
connection.close()
"""


def test_another_process_that_has_the_file_open_sees_all_or_nothing_and_then_writes(
    lived: Roma,
) -> None:
    other = subprocess.Popen(
        [sys.executable, "-c", OTHER, str(lived.db)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert other.stdout
    before = other.stdout.readline()
    number = lived.db.stat().st_ino
    lived.inside_ok("data", "restore", _asked(lived)["name"], "--yes")
    assert lived.db.stat().st_ino == number
    assert _titles(lived) == ["first"]
    out, _ = other.communicate("\n", timeout=60)
    assert before == "[('first',), ('second',)]\n"
    assert out.splitlines() == [before.strip(), "[('first',)]"]
    assert _titles(lived) == ["written by the other"]
    assert lived.rows("PRAGMA integrity_check") == [("ok",)]
    lived.inside_ok("task", "add", "third")
    assert _titles(lived) == ["written by the other", "third"]


def _flipped(data: bytes) -> bytes:
    page = 4096
    return b"".join(
        data[at : at + page] if at == 0 else bytes([data[at] ^ 0x0F]) + data[at + 1 : at + page]
        for at in range(0, len(data), page)
    )


BROKEN: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("zero bytes", lambda _: b""),
    ("a header alone", lambda data: data[:100]),
    ("half", lambda data: data[: len(data) // 2]),
    ("a byte less", lambda data: data[:-1]),
    ("bits flipped on every page", _flipped),
    ("no first page", lambda data: b"\xa5" * 4096 + data[4096:]),
    ("a broken first page", lambda data: data[:100] + bytes(8) + data[108:]),
    ("text", lambda _: b"- [ ] Write the report\n" * 50),
]


@pytest.mark.parametrize(("what", "damage"), BROKEN, ids=[one[0] for one in BROKEN])
def test_the_error_about_a_damaged_file_is_followed_by_the_command_that_mends_it(
    lived: Roma, what: str, damage: Callable[[bytes], bytes]
) -> None:
    name = _asked(lived)["name"]
    for one in _list(lived):
        if one["name"] != name:
            os.unlink(one["path"])
    broken = damage(lived.db.read_bytes())
    lived.db.write_bytes(broken)
    refused = lived.inside("task", "list")
    assert refused.code == 6, what
    hint = shlex.split(refused.err.splitlines()[-1].removeprefix("hint: "))
    assert hint == ["roma", "--db", str(lived.db), "data", "restore", name]
    assert lived.db.read_bytes() == broken
    done = lived.inside(*hint[1:], "--yes", "--json")
    assert done.code == 0, done
    data = done.json()
    assert (data["before"], data["back"]) == (None, None)
    assert Path(data["kept_aside"][0]).read_bytes() == broken
    assert _titles(lived) == ["first"]
    assert lived.rows("PRAGMA integrity_check") == [("ok",)]
    assert lived.rows("PRAGMA journal_mode") == [("wal",)]
    assert lived.db.stat().st_mode & 0o777 == 0o600
    assert sorted(os.listdir(lived.folder))[:2] == ["roma.db", "roma.db.backups"]
    lived.inside("task", "add", "third")
    assert _titles(lived) == ["first", "third"]


def test_a_file_that_is_gone_comes_back(lived: Roma) -> None:
    lived.db.unlink()
    said = lived.inside_ok("data", "restore", _asked(lived)["name"], "--yes")
    assert said.out.splitlines()[-1] == "there was no file before"
    assert _titles(lived) == ["first"]


def test_a_backup_that_is_damaged_itself_is_passed_over_in_the_hint(lived: Roma) -> None:
    good = _asked(lived)["name"]
    for one in _list(lived):
        if one["name"] != good:
            os.unlink(one["path"])
    newest = lived.inside_ok("data", "backup", "--json").json()["backup"]["path"]
    Path(newest).write_bytes(Path(newest).read_bytes()[:-1])
    lived.db.write_bytes(b"")
    refused = lived.inside("task", "list")
    assert refused.err.splitlines()[-1].endswith(good)
    assert lived.inside("data", "restore", newest, "--yes").code == 6
    assert lived.db.read_bytes() == b""


def test_a_damaged_file_that_another_has_open_is_left_to_it(
    lived: Roma, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roma_cli.storage.database.PATIENCE", 0.3)
    name = _asked(lived)["name"]
    holder = subprocess.Popen(
        [sys.executable, "-c", OTHER, str(lived.db)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert holder.stdout
    holder.stdout.readline()
    lived.db.write_bytes(lived.db.read_bytes()[:50])
    said = lived.inside("data", "restore", name, "--yes")
    holder.kill()
    holder.communicate()
    assert (said.code, said.out) == (4, ""), said
    assert lived.inside("data", "restore", name, "--yes").code == 0
    with closing(sqlite3.connect(lived.db)) as connection:
        assert connection.execute("SELECT title FROM tasks").fetchall() == [("first",)]


def test_the_first_write_of_a_day_makes_a_backup_and_the_next_ones_do_not(roma: Roma) -> None:
    roma.inside_ok("task", "add", "first")
    for title in ("second", "third"):
        roma.inside_ok("task", "add", title)
    roma.at("2026-03-05T12:00:00Z").inside_ok("task", "list")
    roma.inside_ok("task", "done", "1")
    told = [one["reason"] for one in roma.inside_ok("data", "restore", "--json").json()]
    assert told == ["day-2026-03-05", "day-2026-03-04"]


def test_a_day_that_begins_at_four_is_kept_by_its_own_date(roma: Roma) -> None:
    roma.inside_ok("config", "set", "daily_reset_time", "04:00")
    roma.at("2026-03-05T01:30:00Z").inside_ok("task", "add", "late at night")
    told = [one["reason"] for one in roma.inside_ok("data", "restore", "--json").json()]
    assert told == ["day-2026-03-04"]


def test_deleting_much_at_once_makes_a_backup_first(roma: Roma) -> None:
    roma.inside_ok("task", "add", "-", stdin="\n".join(f"task {number}" for number in range(12)))
    roma.inside_ok("task", "delete", "1-2", "--yes")
    before = [one["reason"] for one in roma.inside_ok("data", "restore", "--json").json()]
    assert "before-delete" not in before
    roma.inside_ok("task", "delete", "3-12", "--yes")
    newest = roma.inside_ok("data", "restore", "--json").json()[0]
    assert newest["reason"] == "before-delete"
    roma.inside_ok("data", "restore", "1", "--yes")
    assert len(roma.inside_ok("task", "list", "--json").json()) == 10


def test_eight_first_writes_of_a_day_at_once_are_all_kept_and_quiet(roma: Roma) -> None:
    roma.inside_ok("task", "add", "first")
    roma.at("2026-03-05T12:00:00Z")
    runs = [roma.start("session", "add") for _ in range(8)]
    said = [run.communicate(timeout=60) for run in runs]
    assert [(run.returncode, messages) for run, (_, messages) in zip(runs, said, strict=True)] == [
        (0, "")
    ] * 8
    assert roma.inside_ok("session", "show", "--json").json()["today_session_count"] == 8
    assert roma.inside_ok("data", "restore", "--json").json()[0]["reason"] == "day-2026-03-05"
