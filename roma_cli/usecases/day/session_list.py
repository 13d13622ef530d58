"""List of the sessions of some days, with their notes and interruptions."""

from __future__ import annotations

from datetime import timedelta

from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain.day_closing import focus_seconds
from roma_cli.domain.text import plural
from roma_cli.storage.queries import days as day_queries
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases.result import Cell, Column, Result, Table

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.domain.day_records import TimerSession
    from roma_cli.domain.task_fields import Task

_SOURCES = {"manual": "by hand", "import": "imported"}


def each(context: Context, number: int) -> Result:
    """List the sessions of the newest `number` days by their start, the running one with them."""
    today = days.today(context.rule, context.now)
    back = min(number - 1, (today - days.FIRST_DATE).days)
    first = (today - timedelta(days=back)).isoformat()
    found = day_queries.sessions_since(context.file, context.user_id, first)
    noted = day_queries.interruptions_since(context.file, context.user_id, first)
    bound = sorted({one.task_id for one in found if one.task_id is not None})
    tasks = task_queries.tasks(context.file, context.user_id, bound)
    shown = [one.day or today.isoformat() for one in found]
    rows = [
        (
            Cell(day, "dim"),
            Cell(_hours(context, one)),
            Cell(one.kind.partition("_")[0]),
            Cell(_length(context, one)),
            Cell(_about(one, noted.get(one.id, []), tasks)),
            Cell(one.tags, "tag"),
        )
        for one, day in zip(found, shown, strict=True)
    ]
    columns = [
        Column("day"),
        Column("when"),
        Column("kind"),
        Column("focus", right=True),
        Column("about", wraps=True),
        Column("tags", wraps=True),
    ]
    if not any(one.tags for one in found):
        columns.pop()
    return Result(
        [Table(columns, [row[: len(columns)] for row in rows])] if rows else [],
        lambda: [
            _shape(context, one, noted.get(one.id, []), day)
            for one, day in zip(found, shown, strict=True)
        ],
        messages=() if rows else ("no session in these days",),
    )


def _hours(context: Context, one: TimerSession) -> str:
    zone = context.configuration.timezone
    begun = f"{days.local(zone, one.started_at):%H:%M}"
    return (
        f"{begun}-" if one.ended_at is None else f"{begun}-{days.local(zone, one.ended_at):%H:%M}"
    )


def _length(context: Context, one: TimerSession) -> str:
    minutes, seconds = divmod(_focus(context, one), due_dates.MINUTE)
    return f"{minutes}:{seconds:02d}"


def _focus(context: Context, one: TimerSession) -> int:
    """Return the seconds of work or rest, of the running one so far."""
    if one.ended_at is not None:
        return focus_seconds(one)
    until = context.now if one.paused_at is None else one.paused_at
    return int(max(0, until - one.started_at - one.paused_seconds))


def _about(one: TimerSession, noted: list[str], tasks: dict[int, Task]) -> str:
    """Return what sets a session apart: how it ended, its task, what broke in, its note."""
    task = tasks.get(one.task_id or 0)
    state = "paused" if one.paused_at is not None else "running"
    parts = [
        state if one.ended_at is None else "" if one.outcome == "completed" else str(one.outcome),
        _SOURCES.get(one.source, ""),
        "" if task is None else f"{task.id} {task.title}",
        _interrupted(noted),
        one.note,
    ]
    return ", ".join(part for part in parts if part)


def _interrupted(noted: list[str]) -> str:
    """Return how often something broke in, and what: `2 interruptions (phone)`."""
    reasons = ", ".join(reason for reason in noted if reason)
    shown = plural(len(noted), "interruption") if noted else ""
    return f"{shown} ({reasons})" if reasons else shown


def _shape(context: Context, one: TimerSession, noted: list[str], day: str) -> dict[str, object]:
    zone = context.configuration.timezone
    return {
        "id": one.id,
        "day": day,
        "open": one.day is None,
        "kind": one.kind,
        "started_at": days.iso_local(zone, one.started_at),
        "ended_at": None if one.ended_at is None else days.iso_local(zone, one.ended_at),
        "planned_seconds": one.planned_seconds,
        "paused_seconds": one.paused_seconds,
        "focus_seconds": _focus(context, one),
        "outcome": one.outcome,
        "task_id": one.task_id,
        "source": one.source,
        "note": one.note,
        "tags": one.tags.split(),
        "interruptions": len(noted),
        "interruption_reasons": [reason for reason in noted if reason],
    }
