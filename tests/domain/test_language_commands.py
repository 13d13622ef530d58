"""One sentence -> one command: what is understood, what must not be, and that nothing breaks it."""

from __future__ import annotations

import contextlib
import random
import string
import time
from typing import TYPE_CHECKING
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from roma_cli.domain.day import DayRule, parse_instant
from roma_cli.domain.errors import RomaError, UsageError
from roma_cli.domain.language.commands import filters
from roma_cli.domain.language.commands import grammar as command_grammar
from roma_cli.domain.language.commands.matcher import Sentence
from tests.domain.commands_table import NOT_UNDERSTOOD, REFUSED, SMALL_TALK, UNDERSTOOD

if TYPE_CHECKING:
    from roma_cli.domain.language.commands.grammar import ParsedCommand
    from roma_cli.domain.language.commands.templates import Row

RULE = DayRule("UTC", 0)
NOW = parse_instant("2026-03-04T12:00:00Z")


def read(sentence: str) -> list[ParsedCommand]:
    return command_grammar.read(sentence, RULE, NOW)


def written(command: ParsedCommand) -> str:
    """Return a command as the table writes it."""
    words = [*command.before]
    if command.task is not None:
        task = command.task
        words += task.ids or [f"<{task.words or task.back}>"]
    words += command.after
    if command.later is not None:
        words.append(f"({command.later[0]:+} {command.later[1]})")
    return " ".join([*words, "count"] if command.count else words)


@pytest.mark.parametrize(("sentence", "meaning", "oddity"), UNDERSTOOD)
def test_a_sentence_stands_for_its_command(sentence: str, meaning: str, oddity: str) -> None:
    assert command_grammar.small_talk(sentence) is None
    assert " | ".join(map(written, read(sentence))) == meaning, oddity


@pytest.mark.parametrize(("sentence", "oddity"), NOT_UNDERSTOOD)
def test_what_only_looks_like_a_command_is_none(sentence: str, oddity: str) -> None:
    assert command_grammar.small_talk(sentence) is None, oddity
    assert list(map(written, read(sentence))) == [], oddity


@pytest.mark.parametrize(("sentence", "reason", "oddity"), REFUSED)
def test_what_cannot_be_is_refused_with_its_reason(sentence: str, reason: str, oddity: str) -> None:
    with pytest.raises(UsageError) as caught:
        read(sentence)
    assert reason in caught.value.message, oddity


@pytest.mark.parametrize(("sentence", "kind"), SMALL_TALK)
def test_small_talk_is_told_apart(sentence: str, kind: str) -> None:
    assert command_grammar.small_talk(sentence) == kind


def test_the_table_is_large_and_says_nothing_twice() -> None:
    assert len(UNDERSTOOD) >= 130
    assert len(NOT_UNDERSTOOD) >= 45
    sentences = [row[0] for row in (*UNDERSTOOD, *NOT_UNDERSTOOD, *REFUSED, *SMALL_TALK)]
    assert len(set(sentences)) == len(sentences)


@pytest.mark.parametrize("example", command_grammar.EXAMPLES)
def test_every_example_that_help_gives_is_understood(example: str) -> None:
    assert len(read(example)) == 1


@pytest.mark.parametrize("row", command_grammar.ROWS, ids=lambda row: row.example)
def test_a_row_reads_its_own_example(row: Row) -> None:
    found = command_grammar.best_rows(row.example, RULE, NOW)
    assert found == ({row.argv} if row.argv else set())


def test_the_order_of_the_rows_decides_nothing() -> None:
    """Rows and templates turned about, each sentence of the tables means the same as before."""
    chance = random.Random(14)  # noqa: S311 - a mixture, no secret
    texts = [row[0] for row in (*UNDERSTOOD, *NOT_UNDERSTOOD)]
    expected = [list(map(written, read(text))) for text in texts]
    for grammar in (command_grammar.GRAMMAR, filters.GRAMMAR):
        for _ in range(3):
            turned = [
                row._replace(templates=tuple(chance.sample(row.templates, len(row.templates))))
                for row in chance.sample(grammar.rows, len(grammar.rows))
            ]
            with mock.patch.object(grammar, "rows", turned), mock.patch.dict(grammar.__dict__):
                grammar.__dict__.pop("index", None)
                assert [list(map(written, read(text))) for text in texts] == expected


