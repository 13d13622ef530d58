"""The words of `roma data`."""

from __future__ import annotations

import shlex
from functools import partial
from typing import Annotated

import typer

from roma_cli.acts import backups, data
from roma_cli.carry import Errand
from roma_cli.cli import typed
from roma_cli.cli.frame import command, subject

app = subject("The file itself.")


@command(app, "path", "roma data path")
def path() -> Errand:
    """Print where the file is; opens nothing."""
    return Errand(data.path)


@command(app, "backup", "roma data backup")
def backup() -> Errand:
    """Copy the file, checked, into the folder of backups beside it."""
    return Errand(backups.back_up)


@command(app, "restore", "roma data restore 1 --yes")
def restore(
    name: Annotated[
        str | None,
        typer.Argument(metavar="[NAME]", help="A number or name of the list, or a path."),
    ] = None,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> Errand:
    """Put a backup back, keeping first what is there; without a name list them."""
    if name is None:
        return Errand(backups.list_backups)
    confirm = partial(typed.confirm, yes=yes, hint=f"roma data restore {shlex.quote(name)} --yes")
    return Errand(partial(backups.restore, wanted=name, confirm=confirm))
