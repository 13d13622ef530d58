"""Commands that a language model suggests for sentences which the grammar does not understand.

A suggester gets the sentence, the shapes of the commands and the current date, and returns the
words after `roma` of one command, or None. A suggestion must be one of these commands with its
options; the command itself checks every value, and the user confirms each change.

A suggester sees nothing of the file. It names a task by the words of the sentence, and the task is
found here, as for any sentence.
"""

from __future__ import annotations

import itertools
from collections import namedtuple

from roma_cli.domain import day as days
from roma_cli.domain.errors import NotFound, UsageError
from roma_cli.domain.language.commands.slots import reference as task_reference
from roma_cli.usecases.chat import interpreter
from roma_cli.usecases.chat.interpreter import SHOWN, Choice, Plan

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from roma_cli.context import Context

    Suggest = Callable[[str, Sequence[str], str], Sequence[str] | None]

_SET = ("config", "set")
_SET_WORDS = 4
_EDIT = ("task", "edit")
_STDIN = "-"
_MOST = 50
_WANTED = {"done": "pending", "reopen": "completed"}


class Shape(namedtuple("Shape", "path ids choices options text")):
    """A command that a sentence may become: its first words, and what may follow them.

    `ids` of its operands are tasks: 0, 1, or None for all. The first operand is one of `choices`
    if there are any; each option is mapped to whether it takes a value. `text` is the usage line.
    """

    __slots__ = ()
    path: tuple[str, ...]
    ids: int | None
    choices: Sequence[str]
    options: dict[str, bool]
    text: str


class _Task(namedtuple("_Task", "ids about")):
    """The IDs that replace the name of a task, and their titles."""

    __slots__ = ()
    ids: tuple[str, ...]
    about: str


def moment(context: Context) -> str:
    """Return the current date and time in words."""
    zone = context.configuration.timezone
    today, local = days.today(context.rule, context.now), days.local(zone, context.now)
    return f"Today is {today:%A}, {today}. The clock shows {local:%H:%M} in {zone}."


def admitted(suggested: Sequence[str], shapes: Sequence[Shape]) -> Choice:
    """Return a suggestion as a command that may be checked further.

    Raises UsageError for a command that no sentence may become: with another file or user,
    standard input, an unknown option, or a setting that runs programs or uses the network.
    """
    words = tuple(suggested)
    shape = _shape(words, shapes)
    if (
        shape is None
        or (shape.choices and not {*words[len(shape.path) :][:1]} <= {*shape.choices})
        or not set(_options(words, shape)) <= shape.options.keys()
        or any(word == _STDIN or word.endswith("=-") for word in words)
        or (shape.path == _SET and len(words) != _SET_WORDS)
        or (shape.path == _EDIT and not _options(words, shape))
    ):
        raise refusal()
    return Choice(words)


def refusal() -> UsageError:
    """Return the error for a suggestion that is not an allowed command."""
    return UsageError(
        "not understood: the model suggested something else than a command", "roma chat help"
    )


def meant(context: Context, choice: Choice, shapes: Sequence[Shape]) -> Plan:
    """Return a command with the IDs of its tasks, or several commands if several tasks match.

    Changes nothing. Raises NotFound and UsageError as for a sentence that names a task.
    """
    shape = _shape(choice.argv, shapes)
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
    """Return the tasks a word could mean, each its own choice. Raises NotFound and UsageError."""
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


def _task_places(words: tuple[str, ...], shape: Shape) -> list[int]:
    """Return the places of the tasks in a command."""
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


def _options(words: tuple[str, ...], shape: Shape) -> list[str]:
    """Return the names of all words like options, also of values: `--due -1d` is refused."""
    rest = itertools.takewhile(lambda word: word != "--", words[len(shape.path) :])
    return [word.partition("=")[0] for word in rest if _is_option(word)]


def _is_option(word: str) -> bool:
    return word.startswith("-")


def _shape(words: tuple[str, ...], shapes: Sequence[Shape]) -> Shape | None:
    return next((shape for shape in shapes if words[: len(shape.path)] == shape.path), None)
