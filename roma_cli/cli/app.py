"""Assembles the whole program: which words there are, and where each is loaded from."""

from __future__ import annotations

from collections import namedtuple
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from roma_cli.cli import options
from roma_cli.dispatch import Command, StandaloneCommand
from roma_cli.domain.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence


class Word(namedtuple("Word", "section place about")):
    """A word after `roma`: its section of the help, where it is loaded from, its line of help.

    The line stands here too, so that `roma --help` loads none of them.
    """

    __slots__ = ()
    section: str
    place: str
    about: str


_DAILY, _SUBJECTS, _INSIGHT = "Every day", "Subjects", "To understand"

WORDS = {
    "today": Word(_DAILY, "today:today", "Show the day: what is due, the count, the next reset."),
    "add": Word(_DAILY, "add:add", "Add a task in a sentence, and show what was understood."),
    "stats": Word(_DAILY, "stats:stats", "Show what each day came to."),
    "undo": Word(
        _DAILY, "history:undo", "Take back the newest operation, or the one named, whole."
    ),
    "redo": Word(_DAILY, "history:redo", "Do again what was taken back last."),
    "log": Word(_DAILY, "history:log", "List what happened to your tasks, count and settings."),
    "chat": Word(
        _DAILY, "chat:chat", "Say in words what roma shall do; the reply names the command."
    ),
    "prompt": Word(_DAILY, "today:prompt", "Print one line for a shell prompt."),
    "task": Word(_SUBJECTS, "task_queries:app", "Keep tasks: add, list, finish, change."),
    "session": Word(_SUBJECTS, "sessions:app", "Count work sessions, day by day."),
    "timer": Word(_SUBJECTS, "timer:app", "Work and rest by the clock, with nothing running."),
    "reset": Word(_SUBJECTS, "resets:app", "When the day begins again, and what it closed."),
    "remind": Word(_SUBJECTS, "reminders:app", "Reminders of tasks, sent from cron or by hand."),
    "config": Word(_SUBJECTS, "config:app", "Your settings."),
    "user": Word(_SUBJECTS, "users:app", "Who keeps their days in the file."),
    "schedule": Word(_SUBJECTS, "schedule:app", "Have the machine look for what is due."),
    "data": Word(_SUBJECTS, "data:app", "The file itself, and what goes in and out of it."),
    "mcp": Word(_SUBJECTS, "mcp:mcp", "Serve the commands as tools to a program that speaks MCP."),
    "doctor": Word(_SUBJECTS, "doctor:doctor", "Look for what is wrong with the file."),
    "why": Word(_INSIGHT, "explain:why", "Explain today's count, the reset, or a task's dates."),
    "simulate": Word(_INSIGHT, "explain:simulate", "List coming days, clock changes marked."),
    "setup": Word(_INSIGHT, "setup:setup", "Ask for your zone, when your day begins, your goal."),
}
"""Every word after `roma`, in the order of the help."""


class Parsed(namedtuple("Parsed", "wanted global_options")):
    """A command line as understood: what it wants, or an exit code, and the wishes."""

    __slots__ = ()
    wanted: Command | StandaloneCommand | options.LongRunning | int
    global_options: options.GlobalOptions


class _Root(options.GroupWithGlobals):
    """`roma` itself; its help lists the commands in sections."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - click's own
        """Write the commands by section, so that the daily ones come first."""
        for section in dict.fromkeys(word.section for word in WORDS.values()):
            rows = [(name, word.about) for name, word in WORDS.items() if word.section == section]
            with formatter.section(section):
                formatter.write_dl(rows)


def parse(arguments: Sequence[str]) -> Parsed:
    """Understand a command line. Prints help and version itself, and then gives the exit code.

    Raises UsageError for what cannot be understood.
    """
    global_options = options.GlobalOptions()
    root = _root()
    try:
        wanted = root.main(
            args=list(arguments), prog_name="roma", standalone_mode=False, obj=global_options
        )
    except typer.TyperException as problem:
        raise _translated(problem) from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    return Parsed(wanted, global_options)


def commands() -> options.LazyCommands:
    """Return the command of every word, made when it is named."""
    return options.LazyCommands(
        {name: partial(options.load, word.place, name) for name, word in WORDS.items()}
    )


def _root() -> Any:
    app = typer.Typer(
        cls=_Root,
        context_settings=options.CONTEXT,
        invoke_without_command=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        epilog="`roma COMMAND --help` shows an example of each.",
    )
    app.callback()(_roma)
    root = typer.main.get_command(app)
    root.commands = commands()  # type: ignore[attr-defined]  # it is a group
    return root


def _roma(
    ctx: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> Command | None:
    """Tasks, work sessions, and a day that begins when you say so."""
    if version:
        from roma_cli import __version__  # noqa: PLC0415 - reads the package's metadata

        typer.echo(f"roma {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is not None:
        return None
    from roma_cli.usecases.day import today  # noqa: PLC0415 - only where no command is named

    return Command(today.show, tells_reminders=False)


def _translated(problem: typer.TyperException) -> UsageError:
    """Return the framework's complaint in our form, in one line, with the help that applies."""
    context = getattr(problem, "ctx", None)
    path = context.command_path if context is not None else "roma"
    message = " ".join(problem.format_message().split()).rstrip(".")
    if not message or message.startswith("Usage:"):
        message = f"{path} needs a command"
    return UsageError(message[:1].lower() + message[1:], f"{path} --help")
