"""`roma stats`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.acts import stats as acts
from roma_cli.carry import Deed
from roma_cli.cli.frame import command, single

stats = single()


@command(stats, "stats", "roma stats --days 30 --json")
def _stats(
    number: Annotated[
        int, typer.Option("--days", min=1, max=100_000, metavar="N", help="How many days.")
    ] = 14,
    *,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Without names, ids, device or zone.")
    ] = False,
) -> Deed:
    """Show what each day came to."""
    act = acts.anonymous if anonymous else acts.history
    return Deed(lambda visit: act(visit, number))
