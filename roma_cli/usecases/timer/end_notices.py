"""Notices of timer ends, sent by the channels of their users.

A person who waits for an end is notified at once; quiet hours hold reminders back, not what
somebody has started himself. An end that nobody saw for ten minutes calls nobody any more: it is
printed in a line for whoever types the next command.
"""

from __future__ import annotations

import sys
from functools import partial

from roma_cli.adapters.notify import channels as notify
from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain import timer as timer_rules
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases import json_shapes
from roma_cli.usecases.timer import commands as timer_commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from roma_cli.context import Committed, Context
    from roma_cli.domain.day_records import TimerSession
    from roma_cli.domain.records import Configuration


def calls(context: Context, *, interactive: bool) -> list[Callable[[], list[str]]]:
    """Return a call for each timer that this run saw end; each returns lines for stderr.

    Made while the file is open, to be called when it is closed. With `interactive` a person
    reads stderr.
    """
    found = []
    for at, one in enumerate(context.committed):
        if one.entry.event_type == "timer.completed":
            found.append(_call(context.committed, at, interactive=interactive))
        elif _discarded(one) and interactive:
            found.append(partial(list, ["the timer left running is discarded; it counts not"]))
    return found


def _discarded(one: Committed) -> bool:
    left = one.context.left
    return left is not None and left.ended_at is None and one.key == left.session.id


def _call(committed: Sequence[Committed], at: int, *, interactive: bool) -> Callable[[], list[str]]:
    context = committed[at].context
    ended = day_queries.session(context.file, str(committed[at].key))
    if ended is None or ended.ended_at is None:
        return list
    asked = context.left is not None and context.left.session.id == ended.id
    begun = _begun_next(context, committed[at + 1 :], ended.ended_at)
    message = _line(context, ended, begun)
    if asked or timer_rules.is_late(ended.ended_at, context.now):
        return partial(list, [message] if interactive else [])
    return partial(
        _tell,
        _notice(context, ended, begun),
        context.configuration,
        context.invocation.environ,
        message,
        interactive=interactive,
    )


def _tell(
    notice: notify.Notice,
    own: Configuration,
    environ: Mapping[str, str],
    message: str,
    *,
    interactive: bool,
) -> list[str]:
    """Send a notice; return the lines to print about it."""
    wanted = notify.channels_of(own)
    # Where nobody reads stderr the terminal is no channel, which is no failure.
    channels = [one for one in wanted if one != "terminal" or interactive]
    outcomes = notify.deliver(notice, channels, own, environ) if channels else []
    shown = any(one.ok for one in outcomes)
    if (
        interactive
        and own.sound_enabled
        and not any(one.ok for one in outcomes if one.channel in ("desktop", "terminal"))
    ):
        notify.ring(sys.stderr)
    failed = [
        one
        for one in outcomes
        # Machines without a desktop fail there each time; reported if no other channel worked.
        if not one.ok and not (one.channel == "desktop" and shown)
    ]
    lines = [message] if interactive and not shown else []
    if failed:
        how = ", ".join(f"{one.channel} ({one.detail})" for one in failed)
        lines.append(f"the end of the timer could not be told by {how}")
    return lines


def _begun_next(context: Context, later: Sequence[Committed], ended_at: int) -> TimerSession | None:
    """Return the phase that began by itself at that end, if it still runs."""
    for one in later:
        if one.entry.event_type == "timer.started" and one.context is context:
            begun = day_queries.session(context.file, str(one.key))
            if begun is not None and begun.ended_at is None and begun.started_at == ended_at:
                return begun
    return None


def _notice(context: Context, ended: TimerSession, begun: TimerSession | None) -> notify.Notice:
    own = context.configuration
    found = [] if ended.task_id is None else [ended.task_id]
    parts = [_next(context, begun)]
    task = task_queries.tasks(context.file, context.user_id, found).get(ended.task_id or 0)
    if task is not None:
        progress = timer_commands.progress(context, task.id)
        parts.append(f"{task.title} ({progress})" if progress else task.title)
    if ended.day is None:
        parts.append(f"{own.today_session_count}/{own.daily_goal} today")
    return notify.Notice(
        f"{timer_rules.in_words(ended.kind)} ended",
        "; ".join(parts),
        ended.task_id,
        "timer",
        late=False,
        data={
            "session": {
                "id": ended.id,
                "kind": ended.kind,
                "started_at": days.iso_local(own.timezone, ended.started_at),
                "ended_at": days.iso_local(own.timezone, int(ended.ended_at or 0)),
                "task_id": ended.task_id,
            },
            "task": None if task is None else json_shapes.task(context, task),
            "timer": timer_commands.shape(
                context, day_queries.running(context.file, context.user_id)
            ),
            "today_session_count": own.today_session_count,
            "daily_goal": own.daily_goal,
        },
    )


def _next(context: Context, begun: TimerSession | None) -> str:
    if begun is not None:
        end = timer_rules.planned_end(begun)
        until = "" if end is None else f", until {timer_commands.clock(context, end)}"
        return f"{timer_rules.in_words(begun.kind)} started{until}"
    done = day_queries.open_sessions(context.file, context.user_id)
    return f"next: {timer_rules.in_words(timer_rules.next_kind(context.configuration, done))}"


def _line(context: Context, ended: TimerSession, begun: TimerSession | None) -> str:
    """Return the line that a person sees: `work timer ended at 12:25, 3 hours ago`."""
    moment = int(ended.ended_at or 0)
    due = due_dates.Due(moment, None)
    when = due_dates.when(due, context.rule, context.now)
    today = days.today(context.rule, moment) == days.today(context.rule, context.now)
    message = f"{timer_rules.in_words(ended.kind)} timer ended "
    message += f"at {timer_commands.clock(context, moment)}" if today else when
    if timer_rules.is_late(moment, context.now):
        ago = due_dates.relative(due, context.rule, context.now)
        return f"{message}, {ago}" if ago.endswith(" ago") else message
    return f"{message}; {_next(context, begun)}"
