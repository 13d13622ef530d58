"""The timer as values: when it ends, what is left, what counts, what comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from roma_cli.domain import timer as timer_rules
from roma_cli.domain.day_records import DailyStats, TimerSession
from roma_cli.domain.errors import UsageError
from tests.domain.test_counting import at, person, rows

if TYPE_CHECKING:
    from collections.abc import Sequence

BEGUN = at("2024-05-01T10:00:00Z")
END = BEGUN + 1500


def running(**changes: Any) -> TimerSession:
    """Return 25 minutes of work that were begun at 10:00."""
    return TimerSession(
        id="s1",
        user_id=1,
        kind="work",
        planned_seconds=1500,
        started_at=BEGUN,
        paused_at=None,
        paused_seconds=0,
        ended_at=None,
        outcome=None,
        task_id=None,
        source="timer",
        note="",
        tags="",
        day=None,
        created_at=BEGUN,
        updated_at=BEGUN,
    )._replace(**changes)


def paused(after: int, **changes: Any) -> TimerSession:
    return running(paused_at=BEGUN + after, **changes)


def day_of(words: str) -> list[TimerSession]:
    """Return the ended sessions of a day: w work, m by hand, s short, l long.

    A `-` after it was skipped, a `!` stopped.
    """
    done = []
    for number, word in enumerate(words.split()):
        ended = BEGUN + 1500 * (number + 1)
        done.append(
            running(
                kind={"w": "work", "m": "work", "s": "short_break", "l": "long_break"}[word[0]],
                source="manual" if word[0] == "m" else "timer",
                started_at=ended - 1500,
                ended_at=ended,
                outcome={"": "completed", "-": "skipped", "!": "stopped"}[word[1:]],
            )
        )
    return done


# --- what is typed --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("work", "work"),
        ("WORK", "work"),
        (" short ", "short_break"),
        ("short_break", "short_break"),
        ("Short-Break", "short_break"),
        ("long", "long_break"),
        ("long_break", "long_break"),
    ],
)
def test_a_kind_is_understood_as_people_type_it(typed: str, kind: str) -> None:
    assert timer_rules.parse_kind(typed) == kind


@pytest.mark.parametrize("typed", ["", "lunch", "break", "works", "short break", "1"])
def test_another_kind_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="work, short or long"):
        timer_rules.parse_kind(typed)


def test_each_kind_has_the_length_that_was_set() -> None:
    own = person(work_duration=10, short_break_duration=20, long_break_duration=30)
    lengths = [timer_rules.length_of(own, kind) for kind in ("work", "short_break", "long_break")]
    assert lengths == [10, 20, 30]


# --- when it ends ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("one", "end"),
    [
        (running(), END),
        (running(paused_seconds=90), END + 90),
        (running(planned_seconds=1), BEGUN + 1),
        (running(planned_seconds=86400), BEGUN + 86400),
        (paused(60), None),
        (paused(60, paused_seconds=30), None),
    ],
)
def test_the_end_is_the_start_and_the_length_and_the_pauses(
    one: TimerSession, end: int | None
) -> None:
    assert timer_rules.planned_end(one) == end


@pytest.mark.parametrize(
    ("one", "after", "left"),
    [
        (running(), 0, 1500),
        (running(), 1, 1499),
        (running(), 1500, 0),
        (running(), 9999, 0),
        (running(paused_seconds=100), 1500, 100),
        (paused(600), 600, 900),
        (paused(600), 999_999, 900),
        (paused(600, paused_seconds=100), 999_999, 1000),
        # A clock that was set back never leaves more than the whole, nor less than nothing.
        (running(), -1, 1500),
        (running(), -999_999, 1500),
        (paused(600), -999_999, 900),
        (paused(0, paused_seconds=400), 5, 1500),
    ],
)
def test_what_is_left_never_leaves_its_bounds(one: TimerSession, after: int, left: int) -> None:
    assert timer_rules.remaining(one, BEGUN + after) == left


# --- what comes next ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "following"),
    [
        ("", "work"),
        ("w", "short_break"),
        ("w s", "work"),
        ("w s w", "short_break"),
        ("w s w s w s w", "long_break"),
        ("w w w w", "long_break"),
        ("w w w w l", "work"),
        ("w w w w l w", "short_break"),
        ("w w w w w w w", "short_break"),
        ("w w w w w w w w", "long_break"),
        ("w w w w w w w w w w w w", "long_break"),
        # Skipped and stopped work brings no break and moves no long one.
        ("w-", "work"),
        ("w!", "work"),
        ("w w w w-", "work"),
        ("w w w w- w", "long_break"),
        ("w w w w! w", "long_break"),
        ("w w w w w-", "work"),
        # After a break, however it ended, comes work.
        ("w s-", "work"),
        ("w s!", "work"),
        ("w w w w l-", "work"),
        ("s", "work"),
        # By hand counts for the long break, and brings none by itself.
        ("m", "work"),
        ("m m m m", "work"),
        ("m m m w", "long_break"),
        ("w m", "short_break"),
        ("w m m m", "long_break"),
        ("w s m", "work"),
    ],
)
def test_what_comes_next_follows_from_the_sessions_of_the_day(done: str, following: str) -> None:
    assert timer_rules.next_kind(person(), day_of(done)) == following


@pytest.mark.parametrize(("interval", "lasts"), [(1, "l l l l"), (2, "s l s l"), (3, "s s l s")])
def test_the_long_break_comes_as_often_as_was_set(interval: int, lasts: str) -> None:
    own = person(long_break_interval=interval)
    found = [timer_rules.next_kind(own, day_of("w " * number))[0] for number in range(1, 5)]
    assert found == lasts.split()


# kind that follows, what is set, seconds after the end at which roma looks
@pytest.mark.parametrize(
    ("kind", "work", "rest", "late", "starts"),
    [
        ("short_break", 1, 1, 0, True),
        ("short_break", 1, 1, 120, True),
        ("short_break", 1, 1, 121, False),
        ("short_break", 1, 1, 8 * 3600, False),
        ("short_break", 1, 1, -1, False),
        ("short_break", 1, 0, 0, False),
        ("long_break", 1, 0, 0, False),
        ("long_break", 0, 1, 60, True),
        ("work", 1, 0, 60, True),
        ("work", 0, 1, 60, False),
        ("work", 1, 1, 121, False),
    ],
)
def test_the_next_phase_starts_by_itself_only_where_the_end_was_seen(
    kind: str, work: int, rest: int, late: int, *, starts: bool
) -> None:
    own = person(auto_start_work=work, auto_start_break=rest)
    assert timer_rules.starts_by_itself(own, kind, ended_at=END, now=END + late) is starts


@pytest.mark.parametrize(
    ("done", "over"),
    [
        ("", None),
        ("w", 0),
        ("w s", 1),
        ("w s w", 2),
        # Its user has ended it.
        ("w s w!", None),
        ("w-", None),
        ("w s!", None),
        # What is added by hand is no phase.
        ("w m", 0),
        ("m", None),
        ("w! m", None),
    ],
)
def test_the_last_phase_of_the_day_is_over_until_the_next_begins(
    done: str, over: int | None
) -> None:
    found = day_of(done)
    assert timer_rules.in_overtime(found) == (None if over is None else found[over])


@pytest.mark.parametrize(("late", "is_late"), [(0, False), (600, False), (601, True), (-5, False)])
def test_an_end_is_old_news_after_ten_minutes(late: int, *, is_late: bool) -> None:
    assert timer_rules.is_late(END, END + late) is is_late


@pytest.mark.parametrize(
    ("done", "estimate", "words"),
    [
        (0, 1, "0 of 1 session"),
        (2, 5, "2 of 5 sessions"),
        (5, 5, "5 of 5 sessions"),
        (7, 5, "7 of 5 sessions, 2 over the estimate"),
    ],
)
def test_an_estimate_is_burned_down_and_passed(done: int, estimate: int, words: str) -> None:
    assert timer_rules.burned(done, estimate) == words


# --- start, pause, resume, leave ------------------------------------------------------------


def test_only_one_timer_runs() -> None:
    for other, state in ((running(), "running"), (paused(5), "paused")):
        with pytest.raises(UsageError, match=f"a work timer is {state} already"):
            timer_rules.start(
                person(), other, "work", seconds=1500, task_id=None, started_at=END, now=END
            )


def test_pausing_twice_and_resuming_what_runs_are_refused() -> None:
    with pytest.raises(UsageError, match="paused already"):
        timer_rules.pause(paused(5), now=END)
    with pytest.raises(UsageError, match="is running"):
        timer_rules.resume(running(), now=END)


# what runs, how much longer, its length then; None is refused
@pytest.mark.parametrize(
    ("one", "seconds", "whole"),
    [
        (running(), 300, 1800),
        (running(), 1, 1501),
        (paused(60), 300, 1800),
        (running(planned_seconds=86399), 1, 86400),
        (running(planned_seconds=86399), 2, None),
        (running(), 86400, None),
    ],
)
def test_a_timer_can_be_made_longer_up_to_a_day(
    one: TimerSession, seconds: int, whole: int | None
) -> None:
    if whole is None:
        with pytest.raises(UsageError, match="at most 24 hours"):
            timer_rules.extend(one, seconds, now=BEGUN + 60)
        return
    row = written(timer_rules.extend(one, seconds, now=BEGUN + 60))
    assert row["planned_seconds"] == whole
    assert (row["paused_at"], row["ended_at"]) == (one.paused_at, None)


def written(entries: Sequence[Any]) -> dict[str, Any]:
    [row] = rows(entries, "timer_sessions")
    return row


@pytest.mark.parametrize(
    ("one", "now", "pauses"),
    [
        (paused(60), BEGUN + 100, 40),
        (paused(60, paused_seconds=10), BEGUN + 100, 50),
        (paused(60), BEGUN + 3 * 86400, 3 * 86400 - 60),
        # Resumed by a clock that was set back: the pause took no time.
        (paused(60), BEGUN + 59, 0),
        (paused(60, paused_seconds=10), BEGUN - 86400, 10),
    ],
)
def test_resuming_adds_the_pause(one: TimerSession, now: int, pauses: int) -> None:
    row = written(timer_rules.resume(one, now=now))
    assert (row["paused_at"], row["paused_seconds"]) == (None, pauses)


def test_a_pause_never_begins_before_the_timer() -> None:
    assert written(timer_rules.pause(running(), now=BEGUN - 5))["paused_at"] == BEGUN


# outcome, what was running, when it is left -> end, pauses
@pytest.mark.parametrize(
    ("one", "now", "ended", "pauses"),
    [
        (running(), BEGUN + 100, BEGUN + 100, 0),
        (running(paused_seconds=30), BEGUN + 100, BEGUN + 100, 30),
        (paused(60), BEGUN + 100, BEGUN + 100, 40),
        (running(), BEGUN - 100, BEGUN, 0),
        (paused(60), BEGUN + 10, BEGUN + 10, 0),
    ],
)
@pytest.mark.parametrize("outcome", ["skipped", "stopped"])
def test_what_is_left_before_its_time_ends_now_and_counts_not(
    one: TimerSession, now: int, ended: int, pauses: int, outcome: str
) -> None:
    entries = timer_rules.leave(person(), one, None, outcome, now=now)
    [only] = entries
    assert only.event_type == f"timer.{outcome}"
    row = written(entries)
    assert (row["ended_at"], row["outcome"], row["paused_at"]) == (ended, outcome, None)
    assert row["paused_seconds"] == pauses


def test_completed_work_counts_and_a_completed_break_does_not() -> None:
    own = person(last="2024-05-01T00:00:00Z", today_session_count=2)
    entries = timer_rules.complete(own, running(), None, ended_at=END, now=END + 5)
    assert [one.event_type for one in entries] == ["timer.completed", "session.counted"]
    assert rows(entries, "user_configurations")[0]["today_session_count"] == 3
    rest = timer_rules.complete(own, running(kind="short_break"), None, ended_at=END, now=END + 5)
    assert [one.event_type for one in rest] == ["timer.completed"]


@pytest.mark.parametrize(
    ("kind", "outcome", "sums"),
    [
        ("work", "completed", (4, 4500 + 1400, 600)),
        ("work", "stopped", (3, 4500 + 1400, 600)),
        ("work", "skipped", (3, 4500 + 1400, 600)),
        ("short_break", "completed", (3, 4500, 600 + 1400)),
        ("long_break", "stopped", (3, 4500, 600 + 1400)),
    ],
)
def test_an_end_in_a_day_that_is_closed_already_corrects_that_day(
    kind: str, outcome: str, sums: tuple[int, int, int]
) -> None:
    """A clock that ran ahead has closed the day in which the timer, by the true clock, ends."""
    own = person(last="2024-05-02T00:00:00Z", today_session_count=7)
    stats = DailyStats("d1", 1, "2024-05-01", "UTC", 3, 4500, 600, 1, 0, 0)
    one = running(kind=kind, paused_seconds=100)
    if outcome == "completed":
        entries = timer_rules.complete(own, one, stats, ended_at=END, now=END)
    else:
        entries = timer_rules.leave(own, one, stats, outcome, now=END)
    assert written(entries)["day"] == "2024-05-01"
    [row] = rows(entries, "daily_session_stats")
    names = ("work_sessions_completed", "total_work_seconds", "total_break_seconds")
    assert tuple(row.get(name, getattr(stats, name)) for name in names) == sums
    assert rows(entries, "user_configurations") == []


def test_every_change_names_the_whole_state_so_that_none_is_undone_out_of_order() -> None:
    changes = [
        timer_rules.pause(running(), now=END)[0],
        timer_rules.extend(running(), 60, now=END)[0],
        timer_rules.resume(paused(5), now=END)[0],
        timer_rules.leave(person(), running(), None, "stopped", now=END)[0],
        timer_rules.complete(person(), running(), None, ended_at=END, now=END)[0],
    ]
    state = {"planned_seconds", "paused_at", "paused_seconds", "ended_at", "outcome", "day"}
    for one in changes:
        assert state <= set(one.change.before or {})
        assert set(one.change.before or {}) == set(one.change.after or {})
