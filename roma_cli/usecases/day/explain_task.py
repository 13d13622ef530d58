"""Explanation of a task's dates."""

from __future__ import annotations

from roma_cli.domain import due as due_dates
from roma_cli.domain import task as task_rules
from roma_cli.domain.repeats import recurrence, series
from roma_cli.usecases import json_shapes
from roma_cli.usecases.result import Result, facts
from roma_cli.usecases.tasks.commands import named

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.domain.task_fields import Task

_DATES = 5


def task(context: Context, number: int) -> Result:
    """Explain a task's due date, its deadline, and the schedule it comes from."""
    [one] = named(context, [number])
    coming = _coming(context, one)
    rows = [("task", f"{one.id} {one.title}"), ("due", _due(context, one))]
    rows += _repeat(context, one)
    if coming:
        rows.append(("coming up", "; ".join(due_dates.exact(due, context.rule) for due in coming)))
    if one.wait_until is not None:
        rows.append(
            ("hidden until", due_dates.exact(due_dates.Due(one.wait_until, None), context.rule))
        )
    return Result(
        [facts(*rows)],
        lambda: {
            "task": json_shapes.task(context, one),
            "why": dict(rows),
            "coming": [due_dates.typeable(due, context.rule) for due in coming],
        },
    )


def _due(context: Context, one: Task) -> str:
    due = task_rules.due_of(one)
    if due is None:
        return "it has no due date, so it is never overdue"
    end = due_dates.Due(due_dates.deadline(due, context.rule), None)
    state = "overdue since" if json_shapes.is_overdue(context, one) else "in time until"
    return f"{due_dates.exact(due, context.rule)}; {state} {due_dates.exact(end, context.rule)}"


def _repeat(context: Context, one: Task) -> list[tuple[str, str]]:
    if one.recurrence == "none":
        return []
    rows = [("repeats", one.recurrence)]
    if one.repeat_from == "completion":
        return [*rows, ("counted", "from the day it is done")]
    anchor = due_dates.exact(series.anchor_of(one), context.rule)
    place = (one.series_index or 0) - (one.anchor_index or 0)
    return [*rows, ("counted", f"from {anchor}, of which this is number {place} after the first")]


def _coming(context: Context, one: Task) -> list[due_dates.Due]:
    repeat = series.repeat_of(one)
    if repeat is None or one.repeat_from == "completion":
        return []
    return recurrence.preview(repeat, series.anchor_of(one), context.rule, context.now, _DATES)
