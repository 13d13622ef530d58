"""The command `roma doctor`."""

from __future__ import annotations

from roma_cli.cli.declaration import command, flag
from roma_cli.dispatch import StandaloneCommand
from roma_cli.usecases.doctor import doctor as checkup


@command(
    "doctor",
    "roma doctor --fix",
    flag("--fix", "Mend what can be worked out anew, after a backup."),
)
def doctor(*, fix: bool) -> StandaloneCommand:
    """Look for what is wrong with the file."""
    return StandaloneCommand(lambda invocation: checkup.doctor(invocation, fix=fix))
