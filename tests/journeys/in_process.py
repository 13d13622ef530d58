"""One person's roma inside this process, on a real file: visits and acts without a command line."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING, Any

from roma_cli.context import Invocation, begin
from roma_cli.dispatch import Command, dispatch
from roma_cli.domain.day import parse_instant
from roma_cli.storage.queries import days as day_queries
from roma_cli.usecases.result import Line

if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.domain.day_records import ScheduledTask
    from roma_cli.domain.records import Configuration
    from roma_cli.usecases.result import Result


class Person:
    """A file, a clock that stands still until it is set, and what was said of late."""

    def __init__(self, db: Path, now: str, *, zone: str = "UTC", template: Path | None = None):
        self.db = db
        self.now = parse_instant(now)
        self.environ = {"ROMA_DB": str(db), "TZ": zone, "HOME": str(db.parent)}
        self.messages: list[str] = []
        if template is not None:
            shutil.copyfile(template, db)

    def at(self, now: str) -> Person:
        """Set the clock, and return self."""
        self.now = parse_instant(now)
        return self

    def do(self, act: Callable[..., Result], *operands: Any, **options: Any) -> Result:
        """Carry out one act as a run of its own; raises what it raises."""
        self.messages = []
        return dispatch(
            Invocation(self.now, self.environ),
            Command(lambda context: act(context, *operands, **options)),
            self.messages,
            json=True,
        )

    def json(self, act: Callable[..., Result], *operands: Any, **options: Any) -> Any:
        """Carry out one act and return what `--json` would print."""
        return self.do(act, *operands, **options).json()

    def says(self, act: Callable[..., Result], *operands: Any, **options: Any) -> list[str]:
        """Carry out one act and return the lines it answers with, tables left out."""
        blocks = self.do(act, *operands, **options).blocks
        return ["".join(cell.text for cell in one.cells) for one in blocks if isinstance(one, Line)]

    def settings(self) -> tuple[Configuration, ScheduledTask]:
        """Return the settings and the row of the daily reset, as a visit now finds them."""
        context = begin(Invocation(self.now, self.environ), [])
        with context.file:
            schedule = day_queries.daily_reset_schedule(context.file, context.user_id)
            assert schedule is not None
            return context.configuration, schedule

    def rows(self, sql: str, *values: object) -> list[Any]:
        """Return the rows of a SELECT through a connection of our own."""
        connection = sqlite3.connect(self.db)
        try:
            return connection.execute(sql, values).fetchall()
        finally:
            connection.close()
