"""An older file is brought up to date whole, once, with a backup of what it was."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from roma_cli.domain.errors import CannotWrite, Damaged
from roma_cli.storage.backups import backup as care
from roma_cli.storage.file_header import SCHEMA_VERSION, schema_of
from roma_cli.storage.files import create
from roma_cli.storage.migrations import registry
from roma_cli.storage.migrations import run as migrations
from tests.storage.old_files import (
    NEXT_MAJOR,
    NEXT_MINOR,
    TABLES,
    make_old_file,
    next_steps,
    only_rows,
)
from tests.support import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlite_utils import Database

NOW = 1_772_625_600


def _upgrade(path: str, steps: Sequence[registry.Step]) -> None:
    with care.opened(path) as file:
        migrations.upgrade(file, NOW, steps)


def _tables(path: str) -> list[tuple[str, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(TABLES).fetchall()


def _version(path: str) -> int:
    with closing(sqlite3.connect(path)) as connection:
        [(version,)] = connection.execute("PRAGMA user_version")
        return int(version)


@pytest.fixture
def old(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a file of the newest released schema, for a roma that knows two more."""
    monkeypatch.setattr("roma_cli.storage.file_header.SCHEMA_VERSION", NEXT_MAJOR)
    path = str(tmp_path / "roma.db")
    make_old_file(path, SCHEMA_VERSION)
    return path


def test_the_schema_this_roma_writes_is_the_last_step() -> None:
    schemas = [schema_of(step.version) for step in registry.STEPS]
    assert schemas[0] == (1, 0)
    assert schemas[-1] == schema_of(SCHEMA_VERSION)
    for (major, minor), following in pairwise(schemas):
        assert following in ((major, minor + 1), (major + 1, 0))
    assert len({step.name for step in registry.STEPS}) == len(registry.STEPS)


@pytest.mark.parametrize("version", [step.version for step in registry.STEPS])
def test_a_file_of_every_released_schema_becomes_what_a_fresh_one_is(
    tmp_path: Path, version: int
) -> None:
    path, fresh = str(tmp_path / "old.db"), str(tmp_path / "fresh.db")
    make_old_file(path, version)
    rows = only_rows(path)
    with care.opened(path) as file:
        migrations.upgrade(file, NOW)
    with create.new_file(fresh):
        pass
    assert _tables(path) == _tables(fresh)
    assert only_rows(path) == rows
    assert len(care.backups(path)) == (version != SCHEMA_VERSION)


