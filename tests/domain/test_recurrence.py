"""Occurrences of a repeat: from an anchor and an index, on the local wall clock."""

from __future__ import annotations

import datetime
import time

import pytest

from roma_cli.domain.day import DayRule, iso_local, parse_instant, zone
from roma_cli.domain.due import Due
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import parse_repeat
from roma_cli.domain.repeats.recurrence import (
    Repeat,
    first_due,
    from_completion,
    next_after,
    occurrence,
    preview,
)
from tests.domain.tables import rows

UTC = DayRule("UTC", 0)
NEW_YORK = DayRule("America/New_York", 0)
LATE = DayRule("America/New_York", 240)  # the day begins at 04:00
LORD_HOWE = DayRule("Australia/Lord_Howe", 0)
SANTIAGO = DayRule("America/Santiago", 0)
APIA = DayRule("Pacific/Apia", 0)
TOKYO = DayRule("Asia/Tokyo", 0)
RULES = {
    "UTC": UTC,
    "NEW_YORK": NEW_YORK,
    "LATE": LATE,
    "HALF_PAST_TWO": DayRule("America/New_York", 150),
    "LORD_HOWE": LORD_HOWE,
    "SANTIAGO": SANTIAGO,
    "APIA": APIA,
}


def due(text: str) -> Due:
    """A whole day from a date, a moment from ISO text with an offset."""
    if "T" in text:
        return Due(parse_instant(text), None)
    return Due(None, datetime.date.fromisoformat(text))


def shown(found: Due, rule: DayRule) -> str:
    if found.day is not None:
        assert found.moment is None
        return found.day.isoformat()
    assert found.moment is not None
    return iso_local(rule.timezone, found.moment)


def repeats(words: str) -> Repeat:
    repeat = parse_repeat(words)
    assert repeat is not None
    return repeat


