"""How long commands take, beside the least that Python itself takes: `python -m tests.bench.start`.

Each command and its yardstick run in turn, many times, so that whatever else the machine does
falls on both. Printed are the ratios of the medians, of processor time and of time waited.
Nothing here is asserted: a ratio on a shared machine is a reading, not a verdict.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from tests.support import REPOSITORY, Roma

if TYPE_CHECKING:
    from collections.abc import Sequence

QUICK_TARGET = 1.6
OTHER_TARGET = 1.35

START = "from roma_cli.__main__ import start; start()"
"""What the installed `roma` does."""

BARE = "import sqlite3, zoneinfo"
HELLO = """
import typer
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)

@app.command()
def hello(name: str = "you") -> None:
    print("hello", name)

app()
"""

QUICK = (
    "task list",
    "task add Call",
    "task show 1",
    "task done 1",
    "session show",
    "session set 3",
    "session add",
    "reset check",
    "reset show",
    "timer show",
    "timer start",
    "remind check",
    "prompt",
)
OTHER = (
    "today",
    "task list --json",
    "task add Call --due tomorrow",
    "config show",
    "config set theme light",
    "undo --list",
    "stats",
    "--help",
    "task add --help",
)


class Cost(NamedTuple):
    """What one run cost, in seconds."""

    cpu: float
    wall: float


class Program(NamedTuple):
    """A program to run, and the file it starts from."""

    argv: Sequence[str]
    roma: Roma
    kept: Path


def main() -> None:
    """Print one line per command."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--pairs", type=int, default=21, help="runs of each, 21 by default")
    options.add_argument("--only", default="", help="commands that contain this")
    chosen = options.parse_args()
    # Modules are compiled once, as they are wherever roma is installed.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    print(f"{'command':30}{'cpu':>8}{'wall':>8}{'ms':>8}{'target':>8}")
    with tempfile.TemporaryDirectory() as folder:
        roma, kept = _prepared(Path(folder))
        hello = Path(folder) / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        for commands, yardstick, target in (
            (QUICK, ("-c", BARE), QUICK_TARGET),
            (OTHER, (str(hello),), OTHER_TARGET),
        ):
            for command in commands:
                if chosen.only in command:
                    _compare(command, yardstick, target, roma, kept, chosen.pairs)


def _prepared(folder: Path) -> tuple[Roma, Path]:
    """Return a roma with a hundred tasks, and a copy of its file."""
    roma = Roma(folder, zone="Europe/Berlin")
    titles = "\n".join(f"Task number {number}" for number in range(1, 101))
    roma.ok("task", "add", "-", stdin=titles)
    kept = folder / "kept.db"
    shutil.copy(roma.db, kept)
    return roma, kept


def _compare(
    command: str,
    yardstick: Sequence[str],
    target: float,
    roma: Roma,
    kept: Path,
    pairs: int,
) -> None:
    ours = Program((sys.executable, "-c", START, *command.split()), roma, kept)
    theirs = Program((sys.executable, *yardstick), roma, kept)
    if _cost(ours) is None:
        print(f"{command:30}  (there is no such command)")
        return
    pairs_run = [(_cost(ours), _cost(theirs)) for _ in range(pairs)]
    costs = [(one, other) for one, other in pairs_run if one is not None and other is not None]
    cpu, bare_cpu, wall, bare_wall = (
        median(pair[side][field] for pair in costs) for field in (0, 1) for side in (0, 1)
    )
    print(
        f"{command:30}{cpu / bare_cpu:8.2f}{wall / bare_wall:8.2f}{wall * 1000:8.1f}{target:8.2f}",
        flush=True,
    )


def _cost(program: Program) -> Cost | None:
    """Run once, from the same file each time; return None where the command is not known."""
    for path in program.roma.folder.glob("roma.db*"):
        # The day's backup stays: it is made once a day, not by every write.
        if path.is_file():
            path.unlink()
    shutil.copy(program.kept, program.roma.db)
    # Else what syncs the file would wait for the whole copy to reach the disk.
    with program.roma.db.open("rb+") as copied:
        os.fsync(copied.fileno())
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    done = subprocess.run(
        program.argv,
        env=program.roma.environ,
        cwd=REPOSITORY,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    wall = time.perf_counter() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if b"no such command" in done.stderr:
        return None
    cpu = (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)
    return Cost(cpu, wall)


if __name__ == "__main__":
    main()
