"""One turn of a chat: a sentence is read, its command run, and both are stored.

The file is opened once to read the sentence, the command runs like any typed command, and the turn
is stored after it. If roma is killed in between, the change and its operation are kept, and only
the conversation lacks the turn. No question is asked while the file is open.
"""

from __future__ import annotations

import sys
from collections import namedtuple
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from roma_cli import dispatch
from roma_cli.cli import app, printer, runner
from roma_cli.cli.live import chat_model
from roma_cli.domain.errors import RomaError, UsageError
from roma_cli.domain.language import conversation
from roma_cli.domain.language.commands import grammar as command_grammar
from roma_cli.domain.text import plural, visible, whole_number
from roma_cli.usecases.chat import interpreter, suggestions
from roma_cli.usecases.result import Raw, Result, line

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import TypeVar

    from roma_cli.cli.declaration import GlobalOptions
    from roma_cli.context import Context, Invocation
    from roma_cli.usecases.chat.interpreter import Choice, Plan
    from roma_cli.usecases.chat.suggestions import Shape, Suggest

    Found = TypeVar("Found")


class Manner(
    namedtuple(
        "Manner",
        "global_options asks yes dry_run suggest",
        defaults=(False, False, False, None),
    )
):
    """How sentences are handled.

    `asks`: questions can be asked; `yes`: `--yes` was given; `dry_run`: nothing is done;
    `suggest`: suggests a command for a sentence that is not understood (see
    `usecases.chat.suggestions`).
    """

    __slots__ = ()
    global_options: GlobalOptions
    asks: bool
    yes: bool
    dry_run: bool
    suggest: Suggest | None

    @property
    def may_ask(self) -> bool:
        """Whether somebody may be asked about a timer left running."""
        return bool(self.asks and not (self.global_options.json or self.global_options.quiet))


class NeedsYes(UsageError):  # noqa: N818 - reads as what it says
    """A command needs confirmation, and no question can be asked."""


def take(invocation: Invocation, sentence: str, manner: Manner) -> int:
    """Do what a sentence says, print the reply, store both, and return the exit code.

    Raises what reading the sentence and running its command raise; errors are stored too.
    """
    result, lines, command = _taken(invocation, sentence, manner)
    _show(result, lines, command, manner)
    return int(result.exit_code)


def shaped(invocation: Invocation, sentence: str, manner: Manner) -> dict[str, object]:
    """Do what a sentence says, store the turn, and return what `--json` prints.

    `manner` asks for JSON. Raises as `take` does.
    """
    return _shape(*_taken(invocation, sentence, manner))


def _taken(
    invocation: Invocation, sentence: str, manner: Manner
) -> tuple[Result, list[str], Sequence[str] | None]:
    try:
        choice, said = _understood(invocation, sentence, manner)
        if choice is None:
            command, result = None, Result([line(text) for text in said], lambda: None)
        else:
            command = _in_full(choice, manner.global_options)
            _agreed(choice, command, sentence, manner)
            result = _not_done() if manner.dry_run else _done(invocation, choice, manner)
    except RomaError as problem:
        lines = printer.error_lines(problem)
        _keep(invocation, sentence, conversation.reply(lines, None), manner)
        raise
    lines = [*map(str, printer.plain_lines(result))] or list(result.messages)
    _keep(invocation, sentence, conversation.reply(lines, command), manner)
    return result, lines, command


# --- the meaning ----------------------------------------------------------------------------


def _understood(
    invocation: Invocation, sentence: str, manner: Manner
) -> tuple[Choice | None, tuple[str, ...]]:
    """Return the one command a sentence means, or the reply to small talk."""

    def seen(read: Callable[[Context], Found]) -> Found:
        # A dry run creates nothing, not even the file.
        return look(invocation, read, manner, makes_file=not manner.dry_run)

    try:
        plan = seen(lambda context: interpreter.plan(context, sentence))
    except interpreter.NotUnderstood:
        if manner.suggest is None:
            raise
        moment = seen(suggestions.moment)
        shapes = chat_model.shapes()
        suggested = manner.suggest(sentence, [shape.text for shape in shapes], moment)
        if suggested is None:
            raise
        return _admitted(invocation, sentence, suggested, shapes, manner), ()
    if plan.reply:
        return None, plan.reply
    if len(plan.choices) == 1:
        return plan.choices[0], ()
    if not manner.asks:
        raise interpreter.which(plan.choices, plan.more)
    return _chosen(plan), ()


def _admitted(
    invocation: Invocation,
    sentence: str,
    suggested: Sequence[str],
    shapes: Sequence[Shape],
    manner: Manner,
) -> Choice:
    """Return a suggestion as a command, once the user has confirmed a change."""
    choice = suggestions.admitted(suggested, shapes)
    try:
        # In full, because a deletion without --yes would ask at once.
        wanted = _wanted(choice, manner)
    except RomaError:
        raise suggestions.refusal() from None
    if wanted is None:
        raise suggestions.refusal()
    read = partial(suggestions.meant, choice=choice, shapes=shapes)
    plan = look(invocation, read, manner, makes_file=not manner.dry_run)
    if len(plan.choices) > 1:
        if not manner.asks:
            raise interpreter.which(plan.choices, plan.more)
        return _chosen(plan)
    [choice] = plan.choices
    is_delete = choice.argv[:2] == ("task", "delete")
    if command_grammar.changes(choice.argv) and not (manner.dry_run or manner.yes or is_delete):
        typed = conversation.typable(_in_full(choice, manner.global_options))
        about = f" ({choice.about})" if choice.about else ""
        _confirm(f"Run {typed}{about}?", typed, sentence, manner)
    return choice


