"""Chat sentences on an open file: the command, its task, and the stored conversation."""

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
"""Commands to choose from at once, one digit for each."""

_FOUND = 50
_DAYS = {"day": 1, "week": 7}
_SECONDS = {"minute": 60, "hour": 3600}
_SMALL = frozenset(("the", "a", "an", "my", "our", "for", "of", "on", "to", "in", "at", "with"))
_REPLIES = {
    "greeting": "Hello. Type what to do, or help.",
    "thanks": "You're welcome.",
    "bye": "Goodbye.",
}


class Choice(namedtuple("Choice", "argv about count", defaults=("", False))):
    """A command in its words after `roma`, and the title of its task.

    With `count` the question is how many tasks there are, not which.
    """

    __slots__ = ()
    argv: tuple[str, ...]
    about: str
    count: bool


class Plan(namedtuple("Plan", "choices more reply", defaults=((), 0, ()))):
    """The meaning of a sentence: one command, several to choose from, or a reply to small talk.

    `more` is the number of choices that are not listed.
    """

    __slots__ = ()
    choices: tuple[Choice, ...]
    more: int
    reply: tuple[str, ...]


class NotUnderstood(UsageError):  # noqa: N818 - reads as what it says
    """A sentence that the grammar does not understand."""


def plan(context: Context, sentence: str) -> Plan:
    """Return the meaning of a sentence. Changes nothing.

    Raises NotUnderstood, UsageError for a value that cannot be used, and NotFound if no task
    matches.
    """
    small = command_grammar.small_talk(sentence)
    if small == "help":
        return Plan(reply=("For example:", *(f"  {one}" for one in command_grammar.EXAMPLES)))
    if small is not None:
        return Plan(reply=(_REPLIES[small],))
    found = command_grammar.read(sentence, context.rule, context.now)
    if not found:
        raise NotUnderstood(
            "not understood: try for example "
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
    """Return the error that names every command a sentence could mean."""
    named = [
        conversation.typable(one.argv) + (f" ({one.about})" if one.about else "") for one in choices
    ]
    rest = f" or {more} more" if more else ""
    hint = "roma task list" if choices[0].argv[0] == "task" else "roma chat help"
    return UsageError(f"this could mean {' or '.join(named)}{rest}: type one of them", hint)


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
    """Return the tasks with these IDs; none if one is missing, which the command will report."""
    try:
        return task_commands.named(context, parse_ids(ids))
    except RomaError:
        return []


def meant(context: Context, meant: Reference) -> list[Task]:
    """Return the tasks a reference could mean, at least one. Raises NotFound or UsageError."""
    if meant.ids:
        return task_commands.named(context, parse_ids(meant.ids))
    if meant.back:
        ids = conversation.last_tasks(state(context))
        if not ids:
            raise UsageError(
                f"no earlier turn names a task for '{meant.back}': name the task", "roma task list"
            )
        return task_commands.named(context, parse_ids(ids))
    found = _search(context, meant.words)
    if not found:
        raise NotFound(f"no task matches '{meant.words}'", "roma task list")
    return _likeliest(found, meant)


def _search(context: Context, words: str) -> list[Task]:
    """Return the tasks with all words, else with all but the small ones, else with singulars."""
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
    """Return the tasks with exactly this title, else with the words in their title, else all.

    Tasks with the preferred status come first: others only if there are none.
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
    """Return the due date of a task moved by a number of units, in a form that can be typed."""
    due = task_rules.due_of(task)
    if due is None:
        raise UsageError(f"task {task.id} has no due date to move", "roma chat help")
    count, unit = later
    zone = context.configuration.timezone
    try:
        step = timedelta(days=count * _DAYS.get(unit, 0))
        if due.moment is None:
            if unit in _SECONDS:
                raise UsageError(
                    f"task {task.id} is due on a day without a time: move it by days",
                    "roma chat help",
                )
            return (due_dates.due_day(due, context.rule) + step).isoformat()
        if unit in _SECONDS:
            return days.iso_local(zone, due.moment + count * _SECONDS[unit])
        local = days.local(zone, due.moment)
        return f"{local.date() + step} {local:%H:%M:%S}"
    except (OverflowError, ValueError):
        raise UsageError("the date is out of range: 1970 to 9989") from None


def _at_its_time(context: Context, command: ParsedCommand, task: Task) -> ParsedCommand:
    """Return the command that moves a task which is due at a time, with a complete due date.

    A typed day without a time keeps the task's time, and a time without a day keeps its day.
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


# --- the stored conversation ----------------------------------------------------------------


def state(context: Context) -> dict[str, Any] | None:
    """Return the conversation so far. Raises Damaged if it cannot be read."""
    return _read(conversations.state(context.file, context.user_id))


def keep(context: Context, sentence: str, content: str, answered_at: int) -> None:
    """Add one turn to the conversation. Raises CannotWrite, Locked, Damaged."""
    context.ensure_daily_backup()
    turn, result = (sentence, context.now), (content, answered_at)
    # Read under the lock, so that two conversations at once lose none of their turns.
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
        messages=() if rows else ("no conversation yet",),
    )


def clear(context: Context) -> Result:
    """Delete the conversation; tasks and operations are kept."""
    context.ensure_daily_backup()
    cleared = conversations.clear(context.file, context.user_id)
    text = "conversation deleted" if cleared else "no conversation to delete"
    return Result([line(text)], lambda: {"cleared": cleared})


def _read(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        found = json.loads(text)
        list(map(_checked, found["history"]))
    except (ValueError, TypeError, KeyError, RecursionError):
        raise Damaged("can't read the conversation", "roma chat --clear --yes") from None
    return dict(found)


def _checked(entry: dict[str, Any]) -> None:
    if not all(isinstance(entry[name], str) for name in ("role", "content", "timestamp")):
        raise TypeError
