"""What closed days came to, and the running one so far."""

from __future__ import annotations

from roma_cli.acts import shapes
from roma_cli.acts.answer import Answer, Cell, Column, Table
from roma_cli.core import day as days
from roma_cli.core import moments
from roma_cli.core.books import focus_seconds
from roma_cli.store import day_reads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.visit import Visit

_NOT_ANONYMOUS = ("id", "user_id", "timezone", "created_at", "updated_at")


def history(visit: Visit, number: int) -> Answer:
    """List the newest `number` days that have statistics, oldest first, today's among them."""
    found = _days(visit, number)
    rows = [
        (
            Cell(str(one["date"])),
            Cell(str(one["work_sessions_completed"]), "count"),
            Cell(str(one["manual_overrides"] or "")),
            Cell(_length(one["total_work_seconds"])),
            Cell(_length(one["total_break_seconds"])),
            Cell("open" if one["open"] else "", "dim"),
        )
        for one in found
    ]
    columns = (
        Column("day"),
        Column("sessions", right=True),
        Column("by hand", right=True),
        Column("focus", right=True),
        Column("breaks", right=True),
        Column(""),
    )
    return Answer([Table(columns, rows)], lambda: found, theme=visit.configuration.theme)


def anonymous(visit: Visit, number: int) -> Answer:
    """List the same days with nothing that tells who, where or on which machine."""
    answer = history(visit, number)
    found = [
        {name: value for name, value in one.items() if name not in _NOT_ANONYMOUS}
        for one in _days(visit, number)
    ]
    return answer._replace(json=lambda: found)


def _days(visit: Visit, number: int) -> list[dict[str, object]]:
    """Return the data model's statistics of each day; the running day's are made up to now."""
    zone = visit.configuration.timezone
    closed = day_reads.all_daily_stats(visit.file, visit.user_id, number)
    found = [shapes.stats(zone, one) for one in reversed(closed)]
    today = _open_day(visit)
    if found and found[-1]["date"] == today["date"]:
        # Part of today was closed by hand or by a change of zone; the day is both.
        last = found.pop()
        for name in _SUMS:
            today[name] = int(str(last[name])) + int(str(today[name]))
        today["id"], today["created_at"] = last["id"], last["created_at"]
    return [*found, today][-number:]


_SUMS = (
    "work_sessions_completed",
    "total_work_seconds",
    "total_break_seconds",
    "manual_overrides",
)


def _open_day(visit: Visit) -> dict[str, object]:
    own = visit.configuration
    sessions = day_reads.open_sessions(visit.file, visit.user_id)
    adjustments = day_reads.open_adjustments(visit.file, visit.user_id)
    work = sum(focus_seconds(one) for one in sessions if one.kind == "work")
    rest = sum(focus_seconds(one) for one in sessions if one.kind != "work")
    return {
        "id": None,
        "user_id": own.user_id,
        "date": days.today(visit.rule, visit.now).isoformat(),
        "timezone": own.timezone,
        "work_sessions_completed": own.today_session_count,
        "total_work_seconds": work,
        "total_break_seconds": rest,
        "manual_overrides": sum(1 for one in adjustments if one.reason == "set"),
        "created_at": None,
        "updated_at": None,
        "open": True,
    }


def _length(seconds: object) -> str:
    number = int(str(seconds))
    return moments.in_words(number) if number >= moments.MINUTE else ""
