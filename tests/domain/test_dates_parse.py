"""What a typed date means, and which ones are sent back."""

from __future__ import annotations

import datetime
import itertools

import pytest

from roma_cli.domain.dates.parse import (
    LONGEST_DURATION,
    LONGEST_TEXT,
    parse_day,
    parse_due,
    parse_duration,
    parse_moment,
)
from roma_cli.domain.day import DayRule, iso_local, parse_instant
from roma_cli.domain.due import deadline
from roma_cli.domain.errors import Ambiguous, UsageError
from tests.domain.tables import rows

MIDNIGHT = DayRule("America/New_York", 0)
NEW_YORK = DayRule("America/New_York", 240)
TOKYO = DayRule("Asia/Tokyo", 0)
SANTIAGO = DayRule("America/Santiago", 0)
LORD_HOWE = DayRule("Australia/Lord_Howe", 120)
APIA = DayRule("Pacific/Apia", 0)

NOON = "2026-03-11T12:00:00-04:00"  # a Wednesday
LATE = "2026-03-12T01:30:00-04:00"  # Thursday on the wall; with a 04:00 reset still Wednesday


def pairs(text: str) -> list[tuple[str, str]]:
    """Return what is typed and what it means of every cell `typed = meaning`."""
    cells = [cell.partition(" = ") for row in rows(text) for cell in row]
    return [(typed, meaning) for typed, _, meaning in cells]


def understood(text: str, rule: DayRule, now: str, *, past: bool = False) -> str:
    """The due date as a date, or as ISO local time with offset."""
    due = parse_due(text, rule, parse_instant(now), past=past)
    if due.day is not None:
        return due.day.isoformat()
    return iso_local(rule.timezone, deadline(due, rule))


def refusal(text: str, rule: DayRule = NEW_YORK, now: str = NOON, *, past: bool = False) -> str:
    with pytest.raises(UsageError) as caught:
        parse_due(text, rule, parse_instant(now), past=past)
    assert caught.value.hint == ""
    assert caught.value.message.isprintable()
    return caught.value.message


