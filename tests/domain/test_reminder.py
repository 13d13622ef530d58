"""When a reminder is due, held, tried again, late; and what its life writes."""

from __future__ import annotations

import datetime

import pytest

from roma_cli.domain import reminder as reminder_rules
from roma_cli.domain.changes import Change, Entry, NewKey
from roma_cli.domain.day import DayRule, iso_local, parse_instant
from roma_cli.domain.due import Due
from roma_cli.domain.errors import UsageError
from roma_cli.domain.task_records import Reminder

NEW_YORK = DayRule("America/New_York", 0)
NIGHT_OWL = DayRule("America/New_York", 240)
LORD_HOWE = DayRule("Australia/Lord_Howe", 0)
SANTIAGO = DayRule("America/Santiago", 0)
ST_JOHNS = DayRule("America/St_Johns", 0)
APIA = DayRule("Pacific/Apia", 0)
NINE = 9 * 60

NOW = parse_instant("2026-03-04T12:00:00Z")
MINUTE = 60
PENDING = Reminder(
    id=7,
    uuid="u",
    task_id=3,
    user_id=1,
    scheduled_at=NOW,
    reminder_type="desktop",
    status="pending",
    retry_count=0,
    job_id=None,
    created_at=NOW - 1000,
    sent_at=None,
    claimed_at=None,
    next_attempt_at=None,
    origin="task",
    offset_seconds=1800,
)


def due(text: str) -> Due:
    """A date is a whole day, an ISO instant a moment."""
    if len(text) == len("2026-03-08"):
        return Due(None, datetime.date.fromisoformat(text))
    return Due(parse_instant(text), None)


# --- offsets --------------------------------------------------------------------------


def test_the_seven_offsets_of_the_data_model() -> None:
    assert reminder_rules.OFFSETS == {
        "15 minutes": 900,
        "30 minutes": 1800,
        "1 hour": 3600,
        "2 hours": 7200,
        "1 day": 86_400,
        "2 days": 172_800,
        "1 week": 604_800,
    }


@pytest.mark.parametrize("word", reminder_rules.OFFSETS)
def test_each_offset_reads_itself(word: str) -> None:
    assert reminder_rules.parse_offset(word) == word
    assert reminder_rules.parse_offset(f"  {word.upper()}  before ") == word


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("15m", "15 minutes"),
        ("15 min", "15 minutes"),
        ("30m", "30 minutes"),
        ("1h", "1 hour"),
        ("60m", "1 hour"),
        ("an hour before", "1 hour"),
        ("1 hour before", "1 hour"),
        ("2h", "2 hours"),
        ("120 minutes", "2 hours"),
        ("1d", "1 day"),
        ("24h", "1 day"),
        ("a day", "1 day"),
        ("2d", "2 days"),
        ("1w", "1 week"),
        ("7 days before", "1 week"),
    ],
)
def test_other_spellings_of_the_same_lengths(typed: str, word: str) -> None:
    assert reminder_rules.parse_offset(typed) == word


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "before", "0", "0m", "15", "900", "3h", "1h30m", "-1h", "1 month", "soon"),
        *("1 hour after", "1\x00h", "\N{ARABIC-INDIC DIGIT THREE}0m", "m" * 5000),
    ],
)
def test_other_lengths_are_refused_with_the_seven_named(typed: str) -> None:
    with pytest.raises(UsageError, match="15 minutes, 30 minutes, 1 hour") as raised:
        reminder_rules.parse_offset(typed)
    assert "--remind" in raised.value.hint
    assert len(raised.value.message) < 200


