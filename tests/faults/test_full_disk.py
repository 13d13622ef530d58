"""A disk that is full: a command does all it says, or nothing, and says which."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.faults.forks import Forks, left_in
from tests.support import Completed, Roma

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# No file may grow beyond so many bytes. SQLite meets that as it meets a full disk: a write that
# fails, first of the log's index (32 KiB), then of the log, then where the log is written back.
LIMITS = [0, 4096, 32_767, 32_768, 40_000, 60_000, 90_000, 250_000, 500_000]

PAGE = 4096

LIMITED = """
import resource, sys
from roma_cli import __main__

limit = int(sys.argv.pop(1))
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
__main__.start()
"""

COMMANDS = [
    ("task", "add", "second"),
    ("session", "set", "9"),
    ("reset", "now"),
    ("config", "set", "timezone", "Asia/Tokyo"),
    ("undo",),
]
TOMORROW = "2026-03-05T12:00:00Z"


def _limited(roma: Roma, limit: int, *arguments: str) -> Completed:
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, str(limit), *arguments],
        # Python 3.11 keeps what it could write of a module's bytecode, cut short.
        env={**roma.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return Completed(done.returncode, done.stdout, done.stderr)


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """Return what a small file holds, with something to undo."""
    one = Roma(tmp_path_factory.mktemp("full"))
    one.do("session", "add")
    one.do("task", "add", "first")
    return one.db.read_bytes()


@pytest.fixture
def roma(tmp_path: Path, lived: bytes) -> Roma:
    one = Roma(tmp_path)
    one.db.write_bytes(lived)
    return one


def _sound(roma: Roma) -> None:
    assert roma.rows("PRAGMA integrity_check") == [("ok",)]
    assert roma.rows("PRAGMA foreign_key_check") == []


@pytest.mark.parametrize("limit", LIMITS)
def test_a_command_does_all_or_nothing_and_says_which(
    tmp_path: Path, lived: bytes, limit: int
) -> None:
    for command in COMMANDS:
        folder = tmp_path / command[0] / command[-1].replace("/", "_")
        folder.mkdir(parents=True)
        one = Roma(folder)
        one.db.write_bytes(lived)
        before = one.state()
        said = _limited(one, limit, *command)
        if said.code == 0:
            assert one.state() != before
        else:
            assert (said.code, said.out) == (5, "")
            *messages, error, hint = said.err.splitlines()
            # A daily backup that did not fit is told first; nothing else is.
            assert [one[:28] for one in messages] in ([], ["can't make today's backup: c"])
            assert (error[:7], hint[:6]) == ("error: ", "hint: ")
            assert one.state() == before
        _sound(one)
        one.do("task", "add", "once there is room again")
        assert one.rows("SELECT max(id) FROM tasks") != [(1,)]
        # With room again the day's backup is made, whatever became of the first try.
        assert sorted(os.listdir(folder)) == ["roma.db", "roma.db.backups"]


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Return a warm Python."""
    with Forks(tmp_path_factory.mktemp("forks")) as one:
        yield one


@pytest.mark.parametrize("journal", ["wal", "delete"])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_page_by_page_a_command_does_all_or_nothing_and_says_which(
    tmp_path: Path,
    lived: bytes,
    forks: Forks,
    pytestconfig: pytest.Config,
    command: tuple[str, ...],
    journal: str,
) -> None:
    """With --deep every page is the last that fits, else one of three, other ones for each."""
    one = Roma(tmp_path / "home")
    one.folder.mkdir()
    one.db.write_bytes(lived)
    one.write(f"PRAGMA journal_mode = {journal}")
    content = one.db.read_bytes()
    before = one.state()
    assert forks.run(one.environ, command).code == 0
    last = len(content) + 16 * PAGE
    codes = []
    stride = 1 if pytestconfig.getoption("--deep") else 3
    begin = PAGE * (COMMANDS.index(command) % stride)
    for largest in (*range(begin, last, stride * PAGE), last):
        for name in left_in(one.folder):
            (one.folder / name).unlink()
        one.db.write_bytes(content)
        ended = forks.run(one.environ, command, largest=largest)
        codes.append(ended.code)
        if ended.code == 0:
            assert one.state() != before, largest
        else:
            assert (ended.code, ended.out) == (5, ""), (largest, ended)
            assert one.state() == before, largest
        _sound(one)
        one.do("task", "add", "once there is room again")
        assert one.rows("SELECT max(id) FROM tasks") != [(1,)]
        assert left_in(one.folder) == ["roma.db"]
    assert (codes[0], codes[-1]) == (5, 0)


def test_the_limits_reach_from_nothing_fits_to_everything_does(roma: Roma) -> None:
    assert _limited(roma, LIMITS[0], "task", "add", "x").code == 5
    assert _limited(roma, LIMITS[-1], "task", "add", "x").code == 0


@pytest.mark.parametrize("limit", LIMITS)
def test_reading_works_however_full_the_disk_is(roma: Roma, limit: int) -> None:
    said = _limited(roma, limit, "task", "list")
    assert (said.code, said.err) == (0, "")
    assert "first" in said.out


@pytest.mark.parametrize("limit", LIMITS)
def test_a_reset_that_cannot_be_saved_is_shown_and_said_and_done_later(
    roma: Roma, limit: int
) -> None:
    roma.at(TOMORROW)
    said = _limited(roma, limit, "session", "show", "--json")
    assert said.code == 0
    assert said.json()["today_session_count"] == 0
    saved = roma.rows("SELECT count(*) FROM session_reset_events") == [(1,)]
    assert saved == ("shown but not saved" not in said.err)
    _sound(roma)
    roma.ok("reset", "check")
    assert roma.rows("SELECT previous_count FROM session_reset_events") == [(1,)]


def test_what_is_in_the_log_is_read_where_its_index_does_not_fit(roma: Roma) -> None:
    copy = roma.folder / "crashed"
    copy.mkdir()
    with closing(sqlite3.connect(roma.db)) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        connection.execute("UPDATE user_configurations SET daily_goal = 12")
        connection.commit()
        for name in ("roma.db", "roma.db-wal"):
            (copy / name).write_bytes((roma.folder / name).read_bytes())
    roma.environ["ROMA_DB"] = str(copy / "roma.db")
    said = _limited(roma, 0, "config", "get", "daily_goal")
    assert (said.code, said.out) == (0, "12\n")


@pytest.mark.parametrize("limit", LIMITS)
def test_a_first_file_is_made_whole_or_not_at_all(tmp_path: Path, limit: int) -> None:
    roma = Roma(tmp_path)
    said = _limited(roma, limit, "task", "add", "first")
    if said.code == 0:
        assert roma.rows("SELECT title FROM tasks") == [("first",)]
        _sound(roma)
    else:
        assert said.code == 5
        assert not roma.db.exists()
        left = [name for name in os.listdir(tmp_path) if not name.startswith("roma.db-")]
        assert left == []
    assert roma.ok("task", "add", "once there is room again").code == 0
