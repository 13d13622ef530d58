"""One turn: a deed carried out, its talk said on stderr, and its answer shown."""

from __future__ import annotations

import sys

from roma_cli.carry import carry_out
from roma_cli.cli import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.carry import Deed, Errand
    from roma_cli.domain.timer_corrections import Left
    from roma_cli.usecases.result import Answer
    from roma_cli.visit import Request, Visit


def take(
    request: Request,
    wanted: Deed | Errand,
    *,
    json: bool = False,
    plain: bool = False,
    quiet: bool = False,
) -> int:
    """Do what a command wants, show what came of it, and return the exit code.

    Raises what carrying it out raises, once the talk is said.
    """
    answer = carry(request, wanted, json=json, quiet=quiet, asks=not (json or plain or quiet))
    show.show(answer, json=json, plain=plain)
    return int(answer.exit_code)


def carry(
    request: Request,
    wanted: Deed | Errand,
    *,
    json: bool = False,
    quiet: bool = False,
    asks: bool = False,
) -> Answer:
    """Do what a command wants, say its talk on stderr, and return its answer.

    With `asks` a person may be asked about a timer left running. Raises what carrying it out
    raises, once the talk is said.
    """
    talk: list[str] = []
    try:
        interactive = not quiet and show.on_terminal(sys.stderr)
        answer = carry_out(
            request,
            wanted,
            talk,
            json=json,
            interactive=interactive,
            ask=asker() if asks else None,
        )
        talk += answer.talk
    finally:
        # Said even where the command fails: a new file was made, a reset could not be saved.
        if not quiet:
            for text in talk:
                show.say(text)
    return answer


def asker() -> Callable[[Visit], Left | None] | None:
    """Return what asks about a timer left running, where there is a person to ask."""
    if not all(show.on_terminal(stream) for stream in (sys.stdin, sys.stdout, sys.stderr)):
        return None
    from roma_cli.cli import left_running  # noqa: PLC0415 - only on a terminal

    return left_running.ask