# --- when it is due -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "text", "offset", "expected"),
    [
        # a moment, less the offset
        (NEW_YORK, "2026-03-04T17:00:00-05:00", "15 minutes", "2026-03-04T16:45:00-05:00"),
        (NEW_YORK, "2026-03-04T17:00:30-05:00", "1 day", "2026-03-03T17:00:30-05:00"),
        (NEW_YORK, "2026-03-04T17:00:00-05:00", "1 week", "2026-02-25T17:00:00-05:00"),
        # hours elapse: the clock jumps from 02:00 to 03:00 in between
        (NEW_YORK, "2026-03-08T03:30:00-04:00", "1 hour", "2026-03-08T01:30:00-05:00"),
        # and falls back from 02:00 to 01:00
        (NEW_YORK, "2026-11-01T02:00:00-05:00", "2 hours", "2026-11-01T01:00:00-04:00"),
        # days are those of the calendar: 23 hours, and 25
        (NEW_YORK, "2026-03-08T09:00:00-04:00", "1 day", "2026-03-07T09:00:00-05:00"),
        (NEW_YORK, "2026-11-01T09:00:00-05:00", "1 day", "2026-10-31T09:00:00-04:00"),
        (NEW_YORK, "2026-03-10T09:00:00-04:00", "1 week", "2026-03-03T09:00:00-05:00"),
        # the reading a day before is skipped: later by the gap
        (NEW_YORK, "2026-03-09T02:30:00-04:00", "1 day", "2026-03-08T03:30:00-04:00"),
        # comes twice: the first
        (NEW_YORK, "2026-11-02T01:30:00-05:00", "1 day", "2026-11-01T01:30:00-04:00"),
        # from the second pass of a repeated hour
        (NEW_YORK, "2026-11-01T01:30:00-05:00", "1 day", "2026-10-31T01:30:00-04:00"),
        # half an hour of gap
        (LORD_HOWE, "2026-10-04T09:00:00+11:00", "1 day", "2026-10-03T09:00:00+10:30"),
        # the day before was skipped: 24 hours, and not the due moment itself
        (APIA, "2011-12-31T09:00:00+14:00", "1 day", "2011-12-29T09:00:00-10:00"),
        (APIA, "2011-12-31T09:00:00+14:00", "2 days", "2011-12-29T09:00:00-10:00"),
        # a whole day counts from 09:00
        (NEW_YORK, "2026-03-04", "30 minutes", "2026-03-04T08:30:00-05:00"),
        (NEW_YORK, "2026-03-04", "1 week", "2026-02-25T09:00:00-05:00"),
        # also on and after the days the clocks change
        (NEW_YORK, "2026-03-08", "1 hour", "2026-03-08T08:00:00-04:00"),
        (NEW_YORK, "2026-03-08", "1 day", "2026-03-07T09:00:00-05:00"),
        (NEW_YORK, "2026-11-01", "2 days", "2026-10-30T09:00:00-04:00"),
        # a later start of the day changes nothing at 09:00
        (NIGHT_OWL, "2026-03-08", "2 hours", "2026-03-08T07:00:00-04:00"),
        # midnight itself is skipped, 09:00 is not
        (SANTIAGO, "2026-09-06", "1 day", "2026-09-05T09:00:00-04:00"),
    ],
)
def test_the_moment_of_a_reminder(rule: DayRule, text: str, offset: str, expected: str) -> None:
    seconds = reminder_rules.OFFSETS[offset]
    moment = reminder_rules.scheduled_at(due(text), seconds, rule, NINE)
    assert iso_local(rule.timezone, moment) == expected


@pytest.mark.parametrize(
    ("rule", "minute", "text", "expected"),
    [
        # before the reset: that time at the end of the roma day, on the next date
        (NIGHT_OWL, 120, "2026-03-04", "2026-03-05T01:45:00-05:00"),
        # a reminder time that the clock skips
        (NEW_YORK, 150, "2026-03-08", "2026-03-08T03:15:00-04:00"),
        # one that it shows twice
        (NEW_YORK, 90, "2026-11-01", "2026-11-01T01:15:00-04:00"),
        # the first and the last minute
        (NEW_YORK, 0, "2026-03-04", "2026-03-03T23:45:00-05:00"),
        (NEW_YORK, 1439, "2026-03-04", "2026-03-04T23:44:00-05:00"),
    ],
)
def test_a_whole_day_is_reminded_of_at_a_time_of_its_own(
    rule: DayRule, minute: int, text: str, expected: str
) -> None:
    moment = reminder_rules.scheduled_at(due(text), 15 * MINUTE, rule, minute)
    assert iso_local(rule.timezone, moment) == expected


