"""Work in a thread of its own that keeps the result, for calls that could hang."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


class Worker(threading.Thread, Generic[_T]):
    """A thread that can be left behind: neither Ctrl-C nor the end of the run waits for it."""

    def __init__(self, work: Callable[[], _T]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._result: _T | None = None
        self.problem: BaseException | None = None

    def run(self) -> None:
        """Do the work and keep what it returns or raises."""
        try:
            self._result = self._work()
        except BaseException as problem:  # noqa: BLE001 - a thread has nobody above it
            self.problem = problem

    def ends_within(self, seconds: float) -> bool:
        """Wait for the end of the work, at most so long; tell whether it has come."""
        self.join(seconds)
        return not self.is_alive()

    def result(self) -> _T:
        """Return what the work returned, or raise what it raised."""
        if self.problem is not None:
            raise self.problem
        return self._result  # type: ignore[return-value]  # None only where the work returns it
