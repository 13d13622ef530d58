"""The end of a running timer: as planned with what follows, or as its user answered."""

from __future__ import annotations

from roma_cli.domain import timer as timer_rules

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.domain.changes import Entry
    from roma_cli.domain.day_records import DailyStats, TimerSession
    from roma_cli.domain.records import Configuration
    from roma_cli.domain.timer_corrections import UnfinishedTimer


def settle(
    own: Configuration,
    one: TimerSession,
    stats: DailyStats | None,
    done: Sequence[TimerSession],
    left: UnfinishedTimer | None,
    *,
    ended_at: int,
    now: int,
) -> tuple[str, list[Entry]]:
    """Return the summary and the entries of the end of `one` at `ended_at`.

    What follows starts by itself if the end was seen. With `left` the end is as its user answered,
    and nothing follows. `stats` is the row of the day of the end, `done` the open day so far.
    """
    name = timer_rules.in_words(one.kind)
    if left is not None:
        outcome = "stopped" if left.ended_at is None else "completed"
        entries = timer_rules.end(own, one, stats, outcome, ended_at=ended_at, now=now)
        return f"{name} timer left running {outcome}", entries
    entries = timer_rules.complete(own, one, stats, ended_at=ended_at, now=now)
    completed = one._replace(outcome="completed", ended_at=ended_at)
    following = timer_rules.next_kind(own, [*done, completed])
    if timer_rules.starts_by_itself(own, following, ended_at=ended_at, now=now):
        entries += timer_rules.start(
            own,
            None,
            following,
            seconds=timer_rules.length_of(own, following),
            task_id=one.task_id,
            started_at=ended_at,
            now=now,
        )
    return f"{name} timer ended", entries
