"""Taking operations back, and doing them again."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.acts import history
from roma_cli.carry import Deed
from roma_cli.cli.frame import command, single

undo = single()
redo = single()


@command(undo, "undo", "roma undo")
def _undo(
    number: Annotated[
        str | None, typer.Argument(metavar="ID", help="An operation; the newest by default.")
    ] = None,
    *,
    listing: Annotated[
        bool, typer.Option("--list", help="List the newest operations instead.")
    ] = False,
    limit: Annotated[
        int, typer.Option("--limit", min=1, max=1_000_000, metavar="N", help="How many to list.")
    ] = 20,
) -> Deed:
    """Take back the newest operation, or the one named, whole."""
    if listing:
        return Deed(lambda visit: history.operations(visit, limit))
    return Deed(lambda visit: history.undo(visit, number))


@command(redo, "redo", "roma redo")
def _redo() -> Deed:
    """Do again what was taken back last."""
    return Deed(history.redo)
