"""One turn: a deed carried out, its talk said on stderr, and its answer shown."""

from __future__ import annotations

import sys

from roma_cli.cli import printer
from roma_cli.dispatch import dispatch

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.context import Context, Invocation
    from roma_cli.dispatch import Command, StandaloneCommand
    from roma_cli.domain.timer_corrections import UnfinishedTimer
    from roma_cli.usecases.result import Result


def take(
    invocation: Invocation,
    wanted: Command | StandaloneCommand,
    *,
    json: bool = False,
    plain: bool = False,
    quiet: bool = False,
) -> int:
    """Do what a command wants, show what came of it, and return the exit code.

    Raises what carrying it out raises, once the talk is said.
    """
    result = carry(invocation, wanted, json=json, quiet=quiet, asks=not (json or plain or quiet))
    printer.show(result, json=json, plain=plain)
    return int(result.exit_code)


def carry(
    invocation: Invocation,
    wanted: Command | StandaloneCommand,
    *,
    json: bool = False,
    quiet: bool = False,
    asks: bool = False,
) -> Result:
    """Do what a command wants, say its talk on stderr, and return its answer.

    With `asks` a person may be asked about a timer left running. Raises what carrying it out
    raises, once the talk is said.
    """
    messages: list[str] = []
    try:
        interactive = not quiet and printer.on_terminal(sys.stderr)
        result = dispatch(
            invocation,
            wanted,
            messages,
            json=json,
            interactive=interactive,
            ask=asker() if asks else None,
        )
        messages += result.messages
    finally:
        # Said even where the command fails: a new file was made, a reset could not be saved.
        if not quiet:
            for text in messages:
                printer.say(text)
    return result


def asker() -> Callable[[Context], UnfinishedTimer | None] | None:
    """Return what asks about a timer left running, where there is a person to ask."""
    if not all(printer.on_terminal(stream) for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return None
    from roma_cli.cli.input import unfinished_timer  # noqa: PLC0415 - only on a terminal

    return unfinished_timer.ask
