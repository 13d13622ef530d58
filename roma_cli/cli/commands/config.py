"""The commands of `roma config`."""

from __future__ import annotations

from roma_cli.cli.declaration import argument, command, flag
from roma_cli.dispatch import Command
from roma_cli.domain.errors import UsageError
from roma_cli.domain.settings import find
from roma_cli.usecases.settings import config as config_commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.usecases.result import Result

KEY = argument("key", "KEY", "Name of a setting; see roma config show.")
KEEP_COUNT = flag("--keep-count", "Keep today's count when the day boundary moves.")


@command("config show", "roma config show --json", chat=True)
def show() -> Command:
    """List all settings with their values and meanings."""
    return Command(config_commands.show)


@command("config get", "roma config get timezone", KEY, chat=True)
def get(key: str) -> Command:
    """Print the value of a setting."""
    return Command(lambda context: config_commands.get(context, find(key)))


@command(
    "config set",
    "roma config set daily_reset_time 04:00",
    KEY.but(choices="timezone|daily_reset_time"),
    argument("value", "[VALUE]", "New value; without one, search for a time zone.", default=None),
    KEEP_COUNT,
    chat=True,
)
def set_value(key: str, value: str | None, *, keep_count: bool) -> Command:
    """Change a setting."""
    if value is not None:
        return Command(lambda context: _set(context, key, value, keep_count=keep_count))
    from roma_cli.cli.input import prompts

    name = find(key).name
    hint = f"roma config set {name} VALUE"
    if name != "timezone":
        raise UsageError(f"{name} needs a value", hint)
    prompts.need_terminal("timezone needs a value: not a terminal, so roma can't ask", hint)
    return Command(
        lambda context: _set(
            context, name, prompts.zone(context.configuration.timezone), keep_count=keep_count
        )
    )


@command("config unset", "roma config unset daily_goal", KEY, KEEP_COUNT)
def unset(key: str, *, keep_count: bool) -> Command:
    """Reset a setting to its default."""
    return Command(lambda context: config_commands.unset(context, find(key), keep_count=keep_count))


def _set(context: Context, key: str, typed: str, *, keep_count: bool) -> Result:
    setting = find(key)
    values = {setting.name: setting.read(typed)}
    return config_commands.set_values(context, values, keep_count=keep_count)
