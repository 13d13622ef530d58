"""The commands of `roma session`."""

from __future__ import annotations

from roma_cli.cli.declaration import argument, command, flag, option
from roma_cli.dispatch import Command
from roma_cli.usecases.day import session_count

MINUTES = option("--minutes", "N", "How long it was, 1 to 1440.", "number")


@command("session show", "roma session show --json", returns="Session", tool="reads")
def show() -> Command:
    """Show today's count, the goal and the next reset."""
    return Command(session_count.show)


@command(
    "session set",
    "roma session set 15",
    argument("count", "N", "From 0 to 1000.", "number", least=0, most=1000),
    returns="Session",
    tool="sets",
)
def set_count(count: str) -> Command:
    """Set today's count by hand; the next completed session adds to it."""
    return Command(lambda context: session_count.set_count(context, count))


@command(
    "session add",
    'roma session add --minutes 50 --at "yesterday 17:10"',
    MINUTES._replace(least=1, most=1440),
    option("--task", "ID", "The task worked on.", "task"),
    option("--at", "WHEN", "When it ended; now by default."),
    option("--note", "TEXT", "What it was about."),
    option("--tag -t", "TAG", "A tag; may be repeated.", "many", name="tags"),
    returns="Session",
    tool="adds",
)
def add(
    minutes: str | None, task: str | None, at: str | None, note: str | None, tags: tuple[str, ...]
) -> Command:
    """Record a work session done without the timer."""
    return Command(
        lambda context: session_count.add(
            context, minutes=minutes, task=task, at=at, note=note, tags=tags
        )
    )


@command(
    "session history",
    "roma session history --days 30",
    option("--days", "N", "How many days.", "int", 14, name="number", least=1, most=100_000),
    flag("--each", "Every session of these days instead."),
)
def history(number: int, *, each: bool) -> Command:
    """List days with their count, corrections by hand and focus time."""
    if each:
        from roma_cli.usecases.day import session_list

        return Command(lambda context: session_list.each(context, number))
    from roma_cli.usecases.stats import commands as stats_commands

    return Command(lambda context: stats_commands.history(context, number))
