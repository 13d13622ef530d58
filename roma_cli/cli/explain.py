"""The words of `roma why`, and `roma simulate`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.acts import explain
from roma_cli.cli.frame import command, single, subject
from roma_cli.visit import Deed, Errand

why = subject("Why a number or a date is what it is.")
simulate = single()


@command(why, "count", "roma why count")
def count() -> Deed:
    """List the sessions and corrections that make today's number."""
    return Deed(explain.count)


@command(why, "reset", "roma why reset")
def reset() -> Deed:
    """Tell the rule of your day, its boundaries, and a change of clocks that is near."""
    return Deed(explain.reset)


@command(
    simulate, "simulate", "roma simulate --days 400 --timezone America/Santiago --reset-time 0"
)
def _simulate(
    number: Annotated[
        int, typer.Option("--days", min=1, max=4000, metavar="N", help="How many days.")
    ] = 14,
    timezone: Annotated[
        str | None, typer.Option("--timezone", metavar="ZONE", help="Another zone than yours.")
    ] = None,
    reset_time: Annotated[
        str | None, typer.Option("--reset-time", metavar="TIME", help="Another time than yours.")
    ] = None,
) -> Errand:
    """List coming days with their boundaries, clock changes marked; needs no file."""
    return Errand(
        lambda request: explain.simulate(
            request, number=number, timezone=timezone, reset_time=reset_time
        )
    )
