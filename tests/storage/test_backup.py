"""Backups are whole or not there, and a restore keeps what was there before."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from roma_cli.domain.errors import CannotWrite, Damaged, NewerSchema, NotFound, UsageError
from roma_cli.storage import daily_backup
from roma_cli.storage.backups import backup, restore
from tests.storage.old_files import NEXT_MAJOR
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from roma_cli.storage.backups.retention import Backup
    from tests.support import Roma


def _back_up(one: Roma, reason: str = "asked") -> Backup:
    with backup.opened(one.path) as file:
        return backup.back_up(file, one.now, reason)


def _names(one: Roma) -> list[str]:
    return sorted(os.listdir(backup.backup_folder(one.path)))


def _titles(path: str) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [title for (title,) in connection.execute("SELECT title FROM tasks ORDER BY id")]


@pytest.fixture
def lived(on_disk: Roma) -> Roma:
    on_disk.do("task", "add", "first")
    return on_disk


def test_a_backup_is_a_whole_file_by_itself_that_only_its_owner_reads(lived: Roma) -> None:
    before = os.umask(0)
    try:
        made = _back_up(lived)
    finally:
        os.umask(before)
    folder = Path(backup.backup_folder(lived.path))
    assert folder == Path(lived.path + ".backups")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(os.stat(made.path).st_mode) == 0o600
    assert _names(lived) == [f"roma-20260304T120000Z-asked-{made.rows}rows.db"]
    assert backup.verify(made.path) == made.rows > 5
    assert _titles(made.path) == ["first"]
    assert backup.backups(lived.path) == [made]
    assert _names(lived) == [made.name]


def test_a_backup_holds_what_is_still_in_the_log(lived: Roma) -> None:
    with lived.context():
        lived.do("task", "add", "in the log")
        assert os.path.getsize(lived.path + "-wal") > 0
        assert _titles(_back_up(lived).path) == ["first", "in the log"]


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_a_file_in_a_transaction_is_backed_up_as_it_was_before(lived: Roma, journal: str) -> None:
    """Its own connection cannot be copied; another one neither waits for it nor ends its lock."""
    with closing(sqlite3.connect(lived.path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {journal}")
    with lived.context() as context, context.operation():
        with backup.committed(context.file) as file:
            made = backup.back_up(file, lived.now, "asked")
        with (
            closing(sqlite3.connect(lived.path, timeout=0)) as other,
            pytest.raises(sqlite3.OperationalError, match="locked"),
        ):
            other.execute("BEGIN IMMEDIATE")
        context.file.connection.execute("UPDATE tasks SET title = 'changed'")
    assert _titles(made.path) == ["first"]
    assert _titles(lived.path) == ["changed"]


def test_a_file_that_nobody_else_may_open_is_said_to_be_on_a_full_disk(lived: Roma) -> None:
    with lived.context() as context:
        context.file.connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        with pytest.raises(CannotWrite, match="the disk is full"):
            backup.committed(context.file)


def test_two_of_one_second_have_two_names_in_their_order(lived: Roma) -> None:
    first, second, third = (_back_up(lived) for _ in range(3))
    assert [one.number for one in (first, second, third)] == [1, 2, 3]
    assert backup.backups(lived.path) == [third, second, first]


def test_other_files_in_the_folder_are_neither_listed_nor_dropped(lived: Roma) -> None:
    _back_up(lived)
    folder = Path(backup.backup_folder(lived.path))
    others = ["notes.txt", "roma-20260304T120000Z-asked-x.db", "roma-99999999T000000Z-a-1rows.db"]
    for name in others:
        (folder / name).write_text("mine")
    for _ in range(30):
        lived.now += 1
        _back_up(lived)
    assert set(others) < set(_names(lived))
    assert len(backup.backups(lived.path)) == 23


def test_a_backup_of_under_half_the_rows_is_pinned_and_the_full_one_stays(
    lived: Roma, fresh: bytes
) -> None:
    for number in range(20):
        lived.do("task", "add", f"task {number}")
    full = _back_up(lived)
    lived.db.write_bytes(fresh)
    lived.now += 1
    small = _back_up(lived)
    assert (full.pinned, small.pinned) == (False, True)
    assert small.name.endswith("rows-pinned.db")
    for _ in range(30):
        lived.now += 86_400
        assert not _back_up(lived).pinned
    assert {full, small} < set(backup.backups(lived.path))


def test_a_damaged_file_gives_no_backup_and_leaves_nothing(lived: Roma) -> None:
    kept = _back_up(lived)
    data = bytearray(lived.db.read_bytes())
    with closing(sqlite3.connect(lived.path)) as connection:
        sql = "SELECT rootpage FROM sqlite_master WHERE name = 'audit_log_entries'"
        [(page,)] = connection.execute(sql)
    data[(page - 1) * 4096] ^= 0xFF
    lived.db.write_bytes(data)
    with pytest.raises(Damaged):
        _back_up(lived)
    assert _names(lived) == [kept.name]


FULL = """
import resource, sys
from roma_cli.domain.errors import CannotWrite
from roma_cli.storage import daily_backup
from roma_cli.storage.backups import backup

