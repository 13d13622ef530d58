"""The words of `roma remind`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.input import stdin
from roma_cli.cli.options import command, subject
from roma_cli.dispatch import Command
from roma_cli.usecases.reminders import commands as reminder_commands

app = subject("Reminders of tasks, sent from cron or by hand.")

Id = Annotated[str, typer.Argument(metavar="ID", help="The reminder's number.")]


@command(app, "list", "roma remind list --all")
def list_reminders(
    *,
    every: Annotated[
        bool, typer.Option("--all", help="Also those sent, failed and cancelled.")
    ] = False,
) -> Command:
    """List the reminders that wait."""
    return Command(
        lambda context: reminder_commands.list_reminders(context, every=every),
        tells_reminders=False,
    )


@command(app, "check", "roma remind check --all-users")
def check(
    *,
    all_users: Annotated[
        bool, typer.Option("--all-users", help="For every user of the file, as cron wants it.")
    ] = False,
) -> Command:
    """Send what is due, each once; silent if nothing is. Exit 8 if a notice failed."""
    act = reminder_commands.check_all if all_users else reminder_commands.check
    return Command(act, makes_file=False, tells_reminders=False)


@command(app, "add", "roma remind add 3 30m")
def add(
    task: Annotated[str, typer.Argument(metavar="TASK", help="The task's number.")],
    when: Annotated[list[str], typer.Argument(metavar="WHEN...", help="30m before, or a moment.")],
) -> Command:
    """Add a reminder to a task."""
    return Command(lambda context: reminder_commands.add(context, task, " ".join(when)))


@command(app, "snooze", "roma remind snooze 3 10m")
def snooze(
    number: Id,
    when: Annotated[list[str], typer.Argument(metavar="WHEN...", help="10m, or a moment.")],
) -> Command:
    """Put a reminder off."""
    return Command(lambda context: reminder_commands.snooze(context, number, " ".join(when)))


@command(app, "cancel", "roma remind cancel 3")
def cancel(
    ids: Annotated[list[str], typer.Argument(metavar="ID...", help="Numbers, 3-7, - for stdin.")],
) -> Command:
    """Cancel reminders."""
    numbers = stdin.words(ids)
    return Command(lambda context: reminder_commands.cancel(context, numbers))


@command(app, "test", "roma remind test")
def test() -> Command:
    """Send a sample through each channel, and say what happened."""
    return Command(reminder_commands.test, tells_reminders=False)
