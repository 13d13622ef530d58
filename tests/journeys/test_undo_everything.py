"""Every command of the program that changes rows can be taken back, whole, and done again.

The commands are those the program itself holds: one that stands in no list here fails.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.cli import command_tree
from tests.journeys import transfers
from tests.journeys.life import LATER, lead, ok
from tests.support import Roma

if TYPE_CHECKING:
    from pathlib import Path

READ_ONLY = (
    *("today", "stats", "log", "prompt", "why", "simulate", "doctor", "undo", "redo"),
    *("task show", "task chain", "task list", "task search", "task tags"),
    *("session show", "session history", "timer show"),
    *("reset show", "reset history", "remind list", "remind test"),
    *("config show", "config get", "user list", "schedule list", "schedule show"),
    *("schedule install", "schedule remove", "data path", "data export", "data backup"),
)
"""What changes no row of its own: it shows, or works on the machine, or on operations.

`remind test`, `schedule install` and `schedule remove` reach the machine only; `undo` and `redo`
are what is proved here; `doctor --fix` has a test of its own.
"""

BY_ITSELF = {
    "chat": "each turn is another command, which undo takes back; what was said is a log",
    "mcp": "each call of a tool is another command, which undo takes back",
    "timer watch": "it stays until it is left, and its keys do what other commands do",
    "reset check": "the daily reset is roma's own, and undo passes over it",
    "remind check": "what was sent cannot be taken back",
    "schedule run": "it does what is due, as roma's own",
    "setup": "it asks on a terminal; its own test takes it back",
    "data restore": "the whole file takes the place of another; its own test takes it back",
}
"""What changes rows in a way that undo passes over, and why."""

# Tasks 1 and 2 are pending, 3 is completed, 4 is deleted, 5 recurs and is not due before today,
# 6 recurs and is late. Reminder 1 is pending. A timer is running.
SAMPLES: dict[str, list[tuple[str, ...]]] = {
    "add": [
        ("Pay rent every month on the 1st #home !high tomorrow 9am remind 1 hour before",),
        ("it's", "friday", "--", "#x"),
    ],
    "task add": [
        ("Write the report",),
        ("all", "--due", "tomorrow 9am", "--priority", "high", "--tag", "ä", "--tag", "it's"),
        ("rent", "--repeat", "monthly", "--due", "31 mar", "--remind", "1 day"),
        ("part", "--parent", "1", "--description", 'say "so"'),
    ],
    "task done": [("1",), ("1-2",), ("5",), ("6",)],
    "task reopen": [("3",)],
    "task edit": [
        ("1", "--title", "other", "--priority", "low"),
        ("1", "2", "--tag", "new", "--untag", "old", "--due", "fri 17:00"),
        ("2", "--due", "none", "--description", ""),
        ("1", "--repeat", "every 2 weeks"),
        ("5", "--remind", "none"),
        ("5", "--due", "none", "--repeat", "none"),
    ],
    "task delete": [("1", "--yes"), ("1-3", "--yes"), ("5", "--yes")],
    "task note": [("1", "called, no answer")],
    "task skip": [("5",), ("6", "--until", "today")],
    "task stop": [("5",)],
    "session set": [("15",), ("0",)],
    "session add": [
        (),
        ("--minutes", "50", "--task", "2"),
        ("--at", "yesterday 17:10"),
        ("--at", "2026-03-01 17:10"),
        ("--note", 'called, "no" answer', "--tag", "phone", "--tag", "#ä"),
    ],
    "timer start": [("short",)],
    "timer pause": [()],
    "timer extend": [("5",), ("90s",)],
    "timer amend": [("--task", "1"), ("--task", "5")],
    "timer interrupt": [(), ("phone",)],
    "timer resume": [()],
    "timer skip": [()],
    "timer stop": [()],
    "reset now": [()],
    "reset prune": [()],
    "remind add": [("5", "3h"), ("2", "tomorrow 9am")],
    "remind snooze": [("1", "10m")],
    "remind cancel": [("1",)],
    "user add": [("anna",)],
    "data import": [
        (str(transfers.SAMPLES / "taskwarrior-2.6.json"),),
        (str(transfers.SAMPLES / "watson-2.1-frames.json"),),
    ],
    "config set": [
        ("theme", "light"),
        ("timezone", "Asia/Tokyo"),
        ("timezone", "Pacific/Kiritimati"),
        ("timezone", "Pacific/Kiritimati", "--keep-count"),
        ("daily_reset_time", "04:00"),
        ("daily_reset_time", "12:00"),
        ("notify_command", 'say "it\'s" %s'),
        ("all_day_reminder_time", "08:00"),
        ("event_retention_days", "90"),
    ],
    "config unset": [
        ("daily_goal",),
        ("quiet_hours",),
        ("timezone",),
        ("daily_reset_time",),
        ("event_retention_days",),
    ],
}
"""For each command that changes rows: operands under which it does."""

BEFORE: dict[str, tuple[tuple[str, ...], ...]] = {
    "timer start": (("timer", "stop"),),
    "timer resume": (("timer", "pause"),),
}
"""What a sample needs done first."""


def _samples() -> list[tuple[str, ...]]:
    return [
        (*path, *operands)
        for path in command_tree.commands()
        for operands in SAMPLES.get(" ".join(path), [])
    ]


def state(roma: Roma) -> list[str]:
    """Return all that the file holds beside its history, in an order of its own.

    The index of words is left out, which may hold the same in many forms; it must agree.
    """
    with closing(sqlite3.connect(roma.db)) as connection:
        connection.execute(
            "INSERT INTO task_words (task_words, rank) VALUES ('integrity-check', 1)"
        )
    return sorted(row for row in roma.dump() if '"task_words' not in row)


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file with a closed day, and one in which something of every kind is."""
    return lead(Roma(tmp_path_factory.mktemp("life"))).db


