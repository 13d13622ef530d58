"""What a typed repeat means, in which words it is kept, and which ones are sent back."""

from __future__ import annotations

import subprocess
import sys

import pytest

from roma_cli.domain.errors import Ambiguous, UsageError
from roma_cli.domain.repeats.parse import LONGEST_TEXT, in_words, parse_repeat
from roma_cli.domain.repeats.recurrence import Repeat, make_repeat
from roma_cli.domain.vocabulary import WEEKDAYS
from tests.domain.tables import rows


def by_first(text: str) -> list[tuple[str, str]]:
    """Return a pair for each cell after a row's first: the cell, and the first."""
    return [(cell, first) for first, *cells in rows(text) for cell in cells]


# What is typed, what is kept and shown.
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        *by_first("""
none | none | never
daily | daily | DAILY | every day | each day | every 1 day
weekly | weekly | every week | every 1 week
monthly | monthly | every month | every one month
yearly | yearly | annually | every year
every 2 weeks | fortnightly | every fortnight | every 2 weeks | every 2 week | every 2w
    | every two weeks | every other week | every second week | every 2nd week
every 3 months | quarterly | every quarter | every 3 months
every 2 days | every 2 days | every other day
every 12 months | every 12 months
every 4 years | every 4 years
every 999 days | every 999 days
every 7 days | every 007 days
every 3 days | every 3d | every third day
every 6 months | every 6mo
every 2 years | every 2 yrs | every other year
every 10 days | every ten days | every 10th day
every 2 months | every other month
every mon | every mon | every Monday | every mondays
every mon, wed, fri | every mon, wed and fri | every mon, wed, and fri | every mon wed fri
every mon, fri | every fri, mon
every mon, thu | every mon & thu | weekly on mon, thu
every tue | every tue tues tuesday | every week on tue
every mon, tue, wed, thu | every mon-thu
every mon, fri, sat, sun | every fri-mon
every mon, tue, wed, sat | every mon-wed, sat
every weekday | every weekday | every weekdays | weekdays | every mon-fri
    | every mon, tue, wed, thu, fri
every mon, tue, wed, thu, fri, sat | every weekday and sat
every sat, sun | every weekend | weekends
every mon, tue, wed, thu, fri, sat, sun | every mon-sun
every 2 weeks on mon, thu | every 2 weeks on mon, thu | every 2 weeks mon thu
every 3 weeks on mon, tue, wed, thu, fri | every 3 weeks on weekdays
every 2 weeks on fri | every other week on fri | every other fri
every 2 weeks on sat, sun | every other weekend
every month on the 1st | every month on the 1st
every month on the 2nd | every month on the 2nd
every month on the 3rd | every month on the 3rd
every month on the 11th | every month on the 11th
every month on the 12th | every month on the 12th
every month on the 13th | every month on the 13th
every month on the 21st | every month on the 21st
every month on the 22nd | every month on the 22nd
every month on the 30th | every month on the 30th
every month on the 31st | every month on the 31st | monthly on the 31st
    | every month on the last day
every month on the 15th | monthly on 15
every month on the 5th | every month the 5th | every month on day 5
every 3 months on the 1st | every 3 months on the 1st | quarterly on the 1st
"""),
        ("  Every \t 2\n WEEKS  on Mon ,Thu ", "every 2 weeks on mon, thu"),
    ],
)
def test_typed_words_are_kept_in_one_form(text: str, kept: str) -> None:
    repeat = parse_repeat(text)

    assert in_words(repeat) == kept
    assert parse_repeat(kept) == repeat


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("none", None),
        ("daily", Repeat("daily")),
        ("every 3 months", Repeat("monthly", 3)),
        ("every weekday", Repeat("weekly", 1, (0, 1, 2, 3, 4))),
        ("every 2 weeks on thu, mon", Repeat("weekly", 2, (0, 3))),
        ("every month on the last day", Repeat("monthly", 1, (), 31)),
    ],
)
def test_words_stand_for_a_value(text: str, expected: Repeat | None) -> None:
    assert parse_repeat(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        *by_first("""
'biweekly' could mean every 2 weeks or twice a week | biweekly
could mean every 2 weeks or twice a week | Bi-Weekly
could mean every 2 months or twice a month | bimonthly
could mean every 6 months or every 2 years | biannually
could mean every mon, wed, fri or every 2 weeks on weekdays | every other weekday
could mean every 2 weeks on mon or one mon each month | every second monday | every 2nd mon
could mean every 3 weeks on fri or one fri each month | every 3 fridays
1 to 999 | every 0 days | every 1000 days | every 99999999999999999999 weeks
no month has 32 days | every month on the 32nd
no month has 0 days | every month on the 0th
no month has | every month on the 999999999999999999999st
put the time in the due date | every day at 9am | daily 09:00
put the date in the due date | every year on 29 feb | yearly on dec 25
weekdays need weeks | every day on mon | every month on mon | every month on the 1st mon
a day of the month needs months | every 3 days on the 1st | every week on the 1st
one day of the month | every month on the 1st and 15th
as a repeat such as daily | none on mon | every | every 2 | every other | every -1 days
    | every 1.5 weeks | every 2 2 weeks | every week on | every week on on mon | every month on the
    | every mon,, thu
    | every mon, | every , mon | every mon and | every mon- | every mon-tue-wed | every mo | every m
    | mon, thu | 2 weeks | hourly | every hour | twice a week | every blue moon | every \u0663 days
    | wee\u212aly | \u202eyliad
"""),
        ("", "the repeat is empty"),
        ("  \n", "the repeat is empty"),
        ("daily\x00", "as a repeat such as daily"),
        ("every mon" + " mon" * 40, "characters is too long: at most 100"),
    ],
)
def test_other_words_are_refused_with_a_reason(text: str, reason: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_repeat(text)

    assert reason in caught.value.message
    assert caught.value.message.isprintable()
    assert caught.value.hint == ""


def test_a_reading_of_an_ambiguous_repeat_can_be_typed() -> None:
    for text in ("biweekly", "bimonthly", "biannually", "every other weekday", "every 2nd mon"):
        with pytest.raises(Ambiguous) as caught:
            parse_repeat(text)
        [words] = caught.value.readings
        assert parse_repeat(words) is not None


def test_weekdays_are_spelled_as_in_dates() -> None:
    spellings = [*WEEKDAYS, *(name[:3] for name in WEEKDAYS), "tues", "weds", "thur", "thurs"]
    for name in spellings:
        number = [weekday[:3] for weekday in WEEKDAYS].index(name[:3])
        assert parse_repeat(f"every {name}") == Repeat("weekly", 1, (number,)), name


def test_the_longest_kept_words_can_be_read_again() -> None:
    longest = in_words(Repeat("weekly", 999, (0, 1, 2, 3, 4, 5, 6)))
    assert len(longest) <= LONGEST_TEXT
    assert parse_repeat(longest) == Repeat("weekly", 999, (0, 1, 2, 3, 4, 5, 6))


def test_a_made_repeat_is_in_order() -> None:
    assert make_repeat("weekly", 2, [3, 0, 3]) == Repeat("weekly", 2, (0, 3))


@pytest.mark.parametrize(
    "parts",
    [
        ("hourly", 1, (), None),
        ("none", 1, (), None),
        ("daily", 0, (), None),
        ("daily", 1000, (), None),
        ("daily", 1, (0,), None),
        ("weekly", 1, (7,), None),
        ("weekly", 1, (-1,), None),
        ("weekly", 1, (), 1),
        ("monthly", 1, (), 0),
        ("monthly", 1, (), 32),
        ("yearly", 1, (), 5),
    ],
)
def test_what_is_out_of_range_is_not_made(
    parts: tuple[str, int, tuple[int, ...], int | None],
) -> None:
    with pytest.raises(UsageError):
        make_repeat(*parts)


def test_neither_words_nor_dates_load_what_costs_at_every_start() -> None:
    heavy = ["re", "calendar", "typing", "dataclasses", "dateutil"]
    code = (
        "import sys, roma_cli.domain.repeats.recurrence, roma_cli.domain.repeats.parse as words;"
        "words.parse_repeat('every 2 weeks on mon, thu');"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    # -S -E: what a site hook of this machine loads says nothing about roma.
    ran = subprocess.run(
        [sys.executable, "-S", "-E", "-c", code], capture_output=True, text=True, check=True
    )
    assert ran.stdout.strip() == "[]"
