"""The door for a sentence that the grammar does not read: something else may suggest a command.

A suggester gets the sentence, the commands there are and what day it is, and returns the words
after `roma` of one of them, or None. What it returns is a suggestion and no more: it has to be one
of these commands with their options, every word of it is checked by the command itself, and what
changes anything is shown and asked for before it is done.

A suggester is told nothing of the file. It names a task by the words of the sentence, and which
task that is is found here, as for any sentence.
"""

from __future__ import annotations

import itertools
import re
from collections import namedtuple

from roma_cli.domain import day as days
from roma_cli.domain.errors import NotFound, UsageError
from roma_cli.domain.language.commands import grammar as command_grammar
from roma_cli.domain.language.commands.slots import reference as task_reference
from roma_cli.usecases.chat import interpreter
from roma_cli.usecases.chat.interpreter import SHOWN, Choice, Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roma_cli.context import Context

    Suggest = Callable[[str, Sequence[str], str], Sequence[str] | None]

_FIELDS = (
    "[--due WHEN] [--priority low|medium|high] [--tag TAG]... [--repeat HOW]"
    " [--remind BEFORE] [--project NAME] [--estimate N]"
)
_FILTERS = (
    "[--due today|week|overdue|none] [--before WHEN] [--after WHEN]"
    " [--priority low|medium|high] [--tag TAG] [--project NAME]"
    " [--status pending|completed|waiting|all] [--limit N]"
)
SHAPES = (
    f"task add TITLE {_FIELDS}",
    f"task edit ID... [--title TITLE] [--untag TAG]... {_FIELDS}",
    f"task list [WORDS]... {_FILTERS}",
    "task search WORDS...",
    "task show ID",
    "task done ID...",
    "task reopen ID...",
    "task delete ID... --yes",
    "task note ID TEXT",
    "task skip ID",
    "task stop ID",
    "task tags",
    "session show",
    "session set N",
    "session add [--minutes N] [--task ID] [--at WHEN]",
    "timer show",
    "timer start [work|short|long] [--task ID] [--minutes N]",
    "timer pause",
    "timer resume",
    "timer stop",
    "timer skip",
    "reset show",
    "reset now",
    "remind list",
    "remind add ID WHEN",
    "remind snooze REMINDER WHEN",
    "config show",
    "config get KEY",
    "config set timezone|daily_reset_time VALUE",
    "today",
    "stats [--days N]",
    "log [--task ID] [--since WHEN]",
    "undo",
    "undo --list",
    "redo",
)
"""Every command that a sentence may become, as a suggester is told of it."""

_SETTINGS = ("timezone", "daily_reset_time")
_STDIN = "-"
_OPTION = re.compile(r"(--[a-z-]+)( [A-Za-z|]+)?")
_EDIT = ("task", "edit")
_MOST = 50
_WANTED = {"done": "pending", "reopen": "completed"}


class _Shape(namedtuple("_Shape", "path ids options")):
    """One command: its first words, how many of its operands are tasks, and its options.

    `ids` is 0, 1, or None for all; an option is with whether it takes a value.
    """

    __slots__ = ()
    path: tuple[str, ...]
    ids: int | None
    options: dict[str, bool]


class _Task(namedtuple("_Task", "ids about")):
    """What stands in a task's place: its number, or those of several, and the titles."""

    __slots__ = ()
    ids: tuple[str, ...]
    about: str


def moment(context: Context) -> str:
    """Return in words what day it is, and what the clock shows."""
    zone = context.configuration.timezone
    today, local = days.today(context.rule, context.now), days.local(zone, context.now)
    return f"Today is {today:%A}, {today}. The clock shows {local:%H:%M} in {zone}."


def admitted(suggested: Sequence[str]) -> Choice:
    """Return a suggestion as a command that may be looked at further.

    Raises UsageError for what is none of the commands that a sentence may become: another file,
    another user, standard input, an option they do not have, or a setting that reaches out.
    """
    words = tuple(suggested)
    shape = _shape(words)
    if (
        shape is None
        or not set(_options(words, shape)) <= shape.options.keys()
        or any(word == _STDIN or word.endswith("=-") for word in words)
        or (words[:2] == ("config", "set") and (len(words) != 4 or words[2] not in _SETTINGS))  # noqa: PLR2004
        or (words[:2] == _EDIT and not _options(words, shape))
    ):
        raise refusal()
    return Choice(words)


def refusal() -> UsageError:
    """Return the error for a suggestion that is no command."""
    return UsageError("not understood: what was suggested is no command", "roma chat help")


def meant(context: Context, choice: Choice) -> Plan:
    """Return a command with its tasks by their numbers, or several where several may be meant.

    Changes nothing. Raises NotFound and UsageError as a sentence does that names a task.
    """
    shape = _shape(choice.argv)
    places = [] if shape is None else _task_places(choice.argv, shape)
    found = [_found(context, choice.argv[at], _WANTED.get(choice.argv[1], "any")) for at in places]
    choices = []
    for picked in itertools.islice(itertools.product(*found), _MOST):
        chosen = dict(zip(places, picked, strict=True))
        argv: list[str] = []
        for at, word in enumerate(choice.argv):
            argv += chosen[at].ids if at in chosen else [word]
        choices.append(Choice(tuple(argv), "; ".join(one.about for one in picked if one.about)))
    return Plan(tuple(choices[:SHOWN]), len(choices[SHOWN:]))


def _found(context: Context, word: str, wanted: str) -> list[_Task]:
    """Return what a word may mean, each its own choice. Raises NotFound and UsageError."""
    reference = task_reference(word, wanted)
    if reference is None:
        raise NotFound(f"no task matches '{word}'", "roma task list")
    if reference.ids:
        titles = "; ".join(one.title for one in interpreter.known(context, reference.ids))
        return [_Task(reference.ids, titles)]
    several = [_Task((str(one.id),), one.title) for one in interpreter.meant(context, reference)]
    if reference.back != "them":
        return several
    ids = tuple(number for one in several for number in one.ids)
    return [_Task(ids, "; ".join(one.about for one in several))]


def _task_places(words: tuple[str, ...], shape: _Shape) -> list[int]:
    """Return where in a command its tasks stand."""
    operands, places = [], []
    at, ended = len(shape.path), False
    while at < len(words):
        name, equals, _ = words[at].partition("=")
        if ended or not _is_option(words[at]):
            operands.append(at)
        elif name == "--":
            ended = True
        elif shape.options.get(name) and not equals:
            at += 1
            places += [at] if name == "--task" and at < len(words) else []
        at += 1
    return sorted(operands[: shape.ids] + places)


def _options(words: tuple[str, ...], shape: _Shape) -> list[str]:
    """Return the names of what is typed like an option, values too: `--due -1d` is none of ours."""
    rest = itertools.takewhile(lambda word: word != "--", words[len(shape.path) :])
    return [word.partition("=")[0] for word in rest if _is_option(word)]


def _is_option(word: str) -> bool:
    return word.startswith("-")


def _shape(words: tuple[str, ...]) -> _Shape | None:
    known = command_grammar.READS | command_grammar.CHANGES
    path = next((words[:many] for many in (2, 1) if words[:many] in known), None)
    if path is None:
        return None
    told = next(shape for shape in SHAPES if tuple(shape.split()[: len(path)]) == path)
    options = {name: bool(value) for name, value in _OPTION.findall(told)}
    first = [*told.split()[len(path) :], ""][0]
    return _Shape(path, {"ID": 1, "ID...": None}.get(first, 0), options)
