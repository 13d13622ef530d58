"""The tools of the day: the count, the timer, reminders, statistics, and what happened."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from roma_cli.cli.mcp import result_types
from roma_cli.cli.mcp.tool import (
    ADDS,
    CHANGES,
    READS,
    SETS,
    SETTLES,
    Act,
    Id,
    Maybe,
    Tools,
)
from roma_cli.usecases.day import resets, session_count, today
from roma_cli.usecases.history import log as log_commands
from roma_cli.usecases.history import undo as undo_commands
from roma_cli.usecases.reminders import commands as reminder_commands
from roma_cli.usecases.stats import commands as stats_commands
from roma_cli.usecases.stats.collect import Asked
from roma_cli.usecases.timer import commands as timer_commands

tools = Tools()

Task = Annotated[int | None, Field(ge=1, description="The task worked on.")]
Minutes = Annotated[int | None, Field(ge=1, le=1440, description="Another length than usual.")]
First = Annotated[Maybe, Field(description="The first day.")]
Last = Annotated[Maybe, Field(description="The last day; else today.")]
Limit = Annotated[int, Field(ge=1, le=10_000, description="How many at most.")]


@tools.add("today", result_types.Today, READS)
def today_show() -> Act:
    """Show the day."""
    return today.show


@tools.add("session show", result_types.Session, READS)
def session_show() -> Act:
    """Show the count."""
    return session_count.show


@tools.add("session set", result_types.Session, SETS)
def session_set(count: Annotated[int, Field(ge=0, le=1000)]) -> Act:
    """Set the count."""
    return lambda context: session_count.set_count(context, str(count))


@tools.add("session add", result_types.Session, ADDS)
def session_add(
    minutes: Minutes = None,
    task: Task = None,
    at: Annotated[Maybe, Field(description="When it ended; now by default.")] = None,
    note: Annotated[Maybe, Field(description="What it was about.")] = None,
    tags: Annotated[list[str] | None, Field(description="Its own labels.")] = None,
) -> Act:
    """Record a session."""
    return lambda context: session_count.add(
        context, minutes=_text(minutes), task=_text(task), at=at, note=note, tags=tags or ()
    )


@tools.add("timer show", result_types.Timer, READS)
def timer_show() -> Act:
    """Show the timer."""
    return timer_commands.show


@tools.add("timer start", result_types.Timer, SETTLES)
def timer_start(
    kind: Annotated[
        Literal["work", "short", "long"] | None, Field(description="What comes next by default.")
    ] = None,
    task: Task = None,
    minutes: Minutes = None,
) -> Act:
    """Start the timer."""
    return lambda context: timer_commands.start(
        context, kind, minutes=_text(minutes), task=_text(task)
    )


@tools.add("timer pause", result_types.Timer, SETTLES)
def timer_pause() -> Act:
    """Pause the timer."""
    return timer_commands.pause


@tools.add("timer resume", result_types.Timer, SETTLES)
def timer_resume() -> Act:
    """Resume the timer."""
    return timer_commands.resume


@tools.add("timer skip", result_types.Timer, CHANGES)
def timer_skip() -> Act:
    """Skip this phase."""
    return timer_commands.skip


@tools.add("timer stop", result_types.Timer, SETS)
def timer_stop() -> Act:
    """Stop the timer."""
    return timer_commands.stop


@tools.add("reset show", result_types.Reset, READS)
def reset_show() -> Act:
    """Show the rule of the day."""
    return resets.show


@tools.add("stats", list[result_types.Day], READS)
def stats_days(
    days: Annotated[int | None, Field(ge=1, le=10_000, description="How many days; 14.")] = None,
    first_day: First = None,
    last_day: Last = None,
) -> Act:
    """Show days."""
    return lambda context: stats_commands.show(context, Asked(days, first_day, last_day))


@tools.add("stats", list[result_types.Total], READS, "Add up sessions and focus time of many days.")
def stats_by(
    by: Annotated[
        Literal["week", "month", "tag", "task", "hour"], Field(description="What to add up.")
    ],
    first_day: First = None,
    last_day: Last = None,
) -> Act:
    """Show sums."""
    return lambda context: stats_commands.show(context, Asked(None, first_day, last_day, by))


@tools.add("remind list", list[result_types.Reminder], READS)
def remind_list(
    every: Annotated[bool, Field(description="Also those sent, failed and cancelled.")] = False,
) -> Act:
    """List reminders."""
    return lambda context: reminder_commands.list_reminders(context, every=every)


@tools.add("remind add", result_types.Reminder, ADDS)
def remind_add(
    task: Id, when: Annotated[str, Field(description="30m before, or a moment.")]
) -> Act:
    """Add a reminder."""
    return lambda context: reminder_commands.add(context, str(task), when)


@tools.add("log", list[result_types.Event], READS)
def log_list(
    task: Annotated[int | None, Field(ge=1, description="Only this task.")] = None,
    event_type: Annotated[Maybe, Field(description="task, task.completed, reset, config …")] = None,
    since: Annotated[Maybe, Field(description="yesterday, monday, 2026-03-01 …")] = None,
    limit: Limit = 50,
) -> Act:
    """List what happened."""
    return lambda context: log_commands.log(
        context, log_commands.Wanted(_text(task), event_type, since, limit)
    )


@tools.add("undo", list[result_types.Operation], READS, "List the newest operations, for undo.")
def undo_list(limit: Limit = 20) -> Act:
    """List operations."""
    return lambda context: undo_commands.operations(context, limit)


@tools.add("undo", result_types.Undone, CHANGES)
def undo(
    operation: Annotated[
        int | None, Field(ge=1, description="Its number; the newest by default.")
    ] = None,
) -> Act:
    """Take an operation back."""
    return lambda context: undo_commands.undo(context, _text(operation))


@tools.add("redo", result_types.Redone, CHANGES)
def redo() -> Act:
    """Do it again."""
    return undo_commands.redo


def _text(number: int | None) -> str | None:
    return None if number is None else str(number)
