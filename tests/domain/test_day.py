"""Where a day begins and ends: every oddity that clocks have shown since 1970, by name."""

from __future__ import annotations

import datetime
import struct
import zoneinfo
from typing import TYPE_CHECKING

import pytest

from roma_cli.domain.day import (
    EARLIEST_MOMENT,
    FIRST_DATE,
    LAST_DATE,
    LATEST_MOMENT,
    Day,
    DayRule,
    boundaries_between,
    boundary,
    boundary_oddity,
    day_at,
    day_of,
    format_reset_time,
    iso_local,
    iso_utc,
    local,
    parse_instant,
    parse_reset_time,
    today,
    zone,
)
from roma_cli.domain.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MINUTE = 60
HOUR = 3600
DAY = 24 * HOUR


def rule_of(when: str) -> DayRule:
    """Read "Europe/Berlin at 04:00"."""
    zone_key, _, reset = when.partition(" at ")
    return DayRule(zone_key, parse_reset_time(reset))


def date_of(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


# zone and reset time, date, the moment its day begins, what is odd about it, how long it lasts.
# Only dates whose rules no parliament can still change, so that new zone data break nothing.
DAYS = [
    # Ordinary days, as far from Greenwich as people live.
    pytest.param("UTC at 00:00", "2024-02-29", "2024-02-29T00:00:00+00:00", None, DAY, id="utc"),
    pytest.param(
        "Asia/Kolkata at 05:30", "2025-01-01", "2025-01-01T05:30:00+05:30", None, DAY,
        id="reset-at-utc-midnight",
    ),
    pytest.param(
        "Pacific/Kiritimati at 23:59", "2025-06-15", "2025-06-15T23:59:00+14:00", None, DAY,
        id="furthest-ahead-last-minute",
    ),
    pytest.param(
        "Pacific/Niue at 23:59", "2025-06-15", "2025-06-15T23:59:00-11:00", None, DAY,
        id="furthest-behind-last-minute",
    ),
    pytest.param(
        "Asia/Kathmandu at 04:00", "2025-06-15", "2025-06-15T04:00:00+05:45", None, DAY,
        id="quarter-hour-offset",
    ),
    # New York, clocks forward at 02:00.
    pytest.param(
        "America/New_York at 00:00", "2025-03-09", "2025-03-09T00:00:00-05:00", None, 23 * HOUR,
        id="spring-midnight-before-the-gap",
    ),
    pytest.param(
        "America/New_York at 01:30", "2025-03-09", "2025-03-09T01:30:00-05:00", None, 23 * HOUR,
        id="spring-just-before-the-gap",
    ),
    pytest.param(
        "America/New_York at 02:00", "2025-03-09", "2025-03-09T03:00:00-04:00", "gap", 23 * HOUR,
        id="spring-first-skipped-minute",
    ),
    pytest.param(
        "America/New_York at 02:30", "2025-03-09", "2025-03-09T03:30:00-04:00", "gap", 23 * HOUR,
        id="spring-inside-the-gap",
    ),
    pytest.param(
        "America/New_York at 02:59", "2025-03-09", "2025-03-09T03:59:00-04:00", "gap", 23 * HOUR,
        id="spring-last-skipped-minute",
    ),
    pytest.param(
        "America/New_York at 03:00", "2025-03-09", "2025-03-09T03:00:00-04:00", None, DAY,
        id="spring-first-minute-after-the-gap",
    ),
    pytest.param(
        "America/New_York at 02:30", "2025-03-08", "2025-03-08T02:30:00-05:00", None, DAY,
        id="day-before-ends-in-the-gap",
    ),
    pytest.param(
        "America/New_York at 03:00", "2025-03-08", "2025-03-08T03:00:00-05:00", None, 23 * HOUR,
        id="day-before-is-the-short-one",
    ),
    # New York, clocks back at 02:00.
    pytest.param(
        "America/New_York at 00:00", "2025-11-02", "2025-11-02T00:00:00-04:00", None, 25 * HOUR,
        id="autumn-midnight-before-the-fold",
    ),
    pytest.param(
        "America/New_York at 01:00", "2025-11-02", "2025-11-02T01:00:00-04:00", "fold", 25 * HOUR,
        id="autumn-first-repeated-minute",
    ),
    pytest.param(
        "America/New_York at 01:30", "2025-11-02", "2025-11-02T01:30:00-04:00", "fold", 25 * HOUR,
        id="autumn-first-pass-of-two",
    ),
    pytest.param(
        "America/New_York at 02:00", "2025-11-02", "2025-11-02T02:00:00-05:00", None, DAY,
        id="autumn-first-minute-after-the-fold",
    ),
    pytest.param(
        "America/New_York at 02:30", "2025-11-01", "2025-11-01T02:30:00-04:00", None, 25 * HOUR,
        id="autumn-day-before-is-the-long-one",
    ),
    # There is no midnight.
    pytest.param(
        "America/Santiago at 00:00", "2025-09-07", "2025-09-07T01:00:00-03:00", "gap", 23 * HOUR,
        id="santiago-no-midnight",
    ),
    pytest.param(
        "Asia/Beirut at 00:00", "2022-03-27", "2022-03-27T01:00:00+03:00", "gap", 23 * HOUR,
        id="beirut-no-midnight",
    ),
    pytest.param(
        "Africa/Cairo at 00:30", "2024-04-26", "2024-04-26T01:30:00+03:00", "gap", 23 * HOUR,
        id="cairo-no-half-past-midnight",
    ),
    pytest.param(
        "Asia/Tehran at 00:00", "2022-03-22", "2022-03-22T01:00:00+04:30", "gap", 23 * HOUR,
        id="tehran-no-midnight-last-time",
    ),
    pytest.param(
        "Asia/Tehran at 00:00", "2023-03-22", "2023-03-22T00:00:00+03:30", None, DAY,
        id="tehran-midnight-since-summer-time-ended",
    ),
    pytest.param(
        "America/Asuncion at 00:00", "2024-10-06", "2024-10-06T01:00:00-03:00", "gap", 23 * HOUR,
        id="asuncion-no-midnight-last-time",
    ),
    pytest.param(
        "America/Asuncion at 00:00", "2025-10-05", "2025-10-05T00:00:00-03:00", None, DAY,
        id="asuncion-summer-time-for-good",
    ),
    pytest.param(
        "America/Sao_Paulo at 00:00", "2018-11-04", "2018-11-04T01:00:00-02:00", "gap", 23 * HOUR,
        id="sao-paulo-no-midnight",
    ),
    pytest.param(
        "America/Havana at 00:00", "2024-03-10", "2024-03-10T01:00:00-04:00", "gap", 23 * HOUR,
        id="havana-no-midnight",
    ),
    pytest.param(
        "Asia/Amman at 00:00", "2022-02-25", "2022-02-25T01:00:00+03:00", "gap", 23 * HOUR,
        id="amman-no-midnight",
    ),
    pytest.param(
        "Atlantic/Azores at 00:00", "2025-03-30", "2025-03-30T01:00:00+00:00", "gap", 23 * HOUR,
        id="azores-no-midnight",
    ),
    # There are two, or the repeated hour is the last of the evening.
    pytest.param(
        "Asia/Amman at 00:00", "2021-10-29", "2021-10-29T00:00:00+03:00", "fold", 25 * HOUR,
        id="amman-two-midnights",
    ),
    pytest.param(
        "America/Havana at 00:30", "2024-11-03", "2024-11-03T00:30:00-04:00", "fold", 25 * HOUR,
        id="havana-two-half-past-midnights",
    ),
    pytest.param(
        "Atlantic/Azores at 00:30", "2025-10-26", "2025-10-26T00:30:00+00:00", "fold", 25 * HOUR,
        id="azores-back-to-yesterday-in-utc",
    ),
    pytest.param(
        "America/Santiago at 23:30", "2025-04-05", "2025-04-05T23:30:00-03:00", "fold", 25 * HOUR,
        id="santiago-evening-twice",
    ),
    pytest.param(
        "America/Santiago at 00:00", "2025-04-05", "2025-04-05T00:00:00-03:00", None, 25 * HOUR,
        id="santiago-clock-never-reaches-midnight-at-first",
    ),
    pytest.param(
        "America/Santiago at 00:00", "2025-04-06", "2025-04-06T00:00:00-04:00", None, DAY,
        id="santiago-only-the-second-try-is-midnight",
    ),
    pytest.param(
        "Africa/Cairo at 23:59", "2024-10-31", "2024-10-31T23:59:00+03:00", "fold", 25 * HOUR,
        id="cairo-last-minute-twice",
    ),
    pytest.param(
        "Asia/Tehran at 23:30", "2022-09-21", "2022-09-21T23:30:00+04:30", "fold", 25 * HOUR,
        id="tehran-evening-twice",
    ),
    pytest.param(
        "Asia/Almaty at 23:30", "2024-02-29", "2024-02-29T23:30:00+06:00", "fold", 25 * HOUR,
        id="almaty-leap-day-evening-twice",
    ),
    pytest.param(
        "Africa/Juba at 23:30", "2021-01-31", "2021-01-31T23:30:00+03:00", "fold", 25 * HOUR,
        id="juba-changes-its-standard-time",
    ),
    # Clocks went back at 00:01: midnight came, and an hour later came again.
    pytest.param(
        "America/St_Johns at 00:00", "2006-10-29", "2006-10-29T00:00:00-02:30", "fold", 25 * HOUR,
        id="st-johns-back-over-midnight",
    ),
    pytest.param(
        "America/St_Johns at 00:00", "2006-04-02", "2006-04-02T00:00:00-03:30", None, 23 * HOUR,
        id="st-johns-forward-a-minute-after-midnight",
    ),
    pytest.param(
        "America/St_Johns at 00:30", "2006-04-02", "2006-04-02T01:30:00-02:30", "gap", 23 * HOUR,
        id="st-johns-inside-the-gap",
    ),
    # The reading lies on one date, its moment on the next.
    pytest.param(
        "Asia/Pyongyang at 23:45", "2018-05-04", "2018-05-05T00:15:00+09:00", "gap",
        23 * HOUR + 30 * MINUTE,
        id="pyongyang-pushed-over-midnight",
    ),
    pytest.param(
        "America/Nuuk at 23:30", "2024-03-30", "2024-03-31T00:30:00-01:00", "gap", 23 * HOUR,
        id="nuuk-pushed-over-midnight",
    ),
    # Not a whole hour.
    pytest.param(
        "Australia/Lord_Howe at 01:45", "2025-04-06", "2025-04-06T01:45:00+11:00", "fold",
        24 * HOUR + 30 * MINUTE,
        id="lord-howe-half-an-hour-back",
    ),
    pytest.param(
        "Australia/Lord_Howe at 02:15", "2025-10-05", "2025-10-05T02:45:00+11:00", "gap",
        23 * HOUR + 30 * MINUTE,
        id="lord-howe-half-an-hour-forward",
    ),
    pytest.param(
        "America/Caracas at 02:30", "2016-05-01", "2016-05-01T03:00:00-04:00", "gap",
        23 * HOUR + 30 * MINUTE,
        id="caracas-moved-half-an-hour",
    ),
    pytest.param(
        "Asia/Kathmandu at 00:00", "1986-01-01", "1986-01-01T00:15:00+05:45", "gap",
        23 * HOUR + 45 * MINUTE,
        id="kathmandu-new-year-a-quarter-late",
    ),
    pytest.param(
        "Africa/Monrovia at 00:00", "1972-01-07", "1972-01-07T00:44:30+00:00", "gap",
        DAY - (44 * MINUTE + 30),
        id="monrovia-offset-with-seconds",
    ),
    pytest.param(
        "Pacific/Chatham at 03:00", "2025-04-06", "2025-04-06T03:00:00+13:45", "fold", 25 * HOUR,
        id="chatham-back-at-quarter-to-four",
    ),
    pytest.param(
        "Pacific/Chatham at 02:45", "2025-09-28", "2025-09-28T03:45:00+13:45", "gap", 23 * HOUR,
        id="chatham-forward-at-quarter-to-three",
    ),
    # More than an hour.
    pytest.param(
        "Antarctica/Troll at 01:30", "2025-03-30", "2025-03-30T03:30:00+02:00", "gap", 22 * HOUR,
        id="troll-two-hours-forward",
    ),
    pytest.param(
        "Antarctica/Troll at 02:30", "2025-10-26", "2025-10-26T02:30:00+02:00", "fold", 26 * HOUR,
        id="troll-two-hours-back",
    ),
    pytest.param(
        "Antarctica/Casey at 00:30", "2020-10-04", "2020-10-04T03:30:00+11:00", "gap", 21 * HOUR,
        id="casey-three-hours-forward",
    ),
    pytest.param(
        "Antarctica/Casey at 00:00", "2019-03-17", "2019-03-17T00:00:00+11:00", "fold", 27 * HOUR,
        id="casey-three-hours-back-to-midnight",
    ),
    pytest.param(
        "Antarctica/Vostok at 00:00", "1994-11-01", "1994-11-01T07:00:00+07:00", "gap", 17 * HOUR,
        id="vostok-seven-hours-forward",
    ),
    pytest.param(
        "Antarctica/Vostok at 20:00", "1994-01-31", "1994-01-31T20:00:00+07:00", "fold", 31 * HOUR,
        id="vostok-seven-hours-back",
    ),
    # Summer time that is winter time, and pauses for Ramadan.
    pytest.param(
        "Europe/Dublin at 01:30", "2025-03-30", "2025-03-30T02:30:00+01:00", "gap", 23 * HOUR,
        id="dublin-leaves-negative-dst",
    ),
    pytest.param(
        "Europe/Dublin at 01:30", "2025-10-26", "2025-10-26T01:30:00+01:00", "fold", 25 * HOUR,
        id="dublin-enters-negative-dst",
    ),
    pytest.param(
        "Africa/Casablanca at 02:30", "2025-02-23", "2025-02-23T02:30:00+01:00", "fold", 25 * HOUR,
        id="casablanca-ramadan-begins",
    ),
    pytest.param(
        "Africa/El_Aaiun at 02:30", "2025-04-06", "2025-04-06T03:30:00+01:00", "gap", 23 * HOUR,
        id="el-aaiun-ramadan-is-over",
    ),
    pytest.param(
        "Asia/Gaza at 02:30", "2024-04-20", "2024-04-20T03:30:00+03:00", "gap", 23 * HOUR,
        id="gaza-after-ramadan",
    ),
    pytest.param(
        "Asia/Gaza at 01:30", "2024-10-26", "2024-10-26T01:30:00+03:00", "fold", 25 * HOUR,
        id="gaza-autumn",
    ),
    # A change of standard time, once.
    pytest.param(
        "Europe/Istanbul at 03:30", "2016-03-27", "2016-03-27T04:30:00+03:00", "gap", 23 * HOUR,
        id="istanbul-forward-and-never-back",
    ),
    pytest.param(
        "Europe/Istanbul at 03:30", "2016-10-30", "2016-10-30T03:30:00+03:00", None, DAY,
        id="istanbul-did-not-go-back",
    ),
    pytest.param(
        "Europe/Volgograd at 01:30", "2020-12-27", "2020-12-27T01:30:00+04:00", "fold", 25 * HOUR,
        id="volgograd-between-the-years",
    ),
    pytest.param(
        "Africa/Sao_Tome at 01:00", "2018-01-01", "2018-01-01T02:00:00+01:00", "gap", 23 * HOUR,
        id="sao-tome-first-hour-of-the-year",
    ),
    pytest.param(
        "Asia/Ust-Nera at 00:00", "1981-04-01", "1981-04-01T03:00:00+12:00", "gap", 21 * HOUR,
        id="ust-nera-zone-and-summer-time-at-once",
    ),
    # The ends of what is accepted.
    pytest.param(
        "UTC at 00:00", "1970-01-01", "1970-01-01T00:00:00+00:00", None, DAY, id="first-day",
    ),
    pytest.param(
        "Etc/GMT+12 at 00:00", "9989-12-30", "9989-12-30T00:00:00-12:00", None, DAY,
        id="far-future-behind",
    ),
    pytest.param(
        "Etc/GMT-14 at 23:59", "9989-12-30", "9989-12-30T23:59:00+14:00", None, DAY,
        id="far-future-ahead",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("when", "date", "start", "oddity", "length"), DAYS)
def test_a_day_begins_when_the_local_clock_reads_the_reset_time(
    when: str, date: str, start: str, oddity: str | None, length: int
) -> None:
    rule, day = rule_of(when), date_of(date)
    moment = parse_instant(start)

    assert iso_local(rule.timezone, boundary(rule, day)) == start
    assert boundary(rule, day) == moment
    assert boundary_oddity(rule, day) == oddity
    assert day_of(rule, day) == Day(day, moment, moment + length)


@pytest.mark.parametrize(("when", "date", "start", "_oddity", "length"), DAYS)
def test_what_ends_exactly_on_a_boundary_belongs_to_the_new_day(
    when: str, date: str, start: str, _oddity: str | None, length: int
) -> None:
    rule, day = rule_of(when), date_of(date)
    moment = parse_instant(start)
    one = datetime.timedelta(days=1)

    assert day_at(rule, moment) == Day(day, moment, moment + length)
    assert day_at(rule, moment + length - 1) == Day(day, moment, moment + length)
    assert day_at(rule, moment + length).date == day + one
    if moment > EARLIEST_MOMENT:
        before = day_at(rule, moment - 1)
        assert (before.date, before.end) == (day - one, moment)


# zone, the date it skipped, the moment it went over the date line
SKIPPED_DATES = [
    pytest.param("Pacific/Apia", "2011-12-30", "2011-12-31T00:00:00+14:00", id="apia"),
    pytest.param("Pacific/Fakaofo", "2011-12-30", "2011-12-31T00:00:00+13:00", id="fakaofo"),
    pytest.param("Pacific/Kwajalein", "1993-08-21", "1993-08-22T00:00:00+12:00", id="kwajalein"),
    pytest.param("Pacific/Kiritimati", "1994-12-31", "1995-01-01T00:00:00+14:00", id="kiritimati"),
    pytest.param("Pacific/Kanton", "1994-12-31", "1995-01-01T00:00:00+13:00", id="kanton"),
]


@pytest.mark.parametrize("reset", ["00:00", "00:01", "04:00", "12:00", "23:59"])
@pytest.mark.parametrize(("zone_key", "skipped", "jump"), SKIPPED_DATES)
def test_a_skipped_date_shares_one_boundary_with_the_next(
    zone_key: str, skipped: str, jump: str, reset: str
) -> None:
    rule, date = rule_of(f"{zone_key} at {reset}"), date_of(skipped)
    one = datetime.timedelta(days=1)
    shared = parse_instant(jump) + rule.reset_minute * MINUTE

    assert boundary(rule, date) == boundary(rule, date + one) == shared
    assert boundary_oddity(rule, date) == "gap"
    assert day_of(rule, date) == Day(date, shared, shared)
    assert day_at(rule, shared) == Day(date + one, shared, shared + DAY)
    assert day_at(rule, shared - 1) == Day(date - one, shared - DAY, shared)
    assert boundaries_between(rule, shared - 1, shared) == 1
    assert boundaries_between(rule, shared - DAY, shared + DAY) == 2


# zone and reset time, moment, its roma date
MOMENTS = [
    pytest.param(
        "Europe/Berlin at 04:00", "2025-06-15T01:30:00+02:00", "2025-06-14",
        id="half-past-one-is-still-yesterday",
    ),
    pytest.param(
        "Europe/Berlin at 04:00", "2025-06-15T04:00:00+02:00", "2025-06-15",
        id="four-sharp-is-today",
    ),
    pytest.param(
        "Europe/Berlin at 23:00", "2025-06-15T22:59:59+02:00", "2025-06-14",
        id="evening-reset-day-is-named-after-the-evening-it-began",
    ),
    pytest.param(
        "America/Los_Angeles at 00:00", "2025-06-15T23:30:00-07:00", "2025-06-15",
        id="utc-is-a-day-ahead",
    ),
    pytest.param(
        "Asia/Tokyo at 00:00", "2025-06-15T00:30:00+09:00", "2025-06-15",
        id="utc-is-a-day-behind",
    ),
    pytest.param(
        "America/New_York at 02:30", "2025-03-09T03:29:59-04:00", "2025-03-08",
        id="skipped-reset-time-has-not-come-yet",
    ),
    pytest.param(
        "America/New_York at 01:30", "2025-11-02T01:00:00-05:00", "2025-11-02",
        id="wall-clock-is-before-the-reset-again-but-the-day-has-begun",
    ),
    pytest.param(
        "America/St_Johns at 00:00", "2006-10-28T23:30:00-03:30", "2006-10-29",
        id="wall-clock-is-back-on-yesterday-but-the-day-has-begun",
    ),
    pytest.param(
        "America/St_Johns at 00:00", "2006-10-28T23:59:59-02:30", "2006-10-28",
        id="first-pass-before-midnight",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("when", "moment", "date"), MOMENTS)
def test_today_is_the_largest_date_whose_boundary_has_come(
    when: str, moment: str, date: str
) -> None:
    assert today(rule_of(when), parse_instant(moment)) == date_of(date)


class ZoneFile:
    """A zone made for a test, written as TZif (RFC 8536)."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, offsets: list[int], changes: list[tuple[int, int]], footer: str = "") -> None:
        """`changes`: (moment, index into offsets); `footer`: the POSIX rule for what follows."""
        kinds = b"".join(struct.pack(">lBB", offset, 0, 0) for offset in offsets)
        counts = (0, 0, 0, len(changes), len(offsets), 4)
        body = struct.pack(f">{len(changes)}q", *(moment for moment, _ in changes))
        body += bytes(index for _, index in changes) + kinds + b"XXX\0"
        empty = struct.pack(">4sc15x6l", b"TZif", b"2", 0, 0, 0, 0, 1, 4)
        empty += struct.pack(">lBB", 0, 0, 0) + b"XXX\0"
        head = struct.pack(">4sc15x6l", b"TZif", b"2", *counts)
        self.path.write_bytes(empty + head + body + f"\n{footer}\n".encode())


@pytest.fixture
def made_zone(tmp_path: Path) -> Iterator[ZoneFile]:
    """The zone "Test/Made", whose file the test writes."""
    before = zoneinfo.TZPATH
    zoneinfo.reset_tzpath(to=[str(tmp_path)])
    (tmp_path / "Test").mkdir()
    yield ZoneFile(tmp_path / "Test" / "Made")
    zoneinfo.reset_tzpath(to=before)
    zoneinfo.ZoneInfo.clear_cache(only_keys=["Test/Made"])


@pytest.mark.parametrize("reset_minute", [0, 1, 240, 720, 1439])
def test_a_date_lived_twice_is_one_long_day(made_zone: ZoneFile, reset_minute: int) -> None:
    """Back over the date line, as Alaska in 1867 and Samoa in 1892."""
    jump = parse_instant("2031-05-02T00:00:00+13:00")
    made_zone.write([13 * HOUR, -11 * HOUR], [(0, 0), (jump, 1)])
    rule = DayRule("Test/Made", reset_minute)
    # 1 May is lived, then lived again; at midnight sharp the clock never reads 2 May at first.
    twice = datetime.date(2031, 5, 1)
    first_pass = jump - DAY + reset_minute * MINUTE

    assert day_of(rule, twice) == Day(twice, first_pass, first_pass + 2 * DAY)
    for moment in (first_pass, jump - 1, jump, jump + 1, jump + DAY - 1):
        expected = twice if moment >= first_pass else datetime.date(2031, 4, 30)
        assert today(rule, moment) == expected
    assert today(rule, first_pass + 2 * DAY) == datetime.date(2031, 5, 2)
    assert boundaries_between(rule, first_pass - 1, first_pass + 2 * DAY) == 2


def test_rules_go_on_after_the_last_change_in_the_file(made_zone: ZoneFile) -> None:
    made_zone.write([-5 * HOUR], [(0, 0)], "STD5DST,M3.2.0,M11.1.0")
    rule = rule_of("Test/Made at 02:30")
    spring, autumn = date_of("2450-03-13"), date_of("2450-11-06")

    assert iso_local("Test/Made", boundary(rule, spring)) == "2450-03-13T03:30:00-04:00"
    assert boundary_oddity(rule, spring) == "gap"
    assert iso_local("Test/Made", boundary(rule, autumn)) == "2450-11-06T02:30:00-05:00"
    assert boundary_oddity(rule._replace(reset_minute=90), autumn) == "fold"


def test_a_damaged_zone_file_is_said_not_thrown(made_zone: ZoneFile) -> None:
    made_zone.write([0], [(0, 0)])
    made_zone.path.write_bytes(made_zone.path.read_bytes()[:60])

    with pytest.raises(UsageError, match="no data for the time zone 'Test/Made'"):
        zone("Test/Made")


@pytest.mark.parametrize(
    "key",
    [
        pytest.param("", id="empty"),
        pytest.param("Mars/Olympus", id="unknown"),
        pytest.param("America", id="directory"),
        pytest.param("..", id="parent"),
        pytest.param("../../../etc/passwd", id="path-upwards"),
        pytest.param("/etc/localtime", id="absolute-path"),
        pytest.param("America//New_York", id="not-normal"),
        pytest.param("tzdata.zi", id="not-a-zone-file"),
        pytest.param("zone.tab", id="table-of-zones"),
        pytest.param("UTC\0", id="nul"),
        pytest.param("\udcff", id="undecodable"),
        pytest.param("Ünknown/Zöne", id="not-ascii"),
        pytest.param("x" * 5000, id="too-long"),
        pytest.param("EST5EDT4,M3.2.0,M11.1.0", id="posix-string"),
    ],
)
def test_a_key_without_rules_is_a_usage_error(key: str) -> None:
    with pytest.raises(UsageError) as raised:
        zone(key)

    assert "\n" not in raised.value.message
    assert len(raised.value.message) < 400
    assert raised.value.hint == "roma config set --help"


@pytest.mark.parametrize("zone_key", ["UTC", "Pacific/Kiritimati", "Etc/GMT+12", "Europe/Dublin"])
@pytest.mark.parametrize("reset_minute", [0, 1439])
def test_every_accepted_moment_has_a_day(zone_key: str, reset_minute: int) -> None:
    rule = DayRule(zone_key, reset_minute)
    for moment in (EARLIEST_MOMENT, LATEST_MOMENT):
        day = day_at(rule, moment)
        assert day.start <= moment < day.end
        assert day_of(rule, day.date) == day


@pytest.mark.parametrize("moment", [EARLIEST_MOMENT - 1, LATEST_MOMENT + 1, -(10**30), 10**30])
def test_a_moment_out_of_range_is_a_usage_error(moment: int) -> None:
    rule = DayRule("UTC", 0)
    with pytest.raises(UsageError, match="1970 to 9989"):
        day_at(rule, moment)
    with pytest.raises(UsageError, match="1970 to 9989"):
        today(rule, moment)
    with pytest.raises(UsageError, match="1970 to 9989"):
        local("UTC", moment)
    with pytest.raises(UsageError, match="1970 to 9989"):
        iso_utc(moment)
    low, high = sorted((moment, 1_000_000))
    with pytest.raises(UsageError, match="1970 to 9989"):
        boundaries_between(rule, low, high)


def test_a_date_out_of_range_is_a_usage_error() -> None:
    rule = DayRule("UTC", 0)
    one = datetime.timedelta(days=1)
    for date in (datetime.date.min, FIRST_DATE - one, LAST_DATE + one, datetime.date.max):
        with pytest.raises(UsageError, match=str(date)):
            day_of(rule, date)
    assert day_of(rule, FIRST_DATE).date == FIRST_DATE
    assert day_of(rule, LAST_DATE).date == LAST_DATE


def test_boundaries_are_counted_after_the_one_moment_up_to_the_other() -> None:
    rule = rule_of("America/New_York at 04:00")
    start = day_of(rule, date_of("2025-03-01")).start

    assert boundaries_between(rule, start, start) == 0
    assert boundaries_between(rule, start - 1, start) == 1
    assert boundaries_between(rule, start, start + DAY - 1) == 0
    assert boundaries_between(rule, start, start + DAY) == 1
    assert boundaries_between(rule, start, start - 1) == 0
    year_later = day_of(rule, date_of("2026-03-01")).start
    assert boundaries_between(rule, start, year_later) == 365


def test_counting_over_ten_years_looks_at_few_days(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at = []

    def counted(rule: DayRule, date: datetime.date) -> int:
        looked_at.append(date)
        return boundary(rule, date)

    monkeypatch.setattr("roma_cli.domain.day.boundary", counted)
    rule = rule_of("Pacific/Apia at 04:00")
    start = day_of(rule, date_of("2005-01-01")).start
    end = day_of(rule, date_of("2015-01-01")).start

    assert boundaries_between(rule, start, end) == 3652 - 1  # without 2011-12-30
    assert len(looked_at) < 300


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("midnight", 0),
        ("Midnight", 0),
        ("MIDNIGHT", 0),
        ("0", 0),
        ("00", 0),
        ("0:00", 0),
        ("7", 420),
        ("07", 420),
        ("7:00", 420),
        ("07:00", 420),
        ("23", 1380),
        ("4:30", 270),
        ("23:59", 1439),
        ("Hour(0)", 0),
        ("Hour(7)", 420),
        ("Hour(23)", 1380),
        ('Custom("4:30")', 270),
        ('Custom("04:30")', 270),
        ("Custom(4:30)", 270),
        ("Custom(23:59)", 1439),
    ],
)
def test_a_reset_time_is_read_as_typed_and_as_the_data_model_writes_it(
    text: str, minute: int
) -> None:
    assert parse_reset_time(text) == minute


@pytest.mark.parametrize(
    "text",
    [
        "", " ", ":", "7:", ":30", "24", "24:00", "25:00", "7:5", "7:60", "07:000", "007", "007:00",
        "-1", "+7", "7.5", "7h", "7am", "7 am", " 7", "7 ", "7:00\n", "7:00:00", "12:3O", "noon",
        "mid night", "midnight ", "1_0", "0x7", "1e1",
        # Arabic, fullwidth and superscript digits, a fullwidth colon.
        "\u0667", "\u0660\u0667:\u0660\u0660", "\uff17:00", "7:\uff130", "\u00b2", "7\uff1a00",
        "Hour()", "Hour(24)", "Hour(-1)", "Hour(7:00)", "Hour(7", "hour(7)", 'Hour("7")',
        "Custom()", 'Custom("")', "Custom(7)", 'Custom("7")', "Custom(7:5)", "Custom(24:00)",
        'Custom("4:30)', 'Custom(4:30")', "Custom('4:30')", 'Custom(")', "Custom(midnight)",
        "Hour(Custom(7:00))", "Custom(Hour(7))", "7:00" * 1000, "7\0", "\udcff",
    ],
)  # fmt: skip
def test_anything_else_is_no_reset_time(text: str) -> None:
    with pytest.raises(UsageError, match="midnight, an hour from 0 to 23, or a time") as raised:
        parse_reset_time(text)

    assert raised.value.hint == ""
    assert "\n" not in raised.value.message
    assert len(raised.value.message) < 400


def test_a_reset_time_has_one_written_form() -> None:
    assert [format_reset_time(minute) for minute in (0, 59, 270, 1439)] == [
        "00:00",
        "00:59",
        "04:30",
        "23:59",
    ]
    assert [parse_reset_time(format_reset_time(minute)) for minute in range(1440)] == [*range(1440)]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("1970-01-01T00:00:00Z", 0),
        ("1970-01-01T00:00:01.999999Z", 1),
        ("1970-01-01T01:00:00+01:00", 0),
        ("1969-12-31T19:00:00-05:00", 0),
        ("2026-03-08T03:30:00-04:00", 1_772_955_000),
        ("2026-03-08 03:30:00-04:00", 1_772_955_000),
        ("2026-03-08T03:30-04:00", 1_772_955_000),
        ("20260308T073000Z", 1_772_955_000),
        ("2026-W10-7T07:30:00Z", 1_772_955_000),
        ("1972-01-06T23:15:30-00:44:30", 63_590_400),
        ("9989-12-31T23:59:59Z", LATEST_MOMENT),
    ],
)
def test_an_instant_is_iso_8601_with_an_offset(text: str, moment: int) -> None:
    assert parse_instant(text) == moment


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "as a date and time such as"),
        ("now", "as a date and time such as"),
        ("2026-03-08", "as a date and time such as"),
        ("1772955000", "as a date and time such as"),
        ("2026-02-30T00:00:00Z", "as a date and time such as"),
        ("2026-03-08T24:00:01Z", "as a date and time such as"),
        ("2026-03-08T23:59:60Z", "as a date and time such as"),
        ("2026-03-08T03:30:00+25:00", "as a date and time such as"),
        ("2026-03-08x03:30:00Z", "as a date and time such as"),
        ("2026-03-08-04:00Z", "as a date and time such as"),
        ("\u0662\u0660\u0662\u0666-03-08T03:30:00Z", "as a date and time such as"),
        ("2026-03-08T03:30:00Z\n", "as a date and time such as"),
        ("\udcff" * 20, "as a date and time such as"),
        ("2026-03-08T03:30:00", "lacks an offset"),
        ("2026-03-08T03:30:00 ", "as a date and time such as"),
        ("1969-12-31T23:59:59.9Z", "1970 to 9989"),
        ("0001-01-01T00:00:00+14:00", "1970 to 9989"),
        ("9990-01-01T00:00:00Z", "1970 to 9989"),
        ("9999-12-31T23:59:59-12:00", "1970 to 9989"),
    ],
)
def test_anything_else_is_no_instant(text: str, reason: str) -> None:
    with pytest.raises(UsageError, match=reason) as raised:
        parse_instant(text)

    assert "\n" not in raised.value.message


def test_a_moment_is_written_with_the_offset_of_its_zone() -> None:
    moment = 1_772_955_000
    assert iso_utc(moment) == "2026-03-08T07:30:00Z"
    assert iso_local("America/New_York", moment) == "2026-03-08T03:30:00-04:00"
    assert iso_local("Asia/Kathmandu", moment) == "2026-03-08T13:15:00+05:45"
    assert iso_utc(LATEST_MOMENT) == "9989-12-31T23:59:59Z"
    assert local("Asia/Tokyo", moment).utcoffset() == datetime.timedelta(hours=9)


def test_the_two_passes_of_a_repeated_hour_are_written_differently() -> None:
    first = parse_instant("2025-11-02T01:30:00-04:00")
    assert iso_local("America/New_York", first) == "2025-11-02T01:30:00-04:00"
    assert iso_local("America/New_York", first + HOUR) == "2025-11-02T01:30:00-05:00"
