"""Use cases of the timer. A planned end that has passed is settled before any of them runs."""

from __future__ import annotations

from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain import timer as timer_rules
from roma_cli.domain.errors import NotFound
from roma_cli.domain.text import plural
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases.result import Cell, Result, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.domain.changes import Entry
    from roma_cli.domain.day_records import TimerSession
    from roma_cli.usecases.result import Line


def start(
    context: Context,
    kind: str | None = None,
    *,
    seconds: int | None = None,
    task: int | None = None,
    ago: int = 0,
) -> Result:
    """Start a timer of `kind`, or of what comes next, now or so many seconds `ago`."""
    task_id = None if task is None else _task_of(context, task)
    started_at = context.now - ago
    with context.operation() as op:
        own = context.configuration
        what = kind or timer_rules.next_kind(
            own, day_queries.open_sessions(context.file, context.user_id)
        )
        seconds = timer_rules.length_of(own, what) if seconds is None else seconds
        entries = timer_rules.start(
            own,
            day_queries.running(context.file, context.user_id),
            what,
            seconds=seconds,
            task_id=task_id,
            started_at=started_at,
            now=context.now,
        )
        if ago:
            from roma_cli.domain import timer_corrections  # noqa: PLC0415 - seldom

            day = days.day_at(context.rule, context.now)
            timer_corrections.check_start(
                started_at,
                seconds,
                previous_end=day_queries.last_end(
                    context.file, context.user_id, day.date.isoformat()
                ),
                day_start=day.start,
                now=context.now,
            )
        op.write(f"{timer_rules.in_words(what)} timer started", entries)
    return show(context)


def pause(context: Context) -> Result:
    """Pause the timer; its end moves on with the pause."""
    with context.operation() as op:
        one = running(context)
        op.write(summary(one, "paused"), timer_rules.pause(one, now=context.now))
    return show(context)


def resume(context: Context) -> Result:
    """Let a paused timer run on."""
    with context.operation() as op:
        one = running(context)
        op.write(summary(one, "resumed"), timer_rules.resume(one, now=context.now))
    return show(context)


def skip(context: Context) -> Result:
    """End this phase without counting it, and start the next one."""
    with context.operation() as op:
        one = running(context)
        own = context.configuration
        following = timer_rules.WORK if one.kind != timer_rules.WORK else timer_rules.SHORT
        started = timer_rules.start(
            own,
            None,
            following,
            seconds=timer_rules.length_of(own, following),
            task_id=one.task_id,
            started_at=context.now,
            now=context.now,
        )
        op.write(summary(one, "skipped"), [*_leave(context, one, "skipped"), *started])
    return show(context)


def stop(context: Context) -> Result:
    """End this phase without counting it."""
    with context.operation() as op:
        one = running(context)
        op.write(summary(one, "stopped"), _leave(context, one, "stopped"))
    return show(context)


def show(context: Context) -> Result:
    """Show what runs and how long it still takes, or what comes next."""
    one = day_queries.running(context.file, context.user_id)
    return Result([status(context, one)], lambda: shape(context, one))


def status(context: Context, one: TimerSession | None) -> Line:
    """Return the line with the timer's state."""
    if one is None:
        return _idle(context)
    rest = left(timer_rules.remaining(one, context.now))
    parts: list[str | Cell] = [Cell(timer_rules.in_words(one.kind), "count"), f"  {rest} left"]
    end = timer_rules.planned_end(one)
    if end is None:
        parts.append(Cell("  paused", "due"))
    else:
        parts.append(f", until {clock(context, end)}")
    interruptions = day_queries.interruptions(context.file, one.id)
    if interruptions:
        parts.append(Cell(f"  {plural(interruptions, 'interruption')}", "due"))
    found = [] if one.task_id is None else [one.task_id]
    for task in task_queries.tasks(context.file, context.user_id, found).values():
        parts += ["  ", Cell(str(task.id), "id"), f"  {task.title}"]
        shown = progress(context, task.id)
        if shown:
            parts.append(Cell(f"  {shown}", "dim"))
    return line(*parts)


