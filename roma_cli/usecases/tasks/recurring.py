"""Use cases of recurring tasks: the chain of occurrences, skip, stop."""

from __future__ import annotations

from roma_cli.domain import due as due_dates
from roma_cli.domain import task as task_rules
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats import series
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases import json_shapes
from roma_cli.usecases.result import Cell, Column, Result, Table
from roma_cli.usecases.tasks import view as task_view
from roma_cli.usecases.tasks.commands import changes_result, named, write

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.context import Context
    from roma_cli.domain.task_fields import Task


def chain(context: Context, number: int) -> Result:
    """Show every link of a series: on time, late, skipped or open."""
    [one] = named(context, [number])
    if one.series_id is None:
        raise UsageError(
            f"task {one.id} does not repeat", f'roma task edit {one.id} --repeat "every week"'
        )
    links = task_queries.series(context.file, one.series_id)
    rows = []
    index = 0
    for link in links:
        position = link.series_index or 0
        if position > index:
            gap = position - index
            rows.append((Cell(""), Cell(""), Cell(f"{gap} passed over", "dim"), Cell("")))
        index = position + 1
        rows.append(_link(context, link))
    columns = (Column("id", right=True), Column("due"), Column("how"), Column("done"))
    return Result(
        [Table(columns, rows)],
        lambda: [
            {**json_shapes.task(context, link), "outcome": series.outcome(link, context.rule)}
            for link in links
        ],
    )


def skip(context: Context, ids: Sequence[int], *, until_today: bool = False) -> Result:
    """Pass over occurrences without doing them; the next ones take their place."""
    with context.operation() as op:
        found = named(context, ids)
        entries = [
            entry
            for one in found
            for entry in series.skip(one, context.rule, now=context.now, until_today=until_today)
        ]
        changed, created = write(context, op, "skipped", found, entries)
    return Result(
        [
            *(task_view.change_line(context, "skipped", one) for one in changed),
            *(task_view.change_line(context, "next", one) for one in created),
        ],
        lambda: {
            "skipped": [json_shapes.task(context, one) for one in changed],
            "created": [json_shapes.task(context, one) for one in created],
        },
    )


def stop(context: Context, ids: Sequence[int]) -> Result:
    """End series; the open occurrences stay, and so does their history."""
    with context.operation() as op:
        found = named(context, ids)
        entries = [entry for one in found for entry in series.stop(one, now=context.now)]
        changed, _ = write(context, op, "ended the series of", found, entries)
    return changes_result(context, "does not repeat any more:", changed)


def _link(context: Context, link: Task) -> tuple[Cell, Cell, Cell, Cell]:
    due = task_rules.due_of(link)
    how = series.outcome(link, context.rule)
    done = ""
    if link.completed_at is not None and not link.skipped:
        done = due_dates.exact(due_dates.Due(link.completed_at, None), context.rule)
    return (
        Cell(str(link.id), "id"),
        Cell("" if due is None else due_dates.exact(due, context.rule), "due"),
        Cell(how, {"late": "overdue", "open": "count"}.get(how, "")),
        Cell(done, "dim"),
    )
