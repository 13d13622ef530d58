"""The words of `roma schedule`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.options import command, subject
from roma_cli.dispatch import Command, StandaloneCommand
from roma_cli.usecases.settings import schedule as schedule_commands

app = subject("Have the machine look for what is due.")

Systemd = Annotated[
    bool, typer.Option("--systemd", help="Systemd user timers instead of the crontab.")
]


@command(app, "list", "roma schedule list --json")
def list_rows() -> Command:
    """List what is on your schedule, and when it is next."""
    return Command(schedule_commands.list_rows)


@command(app, "show", "roma schedule show --systemd")
def show(*, systemd: Systemd = False) -> StandaloneCommand:
    """Print what install would write; changes nothing."""
    return StandaloneCommand(lambda invocation: schedule_commands.show(invocation, systemd=systemd))


@command(app, "install", "roma schedule install")
def install(*, systemd: Systemd = False) -> StandaloneCommand:
    """Have cron or systemd look for what is due every five minutes."""
    return StandaloneCommand(
        lambda invocation: schedule_commands.install(invocation, systemd=systemd)
    )


@command(app, "remove", "roma schedule remove")
def remove(*, systemd: Systemd = False) -> StandaloneCommand:
    """Take out what install wrote, and nothing else."""
    return StandaloneCommand(
        lambda invocation: schedule_commands.remove(invocation, systemd=systemd)
    )


@command(app, "run", "roma schedule run")
def run() -> Command:
    """Do what is due on your schedule now."""
    return Command(schedule_commands.run, makes_file=False)
