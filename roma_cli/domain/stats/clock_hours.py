"""Work by hour of the local clock. Moments are UTC epoch seconds."""

from __future__ import annotations

from itertools import pairwise

from roma_cli.domain.clock.utc_offsets import changed, offset

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

HOURS = 24
_HOUR = 3600


def add_hours(sums: list[int], zone: str, start: int, end: int) -> None:
    """Add the seconds from `start` to `end` to the hours of the clock in `zone`.

    `sums` has one number for each hour of the clock. An hour that the clock shows twice gets the
    seconds of both, a skipped one gets none; the total added is always `end - start`.
    """
    while start < end:
        wall = start + offset(zone, start)
        until = min(end, start + _HOUR - wall % _HOUR)
        if offset(zone, until - 1) != wall - start:
            # No zone changes its clocks twice within an hour.
            until = changed(zone, start, until - 1)
        sums[wall // _HOUR % HOURS] += until - start
        start = until


def hour_at(zone: str, moment: int) -> int:
    """Return the hour, 0 to 23, of the clock in `zone` at a moment."""
    return (moment + offset(zone, moment)) // _HOUR % HOURS


def work_intervals(
    start: int, end: int, paused: int, pauses: Sequence[tuple[int, int]]
) -> list[tuple[int, int]]:
    """Return the intervals of work in a session, without its pauses.

    `pauses` are the known ones in order, each a start and an end; `paused` is their total length.
    If the two disagree, the session counts as paused at its end.
    """
    worked = []
    at = start
    for first, last in (*pauses, (end, end)):
        if at < min(first, end):
            worked.append((at, min(first, end)))
        at = max(at, last)
    focus = max(0, end - start - paused)
    if sum(until - since for since, until in worked) == focus:
        return worked
    return [(start, start + focus)] if focus else []


def pauses_of(states: Iterable[tuple[int | None, int]]) -> list[tuple[int, int]]:
    """Return the pauses in the history of a session's states in order, each a start and an end.

    A state is the moment at which the current pause began (None while the session runs) and the
    seconds of all earlier pauses; states come in the order in which they were written. Undo
    restores an earlier state, so states between two equal ones are ignored.
    """
    history: list[tuple[int | None, int]] = [(None, 0)]
    for state in states:
        if state in history:
            del history[history.index(state) + 1 :]
        else:
            history.append(state)
    return [
        (began, began + after - before)
        for (began, before), (_, after) in pairwise(history)
        if began is not None and after > before
    ]
