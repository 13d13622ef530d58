"""The words of `roma task`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.acts import tasks
from roma_cli.cli import typed
from roma_cli.cli.frame import command, subject
from roma_cli.visit import Deed

app = subject("Keep tasks: add, list, finish, change.")

Ids = Annotated[
    list[str], typer.Argument(metavar="ID...", help="Numbers, ranges 3-7, - for stdin.")
]
Priority = Annotated[
    str | None,
    typer.Option("--priority", "-p", metavar="low|medium|high", help="How urgent it is."),
]
Description = Annotated[
    str | None, typer.Option("--description", metavar="TEXT", help="A longer text; - reads stdin.")
]


@command(app, "add", 'roma task add "Write the report" --due "tomorrow 9am" -p high -t work')
def add(
    title: Annotated[list[str], typer.Argument(metavar="TITLE...", help="Words; - reads lines.")],
    due: Annotated[
        str | None, typer.Option("--due", metavar="WHEN", help="A day or a moment: fri 17:00.")
    ] = None,
    priority: Priority = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", "-t", metavar="TAG", help="A label; repeatable.")
    ] = None,
    description: Description = None,
) -> Deed:
    """Add a task, or with - one task per line of standard input."""
    many = title == ["-"]
    titles = typed.lines("titles") if many else [" ".join(title)]
    text = typed.text(description)
    return Deed(
        lambda visit: tasks.add_all(
            visit,
            titles,
            many=many,
            due=due,
            priority=priority or "medium",
            tags=tag or (),
            description=text or "",
        )
    )


@command(app, "list", "roma task list --due week --priority high")
def list_tasks(
    words: Annotated[
        list[str] | None, typer.Argument(metavar="WORDS...", help="Only tasks with all of these.")
    ] = None,
    status: Annotated[
        str, typer.Option("--status", metavar="pending|completed|all", help="Which tasks.")
    ] = "pending",
    priority: Priority = None,
    tag: Annotated[
        str | None, typer.Option("--tag", "-t", metavar="TAG", help="Only tasks with this label.")
    ] = None,
    due: Annotated[
        str | None,
        typer.Option("--due", metavar="today|week|overdue|none", help="Only tasks due then."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, metavar="N", help="No more than so many.")
    ] = None,
) -> Deed:
    """List tasks by deadline, priority and number."""
    return Deed(
        lambda visit: tasks.list_tasks(
            visit, words or (), status=status, priority=priority, tag=tag, due=due, limit=limit
        )
    )


@command(app, "show", "roma task show 3")
def show(
    number: Annotated[str, typer.Argument(metavar="ID", help="The task's number.")],
) -> Deed:
    """Show every field of one task."""
    return Deed(lambda visit: tasks.show(visit, number))


@command(app, "done", "roma task done 3 5-7")
def done(ids: Ids) -> Deed:
    """Complete tasks, all of them or none."""
    numbers = typed.words(ids)
    return Deed(lambda visit: tasks.done(visit, numbers))


@command(app, "reopen", "roma task reopen 3")
def reopen(ids: Ids) -> Deed:
    """Make completed tasks pending again."""
    numbers = typed.words(ids)
    return Deed(lambda visit: tasks.reopen(visit, numbers))


@command(app, "edit", 'roma task edit 3 --due "fri 17:00" --priority low')
def edit(
    ids: Ids,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TITLE", help="A new title.")
    ] = None,
    due: Annotated[
        str | None, typer.Option("--due", metavar="WHEN|none", help="A new due date, or none.")
    ] = None,
    priority: Priority = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", "-t", metavar="TAG", help="Add a label.")
    ] = None,
    untag: Annotated[
        list[str] | None, typer.Option("--untag", metavar="TAG", help="Take a label off.")
    ] = None,
    description: Description = None,
) -> Deed:
    """Change fields of tasks, all of them or none."""
    numbers = typed.words(ids)
    text = typed.text(description)
    return Deed(
        lambda visit: tasks.edit(
            visit,
            numbers,
            title=title,
            description=text,
            due=due,
            priority=priority,
            tags=tag or (),
            untags=untag or (),
        )
    )


@command(app, "delete", "roma task delete 3 --yes")
def delete(
    ids: Ids,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> Deed:
    """Delete tasks; roma undo brings them back."""
    numbers = typed.words(ids)
    typed.confirm(f"Delete task {', '.join(numbers)}?", yes=yes, hint="roma task delete 3 --yes")
    return Deed(lambda visit: tasks.delete(visit, numbers))
