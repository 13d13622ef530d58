"""The commands `stats` and `session history`: statistics in the requested form."""

from __future__ import annotations

from roma_cli.domain.errors import UsageError
from roma_cli.usecases.result import Raw, Result
from roma_cli.usecases.result_charts import Either
from roma_cli.usecases.stats import by_day, collect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.usecases.stats.collect import StatsQuery
    from roma_cli.usecases.stats.view import View

GROUPS = ("day", "week", "month", "tag", "task", "hour")
"""What `--by` accepts."""


def show(context: Context, query: StatsQuery) -> Result:
    """Show statistics.

    Raises UsageError for options that contradict each other and dates that can't be parsed.
    """
    refuse_contradictions(query)
    view = _view(context, query)
    if not query.csv:
        return Result([Either(view.screen, view.pipe)], view.records)
    from roma_cli.usecases.stats import csv as stats_csv  # noqa: PLC0415 - only for CSV

    return Result([Raw(stats_csv.chunks(view.keys, view.rows()))], view.records)


def history(context: Context, number: int) -> Result:
    """List the last `number` days, oldest first, including today."""
    view = by_day.day(context, collect.StatsQuery(days=number))
    return Result(view.pipe, view.records)


def refuse_contradictions(query: StatsQuery) -> None:
    """Raise UsageError for options that can't be combined."""
    if query.by is not None and query.by not in GROUPS:
        known = ", ".join(GROUPS[:-1]) + f" or {GROUPS[-1]}"
        raise UsageError(f"--by takes {known}, not '{query.by}'", "roma stats --by week")
    if query.days is not None and query.first is not None:
        raise UsageError(
            "--days and --from both set the first day", f"roma stats --from {query.first}"
        )
    options = {"--by": query.by, "--days": query.days, "--from": query.first}
    for option, value in options.items():
        if query.heatmap and value is not None:
            raise UsageError(
                f"--heatmap always shows 53 weeks, so {option} can't be used with it",
                "roma stats --heatmap",
            )


def _view(context: Context, query: StatsQuery) -> View:
    if query.heatmap:
        from roma_cli.usecases.stats import heatmap  # noqa: PLC0415 - each view loads what it uses

        return heatmap.heatmap(context, query)
    if query.by in (None, "day"):
        return by_day.day(context, query)
    from roma_cli.usecases.stats import by_group  # noqa: PLC0415 - each view loads what it uses

    return by_group.VIEWS[str(query.by)](context, query)
