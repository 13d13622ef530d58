"""The real command, run as a user or a script would, and the file it keeps."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

REPOSITORY = Path(__file__).resolve().parent.parent
NOON = "2026-03-04T12:00:00Z"
"""A Wednesday without clock changes anywhere near."""


class Said(NamedTuple):
    """What one run of the command gave back."""

    code: int
    out: str
    err: str

    def json(self) -> Any:
        """Return stdout as JSON."""
        return json.loads(self.out)

    def problem(self) -> Any:
        """Return the error that `--json` puts on stderr."""
        return json.loads(self.err)["error"]


class Roma:
    """One person's roma: a file of their own, a frozen clock, and a clean environment."""

    def __init__(self, folder: Path, *, zone: str = "UTC", now: str = NOON) -> None:
        self.folder = folder
        self.db = folder / "roma.db"
        self.environ = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": str(folder),
            "TZ": zone,
            "ROMA_DB": str(self.db),
            "ROMA_NOW": now,
            "PYTHONPATH": str(REPOSITORY),
            "LC_ALL": "C.UTF-8",
        }

    def at(self, now: str) -> Roma:
        """Set the clock to an ISO instant, and return self."""
        self.environ["ROMA_NOW"] = now
        return self

    def start(self, *arguments: str, **changes: str) -> subprocess.Popen[str]:
        """Start the command and leave it running."""
        return subprocess.Popen(
            [sys.executable, "-m", "roma_cli", *arguments],
            env={**self.environ, **changes},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments: str, stdin: str | bytes | None = None, **changes: str) -> Said:
        """Run the command to its end; `changes` are changes of the environment."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [sys.executable, "-m", "roma_cli", *arguments],
            env={**self.environ, **changes},
            input=data if data is not None else b"",
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Said(done.returncode, done.stdout.decode(), done.stderr.decode())

    def ok(self, *arguments: str, stdin: str | bytes | None = None, **changes: str) -> Said:
        """Run the command and expect that it succeeds."""
        said = self(*arguments, stdin=stdin, **changes)
        assert said.code == 0, f"{arguments}: exit {said.code}\n{said.out}{said.err}"
        return said

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT, read through a connection of our own."""
        connection = sqlite3.connect(self.db)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()

    def write(self, sql: str) -> None:
        """Change the file behind roma's back."""
        connection = sqlite3.connect(self.db)
        with connection:
            connection.execute(sql)
        connection.close()

    def dump(self) -> list[str]:
        """Return all rows but those of the audit and of SQLite itself, as SQL text."""
        connection = sqlite3.connect(self.db)
        try:
            skipped = ("audit_log_entries", "operations", "sqlite_sequence", "_sqlite_migrations")
            return [
                line
                for line in connection.iterdump()
                if line.startswith("INSERT") and not any(f'"{name}"' in line for name in skipped)
            ]
        finally:
            connection.close()
