"""One sentence -> one command: which row of the tables a sentence means, read without a guess.

Pure and deterministic. A template matches a sentence as a whole, so what only looks like a command
(`I wonder what done means`) is not one. What could mean several things comes back as several;
who asks changes nothing; what no template matches is not understood.
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
"""What help and a sentence that is not understood are answered with."""

ROWS = (*rows(QUERIES, changes=False), *rows(EDITS, changes=True))


def _path(row: Row) -> tuple[str, ...]:
    """Return the words that name the command of a row: `task add`, `undo`, `undo --list`."""
    words = row.argv.split()[:2]
    is_named = words[1:] and (words[1][0].isalpha() or words[1] == "--list")
    return tuple(words if is_named else words[:1])


READS = frozenset(_path(row) for row in ROWS if row.argv and not row.changes)
"""Commands that change nothing, by their first words."""

CHANGES = frozenset(_path(row) for row in ROWS if row.changes)
"""Commands that change something and may come of a sentence."""

_WANTED: dict[tuple[str, ...], str] = {
    ("task", "reopen"): "completed",
    **dict.fromkeys((("task", "show"), ("task", "note"), ("task", "delete")), "any"),
    ("session", "add"): "any",
}
"""The status of the tasks that a command is mostly for, if not pending."""

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

    `count` wants how many there are and not which; `later` is a number and a unit by which the
    task's own due date moves.
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
    """Return help, greeting, thanks or bye for a sentence that is no more than that."""
    text = _folded(sentence)
    text = text.rstrip(" .!…") or text
    if text and not text.strip("?"):
        return "help"
    matches = _SMALL_TALK.matches(Sentence(text.rstrip("? ") or text))
    return next((one.row.argv for one in matches), None)


def read(sentence: str, rule: DayRule, now: int) -> list[ParsedCommand]:
    """Return every command a sentence may stand for, none where it is not understood.

    `now` is in epoch seconds. Raises UsageError for a sentence that is too long, for a question
    that would change something, and for what is understood but cannot be, such as 31 April.
    """
    text, asks = _bare(_folded(sentence))
    calendar = Calendar(rule, now)
    try:
        found = _read(text, calendar)
    except Ambiguous as problem:
        found = _read_each(text, problem, calendar)
    if asks and any(changes(command.before) for command in found):
        raise UsageError(
            "a question changes nothing: say it without the question mark", "roma chat help"
        )
    return found


def changes(command: tuple[str, ...]) -> bool:
    """Tell whether a command, in its words after `roma`, changes anything."""
    return command[:2] not in READS and command[:1] not in READS


def best_rows(sentence: str, rule: DayRule, now: int) -> set[str]:
    """Return the patterns of the rows that a sentence means: more than one could mean two things.

    Raises UsageError as `read` does.
    """
    text, _ = _bare(_folded(sentence))
    return {row.argv for row, _ in GRAMMAR.best(Sentence(text), Calendar(rule, now))}


def _read(text: str, calendar: Calendar) -> list[ParsedCommand]:
    found = [_command(*one) for one in GRAMMAR.best(Sentence(text), calendar)]
    return list(dict.fromkeys(found))


def _read_each(text: str, problem: Ambiguous, calendar: Calendar) -> list[ParsedCommand]:
    """Return what a sentence means with each reading of the part that could mean several.

    Raises the problem itself where that part cannot be found apart from the rest.
    """
    part = re.compile(re.escape(problem.text), re.IGNORECASE)
    if len(problem.readings) < 2 or len(part.findall(text)) != 1:  # noqa: PLR2004 - a choice
        raise problem
    found: list[ParsedCommand] = []
    for reading in problem.readings:
        # A reading is no pattern: its text goes in as it stands.
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
    """Return a sentence with single blanks and straight quotes. Raises UsageError if it is long."""
    text = " ".join(sentence.translate(_QUOTES).split())
    if len(text) > LONGEST:
        raise UsageError(
            f"a sentence has at most {LONGEST} characters, not {len(text)}", "roma chat help"
        )
    return text


def _bare(text: str) -> tuple[str, bool]:
    """Return a folded sentence without politeness and its last mark, and whether it asks."""
    stripped = text.rstrip(" .!?…")
    asks = "?" in text[len(stripped) :]
    lead = compiled(_LEAD).match(stripped)
    rest = stripped[lead.end() :] if lead else stripped
    trail = compiled(_TRAIL).fullmatch(rest)
    return (trail["rest"] if trail and trail["rest"] else rest), asks