def test_no_sentence_means_two_rows() -> None:
    """Two rows with the same score would be a matter of chance: of each sentence one is better."""
    chance = random.Random(9)  # noqa: S311 - a mixture, no secret
    sentences = [row[0] for row in UNDERSTOOD] + [_sentence(chance) for _ in range(3000)]
    for sentence in sentences:
        with contextlib.suppress(RomaError):
            assert len(command_grammar.best_rows(sentence, RULE, NOW)) <= 1, sentence


def test_no_row_is_passed_over_that_would_match() -> None:
    """What a template needs for it to be tried at all is right: all tried, none more matches."""
    grammar = command_grammar.GRAMMAR
    for text in [row[0] for row in (*UNDERSTOOD, *NOT_UNDERSTOOD)]:
        sentence = Sentence(text.lower())
        found = list(grammar.matches(sentence))
        everything = [(frozenset[str](), row, template) for _, row, template in grammar.index]
        with mock.patch.dict(grammar.__dict__, index=everything):
            assert list(grammar.matches(sentence)) == found


def test_a_question_changes_nothing_whatever_it_says() -> None:
    """Each sentence of the table, asked, gives a command that only reads, or none."""
    for sentence, _, _ in UNDERSTOOD:
        try:
            found = read(sentence.rstrip(" .!?") + "?")
        except UsageError:
            continue
        assert not any(command_grammar.changes(one.before) for one in found), sentence


def test_what_reads_and_what_changes_are_told_apart() -> None:
    assert not command_grammar.READS & command_grammar.CHANGES
    for sentence, _, _ in UNDERSTOOD:
        for one in read(sentence):
            heads = {one.before[:1], one.before[:2]}
            assert heads & (command_grammar.READS | command_grammar.CHANGES), sentence
            assert command_grammar.changes(one.before) == bool(
                heads & command_grammar.CHANGES and not heads & command_grammar.READS
            ), sentence


_WORDS = sorted(
    {word for row in (*UNDERSTOOD, *NOT_UNDERSTOOD) for word in row[0].split()}
    | set(string.punctuation)
    | {"\u017f", "\u212a", "\x00", "\u202e", "👩‍💻", "٣", "''", '""', "--yes", "-", "--"}
)


_HEADS = sorted({" ".join(row[0].split()[:number]) for row in UNDERSTOOD for number in (1, 2, 3)})
_LINKS = (
    "to",
    "by",
    "and",
    "on",
    "for",
    "until",
    "the",
    "3",
    "is",
    "done",
    "due",
    "as",
    "every",
    "a",
)
_SLOWEST = 0.020
"""Seconds that one sentence may take."""


def _sentence(chance: random.Random) -> str:
    """Return words in no order, a beginning with such, or a sentence with a slip in it."""
    kind = chance.randrange(4)
    if kind == 0:
        return " ".join(chance.choices(_WORDS, k=chance.randint(1, 60)))
    if kind == 1:
        return " ".join([chance.choice(_HEADS), *chance.choices(_WORDS, k=chance.randint(0, 30))])
    if kind == 2:
        # Where every word may part a sentence in two, a careless pattern never ends.
        return " ".join([chance.choice(_HEADS), *chance.choices(_LINKS, k=chance.randint(9, 120))])
    text = chance.choice(UNDERSTOOD)[0]
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(_WORDS) + text[at + chance.randint(0, 3) :]


def _seconds(sentence: str) -> float:
    begun = time.process_time()
    with contextlib.suppress(RomaError):
        read(sentence)
    return time.process_time() - begun


def test_random_sentences_end_soon_and_raise_nothing_else(pytestconfig: pytest.Config) -> None:
    chance = random.Random(8)  # noqa: S311 - a mixture, no secret
    read("set my time zone to Berlin")  # walks the zone files, once a run
    for _ in range(20_000 if pytestconfig.getoption("--deep") else 1_000):
        sentence = _sentence(chance)
        # What is slow once may have met another process; what is slow is so each time.
        assert any(_seconds(sentence) < _SLOWEST for _ in range(5)), sentence


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(_WORDS), max_size=25).map(" ".join) | st.text(max_size=120))
def test_no_sentence_breaks_it(sentence: str) -> None:
    """Whatever is typed is understood, not understood, or refused with a reason."""
    command_grammar.small_talk(sentence)
    try:
        found = read(sentence)
    except RomaError:
        return
    for one in found:
        heads = {one.before[:1], one.before[:2]}
        assert heads & (command_grammar.READS | command_grammar.CHANGES)
        assert one.task is None or one.task.ids or one.task.words or one.task.back
        assert all(isinstance(word, str) and word for word in (*one.before, *one.after))