# Words, anchor, zone, then the occurrences with the indexes 1, 2, 3 …
@pytest.mark.parametrize(
    ("words", "anchor", "rule", "expected"),
    rows(
        """
# whole days: the calendar alone
daily | 2026-12-30 | UTC | 2026-12-31 2027-01-01  # over a year's end
daily | 2028-02-28 | UTC | 2028-02-29 2028-03-01  # leap day
daily | 2026-02-28 | UTC | 2026-03-01  # no leap day
daily | 2100-02-28 | UTC | 2100-03-01  # a century that is no leap year
every 3 days | 2026-02-27 | UTC | 2026-03-02 2026-03-05
every 999 days | 2026-01-01 | UTC | 2028-09-26
weekly | 2026-12-28 | UTC | 2027-01-04 2027-01-11
every 2 weeks | 2026-12-28 | UTC | 2027-01-11 2027-01-25  # a year of 53 weeks
daily | 2026-03-07 | NEW_YORK | 2026-03-08 2026-03-09  # no clock involved
daily | 2011-12-29 | APIA | 2011-12-30 2011-12-31  # a date the zone skipped
# months: the anchor's day, or the last one there is, and never less for having been less
monthly | 2026-01-31 | UTC | 2026-02-28 2026-03-31 2026-04-30 2026-05-31 2026-06-30 2026-07-31
monthly | 2028-01-31 | UTC | 2028-02-29 2028-03-31
monthly | 2026-01-30 | UTC | 2026-02-28 2026-03-30
monthly | 2028-01-29 | UTC | 2028-02-29 2028-03-29
monthly | 2026-01-29 | UTC | 2026-02-28 2026-03-29
monthly | 2026-02-28 | UTC | 2026-03-28  # the 28th was said, not the last day
monthly | 2026-11-30 | UTC | 2026-12-30 2027-01-30 2027-02-28 2027-03-30
every 3 months | 2026-11-30 | UTC | 2027-02-28 2027-05-30
every 12 months | 2028-02-29 | UTC | 2029-02-28 2030-02-28
# years
yearly | 2024-02-29 | UTC | 2025-02-28 2026-02-28 2027-02-28 2028-02-29 2029-02-28
every 4 years | 2096-02-29 | UTC | 2100-02-28 2104-02-29
yearly | 2026-12-31 | UTC | 2027-12-31
# a day of the month that was named: an anchor on a short month's last day loses nothing
every month on the 31st | 2026-02-28 | UTC | 2026-03-31 2026-04-30 2026-05-31
every month on the 1st | 2026-12-01 | UTC | 2027-01-01
every 3 months on the 1st | 2026-12-01 | UTC | 2027-03-01
# … and an anchor elsewhere (moved by hand) is followed by the next one that is named
every month on the 15th | 2026-03-05 | UTC | 2026-03-15 2026-04-15
every month on the 15th | 2026-03-20 | UTC | 2026-04-15 2026-05-15
# chosen weekdays
every mon, wed, fri | 2026-03-11 | UTC | 2026-03-13 2026-03-16 2026-03-18 2026-03-20
every weekday | 2026-03-12 | UTC | 2026-03-13 2026-03-16  # over a weekend
every sat, sun | 2026-03-14 | UTC | 2026-03-15 2026-03-21
# every second week counts from the anchor's week, which begins on Monday
# over a month's end
every 2 weeks on mon, thu | 2026-03-12 | UTC | 2026-03-23 2026-03-26 2026-04-06 2026-04-09
# over a year's end
every 2 weeks on mon, thu | 2026-12-17 | UTC | 2026-12-28 2026-12-31 2027-01-11 2027-01-14
every 2 weeks on mon, thu | 2025-12-29 | UTC | 2026-01-01 2026-01-12  # one week in two years
every 2 weeks on sun, mon | 2026-03-15 | UTC | 2026-03-23 2026-03-29
# the anchor is no chosen weekday: index 0 all the same, then the chosen ones
every mon, thu | 2026-03-11 | UTC | 2026-03-12 2026-03-16
every 2 weeks on mon, thu | 2026-03-11 | UTC | 2026-03-12 2026-03-23
every 2 weeks on mon, thu | 2026-03-13 | UTC | 2026-03-23 2026-03-26
# New York, clocks forward on 8 March 2026, back on 1 November
daily | 2026-03-07T09:00:00-05:00 | NEW_YORK | 2026-03-08T09:00:00-04:00 2026-03-09T09:00:00-04:00
# skipped, so moved by the gap; and not kept moved
daily | 2026-03-07T02:30:00-05:00 | NEW_YORK | 2026-03-08T03:30:00-04:00 2026-03-09T02:30:00-04:00
daily | 2026-03-07T02:00:00-05:00 | NEW_YORK | 2026-03-08T03:00:00-04:00
daily | 2026-03-07T01:59:59-05:00 | NEW_YORK | 2026-03-08T01:59:59-05:00
daily | 2026-03-07T02:30:15-05:00 | NEW_YORK | 2026-03-08T03:30:15-04:00
# shown twice: first
daily | 2026-10-31T01:30:00-04:00 | NEW_YORK | 2026-11-01T01:30:00-04:00 2026-11-02T01:30:00-05:00
daily | 2026-11-01T01:30:00-05:00 | NEW_YORK | 2026-11-02T01:30:00-05:00  # made in the second pass
yearly | 2026-11-01T01:30:00-05:00 | NEW_YORK | 2027-11-01T01:30:00-04:00
weekly | 2026-03-01T02:30:00-05:00 | NEW_YORK | 2026-03-08T03:30:00-04:00
monthly | 2026-02-08T02:30:00-05:00 | NEW_YORK | 2026-03-08T03:30:00-04:00
yearly | 2025-03-08T02:30:00-05:00 | NEW_YORK | 2026-03-08T03:30:00-04:00
monthly | 2026-01-31T17:00:00-05:00 | NEW_YORK | 2026-02-28T17:00:00-05:00 2026-03-31T17:00:00-04:00
# clocks that change by half an hour
daily | 2026-10-03T02:15:00+10:30 | LORD_HOWE | 2026-10-04T02:45:00+11:00 2026-10-05T02:15:00+11:00
daily | 2026-04-04T01:45:00+11:00 | LORD_HOWE | 2026-04-05T01:45:00+11:00 2026-04-06T01:45:00+10:30
# clocks that change at midnight: 00:30 is not on the date, 23:30 is twice
daily | 2026-09-05T00:30:00-04:00 | SANTIAGO | 2026-09-06T01:30:00-03:00 2026-09-07T00:30:00-03:00
weekly | 2026-08-30T00:00:00-04:00 | SANTIAGO | 2026-09-06T01:00:00-03:00
daily | 2026-04-03T23:30:00-03:00 | SANTIAGO | 2026-04-04T23:30:00-03:00 2026-04-05T23:30:00-04:00
# a zone that skipped 30 December 2011: that date's occurrence is the next one's
daily | 2011-12-29T09:00:00-10:00 | APIA | 2011-12-31T09:00:00+14:00 2011-12-31T09:00:00+14:00
    2012-01-01T09:00:00+14:00
weekly | 2011-12-23T09:00:00-10:00 | APIA | 2011-12-31T09:00:00+14:00
# a day from 04:00: chosen weekdays are roma days, so "fri 01:30" is on the clock's Saturday
every fri | 2026-03-14T01:30:00-04:00 | LATE | 2026-03-21T01:30:00-04:00 2026-03-28T01:30:00-04:00
every sun, mon | 2026-03-09T01:30:00-04:00 | LATE | 2026-03-10T01:30:00-04:00
    2026-03-16T01:30:00-04:00  # still Sunday
every fri | 2026-03-13T04:00:00-04:00 | LATE | 2026-03-20T04:00:00-04:00
# days of a month are the calendar's
monthly | 2026-01-31T01:30:00-05:00 | LATE | 2026-02-28T01:30:00-05:00 2026-03-31T01:30:00-04:00
every month on the 1st | 2026-04-01T01:30:00-04:00 | LATE | 2026-05-01T01:30:00-04:00
daily | 2026-03-10T01:30:00-04:00 | LATE | 2026-03-11T01:30:00-04:00
"""
    ),
)
def test_occurrences_follow_from_anchor_and_index(
    words: str, anchor: str, rule: str, expected: str
) -> None:
    found = [
        shown(occurrence(repeats(words), due(anchor), index + 1, RULES[rule]), RULES[rule])
        for index in range(len(expected.split()))
    ]
    assert found == expected.split()


