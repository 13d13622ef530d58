"""The commands of `roma user`."""

from __future__ import annotations

from roma_cli.cli.declaration import argument, command
from roma_cli.dispatch import Command
from roma_cli.usecases.settings import users as user_commands


@command("user add", "roma user add anna", argument("name", "NAME", "Name, at most 50 characters."))
def add(name: str) -> Command:
    """Add a user with their own tasks, count and settings."""
    return Command(lambda context: user_commands.add(context, name))


@command("user list", "roma user list")
def list_users() -> Command:
    """List the users of the data file."""
    return Command(user_commands.list_users)
