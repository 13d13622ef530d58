"""`roma stats`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.options import GlobalOptions, command, single
from roma_cli.dispatch import Command
from roma_cli.domain.errors import UsageError
from roma_cli.usecases.stats import commands as stats_commands
from roma_cli.usecases.stats.collect import Asked

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
    html: Annotated[
        str | None, typer.Option("--html", metavar="FILE", help="Write a page; `-` is stdout.")
    ] = None,
    svg: Annotated[
        str | None, typer.Option("--svg", metavar="FILE", help="Write a picture; `-` is stdout.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Take the place of FILE.")] = False,
) -> Command:
    """Show what each day came to."""
    if csv and ctx.ensure_object(GlobalOptions).json:
        raise UsageError("--csv and --json both say what to print", "roma stats --csv")
    way = None if by is None else by.strip().lower()
    asked = Asked(number, first, last, way, heatmap, csv, anonymous)
    if html is None and svg is None:
        if yes:
            raise UsageError("--yes is for --html and --svg", "roma stats --html stats.html --yes")
        return Command(lambda context: stats_commands.show(context, asked))
    return _drawn(asked, html, svg, yes=yes, json=ctx.ensure_object(GlobalOptions).json)


def _drawn(asked: Asked, html: str | None, svg: str | None, *, yes: bool, json: bool) -> Command:
    """Return what writes a page or a picture; raises UsageError for what says nothing there."""
    from roma_cli.adapters import atomic_files  # noqa: PLC0415
    from roma_cli.usecases.stats import page as stats_page  # noqa: PLC0415 - only where something is drawn

    option, path = ("--html", html) if html is not None else ("--svg", str(svg))
    again = f"roma stats {option} stats.{option[2:]}"
    others = {
        "--svg": html is not None and svg is not None,
        "--json": json,
        "--csv": asked.csv,
        "--by": asked.by is not None,
        "--heatmap": asked.heatmap,
    }
    for other, given in others.items():
        if given:
            raise UsageError(f"{option} and {other} both say what to make", again)
    target = stats_page.Target(None if path == "-" else path, yes)
    if target.path is not None:
        atomic_files.refuse(target.path, yes=yes, again=again)
    from roma_cli.cli.output.html import page  # noqa: PLC0415 - only where something is drawn

    draw = page.page if option == "--html" else page.picture
    return Command(lambda context: stats_page.draw(context, asked, target, draw))
