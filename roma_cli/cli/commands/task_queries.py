"""The words of `roma task` that list: list, search, tags."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.commands.tasks import Priority, app
from roma_cli.cli.input import completion
from roma_cli.cli.options import command
from roma_cli.dispatch import Command
from roma_cli.usecases.tasks import commands as task_commands
from roma_cli.usecases.tasks import tags as tag_commands
from roma_cli.usecases.tasks.query import Chosen

Limit = Annotated[
    int | None,
    typer.Option("--limit", min=1, max=1_000_000, metavar="N", help="No more than so many."),
]
All = Annotated[bool, typer.Option("--all", help="Every row, however high the screen.")]


@command(app, "list", "roma task list report --due week --priority high")
def list_tasks(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="[WORDS]...", help="Tasks with all of these.")
    ] = None,
    status: Annotated[
        str,
        typer.Option("--status", metavar="pending|completed|waiting|all", help="Which tasks."),
    ] = "pending",
    priority: Priority = None,
    tag: Annotated[
        str | None,
        typer.Option(
            "--tag",
            "-t",
            metavar="TAG",
            help="Tasks with this label.",
            autocompletion=completion.tags,
        ),
    ] = None,
    project: Annotated[
        str | None, typer.Option("--project", metavar="NAME", help="Tasks of this project.")
    ] = None,
    due: Annotated[
        str | None,
        typer.Option("--due", metavar="today|week|overdue|none", help="Tasks due then."),
    ] = None,
    before: Annotated[
        str | None, typer.Option("--before", metavar="WHEN", help="Tasks due before then.")
    ] = None,
    after: Annotated[
        str | None, typer.Option("--after", metavar="WHEN", help="Tasks due after then.")
    ] = None,
    sort: Annotated[
        str, typer.Option("--sort", metavar="due|priority|created|title|id", help="In what order.")
    ] = "due",
    limit: Limit = None,
    *,
    everything: All = False,
) -> Command:
    """List tasks by deadline, priority and number."""
    chosen = Chosen(status, priority, tag, project, due, before, after, sort, limit)
    return Command(
        lambda context: task_commands.list_tasks(context, words or (), chosen, cut=not everything)
    )


@command(app, "search", "roma task search quarterly report")
def search(
    words: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Words, or beginnings.")],
    limit: Limit = None,
) -> Command:
    """Find tasks by the words of title, description and tags, best match first."""
    return Command(
        lambda context: task_commands.search(context, words, limit or task_commands.FOUND_AT_MOST)
    )


@command(app, "tags", "roma task tags --rename work job")
def tags(
    rename: Annotated[
        tuple[str, str] | None,
        typer.Option(
            "--rename",
            metavar="OLD NEW",
            help="Give a label another name everywhere.",
            autocompletion=completion.tags,
        ),
    ] = None,
) -> Command:
    """List the labels of pending tasks with their counts."""
    if rename is not None:
        old, new = rename
        return Command(lambda context: tag_commands.rename(context, old, new))
    return Command(tag_commands.list_tags)
