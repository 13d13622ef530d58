"""The words of `roma reset`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.options import command, subject
from roma_cli.dispatch import Command
from roma_cli.usecases.day import resets
from roma_cli.usecases.settings import schedule as schedule_commands

app = subject("When the day begins again, and what it closed.")


@command(app, "check", "roma reset check --all-users")
def check(
    *,
    all_users: Annotated[
        bool, typer.Option("--all-users", help="For every user of the file, as cron wants it.")
    ] = False,
) -> Command:
    """Do the reset that is due; one line if there was one, silent otherwise."""
    return Command(resets.check_all if all_users else resets.check, makes_file=False)


@command(app, "show", "roma reset show")
def show() -> Command:
    """Show when the next reset is, and by which rule."""
    return Command(resets.show)


@command(app, "now", "roma reset now")
def now() -> Command:
    """Close the count into the current day; the daily boundary stays."""
    return Command(resets.now)


@command(app, "history", "roma reset history --limit 7")
def history(
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=1_000_000, metavar="N", help="How many.")
    ] = 30,
) -> Command:
    """List the newest resets."""
    return Command(lambda context: resets.history(context, limit))


@command(app, "prune", "roma reset prune")
def prune() -> Command:
    """Remove reset events older than event_retention_days; statistics stay."""
    return Command(schedule_commands.prune)
