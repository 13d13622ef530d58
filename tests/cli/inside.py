"""The whole program inside this process: as the real command, a tenth of a second faster."""

from __future__ import annotations

import functools
import io
import os
import shlex
import sys
from typing import TYPE_CHECKING, Any
from unittest import mock

from roma_cli import __main__
from roma_cli.cli import app, fast_path
from tests.support import Said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.support import Roma


def run(roma: Roma, *arguments: str, stdin: bytes = b"", **changes: str) -> Said:
    """Run one command line as `roma` would in a pipe; `changes` are changes of the environment.

    Nothing is on its PATH: whatever a test types, no crontab is written and no notice sent.
    """
    out, err = _pipe(), _pipe()
    environ = {**roma.environ, "PATH": str(roma.folder / "nothing"), **changes}
    with (
        mock.patch.dict(os.environ, environ, clear=True),
        mock.patch.multiple(
            sys, argv=["roma", *arguments], stdin=_pipe(stdin), stdout=out, stderr=err
        ),
    ):
        code = __main__.main()
    return Said(code, _text(out), _text(err))


def run_with_typer(roma: Roma, *arguments: str, stdin: bytes = b"", **changes: str) -> Said:
    """Run one command line with the quick lane closed."""
    with mock.patch.object(fast_path, "parse", return_value=None):
        return run(roma, *arguments, stdin=stdin, **changes)


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
    with mock.patch.object(sys, "stdin", _pipe(b"1\n")), mock.patch.object(sys, "stdout", _pipe()):
        parsed = app.parse(words)
        return isinstance(parsed, int) or parsed.wanted() is not None


def _pipe(data: bytes = b"") -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors="surrogateescape")


def _text(stream: io.TextIOWrapper) -> str:
    stream.flush()
    raw = stream.buffer
    assert isinstance(raw, io.BytesIO)
    return raw.getvalue().decode()
