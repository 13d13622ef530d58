"""New tasks in a sentence: the title with its dates and marks, and the words before it."""

from __future__ import annotations

from roma_cli.domain.errors import UsageError
from roma_cli.domain.language.commands.matcher import Kind, compiled
from roma_cli.domain.language.commands.slots import LEVELS
from roma_cli.domain.language.quick_add import grammar as quick_add_grammar
from roma_cli.domain.repeats.parse import parse_repeat

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from roma_cli.domain.language.commands.matcher import Calendar

_REPEATS = "daily|weekly|monthly|yearly|fortnightly|quarterly|annual"
_TRAIT = (
    rf"(?:{_REPEATS}|recurring|repeating|new|(?:high|low)[ -]priority|urgent|important|another)"
)
_SOONEST = "15 minutes"
"""The shortest of the seven: who is to be reminded of a thing has to hear of it before."""

_NOT_TITLES = (
    r"(?:(?:it|them)(?: .*)?|to|that|this|nothing|something|everything|up|in|on|insult to injury"
    r"|\d+(?: ?(?:\+|and|plus|to|,) ?\d+)*"
    r"|(?:an? |one |another |\d+ )?(?:more )?(?:task|todo|session|pomodoro|tag|note|reminder"
    r"|label|time|minute|hour|day)s?)"
)


def _new_task(text: str, calendar: Calendar) -> quick_add_grammar.ParsedTask | None:
    """Return the task a text describes, None if it can be no title. Raises as quick add does."""
    typed = text.strip(" ,:")
    if compiled(_NOT_TITLES).fullmatch(typed) or not any(map(str.isalnum, typed)):
        return None
    task = quick_add_grammar.read(typed, calendar.rule, calendar.now)
    if task.title == "-":
        # A title to read from standard input, to the command.
        return None
    return task._replace(title=_capitalized(task.title, typed))


def _added(task: quick_add_grammar.ParsedTask, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the words after `task add` for a task that has traits.

    Raises UsageError where a trait is not enough, or not what its sentence says besides.
    """
    traits = values.get("traits", ())
    says_how_often = any(compiled(_REPEATS).fullmatch(trait) for trait in traits)
    for trait in traits:
        if compiled(_REPEATS).fullmatch(trait):
            task = task._replace(repeat=_repeat(task, {"annual": "yearly"}.get(trait, trait)))
        elif trait in LEVELS:
            task = task._replace(priority=task.priority or LEVELS[trait])
        elif task.repeat is None and trait in ("recurring", "repeating") and not says_how_often:
            raise UsageError(
                "say how often it repeats", 'roma chat "create a weekly task for yoga"'
            )
    return tuple(quick_add_grammar.command(task)[2:])


def _reminded(task: quick_add_grammar.ParsedTask, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the words after `task add` for a task to be reminded of.

    Raises UsageError where no time to be reminded at is given.
    """
    if task.due is None:
        raise UsageError(
            "say when to be reminded", 'roma chat "remind me to call mum tomorrow 9am"'
        )
    return _added(task._replace(remind=task.remind or _SOONEST), values)


def _repeat(task: quick_add_grammar.ParsedTask, trait: str) -> str:
    """Return how a task repeats that was called weekly: as its sentence says, if that is a week."""
    if task.repeat is None:
        return trait
    own, other = parse_repeat(task.repeat), parse_repeat(trait)
    if own is None or other is None or own.unit != other.unit:
        raise UsageError(
            f"'{trait}' and '{task.repeat}' both say how it repeats",
            'roma chat "create a task for yoga every monday"',
        )
    return task.repeat


def _capitalized(title: str, typed: str) -> str:
    """Return a title with a capital, unless it was quoted or its first word has its own."""
    first = title.split(maxsplit=1)[0]
    is_quoted = f'"{title}"' in typed or f"'{title}'" in typed
    if is_quoted or not (first.isascii() and first.islower()):
        return title
    return title[0].upper() + title[1:]


def _traits(text: str, _calendar: Calendar) -> tuple[str, ...]:
    return tuple(text.lower().replace(",", " ").replace("-", " ").split())


NEW_TASK_KINDS = {
    "new": Kind(_new_task, is_open=True),
    "traits": Kind(_traits, rf"{_TRAIT},?(?: {_TRAIT},?)*", 8),
}
NEW_TASK_FORMS = {"added": _added, "reminded": _reminded}
