"""The commands of `roma schedule`."""

from __future__ import annotations

from roma_cli.cli.declaration import command, flag
from roma_cli.dispatch import Command, StandaloneCommand
from roma_cli.usecases.settings import schedule as schedule_commands

SYSTEMD = flag("--systemd", "Use systemd user timers instead of the crontab.")


@command("schedule list", "roma schedule list --json")
def list_rows() -> Command:
    """List scheduled tasks and their next runs."""
    return Command(schedule_commands.list_rows)


@command("schedule show", "roma schedule show --systemd", SYSTEMD)
def show(*, systemd: bool) -> StandaloneCommand:
    """Print what install would write."""
    return StandaloneCommand(lambda invocation: schedule_commands.show(invocation, systemd=systemd))


@command("schedule install", "roma schedule install", SYSTEMD)
def install(*, systemd: bool) -> StandaloneCommand:
    """Have cron or systemd run due resets every five minutes."""
    return StandaloneCommand(
        lambda invocation: schedule_commands.install(invocation, systemd=systemd)
    )


@command("schedule remove", "roma schedule remove", SYSTEMD)
def remove(*, systemd: bool) -> StandaloneCommand:
    """Remove what install wrote."""
    return StandaloneCommand(
        lambda invocation: schedule_commands.remove(invocation, systemd=systemd)
    )


@command("schedule run", "roma schedule run")
def run() -> Command:
    """Run scheduled tasks that are due."""
    return Command(schedule_commands.run, makes_file=False)
