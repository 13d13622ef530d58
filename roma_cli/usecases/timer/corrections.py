"""What the commands do that put the timer right: longer, begun earlier, for a task, interrupted."""

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
    from roma_cli.domain.changes import Entry
    from roma_cli.domain.day_records import TimerSession
    from roma_cli.usecases.result import Line

_NO_TASK = "none"


def extend(context: Context, typed: str) -> Result:
    """Move the end of the timer on; in overtime, make the phase that ended longer."""
    seconds = timer_corrections.parse_length(typed, "roma timer extend 5")
    ended: list[TimerSession] = []

    def decide() -> tuple[str, list[Entry]]:
        one = day_queries.running(context.file, context.user_id)
        if one is not None:
            summary = f"{timer_rules.in_words(one.kind)} timer extended"
            return summary, timer_rules.extend(one, seconds, now=context.now)
        over = timer_rules.in_overtime(day_queries.open_sessions(context.file, context.user_id))
        if over is None:
            raise NotFound("no timer runs, and none has run to its end today", "roma timer start")
        ended.append(over)
        summary = f"{timer_rules.in_words(over.kind)} that ended extended"
        return summary, timer_corrections.lengthen(over, seconds, now=context.now)

    context.change(decide)
    result = timer_commands.show(context)
    if not ended:
        return result
    longer = day_queries.session(context.file, ended[0].id) or ended[0]
    said = line(
        Cell(timer_rules.in_words(longer.kind), "count"),
        f" lasted {due_dates.in_words(longer.planned_seconds)},"
        f" until {timer_commands.clock(context, int(longer.ended_at or context.now))}",
    )
    return result._replace(blocks=[said])


def amend(context: Context, typed: str) -> Result:
    """Bind the session that runs or was the last of today to a task, or to none."""
    task_id = None if typed.strip().lower() == _NO_TASK else task_of(context, typed)
    bound: list[TimerSession] = []

    def decide() -> tuple[str, list[Entry]]:
        done = day_queries.open_sessions(context.file, context.user_id)
        found = timer_corrections.to_bind(done, day_queries.running(context.file, context.user_id))
        if not found:
            raise NotFound("there was no session today", "roma timer start")
        bound[:] = found
        whose = "no task" if task_id is None else f"task {task_id}"
        return f"session bound to {whose}", timer_corrections.bind(found, task_id, now=context.now)

    context.change(decide)
    running = day_queries.running(context.file, context.user_id)
    return Result(
        [_bound(context, bound, task_id)],
        lambda: {**timer_commands.shape(context, running), "amended": [one.id for one in bound]},
        theme=context.configuration.theme,
    )


def interrupt(context: Context, words: Sequence[str]) -> Result:
    """Note that something broke into the session; it runs on."""
    reason = " ".join(words)
    return timer_commands.on_running(
        context,
        "interrupted",
        lambda one: timer_corrections.interrupt(one, reason, now=context.now),
    )


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
    told = timer_commands.progress(context, task_id)
    return line(
        f"{what}: now on ",
        Cell(str(task_id), "id"),
        f"  {task.title}",
        Cell(f"  {told}" if told else "", "dim"),
    )
