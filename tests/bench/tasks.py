"""What a hundred thousand tasks cost, beside ten: `python -m tests.bench.tasks`.

The same command runs in turn on a file of 10 pending tasks and on one of 100,000; printed are
the ratios of the medians. The whole list as JSON is set beside a bare loop over the same rows
that writes each with `json.dumps`, and its peak memory is read. As in `tests.bench.start`
nothing is asserted: what can be asserted without a clock is in `tests/journeys/test_task_size.py`.
"""

from __future__ import annotations

import argparse
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.bench import start
from tests.support import REPOSITORY, Roma

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

FEW = 10
MANY = 100_000
SIZE_TARGET = 1.3
LIST_TARGET = 3.0
MEMORY_TARGET = 150
"""In MB (a million bytes)."""

RARE = "zebra"
"""A word of the last task only."""

COMMANDS = (
    "task add Call",
    "task add Call --due tomorrow --tag work",
    "task done 5",
    "task show 5",
    "task list --limit 20",
    "task list --limit 20 --json",
    f"task search {RARE}",
    "task edit 5 --priority low",
    "today",
    "undo",
)

BARE = """
import json, os, sqlite3, sys
names = ("id title description due_date due_day recurrence priority tags status created_at"
         " updated_at completed_at parent_task_id reminder_offset series_id series_index"
         " repeat_from skipped subtask_of project wait_until estimate user_id uuid").split()
connection = sqlite3.connect(os.environ["ROMA_DB"])
for row in connection.execute("SELECT " + ", ".join(names) + " FROM tasks"):
    sys.stdout.write(json.dumps(dict(zip(names, row))) + "\\n")
"""

_NOON = 1_772_625_600
_HOUR = 3600


def fill(path: Path, number: int) -> None:
    """Add `number` pending tasks to the file of a roma, a third of them undated."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.executemany(
            "INSERT INTO tasks (uuid, user_id, title, description, due_date, due_day, priority,"
            " tags, tag_keys, project, created_at, updated_at)"
            " VALUES (?1, 1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?9, ?9)",
            _tasks(number),
        )


def _tasks(number: int) -> Iterator[tuple[object, ...]]:
    for at in range(number):
        moment = _NOON + (at - number // 2) * _HOUR if at % 3 == 0 else None
        day = f"2026-{at % 12 + 1:02}-{at % 28 + 1:02}" if at % 3 == 1 else None
        word = RARE if at == number - 1 else f"word{at % 1000}"
        yield (
            f"{at:08x}-0000-4000-8000-000000000000",
            f"Write report {at} about the {word}",
            "Some more words to it" if at % 4 == 0 else "",
            moment,
            day,
            ("low", "medium", "high")[at % 3],
            f"#tag{at % 50} #work" if at % 2 else "",
            f"project {at % 20}" if at % 5 == 0 else None,
            _NOON - at,
        )


def main() -> None:
    """Print one line per command."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--pairs", type=int, default=15, help="runs of each, 15 by default")
    options.add_argument("--only", default="", help="commands that contain this")
    chosen = options.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        few = _prepared(Path(folder) / "few", FEW)
        many = _prepared(Path(folder) / "many", MANY)
        print(f"{'command':44}{'cpu':>8}{'wall':>8}{'ms':>8}{'target':>8}")
        for command in COMMANDS:
            if chosen.only in command:
                argv = (sys.executable, "-c", start.START, *command.split())
                _compare(command, few._replace(argv=argv), many._replace(argv=argv), chosen.pairs)
        if chosen.only in "task list --json":
            _list_all(many.roma, max(3, chosen.pairs // 3))


def _prepared(folder: Path, number: int) -> start.Program:
    folder.mkdir()
    roma = Roma(folder, zone="Europe/Berlin")
    roma.ok("task", "add", "first")
    fill(roma.db, number)
    kept = folder / "kept.db"
    roma.db.rename(kept)
    return start.Program((), roma, kept)


def _compare(command: str, few: start.Program, many: start.Program, pairs: int) -> None:
    costs = [(start._cost(many), start._cost(few)) for _ in range(pairs)]
    cpu, bare_cpu, wall, bare_wall = (
        median(cost[side][field] for cost in costs if cost[0] and cost[1])  # type: ignore[index]
        for field in (0, 1)
        for side in (0, 1)
    )
    ratios = f"{cpu / bare_cpu:8.2f}{wall / bare_wall:8.2f}"
    print(f"{command:44}{ratios}{wall * 1000:8.1f}{SIZE_TARGET:8.2f}", flush=True)


def _list_all(roma: Roma, pairs: int) -> None:
    """Print how long the whole list as JSON takes beside a bare loop, and its peak memory."""
    (roma.folder / "kept.db").rename(roma.db)
    ours: list[float] = []
    bare: list[float] = []
    peak = 0.0
    for _ in range(pairs):
        wall, memory = _run(roma, ("-c", start.START, "task", "list", "--json"))
        ours.append(wall)
        peak = max(peak, memory)
        bare.append(_run(roma, ("-c", BARE))[0])
    ratio = median(ours) / median(bare)
    wall = median(ours) * 1000
    print(f"{'task list --json, all, beside a bare loop':44}{'':8}{ratio:8.2f}{wall:8.1f}", end="")
    print(f"{LIST_TARGET:8.2f}")
    print(f"{'its peak memory in MB':44}{'':16}{peak:8.1f}{MEMORY_TARGET:8.2f}")


def _run(roma: Roma, arguments: Sequence[str]) -> tuple[float, float]:
    """Return the seconds and the peak MB of one run, its output thrown away."""
    begun = time.perf_counter()
    with subprocess.Popen(
        (sys.executable, *arguments),
        env=roma.environ,
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0
    return time.perf_counter() - begun, usage.ru_maxrss * 1024 / 1e6


if __name__ == "__main__":
    main()
