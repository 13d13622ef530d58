"""How long a year of statistics takes to show: `python -m tests.bench.stats`.

A year of twelve sessions a day, then `roma stats` and its like on a pseudo-terminal, each in turn
with a program of Typer and Rich that prints a small table there. Printed are the ratios of the
medians. As in `tests.bench.start` nothing is asserted.
"""

from __future__ import annotations

import argparse
import os
import pty
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

from tests.bench import start, year
from tests.support import REPOSITORY, Roma

if TYPE_CHECKING:
    from collections.abc import Sequence

TARGET = 1.5

COMMANDS = (
    "stats --heatmap",
    "stats",
    "stats --by week",
    "stats --by month",
    "stats --by tag --days 365",
    "stats --by task --days 365",
    "stats --by hour --days 365",
)

HELLO = """
import typer
from rich.console import Console
from rich.table import Table
app = typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False)

@app.command()
def hello(name: str = "you") -> None:
    table = Table("hello")
    table.add_row(name)
    Console().print(table)

app()
"""


def main() -> None:
    """Print one line per command."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--pairs", type=int, default=25, help="runs of each, 25 by default")
    options.add_argument("--only", default="", help="commands that contain this")
    chosen = options.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as folder:
        roma = Roma(Path(folder), zone="Europe/Berlin")
        roma.ok("today")
        year.fill(roma.db)
        hello = Path(folder) / "hello.py"
        hello.write_text(HELLO, encoding="utf-8")
        print(f"{'command':30}{'cpu':>8}{'wall':>8}{'ms':>8}{'target':>8}")
        for command in COMMANDS:
            if chosen.only in command:
                _compare(command, roma, hello, chosen.pairs)


def _compare(command: str, roma: Roma, hello: Path, number: int) -> None:
    ours = ("-c", start.START, *command.split())
    pairs = [(_cost(roma, ours), _cost(roma, (str(hello),))) for _ in range(number)]
    cpu, bare_cpu, wall, bare_wall = (
        median(pair[side][field] for pair in pairs) for field in (0, 1) for side in (0, 1)
    )
    ratios = f"{cpu / bare_cpu:8.2f}{wall / bare_wall:8.2f}"
    print(f"{command:30}{ratios}{wall * 1000:8.1f}{TARGET:8.2f}", flush=True)


def _cost(roma: Roma, arguments: Sequence[str]) -> tuple[float, float]:
    """Return the processor time and the time waited of one run on a terminal."""
    master, slave = pty.openpty()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begun = time.perf_counter()
    with subprocess.Popen(
        (sys.executable, *arguments),
        env={**roma.environ, "TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40"},
        cwd=REPOSITORY,
        stdin=slave,
        stdout=slave,
        stderr=slave,
    ) as process:
        os.close(slave)
        shown = b""
        while True:
            try:
                data = os.read(master, 65536)
            except OSError:
                break
            if not data:
                break
            shown += data
        assert process.wait() == 0, shown
    wall = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    os.close(master)
    assert shown, arguments
    return (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime), wall


if __name__ == "__main__":
    main()