@pytest.mark.parametrize(
    ("text", "now", "wanted"),
    [
        ("2026-03-04T17:00:00-05:00", "2026-03-04T16:50:00-05:00", True),
        ("2026-03-04T17:00:00-05:00", "2026-03-04T17:00:00-05:00", True),
        ("2026-03-04T17:00:00-05:00", "2026-03-04T17:00:01-05:00", False),
        # a whole day is not past before it has ended
        ("2026-03-04", "2026-03-04T23:59:59-05:00", True),
        ("2026-03-04", "2026-03-05T00:00:00-05:00", False),
    ],
)
def test_what_is_past_when_made_is_not_reminded_of(text: str, now: str, wanted: bool) -> None:
    assert reminder_rules.is_wanted(due(text), NEW_YORK, parse_instant(now)) is wanted


# --- quiet hours ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "quiet", "now", "until"),
    [
        (NEW_YORK, None, "2026-03-04T23:00:00-05:00", None),
        (NEW_YORK, "", "2026-03-04T23:00:00-05:00", None),
        # across midnight, both ends
        (NEW_YORK, "22:00-07:00", "2026-03-04T21:59:59-05:00", None),
        (NEW_YORK, "22:00-07:00", "2026-03-04T22:00:00-05:00", "2026-03-05T07:00:00-05:00"),
        (NEW_YORK, "22:00-07:00", "2026-03-05T00:00:00-05:00", "2026-03-05T07:00:00-05:00"),
        (NEW_YORK, "22:00-07:00", "2026-03-05T06:59:59-05:00", "2026-03-05T07:00:00-05:00"),
        (NEW_YORK, "22:00-07:00", "2026-03-05T07:00:00-05:00", None),
        # within a day, from and until midnight
        (NEW_YORK, "12:00-13:30", "2026-03-04T13:00:00-05:00", "2026-03-04T13:30:00-05:00"),
        (NEW_YORK, "12:00-13:30", "2026-03-04T23:00:00-05:00", None),
        (NEW_YORK, "00:00-07:00", "2026-03-04T00:00:00-05:00", "2026-03-04T07:00:00-05:00"),
        (NEW_YORK, "22:00-00:00", "2026-03-04T23:59:59-05:00", "2026-03-05T00:00:00-05:00"),
        (NEW_YORK, "22:00-00:00", "2026-03-05T00:00:00-05:00", None),
        # the roma day does not matter, the clock does
        (NIGHT_OWL, "22:00-07:00", "2026-03-05T03:00:00-05:00", "2026-03-05T07:00:00-05:00"),
        # the nights of 8 and of 10 hours
        (NEW_YORK, "22:00-07:00", "2026-03-07T23:00:00-05:00", "2026-03-08T07:00:00-04:00"),
        (NEW_YORK, "22:00-07:00", "2026-10-31T23:00:00-04:00", "2026-11-01T07:00:00-05:00"),
        (NEW_YORK, "22:00-07:00", "2026-11-01T01:30:00-05:00", "2026-11-01T07:00:00-05:00"),
        # the end is skipped: later by the gap
        (NEW_YORK, "22:00-02:30", "2026-03-08T03:15:00-04:00", "2026-03-08T03:30:00-04:00"),
        # the end comes twice: the first, and not quiet again
        (NEW_YORK, "22:00-01:30", "2026-11-01T01:15:00-04:00", "2026-11-01T01:30:00-04:00"),
        (NEW_YORK, "22:00-01:30", "2026-11-01T01:15:00-05:00", None),
        # the start comes twice: quiet from the first
        (NEW_YORK, "01:30-07:00", "2026-11-01T01:15:00-05:00", "2026-11-01T07:00:00-05:00"),
        # clocks go back over midnight, to the date before
        (SANTIAGO, "23:30-07:00", "2026-04-04T23:15:00-04:00", "2026-04-05T07:00:00-04:00"),
        (ST_JOHNS, "00:00-07:00", "2010-11-06T23:30:00-03:30", "2010-11-07T07:00:00-03:30"),
        # a night in which a date was skipped
        (APIA, "22:00-07:00", "2011-12-29T23:00:00-10:00", "2011-12-31T07:00:00+14:00"),
        (APIA, "22:00-07:00", "2011-12-31T01:00:00+14:00", "2011-12-31T07:00:00+14:00"),
    ],
)
def test_quiet_hours_hold_until_they_end(
    rule: DayRule, quiet: str | None, now: str, until: str | None
) -> None:
    held = reminder_rules.held_until(quiet, rule, parse_instant(now))
    assert (held and iso_local(rule.timezone, held)) == until


