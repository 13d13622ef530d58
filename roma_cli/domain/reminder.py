"""Rules of reminders: when one is due, held, retried or late, and its changes of state.

A reminder is `pending` until it is `sent`, `failed` (four tries) or `cancelled`. Whoever sends
it claims it first, in a transaction, and settles the claim in another one afterwards: with
`sent` or `failed_try`, on the row as it then is, and only if `holds_claim` is still true.
Instants and lengths are seconds.
"""

from __future__ import annotations

from collections import namedtuple
from datetime import timedelta

from roma_cli.domain import day as days
from roma_cli.domain.changes import entry, insert, update
from roma_cli.domain.due import DAY, HOUR, MINUTE, WEEK_DAYS, deadline, is_overdue
from roma_cli.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.changes import Entry, NewKey, Value
    from roma_cli.domain.day import DayRule
    from roma_cli.domain.due import Due
    from roma_cli.domain.task_records import Reminder

OFFSETS = {
    "15 minutes": 15 * MINUTE,
    "30 minutes": 30 * MINUTE,
    "1 hour": HOUR,
    "2 hours": 2 * HOUR,
    "1 day": DAY,
    "2 days": 2 * DAY,
    "1 week": WEEK_DAYS * DAY,
}
"""The seven offsets of the data model, in seconds."""

CLAIM_SECONDS = 300
"""A claim older than this was left behind by a checker that died; it is free again."""

LATE_SECONDS = 600
"""Later than this, nobody was there: cron looks every 5 minutes, a systemd timer up to 1 later."""

_WAITS = (MINUTE, 5 * MINUTE, 25 * MINUTE)


# --- when -----------------------------------------------------------------------------


def parse_offset(text: str) -> str:
    """Return which of the seven offsets is meant: `1h`, `60 min`, `1 hour before` are `1 hour`.

    Raises UsageError for any other length, and for a number without a unit.
    """
    words = " ".join(text.split()).lower().removesuffix(" before")
    if words in OFFSETS:
        return words
    from roma_cli.domain.dates.parse import parse_duration  # noqa: PLC0415 - only what is not canonical

    try:
        seconds = 0 if words.isdigit() else parse_duration(words)
    except UsageError:
        seconds = 0
    for word, length in OFFSETS.items():
        if length == seconds:
            return word
    raise UsageError(
        f"a reminder comes {', '.join(OFFSETS)} before, not {text[:60]!r}",
        'roma task add TITLE --due "tomorrow 9am" --remind "1 hour"',
    )


def scheduled_at(due: Due, offset_seconds: int, rule: DayRule, all_day_minute: int) -> int:
    """Return when to remind of a task that is due then, `offset_seconds` before.

    A whole day counts from `all_day_minute` (0..1439 after local midnight) in that roma day.
    Whole days of the offset are days of the calendar, the rest elapses: one day before Sunday
    09:00 is Saturday 09:00, also when the clocks change in between (RFC 5545, section 3.3.6).

    Raises UsageError for a due date or zone that `domain.day` refuses.
    """
    from roma_cli.domain.dates.clock_times import clock_in_day, wall  # noqa: PLC0415 - loads `re`, 2.5 ms

    days_before, seconds_before = divmod(offset_seconds, DAY)
    back = timedelta(days=days_before)
    if due.day is not None:
        return clock_in_day(rule, due.day - back, all_day_minute) - seconds_before
    moment = deadline(due, rule)
    if days_before:
        local = days.local(rule.timezone, moment)
        earlier = wall(rule, local.date() - back, local.hour * 60 + local.minute, local.second)
        # A reading on a date that the zone skipped moves forward, onto the due date itself.
        moment = earlier if earlier < moment else moment - days_before * DAY
    return moment - seconds_before


class When(namedtuple("When", "before moment", defaults=(None, 0))):
    """When a reminder is to come: so many seconds `before` the due date, else at a `moment`."""

    __slots__ = ()
    before: int | None
    moment: int