# Wednesday 11 March 2026, 12:00 in New York, reset at 04:00.
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *pairs("""
# ISO 8601
2026-03-20 = 2026-03-20 | 2026-3-8 = 2026-03-08 | 2026/03/08 = 2026-03-08 | 20260320 = 2026-03-20
2026-03-20 09:00 = 2026-03-20T09:00:00-04:00 | 2026-03-20T09:00 = 2026-03-20T09:00:00-04:00
2026-03-20t09:00:30 = 2026-03-20T09:00:30-04:00
2026-03-20T09:00:30.999 = 2026-03-20T09:00:30-04:00  # cut, not rounded
2026-03-20 9am = 2026-03-20T09:00:00-04:00
# with an offset it is that instant, wherever it is typed
2026-03-20T09:00Z = 2026-03-20T05:00:00-04:00
2026-03-20T09:00:00+01:00 = 2026-03-20T04:00:00-04:00
2026-03-20 09:00 +0900 = 2026-03-19T20:00:00-04:00
2026-03-20 09:00:00-05:00 = 2026-03-20T10:00:00-04:00
2026-03-20T09:00-04 = 2026-03-20T09:00:00-04:00 | 20260320T09:00-0400 = 2026-03-20T09:00:00-04:00
2026-03-20 09:00 UTC = 2026-03-20T05:00:00-04:00
# words
today = 2026-03-11 | tomorrow = 2026-03-12 | yesterday = 2026-03-10
the day after tomorrow = 2026-03-13 | day before yesterday = 2026-03-09 | TODAY = 2026-03-11
# a time alone is the next one
17:00 = 2026-03-11T17:00:00-04:00 | 12:01 = 2026-03-11T12:01:00-04:00
9am = 2026-03-12T09:00:00-04:00
noon = 2026-03-12T12:00:00-04:00  # it is noon: not ahead any more
midnight = 2026-03-12T00:00:00-04:00 | 12am = 2026-03-12T00:00:00-04:00
12pm = 2026-03-12T12:00:00-04:00 | 00:00 = 2026-03-12T00:00:00-04:00
01:30 = 2026-03-12T01:30:00-04:00 | at 5 p.m. = 2026-03-11T17:00:00-04:00
5:45 pm = 2026-03-11T17:45:00-04:00 | now = 2026-03-11T12:00:00-04:00
# a word and a time, in either order
tomorrow 9am = 2026-03-12T09:00:00-04:00 | tomorrow at 9 = None
9am tomorrow = 2026-03-12T09:00:00-04:00 | tomorrow, 9:15 = 2026-03-12T09:15:00-04:00
yesterday 17:10 = 2026-03-10T17:10:00-04:00 | tomorrow noon = 2026-03-12T12:00:00-04:00
noon tomorrow = 2026-03-12T12:00:00-04:00
today 9am = 2026-03-11T09:00:00-04:00  # said so: past or not
# a time before the reset ends the day that is named
today 01:30 = 2026-03-12T01:30:00-04:00 | today 04:00 = 2026-03-11T04:00:00-04:00
today 03:59 = 2026-03-12T03:59:00-04:00 | fri 01:30 = 2026-03-14T01:30:00-04:00
in 2 days 1am = 2026-03-14T01:00:00-04:00
# with a date of the calendar it is the wall clock on that date
2026-03-13 01:30 = 2026-03-13T01:30:00-04:00 | 13 mar 01:30 = 2026-03-13T01:30:00-04:00
fri 13 mar 01:30 = 2026-03-13T01:30:00-04:00
# weekdays
thu = 2026-03-12 | fri = 2026-03-13 | Friday 17:00 = 2026-03-13T17:00:00-04:00
5pm on friday = 2026-03-13T17:00:00-04:00 | on friday at 5pm = 2026-03-13T17:00:00-04:00
tue = 2026-03-17 | tues = 2026-03-17 | thurs = 2026-03-12
next monday = 2026-03-16  # the coming one is next week's
next mon 9am = 2026-03-16T09:00:00-04:00 | next wed = 2026-03-18 | this wed = 2026-03-11
this friday = 2026-03-13 | last friday = 2026-03-06 | last wed = 2026-03-04
friday next week = 2026-03-20 | next week friday = 2026-03-20 | mon this week = 2026-03-09
mon last week 9am = 2026-03-02T09:00:00-05:00
# counted
in 3 days = 2026-03-14 | in 3 days at 9am = 2026-03-14T09:00:00-04:00 | in 0 days = 2026-03-11
in a week = 2026-03-18 | in 2 weeks = 2026-03-25 | in 1 month = 2026-04-11 | in 1 year = 2027-03-11
+3d = 2026-03-14 | +1w = 2026-03-18 | +1mo = 2026-04-11 | +1y = 2027-03-11 | -3d = 2026-03-08
3 days ago = 2026-03-08 | a month ago = 2026-02-11 | +2h = 2026-03-11T14:00:00-04:00
+ 2h = 2026-03-11T14:00:00-04:00 | +45m = 2026-03-11T12:45:00-04:00
+1h30m = 2026-03-11T13:30:00-04:00 | +90s = 2026-03-11T12:01:30-04:00
-2h = 2026-03-11T10:00:00-04:00 | in 2 hours = 2026-03-11T14:00:00-04:00
in an hour = 2026-03-11T13:00:00-04:00 | in 1 hour and 5 minutes = 2026-03-11T13:05:00-04:00
5 minutes ago = 2026-03-11T11:55:00-04:00
# day and month: the next such date
31 jan = 2027-01-31 | jan 31 = 2027-01-31 | 31 mar = 2026-03-31
11 mar = 2026-03-11  # today included
10 mar = 2027-03-10 | 31 jan 2027 = 2027-01-31 | Jan. 31, 2027 = 2027-01-31
31 january 9am = 2027-01-31T09:00:00-05:00 | 1st of march = 2027-03-01
the 3rd of april = 2026-04-03 | April 22nd at noon = 2026-04-22T12:00:00-04:00 | 4 sept = 2026-09-04
29 feb = 2028-02-29 | 29 feb 2028 = 2028-02-29 | fri 13 mar = 2026-03-13
Friday, March 13, 2026 = 2026-03-13 | the 31st = 2026-03-31
the 1st 9am = 2026-04-01T09:00:00-04:00
# numbers in one possible order
13/04/2026 = 2026-04-13 | 04/13/2026 = 2026-04-13 | 13-04-2026 = 2026-04-13
13.04.2026 09:00 = 2026-04-13T09:00:00-04:00
04/04/2026 = 2026-04-04  # both orders say the same
13/4 = 2026-04-13 | 3/14 = 2026-03-14 | 31.12 = 2026-12-31
# ends and beginnings
eod = 2026-03-11 | eow = 2026-03-15 | eom = 2026-03-31 | eoy = 2026-12-31 | end of week = 2026-03-15
end of the month = 2026-03-31 | eow 17:00 = 2026-03-15T17:00:00-04:00 | next week = 2026-03-16
next month = 2026-04-01 | next year = 2027-01-01
# as letters and programs write them
Sun, 8 Mar 2026 09:00:00 +0100 = 2026-03-08T04:00:00-04:00
Sun, 08 Mar 2026 09:00:00 GMT = 2026-03-08T05:00:00-04:00
Sun Mar 08 2026 09:00:00 GMT+0100 (Central European Time) = 2026-03-08T04:00:00-04:00
March 8th, 2026 at 9:30 AM = 2026-03-08T09:30:00-04:00
Sun Mar  8 09:00:00 2026 = 2026-03-08T09:00:00-04:00
Sun Mar 8 09:00:00 2026 +0100 = 2026-03-08T04:00:00-04:00 | 8-Mar-2026 = 2026-03-08
8-Mar-2026 9 pm = 2026-03-08T21:00:00-04:00 | 09:30, 8 March 2026 = 2026-03-08T09:30:00-04:00
2026 March 8 = 2026-03-08 | 3/8/2026, 12:00:00 AM = None
Mar 8, 2026, 12:00:00 AM = 2026-03-08T00:00:00-05:00
# what `exact` shows can be typed back
Sun 8 Mar 2026 09:00 -04:00 = 2026-03-08T09:00:00-04:00
"""),
        ("  Tomorrow \t 9AM\n", "2026-03-12T09:00:00-04:00"),
    ],
)
def test_typed_dates_at_noon(text: str, expected: str) -> None:
    if expected == "None":
        assert "could mean" in refusal(text)
    else:
        assert understood(text, NEW_YORK, NOON) == expected