@pytest.fixture
def lived(roma: Roma, template: Path) -> Roma:
    """Return a copy of that file of one's own."""
    shutil.copy(template, roma.db)
    return roma


def test_of_every_command_it_is_known_whether_it_changes_rows() -> None:
    known = [*READ_ONLY, *BY_ITSELF, *SAMPLES]
    assert [path for path in command_tree.commands() if " ".join(path) not in known] == []
    assert len(set(known)) == len(known)


@pytest.mark.parametrize("command", _samples(), ids=" ".join)
def test_undo_restores_every_row_and_redo_does_it_all_again(
    lived: Roma, command: tuple[str, ...]
) -> None:
    for first in BEFORE.get(" ".join(command[:2]), ()):
        ok(lived, *first)
    before = state(lived)
    ok(lived, *command)
    after = state(lived)
    assert after != before
    lived.at(LATER)
    ok(lived, "undo")
    assert state(lived) == before
    ok(lived, "redo")
    assert state(lived) == after
    ok(lived, "undo")
    assert state(lived) == before


@pytest.mark.parametrize(
    "path", [one for one in command_tree.commands() if " ".join(one) in READ_ONLY], ids=" ".join
)
def test_what_is_said_to_change_no_row_changes_none(lived: Roma, path: tuple[str, ...]) -> None:
    """Whatever operands it needs: with none, one, or two, it leaves the rows as they were."""
    if path in (("undo",), ("redo",), ("timer", "watch")):
        return
    before = state(lived)
    assert any(
        lived.inside(*path, *operands).code in (0, 6, 8)
        for operands in (
            *((), ("1",), ("5",), ("count",), ("theme",), ("--days", "3")),
            *(("--systemd",), ("one",)),
        )
    ) or path in (("schedule", "install"), ("schedule", "remove"))
    assert state(lived) == before


def test_tasks_added_from_standard_input_are_taken_back_together(lived: Roma) -> None:
    before = state(lived)
    said = lived.inside("task", "add", "-", stdin=b"one\ntwo\nthree\n")
    assert said.code == 0
    after = state(lived)
    assert len(after) == len(before) + 3
    ok(lived, "undo")
    assert state(lived) == before
    ok(lived, "redo")
    assert state(lived) == after
