"""What it costs to bring tasks in, beside Taskwarrior itself: `python -m tests.bench.imports`.

Tasks as in a real export, each with ids of its own, are imported by roma and by Taskwarrior's
`task import` in turn; printed are the times, their ratio, and the peak memory of both. Then all
of it is written as roma's own JSON, and that is brought in again. As in `tests.bench.start`
nothing is asserted: what can be asserted without a clock is in `tests/storage/test_bulk_insert.py`,
`tests/journeys/test_export.py` and `tests/journeys/test_archive.py`. `--tasks 5000` is a quick
look.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.support import Roma

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

SAMPLE = Path(__file__).parent.parent / "fixtures" / "imports" / "taskwarrior-2.6.json"
SPEED_TARGET = 2.0
IMPORT_TARGET = 250
EXPORT_TARGET = 100
"""In MB (a million bytes)."""

_IMPORTED = f"target: under {IMPORT_TARGET} MB"


class Cost(NamedTuple):
    """What one run took: on the wall, of the processor, and at most in memory (MB)."""

    seconds: float
    processor: float
    memory: float


def tasks(number: int) -> Iterator[dict[str, Any]]:
    """Give the tasks of a real export again and again, each time with new ids."""
    chance = random.Random(7)  # noqa: S311 - the same ones each time
    sample: list[dict[str, Any]] = json.loads(SAMPLE.read_bytes())
    made = 0
    while True:
        names = {
            one["uuid"]: str(uuid.UUID(int=chance.getrandbits(128), version=4)) for one in sample
        }
        for one in sample:
            if made == number:
                return
            made += 1
            again = {**one, "uuid": names[one["uuid"]]}
            again["description"] += f" {made}"
            if "parent" in one:
                again["parent"] = names[one["parent"]]
            if "depends" in one:
                again["depends"] = [names[other] for other in one["depends"]]
            yield again


def cost(arguments: Sequence[str], environ: Mapping[str, str], out: Path) -> Cost:
    """Run a program to its end, in a process that tells what it alone took."""
    with out.open("wb") as stdout:
        start = time.perf_counter()
        process = subprocess.Popen(
            arguments, env=dict(environ), stdout=stdout, stderr=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise SystemExit(f"{' '.join(arguments[:4])} ended with {process.returncode}")
    return Cost(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6)


def _roma(folder: Path) -> Roma:
    folder.mkdir()
    roma = Roma(folder)
    roma.ok("today")
    return roma


def _taskwarrior(folder: Path) -> dict[str, str]:
    folder.mkdir()
    (folder / "taskrc").write_text(f"data.location={folder}\nconfirmation=no\nnews.version=9\n")
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "TASKRC": str(folder / "taskrc"),
        "TASKDATA": str(folder),
        "LC_ALL": "C.UTF-8",
    }


def main() -> None:
    """Print the costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    wanted = parser.parse_args()
    roma = [sys.executable, "-m", "roma_cli"]
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        source, out = folder / "tasks.json", folder / "out"
        # A line at a time: what starts a program counts as that program's memory.
        with source.open("w") as made:
            between = "[\n"
            for one in tasks(wanted.tasks):
                made.write(between + json.dumps(one, ensure_ascii=False))
                between = ",\n"
            made.write("\n]\n")
        ours: list[Cost] = []
        theirs: list[Cost] = []
        for number in range(wanted.rounds):
            own = _roma(folder / f"roma-{number}")
            ours.append(cost([*roma, "data", "import", str(source)], own.environ, out))
            if shutil.which("task"):
                environ = _taskwarrior(folder / f"taskwarrior-{number}")
                theirs.append(cost(["task", "import", str(source)], environ, out))
        _print("roma data import", ours, _IMPORTED)
        if theirs:
            _print("task import", theirs, "")
            for what in ("seconds", "processor"):
                ratio = _least(theirs, what) / _least(ours, what)
                print(f"roma is {ratio:.2f} x as fast in {what} (target: {SPEED_TARGET})")
        again = cost([*roma, "data", "import", str(source)], own.environ, out)
        _print("the same again", [again], "nothing new")
        written = cost([*roma, "data", "export"], own.environ, out)
        _print("roma data export", [written], f"target: under {EXPORT_TARGET} MB")
        whole = out.rename(folder / "whole.json")
        theirs_out = ["data", "export", "--format", "taskwarrior"]
        _print("  as Taskwarrior's", [cost([*roma, *theirs_out], own.environ, out)], "")
        _import_whole(folder, whole)


def _import_whole(folder: Path, whole: Path) -> None:
    """Print what it costs to bring in roma's own JSON: to put it back, and to merge it."""
    command = [sys.executable, "-m", "roma_cli", "data", "import", str(whole)]
    new, used = _roma(folder / "new"), _roma(folder / "used")
    used.ok("task", "add", "another one")
    for roma, name, note in (
        (new, "roma's own JSON", "into an empty file"),
        (new, "  the same again", "nothing new"),
        (used, "  merged", "into a file that holds another task"),
    ):
        _print(name, [cost(command, roma.environ, folder / "out")], f"{note}, {_IMPORTED}")


def _least(costs: Sequence[Cost], what: str) -> float:
    return min(float(getattr(one, what)) for one in costs)


def _print(name: str, costs: Sequence[Cost], note: str) -> None:
    seconds, processor, memory = (
        _least(costs, what) for what in ("seconds", "processor", "memory")
    )
    print(f"{name:20} {seconds:7.2f} s {processor:7.2f} s of CPU {memory:6.0f} MB  {note}")


if __name__ == "__main__":
    main()
