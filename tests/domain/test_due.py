"""How a due date is compared with now, and how it is said."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.domain.day import (
    EARLIEST_MOMENT,
    LATEST_MOMENT,
    DayRule,
    boundary,
    iso_local,
    parse_instant,
)
from roma_cli.domain.due import Due, deadline, due_day, exact, in_words, is_overdue, relative, when

MIDNIGHT = DayRule("America/New_York", 0)
NEW_YORK = DayRule("America/New_York", 240)
TOKYO = DayRule("Asia/Tokyo", 0)
SANTIAGO = DayRule("America/Santiago", 0)
LORD_HOWE = DayRule("Australia/Lord_Howe", 120)
APIA = DayRule("Pacific/Apia", 0)


def due(text: str) -> Due:
    """A date is a whole day, an ISO instant a moment."""
    if len(text) == len("2026-03-08"):
        return Due(None, datetime.date.fromisoformat(text))
    return Due(parse_instant(text), None)


def test_a_due_date_knows_whether_it_is_a_whole_day() -> None:
    assert due("2026-03-08").all_day
    assert not due("2026-03-08T09:00:00-04:00").all_day
    # The first second of all is a moment like any other, though it is 0.
    assert not Due(0, None).all_day


def test_a_due_date_that_is_neither_is_a_bug_and_says_so() -> None:
    with pytest.raises(ValueError, match="a moment or a day"):
        deadline(Due(None, None), NEW_YORK)


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        # a moment is its own deadline
        (NEW_YORK, "2026-03-11T09:00:00-04:00", "2026-03-11T09:00:00-04:00"),
        # a whole day ends with the roma day
        (NEW_YORK, "2026-03-11", "2026-03-12T04:00:00-04:00"),
        (MIDNIGHT, "2026-03-11", "2026-03-12T00:00:00-04:00"),
        (TOKYO, "2026-03-11", "2026-03-12T00:00:00+09:00"),
        # the day of 23 hours, and the one of 25
        (MIDNIGHT, "2026-03-08", "2026-03-09T00:00:00-04:00"),
        (MIDNIGHT, "2026-11-01", "2026-11-02T00:00:00-05:00"),
        # midnight itself is skipped: the day ends at 01:00
        (SANTIAGO, "2026-09-05", "2026-09-06T01:00:00-03:00"),
        # 23:00 to 24:00 comes twice: the day ends after the second pass
        (SANTIAGO, "2026-04-04", "2026-04-05T00:00:00-04:00"),
        # half an hour of gap at the reset
        (LORD_HOWE, "2026-10-03", "2026-10-04T02:30:00+11:00"),
        # the date that Apia skipped ends with the next one, the day before it at the skip
        (APIA, "2011-12-29", "2011-12-31T00:00:00+14:00"),
        (APIA, "2011-12-30", "2012-01-01T00:00:00+14:00"),
        (APIA, "2011-12-31", "2012-01-01T00:00:00+14:00"),
    ],
)
def test_the_deadline_is_the_moment_or_the_end_of_the_roma_day(
    rule: DayRule, text: str, expected: str
) -> None:
    assert iso_local(rule.timezone, deadline(due(text), rule)) == expected


@pytest.mark.parametrize(
    ("text", "now", "expected"),
    [
        # at its moment a task is due, a second later overdue
        ("2026-03-11T09:00:00-04:00", "2026-03-11T08:59:59-04:00", False),
        ("2026-03-11T09:00:00-04:00", "2026-03-11T09:00:00-04:00", False),
        ("2026-03-11T09:00:00-04:00", "2026-03-11T09:00:01-04:00", True),
        # a whole day lasts to 03:59:59 of the next date, the boundary is the next day's
        ("2026-03-11", "2026-03-11T23:00:00-04:00", False),
        ("2026-03-11", "2026-03-12T01:30:00-04:00", False),
        ("2026-03-11", "2026-03-12T03:59:59-04:00", False),
        ("2026-03-11", "2026-03-12T04:00:00-04:00", True),
        ("2026-03-11", "2026-03-10T12:00:00-04:00", False),
    ],
)
def test_overdue_begins_when_the_time_allowed_is_over(text: str, now: str, expected: bool) -> None:
    assert is_overdue(due(text), NEW_YORK, parse_instant(now)) is expected


def test_a_whole_day_keeps_its_date_when_its_user_travels() -> None:
    whole = due("2026-03-11")
    for rule in (NEW_YORK, TOKYO, LORD_HOWE):
        assert due_day(whole, rule) == datetime.date(2026, 3, 11)


# Wednesday, with a reset at 04:00.
NOON = "2026-03-11T12:00:00-04:00"
LATE = "2026-03-12T01:30:00-04:00"  # Thursday on the wall, still Wednesday's roma day


@pytest.mark.parametrize(
    ("now", "text", "expected"),
    [
        (NOON, "2026-03-11", "today"),
        (NOON, "2026-03-12", "tomorrow"),
        (NOON, "2026-03-10", "yesterday"),
        (NOON, "2026-03-11T17:00:00-04:00", "today 17:00"),
        (NOON, "2026-03-11T09:05:59-04:00", "today 09:05"),
        (NOON, "2026-03-12T09:00:00-04:00", "tomorrow 09:00"),
        (NOON, "2026-03-10T23:59:00-04:00", "yesterday 23:59"),
        # before the reset: the end of the day before
        (NOON, "2026-03-12T01:30:00-04:00", "today 01:30"),
        (NOON, "2026-03-11T03:59:00-04:00", "yesterday 03:59"),
        (NOON, "2026-03-12T04:00:00-04:00", "tomorrow 04:00"),
        (NOON, "2026-03-15T01:30:00-04:00", "Sat 01:30"),
        # at 01:30 today is still Wednesday
        (LATE, "2026-03-11", "today"),
        (LATE, "2026-03-12", "tomorrow"),
        (LATE, "2026-03-12T09:00:00-04:00", "tomorrow 09:00"),
        # six days ahead have a name, the seventh would be today's name again
        (NOON, "2026-03-13", "Fri"),
        (NOON, "2026-03-13T17:00:00-04:00", "Fri 17:00"),
        (NOON, "2026-03-17", "Tue"),
        (NOON, "2026-03-18", "18 Mar"),
        (NOON, "2026-03-09", "9 Mar"),
        (NOON, "2026-03-18T09:00:00-04:00", "18 Mar 09:00"),
        # farther off: the date the clock shows, also before the reset
        (NOON, "2026-03-20T01:30:00-04:00", "20 Mar 01:30"),
        # the year is said if it is another
        (NOON, "2026-12-31", "31 Dec"),
        (NOON, "2027-01-01", "1 Jan 2027"),
        (NOON, "2025-12-31T09:00:00-05:00", "31 Dec 2025 09:00"),
        # a near day in another year needs none
        ("2026-12-31T12:00:00-05:00", "2027-01-01", "tomorrow"),
        ("2026-12-31T12:00:00-05:00", "2027-01-02", "Sat"),
        ("2026-12-31T12:00:00-05:00", "2026-12-31T12:00:00-05:00", "today 12:00"),
        # roma's 31 December, the wall's 1 January
        ("2027-01-01T01:00:00-05:00", "2026-12-31", "today"),
    ],
)
def test_lists_show_near_days_by_name(now: str, text: str, expected: str) -> None:
    assert when(due(text), NEW_YORK, parse_instant(now)) == expected


@pytest.mark.parametrize(
    ("rule", "now", "text", "expected"),
    [
        # the other side of the date line from UTC
        (TOKYO, "2026-03-11T00:30:00+09:00", "2026-03-10T23:00:00+09:00", "yesterday 23:00"),
        (TOKYO, "2026-03-11T08:30:00+09:00", "2026-03-11T17:00:00+09:00", "today 17:00"),
        # the day began at 01:00
        (SANTIAGO, "2026-09-06T12:00:00-03:00", "2026-09-06T01:00:00-03:00", "today 01:00"),
        (SANTIAGO, "2026-09-06T12:00:00-03:00", "2026-09-05T23:59:59-04:00", "yesterday 23:59"),
        # the second pass of 23:30 is still Saturday
        (SANTIAGO, "2026-04-04T12:00:00-03:00", "2026-04-04T23:30:00-04:00", "today 23:30"),
        # the reset was moved to 02:30
        (LORD_HOWE, "2026-10-04T12:00:00+11:00", "2026-10-04T01:59:00+10:30", "yesterday 01:59"),
        (LORD_HOWE, "2026-10-04T12:00:00+11:00", "2026-10-04T02:30:00+11:00", "today 02:30"),
    ],
)
def test_near_days_hold_where_clocks_change(
    rule: DayRule, now: str, text: str, expected: str
) -> None:
    assert when(due(text), rule, parse_instant(now)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-03-11T12:00:00-04:00", "now"),
        ("2026-03-11T12:00:59-04:00", "in less than a minute"),
        ("2026-03-11T11:59:01-04:00", "less than a minute ago"),
        ("2026-03-11T12:01:00-04:00", "in 1 minute"),
        # cut, not rounded: nothing sounds farther than it is
        ("2026-03-11T12:01:59-04:00", "in 1 minute"),
        ("2026-03-11T11:54:01-04:00", "5 minutes ago"),
        ("2026-03-11T12:59:59-04:00", "in 59 minutes"),
        ("2026-03-11T13:00:00-04:00", "in 1 hour"),
        ("2026-03-11T14:59:59-04:00", "in 2 hours"),
        ("2026-03-11T09:30:00-04:00", "2 hours ago"),
        # tomorrow, but nearer than 24 hours
        ("2026-03-12T09:00:00-04:00", "in 21 hours"),
        ("2026-03-12T11:59:59-04:00", "in 23 hours"),
        ("2026-03-12T12:00:00-04:00", "tomorrow"),
        ("2026-03-12T23:00:00-04:00", "tomorrow"),
        ("2026-03-10T12:00:00-04:00", "yesterday"),
        ("2026-03-10T06:00:00-04:00", "yesterday"),
        # two roma days on, yet not 48 hours
        ("2026-03-13T09:00:00-04:00", "in 1 day"),
        ("2026-03-09T23:00:00-04:00", "1 day ago"),
        ("2026-03-14T12:00:00-04:00", "in 3 days"),
        ("2026-03-14T11:59:59-04:00", "in 2 days"),
        ("2026-03-01T12:00:00-04:00", "10 days ago"),
        # whole days count dates
        ("2026-03-11", "today"),
        ("2026-03-12", "tomorrow"),
        ("2026-03-10", "yesterday"),
        ("2026-03-14", "in 3 days"),
        ("2026-03-09", "2 days ago"),
        ("2027-03-11", "in 365 days"),
    ],
)
def test_distances_are_cut_towards_now(text: str, expected: str) -> None:
    assert relative(due(text), NEW_YORK, parse_instant(NOON)) == expected


def test_distances_are_measured_not_read_off_the_wall() -> None:
    """Across the spring change 01:00 to 04:00 is two hours."""
    before = parse_instant("2026-03-08T01:00:00-05:00")
    assert relative(due("2026-03-08T04:00:00-04:00"), NEW_YORK, before) == "in 2 hours"


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        (NEW_YORK, "2026-03-08T09:00:00-04:00", "Sun 8 Mar 2026 09:00 -04:00"),
        (NEW_YORK, "2026-03-08", "Sun 8 Mar 2026, all day"),
        # before the reset: the date the wall shows
        (NEW_YORK, "2026-03-12T01:30:00-04:00", "Thu 12 Mar 2026 01:30 -04:00"),
        # both passes of the same reading, told apart
        (NEW_YORK, "2026-11-01T01:30:00-04:00", "Sun 1 Nov 2026 01:30 -04:00"),
        (NEW_YORK, "2026-11-01T01:30:00-05:00", "Sun 1 Nov 2026 01:30 -05:00"),
        (TOKYO, "2026-12-31T15:00:00Z", "Fri 1 Jan 2027 00:00 +09:00"),
        (LORD_HOWE, "2026-10-04T02:30:00+11:00", "Sun 4 Oct 2026 02:30 +11:00"),
        (LORD_HOWE, "2026-10-04T01:30:00+10:30", "Sun 4 Oct 2026 01:30 +10:30"),
        # seconds where there are any
        (TOKYO, "2026-03-08T09:00:07+09:00", "Sun 8 Mar 2026 09:00:07 +09:00"),
        # an offset of a time that had seconds in it
        (
            DayRule("Africa/Monrovia", 0),
            "1971-01-01T12:00:00Z",
            "Fri 1 Jan 1971 11:15:30 -00:44:30",
        ),
    ],
)
def test_what_was_understood_is_said_in_full(rule: DayRule, text: str, expected: str) -> None:
    assert exact(due(text), rule) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (-1, "less than a minute"),
        (0, "less than a minute"),
        (59, "less than a minute"),
        (60, "1 minute"),
        (119, "1 minute"),
        (1800, "30 minutes"),
        (3599, "59 minutes"),
        (3600, "1 hour"),
        (3659, "1 hour"),
        (7500, "2 hours 5 minutes"),
        (3660, "1 hour 1 minute"),
        (86_399, "23 hours 59 minutes"),
        (86_400, "1 day"),
        # the two largest units only
        (86_400 + 3540, "1 day"),
        (97_200, "1 day 3 hours"),
        (97_260, "1 day 3 hours"),
        (400 * 86_400, "400 days"),
    ],
)
def test_lengths_are_said_in_two_units(seconds: int, expected: str) -> None:
    assert in_words(seconds) == expected


ZONES = ["America/New_York", "Asia/Tokyo", "America/Santiago", "Australia/Lord_Howe", "UTC"]
RULES = st.builds(DayRule, st.sampled_from(ZONES), st.integers(0, 1439))
MOMENTS = st.integers(EARLIEST_MOMENT, LATEST_MOMENT)
WHOLE_DAYS = st.dates(datetime.date(1970, 1, 2), datetime.date(9989, 12, 30))
DUES = st.one_of(
    st.builds(Due, MOMENTS, st.none()),
    st.builds(Due, st.none(), WHOLE_DAYS),
)


@given(DUES, RULES, MOMENTS)
def test_any_due_date_can_be_said_at_any_time(one: Due, rule: DayRule, now: int) -> None:
    for said in (when(one, rule, now), relative(one, rule, now), exact(one, rule)):
        assert said.isascii()
        assert said.isprintable()
        assert said == said.strip()
    assert in_words(deadline(one, rule) - now)


@given(WHOLE_DAYS, RULES)
def test_a_whole_day_is_never_overdue_while_it_is_today(day: datetime.date, rule: DayRule) -> None:
    whole = Due(None, day)
    start = boundary(rule, day)
    end = deadline(whole, rule)
    assert start < end
    assert not is_overdue(whole, rule, start)
    assert not is_overdue(whole, rule, end - 1)
    assert is_overdue(whole, rule, end)


@given(RULES, MOMENTS, MOMENTS)
def test_overdue_and_ago_agree(rule: DayRule, moment: int, now: int) -> None:
    one = Due(moment, None)
    said = relative(one, rule, now)
    assert is_overdue(one, rule, now) == (said.endswith(" ago") or said == "yesterday")
