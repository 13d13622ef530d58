"""One sentence -> one command: what can be said to roma, read without a guess.

Pure and deterministic. A rule reads a sentence as a whole, so what only looks like a command
(`I wonder what done means`) is not one. What could mean several things comes back as several;
who asks changes nothing; what no rule reads is not understood.
"""

from __future__ import annotations

import re

from roma_cli.domain.errors import Ambiguous, UsageError
from roma_cli.domain.language.commands import day as day_patterns
from roma_cli.domain.language.commands import edit_tasks as edit_patterns
from roma_cli.domain.language.commands import new_tasks as new_task_patterns
from roma_cli.domain.language.commands import queries as query_patterns
from roma_cli.domain.language.commands import timer as timer_patterns
from roma_cli.domain.language.commands import timing
from roma_cli.domain.language.commands.patterns import (
    Intent,
    Scene,
    bare,
    compiled,
    first_of,
    folded,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.day import DayRule

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

READS = frozenset(
    (
        *(("task", verb) for verb in ("list", "show", "search", "tags")),
        *(("session", "show"), ("timer", "show"), ("reset", "show"), ("remind", "list")),
        *(("config", "get"), ("config", "show"), ("undo", "--list")),
        *(("today",), ("stats",), ("log",)),
    )
)
"""Commands that change nothing, by their first words."""

CHANGES = frozenset(
    (
        *(
            ("task", verb)
            for verb in ("add", "done", "reopen", "edit", "delete", "note", "skip", "stop")
        ),
        *(("session", "set"), ("session", "add"), ("reset", "now"), ("config", "set")),
        *(("timer", verb) for verb in ("start", "pause", "resume", "stop", "skip")),
        *(("remind", "add"), ("remind", "snooze"), ("undo",), ("redo",)),
    )
)
"""Commands that change something and may come of a sentence."""

_RULES = (
    *day_patterns.BACK,
    *timer_patterns.COUNT,
    *day_patterns.DAY,
    *day_patterns.STATS,
    *timer_patterns.TIMER[:5],
    *query_patterns.LISTS,
    *timing.REMIND,
    *edit_patterns.KIND,
    *timing.WHEN,
    *edit_patterns.DONE,
    *query_patterns.ONE,
    *timer_patterns.TIMER[5:],
    *edit_patterns.END,
)

_SMALL_TALK = {
    "help": r"help|\?+|what can (?:i|you) (?:say|do|ask)|how does this work|commands|examples",
    "greeting": r"(?:hi|hello|hey|good (?:morning|afternoon|evening|day))(?:,? (?:roma|there))?",
    "thanks": r"(?:thanks|thank you|thx|great|perfect)(?: (?:a lot|very much|so much|roma))*",
    "bye": r"(?:bye|goodbye|good bye|quit|exit|good night|see you)(?:,? roma)?",
}


def small_talk(sentence: str) -> str | None:
    """Return help, greeting, thanks or bye for a sentence that is no more than that."""
    text = folded(sentence).rstrip(" .!…") or folded(sentence)
    for kind, pattern in _SMALL_TALK.items():
        if compiled(pattern).fullmatch(text.rstrip("? ") or text):
            return kind
    return None


def read(sentence: str, rule: DayRule, now: int) -> list[Intent]:
    """Return every command a sentence may stand for, none where it is not understood.

    Raises UsageError for one that is too long, for a question that would change something, and
    for what is understood but cannot be, such as 31 April.
    """
    text, asks = bare(folded(sentence))
    scene = Scene(rule, now)
    try:
        found = _read(text, scene)
    except Ambiguous as problem:
        found = _each(text, problem, scene)
    if asks and any(changes(intent.before) for intent in found):
        raise UsageError(
            "a question changes nothing: say it without the question mark", "roma chat help"
        )
    return found


def changes(command: tuple[str, ...]) -> bool:
    """Tell whether a command, in its words after `roma`, changes anything."""
    return command[:2] not in READS and command[:1] not in READS


def _read(text: str, scene: Scene) -> list[Intent]:
    return first_of(_RULES, text, scene) or new_task_patterns.read(text, scene)


def _each(text: str, problem: Ambiguous, scene: Scene) -> list[Intent]:
    """Return what a sentence means with each reading of the part that could mean several.

    Raises the problem itself where that part cannot be told apart from the rest.
    """
    part = re.compile(re.escape(problem.text), re.IGNORECASE)
    if not problem.readings or len(part.findall(text)) != 1:
        raise problem
    found: list[Intent] = []
    for reading in problem.readings:
        # A reading is no pattern: its text goes in as it stands.
        before, after = part.split(text)
        spoken = before + reading + after
        try:
            found += _read(spoken, scene)
        except UsageError:
            raise problem from None
    return found
