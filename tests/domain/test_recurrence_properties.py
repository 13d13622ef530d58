"""What holds for every repeat, anchor, zone and day."""

from __future__ import annotations

import calendar
import datetime
import zoneinfo
from typing import TYPE_CHECKING

from dateutil.rrule import DAILY, WEEKLY, rrule
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from roma_cli.domain.clock.zones import known_zones
from roma_cli.domain.day import DayRule, local, parse_instant, today, zone
from roma_cli.domain.due import Due, due_day
from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import LONGEST_TEXT, in_words, parse_repeat
from roma_cli.domain.repeats.recurrence import (
    LAST_DATE,
    Repeat,
    first_due,
    from_completion,
    next_after,
    occurrence,
    preview,
)

if TYPE_CHECKING:
    pass

ONE_DATE = datetime.timedelta(days=1)
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


INTERVALS = st.one_of(st.integers(1, 4), st.integers(1, 999))
WEEKDAYS = st.sets(st.integers(0, 6)).map(lambda chosen: tuple(sorted(chosen)))
NOTHING: st.SearchStrategy[tuple[int, ...]] = st.just(())
REPEATS = st.one_of(
    st.tuples(st.sampled_from(["daily", "weekly", "monthly", "yearly"]), INTERVALS),
    st.tuples(st.just("weekly"), INTERVALS, WEEKDAYS),
    st.tuples(st.just("monthly"), INTERVALS, NOTHING, st.integers(1, 31)),
).map(lambda parts: Repeat(*parts))
# Zones with odd clocks come up as often as all the others together.
RULES = st.builds(
    DayRule,
    st.one_of(
        st.sampled_from(
            ["America/New_York", "America/Santiago", "Australia/Lord_Howe", "Pacific/Apia"]
        ),
        st.deferred(lambda: st.sampled_from(known_zones())),
    ),
    st.one_of(st.just(0), st.integers(0, 47).map(lambda half_hour: half_hour * 30)),
)
DATES = st.dates(datetime.date(1972, 1, 3), datetime.date(2100, 1, 1))
MOMENTS = st.integers(parse_instant("1972-01-03T00:00Z"), parse_instant("2100-01-01T00:00Z"))
ANCHORS = st.one_of(
    DATES.map(lambda date: Due(None, date)), MOMENTS.map(lambda moment: Due(moment, None))
)
INDEXES = st.integers(0, 60)
NEW_YORK = DayRule("America/New_York", 0)
APIA = DayRule("Pacific/Apia", 0)
BEFORE_APIA_JUMP = Due(parse_instant("2011-12-29T09:00:00-10:00"), None)


def order(due: Due) -> int:
    """Something to compare two due dates of one series by."""
    if due.moment is not None:
        return due.moment
    assert due.day is not None
    return due.day.toordinal()


# --- the oracle: one date at a time, with nothing of ours ---------------------------------


def chosen(repeat: Repeat, anchor: datetime.date, date: datetime.date) -> bool:
    """Whether a date is on the schedule; says what the words say, in no hurry."""
    months = (date.year - anchor.year) * 12 + date.month - anchor.month
    if repeat.unit == "daily":
        return (date - anchor).days % repeat.interval == 0
    if repeat.unit == "weekly":
        monday = anchor - datetime.timedelta(days=anchor.weekday())
        weeks = (date - monday).days // 7
        names = repeat.weekdays or (anchor.weekday(),)
        return weeks % repeat.interval == 0 and date.weekday() in names
    wanted = repeat.month_day or anchor.day
    last = calendar.monthrange(date.year, date.month)[1]
    if repeat.unit == "yearly":
        if date.month != anchor.month or (date.year - anchor.year) % repeat.interval:
            return False
    elif months % repeat.interval:
        return False
    return date.day == min(wanted, last)


def stepped(repeat: Repeat, anchor: datetime.date, index: int) -> datetime.date:
    date = anchor
    for _ in range(index):
        date += ONE_DATE
        while not chosen(repeat, anchor, date):
            date += ONE_DATE
    return date


def on_the_wall(zone_key: str, date: datetime.date, time: datetime.time) -> int:
    """The instant a wall clock shows this; a skipped time by the offset before the gap."""
    naive = datetime.datetime.combine(date, time)
    key = zoneinfo.ZoneInfo(zone_key)
    offset = naive.replace(tzinfo=key).utcoffset()
    assert offset is not None
    aware = naive.replace(tzinfo=datetime.UTC) - offset
    return (aware - EPOCH) // datetime.timedelta(seconds=1)


