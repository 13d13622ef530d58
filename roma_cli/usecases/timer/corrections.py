"""Corrections of the timer: extend, bind to a task, note an interruption."""

from __future__ import annotations

from roma_cli.domain import due as due_dates
from roma_cli.domain import timer as timer_rules
from roma_cli.domain import timer_corrections
from roma_cli.domain.errors import NotFound
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases.day.session_count import task_of
from roma_cli.usecases.result import Cell, Result, line
from roma_cli.usecases.timer import commands as timer_commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.context import Context
    from roma_cli.domain.day_records import TimerSession
    from roma_cli.usecases.result import Line


def extend(context: Context, seconds: int) -> Result:
    """Move the end of the timer on; in overtime, make the phase that ended longer."""
    with context.operation() as op:
        one = day_queries.running(context.file, context.user_id)
        over = timer_rules.in_overtime(day_queries.open_sessions(context.file, context.user_id))
        if one is not None:
            entries = timer_rules.extend(one, seconds, now=context.now)
            op.write(timer_commands.summary(one, "extended"), entries)
        elif over is not None:
            entries = timer_corrections.lengthen(over, seconds, now=context.now)
            op.write(f"{timer_rules.in_words(over.kind)} that ended extended", entries)
        else:
            raise NotFound("no timer runs, and none has run to its end today", "roma timer start")
    result = timer_commands.show(context)
    if one is not None or over is None:
        return result
    longer = day_queries.session(context.file, over.id) or over
    message = line(
        Cell(timer_rules.in_words(longer.kind), "count"),
        f" lasted {due_dates.in_words(longer.planned_seconds)},"
        f" until {timer_commands.clock(context, int(longer.ended_at or context.now))}",
    )
    return result._replace(blocks=[message])


def amend(context: Context, task: int | None) -> Result:
    """Bind the session that runs or was the last of today to a task, or to none."""
    task_id = None if task is None else task_of(context, task)
    whose = "no task" if task_id is None else f"task {task_id}"
    with context.operation() as op:
        done = day_queries.open_sessions(context.file, context.user_id)
        running = day_queries.running(context.file, context.user_id)
        bound = timer_corrections.to_bind(done, running)
        if not bound:
            raise NotFound("there was no session today", "roma timer start")
        entries = timer_corrections.bind(bound, task_id, now=context.now)
        op.write(f"session bound to {whose}", entries)
    running = day_queries.running(context.file, context.user_id)
    return Result(
        [_bound(context, bound, task_id)],
        lambda: {**timer_commands.shape(context, running), "amended": [one.id for one in bound]},
    )


def interrupt(context: Context, reason: str) -> Result:
    """Note that something broke into the session; it runs on."""
    with context.operation() as op:
        one = timer_commands.running(context)
        entries = timer_corrections.interrupt(one, reason, now=context.now)
        op.write(timer_commands.summary(one, "interrupted"), entries)
    return timer_commands.show(context)


def _bound(context: Context, bound: Sequence[TimerSession], task_id: int | None) -> Line:
    first = bound[0]
    state = (
        "running"
        if first.ended_at is None
        else f"ended {timer_commands.clock(context, first.ended_at)}"
    )
    what = f"{timer_rules.in_words(first.kind)}, {state}"
    if task_id is None:
        return line(f"{what}: no task any more")
    task = task_queries.tasks(context.file, context.user_id, [task_id])[task_id]
    shown = timer_commands.progress(context, task_id)
    return line(
        f"{what}: now on ",
        Cell(str(task_id), "id"),
        f"  {task.title}",
        Cell(f"  {shown}" if shown else "", "dim"),
    )
