"""Rules of the timer: what runs, when it ends, what comes next. Nothing ticks.

A start, a planned length and the pauses are stored; everything else follows from them and now.
A timer whose end has passed is completed at that end by whichever run of roma comes next.
"""

from __future__ import annotations

from roma_cli.domain import counting, day_closing
from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain.changes import entry, insert, update
from roma_cli.domain.errors import UsageError
from roma_cli.domain.text import plural, whole_number

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.domain.changes import Entry, Value
    from roma_cli.domain.day_records import DailyStats, TimerSession
    from roma_cli.domain.records import Configuration

WORK, SHORT, LONG = "work", "short_break", "long_break"
_TYPED = {
    "work": WORK,
    "short_break": SHORT,
    "short": SHORT,
    "long_break": LONG,
    "long": LONG,
}

_STATE = ("planned_seconds", "paused_at", "paused_seconds", "ended_at", "outcome", "day")

LONGEST = due_dates.DAY
"""Seconds of the longest timer: what the column of its length takes."""

WITNESS_SECONDS = 120
"""How soon after an end a run of roma must see it for the next phase to start by itself."""

LATE_SECONDS = 600
"""An end seen later than this is old news: nobody is called to the desktop for it."""


def parse_kind(typed: str) -> str:
    """Return the kind that was typed: `short` is `short_break`. Raises UsageError otherwise."""
    kind = _TYPED.get(typed.strip().lower().replace("-", "_"))
    if kind is None:
        raise UsageError(f"a timer is work, short or long, not '{typed}'", "roma timer start work")
    return kind


def parse_minutes(typed: str, hint: str) -> int:
    """Return typed whole minutes in seconds. Raises UsageError outside a minute to 24 hours."""
    number = whole_number(typed)
    longest = LONGEST // due_dates.MINUTE
    if number is None or not 1 <= number <= longest:
        raise UsageError(f"minutes are a whole number from 1 to {longest}, not '{typed}'", hint)
    return number * due_dates.MINUTE


def length_of(configuration: Configuration, kind: str) -> int:
    """Return the planned length of a kind in seconds, as the user has set it."""
    return {
        WORK: configuration.work_duration,
        SHORT: configuration.short_break_duration,
        LONG: configuration.long_break_duration,
    }[kind]


def next_kind(configuration: Configuration, done: Sequence[TimerSession]) -> str:
    """Return what comes after the sessions of the open day, in the order they ended.

    After work a break, after every `long_break_interval`th completed work session of the day the
    long one; after a break work. Skipped and stopped work brings no break.
    """
    timed = [one for one in done if one.source == "timer"]
    if not timed or timed[-1].kind != WORK or timed[-1].outcome != "completed":
        return WORK
    completed = sum(1 for one in done if one.kind == WORK and one.outcome == "completed")
    return LONG if completed % configuration.long_break_interval == 0 else SHORT


def in_overtime(done: Sequence[TimerSession]) -> TimerSession | None:
    """Return the last phase of the open day, if it ran to its end; `done` in the order of ends.

    None after one that was skipped or stopped: its user has ended it.
    """
    timed = [one for one in done if one.source == "timer"]
    return timed[-1] if timed and timed[-1].outcome == "completed" else None


def planned_end(session: TimerSession) -> int | None:
    """Return the moment at which a running session ends, None while it is paused."""
    if session.paused_at is not None:
        return None
    return int(session.started_at + session.planned_seconds + session.paused_seconds)


def remaining(session: TimerSession, now: int) -> int:
    """Return the seconds left, pauses taken out; never negative."""
    until = now if session.paused_at is None else session.paused_at
    spent = until - session.started_at - session.paused_seconds
    return int(max(0, min(session.planned_seconds, session.planned_seconds - spent)))


def start(
    configuration: Configuration,
    running: TimerSession | None,
    kind: str,
    *,
    seconds: int,
    task_id: int | None,
    started_at: int,
    now: int,
) -> list[Entry]:
    """Return the entry that starts a timer. Raises UsageError while another runs."""
    if running is not None:
        state = "paused" if running.paused_at is not None else "running"
        raise UsageError(f"a {in_words(running.kind)} timer is {state} already", "roma timer stop")
    row: dict[str, Value] = {
        "user_id": configuration.user_id,
        "kind": kind,
        "planned_seconds": seconds,
        "started_at": started_at,
        "task_id": task_id,
        "created_at": now,
        "updated_at": now,
    }
    return [entry("timer.started", insert("timer_sessions", row), task_id=task_id)]


def pause(session: TimerSession, *, now: int) -> list[Entry]:
    """Return the entry that pauses a timer. Raises UsageError if it is paused."""
    if session.paused_at is not None:
        raise UsageError("the timer is paused already", "roma timer resume")
    return [changed("timer.paused", session, {"paused_at": max(now, session.started_at)}, now)]


