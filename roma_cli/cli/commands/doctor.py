"""The command `roma doctor`."""

from __future__ import annotations

from roma_cli.cli.declaration import command, flag
from roma_cli.dispatch import StandaloneCommand
from roma_cli.usecases.doctor import doctor as checkup


@command(
    "doctor",
    "roma doctor --fix",
    flag("--fix", "Make a backup, then repair what can be recalculated."),
)
def doctor(*, fix: bool) -> StandaloneCommand:
    """Check the data file for problems."""
    return StandaloneCommand(lambda invocation: checkup.doctor(invocation, fix=fix))
