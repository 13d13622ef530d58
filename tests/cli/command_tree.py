"""The program's groups and commands, walked, and its parser asked."""

from __future__ import annotations

import functools
import shlex
import sys
from typing import TYPE_CHECKING, Any
from unittest import mock

from roma_cli.cli import app
from tests.support import pipe

if TYPE_CHECKING:
    from collections.abc import Sequence


@functools.cache
def tree() -> list[tuple[tuple[str, ...], Any]]:
    """Return every group and command with the words that name it, `roma` itself first.

    Only what the program itself holds is walked, so a new command is here without being listed.
    """
    found: list[tuple[tuple[str, ...], Any]] = [((), app.root())]
    # The list grows while it is walked.
    for path, command in found:
        below = getattr(command, "commands", {})
        found += [((*path, name), below[name]) for name in below]
    return found


def commands() -> list[tuple[str, ...]]:
    """Return the words of every command that does something by itself."""
    return [path for path, command in tree() if not hasattr(command, "commands")]


STAYING = (("timer", "watch"), ("mcp",))
"""Commands that go on until their user leaves them, also in a pipe."""


def words_of(line: str) -> list[str]:
    """Return the words that a shell would pass to roma for a line such as `roma task list`.

    Of a line that holds `$(roma …)` those inside.
    """
    _, inside, rest = line.partition("$(")
    words = shlex.split(rest.partition(")")[0] if inside else line)
    assert words[0] == "roma", line
    return words[1:]


def understood(words: Sequence[str]) -> bool:
    """Tell whether the program understands a command line; raises its UsageError if not."""
    with mock.patch.object(sys, "stdin", pipe(b"1\n")), mock.patch.object(sys, "stdout", pipe()):
        parsed = app.parse(words)
        return isinstance(parsed, int) or parsed.wanted() is not None
