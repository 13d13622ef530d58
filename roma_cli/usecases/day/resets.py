"""What the reset commands do. The reset itself has been done by the visit, before any of them."""

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
from roma_cli.usecases.result import Answer, Cell, Column, Table, facts, line

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Visit
    from roma_cli.domain.changes import Entry
    from roma_cli.usecases.result import Line


def check(visit: Visit) -> Answer:
    """Say in a line that a reset happened, and nothing otherwise."""
    blocks = [_reset_line(visit, due) for due in visit.resets]
    return Answer(blocks, lambda: _check_shape(visit), theme=visit.configuration.theme)


def check_all(visit: Visit) -> Answer:
    """Do the reset of every user of the file; a line for each that happened.

    What keeps one user's reset from being done is told and does not keep the others'.
    """
    visits = []
    talk: list[str] = []
    exit_code = 0
    for own in user_queries.configurations(visit.file):
        one = visit.of(own)
        try:
            one.settle()
            visits.append(one)
        except RomaError as problem:
            talk.append(f"{own.user_name}: {problem.message}")
            exit_code = problem.exit_code
    many = len(visits) > 1
    blocks = []
    for one in visits:
        for due in one.resets:
            said = _reset_line(one, due)
            name = Cell(f"{one.configuration.user_name}: ", "id")
            blocks.append(line(name, *said.cells) if many else said)
    return Answer(
        blocks,
        lambda: [{"user": one.configuration.user_name, **_check_shape(one)} for one in visits],
        talk,
        exit_code,
        visit.configuration.theme,
    )


def show(visit: Visit) -> Answer:
    """Show when the next reset is, by which rule, and the state of the set-up."""
    own = visit.configuration
    end = counting.next_reset(own, visit.now)
    schedule = day_queries.daily_reset_schedule(visit.file, visit.user_id)

    def shape() -> dict[str, object]:
        return {
            **json_shapes.session(visit),
            "state": own.setup_state,
            "schedule": json_shapes.schedule(own.timezone, schedule) if schedule else None,
        }

    return Answer(
        [
            line("Next reset in ", Cell(due_dates.in_words(end - visit.now), "count")),
            facts(
                ("boundary", days.iso_local(own.timezone, end)),
                ("rule", f"every day at {own.daily_reset_time} in {own.timezone}"),
                ("last reset", json_shapes.last_reset_in_words(own, visit.now)),
                ("state", json_shapes.state(own)),
            ),
        ],
        shape,
        theme=own.theme,
    )


def now(visit: Visit) -> Answer:
    """Close the count into the current day; the daily boundary stays where it is."""
    count, date = 0, ""

    def decide() -> tuple[str, list[Entry]]:
        nonlocal count, date
        date = days.today(visit.rule, visit.now).isoformat()
        count = visit.configuration.today_session_count
        return (
            f"manual reset, {plural(count, 'session')} closed into {date}",
            counting.manual_reset(
                visit.configuration,
                visit.books(date),
                now=visit.now,
                device=machine.device_id(),
            ),
        )

    visit.change(decide)

    def shape() -> dict[str, object]:
        return json_shapes.event(day_queries.reset_events(visit.file, visit.user_id, 1)[0])

    return Answer(
        [
            line(f"reset: {plural(count, 'session')} closed into {date}; the count is 0"),
            line(f"the next daily reset stays {next_reset(visit)}"),
        ],
        shape,
        theme=visit.configuration.theme,
    )


def history(visit: Visit, limit: int) -> Answer:
    """List the newest resets."""
    events = day_queries.reset_events(visit.file, visit.user_id, limit)
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
    return Answer(
        [Table(columns, rows)] if rows else [],
        lambda: [json_shapes.event(one) for one in events],
        talk=() if rows else ("no reset yet",),
        theme=visit.configuration.theme,
    )


def _check_shape(visit: Visit) -> dict[str, object]:
    closed = any(due.closes is not None for due in visit.resets)
    events = day_queries.reset_events(visit.file, visit.user_id, 1) if closed else []
    session = json_shapes.session(visit)
    return {
        "reset": bool(visit.resets),
        "event": json_shapes.event(events[0]) if events else None,
        "day": session["day"],
        "today_session_count": session["today_session_count"],
        "next_reset": session["next_reset"],
    }


def _reset_line(visit: Visit, due: counting.Due) -> Line:
    zone = visit.configuration.timezone
    if due.closes is None:
        return line(f"the last reset lay in the future; it now counts as {_at(zone, due)}")
    missed = "" if due.boundaries == 1 else f" ({due.boundaries} boundaries passed)"
    return line(f"reset at {_at(zone, due)}: {due.closes.date.isoformat()} is closed{missed}")


def _at(zone: str, due: counting.Due) -> str:
    return days.iso_local(zone, due.day.start)
