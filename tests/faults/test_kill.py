"""Killed at any moment: what was said to be done is done, and nothing is half done."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, NamedTuple

import pytest

from roma_cli.storage import database
from tests.faults.forks import FATAL, Ended, Forks, have_strace, left_in
from tests.support import Roma

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

TOMORROW = "2026-03-05T12:00:00Z"
COMMANDS = {
    "add": (
        *("task", "add", "Write the report", "--due", "tomorrow 9am", "--priority", "high"),
        *("--tag", "work", "--remind", "1h"),
    ),
    "done": ("task", "done", "1"),  # it repeats: one is completed, the next is made
    "edit": ("task", "edit", "1", "2", "--title", "other", "--tag", "new", "--untag", "old"),
    "delete": ("task", "delete", "1-2", "--yes"),
    "session": ("session", "add"),
    "count": ("session", "set", "15"),
    "zone": ("config", "set", "timezone", "Pacific/Kiritimati"),  # closes the day
    "reset": ("reset", "check"),  # at a boundary
    "undo": ("undo",),
    "user": ("user", "add", "ann"),
}
JOURNALS = ("wal", "delete")
FEWEST_STATEMENTS = 10
STEP_STRIDE = 12
WRITE_STRIDE = 12
"""Where one does not search deep, one point of so many is tried, other ones for each command: some
hundreds in all. Without strace every step is, which makes more than a thousand."""

_RANDOM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_INDEX_OF_WORDS = '"task_words'


class Template(NamedTuple):
    """A file that somebody has used for a while, in one journal mode, and what it holds."""

    content: bytes
    state: list[str]


@pytest.fixture(scope="module")
def templates(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Template]:
    """Return a file with something of every kind, for each journal mode."""
    one = Roma(tmp_path_factory.mktemp("template"))
    for command in (
        *(("session", "add"), ("session", "set", "3"), ("config", "set", "daily_goal", "5")),
        ("task", "add", "Water the plants", "--due", "today", "--repeat", "daily", "--tag", "old"),
        ("task", "add", "Call", "--due", "fri 17:00", "--remind", "1d", "--tag", "old"),
        ("task", "edit", "2", "--priority", "low"),
    ):
        one.do(*command)
    found = {}
    for journal in JOURNALS:
        with closing(sqlite3.connect(one.path)) as connection:
            connection.execute(f"PRAGMA journal_mode = {journal}")
        found[journal] = Template(one.db.read_bytes(), _state(one.path))
    return found


class Victim:
    """One command on a fresh copy of a template, time and again."""

    def __init__(self, folder: Path, forks: Forks, template: Template, name: str) -> None:
        self.on_disk = Roma(folder / "home")
        self.on_disk.folder.mkdir()
        self.forks = forks
        self.template = template
        self.name = name
        if name == "reset":
            self.on_disk.at(TOMORROW)
        self.after: list[str] = []
        # The first of a day makes a backup, which stays; what is measured is the command itself.
        for _ in range(2):
            self.calls = forks.counted()
            ended = self._run()
            assert (ended.killed, ended.code) == (False, 0), ended
        self.calls = forks.counted()
        self.after = _state(self.on_disk.path)
        assert self.after != template.state
        self.old = self.new = 0

    def _run(self, at: str = "", number: int = 0) -> Ended:
        for name in left_in(self.on_disk.folder):
            (self.on_disk.folder / name).unlink()
        self.on_disk.db.write_bytes(self.template.content)
        self.on_disk.db.chmod(0o600)
        return self.forks.run(self.on_disk.environ, COMMANDS[self.name], at=at, number=number)

    def dies(self, at: str, number: int) -> bool:
        """Run the command, killed at a point; False if it ended before. Check what is left."""
        ended = self._run(at, number)
        where = (self.name, at, number, ended)
        # As the next run of roma does: it recovers what the one before left.
        file = database.open_existing(self.on_disk.path)
        assert file is not None, where
        file.connection.close()
        state = _state(self.on_disk.path)
        assert state in (self.template.state, self.after), where
        if ended.out or not ended.killed:
            assert state == self.after, where
        if not ended.killed:
            assert (ended.code, ended.err) == (0, ""), where
            return False
        self.old += state == self.template.state
        self.new += state == self.after
        self.on_disk.do("session", "add")
        assert self.on_disk.rows("PRAGMA integrity_check") == [("ok",)], where
        assert left_in(self.on_disk.folder) == ["roma.db"], where
        return True


def _state(path: str) -> list[str]:
    """Return every row, history included, what was made at random left out; and see it is sound.

    The index of words may hold the same in many forms; it must agree with the tasks.
    """
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.execute(
            "INSERT INTO task_words (task_words, rank) VALUES ('integrity-check', 1)"
        )
        connection.rollback()
        rows = [line for line in connection.iterdump() if line.startswith("INSERT")]
    return sorted(_RANDOM.sub("random", row) for row in rows if _INDEX_OF_WORDS not in row)


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Return a warm Python."""
    with Forks(tmp_path_factory.mktemp("forks")) as one:
        yield one


@pytest.fixture(scope="module")
def traced(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Return a warm Python whose children strace kills."""
    if not have_strace():
        pytest.skip("strace is not installed here, or may not trace")
    with Forks(tmp_path_factory.mktemp("traced"), strace=True) as one:
        yield one


CASES = [(name, journal) for name in COMMANDS for journal in JOURNALS]


@pytest.mark.parametrize(("name", "journal"), CASES)
def test_killed_at_any_statement_a_command_is_done_or_not_done(
    tmp_path: Path, templates: dict[str, Template], forks: Forks, name: str, journal: str
) -> None:
    victim = Victim(tmp_path, forks, templates[journal], name)
    number = 1
    while victim.dies("statement", number):
        number += 1
    assert victim.old + victim.new == number - 1
    assert victim.old >= FEWEST_STATEMENTS


@pytest.mark.parametrize(("name", "journal"), CASES)
def test_killed_within_a_statement_a_command_is_done_or_not_done(
    tmp_path: Path,
    templates: dict[str, Template],
    forks: Forks,
    pytestconfig: pytest.Config,
    name: str,
    journal: str,
) -> None:
    victim = Victim(tmp_path, forks, templates[journal], name)
    deep = pytestconfig.getoption("--deep") or not have_strace()
    stride = 1 if deep else STEP_STRIDE
    number = 1 + CASES.index((name, journal)) % stride
    while victim.dies("step", number):
        number += stride
    assert victim.old


@pytest.mark.parametrize(("name", "journal"), CASES)
def test_killed_at_any_write_to_the_disk_a_command_is_done_or_not_done(
    tmp_path: Path,
    templates: dict[str, Template],
    traced: Forks,
    pytestconfig: pytest.Config,
    name: str,
    journal: str,
) -> None:
    victim = Victim(tmp_path, traced, templates[journal], name)
    calls = victim.calls
    assert calls["pwrite64"] > FEWEST_STATEMENTS
    assert calls["fdatasync"] + calls["fsync"]
    for call, number in calls.items():
        assert number < FATAL
        # Pages are many, and what else is done to the disk is little: of that all.
        often = call == "pwrite64" and not pytestconfig.getoption("--deep")
        stride = WRITE_STRIDE if often else 1
        for one in range(1 + CASES.index((name, journal)) % stride, number + 1, stride):
            victim.dies(call, one)
    assert victim.old
    assert victim.new
