"""The commands `roma why` and `roma simulate`."""

from __future__ import annotations

from roma_cli.cli.declaration import argument, command, option
from roma_cli.dispatch import Command, StandaloneCommand
from roma_cli.domain.ids import parse_id
from roma_cli.usecases.day import explain, explain_task


@command(
    "why",
    "roma why reset",
    argument("what", "count|reset|ID", "Today's count, the reset, or a task."),
)
def why(what: str) -> Command:
    """Explain today's count, the reset, or a task's dates."""
    word = what.strip().lower()
    if word == "count":
        return Command(explain.count)
    if word == "reset":
        return Command(explain.reset)
    return Command(lambda context: explain_task.task(context, parse_id(what)))


@command(
    "simulate",
    "roma simulate --days 400 --timezone America/Santiago --reset-time 0",
    option("--days", "N", "Number of days.", "int", 14, name="number", least=1, most=4000),
    option("--timezone", "ZONE", "Time zone to use instead of yours."),
    option("--reset-time", "TIME", "Reset time to use instead of yours."),
)
def simulate(number: int, timezone: str | None, reset_time: str | None) -> StandaloneCommand:
    """List upcoming days and mark clock changes.

    It works without a data file; with one, it uses your time zone and reset time.
    """
    return StandaloneCommand(
        lambda invocation: explain.simulate(
            invocation, number=number, timezone=timezone, reset_time=reset_time
        )
    )
