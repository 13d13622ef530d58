"""Many processes that use one file: `python -m tests.faults.crowd FOLDER PROCESSES COMMANDS`.

Each is forked from one warm Python, does its commands one after the other as `roma` would, with a
connection of its own for each, and writes down what each one said to `FOLDER/said-N`. Tasks and
the count are one user's; settings and undo are each one's own.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path

from tests.support import Roma

KINDS = (
    *("session add",) * 25,
    *("task add",) * 20,
    *("task done",) * 15,
    *("config set",) * 10,
    *("reset check",) * 10,
    *("undo",) * 10,
    *("task list",) * 5,
    *("session show",) * 5,
)
"""What is done of each hundred commands."""


FIRST_VALUE = 1000
"""What is set is this and more, never the same twice."""


def _work(roma: Roma, number: int, commands: int) -> list[list[object]]:
    chance = random.Random(number)  # noqa: S311 - a mixture, no secret
    own: list[str] = []
    said: list[list[object]] = []
    for one in range(commands):
        kind = chance.choice(KINDS)
        words = kind.split()
        if kind == "task add":
            words.append(f"task {one} of {number}")
        elif kind == "task done":
            if not own:
                continue
            words.append(own.pop())
        elif kind == "config set":
            words += ["event_retention_days", str(FIRST_VALUE + one), "--user", f"p{number}"]
        elif kind == "undo":
            words += ["--user", f"p{number}"]
        told = roma.inside(*words)
        if kind == "task add" and told.code == 0:
            own.append(told.out.split()[1].rstrip(":"))
        said.append([kind, words, *told])
    return said


def main(folder: Path, processes: int, commands: int) -> None:
    """Fork the processes and wait for them all."""
    roma = Roma(folder)
    # Loads what they all will need, and makes the file.
    for line in ("task add first", "task done 1", "task list", "undo", "config set theme light"):
        assert roma.inside(*line.split()).code == 0, line
    for number in range(processes):
        assert roma.inside("user", "add", f"p{number}").code == 0
    children = []
    for number in range(processes):
        child = os.fork()
        if child == 0:
            try:
                said = json.dumps(_work(roma, number, commands))
                (folder / f"said-{number}").write_text(said, "utf-8")
                os._exit(0)
            finally:
                os._exit(1)
        children.append(child)
    assert [os.waitpid(child, 0)[1] for child in children] == [0] * processes


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
