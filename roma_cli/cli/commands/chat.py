"""The command `roma chat`: what one would type as a command, said in words."""

from __future__ import annotations

import sys

from roma_cli.cli.declaration import STDIN, LongRunning, Tool, argument, command, flag, option
from roma_cli.cli.input import stdin
from roma_cli.cli.input.prompts import need_terminal
from roma_cli.cli.live.chat_model import suggester
from roma_cli.cli.live.chat_session import Manner, look, take
from roma_cli.cli.printer import complain, on_terminal, say
from roma_cli.dispatch import Command
from roma_cli.domain.errors import RomaError, UsageError
from roma_cli.domain.language import conversation
from roma_cli.domain.language.commands import grammar as command_grammar
from roma_cli.domain.text import visible
from roma_cli.usecases.chat import interpreter

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.cli.declaration import GlobalOptions
    from roma_cli.context import Invocation

_PROMPT = "roma> "
_EXAMPLE = 'roma chat "done with the report"'


SENTENCE = argument(
    "sentence", "[SENTENCE]...", "What to do; - reads lines. Without it, a prompt.", "many", None
)
SAID = argument("sentence", "SENTENCE...", "What to do, in English.", "sentence")
DRY_RUN = flag("--dry-run", "Show the command without running it.")
YES = flag("--yes -y", "Don't ask for confirmation.")


@command(
    "chat",
    _EXAMPLE,
    SENTENCE,
    DRY_RUN,
    YES,
    flag("--history", "Show the conversation so far."),
    flag("--clear", "Delete the conversation."),
    option("--model", "NAME", "Language model to ask when roma doesn't understand."),
    returns="Turn",
    tools=[Tool("chat", "changes", parameters=(SAID, DRY_RUN, YES))],
    chat=False,
)
def chat(
    sentence: tuple[str, ...],
    model: str | None,
    *,
    dry_run: bool,
    yes: bool,
    history: bool,
    clear: bool,
) -> Command | LongRunning:
    """Tell roma what to do in plain English."""
    if history + clear + bool(sentence) > 1:
        raise UsageError("use only one of a sentence, --history and --clear", _EXAMPLE)
    if history:
        return Command(interpreter.history)
    if clear:
        stdin.confirm("Forget the conversation?", yes=yes, hint="roma chat --clear --yes")
        return Command(interpreter.clear)
    asks = sentence != (STDIN,) and on_terminal(sys.stdin) and on_terminal(sys.stderr)
    if not sentence:
        need_terminal("there is no terminal to talk on", _EXAMPLE)
        if not on_terminal(sys.stdout):
            raise UsageError("a conversation needs a terminal for its replies", _EXAMPLE)

    def run(invocation: Invocation, global_options: GlobalOptions) -> int:
        suggest = suggester(invocation, model, global_options)
        manner = Manner(global_options, asks, yes, dry_run, suggest)
        if not sentence:
            return _converse(invocation, manner)
        if sentence == (STDIN,):
            return _lines(invocation, manner)
        return take(invocation, " ".join(sentence), manner)

    return LongRunning(run)


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
        say("Type what to do. Type help for examples, Ctrl-D to leave.")
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
        if command_grammar.small_talk(sentence[: command_grammar.LONGEST]) == "bye":
            return 0


def _remember(invocation: Invocation, manner: Manner) -> None:
    """Give the arrow keys what was said before, where the machine has line editing."""
    try:
        import readline
    except ImportError:
        return
    said = look(
        invocation, lambda context: conversation.sentences(interpreter.state(context)), manner
    )
    readline.clear_history()
    for sentence in said:
        readline.add_history(visible(sentence))
