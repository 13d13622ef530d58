"""What happened, taking it back, and doing it again."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.options import command, single
from roma_cli.dispatch import Command
from roma_cli.usecases.history import log as log_commands
from roma_cli.usecases.history import undo as undo_commands

undo = single()
redo = single()
log = single()


@command(undo, "undo", "roma undo")
def _undo(
    number: Annotated[
        str | None, typer.Argument(metavar="ID", help="An operation; the newest by default.")
    ] = None,
    *,
    listing: Annotated[
        bool, typer.Option("--list", help="List the newest operations instead.")
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=1_000_000, metavar="N", help="How many to list.")
    ] = 20,
) -> Command:
    """Take back the newest operation, or the one named, whole."""
    if listing:
        return Command(lambda context: undo_commands.operations(context, limit))
    return Command(lambda context: undo_commands.undo(context, number))


@command(redo, "redo", "roma redo")
def _redo() -> Command:
    """Do again what was taken back last."""
    return Command(undo_commands.redo)


@command(log, "log", "roma log --task 3 --since monday")
def _log(
    *,
    task: Annotated[
        str | None,
        typer.Option("--task", metavar="ID", help="Only this task, and all of its series."),
    ] = None,
    event_type: Annotated[
        str | None,
        typer.Option("--type", metavar="TYPE", help="task, task.completed, reset, config …"),
    ] = None,
    since: Annotated[
        str | None, typer.Option("--since", metavar="WHEN", help="yesterday, monday, 2026-03-01 …")
    ] = None,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=1_000_000, metavar="N", help="How many at most.")
    ] = 50,
) -> Command:
    """List what happened to your tasks, count and settings."""
    return Command(
        lambda context: log_commands.log(
            context, log_commands.Wanted(task, event_type, since, limit)
        )
    )
