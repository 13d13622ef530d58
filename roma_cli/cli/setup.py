"""`roma setup`: three questions, with defaults on Enter."""

from __future__ import annotations

from typing import TYPE_CHECKING

from roma_cli.carry import Deed
from roma_cli.cli import ask
from roma_cli.cli.frame import command, single
from roma_cli.domain.settings import SETTINGS
from roma_cli.usecases.settings import config as config_commands

if TYPE_CHECKING:
    from roma_cli.usecases.result import Answer
    from roma_cli.visit import Visit

setup = single()


@command(setup, "setup", "roma setup")
def _setup() -> Deed:
    """Ask for your zone, when your day begins, your goal."""
    ask.need_terminal(
        "setup asks questions, and there is no terminal to ask on",
        "roma config set timezone Europe/Berlin",
    )
    return Deed(_ask_and_set)


def _ask_and_set(visit: Visit) -> Answer:
    own = visit.configuration
    answers = {"timezone": ask.zone(own.timezone)}
    for name, question in (
        ("daily_reset_time", "Your day begins at"),
        ("daily_goal", "Work sessions you aim for each day"),
    ):
        setting = SETTINGS[name]
        answers[name] = ask.ask(question, setting.show(getattr(own, name)), setting.read)
    return config_commands.set_all(visit, answers)