@pytest.mark.parametrize(
    "anchor",
    ["2026-03-11", "2026-11-01T01:30:00-05:00", "2026-03-08T03:30:00-04:00"],
)
def test_index_0_is_the_anchor_as_it_stands(anchor: str) -> None:
    for words in ("daily", "every fri", "every month on the 31st", "yearly"):
        assert occurrence(repeats(words), due(anchor), 0, NEW_YORK) == due(anchor)


def test_a_far_index_is_computed_at_once() -> None:
    anchor = due("1970-01-31T09:00:00+00:00")
    assert shown(occurrence(repeats("monthly"), anchor, 12 * 8000 + 1, UTC), UTC) == (
        "9970-02-28T09:00:00+00:00"
    )


@pytest.mark.parametrize(
    ("words", "anchor", "index"),
    [
        ("daily", "9989-12-29", 1),
        ("weekly", "9989-12-29", 1),
        ("every 999 months", "9989-12-29", 1),
        ("yearly", "9989-01-01", 1),
        ("yearly", "9980-01-01T09:00:00+00:00", 10),
        ("daily", "2026-01-01", 10**15),
        ("yearly", "2026-01-01", 10**15),
    ],
)
def test_after_the_end_of_the_calendar_there_is_none(words: str, anchor: str, index: int) -> None:
    with pytest.raises(UsageError, match="9989"):
        occurrence(repeats(words), due(anchor), index, UTC)


def test_an_index_below_0_is_a_mistake_in_the_program() -> None:
    with pytest.raises(ValueError, match="index"):
        occurrence(repeats("daily"), due("2026-03-11"), -1, UTC)


