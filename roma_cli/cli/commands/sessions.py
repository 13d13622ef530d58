"""The words of `roma session`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.options import command, subject
from roma_cli.dispatch import Command
from roma_cli.usecases.day import session_count, session_list
from roma_cli.usecases.stats import commands as stats_commands

app = subject("Count work sessions, day by day.")


@command(app, "show", "roma session show --json")
def show() -> Command:
    """Show today's count, the goal and the next reset."""
    return Command(session_count.show)


@command(app, "set", "roma session set 15")
def set_count(
    count: Annotated[str, typer.Argument(metavar="N", help="From 0 to 1000.")],
) -> Command:
    """Set today's count by hand; the next completed session adds to it."""
    return Command(lambda context: session_count.set_count(context, count))


@command(app, "add", 'roma session add --minutes 50 --at "yesterday 17:10"')
def add(
    minutes: Annotated[
        str | None, typer.Option("--minutes", metavar="N", help="How long it was, 1 to 1440.")
    ] = None,
    task: Annotated[
        str | None, typer.Option("--task", metavar="ID", help="The task worked on.")
    ] = None,
    at: Annotated[
        str | None, typer.Option("--at", metavar="WHEN", help="When it ended; now by default.")
    ] = None,
    note: Annotated[
        str | None, typer.Option("--note", metavar="TEXT", help="What it was about.")
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", "-t", metavar="TAG", help="A tag; may be repeated.")
    ] = None,
) -> Command:
    """Record a work session done without the timer."""
    return Command(
        lambda context: session_count.add(
            context, minutes=minutes, task=task, at=at, note=note, tags=tag or ()
        )
    )


@command(app, "history", "roma session history --days 30")
def history(
    number: Annotated[
        int, typer.Option("--days", min=1, max=100_000, metavar="N", help="How many days.")
    ] = 14,
    *,
    each: Annotated[
        bool, typer.Option("--each", help="Every session of these days instead.")
    ] = False,
) -> Command:
    """List days with their count, corrections by hand and focus time."""
    if each:
        return Command(lambda context: session_list.each(context, number))
    return Command(lambda context: stats_commands.history(context, number))
