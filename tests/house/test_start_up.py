"""What each command loads, seen from fresh interpreters."""

from __future__ import annotations

import subprocess
import sys

import pytest

from roma_cli.cli import catalog, fast_path
from tests.cli import command_tree
from tests.house.source import MODULES
from tests.support import REPOSITORY, Roma

QUICK = (
    "task add Write the report",
    "task list",
    "task list report",
    "task done 1",
    "task show 1",
    "session show",
    "session set 3",
    "session add",
    "reset check",
    "reset show",
    "timer start",
    "timer pause",
    "timer resume",
    "timer skip",
    "timer stop",
    "timer show",
    "remind check",
    "prompt",
)
"""What is promised to be instant in a pipe."""

MOST_PACKAGES = 8
"""Folders on the way of a quick command; each costs 0.15 ms more than a file."""


def _here() -> list[str]:
    known = {path for path, _ in command_tree.tree()}
    return [
        line for line in QUICK if tuple(line.split()[:2]) in known or tuple(line.split()) in known
    ]


LOADED = """
import sys
import sqlite3, zoneinfo
bare = set(sys.modules)
from roma_cli import __main__
code = __main__.main()
print(*sorted(set(sys.modules) - bare), file=sys.stderr)
sys.exit(code)
"""


def _loaded(roma: Roma, *arguments: str) -> set[str]:
    """Return the modules that a command loads beyond those of SQLite and the time zones."""
    done = subprocess.run(
        [sys.executable, "-c", LOADED, *arguments],
        env={**roma.environ, "PYTHONPATH": str(REPOSITORY)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, (arguments, done)
    return set(done.stderr.splitlines()[-1].split())


def test_the_quick_lane_knows_every_command_it_promises() -> None:
    assert [line for line in _here() if fast_path.parse(line.split()) is None] == []


@pytest.mark.parametrize("line", _here())
def test_a_quick_command_loads_nothing_but_roma(roma: Roma, line: str) -> None:
    """No typing, re, json, dataclasses, pathlib …: SQLite and the time zones are all it takes.

    And `gc`, which is part of the interpreter itself.
    """
    for before in ("task add first", "timer start" if line.startswith("timer") else "today"):
        roma.inside(*before.split())
    if line in ("timer start", "timer resume"):
        roma.inside("timer", "stop" if line.endswith("start") else "pause")
    loaded = _loaded(roma, *line.split())
    foreign = {name for name in loaded if name.split(".")[0] != "roma_cli"}
    assert foreign <= {"__future__", "gc", "tzdata"}
    assert "roma_cli.cli.app" not in loaded


@pytest.mark.xfail(strict=True, reason="ten to twelve today")
@pytest.mark.parametrize("line", ["task add Write the report", "task list", "prompt"])
def test_a_quick_command_goes_through_few_folders(roma: Roma, line: str) -> None:
    roma.inside("task", "add", "first")
    loaded = _loaded(roma, *line.split())
    packages = {name for name in loaded if name in MODULES and MODULES[name].stem == "__init__"}
    assert len(packages) <= MOST_PACKAGES, packages


@pytest.mark.parametrize(
    "arguments",
    [
        ("today",),
        ("task", "list", "--json"),
        ("task", "add", "Call", "--due", "2026-03-08"),
        ("config", "show"),
        ("reset", "history"),
        ("undo", "--list"),
        ("chat", "what is due today", "--model", "default"),
        ("mcp", "--help"),
        ("--help",),
    ],
    ids=" ".join,
)
def test_no_command_in_a_pipe_loads_what_draws_or_migrates(
    roma: Roma, arguments: tuple[str, ...]
) -> None:
    roma.inside("task", "add", "first")
    loaded = {name.split(".")[0] for name in _loaded(roma, *arguments)}
    heavy = {"rich", "sqlite_utils", "dateutil", "cronsim", "icalendar", "llm", "mcp", "pydantic"}
    assert loaded & heavy == set()


def test_one_command_loads_no_other_subject(roma: Roma) -> None:
    roma.inside("today")
    subjects = {f"roma_cli.cli.commands.{module}" for _, module, _ in catalog.WORDS.values()}
    assert len(subjects) > 5
    assert _loaded(roma, "config", "show") & subjects == {"roma_cli.cli.commands.config"}


def test_the_help_says_of_each_word_what_its_command_says_itself() -> None:
    told = {
        path[0]: command.help.splitlines()[0]
        for path, command in command_tree.tree()
        if path[1:] == () and path
    }
    assert told == {name: about for name, (_, _, about) in catalog.WORDS.items()}
