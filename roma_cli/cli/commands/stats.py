"""The command `roma stats`."""

from __future__ import annotations

from roma_cli.cli.declaration import Tool, command, common, flag, option
from roma_cli.dispatch import Command
from roma_cli.domain.errors import UsageError
from roma_cli.usecases.stats import commands as stats_commands
from roma_cli.usecases.stats.collect import StatsQuery

DAYS = option("--days", "N", "Number of days.  [14]", "int", least=1, most=100_000)
FIRST = option("--from", "DATE", "First day.", name="first", alias="first_day")
LAST = option("--to", "DATE", "Last day (default: today).", name="last", alias="last_day")
BY = option("--by", "WHAT", "Group by day, week, month, tag, task or hour.", offered=False)
GROUP = BY.but(choices="week|month|tag|task|hour", default=..., help="What to group by.")
TOOLS = (
    Tool("stats_days", "reads", parameters=(DAYS, FIRST, LAST)),
    Tool(
        "stats_by",
        "reads",
        returns="list[Total]",
        parameters=(GROUP, FIRST, LAST),
        about="Add up sessions and focus time.",
    ),
)


@command(
    "stats",
    "roma stats --by week --from 2026-01-01",
    common("json"),
    DAYS,
    FIRST,
    LAST,
    BY,
    flag("--heatmap", "Show a year as a heat map."),
    flag("--csv", "Print CSV."),
    flag("--anonymous", "Leave out names, titles, tags, IDs and the time zone."),
    option("--html", "FILE", "Write an HTML page; - for stdout.", offered=False),
    option("--svg", "FILE", "Write an SVG picture; - for stdout.", offered=False),
    flag("--yes -y", "Overwrite FILE."),
    returns="list[Day]",
    tools=TOOLS,
)
def stats(
    days: int | None,
    first: str | None,
    last: str | None,
    by: str | None,
    html: str | None,
    svg: str | None,
    *,
    json: bool,
    heatmap: bool,
    csv: bool,
    anonymous: bool,
    yes: bool,
) -> Command:
    """Show statistics by day."""
    if csv and json:
        raise UsageError("--csv and --json can't be used together", "roma stats --csv")
    way = None if by is None else by.strip().lower()
    query = StatsQuery(days, first, last, way, heatmap, csv, anonymous)
    if html is None and svg is None:
        if yes:
            raise UsageError(
                "--yes works only with --html or --svg", "roma stats --html stats.html --yes"
            )
        return Command(lambda context: stats_commands.show(context, query))
    return _drawn(query, html, svg, yes=yes, json=json)


def _drawn(
    query: StatsQuery, html: str | None, svg: str | None, *, yes: bool, json: bool
) -> Command:
    """Return what writes a page or a picture; raises UsageError for what says nothing there."""
    from roma_cli.adapters import atomic_files
    from roma_cli.usecases.stats import page as stats_page

    option, path = ("--html", html) if html is not None else ("--svg", str(svg))
    again = f"roma stats {option} stats.{option[2:]}"
    others = {
        "--svg": html is not None and svg is not None,
        "--json": json,
        "--csv": query.csv,
        "--by": query.by is not None,
        "--heatmap": query.heatmap,
    }
    for other, given in others.items():
        if given:
            raise UsageError(f"{option} and {other} can't be used together", again)
    target = stats_page.Target(None if path == "-" else path, yes)
    if target.path is not None:
        atomic_files.refuse(target.path, yes=yes, again=again)
    from roma_cli.cli.output.html import page

    draw = page.page if option == "--html" else page.picture
    return Command(
        lambda context: stats_page.write(context, target, draw(stats_page.page(context, query)))
    )
