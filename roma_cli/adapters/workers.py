"""Work in a thread of its own that keeps the result, for calls that could hang."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

_T = TypeVar("_T")


class Worker(threading.Thread, Generic[_T]):
    """A thread that can be abandoned: neither Ctrl-C nor the end of the run waits for it."""

    def __init__(self, work: Callable[[], _T]) -> None:
        super().__init__(daemon=True)
        self._work = work
        self._result: _T | None = None
        self.problem: BaseException | None = None

    def run(self) -> None:
        """Do the work and store what it returns or raises."""
        try:
            self._result = self._work()
        except BaseException as problem:  # noqa: BLE001 - nothing above a thread catches it
            self.problem = problem

    def ends_within(self, seconds: float) -> bool:
        """Wait for the work to end, at most this many seconds; tell whether it has ended."""
        self.join(seconds)
        return not self.is_alive()

    def result(self) -> _T:
        """Return the result of the work, or raise its exception."""
        if self.problem is not None:
            raise self.problem
        return self._result  # type: ignore[return-value]  # None only where the work returns it
