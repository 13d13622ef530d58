"""The commands of `roma schedule`."""

from __future__ import annotations

from roma_cli.cli.declaration import command, flag
from roma_cli.dispatch import Command, StandaloneCommand
from roma_cli.usecases.settings import schedule as schedule_commands

SYSTEMD = flag("--systemd", "Systemd user timers instead of the crontab.")


@command("schedule list", "roma schedule list --json")
def list_rows() -> Command:
    """List what is on your schedule, and when it is next."""
    return Command(schedule_commands.list_rows)


@command("schedule show", "roma schedule show --systemd", SYSTEMD)
def show(*, systemd: bool) -> StandaloneCommand:
    """Print what install would write; changes nothing."""
    return StandaloneCommand(lambda invocation: schedule_commands.show(invocation, systemd=systemd))


@command("schedule install", "roma schedule install", SYSTEMD)
def install(*, systemd: bool) -> StandaloneCommand:
    """Have cron or systemd look for what is due every five minutes."""
    return StandaloneCommand(
        lambda invocation: schedule_commands.install(invocation, systemd=systemd)
    )


@command("schedule remove", "roma schedule remove", SYSTEMD)
def remove(*, systemd: bool) -> StandaloneCommand:
    """Take out what install wrote, and nothing else."""
    return StandaloneCommand(
        lambda invocation: schedule_commands.remove(invocation, systemd=systemd)
    )


@command("schedule run", "roma schedule run")
def run() -> Command:
    """Do what is due on your schedule now."""
    return Command(schedule_commands.run, makes_file=False)
