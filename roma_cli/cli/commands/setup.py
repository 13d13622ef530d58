"""The command `roma setup`: three questions, with defaults on Enter."""

from __future__ import annotations

from roma_cli.cli.declaration import command
from roma_cli.cli.input import prompts
from roma_cli.dispatch import Command
from roma_cli.domain.settings import SETTINGS
from roma_cli.usecases.settings import config as config_commands

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.usecases.result import Result


@command("setup", "roma setup")
def setup() -> Command:
    """Set the time zone, the reset time and the daily goal."""
    prompts.need_terminal(
        "setup asks questions, and there is no terminal to ask on",
        "roma config set timezone Europe/Berlin",
    )
    return Command(_ask_and_set)


def _ask_and_set(context: Context) -> Result:
    own = context.configuration
    answers = {"timezone": prompts.zone(own.timezone)}
    for name, question in (
        ("daily_reset_time", "Your day begins at"),
        ("daily_goal", "Work sessions you aim for each day"),
    ):
        setting = SETTINGS[name]
        answers[name] = prompts.ask(question, setting.show(getattr(own, name)), setting.read)
    return config_commands.set_values(
        context, {name: SETTINGS[name].read(text) for name, text in answers.items()}
    )