@pytest.mark.parametrize(
    "rule", [NEW_YORK, LORD_HOWE, SANTIAGO, ST_JOHNS, APIA], ids=lambda rule: rule.timezone
)
@pytest.mark.parametrize("quiet", ["22:00-07:00", "00:00-02:30", "23:30-00:30", "07:00-06:59"])
@pytest.mark.parametrize("day", ["2010-11-06", "2011-12-29", "2026-03-07", "2026-04-04"])
def test_quiet_hours_are_one_stretch_without_a_break(rule: DayRule, quiet: str, day: str) -> None:
    start = parse_instant(f"{day}T00:00:00Z")
    for moment in range(start, start + 3 * 86_400, 977):
        until = reminder_rules.held_until(quiet, rule, moment)
        if until is not None:
            assert moment < until < moment + 51 * 3600
            # Nothing between is let go.
            assert reminder_rules.held_until(quiet, rule, until - 1) is not None


# --- tries, claims, lateness ----------------------------------------------------------


def test_four_tries_wait_1_5_and_25_minutes() -> None:
    waits = [reminder_rules.next_attempt(count, NOW) for count in (1, 2, 3, 4, 5)]
    assert waits == [NOW + 60, NOW + 300, NOW + 1500, None, None]


@pytest.mark.parametrize(
    ("late_by", "late"), [(-60, False), (0, False), (360, False), (600, False), (601, True)]
)
def test_missed_while_away_is_more_than_ten_minutes_late(late_by: int, late: bool) -> None:
    assert reminder_rules.is_late(NOW, NOW + late_by) is late


def test_lateness_counts_from_when_it_could_have_been_sent() -> None:
    at_night = parse_instant("2026-03-04T23:00:00-05:00")
    morning = parse_instant("2026-03-05T07:00:00-05:00")
    night = PENDING._replace(scheduled_at=at_night)
    assert reminder_rules.expected_at(night, "22:00-07:00", NEW_YORK) == morning
    assert reminder_rules.expected_at(night, None, NEW_YORK) == at_night
    # Made half an hour before the due moment, with an hour's offset: it is not late at once.
    made_after = PENDING._replace(scheduled_at=NOW - 1800, created_at=NOW)
    assert reminder_rules.expected_at(made_after, None, NEW_YORK) == NOW


@pytest.mark.parametrize(
    ("columns", "ready"),
    [
        ({}, True),
        ({"scheduled_at": NOW + 1}, False),
        ({"status": "sent"}, False),
        ({"status": "failed"}, False),
        ({"status": "cancelled"}, False),
        ({"claimed_at": NOW}, False),
        ({"claimed_at": NOW - 300}, False),
        ({"claimed_at": NOW - 301}, True),
        # a clock that was set back a little, and one that was wrong by years
        ({"claimed_at": NOW + 5}, False),
        ({"claimed_at": NOW + 10**9}, True),
        ({"next_attempt_at": NOW}, True),
        ({"next_attempt_at": NOW + 1}, False),
        ({"next_attempt_at": NOW + 1500}, False),
        ({"next_attempt_at": NOW + 10**9}, True),
    ],
)
def test_what_a_checker_may_claim(columns: dict[str, int], ready: bool) -> None:
    assert reminder_rules.is_ready(PENDING._replace(**columns), NOW) is ready


def test_a_claim_is_held_until_the_row_says_otherwise() -> None:
    claimed = PENDING._replace(claimed_at=NOW)
    assert reminder_rules.holds_claim(claimed, NOW)
    assert not reminder_rules.holds_claim(claimed._replace(claimed_at=NOW + 400), NOW)
    assert not reminder_rules.holds_claim(claimed._replace(status="cancelled"), NOW)
    assert not reminder_rules.holds_claim(PENDING, NOW)


