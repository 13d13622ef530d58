"""The Typer app, made from the declarations of all commands."""

from __future__ import annotations

from collections import UserDict
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption

from roma_cli.cli import catalog
from roma_cli.cli.declaration import COMMON, CommandLine, GlobalOptions
from roma_cli.domain.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from roma_cli.cli.declaration import Declared, Parameter

_CONTEXT = {"help_option_names": ["-h", "--help"]}


def parse(arguments: Sequence[str]) -> CommandLine | int:
    """Parse a command line; prints help, the version and what a shell completes by itself.

    Returns the exit code where nothing is left to do. Raises UsageError for what cannot be
    understood.
    """
    try:
        parsed: CommandLine | int = root().main(
            args=list(arguments), prog_name="roma", standalone_mode=False, obj=GlobalOptions()
        )
    except SystemExit as end:
        # Typer ends so once it has printed what a shell completes.
        return end.code if isinstance(end.code, int) else 0
    except typer.TyperException as problem:
        raise _usage_error(problem) from None
    except typer.Abort:
        raise KeyboardInterrupt from None
    return parsed


def root() -> Any:
    """Return the group that `roma` itself is, its commands made when they are named."""
    app = typer.Typer(
        cls=_Root,
        context_settings=_CONTEXT,
        invoke_without_command=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        epilog="Run `roma COMMAND --help` for details and an example.",
    )
    app.callback()(_roma)
    made = typer.main.get_command(app)
    # Before --install-completion, as everywhere else.
    made.params[1:1] = [_parameter(one) for one in COMMON]
    made.commands = _LazyCommands(  # type: ignore[attr-defined]  # it is a group
        {word: partial(_command_or_group, word) for word in catalog.WORDS}
    )
    return made


class _Command(TyperCommand):
    """One command, which parses its words and does nothing yet."""

    declared: Declared

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # typer's own Context
        """Return what was parsed."""
        ctx.obj.take(ctx.params)
        return CommandLine(self.declared, ctx.params, ctx.obj)


class _Sentence(_Command):
    """A command that is told where `--` stood: what comes after it is text as it stands."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep one `--` for the sentence besides the one that ends the options."""
        if "--" in args:
            at = args.index("--")
            args = [*args[: at + 1], "--", *args[at + 1 :]]
        return super().parse_args(ctx, args)


class _Group(TyperGroup):
    """The commands of one word."""

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # typer's own Context
        """Pass on to the command that was named."""
        ctx.obj.take(ctx.params)
        return super().invoke(ctx)


class _Root(_Group):
    """`roma` itself; its help lists the commands in sections."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - click's own
        """Write the commands by section, so that the daily ones come first."""
        sections: dict[str, list[tuple[str, str]]] = {}
        for word, (section, _, about) in catalog.WORDS.items():
            sections.setdefault(section, []).append((word, about))
        for section, rows in sections.items():
            with formatter.section(section):
                formatter.write_dl(rows)


class _LazyCommands(UserDict[str, Any]):
    """Commands by name, each made when it is looked at; names cost nothing."""

    def __getitem__(self, name: str) -> Any:
        found = super().__getitem__(name)
        if isinstance(found, partial):
            found = self[name] = found()
        return found


def _command_or_group(word: str) -> Any:
    """Return the command `word`, or the group of the commands that begin with it."""
    declared = catalog.load(word)
    if (word,) in declared:
        return _command(declared[word,])
    made = _Group(
        name=word,
        params=[_parameter(one) for one in COMMON],
        help=catalog.WORDS[word][2],
        no_args_is_help=True,
        context_settings=_CONTEXT,
        rich_markup_mode=None,
    )
    made.commands = _LazyCommands({path[1]: partial(_command, declared[path]) for path in declared})
    return made


def _command(declared: Declared) -> _Command:
    own = [one for one in declared.parameters if one.kind != "common"]
    made = (_Sentence if declared.dashes else _Command)(
        name=declared.path[-1],
        params=[_parameter(one) for one in (*own, *COMMON)],
        help=declared.help,
        # The mark keeps the line from being folded, so that it can be copied.
        epilog=f"\b\nExample: {declared.example}",
        context_settings=_CONTEXT,
        rich_markup_mode=None,
    )
    made.declared = declared
    return made


def _parameter(one: Parameter) -> TyperArgument | TyperOption:
    """Return a parameter as Typer has it."""
    shared: dict[str, Any] = {
        "type": _type(one),
        "required": one.is_required,
        "default": None if one.is_required else one.default,
        "metavar": one.metavar,
        "help": one.help,
        "autocompletion": partial(_offered, one.completes) if one.completes else None,
    }
    if not one.flags:
        return TyperArgument(param_decls=[one.name], nargs=-1 if one.takes_many else None, **shared)
    return TyperOption(
        param_decls=[one.name, *one.flags],
        is_flag=one.kind == "flag",
        multiple=one.takes_many,
        show_default=True,
        **shared,
    )


def _offered(completes: str, _ctx: Any, _args: Any, incomplete: str) -> list[str]:
    from roma_cli.cli.input import completion  # noqa: PLC0415 - only where a shell asks

    return completion.OFFERS[completes](incomplete)


def _type(one: Parameter) -> Any:
    if one.kind == "flag":
        return None
    if one.kind == "pair":
        return (str, str)
    if one.kind == "int":
        bounds = typer.Option(min=one.least, max=one.most)
        return typer.main.get_click_type(annotation=int, parameter_info=bounds)
    return str


def _roma(
    ctx: typer.Context,
    *,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> CommandLine | None:
    """Task list and pomodoro timer for the terminal."""
    if version:
        from roma_cli import __version__  # noqa: PLC0415 - reads the package's metadata

        typer.echo(f"roma {__version__}")
        raise typer.Exit
    if ctx.invoked_subcommand is not None:
        return None
    return CommandLine(catalog.load("today")["today",], {}, ctx.obj)


def _usage_error(problem: typer.TyperException) -> UsageError:
    """Return the framework's complaint in our form, in one line, with the help that applies."""
    context = getattr(problem, "ctx", None)
    path = context.command_path if context is not None else "roma"
    message = " ".join(problem.format_message().split()).rstrip(".")
    if not message or message.startswith("Usage:"):
        message = f"{path} needs a command"
    return UsageError(message[:1].lower() + message[1:], f"{path} --help")