def test_a_file_that_is_behind_becomes_what_a_fresh_one_is_and_keeps_its_rows(
    old: str, tmp_path: Path
) -> None:
    rows = only_rows(old)
    _upgrade(old, next_steps())
    fresh = str(tmp_path / "fresh.db")
    with closing(sqlite3.connect(fresh, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        registry.bring_up_to_date(connection, next_steps())
        connection.execute("COMMIT")
    assert _tables(old) == _tables(fresh)
    assert (_version(old), _version(fresh)) == (NEXT_MAJOR, NEXT_MAJOR)
    assert only_rows(old) == rows
    [backup] = care.backups(old)
    assert backup.why == f"before schema {NEXT_MAJOR}"
    assert _version(backup.path) == SCHEMA_VERSION
    assert only_rows(backup.path) == rows
    _upgrade(old, next_steps())
    assert care.backups(old) == [backup]


def _failing(_: Database) -> None:
    raise ValueError("a test")


def _losing_a_user(db: Database) -> None:
    db.conn.execute("DELETE FROM users")


@pytest.mark.parametrize(("change", "error"), [(_failing, ValueError), (_losing_a_user, Damaged)])
def test_a_step_that_fails_leaves_the_step_before_it(
    old: str, change: object, error: type[Exception]
) -> None:
    first, second = next_steps()[-2:]
    rows = only_rows(old)
    with pytest.raises(error):
        _upgrade(old, [*registry.STEPS, first, second._replace(change=change)])
    assert _version(old) == NEXT_MINOR
    assert only_rows(old) == rows
    _upgrade(old, next_steps())
    assert _version(old) == NEXT_MAJOR


def test_without_its_backup_nothing_is_upgraded(old: str) -> None:
    with open(care.backup_folder(old), "w", encoding="utf-8") as in_the_way:
        in_the_way.write("x")
    before = _tables(old)
    with pytest.raises(CannotWrite):
        _upgrade(old, next_steps())
    assert (_tables(old), _version(old)) == (before, SCHEMA_VERSION)


CHILD = """
import sys
from roma_cli.storage import file_header
from roma_cli.storage.backups import backup
from roma_cli.storage.migrations import run as migrations
from tests.storage.old_files import NEXT_MAJOR, next_steps

file_header.SCHEMA_VERSION = NEXT_MAJOR
steps = next_steps()
sys.stdin.readline()
with backup.opened(sys.argv[1]) as file:
    migrations.upgrade(file, 1772625600, steps)
"""


def test_of_eight_at_once_one_does_it_and_makes_the_one_backup(old: str) -> None:
    rows = only_rows(old)
    children = [
        subprocess.Popen(
            [sys.executable, "-c", CHILD, old],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
            stdin=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(8)
    ]
    for child in children:
        assert child.stdin
        child.stdin.write("\n")
        child.stdin.flush()
    for child in children:
        _, said = child.communicate(timeout=60)
        assert child.returncode == 0, said
    assert _version(old) == NEXT_MAJOR
    assert only_rows(old) == rows
    # A second process may have done the second step, with a backup of what it began with.
    assert 1 <= len(care.backups(old)) <= 2


KILLER = """
import os, shutil, signal, sqlite3, sys
from roma_cli.storage import file_header
from roma_cli.storage.backups import backup
from roma_cli.storage.migrations import run as migrations
from tests.storage.old_files import NEXT_MAJOR, next_steps

# Every copy of the old file is upgraded by a process of its own, killed one statement later
# than the one before. The last one is not killed.
file_header.SCHEMA_VERSION = NEXT_MAJOR
steps = next_steps()
old, folder = sys.argv[1:]
opened, seen, limit = sqlite3.connect, 0, 0

def die_at(sql):
    global seen
    seen += 1
    if seen > limit:
        os.kill(os.getpid(), signal.SIGKILL)

def connect(*arguments, **options):
    connection = opened(*arguments, **options)
    connection.set_trace_callback(die_at)
    return connection

sqlite3.connect = connect
while True:
    path = os.path.join(folder, str(limit), "roma.db")
    os.mkdir(os.path.dirname(path))
    shutil.copy(old, path)
    child = os.fork()
    if child == 0:
        with backup.opened(path) as file:
            migrations.upgrade(file, 1772625600, steps)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    if not os.WIFSIGNALED(status):
        sys.exit(os.waitstatus_to_exitcode(status))
    limit += 1
"""


def test_a_kill_at_any_statement_leaves_the_old_schema_or_a_new_one_and_all_rows(
    old: str, tmp_path: Path
) -> None:
    folder = tmp_path / "killed"
    folder.mkdir()
    rows, before = only_rows(old), _tables(old)
    subprocess.run(
        [sys.executable, "-c", KILLER, old, str(folder)],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        timeout=120,
        check=True,
    )
    steps = next_steps()
    _upgrade(old, steps[:-1])
    between = _tables(old)
    _upgrade(old, steps)
    tables = {
        SCHEMA_VERSION: before,
        NEXT_MINOR: between,
        NEXT_MAJOR: _tables(old),
    }
    left = []
    numbers = sorted(int(name) for name in os.listdir(folder))
    for number in numbers:
        path = str(folder / str(number) / "roma.db")
        version = _version(path)
        left.append(version)
        assert _tables(path) == tables[version], number
        assert only_rows(path) == rows, number
        if version != SCHEMA_VERSION:
            assert only_rows(care.backups(path)[-1].path) == rows
        _upgrade(path, steps)
        assert _tables(path) == tables[NEXT_MAJOR]
        assert only_rows(path) == rows
    assert len(numbers) > 40
    assert left == sorted(left, key=schema_of)
    assert set(left) == set(tables)


def test_a_newer_file_is_refused_by_every_command_on_it_with_not_a_byte_changed(
    tmp_path: Path,
) -> None:
    path = tmp_path / "roma.db"
    make_old_file(str(path), SCHEMA_VERSION)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {NEXT_MAJOR}")
    before = hashlib.sha256(path.read_bytes()).hexdigest()
    for command in (["data", "backup"], ["data", "restore", str(path)], ["task", "add", "x"]):
        done = subprocess.run(
            [sys.executable, "-m", "roma_cli", "--db", str(path), *command],
            env={**os.environ, "PYTHONPATH": str(REPOSITORY), "ROMA_NOW": "2026-03-04T12:00:00Z"},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 7, done
        assert hashlib.sha256(path.read_bytes()).hexdigest() == before
        assert os.listdir(tmp_path) == ["roma.db"]
