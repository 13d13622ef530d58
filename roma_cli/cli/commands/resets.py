"""The words of `roma reset`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.options import command, subject
from roma_cli.dispatch import Deed
from roma_cli.usecases.day import resets
from roma_cli.usecases.settings import schedule as schedule_commands

app = subject("When the day begins again, and what it closed.")


@command(app, "check", "roma reset check --all-users")
def check(
    *,
    all_users: Annotated[
        bool, typer.Option("--all-users", help="For every user of the file, as cron wants it.")
    ] = False,
) -> Deed:
    """Do the reset that is due; one line if there was one, silent otherwise."""
    return Deed(resets.check_all if all_users else resets.check, makes_file=False)


@command(app, "show", "roma reset show")
def show() -> Deed:
    """Show when the next reset is, and by which rule."""
    return Deed(resets.show)


@command(app, "now", "roma reset now")
def now() -> Deed:
    """Close the count into the current day; the daily boundary stays."""
    return Deed(resets.now)


@command(app, "history", "roma reset history --limit 7")
def history(
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=1_000_000, metavar="N", help="How many.")
    ] = 30,
) -> Deed:
    """List the newest resets."""
    return Deed(lambda visit: resets.history(visit, limit))


@command(app, "prune", "roma reset prune")
def prune() -> Deed:
    """Remove reset events older than event_retention_days; statistics stay."""
    return Deed(schedule_commands.prune)
