"""The words of `roma config`."""

from __future__ import annotations

from typing import Annotated

import typer

from roma_cli.cli.input import prompts
from roma_cli.cli.options import command, subject
from roma_cli.dispatch import Command
from roma_cli.domain.errors import UsageError
from roma_cli.domain.settings import find
from roma_cli.usecases.settings import config as config_commands

app = subject("Your settings.")

Key = Annotated[str, typer.Argument(metavar="KEY", help="A setting; see roma config show.")]
KeepCount = Annotated[
    bool, typer.Option("--keep-count", help="Keep today's count across the change.")
]


@command(app, "show", "roma config show --json")
def show() -> Command:
    """List every setting with its value and meaning."""
    return Command(config_commands.show)


@command(app, "get", "roma config get timezone")
def get(key: Key) -> Command:
    """Print one setting's value."""
    return Command(lambda context: config_commands.get(context, key))


@command(app, "set", "roma config set daily_reset_time 04:00")
def set_value(
    key: Key,
    value: Annotated[
        str | None,
        typer.Argument(metavar="[VALUE]", help="Its new value; a zone can be searched for."),
    ] = None,
    *,
    keep_count: KeepCount = False,
) -> Command:
    """Change one setting."""
    if value is not None:
        return Command(
            lambda context: config_commands.set_value(context, key, value, keep_count=keep_count)
        )
    name = find(key).name
    hint = f"roma config set {name} VALUE"
    if name != "timezone":
        raise UsageError(f"{name} needs a value", hint)
    prompts.need_terminal("timezone needs a value where there is no terminal to ask on", hint)
    return Command(
        lambda context: config_commands.set_value(
            context, name, prompts.zone(context.configuration.timezone), keep_count=keep_count
        )
    )


@command(app, "unset", "roma config unset daily_goal")
def unset(key: Key, *, keep_count: KeepCount = False) -> Command:
    """Put one setting back to what a new file starts with."""
    return Command(lambda context: config_commands.unset(context, key, keep_count=keep_count))
