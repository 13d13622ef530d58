"""Where the file is, who may read it, how it is made, and when it is refused."""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
import signal
import sqlite3
import stat
import subprocess
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from roma_cli.domain.errors import NewerSchema
from roma_cli.storage import database
from roma_cli.storage.files import create
from tests.support import Completed, Roma

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


TOMORROW = "2026-03-05T12:00:00Z"


def _run(roma: Roma, command: list[str]) -> Completed:
    done = subprocess.run(command, env=roma.environ, capture_output=True, text=True, check=False)
    return Completed(done.returncode, done.stdout, done.stderr)


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


# --- Who may read it


@pytest.mark.parametrize("umask", ["0", "022", "0777"])
def test_the_file_is_0600_and_every_folder_made_for_it_0700_whatever_the_umask(
    roma: Roma, umask: str
) -> None:
    folder = roma.folder / "made" / "for it"
    roma.environ["ROMA_DB"] = str(folder / "roma.db")
    script = f'umask {umask}; exec "$0" -m roma_cli task add x'
    said = _run(roma, ["sh", "-c", script, sys.executable])
    assert said.code == 0, said.err
    assert [_mode(folder.parent), _mode(folder), _mode(folder / "roma.db")] == [0o700, 0o700, 0o600]
    assert os.listdir(folder) == ["roma.db"]


def test_the_log_is_as_private_as_the_file(on_disk: Roma) -> None:
    on_disk.db.chmod(0o600)
    before = os.umask(0)
    try:
        with on_disk.context() as context:
            with context.operation():
                pass
            log, index = (Path(on_disk.path + end) for end in ("-wal", "-shm"))
            assert [_mode(log), _mode(index)] == [0o600, 0o600]
    finally:
        os.umask(before)


def test_a_folder_that_was_there_keeps_its_mode(roma: Roma) -> None:
    roma.folder.chmod(0o755)
    roma.ok("task", "add", "x")
    assert _mode(roma.folder) == 0o755


# --- How it is made

# A signal that nothing can catch, at a statement of the making or at a call of the system.
KILLED_AT_STATEMENT = [
    "PRAGMA journal_mode = WAL",
    "BEGIN IMMEDIATE",
    "CREATE TABLE tasks",
    "CREATE TRIGGER",
    "PRAGMA user_version = ",
    "INSERT INTO users",
    "INSERT INTO audit_log_entries",
    "COMMIT",
]
KILLED_AT_CALL = ["sqlite3.connect", "os.link", "os.remove"]

KILLER = """
import os, signal, sqlite3, sys
from roma_cli import __main__

where = sys.argv.pop(1)

def die_at(sql):
    if sql.lstrip().startswith(where):
        os.kill(os.getpid(), signal.SIGKILL)

def connect(*arguments, **options):
    connection = opened(*arguments, **options)
    connection.set_trace_callback(die_at)
    return connection

def watch(event, arguments):
    if event == where:
        os.kill(os.getpid(), signal.SIGKILL)

opened, sqlite3.connect = sqlite3.connect, connect
sys.addaudithook(watch)
__main__.start()
"""


@pytest.mark.parametrize("where", KILLED_AT_STATEMENT + KILLED_AT_CALL)
def test_a_kill_while_the_file_is_made_leaves_a_whole_one_or_none(roma: Roma, where: str) -> None:
    said = _run(roma, [sys.executable, "-c", KILLER, where, "task", "add", "first"])
    assert said.code == -signal.SIGKILL
    assert roma.db.exists() == (where == "os.remove")
    roma.ok("task", "add", "second")
    assert roma.rows("SELECT name FROM users") == [("me",)]
    assert roma.rows("SELECT title FROM tasks") == [("second",)]
    assert roma.rows("PRAGMA integrity_check") == [("ok",)]
    # What was being made is left under a name that nothing looks at.
    left = {name for name in os.listdir(roma.folder) if not name.startswith(".roma.db.new-")}
    assert left == {"roma.db"}


