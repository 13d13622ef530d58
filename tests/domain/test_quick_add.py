"""One sentence -> one task (rules 10; the grammar of quick add and the conversation)."""

from __future__ import annotations

import contextlib
import random
import re
import shlex
from collections import Counter
from unittest import mock

import pytest

from roma_cli.domain.dates.parse import parse_due
from roma_cli.domain.day import DayRule, parse_instant
from roma_cli.domain.due import typeable
from roma_cli.domain.errors import Ambiguous, UsageError
from roma_cli.domain.language.quick_add import dates as quick_add_dates
from roma_cli.domain.language.quick_add import ends as repeat_ends
from roma_cli.domain.language.quick_add import grammar as quick_add_grammar
from roma_cli.domain.language.quick_add import marks
from roma_cli.domain.language.quick_add.tokens import Taken
from roma_cli.domain.repeats.parse import parse_repeat
from tests.domain.quick_add_table import REFUSED, TAKEN, TITLES, Refused, Row

BERLIN = DayRule("Europe/Berlin", 0)
NOW = parse_instant("2026-03-04T12:00:00Z")


def read(sentence: str) -> quick_add_grammar.ParsedTask:
    return quick_add_grammar.read(sentence, BERLIN, NOW)


@pytest.mark.parametrize(("sentence", "why"), TITLES, ids=[sentence for sentence, _ in TITLES])
def test_what_may_be_part_of_a_title_stays_there(sentence: str, why: str) -> None:
    phrase = read(sentence)
    assert phrase == quick_add_grammar.ParsedTask(
        sentence, None, None, None, (), None, None, None, ()
    ), why


@pytest.mark.parametrize("row", TAKEN, ids=[row.sentence for row in TAKEN])
def test_a_sentence_is_taken_apart(row: Row) -> None:
    rule, now = DayRule(row.zone, row.reset), parse_instant(row.now)
    phrase = quick_add_grammar.read(row.sentence, rule, now)
    due = phrase.due and typeable(parse_due(phrase.due, rule, now), rule)
    got = phrase._replace(due=due, taken=())
    wanted = quick_add_grammar.ParsedTask(
        *(row.title, row.due, row.repeat, row.priority, row.tags, row.remind, row.project),
        *(row.estimate, ()),
    )
    assert got == wanted, row.why


@pytest.mark.parametrize("row", REFUSED, ids=[row.sentence[:40] for row in REFUSED])
def test_what_could_mean_two_things_or_nothing_is_refused(row: Refused) -> None:
    with pytest.raises(UsageError) as problem:
        read(row.sentence)
    assert row.message in problem.value.message, row.why
    assert "\n" not in problem.value.message
    hinted = commands(problem.value.hint)
    assert set(row.instead) <= set(hinted), hinted
    if isinstance(problem.value, Ambiguous):
        assert len(hinted) > 1


@pytest.mark.parametrize(
    "row",
    [row for row in REFUSED if row.instead],
    ids=[row.sentence[:40] for row in REFUSED if row.instead],
)
def test_each_reading_that_is_named_is_understood(row: Refused) -> None:
    with pytest.raises(UsageError) as problem:
        read(row.sentence)
    for sentence in commands(problem.value.hint):
        assert read(sentence).title


def commands(hint: str) -> list[str]:
    """Return the sentences of the `roma add` commands in a hint."""
    words = shlex.split(hint)
    return [words[at + 2] for at, word in enumerate(words) if words[at : at + 2] == ["roma", "add"]]


def test_the_table_holds_as_many_titles_as_a_third_of_all() -> None:
    total = len(TITLES) + len(TAKEN) + len(REFUSED)
    assert total >= 140
    assert len(TITLES) * 3 >= total


def test_words_after_two_dashes_on_a_command_line_are_title() -> None:
    phrase = quick_add_grammar.read(["buy", "#x", "--", "milk", "!high", "tomorrow"], BERLIN, NOW)
    assert (phrase.title, phrase.tags, phrase.due) == ("buy milk !high tomorrow", ("#x",), None)


def test_an_argument_with_blanks_is_read_like_several() -> None:
    one = quick_add_grammar.read(["call mum #x", "tomorrow 9am"], BERLIN, NOW)
    assert one == quick_add_grammar.read("call mum #x tomorrow 9am", BERLIN, NOW)


def test_each_part_tells_the_words_it_was_taken_from() -> None:
    phrase = read("Tomorrow pay rent #home at 9AM every month")
    assert phrase.taken == (
        Taken("due", "Tomorrow at 9AM", "tomorrow 9am"),
        Taken("tag", "#home", "#home"),
        Taken("repeat", "every month", "monthly"),
    )


