"""Assembles the whole program: which words there are, and where each is loaded from."""

from __future__ import annotations

from collections import namedtuple
from typing import TYPE_CHECKING, Annotated, Any

import typer

from roma_cli.acts import today
from roma_cli.carry import Deed, Errand
from roma_cli.cli import frame
from roma_cli.core.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

_SECTIONS = {
    "Every day": ("today", "stats", "undo", "redo", "prompt"),
    "Subjects": ("task", "session", "reset", "remind", "config", "user", "schedule", "data"),
    "To understand": ("why", "simulate", "setup"),
}

_PLACES = {
    "today": "roma_cli.cli.today:today",
    "stats": "roma_cli.cli.stats:stats",
    "undo": "roma_cli.cli.history:undo",
    "redo": "roma_cli.cli.history:redo",
    "prompt": "roma_cli.cli.today:prompt",
    "task": "roma_cli.cli.task_lists:app",
    "session": "roma_cli.cli.sessions:app",
    "reset": "roma_cli.cli.resets:app",
    "remind": "roma_cli.cli.reminders:app",
    "config": "roma_cli.cli.settings:app",
    "user": "roma_cli.cli.users:app",
    "schedule": "roma_cli.cli.schedule:app",
    "data": "roma_cli.cli.data:app",
    "why": "roma_cli.cli.explain:why",
    "simulate": "roma_cli.cli.explain:simulate",
    "setup": "roma_cli.cli.setup:setup",
}
"""Where each word is loaded from, once it is named."""


class Parsed(namedtuple("Parsed", "wanted wishes")):
    """A command line as understood: the deed or errand, or an exit code, and the wishes."""

    __slots__ = ()
    wanted: Deed | Errand | int
    wishes: frame.Wishes


class _Root(frame.Group):
    """`roma` itself; its help lists the commands in sections."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - click's own
        """Write the commands by section, so that the daily ones come first."""
        for section, names in _SECTIONS.items():
            rows = [(name, self.commands[name].get_short_help_str(60)) for name in names]
            with formatter.section(section):
                formatter.write_dl(rows)


def parse(arguments: Sequence[str]) -> Parsed:
    """Understand a command line. Prints help and version itself, and then gives the exit code.

    Raises UsageError for what cannot be understood.
    """
    wishes = frame.Wishes()
    root = _root()
    try:
        wanted = root.main(
            args=list(arguments), prog_name="roma", standalone_mode=False, obj=wishes
        )
    except typer.TyperException as problem:
        raise _translated(problem) from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    return Parsed(wanted, wishes)


def _root() -> Any:
    app = typer.Typer(
        cls=_Root,
        context_settings=frame.CONTEXT,
        invoke_without_command=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        epilog="`roma COMMAND --help` shows an example of each.",
    )
    app.callback()(_roma)
    root = typer.main.get_command(app)
    root.commands = frame.LazyCommands(dict(_PLACES))  # type: ignore[attr-defined]  # a TyperGroup
    return root


def _roma(
    ctx: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> Deed | None:
    """Tasks, work sessions, and a day that begins when you say so."""
    if version:
        from roma_cli import __version__  # noqa: PLC0415 - reads the package's metadata

        typer.echo(f"roma {__version__}")
        raise typer.Exit
    return Deed(today.show, tells_reminders=False) if ctx.invoked_subcommand is None else None


def _translated(problem: typer.TyperException) -> UsageError:
    """Return the framework's complaint in our form, in one line, with the help that applies."""
    context = getattr(problem, "ctx", None)
    path = context.command_path if context is not None else "roma"
    message = " ".join(problem.format_message().split()).rstrip(".")
    if not message or message.startswith("Usage:"):
        message = f"{path} needs a command"
    return UsageError(message[:1].lower() + message[1:], f"{path} --help")
