"""What the commands of the session count do."""

from __future__ import annotations

from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain.errors import NotFound, UsageError
from roma_cli.domain.ids import parse_ids
from roma_cli.domain.text import plural, whole_number
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases import json_shapes
from roma_cli.usecases.result import Cell, Result, facts, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.context import Context

_LONGEST = 24 * 60
"""Minutes of the longest session: what the column of its length takes."""


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
        theme=own.theme,
    )


def set_count(context: Context, number: str) -> Result:
    """Set today's count by hand; the next completed session adds to it."""
    count = _count(number)

    with context.operation() as op:
        entries = counting.set_count(context.configuration, count, now=context.now)
        op.write(f"session count set to {count}", entries)
    goal = context.configuration.daily_goal
    return Result(
        [line("sessions today: ", Cell(f"{count}/{goal}", "count"), " (set by hand)")],
        lambda: json_shapes.session(context),
        theme=context.configuration.theme,
    )


def add(
    context: Context,
    *,
    minutes: str | None = None,
    task: str | None = None,
    at: str | None = None,
    note: str | None = None,
    tags: Sequence[str] = (),
) -> Result:
    """Record a work session done without the timer, ended now or `at` a past moment."""
    seconds = context.configuration.work_duration if minutes is None else minutes_of(minutes) * 60
    ended_at = context.now if at is None else _past(context, at)
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
    said = line(f"added a session of {length}; sessions today: ", tally)
    if closed:
        said = line(f"added a session of {length} to {date}, a day that is closed")
    full = f"the session is kept, but a count ends at {counting.LIMIT}"
    return Result(
        [said],
        lambda: json_shapes.session(context),
        messages=(full,) if limited else (),
        theme=own.theme,
    )


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


def _count(typed: str) -> int:
    number = whole_number(typed)
    if number is None:
        raise UsageError(
            f"a session count is a whole number from 0 to {counting.LIMIT}, not '{typed}'",
            "roma session set 15",
        )
    return number


def minutes_of(typed: str) -> int:
    """Return a typed length in minutes. Raises UsageError outside 1..1440."""
    number = whole_number(typed)
    if number is None or not 1 <= number <= _LONGEST:
        raise UsageError(
            f"minutes are a whole number from 1 to {_LONGEST}, not '{typed}'",
            "roma session add --minutes 25",
        )
    return number


def _past(context: Context, typed: str) -> int:
    from roma_cli.domain.dates.parse import parse_moment  # noqa: PLC0415 - only when a date is typed

    moment = parse_moment(typed, context.rule, context.now, past=True)
    if moment > context.now:
        when = days.iso_local(context.configuration.timezone, moment)
        raise UsageError(
            f"a session that is done cannot end in the future ({when})",
            'roma session add --at "yesterday 17:10"',
        )
    return moment


def task_of(context: Context, typed: str) -> int:
    """Return the id of the one task that was typed; of a series, its open occurrence if done.

    Raises UsageError or NotFound.
    """
    ids = parse_ids([typed])
    found = task_queries.tasks(context.file, context.user_id, ids)
    if len(ids) != 1:
        raise UsageError("a session belongs to one task", "roma session add --task 3")
    if ids[0] not in found:
        raise NotFound(f"there is no task {ids[0]}", "roma task list")
    task = found[ids[0]]
    if task.status == "completed" and task.series_id is not None:
        for link in task_queries.series(context.file, task.series_id):
            if link.status == "pending":
                return int(link.id)
    return int(task.id)
