"""The words of `roma user`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.options import command, subject
from roma_cli.dispatch import Deed
from roma_cli.usecases.settings import users as user_commands

app = subject("Who keeps their days in the file.")


@command(app, "add", "roma user add anna")
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="At most 50 characters.")],
) -> Deed:
    """Make a user with a day, a count, tasks and settings of their own."""
    return Deed(lambda visit: user_commands.add(visit, name))


@command(app, "list", "roma user list")
def list_users() -> Deed:
    """List the users of the file."""
    return Deed(user_commands.list_users)
