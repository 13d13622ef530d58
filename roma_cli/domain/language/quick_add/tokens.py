"""Words of a sentence: quoted ones, those taken for a field, and those left for the title."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import namedtuple

from roma_cli.domain.errors import Ambiguous, UsageError
from roma_cli.domain.task import TITLE_LIMIT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import NoReturn

LONGEST = 2000
"""Characters of a sentence: more than a task with every field at its limit needs."""

END_OF_MARKS = "--"

_QUOTES = {
    '"': '"',
    "'": "'",
    "\u201c": "\u201d\u201c",
    "\u201e": "\u201c\u201d",
    "\u2018": "\u2019\u2018",
    "\u201a": "\u2018\u2019",
    "\u00ab": "\u00bb",
    "\u00bb": "\u00ab",
    "\u2039": "\u203a",
}
"""The opening quotation marks, and what closes each."""

_AFTER_QUOTE = ",.;:!?)"
_PREFIXES = ("due:", "+")
"""Marks whose value may be quoted: `due:"fri 17:00"`, `+"Home office"`."""

_SHOWN = 120
"""Characters of a sentence that a hint repeats."""


def these(words: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(words.split())


class Taken(namedtuple("Taken", "what words meaning")):
    """A part of a sentence that was read as a field.

    `what` is due, repeat, priority, tag, reminder, project or estimate; `words` are the words as
    typed; `meaning` is the value as the options of `roma task add` accept it.
    """

    __slots__ = ()
    what: str
    words: str
    meaning: str


class Word(namedtuple("Word", "typed value fixed", defaults=("", False))):
    """A word as `typed`, or a quotation; `fixed` if it can only be part of the title.

    `value` is the quoted value of a mark, after the mark: `due:fri 17:00`.
    """

    __slots__ = ()
    typed: str
    value: str
    fixed: bool


class Sentence:
    """The words of a sentence, and the fields they were read as."""

    def __init__(self, words: Sequence[Word]) -> None:
        self.words = words
        self.left = list(range(len(words)))
        self.taken: list[tuple[tuple[int, ...], Taken]] = []

    def take(self, what: str, places: Sequence[int], meaning: str) -> None:
        """Take the words at these places out of the title."""
        self.drop(places)
        self.taken.append((tuple(places), Taken(what, self.typed(places), meaning)))

    def drop(self, places: Sequence[int]) -> None:
        """Keep the words at these places out of the title."""
        gone = set(places)
        self.left = [at for at in self.left if at not in gone]

    def before(self, at: int) -> list[int]:
        """Return the places of the two words left before this one, fewer at the beginning."""
        index = bisect_left(self.left, at)
        return self.left[max(0, index - 2) : index]

    def after(self, at: int) -> int | None:
        """Return the place of the word left after this one, None if there is none."""
        index = bisect_right(self.left, at)
        return self.left[index] if index < len(self.left) else None

    def title(self) -> str:
        """Return the words left, without a comma or dash before a part that was taken."""
        kept = [self.words[at] for at in self.left]
        if len(kept) == 1 and kept[0].fixed and kept[0].value:
            # The quotes were only there to keep the words in the title.
            return kept[0].value
        text = " ".join(word.typed for word in kept)
        leads = bool(self.left) and self.left[-1] + 1 < len(self.words)
        if leads and not kept[-1].fixed and kept[-1].typed.rstrip(",;"):
            text = text.rstrip(",;")
        return text

    def typed(self, places: Sequence[int]) -> str:
        """Return the words at these places as they were typed."""
        return " ".join(self.words[at].typed for at in places)

    def instead(self, places: Sequence[int], other: str) -> str:
        """Return the command with these words replaced by `other`."""
        gone = set(places)
        words = []
        for at, word in enumerate(self.words):
            if at == min(gone):
                words.append(other)
            if at not in gone:
                words.append(word.typed)
        return _command([word for word in words if word])

    def refuse(self, places: Sequence[int], readings: Sequence[str], message: str = "") -> NoReturn:
        """Raise Ambiguous: the words at these places could be any of `readings`."""
        typed = self.typed(places)
        shown = typed if len(typed) <= _SHOWN else typed[: _SHOWN - 1] + "…"
        raise Ambiguous(
            message or f"'{shown}' could mean {' or '.join(readings)}: type the one you mean",
            _either(self.instead(places, reading) for reading in readings),
            text=typed,
            readings=readings,
        )

    def refuse_apart(self, at: int, places: Sequence[int], together: str) -> NoReturn:
        """Raise Ambiguous: the day at a place may belong to the time at others, or to the title."""
        day, time = self.words[at].typed, self.typed(places)
        moved = [word.typed for place, word in enumerate(self.words) if place not in {at, *places}]
        raise Ambiguous(
            f"'{day}' could be the day of '{time}' or part of the title: type the one you mean",
            _either((_command([*moved, together]), self.instead([at], as_title(day)))),
            text=day,
            readings=["", as_title(day)],
        )

    def choose(
        self, name: str, one: Sequence[int], other: Sequence[int], *, marked: bool = False
    ) -> NoReturn:
        """Raise Ambiguous: a task has one `name`, and these words give two.

        One of them may be part of the title, unless both are `marked`.
        """
        typed = [self.typed(places)[:_SHOWN] for places in (one, other)]
        kept = ["", ""] if marked else [as_title(text) for text in typed]
        raise Ambiguous(
            f"a task has one {name}, not '{typed[0]}' and '{typed[1]}'",
            _either((self.instead(other, kept[1]), self.instead(one, kept[0]))),
            text=typed[0],
            readings=typed,
        )


def split(words: Sequence[str] | str) -> Sentence:
    """Return the words of a sentence, with its quotations.

    After an argument `--` every word is title; in a single text `--` is a dash, and is kept.
    Raises UsageError for a sentence that is too long for a task.
    """
    arguments = [words] if isinstance(words, str) else list(words)
    after: list[str] = []
    if END_OF_MARKS in arguments and not isinstance(words, str):
        at = arguments.index(END_OF_MARKS)
        arguments, after = arguments[:at], arguments[at + 1 :]
    pieces = " ".join(arguments).split()
    fixed = " ".join(after).split()
    length = sum(map(len, pieces)) + sum(map(len, fixed)) + len(pieces) + len(fixed)
    if length > LONGEST:
        raise UsageError(
            f"{length - 1} characters are too long for a task: a title has at most {TITLE_LIMIT}",
            "roma add --help",
        )
    found = _quoted(pieces)
    if END_OF_MARKS in pieces:
        at = next((at for at, word in enumerate(found) if word.typed == END_OF_MARKS), len(found))
        found[at:] = [Word(word.typed, word.value, fixed=True) for word in found[at:]]
    return Sentence([*found, *(Word(word, fixed=True) for word in fixed)])


def in_shell(text: str) -> str:
    """Return a text as one word of a POSIX shell."""
    return "'" + text.replace("'", "'\"'\"'") + "'"


def as_title(text: str) -> str:
    """Return a text in quotes, which keep it in the title."""
    return f'"{text}"'


def _command(words: Sequence[str]) -> str:
    text = " ".join(words)
    return "roma add " + (in_shell(text) if len(text) <= _SHOWN else "--help")


def _either(commands: Iterable[str]) -> str:
    """Return a hint of several commands; sentences too long to repeat share one."""
    return " or ".join(dict.fromkeys(commands))


def _quoted(pieces: Sequence[str]) -> list[Word]:
    """Join the words of each quotation; an unclosed quotation mark is an ordinary character."""
    words: list[Word] = []
    unclosed: set[str] = set()
    at = 0
    while at < len(pieces):
        prefix, opened = _opening(pieces[at])
        end = None
        if opened and opened not in unclosed:
            end = _closing(pieces, at, len(prefix), _QUOTES[opened])
            if end is None:
                unclosed.add(opened)
        if end is None:
            words.append(Word(pieces[at]))
            at += 1
            continue
        typed = " ".join(pieces[at : end + 1])
        inner = typed[len(prefix) + 1 :].rstrip(_AFTER_QUOTE)[:-1]
        words.append(Word(typed, prefix + inner.strip(), fixed=not prefix))
        at = end + 1
    return words


def _opening(piece: str) -> tuple[str, str]:
    """Return the mark before a quotation, and its opening quotation mark; both empty if none."""
    for prefix in ("", *_PREFIXES):
        rest = piece[len(prefix) :]
        if piece[: len(prefix)].lower() == prefix and rest and rest[0] in _QUOTES:
            return piece[: len(prefix)], rest[0]
    return "", ""


def _closing(pieces: Sequence[str], start: int, skipped: int, closers: str) -> int | None:
    for at in range(start, len(pieces)):
        text = pieces[at][skipped + 1 :] if at == start else pieces[at]
        text = text.rstrip(_AFTER_QUOTE)
        if text and text[-1] in closers and (at > start or len(text) > 1):
            return at
    return None
