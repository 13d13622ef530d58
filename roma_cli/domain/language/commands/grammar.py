"""Grammar of chat: the commands that a sentence means.

Pure and deterministic. A template matches an entire sentence, so a sentence that only looks like a
command (`I wonder what done means`) is not one. A sentence that could mean several things returns
several commands; a question changes nothing; a sentence that no template matches is not
understood.
"""

from __future__ import annotations

import re
from collections import namedtuple

from roma_cli.domain.errors import Ambiguous, UsageError
from roma_cli.domain.language.commands.day_slots import DAY_KINDS
from roma_cli.domain.language.commands.edits import EDITS
from roma_cli.domain.language.commands.filters import FILTER_KINDS
from roma_cli.domain.language.commands.matcher import Calendar, Grammar, Sentence, compiled
from roma_cli.domain.language.commands.new_tasks import NEW_TASK_FORMS, NEW_TASK_KINDS
from roma_cli.domain.language.commands.queries import QUERIES
from roma_cli.domain.language.commands.slots import FORMS, KINDS, SHARED, Reference, Shift
from roma_cli.domain.language.commands.templates import rows

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.day import DayRule
    from roma_cli.domain.language.commands.matcher import Words
    from roma_cli.domain.language.commands.templates import Row

LONGEST = 400
"""Characters of a sentence: a title with all its dates and tags."""

EXAMPLES = (
    "create a weekly task for team meetings",
    "what is due this week",
    "done with the report",
    "move it to friday 17:00",
    "start a 25 minute session on the report",
    "how did I do this week",
    "undo",
)
"""Sentences that help and the error for a sentence not understood show."""

ROWS = (*rows(QUERIES, changes=False), *rows(EDITS, changes=True))


def _path(row: Row) -> tuple[str, ...]:
    """Return the words that name the command of a row: `task add`, `undo`, `undo --list`."""
    words = row.argv.split()[:2]
    is_named = words[1:] and (words[1][0].isalpha() or words[1] == "--list")
    return tuple(words if is_named else words[:1])


READS = frozenset(_path(row) for row in ROWS if row.argv and not row.changes)
"""Commands that change nothing, by their first words."""

CHANGES = frozenset(_path(row) for row in ROWS if row.changes)
"""Commands that change something and that a sentence can mean."""

_WANTED: dict[tuple[str, ...], str] = {
    ("task", "reopen"): "completed",
    **dict.fromkeys((("task", "show"), ("task", "note"), ("task", "delete")), "any"),
    ("session", "add"): "any",
}
"""The preferred status of the tasks of a command, if not pending."""

GRAMMAR = Grammar(
    ROWS,
    {**KINDS, **DAY_KINDS, **FILTER_KINDS, **NEW_TASK_KINDS},
    {**FORMS, **NEW_TASK_FORMS},
    SHARED,
)
_SMALL_TALK = Grammar(
    rows(
        """
what can you do -> help
    help
    what can (i|you) (say|do|ask)
    how does this work
    (commands|examples)
hello -> greeting
    (hi|hello|hey|good (morning|afternoon|evening|day)) [[,] (roma|there)]
thanks a lot -> thanks
    (thanks|thank you|thx|great|perfect) <much> <much>
bye roma -> bye
    (bye|goodbye|good bye|quit|exit|good night|see you) [[,] roma]
""",
        changes=False,
    ),
    {},
    {},
    {"much": "[a lot|very much|so much|roma]"},
)


class ParsedCommand(
    namedtuple("ParsedCommand", "before task after count later", defaults=(None, (), False, None))
):
    """A command: the words before the task's numbers, the task if it has one, the words after.

    With `count` the question is how many tasks there are; `later` is a number and a unit by which
    the task's due date moves.
    """

    __slots__ = ()
    before: tuple[str, ...]
    task: Reference | None
    after: tuple[str, ...]
    count: bool
    later: tuple[int, str] | None


# --- the sentence ---------------------------------------------------------------------------