path, limit = sys.argv[1], int(sys.argv[2])
with backup.opened(path) as file:
    file.read("SELECT * FROM users")
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    print(daily_backup.ensure_daily(file, 1772712000, "2026-03-05"))
    try:
        backup.back_up(file, 1772712000, "asked")
    except CannotWrite as problem:
        print(problem.message)
        sys.exit(problem.exit_code)
"""


@pytest.mark.parametrize("limit", [0, 4096, 100_000])
def test_on_a_full_disk_there_is_no_new_backup_and_the_old_ones_stay(
    lived: Roma, limit: int
) -> None:
    kept = _back_up(lived)
    done = subprocess.run(
        [sys.executable, "-c", FULL, lived.path, str(limit)],
        env={**lived.environ, "PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 5, done
    daily_line, error = done.stdout.splitlines()
    assert daily_line.startswith("can't make today's backup: can't write")
    assert backup.backup_folder(lived.path) in error
    assert _names(lived) == [kept.name]
    assert backup.verify(kept.path) == kept.rows


KILLED = """
import os, signal, sys
from roma_cli.storage.backups import backup

path, at, where = sys.argv[1], int(sys.argv[2]), sys.argv[3]
seen = 0

def watch(event, arguments):
    global seen
    if event == where:
        seen += 1
        if seen > at:
            os.kill(os.getpid(), signal.SIGKILL)

with backup.opened(path) as file:
    sys.addaudithook(watch)
    backup.back_up(file, 1772712000, "asked")
