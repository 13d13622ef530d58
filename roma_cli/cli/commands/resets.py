"""The commands of `roma reset`."""

from __future__ import annotations

from roma_cli.cli.declaration import command, flag, option
from roma_cli.dispatch import Command
from roma_cli.usecases.day import resets


@command(
    "reset check",
    "roma reset check --all-users",
    flag("--all-users", "For every user of the data file (for cron)."),
)
def check(*, all_users: bool) -> Command:
    """Run the daily reset if it is due; print a line only if it was."""
    return Command(resets.check_all if all_users else resets.check, makes_file=False)


@command("reset show", "roma reset show", returns="Reset", tool="reads")
def show() -> Command:
    """Show when the next reset is and why."""
    return Command(resets.show)


@command("reset now", "roma reset now", chat=True)
def now() -> Command:
    """Reset the count now; the daily reset time stays the same."""
    return Command(resets.now)


@command(
    "reset history",
    "roma reset history --limit 7",
    option("--limit", "N", "Maximum number to list.", "int", 30, least=1, most=1_000_000),
)
def history(limit: int) -> Command:
    """List recent resets."""
    return Command(lambda context: resets.history(context, limit))


@command("reset prune", "roma reset prune")
def prune() -> Command:
    """Delete reset events older than event_retention_days; keep statistics."""
    from roma_cli.usecases.settings import schedule as schedule_commands

    return Command(schedule_commands.prune)
