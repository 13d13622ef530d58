"""Marks in a sentence: `#tag`, `!high`, `+project`, `~3`, `due:…`, `remind …`.

They can stand anywhere outside quotations. A word that looks like a mark but is unknown is
refused, not kept in the title.
"""

from __future__ import annotations

import re

from roma_cli.domain import task as task_rules
from roma_cli.domain.dates.parse import parse_due, parse_duration
from roma_cli.domain.errors import Ambiguous, UsageError
from roma_cli.domain.reminder import OFFSETS, parse_offset
from roma_cli.domain.vocabulary import NUMBERS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from roma_cli.domain.day import DayRule
    from roma_cli.domain.language.quick_add.tokens import Sentence

_PRIORITIES = {
    **{name: name for name in task_rules.PRIORITIES},
    **dict(zip("321", task_rules.PRIORITIES, strict=True)),
}
_ENDINGS = ",.;:!?)"
"""Characters after a mark that are not part of it."""

_ONCE = {
    "due": "due date",
    "priority": "priority",
    "reminder": "reminder",
    "project": "project",
    "estimate": "estimate",
}
"""Fields that a task has one of, and their names in messages."""

_SESSIONS = ("session", "sessions")
_BEFORE = (("in", "advance"), ("before",), ("beforehand",), ("ahead",), ("earlier",), ("prior",))
_LONGEST_LENGTH = 4
"""Words of a length of time: `1 hour 30 minutes`."""
_LONGEST_DUE = 10
"""Words of a date: `on sunday, the 8th of march 2026 at 9 am`."""

_NUMBER = re.compile(rf"\b({'|'.join(NUMBERS)})\b", re.ASCII)


def in_digits(text: str) -> str:
    """Return a lower-case text with its number words as digits: `in two days` -> `in 2 days`."""
    return _NUMBER.sub(lambda match: str(NUMBERS[match[1]]), text)


def take_marks(sentence: Sentence, rule: DayRule, now: int) -> None:
    """Take every mark out of a sentence. Raises UsageError for one that cannot be read."""
    readers: dict[str, Callable[[Sentence, int], None]] = {
        "#": _tag,
        "!": _priority,
        "+": _project,
        "~": _estimate,
    }
    for at, word in enumerate(sentence.words):
        if word.fixed or at not in sentence.left:
            continue
        reader = readers.get(word.typed[0])
        if reader is not None:
            reader(sentence, at)
        elif word.typed[:4].lower() == "due:":
            _due(sentence, at, rule, now)
        elif word.typed.lower() in {"remind", "reminder"}:
            _reminder(sentence, at)
    _only_one(sentence)


def is_mark(word: str) -> bool:
    """Tell whether a word begins like a mark, so that a date ends before it."""
    return word[0] in "#!~" or word[:4].lower() == "due:" or _is_project(word)


def _tag(sentence: Sentence, at: int) -> None:
    name = sentence.words[at].typed[1:].rstrip(_ENDINGS)
    # "#12" is a number, and "##" is punctuation: neither is a tag.
    if (
        not name
        or name[0] == "#"
        or not any(letter > "\x7f" or letter.isalpha() for letter in name)
    ):
        return
    [tag] = task_rules.clean_tags([name])
    sentence.take("tag", [at], tag)


def _priority(sentence: Sentence, at: int) -> None:
    name = sentence.words[at].typed[1:].rstrip(_ENDINGS)
    if not any(map(str.isalnum, name)):
        return
    priority = _PRIORITIES.get(name.lower())
    if priority is None:
        raise UsageError(
            f"'!{name}' is not a priority: use !high, !medium, !low, or !1 to !3",
            sentence.instead([at], "!high"),
        )
    sentence.take("priority", [at], priority)


def _is_project(word: str) -> bool:
    return word[0] == "+" and len(word) > 1 and (word[1].isalpha() or word[1] == "_")


