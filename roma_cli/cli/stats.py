"""`roma stats`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.acts import stats as acts
from roma_cli.acts.stats_gather import Asked
from roma_cli.carry import Deed
from roma_cli.cli.frame import Wishes, command, single
from roma_cli.core.errors import UsageError

stats = single()


@command(stats, "stats", "roma stats --by week --from 2026-01-01")
def _stats(
    ctx: typer.Context,
    number: Annotated[
        int | None,
        typer.Option("--days", min=1, max=100_000, metavar="N", help="How many days.  [14]"),
    ] = None,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DATE", help="The first day.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DATE", help="The last day; else today.")
    ] = None,
    by: Annotated[
        str | None,
        typer.Option("--by", metavar="WHAT", help="day, week, month, tag, task or hour."),
    ] = None,
    *,
    heatmap: Annotated[
        bool, typer.Option("--heatmap", help="A year of days, by how much was done.")
    ] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print rows for a spreadsheet.")] = False,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Without names, titles, tags, ids or zone.")
    ] = False,
) -> Deed:
    """Show what each day came to."""
    if csv and ctx.ensure_object(Wishes).json:
        raise UsageError("--csv and --json both say what to print", "roma stats --csv")
    way = None if by is None else by.strip().lower()
    asked = Asked(number, first, last, way, heatmap, csv, anonymous)
    return Deed(lambda visit: acts.show(visit, asked))
