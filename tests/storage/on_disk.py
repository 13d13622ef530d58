"""A roma file inside this process: command lines carried out without starting Python for each."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from functools import cache
from typing import TYPE_CHECKING, Any

from roma_cli import context, dispatch
from roma_cli.cli import app, fast_path
from roma_cli.dispatch import Command, StandaloneCommand
from roma_cli.domain.day import parse_instant
from tests.support import NOON, Roma

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from roma_cli.context import Context, Invocation
    from roma_cli.usecases.result import Result

NOON_SECONDS = parse_instant(NOON)
DAY = 86_400


class OnDisk:
    """One person's file, and a clock that stands until it is moved."""

    def __init__(self, folder: Path) -> None:
        self.roma = Roma(folder)
        self.path = str(self.roma.db)
        self.now = NOON_SECONDS
        self.messages: list[str] = []

    def invocation(self) -> Invocation:
        """Return what a run at this moment is started with."""
        return context.Invocation(self.now, self.roma.environ)

    def do(self, *arguments: str) -> Result:
        """Carry out one command line; raises what the front door would print."""
        return dispatch.dispatch(self.invocation(), _understood(arguments), self.messages)

    @contextmanager
    def context(self) -> Iterator[Context]:
        """Open the file as every command does, and close it again."""
        one = context.begin(self.invocation(), self.messages)
        with one.file:
            yield one

    def state(self) -> list[str]:
        """Return all that the file holds beside its history, in an order of its own.

        The index of words is left out, which may hold the same in many forms; it must agree.
        """
        with closing(sqlite3.connect(self.path)) as connection:
            connection.execute(
                "INSERT INTO task_words (task_words, rank) VALUES ('integrity-check', 1)"
            )
        return sorted(row for row in self.roma.dump() if '"task_words' not in row)


@cache
def _understood(arguments: tuple[str, ...]) -> Command | StandaloneCommand:
    parsed = fast_path.parse(arguments) or app.parse(arguments)
    assert not isinstance(parsed, int)
    wanted = parsed.wanted()
    assert isinstance(wanted, Command | StandaloneCommand)
    return wanted


@contextmanager
def overheard() -> Iterator[list[str]]:
    """Collect every statement, values filled in, of the connections opened meanwhile."""
    statements: list[str] = []
    connect = sqlite3.connect

    def connect_and_listen(*arguments: Any, **options: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.set_trace_callback(statements.append)
        return connection

    sqlite3.connect = connect_and_listen  # type: ignore[assignment]  # fewer overloads
    try:
        yield statements
    finally:
        sqlite3.connect = connect
