"""The words of `roma why`, and `roma simulate`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.options import command, single
from roma_cli.dispatch import Command, StandaloneCommand
from roma_cli.usecases.day import explain, explain_task

why = single()
simulate = single()


@command(why, "why", "roma why reset")
def _why(
    what: Annotated[
        str, typer.Argument(metavar="count|reset|ID", help="Today's number, the day, or a task.")
    ],
) -> Command:
    """Explain today's count, the reset, or a task's dates."""
    word = what.strip().lower()
    if word == "count":
        return Command(explain.count)
    if word == "reset":
        return Command(explain.reset)
    return Command(lambda context: explain_task.task(context, what))


@command(
    simulate, "simulate", "roma simulate --days 400 --timezone America/Santiago --reset-time 0"
)
def _simulate(
    number: Annotated[
        int, typer.Option("--days", min=1, max=4000, metavar="N", help="How many days.")
    ] = 14,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help="Another zone than yours.")
    ] = None,
    reset_time: Annotated[
        str | None, typer.Option("--reset-time", metavar="TIME", help="Another time than yours.")
    ] = None,
) -> StandaloneCommand:
    """List coming days, clock changes marked.

    It needs no file, and where there is one takes your zone and reset time from it.
    """
    return StandaloneCommand(
        lambda invocation: explain.simulate(
            invocation, number=number, timezone=timezone, reset_time=reset_time
        )
    )
