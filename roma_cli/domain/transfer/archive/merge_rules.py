"""Rules of a merge: which of two versions of a row wins.

The rules give the same answer whichever of the two files is merged into the other.
"""

from __future__ import annotations

from roma_cli.domain import day as days
from roma_cli.domain.transfer.archive.schema import TABLES
from roma_cli.domain.transfer.past_sessions import Sums

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    Row = Mapping[str, object]

_REMINDER_RANK = {"pending": 0, "cancelled": 1, "failed": 2, "sent": 3}
_OVER = ("sent", "failed")


def number(value: object) -> int:
    """Return a value that is a whole number, or 0 where there is none."""
    return value if isinstance(value, int) else 0


def theirs_is_later(ours: Row, theirs: Row, parts: tuple[str, str] = ("", "")) -> bool:
    """Tell whether their version of a task wins: the later one, of equal ones what was done.

    `parts` are the uuids of what ours and theirs are part of, or empty.
    """
    return _age(theirs, parts[1]) > _age(ours, parts[0])


def _age(task: Row, part_of: str) -> tuple[int, bool, bool, str, str]:
    return (
        number(task["updated_at"]),
        task["deleted_at"] is not None,
        task["status"] == "completed",
        part_of,
        repr(content("tasks", task)),
    )


def occurrence_rank(task: Row) -> tuple[bool, int, str]:
    """Return what decides which of two tasks is the one occurrence of a series; the larger is."""
    return task["status"] == "completed", number(task["updated_at"]), str(task["uuid"])


def later_than(now: int, *rows: Row) -> int:
    """Return a stamp for a change that is later than all of `rows`, whatever their clocks."""
    latest = max(number(row["updated_at"]) for row in rows)
    return min(max(now, latest + 1), days.LATEST_MOMENT)


def our_reminder_wins(ours: Row, theirs: Row, verdict: str, *, snoozed: tuple[bool, bool]) -> bool:
    """Tell whether our version of a reminder stays.

    `verdict` says whose version of its task does: `ours`, `theirs` or `same`. `snoozed` has
    for ours and theirs whether it was put off by hand.
    """
    if verdict != "same":
        winner, other = (ours, theirs) if verdict == "ours" else (theirs, ours)
        sent_already = (
            winner["status"] == "pending"
            and other["status"] in _OVER
            and winner["scheduled_at"] == other["scheduled_at"]
        )
        return sent_already == (verdict == "theirs")
    by_rule = ours["offset_seconds"] is not None
    if by_rule and ours["status"] == theirs["status"] == "pending" and snoozed[0] != snoozed[1]:
        return snoozed[0]
    return _progress(ours, by_rule=by_rule) >= _progress(theirs, by_rule=by_rule)


def _progress(one: Row, *, by_rule: bool) -> tuple[int, int, int, int]:
    """Return how far a reminder has come; when it comes counts only where its task does not say."""
    return (
        _REMINDER_RANK[str(one["status"])],
        0 if by_rule and one["status"] == "pending" else number(one["scheduled_at"]),
        number(one["retry_count"]),
        number(one["sent_at"]),
    )


def content(table: str, row: Row) -> list[object]:
    """Return what a row says, what it refers to aside."""
    return [row[name] for name in TABLES[table].content]


def their_session_wins(ours: Row, theirs: Row) -> bool:
    """Tell whether their version of a session does: one that has ended, else the later one."""
    if (ours["ended_at"] is None) != (theirs["ended_at"] is None):
        return ours["ended_at"] is None
    return _session_age(theirs) > _session_age(ours)


def _session_age(one: Row) -> tuple[int, str]:
    return number(one["updated_at"]), repr(content("timer_sessions", one))


def session_sums(one: Row) -> Sums:
    """Return what an ended session adds to its day; one that runs adds nothing."""
    if one["ended_at"] is None:
        return Sums()
    length = number(one["ended_at"]) - number(one["started_at"]) - number(one["paused_seconds"])
    if one["kind"] != "work":
        return Sums(rest=max(0, length))
    return Sums(sessions=int(one["outcome"] == "completed"), work=max(0, length))


def adjustment_sums(one: Row) -> Sums:
    """Return what a correction of the count adds to its day."""
    return Sums(
        number(one["delta"]),
        number(one["work_seconds"]),
        number(one["break_seconds"]),
        int(one["reason"] == "set"),
    )


def merged_turns(ours: Sequence[Row], theirs: Sequence[Row], most: int) -> list[Row]:
    """Return the newest `most` turns of two conversations, in their order."""

    def text(one: Row) -> tuple[object, ...]:
        return one.get("role"), one.get("content"), one.get("timestamp")

    here = {text(one) for one in ours}
    both = [*ours, *(one for one in theirs if text(one) not in here)]
    return sorted(both, key=_moment)[-most:]


def _moment(turn: Row) -> int:
    from roma_cli.domain.errors import UsageError  # noqa: PLC0415 - only where two conversations are merged

    try:
        return days.parse_instant(str(turn.get("timestamp")))
    except UsageError:
        return 0