def overtime(context: Context) -> Line | None:
    """Return the line with how long ago the last phase of today ended, if one did."""
    done = day_queries.open_sessions(context.file, context.user_id)
    over = timer_rules.in_overtime(done)
    if over is None:
        return None
    following = timer_rules.next_kind(context.configuration, done)
    ago = due_dates.in_words(context.now - int(over.ended_at or 0))
    return line(
        Cell(timer_rules.in_words(over.kind), "count"),
        f" ended {ago} ago; next: ",
        Cell(timer_rules.in_words(following), "count"),
    )


def progress(context: Context, task_id: int) -> str:
    """Return how much of a task's estimate is used up, or nothing where it has none."""
    done, estimate = day_queries.task_progress(context.file, task_id)
    return "" if estimate is None else timer_rules.burned(done, estimate)


def clock(context: Context, moment: int) -> str:
    """Return what the user's clock shows at a moment: `12:25`."""
    local = days.local(context.configuration.timezone, moment)
    return f"{local.hour:02d}:{local.minute:02d}"


def shape(context: Context, one: TimerSession | None) -> dict[str, object]:
    """Return the timer as scripts read it."""
    done = day_queries.open_sessions(context.file, context.user_id)
    zone = context.configuration.timezone
    end = None if one is None else timer_rules.planned_end(one)
    state = "idle" if one is None else "running" if end is not None else "paused"
    completed = [each for each in done if each.kind == "work" and each.outcome == "completed"]
    over = timer_rules.in_overtime(done) if one is None else None
    over_since = None if over is None else int(over.ended_at or 0)
    spent, estimate = None, None
    if one is not None:
        # What would come next if this phase were completed.
        done = [*done, one._replace(outcome="completed", ended_at=context.now)]
        if one.task_id is not None:
            spent, estimate = day_queries.task_progress(context.file, one.task_id)
    return {
        "state": state,
        "kind": None if one is None else one.kind,
        "remaining_seconds": None if one is None else timer_rules.remaining(one, context.now),
        "ends_at": None if end is None else days.iso_local(zone, end),
        "task_id": None if one is None else one.task_id,
        "completed_today": len(completed),
        "next_kind": timer_rules.next_kind(context.configuration, done),
        "overtime_seconds": None if over_since is None else max(0, context.now - over_since),
        "last_ended_at": None if over_since is None else days.iso_local(zone, over_since),
        "interruptions": 0 if one is None else day_queries.interruptions(context.file, one.id),
        "task_sessions": spent,
        "task_estimate": estimate,
    }


def _idle(context: Context) -> Line:
    shown = overtime(context)
    if shown is not None:
        return shown
    following = timer_rules.next_kind(
        context.configuration, day_queries.open_sessions(context.file, context.user_id)
    )
    return line("no timer runs; next: ", Cell(timer_rules.in_words(following), "count"))


def _leave(context: Context, one: TimerSession, outcome: str) -> list[Entry]:
    date = days.today(context.rule, timer_rules.left_at(one, context.now)).isoformat()
    stats = day_queries.daily_stats(context.file, context.user_id, date)
    return timer_rules.leave(context.configuration, one, stats, outcome, now=context.now)


def running(context: Context) -> TimerSession:
    """Return the timer that runs or is paused. Raises NotFound without one."""
    one = day_queries.running(context.file, context.user_id)
    if one is None:
        raise NotFound("no timer runs", "roma timer start")
    return one


def summary(one: TimerSession, verb: str) -> str:
    """Return the summary of an operation on a timer: `work timer paused`."""
    return f"{timer_rules.in_words(one.kind)} timer {verb}"


def _task_of(context: Context, task: int) -> int:
    from roma_cli.usecases.day.session_count import task_of  # noqa: PLC0415 - a millisecond, rarely needed

    return task_of(context, task)


def left(seconds: int) -> str:
    """Return a length as a countdown shows it: `12:34`."""
    minutes, rest = divmod(seconds, due_dates.MINUTE)
    return f"{minutes}:{rest:02d}"