@pytest.mark.parametrize("after", [0, 1])
def test_when_what_fills_the_file_fails_there_is_no_file_and_nothing_is_left(
    tmp_path: Path, after: int
) -> None:
    def make() -> None:
        with create.new_file(str(tmp_path / "roma.db")) as file:
            sql = "INSERT INTO users (name, created_at) VALUES (?, 0)"
            for number in range(after):
                file.connection.execute(sql, (number,))
            raise ValueError("a test")

    with pytest.raises(ValueError, match="a test"):
        make()
    assert os.listdir(tmp_path) == []


def test_whoever_makes_the_file_second_takes_the_first_ones(tmp_path: Path) -> None:
    path = tmp_path / "roma.db"
    for name in ("first", "second"):
        with create.new_file(str(path)) as file:
            sql = "INSERT INTO users (name, created_at) VALUES (?, 0)"
            file.connection.execute(sql, (name,))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM users").fetchall() == [("first",)]
    assert os.listdir(tmp_path) == ["roma.db"]


def test_eight_at_once_make_one_file_and_all_their_changes_are_kept(roma: Roma) -> None:
    started = [roma.start("task", "add", f"task {number}") for number in range(8)]
    for process in started:
        _, err = process.communicate(timeout=60)
        assert process.returncode == 0, err
    assert roma.rows("SELECT name FROM users") == [("me",)]
    assert roma.rows("SELECT count(*) FROM user_configurations") == [(1,)]
    titles = roma.rows("SELECT title FROM tasks ORDER BY title")
    assert titles == [(f"task {number}",) for number in range(8)]
    assert sorted(os.listdir(roma.folder)) == ["roma.db", "roma.db.backups"]


def test_a_file_is_made_and_kept_where_a_linked_folder_leads(roma: Roma) -> None:
    kept = roma.folder / "kept"
    kept.mkdir()
    (roma.folder / "linked").symlink_to(kept)
    roma.environ["ROMA_DB"] = str(roma.folder / "linked" / "roma.db")
    roma.ok("task", "add", "one")
    roma.ok("task", "add", "two")
    assert sorted(os.listdir(kept)) == ["roma.db", "roma.db.backups"]
    assert sorted(os.listdir(roma.folder)) == ["kept", "linked"]
    assert "two" in roma.ok("task", "list", ROMA_DB=str(kept / "roma.db")).out


# --- Where it is

ODD_NAMES = ["what?mode=ro", "a#b", "100%", "a%41b", "two  words", "it's", "ünï", "file:x", "-x"]


@pytest.mark.parametrize("name", ODD_NAMES)
@pytest.mark.parametrize("writable", [True, False])
def test_a_name_is_taken_as_it_is(tmp_path: Path, name: str, writable: bool) -> None:
    folder = tmp_path / name
    path = folder / f"{name}.db"
    with create.new_file(str(path)):
        pass
    connection = database.connect(str(path), writable=writable)
    with database.File(str(path), connection, writable=writable) as file:
        assert file.read("PRAGMA user_version") == [(1,)]
        [(_, _, opened)] = file.read("PRAGMA database_list")
        assert opened == str(path)
        if not writable:
            with pytest.raises(sqlite3.OperationalError, match="readonly"):
                file.connection.execute("CREATE TABLE t (x)")
    assert os.listdir(folder) == [path.name]


@pytest.mark.parametrize("name", ["a ?b#c%41d.db", "-x.db"])
def test_the_command_opens_just_the_file_that_is_named(roma: Roma, name: str) -> None:
    roma.environ["ROMA_DB"] = str(roma.folder / name)
    roma.ok("task", "add", "x")
    assert os.listdir(roma.folder) == [name]
    assert "x" in roma.ok("task", "list").out


def test_a_folder_is_no_file(roma: Roma) -> None:
    said = roma("task", "list", ROMA_DB=str(roma.folder))
    _assert_refused(said, 5)
    assert os.listdir(roma.folder) == []


def test_a_folder_that_cannot_be_made_is_said(roma: Roma) -> None:
    (roma.folder / "file").write_text("x")
    said = roma("task", "list", ROMA_DB=str(roma.folder / "file" / "roma.db"))
    _assert_refused(said, 5)


# --- When it is refused


