"""Work by hour of the local clock: both clock changes, and pauses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.domain.day import parse_instant
from roma_cli.domain.stats import clock_hours

if TYPE_CHECKING:
    from collections.abc import Sequence

# zone, from, to, minutes by hour of the clock; what is odd
COVERED = [
    pytest.param(
        "Europe/Berlin", "2026-03-04T09:35:00+01:00", "2026-03-04T10:00:00+01:00", {9: 25},
        id="ends-on-the-hour",
    ),
    pytest.param(
        "Europe/Berlin", "2026-03-04T09:50:00+01:00", "2026-03-04T10:15:00+01:00",
        {9: 10, 10: 15}, id="over-the-hour",
    ),
    pytest.param(
        "Europe/Berlin", "2026-03-04T23:50:00+01:00", "2026-03-05T00:15:00+01:00",
        {23: 10, 0: 15}, id="over-midnight",
    ),
    pytest.param(
        "Asia/Kathmandu", "2026-03-04T09:50:00+05:45", "2026-03-04T11:05:00+05:45",
        {9: 10, 10: 60, 11: 5}, id="an-odd-offset",
    ),
    pytest.param(
        "America/New_York", "2026-03-08T01:30:00-05:00", "2026-03-08T03:30:00-04:00",
        {1: 30, 3: 30}, id="an-hour-that-was-skipped",
    ),
    pytest.param(
        "America/New_York", "2026-11-01T00:30:00-04:00", "2026-11-01T02:30:00-05:00",
        {0: 30, 1: 120, 2: 30}, id="an-hour-that-came-twice",
    ),
    pytest.param(
        "America/Santiago", "2026-09-05T23:30:00-04:00", "2026-09-06T01:30:00-03:00",
        {23: 30, 1: 30}, id="no-midnight",
    ),
    pytest.param(
        "Australia/Lord_Howe", "2026-04-05T01:00:00+11:00", "2026-04-05T02:30:00+10:30",
        {1: 90, 2: 30}, id="half-an-hour-that-came-twice",
    ),
    pytest.param(
        "Australia/Lord_Howe", "2026-10-04T01:30:00+10:30", "2026-10-04T03:00:00+11:00",
        {1: 30, 2: 30}, id="half-an-hour-that-was-skipped",
    ),
    pytest.param(
        "Pacific/Apia", "2011-12-29T23:30:00-10:00", "2011-12-31T00:30:00+14:00",
        {23: 30, 0: 30}, id="a-date-that-was-skipped",
    ),
    pytest.param("UTC", "1970-01-01T00:00:00Z", "1970-01-02T00:00:00Z",
        dict.fromkeys(range(24), 60), id="a-whole-day"),
]  # fmt: skip


@pytest.mark.parametrize(("zone", "start", "end", "minutes"), COVERED)
def test_work_is_added_to_the_hours_of_the_local_clock(
    zone: str, start: str, end: str, minutes: dict[int, int]
) -> None:
    sums = [0] * 24
    clock_hours.add_hours(sums, zone, parse_instant(start), parse_instant(end))
    assert {hour: seconds // 60 for hour, seconds in enumerate(sums) if seconds} == minutes


ZONES = st.sampled_from(
    ["UTC", "America/New_York", "Europe/Berlin", "America/Santiago", "Pacific/Apia",
     "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Monrovia", "Europe/Amsterdam"]
)  # fmt: skip


@given(ZONES, st.integers(0, 2_000_000_000), st.integers(0, 100_000), st.floats(0, 1))
def test_no_second_is_lost_or_counted_twice(
    zone: str, start: int, length: int, part: float
) -> None:
    whole, cut = [0] * 24, [0] * 24
    middle = start + int(length * part)
    clock_hours.add_hours(whole, zone, start, start + length)
    clock_hours.add_hours(cut, zone, start, middle)
    clock_hours.add_hours(cut, zone, middle, start + length)
    assert sum(whole) == length
    assert whole == cut


# start, end, seconds paused, known pauses, intervals of work
PIECES = [
    pytest.param(0, 100, 0, [], [(0, 100)], id="no-pause"),
    pytest.param(0, 100, 30, [(20, 50)], [(0, 20), (50, 100)], id="one-pause"),
    pytest.param(0, 100, 30, [(20, 30), (50, 70)], [(0, 20), (30, 50), (70, 100)], id="two"),
    pytest.param(0, 100, 30, [(70, 100)], [(0, 70)], id="to-the-end"),
    pytest.param(0, 100, 30, [(0, 30)], [(30, 100)], id="from-the-start"),
    pytest.param(0, 100, 30, [], [(0, 70)], id="nobody-knows-when"),
    pytest.param(0, 100, 30, [(20, 40)], [(0, 70)], id="not-all-known"),
    pytest.param(0, 100, 30, [(20, 40), (30, 40)], [(0, 70)], id="a-clock-was-set-back"),
    pytest.param(0, 100, 100, [(0, 100)], [], id="nothing-but-pause"),
    pytest.param(0, 100, 150, [(0, 150)], [], id="more-pause-than-time"),
    pytest.param(50, 50, 0, [], [], id="no-time"),
]  # fmt: skip


@pytest.mark.parametrize(("start", "end", "paused", "pauses", "worked"), PIECES)
def test_pauses_are_excluded_where_they_happened(
    start: int, end: int, paused: int, pauses: list[tuple[int, int]], worked: list[object]
) -> None:
    assert clock_hours.work_intervals(start, end, paused, pauses) == worked


@given(
    st.integers(0, 1000),
    st.integers(0, 1000),
    st.integers(0, 1200),
    st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 2000)), max_size=4),
)
def test_intervals_of_work_are_as_long_as_the_session_without_its_pauses(
    start: int, length: int, paused: int, pauses: list[tuple[int, int]]
) -> None:
    found = clock_hours.work_intervals(start, start + length, paused, pauses)
    assert sum(last - first for first, last in found) == max(0, length - paused)
    flat = [moment for piece in found for moment in piece]
    assert flat == sorted(flat)
    assert all(start <= moment <= start + length for moment in flat)


# states in the order in which they were written, pauses
TOLD = [
    pytest.param([], [], id="never-paused"),
    pytest.param([(20, 0), (None, 30)], [(20, 50)], id="resumed"),
    pytest.param([(20, 0), (None, 30), (None, 30)], [(20, 50)], id="then-ended"),
    pytest.param([(20, 0), (None, 10), (50, 10), (None, 30)], [(20, 30), (50, 70)], id="twice"),
    pytest.param([(20, 0), (None, 0)], [], id="pause-undone"),
    pytest.param([(20, 0), (None, 30), (20, 0), (None, 80)], [(20, 100)], id="resume-undone"),
    pytest.param([(20, 0)], [], id="paused-still"),
]  # fmt: skip


@pytest.mark.parametrize(("states", "pauses"), TOLD)
def test_pauses_are_read_from_the_audit(
    states: Sequence[tuple[int | None, int]], pauses: list[tuple[int, int]]
) -> None:
    assert clock_hours.pauses_of(states) == pauses
