"""`roma chat`: what one would type as a command, said in words."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from roma_cli.cli.input import stdin
from roma_cli.cli.input.prompts import need_terminal
from roma_cli.cli.live.chat_model import suggester
from roma_cli.cli.live.chat_session import Manner, context, take
from roma_cli.cli.options import LongRunning, command, single
from roma_cli.cli.printer import complain, on_terminal, say
from roma_cli.dispatch import Command
from roma_cli.domain.errors import RomaError, UsageError
from roma_cli.domain.language import conversation
from roma_cli.domain.language.commands import grammar as command_grammar
from roma_cli.domain.language.commands import patterns
from roma_cli.domain.text import visible
from roma_cli.usecases.chat import interpreter
from roma_cli.usecases.result import Result

if TYPE_CHECKING:
    from roma_cli.cli.options import GlobalOptions
    from roma_cli.context import Context, Invocation

chat = single()

_PROMPT = "roma> "
_EXAMPLE = 'roma chat "done with the report"'


@command(chat, "chat", _EXAMPLE)
def _chat(
    sentence: Annotated[
        list[str] | None,
        typer.Argument(metavar="[SENTENCE]...", help="Words; - reads lines. None: a prompt."),
    ] = None,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show the command, and do nothing.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    history: Annotated[bool, typer.Option("--history", help="Show what was said.")] = False,
    clear: Annotated[bool, typer.Option("--clear", help="Forget what was said.")] = False,
    model: Annotated[
        str | None,
        typer.Option(
            "--model",
            metavar="NAME",
            help="Where no rule reads it, ask this model of llm.",
        ),
    ] = None,
) -> Command | LongRunning:
    """Say in words what roma shall do; the reply names the command."""
    if history + clear + bool(sentence) > 1:
        raise UsageError("a sentence, --history and --clear each go alone", _EXAMPLE)
    if history:
        return Command(interpreter.history)
    if clear:
        stdin.confirm("Forget the conversation?", yes=yes, hint="roma chat --clear --yes")
        return Command(interpreter.clear)

    def manner(invocation: Invocation, global_options: GlobalOptions, *, asks: bool) -> Manner:
        return Manner(
            global_options, asks, yes, dry_run, suggester(invocation, model, global_options)
        )

    if sentence == ["-"]:
        return LongRunning(
            lambda invocation, global_options: _lines(
                invocation, manner(invocation, global_options, asks=False)
            )
        )
    if not sentence:
        need_terminal("there is no terminal to talk on", _EXAMPLE)
        if not on_terminal(sys.stdout):
            raise UsageError("the answers of a conversation go to a terminal", _EXAMPLE)
        return LongRunning(
            lambda invocation, global_options: _converse(
                invocation, manner(invocation, global_options, asks=True)
            )
        )
    words = " ".join(sentence)
    asks = on_terminal(sys.stdin) and on_terminal(sys.stderr)
    return LongRunning(
        lambda invocation, global_options: take(
            invocation, words, manner(invocation, global_options, asks=asks)
        )
    )


def _lines(invocation: Invocation, manner: Manner) -> int:
    """Take each line of standard input as a turn, up to the first that fails."""
    for number, line in enumerate(stdin.lines("sentences"), 1):
        try:
            code = take(invocation.again(), line, manner)
        except RomaError as problem:
            problem.message = f"line {number}: {problem.message}"
            raise
        if code:
            return code
    return 0


def _converse(invocation: Invocation, manner: Manner) -> int:
    """Take what is typed, one turn at a time, until the end of the input."""
    _remember(invocation, manner)
    if not manner.global_options.quiet:
        say("Say what to do; help has examples, Ctrl-D ends.")
    while True:
        try:
            sentence = input(_PROMPT).strip()
        except EOFError:
            sys.stdout.write("\n")
            return 0
        except KeyboardInterrupt:
            # As in a shell: the line is given up, not the conversation.
            sys.stdout.write("\n")
            continue
        if not sentence:
            continue
        try:
            take(invocation.again(), sentence, manner)
        except RomaError as problem:
            complain(problem, json=manner.global_options.json)
        except KeyboardInterrupt:
            say("nothing more was done")
        if command_grammar.small_talk(sentence[: patterns.LONGEST]) == "bye":
            return 0


def _remember(invocation: Invocation, manner: Manner) -> None:
    """Give the arrow keys what was said before, where the machine has line editing."""
    try:
        import readline  # noqa: PLC0415 - not everywhere, and only for a prompt
    except ImportError:
        return
    said: list[str] = []

    def look(opened: Context) -> Result:
        said.extend(conversation.sentences(interpreter.state(opened)))
        return Result([], lambda: None)

    context(invocation, look, manner)
    readline.clear_history()
    for sentence in said:
        readline.add_history(visible(sentence))
