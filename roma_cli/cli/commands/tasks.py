"""The words of `roma task`: add, show, finish and change. `task_lists` has the rest."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from roma_cli.cli.input import completion, stdin
from roma_cli.cli.options import command, subject
from roma_cli.cli.printer import on_terminal
from roma_cli.dispatch import Command, StandaloneCommand
from roma_cli.usecases.tasks import commands as task_commands
from roma_cli.usecases.tasks.fields import NOTHING, Typed

app = subject("Keep tasks: add, list, finish, change.")

Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Numbers, 3-7, - for stdin.")]
Id = Annotated[str, typer.Argument(metavar="ID", help="The task's number.")]
Priority = Annotated[
    str | None,
    typer.Option("--priority", "-p", metavar="low|medium|high", help="How urgent."),
]
Description = Annotated[
    str | None, typer.Option("--description", metavar="TEXT", help="A longer text; - reads stdin.")
]
Tags = Annotated[
    list[str] | None,
    typer.Option(
        "--tag", "-t", metavar="TAG", help="A label; repeatable.", autocompletion=completion.tags
    ),
]
Due = Annotated[
    str | None, typer.Option("--due", metavar="WHEN", help="A day or a moment: fri 17:00; none.")
]
Repeat = Annotated[
    str | None,
    typer.Option("--repeat", metavar="HOW", help='daily, "every 2 weeks on mon, thu", none.'),
]
RepeatFrom = Annotated[
    str | None,
    typer.Option(
        "--repeat-from", metavar="due|completion", help="Count from the schedule, or when done."
    ),
]
Remind = Annotated[
    str | None,
    typer.Option("--remind", metavar="BEFORE", help="15m, 30m, 1h, 2h, 1d, 2d or 1w; none."),
]
Project = Annotated[
    str | None, typer.Option("--project", metavar="NAME", help="What it belongs to; none.")
]
Wait = Annotated[
    str | None, typer.Option("--wait", metavar="WHEN", help="Hide it until then; none.")
]
Estimate = Annotated[
    str | None, typer.Option("--estimate", metavar="N", help="Work sessions it will take; none.")
]
Parent = Annotated[
    str | None, typer.Option("--parent", metavar="ID", help="The task it is a part of; none.")
]


@command(app, "add", 'roma task add "Write the report" --due "tomorrow 9am" -p high -t work')
def add(
    title: Annotated[list[str], typer.Argument(metavar="TITLE...", help="Words; - reads lines.")],
    due: Due = None,
    priority: Priority = None,
    tag: Tags = None,
    repeat: Repeat = None,
    repeat_from: RepeatFrom = None,
    remind: Remind = None,
    project: Project = None,
    wait: Wait = None,
    estimate: Estimate = None,
    parent: Parent = None,
    description: Description = None,
) -> Command:
    """Add a task, or with - one task per line of standard input."""
    fields = Typed(
        due=due,
        priority=priority,
        tags=tuple(tag or ()),
        repeat=repeat,
        repeat_from=repeat_from,
        remind=remind,
        project=project,
        wait=wait,
        estimate=estimate,
        parent=parent,
        description=stdin.text(description),
    )
    if title == ["-"]:
        lines = stdin.lines("titles")
        return Command(lambda context: task_commands.add_lines(context, lines, fields))
    return Command(lambda context: task_commands.add(context, " ".join(title), fields))


@command(app, "show", "roma task show 3")
def show(number: Id) -> Command:
    """Show every field of one task, its notes and subtasks."""
    return Command(lambda context: task_commands.show(context, number))


@command(app, "done", "roma task done 3 5-7")
def done(ids: Ids) -> Command:
    """Complete tasks, all or none; what repeats gets its next one."""
    numbers = stdin.words(ids)
    return Command(lambda context: task_commands.done(context, numbers))


@command(app, "reopen", "roma task reopen 3")
def reopen(ids: Ids) -> Command:
    """Make completed tasks pending again."""
    numbers = stdin.words(ids)
    return Command(lambda context: task_commands.reopen(context, numbers))


@command(app, "edit", 'roma task edit 3 --due "fri 17:00" --priority low')
def edit(
    ids: Ids,
    title: Annotated[
        str | None, typer.Option("--title", metavar="TITLE", help="A new title.")
    ] = None,
    due: Due = None,
    priority: Priority = None,
    tag: Tags = None,
    untag: Annotated[
        list[str] | None,
        typer.Option(
            "--untag", metavar="TAG", help="Take a label off.", autocompletion=completion.tags
        ),
    ] = None,
    repeat: Repeat = None,
    repeat_from: RepeatFrom = None,
    remind: Remind = None,
    project: Project = None,
    wait: Wait = None,
    estimate: Estimate = None,
    parent: Parent = None,
    description: Description = None,
    append: Annotated[
        str | None, typer.Option("--append", metavar="TEXT", help="Add to the description.")
    ] = None,
) -> Command | StandaloneCommand:
    """Change fields of tasks, all or none; without options, in your editor."""
    numbers = stdin.words(ids)
    fields = Typed(
        title=title,
        due=due,
        priority=priority,
        tags=tuple(tag or ()),
        untags=tuple(untag or ()),
        repeat=repeat,
        repeat_from=repeat_from,
        remind=remind,
        project=project,
        wait=wait,
        estimate=estimate,
        parent=parent,
        description=stdin.text(description),
        append=append,
    )
    if fields == NOTHING and len(numbers) == 1 and on_terminal(sys.stdin):
        from roma_cli.cli.input import editor  # noqa: PLC0415 - starts programs, makes files

        return StandaloneCommand(lambda invocation: editor.edit(invocation, numbers[0]))
    return Command(lambda context: task_commands.edit(context, numbers, fields))


@command(app, "delete", "roma task delete 3 --yes")
def delete(
    ids: Ids,
    *,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
) -> Command:
    """Delete tasks; roma undo brings them back."""
    numbers = stdin.words(ids)
    stdin.confirm(f"Delete task {', '.join(numbers)}?", yes=yes, hint="roma task delete 3 --yes")
    return Command(lambda context: task_commands.delete(context, numbers))


@command(app, "note", 'roma task note 3 "called, no answer"')
def note(
    number: Id,
    text: Annotated[list[str], typer.Argument(metavar="TEXT...", help="Words; - reads stdin.")],
) -> Command:
    """Add a dated note to a task."""
    words = stdin.text("-") if text == ["-"] else " ".join(text)
    return Command(lambda context: task_commands.note(context, number, words or ""))


@command(app, "chain", "roma task chain 3")
def chain(number: Id) -> Command:
    """Show every occurrence of a repeating task, and how it went."""
    from roma_cli.usecases.tasks import recurring  # noqa: PLC0415 - only for what repeats

    return Command(lambda context: recurring.chain(context, number))


@command(app, "skip", "roma task skip 3 --until today")
def skip(
    ids: Ids,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="today", help="Skip all that lie before today."),
    ] = None,
) -> Command:
    """Pass over an occurrence of a repeating task without doing it."""
    numbers = stdin.words(ids)
    until_today = stdin.one_of("--until", until, "today")
    from roma_cli.usecases.tasks import recurring  # noqa: PLC0415 - only for what repeats

    return Command(lambda context: recurring.skip(context, numbers, until_today=until_today))


@command(app, "stop", "roma task stop 3")
def stop(ids: Ids) -> Command:
    """End a repeat; the open occurrence and the history stay."""
    numbers = stdin.words(ids)
    from roma_cli.usecases.tasks import recurring  # noqa: PLC0415 - only for what repeats

    return Command(lambda context: recurring.stop(context, numbers))
