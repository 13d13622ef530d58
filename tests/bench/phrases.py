"""How long a sentence takes to be read: `python -m tests.bench.phrases`.

Printed are the milliseconds of processor time of the slowest of 20,000 sentences made by chance,
of the one in the middle, and of the longest that are read. Nothing here is asserted.
"""

from __future__ import annotations

import contextlib
import time
from statistics import median

from roma_cli.domain.errors import UsageError
from roma_cli.domain.language.quick_add import grammar as quick_add_grammar
from tests.domain.test_quick_add import BERLIN, NOW, sentences

WORST = ("fri " * 490, "every " * 330, "1 " * 990, "every day 5 " * 160, "9am at " * 280)
PROMISED = 20.0
"""Milliseconds."""


def main() -> None:
    """Print the three."""
    _milliseconds("call mum due:sun mar 8 09:00:00 2026")  # loads what is loaded once
    times = [_milliseconds(said) for said in sentences(20_000)]
    longest = [_milliseconds(said) for said in WORST]
    print(f"in the middle {median(times):7.3f} ms")
    print(f"slowest       {max(times):7.3f} ms, promised {PROMISED:.0f}")
    print(f"2000 letters  {max(longest):7.3f} ms")


def _milliseconds(said: str) -> float:
    """Return the least of three: Python tidies up in between, and that is no sentence's fault."""
    return min(_once(said) for _ in range(3))


def _once(said: str) -> float:
    start = time.process_time_ns()
    with contextlib.suppress(UsageError):
        quick_add_grammar.read(said, BERLIN, NOW)
    return (time.process_time_ns() - start) / 1e6


if __name__ == "__main__":
    main()
