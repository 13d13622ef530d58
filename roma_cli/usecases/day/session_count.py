"""Use cases of the session count: show, set and add."""

from __future__ import annotations

from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain.errors import NotFound, UsageError
from roma_cli.domain.text import plural
from roma_cli.usecases import json_shapes
from roma_cli.usecases.result import Cell, Result, facts, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.context import Context


def show(context: Context) -> Result:
    """Show today's count, the goal and the next reset."""
    own = context.configuration
    today = days.day_at(context.rule, context.now)
    count = f"{own.today_session_count}/{own.daily_goal}"
    if own.manual_session_override is not None:
        count += f" (set by hand to {own.manual_session_override})"
    return Result(
        [
            facts(
                ("sessions", Cell(count, "count")),
                ("day", f"{today.date.isoformat()}, {own.timezone}"),
                ("next reset", next_reset(context)),
            )
        ],
        lambda: json_shapes.session(context),
    )


def set_count(context: Context, count: int) -> Result:
    """Set today's count by hand; the next completed session adds to it."""
    with context.operation() as op:
        entries = counting.set_count(context.configuration, count, now=context.now)
        op.write(f"session count set to {count}", entries)
    goal = context.configuration.daily_goal
    return Result(
        [line("sessions today: ", Cell(f"{count}/{goal}", "count"), " (set by hand)")],
        lambda: json_shapes.session(context),
    )


def add(
    context: Context,
    *,
    seconds: int | None = None,
    task: int | None = None,
    at: int | None = None,
    note: str | None = None,
    tags: Sequence[str] = (),
) -> Result:
    """Record a work session done without the timer, ended now or at the moment `at`."""
    seconds = context.configuration.work_duration if seconds is None else seconds
    ended_at = context.now if at is None else at
    if ended_at > context.now:
        when = days.iso_local(context.configuration.timezone, ended_at)
        raise UsageError(
            f"a session that is done cannot end in the future ({when})",
            'roma session add --at "yesterday 17:10"',
        )
    task_id = None if task is None else task_of(context, task)
    words = note_and_tags(note, tags) if note is not None or tags else {}
    from roma_cli.storage.queries import days as day_queries  # noqa: PLC0415 - `session show` does without

    with context.operation() as op:
        own = context.configuration
        day = days.day_at(context.rule, ended_at)
        closed = counting.is_closed(own, day)
        limited = not closed and own.today_session_count >= counting.LIMIT
        date = day.date.isoformat()
        entries = counting.add_session(
            own,
            day_queries.daily_stats(context.file, context.user_id, date),
            ended_at=ended_at,
            seconds=seconds,
            task_id=task_id,
            now=context.now,
            **words,
        )
        op.write(f"session of {plural(seconds // 60, 'minute')} added to {date}", entries)
    own = context.configuration
    length = due_dates.in_words(seconds)
    tally = Cell(f"{own.today_session_count}/{own.daily_goal}", "count")
    message = line(f"added a session of {length}; sessions today: ", tally)
    if closed:
        message = line(f"added a session of {length} to {date}, a day that is closed")
    full = [f"the session is kept, but a count ends at {counting.LIMIT}"] if limited else []
    return Result([message], lambda: json_shapes.session(context), full)


def note_and_tags(note: str | None, tags: Sequence[str]) -> dict[str, str]:
    """Return a session's own note and tags as they are stored. Raises UsageError past limits."""
    from roma_cli.domain import task as task_rules  # noqa: PLC0415 - most sessions have neither
    from roma_cli.domain.text import storable  # noqa: PLC0415

    try:
        found = task_rules.clean_tags(tags)
        text = "" if note is None else storable(note, "the note", least=0, most=counting.NOTE_LIMIT)
    except UsageError as problem:
        message = problem.message.replace("a task has", "a session has")
        raise UsageError(message, "roma session add --note draft --tag work") from None
    return {"note": text, "tags": " ".join(found)}


def next_reset(context: Context) -> str:
    """Return how long it is to the next reset, and its moment with offset."""
    own = context.configuration
    end = counting.next_reset(own, context.now)
    return f"in {due_dates.in_words(end - context.now)} ({days.iso_local(own.timezone, end)})"


def task_of(context: Context, number: int) -> int:
    """Return the task `number`; of a series, its open occurrence if that one is done.

    Raises NotFound.
    """
    from roma_cli.storage.queries import tasks as task_queries  # noqa: PLC0415 - most have no task

    found = task_queries.tasks(context.file, context.user_id, [number])
    if number not in found:
        raise NotFound(f"there is no task {number}", "roma task list")
    task = found[number]
    if task.status == "completed" and task.series_id is not None:
        for link in task_queries.series(context.file, task.series_id):
            if link.status == "pending":
                return int(link.id)
    return number