"""


@pytest.mark.parametrize("where", ["sqlite3.connect", "os.rename", "os.remove"])
def test_a_kill_leaves_a_whole_backup_or_none_and_every_older_one(lived: Roma, where: str) -> None:
    kept = _back_up(lived)
    # Enough for the next one to drop one.
    for _ in range(22):
        lived.now += 1
        newest = _back_up(lived)
    done = subprocess.run(
        [sys.executable, "-c", KILLED, lived.path, "0", where],
        env={**lived.environ, "PYTHONPATH": str(REPOSITORY)},
        timeout=60,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    there = backup.backups(lived.path)
    # Nothing is removed before the new one is there.
    assert len(there) == (24 if where == "os.remove" else 23)
    assert {kept, newest} < set(there)
    assert [backup.verify(one.path) for one in there] == [one.rows for one in there]


def test_the_first_write_of_a_day_has_a_backup_and_the_next_only_looks(lived: Roma) -> None:
    with lived.context() as context:
        for day, number in (("2026-03-04", 1), ("2026-03-04", 1), ("2026-03-05", 2)):
            assert daily_backup.ensure_daily(context.file, lived.now, day) is None
            assert len(backup.backups(lived.path)) == number
    [newest, _] = backup.backups(lived.path)
    assert (newest.why, newest.number) == ("day 2026-03-05", 2)


def test_a_file_that_nobody_has_used_yet_has_nothing_to_lose(on_disk: Roma) -> None:
    with on_disk.context() as context:
        assert daily_backup.ensure_daily(context.file, on_disk.now, "2026-03-04") is None
    assert not os.path.exists(backup.backup_folder(on_disk.path))


def test_a_daily_backup_that_cannot_be_made_is_said_and_nothing_is_raised(
    lived: Roma,
) -> None:
    Path(backup.backup_folder(lived.path)).write_text("in the way")
    with lived.context() as context:
        said = daily_backup.ensure_daily(context.file, lived.now, "2026-03-04")
    assert said is not None
    assert said.startswith("can't make today's backup: can't write")


def test_inside_a_transaction_of_its_own_nothing_waits_for_ever(
    lived: Roma, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roma_cli.storage.database.PATIENCE", 0.2)
    with lived.context() as context, context.file.transaction():
        said = daily_backup.ensure_daily(context.file, lived.now, "2026-03-04")
    assert said is not None
    assert "in use" in said


# --- Restore


def test_what_was_there_before_is_kept_and_leads_back(lived: Roma) -> None:
    old = _back_up(lived)
    lived.do("task", "add", "second")
    lived.now += 1
    done = restore.restore(lived.path, old.path, lived.now)
    assert (done.rows, done.aside) == (old.rows, [])
    assert _titles(lived.path) == ["first"]
    assert done.before is not None
    lived.now += 1
    restore.restore(lived.path, done.before.path, lived.now)
    assert _titles(lived.path) == ["first", "second"]
    assert lived.rows("PRAGMA journal_mode") == [("wal",)]
    lived.do("task", "add", "third")
    assert os.listdir(lived.folder) in (
        ["roma.db", "roma.db.backups"],
        ["roma.db.backups", "roma.db"],
    )


def test_what_is_restored_is_not_dropped_for_the_backup_before_it(lived: Roma) -> None:
    oldest = _back_up(lived)
    for _ in range(22):
        lived.now += 1
        _back_up(lived)
    lived.now += 1
    restore.restore(lived.path, oldest.path, lived.now)
    assert oldest in backup.backups(lived.path)


def test_a_backup_that_is_not_whole_is_refused_before_anything_happens(lived: Roma) -> None:
    good = _back_up(lived)
    lived.now += 1
    bad = _back_up(lived)
    data = Path(bad.path).read_bytes()
    before = lived.db.read_bytes()
    newer = data[:60] + NEXT_MAJOR.to_bytes(4, "big") + data[64:]
    for broken, kind in (
        (b"", Damaged),
        (data[:-1], Damaged),
        (data[:100] + b"\xa5" * (len(data) - 100), Damaged),
        (newer, NewerSchema),
    ):
        Path(bad.path).write_bytes(broken)
        with pytest.raises(kind):
            restore.restore(lived.path, bad.path, lived.now)
        assert good.name in restore.way_back(lived.path)
    with pytest.raises(NotFound):
        restore.restore(lived.path, lived.path + ".none", lived.now)
    with pytest.raises(UsageError):
        restore.restore(lived.path, lived.path, lived.now)
    assert lived.db.read_bytes() == before
    assert _names(lived) == [good.name, bad.name]


def test_another_programs_file_is_not_replaced(lived: Roma) -> None:
    made = _back_up(lived)
    lived.db.unlink()
    with closing(sqlite3.connect(lived.path)) as connection:
        connection.execute("CREATE TABLE bookmarks (x)")
    before = lived.db.read_bytes()
    with pytest.raises(Damaged, match="another program") as problem:
        restore.restore(lived.path, made.path, lived.now)
    assert problem.value.hint.startswith("mv ")
    assert lived.db.read_bytes() == before


def test_a_log_without_its_file_is_kept_aside_and_not_taken_into_the_new_one(
    lived: Roma, tmp_path: Path
) -> None:
    made = _back_up(lived)
    with lived.context():
        lived.do("task", "add", "in the log")
        log = Path(lived.path + "-wal").read_bytes()
    lived.db.unlink()
    Path(lived.path + "-wal").write_bytes(log)
    done = restore.restore(lived.path, made.path, lived.now)
    assert done.before is None
    assert [Path(kept).read_bytes() for kept in done.aside] == [log]
    assert _titles(lived.path) == ["first"]
    assert sorted(os.listdir(tmp_path)) == ["roma.db", "roma.db.backups"]


def test_where_the_present_cannot_be_kept_nothing_is_restored(lived: Roma) -> None:
    made = _back_up(lived)
    elsewhere = lived.folder / "kept.db"
    Path(made.path).rename(elsewhere)
    folder = Path(backup.backup_folder(lived.path))
    folder.rmdir()
    folder.write_text("in the way")
    lived.do("task", "add", "second")
    with pytest.raises(CannotWrite):
        restore.restore(lived.path, str(elsewhere), lived.now)
    assert _titles(lived.path) == ["first", "second"]