_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d\u201e\u00ab\u00bb", "''" + '"' * 5)
_LEAD = (
    r"(?:(?:hey|hi|hello|ok|okay|so|and|now|then|also|well|yes|please|pls|kindly|roma)[,!:]* |"
    r"(?:can|could|would|will) you (?:please |kindly |just )*|i(?:'d like| want) (?=to see )to )+"
)
_TRAIL = r"(?P<rest>.*?)(?:[ ,]+(?:please|pls|thanks|thank you|for me|now|roma))+"


def small_talk(sentence: str) -> str | None:
    """Return help, greeting, thanks or bye for a sentence that is only that."""
    text = _folded(sentence)
    text = text.rstrip(" .!…") or text
    if text and not text.strip("?"):
        return "help"
    matches = _SMALL_TALK.matches(Sentence(text.rstrip("? ") or text))
    return next((one.row.argv for one in matches), None)


def read(sentence: str, rule: DayRule, now: int) -> list[ParsedCommand]:
    """Return every command a sentence could mean, none if it is not understood.

    `now` is in epoch seconds. Raises UsageError for a sentence that is too long, for a question
    that would change something, and for a value that does not exist, such as 31 April.
    """
    text, asks = _bare(_folded(sentence))
    calendar = Calendar(rule, now)
    try:
        found = _read(text, calendar)
    except Ambiguous as problem:
        found = _read_each(text, problem, calendar)
    if asks and any(changes(command.before) for command in found):
        raise UsageError(
            "a question changes nothing: type it without the question mark", "roma chat help"
        )
    return found


def changes(command: tuple[str, ...]) -> bool:
    """Tell whether a command, in its words after `roma`, changes anything."""
    return command[:2] not in READS and command[:1] not in READS


def best_rows(sentence: str, rule: DayRule, now: int) -> set[str]:
    """Return the patterns of the rows that a sentence means, several if it could mean any of them.

    Raises UsageError as `read` does.
    """
    text, _ = _bare(_folded(sentence))
    return {row.argv for row, _ in GRAMMAR.best(Sentence(text), Calendar(rule, now))}


def _read(text: str, calendar: Calendar) -> list[ParsedCommand]:
    found = [_command(*one) for one in GRAMMAR.best(Sentence(text), calendar)]
    return list(dict.fromkeys(found))


def _read_each(text: str, problem: Ambiguous, calendar: Calendar) -> list[ParsedCommand]:
    """Return the commands for each reading of the ambiguous part of a sentence.

    Raises the problem itself if that part is not found exactly once.
    """
    part = re.compile(re.escape(problem.text), re.IGNORECASE)
    if len(problem.readings) < 2 or len(part.findall(text)) != 1:  # noqa: PLR2004 - a choice
        raise problem
    found: list[ParsedCommand] = []
    for reading in problem.readings:
        # A reading is inserted as text, not as a pattern.
        before, after = part.split(text)
        try:
            found += _read(before + reading + after, calendar)
        except UsageError:
            raise problem from None
    return found


def _command(row: Row, words: Words) -> ParsedCommand:
    sides: tuple[list[str], list[str]] = ([], [])
    task, later = None, None
    for word in words:
        if isinstance(word, Reference):
            task = word
        elif isinstance(word, Shift):
            later = tuple(word)
        else:
            sides[task is not None].append(word)
    before, after = map(tuple, sides)
    if task is not None:
        task = task._replace(wanted=_WANTED.get(before[:2], "pending"))
    return ParsedCommand(before, task, after, row.counts, later)


def _folded(sentence: str) -> str:
    """Return a sentence with single blanks and straight quotes. Raises UsageError if too long."""
    text = " ".join(sentence.translate(_QUOTES).split())
    if len(text) > LONGEST:
        raise UsageError(
            f"a sentence has at most {LONGEST} characters, not {len(text)}", "roma chat help"
        )
    return text


def _bare(text: str) -> tuple[str, bool]:
    """Return a folded sentence without polite words and its last mark, and whether it asks."""
    stripped = text.rstrip(" .!?…")
    asks = "?" in text[len(stripped) :]
    lead = compiled(_LEAD).match(stripped)
    rest = stripped[lead.end() :] if lead else stripped
    trail = compiled(_TRAIL).fullmatch(rest)
    return (trail["rest"] if trail and trail["rest"] else rest), asks
