"""The run of one command: done, its messages printed on stderr, and its result on stdout."""

from __future__ import annotations

import sys

from roma_cli.cli import printer
from roma_cli.dispatch import Command, StandaloneCommand, dispatch
from roma_cli.usecases.result import Result

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, TypeVar

    from roma_cli.cli.declaration import GlobalOptions, LongRunning
    from roma_cli.context import Context, Invocation
    from roma_cli.domain.timer_corrections import UnfinishedTimer

    Found = TypeVar("Found")


def run_and_print(
    invocation: Invocation,
    wanted: Command | StandaloneCommand | LongRunning,
    global_options: GlobalOptions,
) -> int:
    """Do what a command wants, print its result, and return the exit code.

    Raises what doing it raises, once the messages are printed.
    """
    if not isinstance(wanted, Command | StandaloneCommand):
        return wanted.run(invocation, global_options)
    result = run(invocation, wanted, global_options)
    printer.show(result, json=global_options.json, plain=global_options.plain)
    return int(result.exit_code)


def run(
    invocation: Invocation,
    wanted: Command | StandaloneCommand,
    global_options: GlobalOptions,
    *,
    as_data: bool | None = None,
    asks: bool | None = None,
) -> Result:
    """Do what a command wants, print its messages on stderr, and return its result.

    With `as_data`, which is --json unless given, the result's JSON is made. With `asks`, by
    default where nothing but the screen is wanted, a person may be asked about a timer left
    running. Raises what doing it raises, once the messages are printed.
    """
    json, plain, quiet = global_options.json, global_options.plain, global_options.quiet
    messages: list[str] = []
    try:
        result = dispatch(
            invocation,
            wanted,
            messages,
            json=json if as_data is None else as_data,
            interactive=not quiet and printer.on_terminal(sys.stderr),
            ask=_asker() if (not (json or plain or quiet) if asks is None else asks) else None,
        )
        messages += result.messages
    finally:
        # Printed even where the command fails: a new file was made, a reset could not be saved.
        if not quiet:
            for text in messages:
                printer.say(text)
    return result


def read(
    invocation: Invocation,
    reader: Callable[[Context], Found],
    global_options: GlobalOptions,
    *,
    makes_file: bool = True,
    asks: bool = False,
) -> Found:
    """Return what `reader` finds in the open file, brought up to now. Raises as `run` does."""

    def act(context: Context) -> Result:
        found = reader(context)
        return Result([], lambda: found)

    wanted = Command(act, makes_file, tells_reminders=False)
    found: Any = run(invocation, wanted, global_options, as_data=False, asks=asks).json()
    return found  # type: ignore[no-any-return]  # what `reader` returned


def _asker() -> Callable[[Context], UnfinishedTimer | None] | None:
    """Return what asks about a timer left running, where there is a person to ask."""
    if not all(printer.on_terminal(stream) for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return None
    from roma_cli.cli.input import unfinished_timer  # noqa: PLC0415 - only on a terminal

    return unfinished_timer.ask
