"""Every zone, every change of its clocks from 2015 to 2035, against a second opinion.

`whenever` reads zone files and does calendar arithmetic with code of its own (Rust, or
Python without datetime); that both are wrong in the same way is unlikely. Many zones are other
names of the same file: of those one is compared, with --deep every one.
"""

from __future__ import annotations

import datetime
import functools
import zoneinfo
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import whenever

from roma_cli.adapters.zone_data import choose_newest
from roma_cli.domain.clock.zones import known_zones
from roma_cli.domain.day import Day, DayRule, boundary, day_at

if TYPE_CHECKING:
    from collections.abc import Iterator

FIRST_YEAR, END_YEAR = 2015, 2036
# Chunks by number, so that every worker of a parallel run names the same tests.
CHUNKS = 24
HOUR = 3600
ONE_DATE = datetime.timedelta(days=1)

# Round hours, their last minutes and first ones, the half hours and quarters that change
# hands on Lord Howe and Chatham, and the middle of the day.
RESET_MINUTES = (0, 1, 30, 59, 60, 90, 120, 135, 150, 165, 180, 240, 720, 1320, 1380, 1410, 1439)


@pytest.fixture(autouse=True, scope="module")
def _same_zone_data() -> Iterator[None]:
    """Both read the same files; else a test would compare two editions of the tz database."""
    before = zoneinfo.TZPATH
    choose_newest({})
    zoneinfo.ZoneInfo.clear_cache()
    whenever.reset_tzpath(zoneinfo.TZPATH)
    whenever.clear_tzcache()
    yield
    zoneinfo.reset_tzpath(to=before)
    zoneinfo.ZoneInfo.clear_cache()
    whenever.reset_tzpath()
    whenever.clear_tzcache()


@functools.cache
def expected_boundary(zone_key: str, date: datetime.date, minute: int) -> int:
    reading = whenever.PlainDateTime(date.year, date.month, date.day, minute // 60, minute % 60)
    return reading.assume_tz(zone_key, disambiguation="compatible").timestamp()


def expected_day(zone_key: str, near: datetime.date, minute: int, moment: int) -> Day:
    """The rule as it is written, tried on each of the seven dates around."""
    dates = [near + n * ONE_DATE for n in range(-3, 4)]
    starts = [expected_boundary(zone_key, date, minute) for date in dates]
    last = max(n for n, start in enumerate(starts) if start <= moment)
    return Day(dates[last], starts[last], min(start for start in starts if start > moment))


def changes(zone_key: str) -> Iterator[int]:
    """The moments at which a zone's rules change, by the oracle's reading of the file."""
    at = whenever.Instant.from_utc(FIRST_YEAR, 1, 1).to_tz(zone_key)
    while True:
        following = at.next_transition()
        if following is None or following.year >= END_YEAR:
            return
        yield following.timestamp()
        at = following


def rules_of(zone_key: str) -> bytes:
    """The file with a zone's rules: the system's, else that of the `tzdata` package."""
    for folder in zoneinfo.TZPATH:
        path = Path(folder) / zone_key
        if path.is_file():
            return path.read_bytes()
    return resources.files("tzdata").joinpath("zoneinfo", *zone_key.split("/")).read_bytes()


@functools.cache
def distinct_zones() -> tuple[str, ...]:
    """One zone for each file, the first by name."""
    first: dict[bytes, str] = {}
    for zone_key in known_zones():
        first.setdefault(rules_of(zone_key), zone_key)
    return tuple(first.values())


@pytest.fixture
def zones(request: pytest.FixtureRequest, chunk: int) -> tuple[str, ...]:
    deep = request.config.getoption("--deep", default=False)
    return (known_zones() if deep else distinct_zones())[chunk::CHUNKS]


def test_the_zones_have_every_rule_and_do_change_their_clocks() -> None:
    """Else all below could pass by comparing nothing."""
    assert {*map(rules_of, distinct_zones())} == {*map(rules_of, known_zones())}
    assert len(known_zones()) > 550
    assert len(distinct_zones()) > 300
    assert len([*changes("America/New_York")]) == 2 * (END_YEAR - FIRST_YEAR)
    assert len([*changes("Antarctica/Casey")]) >= 12
    assert [*changes("UTC")] == []


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_around_every_change_of_clocks_days_begin_where_the_oracle_says(
    zones: tuple[str, ...],
) -> None:
    for zone_key in zones:
        for change in changes(zone_key):
            near = datetime.date.fromordinal(719_163 + change // 86_400)
            dates = [near + n * ONE_DATE for n in range(-2, 4)]
            for minute in RESET_MINUTES:
                rule = DayRule(zone_key, minute)
                starts = [boundary(rule, date) for date in dates]
                assert starts == [expected_boundary(zone_key, date, minute) for date in dates], (
                    rule,
                    dates,
                )
                # No zone crosses the date line in these years.
                for date, start, end in zip(dates, starts, starts[1:], strict=False):
                    assert 20 * HOUR <= end - start <= 28 * HOUR, (rule, date)


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_around_every_change_of_clocks_moments_belong_where_the_oracle_says(
    zones: tuple[str, ...],
) -> None:
    for zone_key in zones:
        for change in changes(zone_key):
            near = datetime.date.fromordinal(719_163 + change // 86_400)
            for minute in RESET_MINUTES:
                rule = DayRule(zone_key, minute)
                start = expected_boundary(zone_key, near, minute)
                for moment in (change - 1, change, change + HOUR - 1, start - 1, start):
                    assert day_at(rule, moment) == expected_day(zone_key, near, minute, moment), (
                        rule,
                        moment,
                    )


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_between_the_changes_days_begin_where_the_oracle_says(zones: tuple[str, ...]) -> None:
    """Finds a change that the oracle does not list: every fifth day of all these years."""
    first = datetime.date(FIRST_YEAR, 1, 1).toordinal()
    end = datetime.date(END_YEAR, 1, 1).toordinal()
    for zone_key in zones:
        rule = DayRule(zone_key, 0)
        for date in map(datetime.date.fromordinal, range(first, end, 5)):
            reading = whenever.PlainDateTime(date.year, date.month, date.day)
            expected = reading.assume_tz(zone_key, disambiguation="compatible").timestamp()
            assert boundary(rule, date) == expected, (rule, date)
