"""The matcher of sentence templates, and the rule that picks one of several matches.

**Every template is tried, and the order of the rows decides nothing.** The match that leaves the
fewest words to open slots (titles, names of tasks) wins; among those the one with the most
literal words, then the one with the fewest open slots. Matches that are equal in all three are all
returned, and the caller has to choose.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import namedtuple

from roma_cli.domain.errors import UsageError
from roma_cli.domain.language.commands.templates import (
    BRANCH,
    SLOT,
    WORD,
    compile_template,
    expanded,
    required,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from roma_cli.domain.day import DayRule
    from roma_cli.domain.language.commands.templates import Node, Row

    Form = Callable[[Any, Mapping[str, Any]], object]
    Values = Mapping[str, Any]
    Words = list[Any]
    Taken = tuple[str, "Kind", int, int]

_WORDS = re.compile(
    r"'(?:s|m|ve|d)\b(?!')|(?:(?!'(?:s|m|ve|d)\b(?!'))[^ ,:]|(?<=\d)[,:](?=\d))+|[,:]",
    re.ASCII | re.IGNORECASE,
)
_PIECES = re.compile(r"\[.*?\]|\S+")
_VALUE = re.compile(r"\{(\w+)(?::(\w+))?\}")


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a case-insensitive pattern; ASCII, so that letters of other scripts never match."""
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


class Calendar(namedtuple("Calendar", "rule now")):
    """The rule of the user's days, and the current time in epoch seconds."""

    __slots__ = ()
    rule: DayRule
    now: int


class Kind(namedtuple("Kind", "read pattern most is_open closed", defaults=("", 0, False, ""))):
    """What a slot accepts: text that matches `pattern`, of at most `most` words (0: any number).

    `read` returns its value, None if it has none, and may raise UsageError; a list is several
    possible values. An open slot accepts any text; text that matches `closed` counts as if the
    slot were not open.
    """

    __slots__ = ()
    read: Callable[[str, Calendar], object]
    pattern: str
    most: int
    is_open: bool
    closed: str


class Sentence:
    """A text with single blanks, in words; commas, colons and `'s` are words of their own."""

    def __init__(self, text: str) -> None:
        found = list(_WORDS.finditer(text))
        self.text = text
        # Lower case of ASCII only: lower() makes a k of the Kelvin sign.
        self.words = [word.lower() if word.isascii() else word for word in (m[0] for m in found)]
        self._spans = [match.span() for match in found]
        self._values: dict[tuple[str, int, int], object] = {}

    def part(self, at: int, end: int) -> str:
        """Return the text of some words as they were typed."""
        return self.text[self._spans[at][0] : self._spans[end - 1][1]]

    def value(self, taken: Taken, calendar: Calendar) -> object:
        """Return the value of a slot; each is read only once. Raises UsageError."""
        name, kind, at, end = taken
        if (name, at, end) not in self._values:
            try:
                self._values[name, at, end] = kind.read(self.part(at, end), calendar)
            except UsageError as problem:
                self._values[name, at, end] = problem
        found = self._values[name, at, end]
        if isinstance(found, UsageError):
            raise found
        return found


class Match(namedtuple("Match", "row end score taken")):
    """A template that matches words up to `end`, and what each slot took; the least score wins."""

    __slots__ = ()
    row: Row
    end: int
    score: tuple[int, int, int]
    taken: tuple[Taken, ...]


