"""Sentences that ask for a new task. What a title is, and what a date, `phrases` knows."""

from __future__ import annotations

from roma_cli.domain.errors import UsageError
from roma_cli.domain.language.commands.patterns import LEVELS, Intent, compiled
from roma_cli.domain.language.quick_add import grammar as quick_add_grammar
from roma_cli.domain.repeats.parse import parse_repeat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.domain.language.commands.patterns import Scene

_NOUN = r"(?:tasks?|todos?|to-dos?|to-do item|reminder|item|errand)"
_REPEATS = "daily|weekly|monthly|yearly|fortnightly|quarterly|annual"
_KIND = rf"(?:{_REPEATS}|recurring|repeating|new|(?:high|low)[ -]priority|urgent|important|another)"
_CREATE = (
    r"(?:create|add|make|set up|start|open|put in|new|write down|note down)(?: me)?"
    r"(?: (?:a|an|the|another))?"
    rf"(?P<kinds>(?: {_KIND},?)*) {_NOUN}"
    r"(?::| -| called| named| titled| (?:that )?(?:is|says)| for| about| to| of|) (?P<rest>\S.*)"
)
_ADD = (
    r"(?:add|put|write down|note down) (?P<rest>\S.*?)(?: (?:to|on|onto|in) (?:my |the )"
    r"(?:(?:to-?do |task )?list|tasks|to-?dos))?"
)
_LABEL = r"(?:new )?(?:task|todo|to-do): ?(?P<rest>\S.*)"
_REMIND = r"remind me (?:to|that i (?:have|need) to) (?P<rest>\S.*)"
_SOONEST = "15 minutes"
"""The shortest of the seven: who is to be reminded of a thing has to hear of it before."""

_NOT_TITLES = (
    r"(?:(?:it|them)(?: .*)?|to|that|this|nothing|something|everything|up|in|on|insult to injury"
    r"|\d+(?: ?(?:\+|and|plus|to|,) ?\d+)*"
    r"|(?:an? |one |another |\d+ )?(?:more )?(?:task|todo|session|pomodoro|tag|note|reminder"
    r"|label|time|minute|hour|day)s?)"
)
_SESSIONS = r".*\b(?:sessions?|pomodoros?|minutes?|hours?) to .*"


def read(text: str, scene: Scene) -> list[Intent]:
    """Return the command that makes the task a sentence asks for; nothing if it asks for none.

    Raises UsageError as `phrases.read` does, and where no time is said to be reminded at.
    """
    made = compiled(_CREATE).fullmatch(text)
    if made:
        return _new(made["rest"], scene, made["kinds"].lower())
    reminded = compiled(_REMIND).fullmatch(text)
    if reminded:
        return _new(reminded["rest"], scene, "reminded")
    for pattern in (_LABEL, _ADD):
        match = compiled(pattern).fullmatch(text)
        if match and not compiled(_SESSIONS).fullmatch(match["rest"]):
            return _new(match["rest"], scene)
    return []


def _new(rest: str, scene: Scene, kinds: str = "") -> list[Intent]:
    said = rest.strip(" ,:")
    if compiled(_NOT_TITLES).fullmatch(said) or not any(map(str.isalnum, said)):
        return []
    phrase = quick_add_grammar.read(said, scene.rule, scene.now)
    if phrase.title == "-":
        # A title to read from standard input, to the command.
        return []
    title = _titled(phrase.title, said)
    return [Intent(tuple(quick_add_grammar.command(_of_kind(phrase._replace(title=title), kinds))))]


def _of_kind(phrase: quick_add_grammar.Phrase, kinds: str) -> quick_add_grammar.Phrase:
    """Return a task with what was said of it before its title: weekly, urgent, to be reminded of.

    Raises UsageError where that is not enough, or not what its sentence says besides.
    """
    for kind in kinds.replace(",", " ").replace("-", " ").split():
        if compiled(_REPEATS).fullmatch(kind):
            phrase = phrase._replace(repeat=_repeat(phrase, {"annual": "yearly"}.get(kind, kind)))
        elif kind in LEVELS:
            phrase = phrase._replace(priority=phrase.priority or LEVELS[kind])
        elif kind in ("recurring", "repeating") and phrase.repeat is None:
            if not compiled(rf".*\b(?:{_REPEATS})\b.*").fullmatch(kinds):
                raise UsageError(
                    "say how often it repeats", 'roma chat "create a weekly task for yoga"'
                )
        elif kind == "reminded":
            if phrase.due is None:
                raise UsageError(
                    "say when to be reminded", 'roma chat "remind me to call mum tomorrow 9am"'
                )
            phrase = phrase._replace(remind=phrase.remind or _SOONEST)
    return phrase


def _repeat(phrase: quick_add_grammar.Phrase, kind: str) -> str:
    """Return how a task repeats that was called weekly: as its sentence says, if that is a week."""
    if phrase.repeat is None:
        return kind
    own, other = parse_repeat(phrase.repeat), parse_repeat(kind)
    if own is None or other is None or own.unit != other.unit:
        raise UsageError(
            f"'{kind}' and '{phrase.repeat}' both say how it repeats",
            'roma chat "create a task for yoga every monday"',
        )
    return phrase.repeat


def _titled(title: str, said: str) -> str:
    """Return a title with a capital, unless it was quoted or its first word has its own."""
    first = title.split(maxsplit=1)[0]
    if f'"{title}"' in said or f"'{title}'" in said or not (first.isascii() and first.islower()):
        return title
    return title[0].upper() + title[1:]
