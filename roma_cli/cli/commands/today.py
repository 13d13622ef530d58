"""The screen of the day, and its one line for a shell prompt."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.options import command, single
from roma_cli.dispatch import Command, StandaloneCommand
from roma_cli.usecases.day import today as acts
from roma_cli.usecases.day.prompt import FORMAT
from roma_cli.usecases.day.prompt import prompt as line

today = single()
prompt = single()


@command(today, "today", "roma today")
def _today() -> Command:
    """Show the day: what is due, the count, the next reset.

    `roma` alone does the same.
    """
    return Command(acts.show, tells_reminders=False)


@command(prompt, "prompt", "PS1='$(roma prompt) $ '")
def _prompt(
    layout: Annotated[
        str,
        typer.Option(
            "--format", metavar="TEXT", help="With {count}, {goal}, {due}, {day} and {reset}."
        ),
    ] = FORMAT,
) -> StandaloneCommand:
    """Print one line for a shell prompt.

    It never writes, waits or fails.
    """
    return StandaloneCommand(lambda invocation: line(invocation, layout))