@pytest.mark.parametrize(
    ("rule", "text", "expected"),
    [
        # reset at 04:00: it is still Wednesday
        (NEW_YORK, "today", "2026-03-11"),
        (NEW_YORK, "tomorrow", "2026-03-12"),
        (NEW_YORK, "tomorrow 9am", "2026-03-12T09:00:00-04:00"),
        (NEW_YORK, "9am", "2026-03-12T09:00:00-04:00"),
        (NEW_YORK, "03:00", "2026-03-12T03:00:00-04:00"),
        (NEW_YORK, "01:00", "2026-03-13T01:00:00-04:00"),
        (NEW_YORK, "today 01:00", "2026-03-12T01:00:00-04:00"),
        (NEW_YORK, "thu", "2026-03-12"),
        (NEW_YORK, "in 1 day", "2026-03-12"),
        (NEW_YORK, "11 mar", "2026-03-11"),
        # reset at midnight: it is Thursday
        (MIDNIGHT, "today", "2026-03-12"),
        (MIDNIGHT, "tomorrow", "2026-03-13"),
        (MIDNIGHT, "tomorrow 9am", "2026-03-13T09:00:00-04:00"),
        (MIDNIGHT, "9am", "2026-03-12T09:00:00-04:00"),
        (MIDNIGHT, "01:00", "2026-03-13T01:00:00-04:00"),
        (MIDNIGHT, "today 01:00", "2026-03-12T01:00:00-04:00"),
        (MIDNIGHT, "fri", "2026-03-13"),
        (MIDNIGHT, "11 mar", "2027-03-11"),
        (MIDNIGHT, "midnight", "2026-03-13T00:00:00-04:00"),
        # the same instant is Thursday afternoon in Tokyo
        (TOKYO, "today", "2026-03-12"),
        (TOKYO, "17:00", "2026-03-12T17:00:00+09:00"),
        (TOKYO, "2026-03-13T09:00Z", "2026-03-13T18:00:00+09:00"),
    ],
)
def test_today_is_the_roma_day(rule: DayRule, text: str, expected: str) -> None:
    assert understood(text, rule, LATE) == expected


