"""Which cron expressions roma takes, and when they fire, on days the clock changes above all."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from roma_cli.domain.clock.cron import LONGEST, daily, next_run, validate
from roma_cli.domain.errors import UsageError


def epoch(iso: str) -> int:
    return int(datetime.fromisoformat(iso).timestamp())


def runs(expression: str, zone: str, after: str, count: int) -> list[str]:
    found, at = [], epoch(after)
    for _ in range(count):
        at = next_run(expression, zone, at)
        found.append(datetime.fromtimestamp(at, ZoneInfo(zone)).isoformat(timespec="minutes"))
    return found


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("0 4 * * *", "0 4 * * *"),
        ("  */5\t*  * * *  ", "*/5 * * * *"),
        ("30 4 1,15 JAN-Mar Mon", "30 4 1,15 jan-mar mon"),
        ("0 0 * * 7", "0 0 * * 7"),
        ("0 0 29 2 *", "0 0 29 2 *"),  # in leap years
        ("0 0 29 2 */7", "0 0 29 2 */7"),  # a star in the weekday means "and": every 28 years
        ("0 0 30 2 1", "0 0 30 2 1"),  # without one it means "or": Mondays in February
        ("10-40/10,55 * * * *", "10-40/10,55 * * * *"),
        (" ".join([",".join(map(str, range(60))), "*", "*", "*", "*"]), None),
    ],
)
def test_an_accepted_expression_has_one_form(typed: str, kept: str | None) -> None:
    assert validate(typed) == (kept or typed)
    assert validate(validate(typed)) == validate(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0 4 * *",
        "0 0 4 * * *",  # seconds
        "@daily",
        " @reboot",
        "0 4 * * *\n",
        "0 4\n* * *",
        "0 4 * * *\r",
        "0 4 * * *\x00",
        "0\x0b4 * * *",
        "0\u00a04 * * *",  # a space to the eye
        "\u0660 4 * * *",  # a digit to Unicode
        "0 4 * * %",
        "0 4 * * * ; rm",
        "60 * * * *",
        "* 24 * * *",
        "* * 0 * *",
        "* * * 13 *",
        "* * * * 8",
        "* * * * monday",
        "* * mon * *",
        "-1 * * * *",
        "5-1 * * * *",
        "*/0 * * * *",
        "1,,2 * * * *",
        "1, * * * *",
        "*-5 * * * *",
        "5/15 * * * *",  # Debian's cron wants a range before a step
        "0 0 L * *",  # cronsim's own
        "0 0 LW * *",
        "0 0 * * 5L",
        "0 0 * * mon#2",
        "0 0 30 2 *",  # never
        "0 0 31 4,6,9,11 *",
        "0" * (LONGEST - 8) + " 4 * * *",
        " " * LONGEST + "0 4 * * *",
    ],
)
def test_anything_else_is_refused_in_one_printable_line(typed: str) -> None:
    with pytest.raises(UsageError) as refused:
        validate(typed)
    assert refused.value.message.isprintable()
    assert refused.value.hint.startswith("roma ")
    with pytest.raises(UsageError):
        next_run(typed, "UTC", 0)


@pytest.mark.parametrize(
    ("expression", "zone", "after", "expected"),
    [
        # Strictly after, and not one second early.
        ("0 4 * * *", "UTC", "2026-01-01T04:00:00Z", ["2026-01-02T04:00+00:00"]),
        ("0 4 * * *", "UTC", "2026-01-01T03:59:59Z", ["2026-01-01T04:00+00:00"]),
        # Before 1970 and far ahead.
        ("0 0 1 1 *", "UTC", "1950-06-01T00:00:00Z", ["1951-01-01T00:00+00:00"]),
        ("0 0 29 2 *", "UTC", "2096-03-01T00:00:00Z", ["2104-02-29T00:00+00:00"]),
        # Day of month and weekday: both, where one begins with a star, else either.
        ("0 0 13 * */5", "UTC", "2026-01-01T00:00Z", ["2026-02-13T00:00+00:00"]),
        (
            "0 0 13 * 5",
            "UTC",
            "2026-01-09T00:00Z",
            ["2026-01-13T00:00+00:00", "2026-01-16T00:00+00:00"],
        ),
        # New York, 2026-03-08: 02:00 becomes 03:00. A fixed time in the gap fires at its end.
        (
            "30 2 * * *",
            "America/New_York",
            "2026-03-07T02:30-05:00",
            ["2026-03-08T03:00-04:00", "2026-03-09T02:30-04:00"],
        ),
        # Several fixed times in one gap are one firing.
        (
            "0,30 2 * * *",
            "America/New_York",
            "2026-03-08T00:00-05:00",
            ["2026-03-08T03:00-04:00", "2026-03-09T02:00-04:00"],
        ),
        # A star in the hour goes by the clock: nothing in the gap, nothing made up for it.
        (
            "30 * * * *",
            "America/New_York",
            "2026-03-08T01:00-05:00",
            ["2026-03-08T01:30-05:00", "2026-03-08T03:30-04:00"],
        ),
        ("*/30 2 * * *", "America/New_York", "2026-03-08T00:00-05:00", ["2026-03-09T02:00-04:00"]),
        # New York, 2026-11-01: 02:00 becomes 01:00. A fixed time fires in the first pass only.
        (
            "30 1 * * *",
            "America/New_York",
            "2026-10-31T12:00-04:00",
            ["2026-11-01T01:30-04:00", "2026-11-02T01:30-05:00"],
        ),
        # Asked from inside the second pass.
        ("30 1 * * *", "America/New_York", "2026-11-01T01:15-05:00", ["2026-11-02T01:30-05:00"]),
        # By the clock: both passes.
        (
            "30 * * * *",
            "America/New_York",
            "2026-11-01T01:00-04:00",
            ["2026-11-01T01:30-04:00", "2026-11-01T01:30-05:00", "2026-11-01T02:30-05:00"],
        ),
        # Lord Howe changes by half an hour, and full hours stay full hours.
        (
            "0 */3 * * *",
            "Australia/Lord_Howe",
            "2026-04-05T00:00+11:00",
            ["2026-04-05T03:00+10:30", "2026-04-05T06:00+10:30"],
        ),
        (
            "*/15 1 * * *",
            "Australia/Lord_Howe",
            "2026-04-05T01:30+11:00",
            ["2026-04-05T01:45+11:00", "2026-04-05T01:30+10:30", "2026-04-05T01:45+10:30"],
        ),
        ("10 2 * * *", "Australia/Lord_Howe", "2026-10-04T00:00+10:30", ["2026-10-04T02:30+11:00"]),
        # Havana has no 00:00 on 2026-03-08: midnight is in the gap.
        ("0 0 * * *", "America/Havana", "2026-03-07T12:00-05:00", ["2026-03-08T01:00-04:00"]),
        ("*/30 * * * *", "America/Havana", "2026-03-07T23:30-05:00", ["2026-03-08T01:00-04:00"]),
        # Troll changes by two hours.
        ("30 2 * * *", "Antarctica/Troll", "2026-03-29T00:00+00:00", ["2026-03-29T03:00+02:00"]),
        # Apia had no 2011-12-30: a fixed time on it fires as the next day begins.
        ("0 12 30 12 *", "Pacific/Apia", "2011-12-29T13:00-10:00", ["2011-12-31T00:00+14:00"]),
        ("*/30 12 30 12 *", "Pacific/Apia", "2011-12-29T13:00-10:00", ["2012-12-30T12:00+14:00"]),
        # A gap in a search over years.
        (
            "*/30 2 8 3 *",
            "America/New_York",
            "2025-06-01T00:00-04:00",
            ["2027-03-08T02:00-05:00", "2027-03-08T02:30-05:00", "2028-03-08T02:00-05:00"],
        ),
    ],
)
def test_next_runs(expression: str, zone: str, after: str, expected: list[str]) -> None:
    assert runs(expression, zone, after, len(expected)) == expected


CHANGES = [
    ("Australia/Lord_Howe", "2026-04-05"),
    ("Australia/Lord_Howe", "2026-10-04"),
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("America/Havana", "2026-11-01"),
    ("America/Sao_Paulo", "2018-02-18"),
    ("Africa/Casablanca", "2026-02-15"),
    ("Pacific/Apia", "2011-12-30"),
    ("Pacific/Kwajalein", "1993-08-21"),
]


@pytest.mark.parametrize(("zone", "day"), CHANGES)
@pytest.mark.parametrize(
    ("expression", "minutes", "hours"),
    [
        ("*/20 * * * *", range(0, 60, 20), range(24)),
        ("*/15 0-3 * * *", range(0, 60, 15), range(4)),
        ("45 * * * *", (45,), range(24)),
        ("0 */3 * * *", (0,), range(0, 24, 3)),
        ("*/30 23 * * *", (0, 30), (23,)),
    ],
)
def test_with_a_star_it_fires_at_each_minute_the_wall_clock_matches_and_no_other(
    zone: str, day: str, expression: str, minutes: tuple[int, ...], hours: tuple[int, ...]
) -> None:
    start = epoch(f"{day}T00:00Z") - 86400
    end = start + 3 * 86400
    expected = []
    for at in range(start + 60, end, 60):
        local = datetime.fromtimestamp(at, ZoneInfo(zone))
        if local.minute in minutes and local.hour in hours:
            expected.append(at)
    found = []
    at = start
    while (at := next_run(expression, zone, at)) < end:
        found.append(at)
    assert found == expected


@given(
    st.sampled_from(["30 1 * * *", "0,30 0-4 * * *", "*/7 * * * *", "0 2 8 3,11 *", "5 */5 * * 0"]),
    st.sampled_from([zone for zone, _ in CHANGES] + ["UTC", "Europe/Dublin"]),
    st.integers(min_value=0, max_value=4_000_000_000),
)
@example("30 1 * * *", "America/New_York", epoch("2026-11-01T01:15-05:00"))
def test_runs_only_go_forward_and_none_is_between_two(
    expression: str, zone: str, after: int
) -> None:
    times = [after]
    for _ in range(4):
        times.append(next_run(expression, zone, times[-1]))
    for early, late in pairwise(times):
        assert early < late
        assert next_run(expression, zone, late - 1) == late
        assert next_run(expression, zone, (early + late) // 2) == late


def test_the_end_of_the_calendar_and_unknown_zones_are_usage_errors() -> None:
    for after in (10**18, -(10**18), epoch("9999-12-31T23:59:59Z")):
        for expression in ("0 4 * * *", "* * * * *"):
            with pytest.raises(UsageError, match="outside the calendar"):
                next_run(expression, "Europe/Berlin", after)
    for zone in ("", "America", "../etc/passwd", "Mars/Olympus", "UTC\x00"):
        with pytest.raises(UsageError, match="unknown time zone"):
            next_run("* * * * *", zone, 0)


def test_daily_is_valid_and_fires_at_that_minute_of_each_day() -> None:
    assert daily(0) == "0 0 * * *"
    assert daily(4 * 60 + 30) == "30 4 * * *"
    for minute in range(24 * 60):
        expression = validate(daily(minute))
        assert expression == daily(minute)
        local = datetime.fromtimestamp(next_run(expression, "UTC", 0), UTC)
        assert local.hour * 60 + local.minute == minute
    for minute in (-1, 24 * 60):
        with pytest.raises(UsageError):
            daily(minute)