class Grammar:
    """Rows, the kinds of their slots, the forms of their values, and their shared templates."""

    def __init__(
        self,
        rows: Sequence[Row],
        kinds: Mapping[str, Kind],
        forms: Mapping[str, Form],
        shared: Mapping[str, str],
    ) -> None:
        self.rows = rows
        self._kinds, self._forms, self._shared = kinds, forms, shared
        self._nodes: dict[str, Node | None] = {}

    def best(self, sentence: Sentence, calendar: Calendar) -> list[tuple[Row, Words]]:
        """Return the commands of the best matches that can be read.

        Of one row only the best match whose closed slots have values counts. Raises the
        UsageError of a refused match, unless another match of the same row can be read.
        """
        problem: UsageError | None = None
        refused: Row | None = None
        decided: dict[Row, tuple[int, int, int]] = {}
        matches = sorted(self.matches(sentence), key=_rank)
        for score, group in itertools.groupby(matches, lambda one: one.score):
            found: list[tuple[Row, Words]] = []
            for one in group:
                if one.row is not (refused or one.row) or decided.get(one.row, score) != score:
                    continue
                try:
                    if not _closed_slots_hold(one, sentence, calendar):
                        continue
                    decided[one.row] = score
                    if not one.row.argv:
                        return []
                    found += ((one.row, words) for words in self._commands(one, sentence, calendar))
                except UsageError as error:
                    problem, refused = problem or error, one.row
            if found:
                return found
        if problem is not None:
            raise problem
        return []

    def longest(self, sentence: Sentence, at: int, calendar: Calendar) -> tuple[Words | None, int]:
        """Return the command of the longest match at a place that has one, and where it ends."""
        matches = self.matches(sentence, at, whole=False)
        for one in sorted(matches, key=lambda one: (-one.end, *_rank(one))):
            commands = self._commands(one, sentence, calendar)
            if commands:
                return commands[0], one.end
        return None, at

    def matches(self, sentence: Sentence, at: int = 0, *, whole: bool = True) -> Iterator[Match]:
        """Return every template that matches the words from a place: all, or the first ones."""
        words = frozenset(sentence.words)
        for needed, row, template in self.index:
            if needed and needed.isdisjoint(words):
                continue
            if template not in self._nodes:
                self._nodes[template] = compile_template(template, self._kinds)
            for end, taken in _walk(self._nodes[template], sentence, at, (), whole=whole):
                if end == len(sentence.words) or not whole:
                    yield Match(row, end, _score(sentence, taken, end - at), taken)

    @functools.cached_property
    def index(self) -> list[tuple[frozenset[str], Row, str]]:
        """Each template, with words of which a sentence must contain one; empty if it need not."""
        templates = [
            (row, expanded(template, self._shared))
            for row in self.rows
            for template in row.templates
        ]
        return [(required(template), row, template) for row, template in templates]

    def _commands(self, one: Match, sentence: Sentence, calendar: Calendar) -> list[Words]:
        """Return the commands that a match means, none if a slot has no value."""
        values: dict[str, Any] = {taken[0]: sentence.value(taken, calendar) for taken in one.taken}
        if None in values.values():
            return []
        several = next((name for name, value in values.items() if isinstance(value, list)), "")
        found = []
        for value in values.get(several, [None]):
            for pattern in one.row.argv.split(" | "):
                options = (
                    self._filled(option, {**values, several: value})
                    for option in pattern.split(" else ")
                )
                words = next((words for words in options if words is not None), None)
                if words is not None:
                    found.append(words)
        return found

    def _filled(self, pattern: str, values: Values) -> Words | None:
        """Return the words of a command's pattern; None if a form has no value."""
        found: Words = []
        for piece in _PIECES.findall(pattern):
            if piece[0] == "[":
                name = _VALUE.findall(piece)[0][0]
                optional = self._filled(piece[1:-1], values) if name in values else []
                if optional is None:
                    return None
                found += optional
                continue
            slot = _VALUE.fullmatch(piece)
            word = piece if slot is None else values[slot[1]]
            if slot and slot[2]:
                word = self._forms[slot[2]](word, values)
            if word is None:
                return None
            if type(word) is not tuple:
                found.append(word)
            elif found and str(found[-1]).startswith("--"):
                option = found.pop()
                found += (part for one in word for part in (option, one))
            else:
                found += word
        return found


def _closed_slots_hold(one: Match, sentence: Sentence, calendar: Calendar) -> bool:
    """Tell whether each closed slot of a match has a value. Raises UsageError."""
    return all(
        taken[1].is_open or sentence.value(taken, calendar) is not None for taken in one.taken
    )


def _score(sentence: Sentence, taken: tuple[Taken, ...], count: int) -> tuple[int, int, int]:
    """Return the number of words in open slots, minus that of literal words, and the open slots."""
    open_words, literals, open_slots = 0, count, 0
    for _, kind, at, end in taken:
        literals -= end - at
        if kind.is_open:
            open_slots += 1
            if not (kind.closed and compiled(kind.closed).fullmatch(sentence.part(at, end))):
                open_words += end - at
    return open_words, -literals, open_slots


def _rank(one: Match) -> tuple[object, ...]:
    """Return the order of matches: by score, and of equal ones the same order every time."""
    return *one.score, [end for *_, end in one.taken], one.row.argv


def _walk(
    node: Node | None, sentence: Sentence, at: int, taken: tuple[Taken, ...], *, whole: bool
) -> Iterator[tuple[int, tuple[Taken, ...]]]:
    """Return where each match of a node ends, and what its slots took."""
    words = sentence.words
    count = len(words)
    while node is not None:
        sort, what, after = node
        if sort == BRANCH:
            for one in what:
                yield from _walk(one, sentence, at, taken, whole=whole)
            return
        if at == count:
            return
        if sort == SLOT:
            name, kind = what
            last = min(count, at + kind.most) if kind.most else count
            first = count if after is None and whole else at + 1
            follows = after[1] if after is not None and after[0] == WORD else None
            for end in range(first, last + 1):
                if follows is not None and (end == count or words[end] not in follows):
                    continue
                if kind.pattern and not compiled(kind.pattern).fullmatch(sentence.part(at, end)):
                    continue
                found = (*taken, (name, kind, at, end))
                yield from _walk(after, sentence, end, found, whole=whole)
            return
        if words[at] not in what:
            return
        at += 1
        node = after
    yield at, taken
