"""Sixteen at once, many commands each: nothing is lost, and nobody is locked out."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from typing import Any

import pytest

from tests.support import REPOSITORY, Roma

PROCESSES = 16
_VALUE = (
    "SELECT event_retention_days FROM user_configurations JOIN users ON users.id = user_id"
    " WHERE name = ?"
)


@pytest.mark.parametrize("journal", ["wal", "delete"])
def test_sixteen_processes_lose_nothing_and_none_is_told_that_the_file_is_locked(
    roma: Roma, pytestconfig: pytest.Config, journal: str
) -> None:
    commands = 400 if pytestconfig.getoption("--deep") else 50
    _crowd(roma, commands, journal)
    done: Counter[str] = Counter()
    for number in range(PROCESSES):
        said = json.loads((roma.folder / f"said-{number}").read_text("utf-8"))
        assert len(said) > commands * 0.8
        for kind, words, code, out, err in said:
            if (kind, code) == ("undo", 3):
                assert "nothing to undo" in err
                continue
            assert (code, err) == (0, ""), (words, code, out, err)
            done[kind] += 1
        _assert_the_last_value_stands(roma, number, said)
    _assert_all_kept(roma, done)


def _assert_the_last_value_stands(roma: Roma, number: int, said: list[Any]) -> None:
    values = [roma.rows(_VALUE, "me")[0][0]]
    for kind, words, code, _, _ in said:
        if kind == "config set":
            values.append(int(words[3]))
        elif kind == "undo" and code == 0:
            values.pop()
    assert roma.rows(_VALUE, f"p{number}") == [(values[-1],)]


def _crowd(roma: Roma, commands: int, journal: str) -> None:
    roma.do("today")
    roma.write(f"PRAGMA journal_mode = {journal}")
    arguments = (str(roma.folder), str(PROCESSES), str(commands))
    subprocess.run(
        [sys.executable, "-m", "tests.faults.crowd", *arguments],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        cwd=REPOSITORY,
        check=True,
        timeout=280,
    )
    assert roma.rows("PRAGMA journal_mode") == [(journal,)]


def _assert_all_kept(roma: Roma, done: Counter[str]) -> None:
    """Compare what the commands said with the history, and that with the rows."""
    events = Counter(
        dict(roma.rows("SELECT event_type, count(*) FROM audit_log_entries GROUP BY 1"))
    )
    # Before the crowd came a task was added and done, the latter undone, and one setting changed.
    assert events["task.created"] == done["task add"] + 1
    assert events["task.completed"] == done["task done"] + 1
    assert events["session.added"] == done["session add"]
    assert events["config.changed"] == done["config set"] + 1
    assert events["config.changed.undone"] == done["undo"]
    assert min(done.values()) > PROCESSES
    assert roma.rows("SELECT count(*) FROM tasks") == [(done["task add"] + 1,)]
    sql = "SELECT count(*) FROM tasks WHERE status = 'completed'"
    assert roma.rows(sql) == [(done["task done"],)]
    sessions = [(done["session add"],)]
    assert roma.rows("SELECT count(*) FROM timer_sessions") == sessions
    sql = "SELECT today_session_count FROM user_configurations WHERE user_id = 1"
    assert roma.rows(sql) == sessions
    sql = "SELECT count(*) FROM operations WHERE kind = 'do' AND actor = 'user'"
    kinds = ("task add", "task done", "session add", "config set")
    users = PROCESSES
    assert roma.rows(sql) == [(sum(done[kind] for kind in kinds) + 3 + users,)]
    assert roma.rows("PRAGMA integrity_check") == [("ok",)]
    assert roma.rows("PRAGMA foreign_key_check") == []
    assert not [name for name in os.listdir(roma.folder) if name.startswith("roma.db-")]