def parse_when(typed: str, rule: DayRule, now: int) -> When:
    """Return when a typed reminder is to come: `30m`, `1h before`, or a moment.

    Raises UsageError for what is neither.
    """
    from roma_cli.domain.dates.parse import parse_duration, parse_moment  # noqa: PLC0415 - only when typed

    try:
        return When(parse_duration(typed.strip().lower().removesuffix(" before")))
    except UsageError:
        return When(None, parse_moment(typed, rule, now))


def parse_later(typed: str, rule: DayRule, now: int) -> int:
    """Return the moment that was typed, or that lies a typed length from `now`.

    Raises UsageError for what is neither.
    """
    from roma_cli.domain.dates.parse import parse_duration, parse_moment  # noqa: PLC0415 - only when typed

    try:
        return now + parse_duration(typed)
    except UsageError:
        return parse_moment(typed, rule, now)


def is_wanted(due: Due, rule: DayRule, now: int) -> bool:
    """Tell whether a task due then is reminded of at all: not if that is past (rules 7.1).

    A reminder whose own time has passed while the due date lies ahead is sent at once.
    """
    return not is_overdue(due, rule, now)


def held_until(quiet_hours: str | None, rule: DayRule, now: int) -> int | None:
    """Return when the quiet hours that `now` lies in end, None if it lies in none.

    `quiet_hours` is as stored, `22:00-07:00` on the local clock, or None. A reading that the
    clock skips moves forward by the gap, of one that comes twice the first counts, as for the
    boundary of a day; so one night is quiet once. The end itself is no longer quiet.
    """
    if not quiet_hours:
        return None
    from roma_cli.domain.dates.clock_times import wall  # noqa: PLC0415 - loads `re`, 2.5 ms

    start, end = (days.parse_reset_time(clock) for clock in quiet_hours.split("-"))
    nights = timedelta(days=1 if end <= start else 0)
    date = days.local(rule.timezone, now).date()
    # The date on the wall may be one behind where clocks went back over midnight. Quiet hours
    # of last night began a date ago; two, where the zone skipped a date.
    for shift in (-2, -1, 0, 1):
        first = date + timedelta(days=shift)
        until = wall(rule, first + nights, end, 0)
        if wall(rule, first, start, 0) <= now < until:
            return until
    return None


def next_attempt(retry_count: int, now: int) -> int | None:
    """Return when to try again after `retry_count` failures (1 or more, the last one at `now`).

    None after the fourth: the reminder has failed.
    """
    if retry_count > len(_WAITS):
        return None
    return now + _WAITS[max(retry_count, 1) - 1]


def expected_at(reminder: Reminder, quiet_hours: str | None, rule: DayRule) -> int:
    """Return the first moment at which `reminder` could be sent; lateness counts from there.

    That is its time, or when it was made if that was later, or the end of the quiet hours then.
    """
    first = max(reminder.scheduled_at, reminder.created_at)
    return held_until(quiet_hours, rule, first) or first


def is_late(scheduled_at: int, now: int) -> bool:
    """Tell whether a reminder sent at `now` was "missed while away": over 10 minutes late.

    `scheduled_at` is what `expected_at` returned, so that neither quiet hours nor a reminder
    made after its time count as an absence.
    """
    return now - scheduled_at > LATE_SECONDS


def is_ready(reminder: Reminder, now: int) -> bool:
    """Tell whether `reminder` may be claimed at `now`, quiet hours aside.

    A claim or a wait that a clock once far ahead has left behind does not hold it back.
    """
    if reminder.status != "pending" or reminder.scheduled_at > now:
        return False
    claimed, waits = reminder.claimed_at, reminder.next_attempt_at
    if claimed is not None and abs(now - claimed) <= CLAIM_SECONDS:
        return False
    return waits is None or not now < waits <= now + _WAITS[-1]


def holds_claim(reminder: Reminder, claimed_at: int) -> bool:
    """Tell whether the row as it is now still bears the claim made at `claimed_at`.

    If not, it was cancelled or snoozed while it was sent, or claimed by another checker after
    this one took too long: there is nothing left to settle.
    """
    return reminder.status == "pending" and reminder.claimed_at == claimed_at


