"""One person's use cases within this process, on a copy of a file."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

from roma_cli.domain.settings import SETTINGS
from roma_cli.storage.queries import days as day_queries
from roma_cli.usecases.result import Line
from tests.support import Roma

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from roma_cli.domain.day_records import ScheduledTask
    from roma_cli.domain.records import Configuration
    from roma_cli.usecases.result import Result


def parsed(**typed: str) -> dict[str, int | str | None]:
    """Return settings as they are stored, from what a user types."""
    return {name: SETTINGS[name].read(text) for name, text in typed.items()}


class Person(Roma):
    """A roma whose file has a name of its own, and may begin as a copy of another."""

    def __init__(self, db: Path, now: str, *, zone: str = "UTC", template: Path | None = None):
        super().__init__(db.parent, zone=zone, now=now)
        self.db = db
        self.environ["ROMA_DB"] = str(db)
        if template is not None:
            shutil.copyfile(template, db)

    def json(self, usecase: Callable[..., Result], *operands: Any, **options: Any) -> Any:
        """Dispatch one use case and return what `--json` would print."""
        return self.call(usecase, *operands, **options).json()

    def says(self, usecase: Callable[..., Result], *operands: Any, **options: Any) -> list[str]:
        """Dispatch one use case and return the lines of its result, tables left out."""
        blocks = self.call(usecase, *operands, **options).blocks
        return ["".join(cell.text for cell in one.cells) for one in blocks if isinstance(one, Line)]

    def settings(self) -> tuple[Configuration, ScheduledTask]:
        """Return the settings and the row of the daily reset, as a command now finds them."""
        with self.context() as context:
            schedule = day_queries.daily_reset_schedule(context.file, context.user_id)
            assert schedule is not None
            return context.configuration, schedule
