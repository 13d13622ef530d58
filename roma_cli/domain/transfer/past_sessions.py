"""Sessions of the past that another program kept: which can be, which day each is, and its sums.

A session belongs to the roma day of its end, by the user's rule of today, for nothing tells what
rule they would have had then. In a day that is closed it is added to that day's statistics; in the
day that is still open it counts like any other.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, NamedTuple

from roma_cli.domain import counting
from roma_cli.domain import day as days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from roma_cli.domain.changes import Value
    from roma_cli.domain.day import Day
    from roma_cli.domain.day_records import TimerSession
    from roma_cli.domain.records import Configuration
    from roma_cli.domain.transfer.interchange import ExternalSession

NOTE_LIMIT = counting.NOTE_LIMIT
LONGEST = 86_400
"""Seconds of the longest session that roma itself would plan."""

_KINDS = ("work", "short_break", "long_break")
_OUTCOMES = ("completed", "skipped", "stopped")


class Sums(NamedTuple):
    """The sums of a day, or what is added to them: sessions, seconds, corrections by hand."""

    sessions: int = 0
    work: int = 0
    rest: int = 0
    overrides: int = 0

    def plus(self, other: Sums) -> Sums:
        """Return the sum of both."""
        return Sums(*(mine + yours for mine, yours in zip(self, other, strict=True)))

    def minus(self, other: Sums) -> Sums:
        """Return what is left of this without the other."""
        return Sums(*(mine - yours for mine, yours in zip(self, other, strict=True)))


def refusal(one: ExternalSession, now: int) -> str:
    """Return why a session cannot be kept, or an empty text."""
    if one.kind not in _KINDS or one.outcome not in _OUTCOMES:
        return f"roma knows no {one.outcome} {one.kind}"[:80]
    if one.started_at < days.EARLIEST_MOMENT or one.ended_at < days.EARLIEST_MOMENT:
        return "it lies before 1970"
    if one.ended_at > now:
        return "it ends later than now"
    if one.ended_at < one.started_at:
        return "it ends before it begins"
    if one.ended_at == one.started_at:
        return "it lasts no time at all"
    return ""


def oddities(one: ExternalSession) -> list[tuple[str, str]]:
    """Return what is odd in a session that is kept, as fields with words."""
    length = one.ended_at - one.started_at
    found = []
    if length > LONGEST:
        found.append(("", "it is longer than 24 hours; it counts whole, in the day of its end"))
    if not 0 <= one.paused_seconds <= length:
        found.append(("paused_seconds", "longer than the session, or negative: fitted to it"))
    if one.planned_seconds is not None and not 1 <= one.planned_seconds <= LONGEST:
        found.append(("planned_seconds", "not from 1 second to 24 hours: fitted to that"))
    return found


def row_of(one: ExternalSession, user_id: int, day: str | None, now: int) -> dict[str, Value]:
    """Return the columns of a session's row, but those of its words and its task."""
    length = one.ended_at - one.started_at
    planned = length if one.planned_seconds is None else one.planned_seconds
    return {
        "user_id": user_id,
        "kind": one.kind,
        "planned_seconds": min(max(planned, 1), LONGEST),
        "started_at": one.started_at,
        "paused_seconds": min(max(one.paused_seconds, 0), length),
        "ended_at": one.ended_at,
        "outcome": one.outcome,
        "source": "import",
        "day": day,
        "created_at": now,
        "updated_at": now,
    }


def same_times(one: ExternalSession, here: TimerSession) -> bool:
    """Tell whether a session is here as it is there, its words aside."""
    row = row_of(one, here.user_id, here.day, 0)
    watched = ("kind", "started_at", "paused_seconds", "ended_at", "outcome")
    return all(row[name] == getattr(here, name) for name in watched)


def sums_of(one: ExternalSession) -> Sums:
    """Return what one session adds to its day."""
    length = one.ended_at - one.started_at
    focus = length - min(max(one.paused_seconds, 0), length)
    if one.kind != "work":
        return Sums(rest=focus)
    return Sums(sessions=int(one.outcome == "completed"), work=focus)


class Calendar:
    """The roma days of moments that come mostly in order, and whether each is closed."""

    def __init__(self, configuration: Configuration) -> None:
        self._rule = counting.rule_of(configuration)
        self._configuration = configuration
        self._day: Day | None = None

    def day_at(self, moment: int) -> Day:
        """Return the roma day of a moment."""
        if self._day is None or not self._day.start <= moment < self._day.end:
            self._day = days.day_at(self._rule, moment)
        return self._day

    def closed_date(self, moment: int) -> str | None:
        """Return the date of the day a moment belongs to if it is closed, None if it is open."""
        day = self.day_at(moment)
        return day.date.isoformat() if counting.is_closed(self._configuration, day) else None


class Overlaps:
    """Finds sessions that run at the same time as another, in whatever order they come."""

    def __init__(self) -> None:
        self._starts = array("q")
        self._ends = array("q")

    def add(self, one: ExternalSession) -> None:
        """Remember a session: sixteen bytes."""
        self._starts.append(one.started_at)
        self._ends.append(one.ended_at)

    def starts(self) -> Iterator[int]:
        """Return the start of each that began before an earlier one had ended, in order."""
        latest = 0
        for at in sorted(range(len(self._starts)), key=self._starts.__getitem__):
            if self._starts[at] < latest:
                yield self._starts[at]
            latest = max(latest, self._ends[at])
