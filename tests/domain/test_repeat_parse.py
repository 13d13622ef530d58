"""What a typed repeat means, in which words it is kept, and which ones are sent back."""

from __future__ import annotations

import subprocess
import sys

import pytest

from roma_cli.domain.errors import UsageError
from roma_cli.domain.repeats.parse import LONGEST_TEXT, in_words, parse_repeat
from roma_cli.domain.repeats.recurrence import Repeat, make_repeat
from roma_cli.domain.vocabulary import WEEKDAYS


# What is typed, what is kept and shown.
@pytest.mark.parametrize(
    ("text", "kept"),
    [
        # the words of the data model stay as they are
        ("none", "none"),
        ("daily", "daily"),
        ("weekly", "weekly"),
        ("monthly", "monthly"),
        ("yearly", "yearly"),
        # in any case, with any spaces
        ("DAILY", "daily"),
        ("  Every \t 2\n WEEKS  on Mon ,Thu ", "every 2 weeks on mon, thu"),
        # other words for the same
        ("never", "none"),
        ("annually", "yearly"),
        ("fortnightly", "every 2 weeks"),
        ("every fortnight", "every 2 weeks"),
        ("quarterly", "every 3 months"),
        ("every quarter", "every 3 months"),
        # one of a unit
        ("every day", "daily"),
        ("each day", "daily"),
        ("every week", "weekly"),
        ("every month", "monthly"),
        ("every year", "yearly"),
        ("every 1 day", "daily"),
        ("every 1 week", "weekly"),
        ("every one month", "monthly"),
        # several
        ("every 2 days", "every 2 days"),
        ("every 2 weeks", "every 2 weeks"),
        ("every 3 months", "every 3 months"),
        ("every 12 months", "every 12 months"),  # not a year's words: kept as said
        ("every 4 years", "every 4 years"),
        ("every 999 days", "every 999 days"),
        ("every 007 days", "every 7 days"),
        ("every 2 week", "every 2 weeks"),
        ("every 3d", "every 3 days"),
        ("every 2w", "every 2 weeks"),
        ("every 6mo", "every 6 months"),
        ("every 2 yrs", "every 2 years"),
        ("every two weeks", "every 2 weeks"),
        ("every ten days", "every 10 days"),
        ("every other day", "every 2 days"),
        ("every other week", "every 2 weeks"),
        ("every other month", "every 2 months"),
        ("every other year", "every 2 years"),
        ("every second week", "every 2 weeks"),
        ("every 2nd week", "every 2 weeks"),
        ("every third day", "every 3 days"),
        ("every 10th day", "every 10 days"),
        # chosen weekdays, always in the order of the week
        ("every mon", "every mon"),
        ("every Monday", "every mon"),
        ("every mondays", "every mon"),
        ("every mon, wed and fri", "every mon, wed, fri"),
        ("every mon, wed, and fri", "every mon, wed, fri"),
        ("every fri, mon", "every mon, fri"),
        ("every mon & thu", "every mon, thu"),
        ("every mon wed fri", "every mon, wed, fri"),
        ("every tue tues tuesday", "every tue"),
        ("every mon-thu", "every mon, tue, wed, thu"),
        ("every fri-mon", "every mon, fri, sat, sun"),  # over the end of the week
        ("every mon-wed, sat", "every mon, tue, wed, sat"),
        ("every week on tue", "every tue"),
        ("weekly on mon, thu", "every mon, thu"),
        ("every weekday", "every weekday"),
        ("every weekdays", "every weekday"),
        ("weekdays", "every weekday"),
        ("every mon-fri", "every weekday"),
        ("every mon, tue, wed, thu, fri", "every weekday"),
        ("every weekday and sat", "every mon, tue, wed, thu, fri, sat"),
        ("every weekend", "every sat, sun"),  # both days: the words shown back say so
        ("weekends", "every sat, sun"),
        ("every mon-sun", "every mon, tue, wed, thu, fri, sat, sun"),
        ("every 2 weeks on mon, thu", "every 2 weeks on mon, thu"),
        ("every 2 weeks mon thu", "every 2 weeks on mon, thu"),
        ("every 3 weeks on weekdays", "every 3 weeks on mon, tue, wed, thu, fri"),
        ("every other week on fri", "every 2 weeks on fri"),
        ("every other fri", "every 2 weeks on fri"),
        ("every other weekend", "every 2 weeks on sat, sun"),
        # a day of the month
        ("every month on the 1st", "every month on the 1st"),
        ("every month on the 2nd", "every month on the 2nd"),
        ("every month on the 3rd", "every month on the 3rd"),
        ("every month on the 11th", "every month on the 11th"),
        ("every month on the 12th", "every month on the 12th"),
        ("every month on the 13th", "every month on the 13th"),
        ("every month on the 21st", "every month on the 21st"),
        ("every month on the 22nd", "every month on the 22nd"),
        ("every month on the 30th", "every month on the 30th"),
        ("every month on the 31st", "every month on the 31st"),
        ("monthly on the 31st", "every month on the 31st"),
        ("monthly on 15", "every month on the 15th"),
        ("every month the 5th", "every month on the 5th"),
        ("every month on day 5", "every month on the 5th"),
        ("every month on the last day", "every month on the 31st"),  # clamped, it is the last
        ("every 3 months on the 1st", "every 3 months on the 1st"),
        ("quarterly on the 1st", "every 3 months on the 1st"),
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
    ("text", "said"),
    [
        # two meanings, both said
        ("biweekly", "'biweekly' could mean every 2 weeks or twice a week"),
        ("Bi-Weekly", "could mean every 2 weeks or twice a week"),
        ("bimonthly", "could mean every 2 months or twice a month"),
        ("biannually", "could mean every 6 months or every 2 years"),
        ("every other weekday", "could mean every mon, wed, fri or every 2 weeks on weekdays"),
        ("every second monday", "could mean every 2 weeks on mon or one mon in each month"),
        ("every 2nd mon", "could mean every 2 weeks on mon or one mon in each month"),
        ("every 3 fridays", "could mean every 3 weeks on fri or one fri in each month"),
        # limits
        ("every 0 days", "1 to 999"),
        ("every 1000 days", "1 to 999"),
        ("every 99999999999999999999 weeks", "1 to 999"),
        ("every month on the 32nd", "no month has 32 days"),
        ("every month on the 0th", "no month has 0 days"),
        ("every month on the 999999999999999999999st", "no month has"),
        # what belongs elsewhere
        ("every day at 9am", "a time of day belongs to the due date"),
        ("daily 09:00", "a time of day belongs to the due date"),
        ("every year on 29 feb", "the date belongs to the due date"),
        ("yearly on dec 25", "the date belongs to the due date"),
        # what does not fit together
        ("every day on mon", "only weeks take weekdays"),
        ("every month on mon", "only weeks take weekdays"),
        ("every 3 days on the 1st", "only months take a day of the month"),
        ("every week on the 1st", "only months take a day of the month"),
        ("every month on the 1st and 15th", "one day of the month"),
        ("none on mon", "is no repeat"),
        # not understood
        ("", "nothing was given"),
        ("  \n", "nothing was given"),
        ("every", "is no repeat"),
        ("every 2", "is no repeat"),
        ("every other", "is no repeat"),
        ("every -1 days", "is no repeat"),
        ("every 1.5 weeks", "is no repeat"),
        ("every 2 2 weeks", "is no repeat"),
        ("every week on", "is no repeat"),
        ("every week on on mon", "is no repeat"),
        ("every month on the", "is no repeat"),
        ("every month on the 1st mon", "only weeks take weekdays"),
        ("every mon,, thu", "is no repeat"),
        ("every mon,", "is no repeat"),
        ("every , mon", "is no repeat"),
        ("every mon and", "is no repeat"),
        ("every mon-", "is no repeat"),
        ("every mon-tue-wed", "is no repeat"),
        ("every mo", "is no repeat"),  # monday, or month
        ("every m", "is no repeat"),
        ("mon, thu", "is no repeat"),  # a date, not a repeat
        ("2 weeks", "is no repeat"),
        ("hourly", "is no repeat"),
        ("every hour", "is no repeat"),
        ("twice a week", "is no repeat"),
        ("every blue moon", "is no repeat"),
        ("every \u0663 days", "is no repeat"),  # a digit three of another script
        ("wee\u212aly", "is no repeat"),  # the Kelvin sign, a k when lower-cased
        ("daily\x00", "is no repeat"),
        ("\u202eyliad", "is no repeat"),
        ("every mon" + " mon" * 40, "at most 100 characters"),
    ],
)
def test_other_words_are_refused_with_a_reason(text: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse_repeat(text)

    assert said in caught.value.message
    assert caught.value.message.isprintable()
    assert caught.value.hint.startswith("roma task add ")


def test_a_refusals_hint_is_understood() -> None:
    for text in ("", "biweekly", "bimonthly", "biannually", "every other weekday", "every 2nd mon"):
        with pytest.raises(UsageError) as caught:
            parse_repeat(text)
        words = caught.value.hint.split("--repeat ")[1].strip('"')
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
