"""Where an export is laid out beside the file: it comes whole or not at all."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from roma_cli.domain.errors import CannotWrite
from roma_cli.domain.transfer.archive.reader import UnfitError
from roma_cli.storage.archive.staging import Stage
from tests.support import Roma

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.storage.database import File

USERS = ("id", "name", "created_at")


def attached(file: File) -> list[str]:
    return [str(name) for _, name, _ in file.read("PRAGMA database_list")]


def test_what_is_refused_takes_the_whole_stage_with_it(on_disk: Roma) -> None:
    """The connection is as it was before: it checks references, and a stage may be laid out."""
    with on_disk.context() as context:
        before = context.file.read("SELECT * FROM users")
        for rows, said in (
            ([(1, "me", 0), (1, "you", 0)], "is there twice"),
            ([(1, "", 0)], "breaks the rule"),
            ([(1, "me", None)], "is missing"),
            ([(2**63, "me", 0)], "beyond 64 bits"),
        ):
            stage = Stage(context.file)
            with pytest.raises(UnfitError, match=said), stage.filling():
                stage.add("users", USERS, rows)
            assert attached(context.file) == ["main"]
            assert context.file.read("PRAGMA foreign_keys") == [(1,)]
            assert not context.file.connection.in_transaction
        with Stage(context.file).filling():
            pass
        assert context.file.read("SELECT * FROM users") == before


def test_each_row_is_there_before_the_next_is_asked_for(on_disk: Roma) -> None:
    """So what is refused is the row that was asked for last."""
    with on_disk.context() as context:
        stage = Stage(context.file)
        asked = []

        def rows() -> Iterator[tuple[int, str, int]]:
            for number in (1, 2, 2, 3):
                asked.append(number)
                yield number, f"user {number}", 0

        with pytest.raises(UnfitError), stage.filling():
            stage.add("users", USERS, rows())
        assert asked == [1, 2, 2]


def test_others_may_write_while_a_stage_is_filled(on_disk: Roma) -> None:
    """The file itself is not locked for it, not even for reading."""
    with on_disk.context() as context:
        stage = Stage(context.file)
        with stage.filling():
            stage.add("users", USERS, [(1, "theirs", 0)])
            with closing(sqlite3.connect(on_disk.path, timeout=0)) as other, other:
                other.execute("UPDATE users SET name = 'changed'")
            stage.add("users", USERS, [(2, "theirs too", 0)])
        assert stage.count("users") == 2
        assert context.file.read("SELECT name FROM users") == [("changed",)]


def test_a_full_disk_of_temporary_files_is_said(on_disk: Roma) -> None:
    with on_disk.context() as context:
        stage = Stage(context.file)
        many = ((number, f"user {number}" + "x" * 40, 0) for number in range(100_000))
        with pytest.raises(CannotWrite, match="a temporary file"), _small(stage):
            stage.add("users", USERS, many)
        assert attached(context.file) == ["main"]


@contextmanager
def _small(stage: Stage) -> Iterator[None]:
    with stage.filling():
        stage.connection.execute("PRAGMA stage.max_page_count = 100")
        yield
