"""The commands `roma today` and `roma prompt`: the day on a screen, and in one line."""

from __future__ import annotations

from roma_cli.cli.declaration import Tool, command, option
from roma_cli.dispatch import Command, StandaloneCommand
from roma_cli.usecases.day.prompt import FORMAT
from roma_cli.usecases.day.prompt import prompt as line

HELP = "Template with {count}, {goal}, {due}, {day} and {reset}."


@command("today", "roma today", returns="Today", tools=[Tool("today_show", "reads")])
def today() -> Command:
    """Show the day: due tasks, the session count, the next reset.

    `roma` without a command does the same.
    """
    from roma_cli.usecases.day import today as today_commands

    return Command(today_commands.show, tells_reminders=False)


@command(
    "prompt",
    "PS1='$(roma prompt) $ '",
    option("--format", "TEXT", HELP, default=FORMAT, name="layout"),
)
def prompt(layout: str) -> StandaloneCommand:
    """Print a status line for a shell prompt.

    It never writes, waits or fails.
    """
    return StandaloneCommand(lambda invocation: line(invocation, layout))
