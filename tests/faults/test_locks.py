"""Several at once: everybody waits for a while, nobody loses a change, nobody hangs."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from roma_cli.domain.errors import Locked
from roma_cli.storage import database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support import Roma

PATIENCE = database.PATIENCE
AT_ONCE = 8


@pytest.fixture
def made(roma: Roma) -> Roma:
    """Return a roma whose file is there, with one task."""
    roma.ok("task", "add", "first")
    return roma


@contextmanager
def _held(roma: Roma, *statements: str) -> Iterator[sqlite3.Connection]:
    """Hold the file by `statements` from this process, which is another than roma's."""
    connection = sqlite3.connect(roma.db, isolation_level=None)
    try:
        for statement in statements:
            connection.execute(statement).fetchall()
        yield connection
    finally:
        connection.close()


ALL_TO_ITSELF = ("PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE", "SELECT * FROM users")


def test_a_command_waits_while_another_writes_and_then_succeeds(made: Roma) -> None:
    with _held(made, "BEGIN IMMEDIATE") as writer:
        process = made.start("task", "add", "second")
        time.sleep(1)
        assert process.poll() is None
        writer.execute(
            "INSERT INTO tasks (uuid, user_id, title, created_at, updated_at)"
            " VALUES ('u', 1, 'theirs', 0, 0)"
        )
        writer.execute("COMMIT")
    out, err = process.communicate(timeout=60)
    assert (process.returncode, err) == (0, "")
    assert out.startswith("added 3")
    assert made.rows("SELECT title FROM tasks") == [("first",), ("theirs",), ("second",)]


def test_reading_waits_for_no_writer(made: Roma) -> None:
    with _held(made, "BEGIN IMMEDIATE", "DELETE FROM task_tags"):
        assert "first" in made.ok("task", "list").out


def test_a_lock_that_is_never_let_go_is_said_after_ten_seconds_by_all_who_wait(made: Roma) -> None:
    before = made.dump()
    with _held(made, "BEGIN IMMEDIATE"):
        started = time.monotonic()
        waiting = [
            made.start(*command)
            for command in (("task", "add", "x"), ("task", "done", "1"), ("session", "add"))
        ]
        for process in waiting:
            out, err = process.communicate(timeout=60)
            assert (process.returncode, out) == (4, "")
            error, hint = err.splitlines()
            assert error == f"error: {made.db} is in use by another process"
            assert hint.startswith("hint: ")
        assert PATIENCE <= time.monotonic() - started < PATIENCE + 10
    assert made.dump() == before


@pytest.mark.parametrize("patience", [0, 0.3])
def test_waiting_ends_when_patience_does(made: Roma, patience: float) -> None:
    file = database.open_existing(str(made.db), patience=patience)
    assert file is not None
    with file, _held(made, "BEGIN IMMEDIATE"):
        started = time.monotonic()
        with pytest.raises(Locked) as problem, file.transaction():
            pytest.fail("the lock was taken twice")
        assert patience <= time.monotonic() - started < patience + 5
        assert problem.value.exit_code == 4
        assert not file.connection.in_transaction


def test_a_file_that_one_process_has_to_itself_is_not_even_read(made: Roma) -> None:
    with _held(made, *ALL_TO_ITSELF), pytest.raises(Locked):
        database.open_existing(str(made.db), patience=0.1)
    file = database.open_existing(str(made.db), patience=0.1)
    assert file is not None
    file.connection.close()


def test_ctrl_c_is_answered_while_waiting(made: Roma) -> None:
    # A test run in the background of a shell may have been told to ignore it, and so its children.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with _held(made, "BEGIN IMMEDIATE"):
            process = made.start("task", "add", "x")
            time.sleep(1)
            assert process.poll() is None
            process.send_signal(signal.SIGINT)
            started = time.monotonic()
            out, err = process.communicate(timeout=60)
            assert time.monotonic() - started < PATIENCE / 2
    finally:
        signal.signal(signal.SIGINT, before)
    assert (process.returncode, out, err) == (130, "", "")
    assert made.rows("SELECT title FROM tasks") == [("first",)]


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_the_prompt_waits_for_nobody(made: Roma, journal: str) -> None:
    connection = sqlite3.connect(made.db)
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.close()
    assert made.ok("prompt").out == "0/8\n"
    with _held(made, *ALL_TO_ITSELF):
        started = time.monotonic()
        said = made("prompt")
        assert time.monotonic() - started < PATIENCE / 2
    assert (said.code, said.out, said.err) == (0, "", "")


def test_no_session_is_lost_when_eight_count_at_once(made: Roma) -> None:
    loop = 'for one in 0 1 2 3 4 5 6 7 8 9; do "$0" -m roma_cli session add || exit; done'
    counting = [
        subprocess.Popen(
            ["sh", "-c", loop, sys.executable],
            env=made.environ,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(AT_ONCE)
    ]
    for process in counting:
        _, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, "")
    assert made.rows("SELECT today_session_count FROM user_configurations") == [(80,)]
    assert made.rows("SELECT count(*) FROM timer_sessions") == [(80,)]
    assert made.rows("SELECT count(*) FROM operations WHERE summary LIKE 'session%'") == [(80,)]


def test_eight_who_find_the_same_boundary_reset_once(made: Roma) -> None:
    made.ok("session", "set", "5")
    for number, date in enumerate(("2026-03-05", "2026-03-06", "2026-03-07"), 1):
        made.at(f"{date}T00:00:00Z")
        checking = [made.start("reset", "check") for _ in range(AT_ONCE)]
        said = [process.communicate(timeout=60) for process in checking]
        assert [process.returncode for process in checking] == [0] * AT_ONCE
        assert sorted(len(out.splitlines()) for out, _ in said) == [0] * (AT_ONCE - 1) + [1]
        assert made.rows("SELECT count(*) FROM session_reset_events") == [(number,)]
    counts = made.rows("SELECT previous_count, new_count FROM session_reset_events ORDER BY rowid")
    assert counts == [(5, 0), (0, 0), (0, 0)]
    assert made.rows("SELECT count(*), sum(work_sessions_completed) FROM daily_session_stats") == [
        (3, 5)
    ]