def resume(session: TimerSession, *, now: int) -> list[Entry]:
    """Return the entry that lets a paused timer run on. Raises UsageError if it runs."""
    if session.paused_at is None:
        raise UsageError("the timer is running", "roma timer pause")
    columns: dict[str, Value] = {"paused_at": None, "paused_seconds": _paused(session, now)}
    return [changed("timer.resumed", session, columns, now)]


def extend(session: TimerSession, seconds: int, *, now: int) -> list[Entry]:
    """Return the entry that moves the end of a running or paused timer on by `seconds`.

    Raises UsageError if it would then be longer than a day.
    """
    whole = session.planned_seconds + seconds
    if whole > LONGEST:
        raise UsageError("a timer lasts at most 24 hours", "roma timer show")
    return [changed("timer.extended", session, {"planned_seconds": whole}, now)]


def leave(
    configuration: Configuration,
    session: TimerSession,
    stats: DailyStats | None,
    outcome: str,
    *,
    now: int,
) -> list[Entry]:
    """Return the entries that end a timer before its time, `skipped` or `stopped`: it counts not.

    `stats` is the row of the day of `left_at`, which is closed already only where clocks were set.
    """
    return end(configuration, session, stats, outcome, ended_at=left_at(session, now), now=now)


def left_at(session: TimerSession, now: int) -> int:
    """Return the moment at which a timer left `now` ends: never before it began."""
    return max(now, int(session.started_at))


def complete(
    configuration: Configuration,
    session: TimerSession,
    stats: DailyStats | None,
    *,
    ended_at: int,
    now: int,
) -> list[Entry]:
    """Return the entries that complete a timer at its planned end; work counts in its day.

    `stats` is the row of the day of its end, which is closed already only where clocks were set.
    """
    return end(configuration, session, stats, "completed", ended_at=ended_at, now=now)


def end(
    configuration: Configuration,
    session: TimerSession,
    stats: DailyStats | None,
    outcome: str,
    *,
    ended_at: int,
    now: int,
) -> list[Entry]:
    """Return the entries of an end; its seconds go into its day if that is closed already.

    What is completed at another moment than planned was as long as it lasted. `stats` is the row
    of the day of `ended_at`.
    """
    columns: dict[str, Value] = {
        "ended_at": ended_at,
        "outcome": outcome,
        "paused_at": None,
        "paused_seconds": _paused(session, ended_at),
    }
    seconds = day_closing.focus_seconds(session._replace(**columns))
    if outcome == "completed":
        columns["planned_seconds"] = seconds
    counted: list[Entry] = []
    if session.kind == WORK and outcome == "completed":
        columns["day"], counted = counting.count_at(
            configuration, stats, ended_at=ended_at, work_seconds=seconds, now=now
        )
        return [changed("timer.completed", session, columns, now), *counted]
    day = days.day_at(counting.rule_of(configuration), ended_at)
    if counting.is_closed(configuration, day):
        columns["day"] = day.date.isoformat()
        work, rest = (seconds, 0) if session.kind == WORK else (0, seconds)
        counted = [
            day_closing.add_to_stats(
                configuration,
                stats,
                day.date.isoformat(),
                sessions=0,
                work=work,
                rest=rest,
                overrides=0,
                now=now,
            )
        ]
    return [changed(f"timer.{outcome}", session, columns, now), *counted]


def starts_by_itself(configuration: Configuration, kind: str, *, ended_at: int, now: int) -> bool:
    """Tell whether `kind` follows by itself an end that `now` has seen in time."""
    wanted = configuration.auto_start_work if kind == WORK else configuration.auto_start_break
    return bool(wanted) and 0 <= now - ended_at <= WITNESS_SECONDS


def is_late(ended_at: int, now: int) -> bool:
    """Tell whether an end that `now` sees was left alone for so long that it is old news."""
    return now - ended_at > LATE_SECONDS


def in_words(kind: str) -> str:
    """Return a kind as it is said: `short break`."""
    return kind.replace("_", " ")


def burned(done: int, estimate: int) -> str:
    """Return how much of an estimate is used up: `2 of 5 sessions`."""
    message = f"{done} of {plural(estimate, 'session')}"
    return f"{message}, {done - estimate} over the estimate" if done > estimate else message


def _paused(session: TimerSession, until: int) -> int:
    """Return the seconds of all pauses, the present one up to `until`; never fewer than before."""
    if session.paused_at is None:
        return int(session.paused_seconds)
    return int(session.paused_seconds + max(0, until - session.paused_at))


def changed(event_type: str, session: TimerSession, columns: dict[str, Value], now: int) -> Entry:
    """Return the entry that gives `columns` to a session, with all of its state beside them."""
    change = update("timer_sessions", session.id, session, {**columns, "updated_at": now})
    # All of its state is named even where it stays, so that of two changes the later counts as
    # having changed the same: else a resume could be undone after the end, and lose its pause.
    before = {name: getattr(session, name) for name in _STATE} | dict(change.before or {})
    after = {name: getattr(session, name) for name in _STATE} | dict(change.after or {})
    return entry(event_type, change._replace(before=before, after=after), task_id=session.task_id)