@pytest.mark.parametrize(
    ("rule", "now", "text", "expected"),
    [
        # 02:30 is skipped: forward by the gap
        (MIDNIGHT, "2026-03-07T12:00:00-05:00", "tomorrow 02:30", "2026-03-08T03:30:00-04:00"),
        (MIDNIGHT, "2026-03-07T12:00:00-05:00", "2026-03-08 02:30", "2026-03-08T03:30:00-04:00"),
        # with the reset at 04:00 it is the end of Saturday
        (NEW_YORK, "2026-03-07T12:00:00-05:00", "today 02:30", "2026-03-08T03:30:00-04:00"),
        # 01:30 comes twice: the first pass
        (MIDNIGHT, "2026-10-31T12:00:00-04:00", "tomorrow 01:30", "2026-11-01T01:30:00-04:00"),
        (MIDNIGHT, "2026-10-31T12:00:00-04:00", "1 nov 01:30", "2026-11-01T01:30:00-04:00"),
        # between the passes the next 01:30 by name is tomorrow's
        (MIDNIGHT, "2026-11-01T01:45:00-04:00", "01:30", "2026-11-02T01:30:00-05:00"),
        # hours are hours across the change, days are dates
        (MIDNIGHT, "2026-03-08T01:00:00-05:00", "+2h", "2026-03-08T04:00:00-04:00"),
        (MIDNIGHT, "2026-03-07T12:00:00-05:00", "+1d", "2026-03-08"),
        (MIDNIGHT, "2026-03-07T12:00:00-05:00", "+24h", "2026-03-08T13:00:00-04:00"),
        # midnight itself is skipped
        (SANTIAGO, "2026-09-05T12:00:00-04:00", "tomorrow 00:00", "2026-09-06T01:00:00-03:00"),
        (SANTIAGO, "2026-09-05T12:00:00-04:00", "tomorrow 00:30", "2026-09-06T01:30:00-03:00"),
        (SANTIAGO, "2026-09-05T12:00:00-04:00", "midnight", "2026-09-06T01:00:00-03:00"),
        # 23:30 comes twice, both times on Saturday
        (SANTIAGO, "2026-04-04T12:00:00-03:00", "23:30", "2026-04-04T23:30:00-03:00"),
        # a gap of half an hour
        (LORD_HOWE, "2026-10-03T12:00:00+10:30", "4 oct 02:15", "2026-10-04T02:45:00+11:00"),
        (LORD_HOWE, "2026-10-03T12:00:00+10:30", "tomorrow 02:15", "2026-10-04T02:45:00+11:00"),
        # the reset moved to 02:30 that day, so 01:59 before it is still Saturday's
        (LORD_HOWE, "2026-10-03T12:00:00+10:30", "today 01:59", "2026-10-04T01:59:00+10:30"),
        # half an hour repeated: the first pass
        (LORD_HOWE, "2026-04-04T12:00:00+11:00", "5 apr 01:45", "2026-04-05T01:45:00+11:00"),
        # at 02:30 reset, Sunday begins at 03:30 and never reads 03:00: its first instant
        (
            DayRule("America/New_York", 150),
            "2026-03-07T12:00:00-05:00",
            "tomorrow 03:00",
            "2026-03-08T03:30:00-04:00",
        ),
        # at 01:30 reset, the day begins on the first pass: 01:15 is the one at its end
        (
            DayRule("America/New_York", 90),
            "2026-11-01T12:00:00-05:00",
            "today 01:15",
            "2026-11-02T01:15:00-05:00",
        ),
        # the date that Apia skipped: forward by the gap of a day
        (APIA, "2011-12-29T12:00:00-10:00", "2011-12-30 09:00", "2011-12-31T09:00:00+14:00"),
        (APIA, "2011-12-29T12:00:00-10:00", "31 dec 9am", "2011-12-31T09:00:00+14:00"),
    ],
)
def test_times_where_clocks_change(rule: DayRule, now: str, text: str, expected: str) -> None:
    assert understood(text, rule, now) == expected


