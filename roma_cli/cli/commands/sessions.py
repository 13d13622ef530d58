"""The commands of `roma session`."""

from __future__ import annotations

from roma_cli.cli.declaration import argument, command, flag, option
from roma_cli.dispatch import Command
from roma_cli.domain.counting import parse_count
from roma_cli.domain.errors import UsageError
from roma_cli.domain.ids import parse_id
from roma_cli.usecases.day import session_count

TYPE_CHECKING = False
if TYPE_CHECKING:
    from roma_cli.context import Context
    from roma_cli.usecases.result import Result

MINUTES = option("--minutes", "N", "Length in minutes, 1 to 1440.", "number")


@command("session show", "roma session show --json", returns="Session", tool="reads")
def show() -> Command:
    """Show today's count, the goal and the next reset."""
    return Command(session_count.show)


@command(
    "session set",
    "roma session set 15",
    argument("count", "N", "New count, 0 to 1000.", "number", least=0, most=1000),
    returns="Session",
    tool="sets",
)
def set_count(count: str) -> Command:
    """Set today's count; later sessions add to it."""
    return Command(lambda context: session_count.set_count(context, parse_count(count)))


@command(
    "session add",
    'roma session add --minutes 50 --at "yesterday 17:10"',
    MINUTES.but(least=1, most=1440),
    option("--task", "ID", "ID of the task worked on.", "task"),
    option("--at", "WHEN", "When the session ended (default: now)."),
    option("--note", "TEXT", "Note about the session."),
    option("--tag -t", "TAG", "Tag; repeat for several.", "many", name="tags"),
    returns="Session",
    tool="adds",
)
def add(
    minutes: str | None, task: str | None, at: str | None, note: str | None, tags: tuple[str, ...]
) -> Command:
    """Record a work session completed without the timer."""

    def act(context: Context) -> Result:
        from roma_cli.domain import timer as timer_rules

        hint = "roma session add --minutes 25"
        one_task = UsageError("a session belongs to one task", "roma session add --task 3")
        return session_count.add(
            context,
            seconds=None if minutes is None else timer_rules.parse_minutes(minutes, hint),
            task=None if task is None else parse_id(task, one_task),
            at=None if at is None else _past(context, at),
            note=note,
            tags=tags,
        )

    return Command(act)


def _past(context: Context, typed: str) -> int:
    from roma_cli.domain.dates.parse import parse_moment

    return parse_moment(typed, context.rule, context.now, past=True)


@command(
    "session history",
    "roma session history --days 30",
    option("--days", "N", "Number of days.", "int", 14, name="number", least=1, most=100_000),
    flag("--each", "List each session instead of each day."),
)
def history(number: int, *, each: bool) -> Command:
    """List session counts, manual corrections and focus time by day."""
    if each:
        from roma_cli.usecases.day import session_list

        return Command(lambda context: session_list.each(context, number))
    from roma_cli.usecases.stats import commands as stats_commands

    return Command(lambda context: stats_commands.history(context, number))
