"""The words of `roma schedule`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.options import command, subject
from roma_cli.dispatch import Deed, Errand
from roma_cli.usecases.settings import schedule as schedule_commands

app = subject("Have the machine look for what is due.")

Systemd = Annotated[
    bool, typer.Option("--systemd", help="Systemd user timers instead of the crontab.")
]


@command(app, "list", "roma schedule list --json")
def list_rows() -> Deed:
    """List what is on your schedule, and when it is next."""
    return Deed(schedule_commands.list_rows)


@command(app, "show", "roma schedule show --systemd")
def show(*, systemd: Systemd = False) -> Errand:
    """Print what install would write; changes nothing."""
    return Errand(lambda request: schedule_commands.show(request, systemd=systemd))


@command(app, "install", "roma schedule install")
def install(*, systemd: Systemd = False) -> Errand:
    """Have cron or systemd look for what is due every five minutes."""
    return Errand(lambda request: schedule_commands.install(request, systemd=systemd))


@command(app, "remove", "roma schedule remove")
def remove(*, systemd: Systemd = False) -> Errand:
    """Take out what install wrote, and nothing else."""
    return Errand(lambda request: schedule_commands.remove(request, systemd=systemd))


@command(app, "run", "roma schedule run")
def run() -> Deed:
    """Do what is due on your schedule now."""
    return Deed(schedule_commands.run, makes_file=False)