def _project(sentence: Sentence, at: int) -> None:
    word = sentence.words[at]
    name = word.value[1:] if word.value else word.typed[1:].rstrip(_ENDINGS)
    if not (word.value or _is_project(word.typed)):
        # "+49 30 ..." is a telephone number, "+2h" a date.
        return
    project = task_rules.clean_project(name)
    sentence.take("project", [at], project or "none")


def _estimate(sentence: Sentence, at: int) -> None:
    name = sentence.words[at].typed[1:].rstrip(_ENDINGS)
    if not ("0" <= name[:1] <= "9"):
        return
    try:
        number = task_rules.clean_estimate(name)
    except UsageError as problem:
        raise UsageError(problem.message, sentence.instead([at], "~3")) from None
    places = [at]
    if _lower(sentence, at + 1).rstrip(_ENDINGS) in _SESSIONS:
        places.append(at + 1)
    sentence.take("estimate", places, str(number))


def _due(sentence: Sentence, at: int, rule: DayRule, now: int) -> None:
    """Take `due:` with the longest date that follows it."""
    word = sentence.words[at]
    if word.value:
        texts = [(word.value[4:].lower(), 0)]
    else:
        values = [word.typed[4:].lower()]
        while len(values) < _LONGEST_DUE and _goes_on(sentence, at + len(values)):
            values.append(_lower(sentence, at + len(values)))
        texts = [
            (" ".join(values[: count + 1]).strip(), count)
            for count in range(len(values) - 1, -1, -1)
        ]
    for text, more in texts:
        places = range(at, at + more + 1)
        meaning = in_digits(text.rstrip(",.;!"))
        try:
            if meaning != "none":
                parse_due(meaning, rule, now)
        except Ambiguous as problem:
            sentence.refuse(places, [f"due:{reading}" for reading in problem.readings])
        except UsageError as problem:
            refused = problem
            continue
        sentence.take("due", places, meaning)
        return
    # The error is about the word itself: the words after it may be title.
    raise UsageError(refused.message, sentence.instead([at], "due:friday"))


def _goes_on(sentence: Sentence, at: int) -> bool:
    if at >= len(sentence.words) or sentence.words[at].fixed:
        return False
    return not is_mark(sentence.words[at].typed)


def _lower(sentence: Sentence, at: int) -> str:
    """Return a word that may belong to a mark, in lower case; empty for any other word."""
    if at >= len(sentence.words) or sentence.words[at].fixed or at not in sentence.left:
        return ""
    return sentence.words[at].typed.lower()


def _reminder(sentence: Sentence, at: int) -> None:
    """Take `remind me 15 minutes before`; `remind Bob to call` stays in the title."""
    start = at + 1 + (_lower(sentence, at + 1) == "me")
    for count in range(_LONGEST_LENGTH, 0, -1):
        words = [_lower(sentence, place) for place in range(start, start + count)]
        length = in_digits(" ".join(words).rstrip(_ENDINGS))
        if not all(words) or not _is_length(length):
            continue
        end = start + count
        for tail in _BEFORE:
            if all(
                _lower(sentence, end + step).rstrip(_ENDINGS) == word
                for step, word in enumerate(tail)
            ):
                end += len(tail)
                break
        else:
            if sentence.words[at].typed.lower() == "reminder":
                return
        try:
            meaning = parse_offset(length)
        except UsageError as problem:
            raise UsageError(
                problem.message, sentence.instead(range(at, end), "remind 1 hour before")
            ) from None
        sentence.take("reminder", range(at, end), meaning)
        return


def _is_length(text: str) -> bool:
    if text.isdigit() or not ("0" <= text[:1] <= "9" or text[:2] in {"a ", "an"}):
        return False
    if text in OFFSETS:
        return True
    try:
        parse_duration(text)
    except UsageError:
        return False
    return True


def _only_one(sentence: Sentence) -> None:
    """Refuse two marks with different values for a field that a task has one of."""
    for what, name in _ONCE.items():
        meanings = {taken.meaning: places for places, taken in sentence.taken if taken.what == what}
        if len(meanings) > 1:
            one, other = list(meanings.values())[:2]
            sentence.choose(name, one, other, marked=True)
