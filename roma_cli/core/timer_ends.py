"""The end of a running timer: as planned and what follows by itself, or as its user says."""

from __future__ import annotations

from roma_cli.core import timer

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.core.changes import Entry
    from roma_cli.core.day_records import DailyStats, TimerSession
    from roma_cli.core.records import Configuration
    from roma_cli.core.timer_fixes import Left


def settle(
    own: Configuration,
    one: TimerSession,
    stats: DailyStats | None,
    done: Sequence[TimerSession],
    left: Left | None,
    *,
    ended_at: int,
    now: int,
) -> tuple[str, list[Entry]]:
    """Return the summary and the entries of the end of `one` at `ended_at`.

    What follows starts by itself if the end was seen. With `left` the end is what its user says,
    and nothing follows. `stats` is the row of the day of the end, `done` the open day so far.
    """
    name = timer.in_words(one.kind)
    if left is not None:
        outcome = "stopped" if left.ended_at is None else "completed"
        entries = timer.end(own, one, stats, outcome, ended_at=ended_at, now=now)
        return f"{name} timer left running {outcome}", entries
    entries = timer.complete(own, one, stats, ended_at=ended_at, now=now)
    completed = one._replace(outcome="completed", ended_at=ended_at)
    following = timer.next_kind(own, [*done, completed])
    if timer.starts_by_itself(own, following, ended_at=ended_at, now=now):
        entries += timer.start(
            own,
            None,
            following,
            seconds=timer.length_of(own, following),
            task_id=one.task_id,
            started_at=ended_at,
            now=now,
        )
    return f"{name} timer ended", entries
