"""Progress bar on stderr, on a terminal, for work that takes more than a second."""

from __future__ import annotations

import sys
from time import monotonic
from typing import TYPE_CHECKING

from roma_cli.cli.printer import on_terminal

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.progress import Progress, TaskID

    from roma_cli.context import Context
    from roma_cli.usecases.result import Result

_PATIENCE = 1.0
"""Seconds before the bar is drawn; shorter work needs none."""


class Bar:
    """Draws progress; called with the amount done and the total."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._start = monotonic()
        self._progress: Progress | None = None
        self._task: TaskID | None = None

    def __call__(self, done: int, total: int) -> None:
        """Draw or update the bar, if the work has taken long enough."""
        if monotonic() - self._start < _PATIENCE:
            return
        if self._progress is None or self._task is None:
            from rich.console import Console  # noqa: PLC0415 - only once a bar is drawn
            from rich.progress import BarColumn, Progress, TaskProgressColumn  # noqa: PLC0415

            console = Console(stderr=True)
            columns = ("{task.description}", BarColumn(), TaskProgressColumn())
            self._progress = Progress(*columns, console=console, transient=True)
            self._task = self._progress.add_task(self._what, total=total)
            self._progress.start()
        self._progress.update(self._task, completed=done, total=total)

    def close(self) -> None:
        """Remove the bar."""
        if self._progress is not None:
            self._progress.stop()


def bar(what: str) -> Bar | None:
    """Return a bar, or None if stderr is not a terminal."""
    return Bar(what) if on_terminal(sys.stderr) else None


def closing(shown: Bar | None, act: Callable[[Context], Result]) -> Callable[[Context], Result]:
    """Return `act` so that the bar is removed when it returns or raises."""

    def run(context: Context) -> Result:
        try:
            return act(context)
        finally:
            if shown is not None:
                shown.close()

    return run
