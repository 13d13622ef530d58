"""A file of a newer minor schema is used, and nothing that only the newer roma knows is lost."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from roma_cli.domain.errors import NewerSchema
from roma_cli.storage import database
from roma_cli.storage.backups import backup
from roma_cli.storage.file_header import SCHEMA_VERSION, schema_name, schema_of
from roma_cli.storage.migrations import registry
from tests.storage.old_files import NEXT_MAJOR, NEXT_MINOR, TABLES, next_steps

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support import Roma


@pytest.fixture
def newer(on_disk: Roma) -> Roma:
    """Return a file that the next minor has used: a column, a table and a trigger more."""
    on_disk.do("task", "add", "Paint the door")
    on_disk.do("task", "add", "Paint the wall", "--repeat", "daily")
    with closing(sqlite3.connect(on_disk.path, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        registry.bring_up_to_date(connection, next_steps()[:-1])
        connection.execute("UPDATE tasks SET colour = 'red'")
        connection.execute(
            "CREATE TRIGGER colour_of_new_tasks AFTER INSERT ON tasks BEGIN"
            " UPDATE tasks SET colour = 'white' WHERE id = NEW.id; END"
        )
        connection.execute("COMMIT")
    return on_disk


def _colours(path: str) -> dict[int, str]:
    with closing(sqlite3.connect(path)) as connection:
        return dict(connection.execute("SELECT id, colour FROM tasks"))


def _rest(path: str) -> list[object]:
    """Return the form of a file, its version, and what the table holds that we do not know."""
    with closing(sqlite3.connect(path)) as connection:
        return [
            connection.execute(TABLES).fetchall(),
            connection.execute("PRAGMA user_version").fetchall(),
            connection.execute("SELECT task_id FROM colours ORDER BY task_id").fetchall(),
        ]


def test_a_version_stands_for_a_major_and_a_minor() -> None:
    versions = [0, 1, 1001, 2, 12, 3012]
    assert [schema_of(version) for version in versions] == [
        (0, 0),
        (1, 0),
        (1, 1),
        (2, 0),
        (12, 0),
        (12, 3),
    ]
    assert [schema_name(version) for version in versions] == ["0", "1", "1.1", "2", "12", "12.3"]


def test_every_command_leaves_alone_what_it_does_not_know(newer: Roma) -> None:
    before = _rest(newer.path)
    for line in (
        "task add Third",
        "task edit 1 --priority high --due tomorrow",
        "task done 1",
        "task reopen 1",
        "task done 2",
        "undo",
        "redo",
        "task delete 1 --yes",
        "undo",
        "task tags",
        "session add",
        "session set 5",
        "timer start",
        "timer stop",
        "config set daily_goal 9",
        "data backup",
        "today",
    ):
        newer.now += 1
        newer.do(*line.split())
    assert _rest(newer.path) == before
    assert _colours(newer.path) == {1: "red", 2: "red", 3: "white", 4: "white"}
    shape = newer.ok("doctor", "--json").json()
    assert [one for one in shape["checks"] if one["state"] == "fault"] == []


def test_what_is_taken_back_and_done_again_is_as_the_newer_one_makes_it(newer: Roma) -> None:
    newer.do("task", "add", "Third")
    newer.do("undo")
    newer.do("redo")
    assert _colours(newer.path) == {1: "red", 2: "red", 3: "white"}


def test_a_backup_has_all_of_it_and_puts_all_of_it_back(newer: Roma) -> None:
    before = [_rest(newer.path), _colours(newer.path)]
    newer.do("data", "backup")
    newer.now += 1
    newer.do("task", "add", "Third")
    [asked] = [one for one in backup.backups(newer.path) if one.reason == "asked"]
    newer.now += 1
    newer.do("data", "restore", asked.path, "--yes")
    assert [_rest(newer.path), _colours(newer.path)] == before


def test_it_is_upgraded_when_a_newer_major_opens_it(
    newer: Roma, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("roma_cli.storage.file_header.SCHEMA_VERSION", NEXT_MAJOR)
    with closing(sqlite3.connect(newer.path, isolation_level=None)) as connection:
        steps = next_steps()
        assert [registry.has(connection, step) for step in steps] == [True] * (len(steps) - 1) + [
            False
        ]
        connection.execute("BEGIN IMMEDIATE")
        registry.bring_up_to_date(connection, steps)
        connection.execute("COMMIT")
        assert registry.has(connection, steps[-1])
    assert _colours(newer.path) == {1: "red", 2: "red"}


@pytest.mark.parametrize("version", [NEXT_MAJOR, NEXT_MAJOR + 1000])
def test_a_newer_major_is_refused_whatever_its_minor(
    on_disk: Roma, tmp_path: Path, version: int
) -> None:
    assert NEXT_MINOR > SCHEMA_VERSION
    with closing(sqlite3.connect(on_disk.path)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    before = hashlib.sha256(on_disk.db.read_bytes()).hexdigest()
    names = os.listdir(tmp_path)
    with pytest.raises(NewerSchema, match=rf"schema {schema_name(version)}, this one supports"):
        database.open_existing(on_disk.path)
    assert hashlib.sha256(on_disk.db.read_bytes()).hexdigest() == before
    assert os.listdir(tmp_path) == names
