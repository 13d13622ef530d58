"""The timer put right afterwards, as values: how much longer, how much earlier, for which task."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from roma_cli.domain import timer as timer_rules
from roma_cli.domain import timer_corrections
from roma_cli.domain.day import DayRule
from roma_cli.domain.errors import UsageError
from tests.domain.test_counting import at, person, rows
from tests.domain.test_timer import BEGUN, END, day_of, paused, running

if TYPE_CHECKING:
    from roma_cli.domain.day_records import TimerSession

UTC = DayRule("UTC", 0)
DONE = running(ended_at=END, outcome="completed")


# what has ended, how much longer, seconds since its end -> end and length, or a word of the error
@pytest.mark.parametrize(
    ("one", "seconds", "since", "becomes"),
    [
        (DONE, 300, 300, (END + 300, 1800)),
        (DONE, 1, 300, (END + 1, 1501)),
        (DONE._replace(paused_seconds=60, ended_at=END + 60), 30, 200, (END + 90, 1530)),
        (DONE, 301, 300, "up to now"),
        (DONE, 1, 0, "up to now"),
        (DONE, 1, -300, "up to now"),
        (DONE._replace(planned_seconds=86000), 401, 999, "at most 24 hours"),
    ],
)
def test_what_has_ended_can_be_made_longer_up_to_now(
    one: TimerSession, seconds: int, since: int, becomes: tuple[int, int] | str
) -> None:
    now = int(one.ended_at or 0) + since
    if isinstance(becomes, str):
        with pytest.raises(UsageError, match=becomes):
            timer_corrections.lengthen(one, seconds, now=now)
        return
    [row] = rows(timer_corrections.lengthen(one, seconds, now=now), "timer_sessions")
    assert (row["ended_at"], row["planned_seconds"]) == becomes
    assert row["ended_at"] - one.started_at - one.paused_seconds == row["planned_seconds"]


NIGHT = running(started_at=at("2024-05-01T23:50:00Z"))
NEW_YORK = DayRule("America/New_York", 4 * 60)


@pytest.mark.parametrize(
    ("one", "rule", "now", "asked"),
    [
        pytest.param(NIGHT, UTC, "2024-05-02T09:00:00Z", True, id="a-night-away"),
        pytest.param(NIGHT, UTC, "2024-05-02T00:25:01Z", True, id="over-ten-minutes-late"),
        pytest.param(NIGHT, UTC, "2024-05-02T00:25:00Z", False, id="seen-in-time"),
        pytest.param(NIGHT, UTC, "2024-05-02T00:10:00Z", False, id="still-running"),
        pytest.param(NIGHT, NEW_YORK, "2024-05-02T07:59:59Z", False, id="the-day-is-not-over"),
        pytest.param(NIGHT, NEW_YORK, "2024-05-02T08:00:00Z", True, id="on-the-boundary"),
        pytest.param(running(), UTC, "2024-05-01T23:59:59Z", False, id="the-same-day"),
        pytest.param(running(), UTC, "2024-05-02T00:00:00Z", True, id="ended-before-the-boundary"),
        pytest.param(
            NIGHT._replace(kind="short_break"), UTC, "2024-05-02T09:00:00Z", False, id="a-break"
        ),
        pytest.param(
            NIGHT._replace(paused_at=NIGHT.started_at), UTC, "2024-05-09T09:00:00Z", False,
            id="paused",
        ),
    ],
)  # fmt: skip
def test_it_is_asked_about_work_left_running_over_the_end_of_the_day(
    one: TimerSession, rule: DayRule, now: str, *, asked: bool
) -> None:
    assert timer_corrections.is_left_running(one, rule, at(now)) is asked


# the session, seconds after its start -> a word of the refusal, or None
@pytest.mark.parametrize(
    ("one", "after", "refused"),
    [
        (running(), 1, None),
        (running(), 1500, None),
        (running(), 7200, None),
        (running(), 86400, None),
        (running(), 86401, "24 hours at most"),
        (running(), 100_001, "future"),
        (running(), 0, "before it began"),
        (running(), -60, "before it began"),
        (running(paused_seconds=600), 600, "paused for 10 minutes"),
        (running(paused_seconds=600), 601, None),
    ],
)
def test_when_a_session_left_running_can_have_ended(
    one: TimerSession, after: int, refused: str | None
) -> None:
    now = BEGUN + 100_000
    if refused is None:
        timer_corrections.check_end(one, BEGUN + after, now=now)
        return
    with pytest.raises(UsageError, match=refused):
        timer_corrections.check_end(one, BEGUN + after, now=now)


@pytest.mark.parametrize("after", [1, 600, 1500, 7200])
def test_what_ended_at_another_time_was_as_long_as_it_lasted(after: int) -> None:
    own = person(last="2024-05-01T00:00:00Z")
    entries = timer_rules.end(
        own, running(), None, "completed", ended_at=BEGUN + after, now=END + 9999
    )
    row = rows(entries, "timer_sessions")[0]
    assert (row["planned_seconds"], row["ended_at"]) == (after, BEGUN + after)


def test_what_is_discarded_takes_no_time_and_keeps_its_plan() -> None:
    left = timer_corrections.UnfinishedTimer(running(paused_seconds=30), None)
    own = person(last="2024-05-01T00:00:00Z")
    [only] = timer_rules.end(own, left.session, None, "stopped", ended_at=left.moment, now=END)
    row = dict(only.change.after or {})
    assert (row["ended_at"], row["outcome"], row["planned_seconds"]) == (BEGUN, "stopped", 1500)


# seconds ago it began, its length, seconds since the session before and since the day began
@pytest.mark.parametrize(
    ("ago", "length", "before", "day", "refused"),
    [
        (600, 1500, None, 9999, None),
        (600, 1500, 600, 9999, None),
        (600, 1500, 9999, 600, None),
        (600, 1500, 599, 9999, "session before ended only 9 minutes ago"),
        (600, 1500, 9999, 599, "today began only 9 minutes ago"),
        (1499, 1500, None, 9999, None),
        (1500, 1500, None, 9999, "has ended already"),
        # A clock that was set back: the session before lies ahead.
        (600, 1500, -60, 9999, "session before"),
    ],
)
def test_how_long_ago_a_timer_can_have_begun(
    ago: int, length: int, before: int | None, day: int, refused: str | None
) -> None:
    def check() -> None:
        timer_corrections.check_start(
            END - ago,
            length,
            previous_end=None if before is None else END - before,
            day_start=END - day,
            now=END,
        )

    if refused is None:
        check()
        return
    with pytest.raises(UsageError, match=refused) as problem:
        check()
    assert problem.value.hint.startswith("roma ")


# the day, and whether something runs -> what a task named now is for
@pytest.mark.parametrize(
    ("done", "runs", "bound"),
    [
        ("", "", ""),
        ("", "work", "running"),
        ("w s", "work", "running"),
        ("w", "", "0"),
        ("w s", "", "0 1"),
        ("w s w!", "", "2"),
        ("w s m", "", "2"),
        # During a break it is the work before it, and the break, which hands it on.
        ("w s w", "short_break", "2 running"),
        ("w s w s-", "long_break", "2 3 running"),
        ("", "short_break", "running"),
        ("s l", "", "1"),
    ],
)
def test_a_task_named_late_is_for_the_last_work_and_what_followed(
    done: str, runs: str, bound: str
) -> None:
    found = day_of(done)
    going = running(id="running", kind=runs) if runs else None
    named = {"running": going, **{str(at): one for at, one in enumerate(found)}}
    assert timer_corrections.to_bind(found, going) == [named[word] for word in bound.split()]


def test_only_what_changes_is_bound() -> None:
    found = [running(id="a"), running(id="b", task_id=4)]
    [only] = timer_corrections.bind(found, 4, now=END)
    assert (only.change.key, only.task_id) == ("a", 4)
    assert [one.change.key for one in timer_corrections.bind(found, None, now=END)] == ["b"]


def test_an_interruption_is_noted_with_its_session() -> None:
    [row] = rows(
        timer_corrections.interrupt(paused(5), "  phone ", now=END), "session_interruptions"
    )
    assert row == {"session_id": "s1", "user_id": 1, "reason": "phone", "created_at": END}
    with pytest.raises(UsageError, match="at most 255"):
        timer_corrections.interrupt(running(), "x" * 256, now=END)
