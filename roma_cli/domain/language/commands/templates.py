"""Sentence templates: their syntax, their matcher, and the rule that picks one of several matches.

A template is words, `(a|b c)` for alternatives, `[a]` for what may be left out, `{slot}` for
what is filled in, and `<name>` for a template used in several places. The pattern of a command
is its words, with `{slot}` or `{slot:form}` for a value, `[…]` for what is left out without its
slots, ` else ` before what is taken where a form has no value, and ` | ` between two commands
that the sentence may equally mean.

**Every template is tried, and the order of the rows decides nothing.** The match that leaves the
fewest words to open slots (titles, names of tasks) wins; among those the one with most literal
words. Matches that are equal in both are all returned, and who asked has to choose.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections import namedtuple

from roma_cli.domain.errors import UsageError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from typing import Any

    from roma_cli.domain.day import DayRule

    Form = Callable[[Any, Mapping[str, Any]], object]
    Values = Mapping[str, Any]
    Words = list[Any]
    Node = tuple[int, Any, "Node | None"]
    Taken = tuple[str, "Kind", int, int]


class Calendar(namedtuple("Calendar", "rule now")):
    """The rule of the user's days, and what time it is, in epoch seconds."""

    __slots__ = ()
    rule: DayRule
    now: int


class Kind(namedtuple("Kind", "read pattern most is_open", defaults=("", 0, False))):
    """What a slot takes: text that fits `pattern`, of `most` words (0: any number).

    `read` returns its value, None where it has none, and may raise UsageError; a list is several
    values of which any may be meant. An open slot takes any text.
    """

    __slots__ = ()
    read: Callable[[str, Calendar], object]
    pattern: str
    most: int
    is_open: bool


class Row(namedtuple("Row", "argv example templates changes counts")):
    """A command: its pattern, a sentence that means it, and the templates of all such sentences.

    With `counts` the sentence asks how many there are, and not which.
    """

    __slots__ = ()
    argv: str
    example: str
    templates: tuple[str, ...]
    changes: bool
    counts: bool


def reads(argv: str, example: str, *templates: str, counts: bool = False) -> Row:
    """Return the row of a command that changes nothing."""
    return Row(argv, example, templates, changes=False, counts=counts)


def writes(argv: str, example: str, *templates: str) -> Row:
    """Return the row of a command that changes something."""
    return Row(argv, example, templates, changes=True, counts=False)


@functools.cache
def compiled(pattern: str) -> re.Pattern[str]:
    """Return a pattern in any case; ASCII, lest a letter of another script passes for one."""
    return re.compile(pattern, re.IGNORECASE | re.ASCII)


# --- a sentence ----------------------------------------------------------------------------

_WORDS = re.compile(
    r"'(?:s|m|ve|d)\b(?!')|(?:(?!'(?:s|m|ve|d)\b(?!'))[^ ,:]|(?<=\d)[,:](?=\d))+|[,:]",
    re.ASCII | re.IGNORECASE,
)


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
        """Return what a slot reads in its words; read once, whoever asks. Raises UsageError."""
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


# --- a template ----------------------------------------------------------------------------

_WORD, _SLOT, _BRANCH = range(3)
_SIGNS = re.compile(r"[\[\]()|]|[^\s\[\]()|]+")
_OPTIONAL = re.compile(r"\[[^][]*\]|\{\w+\}")
_PIECES = re.compile(r"\[.*?\]|\S+")
_VALUE = re.compile(r"\{(\w+)(?::(\w+))?\}")