# --- the changes of its life ----------------------------------------------------------


def applied(reminder: Reminder, entry: Entry) -> Reminder:
    """What the row becomes; the change must start from what it is."""
    change = entry.change
    assert (change.table, change.key) == ("reminders", reminder.id)
    assert entry.task_id == reminder.task_id
    assert change.before is not None
    assert change.after is not None
    assert change.before == {name: getattr(reminder, name) for name in change.after}
    return reminder._replace(**change.after)


def test_a_new_reminder_may_belong_to_a_task_that_is_made_with_it() -> None:
    made = reminder_rules.add(NewKey(0), 1, NOW + 60, "desktop", now=NOW)
    assert made.event_type == "reminder.created"
    assert made.task_id == NewKey(0)
    row = {
        "task_id": NewKey(0),
        "user_id": 1,
        "scheduled_at": NOW + 60,
        "reminder_type": "desktop",
        "status": "pending",
        "retry_count": 0,
        "created_at": NOW,
        "origin": "added",
        "offset_seconds": None,
    }
    assert made.change == Change("reminders", None, None, row)


def test_claimed_then_sent() -> None:
    claim = reminder_rules.claim(PENDING, now=NOW + 5)
    assert claim.event_type == "reminder.claimed"
    # The old claim is what guards the write.
    assert claim.change.before == {"claimed_at": None}
    claimed = applied(PENDING, claim)
    assert claimed == PENDING._replace(claimed_at=NOW + 5)
    sent = reminder_rules.sent(claimed, now=NOW + 6)
    assert sent.event_type == "reminder.sent"
    assert applied(claimed, sent) == PENDING._replace(status="sent", sent_at=NOW + 6)


def test_four_failures_and_it_has_failed() -> None:
    reminder, seen, now = PENDING, [], NOW
    for _ in range(4):
        assert reminder_rules.is_ready(reminder, now)
        reminder = applied(reminder, reminder_rules.claim(reminder, now=now))
        entry = reminder_rules.failed_try(reminder, "no desktop", now=now)
        assert entry.note == {"reason": "no desktop"}
        reminder = applied(reminder, entry)
        seen.append((entry.event_type, reminder.status, reminder.retry_count))
        assert reminder.claimed_at is None
        now = reminder.next_attempt_at or now
    assert seen == [
        ("reminder.attempt_failed", "pending", 1),
        ("reminder.attempt_failed", "pending", 2),
        ("reminder.attempt_failed", "pending", 3),
        ("reminder.failed", "failed", 4),
    ]
    assert now == NOW + 31 * MINUTE
    assert reminder.next_attempt_at is None


def test_only_what_is_pending_can_be_cancelled() -> None:
    waiting = PENDING._replace(retry_count=1, next_attempt_at=NOW + 60, claimed_at=NOW)
    entry = reminder_rules.cancel(waiting, "task completed")
    assert (entry.event_type, entry.note) == ("reminder.cancelled", {"reason": "task completed"})
    assert applied(waiting, entry) == PENDING._replace(status="cancelled", retry_count=1)
    for status in ("sent", "failed", "cancelled"):
        with pytest.raises(UsageError, match=f"reminder 7 is {status} already"):
            reminder_rules.cancel(PENDING._replace(status=status), "")


@pytest.mark.parametrize("status", ["pending", "sent", "failed"])
def test_a_snoozed_reminder_starts_afresh(status: str) -> None:
    used = PENDING._replace(
        status=status, retry_count=4, sent_at=NOW, claimed_at=NOW, next_attempt_at=NOW + 1
    )
    entry = reminder_rules.snooze(used, NOW + 600)
    assert entry.event_type == "reminder.snoozed"
    assert applied(used, entry) == PENDING._replace(scheduled_at=NOW + 600)


def test_a_cancelled_reminder_stays_cancelled() -> None:
    with pytest.raises(UsageError, match="reminder 7 is cancelled"):
        reminder_rules.snooze(PENDING._replace(status="cancelled"), NOW + 600)
