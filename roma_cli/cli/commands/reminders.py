"""The commands of `roma remind`."""

from __future__ import annotations

from roma_cli.cli.declaration import argument, command, flag
from roma_cli.dispatch import Command
from roma_cli.domain.errors import UsageError
from roma_cli.domain.ids import parse_id, parse_ids
from roma_cli.domain.reminder import parse_later, parse_when
from roma_cli.usecases.reminders import commands as reminder_commands

ALL_USERS = flag("--all-users", "For every user of the data file (for cron).")
WHEN = argument("when", "WHEN...", "A duration such as 10m, or a date and time.", "sentence")


def _number(typed: str) -> int:
    return parse_id(
        typed, UsageError(f"one number is wanted here, not '{typed}'", "roma remind list")
    )


@command(
    "remind list",
    "roma remind list --all",
    flag("--all", "Include sent, failed and cancelled reminders.", name="every", offered=True),
    returns="list[Reminder]",
    tool="reads",
)
def list_reminders(*, every: bool) -> Command:
    """List pending reminders."""
    return Command(
        lambda context: reminder_commands.list_reminders(context, every=every),
        tells_reminders=False,
    )


@command("remind check", "roma remind check --all-users", ALL_USERS)
def check(*, all_users: bool) -> Command:
    """Send due reminders once each. Exit 8 if one could not be delivered."""
    act = reminder_commands.check_all if all_users else reminder_commands.check
    return Command(act, makes_file=False, tells_reminders=False)


@command(
    "remind add",
    "roma remind add 3 30m",
    argument("task", "TASK", "Task ID.", "task"),
    WHEN.but(help="30m before, or a date and time."),
    returns="Reminder",
    tool="adds",
)
def add(task: str, when: str) -> Command:
    """Add a reminder to a task."""
    return Command(
        lambda context: reminder_commands.add(
            context, _number(task), parse_when(when, context.rule, context.now)
        )
    )


@command(
    "remind snooze",
    "roma remind snooze 3 10m",
    argument("number", "ID", "Reminder ID.", "id"),
    WHEN,
    chat=True,
)
def snooze(number: str, when: str) -> Command:
    """Postpone a reminder."""
    return Command(
        lambda context: reminder_commands.snooze(
            context, _number(number), parse_later(when, context.rule, context.now)
        )
    )


@command(
    "remind cancel",
    "roma remind cancel 3",
    argument("ids", "ID...", "IDs, ranges such as 3-7, or - for stdin.", "ids"),
)
def cancel(ids: list[str]) -> Command:
    """Cancel reminders."""
    return Command(lambda context: reminder_commands.cancel(context, parse_ids(ids)))


@command("remind test", "roma remind test")
def test() -> Command:
    """Send a test notification through each channel."""
    return Command(reminder_commands.test, tells_reminders=False)
