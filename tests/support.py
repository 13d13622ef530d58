"""Running roma in tests: as a process, within this process, or one use case at a time."""

from __future__ import annotations

import functools
import io
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest import mock

from roma_cli import __main__, context, dispatch
from roma_cli.cli import app, fast_path
from roma_cli.domain.day import iso_utc, parse_instant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Self

    from roma_cli.context import Context, Invocation
    from roma_cli.usecases.result import Result

REPOSITORY = Path(__file__).resolve().parent.parent
NOON = "2026-03-04T12:00:00Z"
"""A Wednesday without clock changes anywhere near."""
NOON_SECONDS = parse_instant(NOON)
DAY = 86_400

_HISTORY = ("audit_log_entries", "operations", "sqlite_sequence", "_sqlite_migrations")


def examples(few: int, deep: int) -> int:
    """Return how many examples a test that searches tries: few, or with --deep more."""
    return deep if os.environ.get("ROMA_TESTS_DEEP") else few


class Completed(NamedTuple):
    """Exit code and output of one run of the command."""

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
    """One person's roma: a file of their own, a frozen clock, and a clean environment.

    `roma(…)`, `ok` and `start` run the real command in a process. `inside` runs the whole program
    within this one, a tenth of a second faster; `do` only what is between the command line and the
    output, and `call` a single use case. Within this process nothing is on the PATH: whatever a
    test types, no crontab is written and no notice sent.
    """

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
        self.inside_path = str(folder / "nothing")
        """The PATH of what runs within this process."""
        self.messages: list[str] = []
        """What the last `do` or `call` had for stderr."""

    @property
    def path(self) -> str:
        """The file's path as text."""
        return str(self.db)

    @property
    def now(self) -> int:
        """The clock, in epoch seconds; may be set."""
        return parse_instant(self.environ["ROMA_NOW"])

    @now.setter
    def now(self, moment: int) -> None:
        self.environ["ROMA_NOW"] = iso_utc(moment)

    def at(self, now: str) -> Self:
        """Set the clock to an ISO instant, and return self."""
        self.environ["ROMA_NOW"] = now
        return self

    # --- in a process of its own

    def start(self, *arguments: str, **changes: str) -> subprocess.Popen[str]:
        """Start the command and leave it running."""
        return subprocess.Popen(
            command_line(*arguments),
            env={**self.environ, **changes},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(
        self, *arguments: str, stdin: str | bytes | None = None, **changes: str
    ) -> Completed:
        """Run the command to its end; `changes` are changes of the environment."""
        done = subprocess.run(
            command_line(*arguments),
            env={**self.environ, **changes},
            input=_bytes(stdin),
            capture_output=True,
            timeout=60,
            check=False,
        )
        return Completed(done.returncode, done.stdout.decode(), done.stderr.decode())

    def ok(self, *arguments: str, stdin: str | bytes | None = None, **changes: str) -> Completed:
        """Run the command and expect that it succeeds."""
        ran = self(*arguments, stdin=stdin, **changes)
        assert ran.code == 0, f"{arguments}: exit {ran.code}\n{ran.out}{ran.err}"
        return ran

    # --- within this process

    def inside_ok(
        self, *arguments: str, stdin: str | bytes | None = None, **changes: str
    ) -> Completed:
        """Run the command within this process and expect that it succeeds."""
        ran = self.inside(*arguments, stdin=stdin, **changes)
        assert ran.code == 0, f"{arguments}: exit {ran.code}\n{ran.out}{ran.err}"
        return ran

    def inside(
        self, *arguments: str, stdin: str | bytes | None = None, **changes: str
    ) -> Completed:
        """Run one command line as in a pipe; `changes` are changes of the environment."""
        out, err = pipe(), pipe()
        environ = {**self.environ, "PATH": self.inside_path, **changes}
        with (
            mock.patch.dict(os.environ, environ, clear=True),
            mock.patch.multiple(
                sys, argv=["roma", *arguments], stdin=pipe(_bytes(stdin)), stdout=out, stderr=err
            ),
        ):
            code = __main__.main()
        return Completed(code, _text(out), _text(err))

    def inside_with_typer(
        self, *arguments: str, stdin: str | bytes | None = None, **changes: str
    ) -> Completed:
        """Run one command line with the fast path closed."""
        with mock.patch.object(fast_path, "parse", return_value=None):
            return self.inside(*arguments, stdin=stdin, **changes)

    def invocation(self) -> Invocation:
        """Return what a run at this moment is started with."""
        return context.Invocation(self.now, {**self.environ, "PATH": self.inside_path})

    def do(self, *arguments: str) -> Result:
        """Dispatch one command line; raises what the entry point would print."""
        self.messages = []
        return dispatch.dispatch(self.invocation(), _parsed(arguments), self.messages)

    def call(self, usecase: Callable[..., Result], *operands: Any, **options: Any) -> Result:
        """Dispatch one use case as a run of its own; raises what it raises."""
        self.messages = []
        command = dispatch.Command(lambda context: usecase(context, *operands, **options))
        return dispatch.dispatch(self.invocation(), command, self.messages, json=True)

    @contextmanager
    def context(self) -> Iterator[Context]:
        """Open the file as every command does, and close it again."""
        self.messages = []
        one = context.begin(self.invocation(), self.messages)
        with one.file:
            yield one

    # --- the file

    def rows(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Return the rows of a SELECT, read through a connection of our own."""
        with closing(sqlite3.connect(self.db)) as connection:
            return connection.execute(sql, values).fetchall()

    def write(self, sql: str) -> None:
        """Change the file behind roma's back."""
        with closing(sqlite3.connect(self.db)) as connection, connection:
            connection.execute(sql)

    def dump(self) -> list[str]:
        """Return all rows but those of the audit and of SQLite itself, as SQL text."""
        with closing(sqlite3.connect(self.db)) as connection:
            return [
                line
                for line in connection.iterdump()
                if line.startswith("INSERT") and not any(f'"{name}"' in line for name in _HISTORY)
            ]

    def state(self) -> list[str]:
        """Return all that the file holds beside its history, in an order of its own.

        The index of words is left out, which may hold the same in many forms; it must agree.
        """
        with closing(sqlite3.connect(self.db)) as connection:
            connection.execute(
                "INSERT INTO task_words (task_words, rank) VALUES ('integrity-check', 1)"
            )
        return sorted(row for row in self.dump() if '"task_words' not in row)


def command_line(*arguments: str) -> list[str]:
    """Return what starts the real command as a process."""
    return [sys.executable, "-m", "roma_cli", *arguments]


def pipe(data: bytes = b"") -> io.TextIOWrapper:
    """Return a text stream over bytes in memory, as Python opens its standard streams."""
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors="surrogateescape")


@contextmanager
def overheard() -> Iterator[list[str]]:
    """Collect every statement, values filled in, of the connections opened meanwhile."""
    statements: list[str] = []
    connect = sqlite3.connect

    def connect_and_listen(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.set_trace_callback(statements.append)
        return connection

    with mock.patch.object(sqlite3, "connect", connect_and_listen):
        yield statements


@functools.cache
def _parsed(arguments: tuple[str, ...]) -> dispatch.Command | dispatch.StandaloneCommand:
    parsed = fast_path.parse(arguments) or app.parse(arguments)
    assert not isinstance(parsed, int)
    wanted = parsed.wanted()
    assert isinstance(wanted, dispatch.Command | dispatch.StandaloneCommand)
    return wanted


def _bytes(data: str | bytes | None) -> bytes:
    return data.encode() if isinstance(data, str) else data or b""


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()
