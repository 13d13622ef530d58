"""The word `roma doctor`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.options import command, single
from roma_cli.dispatch import StandaloneCommand
from roma_cli.usecases.doctor import doctor as checkup

doctor = single()


@command(doctor, "doctor", "roma doctor --fix")
def _doctor(
    *,
    fix: Annotated[
        bool, typer.Option("--fix", help="Mend what can be worked out anew, after a backup.")
    ] = False,
) -> StandaloneCommand:
    """Look for what is wrong with the file."""
    return StandaloneCommand(lambda invocation: checkup.doctor(invocation, fix=fix))