# --- what happens to it ---------------------------------------------------------------


def add(
    task_id: int | NewKey,
    user_id: int,
    scheduled_at: int,
    reminder_type: str,
    *,
    now: int,
    origin: str = "added",
    offset_seconds: int | None = None,
) -> Entry:
    """Return the entry that adds a pending reminder, to be sent by `reminder_type`.

    `task_id` may stand for a task that an earlier entry of the same operation adds.
    """
    row: dict[str, Value] = {
        "task_id": task_id,
        "user_id": user_id,
        "scheduled_at": scheduled_at,
        "reminder_type": reminder_type,
        "status": "pending",
        "retry_count": 0,
        "created_at": now,
        "origin": origin,
        "offset_seconds": offset_seconds,
    }
    return entry("reminder.created", insert("reminders", row), task_id=task_id)


def cancel(reminder: Reminder, reason: str) -> Entry:
    """Return the entry that cancels a pending `reminder`; the audit keeps the `reason`.

    Raises UsageError if it is not pending.
    """
    if reminder.status != "pending":
        raise UsageError(f"reminder {reminder.id} is {reminder.status} already", "roma remind list")
    columns: dict[str, Value] = {
        "status": "cancelled",
        "claimed_at": None,
        "next_attempt_at": None,
    }
    return _change("reminder.cancelled", reminder, columns, _why(reason))


def claim(reminder: Reminder, *, now: int) -> Entry:
    """Return the entry by which one checker takes `reminder`; it must be ready.

    The row's old claim is the change's guard: of two that claim it, one is refused.
    """
    return _change("reminder.claimed", reminder, {"claimed_at": now})


def sent(reminder: Reminder, *, now: int) -> Entry:
    """Return the entry by which a claimed `reminder` has reached at least one channel."""
    columns: dict[str, Value] = {
        "status": "sent",
        "sent_at": now,
        "claimed_at": None,
        "next_attempt_at": None,
    }
    return _change("reminder.sent", reminder, columns)


def failed_try(reminder: Reminder, reason: str, *, now: int) -> Entry:
    """Return the entry after a try that failed: another one later, or after the fourth `failed`.

    `reason` is kept in the audit; it must hold no secret.
    """
    count = reminder.retry_count + 1
    again = next_attempt(count, now)
    columns: dict[str, Value] = {
        "retry_count": count,
        "claimed_at": None,
        "next_attempt_at": again,
    }
    if again is None:
        return _change("reminder.failed", reminder, {**columns, "status": "failed"}, _why(reason))
    return _change("reminder.attempt_failed", reminder, columns, _why(reason))


def snooze(reminder: Reminder, until: int) -> Entry:
    """Return the entry that makes `reminder` pending for `until`, with four new tries.

    One that was sent or has failed may be snoozed as well. Raises UsageError if it is cancelled.
    """
    if reminder.status == "cancelled":
        raise UsageError(f"reminder {reminder.id} is cancelled", "roma remind list")
    columns: dict[str, Value] = {
        "scheduled_at": until,
        "status": "pending",
        "retry_count": 0,
        "sent_at": None,
        "claimed_at": None,
        "next_attempt_at": None,
    }
    return _change("reminder.snoozed", reminder, columns)


def move(reminder: Reminder, scheduled_at: int) -> Entry:
    """Return the entry that moves a pending reminder: the zone or the time of day changed."""
    columns: dict[str, Value] = {"scheduled_at": scheduled_at}
    return _change("reminder.moved", reminder, columns)


def _why(reason: str) -> dict[str, Value]:
    return {"reason": reason}


def _change(
    event_type: str,
    reminder: Reminder,
    columns: dict[str, Value],
    note: dict[str, Value] | None = None,
) -> Entry:
    change = update("reminders", reminder.id, reminder, columns)
    return entry(event_type, change, task_id=reminder.task_id, note=note)