def _chosen(plan: Plan) -> Choice:
    """Ask once which of several commands to run; any other answer cancels."""
    for at, one in enumerate(plan.choices, 1):
        about = f"   {one.about}" if one.about else ""
        printer.say(f" {at}  {conversation.typable(one.argv)}{about}")
    if plan.more:
        printer.say(f"    and {plan.more} more: type more of the title, or the ID")
    typed = _answer(f"Which one? [1-{len(plan.choices)}, Enter for none] ")
    number = whole_number(typed)
    if number is None or not 1 <= number <= len(plan.choices):
        raise UsageError("cancelled; nothing was changed")
    return plan.choices[number - 1]


def _agreed(choice: Choice, command: Sequence[str], sentence: str, manner: Manner) -> None:
    """Ask before a task is deleted. Raises NeedsYes if no question can be asked."""
    if choice.argv[:2] != ("task", "delete") or manner.yes or manner.dry_run:
        return
    ids = [word for word in choice.argv[2:] if not word.startswith("-")]
    about = f"  {choice.about}" if choice.about else ""
    typed = conversation.typable(command)
    _confirm(f"Delete task {', '.join(ids)}{about}?", typed, sentence, manner)


def _confirm(question: str, typed: str, sentence: str, manner: Manner) -> None:
    """Ask before the command `typed` is run for a sentence."""
    if not manner.asks:
        raise NeedsYes(
            f"not a terminal, so roma can't ask before running {typed}: add --yes to confirm",
            conversation.typable([*_common(manner.global_options), "chat", sentence, "--yes"]),
        )
    if _answer(visible(question) + " [y/N] ").lower() not in ("y", "yes"):
        raise UsageError("cancelled; nothing was changed")


def _answer(question: str) -> str:
    """Return one line typed on the terminal; empty at its end and after Ctrl-C."""
    sys.stderr.write(question)
    sys.stderr.flush()
    try:
        typed = sys.stdin.readline()
    except KeyboardInterrupt:
        typed = ""
    if not typed.endswith("\n"):
        sys.stderr.write("\n")
    return typed.strip()


# --- running the command --------------------------------------------------------------------


def _in_full(choice: Choice, global_options: GlobalOptions) -> tuple[str, ...]:
    """Return a command with the file and the user, if they were typed."""
    argv = choice.argv
    if argv[:2] == ("task", "delete") and "--yes" not in argv:
        argv = (*argv, "--yes")
    return (*_common(global_options), *argv)


def _common(global_options: GlobalOptions) -> list[str]:
    """Return the options that name the file and the user, if they were typed."""
    common = [("--db", global_options.db), ("--user", global_options.user)]
    return [word for name, value in common if value for word in (name, value)]


def _wanted(choice: Choice, manner: Manner) -> dispatch.Command | None:
    """Return the parsed command, or None if it does not run on the file."""
    parsed = app.parse(_in_full(choice, manner.global_options))
    wanted = None if isinstance(parsed, int) else parsed.wanted()
    return wanted if isinstance(wanted, dispatch.Command) else None


def _not_done() -> Result:
    return Result([line("nothing was done")], lambda: None)


def _done(invocation: Invocation, choice: Choice, manner: Manner) -> Result:
    """Run a command as if it were typed."""
    wanted = _wanted(choice, manner)
    if wanted is None:
        raise RomaError(f"'{' '.join(choice.argv)}' is not available in chat")
    as_data = manner.global_options.json or choice.count
    options = manner.global_options
    result = runner.run(invocation, wanted, options, as_data=as_data, asks=manner.may_ask)
    if as_data:
        data = result.json()
        data = list(data) if isinstance(data, Iterator) else data
        result = result._replace(json=lambda: data)
    if choice.count:
        number = len(result.json())  # type: ignore[arg-type]  # only lists are counted
        return Result([line(plural(number, "task"))], result.json, theme=result.theme)
    return result._replace(blocks=list(result.blocks))


def look(
    invocation: Invocation,
    reader: Callable[[Context], Found],
    manner: Manner,
    *,
    makes_file: bool = True,
) -> Found:
    """Return what `reader` finds in the open file, brought up to now."""
    return runner.read(
        *(invocation, reader, manner.global_options), makes_file=makes_file, asks=manner.may_ask
    )


def _keep(invocation: Invocation, sentence: str, content: str, manner: Manner) -> None:
    """Add a turn to the conversation; a failure is only a message."""
    if manner.dry_run:
        return
    moment = invocation.again().now
    try:
        look(
            invocation,
            lambda context: interpreter.keep(context, sentence, content, moment),
            manner,
        )
    except RomaError as problem:
        if not manner.global_options.quiet:
            printer.say(f"can't store the conversation: {problem.message}")


def _show(
    result: Result, lines: Sequence[str], command: Sequence[str] | None, manner: Manner
) -> None:
    if manner.global_options.json:
        shape = _shape(result, lines, command)
        printer.show(Result([], lambda: shape), json=True)
        return
    blocks = list(result.blocks)
    if command is not None:
        # Raw, so that the screen does not wrap it: it can be copied.
        blocks.append(Raw([f"{conversation.COMMAND}{conversation.typable(command)}\n"]))
    printer.show(result._replace(blocks=blocks), plain=manner.global_options.plain)


def _shape(
    result: Result, lines: Sequence[str], command: Sequence[str] | None
) -> dict[str, object]:
    return {
        "reply": "\n".join(lines),
        "command": None if command is None else list(command),
        "result": result.json(),
    }
