"""One turn: a deed carried out, its talk said on stderr, and its answer shown."""

from __future__ import annotations

import sys

from roma_cli import carry
from roma_cli.cli import show

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.visit import Request


def take(
    request: Request,
    wanted: carry.Deed | carry.Errand,
    *,
    json: bool = False,
    plain: bool = False,
    quiet: bool = False,
) -> int:
    """Do what a command wants, show what came of it, and return the exit code.

    Raises what carrying it out raises, once the talk is said.
    """
    talk: list[str] = []
    try:
        interactive = not quiet and show.on_terminal(sys.stderr)
        answer = carry.carry_out(request, wanted, talk, json=json, interactive=interactive)
        talk += answer.talk
    finally:
        # Said even where the command fails: a new file was made, a reset could not be saved.
        if not quiet:
            for text in talk:
                show.say(text)
    show.show(answer, json=json, plain=plain)
    return int(answer.exit_code)
