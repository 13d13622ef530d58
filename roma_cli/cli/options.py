"""What every command shares: the common options, the lazy groups, and what a command returns.

A command function only reads its own options and returns a deed: a function of an open visit
(or of the request alone) that gives an answer. The front door carries it out, so that nothing
below this floor knows about Typer, and no command can forget the daily reset.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterator, MutableMapping
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperCommand, TyperGroup, TyperOption

if TYPE_CHECKING:
    from roma_cli.context import Invocation

CONTEXT = {"help_option_names": ["-h", "--help"]}
_PANEL = "Common options"
_VALUES = ("db", "user")
_FLAGS = ("json", "quiet", "plain")


class GlobalOptions:
    """The common options of one run; what stands later on the line wins."""

    def __init__(self) -> None:
        self.db: str | None = None
        self.user: str | None = None
        self.json = False
        self.quiet = False
        self.plain = False

    def take(self, params: dict[str, Any]) -> None:
        """Move the common options out of a command's own parameters."""
        for name in (*_VALUES, *_FLAGS):
            value = params.pop(name, None)
            if value:
                setattr(self, name, value)


class LongRunning(namedtuple("LongRunning", "run")):
    """What a command wants that goes on until its user ends it: a countdown, a conversation.

    `run` gets the request and the wishes, opens the file only for moments, one turn each, and
    returns the exit code.
    """

    __slots__ = ()
    run: Callable[[Invocation, GlobalOptions], int]

    def __call__(self, invocation: Invocation, global_options: GlobalOptions) -> int:
        """Stay until it is over."""
        return self.run(invocation, global_options)


class CommandWithGlobals(TyperCommand):
    """A command that also knows the common options."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        rest["params"] = [*(rest.get("params") or []), *_common_options()]
        super().__init__(*args, **rest)

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # typer's own Context
        """Call the command's function with its own options only."""
        ctx.ensure_object(GlobalOptions).take(ctx.params)
        return super().invoke(ctx)


class GroupWithGlobals(TyperGroup):
    """A group of commands that also knows the common options."""

    def __init__(self, *args: Any, **rest: Any) -> None:
        rest["params"] = [*(rest.get("params") or []), *_common_options()]
        super().__init__(*args, **rest)

    def invoke(self, ctx: typer.Context) -> Any:  # type: ignore[override]  # typer's own Context
        """Pass on to the command that was named."""
        ctx.ensure_object(GlobalOptions).take(ctx.params)
        return super().invoke(ctx)


class LazyCommands(MutableMapping[str, Any]):
    """Commands by name, each made when it is looked at; names cost nothing."""

    def __init__(self, makers: dict[str, Callable[[], Any]]) -> None:
        self._makers = makers
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._makers[name] = lambda: command

    def __delitem__(self, name: str) -> None:
        del self._makers[name]
        self._made.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)


def load(place: str, name: str) -> Any:
    """Return the command or group called `name`; a place is a module here and its attribute.

    A group's commands are made when they are named: the options of all the others would cost a
    millisecond each.
    """
    module, _, attribute = place.partition(":")
    app = getattr(import_module(f"roma_cli.cli.commands.{module}"), attribute)
    if app.registered_callback is None:
        made = typer.main.get_command(app)
    else:
        infos, app.registered_commands = app.registered_commands, []
        made = typer.main.get_command(app)
        app.registered_commands = infos
        makers: dict[str, Callable[[], Any]] = {
            str(info.name): partial(_made, info) for info in infos
        }
        made.commands = LazyCommands(makers)  # type: ignore[attr-defined]  # it is a group
    made.name = name
    return made


def _made(info: Any) -> Any:
    return typer.main.get_command_from_info(
        info, pretty_exceptions_short=True, rich_markup_mode=None
    )


def subject(about: str) -> typer.Typer:
    """Return the Typer of one noun, `about` being its line of help."""
    app = typer.Typer(
        cls=GroupWithGlobals,
        help=about,
        no_args_is_help=True,
        context_settings=CONTEXT,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
        add_completion=False,
    )
    # Typer makes a plain command of a subject that has only one, unless it has a callback.
    app.callback()(_nothing)
    return app


def single() -> typer.Typer:
    """Return the Typer of one command that stands directly under `roma`."""
    return typer.Typer(rich_markup_mode=None, pretty_exceptions_enable=False, add_completion=False)


def command(app: typer.Typer, name: str, example: str) -> Callable[[Any], Any]:
    """Return the decorator that adds a command to `app`; its help ends with `example`."""
    # The mark keeps the line from being folded, so that it can be copied.
    epilog = "\b\nExample: " + example
    return app.command(name, cls=CommandWithGlobals, context_settings=CONTEXT, epilog=epilog)


def _nothing() -> None:
    return


def _common_options() -> list[TyperOption]:
    texts = {
        "db": ("PATH", "The roma file to use, before ROMA_DB."),
        "user": ("NAME", "Whose days are spoken of, before ROMA_USER."),
    }
    flags = {
        "json": "Print JSON.",
        "quiet": "Say nothing on stderr but errors.",
        "plain": "Plain text even on a terminal.",
    }
    return [
        *(
            TyperOption(
                param_decls=[f"--{name}"], metavar=metavar, help=text, rich_help_panel=_PANEL
            )
            for name, (metavar, text) in texts.items()
        ),
        *(
            TyperOption(
                param_decls=[f"--{name}"],
                is_flag=True,
                default=False,
                help=text,
                rich_help_panel=_PANEL,
            )
            for name, text in flags.items()
        ),
    ]
