"""New tasks in a chat sentence: the title with its dates and marks, and the words before it."""

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
"""The shortest of the seven reminder offsets."""

_NOT_TITLES = (
    r"(?:(?:it|them)(?: .*)?|to|that|this|nothing|something|everything|up|in|on|insult to injury"
    r"|\d+(?: ?(?:\+|and|plus|to|,) ?\d+)*"
    r"|(?:an? |one |another |\d+ )?(?:more )?(?:task|todo|session|pomodoro|tag|note|reminder"
    r"|label|time|minute|hour|day)s?)"
)


def _new_task(text: str, calendar: Calendar) -> quick_add_grammar.ParsedTask | None:
    """Return the task a text describes, None if it cannot be a title. Raises as quick add does."""
    typed = text.strip(" ,:")
    if compiled(_NOT_TITLES).fullmatch(typed) or not any(map(str.isalnum, typed)):
        return None
    task = quick_add_grammar.read(typed, calendar.rule, calendar.now)
    if task.title == "-":
        # The command would read the title from standard input.
        return None
    return task._replace(title=_capitalized(task.title, typed))


def _added(task: quick_add_grammar.ParsedTask, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the words after `task add` for a task that has traits.

    Raises UsageError if a trait is incomplete, or contradicts the rest of the sentence.
    """
    traits = values.get("traits", ())
    says_how_often = any(compiled(_REPEATS).fullmatch(trait) for trait in traits)
    for trait in traits:
        if compiled(_REPEATS).fullmatch(trait):
            task = task._replace(repeat=_repeat(task, {"annual": "yearly"}.get(trait, trait)))
        elif trait in LEVELS:
            task = task._replace(priority=task.priority or LEVELS[trait])
        elif task.repeat is None and trait in ("recurring", "repeating") and not says_how_often:
            raise UsageError("add how often it repeats, such as weekly", "roma chat help")
    return tuple(quick_add_grammar.command(task)[2:])


def _reminded(task: quick_add_grammar.ParsedTask, values: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the words after `task add` for a task to be reminded of.

    Raises UsageError if the sentence gives no time.
    """
    if task.due is None:
        raise UsageError("add when to be reminded, such as tomorrow 9am", "roma chat help")
    return _added(task._replace(remind=task.remind or _SOONEST), values)


def _repeat(task: quick_add_grammar.ParsedTask, trait: str) -> str:
    """Return the repeat of a task with a trait such as weekly; the sentence may say more of it."""
    if task.repeat is None:
        return trait
    own, other = parse_repeat(task.repeat), parse_repeat(trait)
    if own is None or other is None or own.unit != other.unit:
        raise UsageError(
            f"'{trait}' and '{task.repeat}' are different repeats: use one", "roma chat help"
        )
    return task.repeat


def _capitalized(title: str, typed: str) -> str:
    """Return a title with a capital letter, unless it is quoted or its first word has one."""
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