class Match(namedtuple("Match", "row template end open_words literals taken")):
    """A template that matches words up to `end`, and what each slot took."""

    __slots__ = ()
    row: Row
    template: str
    end: int
    open_words: int
    literals: int
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
        """Return the commands of the best matches that have a meaning.

        Of one template only its best split counts whose closed slots have values. Raises the
        UsageError of a refused match, unless another split of the same template has a meaning.
        """
        problem: UsageError | None = None
        refused = ""
        decided: dict[str, tuple[int, int]] = {}
        matches = sorted(self.matches(sentence), key=_rank)
        for score, group in itertools.groupby(matches, _score):
            found: list[tuple[Row, Words]] = []
            for one in group:
                if (refused or one.template) != one.template or (
                    decided.get(one.template, score) != score
                ):
                    continue
                try:
                    if not self._holds(one, sentence, calendar):
                        continue
                    decided[one.template] = score
                    if not one.row.argv:
                        return []
                    found += ((one.row, words) for words in self.commands(one, sentence, calendar))
                except UsageError as error:
                    problem, refused = problem or error, one.template
            if found:
                return found
        if problem is not None:
            raise problem
        return []

    def longest(self, sentence: Sentence, at: int, calendar: Calendar) -> tuple[Words | None, int]:
        """Return the command of the longest match at a place that has one, and where it ends."""
        matches = self.matches(sentence, at, whole=False)
        for one in sorted(matches, key=lambda one: (-one.end, *_rank(one))):
            commands = self.commands(one, sentence, calendar)
            if commands:
                return commands[0], one.end
        return None, at

    def matches(self, sentence: Sentence, at: int = 0, *, whole: bool = True) -> Iterator[Match]:
        """Return every template that matches the words from a place: all of them, or some."""
        words = sentence.words
        for row, template in self._candidates(frozenset(words)):
            if template not in self._nodes:
                self._nodes[template] = self._compiled(template)
            for end, taken in _walk(self._nodes[template], sentence, at, (), whole=whole):
                if end == len(words) or not whole:
                    sizes = [(one[1].is_open, one[3] - one[2]) for one in taken]
                    open_words = sum(size for is_open, size in sizes if is_open)
                    literals = end - at - sum(size for _, size in sizes)
                    yield Match(row, template, end, open_words, literals, taken)

    def commands(self, one: Match, sentence: Sentence, calendar: Calendar) -> list[Words]:
        """Return the commands that a match stands for, none if a slot has no value."""
        values = {name: sentence.value((name, *rest), calendar) for name, *rest in one.taken}
        if any(value is None for value in values.values()):
            return []
        several = next((name for name, value in values.items() if isinstance(value, list)), None)
        each = [values]
        if several is not None:
            each = [{**values, several: value} for value in values[several]]
        found = []
        for known in each:
            for pattern in one.row.argv.split(" | "):
                options = (self._filled(option, known) for option in pattern.split(" else "))
                words = next((words for words in options if words is not None), None)
                if words is not None:
                    found.append(words)
        return found

    def _holds(self, one: Match, sentence: Sentence, calendar: Calendar) -> bool:
        """Tell whether each closed slot has a value. Raises UsageError."""
        return all(
            taken[1].is_open or sentence.value(taken, calendar) is not None for taken in one.taken
        )

    def _filled(self, pattern: str, values: Values) -> Words | None:
        """Return the words of a command's pattern; None if a form has no value."""
        found: Words = []
        for piece in _PIECES.findall(pattern):
            if piece[0] == "[":
                slots = _VALUE.findall(piece)
                inner = self._filled(piece[1:-1], values) if slots[0][0] in values else []
                if inner is None:
                    return None
                found += inner
                continue
            slot = _VALUE.fullmatch(piece)
            value = piece if slot is None else values[slot[1]]
            if slot and slot[2]:
                value = self._forms[slot[2]](value, values)
            if value is None:
                return None
            if type(value) is not tuple:
                found.append(value)
            elif found and str(found[-1]).startswith("--"):
                option = found.pop()
                found += (word for one in value for word in (option, one))
            else:
                found += value
        return found

    # --- which rows to try ------------------------------------------------------------------

    def _candidates(self, words: frozenset[str]) -> Iterator[tuple[Row, str]]:
        for required, row, template in self._index:
            if not required or not required.isdisjoint(words):
                yield row, template

    @functools.cached_property
    def _index(self) -> list[tuple[frozenset[str], Row, str]]:
        """Each template with words of which one has to be there; none where there is none."""
        return [
            (self._required(template), row, template)
            for row in self.rows
            for template in row.templates
        ]

    def _required(self, template: str) -> frozenset[str]:
        text = self._expanded(template)
        while (shorter := _OPTIONAL.sub("", text)) != text:
            text = shorter
        depth = 0
        for at, sign in enumerate(_SIGNS.findall(text)):
            depth += (sign == "(") - (sign == ")")
            if depth == 0:
                return frozenset(_SIGNS.findall(text)[: at + 1]) - frozenset("()|")
        return frozenset()

    def _expanded(self, template: str) -> str:
        while "<" in template:
            name = template[template.index("<") : template.index(">") + 1]
            template = template.replace(name, self._shared[name[1:-1]])
        return template

    def _compiled(self, template: str) -> Node | None:
        alternatives, _ = self._parsed(_SIGNS.findall(self._expanded(template)), 0)
        return _branch([self._linked(one, None) for one in alternatives])

    def _parsed(self, signs: list[str], at: int) -> tuple[list[list[Any]], int]:
        """Return the alternatives up to a closing bracket, and the place after it."""
        alternatives: list[list[Any]] = [[]]
        while at < len(signs):
            sign = signs[at]
            at += 1
            if sign in ")]":
                break
            if sign == "|":
                alternatives.append([])
            elif sign in "([":
                inner, at = self._parsed(signs, at)
                alternatives[-1].append([*inner, []] if sign == "[" else inner)
            else:
                alternatives[-1].append(sign)
        return alternatives, at

    def _linked(self, sequence: list[Any], after: Node | None) -> Node | None:
        """Return the first node of a sequence, each node knowing what comes after it."""
        for item in reversed(sequence):
            if isinstance(item, list):
                single = frozenset(one[0] for one in item if _is_single(one))
                nodes = [self._linked(one, after) for one in item if one and not _is_single(one)]
                if single:
                    nodes.append((_WORD, single, after))
                after = _branch(nodes if all(item) else [*nodes, after])
            elif _is_word(item):
                after = (_WORD, frozenset((item,)), after)
            else:
                after = (_SLOT, (item[1:-1], self._kinds[item[1:-1]]), after)
        return after


def _is_word(item: object) -> bool:
    return isinstance(item, str) and item[0] != "{"


def _is_single(sequence: list[Any]) -> bool:
    return len(sequence) == 1 and _is_word(sequence[0])


def _branch(nodes: list[Node | None]) -> Node | None:
    return nodes[0] if len(nodes) == 1 else (_BRANCH, nodes, None)


def _score(one: Match) -> tuple[int, int]:
    return one.open_words, -one.literals


def _rank(one: Match) -> tuple[object, ...]:
    """Return the order of matches: by score, and of equal ones the same order every time."""
    return *_score(one), [end for *_, end in one.taken], one.row.argv


def _walk(
    node: Node | None, sentence: Sentence, at: int, taken: tuple[Taken, ...], *, whole: bool
) -> Iterator[tuple[int, tuple[Taken, ...]]]:
    """Return where each match of a node ends, and what its slots took."""
    words = sentence.words
    count = len(words)
    while node is not None:
        sort, what, after = node
        if sort == _BRANCH:
            for one in what:
                yield from _walk(one, sentence, at, taken, whole=whole)
            return
        if at == count:
            return
        if sort == _SLOT:
            name, kind = what
            last = min(count, at + kind.most) if kind.most else count
            first = count if after is None and whole else at + 1
            follows = after[1] if after is not None and after[0] == _WORD else None
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
