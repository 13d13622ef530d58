"""What holds of every typed date: nothing but UsageError, nothing outside the limits."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, TypeVar

from hypothesis import assume, given
from hypothesis import strategies as st

from roma_cli.domain.dates.parse import (
    LONGEST_DURATION,
    LONGEST_TEXT,
    parse_day,
    parse_due,
    parse_duration,
    parse_moment,
)
from roma_cli.domain.day import (
    EARLIEST_MOMENT,
    LATEST_MOMENT,
    DayRule,
    boundary_oddity,
    day_of,
    parse_instant,
    today,
)
from roma_cli.domain.due import Due, deadline, exact, relative, when
from roma_cli.domain.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

RULES = st.builds(
    DayRule,
    st.sampled_from(
        ["America/New_York", "Asia/Tokyo", "America/Santiago", "Australia/Lord_Howe", "UTC"]
    ),
    st.integers(0, 1439),
)
MOMENTS = st.integers(EARLIEST_MOMENT, LATEST_MOMENT)
OUR_TIMES = st.integers(parse_instant("2020-01-01T00:00Z"), parse_instant("2037-01-01T00:00Z"))
Result = TypeVar("Result")
PIECES = st.sampled_from(
    """
    today tomorrow yesterday now next last this on at in ago of the and a an end week month year
    monday fri sun jan february may 31 1st 29 0 9 12 13 99 2026 2027 0001 9989 9999 999999
    9am 12pm 13pm 17:00 25:00 noon midnight eow eom eoy none + - / . : , T Z +01:00 -0400 utc
    2026-03-08 20260308 03/04/2026 13/04/2026 03.04 +2h +3d 1h30m 3 days hours minutes weeks
    months years GMT (EST) \x00 \u0663
    """.split()  # noqa: SIM905 - sixty quoted words are harder to read
)
SENTENCES = st.one_of(
    st.lists(PIECES, max_size=7).map(" ".join),
    st.lists(PIECES, max_size=5).map("".join),
    st.text(max_size=LONGEST_TEXT + 5),
    st.text("0123456789 :-/.+apmtzdhw", max_size=20),
)


def accepted(parse: Callable[[], Result]) -> Result | None:
    """The answer, None for a refusal; a refusal must be fit to print."""
    try:
        return parse()
    except UsageError as refused:
        said = refused.message + refused.hint
    assert said.isprintable()
    return None


@given(SENTENCES, RULES, MOMENTS, st.booleans())
def test_any_text_is_understood_within_the_limits_or_refused(
    text: str, rule: DayRule, now: int, past: bool
) -> None:
    due = accepted(lambda: parse_due(text, rule, now, past=past))
    if due is None:
        return
    assert (due.moment is None) is not (due.day is None)
    assert EARLIEST_MOMENT <= deadline(due, rule) <= LATEST_MOMENT
    assert when(due, rule, now)
    assert relative(due, rule, now)
    assert exact(due, rule)
    # Moment and day agree with it, or refuse.
    if due.day is None:
        assert parse_moment(text, rule, now, past=past) == due.moment
    else:
        assert parse_day(text, rule, now, past=past) == due.day
        whole = day_of(rule, due.day)
        moment = parse_moment(text, rule, now, past=past, default_minute=540)
        assert whole.start <= moment < whole.end


@given(st.one_of(SENTENCES, st.text("0123456789wdhms andiuteor", max_size=30)))
def test_any_length_of_time_is_understood_or_refused(text: str) -> None:
    seconds = accepted(lambda: parse_duration(text))
    assert seconds is None or 0 <= seconds <= LONGEST_DURATION


@given(
    st.sampled_from(["yesterday", "today", "tomorrow", "in 5 days", "eom", "next week"]),
    st.integers(0, 1439),
    RULES,
    OUR_TIMES,
)
def test_a_time_with_a_word_lies_in_the_roma_day_the_word_names(
    word: str, minute: int, rule: DayRule, now: int
) -> None:
    whole = day_of(rule, parse_day(word, rule, now))
    moment = parse_moment(f"{word} {minute // 60:02}:{minute % 60:02}", rule, now)
    assert whole.start <= moment < whole.end


@given(st.integers(0, 1439), RULES, OUR_TIMES)
def test_a_time_alone_is_ahead_or_looking_back_behind(minute: int, rule: DayRule, now: int) -> None:
    text = f"{minute // 60:02}:{minute % 60:02}"
    assert now < parse_moment(text, rule, now) <= now + 50 * 3600
    assert now - 50 * 3600 <= parse_moment(text, rule, now, past=True) <= now


@given(OUR_TIMES, RULES, OUR_TIMES)
def test_what_is_shown_in_full_can_be_typed_back(moment: int, rule: DayRule, now: int) -> None:
    due = Due(moment, None)
    assert parse_due(exact(due, rule), rule, now) == due


@given(st.integers(0, 400 * 1440), RULES, OUR_TIMES, st.booleans())
def test_what_lists_show_can_be_typed_back(
    minutes: int, rule: DayRule, now: int, whole: bool
) -> None:
    moment = (now // 60 + 1 + minutes) * 60
    day = today(rule, moment)
    # The second pass of a reading, and a reset amid a change, have no name of their own.
    around = [day + datetime.timedelta(days=n) for n in (-1, 0, 1, 2)]
    assume(not any(boundary_oddity(rule, date) for date in around))
    due = Due(None, day) if whole else Due(moment, None)
    shown = when(due, rule, now)
    again = parse_due(shown, rule, now)
    if not whole:
        utc_shift = deadline(due, rule) - deadline(again, rule)
        assert utc_shift in {0, 1800, 3600}
    else:
        assert again == due