@pytest.mark.parametrize(
    ("now", "text", "expected"),
    [
        # from the 31st a month later is the last day of a short one
        ("2026-01-31T12:00:00-05:00", "in 1 month", "2026-02-28"),
        ("2026-01-31T12:00:00-05:00", "in 2 months", "2026-03-31"),
        ("2026-03-31T12:00:00-04:00", "1 month ago", "2026-02-28"),
        ("2028-02-29T12:00:00-05:00", "in 1 year", "2029-02-28"),
        ("2026-12-31T12:00:00-05:00", "next month", "2027-01-01"),
        ("2026-01-31T12:00:00-05:00", "next month", "2026-02-01"),
        ("2028-02-10T12:00:00-05:00", "eom", "2028-02-29"),
        # a month too short is passed over
        ("2026-04-02T12:00:00-04:00", "the 31st", "2026-05-31"),
        ("2026-01-31T12:00:00-05:00", "the 30th", "2026-03-30"),
        # no leap day in 2100
        ("2096-03-01T12:00:00-05:00", "29 feb", "2104-02-29"),
        # Sunday ends its own week
        ("2026-03-15T12:00:00-04:00", "eow", "2026-03-15"),
        ("2026-03-15T12:00:00-04:00", "next week", "2026-03-16"),
        ("2026-03-16T12:00:00-04:00", "next week", "2026-03-23"),
        ("2026-03-15T12:00:00-04:00", "next monday", "2026-03-16"),
        # on Saturday the coming Friday is next week's too
        ("2026-03-14T12:00:00-04:00", "next friday", "2026-03-20"),
        ("2026-03-13T12:00:00-04:00", "next friday", "2026-03-20"),
        ("2026-03-13T12:00:00-04:00", "this friday", "2026-03-13"),
        ("2026-03-13T12:00:00-04:00", "last friday", "2026-03-06"),
    ],
)
def test_dates_at_the_ends_of_weeks_and_months(now: str, text: str, expected: str) -> None:
    assert understood(text, NEW_YORK, now) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        *pairs("""
9am = 2026-03-11T09:00:00-04:00
12:00 = 2026-03-11T12:00:00-04:00  # now is included
17:10 = 2026-03-10T17:10:00-04:00
01:30 = 2026-03-11T01:30:00-04:00  # the end of yesterday's roma day
midnight = 2026-03-11T00:00:00-04:00 | fri = 2026-03-06 | mon 9am = 2026-03-09T09:00:00-04:00
31 jan = 2026-01-31 | 11 mar = 2026-03-11 | 12 mar = 2025-03-12 | 29 feb = 2024-02-29
the 31st = 2026-01-31 | the 11th = 2026-03-11 | yesterday 17:10 = 2026-03-10T17:10:00-04:00
13/12 = 2025-12-13
"""),
    ],
)
def test_looking_back_the_last_one_is_meant(text: str, expected: str) -> None:
    assert understood(text, NEW_YORK, NOON, past=True) == expected


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("03/04/2026", "2026-04-03", "2026-03-04"),
        ("03-04-2026", "2026-04-03", "2026-03-04"),
        ("03.04.2026", "2026-04-03", "2026-03-04"),
        ("03/04/2026 09:00", "2026-04-03", "2026-03-04"),
        ("3/4", "2026-04-03", "2027-03-04"),
        ("03.04", "2026-04-03", "2027-03-04"),
        ("13.04", "2026-04-13", "13:04"),  # a day, or a time
        ("10.30", "2026-10-30", "10:30"),
        ("next friday", "2026-03-13", "2026-03-20"),
        ("next friday 9am", "2026-03-13", "2026-03-20"),
        ("last mon", "2026-03-09", "2026-03-02"),
        ("this mon", "2026-03-09", "2026-03-16"),
        ("wed", "2026-03-11", "2026-03-18"),  # it is Wednesday
        ("wed 17:00", "2026-03-11", "2026-03-18"),
        ("tomorrow midnight", "2026-03-12 00:00", "2026-03-13 00:00"),
        ("midnight tomorrow", "2026-03-12 00:00", "2026-03-13 00:00"),
        ("fri 12am", "2026-03-13 00:00", "2026-03-14 00:00"),
        ("tomorrow 9", "tomorrow 09:00", "tomorrow 21:00"),
        ("fri at 5", "fri 05:00", "fri 17:00"),
    ],
)
def test_what_could_mean_two_things_is_refused_with_both(
    text: str, first: str, second: str
) -> None:
    message = refusal(text)
    assert f"could mean {first} or {second}" in message