@pytest.mark.parametrize(
    ("words", "start", "rule", "expected"),
    rows(
        """
# what fits stays where it is
daily | 2026-03-11 | UTC | 2026-03-11
every 2 weeks | 2026-03-11T09:00:00+00:00 | UTC | 2026-03-11T09:00:00+00:00
every wed | 2026-03-11 | UTC | 2026-03-11
every month on the 11th | 2026-03-11 | UTC | 2026-03-11
every month on the 31st | 2026-02-28 | UTC | 2026-02-28
# else forward to the first that does
every thu | 2026-03-11 | UTC | 2026-03-12
every mon, tue | 2026-03-11 | UTC | 2026-03-16
every tue | 2026-12-30 | UTC | 2027-01-05
every month on the 31st | 2026-02-05 | UTC | 2026-02-28
every month on the 31st | 2026-03-05 | UTC | 2026-03-31
every month on the 1st | 2026-12-02 | UTC | 2027-01-01
# the interval counts from there, so it does not delay the first
every 2 weeks on mon, thu | 2026-03-13 | UTC | 2026-03-16
every 3 months on the 1st | 2026-03-05 | UTC | 2026-04-01
# with its time of day
every sun | 2026-03-07T02:30:00-05:00 | NEW_YORK | 2026-03-08T03:30:00-04:00
# 01:30 on the clock's Saturday is in Friday's day
every fri | 2026-03-14T01:30:00-04:00 | LATE | 2026-03-14T01:30:00-04:00
every sat | 2026-03-14T01:30:00-04:00 | LATE | 2026-03-15T01:30:00-04:00
"""
    ),
)
def test_a_series_begins_on_a_day_that_fits(
    words: str, start: str, rule: str, expected: str
) -> None:
    assert shown(first_due(repeats(words), due(start), RULES[rule]), RULES[rule]) == expected


# Words, anchor, index completed, zone, moment of completion; then what is next, index, skipped.
@pytest.mark.parametrize(
    ("words", "anchor", "index", "rule", "now", "expected"),
    rows(
        """
# on time
daily | 2026-03-11 | 0 | UTC | 2026-03-11T12:00:00Z | 2026-03-12 1 0
weekly | 2025-12-29 | 0 | UTC | 2025-12-29T12:00:00Z | 2026-01-05 1 0
monthly | 2026-01-31 | 1 | UTC | 2026-02-28T12:00:00Z | 2026-03-31 2 0
# early: still the one after it
daily | 2026-03-11 | 5 | UTC | 2026-03-11T12:00:00Z | 2026-03-17 6 0
monthly | 2026-01-31 | 3 | UTC | 2025-06-01T12:00:00Z | 2026-05-31 4 0
# late by a day: today's is not skipped
daily | 2026-03-10 | 0 | UTC | 2026-03-11T12:00:00Z | 2026-03-11 1 0
# late by days, months, years
daily | 2026-03-01 | 0 | UTC | 2026-03-11T12:00:00Z | 2026-03-11 10 9
every 3 days | 2026-03-01 | 0 | UTC | 2026-03-11T12:00:00Z | 2026-03-13 4 3
weekly | 2026-01-05 | 0 | UTC | 2026-03-11T12:00:00Z | 2026-03-16 10 9
monthly | 2026-01-31 | 0 | UTC | 2026-04-30T12:00:00Z | 2026-04-30 3 2
monthly | 2026-01-31 | 0 | UTC | 2026-05-01T00:00:00Z | 2026-05-31 4 3
yearly | 2024-02-29 | 0 | UTC | 2027-03-01T12:00:00Z | 2028-02-29 4 3
daily | 2006-03-11 | 0 | UTC | 2026-03-11T12:00:00Z | 2026-03-11 7305 7304
every 2 weeks on mon, thu | 2025-12-29 | 1 | UTC | 2026-03-11T12:00:00Z | 2026-03-12 11 9
every mon, thu | 2026-03-11 | 0 | UTC | 2026-03-11T12:00:00Z | 2026-03-12 1 0
# a time of day: today's occurrence counts although its moment is past
daily | 2026-03-09T09:00:00-04:00 | 0 | NEW_YORK | 2026-03-11T17:00:00-04:00 |
    2026-03-11T09:00:00-04:00 2 1
daily | 2026-03-07T02:30:00-05:00 | 0 | NEW_YORK | 2026-03-08T12:00:00-04:00 |
    2026-03-08T03:30:00-04:00 1 0
# a day from 04:00: at 01:00 it is still the 10th, at 04:00 the 11th
daily | 2026-03-01 | 0 | LATE | 2026-03-11T01:00:00-04:00 | 2026-03-10 9 8
daily | 2026-03-01 | 0 | LATE | 2026-03-11T04:00:00-04:00 | 2026-03-11 10 9
# … and what is due at 01:30 on the clock's 11th is today's while it is the 10th
daily | 2026-03-01T01:30:00-05:00 | 0 | LATE | 2026-03-11T02:00:00-04:00 |
    2026-03-11T01:30:00-04:00 10 9
daily | 2026-03-01T01:30:00-05:00 | 0 | LATE | 2026-03-11T04:00:00-04:00 |
    2026-03-12T01:30:00-04:00 11 10
# what is due on the boundary belongs to the day that begins there
daily | 2026-03-01T04:00:00-05:00 | 0 | LATE | 2026-03-11T04:00:00-04:00 |
    2026-03-11T04:00:00-04:00 10 9
# the skipped date's occurrence is the same moment as the next: not made twice
daily | 2011-12-29T09:00:00-10:00 | 1 | APIA | 2011-12-31T10:00:00+14:00 |
    2012-01-01T09:00:00+14:00 3 1
daily | 2011-12-29T09:00:00-10:00 | 0 | APIA | 2011-12-31T10:00:00+14:00 |
    2011-12-31T09:00:00+14:00 1 0
daily | 2011-12-29 | 0 | APIA | 2011-12-31T10:00:00+14:00 | 2011-12-31 2 1
"""
    ),
)
def test_the_next_is_after_the_completed_and_not_before_today(
    words: str, anchor: str, index: str, rule: str, now: str, expected: str
) -> None:
    found = next_after(repeats(words), due(anchor), int(index), RULES[rule], parse_instant(now))
    assert f"{shown(found.due, RULES[rule])} {found.index} {found.skipped}" == expected


