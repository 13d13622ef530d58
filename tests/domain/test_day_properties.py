"""What holds for every zone, every reset time and every moment."""

from __future__ import annotations

import contextlib
import datetime
from typing import TYPE_CHECKING

from hypothesis import example, given, settings
from hypothesis import strategies as st

from roma_cli.domain.clock.zones import known_zones
from roma_cli.domain.day import (
    EARLIEST_MOMENT,
    LATEST_MOMENT,
    DayRule,
    boundaries_between,
    boundary,
    boundary_oddity,
    day_at,
    day_of,
    format_reset_time,
    iso_local,
    iso_utc,
    parse_instant,
    parse_reset_time,
    today,
    zone,
)
from roma_cli.domain.errors import UsageError

if TYPE_CHECKING:
    pass

DAY = 86_400
ONE_DATE = datetime.timedelta(days=1)
NOTHING = datetime.timedelta()
YEAR_2100 = 4_102_444_800


# Half of the reset times are round: that is where clocks change.
RULES = st.builds(
    DayRule,
    st.deferred(lambda: st.sampled_from(known_zones())),
    st.one_of(st.integers(0, 1439), st.integers(0, 47).map(lambda half_hour: half_hour * 30)),
)
# Nearly all moments that matter are near, the far ones must only not break.
MOMENTS = st.one_of(
    st.integers(EARLIEST_MOMENT, YEAR_2100), st.integers(EARLIEST_MOMENT, LATEST_MOMENT)
)

APIA = DayRule("Pacific/Apia", 0)
APIA_JUMP = 1_325_239_200  # 2011-12-31T00:00:00+14:00
KWAJALEIN = DayRule("Pacific/Kwajalein", 720)
KWAJALEIN_JUMP = 745_934_400  # 1993-08-22T00:00:00+12:00


@settings(max_examples=400, deadline=None)
@given(RULES, MOMENTS)
@example(APIA, APIA_JUMP)
@example(APIA, APIA_JUMP - 1)
@example(KWAJALEIN, KWAJALEIN_JUMP)
def test_every_moment_lies_in_the_day_it_belongs_to(rule: DayRule, moment: int) -> None:
    day = day_at(rule, moment)

    assert day.start <= moment < day.end
    assert day.start == boundary(rule, day.date)
    assert day.date == today(rule, moment)
    assert day == day_of(rule, day.date)


@settings(max_examples=400, deadline=None)
@given(RULES, st.integers(EARLIEST_MOMENT + 40 * DAY, YEAR_2100))
@example(APIA, APIA_JUMP)
@example(KWAJALEIN, KWAJALEIN_JUMP - 1)
def test_days_follow_one_another_without_gap_or_overlap(rule: DayRule, moment: int) -> None:
    day = day_at(rule, moment)

    assert day_at(rule, day.start) == day
    assert day_at(rule, day.end - 1) == day
    following = day_at(rule, day.end)
    assert following.start == day.end
    assert following.date > day.date
    before = day_at(rule, day.start - 1)
    assert before.end == day.start
    assert before.date < day.date