def test_an_ambiguous_date_gives_its_text_and_readings_and_no_hint() -> None:
    with pytest.raises(Ambiguous) as caught:
        parse_due("03/04/2026", NEW_YORK, parse_instant(NOON))
    assert caught.value.text == "03/04/2026"
    assert caught.value.readings == ["2026-04-03", "2026-03-04"]
    assert caught.value.hint == ""


def test_looking_back_a_weekday_of_today_could_be_last_weeks() -> None:
    assert "2026-03-11 or 2026-03-04" in refusal("wed", past=True)


@pytest.mark.parametrize(
    "text",
    [
        *itertools.chain(
            *rows("""
9 | 99 | 2026 | 2026-03 | may | march | next | in | + | - | ago | at | on | none
tomorrow tomorrow | tomorrow today | 9am 10am | 10am pm | 13pm | 0am | 25:00 | 24:00
2026-03-08T24:00 | 12:60 | 9:5 | 9:00:61 | tomorrow 25:00 | tomo\u202errow
\uff12\uff10\uff12\uff16-03-08 | \u0661 jan | in 2 wee\u212as | 8-Mar-202\u0666 | 31 apr
31 apr 2026 | 30 feb | 29 feb 2027 | 0 jan | 32 jan | the 32nd | the 0th | 2026-02-29
2026-13-01 | 2026-00-01 | 2026-01-00 | 0000-01-01 | 1969-12-31 | 9990-01-01 | 9999-12-31
31 jan 0026 | 13/13/2026 | 0/13 | 13/0 | 31/04/2026 | 03/04/26 | 1/2/3 | 03-04 | sat 13 mar
fri fri 13 mar | Mon Mar  8 09:00:00 2026 | in -3 days | in 3 | in 3 fortnights | in 1.5 hours
in 3 days ago | in 1d3h | 1h | 3 days | in an 3 days | in 999999 years
in 999999999999999999999 days | in 999999999999999999999 hours | +99999999h | 3000 years ago
tomorrow 9am Z | 9am +01:00 | 2026-03-08 09:00 +25:00 | 2026-03-08 09:00 +01:99
2026-03-08 +01:00 | 31 jan 09:00-10:00 | 8 Mar 2026 09:00 EST | 8 Mar 2026 09:00 XYZ
8 Mar 2026 09:00 UTC+3 hours | 8 mar 2026 9:00 10:00 | 8 9 mar 2026 | mar 2026 | 8 Mar 26 9:00
mar apr 8 2026 | 8 mar 2026 2027 | 10h 8 mar 2026 | 010203 | 1e5 | inf | nan | 0x10
""")
        ),
        "",
        " ",
        "\t\n",
        "today\x00",
        "9am\x00",
        "8-Mar-2026\x00",
        "\ud800",
        "a" * LONGEST_TEXT,
        "9" * LONGEST_TEXT,
        "tomorrow" + " " * LONGEST_TEXT + "9am",
        "9" * 10_000,
    ],
)
@pytest.mark.parametrize("rule", [NEW_YORK, TOKYO])
def test_what_is_no_date_is_refused(text: str, rule: DayRule) -> None:
    assert refusal(text, rule)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31 apr", "April has 30 days, not 31"),
        ("2026-02-29", "February 2026 has 28 days, not 29"),
        ("2026-13-01", "there is no month 13"),
        ("13pm", "hours go from 1 to 12"),
        ("25:00", "00:00 to 23:59"),
        ("03/04/26", "year with four digits"),
        ("sat 13 mar", "2026-03-13 is a Friday"),
        ("1969-12-31", "1970 to 9989"),
        ("in 9999 years", "1970 to 9989"),
        ("9am +01:00", "can't read '9am +01:00' as a date or time"),
        ("tomorrow 9am Z", "write a date such as 2026-03-08 before the offset"),
        ("9" * 101, "101 characters is too long: at most 100"),
        ("gibberish", "such as tomorrow 9am, fri 17:00 or 31 jan"),
    ],
)
def test_a_refusal_gives_its_reason(text: str, reason: str) -> None:
    assert reason in refusal(text)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        # the first and the last day that begin and end within the years reckoned with
        (DayRule("UTC", 0), "1970-01-01"),
        (TOKYO, "1970-01-02"),
        (NEW_YORK, "9989-12-30"),
        (DayRule("UTC", 0), "9989-12-31T23:59:59Z"),
    ],
)
def test_the_limits_are_included(rule: DayRule, text: str) -> None:
    assert parse_due(text, rule, parse_instant(NOON))