@pytest.mark.parametrize(
    "words", ["daily", "every weekday", "monthly", "every 2 weeks on mon, thu"]
)
def test_a_task_centuries_late_costs_no_more_than_one_in_time(words: str) -> None:
    anchor = due("1970-01-05T09:00:00-05:00")
    zone(NEW_YORK.timezone)  # read from disk before the clock runs
    began = time.perf_counter()
    found = next_after(repeats(words), anchor, 0, NEW_YORK, parse_instant("9900-01-01T00:00:00Z"))
    # Stepping would be 40,000 to 2,900,000 occurrences; this is a dozen.
    assert time.perf_counter() - began < 0.2
    assert found.due.moment is not None
    assert shown(found.due, NEW_YORK) > "9899-12-31"


def test_after_the_last_date_there_is_no_next() -> None:
    with pytest.raises(UsageError, match="9989") as caught:
        next_after(
            repeats("every 999 years"), due("9000-01-01"), 0, UTC, parse_instant("2026-01-01T00Z")
        )
    assert caught.value.hint == ""


# Words, due date, zone, moment of completion, next due date.
@pytest.mark.parametrize(
    ("words", "was", "rule", "completed", "expected"),
    rows(
        """
# late, early, in time: counted from the day it was done
every 3 days | 2026-03-01 | UTC | 2026-03-11T12:00:00Z | 2026-03-14
every 3 days | 2026-03-20 | UTC | 2026-03-11T12:00:00Z | 2026-03-14
every 3 days | 2026-03-11 | UTC | 2026-03-11T12:00:00Z | 2026-03-14
weekly | 2026-03-01 | UTC | 2026-03-11T12:00:00Z | 2026-03-18
every 2 weeks | 2026-03-01 | UTC | 2026-03-11T12:00:00Z | 2026-03-25
# a month from the 31st is the last of a short one
monthly | 2026-01-15 | UTC | 2026-01-31T12:00:00Z | 2026-02-28
yearly | 2024-01-01 | UTC | 2024-02-29T12:00:00Z | 2025-02-28
# the time of day is the due date's, not the completion's
daily | 2026-03-01T09:00:00-05:00 | NEW_YORK | 2026-03-10T23:59:59-04:00 | 2026-03-11T09:00:00-04:00
daily | 2026-03-01T02:30:00-05:00 | NEW_YORK | 2026-03-07T12:00:00-05:00 | 2026-03-08T03:30:00-04:00
# a day from 04:00: done at 01:00 on the clock's 11th is done on the 10th
daily | 2026-03-01 | LATE | 2026-03-11T01:00:00-04:00 | 2026-03-11
# the 10th; 01:30 of the 11th is on the clock's 12th
daily | 2026-03-01T01:30:00-05:00 | LATE | 2026-03-11T01:00:00-04:00 | 2026-03-12T01:30:00-04:00
daily | 2026-03-01T09:00:00-05:00 | LATE | 2026-03-11T01:00:00-04:00 | 2026-03-11T09:00:00-04:00
# the clock skips the start of the day, 02:30: the day begins at 03:30, and 03:00 with it
daily | 2026-03-01T03:00:00-05:00 | HALF_PAST_TWO | 2026-03-08T03:15:00-04:00 |
    2026-03-08T03:30:00-04:00  # still the 7th
# chosen days: the first of them after that day
every mon, thu | 2026-03-02 | UTC | 2026-03-11T12:00:00Z | 2026-03-12
every mon, thu | 2026-03-02 | UTC | 2026-03-12T12:00:00Z | 2026-03-16
every 2 weeks on mon | 2026-03-02 | UTC | 2026-03-11T12:00:00Z | 2026-03-23
every month on the 1st | 2026-03-01 | UTC | 2026-03-11T12:00:00Z | 2026-04-01
"""
    ),
)
def test_from_completion_counts_from_the_day_it_was_done(
    words: str, was: str, rule: str, completed: str, expected: str
) -> None:
    found = from_completion(repeats(words), due(was), parse_instant(completed), RULES[rule])
    assert shown(found, RULES[rule]) == expected