def expected(repeat: Repeat, anchor: Due, index: int, rule: DayRule) -> Due:
    if anchor.day is not None:
        return Due(None, stepped(repeat, anchor.day, index))
    assert anchor.moment is not None
    seen = datetime.datetime.fromtimestamp(anchor.moment, zoneinfo.ZoneInfo(rule.timezone))
    early = datetime.timedelta(0)
    if repeat.unit == "weekly" and seen.hour * 60 + seen.minute < rule.reset_minute:
        early = ONE_DATE  # still the day before, to whoever chose weekdays
    date = stepped(repeat, seen.date() - early, index) + early
    return Due(on_the_wall(rule.timezone, date, seen.time()), None)


# A walk of some 30 years at most.
NEAR_REPEATS = REPEATS.filter(
    lambda repeat: (
        repeat.interval * {"daily": 1, "weekly": 7, "monthly": 31, "yearly": 366}[repeat.unit]
        <= 1500
    )
)


@settings(max_examples=400, deadline=None)
@given(NEAR_REPEATS, ANCHORS, st.integers(1, 8), RULES)
@example(Repeat("monthly"), Due(None, datetime.date(2026, 1, 31)), 8, NEW_YORK)
@example(Repeat("yearly"), Due(None, datetime.date(2096, 2, 29)), 8, NEW_YORK)
@example(Repeat("daily"), BEFORE_APIA_JUMP, 3, APIA)
@example(Repeat("weekly", 2, (0, 6)), Due(None, datetime.date(2026, 3, 12)), 5, NEW_YORK)
def test_an_index_is_what_stepping_from_the_anchor_comes_to(
    repeat: Repeat, anchor: Due, index: int, rule: DayRule
) -> None:
    assert occurrence(repeat, anchor, index, rule) == expected(repeat, anchor, index, rule)


@settings(max_examples=200, deadline=None)
@given(INTERVALS, st.one_of(st.none(), WEEKDAYS.filter(bool)), DATES, st.integers(1, 60))
def test_weeks_and_days_are_those_of_the_calendar_standard(
    interval: int, weekdays: tuple[int, ...] | None, start: datetime.date, index: int
) -> None:
    """RFC 5545's rules as dateutil expands them, weeks from Monday, where both have a word for it.

    Not months: there a date that does not exist is left out, with us it is the month's last.
    """
    repeat = Repeat("daily", interval) if weekdays is None else Repeat("weekly", interval, weekdays)
    anchor = first_due(repeat, Due(None, start), NEW_YORK)
    assert anchor.day is not None
    begin = datetime.datetime.combine(anchor.day, datetime.time())
    expanded = rrule(
        DAILY if weekdays is None else WEEKLY,
        dtstart=begin,
        interval=interval,
        byweekday=weekdays,
        wkst=0,
        count=index + 1,
    )
    assert occurrence(repeat, anchor, index, NEW_YORK).day == list(expanded)[-1].date()


@settings(max_examples=300, deadline=None)
@given(REPEATS, ANCHORS, INDEXES, RULES)
@example(Repeat("daily"), BEFORE_APIA_JUMP, 1, APIA)
def test_later_indexes_are_later(repeat: Repeat, anchor: Due, index: int, rule: DayRule) -> None:
    assume(repeat.unit != "yearly" or repeat.interval * (index + 1) < 7000)
    one = occurrence(repeat, anchor, index, rule)
    two = occurrence(repeat, anchor, index + 1, rule)
    if order(one) == order(two):
        # The zone skipped a whole date: two dates, one instant.
        assert one.moment is not None
        before = local(rule.timezone, one.moment - 86_400)
        after = local(rule.timezone, one.moment + 86_400)
        assert (after.date() - before.date()).days > 2
    else:
        assert order(one) < order(two)


@settings(max_examples=300, deadline=None)
@given(REPEATS, MOMENTS, st.integers(1, 60), RULES)
def test_the_time_on_the_wall_stays_except_in_gaps(
    repeat: Repeat, moment: int, index: int, rule: DayRule
) -> None:
    assume(repeat.unit != "yearly" or repeat.interval * index < 7000)
    found = occurrence(repeat, Due(moment, None), index, rule).moment
    assert found is not None
    wanted = local(rule.timezone, moment).time()
    shown = local(rule.timezone, found)
    if shown.time() != wanted:
        key = zone(rule.timezone)
        skipped = [
            datetime.datetime.combine(shown.date() - back * ONE_DATE, wanted, tzinfo=key)
            for back in (0, 1)
        ]
        # What the clock does not show, it does not give back from UTC either.
        assert any(
            wall.astimezone(datetime.UTC).astimezone(key).replace(tzinfo=None)
            != wall.replace(tzinfo=None)
            and wall.astimezone(datetime.UTC) == shown.astimezone(datetime.UTC)
            for wall in skipped
        )
    else:
        assert shown.fold == 0