def test_before_the_epoch_is_refused_where_the_sun_rises_early() -> None:
    assert "1970 to 9989" in refusal("1970-01-01", TOKYO)
    assert "1970 to 9989" in refusal("1970-01-01 08:59", TOKYO)
    assert understood("1970-01-01 09:00", TOKYO, NOON) == "1970-01-01T09:00:00+09:00"


# --- an instant, a day ----------------------------------------------------------------


def test_a_moment_needs_a_time() -> None:
    now = parse_instant(NOON)
    assert iso_local("America/New_York", parse_moment("yesterday 17:10", NEW_YORK, now)) == (
        "2026-03-10T17:10:00-04:00"
    )
    with pytest.raises(UsageError, match="'yesterday' is a day without a time") as caught:
        parse_moment("yesterday", NEW_YORK, now)
    assert caught.value.hint == ""


@pytest.mark.parametrize(
    ("text", "minute", "expected"),
    [
        ("tomorrow", 540, "2026-03-12T09:00:00-04:00"),
        ("tomorrow 10:00", 540, "2026-03-12T10:00:00-04:00"),
        # midnight is a time as well, and before the reset the end of the day
        ("tomorrow", 0, "2026-03-13T00:00:00-04:00"),
        ("2026-03-12", 0, "2026-03-13T00:00:00-04:00"),
        ("2026-03-12", 240, "2026-03-12T04:00:00-04:00"),
    ],
)
def test_a_default_time_lies_in_the_roma_day(text: str, minute: int, expected: str) -> None:
    moment = parse_moment(text, NEW_YORK, parse_instant(NOON), default_minute=minute)
    assert iso_local("America/New_York", moment) == expected


def test_a_moment_may_look_back() -> None:
    moment = parse_moment("17:10", NEW_YORK, parse_instant(NOON), past=True)
    assert iso_local("America/New_York", moment) == "2026-03-10T17:10:00-04:00"


def test_a_day_has_no_time() -> None:
    now = parse_instant(LATE)
    assert parse_day("today", NEW_YORK, now) == datetime.date(2026, 3, 11)
    assert parse_day("1 mar", NEW_YORK, now, past=True) == datetime.date(2026, 3, 1)
    for text in ("9am", "today 9am", "now", "+2h"):
        with pytest.raises(UsageError, match="give a day only") as caught:
            parse_day(text, NEW_YORK, now)
        assert caught.value.hint == ""


# --- lengths of time ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        *pairs("""
25m = 1500 | 1h30m = 5400 | 1h 30m = 5400 | 1H30M = 5400 | 90s = 90
1500 = 1500  # a number alone is seconds
0 = 0 | 0m = 0 | 007 = 7 | 2h = 7200 | 1d = 86400 | 1w = 604800 | 1w2d3h4m5s = 788645
1 hour = 3600 | an hour = 3600 | 15 minutes = 900 | 1 day 2 hours = 93600
1 hour and 30 minutes = 5400
"""),
        ("  10\tmin ", 600),
        ("36525d", LONGEST_DURATION),
    ],
)
def test_lengths_of_time(text: str, seconds: str) -> None:
    assert parse_duration(text) == int(seconds)


@pytest.mark.parametrize(
    "text",
    [
        *itertools.chain(
            *rows("""
-5m | -5 | +5m | 1.5.2 | 1.5h | 1,5h | m | h30 | ah | an | 1m1h | 1h1h | 1h 30 | 1h30
5 fortnights | 1mo | \uff12\uff15m | 1e3 | inf | nan | 36526d | 3155760001 | and | 1h and
5 wee\u212as
""")
        ),
        "",
        " ",
        "25m\x00",
        "9" * 100,
        "9" * 99 + "h",
        "9" * 101,
    ],
)
def test_what_is_no_length_of_time_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_duration(text)
    assert caught.value.hint == ""
