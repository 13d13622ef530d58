"""Corrections of timer sessions: task, start, end, length and interruptions.

An ended session may be lengthened while it is the last of its day and nothing has begun since;
whoever left one running over the end of the day is asked when it ended.
"""

from __future__ import annotations

from collections import namedtuple

from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain.changes import entry, insert, update
from roma_cli.domain.errors import UsageError
from roma_cli.domain.text import storable, whole_number
from roma_cli.domain.timer import LONGEST, WORK, changed, is_late, planned_end

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.domain.changes import Entry, Value
    from roma_cli.domain.day import DayRule
    from roma_cli.domain.day_records import TimerSession

_REASON_LIMIT = 255
_START = "roma timer start"


def parse_length(typed: str, hint: str) -> int:
    """Return a typed length in seconds; a number alone is minutes, as with `--minutes`.

    Raises UsageError for what is no length, and outside a second to 24 hours.
    """
    from roma_cli.domain.dates.parse import parse_duration  # noqa: PLC0415 - only when a length is typed

    minutes = whole_number(typed)
    try:
        seconds = parse_duration(typed) if minutes is None else minutes * due_dates.MINUTE
    except UsageError as problem:
        raise UsageError(problem.message, hint) from None
    if not 0 < seconds <= LONGEST:
        raise UsageError(f"a length is from 1 second to 24 hours, not '{typed}'", hint)
    return seconds


class UnfinishedTimer(namedtuple("UnfinishedTimer", "session ended_at")):
    """What a user answered about a session left running: when it ended, or None to discard it.

    `session` is the row as it was when they were asked; it holds only for that.
    """

    __slots__ = ()
    session: TimerSession
    ended_at: int | None

    @property
    def moment(self) -> int:
        """The moment at which it ends; one that is discarded took no time."""
        return int(self.session.started_at if self.ended_at is None else self.ended_at)


def lengthen(session: TimerSession, seconds: int, *, now: int) -> list[Entry]:
    """Return the entry that makes an ended session of the open day longer by `seconds`.

    Raises UsageError for more than the time since its end, and past 24 hours in all.
    """
    since = max(0, now - int(session.ended_at or now))
    if seconds > since:
        raise UsageError(
            f"the {session.kind.replace('_', ' ')} timer ended {due_dates.in_words(since)} ago;"
            " it cannot be longer than up to now",
            f"roma timer extend {since // due_dates.MINUTE}m"
            if since >= due_dates.MINUTE
            else _START,
        )
    whole = session.planned_seconds + seconds
    if whole > LONGEST:
        raise UsageError("a timer lasts at most 24 hours", "roma timer show")
    columns: dict[str, Value] = {
        "planned_seconds": whole,
        "ended_at": int(session.ended_at or now) + seconds,
    }
    return [changed("timer.extended", session, columns, now)]


def is_left_running(session: TimerSession, rule: DayRule, now: int) -> bool:
    """Tell whether a person must be asked when `session` ended.

    That is work whose planned end has passed unseen, with the end of a day between its start and
    now. A break that nobody ended is worth no question.
    """
    end = planned_end(session)
    if session.kind != WORK or end is None or not is_late(end, now):
        return False
    return days.boundaries_between(rule, session.started_at, now) > 0


def check_end(session: TimerSession, moment: int, *, now: int) -> None:
    """Refuse a moment at which a session left running cannot have ended; raises UsageError."""
    if moment > now:
        raise UsageError("that lies in the future")
    if moment <= session.started_at:
        raise UsageError("that is before it began")
    length = moment - session.started_at - session.paused_seconds
    if length <= 0:
        pauses = due_dates.in_words(session.paused_seconds)
        raise UsageError(f"it was paused for {pauses}, so it ended later than that")
    if length > LONGEST:
        raise UsageError(f"that would be {due_dates.in_words(length)} of work; 24 hours at most")


def check_start(
    started_at: int, seconds: int, *, previous_end: int | None, day_start: int, now: int
) -> None:
    """Refuse a start in the past that cannot have been; raises UsageError.

    `previous_end` is when the session before ended, `day_start` when the running day began.
    """
    if started_at < day_start:
        raise UsageError(
            f"today began only {due_dates.in_words(now - day_start)} ago",
            _begun_at_most(now - day_start),
        )
    if previous_end is not None and started_at < previous_end:
        raise UsageError(
            f"the session before ended only {due_dates.in_words(now - previous_end)} ago",
            _begun_at_most(now - previous_end),
        )
    if started_at + seconds <= now:
        raise UsageError(
            f"a timer of {due_dates.in_words(seconds)} begun then has ended already",
            f"roma session add --minutes {max(1, seconds // due_dates.MINUTE)}",
        )


def to_bind(done: Sequence[TimerSession], running: TimerSession | None) -> list[TimerSession]:
    """Return the sessions of today that a task named now is for: the last work, and what followed.

    So during a break it is the work before it. `done` is in the order of ends; manual ones count.
    """
    found = [*done, *([] if running is None else [running])]
    works = [at for at, one in enumerate(found) if one.kind == WORK]
    return found[works[-1] :] if works else found[-1:]


def bind(found: Sequence[TimerSession], task_id: int | None, *, now: int) -> list[Entry]:
    """Return the entries that make `found` sessions on a task, or on none."""
    return [
        entry(
            "timer.amended",
            update("timer_sessions", one.id, one, {"task_id": task_id, "updated_at": now}),
            task_id=task_id,
        )
        for one in found
        if one.task_id != task_id
    ]


def interrupt(session: TimerSession, reason: str, *, now: int) -> list[Entry]:
    """Return the entry that notes what broke into a session. Raises UsageError for a long one."""
    row: dict[str, Value] = {
        "session_id": session.id,
        "user_id": session.user_id,
        "reason": storable(reason, "the reason", least=0, most=_REASON_LIMIT),
        "created_at": now,
    }
    interrupted = insert("session_interruptions", row)
    return [entry("session.interrupted", interrupted, task_id=session.task_id)]


def _begun_at_most(seconds: int) -> str:
    """Return the command that begins a timer as long ago as it can have begun, in minutes."""
    minutes = seconds // due_dates.MINUTE
    return f"{_START} --ago {minutes}m" if minutes > 0 else _START
