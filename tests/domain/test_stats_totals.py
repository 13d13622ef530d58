"""Totals of days: expected numbers computed by hand or by an independent rule."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roma_cli.domain.stats import totals as stats_totals
from roma_cli.domain.stats.totals import DayTotal, Period, Streak

ONE_DAY = timedelta(days=1)
WEDNESDAY = date(2026, 3, 4)


def total(day: date, sessions: int, **changes: object) -> DayTotal:
    made = DayTotal(day, sessions, sessions * 1500, 0, 0, open=False, off=False)
    return made._replace(**changes)


def totals(*counts: int, last: date = WEDNESDAY) -> list[DayTotal]:
    first = last - (len(counts) - 1) * ONE_DAY
    return [total(first + at * ONE_DAY, count) for at, count in enumerate(counts)]


def always(_: date) -> bool:
    return True


def test_a_series_has_every_day_once_with_zeros_for_days_without_work() -> None:
    found = {WEDNESDAY: total(WEDNESDAY, 3)}
    made = stats_totals.series(
        date(2026, 2, 27), WEDNESDAY, found, days_off="sat,sun", exists=always
    )
    assert [(one.date.day, one.sessions, one.off) for one in made] == [
        (27, 0, False), (28, 0, True), (1, 0, True), (2, 0, False), (3, 0, False), (4, 3, False),
    ]  # fmt: skip


def test_a_date_that_the_zone_skipped_is_left_out_unless_it_has_data() -> None:
    gone = date(2011, 12, 30)

    def exists(day: date) -> bool:
        return day != gone

    days = (date(2011, 12, 29), date(2011, 12, 31))
    made = stats_totals.series(*days, {}, days_off=None, exists=exists)
    assert [one.date for one in made] == [*days]
    made = stats_totals.series(*days, {gone: total(gone, 1)}, days_off=None, exists=exists)
    assert [one.sessions for one in made] == [0, 1, 0]


# day, its ISO week; what is odd about it
WEEKS = [
    (date(2026, 3, 1), "2026-W09"),  # a Sunday ends its week
    (date(2026, 3, 2), "2026-W10"),
    (date(2024, 12, 30), "2025-W01"),  # belongs to the next year
    (date(2021, 1, 3), "2020-W53"),  # belongs to the last year, which has 53
    (date(1970, 1, 1), "1970-W01"),
]


@pytest.mark.parametrize(("day", "name"), WEEKS, ids=str)
def test_a_week_starts_on_monday_and_has_its_iso_name(day: date, name: str) -> None:
    assert stats_totals.week_name(day) == name
    assert stats_totals.monday(day).isoweekday() == 1
    assert 0 <= (day - stats_totals.monday(day)).days < 7


def test_weeks_and_months_are_the_sums_of_their_days() -> None:
    days = totals(8, 0, 9, 2, 4)  # Saturday 28 February to Wednesday 4 March
    days[0], days[1] = (one._replace(off=True) for one in days[:2])
    days[4] = days[4]._replace(open=True, rest_seconds=300, overrides=1)
    weeks = stats_totals.weeks(days, 8)
    assert weeks == [
        Period(
            "2026-W09", date(2026, 2, 28), date(2026, 3, 1), 2, 8, 12_000, 0, 0, 0, 1, open=False
        ),
        Period("2026-W10", date(2026, 3, 2), WEDNESDAY, 3, 15, 22_500, 300, 1, 24, 1, open=True),
    ]
    months = stats_totals.months(days, 8)
    assert [(one.name, one.days, one.sessions, one.planned) for one in months] == [
        ("2026-02", 1, 8, 0),
        ("2026-03", 4, 15, 24),
    ]


def test_without_a_goal_nothing_is_planned_or_reached() -> None:
    [week] = stats_totals.weeks(totals(3, 4), 0)
    assert (week.planned, week.goal_days) == (0, 0)


def test_the_median_is_of_closed_days_with_work_and_the_best_day_of_all() -> None:
    days = totals(0, 4, 9, 9, 5, 12)
    days[3] = days[3]._replace(work_seconds=1)
    days[5] = days[5]._replace(open=True)
    found = stats_totals.summary(days, 8)
    assert found is not None
    assert (found.median, found.mean, found.worked) == (7, 6.75, 5)
    assert found.best == days[5]
    found = stats_totals.summary(days[:5], 8)
    assert found is not None
    # Of two days with nine sessions the one with more focus.
    assert found.best == days[2]


def test_days_without_work_have_no_best_median_or_mean() -> None:
    found = stats_totals.summary(totals(0, 0), 8)
    assert found is not None
    assert (found.best, found.median, found.mean, found.worked) == (None, None, None, 0)
    assert stats_totals.summary([], 8) is None


# days off, days ago with work, the streak now and the longest; 4 March 2026 is a Wednesday
STREAKS = [
    pytest.param(None, (), 0, 0, id="no-work-ever"),
    pytest.param(None, (0,), 1, 1, id="only-today"),
    pytest.param(None, (1,), 1, 1, id="today-is-not-over"),
    pytest.param(None, (2,), 0, 1, id="yesterday-was-missed"),
    pytest.param(None, (0, 1, 2), 3, 3, id="three"),
    pytest.param(None, (0, 2, 3, 4), 1, 3, id="broken"),
    pytest.param("sat,sun", (0, 1, 2, 5, 6), 5, 5, id="over-a-weekend-off"),
    pytest.param(None, (0, 1, 2, 5, 6), 3, 3, id="over-a-weekend-not-off"),
    pytest.param("sat,sun", (0, 1, 2, 4, 5), 5, 5, id="work-on-a-day-off-counts"),
    pytest.param("sat,sun", (0, 1, 5), 2, 2, id="monday-was-missed"),
    pytest.param("mon,tue,wed", (3,), 1, 1, id="off-ever-since"),
    pytest.param("mon,tue,wed", (4, 5), 0, 2, id="sunday-was-missed"),
    pytest.param("mon,tue,wed,thu,fri,sat,sun", (0, 9000), 2, 2, id="always-off"),
    pytest.param(None, (-1, 0, 1), 2, 2, id="a-clock-ran-ahead"),
]  # fmt: skip


@pytest.mark.parametrize(("off", "ago", "current", "longest"), STREAKS)
def test_a_streak_is_days_in_a_row_and_days_off_neither_count_nor_break_it(
    off: str | None, ago: tuple[int, ...], current: int, longest: int
) -> None:
    worked = sorted(WEDNESDAY - number * ONE_DAY for number in ago)
    found = stats_totals.streak(worked, WEDNESDAY, days_off=off, exists=always)
    assert found == Streak(current, longest)


def test_a_date_that_the_zone_skipped_does_not_break_a_streak() -> None:
    worked = [date(2011, 12, 29), date(2011, 12, 31)]
    gone = date(2011, 12, 30)
    found = stats_totals.streak(
        worked, date(2011, 12, 31), days_off=None, exists=lambda day: day != gone
    )
    assert found == Streak(2, 2)


# goal, sessions, heat
HEATS = [
    *((8, sessions, heat) for sessions, heat in enumerate((0, 1, 2, 2, 3, 3, 4, 4, 5, 5))),
    *((1, sessions, heat) for sessions, heat in ((0, 0), (1, 5), (2, 5))),
    *((2, sessions, heat) for sessions, heat in ((1, 3), (2, 5))),
    (1000, 1, 1), (1000, 999, 4), (1000, 1000, 5),
]  # fmt: skip


@pytest.mark.parametrize(("goal", "sessions", "heat"), HEATS)
def test_heat_is_the_share_of_the_goal_that_was_reached(
    goal: int, sessions: int, heat: int
) -> None:
    assert stats_totals.heat(total(WEDNESDAY, sessions), goal) == heat


def test_work_without_a_completed_session_has_some_heat() -> None:
    assert stats_totals.heat(total(WEDNESDAY, 0, work_seconds=60), 8) == 1
    assert stats_totals.heat(total(WEDNESDAY, 0, work_seconds=60), 0) == 1


def test_without_a_goal_heat_is_measured_by_the_best_day() -> None:
    days = totals(0, 2, 4)
    top = stats_totals.top_of(days, 0)
    assert [stats_totals.heat(one, top) for one in days] == [0, 3, 5]
    assert stats_totals.top_of(days, 8) == 8
    assert stats_totals.top_of([], 0) == 0


@given(st.integers(1, 1000), st.integers(1, 1200))
def test_the_legend_names_the_heat_of_every_number_of_sessions(top: int, sessions: int) -> None:
    heat = stats_totals.heat(total(WEDNESDAY, sessions), top)
    named = [
        level
        for level, least, most in stats_totals.heat_ranges(top)
        if least <= sessions and (most is None or sessions <= most)
    ]
    assert named == [heat]
