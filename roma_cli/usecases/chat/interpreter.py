"""A sentence on an open file: its command and task, and the conversation that is kept."""

from __future__ import annotations

import json
import re
from collections import namedtuple
from datetime import timedelta

from roma_cli.domain import day as days
from roma_cli.domain import due as due_dates
from roma_cli.domain import task as task_rules
from roma_cli.domain.dates.clock_times import CLOCK
from roma_cli.domain.dates.parse import parse_due
from roma_cli.domain.errors import Damaged, NotFound, RomaError, UsageError
from roma_cli.domain.ids import parse_ids
from roma_cli.domain.language import conversation
from roma_cli.domain.language.commands import grammar as command_grammar
from roma_cli.storage import conversations, operations
from roma_cli.storage.queries import tasks as task_queries
from roma_cli.usecases.result import Cell, Column, Result, Table, line
from roma_cli.usecases.tasks import commands as task_commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Any

    from roma_cli.context import Context
    from roma_cli.domain.language.commands.grammar import ParsedCommand
    from roma_cli.domain.language.commands.slots import Reference
    from roma_cli.domain.task_fields import Task

SHOWN = 9
"""Commands to choose from at once: one key each."""

_FOUND = 50
_DAYS = {"day": 1, "week": 7}
_SECONDS = {"minute": 60, "hour": 3600}
_SMALL = frozenset(("the", "a", "an", "my", "our", "for", "of", "on", "to", "in", "at", "with"))
_REPLIES = {
    "greeting": "Hello. Say what to do, or help.",
    "thanks": "Gladly.",
    "bye": "Until next time.",
}


class Choice(namedtuple("Choice", "argv about count", defaults=("", False))):
    """A command in its words after `roma`, and the title of the task it is on.

    With `count` it is asked how many there are, and not which.
    """

    __slots__ = ()
    argv: tuple[str, ...]
    about: str
    count: bool


class Plan(namedtuple("Plan", "choices more reply", defaults=((), 0, ()))):
    """What a sentence means: one command, several to choose from, or a reply to small talk.

    `more` is how many choices there are beyond those listed.
    """

    __slots__ = ()
    choices: tuple[Choice, ...]
    more: int
    reply: tuple[str, ...]


class NotUnderstood(UsageError):  # noqa: N818 - reads as what it says
    """A sentence that no rule reads."""


def plan(context: Context, sentence: str) -> Plan:
    """Return what a sentence means. Changes nothing.

    Raises NotUnderstood, UsageError for what cannot be, and NotFound where no task is meant.
    """
    small = command_grammar.small_talk(sentence)
    if small == "help":
        return Plan(
            reply=("One can say, for example:", *(f"  {one}" for one in command_grammar.EXAMPLES))
        )
    if small is not None:
        return Plan(reply=(_REPLIES[small],))
    found = command_grammar.read(sentence, context.rule, context.now)
    if not found:
        raise NotUnderstood(
            "not understood: say for example "
            + ", ".join(f"'{one}'" for one in command_grammar.EXAMPLES[:3]),
            "roma chat help",
        )
    choices: dict[tuple[str, ...], Choice] = {}
    problem: RomaError | None = None
    for command in found:
        try:
            choices.update({one.argv: one for one in _choices(context, command)})
        except RomaError as missing:
            problem = problem or missing
    if not choices:
        raise problem or NotFound("no task matches", "roma task list")
    listed = tuple(choices.values())
    return Plan(listed[:SHOWN], len(listed) - len(listed[:SHOWN]))


def which(choices: Sequence[Choice], more: int) -> UsageError:
    """Return the error that names every command a sentence may stand for."""
    named = [
        conversation.typable(one.argv) + (f" ({one.about})" if one.about else "") for one in choices
    ]
    rest = f" or {more} more" if more else ""
    return UsageError(
        f"this could be {' or '.join(named)}{rest}: say which",
        conversation.typable(choices[0].argv),
    )


# --- the task -------------------------------------------------------------------------------


def _choices(context: Context, command: ParsedCommand) -> list[Choice]:
    if command.task is None:
        return [Choice(tuple(command.before), count=command.count)]
    if command.task.ids and command.later is None:
        found = known(context, command.task.ids)
        return [_choice(command, command.task.ids, "; ".join(one.title for one in found))]
    several = command.task.back == "them"
    found = meant(context, command.task)
    if command.later is not None:
        return [
            _choice(
                command, (str(one.id),), one.title, ("--due", _later(context, one, command.later))
            )
            for one in found
        ]
    if several:
        ids = tuple(str(one.id) for one in found)
        return [_choice(command, ids, "; ".join(one.title for one in found))]
    return [
        _choice(_at_its_time(context, command, one), (str(one.id),), one.title) for one in found
    ]


def _choice(
    command: ParsedCommand, ids: tuple[str, ...], about: str, after: tuple[str, ...] = ()
) -> Choice:
    return Choice((*command.before, *ids, *command.after, *after), about)


def known(context: Context, ids: Sequence[str]) -> list[Task]:
    """Return the tasks of typed numbers; none where one is missing, which the command will say."""
    try:
        return task_commands.named(context, parse_ids(ids))
    except RomaError:
        return []


def meant(context: Context, meant: Reference) -> list[Task]:
    """Return the tasks a reference may mean, at least one. Raises NotFound or UsageError."""
    if meant.ids:
        return task_commands.named(context, parse_ids(meant.ids))
    if meant.back:
        ids = conversation.last_tasks(state(context))
        if not ids:
            raise UsageError(
                f"no task was spoken of that '{meant.back}' could be: name it", "roma task list"
            )
        return task_commands.named(context, parse_ids(ids))
    found = _search(context, meant.words)
    if not found:
        raise NotFound(f"no task matches '{meant.words}'", "roma task list")
    return _likeliest(found, meant)