def _assert_refused(said: Completed, code: int) -> None:
    assert said.code == code, said
    assert said.out == ""
    error, hint = said.err.splitlines()
    assert error.startswith("error: ")
    assert hint.startswith("hint: ")
    assert shlex.split(hint)


def _patched(offset: int, value: bytes) -> Callable[[bytes], bytes]:
    return lambda old: old[:offset] + value + old[offset + len(value) :]


def _with_broken_page(old: bytes) -> bytes:
    """Give the root page of the settings, the first table read, an impossible type."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copy.db"
        path.write_bytes(old)
        with closing(sqlite3.connect(path)) as connection:
            sql = "SELECT rootpage FROM sqlite_master WHERE name = 'user_configurations'"
            [(page,)] = connection.execute(sql)
    return _patched((page - 1) * 4096, b"\x07")(old)


def _foreign(_: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "other.db"
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA application_id = 12345")
            connection.execute("CREATE TABLE tasks (id INTEGER PRIMARY KEY, title TEXT)")
        return path.read_bytes()


REFUSED: list[tuple[str, Callable[[bytes], bytes], int, str]] = [
    ("empty", lambda _: b"", 6, "is empty"),
    ("one byte", lambda old: old[:1], 6, "not a roma file"),
    ("half a header", lambda old: old[:50], 6, "not a roma file"),
    ("a header alone", lambda old: old[:100], 6, "truncated"),
    ("half", lambda old: old[: len(old) // 2], 6, "truncated"),
    ("a byte less", lambda old: old[:-1], 6, "truncated"),
    ("text", lambda _: b"- [ ] Write the report\n" * 50, 6, "not a roma file"),
    ("another program's", _foreign, 6, "belongs to another program"),
    ("no program's", _patched(68, bytes(4)), 6, "belongs to another program"),
    ("a broken page", _with_broken_page, 6, "is damaged"),
    ("a broken first page", _patched(100, b"\x00" * 8), 6, "is damaged"),
    ("nonsense after the header", lambda old: old[:100] + b"\xa5" * (len(old) - 100), 6, "damaged"),
    ("newer", _patched(60, (2).to_bytes(4, "big")), 7, "written by a newer roma"),
    ("much newer", _patched(60, (2**31 - 1).to_bytes(4, "big")), 7, "written by a newer roma"),
]


@pytest.mark.parametrize(("what", "change", "code", "words"), REFUSED, ids=[r[0] for r in REFUSED])
def test_a_file_that_is_not_ours_or_not_whole_is_refused_and_not_touched(
    on_disk: Roma, what: str, change: Callable[[bytes], bytes], code: int, words: str
) -> None:
    roma = on_disk
    roma.db.write_bytes(change(roma.db.read_bytes()))
    before = _sha256(roma.db)
    for command in (("task", "list"), ("task", "add", "x"), ("task", "list", "--status", "all")):
        said = roma(*command)
        _assert_refused(said, code)
        assert words in said.err, what
    assert roma("prompt") == Completed(0, "", "")
    assert _sha256(roma.db) == before
    assert set(os.listdir(roma.folder)) <= {"roma.db", "roma.db.backups"}


def test_the_error_for_programs_names_the_same_kind(on_disk: Roma) -> None:
    roma = on_disk
    roma.db.write_bytes(b"")
    said = roma("task", "list", "--json")
    assert (said.code, said.out, said.problem()["kind"]) == (6, "", "damaged")


def test_a_newer_version_that_is_still_in_the_log_is_seen(on_disk: Roma) -> None:
    with closing(sqlite3.connect(on_disk.path)) as newer:
        newer.execute("PRAGMA user_version = 2")
        before = _sha256(on_disk.db)
        with pytest.raises(NewerSchema):
            database.open_existing(on_disk.path)
        assert _sha256(on_disk.db) == before


def test_a_file_that_is_not_there_is_none(tmp_path: Path) -> None:
    assert database.open_existing(str(tmp_path / "roma.db")) is None
    assert os.listdir(tmp_path) == []


# --- How it is kept


def test_every_change_is_on_the_disk_before_it_is_acknowledged(on_disk: Roma) -> None:
    with on_disk.context() as context:
        assert context.file.read("PRAGMA journal_mode") == [("wal",)]
        assert context.file.read("PRAGMA synchronous") == [(2,)]
    with closing(sqlite3.connect(on_disk.path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    with on_disk.context() as context:
        assert context.file.read("PRAGMA journal_mode") == [("delete",)]
        assert context.file.read("PRAGMA synchronous") == [(3,)]
    on_disk.do("task", "add", "without a log")
    assert on_disk.rows("SELECT title FROM tasks") == [("without a log",)]


def test_references_are_enforced_and_the_log_is_written_back_at_the_end(
    on_disk: Roma,
) -> None:
    with on_disk.context() as context:
        assert context.file.read("PRAGMA foreign_keys") == [(1,)]
        assert context.file.read("PRAGMA trusted_schema") == [(0,)]
        assert context.file.read("PRAGMA wal_autocheckpoint") == [(0,)]


def test_nothing_is_left_beside_the_file_once_the_last_one_has_closed_it(
    on_disk: Roma,
) -> None:
    with on_disk.context() as context:
        on_disk.do("task", "add", "x")
        beside = {"roma.db", "roma.db-wal", "roma.db-shm"}
        assert set(os.listdir(on_disk.folder)) == beside
        assert context.file.read("SELECT title FROM tasks") == [("x",)]
    assert os.listdir(on_disk.folder) == ["roma.db"]


# --- Where it cannot be written


@pytest.fixture
def bound_by_modes(roma: Roma) -> Iterator[Callable[..., Completed]]:
    """Return the command as one to whom the modes of files apply; to root they do not."""
    before: list[str] = []
    if os.geteuid() == 0:
        # Root without the two capabilities is an owner like any other, and can still run Python
        # wherever that is kept, as another user might not.
        before = ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"]
        if shutil.which("setpriv") is None:
            pytest.skip("root is bound by no mode, and there is no setpriv to change that")

    def run(*arguments: str) -> Completed:
        return _run(roma, [*before, sys.executable, "-m", "roma_cli", *arguments])

    yield run
    roma.folder.chmod(0o700)


def test_a_file_that_is_only_readable_is_read_and_a_reset_that_is_due_shown_and_said(
    roma: Roma, bound_by_modes: Callable[..., Completed]
) -> None:
    assert bound_by_modes("task", "add", "Write the report").code == 0
    assert bound_by_modes("session", "set", "4").code == 0
    roma.db.chmod(0o400)
    roma.folder.chmod(0o500)
    before = _sha256(roma.db)
    assert "Write the report" in bound_by_modes("task", "list").out
    assert re.search(r"sessions +4/8", bound_by_modes("session", "show").out)
    roma.at(TOMORROW)
    shown = bound_by_modes("session", "show")
    assert shown.code == 0
    assert re.search(r"sessions +0/8", shown.out)
    assert "2026-03-05" in shown.out
    [messages] = shown.err.splitlines()
    assert "shown but not saved" in messages
    assert bound_by_modes("prompt") == Completed(0, "0/8\n", "")
    assert bound_by_modes("reset", "check").code == 0
    refused = bound_by_modes("task", "add", "no")
    assert refused.code == 5
    assert [line.partition(":")[0] for line in refused.err.splitlines()[-2:]] == ["error", "hint"]
    assert _sha256(roma.db) == before
    assert set(os.listdir(roma.folder)) <= {"roma.db", "roma.db.backups"}


def test_no_file_can_be_made_in_a_folder_that_is_only_readable(
    roma: Roma, bound_by_modes: Callable[..., Completed]
) -> None:
    roma.folder.chmod(0o500)
    said = bound_by_modes("task", "add", "x")
    _assert_refused(said, 5)
    assert os.listdir(roma.folder) == []


def test_a_file_that_cannot_be_read_is_refused(
    roma: Roma, bound_by_modes: Callable[..., Completed]
) -> None:
    assert bound_by_modes("task", "add", "x").code == 0
    roma.db.chmod(0)
    _assert_refused(bound_by_modes("task", "list"), 5)
