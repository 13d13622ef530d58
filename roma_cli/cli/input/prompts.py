"""Questions on a terminal: a default on Enter, and what is wrong is said and asked again."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from roma_cli.cli.printer import on_terminal, say
from roma_cli.domain.errors import UsageError
from roma_cli.domain.text import whole_number

if TYPE_CHECKING:
    from collections.abc import Callable

_SHOWN = 12
"""Zones listed at once: fewer than a small screen has lines."""


def need_terminal(message: str, hint: str) -> None:
    """Raise UsageError unless there is somebody to ask."""
    if not (on_terminal(sys.stdin) and on_terminal(sys.stderr)):
        raise UsageError(message, hint)


def ask(question: str, default: str, check: Callable[[str], object]) -> str:
    """Return an answer that `check` does not refuse; an empty line is `default`.

    Raises KeyboardInterrupt at the end of the input.
    """
    while True:
        result = _line(f"{question} [{default}]: ") or default
        try:
            check(result)
        except UsageError as problem:
            say(problem.message)
        else:
            return result


def zone(default: str) -> str:
    """Return an IANA zone key, searched for by parts of its name and chosen by number."""
    from roma_cli.domain.clock.zones import find_zone, known_zones  # noqa: PLC0415 - walks the zone files

    listed: list[str] = []
    while True:
        typed = _line(f"Time zone, or part of its name [{default}]: ")
        number = whole_number(typed)
        if number is not None and 1 <= number <= len(listed):
            return listed[number - 1]
        found = find_zone(typed or default)
        if found is not None:
            return found
        part = typed.strip().casefold().replace(" ", "_")
        matches = [key for key in known_zones() if part in key.casefold()]
        # Cities that begin so come first: `tok` is Tokyo before it is Vostok.
        matches.sort(key=lambda key: not key.casefold().rpartition("/")[2].startswith(part))
        if len(matches) == 1:
            listed = matches
            say(f"  1  {matches[0]}   (1 takes it)")
            continue
        listed = matches[:_SHOWN]
        for at, key in enumerate(listed, 1):
            say(f" {at:2}  {key}")
        if len(matches) > len(listed):
            say(f"     and {len(matches) - len(listed)} more: type more of the name")
        if not matches:
            say(f"     no zone has '{typed.strip()}' in its name; try a large city near you")


def _line(prompt: str) -> str:
    sys.stderr.write(prompt)
    sys.stderr.flush()
    text = sys.stdin.readline()
    if not text:
        sys.stderr.write("\n")
        raise KeyboardInterrupt
    return text.strip()