def _search(context: Context, words: str) -> list[Task]:
    """Return the tasks that hold all words, else all but the small ones, else their singulars."""
    typed = [word for word in words.split() if any(map(str.isalnum, word))]
    large = [word for word in typed if word.lower() not in _SMALL]
    singular = [word[:-1] if word[-1:] in "sS" and len(word) > 3 else word for word in large]  # noqa: PLR2004
    for sought in (typed, large, singular):
        if sought:
            found = task_queries.search(context.file, context.user_id, sought, _FOUND)
            if found:
                return found
    return []


def _likeliest(found: Sequence[Task], meant: Reference) -> list[Task]:
    """Return the tasks called exactly so, else those with the words in their title, else all.

    Of these, those in the state that is wanted, if there are any.
    """
    wanted = meant.words.casefold()
    fitting = [one for one in found if meant.wanted in ("any", one.status)] or list(found)
    if meant.wanted == "any":
        # Open tasks are named more often than completed ones.
        fitting = [one for one in fitting if one.status == "pending"] or fitting
    exact = [one for one in fitting if one.title.casefold() == wanted]
    if exact:
        return exact
    words = [word for word in wanted.split() if word not in _SMALL]
    titled = [one for one in fitting if all(word in one.title.casefold() for word in words)]
    return titled or fitting


def _later(context: Context, task: Task, later: tuple[int, str]) -> str:
    """Return the due date of a task moved by so many units, as it is typed."""
    due = task_rules.due_of(task)
    if due is None:
        raise UsageError(
            f"task {task.id} has no due date to move", f"roma task edit {task.id} --due tomorrow"
        )
    count, unit = later
    zone = context.configuration.timezone
    try:
        step = timedelta(days=count * _DAYS.get(unit, 0))
        if due.moment is None:
            if unit in _SECONDS:
                raise UsageError(
                    f"task {task.id} is due on a whole day: it moves by days",
                    f'roma task edit {task.id} --due "tomorrow 9am"',
                )
            return (due_dates.due_day(due, context.rule) + step).isoformat()
        if unit in _SECONDS:
            return days.iso_local(zone, due.moment + count * _SECONDS[unit])
        local = days.local(zone, due.moment)
        return f"{local.date() + step} {local:%H:%M:%S}"
    except (OverflowError, ValueError):
        raise UsageError("dates go from 1970 to 9989, that is outside") from None


def _at_its_time(context: Context, command: ParsedCommand, task: Task) -> ParsedCommand:
    """Return what moves a task that is due at a time: to another day at that time, or on its day.

    A day without a time keeps the time, and a time without a day the day.
    """
    if task.due_date is None or command.after[:1] != ("--due",):
        return command
    when = command.after[1]
    local = days.local(context.configuration.timezone, task.due_date)
    is_time = re.compile(CLOCK).fullmatch(when.lower()) is not None
    typed = f"{local.date()} {when}" if is_time else f"{when} {local:%H:%M}"
    try:
        fits = is_time or parse_due(when, context.rule, context.now).all_day
        parse_due(typed, context.rule, context.now)
    except UsageError:
        return command
    return command._replace(after=("--due", typed)) if fits else command


# --- what is kept ---------------------------------------------------------------------------


def state(context: Context) -> dict[str, Any] | None:
    """Return the conversation so far. Raises Damaged where it cannot be read."""
    return _read(conversations.state(context.file, context.user_id))


def keep(context: Context, sentence: str, content: str, answered_at: int) -> None:
    """Add one turn to the conversation. Raises CannotWrite, Locked, Damaged."""
    context.ensure_daily_backup()
    turn, result = (sentence, context.now), (content, answered_at)
    # Read under the lock, so that two conversations at once lose nothing of each other.
    with operations.unaudited(context.file, "conversation"):
        found = conversation.extended(state(context), context.user_id, turn, result)
        conversations.replace(context.file, context.user_id, json.dumps(found), answered_at)


def history(context: Context) -> Result:
    """Return the conversation, oldest turn first."""
    found = state(context)
    empty = {"user_id": context.user_id, "history": [], "last_updated": None}
    zone = context.configuration.timezone
    rows = []
    for one in conversation.entries(found):
        first, *rest = one["content"].split("\n")
        when = days.iso_local(zone, days.parse_instant(one["timestamp"]))
        who = "you" if one["role"] == "user" else "roma"
        rows.append((Cell(when, "dim"), Cell(who, "label"), Cell(first)))
        rows += [(Cell(""), Cell(""), Cell(text)) for text in rest]
    columns = (Column("when"), Column("who"), Column("what", wraps=True))
    return Result(
        [Table(columns, rows, heading=False)] if rows else [],
        lambda: found or empty,
        messages=() if rows else ("nothing was said yet",),
        theme=context.configuration.theme,
    )


def clear(context: Context) -> Result:
    """Forget the conversation. The tasks, and the history of changes, stay as they are."""
    context.ensure_daily_backup()
    cleared = conversations.clear(context.file, context.user_id)
    text = "the conversation is forgotten" if cleared else "there was nothing to forget"
    return Result([line(text)], lambda: {"cleared": cleared}, theme=context.configuration.theme)


def _read(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        found = json.loads(text)
        list(map(_checked, found["history"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Damaged("the conversation cannot be read", "roma chat --clear --yes") from None
    return dict(found)


def _checked(entry: dict[str, Any]) -> None:
    if not all(isinstance(entry[name], str) for name in ("role", "content", "timestamp")):
        raise TypeError