def test_from_completion_ends_with_the_calendar() -> None:
    with pytest.raises(UsageError, match="9989"):
        from_completion(
            repeats("every 999 years"), due("9000-01-01"), parse_instant("9000-01-01T00Z"), UTC
        )


@pytest.mark.parametrize(
    ("words", "anchor", "rule", "now", "expected"),
    rows(
        """
# the anchor is the first, if it is still to come or today's
daily | 2026-03-12 | UTC | 2026-03-11T12:00:00Z | 2026-03-12 2026-03-13
daily | 2026-03-11 | UTC | 2026-03-11T12:00:00Z | 2026-03-11 2026-03-12
daily | 2026-03-01 | UTC | 2026-03-11T12:00:00Z | 2026-03-11 2026-03-12
every fri | 2026-03-11 | UTC | 2026-03-11T12:00:00Z | 2026-03-11 2026-03-13
daily | 2026-03-07T02:30:00-05:00 | NEW_YORK | 2026-03-08T12:00:00-04:00 |
    2026-03-08T03:30:00-04:00 2026-03-09T02:30:00-04:00
# one moment, shown once
daily | 2011-12-29T09:00:00-10:00 | APIA | 2011-12-29T08:00:00-10:00 | 2011-12-29T09:00:00-10:00
    2011-12-31T09:00:00+14:00 2012-01-01T09:00:00+14:00
"""
    ),
)
def test_a_preview_begins_today(
    words: str, anchor: str, rule: str, now: str, expected: str
) -> None:
    count = len(expected.split())
    found = preview(repeats(words), due(anchor), RULES[rule], parse_instant(now), count)
    assert [shown(one, RULES[rule]) for one in found] == expected.split()


def test_a_preview_has_five_or_as_many_as_there_are() -> None:
    now = parse_instant("2026-03-11T12:00:00Z")
    assert len(preview(repeats("daily"), due("2026-03-11"), TOKYO, now)) == 5
    assert preview(repeats("daily"), due("2026-03-11"), TOKYO, now, 0) == []
    assert len(preview(repeats("every 999 years"), due("9000-01-01"), TOKYO, now)) == 1


def test_an_unknown_zone_is_refused() -> None:
    nowhere = DayRule("Nowhere/Land", 0)
    anchor = due("2026-03-11T12:00:00Z")
    with pytest.raises(UsageError, match="time zone"):
        occurrence(repeats("daily"), anchor, 1, nowhere)
    with pytest.raises(UsageError, match="time zone"):
        next_after(repeats("daily"), anchor, 0, nowhere, 0)
    with pytest.raises(UsageError, match="time zone"):
        preview(repeats("daily"), due("2026-03-11"), nowhere, 0)


def test_a_due_date_that_is_neither_is_a_mistake_in_the_program() -> None:
    with pytest.raises(ValueError, match="a moment or a day"):
        occurrence(repeats("daily"), Due(None, None), 1, UTC)
