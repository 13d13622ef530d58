"""Use cases of resets. A daily reset that is due is done before any of them runs."""

from __future__ import annotations

from roma_cli.adapters import machine
from roma_cli.domain import counting
from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain.errors import RomaError
from roma_cli.domain.text import plural
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import users as user_queries
from roma_cli.usecases import json_shapes
from roma_cli.usecases.day.session_count import next_reset
from roma_cli.usecases.result import Cell, Column, Result, Table, facts, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.usecases import json_types
    from roma_cli.usecases.result import Line


def check(context: Context) -> Result:
    """Say in a line that a reset happened, and nothing otherwise."""
    blocks = [_reset_line(context, due) for due in context.resets]
    return Result(blocks, lambda: _check_shape(context))


def check_all(context: Context) -> Result:
    """Do the reset of every user of the file; a line for each that happened.

    An error of one user's reset is reported and does not stop the others.
    """
    contexts = []
    messages: list[str] = []
    exit_code = 0
    for own in user_queries.configurations(context.file):
        one = context.of(own)
        try:
            one.settle()
            contexts.append(one)
        except RomaError as problem:
            messages.append(f"{own.user_name}: {problem.message}")
            exit_code = problem.exit_code
    many = len(contexts) > 1
    blocks = []
    for one in contexts:
        for due in one.resets:
            message = _reset_line(one, due)
            name = Cell(f"{one.configuration.user_name}: ", "id")
            blocks.append(line(name, *message.cells) if many else message)
    return Result(
        blocks,
        lambda: [{"user": one.configuration.user_name, **_check_shape(one)} for one in contexts],
        messages,
        exit_code,
    )


def show(context: Context) -> Result:
    """Show when the next reset is, by which rule, and the state of the set-up."""
    own = context.configuration
    end = counting.next_reset(own, context.now)
    schedule = day_queries.daily_reset_schedule(context.file, context.user_id)

    def shape() -> dict[str, object]:
        return {
            **json_shapes.session(context),
            "state": own.setup_state,
            "schedule": json_shapes.schedule(own.timezone, schedule) if schedule else None,
        }

    return Result(
        [
            line("Next reset in ", Cell(due_dates.in_words(end - context.now), "count")),
            facts(
                ("boundary", days.iso_local(own.timezone, end)),
                ("rule", f"every day at {own.daily_reset_time} in {own.timezone}"),
                ("last reset", json_shapes.last_reset_in_words(own, context.now)),
                ("state", json_shapes.state(own)),
            ),
        ],
        shape,
    )


def now(context: Context) -> Result:
    """Close the count into the current day; the daily boundary stays where it is."""
    with context.operation() as op:
        date = days.today(context.rule, context.now).isoformat()
        count = context.configuration.today_session_count
        op.write(
            f"manual reset, {plural(count, 'session')} closed into {date}",
            counting.manual_reset(
                context.configuration,
                day_queries.day_to_close(context.file, context.user_id, date),
                now=context.now,
                device=machine.device_id(),
            ),
        )

    def shape() -> json_types.ResetEvent:
        return json_shapes.event(day_queries.reset_events(context.file, context.user_id, 1)[0])

    return Result(
        [
            line(f"reset: {plural(count, 'session')} closed into {date}; the count is 0"),
            line(f"the next daily reset stays {next_reset(context)}"),
        ],
        shape,
    )


def history(context: Context, limit: int) -> Result:
    """List the newest resets."""
    events = day_queries.reset_events(context.file, context.user_id, limit)
    rows = [
        (
            Cell(one.local_reset_time),
            Cell(one.reset_type.replace("_", " ")),
            Cell(f"{one.previous_count} -> {one.new_count}"),
            Cell(one.user_timezone),
            Cell(one.device_id or ""),
        )
        for one in events
    ]
    columns = (
        Column("reset"),
        Column("kind"),
        Column("count", right=True),
        Column("zone"),
        Column("device", wraps=True),
    )
    return Result(
        [Table(columns, rows)] if rows else [],
        lambda: [json_shapes.event(one) for one in events],
        messages=() if rows else ("no reset yet",),
    )


def _check_shape(context: Context) -> dict[str, object]:
    closed = any(due.closes is not None for due in context.resets)
    events = day_queries.reset_events(context.file, context.user_id, 1) if closed else []
    session = json_shapes.session(context)
    return {
        "reset": bool(context.resets),
        "event": json_shapes.event(events[0]) if events else None,
        "day": session["day"],
        "today_session_count": session["today_session_count"],
        "next_reset": session["next_reset"],
    }


def _reset_line(context: Context, due: counting.Due) -> Line:
    zone = context.configuration.timezone
    if due.closes is None:
        return line(f"the last reset lay in the future; it now counts as {_at(zone, due)}")
    missed = "" if due.boundaries == 1 else f" ({due.boundaries} boundaries passed)"
    return line(f"reset at {_at(zone, due)}: {due.closes.date.isoformat()} is closed{missed}")


def _at(zone: str, due: counting.Due) -> str:
    return days.iso_local(zone, due.day.start)