@pytest.mark.parametrize(
    "sentence", ["call mum tomorrow 9am #home #-x !1 +uni ~2 remind 1h", 'add -5 to "x" friday']
)
def test_the_command_it_stands_for_holds_every_part(sentence: str) -> None:
    phrase = read(sentence)
    words = quick_add_grammar.command(phrase)
    assert words[:2] == ["task", "add"]
    assert phrase.title in words
    options = {words[at]: words[at + 1] for at in range(len(words) - 1) if words[at][:2] == "--"}
    assert options.get("--due") == phrase.due
    assert words.count("--tag") == len(phrase.tags)


def test_a_title_that_begins_like_an_option_stands_after_two_dashes() -> None:
    assert quick_add_grammar.command(read("-5 degrees friday")) == [
        *("task", "add", "--due", "friday", "--", "-5 degrees")
    ]


@pytest.mark.parametrize("sentence", ["a " * 5_000_000, "x" * 10_000_000, "'a " * 3_000_000])
def test_ten_megabytes_are_refused_unread(sentence: str) -> None:
    with (
        mock.patch.object(quick_add_grammar, "take_marks", side_effect=AssertionError),
        pytest.raises(UsageError, match="a title has at most 255") as problem,
    ):
        read(sentence)
    assert len(problem.value.message + problem.value.hint) < 300


# --- chance -----------------------------------------------------------------------------

GRAMMAR = (
    "call mum pay rent the a monday fri friday fridays tomorrow today 9am 17:00 at on by due "
    "due:friday due: due:7 #x #1 !high !2 !x +uni +2h +49 ~3 ~x sessions remind me 1 hour before "
    "15 minutes every day week month 2 3rd 1st 31 jan may march 01/02 13/4 2026-03-08 24/7 2.10 "
    "- \u2013 , . : every! each other daily monthly weekdays in 3 days eow noon midnight morning "
    "tonight weekend next this last 'x y' \"tomorrow\" \u201cfri\u201d ' \" -- \u00e4 \u65e5\u672c "
    "\u0130 \u212a \u202e \x00 \udcff and to for of 7 12 2026 99999999999999999999 starting from 5 "
    "pm a.m. utc +01:00 call report book read plan meet"
)
WORDS = GRAMMAR.split(" ")
RULES = (BERLIN, DayRule("America/Santiago", 90), DayRule("Pacific/Apia", 240))


def sentences(number: int) -> list[str]:
    chance = random.Random(20260304)  # noqa: S311 - the same each time
    return [
        " ".join(chance.choice(WORDS) for _ in range(chance.randint(1, 14))) for _ in range(number)
    ]


def bare(words: str) -> Counter[str]:
    """Return words as they are counted: without quotes, and without the signs around them."""
    return Counter(filter(None, (re.sub(r"[\W_]", "", word) for word in words.split())))


def test_of_twenty_thousand_sentences_none_is_lost_or_breaks() -> None:
    """No exception but a refusal; and the title with what was taken holds all words typed."""
    understood = 0
    for number, sentence in enumerate(sentences(20_000)):
        try:
            phrase = quick_add_grammar.read(sentence, RULES[number % 3], NOW)
        except UsageError:
            continue
        understood += 1
        taken = " ".join(one.words for one in phrase.taken)
        assert bare(f"{phrase.title} {taken}") == bare(sentence), sentence
        if number % 20 == 0:
            assert quick_add_grammar.read(sentence, RULES[number % 3], NOW) == phrase
    assert understood > 5000


def test_how_often_a_sentence_is_tried_does_not_grow_with_it() -> None:
    """What costs is asking the readers of dates and repeats: at most so often, however long."""
    asked = Counter[str]()

    def counted(name: str, reader: object) -> mock.Mock:
        def ask(*operands: object, **options: object) -> object:
            asked[name] += 1
            return reader(*operands, **options)  # type: ignore[operator]

        return mock.Mock(side_effect=ask)

    with (
        mock.patch.object(quick_add_dates, "parse_due", counted("due", parse_due)),
        mock.patch.object(marks, "parse_due", counted("due", parse_due)),
        mock.patch.object(repeat_ends, "parse_repeat", counted("repeat", parse_repeat)),
    ):
        worst = ["fri " * 490, "every " * 330, "1 " * 990, "every day 5 " * 160, "9am at " * 280]
        for sentence in [*sentences(1000), *worst]:
            asked.clear()
            with contextlib.suppress(UsageError):
                read(sentence)
            assert asked.total() < 250, (sentence[:60], asked)
