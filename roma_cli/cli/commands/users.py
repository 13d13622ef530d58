"""The words of `roma user`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.options import command, subject
from roma_cli.dispatch import Command
from roma_cli.usecases.settings import users as user_commands

app = subject("Who keeps their days in the file.")


@command(app, "add", "roma user add anna")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="At most 50 characters.")],
) -> Command:
    """Make a user with a day, a count, tasks and settings of their own."""
    return Command(lambda context: user_commands.add(context, name))


@command(app, "list", "roma user list")
def list_users() -> Command:
    """List the users of the file."""
    return Command(user_commands.list_users)