@settings(max_examples=400, deadline=None)
@given(REPEATS, ANCHORS, INDEXES, RULES, MOMENTS)
@example(Repeat("daily"), BEFORE_APIA_JUMP, 1, APIA, parse_instant("2011-12-31T10:00:00+14:00"))
@example(Repeat("daily"), BEFORE_APIA_JUMP, 0, APIA, parse_instant("2011-12-31T00:00:00+14:00"))
def test_next_is_the_first_later_one_that_is_not_before_today(
    repeat: Repeat, anchor: Due, index: int, rule: DayRule, now: int
) -> None:
    assume(repeat.unit != "yearly" or repeat.interval * (index + 2) < 7000)
    done = occurrence(repeat, anchor, index, rule)

    following = next_after(repeat, anchor, index, rule, now)

    assert following.due == occurrence(repeat, anchor, following.index, rule)
    assert following.skipped == following.index - index - 1 >= 0
    assert order(following.due) > order(done)
    assert due_day(following.due, rule) >= today(rule, now)
    if following.skipped:
        # Nothing nearer would have done; so it is the first, for dates only grow.
        nearer = occurrence(repeat, anchor, following.index - 1, rule)
        assert order(nearer) == order(done) or due_day(nearer, rule) < today(rule, now)


@settings(max_examples=200, deadline=None)
@given(REPEATS, ANCHORS, RULES, MOMENTS)
def test_from_completion_is_always_after_the_day_it_was_done(
    repeat: Repeat, due: Due, rule: DayRule, completed: int
) -> None:
    found = from_completion(repeat, due, completed, rule)

    assert found.all_day == due.all_day
    done_on = today(rule, completed)
    if found.moment is not None:
        assert found.moment > completed
    assert due_day(found, rule) > done_on
    plain = not repeat.weekdays and repeat.month_day is None
    if plain and repeat.unit == "daily" and found.day is not None:
        assert (found.day - done_on).days == repeat.interval


@settings(max_examples=200, deadline=None)
@given(REPEATS, ANCHORS, RULES, MOMENTS)
def test_a_preview_is_what_completing_on_time_would_make(
    repeat: Repeat, anchor: Due, rule: DayRule, now: int
) -> None:
    assume(repeat.unit != "yearly" or repeat.interval < 1000)
    shown = preview(repeat, anchor, rule, now, 4)

    assert [order(due) for due in shown] == sorted({order(due) for due in shown})
    assert all(due_day(due, rule) >= today(rule, now) for due in shown)
    index = 0
    if shown[0] != anchor:
        following = next_after(repeat, anchor, 0, rule, now)
        assert shown[0] == following.due
        index = following.index
    for due in shown[1:]:
        following = next_after(repeat, anchor, index, rule, now)
        assert due == following.due
        index = following.index


@settings(max_examples=200, deadline=None)
@given(REPEATS, ANCHORS, RULES)
def test_a_first_due_date_fits_and_is_not_far(repeat: Repeat, start: Due, rule: DayRule) -> None:
    anchor = first_due(repeat, start, rule)

    assert first_due(repeat, anchor, rule) == anchor
    assert order(start) <= order(anchor)
    # Two days for clocks moved over midnight.
    late = due_day(anchor, rule) - due_day(start, rule)
    assert late.days <= (33 if repeat.month_day else 8 if repeat.weekdays else 0)


@given(st.one_of(st.none(), REPEATS))
def test_words_are_read_back_as_the_same_repeat(repeat: Repeat | None) -> None:
    words = in_words(repeat)
    assert parse_repeat(words) == repeat
    assert parse_repeat(f" {words.upper()} ") == repeat
    assert in_words(parse_repeat(words)) == words


PIECES = st.sampled_from(
    """
    every each other second 2nd 3 0 12 1000 two day days week weeks month year on the and , & -
    mon tue thu-sat sunday weekday weekends 1st 31 32nd last daily weekly none biweekly at 9:00
    feb 2w every \u0663 \x00 fortnight
    """.split()  # noqa: SIM905 - forty quoted words are harder to read
)


@settings(max_examples=500)
@given(st.one_of(st.lists(PIECES, max_size=7).map(" ".join), st.text(max_size=LONGEST_TEXT + 5)))
def test_any_text_is_understood_or_refused(text: str) -> None:
    try:
        repeat = parse_repeat(text)
    except UsageError as refused:
        said = refused.message + refused.hint
        assert said.isprintable()
    else:
        assert parse_repeat(in_words(repeat)) == repeat


@settings(max_examples=300, deadline=None)
@given(REPEATS, ANCHORS, st.integers(0, 10**18), RULES)
def test_any_index_is_a_date_or_refused(
    repeat: Repeat, anchor: Due, index: int, rule: DayRule
) -> None:
    try:
        found = occurrence(repeat, anchor, index, rule)
    except UsageError:
        return
    assert due_day(found, rule) <= LAST_DATE + 2 * ONE_DATE