@settings(max_examples=400, deadline=None)
@given(RULES, MOMENTS)
@example(APIA, APIA_JUMP)
@example(KWAJALEIN, KWAJALEIN_JUMP)
def test_the_day_is_the_largest_date_whose_boundary_is_not_after_the_moment(
    rule: DayRule, moment: int
) -> None:
    """The definition, taken literally over more dates than can come into question."""
    noon = datetime.date.fromordinal(719_163 + moment // DAY)
    dates = [noon + n * ONE_DATE for n in range(-5, 6)]

    day = day_at(rule, moment)

    assert day.date == max(date for date in dates if boundary(rule, date) <= moment)
    assert day.end == min(boundary(rule, date) for date in dates if boundary(rule, date) > moment)


@settings(max_examples=150, deadline=None)
@given(RULES, st.integers(EARLIEST_MOMENT, YEAR_2100), st.integers(0, 1500 * DAY))
@example(APIA, APIA_JUMP - 40 * DAY, 80 * DAY)
@example(APIA, APIA_JUMP - 1, 1)
@example(APIA, APIA_JUMP, 28 * DAY)
@example(KWAJALEIN, KWAJALEIN_JUMP - 28 * DAY, 28 * DAY)
def test_counting_boundaries_agrees_with_walking_from_day_to_day(
    rule: DayRule, after: int, seconds: int
) -> None:
    until = min(after + seconds, LATEST_MOMENT)
    walked = 0
    at = after
    while (at := day_at(rule, at).end) <= until:
        walked += 1

    assert boundaries_between(rule, after, until) == walked


@settings(max_examples=60, deadline=None)
@given(RULES, MOMENTS, MOMENTS, MOMENTS)
def test_counts_of_boundaries_add_up(rule: DayRule, one: int, two: int, three: int) -> None:
    low, middle, high = sorted((one, two, three))

    assert boundaries_between(rule, low, high) == (
        boundaries_between(rule, low, middle) + boundaries_between(rule, middle, high)
    )


@settings(max_examples=400, deadline=None)
@given(RULES, st.integers(EARLIEST_MOMENT, YEAR_2100))
@example(DayRule("America/New_York", 150), 1_741_505_400)  # in the gap
@example(DayRule("America/New_York", 90), 1_762_061_400)  # in the fold
@example(DayRule("Antarctica/Casey", 30), 1_601_742_600)  # in a gap of three hours
def test_the_clock_reads_the_reset_time_at_the_boundary_unless_it_skips_it(
    rule: DayRule, moment: int
) -> None:
    day = day_at(rule, moment)
    shown = datetime.datetime.fromtimestamp(day.start, zone(rule.timezone))
    reading = (shown.hour * 60 + shown.minute, shown.second)

    if boundary_oddity(rule, day.date) == "gap":
        # Moved forward by the length of the gap: as if the clocks had not been changed yet.
        unchanged = datetime.datetime.fromtimestamp(day.start - DAY, zone(rule.timezone))
        asked = datetime.datetime.combine(
            day.date, datetime.time(*divmod(rule.reset_minute, 60)), unchanged.tzinfo
        )
        as_utc = asked.replace(tzinfo=datetime.UTC) - (unchanged.utcoffset() or NOTHING)
        assert day.start == as_utc.timestamp()
        assert shown.replace(tzinfo=None) > asked.replace(tzinfo=None)
    else:
        assert (shown.date(), reading) == (day.date, (rule.reset_minute, 0))
        assert shown.fold == 0


@settings(max_examples=200, deadline=None)
@given(RULES, MOMENTS)
def test_a_moment_survives_being_written_and_read(rule: DayRule, moment: int) -> None:
    assert parse_instant(iso_local(rule.timezone, moment)) == moment
    assert parse_instant(iso_utc(moment)) == moment


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=40),
        st.text("0123456789-:TZ+. W", max_size=30),
        st.datetimes(timezones=st.none() | st.timezones()).map(datetime.datetime.isoformat),
    )
)
def test_any_text_is_an_instant_in_range_or_a_usage_error(text: str) -> None:
    with contextlib.suppress(UsageError):
        assert EARLIEST_MOMENT <= parse_instant(text) <= LATEST_MOMENT


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=40), st.text('0123456789:HourCstm()"', max_size=15)))
def test_any_text_is_a_reset_time_or_a_usage_error(text: str) -> None:
    with contextlib.suppress(UsageError):
        minute = parse_reset_time(text)
        assert parse_reset_time(format_reset_time(minute)) == minute


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=60), st.text("./EtcUTC\0", max_size=12)))
def test_any_key_is_a_zone_or_a_usage_error(key: str) -> None:
    with contextlib.suppress(UsageError):
        assert zone(key).key == key
